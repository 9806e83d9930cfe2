"""Products of neighbouring members, computed where all their members exist.

An adjoint recursion holds terms such as C̄_{t+1} ⊙ f_{t+1}; at the last step C̄_{T+1} is 0, and
there is no f_{T+1}.  Such a product is a family of its own, 0 beyond the last step.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from derive.export.graph import Graph, Node
from derive.export.meaning import Meaning, Quantity

__all__ = ["reached", "shifted"]


def reached(roots: Iterable[Node]) -> list[Node]:
    """All nodes below the roots, the arguments of each before it."""
    order: dict[Node, None] = {}
    todo = list(roots)[::-1]
    while todo:
        node = todo[-1]
        missing = [a for a in node.args if a not in order]
        if not missing:
            order[node] = None
            todo.pop()
        todo += missing[::-1]
    return list(order)


def shifted(meaning: Meaning, quantities: list[Quantity]) -> list[Quantity]:
    """The families to add to a group of recurrences; their products in the bodies are replaced."""
    return _Shifting(meaning, quantities).added


class _Shifting:
    def __init__(self, meaning: Meaning, quantities: list[Quantity]) -> None:
        self.meaning, self.graph = meaning, meaning.graph
        self.index = quantities[0].index
        self.group = {q.head: q for q in quantities}
        self.added: list[Quantity] = []
        self._made: dict[Node, Node] = {}
        for q in quantities:
            q.body = self._rewritten(q.body)

    def _rewritten(self, root: Node) -> Node:
        new: dict[Node, Node] = {}
        for node in reached([root]):
            found = self._as_member(node)
            if found is None:
                args = [new[a] for a in node.args]
                same = all(a is b for a, b in zip(args, node.args, strict=True))
                found = node if same else self.graph.node(node.op, args, node.data, node.shape)
            new[node] = found
        return new[root]

    def _as_member(self, node: Node) -> Node | None:
        if node in self._made or node.op not in ("mul", "matmul", "outer", "scale", "columns"):
            return self._made.get(node)
        members = [n for n in reached([node]) if self.index in n.indices and not n.args]
        offsets: set[Any] = {
            sp.expand(n.data[1] - self.index) if n.op == "at" else None for n in members
        }
        if len(offsets) != 1 or None in offsets or all(n.data[0] in self.group for n in members):
            return None
        [offset] = offsets
        if not offset.is_Integer or offset <= 0 or not self._vanishes(node, offset):
            return None
        head = sp.Dummy("carried")
        zero = self.graph.full(0, node.shape)
        some = next(iter(self.group.values()))
        body = moved(self.graph, node, self.index, -offset)
        found = Quantity(head, self.index, some.low, some.high, body, lambda i: zero)
        self.meaning.quantities[head] = found
        self.added.append(found)
        self._made[node] = self.graph.at(head, self.index + offset, node.shape)
        return self._made[node]

    def _vanishes(self, node: Node, offset: Any) -> bool:
        """Whether a node is 0 where its members lie beyond the last step."""
        if node.op == "at":
            q = self.group.get(node.data[0])
            if q is None or q.high is None:
                return False
            end = q.ends(sp.expand(q.high + offset))
            return end is not None and end.op == "zeros"
        if node.op in ("mul", "matmul", "outer", "scale", "columns"):
            return any(self._vanishes(a, offset) for a in node.args)
        if node.op in ("add", "T"):
            return all(self._vanishes(a, offset) for a in node.args)
        return False


def moved(graph: Graph, root: Node, index: Any, by: Any) -> Node:
    """A node with its members taken ``by`` steps later."""
    new: dict[Node, Node] = {}
    for node in reached([root]):
        data = node.data
        if node.op == "at":
            data = (data[0], sp.expand(data[1].subs(index, index + by)))
        new[node] = graph.node(node.op, [new[a] for a in node.args], data, node.shape)
    return new[root]
