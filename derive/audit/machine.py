"""The machine: evaluates members by their definitions, once each, to any depth.

What an expression means, node by node, stands in :mod:`derive.audit.nodes`; this file knows what
a name means: a seeded variable, a definition, an opaque function, a hypothesis, or a free variable
whose value the point gives.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Protocol

from sympy import ImmutableMatrix, Integer, Symbol, sympify

from derive.algebra import Definition, Member, Opaque, ScalarMember, System
from derive.algebra.traversal import spelt
from derive.audit.arrays import Array, Powers, show
from derive.audit.hypotheses import Hypotheses, OutOfReachError
from derive.audit.numbers import tame
from derive.audit.worlds import Key, World, Worlds
from derive.errors import DeriveError, ShapeError

__all__ = ["Machine", "Scope", "Source", "name_of"]

#: how deep definitions may nest in Python's own stack before the machine keeps its own
_DEPTH = 20
#: how many definitions may wait for one another at all
_PENDING = 2_000
#: how many members of one family wait for one another before it is asked whether that ever ends
_CLIMB = 3


class Source(Protocol):
    """Where the values of free variables come from."""

    def value(self, key: Key, node: Any, shape: tuple[int, ...], machine: Machine) -> Any:
        """An :class:`Array` of that shape, or a number where the shape is ``()``."""

    def opaque(self, head: Any) -> Any:
        """The function that an opaque quantity is."""


class _Deep(Exception):  # noqa: N818  # a request, not an error
    """A member has to be computed first, from the bottom of the stack."""

    def __init__(self, world: World, key: Key, node: Any) -> None:
        self.world, self.key, self.node = world, key, node


def name_of(key: Key) -> str:
    head, index = key
    return spelt(head) if index is None else f"{spelt(head)}[{index}]"


class Scope:
    """An expression's surroundings: the values of its index symbols, and its world."""

    __slots__ = ("env", "machine", "world")

    def __init__(self, machine: Machine, world: World, env: dict[Any, Any]) -> None:
        self.machine, self.world, self.env = machine, world, env

    def bind(self, symbol: Any, value: Any) -> Scope:
        return Scope(self.machine, self.world, {**self.env, symbol: value})

    def value(self, expr: Any) -> Any:
        """The value of ``expr``: an :class:`Array` or a number."""
        self.machine.work += 1
        return self.machine.handler(expr.__class__)(expr, self)

    def number(self, expr: Any) -> Any:
        value = self.value(expr)
        if isinstance(value, Array):
            raise ShapeError(f"{expr} has shape {show(value.shape)} where a scalar has to stand")
        return value

    def array(self, expr: Any) -> Array:
        value = self.value(expr)
        if not isinstance(value, Array):
            raise ShapeError(f"{expr} is a scalar where a matrix has to stand")
        return value

    def integer(self, expr: Any) -> int:
        """The value of an index or a size."""
        if isinstance(expr, Integer):
            return int(expr)
        if isinstance(expr, Symbol):
            found = self.env.get(expr)
            if found is None:
                raise DeriveError(f"no integer is given for {expr}")
            self.machine.used.add(expr)
            if isinstance(found, int):
                return found
        value = self.number(expr)
        if not hasattr(value, "q") or value.q != 1:
            raise DeriveError(f"{expr} has to be an integer here")
        return int(value.p)

    def shape(self, expr: Any) -> tuple[int, ...]:
        shape = expr.shape if getattr(expr, "is_Matrix", False) else ()
        return tuple(self.integer(s) for s in shape)

    def key(self, node: Any) -> Key:
        """What a variable is looked up by."""
        if isinstance(node, (Member, ScalarMember)):
            return node.family, self.integer(node.index)
        return node, None

    def once(self, expr: Any, compute: Any) -> Any:
        """``compute()``, kept for the next time ``expr`` is met with the same indices."""
        symbols = self.machine.symbols(expr)
        bound = tuple(self.env.get(s) for s in symbols)
        if not all(b is None or isinstance(b, int) for b in bound):
            return compute()
        nodes = self.world.nodes
        known = (expr, bound)
        if known not in nodes:
            nodes[known] = compute()
        return nodes[known]

    def powers(self, expr: Any) -> Powers:
        """The powers of a matrix: sums and products ask for one after the other."""
        base = self.once(expr, lambda: self.array(expr))
        known = self.machine.powers
        if id(base) not in known:  # the powers hold the base, so that no other has its identity
            known[id(base)] = Powers(base, self.machine.exact_bits)
        return known[id(base)]


