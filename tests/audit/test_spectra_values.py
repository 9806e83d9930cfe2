"""Values of what eigenvalues make, and of sums of infinitely many terms, against SymPy's."""

from __future__ import annotations

import pytest
import sympy as sp

from derive import algebra as al
from derive.audit import check, evaluate
from derive.errors import DeriveError

n = sp.Symbol("n", integer=True)
k = sp.Symbol("k", integer=True)
A = sp.MatrixSymbol("A", n, n)
VALUES = [[2, 1, 0], [0, 2, 1], [1, 0, 3]]
MATRIX = sp.Matrix(VALUES)


def value(e, matrix=VALUES):
    return evaluate(e, {n: len(matrix)}, {A: matrix}, digits=30)


def test_the_exponential_is_that_of_sympy():
    small = [[0, 1], [-1, 0]]  # a turn by one radian
    found = value(al.MatrixExp(A), small)
    wanted = sp.Matrix([[sp.cos(1), sp.sin(1)], [-sp.sin(1), sp.cos(1)]]).evalf(30)
    assert (found - wanted).norm() < 1e-25
    t = sp.Symbol("t", real=True)
    slope = al.Unvec(al.Jacobian(al.MatrixExp(t * A), t), n, n)
    assert check(slope, A * al.MatrixExp(t * A)).status == "agrees"
    assert check(slope, al.MatrixExp(t * A)).status == "refuted"


def test_radius_and_extreme_values():
    sizes = [abs(sp.N(v, 30)) for v in MATRIX.eigenvals(multiple=True)]
    assert abs(value(al.SpectralRadius(A)) - max(sizes)) < 1e-25
    singular = [sp.sqrt(sp.re(sp.N(v, 40))) for v in (MATRIX.T * MATRIX).eigenvals(multiple=True)]
    assert abs(value(al.SmallestSingularValue(A)) - min(singular)) < 1e-20
    gram = al.LargestEigenvalue(A.T * A)
    assert abs(value(gram) - max(singular) ** 2) < 1e-20
    assert abs(value(al.SmallestEigenvalue(A.T * A)) - min(singular) ** 2) < 1e-20


def test_exact_values_where_eigenvalues_coincide():
    assert value(al.SpectralRadius(A), [[0, 1], [0, 0]]) == 0
    assert value(al.Rank(A), [[1, 2], [2, 4]]) == 1
    assert value(al.SmallestSingularValue(A), [[1, 2], [2, 4]]) == 0
    with pytest.raises(DeriveError, match="not symmetric"):
        value(al.LargestEigenvalue(A), [[0, 1], [0, 0]])


def test_a_series_is_enclosed():
    small = [["1/3", "1/5"], ["-1/7", "1/4"]]
    total = al.MatrixSum(A**k, (k, 0, sp.oo))
    found = value(total, small)
    wanted = (sp.eye(2) - sp.Matrix(small).applyfunc(sp.sympify)).inv()
    assert (found - wanted).norm() < 1e-28
    with pytest.raises(DeriveError, match="converge"):
        value(total, VALUES)
