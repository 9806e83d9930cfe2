"""The indices that Σ, Π and powers bind: names of their own, and where a member of a family is met.

In Σ_t x_tᵀ W y_t the member x_k is met at t = k, if k lies within the limits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

import sympy as sp

from derive.algebra import Member, ScalarMember
from derive.calculus.row import INDEX, Limits
from derive.errors import DeriveError

__all__ = ["Meeting", "apart", "bound_in", "limits_of", "meeting", "named", "new_index"]


def _binders(e: Any) -> tuple[Any, ...]:
    """The indices that a node binds itself."""
    if isinstance(e, (sp.Sum, sp.Product)):
        return tuple(limits[0] for limits in e.limits)
    return (e.index,) if hasattr(e, "low") and hasattr(e, "index") else ()


def limits_of(e: Any) -> tuple[Limits, ...]:
    """(index, low, high) of each Σ or Π that a node is, the outermost first."""
    if isinstance(e, (sp.Sum, sp.Product)):
        return tuple(tuple(limits) for limits in reversed(e.limits))
    return ((e.index, e.low, e.high),) if _binders(e) else ()


def bound_in(nodes: Iterable[Any]) -> set[Any]:
    """All indices that nodes bind."""
    return {index for node in nodes for index in _binders(node)}


def new_index(taken: set[str], wanted: str = "r") -> Any:
    """An index with a name that is not taken; its name is taken from then on."""
    names = chain(wanted, "rsqpij", (f"{wanted}_{k}" for k in count(1)))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return sp.Symbol(name, integer=True)


def apart(root: Any, wrt: Any) -> Any:
    """``root`` with no index bound that is also free in it, in ``wrt``, or bound further out."""
    bound = bound_in(sp.preorder_traversal(root))
    if isinstance(wrt, sp.Symbol) and wrt in bound:
        raise DeriveError(f"a derivative by {wrt}, which is an index")
    if not bound:
        return root
    outside = {s.name for s in root.free_symbols | wrt.free_symbols if hasattr(s, "name")}
    taken = outside | {s.name for s in root.atoms(sp.Symbol)}

    def renamed(e: Any, around: frozenset[str]) -> Any:
        if not e.args or not hasattr(e, "func"):
            return e
        mine = _binders(e)
        for index in mine:
            if index.name in around:
                e = _with_index(e, index, new_index(taken, index.name))
        around |= {index.name for index in _binders(e)}
        args = [renamed(a, around) if isinstance(a, sp.Expr) else a for a in e.args]
        return e if all(a is b for a, b in zip(args, e.args, strict=True)) else e.func(*args)

    return renamed(root, frozenset(outside))


def _with_index(e: Any, old: Any, new: Any) -> Any:
    """A node with a bound index called otherwise."""
    if isinstance(e, (sp.Sum, sp.Product)):
        place = [limits[0] for limits in e.limits].index(old)
        limits = [
            sp.Tuple(*(x.subs(old, new) if k < place else x for x in limits))
            for k, limits in enumerate(e.limits)
        ]
        limits[place] = sp.Tuple(new, *e.limits[place][1:])
        return e.func(e.function.subs(old, new), *limits)
    return e.func(e.body.subs(old, new), (new, e.low, e.high), *e.args[2:])


@dataclass(frozen=True)
class Meeting:
    """Where a member of a family inside Σ is the variable: the values of indices, what is left."""

    values: tuple[tuple[Any, Any], ...]
    scope: tuple[Limits, ...]
    #: (a, b) with a ≤ b: when it is met at all
    conditions: tuple[tuple[Any, Any], ...] = ()


def meeting(node: Any, wrt: Any, scope: tuple[Limits, ...]) -> Meeting | None:
    """How a member is the member ``wrt``; None where it certainly is another.

    Raises :class:`~derive.DeriveError` where that is not known.
    """
    if not isinstance(node, (Member, ScalarMember)):
        return Meeting((), scope)
    here = [limits for limits in scope if limits[0] in node.index.free_symbols]
    apart_by = sp.expand(node.index - wrt.index)
    if not here:
        if apart_by == 0:
            return Meeting((), scope)
        if apart_by.is_Integer:
            return None
        raise DeriveError(f"whether {node} is {wrt} is not known: their indices are not compared")
    index, low, high = here[-1]
    slope = sp.expand(node.index).coeff(index)
    value = sp.expand((wrt.index - node.index.subs(index, 0)) / slope) if slope else None
    outer = {limits[0] for limits in scope}
    depends = set().union(*(x.free_symbols for x in (low, high, value) if x is not None))
    if abs(slope) != 1 or value is None or depends & outer:
        raise DeriveError(f"where {node} is {wrt} within {index} = {low}, …, {high} is not known")
    conditions = []
    for a, b in ((low, value), (value, high)):
        room = sp.expand(b - a)
        if room.is_Integer and room < 0:
            return None
        if not room.is_Integer:
            conditions.append((a, b))
    left = tuple((i, *(x.subs(index, value) for x in ends)) for i, *ends in scope if i != index)
    return Meeting(((index, value),), left, tuple(conditions))


def named(e: Any, index: Any) -> Any:
    """What a row gives, its own index called by a name."""
    return e.xreplace({INDEX: index}) if index is not None else e
