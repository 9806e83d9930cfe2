"""The verdict on a claim of a sheet with numbers: at its values, in general, by its functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derive.judging.at_values import AtValues
from derive.judging.own_functions import by_functions, elsewhere
from derive.judging.verdicts import Finding
from derive.submissions.claims import Claim

__all__ = ["GIVEN", "with_numbers"]

#: why a name that is met for the first time is not judged
GIVEN = "nothing else says what its left side is"
_OPEN = ("unknown", "refuted")


def with_numbers(
    values: AtValues, claim: Claim, before: Sequence[Finding], judged: Callable[[], Finding]
) -> Finding:
    """The verdict on a claim; ``judged`` gives that which takes no account of values.

    What is a number is judged at the values.  Of what is refuted or not understood in general the
    values may say more: a name that is only given, a function by its definition, an equation at
    the values of all its names.
    """
    found = values.finding(claim, before) if values.numeric(claim) else None
    if found is not None and found.verdict == "agrees" and not values.direct(claim):
        return found
    general = judged()
    if found is not None:
        return general if general.verdict in ("proved", "agrees") else found
    if general.verdict not in _OPEN or not values.sheet.any:
        return general
    if values.gives(claim, general.verdict):
        return Finding(claim, "definition", reason=GIVEN)
    own = by_functions(values, claim)
    if own is not None and own.verdict != "unknown":
        return own
    found = values.general(claim)
    if found is not None and found.verdict != general.verdict:
        return found
    if general.verdict == "refuted" and own is None and (call := elsewhere(values, claim)):
        why = f"what {call} is cannot be said"
        own = Finding(claim, "unknown", reason=why)
    return own if own is not None and general.verdict == "refuted" else general
