"""Takes out of a loop what does not depend on its recurrence, for all times at once."""

from __future__ import annotations

from typing import Any

import sympy as sp

from derive.export.arrays import Array
from derive.export.graph import Node
from derive.export.lifting import Lifting, UnliftableError

__all__ = ["Hoisting"]


class Hoisting:
    """The bodies of the families ``inside`` a loop, with what is known before it as arrays."""

    def __init__(self, lifting: Lifting, inside: set[Any]) -> None:
        self.lifting, self.inside = lifting, inside
        self.graph, self.index = lifting.graph, lifting.index
        self.arrays: list[Array] = []
        self._known: dict[Node, Node] = {}
        self._rec: dict[Node, bool] = {}

    def recurs(self, x: Node) -> bool:
        """Whether a node depends on what the loop computes."""
        if x not in self._rec:
            own = x.op in ("at", "rows") and x.data[0] in self.inside
            self._rec[x] = own or any(map(self.recurs, x.args))
        return self._rec[x]

    def body(self, name: str, x: Node) -> Node:
        self._name = name
        return self._hoisted(x)

    def _hoisted(self, x: Node) -> Node:
        if self.index not in x.indices or x.op == "at":
            return x
        if x not in self._known:
            self._known[x] = self._regrouped(x) if self.recurs(x) else self._taken_out(x)
        return self._known[x]

    def _taken_out(self, x: Node) -> Node:
        try:
            value = self.lifting.lift(x)
        except UnliftableError:
            return self._within(x)
        low, high = self.lifting.low, self.lifting.high
        head = sp.Dummy(f"{self._name}_known")
        self.arrays.append(Array(head, low, high, x.shape, value))
        return self.graph.at(head, self.index, x.shape)

    def _within(self, x: Node) -> Node:
        args = [self._hoisted(a) for a in x.args]
        return self.graph.node(x.op, args, x.data, x.shape)

    def _regrouped(self, x: Node) -> Node:
        """A sum or a product entry by entry, what is known before the loop in one part."""
        if x.op not in ("add", "mul"):
            return self._within(x)
        parts = list(self._flat(x.op, x))
        build = self.graph.add if x.op == "add" else self.graph.mul
        known = [p for p in parts if not self.recurs(p)]
        moving = [self._hoisted(p) for p in parts if self.recurs(p)]
        if any(self.index in p.indices for p in known):
            return build(self._hoisted(build(*known)), *moving)
        return build(*known, *moving)

    def _flat(self, op: str, x: Node) -> list[Node]:
        return [
            q for a in x.args for q in (self._flat(op, a) if a.op == op and self.recurs(a) else [a])
        ]
