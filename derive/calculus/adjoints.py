"""Reverse mode for any model: gradients by the adjoint recursion, with steps and proofs.

For a recurrence and a variable W let A_t be what the steps after t pull back to quantities of t
and before, Σ ⟨pullback from beyond t, ∂q/∂W⟩.  One step of the chain rule shows

    ∂L_t/∂W + A_t = A_{t−1} + c_t,

c_t the share in which W itself is used at t.  So Σ_{j≤t} ∂L_j/∂W + A_t = Σ_{k≤t} c_k by induction,
and at t = T, where A_T = 0, that is the gradient.  Source: Werbos (1990), *Backpropagation through
time*; Goodfellow, Bengio, Courville (2016), 10.2.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import sympy as sp
from sympy import Ge, Le, Symbol

from derive.algebra import Family, System
from derive.algebra.families import plain
from derive.calculus.covectors import added, is_quantity, is_sum, pulled, summed
from derive.calculus.equations import AdjointEquations, at, zero_of
from derive.calculus.graphs import Equation, Graph, head_of, touches
from derive.calculus.simplify import simplified
from derive.calculus.steps import Chain, Draft, Hint, Induction, Statement, Step
from derive.calculus.sweeps import Frontier, contracted, terms, written
from derive.errors import DeriveError

__all__ = ["Adjoints"]


class Adjoints:
    """The adjoint equations of a model, and the gradients that follow from them.

    Parameters
    ----------
    model : a :class:`~derive.models.Model`.
    wrt : further variables beside the model's parameters: symbols that no equation defines, inputs
        at a time (``x[k]``), initial states (``h[0]``).

    ``system`` holds the model's equations and then the adjoint equations in an order in which they
    can be computed, those of a recurrence for t = T, T − 1, …; ``adjoint`` says which symbol or
    family is the adjoint of which; ``gradients`` has a draft for each variable, whose statement is
    ``Gradient(loss, W) = …``.

    Raises :class:`~derive.DeriveError` for what :mod:`derive.models.protocol` does not list.
    """

    def __init__(self, model: Any, wrt: tuple[Any, ...] = ()) -> None:
        self.model = model
        self.variables = tuple(dict.fromkeys((*model.parameters, *wrt)))
        for v in self.variables:
            if not is_quantity(v):
                raise DeriveError(f"{v} is no variable: a symbol, or a member of a family")
        self.graph = Graph(model, self.variables)
        self.equations = AdjointEquations(self.graph)

    @cached_property
    def system(self) -> System:
        return self.equations.system

    @property
    def adjoint(self) -> dict[Any, Any]:
        return self.equations.adjoint

    @cached_property
    def gradients(self) -> dict[Any, Draft]:
        return {v: self.gradient(v) for v in self.variables}

    def gradient(self, wrt: Any) -> Draft:
        """The draft for one of the variables."""
        return Gradients(self, wrt).gradient


class Gradients:
    """The drafts for one variable."""

    def __init__(self, adjoints: Adjoints, wrt: Any) -> None:
        self.adjoints, self.wrt = adjoints, wrt
        self.graph, self.equations = adjoints.graph, adjoints.equations
        self.t, self.T = self.graph.t, self.graph.T
        self.k = Symbol("k" if self.t != Symbol("k", integer=True) else "j", integer=True)
        self.moving = self.graph.depending(wrt)
        self._check()

    def _draft(self, kind: str, title: str, lhs: Any, rhs: Any, proof: Any, **more: Any) -> Draft:
        name = re.sub(r"[^A-Za-z0-9]+", "-", str(self.wrt).replace("-", "-minus-")).strip("-")
        model = self.graph.model.system.name or "model"
        given = more.pop("given", ())
        statement = Statement(lhs, rhs, self.adjoints.system, given=given)
        return Draft(f"{model}-{kind}-{name}", title, statement, proof, **more)

    def _title(self, of: str) -> str:
        return f"{of} by {plain(str(self.wrt))}"

    # -- one step of the recurrence --

    @property
    def _local_seeds(self) -> list[tuple[Any, Any, Any]]:
        return [s for s in self.equations.seeds if pulled(s[0], s[1], self._moves)]

    def _moves(self, q: Any) -> bool:
        return touches(q, self.moving)

    def seeded(self, time: Any) -> list[Any]:
        """∂L_t/∂W; more terms, ⟨G, ∂f(t)/∂W⟩, where there are several sums over time."""
        terms = (contracted(G, f, self.wrt) for f, G, _ in self._local_seeds)
        return [at(term, self.t, time) for term in terms]

    def carried(self, time: Any) -> dict[Any, Any]:
        """A_t: what the equations of later times pull back to quantities of t and before."""
        found: dict[Any, list[Any]] = {}
        for e in reversed(self.graph.recurrence):
            if e.head not in self.moving:
                continue
            for q, G in self.equations.pulls(e).items():
                if self._moves(q) and isinstance(head_of(q), Family):
                    for step in range(1, self.graph.lag(q) + 1):
                        where = at(q, self.t, time + step)
                        found.setdefault(where, []).append(at(G, self.t, time + step))
        return {q: simplified(added(parts)) for q, parts in found.items()}

    def _both(self, time: Any) -> list[Any]:
        """The terms of ∂L_t/∂W + A_t."""
        return [*self.seeded(time), *terms(self.carried(time), self.wrt)]

    def _start(self, times: Iterable[Any]) -> dict[Any, list[Any]]:
        """∂L_t/∂W, of these times, and A_t of the last of them, as a frontier."""
        found: dict[Any, list[Any]] = {}
        last = None
        for last in times:
            for q, parts in self.equations.seeded(last).items():
                if self._moves(q):
                    found.setdefault(q, []).extend(parts)
        for q, G in self.carried(self._from if last is None else last).items():
            found.setdefault(q, []).append(G)
        return found

    @cached_property
    def first(self) -> Any:
        """The first time from which every step is alike."""
        lows = [low for _, _, low in self._local_seeds]
        lows += [e.low for e in self.graph.recurrence if e.head in self.moving]
        return max(lows)

    @cached_property
    def _step(self) -> tuple[list[Step], dict[Any, Any]]:
        """One step of the chain rule through the whole recurrence, and what is left by it."""
        todo = [(e, self.t) for e in reversed(self.graph.recurrence)]
        sweep = Frontier(self.equations, self.wrt, self._start([self.t]), todo)
        return sweep.steps(added(self._both(self.t))), sweep.frontier

    @cached_property
    def step(self) -> Draft:
        """∂L_t/∂W + A_t = A_{t−1} + c_t."""
        steps, left = self._step
        lhs, rhs = added(self._both(self.t)), written(left, self.wrt)
        return self._draft(
            "step",
            self._title("One step backwards"),
            lhs,
            rhs,
            Chain(tuple(steps)),
            given=(Ge(self.t, self.first), Le(self.t, self.T)),
        )

    # -- all steps --

    def shares(self, time: Any) -> dict[Any, Any]:
        """Σ_{k≤t} c_k, as a frontier: a member's adjoint, or sums from the first time to this."""
        if self.wrt != head_of(self.wrt):
            return {self.wrt: self.equations.body(self.wrt)}
        index = self.t if time == self.T else self.k
        static = [h for h in self.moving if not isinstance(h, Family)]
        found: dict[Any, Any] = {}
        for q in sorted(static, key=str):
            by_low: dict[Any, list[Any]] = {}
            for low, G in self.equations.over_time(q):
                by_low.setdefault(low, []).append(G)
            parts = [
                summed(at(simplified(added(terms)), self.t, index), (index, low, time))
                for low, terms in by_low.items()
            ]
            parts += [
                self.equations.pulls(e)[q]
                for e in self.graph.single
                if q in self.equations.pulls(e)
            ]
            if parts:
                found[q] = simplified(added(parts))
        return found

    def _until(self, time: Any) -> list[Any]:
        """Σ_{j≤t} ∂L_j/∂W."""
        j = Symbol("j" if self.k.name == "k" else "i", integer=True)
        return [
            summed(at(contracted(G, f, self.wrt), self.t, j), (j, low, time))
            for f, G, low in self._local_seeds
        ]

    def _partial(self, time: Any) -> Any:
        return self._sum(*self._until(time), *terms(self.carried(time), self.wrt))

    def _sum(self, *parts: Any) -> Any:
        return added([*parts] or [zero_of(self.wrt)])

    @cached_property
    def partial(self) -> Draft:
        """Σ_{j≤t} ∂L_j/∂W + A_t = Σ_{k≤t} c_k, by induction on t."""
        t, T, start = self.t, self.T, self._from
        lhs, rhs = self._partial(t), written(self.shares(t), self.wrt)
        split = self._sum(*self._until(t - 1), *self._both(t))
        _, left = self._step
        stepped = self._sum(*self._until(t - 1), *terms(left, self.wrt))
        here = {q: G for q, G in left.items() if q == head_of(q)}
        supposed = self._sum(*terms(self.shares(t - 1), self.wrt), *terms(here, self.wrt))
        lemma = Hint("cancel", (self.step, 1, self._times(t)))
        steps = (
            Step("split", lhs, split, (Hint("split", t),), says="the term j = t apart"),
            Step("lemma", split, stepped, (lemma,), says="one step backwards"),
            Step("hypothesis", stepped, supposed, (Hint("cancel", ("hypothesis", 1, {})),)),
            Step("split", supposed, rhs, (Hint("split", t),), says="the term k = t taken in"),
        )
        return self._draft(
            "partial",
            self._title("The gradient up to a time"),
            lhs,
            rhs,
            Induction(t, start, Chain(tuple(self._base())), Chain(steps)),
            given=(*self._given, Ge(t, start), Le(t, T)),
            uses=(self.step,),
        )

    @property
    def _input(self) -> bool:
        """Whether the variable is what comes in at one of the regular steps."""
        if self.wrt == head_of(self.wrt):
            return False
        early = self.wrt.index.is_Integer and self.wrt.index < self.first
        return not (early or self._clauses)

    @property
    def _clauses(self) -> list[Equation]:
        return [e for e in self.graph.equations if e.head == head_of(self.wrt)]

    @property
    def _from(self) -> Any:
        """Where the induction starts."""
        return self.wrt.index if self._input else self.first - 1

    @property
    def _given(self) -> tuple[Any, ...]:
        if not self._input:
            return ()
        known = (Ge(self.wrt.index, self.first), Le(self.wrt.index, self.T))
        return tuple(fact for fact in known if fact not in (True, sp.true))

    def _times(self, time: Any) -> dict[Any, Any]:
        free = self.wrt.index.free_symbols if self._input else ()
        return {self.t: time, **{s: s for s in free}}

    def _base(self) -> list[Step]:
        start = self._from
        before, end = self._partial(start), written(self.shares(start), self.wrt)
        if self._input:
            split = self._sum(*self._until(start - 1), *self._both(start))
            lemma = Hint("cancel", (self.step, 1, self._times(start)))
            return [
                Step("split", before, split, (Hint("split", start),), says="the last term apart"),
                Step("lemma", split, end, (lemma,), says="nothing earlier depends on it"),
            ]
        first = min((low for _, _, low in self._local_seeds), default=self.first)
        times = map(sp.Integer, range(int(first), int(self.first)))
        sweep = Frontier(self.equations, self.wrt, self._start(times), self._early)
        steps = sweep.steps(before, (Hint("expand"),), "written out")
        last = steps[-1].after if steps else before
        says = "what is given does not depend on the variable"
        steps.append(Step("independent", last, end, (Hint("expand"),), says=says))
        return steps

    @property
    def _early(self) -> list[tuple[Equation, Any]]:
        """The equations of the times before the first regular step, the last one first."""
        graph = self.graph
        lows = [*(e.low for e in graph.recurrence), *(e.target.index for e in graph.single)]
        found: list[tuple[Equation, Any]] = []
        for time in range(int(self.first) - 1, int(min(lows)) - 1, -1):
            for e in reversed(graph.equations):
                if e in graph.single and e.target.index == time:
                    found.append((e, None))
                elif e.low is not None and time >= e.low:
                    found.append((e, sp.Integer(time)))
        return found

    # -- the gradient --

    @cached_property
    def gradient(self) -> Draft:
        """∇_W L in terms of the adjoints."""
        graph, wrt, loss = self.graph, self.wrt, self.graph.loss
        lhs = contracted(sp.S.One, loss, wrt)
        late = [e for e in graph.static if graph.after(e.head)]
        early = [e for e in graph.static if e not in late]
        seed: dict[Any, list[Any]] = {loss: [sp.S.One]} if loss in self.moving else {}
        sweep = Frontier(self.equations, wrt, seed, [(e, None) for e in reversed(late)])
        steps = sweep.steps(lhs, says="it does not depend on the variable" if not seed else "")
        frontier = sweep.frontier
        uses: tuple[Draft, ...] = ()
        if any(map(is_sum, frontier)):
            uses = (self.partial,)
            before = written(frontier, wrt)
            frontier = {q: G for q, G in frontier.items() if not is_sum(q)}
            for q, G in self.shares(self.T).items():
                frontier[q] = simplified(added([frontier[q], G])) if q in frontier else G
            steps.append(
                Step(
                    "lemma",
                    before,
                    written(frontier, wrt),
                    (Hint("cancel", (self.partial, 1, self._times(self.T))), *self._ends()),
                    says="all steps together: beyond the last time the adjoints are 0",
                )
            )
        start = {q: [G] for q, G in frontier.items()}
        last = Frontier(self.equations, wrt, start, [(e, None) for e in reversed(early)])
        steps += last.steps(steps[-1].after if steps else lhs)
        rhs = steps[-1].after
        return self._draft(
            "gradient",
            self._title("The gradient"),
            lhs,
            rhs,
            Chain(tuple(steps)),
            given=self._given,
            uses=uses,
            data={"adjoint": self.adjoints.adjoint},
        )

    def _ends(self) -> list[Hint]:
        """The adjoints after T, each of which is 0."""
        return [
            Hint("unfold", self.adjoints.adjoint[e.head][self.T + step])
            for e in self.graph.recurrence
            if e.head in self.moving
            for step in range(1, self.equations.depth(e) + 1)
        ]

    def _check(self) -> None:
        """Raise where the variable is one that the model defines."""
        for e in self._clauses:
            given = e.low is not None and self.wrt.index.is_Integer and self.wrt.index < e.low
            other = e.low is None and self.wrt not in (e.target, e.head)
            if not (given or other):
                raise DeriveError(f"{self.wrt} is defined by the model: ask for what it is made of")
