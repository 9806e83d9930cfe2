"""Question 2c, back to the network: what the norm of the weights says of its gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import (
    MatPow,
    Pow,
    Rational,
    oo,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import SpectralNorm
from derive.calculus.states import States
from derive.calculus.steps import Draft, Entrywise, Hint, Statement

__all__ = ["network_bound", "second_column"]


def network_bound(states: States, norm: Any) -> Draft:
    """‖∂h_t/∂h_k‖₂ ≤ (norm/4)^{t−k} where ‖W‖₂ = norm."""
    W, t, k = states.net.W, states.t, states.k
    jacobian = states.state_jacobian
    lhs = SpectralNorm(states.between(t, k))
    rhs = Pow(Rational(norm) / 4, t - k)
    system = states.net.system.with_(equations=((SpectralNorm(W), Rational(norm)),))
    hints = (Hint("use", jacobian), Hint("after", Hint("equation", 0)))
    proof = Entrywise("estimate", hints, "the bound, with this norm put in")
    statement = Statement(lhs, rhs, system, "<=", given=jacobian.statement.given)
    title = "The bound for this matrix"
    return Draft("network-bound", title, statement, proof, (jacobian,))


def second_column(columns: Mapping[str, Draft]) -> Draft:
    """An entry of the other column: it tends to infinity as well."""
    closed = columns["power"]
    whole = columns["all"].statement
    power: MatPow = whole.lhs
    statement = Statement(
        MatrixElement(power, 0, 1), oo, whole.system, "->", whole.given, whole.limit
    )
    says = "it contains a positive multiple of the power of 2"
    proof = Entrywise("limit", (Hint("use", closed),), says)
    return Draft("columns-other", "An entry of the second column", statement, proof, (closed,))
