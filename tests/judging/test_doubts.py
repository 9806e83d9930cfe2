r"""Names that hang together in ways that prose says: x_i and X, σ and σ², d and dX."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission


def verdicts(text: str) -> list[str]:
    return [finding.verdict for finding in judge(submission(text)).findings]


ROWS = r"""Sia $X \in \mathbb{R}^{n \times d}$ con una riga $x_i^\top$ per campione, $C = \frac1n X^\top X$.
$$\frac1n \sum_{i=1}^n (u^\top x_i)^2 = u^\top C u$$"""


def test_a_matrix_beside_its_rows_is_not_held_against_anyone() -> None:
    assert verdicts(ROWS) != ["refuted"]


NORMED = r"""Let $\mu = \frac1n \sum_j x_j$, $\sigma^2 = \frac1n \sum_j (x_j - \mu)^2$ and
$y_i = (x_i - \mu)/\sigma$ for $x \in \mathbb{R}^n$. Then
$$%s$$"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial \sigma}{\partial x_j} = \frac{y_j}{n}", "proved"),
        (r"\frac{\partial \sigma}{\partial x_j} = y_j", "refuted"),
        (r"\frac{\partial \sigma^2}{\partial x_j} = \frac{2 (x_j - \mu)}{n}", "proved"),
        (r"\frac{\partial \sigma^2}{\partial x_j} = \frac{x_j - \mu}{n}", "refuted"),
        # true if σ were a constant, as it is not
        (r"\sum_j x_j \frac{\partial y_i}{\partial x_j} = y_i", "refuted"),
    ],
)
def test_a_square_that_is_defined_says_what_its_root_is(claim: str, verdict: str) -> None:
    assert verdicts(NORMED % claim) == [verdict]


def test_no_derivative_takes_for_constant_what_an_equation_has() -> None:
    """Nothing says what τ is but an equation with x in it."""
    text = r"Let $x \in \mathbb{R}^n$, let $\tau^3 + \tau = x^\top x$, $y = x/\tau$."
    claim = r"$$\frac{\partial y}{\partial x} = \frac{1}{\tau} I$$"
    assert verdicts(f"{text}\n{claim}")[-1] == "unknown"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"d(X^\top X) = dX^\top X + X^\top dX", "proved"),
        (r"d(X^\top X) = 2 X^\top dX", "refuted"),
        (r"x^\top x = d", "unknown"),
    ],
)
def test_a_d_before_a_name_is_a_differential_beside_a_size_d(claim: str, verdict: str) -> None:
    text = r"Let $X \in \mathbb{R}^{n \times d}$ and $x \in \mathbb{R}^d$."
    assert verdicts(f"{text}\n$${claim}$$") == [verdict]


def test_the_number_e_beside_errors_of_that_name() -> None:
    text = r"""Let $\sigma(u) = 1/(1 + e^{-u})$. $$\sigma'(u) = \frac{e^{-u}}{(1 + e^{-u})^2}$$
Put $e^{(i)} = a^{(i)} - y^{(i)}$."""
    assert verdicts(text)[0] == "proved"
