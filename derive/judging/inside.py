"""What stands in the equations of a system, by what they define."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sympy import MatrixSymbol, Symbol, sympify

from derive.algebra import Family, System

__all__ = ["reached_from", "ways"]


@lru_cache(maxsize=256)
def ways(system: System) -> Mapping[Any, set[Any]]:
    """What the equations of a system define or leave open → what stands in its definition.

    It is kept, and not to be changed.
    """
    found: dict[Any, set[Any]] = {}
    for d in system.definitions:
        inside = sympify(d.body).atoms(Family, MatrixSymbol, Symbol)
        inside = {e for e in inside if not getattr(e, "is_integer", False)}
        found.setdefault(d.head, set()).update(inside)
    for o in system.opaque:
        target = getattr(o.target, "family", o.target)
        found.setdefault(target, set()).update(getattr(a, "family", a) for a in o.arguments)
    return found


def reached_from(start: Iterable[Any], ways: Mapping[Any, set[Any]]) -> set[Any]:
    """All that stands behind some things, themselves included."""
    found: set[Any] = set()
    todo = list(start)
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += ways.get(one, ())
    return found
