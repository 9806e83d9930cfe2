"""A model as a graph: its equations in order, and which quantity depends on which.

A head is what an equation defines: a symbol, or a family.  A quantity is a symbol or a member.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

import sympy as sp

from derive.algebra import Definition, Family, Member, Opaque, ScalarMember, System
from derive.calculus.covectors import is_sum, quantities
from derive.errors import DeriveError

__all__ = ["Equation", "Graph", "head_of", "limits_of", "touches"]


def head_of(q: Any) -> Any:
    """The family of a member; a symbol itself."""
    return q.family if isinstance(q, (Member, ScalarMember)) else q


def limits_of(s: Any) -> tuple[Any, Any, Any]:
    """(index, low, high) of a Σ over time."""
    index, low, high = s.limits[0] if isinstance(s, sp.Sum) else s.args[1]
    return index, low, high


def touches(q: Any, heads: Container[Any]) -> bool:
    """Whether a quantity, or one under a Σ over time, is of one of these heads."""
    inside = quantities(q.args[0]) if is_sum(q) else (q,)
    return any(head_of(inner) in heads for inner in inside)


@dataclass(frozen=True)
class Equation:
    """``target = body``, or what the target is an unknown function of (``opaque``).

    Of a recurrence ``target`` is a member at t, and the equation holds, and its target acts on the
    loss, for every t ≥ ``low``; ``low`` is None for a symbol, and for a member at one time.
    """

    target: Any
    body: Any
    opaque: Opaque | None = None
    low: Any = None

    @property
    def head(self) -> Any:
        return head_of(self.target)

    @cached_property
    def parts(self) -> tuple[Any, ...]:
        """The quantities on the right, and the Σ over time."""
        return self.opaque.arguments if self.opaque else tuple(quantities(self.body))

    @cached_property
    def quantities(self) -> tuple[Any, ...]:
        """The quantities on the right, those under a Σ among them."""
        inside = (quantities(q.args[0]) if is_sum(q) else (q,) for q in self.parts)
        return tuple(chain.from_iterable(inside))

    def at(self, time: Any) -> Any:
        """The target at a time."""
        return self.head[time]


class Graph:
    """The equations of a model between some variables and its loss.

    Parameters
    ----------
    model : a :class:`~derive.models.Model`.
    variables : symbols, or members of families, that the loss is differentiated by.

    Raises :class:`~derive.DeriveError` for equations that are not of the kinds that
    :mod:`derive.models.protocol` lists.
    """

    def __init__(self, model: Any, variables: tuple[Any, ...]) -> None:
        self.model, self.variables, self.loss = model, variables, model.loss
        system: System = model.system
        timed = any(isinstance(d.head, Family) for d in system.definitions)
        self.t: Any = model.t if timed else None
        self.T: Any = sp.sympify(model.T) if timed else None
        every = [self._opaque(o) for o in system.opaque]
        every += [self._defined(d) for d in system.definitions if d.target not in self.names]
        self._uses, self._users = _ways(every)
        if self.loss not in self._uses:
            raise DeriveError(f"the loss {self.loss} is not defined by the model's system")
        #: the heads that depend on a variable
        self.moving = self.depending(*variables)
        used = _reached({self.loss}, self._uses)
        #: the equations between the variables and the loss, what is used before what uses it
        chosen = self._sorted([e for e in every if e.head in used & self.moving])
        for e in chosen:
            self._check(e)
        first = self._first_times(chosen)
        self.equations = tuple(
            e if e.low is None else replace(e, low=first[e.head]) for e in chosen
        )

    @cached_property
    def names(self) -> dict[Any, Any]:
        """Symbols that only name an expression of which something is assumed → the expression."""
        system = self.model.system
        assumed = {*system.invertible, *system.positive, *system.nonzero}
        used = {q for d in system.definitions for q in d.body.free_symbols}
        return {d.target: d.body for d in system.definitions if d.target in assumed - used}

    def _defined(self, d: Definition) -> Equation:
        if not isinstance(d.head, Family) or d.target.index.is_Integer:
            return Equation(d.target, d.body)
        low, index = sp.sympify(d.low), d.target.index
        if not index.is_Symbol or d.high is not None or not (d.low is not None and low.is_Integer):
            raise DeriveError(
                f"{d.target} has to be defined from an integer time on, without an end"
            )
        return Equation(d.head[self.t], d.body.subs(index, self.t), low=low)

    def _opaque(self, o: Opaque) -> Equation:
        if not isinstance(head_of(o.target), Family):
            return Equation(o.target, None, o)
        by = {o.target.index: self.t}
        moved = Opaque(o.target.subs(by), tuple(a.subs(by) for a in o.arguments))
        return Equation(moved.target, None, moved, low=-sp.oo)

    # -- dependence --

    def depending(self, *variables: Any) -> frozenset[Any]:
        """The heads of what depends on one of the variables, theirs among them."""
        return frozenset(_reached(map(head_of, variables), self._users))

    def moves(self, q: Any) -> bool:
        """Whether a quantity, or one under a Σ, depends on a variable."""
        return touches(q, self.moving)

    @property
    def heads(self) -> set[Any]:
        """All heads that occur."""
        return self._uses.keys() | self._users.keys()

    def lag(self, q: Any) -> Any:
        """l for a member at t − l, 0 for a symbol, None for another time."""
        if not isinstance(head_of(q), Family):
            return 0
        found = sp.expand(self.t - q.index)
        return int(found) if found.is_Integer else None

    @cached_property
    def recurrence(self) -> tuple[Equation, ...]:
        """The equations that hold at every t, in order."""
        return tuple(e for e in self.equations if e.low is not None)

    @cached_property
    def single(self) -> tuple[Equation, ...]:
        """The equations of members at one time, such as h_0."""
        return tuple(e for e in self.equations if e.low is None and e.target != e.head)

    @cached_property
    def static(self) -> tuple[Equation, ...]:
        """The equations of symbols, in order."""
        return tuple(e for e in self.equations if e.target == e.head)

    def after(self, q: Any) -> bool:
        """Whether a symbol is made of quantities of time."""
        return q in self._timed

    @cached_property
    def _timed(self) -> set[Any]:
        """The heads that depend on a family."""
        families = [h for h in self.heads if isinstance(h, Family)]
        return _reached((u for h in families for u in self._users.get(h, ())), self._users)

    def _first_times(self, chosen: tuple[Equation, ...]) -> dict[Any, Any]:
        """Head → the first time at which its equation holds and something uses what it defines."""
        lows = {e.head: e.low for e in chosen if e.low is not None}
        uses: list[tuple[Any, Any, Any]] = []  # (head used, by which head or None, from when)
        for e in chosen:
            for q in e.parts:
                if is_sum(q):
                    low = limits_of(q)[1]
                    uses += [(head_of(inner), None, low) for inner in quantities(q.args[0])]
                elif e.low is not None and self.moves(q):
                    uses.append((head_of(q), e.head, -self.lag(q)))
        first = dict.fromkeys(lows, sp.oo)
        changed = True
        while changed:
            changed = False
            for head, by, when in uses:
                if head in first:
                    start = max(lows[head], when if by is None else first[by] + when)
                    changed = changed or start < first[head]
                    first[head] = min(first[head], start)
        return first

    def _sorted(self, chosen: list[Equation]) -> tuple[Equation, ...]:
        """Each equation behind those of what it uses at its own time."""
        by_head: dict[Any, list[Equation]] = {}
        for e in chosen:
            by_head.setdefault(e.head, []).append(e)
        done: dict[Equation, None] = {}
        todo = [(e, False) for e in reversed(chosen)]
        seen: set[Equation] = set()
        while todo:
            e, ready = todo.pop()
            if ready:
                done[e] = None
            elif e not in seen:
                seen.add(e)
                todo.append((e, True))
                now = [q for q in e.quantities if e.low is None or self.lag(q) == 0]
                todo += [(o, False) for q in now for o in by_head.get(head_of(q), ()) if o != e]
        return tuple(done)

    # -- what is read --

    def _check(self, e: Equation) -> None:
        for q in filter(self.moves, e.parts):
            if is_sum(q):
                self._check_sum(e, q)
            elif not isinstance(head_of(q), Family):
                if e.target != e.head and self.after(q):
                    raise DeriveError(f"{e.target} uses {q}, which is made of all times")
            elif e.low is not None:
                if self.lag(q) is None or self.lag(q) < 0:
                    raise DeriveError(f"{e.target} uses {q}, and may use t, t − 1, t − 2, …")
            elif e.target == e.head or head_of(q) in self._uses:
                raise DeriveError(
                    f"{e.target} uses {q}: members stand under a Σ over t = …, {self.T}"
                )

    def _check_sum(self, e: Equation, s: Any) -> None:
        index, low, high = limits_of(s)
        members = [q for q in quantities(s.args[0]) if isinstance(head_of(q), Family)]
        fits = all(q.index == index for q in filter(self.moves, members))
        over = len(s.limits) == 1 if isinstance(s, sp.Sum) else True
        if e.target != e.head or not (fits and over and low.is_Integer and high == self.T):
            raise DeriveError(
                f"{e.target} uses {s}: a Σ over time stands in a quantity without a time, runs "
                f"from an integer to {self.T} and takes members at its own index"
            )


#: head → heads
Ways = dict[Any, set[Any]]


def _ways(equations: list[Equation]) -> tuple[Ways, Ways]:
    """Head → the heads that its equations use; head → those whose equations use it."""
    uses: Ways = {}
    users: Ways = {}
    for e in equations:
        used = uses.setdefault(e.head, set())
        used.update(map(head_of, e.quantities))
        for head in used:
            users.setdefault(head, set()).add(e.head)
    return uses, users


def _reached(start: Iterable[Any], ways: Ways) -> set[Any]:
    """Where one comes from these heads by any number of ways, themselves among them."""
    found, todo = set(), list(start)
    while todo:
        head = todo.pop()
        if head not in found:
            found.add(head)
            todo += ways.get(head, ())
    return found
