r"""What words, or formulas that are not judged, say of names: nothing right is refuted for it."""

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission


def last(text: str) -> str:
    return judge(submission(text), suggest=False).findings[-1].verdict


@pytest.mark.parametrize(
    "text",
    [
        "Let $A$ and $B$ commute. $$(A+B)^2 = A^2 + 2AB + B^2$$",
        r"Let $A \succ 0$ and $f(x) = x^\top A x$. $$\nabla f(x) = 2Ax$$",
        r"Let $x \perp y$. $$\|x+y\|^2 = \|x\|^2 + \|y\|^2$$",
        r"$y = m \odot x$ with $m_i \in \{0, 1\}$. $$m \odot m = m$$",
        "Let $P$ be a projection matrix. $$(I-P)^2 = I-P$$",
        r"$y = Xw$, $X^\top X = I$. $$\|Xw\| = \|w\|$$",
        r"Consider the SVD $A = U \Sigma V^\top$. $$A^\top A = V \Sigma^\top \Sigma V^\top$$",
        r"Let $Q$ be orthogonal. $$\|Qx\| = \|x\|$$",
        r"$$w^\top x x = x x^\top w$$",
        r"$\mu = \frac1m \sum_i x_i$ and $$\sigma^2 = \frac1m \sum_i (x_i - \mu)^2$$",
        r"$f(x) = \max(0, x)$. $f'(x) = 1$ for $x > 0$.",
    ],
)
def test_what_may_be_right_is_not_refuted(text: str) -> None:
    assert last(text) != "refuted"


@pytest.mark.parametrize(
    "text",
    [
        r"For symmetric $A$ and $f(x) = x^\top A x$: $$\nabla f(x) = 2Ax$$",
        r"$f(x) = x^\top A x$. If $A = A^\top$, then $$\nabla f(x) = 2Ax$$",
        r"Let $A = U D V^\top$ with orthogonal $U$ and $V$. $$A^\top A = V D^\top D V^\top$$",
    ],
)
def test_properties_are_used(text: str) -> None:
    assert last(text) in ("proved", "agrees", "unknown")
    other = text.replace("For symmetric $A$ and", "").replace("If $A = A^\\top$, then", "")
    if other != text:
        assert last(other) == "refuted"


@pytest.mark.parametrize(
    "text",
    [
        "Matrices do not commute. $$(A+B)^2 = A^2 + 2AB + B^2$$",
        "For non-symmetric $A$ and $f(x) = x^T A x$: $$\\nabla f(x) = 2Ax$$",
        "We use the definition of $A$ and $B$. $$(AB)^T = A^T B^T$$",
        "With stochastic gradient descent on $A$, $B$: $$(AB)^T = A^T B^T$$",
        r"For $t \geq 1$, $h_t = \tanh(W h_{t-1})$. "
        r"$$\frac{\partial h_t}{\partial h_{t-1}} = W \mathrm{diag}(1 - h_t^2)$$",
    ],
)
def test_errors_are_found_all_the_same(text: str) -> None:
    assert last(text) == "refuted"


def test_a_capital_letter_is_no_number_beside_matrices() -> None:
    """With B as a number ∂tr(AXB)/∂X = AB would be right, up to its layout."""
    text = (
        r"$X \in \mathbb{R}^{m \times n}$. $$\frac{\partial \operatorname{tr}(AXB)}{\partial X} = "
    )
    assert last(text + "AB$$") != "proved"
    assert last(text + r"A^\top B^\top$$") == "proved"
