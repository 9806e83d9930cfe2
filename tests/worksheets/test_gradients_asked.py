"""What is refused with one clear line, and gradients under a system of equations."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

import derive
from derive.algebra import RELU, TANH, Definition, Family, FrobeniusNorm, System
from derive.audit import check_statement, evaluate
from derive.errors import DeriveError, ShapeError
from derive.worksheets.declared import declared
from derive.worksheets.formulas import check

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
    assumed = "A*x is 0 nowhere: there relu has no derivative, and in code relu'(0) is taken as 0"
    assert f"assumed: {assumed}" in str(found)
    assert assumed in found.to_python()
    with pytest.raises(DeriveError, match="relu has no derivative at 0"):
        evaluate(RELU.diff()(sp.Integer(0)), {})


@pytest.mark.parametrize("backend", ["numpy", "jax", "torch"])
def test_code_keeps_to_the_convention_of_relu(backend: str) -> None:
    pytest.importorskip(backend)
    slope = derive.gradient(sp.Trace(x.T * RELU(x)), x).compile(backend)
    assert [float(y) for y in slope(_array(backend, [-1.0, 0.0, 2.0]))] == [0.0, 0.0, 4.0]


def _array(backend: str, values: list[float]) -> Any:
    if backend == "torch":
        return import_module("torch").tensor(values)
    return import_module("jax.numpy" if backend == "jax" else backend).array(values)


def test_the_rayleigh_quotient() -> None:
    """xᵀx as an entry and as a trace are one number, of which it is assumed that it is not 0."""
    quotient = MatrixElement(x.T * A * x, 0, 0) / MatrixElement(x.T * x, 0, 0)
    for found in (derive.gradient(quotient, x), derive.hessian(quotient, x)):
        assert found.status == "proved", found.reason
        assert check_statement(found.statement, tries=3).status == "agrees"


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


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("(A+B)^{-1} = A^{-1} - A^{-1} B (A+B)^{-1}", "proved"),
        ("(A+B)^{-1} = A^{-1} - (A+B)^{-1} B A^{-1}", "proved"),
        ("(A-B)^{-1} = A^{-1} + A^{-1} B (A-B)^{-1}", "proved"),
        ("(I+A)^{-1} = I - A (I+A)^{-1}", "proved"),
        ("A^{-1} - B^{-1} = A^{-1} (B-A) B^{-1}", "proved"),
        ("(A+B)^{-1} = A^{-1} + A^{-1} B (A+B)^{-1}", "refuted"),
    ],
)
def test_the_inverse_of_a_sum(claim: str, verdict: str) -> None:
    assert check(claim, declared(["A:n,n", "B:n,n"])).verdict == verdict
