"""Question 3c: dC_t/dC_k with every path counted, and where it is the identity.

What "f = 1 and i = 0" means is said in :mod:`derive.calculus.blocks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from sympy import DiagMatrix, Ge, HadamardProduct, Identity, MatAdd, MatMul, ZeroMatrix

from derive.algebra import Jacobian
from derive.calculus.blocks import CellBlocks
from derive.calculus.cells import DirectPath
from derive.calculus.gates import NAMES, chained
from derive.calculus.steps import Draft, Hint, Induction
from derive.errors import DeriveError
from derive.models import LSTM

__all__ = ["AllPaths", "CellJacobian"]


class AllPaths(CellBlocks):
    """The drafts of dC_t/dC_k with all paths counted; parameters as :class:`CellBlocks`."""

    def _one_step(self, values: Mapping[str, Any], law: bool = True) -> Any:
        """dC_t/dC_{t−1} with all paths: diag(f_t) + ∂C_t/∂h_{t−1} diag(o_{t−1} ⊙ tanh′C_{t−1})."""
        behind = DiagMatrix(HadamardProduct(*self._released(self.t - 1)))
        cross = [(n, columns, (*more, behind)) for n, columns, more in self._cross(values, law)]
        return self._sum([self._direct(values), *cross])

    @cached_property
    def full(self) -> Draft:
        """dC_t/dC_{t−1} with every path, t ≥ 2; gates that have a value are put in last."""
        cell, t = self.cell, self.t
        lhs = Jacobian(cell.C[t], cell.C[t - 1])
        both = MatAdd(
            self._block(cell.C, cell.C, cell.h),
            MatMul(self._block(cell.C, cell.h, cell.C), Jacobian(cell.h[t - 1], cell.C[t - 1])),
        )
        back = tuple(Hint("chain", g[t - 1]) for g in (cell.h, cell.o, cell.pre["o"]))
        if self.values:
            raw = self._one_step({}, law=False)
            laws = self._laws("")[: len(self.values)]
            rows = [
                ("chain", raw, (*self._state, *back, *laws), ""),
                ("law", self._one_step({}), self._laws("fic"), ""),
                ("assumed", self._one_step(self.values), self._given, ""),
            ]
            blocks: tuple[Draft, ...] = ()
        else:
            blocks = (self.state_by_state, self.state_by_output)
            lemmas = (*(Hint("use", block) for block in blocks), *back)
            says = "directly, and through the previous output"
            by_blocks = "the blocks of one step, and the slope of the output"
            rows = [
                ("chain", both, self._state, says),
                ("lemma", self._one_step({}), lemmas, by_blocks),
            ]
        title = "One step of the state with every path counted"
        keys = "fic" if self.values else ""
        return self._derived("full", title, lhs, rows, Ge(t, 2), keys=keys, uses=blocks)

    @cached_property
    def start(self) -> Draft:
        """dC_1/dC_0 = diag(f_1): h_0 is given, so there is no other path in the first step."""
        cell = self.cell
        lhs = Jacobian(cell.C[1], cell.C[0])
        rhs = self._sum([self._direct({})]).subs(self.t, 1)
        gates = (cell.f, cell.i, cell.candidate)
        through = (cell.C, *gates, *(cell.pre[key] for key in "fic"))
        hints = tuple(Hint("chain", g[1]) for g in through)
        says = "the output at 0 is given and depends on nothing"
        rows = [("chain", rhs, hints, says)]
        return self._derived("start", "The first step of the state", lhs, rows)

    # -- gates with given values --

    @property
    def _given(self) -> tuple[Hint, ...]:
        return tuple(Hint("equation", number) for number in range(len(self.values)))

    @property
    def closed(self) -> bool:
        """Whether the given values leave nothing but the direct path: i = 0 and f is 0 or 1."""
        return self.values.get("i") == 0 and self.values.get("f") in (0, 1)

    @cached_property
    def constant(self) -> Draft:
        """dC_t/dC_k = I with every path counted where f = 1 and i = 0, t ≥ k ≥ 0 (for f = 0 it is
        0, t > k): each other term carries f(1 − f), i(1 − i) or i."""
        if not self.closed:
            raise DeriveError("with all paths this is constant only for f = 0 or 1 and i = 0")
        cell, t, k = self.cell, self.t, self.k
        lhs, before = Jacobian(cell.C[t], cell.C[k]), Jacobian(cell.C[t - 1], cell.C[k])
        written = self._both([self._direct({})], self._cross({}, law=False))
        through = (*self._state, *self._laws(""))
        chain = ("chain", written, through, "")
        says = "f(1 − f), i(1 − i) and i are 0, one of which is in each other term"
        title = "The state by an earlier one with every path counted"
        if self.values["f"] == 0:
            rows = [chain, ("assumed", ZeroMatrix(cell.n, cell.n), self._given, says)]
            return self._derived("constant", title, lhs, rows, Ge(t, k + 1), Ge(k, 0))
        rhs = Identity(cell.n)
        step = chained(
            lhs,
            chain,
            ("assumed", before, self._given, says),
            ("hypothesis", rhs, (Hint("hypothesis"),), ""),
        )
        proof = Induction(t, k, chained(lhs.subs(t, k), ("itself", rhs, (), "")), step)
        return self._draft("constant", title, lhs, rhs, proof, Ge(t, k), Ge(k, 0))

    @cached_property
    def result(self) -> Draft:
        """``constant`` where the given values make it so, else ``full``."""
        return self.constant if self.closed else self.full

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        if self.values:
            return {"full_constant": self.constant} if self.closed else {"full": self.full}
        return {
            **{f"{NAMES[key]}_law": law for key, law in self.gate_laws.items()},
            **{f"{NAMES[key]}_slope": self.slope(key) for key in self.cell.GATES},
            "state_by_state": self.state_by_state,
            "state_by_output": self.state_by_output,
            "output_by_state": self.output_by_state,
            "output_by_output": self.output_by_output,
            "state_recurrence": self.state_recurrence,
            "output_recurrence": self.output_recurrence,
            "start": self.start,
            "full": self.full,
        }


class CellJacobian:
    """∂C_t/∂C_k for given or free gates; ``draft`` is the answer.

    Parameters
    ----------
    cell : the cell.
    f, i : a number in [0, 1], or None.
    paths : ``"direct"`` (gates and candidate held fixed) or ``"all"``.  With all paths a closed
        form for every t and k exists where f is 0 or 1 and i = 0; otherwise the answer is one
        step, dC_t/dC_{t−1}.

    Raises :class:`~derive.DeriveError` for other paths or values.
    """

    PATHS: ClassVar[dict[str, type[DirectPath] | type[AllPaths]]] = {
        "direct": DirectPath,
        "all": AllPaths,
    }

    def __init__(self, cell: LSTM, f: Any = None, i: Any = None, paths: str = "direct") -> None:
        if paths not in self.PATHS:
            raise DeriveError(f"paths are 'direct' or 'all', not {paths!r}")
        self.derivatives: DirectPath | AllPaths = self.PATHS[paths](cell, f, i)

    @property
    def draft(self) -> Draft:
        found: Draft = self.derivatives.result
        return found
