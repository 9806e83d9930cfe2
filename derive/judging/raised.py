r"""Ranges of columns whose size nobody declared: h_t ∈ (−1, 1)^d.

What h_t is follows from equations, of which the sizes have no names; then the d above an interval
is that of h_t, and says nothing more than that all entries lie in it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.occurrences import bare_name
from derive.reader.names import normal
from derive.submissions.claims import Submission

__all__ = ["with_ranges"]

_RAISED = re.compile(
    r"(?P<interval>(?:\\left\s*)?[\[(\]].*[\])\[])\s*\^\s*"
    r"(?:\{\s*(?P<in>[A-Za-z]|\\[a-z]+)\s*\}|(?P<size>[A-Za-z]))\s*"
)


def with_ranges(submission: Submission) -> Submission:
    """The submission with the interval alone where it is raised to a size of its own."""
    context = submission.context
    known = {normal(key) for key in (*context.shapes, *context.families)}
    if context.model or context.worksheet:
        return submission
    claims = []
    for claim in submission.claims:
        found = _RAISED.fullmatch(claim.right) if claim.relation == "in" else None
        name = bare_name(claim.left) if found is not None else None
        size = (found["in"] or found["size"]) if found is not None else ""
        named = name is not None and name[0] not in known
        if found is not None and named and size not in context.sizes:
            claim = replace(claim, right=found["interval"])
        claims.append(claim)
    return replace(submission, claims=tuple(claims))
