r"""Names that hang together in ways that prose says: x_i and X, σ and σ², d and dX."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission


def verdicts(text: str) -> list[str]:
    return [finding.verdict for finding in judge(submission(text)).findings]


ROWS = r"""Sia $X \in \mathbb{R}^{n \times d}$ con una riga $x_i^\top$ per campione.
Poniamo $C = \frac1n X^\top X$.
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
    text = r"Let $x \in \mathbb{R}^n$ and $y = x/\tau$, and assume $\tau^3 + \tau = x^\top x$."
    claim = r"$$\frac{\partial y}{\partial x} = \frac{1}{\tau} I$$"
    assert verdicts(f"{text}\n\n{claim}")[-1] == "unknown"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"d(X^\top X) = dX^\top X + X^\top dX", "proved"),
        (r"d(X^\top X) = 2 X^\top dX", "refuted"),
    ],
)
def test_a_d_before_a_name_is_a_differential_beside_a_size_d(claim: str, verdict: str) -> None:
    text = r"Let $X \in \mathbb{R}^{n \times d}$ and $x \in \mathbb{R}^d$."
    assert verdicts(f"{text}\n$${claim}$$") == [verdict]


def test_the_number_e_beside_errors_of_that_name() -> None:
    text = r"""Let $\sigma(u) = 1/(1 + e^{-u})$. $$\sigma'(u) = \frac{e^{-u}}{(1 + e^{-u})^2}$$
Put $e^{(i)} = a^{(i)} - y^{(i)}$."""
    assert verdicts(text)[0] == "proved"


def test_a_colon_in_a_chain_is_a_product() -> None:
    text = "Write $A:B = \\operatorname{tr}(A^\\top B)$. $A:BC = B^\\top A:C = AC^\\top:B$"
    assert "refuted" not in verdicts(text)


def test_two_numbers_of_one_name_in_passing() -> None:
    text = r"A vector for $\lambda = 5$ is found easily, and so is one for $\lambda = 2$."
    assert "refuted" not in verdicts(text)


def test_a_number_in_a_sentence_is_no_side_of_the_next_relation() -> None:
    text = r"A rate of $0.5$ for all the parameters brings the loss to $\approx 0.027$."
    assert "refuted" not in verdicts(text)
    assert verdicts(r"The sum $0.5 + 0.5$ is $= 2$.") == ["refuted"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"C u = \lambda u", "unknown"),
        (r"\operatorname{tr} C = \sum_{j=1}^d \lambda_j", "proved"),
        (r"\operatorname{tr} C = \prod_{j=1}^d \lambda_j", "refuted"),
    ],
)
def test_eigenvalues_that_only_words_tell_of(claim: str, verdict: str) -> None:
    text = (
        r"Let $C \in \mathbb{R}^{d \times d}$ have the eigenvalues $\lambda_1, \dots, \lambda_d$."
    )
    assert verdicts(f"{text}\n$${claim}$$") == [verdict]


def test_gradients_that_are_written_dv() -> None:
    text = r"""With $y_i = \gamma u_i + \beta$ we write $dv$ for the gradient by $v$:
$$d\beta = \sum_i dy_i$$ $$du_i = \gamma\, dy_i$$"""
    assert "refuted" not in verdicts(text)


def test_a_bare_norm_beside_one_of_frobenius_is_the_other() -> None:
    text = r"Let $A \in \mathbb{R}^{m \times p}$."
    claims = r"$$\|A\| \le \|A\|_F$$ $$\|A\|_F \le \|A\|$$"
    assert verdicts(f"{text}\n{claims}")[1] != "proved"


def test_what_is_assumed_from_now_on_was_not_before() -> None:
    text = r"""Let $A \in \mathbb{R}^{n \times n}$ and $f(x) = x^\top A x$.

Thus $\nabla f(x) = 2 A x$. Now assume that $A$ is symmetric. Then

$$\nabla f(x) = 2 A x$$"""
    found = judge(submission(text)).findings[-2:]
    assert [f.verdict for f in found] == ["refuted", "proved"]
    assert "assuming A" in found[1].reading
