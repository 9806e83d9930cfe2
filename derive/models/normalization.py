"""Layer normalization of one vector, and batch normalization of a batch of rows."""

from __future__ import annotations

from typing import Any

from sympy import (
    DiagMatrix,
    HadamardPower,
    HadamardProduct,
    MatAdd,
    MatMul,
    MatrixSymbol,
    OneMatrix,
    Pow,
    Rational,
    Symbol,
    Transpose,
)

from derive.algebra import Definition, FrobeniusNorm, Opaque, System
from derive.models.symbols import matrix, size

__all__ = ["BatchNorm", "LayerNorm"]

_HALF = Rational(1, 2)


def _epsilon(name: str) -> Any:
    return Symbol(name, positive=True)


class LayerNorm:
    """y = γ ⊙ x̂ + β, x̂ = r c, r = (‖c‖²/n + ε)^{−1/2}, c = x − 1μ, μ = (1/n) 1ᵀx; a loss L(y).

    x, c, x̂, y, γ, β ∈ ℝⁿ; μ is 1×1, r and ε > 0 are scalars.  ‖c‖²/n is the (biased) variance of
    the entries of x.

    Parameters
    ----------
    n : the size; a symbol, a positive integer or a name.
    x, y, gamma, beta : names, or matrix symbols of the right shape.
    epsilon, L : the names of ε and of the loss.

    Source: Ba, Kiros, Hinton (2016), *Layer normalization*, equations 3 and 4, with the usual ε.

    >>> layer = LayerNorm()
    >>> layer.system.body(layer.r)
    1/sqrt(epsilon + norm(c)**2/n)
    """

    def __init__(
        self,
        *,
        n: Any = "n",
        x: Any = None,
        y: Any = None,
        gamma: Any = None,
        beta: Any = None,
        epsilon: str = "epsilon",
        L: str = "L",
    ) -> None:
        self.n = size(n)
        self.x: MatrixSymbol = matrix(x, "x", self.n, 1)
        self.y: MatrixSymbol = matrix(y, "y", self.n, 1)
        self.gamma: MatrixSymbol = matrix(gamma, "gamma", self.n, 1)
        self.beta: MatrixSymbol = matrix(beta, "beta", self.n, 1)
        self.epsilon = _epsilon(epsilon)
        self.mu = MatrixSymbol("mu", 1, 1)
        self.centred = c = MatrixSymbol("c", self.n, 1)
        self.r = Symbol("r")
        self.normalized = MatrixSymbol(rf"\hat{{{self.x.name}}}", self.n, 1)
        self.loss = Symbol(L)
        self.parameters = (self.gamma, self.beta)
        self.inputs = (self.x,)
        ones = OneMatrix(self.n, 1)
        self.system = System(
            (
                Definition(self.mu, MatMul(1 / self.n, Transpose(ones), self.x)),
                Definition(c, MatAdd(self.x, MatMul(-1, ones, self.mu))),
                Definition(self.r, Pow(FrobeniusNorm(c) ** 2 / self.n + self.epsilon, -_HALF)),
                Definition(self.normalized, MatMul(self.r, c)),
                Definition(self.y, MatAdd(HadamardProduct(self.gamma, self.normalized), self.beta)),
            ),
            opaque=(Opaque(self.loss, (self.y,)),),
            positive=(self.epsilon,),
            name="layernorm",
        )


class BatchNorm:
    """Y = X̂ diag(γ) + 1βᵀ, X̂ = C diag(r), C = X − 1μᵀ, μ = (1/N) Xᵀ1; a loss L(Y).

    X, C, X̂, Y ∈ ℝ^{N×d}, a row for each of the N examples; μ, r, γ, β ∈ ℝ^d, with
    r = ((1/N)(C ⊙ C)ᵀ1 + ε1)^{∘−1/2} and ε > 0.  This is the layer in training: mean and variance
    are those of the batch, and a gradient by X goes through them.

    Parameters
    ----------
    N, d : sizes; symbols, positive integers or names.
    X, Y, gamma, beta : names, or matrix symbols of the right shape.
    epsilon, L : the names of ε and of the loss.

    Source: Ioffe, Szegedy (2015), *Batch normalization*, algorithm 1.

    >>> layer = BatchNorm()
    >>> layer.system.body(layer.centred)
    X - 1*mu.T
    """

    def __init__(
        self,
        *,
        N: Any = "N",
        d: Any = "d",
        X: Any = None,
        Y: Any = None,
        gamma: Any = None,
        beta: Any = None,
        epsilon: str = "epsilon",
        L: str = "L",
    ) -> None:
        self.N, self.d = size(N), size(d)
        self.X: MatrixSymbol = matrix(X, "X", self.N, self.d)
        self.Y: MatrixSymbol = matrix(Y, "Y", self.N, self.d)
        self.gamma: MatrixSymbol = matrix(gamma, "gamma", self.d, 1)
        self.beta: MatrixSymbol = matrix(beta, "beta", self.d, 1)
        self.epsilon = _epsilon(epsilon)
        self.mu = MatrixSymbol("mu", self.d, 1)
        self.centred = C = MatrixSymbol("C", self.N, self.d)
        self.r = MatrixSymbol("r", self.d, 1)
        self.normalized = MatrixSymbol(rf"\hat{{{self.X.name}}}", self.N, self.d)
        self.loss = Symbol(L)
        self.parameters = (self.gamma, self.beta)
        self.inputs = (self.X,)
        ones = OneMatrix(self.N, 1)
        variance = MatMul(1 / self.N, Transpose(HadamardProduct(C, C)), ones)
        floor = MatMul(self.epsilon, OneMatrix(self.d, 1))
        scaled = MatMul(self.normalized, DiagMatrix(self.gamma))
        self.system = System(
            (
                Definition(self.mu, MatMul(1 / self.N, Transpose(self.X), ones)),
                Definition(C, MatAdd(self.X, MatMul(-1, ones, Transpose(self.mu)))),
                Definition(self.r, HadamardPower(MatAdd(variance, floor), -_HALF)),
                Definition(self.normalized, MatMul(C, DiagMatrix(self.r))),
                Definition(self.Y, MatAdd(scaled, MatMul(ones, Transpose(self.beta)))),
            ),
            opaque=(Opaque(self.loss, (self.Y,)),),
            positive=(self.epsilon,),
            name="batchnorm",
        )
