"""Values of cases: the first branch whose condition holds."""

from __future__ import annotations

from typing import Any

from sympy import And, Eq, Ge, Gt, Le, Lt, Ne, Or, Piecewise, false, true

from derive.audit.machine import Scope
from derive.audit.nodes import handles
from derive.audit.numbers import Dual, ImpreciseError
from derive.errors import DeriveError

__all__: list[str] = []

#: relation → what it says of −1 (less), 0 (equal) and 1 (greater)
_SIGNS: dict[type, tuple[int, ...]] = {
    Eq: (0,),
    Ne: (-1, 1),
    Lt: (-1,),
    Le: (-1, 0),
    Gt: (1,),
    Ge: (0, 1),
}


@handles(Piecewise)
def _piecewise(e: Any, s: Scope) -> Any:
    for value, condition in e.args:
        if _holds(condition, s):
            return s.number(value)
    raise DeriveError(f"none of the cases of {e} holds here")


def _holds(condition: Any, s: Scope) -> bool:
    if condition in (true, false):
        return bool(condition)
    if isinstance(condition, And):
        return all(_holds(part, s) for part in condition.args)
    if isinstance(condition, Or):
        return any(_holds(part, s) for part in condition.args)
    if type(condition) not in _SIGNS:
        raise DeriveError(f"the audit cannot decide the condition {condition}")
    return _sign(s.number(condition.lhs), s.number(condition.rhs)) in _SIGNS[type(condition)]


def _sign(left: Any, right: Any) -> int:
    """−1, 0 or 1 as ``left`` is less than, equal to or greater than ``right``."""
    moves = isinstance(left, Dual) or isinstance(right, Dual)
    while isinstance(left, Dual):
        left = left.value
    while isinstance(right, Dual):
        right = right.value
    if left < right:
        return -1
    if left > right:
        return 1
    if left == right:
        if moves:
            raise DeriveError("no derivative where two cases meet")
        return 0
    raise ImpreciseError("two numbers that cannot be told apart decide between cases")
