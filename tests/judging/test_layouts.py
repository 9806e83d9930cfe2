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
    "Jacobians have outputs as rows.",
    "Jacobians: output index = row. Gradients: columns.",
    r"A Jacobian $\partial u/\partial v$ has one row for each component of $u$.",
    "Jacobimatrizen haben den Ausgang in den Zeilen.",
    r"La jacobienne $\partial u/\partial v$ a une ligne par composante de $u$.",
    "La matriz jacobiana tiene las salidas por filas.",
    r"Матрица Якоби $\frac{\partial u}{\partial v}$: строки --- компоненты $u$.",
    "雅可比矩阵的行对应分子。",
]
NOT_ROWS = [
    "",
    "We use the denominator layout.",
    "Both the numerator and the denominator layout are in use.",
    "Jacobians have inputs as rows and outputs as columns.",
    r"A Jacobian $\partial u/\partial v$ has one row for each component of $v$.",
    "The Jacobian of the output layer has a row of zeros somewhere.",
]
SHAPED = [
    r"$\frac{\partial f}{\partial W}$ is the matrix with entries $\frac{\partial f}{\partial "
    r"W_{ij}}$, i.e.\ of the same shape as $W$.",
    "All gradients have the shape of the variable.",
    "Alle Gradienten haben dieselbe Form wie die Variable.",
    "Le gradient a la même forme que la variable.",
    "El gradiente tiene la misma forma que la variable.",
    "梯度的形状与变量相同。",
    "For a scalar function f of a matrix X, df/dX is the matrix with entries df/dX_ij, so it has"
    " the shape of X.",
    r"Write $\bar M$ for the matrix of the $\partial L/\partial M_{ij}$; it has the shape of $M$.",
    "Ableitungen nach einer Matrix haben die Form dieser Matrix.",
    "梯度与变量同形状。",
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


def test_a_gradient_keeps_its_shape_beside_transposes() -> None:
    text = r"Gradients have the shape of the variable. Let $A \in \mathbb{R}^{n \times n}$, "
    text += r"$b, c \in \mathbb{R}^n$. $$\frac{\partial}{\partial A} (b^\top A c) = %s$$"
    assert verdict(text % r"b c^\top") == "proved"
    assert verdict(text % r"c b^\top") == "refuted"


ROWS_OF = (
    r"Let $M \in \mathbb{R}^{n \times d}$, $N \in \mathbb{R}^{n \times d}$, $T = M N^\top$. Here "
    r"$\mathbf 1$ is a column of ones, $m_i$, $n_j$ are the rows of $M$, $N$ written as columns. "
)


def test_rows_that_are_written_as_columns_are_rows() -> None:
    assert verdict(ROWS_OF + "$$T_{ij} = m_i^\\top n_j$$") == "proved"
    assert verdict(ROWS_OF + "$$T_{ij} = n_i^\\top m_j$$") == "refuted"


def test_a_size_may_be_assumed_to_be_large() -> None:
    text = r"Let $z \in \mathbb{R}^K$ be the logits with $K \ge 2$, $L \ge 3$."
    assert [f.verdict for f in judge(submission(text)).findings] == ["unknown", "unknown"]


def test_a_threshold_is_positive_without_a_word() -> None:
    clip = r"If $\|g\| > \theta$ put $\hat g = \theta g / \|g\|$. Then $\|\hat g\| = %s$."
    assert verdict(clip % r"\theta") in ("proved", "agrees", "unknown")
    assert verdict(clip % r"2 \theta") == "refuted"
    assert verdict(r"Let $a \in \mathbb{R}$. Then $|a| = a$.") == "refuted"
