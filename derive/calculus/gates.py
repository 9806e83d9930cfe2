"""Question 3a: the equations of the LSTM cell, and what each gate does as it opens or shuts.

A gate tends to 0 or to 1 and reaches neither.  C_t is a polynomial in the gates, and h_t = o_t ⊙
tanh C_t is continuous in them, so their limits are their values at the end point.  Those values are
stated under a hypothesis such as f_t = 1, in a system in which the gates are free variables
(:func:`free_gates`): there the hypothesis contradicts nothing, as it would beside f_t = σ(z_t) < 1.
For a gate near 1 the ``*_gap`` drafts say, without any hypothesis, by how much the cell misses the
limit.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

from sympy import Ge, HadamardProduct, MatAdd, MatMul, OneMatrix, ZeroMatrix

from derive.algebra import Jacobian, System
from derive.calculus.steps import Chain, Draft, Hint, Statement, Step
from derive.models import LSTM

__all__ = ["GateEffects", "chained", "free_gates"]

#: gate → its name in words
NAMES = {"f": "forget", "i": "input", "o": "output", "c": "candidate"}


def free_gates(cell: LSTM, *equations: tuple[Any, Any]) -> System:
    """The equations of C_t and h_t alone: gates and candidate are free variables.

    ``equations`` are hypotheses on them, such as ``(cell.f[t], OneMatrix(n, 1))`` for all t.
    """
    heads = (cell.C, cell.h)
    kept = tuple(d for d in cell.system.definitions if d.head in heads)
    return System(kept, equations=equations, name="lstm-free-gates")


def chained(lhs: Any, *rows: tuple[str, Any, tuple[Hint, ...], str]) -> Chain:
    """Steps from (rule, after, hints, says), each beginning where the one before it ends."""
    befores = [lhs, *(row[1] for row in rows)]
    return Chain(
        tuple(
            Step(rule, before, after, hints, says=says)
            for before, (rule, after, hints, says) in zip(befores, rows, strict=False)
        )
    )


class _End(NamedTuple):
    """Gates at end points, and what C_t (h_t for the output gate) then is, in words."""

    values: dict[str, int]
    title: str


_ENDS = {
    "forget_closed": _End({"f": 0}, "forget gate near 0: the old state is dropped"),
    "forget_open": _End({"f": 1}, "forget gate near 1: the old state is kept in full"),
    "input_closed": _End({"i": 0}, "input gate near 0: nothing is written"),
    "input_open": _End({"i": 1}, "input gate near 1: the candidate is written in full"),
    "keep": _End({"f": 1, "i": 0}, "forget gate near 1, input gate near 0: the state stays"),
    "replace": _End({"f": 0, "i": 1}, "forget gate near 0, input gate near 1: it is replaced"),
    "output_closed": _End({"o": 0}, "output gate near 0: the cell shows nothing"),
    "output_open": _End({"o": 1}, "output gate near 1: the cell shows its squashed state"),
}


class GateEffects:
    """The drafts of question 3a for one cell.

    Source: Gers, Schmidhuber, Cummins (2000), *Learning to forget*; Goodfellow et al. (2016),
    10.10.1.
    """

    def __init__(self, cell: LSTM) -> None:
        self.cell, self.t = cell, cell.t
        self.one = OneMatrix(cell.n, 1)
        self.zero = ZeroMatrix(cell.n, 1)
        self.given = (Ge(cell.t, 1),)

    def _draft(
        self, name: str, title: str, lhs: Any, proof: Chain, system: System, data: Any = None
    ) -> Draft:
        statement = Statement(lhs, proof.steps[-1].after, system, given=self.given)
        return Draft(f"lstm-{name}", title, statement, proof, data=data)

    def unfold(self, *families: Any) -> tuple[Hint, ...]:
        """Hints that put in the definitions at time t."""
        return tuple(Hint("unfold", family[self.t]) for family in families)

    # -- the equations --

    def gate(self, key: str) -> Draft:
        """f_t = σ(z^f_t) = σ(W_f h_{t−1} + U_f x_t + b_f), in ℝⁿ; i, o and the candidate alike."""
        cell, t = self.cell, self.t
        lhs, pre = cell.gates[key][t], cell.pre[key]
        function = cell.system.body(lhs).function
        inner = cell.system.body(pre[t])
        proof = chained(
            lhs,
            ("definition", function(pre[t]), self.unfold(cell.gates[key]), ""),
            ("definition", function(inner), self.unfold(pre), ""),
        )
        title = f"The {NAMES[key]}" + ("" if key == "c" else " gate")
        return self._draft(f"gate-{key}", title, lhs, proof, cell.system, {"gate": key})

    @cached_property
    def gates(self) -> dict[str, Draft]:
        """The drafts of f_t, i_t, o_t and C̃_t, by key."""
        return {key: self.gate(key) for key in self.cell.GATES}

    def _defined(self, name: str, title: str, family: Any) -> Draft:
        lhs = family[self.t]
        body = self.cell.system.body(lhs)
        proof = chained(lhs, ("definition", body, self.unfold(family), ""))
        return self._draft(name, title, lhs, proof, self.cell.system)

    @cached_property
    def state(self) -> Draft:
        """C_t = f_t ⊙ C_{t−1} + i_t ⊙ C̃_t."""
        return self._defined("cell", "The state of the cell", self.cell.C)

    @cached_property
    def output(self) -> Draft:
        """h_t = o_t ⊙ tanh C_t."""
        return self._defined("output", "The output of the cell", self.cell.h)

    # -- gates at their end points --

    def _state_at(self, values: dict[str, int]) -> Any:
        """f_t ⊙ C_{t−1} + i_t ⊙ C̃_t with the given gates at 0 or 1."""
        cell, t = self.cell, self.t
        terms = []
        for key, other in (("f", cell.C[t - 1]), ("i", cell.candidate[t])):
            value = values.get(key)
            if value != 0:
                gate = cell.gates[key][t]
                terms.append(other if value == 1 else HadamardProduct(gate, other))
        return MatAdd(*terms) if len(terms) > 1 else terms[0]

    def _hypotheses(self, values: dict[str, int]) -> tuple[System, tuple[Hint, ...], str]:
        gates = self.cell.gates
        ends = (self.zero, self.one)
        pairs = tuple((gates[key][self.t], ends[v]) for key, v in values.items())
        hints = tuple(Hint("equation", number) for number in range(len(pairs)))
        words = " and ".join(f"{key} tends to {v}" for key, v in values.items())
        says = f"the value at the end point: the limit as {words}, since this is a polynomial"
        return free_gates(self.cell, *pairs), hints, says

    def effect(self, name: str) -> Draft:
        """C_t, or for the output gate h_t, with gates at end points, by a name of ``effects``."""
        values, title = _ENDS[name]
        cell, t = self.cell, self.t
        system, hints, says = self._hypotheses(values)
        if "o" in values:
            family, after = cell.h, cell.squash(cell.C[t]) if values["o"] else self.zero
        else:
            family, after = cell.C, self._state_at(values)
        lhs = family[t]
        proof = chained(
            lhs,
            ("definition", cell.system.body(lhs), self.unfold(family), ""),
            ("assumed", after, hints, says),
        )
        shown = title[0].upper() + title[1:]
        return self._draft(f"gate-{name.replace('_', '-')}", shown, lhs, proof, system, values)

    def effect_on_output(self, name: str) -> Draft:
        """h_t = o_t ⊙ tanh(C_t) with f_t and i_t at end points."""
        values, title = _ENDS[name]
        cell, t = self.cell, self.t
        system, hints, says = self._hypotheses(values)
        lhs = cell.h[t]
        after = HadamardProduct(cell.o[t], cell.squash(self._state_at(values)))
        proof = chained(
            lhs,
            ("definition", cell.system.body(lhs), self.unfold(cell.h), ""),
            (
                "assumed",
                after,
                (*self.unfold(cell.C), *hints),
                says.replace("this is a polynomial", "tanh is continuous"),
            ),
        )
        slug, shown = name.replace("_", "-"), f"The output, {title.partition(':')[0]}"
        return self._draft(f"gate-{slug}-output", shown, lhs, proof, system, values)

    @cached_property
    def effects(self) -> dict[str, Draft]:
        """forget_closed, forget_open, input_closed, input_open, keep, replace, output_closed,
        output_open; and those of f and i on h_t, each with ``_output`` behind its name."""
        found = {name: self.effect(name) for name in _ENDS}
        on_output = (name for name, end in _ENDS.items() if "o" not in end.values)
        return found | {f"{name}_output": self.effect_on_output(name) for name in on_output}

    @cached_property
    def output_gate_alone(self) -> Draft:
        """∂C_t/∂o_t = 0: the output gate has no part in the state."""
        cell, t = self.cell, self.t
        lhs = Jacobian(cell.C[t], cell.o[t])
        proof = chained(
            lhs,
            (
                "independent",
                ZeroMatrix(cell.n, cell.n),
                (Hint("chain", cell.C[t]),),
                "the output gate does not occur in the equation of the state",
            ),
        )
        title = "The output gate does not act on the state of its own step"
        return self._draft("gate-output-alone", title, lhs, proof, free_gates(cell))

    # -- how far from the limit --

    def _gap(self, name: str, title: str, family: Any, limit: Any, *missing: Any) -> Draft:
        """family[t] = limit + missing, under no hypothesis."""
        lhs = family[self.t]
        after = MatAdd(limit, *missing)
        proof = chained(
            lhs,
            ("definition", self.cell.system.body(lhs), self.unfold(family), ""),
            ("arithmetic", after, (), "the limit and what is missing to it"),
        )
        return self._draft(f"gate-{name}-gap", title, lhs, proof, self.cell.system)

    def _short(self, gate: Any, of: Any) -> Any:
        """−(1 − gate) ⊙ of."""
        return MatMul(-1, HadamardProduct(MatAdd(self.one, MatMul(-1, gate[self.t])), of))

    @cached_property
    def gaps(self) -> dict[str, Draft]:
        """forget, input, keep, output: what separates C_t or h_t from its limit as the gate tends
        to 1 (for ``keep``, also i to 0): a multiple of 1 − gate."""
        cell, t = self.cell, self.t
        old, new, squashed = cell.C[t - 1], cell.candidate[t], cell.squash(cell.C[t])
        written = HadamardProduct(cell.i[t], new)
        lost = self._short(cell.f, old)
        rows = {
            "forget": (cell.C, self._state_at({"f": 1}), lost),
            "input": (cell.C, self._state_at({"i": 1}), self._short(cell.i, new)),
            "keep": (cell.C, old, lost, written),
            "output": (cell.h, squashed, self._short(cell.o, squashed)),
        }
        title = "How far from the limit: {} gate near 1"
        return {
            name: self._gap(name, title.format("forget" if name == "keep" else name), *row)
            for name, row in rows.items()
        }

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        names = {key: name if key == "c" else f"{name}_gate" for key, name in NAMES.items()}
        equations = {names[key]: draft for key, draft in self.gates.items()}
        gaps = {f"{name}_gap": draft for name, draft in self.gaps.items()}
        return {
            **equations,
            "cell": self.state,
            "output": self.output,
            **self.effects,
            "output_gate_alone": self.output_gate_alone,
            **gaps,
        }
