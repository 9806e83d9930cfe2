"""What is computed in which order: arrays for all times at once, and loops for recurrences.

Families that use each other at other times are computed together, in one loop: ascending where
they use earlier members, descending where they use later ones.  What in a loop does not depend on
the recurrence is taken out of it, for all times at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from derive.errors import DeriveError
from derive.export.arrays import Array, Loop
from derive.export.graph import Node
from derive.export.hoisting import Hoisting
from derive.export.lifting import Lifting, UnliftableError
from derive.export.meaning import Meaning, Quantity
from derive.export.shifting import reached, shifted

__all__ = ["Plan", "at_most"]


def at_most(a: Any, b: Any) -> bool:
    """Whether a ≤ b for every length T ≥ 0."""
    gap = sp.expand(b - a)
    lengths = sp.Add(*(c for c in gap.as_coefficients_dict() if not c.is_number))
    slopes = [v for c, v in gap.as_coefficients_dict().items() if not c.is_number]
    constant = gap.subs(dict.fromkeys(lengths.free_symbols, 0))
    return bool(constant >= 0) and all(v > 0 for v in slopes)


def _lowest(values: list[Any]) -> Any:
    found = values[0]
    for v in values[1:]:
        found = v if _before(v, found) else found
    return found


def _highest(values: list[Any]) -> Any:
    found = values[0]
    for v in values[1:]:
        found = v if _before(found, v) else found
    return found


def _before(a: Any, b: Any) -> bool:
    """Whether a < b, or a ≤ b from some length on."""
    gap = sp.expand(b - a)
    if gap.is_number:
        return bool(gap > 0)
    return all(v > 0 for c, v in gap.as_coefficients_dict().items() if not c.is_number)


class Plan:
    """The statements that compute the results, in order, and the arrays that are arguments."""

    def __init__(self, meaning: Meaning, results: dict[str, Node]) -> None:
        self.maps = meaning.scans
        self.meaning, self.graph, self.results = meaning, meaning.graph, results
        self.statements: list[Array | Loop] = []
        #: what computes each family that is not an argument
        self.computed: dict[Any, Loop | Array] = {}
        self._uses: dict[Any, list[Node]] = {}
        self.arrays: dict[Any, Array] = {}
        self._demand: dict[Any, list[tuple[Any, Any]]] = {}
        self._look(results.values(), None, None, None)
        for group in self._groups():
            self._place(group)
        self.statements.reverse()
        for head, demand in self._demand.items():
            if head not in self.arrays and head not in self.computed:
                low = _lowest([d[0] for d in demand])
                high = _highest([d[1] for d in demand])
                [shape] = {n.shape[n.op == "rows" :] for n in self._uses[head]}
                self.arrays[head] = Array(head, low, high, shape)

    # -- what is asked for --

    def _look(self, roots: Iterable[Node], index: Any, low: Any, high: Any) -> None:
        """Note which members the nodes use, where ``index`` runs from low to high."""
        for node in reached(roots):
            if node.op == "at":
                head, at = node.data
                span = (at, at) if index is None else (at.subs(index, low), at.subs(index, high))
            elif node.op == "rows":
                head, span = node.data[0], node.data[1:]
            else:
                continue
            self._demand.setdefault(head, []).append(tuple(map(sp.expand, span)))
            self._uses.setdefault(head, []).append(node)

    def _needs(self, quantity: Quantity) -> Iterator[tuple[Any, Any]]:
        """(family, how far from the index) of each member that a body uses; None: elsewhere."""
        for node in reached([quantity.body]):
            if node.op == "at" and node.data[0] in self.meaning.quantities:
                offset = sp.expand(node.data[1] - quantity.index)
                yield node.data[0], int(offset) if offset.is_Integer else None
            elif node.op == "rows" and node.data[0] in self.meaning.quantities:
                yield node.data[0], None
        for node in reached(self.meaning.ends_of(quantity.head)):
            head = node.data[0] if node.op in ("at", "rows") else quantity.head
            if head != quantity.head and head in self.meaning.quantities:
                yield head, None

    def _groups(self) -> list[list[Any]]:
        """Families that need each other, each group before those that it needs (Tarjan)."""
        number: dict[Any, int] = {}
        lowest: dict[Any, int] = {}
        stack: list[Any] = []
        groups: list[list[Any]] = []

        def visit(head: Any) -> None:
            number[head] = lowest[head] = len(number)
            stack.append(head)
            for other, _ in self._needs(self.meaning.quantities[head]):
                if other not in number:
                    visit(other)
                if other in stack:
                    lowest[head] = min(lowest[head], lowest[other])
            if lowest[head] == number[head]:
                cut = stack.index(head)
                groups.append(stack[cut:])
                del stack[cut:]

        for head in [h for h in self._demand if h in self.meaning.quantities]:
            if head not in number:
                visit(head)
        return groups[::-1]

    # -- placing a group --

    def _place(self, heads: list[Any]) -> None:
        quantities = [self.meaning.quantities[h] for h in heads]
        for q in quantities[1:]:
            if q.index != quantities[0].index:
                self.meaning.renamed(q, quantities[0].index)
        quantities += shifted(self.meaning, quantities)
        group = {q.head: q for q in quantities}
        offsets = [
            (h, o) for q in quantities for h, o in self._needs(q) if h in group and o is not None
        ]
        index = quantities[0].index
        down = any(o > 0 for _, o in offsets)
        if down and any(o < 0 for _, o in offsets):
            names = ", ".join(h.name for h in heads)
            raise DeriveError(f"{names} use both earlier and later members: no loop computes them")
        asked = [d for h in heads for d in self._demand.get(h, ())]
        low, high = self._limits(quantities, asked, down)
        if not offsets and len(quantities) == 1 and self._at_once(quantities[0], low, high, asked):
            return
        self._loop(group, self._ordered(group), index, low, high, down, offsets)

    def _limits(self, quantities: list[Quantity], asked: Any, down: bool) -> tuple[Any, Any]:
        lows = {q.low for q in quantities if q.low is not None}
        highs = {q.high for q in quantities if q.high is not None}
        if len(lows) > 1 or len(highs) > 1:
            names = ", ".join(q.head.name for q in quantities)
            raise DeriveError(f"the recurrences of {names} hold from or up to different times")
        if down and not highs:
            raise DeriveError(f"{quantities[0].head.name} is defined backwards from no last index")
        low = lows.pop() if lows else _lowest([d[0] for d in asked])
        high = highs.pop() if highs else _highest([d[1] for d in asked])
        return low, high

    def _at_once(self, q: Quantity, low: Any, high: Any, asked: Any) -> bool:
        """A family that is no recurrence, as one array; False where that takes a loop."""
        if not all(at_most(low, d[0]) and at_most(d[1], high) for d in asked):
            return False
        try:
            value = Lifting(self.graph, q.index, low, high, self.maps).lift(q.body)
        except UnliftableError:
            return False
        if q.index not in q.body.indices:
            return False
        array = Array(q.head, low, high, q.body.shape, value)
        self.arrays[q.head] = self.computed[q.head] = array
        self.statements.append(array)
        self._look([value], None, None, None)
        return True

    def _ordered(self, group: dict[Any, Quantity]) -> list[Any]:
        """Each family after those that it uses in the same step."""
        done: list[Any] = []
        todo = [*sorted(group, key=lambda h: h.name, reverse=True)]
        waiting: list[Any] = []
        while todo:
            head = todo[-1]
            missing = [
                h
                for h, o in self._needs(group[head])
                if o == 0 and h in group and h not in done and head not in done
            ]
            if not missing:
                todo.pop()
                if head not in done:
                    done.append(head)
                continue
            if head in waiting:
                raise DeriveError(f"{head.name} is defined by itself at the same time")
            waiting.append(head)
            todo += dict.fromkeys(missing)
        return done

    def _loop(
        self, group: Any, order: Any, index: Any, low: Any, high: Any, down: bool, offsets: Any
    ) -> None:
        lifting = Lifting(self.graph, index, low, high, self.maps)
        hoisting = Hoisting(lifting, {*group})
        bodies = {h: hoisting.body(h.name, group[h].body) for h in order}
        depth: dict[Any, int] = {}
        for h, o in offsets:
            depth[h] = max(depth.get(h, 0), abs(o))
        loop = Loop(index, low, high, down, bodies, {}, depth)
        for h in order:
            self._store(loop, group[h])
        self.statements.append(loop)
        self.computed.update(dict.fromkeys(group, loop))
        self._look(bodies.values(), index, low, high)
        for array in reversed(hoisting.arrays):
            self.arrays[array.head] = array
            self.computed[array.head] = array
            self.statements.append(array)
            self._look([n for n in (array.value,) if n is not None], None, None, None)
        self._look([n for ends in loop.ends.values() for n in ends.values()], None, None, None)

    def _store(self, loop: Loop, q: Quantity) -> None:
        """Which members are asked for later, and what those beyond the limits are."""
        h, asked = q.head, self._demand.get(q.head, [])
        first, final = (loop.high, loop.low) if loop.down else (loop.low, loop.high)
        depth = loop.depth.get(h, 0)
        step = 1 if loop.down else -1
        beyond = [first + step * k for k in range(1, depth + 1)]
        ends = {i: self._end(q, i) for i in beyond}
        outside = [d for d in asked if not (at_most(loop.low, d[0]) and at_most(d[1], loop.high))]
        single = all(n.op == "at" for n in self._uses.get(h, ()))
        if depth == 1 and single and all(d == (final, final) for d in asked):
            loop.last.add(h)
        elif asked or depth:
            loop.stored.add(h)
            for span in outside:
                self._extend(loop, q, ends, span)
            reach = _highest if loop.down else _lowest
            kept = [i for i in ends if not self.meaning.scans or i not in beyond or outside]
            edge = reach([loop.high if loop.down else loop.low, *kept])
            low, high = (loop.low, edge) if loop.down else (edge, loop.high)
            self.arrays[h] = Array(h, low, high, q.body.shape)
        if ends:
            loop.ends[h] = ends

    def _extend(self, loop: Loop, q: Quantity, ends: dict[Any, Node], span: Any) -> None:
        """Put the members in that lie beyond where the recurrence begins."""
        begin = span[0].subs(dict.fromkeys(span[0].free_symbols, 0))  # where the length is 0
        if not loop.down and _before(begin, loop.low):
            missing = [loop.low - k for k in range(1, int(loop.low - begin) + 1)]
        elif loop.down and not at_most(span[1], loop.high):
            gap = sp.expand(span[1] - loop.high)
            missing = [loop.high + k for k in range(1, int(gap) + 1 if gap.is_Integer else 2)]
        else:
            raise DeriveError(f"members of {q.head.name} are used before it begins: {span}")
        for i in missing:
            ends.setdefault(sp.expand(i), self._end(q, i))

    def _end(self, q: Quantity, index: Any) -> Node:
        found = q.ends(index)
        if found is not None:
            return found
        return self.graph.node("initial", (), (q.head, sp.expand(index)), q.body.shape)
