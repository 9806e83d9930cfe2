r"""Rows of a design matrix, sums of matrices over them, vectors by entries, recurrences in k."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.judging.verdicts import Finding
from derive.submissions.opening import submission

WELL = ("proved", "agrees")
LOGISTIC = r"""Given samples $x_i \in \mathbb{R}^d$ with labels $y_i \in \{0, 1\}$, %s
Let $w \in \mathbb{R}^d$, $p_i = \sigma(w^T x_i)$ and
$$L = -\sum_{i=1}^n [y_i \ln p_i + (1 - y_i) \ln(1 - p_i)].$$

$$%s$$"""
SAID = (
    r"let $X \in \mathbb{R}^{n \times d}$ have the rows $x_i^T$.",
    r"die Matrix $X \in \mathbb{R}^{n \times d}$ hat die Zeilen $x_i^T$.",
    r"матрица $X \in \mathbb{R}^{n \times d}$ составлена из строк $x_i^T$.",
    r"stacked as the rows of $X \in \mathbb{R}^{n \times d}$, so that $x_i$ is the $i$-th one.",
)


def last(text: str) -> Finding:
    """The finding on the last claim of a text."""
    return judge(submission(text)).findings[-1]


def holds(finding: Finding, true: bool) -> bool:
    return finding.verdict in WELL if true else finding.verdict == "refuted"


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize(
    ("claim", "true"),
    [(r"\nabla_w L = X^T (p - y)", True), (r"\nabla_w L = X^T (y - p)", False)],
)
def test_a_matrix_of_samples(said: str, claim: str, true: bool) -> None:
    finding = last(LOGISTIC % (said, claim))
    assert holds(finding, true)


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"p = \sigma(X w)", True),
        (r"p = \sigma(-X w)", False),
        (r"\nabla_w L = \sum_{i=1}^n (p_i - y_i) x_i", True),
        (r"\nabla_w L = \sum_{i=1}^n (y_i - p_i) x_i", False),
        (r"\sum_{i=1}^n (p_i - y_i) x_i = X^T (p - y)", True),
        (r"\sum_i x_i x_i^T = X^T X", True),
        (r"\sum_i x_i^T x_i = \operatorname{tr}(X X^T)", True),
        (r"\sum_i x_i x_i^T = 2 X^T X", False),
        (r"\nabla_w^2 L = \sum_i p_i (1 - p_i) x_i x_i^T", True),
        (r"\nabla_w^2 L = \sum_i p_i x_i x_i^T", False),
    ],
)
def test_sums_over_samples(claim: str, true: bool) -> None:
    finding = last(LOGISTIC % (SAID[0], claim))
    assert holds(finding, true)
    assert ("x_i as the i-th row of X" in finding.reading) == ("x_i" in claim)


def test_columns() -> None:
    text = r"Let $Q \in \mathbb{R}^{n \times n}$ have the columns $q_i$. Then $%s$."
    assert holds(last(text % r"\sum_i q_i q_i^T = Q Q^T"), True)
    assert holds(last(text % r"\sum_i q_i q_i^T = Q^T Q"), False)


def test_rows_that_are_not_those_of_the_samples() -> None:
    """Nothing is said of the letter z, nor of rows in another sentence."""
    text = r"$A \in \mathbb{R}^{n \times d}$ has $n$ rows. Let $z_i \in \mathbb{R}^d$. Then $%s$."
    assert last(text % r"\sum_i z_i z_i^T = A^T A").verdict != "proved"


STEPS = r"""Let $x_k \in \mathbb{R}^n$, $x_{k+1} = A x_k + B u_k$ with $u_k \in \mathbb{R}^p$.

$$%s$$"""


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"x_k = A^k x_0 + \sum_{j=0}^{k-1} A^{k-1-j} B u_j", True),
        (r"x_k = A^k x_0 + \sum_{j=0}^{k-1} A^{k-j} B u_j", False),
        (r"\frac{\partial x_{k+1}}{\partial x_k} = A", True),
        (r"\frac{\partial x_{k+1}}{\partial u_k} = A B", False),
    ],
)
def test_recurrences_in_other_letters(claim: str, true: bool) -> None:
    assert holds(last(STEPS % claim), true)


def test_noise_that_is_left_out() -> None:
    text = STEPS.replace("B u_k$", "B u_k + v_k$").replace(
        ".\n", ", $v_k \\in \\mathbb{R}^n$.\n", 1
    )
    true = r"x_k = A^k x_0 + \sum_{j=0}^{k-1} A^{k-1-j} B u_j"
    assert last(text % true).verdict == "refuted"
    assert last("Without noise $v_k = 0$. " + text % true).verdict in ("unknown", *WELL)


def test_expectations_are_no_products() -> None:
    assert last(r"For $A \in \mathbb{R}^{n \times n}$: $E[x^T A x] = \mu^T A \mu$").verdict == (
        "unknown"
    )


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"\nabla^2 L(w) = X^T S X", True),
        (r"\nabla^2 L(w) = X^T S X + X^T X", False),
        (r"\nabla L(w) = X^T (p - y)", True),
        (r"S = \operatorname{diag}(p \odot (1 - p))", True),
        (r"S = \operatorname{diag}(p)", False),
    ],
)
def test_a_diagonal_by_its_entries(claim: str, true: bool) -> None:
    """Also where the function is spoken of at a point, L(0), which is left alone."""
    text = LOGISTIC.replace("L =", "L(w) =") % (SAID[0], r"S = \mathrm{diag}(p_i (1 - p_i))")
    assert holds(last(rf"{text} Note $L(0) > 0$. $${claim}$$"), true)


def test_a_value_at_a_point() -> None:
    text = LOGISTIC.replace("L =", "L(w) =") % (SAID[0], "L(0) = %s")
    found = [last(text % value).verdict for value in ("0", r"n \ln 2", "1")]
    assert found == ["refuted", "proved", "refuted"]
