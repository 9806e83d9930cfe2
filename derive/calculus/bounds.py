"""Question 2c, back to the network: what the norm of the weights says of its gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import (
    Add,
    Ge,
    MatPow,
    Mul,
    Pow,
    Rational,
    Symbol,
    oo,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import SpectralNorm
from derive.calculus.states import States
from derive.calculus.steps import Chain, Draft, Entrywise, Hint, Statement, Step
from derive.errors import DeriveError

__all__ = ["characteristic", "jordan_rate", "network_bound", "second_column"]


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


def characteristic(matrix: Any) -> Draft:
    """det(W − xI) of a 2 × 2 matrix with rational eigenvalues, factored by them."""
    x = Symbol("lambda")
    (a, b), (c, d) = matrix.tolist()
    first, second = sorted(matrix.eigenvals(), reverse=True)
    diagonal = Mul(Add(a, -x, evaluate=False), Add(d, -x, evaluate=False), evaluate=False)
    lhs = Add(diagonal, Mul(-1, Pow(b, 2, evaluate=False), evaluate=False), evaluate=False)
    if b != c:
        raise DeriveError("the characteristic polynomial is written out for a symmetric matrix")
    factors = (Add(x, -value, evaluate=False) for value in (first, second))
    rhs = Mul(*factors, evaluate=False)
    steps = (Step("arithmetic", lhs, rhs, says="the determinant of W less λ times the identity"),)
    title = "The characteristic polynomial"
    return Draft("w-characteristic", title, Statement(lhs, rhs), Chain(steps))


def jordan_rate(block: Mapping[str, Draft]) -> Draft:
    """(Jⁿ)_{13}/n² → ½ for the block of three rows."""
    corner, closed = block["corner"].statement, block["power"]
    n = block["limit"].statement.limit
    statement = Statement(
        Mul(Pow(n, -2), corner.lhs, evaluate=False),
        Rational(1, 2),
        corner.system,
        "->",
        (Ge(n, 1),),
        n,
    )
    says = "what is of lower degree tends to 0 beside the square"
    proof = Entrywise("limit", (Hint("use", closed),), says)
    return Draft("jordan-3-rate", "How fast the corner entry grows", statement, proof, (closed,))
