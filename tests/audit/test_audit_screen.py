"""A screen holds nothing back that is equal, however delicate, whatever it has seen before."""

from __future__ import annotations

import pytest
from sympy import (
    HadamardProduct,
    Identity,
    Inverse,
    MatrixSymbol,
    Rational,
    Symbol,
    Trace,
    Transpose,
    exp,
)

from derive.algebra import EXP, SIGMA, Family, Gradient, MatrixSum, System
from derive.audit import Screen
from derive.models import RNN

n = Symbol("n", integer=True, positive=True)
A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
x, y = MatrixSymbol("x", n, 1), MatrixSymbol("y", n, 1)
s = Symbol("s", real=True)
_TINY = Rational(1, 10**12)

#: what is equal though the numbers nearly cancel, or are large
EQUAL = [
    (A * B, (A + 10**15 * B) * B - 10**15 * B * B),
    (Transpose(A * B), Transpose(B) * Transpose(A)),
    (EXP(x + 30 * y), HadamardProduct(EXP(x), EXP(30 * y))),
    (SIGMA(x), SIGMA(x + y - y)),
    ((exp(40 * s) + 1) * exp(-40 * s) * A, (1 + exp(-40 * s)) * A),
    (Trace(A * B) * x, Trace(B * A) * x),
    (Inverse(A) * (A + _TINY * B), Identity(n) + _TINY * Inverse(A) * B),
]
_SYSTEM = System(invertible=(A,))


@pytest.mark.parametrize(("kept", "other"), EQUAL, ids=str)
def test_what_is_equal_passes(kept: object, other: object) -> None:
    screen = Screen(kept, other, _SYSTEM)
    assert screen.machine is not None
    assert screen.passes(other)
    assert screen.passes(kept)


def test_the_order_does_not_matter() -> None:
    pairs = [(A * B, True), (B * A, False), (A * B + _TINY * A, False), (A * B + B - B, True)]
    for order in (pairs, pairs[::-1]):
        screen = Screen(A * B, B * A, System())
        assert [screen.passes(e) for e, _ in order] == [same for _, same in order]


def test_values_under_a_bound_index_and_in_a_derivative_are_not_mixed_up() -> None:
    net = RNN()
    t, T = net.t, net.T
    k = Symbol("k", integer=True)
    h, W = net.h, net.W
    total = MatrixSum(h[k], (k, 0, T))
    screen = Screen(total, h[t], net.system, (T >= 2, t >= 0, t <= T))
    assert screen.passes(MatrixSum(h[T - k], (k, 0, T)))
    assert not screen.passes(MatrixSum(h[t], (k, 0, T)))
    L = Family("L", ())
    slope = Gradient(L[t], W)
    other = Screen(slope, Gradient(L[T], W), net.system, (t <= T, t >= 1))
    assert other.passes(slope + 0 * W)
