r"""What a text says of the layout of its derivatives, of sizes, of the signs of numbers."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

LAYER = r"Let $a = W h + b$ with $W \in \mathbb{R}^{n \times %s}$, $h \in \mathbb{R}^{%s}$. "
ROWS = [
    r"Jacobians $\frac{\partial u}{\partial v}$ have the entry $\partial u_i/\partial v_j$ in row"
    r" $i$ and column $j$.",
    r"The Jacobian $J$ has the $(i, j)$ entry $\frac{\partial y_i}{\partial x_j}$.",
    "We use the numerator layout.",
]
NOT_ROWS = [
    "",
    "We use the denominator layout.",
    "Both the numerator and the denominator layout are in use.",
]
SHAPED = [
    r"$\frac{\partial f}{\partial W}$ is the matrix with entries $\frac{\partial f}{\partial "
    r"W_{ij}}$, i.e.\ of the same shape as $W$.",
    "All gradients have the shape of the variable.",
    "Alle Gradienten haben dieselbe Form wie die Variable.",
    "Le gradient a la même forme que la variable.",
    "El gradiente tiene la misma forma que la variable.",
    "梯度的形状与变量相同。",
]


def verdict(text: str) -> str:
    return judge(submission(text)).findings[-1].verdict


@pytest.mark.parametrize("said", ROWS)
def test_a_jacobian_with_a_row_for_each_component_is_not_its_transpose(said: str) -> None:
    claim = r"$$\frac{\partial a}{\partial h} = %s$$"
    for size, turned in (("n", "refuted"), ("m", "unknown")):
        text = f"{LAYER % (size, size)}{said} {claim}"
        assert verdict(text % "W") == "proved"
        assert verdict(text % r"W^\top") == turned


@pytest.mark.parametrize("said", NOT_ROWS)
def test_a_jacobian_of_which_nothing_is_said_may_be_turned(said: str) -> None:
    claim = r"$$\frac{\partial a}{\partial h} = W^\top$$"
    assert verdict(f"{LAYER % ('n', 'n')}{said} {claim}") == "proved"


@pytest.mark.parametrize("said", SHAPED)
def test_a_gradient_in_the_shape_of_its_variable_is_not_transposed(said: str) -> None:
    claim = r"Let $W$, $A$ be square. $$\frac{\partial}{\partial W} \operatorname{tr}(A W) = %s$$"
    assert verdict(said + claim % r"A^\top") == "proved"
    assert verdict(said + claim % "A") == "refuted"
    assert verdict(claim % "A") == "proved"


def test_a_size_may_be_assumed_to_be_large() -> None:
    text = r"Let $z \in \mathbb{R}^K$ be the logits with $K \ge 2$, $L \ge 3$."
    assert [f.verdict for f in judge(submission(text)).findings] == ["unknown", "unknown"]


def test_a_threshold_is_positive_without_a_word() -> None:
    clip = r"If $\|g\| > \theta$ put $\hat g = \theta g / \|g\|$. Then $\|\hat g\| = %s$."
    assert verdict(clip % r"\theta") in ("proved", "agrees", "unknown")
    assert verdict(clip % r"2 \theta") == "refuted"
    assert verdict(r"Let $a \in \mathbb{R}$. Then $|a| = a$.") == "refuted"
