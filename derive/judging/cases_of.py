r"""Conditions on indices that a sentence puts before a formula: "if i = j, then …", "for i ≠ j: …".

Such a condition belongs to the formula that follows it, and to no other; it is written beside that.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.submissions.claims import SIGNS, Submission

__all__ = ["with_cases"]

_INDEX = re.compile(r"[i-np-t]|\\ell|\\tau")
_RELATIONS = ("=", "!=", "<", "<=", ">", ">=")


def with_cases(submission: Submission) -> Submission:
    """The submission with the conditions on indices beside the formulas that they are put before.

    An equation of two letters is one of indices where nothing else is said of these.
    """
    claims = submission.claims
    named = {*submission.context.shapes, *submission.context.families}
    cases = {
        c.number
        for c in claims
        if c.role == "assumption" and c.relation in _RELATIONS
        if all(_INDEX.fullmatch(side.strip()) and side not in named for side in (c.left, c.right))
    }
    if not cases:
        return submission
    found = []
    for claim in claims:
        under = tuple(n for n in claim.under if n not in cases)
        given = claim.given
        before = claim.number - 1
        while before >= 0 and claims[before].group == claim.group:
            before -= 1  # all lines of a formula are meant
        while before in cases and before in claim.under:
            case = claims[before]
            given = (*given, f"{case.left} {SIGNS[case.relation]} {case.right}")
            before -= 1
        found.append(replace(claim, under=under, given=given))
    return replace(submission, claims=tuple(found))
