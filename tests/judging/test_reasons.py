"""Reasons and witnesses in the terms of a sheet: entries from 1, no names of the library's."""

from __future__ import annotations

import pytest

import derive
from derive.judging.reasons import named, power


def only(text: str, number: int = 0) -> derive.Finding:
    return derive.review(text).findings[number]


def test_entries_of_a_witness_are_counted_from_1() -> None:
    """softmax: ∂p_i/∂z_j = p_j(δ_ij − p_j) fails for i = 1, j = 2 and two entries."""
    text = (
        r"Let $z \in \mathbb{R}^n$ and $p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$. "
        r"Then $\frac{\partial p_i}{\partial z_j} = p_j(\delta_{ij} - p_j)$."
    )
    found = next(f for f in derive.review(text).findings if f.verdict == "refuted")
    assert found.witness is not None
    values = dict(found.witness.values)
    assert {values["i"], values["j"]} == {"1", "2"}
    assert "both readings" in found.reading or not found.reading.startswith("false in")


def test_times_of_a_witness_are_as_they_are() -> None:
    text = (
        r"For $t \ge 1$ let $h_t = W h_{t-1}$. Then $\frac{\partial h_t}{\partial h_{t-1}} = W^2$."
    )
    found = next(f for f in derive.review(text).findings if f.verdict == "refuted")
    assert found.witness is not None
    assert dict(found.witness.values)["t"] == "1"


def test_a_number_of_components_has_no_stars() -> None:
    text = (
        r"Let $X \in \mathbb{R}^{n \times n}$, $a, b \in \mathbb{R}^n$. "
        r"$\frac{\partial a^T X b}{\partial X} = a^T b$"
    )
    found = derive.review(text).findings[-1]
    assert "*" not in found.reason
    assert power("n**2*m") == "n^2 m"


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("A",), "nothing says what A is"),
        (("A", "B", "A"), "nothing says what A and B are"),
        (("A", "B", "C"), "nothing says what A, B and C are"),
    ],
)
def test_what_nobody_says(names: tuple[str, ...], words: str) -> None:
    assert named(names) == words


def test_no_place_is_told_in_a_formula_that_is_not_shown() -> None:
    found = only(r"$A ) = B$")
    assert found.verdict == "unknown"
    assert "line 1" not in found.reason
    assert "found ) at )" in found.reason


@pytest.mark.parametrize(
    ("claim", "condition"),
    [
        (r"\log(x y) = \log x + \log y", "x positive"),
        (r"(I + A)^{-1} = I - (I + A)^{-1} A", "I + A invertible"),
        (r"\sum_{k=0}^{n-1} q^k = \frac{1 - q^n}{1 - q}", "1 - q not 0"),
        (r"\frac{\partial \|x\|}{\partial x} = \frac{x}{\|x\|}", "x not 0"),
    ],
)
def test_what_a_proof_supposes_is_said(claim: str, condition: str) -> None:
    found = only(f"${claim}$")
    assert found.verdict == "proved"
    assert condition in found.reading


@pytest.mark.parametrize(
    "claim",
    [
        r"\log(x + y) = \log x + \log y",
        r"\sqrt{x + y} = \sqrt{x} + \sqrt{y}",
        r"(A + B)^{-1} = A^{-1} + B^{-1}",
        r"(I + A B)^{-1} A = B (I + B A)^{-1}",
        r"\sum_{k=1}^n k = \frac{n(n-1)}{2}",
        r"\sum_{k=0}^{n} A^k = (I - A)^{-1} (I - A^n)",
        r"\log \sum_k e^{z_k} = \sum_k z_k",
        r"\frac{\partial \|x\|}{\partial x} = x",
    ],
)
def test_what_people_believe_of_logarithms_and_inverses_is_refuted(claim: str) -> None:
    assert only(f"${claim}$").verdict == "refuted"


@pytest.mark.parametrize(
    "claim",
    [
        r"\sum_{k=1}^n k^2 = \frac{n(n+1)(2n+1)}{6}",
        r"\sum_{k=0}^{n} A^k = (I - A^{n+1})(I - A)^{-1}",
        r"(A^{-1} + B^{-1})^{-1} = A (A + B)^{-1} B",
        r"(A + u v^T)^{-1} = A^{-1} - \frac{A^{-1} u v^T A^{-1}}{1 + v^T A^{-1} u}",
        r"\log(1 + e^x) = x + \log(1 + e^{-x})",
        r"\log \prod_{i=1}^n p_i = \sum_{i=1}^n \log p_i",
        r"\frac{\partial \log |\det X|}{\partial X} = X^{-T}",
        r"\frac{\partial}{\partial x} \frac{x}{\|x\|} = "
        r"\frac{1}{\|x\|} \left(I - \frac{x x^T}{\|x\|^2}\right)",
    ],
)
def test_identities_are_proved(claim: str) -> None:
    found = only(f"${claim}$")
    assert (found.verdict, found.by) == ("proved", "kernel")
