"""The long short-term memory cell: forget, input and output gate, peepholes if wanted."""

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
    recurrence holds for t ≥ 1; C_0 and h_0 are given.  With peepholes the gates see the cell:
    p_f⊙C_{t−1}, p_i⊙C_{t−1} and p_o⊙C_t are added to z^f_t, z^i_t and z^o_t, p_g ∈ ℝⁿ.
    The loss is L = Σ_{t=0}^{T} L_t with L_t = L_t(h_t), each a scalar of which only the argument
    h_t is known.

    Parameters
    ----------
    gate, squash : the gates' function (σ) and that of candidate and output (tanh).
    peepholes : whether the gates see the cell.
    n, d, T : sizes and length; symbols, integers or names.
    C, h, x, L : names, or families of the right shape.

    Source: Hochreiter and Schmidhuber (1997); the forget gate: Gers, Schmidhuber, Cummins (2000);
    peepholes: Gers, Schraudolph, Schmidhuber (2002).

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
        peepholes: bool = False,
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
        self.peepholes: dict[str, MatrixSymbol] = (
            {g: matrix(None, f"p_{g}", *column) for g in "fio"} if peepholes else {}
        )
        weights = (self.W, self.U, self.b, self.peepholes)
        #: what is learned, gate by gate
        self.parameters = tuple(part[g] for g in self.GATES for part in weights if g in part)
        self.inputs = (self.h[0], self.C[0])
        f, i, o, c = (self.gates[g] for g in self.GATES)
        self.f, self.i, self.o, self.candidate = f, i, o, c

        def argument(g: str) -> Definition:
            terms = [MatMul(self.W[g], self.h[t - 1]), MatMul(self.U[g], self.x[t]), self.b[g]]
            if g in self.peepholes:
                seen = self.C[t] if g == "o" else self.C[t - 1]
                terms.append(HadamardProduct(self.peepholes[g], seen))
            return Definition(self.pre[g][t], MatAdd(*terms), low=1)

        def opened(g: str) -> Definition:
            function = squash if g == "c" else gate
            return Definition(self.gates[g][t], function(self.pre[g][t]), low=1)

        kept, new = HadamardProduct(f[t], self.C[t - 1]), HadamardProduct(i[t], c[t])
        cell = Definition(self.C[t], MatAdd(kept, new), low=1)
        output = Definition(self.h[t], HadamardProduct(o[t], squash(self.C[t])), low=1)
        if peepholes:  # the output gate sees the new cell, so it comes behind it
            order = [*map(argument, "fic"), *map(opened, "fic"), cell, argument("o"), opened("o")]
        else:
            order = [*map(argument, self.GATES), *map(opened, self.GATES), cell]
        #: the cell's equations, without the loss
        self.equations = (*order, output)
        ends = Losses(L, self.h, t, self.T)
        self.losses, self.loss = ends.each, ends.loss
        self.system = System(
            (*self.equations, ends.definition),
            opaque=ends.opaque,
            facts=ends.facts,
            name="peephole" if peepholes else "lstm",
        )
