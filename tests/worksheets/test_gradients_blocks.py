"""Gradients through block matrices and through Kronecker products."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

import derive
from derive.algebra import TANH, FrobeniusNorm, Vec, multiplied_out
from derive.audit import check, check_statement
from derive.errors import DeriveError, ShapeError

n, m, k = sp.symbols("n m k", integer=True, positive=True)
A, B = sp.MatrixSymbol("A", n, n), sp.MatrixSymbol("B", n, m)
C, D = sp.MatrixSymbol("C", m, n), sp.MatrixSymbol("D", m, m)
x, y = sp.MatrixSymbol("x", n, 1), sp.MatrixSymbol("y", m, 1)
W, U, a = sp.MatrixSymbol("W", k, n), sp.MatrixSymbol("U", k, m), sp.MatrixSymbol("a", k, 1)
M, z = sp.BlockMatrix([[A, B], [C, D]]), sp.BlockMatrix([[x], [y]])
LAYER = TANH(sp.MatMul(sp.BlockMatrix([[W, U]]), z))
QUADRATIC = sp.MatMul(sp.Transpose(z), M, z)
kron = sp.KroneckerProduct


def shown(found: derive.Derivation, result: str) -> None:
    assert str(found.rhs) == result
    assert found.status == "proved", found.reason
    assert check_statement(found.statement, tries=3).status == "agrees"


@pytest.mark.parametrize(
    ("expression", "by", "result"),
    [
        (QUADRATIC, x, "(A + A.T)*x + (B + C.T)*y"),
        (QUADRATIC, B, "x*y.T"),
        (sp.MatMul(a.T, LAYER), U, "(HadamardProduct(a, tanh'(U*y + W*x)))*y.T"),
        (FrobeniusNorm(sp.MatMul(M, z)) ** 2, y, "2*(B.T*(A*x + B*y) + D.T*(C*x + D*y))"),
        (sp.Trace(M), A, "I"),
        (sp.Trace(sp.MatPow(M, 2)), B, "2*C.T"),
        (sp.Trace(sp.MatPow(M, 3)), A, "3*(A.T**2 + C.T*B.T)"),
        (sp.Trace(sp.HadamardProduct(M, M)), D, "2*(HadamardProduct(I, D))"),
        (sp.Trace(sp.MatAdd(M, sp.MatMul(2, sp.Transpose(M)))), A, "3*I"),
    ],
)
def test_blocks(expression: Any, by: Any, result: str) -> None:
    found = derive.gradient(expression, by)
    shown(found, result)
    assert found.steps[0].says == "the blocks multiplied out"
    assert found.lhs.of == expression


def test_a_jacobian_and_a_hessian_by_a_block() -> None:
    shown(derive.jacobian(LAYER, x), "DiagMatrix(tanh'(U*y + W*x))*W")
    found = derive.hessian(QUADRATIC, x)
    assert (str(found.rhs), found.status) == ("A + A.T", "proved")


def test_by_the_block_vector() -> None:
    found = derive.gradient(QUADRATIC, z)
    assert found.status == "proved"
    assert list(found.parts_by_name) == ["x", "y"]
    assert str(found.parts_by_name["x"].rhs) == "(A + A.T)*x + (B + C.T)*y"
    assert str(found.parts_by_name["y"].rhs) == "(C + B.T)*x + (D + D.T)*y"


@pytest.mark.parametrize(
    "expression",
    [
        QUADRATIC,
        sp.Transpose(M),
        sp.MatMul(M, sp.Transpose(M)),
        sp.MatMul(3, M, z),
        sp.HadamardProduct(M, M),
        TANH(M),
        FrobeniusNorm(M),
        sp.Trace(M),
        sp.MatAdd(M, M),
    ],
    ids=lambda e: type(e).__name__,
)
def test_blocks_multiplied_out_have_the_same_value(expression: Any) -> None:
    """By the audit, which takes a block matrix as the matrix that it is."""
    out = multiplied_out(expression)
    assert out != expression
    assert check(expression, out, tries=3).status == "agrees"


def test_blocks_that_do_not_fit() -> None:
    turned = sp.BlockMatrix([[D, C], [B, A]])
    unchecked = sp.Basic.__new__
    with pytest.raises(ShapeError, match="do not fit for a product"):
        multiplied_out(unchecked(sp.MatMul, M, turned))
    with pytest.raises(ShapeError, match="do not fit in"):
        multiplied_out(unchecked(sp.MatAdd, M, turned))
    with pytest.raises(ShapeError, match="the blocks on the diagonal of"):
        multiplied_out(sp.Trace(sp.BlockMatrix([[B, A], [D, C]])))
    with pytest.raises(DeriveError, match="blocks are not multiplied out in Determinant"):
        derive.gradient(sp.Determinant(M), A)
    for power in (5, -1):
        with pytest.raises(DeriveError, match=r"powers 1 to 4, not in Matrix\(\[ \[A, B\],"):
            derive.gradient(sp.Trace(sp.MatPow(M, power)), A)


@pytest.mark.parametrize(
    ("expression", "by", "result"),
    [
        (sp.Trace(kron(A, D)), A, "Trace(D)*I"),
        (FrobeniusNorm(kron(A, D)) ** 2, D, "(2*norm(A)**2)*D"),
        (Vec(C).T * kron(A, D) * Vec(C), D, "C*A*C.T"),
        (Vec(C).T * kron(A, D) * Vec(C), A, "C.T*D*C"),
        (sp.Trace(kron(x, y).T * kron(A * x, D * y)), A, "Trace(y.T*D*y)*x*x.T"),
        (sp.Trace(kron(A, D) * kron(A, D)), A, "(2*Trace(D**2))*A.T"),
    ],
)
def test_gradients_through_kronecker_products(expression: Any, by: Any, result: str) -> None:
    found = derive.gradient(expression, by)
    shown(found, result)
    assert found.steps[0].says == "the products through ⊗ taken apart"


def test_jacobians_of_vec() -> None:
    shown(derive.jacobian(Vec(A * B * D), B), "KroneckerProduct(D.T, A)")
    shown(derive.jacobian(A * B * D, B), "KroneckerProduct(D.T, A)")
    shown(derive.jacobian(kron(A, x), x), "KroneckerProduct(Vec(A), I)")
