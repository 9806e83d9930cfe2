r"""Names that a sheet gives new values as it goes on: w \leftarrow w + \eta x."""

from __future__ import annotations

import re

from derive.judging.entries import NAME_WITH_INDEX
from derive.judging.worked import Worked
from derive.reader.names import normal
from derive.submissions.claims import Claim

__all__ = ["changing"]

_ARROW = re.compile(rf"({NAME_WITH_INDEX})\s*(?:\\(?:leftarrow|gets|Leftarrow)(?![A-Za-z])|←|<-)")


def changing(text: str, claim: Claim, sheet: Worked) -> set[str]:
    """The names that were given a new value by an arrow somewhere before a claim, after they had
    one: what they are from there on is not followed."""
    found: set[str] = set()
    for arrow in _ARROW.finditer(text[: claim.formula[0]]):
        key = normal(arrow[1])
        values = [e for e in sheet.entries.get(key, ()) if e.constant]
        starts = [sheet.numbered[e.number].formula[0] for e in values]
        if starts and min(starts) < arrow.start():
            found.add(key)
    return found
