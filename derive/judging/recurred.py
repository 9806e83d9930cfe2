r"""Members of a sequence that its recurrence gives: h_t = W h_{t-1} + b and h_0 = 0 make h_1 = b.

Of a recurrence that goes back one step the first member that is said is where it begins, of one
that goes back two steps the first two are; what is said of later ones follows from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from derive.judging.occurrences import bare_name, uses_of
from derive.submissions.claims import Claim

__all__ = ["without_results"]

#: an index that steps, and how far: t, t - 1, k + 1
_STEP = re.compile(r"(\\?[A-Za-z]+)\s*(?:([+\-−])\s*(\d+))?")
_FROM = re.compile(r"(?:\\g(?:e|eq|eqslant)(?![A-Za-z])|≥|>|=|\\in\s*\\\{)\s*(\d+)")


def without_results(claims: Sequence[Claim]) -> list[Claim]:
    """The claims but for those on members of a sequence that an earlier recurrence gives."""
    found: set[int] = set()
    said = [c for c in claims if c.relation == "=" and c.role != "assumption"]
    recurrences: dict[str, tuple[Claim, int, int]] = {}
    for claim in said:
        name = bare_name(claim.left)
        if name is not None and not name[1].isdigit() and name[0] not in recurrences:
            back = _steps_back(name, claim.right)
            if back:
                recurrences[name[0]] = claim, back, _first(claim)
    for key, (recurrence, back, low) in recurrences.items():
        members: dict[int, list[Claim]] = {}
        for claim in said:
            name = bare_name(claim.left)
            if name is not None and name[0] == key and name[1].isdigit():
                members.setdefault(int(name[1]), []).append(claim)
        start = sorted(members)[:back]
        if len(start) < back or start != [*range(start[0], start[0] + back)]:
            continue
        found |= {
            claim.number
            for at, those in members.items()
            if at > start[-1] and at >= low
            for claim in those
            if claim.number > recurrence.number and claim.role != "definition"
        }
    return [claim for claim in claims if claim.number not in found]


def _steps_back(name: tuple[str, str], right: str) -> int:
    """How far a recurrence of a name goes back; 0 if it is none."""
    here = _STEP.fullmatch(name[1])
    use = uses_of([right]).get(name[0])
    if here is None or use is None or use.plain or use.called or use.indexed != {1}:
        return 0
    steps = []
    for index in use.indices:
        there = _STEP.fullmatch(index)
        if there is None or there[1] != here[1]:
            return 0
        steps.append(_shift(here) - _shift(there))
    return max(steps) if min(steps) > 0 else 0


def _shift(step: re.Match[str]) -> int:
    return int(f"{'+' if step[2] == '+' else '-'}{step[3]}") if step[3] else 0


def _first(claim: Claim) -> int:
    """The first member that a recurrence is said to give."""
    lows = [int(n) for given in claim.given for n in _FROM.findall(given)]
    name = bare_name(claim.left)
    step = _STEP.fullmatch(name[1]) if name else None
    return max(lows, default=0) + (_shift(step) if step else 0)
