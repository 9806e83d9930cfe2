"""Derivatives of powers with symbolic exponents and of Σ and Π with symbolic limits."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

import derive
from derive.algebra import (
    SIGMA,
    Activation,
    Family,
    FrobeniusNorm,
    HadamardPi,
    MatrixSum,
    OrderedProduct,
)
from derive.audit import check_statement
from derive.errors import DeriveError

n, m = sp.symbols("n m", integer=True, positive=True)
t, s, k, T = sp.symbols("t s k T", integer=True)
p = sp.Symbol("p", integer=True, nonnegative=True)
A, B, X = (sp.MatrixSymbol(name, n, n) for name in "ABX")
W = sp.MatrixSymbol("W", m, n)
a, b, u = (sp.MatrixSymbol(name, n, 1) for name in "abu")
x, y, F, c = Family("x", (n, 1)), Family("y", (m, 1)), Family("F", (n, n)), Family("c")
alpha, beta = sp.symbols("alpha beta")
f = Activation("f")

LEAST_SQUARES = sp.Sum(FrobeniusNorm(y[t] - W * x[t]) ** 2, (t, 1, T)) / 2
PRODUCT = OrderedProduct(F[t], (t, 1, T))


def shown(found: derive.Derivation, result: str) -> None:
    """Proved, as it is expected, and no witness of the audit's against it."""
    assert str(found.rhs) == result
    assert found.status == "proved", found.reason
    assert check_statement(found.statement, tries=3).status == "agrees"


@pytest.mark.parametrize(
    ("expression", "by", "result"),
    [
        (sp.Trace(X**p), X, "p*(X**(p - 1)).T"),
        (sp.Trace(X ** (p + 1)), X, "(p + 1)*(X**p).T"),
        (sp.Trace(X**p) ** 2, X, "(2*p*Trace(X**p))*(X**(p - 1)).T"),
        (sp.Trace((A * X + B) ** p), X, "p*A.T*((A*X + B)**(p - 1)).T"),
        (
            a.T * X**p * b,
            X,
            "MatrixSum((X**r).T*a*b.T*(X**(p - r - 1)).T, (r, 0, p - 1))",
        ),
        (sp.Trace(X**20), X, "20*(X**19).T"),
        (a.T * X**20 * b, X, "MatrixSum((X**r).T*a*b.T*(X**(19 - r)).T, (r, 0, 19))"),
        (a.T * sp.HadamardPower(u, p), u, "p*(HadamardProduct(a, HadamardPower(u, p - 1)))"),
        (alpha**p, alpha, "alpha**(p - 1)*p"),
        (sp.Trace((A**p * X) ** 2), X, "2*(A**p).T*X.T*(A**p).T"),
    ],
)
def test_symbolic_powers(expression: Any, by: Any, result: str) -> None:
    shown(derive.gradient(expression, by), result)


def test_a_power_as_a_matrix() -> None:
    jacobian = derive.jacobian(X**p, X)
    shown(jacobian, "MatrixSum(KroneckerProduct((X**(p - r - 1)).T, X**r), (r, 0, p - 1))")
    shown(derive.differential(X**p, X), "MatrixSum(X**r*dX*X**(p - r - 1), (r, 0, p - 1))")
    assert "assumed: 1 ≤ p" in str(derive.gradient(alpha**p, alpha))


@pytest.mark.parametrize(
    ("expression", "by", "result"),
    [
        (sp.Trace(MatrixSum(x[t] * y[t].T * W, (t, 1, T))), W, "MatrixSum(y[t]*x[t].T, (t, 1, T))"),
        (LEAST_SQUARES, W, "-MatrixSum((-W*x[t] + y[t])*x[t].T, (t, 1, T))"),
        (LEAST_SQUARES, x[k], "-W.T*(-W*x[k] + y[k])"),
        (LEAST_SQUARES, x[3], "-W.T*(-W*x[3] + y[3])"),
        (LEAST_SQUARES, y[k], "-W*x[k] + y[k]"),
        (
            sp.Trace(MatrixSum(x[t].T * A * x[t - 1], (t, 1, T))),
            x[k],
            "A*x[k - 1] + A.T*x[k + 1]",
        ),
        (
            a.T * PRODUCT * b,
            F[k],
            "OrderedProduct(F[r], (r, k + 1, T), left).T*a*b.T*"
            "OrderedProduct(F[r], (r, 1, k - 1), left).T",
        ),
        (
            a.T * HadamardPi(x[t], (t, 1, T)),
            x[k],
            "HadamardProduct(a, HadamardPi(x[r], (r, 1, k - 1)), HadamardPi(x[r], (r, k + 1, T)))",
        ),
        (
            sp.Product(c[t], (t, 1, T)),
            c[k],
            "Product(c[r], (r, 1, k - 1))*Product(c[r], (r, k + 1, T))",
        ),
        (sp.Sum(t * alpha**2, (t, 1, T)), alpha, "2*alpha*Sum(t, (t, 1, T))"),
        (
            sp.Sum(sp.Sum(sp.Trace(x[s].T * A * x[t]), (s, 1, t)), (t, 1, T)),
            A,
            "MatrixSum(MatrixSum(x[s]*x[t].T, (s, 1, t)), (t, 1, T))",
        ),
        (sp.Sum(alpha, (t, 1, p)), alpha, "p"),
        (x[k].T * A * x[k - 1], x[k], "A*x[k - 1]"),
        (a.T * f(W.T * y[t]), y[t], "W*(HadamardProduct(a, f'(W.T*y[t])))"),
    ],
)
def test_sums_and_products(expression: Any, by: Any, result: str) -> None:
    shown(derive.gradient(expression, by), result)


