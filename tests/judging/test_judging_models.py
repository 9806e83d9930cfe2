"""Claims about every model of the table: one step, gradients, adjoints, targets that sum to 1."""

from __future__ import annotations

import re

import pytest
from labelled import sheet

from derive import models
from derive.judging.judge import judge
from derive.judging.subjects import MODELS, WORKSHEETS
from derive.submissions.claims import Context

#: model, left side, right side, verdict; dL/dx stands for the fraction
ROWS = (
    ("classifier", r"dL/dz", "p - y", "proved"),
    ("classifier", r"dL/dz", "y - p", "refuted"),
    ("classifier", r"dL/dz", "p - 2 y", "refuted"),
    ("classifier", r"dL/dW", r"(\hat{y} - y) x^\top", "proved"),
    ("classifier", r"dL/dz", r"(\sum_{i=1}^{n} y_i) p - y", "proved"),
    ("classifier", r"dL/dW", r"\bar{z} x^\top", "proved"),
    ("lstm", r"dL/dW_f", r"\sum_{t=1}^{T} \bar{z}^f_t h_{t-1}^\top", "proved"),
    ("lstm", r"dL/dW_f", r"\sum_{t=1}^{T} \bar{z}^f_t h_{t}^\top", "unknown"),
    ("gru", "h_t", r"z_t \odot h_{t-1} + (1 - z_t) \odot \tilde{h}_t", "proved"),
    ("gru", "h_t", r"z_t \odot \tilde{h}_t + (1 - z_t) \odot h_{t-1}", "refuted"),
    ("gru", r"dL/dU_z", r"\sum_{t=1}^{T} \bar{a}^z_t x_t^\top", "proved"),
    ("attention", r"dL/dV", r"A^\top dL/dO", "proved"),
    ("attention", r"dL/dA", r"dL/dO V^\top", "proved"),
    ("attention", r"dL/dA", r"dL/dO V", "refuted"),
    ("attention", "S", r"\frac{Q K^\top}{\sqrt{k}}", "proved"),
    ("mlp", r"dL/dW_2", r"dL/dz_2 a_1^\top", "proved"),
    ("layernorm", r"dL/d\gamma", r"dL/dy \odot \hat{x}", "proved"),
    ("layernorm", r"dL/d\gamma", r"dL/dy \odot x", "refuted"),
    ("elman", r"dL_t/do_t", "p_t - y_t", "proved"),
    ("batchnorm", r"dL/d\hat{X}", r"dL/dY \operatorname{diag}(\gamma)", "proved"),
    ("residual", r"dL/db_2", r"dL/dy", "proved"),
)


_FRACTION = re.compile(r"d(L(?:_t)?)/d(\\?\w+(?:\{\w+\})?)")


@pytest.mark.parametrize(("model", "left", "right", "verdict"), ROWS)
def test_claims_about_models(model: str, left: str, right: str, verdict: str) -> None:
    left, right = (
        _FRACTION.sub(r"\\frac{\\partial \1}{\\partial \2}", side) for side in (left, right)
    )
    [found] = judge(sheet((left, "=", right), context=Context(model=model))).findings
    assert found.verdict == verdict, found


def test_what_is_supposed_of_the_target_is_said() -> None:
    row = (r"\frac{\partial L}{\partial z}", "=", "p - y")
    [found] = judge(sheet(row, context=Context(model="classifier"))).findings
    assert "target adding up to 1" in found.reading


def test_a_bar_that_means_something_else_is_never_held_against_anyone() -> None:
    rows = (
        (r"C_t", "=", r"f_t \odot C_{t-1} + i_t \odot \bar{C}_t", "claim"),
        (r"\frac{\partial^+ C_t}{\partial \bar{C}_t}", "=", r"\operatorname{diag}(i_t)", "claim"),
        (r"\bar{h}_t", "=", r"\frac{1}{2} (h_t + h_{t-1})", "claim"),
        (r"2 \bar{h}_t - h_t", "=", r"h_{t-1}", "claim"),
    )
    found = judge(sheet(*rows, context=Context(model="lstm"))).findings
    assert "refuted" not in {f.verdict for f in found}, found


def test_the_table_of_models_is_the_only_list() -> None:
    assert set(models.MODELS) <= set(MODELS)
    assert WORKSHEETS["networks"] == tuple(models.MODELS)
    for name in models.MODELS:
        scopes = [variant() for variant in MODELS[name]]
        assert all(scope.table for scope in scopes)
        assert [bool(scope.adjoints) for scope in scopes].count(True) == 1


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ("C_t", r"f_t \odot C_{t-1} + f_t \odot \tilde{C}_t", "refuted"),
        ("C_t", r"f_t \odot C_{t-1} + i_t \odot \tilde{C}_t", "proved"),
        ("h_t", r"\sigma(W h_{t-1} + U x_{t-1})", "refuted"),
    ],
)
def test_no_model_of_a_worksheet_lets_an_equation_of_another_pass_as_a_definition(
    left: str, right: str, verdict: str
) -> None:
    [found] = judge(sheet((left, "=", right)), worksheet="rnn_lstm").findings
    assert found.verdict == verdict, found
    assert found.reason != "by definition"
