r"""What an immediate derivative ∂⁺ holds fixed: the paper does not say, the system does.

There are two usages, and which of them is meant shows in what one differentiates by:

- **one step**: ``\partial^{+} h_{k}/\partial W`` or
  ``\partial^{+} C_{t}/\partial C_{t - 1}`` hold every *earlier state* fixed that the quantity
  depends on through the equations of its own time step, except the variable itself;
- **the direct path**: ``\partial^{+} C_{t}/\partial C_{k}`` is by a state of the same family
  further back (or the same).  Were the earlier states held, nothing would be left, so what is
  held is everything else in the equation of C_t: the gates f, i and the candidate, as families.
  That is meant by the state one step before too, if it stands in that equation and there is no
  other earlier state to hold.

By the state one step before, the direct path is printed as the one step is.  The one step is
meant, unless the expressions of which the names were made use the direct path of these families;
if they do both, that is refused.  Any other usage is for the caller to say (``held`` of
:class:`~derive.reader.names.Names`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import MEMBERS, ScalarMember, System
from derive.algebra.traversal import nodes
from derive.errors import DeriveError
from derive.reader.names import Names

__all__ = ["NOTHING", "held_by"]


class _Nothing(Mapping[tuple[Any, Any], tuple[Any, ...]]):
    """Holds nothing fixed, whatever is differentiated."""

    def __getitem__(self, key: tuple[Any, Any]) -> tuple[Any, ...]:
        return ()

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(())

    def __len__(self) -> int:
        return 0


#: what ∂⁺ holds fixed where only the shapes count: no system is known yet
NOTHING: Mapping[tuple[Any, Any], tuple[Any, ...]] = _Nothing()


def held_by(of: Any, wrt: Any, names: Names) -> tuple[Any, ...]:
    r"""What ``\partial^{+} of/\partial wrt`` holds fixed.

    Raises :class:`DeriveError` where the system has no equation for ``of``, or nothing to hold.

    >>> import sympy as sp
    >>> from derive.models import LSTM
    >>> from derive.reader.names import names_of
    >>> cell = LSTM()
    >>> C, t, k = cell.C, cell.t, sp.Symbol("k", integer=True)
    >>> names = names_of([], cell.system)
    >>> held_by(C[t], C[t - 1], names), held_by(C[t], C[k], names)
    ((h[t - 1],), (f, i, C~))
    """
    if (of, wrt) in names.held:
        return tuple(names.held[of, wrt])
    of, by = _whole(of), _whole(wrt)
    system = names.system
    if not isinstance(of, MEMBERS):
        raise DeriveError(f"{of} has no time step")
    if isinstance(of, ScalarMember) and not system.definitions_of(of.family) and system.definitions:
        return ()  # a loss that no equation defines: there is nothing between it and its arguments
    _check(of, system)
    direct = [way for way in names.usage.get((of.family, getattr(by, "family", None)), ()) if way]
    if isinstance(by, MEMBERS) and by.family == of.family and by.index != of.index - 1:
        found = _beside(of, system)
    elif direct:
        if len(names.usage[of.family, by.family]) > 1:
            raise DeriveError(f"by {by} it is used here in two ways")
        [found] = direct
    else:
        found = tuple(m for m in _earlier(of, system) if m != by)
        if (
            not found
            and getattr(by, "family", None) == of.family
            and by in _members(system.body(of))
        ):
            found = _beside(of, system)
    if not found:
        raise DeriveError(f"{of} depends on nothing that could be held fixed")
    return found


def _whole(e: Any) -> Any:
    return e.parent if isinstance(e, MatrixElement) else e


def _check(of: Any, system: System) -> None:
    """Where the recurrence does not hold, nothing immediate can be said."""
    for definition in system.definitions_of(of.family):
        target, low = definition.target, definition.low
        bounded = low is not None and target.index.is_Symbol
        if not bounded or not (of.index - low).is_negative:
            return
    raise DeriveError(f"{of} has no equation here")


def _members(e: Any) -> list[Any]:
    """The members in an expression, in their order."""
    return list(dict.fromkeys(m for m in nodes(e) if isinstance(m, MEMBERS)))


def _earlier(of: Any, system: System) -> tuple[Any, ...]:
    """The states of other time steps that ``of`` depends on through equations of its own step."""
    found: dict[Any, None] = {}
    todo, done = [of], set()
    while todo:
        at = todo.pop(0)
        if at in done or not system.definitions_of(at.family):
            continue
        done.add(at)
        for m in _members(system.body(at)):
            if m.index == of.index:
                todo.append(m)
            elif system.definitions_of(m.family):
                found[m] = None
    return tuple(found)


def _beside(of: Any, system: System) -> tuple[Any, ...]:
    """The families in the equation of ``of`` other than its own."""
    families = (m.family for m in _members(system.body(of)))
    return tuple(dict.fromkeys(f for f in families if f != of.family))
