"""Hessians and their products with a direction."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

import derive
from derive.algebra import EXP, LOG, SIGMA, TANH, Family, FrobeniusNorm, LogSumExp, Softmax
from derive.audit import check_statement
from derive.errors import DeriveError, ShapeError

n, m = sp.symbols("n m", integer=True, positive=True)
t, T = sp.symbols("t T", integer=True)
A, B, X, V = (sp.MatrixSymbol(name, n, n) for name in "ABXV")
W, U = sp.MatrixSymbol("W", m, n), sp.MatrixSymbol("U", m, n)
x, v, y = (sp.MatrixSymbol(name, n, 1) for name in "xvy")
c = sp.MatrixSymbol("c", m, 1)
alpha, h = sp.symbols("alpha h")
xs, ys = Family("x", (n, 1)), Family("y", (m, 1))
LEAST = sp.Sum(FrobeniusNorm(ys[t] - W * xs[t]) ** 2, (t, 1, T)) / 2
CROSS_ENTROPY = -(y.T * LOG(Softmax(x)))

CASES = [
    (x.T * A * x, x, v, "A + A.T", "(A + A.T)*v"),
    (sp.Trace(X.T * A * X), X, V, "KroneckerProduct(I, A + A.T)", "(A + A.T)*V"),
    (
        c.T * TANH(W * x),
        x,
        v,
        "W.T*DiagMatrix(HadamardProduct(c, tanh''(W*x)))*W",
        "W.T*(HadamardProduct(c, tanh''(W*x), W*v))",
    ),
    (
        c.T * SIGMA(W * x),
        W,
        U,
        "(KroneckerProduct(x, I))*DiagMatrix(HadamardProduct(c, sigma''(W*x)))"
        "*(KroneckerProduct(x.T, I))",
        "(HadamardProduct(c, sigma''(W*x), U*x))*x.T",
    ),
    (
        sp.log(sp.Determinant(X)),
        X,
        V,
        "-K[n, n]*(KroneckerProduct((X**(-1)).T, X**(-1)))",
        "-(X**(-1)).T*V.T*(X**(-1)).T",
    ),
    (
        FrobeniusNorm(x),
        x,
        v,
        "(-1/norm(x)**3)*x*x.T + 1/norm(x)*I",
        "(-Trace(x.T*v)/norm(x)**3)*x + 1/norm(x)*v",
    ),
    (FrobeniusNorm(W * x - c) ** 2 / 2, x, v, "W.T*W", "W.T*W*v"),
    (alpha**3 + sp.log(alpha), alpha, h, "6*alpha - 1/alpha**2", "6*alpha*h - h/alpha**2"),
    (
        LogSumExp(x),
        x,
        v,
        "DiagMatrix(softmax(x)) - softmax(x)*softmax(x).T",
        "HadamardProduct(softmax(x), v) - softmax(x)*softmax(x).T*v",
    ),
    (
        LEAST,
        W,
        U,
        "MatrixSum(KroneckerProduct(x[t]*x[t].T, I), (t, 1, T))",
        "MatrixSum(U*x[t]*x[t].T, (t, 1, T))",
    ),
    (
        sp.exp(sp.Trace(y.T * x)),
        x,
        v,
        "exp(Trace(y.T*x))*y*y.T",
        "(exp(Trace(y.T*x))*Trace(y.T*v))*y",
    ),
    (y.T * x, x, v, "0", "0"),
    (sp.Trace(A), x, v, "0", "0"),
]


@pytest.mark.parametrize(("expression", "by", "direction", "hessian", "product"), CASES)
def test_second_derivatives(
    expression: Any, by: Any, direction: Any, hessian: str, product: str
) -> None:
    found = derive.hessian(expression, by)
    applied = derive.hessian_vector_product(expression, by, direction)
    assert (str(found.rhs), str(applied.rhs)) == (hessian, product)
    for each in (found, applied):
        assert each.status == "proved", each.reason
        assert each.steps[0].says == "the gradient, derived before"
        assert each.uses[0].status == "proved"
        assert each.steps[0].before == each.lhs
        assert check_statement(each.statement, tries=3).status == "agrees"


@pytest.mark.parametrize(
    ("expression", "by"),
    [
        (sp.Trace(sp.Inverse(A * X + B)), X),
        (sp.log(sp.Determinant(A * X + B)), X),
        (sp.log(sp.Trace(x.T * A * x)), x),
        (sp.log(sp.Trace(sp.OneMatrix(1, n) * EXP(x))), x),
        (y.T * X**3 * v, X),
        (CROSS_ENTROPY, x),
    ],
)
def test_hessians_that_are_long(expression: Any, by: Any) -> None:
    """Proved, and symmetric at a point; assumptions are those of the gradient and more."""
    found = derive.hessian(expression, by)
    assert found.status == "proved", found.reason
    check = check_statement(found.statement, tries=2)
    assert check.status == "agrees"
    turned = derive.audit.check(found.rhs, found.rhs.T, system=found.statement.system, tries=2)
    assert turned.status == "agrees"


def test_what_a_false_hessian_gets() -> None:
    """The audit tells a transposed block and a missing factor."""
    found = derive.hessian(c.T * SIGMA(W * x), W)
    for wrong in (2 * found.rhs, -found.rhs):
        assert derive.audit.check(found.lhs, wrong, tries=2).status == "refuted"


def test_the_layout_and_the_gradient_are_shown() -> None:
    found = derive.hessian(sp.Trace(X.T * A * X), X)
    assert "the Hessian is symmetric" in str(found)
    assert str(found.uses[0].rhs) == "(A + A.T)*X"
    assert found.rhs.shape == (n**2, n**2)
    assert derive.hessian_vector_product(alpha**2, alpha, h).data["layout"].startswith("a linear")


@pytest.mark.parametrize(
    ("direction", "error", "message"),
    [
        (x, ShapeError, "the direction x and X: shapes n×1 and n×n do not agree"),
        (X.T, DeriveError, "depends on X"),
        (A * X, DeriveError, "depends on X"),
    ],
)
def test_directions_that_are_refused(direction: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        derive.hessian_vector_product(sp.Trace(X.T * A * X), X, direction)


def test_a_hessian_is_that_of_a_scalar() -> None:
    with pytest.raises(DeriveError, match="a gradient is that of a scalar"):
        derive.hessian(W * x, x)
