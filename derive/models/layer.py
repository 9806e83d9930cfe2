"""One fully connected layer, y = f(z), z = Wx."""

from __future__ import annotations

from typing import Any

from sympy import MatMul, MatrixSymbol

from derive.algebra import SIGMA, Activation, Definition, System
from derive.models.symbols import SIZES, matrix, size

__all__ = ["Layer", "SigmoidLayer"]


class Layer:
    """y = f(Wx) with W ∈ ℝ^{n×d}, x ∈ ℝ^d, y and z = Wx ∈ ℝⁿ.

    Parameters
    ----------
    activation : an :class:`~derive.algebra.Activation`, known or not.
    n, d : sizes; symbols, positive integers or names.
    W, x, y, z : names, or matrix symbols of the right shape.

    Raises :class:`~derive.ShapeError` where a given symbol has another shape.

    >>> layer = SigmoidLayer()
    >>> layer.W.shape, layer.system.body(layer.z)
    ((n, d), W*x)
    """

    def __init__(
        self,
        activation: Activation = SIGMA,
        *,
        n: Any = SIZES[0],
        d: Any = SIZES[1],
        W: Any = None,
        x: Any = None,
        y: Any = None,
        z: Any = None,
    ) -> None:
        self.activation = activation
        self.n, self.d = size(n), size(d)
        self.W: MatrixSymbol = matrix(W, "W", self.n, self.d)
        self.x: MatrixSymbol = matrix(x, "x", self.d, 1)
        self.y: MatrixSymbol = matrix(y, "y", self.n, 1)
        self.z: MatrixSymbol = matrix(z, "z", self.n, 1)
        self.system = System(
            (
                Definition(self.z, MatMul(self.W, self.x)),
                Definition(self.y, activation(self.z)),
            ),
            name="layer",
        )


class SigmoidLayer(Layer):
    """y = σ(Wx), σ the logistic function; the parameters are those of :class:`Layer`.

    >>> SigmoidLayer(n=3, d=2).W.shape
    (3, 2)
    """

    def __init__(self, **symbols: Any) -> None:
        super().__init__(SIGMA, **symbols)
