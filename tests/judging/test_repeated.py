r"""Einstein's convention, Greek indices, and matrices that are defined by their entries."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.judging.verdicts import Finding
from derive.submissions.opening import submission

WELL = ("proved", "agrees")
SQUARE = r"Let $A, B \in \mathbb{R}^{n\times n}$ and $C_{ik} = A_{ij} B_{jk}$. "
SAID = "Repeated indices are summed. "
LAYER = r"""Summation over repeated indices is understood.
Let $Q_{i\alpha} = X_{i\mu} A_{\mu\alpha}$ and $K_{i\alpha} = X_{i\mu} B_{\mu\alpha}$,
$s_{ij} = Q_{i\alpha} K_{j\alpha}$ and
$w_{ij} = e^{s_{ij}} / \sum_k e^{s_{ik}}$. """


def last(text: str) -> Finding:
    """The finding on the last claim of a text."""
    return judge(submission(text)).findings[-1]


def holds(finding: Finding, true: bool) -> bool:
    return finding.verdict in WELL if true else finding.verdict == "refuted"


@pytest.mark.parametrize("said", ["", SAID])
@pytest.mark.parametrize(
    ("claim", "true"),
    [
        ("C = A B", True),
        ("C = B A", False),
        ("A_{ij} B_{jk} = (A B)_{ik}", True),
        ("A_{ij} B_{jk} = (B A)_{ik}", False),
        ("A_{ij} B_{kj} = (A B^T)_{ik}", True),
        ("A_{ij} B_{ij} = \\operatorname{tr}(A^T B)", True),
        ("A_{ij} B_{ij} = \\operatorname{tr}(A B)", False),
        (r"A_{ii} = \operatorname{tr} A", True),
        (r"\delta_{ij} \delta_{jk} = \delta_{ik}", True),
        (r"\delta_{ij} A_{jk} = A_{ik}", True),
        (r"\delta_{ij} A_{jk} = A_{ki}", False),
    ],
)
def test_sums_over_repeated_indices(said: str, claim: str, true: bool) -> None:
    assert holds(last(f"{said}{SQUARE}Then ${claim}$."), true)


def test_the_text_says_that_they_are_summed() -> None:
    """δ_ii is 1 for each i, and n where the text sums; without a word both may be meant."""
    assert holds(last(r"For all $i$ we have $\delta_{ii} = 1$."), True)
    assert holds(last(SAID + r"So $\delta_{ii} = 1$."), False)
    assert holds(last(SAID + SQUARE + r"So $\delta_{ii} = n$."), True)
    assert last(SAID + r"In space $\delta_{ii} = 3$.").verdict == "unknown"


def test_no_sum_where_the_text_says_so() -> None:
    text = SAID + SQUARE + r"$$A_{ij} B_{ij} = (A \odot B)_{ij} \qquad \text{(no sum)}$$"
    assert holds(last(text), True)


def test_free_indices_are_not_summed() -> None:
    assert holds(last(SAID + SQUARE + r"$A_{ij} B_{ij} = (A \odot B)_{ij}$"), True)
    assert holds(last(SQUARE + r"$A_{ij} B_{ij} = (A B)_{ij}$"), False)


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (
            r"\frac{\partial Q_{i\alpha}}{\partial A_{\mu\beta}} = X_{i\mu} \delta_{\alpha\beta}",
            True,
        ),
        (r"\frac{\partial Q_{i\alpha}}{\partial X_{j\mu}} = \delta_{ij} A_{\alpha\mu}", False),
        (r"\frac{\partial s_{ij}}{\partial Q_{k\alpha}} = \delta_{ik} K_{j\alpha}", True),
        (r"\frac{\partial s_{ij}}{\partial K_{k\alpha}} = \delta_{ik} Q_{j\alpha}", False),
        (r"\sum_j w_{ij} = 1", True),
        (
            r"\frac{\partial w_{ij}}{\partial s_{kl}} = \delta_{ik} w_{ij} (\delta_{jl} - w_{il})",
            True,
        ),
        (
            r"\frac{\partial w_{ij}}{\partial s_{kl}} = \delta_{ik} w_{ij} (\delta_{jl} - w_{ij})",
            False,
        ),
    ],
)
def test_greek_indices_and_entries(claim: str, true: bool) -> None:
    assert holds(last(f"{LAYER}$${claim}$$"), true)


def test_a_loss_of_which_nothing_is_known_is_any_function_of_the_weights() -> None:
    text = (
        LAYER + r"A bar is a derivative of the loss, $\bar s_{ij} = \partial L / \partial s_{ij}$. "
    )
    assert holds(last(text + r"So $\sum_i \bar s_{ij} = 0$."), False)
    assert holds(last(text + r"So $\sum_j \bar s_{ij} = 0$."), True)


@pytest.mark.parametrize("right", ["y_i (1 - y_i)", "y_i - y_i^2"])
def test_no_sum_beside_an_index_that_repeats_and_stays(right: str) -> None:
    layer = r"Let $z = Wx$ with $W \in \mathbb{R}^{n \times d}$, and $y = \sigma(z)$. "
    assert holds(last(rf"{layer}$\delta_{{ij}} y_j (1 - y_i) = \delta_{{ij}} ({right})$"), True)
    assert holds(last(rf"{layer}$\delta_{{ij}} y_j (1 - y_i) = {right}$"), False)
