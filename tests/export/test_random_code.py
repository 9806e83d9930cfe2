"""Random expressions as code, against the audit's values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from exporting import SIZES, agrees, m, n
from hypothesis import HealthCheck, assume, given, settings, strategies as st
from sympy.matrices.expressions.diagonal import DiagonalOf

import derive
from derive.algebra import SIGMA, TANH, FrobeniusNorm, Softmax, Vec
from derive.audit import evaluate, random_point
from derive.errors import DeriveError

ONE = sp.S.One
SYMBOLS = {
    (a, b): [sp.MatrixSymbol(f"{name}_{k}", a, b) for k in (1, 2)]
    for name, a, b in (
        *(("A", n, n), ("B", m, m), ("C", n, m), ("D", m, n)),
        *(("x", n, ONE), ("y", m, ONE), ("u", ONE, n), ("v", ONE, m)),
    )
}
KINDS = ("add", "mul", "had", "fn", "t", "scale", "inv", "diag", "ones", "soft", "leaf")


@st.composite
def matrices(draw: Any, rows: Any, columns: Any, depth: int) -> Any:
    """An expression of that shape."""
    if depth == 0:
        return draw(st.sampled_from(SYMBOLS[rows, columns]))
    kind = draw(st.sampled_from(KINDS))
    inner = matrices(rows, columns, depth - 1)
    if kind == "add":
        return sp.MatAdd(draw(inner), draw(inner))
    if kind == "mul":
        middle = draw(st.sampled_from((n, m, ONE) if ONE not in (rows, columns) else (n, m)))
        left, right = matrices(rows, middle, depth - 1), matrices(middle, columns, depth - 1)
        return sp.MatMul(draw(left), draw(right))
    if kind == "had":
        return sp.HadamardProduct(draw(inner), draw(inner))
    if kind == "fn":
        return draw(st.sampled_from((SIGMA, TANH, SIGMA.diff(), TANH.diff())))(draw(inner))
    if kind == "t":
        return sp.Transpose(draw(matrices(columns, rows, depth - 1)))
    if kind == "scale":
        return sp.MatMul(draw(scalars(depth - 1)), draw(inner))
    if kind == "ones" and ONE not in (rows, columns):
        spread = sp.MatMul(sp.OneMatrix(rows, 1), draw(matrices(ONE, columns, depth - 1)))
        return sp.MatAdd(draw(inner), spread)
    if kind == "soft" and columns != ONE:
        return Softmax(draw(inner))
    if kind == "inv" and rows == columns:
        return sp.Inverse(draw(inner))
    if kind == "diag" and rows == columns:
        return sp.DiagMatrix(draw(matrices(rows, ONE, depth - 1)))
    if kind == "diag" and columns == 1:
        return DiagonalOf(draw(matrices(rows, rows, depth - 1)))
    return draw(matrices(rows, columns, 0))


#: numbers made of matrices; each takes what draws a matrix of a shape
NUMBERS: tuple[Callable[[Any], Any], ...] = (
    lambda of: sp.Trace(of(n, n)),
    lambda of: sp.Trace(sp.MatMul(of(n, m), of(m, n))),
    lambda of: sp.Trace(sp.MatMul(of(ONE, m), of(m, ONE))),
    lambda of: FrobeniusNorm(of(n, ONE)),
    lambda of: FrobeniusNorm(of(n, m)) ** 2,
    lambda of: sp.exp(-(FrobeniusNorm(of(m, m)) ** 2) / 9) * FrobeniusNorm(of(ONE, n)),
)


@st.composite
def scalars(draw: Any, depth: int) -> Any:
    if depth == 0:
        return draw(st.sampled_from((sp.Symbol("t"), sp.Integer(2), sp.Rational(-1, 3))))
    build = draw(st.sampled_from(NUMBERS))
    return build(lambda rows, columns: draw(matrices(rows, columns, depth - 1)))


def defined(e: Any) -> None:
    """Compare at the first point where the audit finds the expression to have a value."""
    for seed in (1, 2, 3):
        try:
            random_value(e, seed)
        except DeriveError:
            continue
        agrees(e, "numpy", seed=seed)
        return
    assume(False)


def random_value(e: Any, seed: int) -> Any:
    return evaluate(e, SIZES, random_point([e], SIZES, seed=seed), digits=15)


SETTINGS = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@SETTINGS
@given(st.data())
def test_matrices(data: Any) -> None:
    rows, columns = data.draw(st.sampled_from(((n, m), (n, n), (n, ONE), (ONE, m))))
    e = data.draw(matrices(rows, columns, 4))
    defined(e)
    defined(sp.MatMul(sp.Transpose(Vec(e)), Vec(e)))


@SETTINGS
@given(st.data())
def test_gradients(data: Any) -> None:
    e = data.draw(scalars(3))
    found = sorted(e.atoms(sp.MatrixSymbol), key=str)
    assume(found)
    defined(derive.gradient(e, found[0]).rhs)


assert SIZES[n] != SIZES[m]  # or a transpose too many would pass
