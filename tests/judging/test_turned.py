r"""Transposes with a small t, and what else is read of columns: 1ᵀy, gates at their limits, Π."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

LINEAR = r"Let $W\in\mathbb R^{m\times n}$, $x\in\mathbb R^n$ and $y = Wx$."
POWERS = r"Let $W\in\mathbb R^{n\times n}$, $h_t = W h_{t-1}$, $h_0=x$ and $x\in\mathbb R^n$."
PRODUCT = r"Let $c_t = f_t\odot c_{t-1}$ with $f_t,c_t\in\mathbb R^n$."
LAYER = (
    r"Sei $A\in\mathbb R^{m\times n}$, $x\in\mathbb R^n$, $c\in\mathbb R^m$, $s = Ax+c$ und "
    r"$q = \tanh(s)$."
)
CELL = (
    r"Let $f_t = \sigma(W_f h_{t-1} + U_f x_t + b_f)$, $i_t = \sigma(W_i h_{t-1}+U_i x_t + b_i)$, "
    r"$g_t=\tanh(W_g h_{t-1}+U_g x_t+b_g)$, $c_t = f_t\odot c_{t-1} + i_t\odot g_t$, "
    r"$h_t=\tanh(c_t)$."
)
#: what is said, what holds then, and what does not
CASES = [
    (LINEAR, r"\nabla_x \tfrac12 y^t y = W^t W x", r"\nabla_x \tfrac12 y^t y = W W^t x"),
    (LINEAR, r"\|y\|^2 = x^tW^tWx", r"\|y\|^2 = x^tW^tx"),
    (
        LINEAR,
        r"\nabla_x (\mathbf 1^T y) = W^\top \mathbf 1",
        r"\nabla_x (\mathbf 1^T y) = W^\top y",
    ),
    (POWERS, r"h_t = W^t x", r"h_t = W^{t-1} x"),
    (
        PRODUCT,
        r"c_T = \left(\prod_{k=1}^{T} f_k\right)\odot c_0",
        r"c_T = \left(\prod_{k=2}^{T} f_k\right)\odot c_0",
    ),
    (
        CELL,
        r"With $f_t = 0$ and $i_t = 1$, $$c_t = g_t$$",
        r"With $f_t = 0$ and $i_t = 1$, $$c_t = g_t + c_{t-1}$$",
    ),
    # the shapes of q and s follow from those of A, x and c, so that a misfit is an error
    (
        LAYER,
        r"\frac{\partial q}{\partial x} = \operatorname{diag}(1-q^2)A",
        r"\frac{\partial q}{\partial x} = A\operatorname{diag}(1-q^2)",
    ),
]


def verdict(said: str, claim: str) -> str:
    shown = claim if "$" in claim else f"$${claim}$$"
    return judge(submission(f"{said}\n\n{shown}\n")).findings[-1].verdict


@pytest.mark.parametrize(("said", "true", "false"), CASES)
def test_a_true_line_holds_and_its_false_twin_is_refuted(said: str, true: str, false: str) -> None:
    assert verdict(said, true) in ("proved", "agrees")
    assert verdict(said, false) == "refuted"
