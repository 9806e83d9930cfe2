"""The simple recurrent network with bias and output layer; a cross-entropy at each step."""

from __future__ import annotations

from typing import Any

from sympy import Ge, MatAdd, MatMul, MatrixSymbol

from derive.algebra import TANH, Activation, Definition, Family, MatrixSum, Softmax, System
from derive.models.losses import cross_entropy
from derive.models.symbols import SIZES, family, index, length, matrix, size

__all__ = ["ElmanRNN"]


class ElmanRNN:
    """h_t = f(z_t), z_t = W h_{t−1} + U x_t + b, o_t = V h_t + c; L = Σ_{t=1}^{T} L_t with
    L_t = −y_tᵀ log softmax(o_t).

    W ∈ ℝ^{n×n}, U ∈ ℝ^{n×d}, V ∈ ℝ^{m×n}; h_t, z_t, b ∈ ℝⁿ, x_t ∈ ℝ^d; o_t, c and the targets
    y_t ∈ ℝ^m; L_t and L are 1×1.  The state h_0 is given.

    Parameters
    ----------
    activation : f, tanh by default.
    n, d, m, T : sizes and length; symbols, integers or names.
    h, x, y : names, or families of the right shape.

    Source: Elman (1990); Goodfellow, Bengio, Courville, *Deep Learning* (2016), equations 10.8 to
    10.11.

    >>> net = ElmanRNN()
    >>> net.system.body(net.o[net.t]), net.system.body(net.losses[3])
    (V*h[t] + c, -y[3].T*log(softmax(o[3])))
    """

    def __init__(
        self,
        activation: Activation = TANH,
        *,
        n: Any = SIZES[0],
        d: Any = SIZES[1],
        m: Any = "m",
        T: Any = "T",
        h: Any = None,
        x: Any = None,
        y: Any = None,
    ) -> None:
        self.activation = activation
        self.n, self.d, self.m = size(n), size(d), size(m)
        self.T = length(T)
        self.t = t = index("t")
        self.W: MatrixSymbol = matrix(None, "W", self.n, self.n)
        self.U: MatrixSymbol = matrix(None, "U", self.n, self.d)
        self.b: MatrixSymbol = matrix(None, "b", self.n, 1)
        self.V: MatrixSymbol = matrix(None, "V", self.m, self.n)
        self.c: MatrixSymbol = matrix(None, "c", self.m, 1)
        self.h: Family = family(h, "h", (self.n, 1))
        self.x: Family = family(x, "x", (self.d, 1))
        self.y: Family = family(y, "y", (self.m, 1))
        self.z = Family("z", (self.n, 1))
        self.o = Family("o", (self.m, 1))
        self.losses = Family("L", (1, 1))
        self.loss = MatrixSymbol("L", 1, 1)
        self.parameters = (self.W, self.U, self.b, self.V, self.c)
        self.inputs = (self.h[0],)
        pre = MatAdd(MatMul(self.W, self.h[t - 1]), MatMul(self.U, self.x[t]), self.b)
        self.system = System(
            (
                Definition(self.z[t], pre, low=1),
                Definition(self.h[t], activation(self.z[t]), low=1),
                Definition(self.o[t], MatAdd(MatMul(self.V, self.h[t]), self.c), low=1),
                Definition(self.losses[t], cross_entropy(self.y[t], self.o[t]), low=1),
                Definition(self.loss, MatrixSum(self.losses[t], (t, 1, self.T))),
            ),
            facts=() if self.T.is_number else (Ge(self.T, 0),),
            name="elman",
        )

    def probabilities(self, t: Any) -> Any:
        """softmax(o_t), m×1."""
        return Softmax(self.o[t])
