"""Scaled dot-product attention, one head."""

from __future__ import annotations

from typing import Any

from sympy import MatMul, MatrixSymbol, Pow, Rational, Symbol, Transpose

from derive.algebra import Definition, Opaque, Softmax, System
from derive.models.symbols import matrix, size

__all__ = ["Attention"]


class Attention:
    """O = A V, A = softmax(S) row by row, S = Q Kᵀ/√k, Q = X W_Q, K = X W_K, V = X W_V; a loss
    L(O).

    X ∈ ℝ^{N×d}, a row for each position; W_Q, W_K ∈ ℝ^{d×k}, W_V ∈ ℝ^{d×v}; S, A ∈ ℝ^{N×N},
    O ∈ ℝ^{N×v}.

    Parameters
    ----------
    N, d, k, v : sizes; symbols, positive integers or names.
    X, O : names, or matrix symbols of the right shape.
    L : the name of the loss.

    Source: Vaswani et al. (2017), *Attention is all you need*, equation 1.

    >>> head = Attention()
    >>> head.system.body(head.S)
    1/sqrt(k)*Q*K.T
    """

    def __init__(
        self,
        *,
        N: Any = "N",
        d: Any = "d",
        k: Any = "k",
        v: Any = "v",
        X: Any = None,
        O: Any = None,
        L: str = "L",
    ) -> None:
        self.N, self.d, self.k, self.v = size(N), size(d), size(k), size(v)
        self.X: MatrixSymbol = matrix(X, "X", self.N, self.d)
        self.W_Q = MatrixSymbol("W_Q", self.d, self.k)
        self.W_K = MatrixSymbol("W_K", self.d, self.k)
        self.W_V = MatrixSymbol("W_V", self.d, self.v)
        self.Q, self.K = (MatrixSymbol(name, self.N, self.k) for name in "QK")
        self.V = MatrixSymbol("V", self.N, self.v)
        self.S, self.A = (MatrixSymbol(name, self.N, self.N) for name in "SA")
        self.O: MatrixSymbol = matrix(O, "O", self.N, self.v)
        self.loss = Symbol(L)
        self.parameters = (self.W_Q, self.W_K, self.W_V)
        self.inputs = (self.X,)
        scale = Pow(self.k, Rational(-1, 2))
        self.system = System(
            (
                Definition(self.Q, MatMul(self.X, self.W_Q)),
                Definition(self.K, MatMul(self.X, self.W_K)),
                Definition(self.V, MatMul(self.X, self.W_V)),
                Definition(self.S, MatMul(scale, self.Q, Transpose(self.K))),
                Definition(self.A, Softmax(self.S, 1)),
                Definition(self.O, MatMul(self.A, self.V)),
            ),
            opaque=(Opaque(self.loss, (self.O,)),),
            name="attention",
        )
