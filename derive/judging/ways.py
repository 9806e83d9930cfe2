"""What the equations of a scope lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sympy import MatrixSymbol, Symbol, sympify

from derive.algebra import Family
from derive.judging.scope import Scope

__all__ = ["reached", "ways"]


def ways(scope: Scope) -> dict[Any, set[Any]]:
    """What the equations of a scope define or leave open → what stands in its definition."""
    found: dict[Any, set[Any]] = {}
    for d in scope.system.definitions:
        inside = sympify(d.body).atoms(Family, MatrixSymbol, Symbol)
        inside = {e for e in inside if not getattr(e, "is_integer", False)}
        found.setdefault(d.head, set()).update(inside)
    for o in scope.system.opaque:
        target = getattr(o.target, "family", o.target)
        found.setdefault(target, set()).update(getattr(a, "family", a) for a in o.arguments)
    return found


def reached(start: Iterable[Any], by: Mapping[Any, set[Any]]) -> set[Any]:
    found: set[Any] = set()
    todo = list(start)
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += by.get(one, ())
    return found
