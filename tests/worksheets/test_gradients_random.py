"""Derivatives of random expressions: none is refuted, and the audit confirms what is proved."""

from __future__ import annotations

from typing import Any

import sympy as sp
from hypothesis import HealthCheck, assume, given, settings, strategies as st
from sympy.matrices.expressions.diagonal import DiagonalOf

import derive
from derive.algebra import EXP, SIGMA, TANH, Activation, FrobeniusNorm
from derive.audit import check_statement

n, m = sp.symbols("n m", integer=True, positive=True)
ONE = sp.S.One
F = Activation("f")
SYMBOLS = {
    (a, b): [sp.MatrixSymbol(f"{name}_{k}", a, b) for k in (1, 2)]
    for name, a, b in (
        *(("A", n, n), ("B", m, m), ("C", n, m), ("D", m, n)),
        *(("x", n, 1), ("y", m, 1), ("u", 1, n), ("v", 1, m)),
    )
}


@st.composite
def matrices(draw: Any, rows: Any, columns: Any, depth: int) -> Any:
    """An expression of that shape."""
    if depth == 0:
        return draw(st.sampled_from(SYMBOLS[rows, columns]))
    kind = draw(st.sampled_from(("add", "mul", "had", "fn", "t", "scale", "inv", "diag", "leaf")))
    inner = matrices(rows, columns, depth - 1)
    if kind == "add":
        return sp.MatAdd(draw(inner), draw(inner))
    if kind == "mul":
        middle = draw(st.sampled_from((n, m)))
        left, right = matrices(rows, middle, depth - 1), matrices(middle, columns, depth - 1)
        return sp.MatMul(draw(left), draw(right))
    if kind == "had":
        return sp.HadamardProduct(draw(inner), draw(inner))
    if kind == "fn":
        return draw(st.sampled_from((SIGMA, TANH, EXP, F)))(draw(inner))
    if kind == "t":
        return sp.Transpose(draw(matrices(columns, rows, depth - 1)))
    if kind == "scale":
        return sp.MatMul(draw(scalars(depth - 1)), draw(inner))
    if kind == "inv" and rows == columns:
        return sp.Inverse(draw(inner))
    if kind == "diag" and rows == columns:
        return sp.DiagMatrix(draw(matrices(rows, ONE, depth - 1)))
    if kind == "diag" and columns == 1:
        return DiagonalOf(draw(matrices(rows, rows, depth - 1)))
    return draw(matrices(rows, columns, 0))


@st.composite
def scalars(draw: Any, depth: int) -> Any:
    if depth == 0:
        return draw(st.sampled_from((sp.Symbol("t"), sp.Integer(2), sp.Integer(-1))))
    size = draw(st.sampled_from((n, m)))
    kind = draw(st.sampled_from(("trace", "quadratic", "norm", "square", "det", "mul")))
    if kind == "trace":
        return sp.Trace(draw(matrices(size, size, depth - 1)))
    if kind == "quadratic":
        row, column = matrices(ONE, size, depth - 1), matrices(size, ONE, depth - 1)
        return sp.Trace(sp.MatMul(draw(row), draw(column)))
    if kind == "norm":
        return FrobeniusNorm(draw(matrices(size, ONE, depth - 1)))
    if kind == "square":
        return FrobeniusNorm(draw(matrices(n, m, depth - 1))) ** 2
    if kind == "det":
        return sp.Determinant(draw(matrices(size, size, depth - 1)))
    return draw(scalars(depth - 1)) * draw(scalars(depth - 1))


VARIABLES = [*(s for pair in SYMBOLS.values() for s in pair[:1]), sp.Symbol("t")]
SETTINGS = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def variable(draw: Any, expression: Any) -> Any:
    """One that occurs, if one does."""
    found = [v for v in VARIABLES if v in expression.atoms(sp.MatrixSymbol, sp.Symbol)]
    return draw(st.sampled_from(found or VARIABLES))


def confirmed(found: derive.Derivation) -> None:
    """Proved, or said not to be; in either case the audit has no witness against it."""
    assert found.status in ("proved", "agrees", "unknown")
    assert check_statement(found.statement, tries=3).status != "refuted", str(found)


@SETTINGS
@given(st.data())
def test_gradients(data: Any) -> None:
    expression = data.draw(scalars(3))
    assume(not expression.is_number)
    confirmed(derive.gradient(expression, variable(data.draw, expression)))


@SETTINGS
@given(st.data())
def test_jacobians(data: Any) -> None:
    rows, columns = data.draw(st.sampled_from(((n, ONE), (n, m), (ONE, m))))
    expression = data.draw(matrices(rows, columns, 2))
    confirmed(derive.jacobian(expression, variable(data.draw, expression)))


@SETTINGS
@given(st.data())
def test_differentials(data: Any) -> None:
    expression = data.draw(matrices(n, m, 2))
    confirmed(derive.differential(expression, variable(data.draw, expression)))
