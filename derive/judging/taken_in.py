"""The definitions of a claim taken in one after another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from derive.errors import DeriveError, ShapeError
from derive.judging.defining import Defined, depending, refuse_number, with_definition
from derive.judging.sides import Read, single
from derive.judging.unread import as_function
from derive.reader.names import Names
from derive.submissions.claims import Claim

__all__ = ["TakenIn", "taken_in"]

_Pair = tuple[str, str]


@dataclass(frozen=True)
class TakenIn:
    """What is known by definitions, those that took the place of others, and the left sides of
    which nothing could be said."""

    known: Defined
    instead: tuple[str, ...]
    cut: list[str]


def taken_in(
    claim: Claim,
    known: Defined,
    names: Names,
    defined: Sequence[_Pair],
    depends: Collection[_Pair],
    unread: Collection[_Pair],
    read: Callable[[Claim, Names], Read],
) -> TakenIn:
    """All definitions of a claim; of those in ``depends`` and ``unread`` only on what they depend.

    Raises :class:`DeriveError` for a definition that is not understood.
    """
    instead, cut = list[str](), list[str]()
    for left, right in defined:
        before = known
        try:
            if (left, right) in depends:
                known = depending(known, names, left, right)
                continue
            if (left, right) in unread:
                known = as_function(known, names, left, right)
                cut += [left] if known is before else []
                continue
            found = read(replace(claim, left=left, relation="=", right=right), names)
            refuse_number(found.lhs, right)
            known = with_definition(known, single(found.lhs), single(found.rhs))
        except (DeriveError, ShapeError) as error:
            why = f"the definition {left} = {right} is not understood: {error}"
            raise DeriveError(why) from None
        if not {*before.system.definitions} <= {*known.system.definitions}:
            instead.append(f"{left} = {right}")
    return TakenIn(known, tuple(instead), cut)
