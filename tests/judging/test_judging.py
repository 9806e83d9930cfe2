"""Labelled claims: what is true is proved in some reading, what is false in all is refuted."""

from __future__ import annotations

import json
import pickle
import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from labelled import GROUPS, LAYER, sheet

from derive.errors import DeriveError
from derive.judging.judge import judge
from derive.judging.verdicts import Finding, Review, Witness
from derive.submissions.claims import Claim, Context, Spot, Submission
from derive.submissions.opening import submission


def _reviewed(name: str) -> tuple[Review, int]:
    definitions, context, true, false = GROUPS[name]
    return judge(sheet(*definitions, *true, *false, context=context)), len(true)


@pytest.mark.parametrize("name", GROUPS)
def test_labelled(name: str) -> None:
    review, true = _reviewed(name)
    found = [finding.verdict for finding in review.findings]
    wrong = [
        (finding.claim.latex, finding.verdict, finding.reason)
        for finding, wanted in zip(
            review.findings, ["proved"] * true + ["refuted"] * (len(found) - true), strict=True
        )
        if finding.verdict != wanted
    ]
    assert not wrong
    assert review.counts["proved"] == true
    for finding in review.findings:
        assert finding.verdict != "proved" or finding.by == "kernel"
        if finding.verdict == "refuted":
            assert finding.witness or finding.claim.relation in ("~", "!=") or finding.reason
    assert pickle.loads(pickle.dumps(review)) == review
    assert json.loads(json.dumps(review.as_dict()))["counts"]["proved"] == true


def _one(left: str, relation: str, right: str, *definitions: Any, **more: Any) -> Finding:
    return judge(sheet(*definitions, (left, relation, right), **more)).findings[-1]


# -- readings --


def test_the_layout_is_named() -> None:
    plain = _one(r"\frac{\partial z}{\partial x}", "=", "W", *LAYER)
    other = _one(r"\frac{\partial z}{\partial x}", "=", r"W^{\top}", *LAYER)
    assert "numerator layout" in plain.reading
    assert "denominator layout" in other.reading


def test_a_declared_layout_is_the_only_one() -> None:
    context = Context(
        shapes={"W": ("n", "n"), "x": ("n", "1")}, conventions={"layout": "denominator"}
    )
    found = _one(r"\frac{\partial (W x)}{\partial x}", "=", "W", context=context)
    assert found.verdict == "refuted"
    found = _one(r"\frac{\partial (W x)}{\partial x}", "=", r"W^{\top}", context=context)
    assert found.verdict == "proved"


def test_the_immediate_derivative_is_named() -> None:
    inner = r"\frac{\partial L_t}{\partial h_t} \frac{\partial h_t}{\partial h_k}"
    right = rf"\sum_{{t=0}}^{{T}} \sum_{{k=1}}^{{t}} {inner} \frac{{\partial h_k}}{{\partial W}}"
    found = _one(r"\frac{\partial L}{\partial W}", "=", right, context=Context(model="rnn"))
    assert found.verdict == "proved"
    assert "∂h/∂W as the immediate" in found.reading


def test_shapes_are_found_as_general_as_they_can_be() -> None:
    found = _one(r"(A B)^{\top}", "=", r"B^{\top} A^{\top}")
    assert found.reading == "with A ∈ ℝ^{n×m}, B ∈ ℝ^{m×d}"


def test_a_name_that_nobody_defines_is_unknown() -> None:
    found = _one(r"\frac{\partial (W x)}{\partial x}", "=", "W A")
    assert found.verdict == "unknown"
    assert "A" in found.reason


def test_a_derivative_of_nothing_known_is_unknown() -> None:
    found = _one(r"\frac{\partial g_t}{\partial g_k}", "=", r"\prod_{i=k+1}^{t} W")
    assert found.verdict == "unknown"


def test_what_cannot_be_read_is_unknown_with_the_place() -> None:
    found = _one(r"A ) W", "=", "B")
    assert found.verdict == "unknown"
    assert found.reason.startswith("found ) at ) W; expected")


def test_a_model_that_nobody_names_is_recognised_and_said() -> None:
    left = r"\frac{\partial h_t}{\partial h_{t-1}}"
    right = r"\operatorname{diag}(\sigma'(z_t)) W"
    found = judge(sheet((left, "=", right))).findings[0]
    assert found.verdict == "proved"
    assert "recurrent network" in found.reading


