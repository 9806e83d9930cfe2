"""What names mean where code is written: an argument, a definition, a loss, a sum over time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from derive.algebra import (
    Applied,
    ComponentSum,
    Definition,
    Elementwise,
    Family,
    Gradient,
    HadamardPi,
    Jacobian,
    MatrixSum,
    Member,
    OrderedProduct,
    ScalarMember,
    System,
)
from derive.errors import DeriveError
from derive.export.functions import derivative
from derive.export.graph import Graph, Node
from derive.export.lifting import Lifting, UnliftableError
from derive.export.lowering import Lowering, shape_of, squeezed

__all__ = ["Meaning", "Quantity"]

_OVER_TIME = (ComponentSum, MatrixSum, OrderedProduct, HadamardPi, sp.Sum, sp.Product)


@dataclass
class Quantity:
    """A family that is computed: head[index] = body for low ≤ index ≤ high (None: as needed).

    ``ends`` gives its values beyond those limits, where it has any.
    """

    head: Any
    index: Any
    low: Any
    high: Any
    body: Node
    ends: Callable[[Any], Node | None]
    #: a running sum or product, of which nothing but the last value is asked for
    running: bool = False


@dataclass
class Meaning:
    """The nodes of the names in expressions under a system."""

    system: System
    #: whether loops are scans, and a function of the caller's is mapped over all times at once
    scans: bool = False
    graph: Graph = field(default_factory=Graph)

    def __post_init__(self) -> None:
        self.lower = Lowering(self.graph, self.variable)
        self.quantities: dict[Any, Quantity] = {}
        #: the values that are defined as symbols
        self.named: dict[Node, Any] = {}
        self._opaque = {getattr(o.target, "family", o.target): o for o in self.system.opaque}
        self._lows: dict[Any, list[Any]] = {}
        self._active: list[Any] = []
        self._free: set[Any] = set()
        for d in self.system.definitions:
            if _general(d):
                self._bind(d.target.index, d.low, d.body)
            self._bounds(d.body)

    def result(self, expression: Any) -> Node:
        """The node of a result."""
        self._bounds(expression)
        self._free |= expression.free_symbols
        found = self.lower(expression)
        for d in self.system.definitions:  # a value that the system names keeps its name
            if not hasattr(d.target, "family"):
                with suppress(DeriveError):
                    self.variable(d.target, self.lower)
        return found

    def _bounds(self, expression: Any) -> None:
        for e in sp.preorder_traversal(expression):
            if isinstance(e, (MatrixSum, HadamardPi, OrderedProduct)):
                self._bind(e.index, e.low, e.body)
            elif isinstance(e, (sp.Sum, sp.Product)):
                for index, low, _ in e.limits:
                    self._bind(index, low, e.function)

    def _bind(self, index: Any, low: Any, body: Any) -> None:
        """Note from where an index runs in a body that holds the slope of a function."""
        lows = self._lows.setdefault(index, [])
        functions = body.atoms(Elementwise, Applied) if hasattr(body, "atoms") else ()
        if any(f.function.order for f in functions):
            lows.append(sp.S.NegativeInfinity if low is None else sp.sympify(low))

    # -- names --

    def variable(self, e: Any, low: Lowering) -> Node:
        if isinstance(e, _OVER_TIME):
            return self._over_time(e)
        if isinstance(e, (Member, ScalarMember)):
            return self._member(e)
        if isinstance(e, (Jacobian, Gradient)):
            return self._slope(e)
        if isinstance(e, (Elementwise, Applied)):
            return self._function(e)
        if e in self._opaque:
            return self._call(e, "value", shape_of(e))
        defined = [d for d in self.system.definitions if d.target == e]
        if defined:
            found = self._once(e, lambda: self.lower(defined[0].body))
            self.named.setdefault(found, e)
            return found
        if isinstance(e, sp.Symbol) and e.is_integer:
            return self.graph.node("index", (), (e,))
        return self.graph.node("argument", (), (e,), squeezed(shape_of(e)))

    def _once(self, e: Any, compute: Callable[[], Node]) -> Node:
        if e in self._active:
            raise DeriveError(f"{e} is defined by itself, so there is no code for it")
        self._active.append(e)
        try:
            return compute()
        finally:
            self._active.pop()

    def _member(self, e: Any) -> Node:
        if e.family in self._opaque:
            return self._call(e, "value", shape_of(e))
        self._define(e.family)
        if e.family not in self.quantities:  # perhaps one member is defined by itself
            bodies = [d.body for d in self.system.definitions if d.target == e]
            if bodies:
                return self._once(e, lambda: self.lower(bodies[0]))
        return self.graph.at(e.family, e.index, squeezed(e.family.shape))

    def _slope(self, e: Any) -> Node:
        """∂L_t/∂h_t of an opaque L_t, which the caller gives as a function."""
        opaque = self._opaque.get(getattr(e.of, "family", e.of))
        if opaque is not None and not e.held and self._arguments(e.of) == [e.wrt]:
            gradient = self._call(e.of, "gradient", shape_of(e.wrt))
            return gradient if isinstance(e, Gradient) else self.graph.vec(gradient)
        raise DeriveError(f"the derivative {e} is not worked out here, so there is no code for it")

    def _arguments(self, e: Any) -> list[Any]:
        """What an opaque quantity is a function of."""
        opaque = self._opaque[getattr(e, "family", e)]
        if not hasattr(e, "family"):
            return list(opaque.arguments)
        return [a.subs(opaque.target.index, e.index) for a in opaque.arguments]

    def _call(self, e: Any, what: str, shape: Any) -> Node:
        arguments = [self.lower(a) for a in self._arguments(e)]
        head, index = getattr(e, "family", e), getattr(e, "index", None)
        return self.graph.node("call", arguments, (what, head, index), squeezed(shape))

    # -- definitions --

    def _define(self, head: Family) -> None:
        """Enter the recurrence of a family, if it has one."""
        general = [d for d in self.system.definitions_of(head) if _general(d)]
        if not general or head in self.quantities:
            return
        if len(general) > 1:
            raise DeriveError(f"{head.name} has two recurrences, and code is written for one")
        [d] = general
        nothing = self.graph.full(0, squeezed(head.shape))
        low = None if d.low is None else sp.sympify(d.low)
        high = None if d.high is None else sp.sympify(d.high)
        found = Quantity(head, d.target.index, low, high, nothing, lambda i: self._end(head, i))
        self.quantities[head] = found  # before its body, in which it occurs
        found.body = self.lower(d.body)

    def renamed(self, quantity: Quantity, index: Any) -> None:
        """Let the recurrence run over another index."""
        [d] = [d for d in self.system.definitions_of(quantity.head) if _general(d)]
        self._bind(index, d.low, d.body)
        quantity.body = self.lower(d.body.xreplace({quantity.index: index}))
        quantity.index = index

    def _end(self, head: Family, index: Any) -> Node | None:
        for d in self.system.definitions_of(head):
            if not _general(d) and sp.expand(d.target.index - index) == 0:
                return self.lower(d.body)
        return None

    def ends_of(self, head: Family) -> list[Node]:
        """The values that the system gives single members of a family."""
        found = self.system.definitions_of(head)
        return [self.lower(d.body) for d in found if not _general(d)]

    def _function(self, e: Any) -> Node:
        value = self._named_value(e) if e.function.order else None
        return derivative(self.graph, e.function, self.lower(e.argument), value)

    def _named_value(self, e: Any) -> Node | None:
        """The member h_t where the system has h_t = f(z_t), for f or a derivative of it at z_t."""
        z, f = e.argument, e.function
        if not isinstance(z, (Member, ScalarMember)):
            return None
        for d in self.system.definitions:
            body = d.body
            if not (_general(d) and isinstance(body, (Elementwise, Applied))):
                continue
            if body.function.args[:2] != f.args[:2] or body.function.order:
                continue
            inner = body.argument
            if getattr(inner, "family", None) == z.family and inner.index == d.target.index:
                if not self._within(z.index, d):
                    return None
                self._define(d.head)
                return self.graph.at(d.head, z.index, squeezed(d.head.shape))
        return None

    def _within(self, index: Any, d: Definition) -> bool:
        """Whether the definition is known to hold at the index, wherever that index runs."""
        if d.low is None:
            return True
        symbols = [s for s in index.free_symbols if s in self._lows]
        if len(symbols) > 1 or (symbols and index.diff(symbols[0]) != 1):
            return False
        lows = [index.subs(s, low) for s in symbols for low in self._lows[s]] or [index]
        return all((low - d.low).is_nonnegative for low in lows)

    # -- over time --

    def _over_time(self, e: Any) -> Node:
        g = self.graph
        body, limits = (
            (e.args[0], e.limits) if isinstance(e, (sp.Sum, sp.Product)) else (e.body, [])
        )
        if isinstance(e, ComponentSum):
            limits = [(e.index, sp.S.Zero, e.size - 1)]
        if len(limits) > 1:
            inner = e.func(body, *limits[:-1])
            return self.lower(e.func(inner, limits[-1]))
        index, low, high = limits[0] if limits else (e.index, e.low, e.high)
        node = self.lower(body)
        if low.has(index) or high.has(index):
            raise DeriveError(f"the limits of {e} contain its own index")
        if isinstance(e, (ComponentSum, MatrixSum, sp.Sum)):
            if not (low.free_symbols | high.free_symbols) & self._bound():
                try:
                    return Lifting(g, index, low, high, self.scans).summed(node)
                except UnliftableError:
                    pass
            return self._running(e, index, low, high, g.add, node, g.full(0, node.shape))
        if isinstance(e, OrderedProduct):
            build = g.matmul if e.later == "right" else (lambda old, new: g.matmul(new, old))
            return self._running(e, index, low, high, build, node, g.eye(e.shape[0]))
        return self._running(e, index, low, high, g.mul, node, g.full(1, node.shape))

    def _bound(self) -> set[Any]:
        """The indices over which a sum or a recurrence runs."""
        return {*self._lows} - self._free

    def _running(
        self, e: Any, index: Any, low: Any, high: Any, build: Any, body: Node, start: Node
    ) -> Node:
        """Σ_{k=low}^{high} as S_high, with S_k = S_{k−1} + term: in one loop."""
        g = self.graph
        outer = self._bound()
        others = (body.indices & outer) - {index}
        if others or (low.free_symbols & outer and high.free_symbols & outer):
            raise DeriveError(f"no code of linear length is known for {e}")
        backward = bool(low.free_symbols & outer)
        if backward and isinstance(e, OrderedProduct):
            raise DeriveError(f"no code of linear length is known for {e}")
        head = sp.Dummy("total" if build == g.add else "product")
        before = g.at(head, index + 1 if backward else index - 1, body.shape)
        end = high + 1 if backward else low - 1
        self.quantities[head] = Quantity(
            head,
            index,
            None if backward else low,
            high if backward else None,
            build(before, body),
            lambda i: start if sp.expand(i - end) == 0 else None,
            running=True,
        )
        return g.at(head, low if backward else high, body.shape)


def _general(d: Definition) -> bool:
    return isinstance(d.target, (Member, ScalarMember)) and d.target.index.is_Symbol
