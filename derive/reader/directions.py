"""Which of the two limits of an ordered product is the later one."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import sympy as sp

__all__ = ["later", "likely"]


def later(first: Any, last: Any, given: tuple[Any, ...]) -> str | None:
    """At which end the factors of higher index stand in Π_{first}^{last}; None: it is not said.

    The factors stand in the order of the limits.  ``left``: the limits descend, that is, first −
    last is bounded below by what is ``given``; ``right``: they ascend.  Limits that differ by a
    number descend if the first is the greater (or they are equal).

    >>> t, k = sp.symbols("t k", integer=True)
    >>> later(t, k + 1, (sp.Ge(t, k),)), later(sp.Integer(1), t, (sp.Ge(t, 0),)), later(t, k, ())
    ('left', 'right', None)
    """
    difference = sp.expand(first - last)
    if difference.is_Integer:
        return "left" if difference >= 0 else "right"
    ways = {"left": _bounded(difference, given), "right": _bounded(-difference, given)}
    found = [way for way, holds in ways.items() if holds]
    return found[0] if len(found) == 1 else None


def likely(first: Any, last: Any) -> str | None:
    """The same where only one of the limits is a number, which is then the lower one.

    >>> likely(sp.Integer(1), sp.Symbol("t")), likely(sp.Symbol("t"), sp.Integer(1))
    ('right', 'left')
    """
    if first.is_number is last.is_number:
        return None
    return "right" if first.is_number else "left"


def _bounded(difference: Any, given: tuple[Any, ...]) -> bool:
    """Whether ``difference`` is a number plus some of what is known not to be negative."""
    known = [_slack(fact) for fact in given]
    known += [s for s in difference.free_symbols if s.is_nonnegative]
    rises = [k for k in dict.fromkeys(known) if k is not None and not k.is_number]
    return any(
        sp.expand(difference - sp.Add(*chosen)).is_Integer
        for count in (1, 2, 3)
        for chosen in combinations(rises, count)
    )


def _slack(fact: Any) -> Any:
    """What a relation says is at least some number."""
    if isinstance(fact, (sp.Ge, sp.Gt)):
        return sp.expand(fact.lhs - fact.rhs)
    if isinstance(fact, (sp.Le, sp.Lt)):
        return sp.expand(fact.rhs - fact.lhs)
    return None