def test_definitions_are_used_and_not_judged() -> None:
    review = judge(sheet(*LAYER, (r"y", "=", r"\sigma(W x)")))
    assert [f.claim.number for f in review.findings] == [3]
    assert review.findings[0].verdict == "proved"


def test_the_first_relation_of_a_name_is_its_definition() -> None:
    rows = (("u", "=", "A v", "fresh"), (r"\frac{\partial u}{\partial v}", "=", "A"))
    found = judge(sheet(*rows)).findings
    assert [f.verdict for f in found] == ["definition", "proved"]
    assert not found[0].by


def test_assumptions_may_be_meant() -> None:
    rows = (("f_t", "=", "1", "assumption"), ("i_t", "=", "0", "assumption"))
    submission = sheet(*rows, ("C_t", "=", "C_{t-1}"), context=Context(model="lstm"))
    *before, claim = submission.claims
    under = Claim(**{**vars(claim), "under": (1, 2)})
    changed = Submission("sheet", "", (*before, under), context=submission.context)
    [found] = judge(changed).findings
    assert found.verdict in ("proved", "agrees")
    assert "assuming" in found.reading
    assert judge(submission).findings[0].verdict == "refuted"


def test_a_length_may_be_that_of_the_sum() -> None:
    inner = r"\frac{\partial L_t}{\partial W}"
    right = rf"\sum_{{t=0}}^{{2}} {inner}"
    found = _one(r"\frac{\partial L}{\partial W}", "=", right, context=Context(model="rnn"))
    assert found.verdict == "proved"
    assert "T = 2" in found.reading


def test_unknown_declarations_are_refused() -> None:
    for context in (
        Context(model="perceptron"),
        Context(worksheet="another"),
        Context(shapes={"A": ("n", "m", "d")}),
        Context(functions={"f": "softsoft"}),
        Context(assume={"A": ("pretty",)}),
        Context(conventions={"layout": "sideways"}),
    ):
        with pytest.raises(DeriveError):
            judge(sheet(("A", "=", "B"), context=context))


# -- witnesses, redone by hand --


def _array(value: Any) -> Any:
    if isinstance(value, str):
        return float(Fraction(value)) if re.fullmatch(r"-?\d+(/\d+)?", value) else float(value)
    return np.array([[_array(x) for x in row] for row in value])


