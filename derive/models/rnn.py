"""The simple recurrent network, h_t = f(W h_{t−1} + U x_t), with a loss at every step."""

from __future__ import annotations

from typing import Any

from sympy import MatAdd, MatMul

from derive.algebra import SIGMA, Activation, Definition, Family, System
from derive.errors import DeriveError
from derive.models.symbols import SIZES, Losses, family, index, length, matrix, size

__all__ = ["RNN"]


class RNN:
    """h_t = f(z_t), z_t = W h_{t−1} + U x_t, L = Σ_{t=0}^{T} L_t with L_t = L_t(h_t).

    W ∈ ℝ^{n×n}, U ∈ ℝ^{n×d}, h_t, z_t ∈ ℝⁿ, x_t ∈ ℝ^d, each L_t a scalar of which only the
    argument h_t is known.

    Parameters
    ----------
    activation : f, the logistic function by default.
    first : the first t at which the recurrence holds: 1 (h_0 is given, independent of W), or 0
        (h_0 = f(W h_{−1} + U x_0), so that h_0 depends on W too).
    n, d, T : sizes and length; symbols, integers or names.
    W, U, h, z, x, L : names, or matrix symbols and families of the right shape.

    Source: Goodfellow, Bengio, Courville, *Deep Learning* (2016), section 10.2.

    >>> net = RNN()
    >>> t = net.t
    >>> net.system.body(net.z[t])
    U*x[t] + W*h[t - 1]
    """

    def __init__(
        self,
        activation: Activation = SIGMA,
        *,
        first: int = 1,
        n: Any = SIZES[0],
        d: Any = SIZES[1],
        T: Any = "T",
        W: Any = None,
        U: Any = None,
        h: Any = None,
        z: Any = None,
        x: Any = None,
        L: Any = None,
    ) -> None:
        if first not in (0, 1):
            raise DeriveError(f"the recurrence starts at t = 0 or t = 1, not at {first}")
        self.activation, self.first = activation, first
        self.n, self.d = size(n), size(d)
        self.T = length(T)
        self.t = index("t")
        self.W = matrix(W, "W", self.n, self.n)
        self.U = matrix(U, "U", self.n, self.d)
        self.h: Family = family(h, "h", (self.n, 1))
        self.z: Family = family(z, "z", (self.n, 1))
        self.x: Family = family(x, "x", (self.d, 1))
        #: the matrices that are learned
        self.parameters = (self.W, self.U)
        self.inputs = (self.h[first - 1],)
        t = self.t
        ends = Losses(L, self.h, t, self.T)
        self.losses, self.loss = ends.each, ends.loss
        pre = MatAdd(MatMul(self.W, self.h[t - 1]), MatMul(self.U, self.x[t]))
        self.system = System(
            (
                Definition(self.z[t], pre, low=first),
                Definition(self.h[t], activation(self.z[t]), low=first),
                ends.definition,
            ),
            opaque=ends.opaque,
            facts=ends.facts,
            name="rnn",
        )
