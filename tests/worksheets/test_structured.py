"""Gradients by symmetric and by diagonal matrices."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

import derive
from derive.algebra import TANH, FrobeniusNorm
from derive.audit import check_statement, evaluate
from derive.errors import DeriveError

n, m = sp.symbols("n m", integer=True, positive=True)
A, B, X, Z = (sp.MatrixSymbol(name, n, n) for name in "ABXZ")
a, b = sp.MatrixSymbol("a", n, 1), sp.MatrixSymbol("b", n, 1)

SYMMETRIC = [
    (sp.Trace(A * X), {"A", "A.T", "-DiagMatrix(DiagonalOf(A))"}),
    (sp.log(sp.Determinant(X)), {"2*X**(-1)", "-DiagMatrix(DiagonalOf(X**(-1)))"}),
    (a.T * X * b, {"a*b.T", "b*a.T", "-DiagMatrix(HadamardProduct(a, b))"}),
    (FrobeniusNorm(X) ** 2, {"4*X", "-2*DiagMatrix(DiagonalOf(X))"}),
    (sp.Trace(X**3), {"6*X**2", "-3*DiagMatrix(DiagonalOf(X**2))"}),
    (
        a.T * sp.Inverse(X) * b,
        {
            "-X**(-1)*(a*b.T + b*a.T)*X**(-1)",
            "DiagMatrix(HadamardProduct(X**(-1)*a, X**(-1)*b))",
        },
    ),
]
DIAGONAL = [
    (sp.Trace(A * X), "DiagMatrix(DiagonalOf(A))"),
    (sp.log(sp.Determinant(X)), "DiagMatrix(DiagonalOf(X**(-1)))"),
    (a.T * X * b, "DiagMatrix(HadamardProduct(a, b))"),
    (a.T * TANH(X * b), "DiagMatrix(HadamardProduct(a, tanh'(X*b), b))"),
]


def confirmed(found: derive.Derivation) -> None:
    assert found.status == "proved", found.reason
    assert check_statement(found.statement, tries=3).status == "agrees"
    assert found.rhs.shape == X.shape


@pytest.mark.parametrize(("expression", "terms"), SYMMETRIC)
def test_symmetric(expression: Any, terms: set[str]) -> None:
    """The Matrix Cookbook, 138, 139 and 141, among others."""
    found = derive.gradient(expression, X, structure="symmetric")
    assert {str(term) for term in found.rhs.args} == terms
    confirmed(found)


@pytest.mark.parametrize(("expression", "result"), DIAGONAL)
def test_diagonal(expression: Any, result: str) -> None:
    """The Matrix Cookbook, 142, among others."""
    found = derive.gradient(expression, X, structure="diagonal")
    assert str(found.rhs) == result
    confirmed(found)


@pytest.mark.parametrize("structure", ["symmetric", "diagonal"])
@pytest.mark.parametrize(
    "expression",
    [
        sp.Trace(X * A * X * B),
        sp.log(sp.Determinant(A * X + B)),
        sp.Determinant(X),
        a.T * X * X.T * b,
        sp.Trace(A),
    ],
)
def test_others(expression: Any, structure: str) -> None:
    confirmed(derive.gradient(expression, X, structure=structure))


def test_it_is_the_derivative_by_one_number() -> None:
    """By hand at two sizes: f(X) for x_12 = x_21 = 1 + h, exactly, as a polynomial of h."""
    h = sp.Symbol("h")
    weights = [[1, 2], [5, 11]]
    found = derive.gradient(sp.Trace(A * X * X), X, structure="symmetric").rhs
    at = {X: [[3, 1], [1, 2]], A: weights}
    value = evaluate(found, {n: 2}, at)
    moved = sp.Matrix([[3, 1 + h], [1 + h, 2]])
    slope = (sp.Matrix(weights) * moved * moved).trace().diff(h).subs(h, 0)
    assert value[0, 1] == value[1, 0] == slope


def test_what_is_said() -> None:
    found = derive.gradient(sp.Trace(A * X), X, structure="symmetric")
    assert found.lhs.wrt == Z
    assert "X = Z + Z.T - diag(Z), and is symmetric" in str(found)
    assert "X_ij and X_ji are one number" in found.steps[0].says
    named = derive.gradient(sp.Trace(Z * X), X, structure="diagonal")
    assert named.lhs.wrt.name == "Z_1"
    assert "assumed: X is invertible" in str(
        derive.gradient(sp.log(sp.Determinant(X)), X, structure="symmetric")
    )


@pytest.mark.parametrize(
    ("by", "structure", "message"),
    [
        (X, "upper", "a structure is one of symmetric, diagonal, not 'upper'"),
        (a, "symmetric", "a symmetric variable is a square matrix symbol, not a"),
        (sp.Symbol("t"), "diagonal", "a diagonal variable is a square matrix symbol, not t"),
    ],
)
def test_what_is_refused(by: Any, structure: str, message: str) -> None:
    with pytest.raises(DeriveError, match=message):
        derive.gradient(sp.Trace(A * X), by, structure=structure)
    with pytest.raises(DeriveError, match="a gradient is that of a scalar"):
        derive.gradient(A * X, X, structure="symmetric")