class Machine:
    """One evaluation: sizes, a source of values, a system, and everything computed so far.

    ``exact_bits``: above this many bits a rational that a definition yields becomes a ball (the
    digits of an exact nonlinear recurrence double at every step).
    """

    def __init__(
        self, sizes: dict[Any, int], source: Source, system: System, exact_bits: int = 1 << 15
    ) -> None:
        from derive.audit.nodes import find_handler

        self.sizes, self.source, self.system = sizes, source, system
        self.exact_bits = exact_bits
        self.handler: Callable[[type], Callable[[Any, Scope], Any]] = find_handler
        self.worlds = Worlds()
        self.base = Scope(self, self.worlds.base, dict(sizes))
        #: nodes evaluated, a measure of cost that does not depend on the clock
        self.work = 0
        #: the index symbols that were asked for
        self.used: set[Any] = set()
        self.powers: dict[int, Powers] = {}
        self._depth = 0
        self._active: set[tuple[World, Key]] = set()
        self._free: dict[Any, tuple[Any, ...]] = {}
        self._rules: dict[Key, Definition | Opaque | None] = {}
        self._general: dict[Any, list[Definition]] = {}
        self._constant: dict[Key, Definition] = {}
        self._opaque = {getattr(o.target, "family", o.target): o for o in system.opaque}
        for definition in system.definitions:
            self._declare(definition)
        self.hypotheses = Hypotheses(self)

    def end(self) -> None:
        """Let go of what was evaluated: it refers to this machine, and would wait for a collection
        of what is circular."""
        del self.base, self.hypotheses, self.worlds, self.powers

    def _declare(self, definition: Definition) -> None:
        target = definition.target
        if hasattr(target, "family") and target.index.is_Symbol:
            self._general.setdefault(definition.head, []).append(definition)
        else:
            self._constant[self.base.key(target)] = definition

    # -- running ---------------------------------------------------------------------------

    def run(self, expr: Any) -> Any:
        """The value of ``expr``; definitions of any depth, none of them circular."""
        pending: list[_Deep] = []
        waiting: set[tuple[World, Key]] = set()
        self._depth = 0  # whatever failed before has left its traces
        self._active.clear()
        while True:
            try:
                if not pending:
                    return self.base.value(expr)
                top = pending[-1]
                self.variable(Scope(self, top.world, self.base.env), top.key, top.node)
                pending.pop()
                waiting.discard((top.world, top.key))
            except _Deep as deep:
                self._depth = 0
                self._active.clear()
                if len(pending) > _PENDING:
                    raise DeriveError(f"{name_of(deep.key)} needs too many others") from None
                if (deep.world, deep.key) in waiting:
                    raise _circular(deep.key) from None
                if self._endless(deep.key, [d.key[1] for d in pending if d.key[0] == deep.key[0]]):
                    raise OutOfReachError(f"no end is given for {name_of(deep.key)}") from None
                pending.append(deep)
                waiting.add((deep.world, deep.key))
            except RecursionError:
                raise DeriveError("the expression is nested too deeply") from None

    def _endless(self, key: Key, before: list[int | None]) -> bool:
        """Whether members wait for one another ever farther from all that may end them: δ_l for
        δ_{l+1} where nothing defines a last one."""
        way = [index for index in (*before[-_CLIMB:], key[1]) if index is not None]
        if len(way) <= _CLIMB:
            return False
        ends = [v for v in self.base.env.values() if isinstance(v, int)]
        ends += [index for head, index in self._constant if head == key[0] and index is not None]
        up = way[0] > max(ends, default=0) and all(a < b for a, b in pairwise(way))
        return up or (way[0] < min(ends, default=0) and all(a > b for a, b in pairwise(way)))

    def variable(self, scope: Scope, key: Key, node: Any) -> Any:
        """The value of a symbol or a member in the scope's world."""
        world = scope.world
        found = world.memo.get(key)
        if found is not None:
            return found
        token = (world, key)
        if token in self._active:
            raise _circular(key)
        if self._depth >= _DEPTH:
            raise _Deep(world, key, node)
        self._depth += 1
        self._active.add(token)
        value = self._compute(world, key, node)
        self._active.discard(token)
        self._depth -= 1
        world.memo[key] = value
        return value

    def _compute(self, world: World, key: Key, node: Any) -> Any:
        for seed in world.seeds:
            if seed.cuts(key):
                below = Scope(self, self.worlds.without(world, seed), self.base.env)
                return seed.plant(key, self.variable(below, key, node))
        if not world.seeds:
            assumed = self.hypotheses.value(key)
            if assumed is not None:
                return assumed
        elif self.hypotheses.covers(key) or self.rule(key) is None:
            return self.variable(self.base, key, node)
        return self.defined(world, key, node)

    def defined(self, world: World, key: Key, node: Any) -> Any:
        """The value by definition, opaque function or, for a free variable, by the point."""
        rule = self.rule(key)
        if rule is None:
            shape = self.base.shape(node)
            return self.source.value(key, node, shape, self)
        env = self.base.env
        if key[1] is not None and rule.target.index.is_Symbol:
            env = {**env, rule.target.index: key[1]}
        scope = Scope(self, world, env)
        value = self._call(rule, scope, key) if isinstance(rule, Opaque) else scope.value(rule.body)
        if isinstance(value, Array):
            return value.map(lambda x: tame(x, self.exact_bits))
        return tame(value, self.exact_bits)

    def rule(self, key: Key) -> Definition | Opaque | None:
        """What computes ``key``: its definition, its opaque function, or nothing."""
        if key not in self._rules:
            self._rules[key] = self._find_rule(key)
        return self._rules[key]

    def _find_rule(self, key: Key) -> Definition | Opaque | None:
        head, index = key
        if key in self._constant:
            return self._constant[key]
        for d in self._general.get(head, ()):
            low = d.low is None or self.base.integer(sympify(d.low)) <= (index or 0)
            if low and (d.high is None or (index or 0) <= self.base.integer(sympify(d.high))):
                return d
        return self._opaque.get(head)

    def _call(self, opaque: Opaque, scope: Scope, key: Key) -> Any:
        """An opaque function at its arguments.

        A function of ours takes numbers.  A user's takes (index, vectors…) as SymPy matrices of
        symbols, and what it returns is evaluated with the symbols bound to the numbers.
        """
        function = self.source.opaque(key[0])
        arguments = [scope.value(a) for a in opaque.arguments]
        if hasattr(function, "on_numbers"):
            flat = [x for a in arguments for x in (a.stacked() if isinstance(a, Array) else [a])]
            return function.on_numbers(key[1], flat, self.base.shape(opaque.target))
        symbolic, env = [], dict(scope.env)
        for m, a in enumerate(arguments):
            rows, cols = a.shape if isinstance(a, Array) else (1, 1)
            names = [Symbol(f"_{m}_{k}") for k in range(rows * cols)]
            env.update(zip(names, a.data if isinstance(a, Array) else [a], strict=True))
            entries = ImmutableMatrix(rows, cols, names)
            symbolic.append(entries if isinstance(a, Array) else names[0])
        indices = () if key[1] is None else (key[1],)
        return Scope(self, scope.world, env).value(sympify(function(*indices, *symbolic)))

    def symbols(self, expr: Any) -> tuple[Any, ...]:
        """The free symbols of ``expr``, in a fixed order."""
        if expr not in self._free:
            self._free[expr] = tuple(sorted(expr.free_symbols, key=spelt))
        return self._free[expr]


def _circular(key: Key) -> DeriveError:
    return DeriveError(f"circular definition: {name_of(key)} is defined by itself")
