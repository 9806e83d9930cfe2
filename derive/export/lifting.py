"""Values for all times at once: an expression of x_t as one of the array whose rows are the x_t.

``lift`` gives the array with a leading axis of time, ``summed`` its sum over time without the
intermediate array where there is a shorter way: Σ_t δ_t h_{t−1}ᵀ is Δᵀ H.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from derive.export.graph import Graph, Node

__all__ = ["Lifting", "UnliftableError"]


class UnliftableError(Exception):
    """There is no such array without a loop."""


class Lifting:
    """The values of nodes over ``low ≤ index ≤ high``."""

    def __init__(self, graph: Graph, index: Any, low: Any, high: Any, maps: bool = False) -> None:
        self.maps = maps
        self.graph, self.index, self.low, self.high = graph, index, low, high
        self.count = sp.expand(high - low + 1)
        self._known: dict[Node, Node] = {}

    def varies(self, x: Node) -> bool:
        return self.index in x.indices

    def lift(self, x: Node) -> Node:
        """The array of the values; a node that does not vary stays as it is."""
        if not self.varies(x):
            return x
        if x not in self._known:
            if x.op not in _LIFTS:
                raise UnliftableError(x.op)
            self._known[x] = _LIFTS[x.op](self, x)
        return self._known[x]

    # -- rows --

    def member(self, x: Node) -> Node:
        head, at = x.data
        offset = sp.expand(at - self.index)
        if self.index in offset.free_symbols:
            raise UnliftableError("at")
        return self.graph.rows(head, self.low + offset, self.high + offset, x.shape)

    def called(self, x: Node) -> Node:
        """A function of the caller's, where the backend can map one over an axis."""
        what, head, at = x.data
        if not self.maps or not all(map(self.varies, x.args)):
            raise UnliftableError("call")
        offset = at - self.index
        args = [self.lift(a) for a in x.args]
        data = (what, head, self.low + offset, self.high + offset)
        return self.graph.node("calls", args, data, (self.count, *x.shape))

    def each(self, x: Node) -> Node:
        """A node that works on the last axes, whatever stands before them."""
        args = [self.lift(a) for a in x.args]
        return self.graph.node(x.op, args, x.data, (self.count, *x.shape))

    def widened(self, a: Node, rank: int) -> Node:
        """The lifted ``a``; a number gets axes to multiply an array of that rank with."""
        found = self.lift(a)
        missing = rank - a.rank
        if not self.varies(a) or not missing:
            return found
        shape = (*found.shape, *[sp.S.One] * missing)
        return self.graph.node("expand", (found,), (missing,), shape)

    def entrywise(self, x: Node) -> Node:
        args = [self.widened(a, x.rank) for a in x.args]
        return self.graph.node(x.op, args, x.data, (self.count, *x.shape))

    def product(self, x: Node) -> Node:
        a, b = x.args
        g, shape = self.graph, (self.count, *x.shape)
        left, right = self.lift(a), self.lift(b)
        if self.varies(a) and self.varies(b) and (a.rank, b.rank) == (1, 1):
            return g.node("sum", (g.node("mul", (left, right), (), left.shape),), (1,), shape)
        if self.varies(b) and b.rank == 1:
            if self.varies(a):
                return self.einsum("tij,tj->ti", left, right, shape)
            turned = g.transpose(a)  # rows of the right factor, each times the matrix
            return g.node("matmul", (right, turned), (), shape)
        if self.varies(a) and self.varies(b) and a.rank == 1:
            return self.einsum("ti,tij->tj", left, right, shape)
        return g.node("matmul", (left, right), (), shape)

    def einsum(self, pattern: str, a: Node, b: Node, shape: Any) -> Node:
        return self.graph.node("einsum", (a, b), (pattern,), shape)

    def outer(self, x: Node) -> Node:
        parts = ("ti" if self.varies(x.args[0]) else "i", "tj" if self.varies(x.args[1]) else "j")
        left, right = map(self.lift, x.args)
        return self.einsum(",".join(parts) + "->tij", left, right, (self.count, *x.shape))

    def scale(self, x: Node) -> Node:
        v, M = x.args
        parts = ("ti" if self.varies(v) else "i", "tij" if self.varies(M) else "ij")
        left, right = self.lift(v), self.lift(M)
        return self.einsum(",".join(parts) + "->tij", left, right, (self.count, *x.shape))

    def columns(self, x: Node) -> Node:
        M, v = x.args
        parts = ("tij" if self.varies(M) else "ij", "tj" if self.varies(v) else "j")
        left, right = self.lift(M), self.lift(v)
        return self.einsum(",".join(parts) + "->tij", left, right, (self.count, *x.shape))

    def total(self, x: Node) -> Node:
        [inner] = x.args
        axes = tuple(d + 1 for d in x.data) if x.data else tuple(range(1, inner.rank + 1))
        return self.graph.node("sum", (self.lift(inner),), axes, (self.count, *x.shape))

    def turned(self, x: Node) -> Node:
        return self.graph.node("swap", (self.lift(x.args[0]),), (), (self.count, *x.shape))

    def solved(self, x: Node) -> Node:
        A, b = x.args
        if b.rank == 1 and not self.varies(A):  # one system, many right-hand sides
            g, rows = self.graph, self.lift(b)
            return g.transpose(g.node("solve", (A, g.transpose(rows)), (), rows.shape[::-1]))
        if b.rank == 1:
            raise UnliftableError("solve")
        return self.each(x)

    # -- sums --

    def summed(self, x: Node) -> Node:
        """Σ over the index."""
        g = self.graph
        if not self.varies(x):
            return g.mul(g.size(self.count), x)
        found = _SUMS[x.op](self, x) if x.op in _SUMS else None
        if found is not None:
            return found
        return g.total(self.lift(x), 0)

    def sum_of_terms(self, x: Node) -> Node:
        whole = [
            p if p.shape == x.shape else self.graph.mul(p, self.graph.full(1, x.shape))
            for p in x.args
        ]
        return self.graph.add(*map(self.summed, whole))

    def sum_of_multiples(self, x: Node) -> Node | None:
        fixed = [a for a in x.args if not self.varies(a)]
        moving = [a for a in x.args if self.varies(a)]
        if len(moving) == 1 and (moving[0].shape == x.shape):
            return self.graph.mul(*fixed, self.summed(moving[0])) if fixed else None
        if not x.shape and len(moving) == 2:  # Σ a_t b_t of numbers
            pair = self.graph.matmul(*map(self.lift, moving))
            return self.graph.mul(*fixed, pair)
        if not fixed:
            return self._weighted(moving)
        return self.graph.mul(*fixed, self.summed(self.graph.mul(*moving)))

    def _weighted(self, moving: list[Node]) -> Node | None:
        """Σ_t a_t v_t of numbers and vectors is a product of a vector and a matrix."""
        numbers, arrays = [m for m in moving if not m.rank], [m for m in moving if m.rank]
        if numbers and arrays and all(a.rank == 1 for a in arrays):
            left, right = self.graph.mul(*numbers), self.graph.mul(*arrays)
            return self.graph.matmul(self.lift(left), self.lift(right))
        return None

    def sum_of_products(self, x: Node) -> Node:
        g, (a, b) = self.graph, x.args
        if not self.varies(a):
            return g.matmul(a, self.summed(b))
        if not self.varies(b):
            return g.matmul(self.summed(a), b)
        left, right = self.lift(a), self.lift(b)
        if (a.rank, b.rank) == (1, 1):
            return g.total(g.mul(left, right))
        inner = {1: "ti", 2: "tij"}[a.rank], {1: "tj", 2: "tjk"}[b.rank]
        if a.rank == 1:
            inner = "tj", "tjk"
        kept = ("i" if a.rank == 2 else "") + ("k" if b.rank == 2 else "")
        return self.einsum(",".join(inner) + "->" + kept, left, right, x.shape)

    def sum_of_outer(self, x: Node) -> Node:
        g, (u, v) = self.graph, x.args
        if not self.varies(u):
            return g.outer(u, self.summed(v))
        if not self.varies(v):
            return g.outer(self.summed(u), v)
        return g.matmul(g.transpose(self.lift(u)), self.lift(v))

    def sum_inside(self, x: Node) -> Node:
        """A node that is linear in its one argument."""
        build = {"T": "transpose", "diag": "diag", "diagonal": "diagonal"}
        inner = self.summed(x.args[0])
        if x.op in build:
            return getattr(self.graph, build[x.op])(inner)
        if x.op == "sum":
            return self.graph.total(inner, *x.data)
        return self.graph.node(x.op, (inner,), x.data, x.shape)


_LIFTS: dict[str, Callable[[Lifting, Node], Node]] = {
    "at": Lifting.member,
    "call": Lifting.called,
    **dict.fromkeys(("add", "mul"), Lifting.entrywise),
    **dict.fromkeys(("pow", "fn", "softmax", "logsumexp", "log_softmax"), Lifting.each),
    **dict.fromkeys(("inv", "det"), Lifting.each),
    "matmul": Lifting.product,
    "outer": Lifting.outer,
    "scale": Lifting.scale,
    "columns": Lifting.columns,
    "sum": Lifting.total,
    "T": Lifting.turned,
    "solve": Lifting.solved,
}
_SUMS: dict[str, Callable[[Lifting, Node], Node | None]] = {
    "add": Lifting.sum_of_terms,
    "mul": Lifting.sum_of_multiples,
    "matmul": Lifting.sum_of_products,
    "outer": Lifting.sum_of_outer,
    **dict.fromkeys(("T", "diag", "diagonal", "flat", "reshape", "sum"), Lifting.sum_inside),
}
