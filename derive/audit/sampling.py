"""Which symbols of a statement are sizes, times or component indices, and values for them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations
from random import Random
from typing import Any, NamedTuple

from sympy import (
    And,
    Identity,
    MatPow,
    MatrixSymbol,
    OneMatrix,
    Product,
    Sum,
    Symbol,
    ZeroMatrix,
    sympify,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    ByEntries,
    ComponentSum,
    Family,
    HadamardPi,
    MatrixSum,
    Member,
    OrderedProduct,
    ScalarMember,
    System,
)
from derive.algebra.traversal import atoms, nodes, spelt
from derive.audit.linear import COMPARE, linear
from derive.audit.machine import Machine, Scope
from derive.audit.points import Given
from derive.errors import DeriveError

__all__ = ["Symbols", "holds", "relations"]

#: the largest time index of each try, in this order, then again from the start
_TOPS = (4, 2, 1, 0, 3, 2)
#: how often times are drawn for one largest value before it is given up
_DRAWS = 60


def relations(given: Iterable[Any]) -> list[Any]:
    """The relations in ``given``, conjunctions taken apart; only comparisons are understood."""
    found: list[Any] = []
    for r in map(sympify, given):
        if r == True:  # noqa: E712  # SymPy's true
            continue
        if isinstance(r, And):
            found += relations(r.args)
        elif type(r) in COMPARE:
            found.append(r)
        else:
            raise DeriveError(f"the audit does not understand the condition {r}")
    return found


def holds(relation: Any, scope: Scope) -> bool:
    """Whether a comparison certainly holds; a ball that straddles it does not."""
    left, right = scope.number(relation.lhs), scope.number(relation.rhs)
    return bool(COMPARE[type(relation)](left - right, 0))


class Symbols:
    """The index symbols of a statement: ``sizes``, ``times``, and ``components`` with their axes.

    Sizes are the symbols in shapes, component indices those in entries, times all others that
    are integers or stand in an index, a limit or a matrix power.
    """

    def __init__(self, expressions: Iterable[Any], system: System, given: list[Any]) -> None:
        looked, extra, behind = _with_definitions(expressions, system, given)
        sizes: set[Any] = set()
        times: set[Any] = set()
        axes: dict[Any, set[Any]] = {}
        #: the least size of which all entries that are named by number are there
        self.least: dict[Any, int] = {}
        for e in (*looked, *extra):
            roles = _roles(e)
            sizes |= roles.sizes
            times |= roles.times
            for symbol, size in roles.axes:
                axes.setdefault(symbol, set()).add(size)
            for size, least in roles.least:
                self.least[size] = max(self.least.get(size, 1), least)
        free = behind.union(*(e.free_symbols for e in looked))
        free |= sizes  # SymPy does not count them among the free symbols of a MatrixSymbol
        free -= {d.head for d in system.definitions} | {o.target for o in system.opaque}
        by_name = sorted(free, key=spelt)
        self.sizes = [s for s in by_name if s in sizes]
        self.components = {s: axes[s] for s in by_name if s in axes and s not in sizes}
        self.times = [
            s
            for s in by_name
            if s not in sizes and s not in self.components and (s in times or s.is_integer)
        ]
        known = {*self.sizes, *self.times, *self.components}
        given = [*given, *(r for r in relations(system.facts) if r.free_symbols <= free)]
        self.conditions = [
            r for r in given if not atoms(r, *_QUANTITIES) and r.free_symbols <= known
        ]
        self.premises = [r for r in given if r not in self.conditions]
        self._linear = [check for r in self.conditions if (check := linear(r)) is not None]
        self._others = [r for r in self.conditions if linear(r) is None]
        self._machine = Machine({}, Given({}), System())

    def choose(self, attempt: int, draw: Random) -> dict[Any, int] | None:
        """Values for the ``attempt``-th try, or None where none satisfies the conditions.

        All sizes differ and exceed 1 at the first four tries; the largest time is 4, 2, 1, 0, 3,
        2, or where the conditions forbid that, another one.  At all tries but the second, times
        that lie two or more apart are preferred: much is true for t = k or t = k + 1 only.
        """
        start = attempt % len(_TOPS)
        wanted = 1 if attempt == 1 else 12
        for top in (*_TOPS[start:], *_TOPS[:start], 5, 6, 8, 12):
            found: list[dict[Any, int]] = []
            for _ in range(_DRAWS):
                values = self._sizes(attempt, draw)
                values.update(self._components(values, draw))
                values.update(_times(self.times, top, draw))
                if self.allowed(values):
                    found.append(values)
                if len(found) == (wanted if len(self.times) > 1 else 1):
                    break
            if found:
                return max(found, key=lambda v: _spread([v[s] for s in self.times]))
        return None

    def allowed(self, values: dict[Any, int]) -> bool:
        """Whether component indices lie on their axes, entries that are named by number are
        there, and the conditions hold."""
        if any(values.get(size, low) < low for size, low in self.least.items()):
            return False
        if not all(check(values) for check in self._linear):
            return False
        if not self.components and not self._others:
            return True
        scope = self._integers(values)
        for symbol, sizes in self.components.items():
            if not 0 <= values[symbol] < min(scope.integer(s) for s in sizes):
                return False
        return all(holds(r, scope) for r in self._others)

    def _integers(self, values: dict[Any, int]) -> Scope:
        return Scope(self._machine, self._machine.worlds.base, values)

    def _sizes(self, attempt: int, draw: Random) -> dict[Any, int]:
        count = len(self.sizes)
        if attempt == 0:
            chosen = list(range(1 + count, 1, -1))
        elif attempt < 4:
            chosen = draw.sample(range(2, 2 + max(count, 3)), count)
        else:
            chosen = [draw.randint(1, 3) for _ in self.sizes]
        least = (self.least.get(size, 1) for size in self.sizes)
        raised = [c if c >= low else low + c - 1 for c, low in zip(chosen, least, strict=True)]
        return dict(zip(self.sizes, raised, strict=True))

    def _components(self, values: dict[Any, int], draw: Random) -> dict[Any, int]:
        if not self.components:
            return {}
        scope = self._integers(values)
        found = {}
        for symbol, sizes in self.components.items():
            found[symbol] = draw.randrange(max(1, min(scope.integer(s) for s in sizes)))
        return found


def _times(symbols: list[Any], top: int, draw: Random) -> dict[Any, int]:
    chosen = [draw.randint(0, top) for _ in symbols]
    if chosen:
        chosen[draw.randrange(len(chosen))] = top
    return dict(zip(symbols, chosen, strict=True))


def _spread(times: list[int]) -> int:
    return sum(min(2, abs(u - v)) for u, v in combinations(times, 2))


_QUANTITIES = (MatrixSymbol, Member, ScalarMember)
_LIMITS = (MatrixSum, OrderedProduct, HadamardPi)
_SHAPED = (ByEntries, Family, Identity, MatrixSymbol, OneMatrix, ZeroMatrix)


class _Roles(NamedTuple):
    """What the symbols of an expression stand for."""

    #: those in shapes
    sizes: frozenset[Any]
    #: those in indices of time
    times: frozenset[Any]
    #: those in entries, with the sizes of their axes
    axes: frozenset[tuple[Any, Any]]
    #: sizes, with how large they must be for an entry named by number
    least: frozenset[tuple[Any, int]]


@lru_cache(maxsize=1024)
def _roles(e: Any) -> _Roles:
    sizes: set[Any] = set()
    times: set[Any] = set()
    axes: set[tuple[Any, Any]] = set()
    least: set[tuple[Any, int]] = set()
    for node in nodes(e):
        if isinstance(node, _SHAPED):
            sizes.update(*(sympify(s).free_symbols for s in node.shape))
        elif isinstance(node, ComponentSum):
            sizes |= node.size.free_symbols
            axes.add((node.index, node.size))
        elif isinstance(node, MatrixElement):
            shape = map(sympify, node.parent.shape)  # of a matrix of numbers they are Python's
            for index, size in zip((node.i, node.j), shape, strict=True):
                axes.update((symbol, size) for symbol in index.free_symbols)
                if index.is_Integer and size.is_Symbol:
                    least.add((size, int(index) + 1))
        else:
            times |= _times_in(node)
    return _Roles(*map(frozenset, (sizes, times, axes, least)))


def _times_in(node: Any) -> set[Any]:
    if isinstance(node, (Member, ScalarMember)):
        return set(node.index.free_symbols)
    if isinstance(node, MatPow):
        return set(node.exp.free_symbols)
    if isinstance(node, _LIMITS):
        return {*node.low.free_symbols, *node.high.free_symbols, node.index}
    if isinstance(node, (Sum, Product)):
        return {s for limit in node.limits for part in limit for s in part.free_symbols}
    return set()


def _with_definitions(
    expressions: Iterable[Any], system: System, given: list[Any]
) -> tuple[list[Any], list[Any], set[Any]]:
    """What the statement says, what the definitions it needs add, and what is free in these.

    The index of a definition is bound in it, and free in another that speaks of that symbol.
    """
    looked = [*map(sympify, expressions), *given]
    extra: list[Any] = [side for equation in system.equations for side in equation]
    targets = [d.target for d in system.definitions] + [o.target for o in system.opaque]
    indices = {getattr(target, "index", None) for target in targets}
    free = {s for e in extra for s in e.free_symbols} - indices
    rows: dict[Any, list[tuple[Any, list[Any]]]] = {}
    for d in system.definitions:
        ends = [sympify(b) for b in (d.low, d.high) if b is not None]
        rows.setdefault(d.head, []).append((d.target, [d.body, *ends]))
    for o in system.opaque:
        head = getattr(o.target, "family", o.target)
        rows.setdefault(head, []).append((o.target, [*o.arguments]))
    todo = [*looked, *extra]
    while todo:
        for head in atoms(todo.pop(), Family, MatrixSymbol, Symbol):
            for target, parts in rows.pop(head, []):
                own = {getattr(target, "index", None)}
                free |= set().union(*(part.free_symbols for part in parts)) - own
                extra += [target, *parts]
                todo += parts
    return looked, extra, free
