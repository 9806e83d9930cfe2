"""Claims on all the values that something takes, beside claims on where they lie."""

from __future__ import annotations

import pytest

import derive
from derive.judging.verdicts import Finding


def found(text: str, head: str = "") -> list[Finding]:
    return list(derive.review(f"---\n{head}\n---\n{text}" if head else text).findings)


def verdict(claim: str, head: str = "") -> str:
    [finding] = found(f"We have ${claim}$.", head)
    return finding.verdict


#: there is a proof of the bounds and of the ends that are taken; that values come as near to an
#: open end as one likes is seen by evaluation
@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (r"\operatorname{range}(\sigma) = (0, 1)", "agrees"),
        (r"\operatorname{range}(\sigma) = [0, 1]", "refuted"),
        (r"\operatorname{range}(\sigma) = (0, 1/2)", "refuted"),
        (r"\operatorname{range}(\sigma) = (-1, 1)", "refuted"),
        (r"\mathrm{im}\,\sigma = [0, 1)", "refuted"),
        (r"\Im(\tanh) = (-1, 1)", "agrees"),
        (r"\sigma(\mathbb{R}) = (0, 1)", "agrees"),
        (r"\sigma(\mathbb{R}) = [0, 1]", "refuted"),
        (r"\operatorname{range}(\sigma') = (0, 1/4]", "agrees"),
        (r"\operatorname{range}(\sigma') = (0, 1/4)", "refuted"),
        (r"\max \sigma' = 1/4", "proved"),
        (r"\frac14 = \max_x \sigma'(x)", "proved"),
        (r"\max_x \sigma'(x) = 1/2", "refuted"),
        (r"\sup_{x \in \mathbb{R}} \sigma'(x) = 1/5", "refuted"),
        (r"\sup_{x \in \mathbb{R}} \sigma'(x) = 1/4", "proved"),
        (r"\sup \tanh = 1", "agrees"),
        (r"\max \tanh = 1", "refuted"),
        (r"\inf \sigma = 0", "agrees"),
        (r"\min \sigma = 0", "refuted"),
        (r"\max_x \tanh'(x) \le 1", "proved"),
        (r"\max_x \sigma(x) (1 - \sigma(x)) = \frac{1}{4}", "proved"),
    ],
)
def test_all_values(claim: str, expected: str) -> None:
    assert verdict(claim) == expected


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (r"\sigma \in (0, 1)", "proved"),
        (r"0 \le \sigma", "proved"),
        (r"\sigma < 1/2", "refuted"),
        (r"\tanh' < 1", "refuted"),
        (r"\sigma'(x) \in (0, 1/4]", "proved"),
    ],
)
def test_where_values_lie(claim: str, expected: str) -> None:
    assert verdict(claim) == expected


def test_a_range_that_is_too_large() -> None:
    [finding] = found(r"$\operatorname{range}(o_t) = [-1, 1]$", "model: lstm")
    assert (finding.verdict, finding.by) == ("refuted", "kernel")
    assert finding.witness is not None
    assert finding.witness.note == "values below 0 are never taken"
    assert finding.suggestion is None


def test_gates_take_every_value_between_0_and_1() -> None:
    gates = r"$\operatorname{range}(f_t) = (0, 1)^n$, $\operatorname{range}(f_t) = [0, 1]^n$"
    assert [f.verdict for f in found(gates, "model: lstm")] == ["agrees", "refuted"]
    assert verdict(r"\operatorname{range}(y) = (0, 1)", "model: layer") == "agrees"
    # a product of several quantities: what it takes is not known, only where it lies
    assert verdict(r"\operatorname{range}(h_t) = (-1, 1)", "model: lstm") == "unknown"
    assert verdict(r"\operatorname{range}(h_t) = [-1, 1]", "model: lstm") == "refuted"
    # one of a few values, not all between
    fixed = "model: lstm\ndefinitions: [f_t = 1]"
    assert verdict(r"\operatorname{range}(f_t) = [0, 1]", fixed) == "refuted"


def test_true_but_not_sharp() -> None:
    claims = r"$o_t \in [-1, 1]$, $f_t \in [0, 1]$, $h_t \in (-1, 1)$, $C_t \in [-1, 1]$"
    gate, other, output, cell = found(claims, "model: lstm")
    assert [f.verdict for f in (gate, other, output, cell)] == ["proved"] * 3 + ["refuted"]
    assert gate.sharper == r"o_t \in (0, 1)"
    assert other.sharper == r"f_t \in (0, 1)"
    assert (output.sharper, cell.sharper) == ("", "")
    assert gate.as_dict()["sharper"] == gate.sharper
    assert "sharper: oₜ ∈ (0, 1)" in str(derive.review(f"---\nmodel: lstm\n---\n{claims}"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"The range of $\sigma$ is $[0, 1]$.", "refuted"),
        (r"The range of $\sigma$ is $(0, 1)$.", "agrees"),
        (r"Here $\sigma$ takes values in $[0, 1]$.", "proved"),
        (r"Here $\sigma$ takes all values in $[0, 1]$.", "refuted"),
        (r"$\sigma$ 的取值范围为 $[0,1]$", "refuted"),
        (r"The dropout rate $p$ is in $[0, 1]$.", "unknown"),
    ],
)
def test_words(words: str, expected: str) -> None:
    assert [f.verdict for f in found(words)] == [expected]


def test_other_maxima() -> None:
    assert verdict(r"\max_i p_i = 3") in ("unknown", "agrees")
    assert [verdict(c) for c in (r"\max(x, 0) = 2 x", r"\max(a, b) = a")] == ["refuted"] * 2
    assert verdict(r"\max(a, b) = \max(b, a)") == "agrees"


@pytest.mark.parametrize(
    "words",
    [
        r"Learning rate $\eta > 0$ and $p \in (0, 1)$, $\|W\| < 1$, $a < b$ and $x \ge 0$.",
        r"For symmetric $A$ and $B$: $A^\top A + B^\top B \ge 0$ and $A > B$.",
    ],
)
def test_what_may_be_assumed_is_not_refuted(words: str) -> None:
    assert {f.verdict for f in found(words)} == {"unknown"}


def test_bounds_of_what_is_defined_are_judged() -> None:
    values = [f.verdict for f in found(r"Let $y = \sigma(x)$. Then $y > 1/2$ and $y > 0$.")]
    assert values == ["refuted", "proved"]
    gates = found(r"$f_t \ge 0$, $0 < f_t$, $C_t > 0$", "model: lstm")
    assert [f.verdict for f in gates] == ["proved", "proved", "refuted"]
