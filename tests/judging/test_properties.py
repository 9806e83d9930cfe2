r"""What words say that matrices are: symmetric, positive definite, a covariance; values listed."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

WELL = ("proved", "agrees")
FORM = r"Let $f(x) = x^T A x$. "


def verdicts(text: str) -> list[str]:
    return [finding.verdict for finding in judge(submission(text)).findings]


@pytest.mark.parametrize(
    "said",
    [
        r"For symmetric $A$, $\nabla f(x) = %s$.",
        r"For a symmetric matrix $A$ we get $$\nabla f(x) = %s.$$",
        r"So $$\nabla f(x) = %s$$ for symmetric $A$.",
        r"Here $A$ is symmetric and positive definite. So $\nabla f(x) = %s$.",
        r"Let $A$ be positive semidefinite. Then $\nabla f(x) = %s$.",
        r"Let $A \succ 0$. Then $\nabla f(x) = %s$.",
        r"Sei die Matrix $A$ symmetrisch. Dann $\nabla f(x) = %s$.",
        r"Soit $A$ symétrique. Alors $\nabla f(x) = %s$.",
        r"Для симметричной матрицы $A$ имеем $\nabla f(x) = %s$.",
        r"对于对称矩阵 $A$，$\nabla f(x) = %s$.",
    ],
)
def test_symmetric_matrices(said: str) -> None:
    assert verdicts(FORM + said % "2 A x")[-1] in WELL
    assert verdicts(FORM + said % "A x")[-1] == "refuted"


@pytest.mark.parametrize(
    "said",
    [
        r"For any $A$, $\nabla f(x) = 2 A x$.",
        r"The matrix $A$ is not necessarily symmetric. So $\nabla f(x) = 2 A x$.",
        r"For a non-symmetric $A$ we get $\nabla f(x) = 2 A x$.",
        r"Even for a not symmetric $A$ we get $\nabla f(x) = 2 A x$.",
        "Then $\\nabla f(x) = 2 A x$.\n\n# Later\n\nFor symmetric $A$ there is more to say.",
        "For symmetric $A$ there is more.\n\n# Back\n\nThen $\\nabla f(x) = 2 A x$.",
    ],
)
def test_what_is_not_said_to_be_symmetric(said: str) -> None:
    assert verdicts(FORM + said)[-1] == "refuted"


def test_an_assumption_says_nothing_of_other_names() -> None:
    text = r"For symmetric $A$ we also have $\operatorname{tr}(B C) = \operatorname{tr}(C B)$."
    assert verdicts(text)[-1] in WELL


def test_the_second_derivative_of_a_likelihood() -> None:
    text = r"""A prime denotes the transpose, and $\Sigma$ is %s. Let
$\ell = -\frac12 (x - \mu)' \Sigma^{-1} (x - \mu)$ for $x, \mu \in \mathbb{R}^d$.

$$\frac{\partial^2 \ell}{\partial \mu\, \partial \mu'} = %s$$"""
    for words in ("positive definite", "the covariance matrix", "symmetric"):
        assert verdicts(text % (words, r"-\Sigma^{-1}"))[-1] in WELL
        assert verdicts(text % (words, r"\Sigma^{-1}"))[-1] == "refuted"


def test_listed_values_are_no_sizes() -> None:
    text = (
        r"Labels $y_i \in \{0, 1\}$, $y \in \{0,1\}^n$, $t \in \{-1, +1\}$, $z \in \{-1, 1\}$,"
        r" $i \in \{1, 2\}$, $Y \in \{0,1\}^{n \times k}$"
    )
    context = submission(text).context
    assert dict(context.shapes) == {"y": ("n", "1"), "t": (), "z": (), "Y": ("n", "k")}
    assert {"y_i", "t", "z"}.isdisjoint(context.sizes)
    assert "i" in context.sizes


def test_labels_of_either_sign() -> None:
    text = r"""Let $y \in \{-1, 1\}$ and $x, w \in \mathbb{R}^d$. For $\ell = \ln(1 + e^{-y w^T x})$

$$\frac{\partial \ell}{\partial w} = %s$$"""
    assert verdicts(text % r"-y \sigma(-y w^T x) x")[-1] in WELL
    assert verdicts(text % r"-y \sigma(y w^T x) x")[-1] == "refuted"
