"""Powers with a symbol for exponent: proofs by induction, and their guards."""

from __future__ import annotations

import pytest
from sympy import Identity, Integer, Inverse, MatMul, MatPow, MatrixSymbol, Symbol

from derive.algebra import Definition, System
from derive.calculus.powers import from_zero
from derive.calculus.similar import conjugates
from derive.calculus.steps import Statement
from derive.judging.proofs import proved

m = Symbol("m", integer=True, positive=True)
n = Symbol("n", integer=True)
Q, A, M = (MatrixSymbol(name, m, m) for name in "QAM")
BACK = Inverse(Q)
INVERTIBLE = System(invertible=(Q,))
DEFINED = System((Definition(M, MatMul(Q, A, BACK)),), invertible=(Q,))
X = MatMul(Q, A, BACK)


@pytest.mark.parametrize(
    ("left", "right", "system", "start"),
    [
        (X**n, Q * A**n * BACK, INVERTIBLE, 0),
        ((BACK * A * Q) ** n, BACK * A**n * Q, INVERTIBLE, 0),
        ((3 * X) ** n, 3**n * Q * A**n * BACK, INVERTIBLE, 0),
        (X ** (n - 2) * Q * A**2 * BACK, Q * A**n * BACK, INVERTIBLE, 2),
        (M**n, Q * A**n * BACK, DEFINED, 0),
        (M ** (n - 2) * Q * A**2 * BACK, Q * A**n * BACK, DEFINED, 2),
        (M ** (n - 3) * M**3, M**n, System(), 3),
        (M ** (n - 1) * M * M, M ** (n + 1), System(), 1),
    ],
)
def test_powers_that_are_proved(left: object, right: object, system: System, start: int) -> None:
    assert proved(Statement(left, right, system, given=from_zero(n, start)))


@pytest.mark.parametrize(
    ("left", "right", "system", "start"),
    [
        (X**n, Q * A**n * BACK, System(), 0),  # nothing says that Q has an inverse
        (X**n, Q * A**n * Q.T, INVERTIBLE, 0),
        (X**n, BACK * A**n * Q, INVERTIBLE, 0),
        (X ** (n - 2) * Q * A**2 * BACK, Q * A ** (n - 1) * BACK, INVERTIBLE, 2),
        (M ** (n - 2) * Q * A**3 * BACK, Q * A**n * BACK, DEFINED, 2),
        (M ** (n - 3) * M**2, M**n, System(), 3),
        (M**n, Q * A**n * BACK, INVERTIBLE, 0),  # nothing says what M is
    ],
)
def test_powers_that_are_not(left: object, right: object, system: System, start: int) -> None:
    assert not proved(Statement(left, right, system, given=from_zero(n, start)))


def test_only_a_matrix_between_a_matrix_and_its_inverse_is_a_conjugate() -> None:
    b = MatrixSymbol("b", m, 1)
    others = (A, A * Q, Q * BACK, Q * A * Q.T, 2 * A, MatMul(b, b.T), A + Q, Identity(m))
    assert not conjugates([MatPow(other, n) for other in others], INVERTIBLE)
    assert not conjugates([MatPow(X, 3)], INVERTIBLE)
    [found] = conjugates([MatPow(MatMul(Integer(2), Q, A, A, BACK), n)], INVERTIBLE)
    assert found.statement.rhs.args[1] == MatPow(MatMul(2, A, A).doit(), Symbol("p", integer=True))
