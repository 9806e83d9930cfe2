"""Question 3c: the full Jacobian of the LSTM cell, with every path through h_{t−1}.

(C_{t−1}, h_{t−1}) ↦ (C_t, h_t) has four blocks; C_{t−1} acts on h_{t−1} too, by h_{t−1} =
o_{t−1} ⊙ tanh C_{t−1}, so dC_t/dC_{t−1} is more than diag(f_t): each further term carries f(1 − f),
i(1 − i) or i.

What "f = 1 and i = 0" means here.  No logistic gate is 1, and a hypothesis f_t = 1 beside f_t =
σ(z_t) would prove anything.  So for gates with given values the equation f_t = σ(z^f_t) is dropped.
What is kept of it is that f_t is a differentiable function of h_{t−1} whose slope obeys the law
∂f_t/∂h_{t−1} = diag(f_t ⊙ (1 − f_t)) W_f (:meth:`AllPaths.slope` proves it of the cell as it is).
The law holds for every σ(z), hence in the limit z → ±∞ too; the constants 0 and 1 satisfy it, so
the hypotheses are consistent.  Values are put in after differentiation, never inside a derivative:
to differentiate "f_t = 1" would lose the terms that are in question.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

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
from derive.calculus.cells import DirectPath, gate_value, hypotheses, slug
from derive.calculus.gates import NAMES, chained
from derive.calculus.steps import Chain, Draft, Hint, Induction, Proof, Statement
from derive.errors import DeriveError
from derive.models import LSTM

__all__ = ["AllPaths", "CellJacobian"]

#: a number, columns to multiply entrywise, and matrices that follow
Term = tuple[Any, tuple[Any, ...], tuple[Any, ...]]


class AllPaths:
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
        self, name: str, title: str, lhs: Any, rows: list[Any], *given: Any, keys: str = ""
    ) -> Draft:
        """A chain whose last row may need the laws of the gates ``keys``."""
        laws = tuple(self.gate_laws[key] for key in keys if key in self.gate_laws)
        rows = [row for k, row in enumerate(rows) if k == 0 or row[1] != rows[k - 1][1]]
        proof = chained(lhs, *rows)
        return self._draft(name, title, lhs, rows[-1][1], proof, *given, uses=laws)

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

    def _released(self, t: Any, law: bool = True) -> tuple[Any, ...]:
        """∂h_t/∂C_t at fixed h_{t−1}, as columns: o_t and tanh′(C_t)."""
        cell = self.cell
        squashed = cell.squash(cell.C[t])
        return cell.o[t], *self._slope_of(cell.squash, cell.C[t], squashed, law)

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
        """The slopes of these gates, and tanh′, by their laws."""
        count, cell = len(self.values), self.cell
        assumed = tuple(Hint("equation", n) for n in range(count, 2 * count))
        tanh = (Hint("law", TANH.diff()),) if cell.squash == TANH else ()
        if self.values:
            own = (key for key in keys if key not in self.values)
            unfold = tuple(Hint("unfold", cell.gates[key]) for key in own)
            return (*assumed, Hint("law", SIGMA.diff()), *tanh, *unfold)
        lemmas = (self.gate_laws[key] for key in keys if key in self.gate_laws)
        return (*(Hint("use", lemma) for lemma in lemmas), *tanh)

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

    def _output_terms(self, key: str, law: bool = True) -> list[Term]:
        """∂h_t/∂C_{t−1} ("C") or ∂h_t/∂h_{t−1} ("h")."""
        cell, t = self.cell, self.t
        terms = [self._direct({})] if key == "C" else self._cross({}, law)
        out = [(n, (*self._released(t, law), *columns), more) for n, columns, more in terms]
        if key == "h":
            number, slope, W = self._gate_term("o", {}, law)
            out.insert(0, (number, (cell.squash(cell.C[t]), *slope), W))
        return out

    def _output_block(self, key: str, name: str, title: str) -> Draft:
        cell, t = self.cell, self.t
        wrt, held = (cell.C, cell.h) if key == "C" else (cell.h, cell.C)
        lhs = self._block(cell.h, wrt, held)
        raw, rhs = (self._sum(self._output_terms(key, law)) for law in (False, True))
        through = (*self._through(cell.h, cell.o), *self._state)
        keys = "" if key == "C" else "fico"
        says = "through the state" + ("" if key == "C" else " and through the output gate")
        rows = [("chain", raw, through, says), ("law", rhs, self._laws(keys), "")]
        return self._derived(name, title, lhs, rows, Ge(t, 1), keys=keys)

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
            now = self._sum([(1, self._released(t, law), ())], state)
            return MatAdd(now, self._sum([gate], behind))

        says = "through the state, and through the output gate"
        through = self._through(cell.h, cell.o)
        rows = [
            ("chain", written(False), through, says),
            ("law", written(True), self._laws("o"), ""),
        ]
        title, given = "The derivative of the output, all paths", (Ge(t, k + 1), Ge(k, 0))
        return self._derived("output-recurrence", title, lhs, rows, *given, keys="o")

    def _one_step(self, values: Mapping[str, Any], law: bool = True) -> Any:
        """dC_t/dC_{t−1} with all paths: diag(f_t) + ∂C_t/∂h_{t−1} diag(o_{t−1} ⊙ tanh′C_{t−1})."""
        behind = DiagMatrix(HadamardProduct(*self._released(self.t - 1, law)))
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
        raw = self._one_step({}, law=False)
        says = "the blocks of one step, and the slope of the output"
        rows = [
            ("chain", both, self._state, "directly, and through the previous output"),
            ("chain", raw, (*self._state, *back), says),
            ("law", self._one_step({}), self._laws("fic"), ""),
        ]
        if self.values:
            rows = [
                ("chain", raw, (*self._state, *back, *self._laws("")[: len(self.values)]), ""),
                rows[-1],
                ("assumed", self._one_step(self.values), self._given, ""),
            ]
        title = "One step of the state with every path counted"
        return self._derived("full", title, lhs, rows, Ge(t, 2), keys="fic")

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
