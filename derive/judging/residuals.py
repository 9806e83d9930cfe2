r"""A letter e that is no constant: "the residual e = y - Xw".

Where a submission says what e is, e is that name wherever it is no base of an exponential.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.letters import places
from derive.judging.occurrences import bare_name
from derive.submissions.claims import Submission

__all__ = ["with_residuals"]

#: a name that no table of constants has
_NAME = r"\mathsf{e}"
_BASE = re.compile(
    r"\s*\^(?!\s*\{?\s*(?:2(?!\w)|T(?![A-Za-z])|\\top|\\intercal|\\math(?:sf|rm)\s*\{\s*T))"
)


def with_residuals(submission: Submission) -> Submission:
    """The submission with another name for an e that it defines as a whole."""
    context = submission.context
    defines = any(
        c.relation == "="
        and c.role in ("definition", "fresh", "claim")
        and bare_name(c.left) == ("e", "")
        and re.search(r"[A-Za-z]", c.right)
        for c in submission.claims
    )
    if not defines or {"e"} & {*context.shapes, *context.families, *context.functions}:
        return submission
    claims = tuple(replace(c, left=_put(c.left), right=_put(c.right)) for c in submission.claims)
    return replace(submission, claims=claims)


def _put(side: str) -> str:
    out, done = "", 0
    for found in places(side, "e"):
        if _BASE.match(side, found.end()) is None:
            out, done = out + side[done : found.start()] + _NAME, found.end()
    return out + side[done:]
