"""Statements under hypotheses that the audit's random points do not meet, at points that do."""

from __future__ import annotations

import pytest
from sympy import MatMul, MatPow, Rational

from derive.algebra import SpectralNorm
from derive.audit import evaluate
from derive.calculus.bounds import network_bound
from derive.calculus.powers import PowerByEigendecomposition
from derive.calculus.states import States
from derive.models import RNN

WEIGHTS = [[Rational(58, 100), Rational(24, 100)], [Rational(24, 100), Rational(72, 100)]]


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_the_length_of_a_power_of_an_eigenvector(n: int) -> None:
    """W (3/5, 4/5) = 0.9 (3/5, 4/5), a vector of length 1."""
    powers = PowerByEigendecomposition()
    point = {powers.M: WEIGHTS, powers.v: [[Rational(3, 5)], [Rational(4, 5)]]}
    point |= {powers.eigenvalue: Rational(9, 10)}
    sizes = {powers.m: 2, powers.n: n}
    stretched = SpectralNorm(MatMul(MatPow(powers.M, powers.n), powers.v))
    assert stretched == powers.length.statement.lhs
    found = evaluate(stretched, sizes, point, digits=30)
    assert abs(found - Rational(9, 10) ** n) < Rational(1, 10**25)
    whole = evaluate(powers.growth.statement.rhs, sizes, point, digits=30)
    assert whole + Rational(1, 10**25) >= Rational(9, 10) ** n


@pytest.mark.parametrize(("t", "k"), [(0, 0), (1, 0), (3, 1), (6, 2)])
def test_the_bound_of_the_network_with_these_weights(t: int, k: int) -> None:
    states = States(RNN())
    net, statement = states.net, network_bound(states, Rational(9, 10)).statement
    sizes = {net.n: 2, net.d: 1, states.t: t, states.k: k}
    point = {net.W: WEIGHTS, net.U: [[1], [-2]], net.h[0]: [[1], [0]]}
    point |= {net.x[j]: [[Rational(j, 3)]] for j in range(1, t + 1)}
    left = evaluate(statement.lhs, sizes, point, system=net.system, digits=30)
    assert left <= evaluate(statement.rhs, sizes, point, digits=30) + Rational(1, 10**25)
