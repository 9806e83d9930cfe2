"""Question 2c, back to the network: what the norm of the weights says of its gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import (
    Identity,
    ImmutableDenseMatrix,
    MatAdd,
    MatMul,
    MatPow,
    Pow,
    Rational,
    Transpose,
    oo,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import SpectralNorm
from derive.calculus.spectra import Eigendecomposition
from derive.calculus.states import States
from derive.calculus.steps import Chain, Draft, Entrywise, Hint, Statement, Step

__all__ = ["network_bound", "second_column", "weights_norm"]


def weights_norm(own: Eigendecomposition) -> Draft:
    """λ₁²I − WᵀW = (λ₁² − λ₂²) q₂q₂ᵀ, which is positive semidefinite, so that ‖Wx‖ ≤ λ₁‖x‖.

    For a symmetric 2 × 2 matrix with orthonormal eigenvectors q₁, q₂ and |λ₁| ≥ |λ₂|.
    """
    top, other = own.values
    q = own.Q[:, 1]
    gram = MatMul(-1, Transpose(own.symbol), own.symbol)
    lhs = MatAdd(MatMul(top**2, Identity(2)), gram)
    rhs = MatMul(top**2 - other**2, ImmutableDenseMatrix(q), ImmutableDenseMatrix(q.T))
    steps = (Step("arithmetic", lhs, rhs, (own.written,)),)
    title = "Why no vector is stretched by more than the largest eigenvalue"
    return Draft("weights-norm", title, Statement(lhs, rhs, own.system), Chain(steps))


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
