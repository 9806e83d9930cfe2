"""A residual block: what it computes is added to what it was given."""

from __future__ import annotations

from typing import Any

from sympy import MatAdd, MatMul, MatrixSymbol, Symbol

from derive.algebra import RELU, Activation, Definition, Opaque, System
from derive.models.symbols import matrix, size

__all__ = ["Residual"]


class Residual:
    """y = x + W_2 a + b_2, a = f(z), z = W_1 x + b_1, and a loss L(y).

    x, y, b_2 ∈ ℝⁿ; z, a, b_1 ∈ ℝ^m; W_1 ∈ ℝ^{m×n}, W_2 ∈ ℝ^{n×m}.

    Parameters
    ----------
    activation : f, the positive part by default (it has no derivative at 0, where none of the
        entries of z may be).
    n, m : sizes; symbols, positive integers or names.
    x, y : names, or matrix symbols of the right shape.
    L : the name of the loss.

    Source: He, Zhang, Ren, Sun (2016), *Deep residual learning*, equation 1, with biases, and with
    nothing after the addition, as in their *Identity mappings in deep residual networks* (2016).

    >>> block = Residual()
    >>> block.system.body(block.y)
    W_2*a + b_2 + x
    """

    def __init__(
        self,
        activation: Activation = RELU,
        *,
        n: Any = "n",
        m: Any = "m",
        x: Any = None,
        y: Any = None,
        L: str = "L",
    ) -> None:
        self.activation = activation
        self.n, self.m = size(n), size(m)
        self.x: MatrixSymbol = matrix(x, "x", self.n, 1)
        self.y: MatrixSymbol = matrix(y, "y", self.n, 1)
        self.W_1 = MatrixSymbol("W_1", self.m, self.n)
        self.b_1 = MatrixSymbol("b_1", self.m, 1)
        self.W_2 = MatrixSymbol("W_2", self.n, self.m)
        self.b_2 = MatrixSymbol("b_2", self.n, 1)
        self.z, self.a = (MatrixSymbol(name, self.m, 1) for name in "za")
        self.loss = Symbol(L)
        self.parameters = (self.W_1, self.b_1, self.W_2, self.b_2)
        self.inputs = (self.x,)
        self.system = System(
            (
                Definition(self.z, MatAdd(MatMul(self.W_1, self.x), self.b_1)),
                Definition(self.a, activation(self.z)),
                Definition(self.y, MatAdd(self.x, MatMul(self.W_2, self.a), self.b_2)),
            ),
            opaque=(Opaque(self.loss, (self.y,)),),
            name="residual",
        )
