"""Question 3c: the four blocks of the Jacobian of the LSTM cell, and the two recurrences.

(C_{t−1}, h_{t−1}) ↦ (C_t, h_t) has four blocks; C_{t−1} acts on h_{t−1} too, by h_{t−1} =
o_{t−1} ⊙ tanh C_{t−1}, so dC_t/dC_{t−1} is more than diag(f_t): each further term carries f(1 − f),
i(1 − i) or i.

What "f = 1 and i = 0" means here.  No logistic gate is 1, and a hypothesis f_t = 1 beside f_t =
σ(z_t) would prove anything.  So for gates with given values the equation f_t = σ(z^f_t) is dropped.
What is kept of it is that f_t is a differentiable function of h_{t−1} whose slope obeys the law
∂f_t/∂h_{t−1} = diag(f_t ⊙ (1 − f_t)) W_f (:meth:`CellBlocks.slope` proves it of the cell as it is).
The law holds for every σ(z), hence in the limit z → ±∞ too; the constants 0 and 1 satisfy it, so
the hypotheses are consistent.  Values are put in after differentiation, never inside a derivative:
to differentiate "f_t = 1" would lose the terms that are in question.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from sympy import (
    DiagMatrix,
    Ge,
    HadamardPower,
    HadamardProduct,
    Identity,
    MatAdd,
    MatMul,
    OneMatrix,
    Symbol,
    ZeroMatrix,
)

from derive.algebra import SIGMA, TANH, Jacobian, Opaque, System
from derive.calculus.cells import gate_value, hypotheses, slug
from derive.calculus.gates import NAMES, chained
from derive.calculus.steps import Draft, Hint, Proof, Statement
from derive.errors import DeriveError
from derive.models import LSTM

__all__ = ["CellBlocks"]

#: a number, columns to multiply entrywise, and matrices that follow
Term = tuple[Any, tuple[Any, ...], tuple[Any, ...]]


class CellBlocks:
    """The drafts of dC_t/dC_k and dh_t/dC_k with all paths counted.

    Parameters
    ----------
    cell : the cell.
    f, i : a number in [0, 1] that the forget gate, the input gate is at all steps, or None.

    Raises :class:`~derive.DeriveError` where a value is given for a gate that is not logistic.
    Source: Gers, Schmidhuber, Cummins (2000), without their truncation of the gradient.
    """

    def __init__(self, cell: LSTM, f: Any = None, i: Any = None) -> None:
        self.cell, self.t = cell, cell.t
        self.k = Symbol("k", integer=True)
        self.one = OneMatrix(cell.n, 1)
        every = {"f": gate_value("f", f), "i": gate_value("i", i)}
        self.values = {key: v for key, v in every.items() if v is not None}
        if self.values and cell.gate != SIGMA:
            raise DeriveError(f"the slope of {cell.gate} at a given value is not known")
        self.system = self._assumed() if self.values else cell.system
        self.name = "lstm-paths" + slug(self.values)

    def _assumed(self) -> System:
        """The cell with gates that are any functions of h_{t−1} whose slope obeys σ's law."""
        cell, t, given = self.cell, self.t, self.values
        gone = [family for key in given for family in (cell.gates[key], cell.pre[key])]
        laws = ((self._by_output(key), self._sum([self._gate_term(key, {})])) for key in given)
        return System(
            tuple(d for d in cell.system.definitions if d.head not in gone),
            opaque=tuple(Opaque(cell.gates[key][t], (cell.h[t - 1],)) for key in given),
            equations=(*hypotheses(cell, given), *laws),
            name="lstm-given-gates",
        )

    def _draft(
        self,
        name: str,
        title: str,
        lhs: Any,
        rhs: Any,
        proof: Proof,
        *given: Any,
        uses: tuple[Draft, ...] = (),
    ) -> Draft:
        statement = Statement(lhs, rhs, self.system, given=given)
        return Draft(f"{self.name}-{name}", title, statement, proof, uses)

    def _derived(
        self,
        name: str,
        title: str,
        lhs: Any,
        rows: list[Any],
        *given: Any,
        keys: str = "",
        uses: tuple[Draft, ...] = (),
    ) -> Draft:
        """A chain whose last row may need ``uses`` and the laws of the gates ``keys``."""
        laws = tuple(self.gate_laws[key] for key in keys if key in self.gate_laws)
        rows = [row for k, row in enumerate(rows) if k == 0 or row[1] != rows[k - 1][1]]
        proof = chained(lhs, *rows)
        return self._draft(name, title, lhs, rows[-1][1], proof, *given, uses=(*uses, *laws))

    # -- terms --

    def _by_output(self, key: str) -> Any:
        """∂g_t/∂h_{t−1}."""
        return Jacobian(self.cell.gates[key][self.t], self.cell.h[self.t - 1])

    def _less(self, column: Any) -> Any:
        """1 − column."""
        return MatAdd(self.one, MatMul(-1, column))

    def _value(self, key: str, values: Mapping[str, Any]) -> tuple[Any, tuple[Any, ...]]:
        """A gate, as a number and columns."""
        if key in values:
            return values[key], ()
        return 1, (self.cell.gates[key][self.t],)

    def _slope_of(self, function: Any, at: Any, value: Any, law: bool) -> tuple[Any, ...]:
        """Columns whose product is function′(at), where value = function(at)."""
        if law and function == SIGMA:
            return (value, self._less(value))
        if law and function == TANH:
            return (self._less(HadamardPower(value, 2)),)
        return (function.diff()(at),)

    def _function(self, key: str) -> Any:
        return self.cell.squash if key == "c" else self.cell.gate

    def _gate_term(self, key: str, values: Mapping[str, Any], law: bool = True) -> Term:
        """∂g_t/∂h_{t−1} = diag(slope) W_g, the slope by its law or as g′(z_t)."""
        cell, t = self.cell, self.t
        W = (cell.W[key],)
        if key in values:
            return values[key] * (1 - values[key]), (), W
        at, value = cell.pre[key][t], cell.gates[key][t]
        return 1, self._slope_of(self._function(key), at, value, law or key in self.values), W

    def _direct(self, values: Mapping[str, Any]) -> Term:
        """∂C_t/∂C_{t−1} at fixed h_{t−1}."""
        return (*self._value("f", values), ())

    def _cross(self, values: Mapping[str, Any], law: bool = True) -> list[Term]:
        """∂C_t/∂h_{t−1} at fixed C_{t−1}: through forget gate, input gate, candidate."""
        cell, t = self.cell, self.t
        beside = {
            "f": (1, (cell.C[t - 1],)),
            "i": (1, (cell.candidate[t],)),
            "c": self._value("i", values),
        }
        out = []
        for key, (number, columns) in beside.items():
            more, slope, matrices = self._gate_term(key, values, law)
            out.append((number * more, (*columns, *slope), matrices))
        return out

    def _released(self, t: Any) -> tuple[Any, ...]:
        """∂h_t/∂C_t at fixed h_{t−1}, as columns: o_t and tanh′(C_t)."""
        return self.cell.o[t], self.cell.squash.diff()(self.cell.C[t])

    def _sum(self, terms: list[Term], *after: Any) -> Any:
        """Σ number · diag(⊙ columns) · matrices · after."""
        parts = []
        for number, columns, matrices in terms:
            if number == 0:
                continue
            inner = HadamardProduct(*columns) if len(columns) > 1 else (*columns, None)[0]
            diagonal = () if inner is None else (DiagMatrix(inner),)
            factors = [*(() if number == 1 else (number,)), *diagonal, *matrices, *after]
            if not any(getattr(x, "is_Matrix", False) for x in factors):
                factors.append(Identity(self.cell.n))
            parts.append(MatMul(*factors) if len(factors) > 1 else factors[0])
        if not parts:
            return ZeroMatrix(self.cell.n, self.cell.n)
        return MatAdd(*parts) if len(parts) > 1 else parts[0]

    # -- hints --

    def _through(self, *families: Any) -> tuple[Hint, ...]:
        """The chain rule through each at time t and, for a gate, its argument."""
        cell, t = self.cell, self.t
        pre = {cell.gates[key]: cell.pre[key] for key in cell.GATES if key not in self.values}
        out = []
        for family in families:
            out += [Hint("chain", g[t]) for g in (family, pre.get(family)) if g is not None]
        return tuple(out)

    def _laws(self, keys: str) -> tuple[Hint, ...]:
        """The slopes of these gates by their laws, assumed for gates with a value."""
        if not self.values:
            return tuple(Hint("use", self.gate_laws[key]) for key in keys if key in self.gate_laws)
        count, cell = len(self.values), self.cell
        own = [key for key in keys if key not in self.values]
        return (
            *(Hint("equation", n) for n in range(count, 2 * count)),
            *(Hint("law", function.diff()) for function in {self._function(k): 0 for k in own}),
            *(Hint("unfold", cell.gates[key]) for key in own),
        )

    @property
    def _state(self) -> tuple[Hint, ...]:
        """Through C_t, its gates and its candidate."""
        cell = self.cell
        return self._through(cell.C, cell.f, cell.i, cell.candidate)

    # -- slopes --

    @cached_property
    def gate_laws(self) -> dict[str, Draft]:
        """σ′(z^f_t) = f_t ⊙ (1 − f_t), alike for i and o; tanh′(z^c_t) = 1 − C̃_t²; by key."""
        cell, t = self.cell, self.t
        if self.values:
            return {}
        out = {}
        for key in cell.GATES:
            function, gate = self._function(key), cell.gates[key]
            if function not in (SIGMA, TANH):
                continue
            lhs = function.diff()(cell.pre[key][t])
            columns = self._gate_term(key, {})[1]
            rhs = HadamardProduct(*columns) if len(columns) > 1 else columns[0]
            hints = (Hint("law", function.diff()), Hint("unfold", gate))
            proof = chained(lhs, ("law", rhs, hints, ""))
            title = f"The slope in terms of the {NAMES[key]}" + ("" if key == "c" else " gate")
            out[key] = self._draft(f"law-{key}", title, lhs, rhs, proof, Ge(t, 1))
        return out

    def slope(self, key: str) -> Draft:
        """∂f_t/∂h_{t−1} = diag(f_t ⊙ (1 − f_t)) W_f, and alike for i, o and the candidate."""
        raw, rhs = (self._sum([self._gate_term(key, {}, law)]) for law in (False, True))
        through = self._through(self.cell.gates[key])
        rows = [("chain", raw, through, ""), ("law", rhs, self._laws(key), "")]
        title = f"The slope of the {NAMES[key]}" + ("" if key == "c" else " gate")
        lhs = self._by_output(key)
        return self._derived(f"slope-{key}", title, lhs, rows, Ge(self.t, 1), keys=key)

    # -- the four blocks --

    def _block(self, of: Any, wrt: Any, held: Any) -> Any:
        t = self.t
        return Jacobian(of[t], wrt[t - 1], (held[t - 1],))

    @cached_property
    def state_by_state(self) -> Draft:
        """∂C_t/∂C_{t−1} = diag(f_t), h_{t−1} held."""
        cell, t = self.cell, self.t
        lhs, rhs = self._block(cell.C, cell.C, cell.h), self._sum([self._direct({})])
        says = "gates and candidate depend on the previous output only, which is held"
        rows = [("chain", rhs, self._state, says)]
        title = "The state by the previous state"
        return self._derived("state-by-state", title, lhs, rows, Ge(t, 1))

    @cached_property
    def state_by_output(self) -> Draft:
        """∂C_t/∂h_{t−1}, C_{t−1} held: one term for each of f, i and C̃."""
        cell, t = self.cell, self.t
        lhs = self._block(cell.C, cell.h, cell.C)
        raw, rhs = (self._sum(self._cross({}, law)) for law in (False, True))
        says = "product rule, and the chain rule through each gate and the candidate"
        rows = [("chain", raw, self._state, says), ("law", rhs, self._laws("fic"), "")]
        title = "The state by the previous output"
        return self._derived("state-by-output", title, lhs, rows, Ge(t, 1), keys="fic")

    def _output_block(self, key: str, name: str, title: str) -> Draft:
        """∂h_t/∂C_{t−1} ("C") or ∂h_t/∂h_{t−1} ("h"), from the state's block."""
        cell, t = self.cell, self.t
        wrt, held = (cell.C, cell.h) if key == "C" else (cell.h, cell.C)
        block, terms = self.state_by_state, [self._direct({})]
        if key == "h":
            block, terms = self.state_by_output, self._cross({})
        inner = self._block(cell.C, wrt, held)
        terms = [(n, (*self._released(t), *columns), more) for n, columns, more in terms]
        by_state = self._sum([(1, self._released(t), ())], inner)
        if key == "h":
            gates = [self._gate_term("o", {}, law) for law in (False, True)]
            raw, gate = ((n, (cell.squash(cell.C[t]), *slope), W) for n, slope, W in gates)
            terms.insert(0, gate)
            by_state = MatAdd(self._sum([raw]), by_state)
        says = "through the state" + ("" if key == "C" else " and through the output gate")
        keys = "" if key == "C" else "o"
        rows = [
            ("chain", by_state, self._through(cell.h, cell.o), says),
            ("lemma", self._sum(terms), (Hint("use", block), *self._laws(keys)), ""),
        ]
        lhs = self._block(cell.h, wrt, held)
        return self._derived(name, title, lhs, rows, Ge(t, 1), keys=keys, uses=(block,))

    @cached_property
    def output_by_state(self) -> Draft:
        """∂h_t/∂C_{t−1}, h_{t−1} held."""
        return self._output_block("C", "output-by-state", "The output by the previous state")

    @cached_property
    def output_by_output(self) -> Draft:
        """∂h_t/∂h_{t−1}, C_{t−1} held."""
        return self._output_block("h", "output-by-output", "The output by the previous output")

    # -- all paths --

    def _both(self, terms: list[Term], cross: list[Term]) -> Any:
        """terms · dC_{t−1}/dC_k + cross · dh_{t−1}/dC_k."""
        cell, t = self.cell, self.t
        state, output = (Jacobian(x[t - 1], cell.C[self.k]) for x in (cell.C, cell.h))
        return MatAdd(self._sum(terms, state), *self._sum(cross, output).args)

    @cached_property
    def state_recurrence(self) -> Draft:
        """dC_t/dC_k = diag(f_t) dC_{t−1}/dC_k + (∂C_t/∂h_{t−1}) dh_{t−1}/dC_k, t > k ≥ 0."""
        cell, t, k = self.cell, self.t, self.k
        lhs, terms = Jacobian(cell.C[t], cell.C[k]), [self._direct({})]
        raw, rhs = (self._both(terms, self._cross({}, law)) for law in (False, True))
        says = "through the previous state, and through the previous output"
        rows = [("chain", raw, self._state, says), ("law", rhs, self._laws("fic"), "")]
        title, given = "The derivative of the state, all paths", (Ge(t, k + 1), Ge(k, 0))
        return self._derived("state-recurrence", title, lhs, rows, *given, keys="fic")

    @cached_property
    def output_recurrence(self) -> Draft:
        """dh_t/dC_k = diag(o_t ⊙ tanh′(C_t)) dC_t/dC_k + diag(tanh C_t) (∂o_t/∂h_{t−1})
        dh_{t−1}/dC_k, t > k ≥ 0."""
        cell, t, k = self.cell, self.t, self.k
        lhs, state = Jacobian(cell.h[t], cell.C[k]), Jacobian(cell.C[t], cell.C[k])
        behind = Jacobian(cell.h[t - 1], cell.C[k])

        def written(law: bool) -> Any:
            number, slope, W = self._gate_term("o", {}, law)
            gate = (number, (cell.squash(cell.C[t]), *slope), W)
            now = self._sum([(1, self._released(t), ())], state)
            return MatAdd(now, self._sum([gate], behind))

        says = "through the state, and through the output gate"
        through = self._through(cell.h, cell.o)
        rows = [
            ("chain", written(False), through, says),
            ("law", written(True), self._laws("o"), ""),
        ]
        title, given = "The derivative of the output, all paths", (Ge(t, k + 1), Ge(k, 0))
        return self._derived("output-recurrence", title, lhs, rows, *given, keys="o")
