r"""Values that only words suppose; functions that sheets define and differentiate."""

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

HEAD = (
    r"Let $S \in \mathbb{R}^{T\times T}$ and $A_{ij} = \frac{e^{S_{ij}}}{\sum_{l=1}^T e^{S_{il}}}$."
    "\n\n"
)


def last(text: str) -> str:
    return judge(submission(text), suggest=False).findings[-1].verdict


@pytest.mark.parametrize(
    "words",
    [
        r"If all the scores are equal to zero, then $A_{ij} = \frac1T$.",
        r"If all scores coincide, every weight is the same. In that case $A_{ij} = \frac1T$.",
        r"Wenn alle Werte gleich sind, gilt $A_{ij} = \frac1T$.",
        r"Si tous les scores sont nuls, on a $A_{ij} = \frac1T$.",
        r"Si tous les scores sont \'egaux, on a $A_{ij} = \frac1T$.",
        r"At initialisation $A_{ij} = \frac1T$.",
    ],
)
def test_what_holds_in_a_case_is_not_refuted(words: str) -> None:
    assert last(HEAD + words) == "unknown"


@pytest.mark.parametrize(
    "words", [r"Therefore $A_{ij} = \frac1T$.", r"If we add a constant, $A_{ij} = \frac1T$."]
)
def test_what_is_said_of_all_values_is(words: str) -> None:
    assert last(HEAD + words) == "refuted"


def test_functions_of_a_sheet_with_their_derivatives() -> None:
    head = r"With the softplus $\zeta(u) = \log(1+e^{u})$ we have "
    assert last(head + r"$\zeta'(u) = \sigma(u)$.") == "proved"
    assert last(head + r"$\zeta'(u) = \sigma(-u)$.") == "refuted"
    more = head + r"$\zeta'(u) = \sigma(u)$. Let $a \in \mathbb{R}^n$. "
    assert last(more + r"Then $e^{\zeta(a_i)} = 1 + e^{a_i}$.") in ("proved", "agrees")
    assert last(more + r"Then $e^{\zeta(a_i)} = e^{a_i}$.") == "refuted"


def test_traces_by_other_names() -> None:
    head = r"Let $A, B \in \mathbb{R}^{n\times n}$. "
    assert last(head + r"$\operatorname{Sp}(AB) = \operatorname{Sp}(BA)$.") == "proved"
    assert last(head + r"$\mathrm{Spur}(AB) = \mathrm{Spur}(A)\,\mathrm{Spur}(B)$.") == "refuted"
