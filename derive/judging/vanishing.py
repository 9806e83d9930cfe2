r"""Limits of powers, A^k → 0 and ‖∂h_t/∂h_1‖ → ∞: by values far on the way there.

Where these are near 0 at all points that the hypotheses allow, the limit is 0 and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import sympy as sp

from derive import algebra as al
from derive.calculus.steps import Statement

__all__ = ["far_on_the_way"]

_FAR = 250
_NEAR = sp.Rational(1, 10**4)


def far_on_the_way(
    statement: Statement, holds: Callable[[Any, str, Any], bool]
) -> tuple[Literal["agrees", "refuted"], str] | None:
    """What is found of a limit, and why; None where the values do not decide.

    ``holds`` says whether a bound holds at all points that are tried.
    """
    index = statement.limit
    if isinstance(index, tuple) or not index.is_integer:
        return None
    left, right = (sp.sympify(e) for e in (statement.lhs, statement.rhs))
    if right.has(index):
        return None
    there = left.xreplace({index: sp.Integer(_FAR)})
    size = _size(there)
    if size is None:
        return None
    if right == sp.oo:
        if holds(size, ">=", 1 / _NEAR):
            return "agrees", "values on the way grow beyond all bounds"
        return ("refuted", "the limit is 0") if holds(size, "<=", _NEAR) else None
    apart = None if any(map(_reached, statement.given)) else _size(there - right)
    if apart is not None and holds(apart, "<=", _NEAR):
        return "agrees", "values on the way go there"
    if _is_zero(right):
        grows = holds(size, ">=", 1 / _NEAR)
        return ("refuted", "values on the way grow beyond all bounds") if grows else None
    constant = isinstance(right, sp.Identity) or (right.is_number and right.is_finite)
    if constant and holds(size, "<=", _NEAR):
        return "refuted", "the limit is 0"
    return None


def _reached(fact: Any) -> bool:
    """Whether a bound of what is no index may be reached: no power of 1 vanishes."""
    bound = isinstance(fact, (sp.Le, sp.Ge))
    return bound and not (fact.free_symbols and all(s.is_integer for s in fact.free_symbols))


def _is_zero(e: Any) -> bool:
    return isinstance(e, sp.ZeroMatrix) or e == 0


def _size(e: Any) -> Any:
    """How large a number or a matrix is."""
    if getattr(e, "is_Matrix", False):
        return al.FrobeniusNorm(e)
    return sp.Abs(e) if isinstance(e, sp.Expr) else None
