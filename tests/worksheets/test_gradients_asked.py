"""What is refused with one clear line, and gradients under a system of equations."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

import derive
from derive.algebra import RELU, TANH, Definition, Family, FrobeniusNorm, System
from derive.audit import check_statement
from derive.errors import DeriveError, ShapeError

n, m = sp.symbols("n m", integer=True, positive=True)
t, T = sp.symbols("t T", integer=True)
A, X = sp.MatrixSymbol("A", n, n), sp.MatrixSymbol("X", n, n)
W = sp.MatrixSymbol("W", m, n)
x, a, u = (sp.MatrixSymbol(name, n, 1) for name in "xau")
h, xs = Family("h", (n, 1)), Family("x", (n, 1))
unchecked = sp.Basic.__new__  # SymPy's own constructors raise an error of SymPy's


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (unchecked(sp.Trace, W), r"Trace\(W\): W is m×n, which is not square"),
        (unchecked(sp.Determinant, W), r"Determinant\(W\): W is m×n, which is not square"),
        (sp.Trace(unchecked(sp.Inverse, W)), r"W is m×n, which is not square"),
        (sp.Trace(unchecked(sp.MatPow, W, sp.Integer(2))), r"W\*\*2: W is m×n"),
        (sp.Trace(unchecked(sp.MatMul, W, W)), r"W\*W: W is m×n, W is m×n"),
    ],
)
def test_shapes(expression: Any, message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        derive.gradient(expression, W)


@pytest.mark.parametrize("kind", ["gradient", "jacobian", "differential", "hessian"])
@pytest.mark.parametrize(
    ("expression", "by", "message"),
    [
        (None, x, "None is no expression"),
        ([1, 2], x, r"\[1, 2\] is no expression"),
        (x.T * x, None, "a derivative by None, which is no symbol"),
        (sp.Abs(sp.Symbol("s")), sp.Symbol("s"), r"there is no rule for Abs: Abs\(s\)"),
        (sp.Trace(sp.MatrixSymbol("n", n, n)), X, "the name n is that of a size and of a symbol"),
    ],
)
def test_what_is_no_question(kind: str, expression: Any, by: Any, message: str) -> None:
    with pytest.raises(DeriveError, match=message):
        getattr(derive, kind)(expression, by)


@pytest.mark.parametrize(
    ("kind", "expression", "by", "shape"),
    [
        ("gradient", sp.Trace(A), W, (m, n)),
        ("jacobian", A * x, W, (n, m * n)),
        ("differential", A * x, W, (n, 1)),
        ("hessian", sp.Trace(A), x, (n, n)),
    ],
)
def test_what_does_not_occur_gives_zero(kind: str, expression: Any, by: Any, shape: Any) -> None:
    found = getattr(derive, kind)(expression, by)
    assert found.rhs == sp.ZeroMatrix(*shape)
    assert found.status == "proved"


def test_the_convention_of_relu_is_said() -> None:
    found = derive.gradient(a.T * RELU(A * x), x)
    assert "assumed: A*x is 0 nowhere: there relu has no derivative" in str(found)


@pytest.mark.parametrize(
    ("power", "result"), [(3, "(3*norm(x))*x"), (4, "(4*norm(x)**2)*x"), (-1, "(-1/norm(x)**3)*x")]
)
def test_powers_of_norms(power: int, result: str) -> None:
    found = derive.gradient(FrobeniusNorm(x) ** power, x)
    assert (str(found.rhs), found.status) == (result, "proved")
    assert check_statement(found.statement, tries=3).status == "agrees"


def test_a_matrix_meets_its_inverse() -> None:
    found = derive.gradient(sp.Trace(A * sp.Inverse(A) * X), X)
    assert (str(found.rhs), found.status) == ("I", "proved")


# -- under a system --


def test_a_recurrence() -> None:
    net = derive.RNN()
    found = derive.gradient(net.loss, net.W, system=net.system)
    assert found.status == "proved"
    assert found.rhs == derive.backpropagation(net, net.W).rhs
    states = Definition(h[t], TANH(A * h[t - 1] + xs[t]), low=1)
    of = sp.Sum(sp.Trace(a.T * h[t]), (t, 1, T))
    found = derive.gradient(of, A, system=System((states,), facts=(sp.Ge(T, 0),)))
    assert found.status == "proved"
    assert "where h_bar[T + 1] = 0" in str(found)
    assert derive.gradient(of, A, system=System((states,))).lhs == found.lhs


def test_equations_without_time() -> None:
    system = System((Definition(u, TANH(A * a)),))
    found = derive.gradient(FrobeniusNorm(u) ** 2, A, system=system)
    assert found.status == "proved"
    assert r"where \bar{u} = 2*u" in str(found)


def test_a_recurrence_without_an_end() -> None:
    states = Definition(h[t], TANH(A * h[t - 1]), low=1)
    with pytest.raises(DeriveError, match="the last value of t is not known"):
        derive.gradient(sp.Trace(a.T * h[5]), A, system=System((states,)))
