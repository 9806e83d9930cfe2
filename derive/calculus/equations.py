"""The adjoint equations of a model.

The adjoint of a quantity q is ∇_q L, of the shape of q: the sum, over the equations that use q, of
what each pulls back (:mod:`derive.calculus.covectors`).  It is printed with a bar, h̄ for h.  The
adjoints of a recurrence are defined backwards in time, from 0 after the last time T.  Source:
Werbos (1990), *Backpropagation through time*; Griewank and Walther (2008), 3.2 and 3.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import sympy as sp
from sympy.core.alphabets import greeks

from derive.algebra import Definition, Family, System, is_length
from derive.calculus.covectors import added, is_sum, pulled, pulled_opaque, quantities, summed
from derive.calculus.graphs import Equation, Graph, head_of, limits_of
from derive.calculus.simplify import is_scalar, simplified

__all__ = ["AdjointEquations", "barred", "zero_of"]

_CAPITALS = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
_GREEK = frozenset({*greeks, "lambda", *_CAPITALS.split()})


def zero_of(q: Any) -> Any:
    """0 of the shape of a quantity."""
    return sp.S.Zero if is_scalar(q) else sp.ZeroMatrix(*q.shape)


def barred(name: str) -> str:
    r"""The name of an adjoint in LaTeX.

    >>> print(barred("h"), barred("z^{f}"), barred(r"\tilde{C}"), barred("a_1"))
    \bar{h} \bar{z}^{f} \bar{\tilde{C}} \bar{a}_{1}
    """
    end = next((k for k, c in enumerate(name) if c in "_^" and not _depth(name[:k])), len(name))
    base, rest = name[:end], name[end:]
    plain = re.fullmatch(r"([A-Za-z]+)([0-9]*)", base)
    if plain is None:
        return rf"\bar{{{base}}}{rest}"
    word, digits = plain.groups()
    if word in _GREEK:
        word = f"\\{word}"
    elif len(word) > 1:
        word = rf"\mathit{{{word}}}"
    if "^" in rest or "{" in rest:
        return rf"\bar{{{word}{digits and f'_{{{digits}}}'}}}{rest}"
    below = ",".join(part for part in (digits, *rest.split("_")) if part)
    return rf"\bar{{{word}}}" + (f"_{{{below}}}" if below else "")


def _depth(text: str) -> int:
    return text.count("{") - text.count("}")


class AdjointEquations:
    """The adjoints of a graph's quantities: their names, and their definitions."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._numbers: dict[Any, Any] = {}
        self._pulls: dict[Equation, dict[Any, Any]] = {}
        self._by_head: dict[Any, list[Equation]] = {}
        for e in graph.equations:
            self._by_head.setdefault(e.head, []).append(e)

    # -- names --

    @cached_property
    def _named(self) -> dict[Any, Any]:
        taken = {head.name for head in self.graph.heads}
        found: dict[Any, Any] = {}
        for head in reversed(self._by_head):
            name = barred(head.name)
            while name in taken:
                name = rf"\bar{{{name}}}"
            taken.add(name)
            found[head] = _like(head, name)
        return found

    @cached_property
    def adjoint(self) -> dict[Any, Any]:
        """Head → the family, or symbol, that is its adjoint; those that are numbers have none."""
        return {head: name for head, name in self._named.items() if self.number(head) is None}

    def number(self, head: Any) -> Any:
        """The number that the adjoint of a head is, or None: 1 for the loss, for each L_t too."""
        if not self._numbers:
            self._numbers[self.graph.loss] = sp.S.One
            for other in reversed(self._by_head):  # what uses it comes first: nothing recurses deep
                self.number(other)
        if head not in self._numbers:
            self._numbers[head] = None if self._looks_back(head) else self._number(head)
        return self._numbers[head]

    def _number(self, head: Any) -> Any:
        targets = [e.target for e in self._by_head[head]]
        if any(self._looks_back_at(e, head) for e in self.graph.recurrence):
            return None
        totals = {added(list(self.shares(target))) for target in targets}
        one = totals.pop()
        return one if not totals and is_scalar(one) and one.is_number else None

    def _looks_back(self, head: Any) -> bool:
        """Whether what it is made of is of earlier times: then after T its adjoint is 0."""
        return any(
            self.graph.lag(q) != 0
            for e in self._by_head[head]
            if e.low is not None
            for q in filter(self.graph.moves, e.parts)
        )

    def _looks_back_at(self, e: Equation, head: Any) -> bool:
        return any(head_of(q) == head and self.graph.lag(q) != 0 for q in e.parts)

    def of(self, q: Any) -> Any:
        """The adjoint of a quantity: a symbol, a member, or a number."""
        number = self.number(head_of(q))
        if number is not None:
            return number
        adjoint = self._named[head_of(q)]
        return adjoint[q.index] if isinstance(adjoint, Family) else adjoint

    # -- equations --

    def pulls(self, e: Equation) -> dict[Any, Any]:
        """What an equation uses → the covector there, for the adjoint of its target."""
        if e not in self._pulls:
            by, moves = self.of(e.target), self.graph.moves
            if e.opaque:
                self._pulls[e] = pulled_opaque(e.opaque, by, moves)
            else:
                # softmax, say, comes back in its own derivative; of a norm it is known that it is
                # not 0, which is not known of a name for it
                named = {} if is_length(e.body) else {e.body: e.target}
                found = pulled(e.body, by, moves)
                self._pulls[e] = {q: G.xreplace(named) for q, G in found.items()}
        return self._pulls[e]

    def pulls_at(self, e: Equation, time: Any) -> dict[Any, Any]:
        """The same for an equation of the recurrence at a time; for another as it stands."""
        found = self.pulls(e)
        if e.low is None or time == self.graph.t:
            return found
        return {at(q, self.graph.t, time): at(G, self.graph.t, time) for q, G in found.items()}

    @cached_property
    def _sums(self) -> tuple[tuple[Equation, Any, Any, Any], ...]:
        """(equation, Σ, f(t), a) for each Σ_{t=a}^{T} f(t) that a symbol is made of."""
        found = []
        for e in self.graph.static:
            for s in dict.fromkeys(filter(is_sum, e.parts)):
                index, low, _ = limits_of(s)
                if self.graph.moves(s):
                    found.append((e, s, s.args[0].subs(index, self.graph.t), low))
        return tuple(found)

    @cached_property
    def seeds(self) -> tuple[tuple[Any, Any, Any], ...]:
        """(f(t), G, a) for each Σ_{t=a}^{T} f(t) that a symbol is made of, G the covector there."""
        return tuple((f, self.pulls(e)[s], low) for e, s, f, low in self._sums)

    def _pulled_sums(self, head: Any) -> Iterator[tuple[dict[Any, Any], Any]]:
        """(what a Σ pulls back at t, a) for each Σ_{t=a}^{T} that uses a head."""
        for e, s, f, low in self._sums:
            if any(head_of(q) == head for q in quantities(f)):
                yield pulled(f, self.pulls(e)[s], self.graph.moves), low

    def seeded(self, time: Any) -> dict[Any, list[Any]]:
        """What the Σ over time use at a time → the covectors there."""
        found: dict[Any, list[Any]] = {}
        t = self.graph.t
        for f, G, low in self.seeds:
            for q, by in pulled(f, G, self.graph.moves).items() if _reached(time, low) else ():
                found.setdefault(at(q, t, time), []).append(at(by, t, time))
        return found

    def shares(self, q: Any) -> Iterator[Any]:
        """The terms of the adjoint of a quantity: one for each equation that uses it."""
        if isinstance(head_of(q), Family):
            yield from self._member_shares(q)
            return
        t, T = self.graph.t, self.graph.T
        for e in self._users.get(q, ()):
            yield self.pulls(e)[q]
        for low, G in self.over_time(q):
            yield summed(G, (t, low, T))

    @cached_property
    def _users(self) -> dict[Any, list[Equation]]:
        """Quantity → the equations without an index that use it."""
        found: dict[Any, list[Equation]] = {}
        for e in (*self.graph.static, *self.graph.single):
            for q in dict.fromkeys(e.parts):
                found.setdefault(q, []).append(e)
        return found

    def over_time(self, q: Any) -> Iterator[tuple[Any, Any]]:
        """(low, G(t)) with Σ_{t=low}^{T} G(t) a share of the adjoint of a symbol."""
        for found, low in self._pulled_sums(q):
            yield low, found[q]
        for e in self.graph.recurrence:
            if q in e.parts:
                yield e.low, self.pulls(e)[q]

    def _member_shares(self, q: Any) -> Iterator[Any]:
        t, time = self.graph.t, q.index
        head = head_of(q)
        for found, low in self._pulled_sums(head):
            if _reached(time, low):
                yield at(found[head[t]], t, time)
        for e in self.graph.recurrence:
            for used in dict.fromkeys(p for p in e.parts if head_of(p) == head):
                later = time + self.graph.lag(used)
                if _reached(later, e.low):
                    yield at(self.pulls(e)[used], t, later)
        for e in self.graph.single:
            if q in e.parts:
                yield self.pulls(e)[q]

    # -- definitions --

    def body(self, q: Any) -> Any:
        """The adjoint of a quantity, in terms of the others."""
        return simplified(added(list(self.shares(q)) or [zero_of(q)]))

    @cached_property
    def system(self) -> System:
        """The model's system, the adjoint equations after it, in the order of their use."""
        found: list[Definition] = []
        for e in reversed(self.graph.equations):
            if self.number(e.head) is None:
                found += self._definitions(e)
        system: System = self.graph.model.system
        return system.with_(*found)

    def _definitions(self, e: Equation) -> Iterator[Definition]:
        target = self.of(e.target)
        if e.low is None:
            yield Definition(target, self.body(e.target))
            return
        head, T = self._named[e.head], self.graph.T
        for step in range(1, self.depth(e) + 1):
            yield Definition(head[T + step], zero_of(target))
        start = self.regular(e.head, e.low)
        for time in range(int(e.low), int(start)):
            if not (T.is_Integer and time > T):
                yield Definition(head[time], self.body(e.at(time)))
        yield Definition(target, self.body(e.target), low=start, high=T)

    def depth(self, e: Equation) -> int:
        """How many times back an equation looks: its adjoint is 0 at as many after T."""
        return max((self.graph.lag(q) for q in e.parts if self.graph.moves(q)), default=0)

    def regular(self, head: Any, low: Any) -> Any:
        """The time from which the adjoint of a family has one equation, not before ``low``."""
        starts = [low]
        starts += [first for _, first in self._pulled_sums(head)]
        for e in self.graph.recurrence:
            starts += [e.low - self.graph.lag(q) for q in e.parts if head_of(q) == head]
        return max(starts)


def at(e: Any, t: Any, time: Any) -> Any:
    """An expression at a time; what it counts as a bound index stays."""
    return e if time == t else e.subs(t, time)


def _reached(time: Any, low: Any) -> bool:
    """Whether a time has come to ``low``; a symbolic one is beyond every such place."""
    time = sp.sympify(time)
    return not time.is_number or bool(time >= low)


def _like(head: Any, name: str) -> Any:
    """A family or symbol of this name, of the shape of another."""
    if isinstance(head, Family):
        return Family(name, head.shape)
    return sp.Symbol(name) if is_scalar(head) else sp.MatrixSymbol(name, *head.shape)
