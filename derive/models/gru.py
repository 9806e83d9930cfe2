"""The gated recurrent unit, with a loss at every step."""

from __future__ import annotations

from typing import Any

from sympy import HadamardProduct, MatAdd, MatMul, MatrixSymbol, OneMatrix

from derive.algebra import SIGMA, TANH, Activation, Definition, Family, System
from derive.models.symbols import SIZES, Losses, family, index, length, matrix, size

__all__ = ["GRU"]


class GRU:
    """r, z = σ(a^r), σ(a^z); h̃_t = tanh(a^h_t); h_t = z_t⊙h_{t−1} + (1 − z_t)⊙h̃_t, where
    a^g_t = W_g h_{t−1} + U_g x_t + b_g for the gates r and z, and
    a^h_t = W_h (r_t⊙h_{t−1}) + U_h x_t + b_h; L = Σ_{t=0}^{T} L_t(h_t).

    W_g ∈ ℝ^{n×n}, U_g ∈ ℝ^{n×d}, b_g ∈ ℝⁿ; states and gates are in ℝⁿ, x_t ∈ ℝ^d, each L_t a scalar
    of which only the argument is known.  The state h_0 is given.

    Parameters
    ----------
    gate, squash : the gates' function (σ) and the candidate's (tanh).
    n, d, T : sizes and length; symbols, integers or names.
    h, x, L : names, or families of the right shape.

    Source: Cho et al. (2014), *Learning phrase representations using RNN encoder–decoder*,
    equations 5 to 8, with biases.  There W belongs to the input and U to the state; here, as in all
    our networks, it is the other way round.

    >>> net = GRU()
    >>> net.system.body(net.h[net.t])
    HadamardProduct(-z[t] + 1, h~[t]) + HadamardProduct(z[t], h[t - 1])
    """

    #: gate → the index that its weights carry: reset, update, candidate
    GATES = ("r", "z", "h")

    def __init__(
        self,
        gate: Activation = SIGMA,
        squash: Activation = TANH,
        *,
        n: Any = SIZES[0],
        d: Any = SIZES[1],
        T: Any = "T",
        h: Any = None,
        x: Any = None,
        L: Any = None,
    ) -> None:
        self.gate, self.squash = gate, squash
        self.n, self.d = size(n), size(d)
        self.T = length(T)
        self.t = t = index("t")
        column = (self.n, 1)
        self.h: Family = family(h, "h", column)
        self.x: Family = family(x, "x", (self.d, 1))
        ends = Losses(L, self.h, t, self.T)
        self.losses, self.loss = ends.each, ends.loss
        self.r, self.z = Family("r", column), Family("z", column)
        self.candidate = Family(rf"\tilde{{{self.h.name}}}", column)
        self.pre = {g: Family(f"a^{{{g}}}", column) for g in self.GATES}
        self.W = {g: matrix(None, f"W_{g}", self.n, self.n) for g in self.GATES}
        self.U = {g: matrix(None, f"U_{g}", self.n, self.d) for g in self.GATES}
        self.b: dict[str, MatrixSymbol] = {g: matrix(None, f"b_{g}", *column) for g in self.GATES}
        self.parameters = tuple(part[g] for g in self.GATES for part in (self.W, self.U, self.b))
        self.inputs = (self.h[0],)
        before = self.h[t - 1]

        def pre(g: str, state: Any) -> Definition:
            terms = MatMul(self.W[g], state), MatMul(self.U[g], self.x[t]), self.b[g]
            return Definition(self.pre[g][t], MatAdd(*terms), low=1)

        keep = HadamardProduct(self.z[t], before)
        renew = MatAdd(OneMatrix(*column), MatMul(-1, self.z[t]))
        self.system = System(
            (
                pre("r", before),
                Definition(self.r[t], gate(self.pre["r"][t]), low=1),
                pre("z", before),
                Definition(self.z[t], gate(self.pre["z"][t]), low=1),
                pre("h", HadamardProduct(self.r[t], before)),
                Definition(self.candidate[t], squash(self.pre["h"][t]), low=1),
                Definition(
                    self.h[t], MatAdd(keep, HadamardProduct(renew, self.candidate[t])), low=1
                ),
                ends.definition,
            ),
            opaque=ends.opaque,
            facts=ends.facts,
            name="gru",
        )
