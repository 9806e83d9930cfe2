"""The long short-term memory cell with forget, input and output gate."""

from __future__ import annotations

from typing import Any

from sympy import HadamardProduct, MatAdd, MatMul, MatrixSymbol

from derive.algebra import SIGMA, TANH, Activation, Definition, Family, System
from derive.models.symbols import SIZES, Losses, family, index, length, matrix, size

__all__ = ["LSTM"]


class LSTM:
    """f, i, o = σ(z^f), σ(z^i), σ(z^o); C̃ = tanh(z^c); C_t = f_t⊙C_{t−1} + i_t⊙C̃_t;
    h_t = o_t⊙tanh C_t, where z^g_t = W_g h_{t−1} + U_g x_t + b_g for each of the four.

    W_g ∈ ℝ^{n×n}, U_g ∈ ℝ^{n×d}, b_g ∈ ℝⁿ; all states and gates are in ℝⁿ, x_t ∈ ℝ^d.  The
    recurrence holds for t ≥ 1; C_0 and h_0 are given.  The loss is L = Σ_{t=0}^{T} L_t with
    L_t = L_t(h_t), each a scalar of which only the argument h_t is known.

    Parameters
    ----------
    gate, squash : the gates' function (σ) and that of candidate and output (tanh).
    n, d, T : sizes and length; symbols, integers or names.
    C, h, x, L : names, or families of the right shape.

    Source: Hochreiter and Schmidhuber (1997); the forget gate: Gers, Schmidhuber, Cummins (2000).

    >>> cell = LSTM()
    >>> cell.system.body(cell.C[cell.t])
    HadamardProduct(f[t], C[t - 1]) + HadamardProduct(i[t], C~[t])
    """

    #: gate → the index that its weights carry
    GATES = ("f", "i", "o", "c")

    def __init__(
        self,
        gate: Activation = SIGMA,
        squash: Activation = TANH,
        *,
        n: Any = SIZES[0],
        d: Any = SIZES[1],
        T: Any = "T",
        C: Any = None,
        h: Any = None,
        x: Any = None,
        L: Any = None,
    ) -> None:
        self.gate, self.squash = gate, squash
        self.n, self.d = size(n), size(d)
        self.t = t = index("t")
        self.T = length(T)
        column = (self.n, 1)
        self.C: Family = family(C, "C", column)
        self.h: Family = family(h, "h", column)
        self.x: Family = family(x, "x", (self.d, 1))
        names = {"f": "f", "i": "i", "o": "o", "c": rf"\tilde{{{self.C.name}}}"}
        #: the gates f, i, o and the candidate c, and their arguments z^f, z^i, z^o, z^c
        self.gates = {g: Family(names[g], column) for g in self.GATES}
        self.pre = {g: Family(f"z^{{{g}}}", column) for g in self.GATES}
        self.W = {g: matrix(None, f"W_{g}", self.n, self.n) for g in self.GATES}
        self.U = {g: matrix(None, f"U_{g}", self.n, self.d) for g in self.GATES}
        self.b: dict[str, MatrixSymbol] = {g: matrix(None, f"b_{g}", *column) for g in self.GATES}
        #: what is learned, gate by gate
        self.parameters = tuple(p for g in self.GATES for p in (self.W[g], self.U[g], self.b[g]))
        f, i, o, c = (self.gates[g] for g in self.GATES)
        self.f, self.i, self.o, self.candidate = f, i, o, c
        pre = tuple(
            Definition(
                self.pre[g][t],
                MatAdd(MatMul(self.W[g], self.h[t - 1]), MatMul(self.U[g], self.x[t]), self.b[g]),
                low=1,
            )
            for g in self.GATES
        )
        gates = tuple(
            Definition(self.gates[g][t], (squash if g == "c" else gate)(self.pre[g][t]), low=1)
            for g in self.GATES
        )
        cell = MatAdd(HadamardProduct(f[t], self.C[t - 1]), HadamardProduct(i[t], c[t]))
        output = HadamardProduct(o[t], squash(self.C[t]))
        ends = Losses(L, self.h, t, self.T)
        self.losses, self.loss = ends.each, ends.loss
        self.system = System(
            (
                *pre,
                *gates,
                Definition(self.C[t], cell, low=1),
                Definition(self.h[t], output, low=1),
                ends.definition,
            ),
            opaque=ends.opaque,
            facts=ends.facts,
            name="lstm",
        )
