"""Values declared or supposed of what a model defines: they count behind the names of a claim."""

from __future__ import annotations

import pytest

import derive
from derive.judging.verdicts import Finding

KEPT = "definitions: [f_t = 1, i_t = 0]"
CARRIED = r"$$\frac{\partial C_t}{\partial C_k} = I$$"


def found(text: str, model: str = "lstm", more: str = "") -> list[Finding]:
    source = f"---\nmodel: {model}\n{more}\n---\n{text}"
    return list(derive.review(source, timeout=60).findings)


def verdicts(text: str, model: str = "lstm", more: str = "") -> list[str]:
    return [finding.verdict for finding in found(text, model, more)]


def test_declared_values_count_behind_the_names() -> None:
    [state, moved, wrong] = found("$$C_t = C_{t-1}$$ $$C_3 = C_1$$ $$C_t = h_t$$", more=KEPT)
    assert (state.verdict, moved.verdict, wrong.verdict) == ("proved", "proved", "refuted")
    assert state.reading == "with f_t = 1, i_t = 0 in the place of the model's equations"


def test_only_what_is_declared_counts() -> None:
    assert verdicts("$$C_t = C_{t-1}$$", more="definitions: [f_t = 1]") == ["refuted"]
    assert verdicts("$$C_t = C_{t-1}$$", more="definitions: [o_t = 1, f_t = 1]") == ["refuted"]
    assert verdicts(r"$$h_t = \tanh(C_t)$$", more="definitions: [o_t = 1]") == ["proved"]


def test_declared_parameters_count_behind_the_names() -> None:
    assert verdicts(r"$$h_t = \sigma(W h_{t-1})$$", "rnn", "definitions: [U = 0]") == ["proved"]
    assert verdicts(r"$$y = \sigma(0)$$", "layer", "definitions: [x = 0]") == ["proved"]


@pytest.mark.parametrize(
    "lead",
    [
        "Set $f_t = 1$ and $i_t = 0$. Then",
        "With $f_t = 1$ and $i_t = 0$,",
        r"Let $f_t = \mathbf{1}$ and $i_t = \mathbf{0}$.",
        "If $f_t = 1$ and $i_t = 0$ for all $t$, then",
        "Suppose $i_t = 0$ and $f_t = 1$ at all times.",
        "$f_t = 1, i_t = 0$ implies",
        "因为 $f_t=1,i_t=0$ 可以得",
    ],
)
def test_values_in_the_text(lead: str) -> None:
    said = found(f"{lead} $$C_t = C_{{t-1}}$$ {CARRIED}")[-2:]
    assert [f.verdict for f in said] == ["proved", "proved"]
    for finding in said:
        assert "in the place of the model's equations" in finding.reading


def test_half_of_the_values_is_not_enough() -> None:
    assert verdicts(f"Let $f_t = 1$. $$C_t = C_{{t-1}}$$ {CARRIED}")[0] == "refuted"
    assert verdicts(r"Let $f_t = 1$, $i_t = 0$. $$\frac{\partial C_t}{\partial C_k} = 2I$$") == [
        "refuted"
    ]


def test_what_is_said_in_general_is_not_lost() -> None:
    text = (
        r"Let $f_t = 1$ and $i_t = 0$. In general $f_t \in (0, 1)$ and "
        r"$C_t = f_t \odot C_{t-1} + i_t \odot \tilde{C}_t$."
    )
    assert verdicts(text) == ["proved", "proved"]


def test_of_two_values_the_last_counts() -> None:
    text = "If $z_t = 1$, then $h_t = h_{t-1}$. If $z_t = 0$, then $h_t = \\tilde{h}_t$."
    assert verdicts(text, "gru") == ["proved", "proved"]
    text = "Let $z_t = 1$. Then $h_t = h_{t-1}$. Now let $z_t = 0$. Then $h_t = h_{t-1}$."
    assert verdicts(text, "gru") == ["proved", "refuted"]


def test_a_value_alone_is_not_refuted() -> None:
    [value, other] = found(r"$f_t = 1$ and $f_t = \sigma(0)$")
    assert value.verdict == "unknown"
    assert "assumed" in value.reason
    assert other.verdict == "refuted"


def test_a_running_index_is_no_gate() -> None:
    product = r"\prod_{i=k+1}^{t} \frac{\partial C_i}{\partial C_{i-1}}"
    text = rf"Let $i_t = 0$. $$\frac{{\partial C_t}}{{\partial C_k}} = {product}$$"
    [finding] = found(text)
    assert finding.verdict == "proved"


def test_the_index_that_does_not_run() -> None:
    product = r"\prod_{i=k+1}^{t} \frac{\partial C_t}{\partial C_{t-1}}"
    [finding] = found(rf"$$\frac{{\partial C_t}}{{\partial C_k}} = {product}$$")
    assert finding.verdict == "refuted"
    assert finding.suggestion is not None
    assert r"C_{i}}{\partial C_{i - 1}}" in finding.suggestion.latex