def _sigma(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _values(witness: Witness) -> dict[str, Any]:
    return {name: _array(value) for name, value in witness.values}


BY_HAND: list[tuple[Any, Any, Any]] = [
    (
        (r"(A B)^{\top}", "=", r"A^{\top} B^{\top}"),
        lambda v: (v["A"] @ v["B"]).T,
        lambda v: v["A"].T @ v["B"].T,
    ),
    (
        (r"\operatorname{tr}(A B)", "=", r"\operatorname{tr}(A) \operatorname{tr}(B)"),
        lambda v: np.trace(v["A"] @ v["B"]),
        lambda v: np.trace(v["A"]) * np.trace(v["B"]),
    ),
    (
        (r"\nabla_{x} (x^{\top} A x)", "=", "2 A x"),
        lambda v: (v["A"] + v["A"].T) @ v["x"],
        lambda v: 2 * v["A"] @ v["x"],
    ),
    (
        (r"\frac{\partial \sigma(W x)}{\partial x}", "=", r"W \operatorname{diag}(\sigma'(W x))"),
        lambda v: np.diag((_sigma(v["W"] @ v["x"]) * _sigma(-v["W"] @ v["x"]))[:, 0]) @ v["W"],
        lambda v: v["W"] @ np.diag((_sigma(v["W"] @ v["x"]) * _sigma(-v["W"] @ v["x"]))[:, 0]),
    ),
]


@pytest.mark.parametrize(("row", "left", "right"), BY_HAND)
def test_witnesses_are_counterexamples(row: Any, left: Any, right: Any) -> None:
    found = _one(*row)
    assert found.verdict == "refuted"
    assert found.witness is not None
    values = _values(found.witness)
    assert np.allclose(left(values), _array(found.witness.left), rtol=1e-4)
    assert np.allclose(right(values), _array(found.witness.right), rtol=1e-4)
    assert not np.allclose(left(values), right(values))
    digits = [x for _, v in found.witness.values for x in str(v).split("'") if x[:1].isdigit()]
    assert all(len(x) < 3 for x in digits)


# -- suggestions, each true as it is printed --

SUGGESTED = [
    ("recurrent", r"\prod_{j=k+1}^{t} \frac{\partial h_t}{\partial h_{t-1}}", "running index"),
    ("layer", r"W \operatorname{diag}(\sigma'(z))", "exchanged"),
    ("layer", r"\operatorname{diag}(\sigma(z)) W", "derivative"),
    ("powers", r"Q D^{2} Q", "inverse"),
    ("functions", r"\sigma(x) \sigma(x)", "sign"),
]


@pytest.mark.parametrize(("group", "right", "change"), SUGGESTED)
def test_suggestions_are_single_edits_that_hold(group: str, right: str, change: str) -> None:
    definitions, context, _, false = GROUPS[group]
    row = next(row for row in false if row[2] == right)
    found = judge(sheet(*definitions, row, context=context)).findings[-1]
    assert found.suggestion is not None
    if change != "sign":
        assert change in found.suggestion.change
    left, _, after = found.suggestion.latex.partition(" = ")
    again = judge(sheet(*definitions, (left, "=", after), context=context)).findings[-1]
    assert again.verdict == "proved"


def test_a_bound_that_is_reached() -> None:
    found = _one(r"\sigma'(x)", "<", r"\frac{1}{4}")
    assert found.suggestion is not None
    assert r"\le" in found.suggestion.latex


def test_what_only_takes_over_an_error_says_so() -> None:
    rows = (
        (r"\frac{\partial z}{\partial x}", "=", r"2 W"),
        (r"\frac{\partial z}{\partial x} x", "=", r"2 W x"),
        (r"\frac{\partial z}{\partial x} x", "=", r"3 W x"),
    )
    found = judge(sheet(*LAYER, *rows)).findings
    assert [f.verdict for f in found] == ["refuted"] * 3
    assert [f.inherits for f in found] == [None, 3, None]


def test_limits() -> None:
    right = _one(r"\lim_{n \to \infty} 0.9^{n}", "=", "0")
    wrong = _one(r"\lim_{n \to \infty} 0.9^{n}", "=", "1")
    assert (right.verdict, wrong.verdict, wrong.by) == ("proved", "refuted", "kernel")
    assert "limit is 0" in wrong.reason


def test_a_property_that_may_be_assumed_is_not_refuted() -> None:
    assert _one("P^{2}", "=", "P").verdict == "unknown"
    assert _one(r"v^{\top} v", "=", "1").verdict == "unknown"
    declared = Context(shapes={"P": ("n", "n")})
    assert _one("P^{2}", "=", "P", context=declared).verdict == "refuted"


# -- shapes --


def test_sides_of_different_shapes() -> None:
    context = Context(shapes={"A": ("n", "n"), "a": ("n", "1")})
    found = _one(r"\frac{\partial (a^{\top} A a)}{\partial A}", "=", r"a^{\top} a", context=context)
    assert found.verdict == "refuted"
    assert "components" in found.reason


def test_shapes_that_fit_nowhere_are_judged_with_equal_sizes() -> None:
    context = Context(shapes={"W": ("n", "d"), "x": ("d", "1")})
    wrong = r"W \operatorname{diag}(\sigma'(W x))"
    found = _one(r"\frac{\partial \sigma(W x)}{\partial x}", "=", wrong, context=context)
    assert found.verdict == "refuted"
    assert "sizes are equal" in found.reason


def test_spots_and_numbers_are_kept() -> None:
    claim = Claim(7, Spot(4, 2), "A", "=", "A A", "A = AA")
    found = judge(Submission("s", "", (claim,))).findings[0].as_dict()
    assert (found["number"], found["line"], found["column"]) == (7, 4, 2)


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (
            r"Let $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$ and "
            r"$f(x) = x^\top A x$." + "\n\n" + r"$$\nabla_x f(x) = (A + A^\top) x$$" + "\n\n"
            r"$$\nabla_x^2 f(x) = 2A$$" + "\n\n" + r"$$\frac{\partial f}{\partial x} = 2 A x$$",
            ["proved", "refuted", "refuted"],
        ),
        (
            r"Let $f(u) = u^2$ and $g(u) = 3u$." + "\n\n"
            r"$$\frac{d}{du} f(u) = 2u$$" + "\n\n" + r"$$g(2u) = 6u$$"
            "\n\n" + r"$$g(u + v) = g(u) + g(v)$$" + "\n\n" + r"$$g(u v) = g(u) g(v)$$",
            ["proved", "proved", "proved", "refuted"],
        ),
    ],
)
def test_quantities_written_with_their_arguments(text: str, verdicts: list[str]) -> None:
    findings = judge(submission(text)).findings
    assert [f.verdict for f in findings if f.claim.role != "definition"] == verdicts