@pytest.mark.parametrize("later", ["left", "right"])
def test_products_in_the_order_that_is_said(later: str) -> None:
    moved = OrderedProduct(X + F[t], (t, 1, T), later)
    before, after = (
        f"OrderedProduct(X + F[r], (r, {ends}), {later})" for ends in ("1, t - 1", "t + 1, T")
    )
    left, right = (after, before) if later == "left" else (before, after)
    shown(derive.differential(moved, X), f"MatrixSum({left}*dX*{right}, (t, 1, T))")
    found = derive.gradient(a.T * moved * b, X)
    shown(found, f"MatrixSum({left}.T*a*b.T*{right}.T, (t, 1, T))")
    found = derive.jacobian(OrderedProduct(F[t], (t, 1, T), later), F[k])
    assert found.status == "proved"
    assert check_statement(found.statement, tries=3).status == "agrees"


def test_where_a_member_is_met_is_said() -> None:
    text = str(derive.gradient(LEAST_SQUARES, x[k]))
    assert "assumed: 1 ≤ k" in text
    assert "assumed: k ≤ T" in text
    assert "assumed: 3 ≤ T" in str(derive.gradient(LEAST_SQUARES, x[3]))
    # at an end only one of two terms is left
    ends = sp.Trace(MatrixSum(x[t].T * A * x[t - 1], (t, 1, 5)))
    assert str(derive.gradient(ends, x[5]).rhs) == "A*x[4]"
    assert derive.gradient(ends, x[5]).status == "proved"


def test_an_index_that_is_bound_twice() -> None:
    """Σ_t (Σ_t x_t)ᵀ W x_t, and an index that the variable's own is called like."""
    inner = MatrixSum(y[t], (t, 1, T))
    found = derive.gradient(sp.Trace(MatrixSum(inner.T * W * x[t], (t, 1, T))), W)
    assert found.status == "proved"
    assert check_statement(found.statement, tries=3).status == "agrees"
    found = derive.gradient(LEAST_SQUARES, x[t])
    shown(found, "-W.T*(-W*x[t] + y[t])")
    squared = sp.Sum(sp.Trace(a.T * SIGMA(A * x[t])), (t, 1, T)) ** 2
    found = derive.gradient(squared, A)
    assert found.status == "proved"
    assert check_statement(found.statement, tries=3).status == "agrees"


@pytest.mark.parametrize(
    ("expression", "by", "message"),
    [
        (sp.Sum(c[t] ** 2, (t, 1, 5)), c[7], r"c\[7\] is out of range"),
        (x[t].T * A * x[k], x[k], r"whether x\[t\] is x\[k\] is not known"),
        (sp.Sum(c[2 * t], (t, 1, T)), c[k], r"where c\[2\*t\] is c\[k\] within t = 1, …, T"),
        (sp.Sum(c[t], (t, 1, T)), t, "a derivative by t, which is an index"),
        (sp.Trace(X ** sp.Symbol("q")), X, "not known to be an integer at least 0"),
        (sp.Trace(X**-20), X, "negative powers are differentiated down to -12"),
        (sp.Trace(x[k] * sp.MatrixSymbol("x", n, 1).T), x[k], "that of a family and of a symbol"),
        (sp.Sum(sp.Sum(c[s], (s, 1, t)), (t, 1, T)), c[k], r"where c\[s\] is c\[k\] within"),
    ],
)
def test_what_is_refused(expression: Any, by: Any, message: str) -> None:
    with pytest.raises(DeriveError, match=message):
        derive.gradient(expression, by)


def test_a_real_exponent_is_not_proved_as_an_integer_one() -> None:
    found = derive.gradient(alpha**beta, alpha)
    assert found.status == "agrees"
    assert "assumed: alpha is positive" in str(found)


def test_a_family_that_does_not_occur() -> None:
    assert derive.gradient(LEAST_SQUARES, F[k]).rhs == sp.ZeroMatrix(n, n)
