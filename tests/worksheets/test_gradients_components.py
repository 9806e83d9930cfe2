"""Derivatives of entries and of sums over components, and by one entry; the length of a vector."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

import derive
from derive.algebra import SIGMA, TANH, ComponentSum, FrobeniusNorm, SpectralNorm, unit_vector
from derive.audit import check_statement
from derive.calculus.components import summed_up
from derive.calculus.steps import Statement
from derive.errors import DeriveError, ShapeError
from derive.worksheets.claims import judged
from derive.worksheets.declared import declared
from derive.worksheets.formulas import ask

n, m = sp.symbols("n m", integer=True, positive=True)
i, j, k = sp.symbols("i j k", integer=True)
x, y = sp.MatrixSymbol("x", n, 1), sp.MatrixSymbol("y", m, 1)
A, B = sp.MatrixSymbol("A", n, n), sp.MatrixSymbol("B", n, n)
W = sp.MatrixSymbol("W", m, n)


def total(body: Any, *axes: Any) -> Any:
    for axis in reversed(axes):
        body = ComponentSum(body, axis)
    return body


I, J, K = (i, n), (j, n), (k, n)
SUM = total(sp.exp(x[i, 0]), I)


def shown(found: derive.Derivation, result: Any) -> None:
    """Proved, as it is expected, and no witness of the audit's against it."""
    assert str(found.rhs) == str(result)
    assert found.status == "proved", found.reason
    assert check_statement(found.statement, tries=3).status == "agrees"


@pytest.mark.parametrize(
    ("expression", "by", "result"),
    [
        (total(x[i, 0] ** 2, I), x, 2 * x),
        (total(A[i, j] * x[i, 0] * x[j, 0], I, J), x, (A + A.T) * x),
        (total(A[i, j] * x[i, 0] * x[j, 0], I, J), A, x * x.T),
        (total(A[i, i], I), A, sp.Identity(n)),
        (total(A[i, j] ** 2, I, J), A, 2 * A),
        (total(A[i, j] * B[j, k] * A[k, i], I, J, K), A, A.T * B.T + B.T * A.T),
        (total(W[k, j] * y[k, 0] * x[j, 0], (k, m), J), W, y * x.T),
        (total(SIGMA(x[i, 0]), I), x, SIGMA.diff()(x)),
        (total(TANH(total(W[k, j] * x[j, 0], J)), (k, m)), W, TANH.diff()(W * x) * x.T),
        (total(A[i, 2] * x[i, 0], I), A, x * unit_vector(2, n).T),
        (total(x[i, 0] * sp.log(x[i, 0]), I), x, "log(x) + 1"),
        (sp.log(SUM), x, f"1/{SUM}*exp(x)"),
        (x[i, 0], x, unit_vector(i, n)),
        (W[i, j], W, unit_vector(i, m) * unit_vector(j, n).T),
        ((A * x)[2, 0], x, "A.T*[KroneckerDelta(2, r) for r < n]"),
    ],
)
def test_gradients_of_components(expression: Any, by: Any, result: Any) -> None:
    shown(derive.gradient(expression, by), result)


def test_the_answers_to_other_questions() -> None:
    e = [unit_vector(k, n) for k in range(2)]
    shown(derive.jacobian(x[0, 0] ** 2, x), 2 * x[0, 0] * e[0].T)
    shown(derive.hessian(x[0, 0] * x[1, 0], x), f"{e[0]}*{e[1]}.T + {e[1]}*{e[0]}.T")
    shown(derive.hessian(total(x[i, 0] ** 3, I), x), "6*DiagMatrix(x)")
    dx = sp.MatrixSymbol("dx", n, 1)
    shown(derive.differential(x[1, 0] ** 2, x), 2 * dx[1, 0] * x[1, 0])


@pytest.mark.parametrize(
    ("expression", "by", "result"),
    [
        (total(x[i, 0] ** 2, I), x[j, 0], 2 * x[j, 0]),
        (x.T * A * x, A[i, j], x[i, 0] * x[j, 0]),
        (total(TANH(x[i, 0]), I), x[2, 0], TANH.diff()(x[2, 0])),
        (sp.Determinant(A), A[i, j], "Determinant(A)*(A**(-1))[j, i]"),
        (x.T * A * x, x[2, 0], "((A + A.T)*x)[2, 0]"),
    ],
)
def test_derivatives_by_an_entry(expression: Any, by: Any, result: Any) -> None:
    shown(derive.gradient(expression, by), result)


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        (SpectralNorm(x), "1/SpectralNorm(x)*x"),
        (FrobeniusNorm(x), "1/norm(x)*x"),
        (SpectralNorm(A * x) ** 2, "2*A.T*A*x"),
    ],
)
def test_the_length_of_a_vector(expression: Any, result: str) -> None:
    shown(derive.gradient(expression, x), result)


def test_numbers_of_entries_stand_for_any_index_of_an_axis() -> None:
    """What is shown of entries 0 and 1 says nothing false of them, whatever the size."""
    for claim in ((x[0, 0], x[1, 0]), (unit_vector(0, n), unit_vector(1, n))):
        assert judged(Statement(*claim)).verdict == "refuted"
    assert judged(Statement(x[4, 0], unit_vector(4, n).T * x)).verdict != "refuted"
    found = derive.gradient(x[0, 0] * x[6, 0], x)
    assert "n is at least 7" in found.data["assumes"]
    assert check_statement(found.statement, tries=3).status == "agrees"


def test_sums_without_indices() -> None:
    assert str(summed_up(total(3 - 2 * x[i, 0], I))) == "3*n - 2*Trace(1.T*x)"
    assert str(summed_up(total(A[i, j] * x[i, 0] * x[j, 0], J, I))) == "Trace(x.T*A.T*x)"


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: derive.gradient(MatrixElement(W, -m, 0), W), DeriveError, "out of range"),
        (lambda: derive.gradient(x.T * x, MatrixElement(x, -n, 0)), DeriveError, "out of range"),
        (lambda: derive.gradient(total(x[i, 0], (i, m)), x), ShapeError, "counts m components"),
        (lambda: derive.gradient(A * x, x[0, 0]), DeriveError, "a gradient is that of a scalar"),
        (lambda: derive.gradient(SpectralNorm(A), A), DeriveError, "largest singular value"),
        (
            lambda: derive.gradient(total(sp.exp(A[i, k] * B[k, j]), I, J, K), A),
            DeriveError,
            "three indices",
        ),
        (lambda: derive.gradient(total(sp.sin(x[i, 0]), I), x), DeriveError, "no rule for sin"),
        (
            lambda: ask("gradient", "x_7", "x", declared(["x:3"])),
            DeriveError,
            "index 7 of an axis of size 3",
        ),
    ],
)
def test_what_is_refused(make: Any, error: Any, says: str) -> None:
    with pytest.raises(error, match=says):
        make()


def test_formulas_and_code() -> None:
    names = declared(["x:n", "A:n,n"])
    assert ask("gradient", r"\sum_i x_i^2", "x", names).statement.rhs == 2 * x
    found = ask("gradient", r"\sum_{i,j} A_{ij} x_i x_j + x_2^3", "x", names)
    assert found.verdict == "proved"
    rng = np.random.default_rng(1)
    a, v = rng.normal(size=(4, 4)), rng.normal(size=4)
    unit = np.array([0.0, 1, 0, 0])
    expected = (a + a.T) @ v + 3 * v[1] ** 2 * unit
    np.testing.assert_allclose(found.derivation.compile("numpy")(a, v), expected, rtol=1e-12)
