"""Values of directional derivatives, pullbacks, norms, unvec and commutation matrices."""

from __future__ import annotations

import pytest
from sympy import Matrix, MatrixSymbol, Symbol, Transpose, sqrt

from derive.algebra import Commutation, FrobeniusNorm, Unvec, Vec, differential_of, pullback
from derive.audit import check, evaluate
from derive.errors import DeriveError

A, X, V = (MatrixSymbol(name, 2, 2) for name in "AXV")
B, x = MatrixSymbol("B", 2, 3), MatrixSymbol("x", 2, 1)
s, v = Symbol("s"), Symbol("v")
POINT = {
    A: [[1, 2], [0, -1]],
    X: [[3, 1], [1, 2]],
    V: [[1, 0], [2, 5]],
    B: [[1, 2, 3], [4, 5, 6]],
    x: [3, 4],
    s: 3,
    v: 7,
}


def value(expression: object) -> object:
    return evaluate(expression, {}, POINT)


def test_differentials() -> None:
    a, x_, v_ = (Matrix(POINT[m]) for m in (A, X, V))
    assert value(differential_of(A * X * X, X, V)) == a * (v_ * x_ + x_ * v_)
    assert value(differential_of(s**2, s, v)) == 42
    assert value(differential_of(s * B, s, v)) == 7 * Matrix(POINT[B])


def test_pullbacks() -> None:
    a, v_ = Matrix(POINT[A]), Matrix(POINT[V])
    assert value(pullback(V, A * X, X)) == a.T * v_
    assert value(pullback(B, s * B, s)) == sum(e * e for e in Matrix(POINT[B]))
    assert value(pullback(x, X * x, X)) == Matrix([[9, 12], [12, 16]])


def test_reshaping() -> None:
    assert value(Unvec(Vec(B), 2, 3)) == Matrix(POINT[B])
    assert value(Commutation(2, 3) * Vec(B)) == value(Vec(Transpose(B)))
    assert check(Commutation(2, 3) * Vec(B), Vec(B)).status == "refuted"


def test_the_norm() -> None:
    assert abs(value(FrobeniusNorm(x)) - 5) < 10**-40
    assert abs(value(FrobeniusNorm(B)) - sqrt(91).evalf(60)) < 10**-40
    slope = value(pullback(1, FrobeniusNorm(x), x))
    assert max(abs(e) for e in slope - Matrix([3, 4]) / 5) < 10**-40
    with pytest.raises(DeriveError, match="division by zero"):
        evaluate(pullback(1, FrobeniusNorm(x), x), {}, {x: [0, 0]})
