"""The words of a sentence before a formula in it."""

from __future__ import annotations

import re

from derive.submissions.claims import Submission

__all__ = ["said_before"]

#: how far back a sentence is read
_FAR = 160
_END = re.compile(r"[.;。；](?=\s|$)|\n\s*\n")
#: what opens a formula that is set off
_OPENS = re.compile(r"(?:\\begin\{\w+\*?\}|[\s$\\\[>])*$")


def said_before(submission: Submission, start: int) -> str:
    """What stands before a place in its sentence; blank lines around a display do not end it.

    >>> said_before(Submission("", "First. With f = 1 held fixed:\\n\\n  a = b", ()), 33)
    ' With f = 1 held fixed:'
    """
    before = _OPENS.sub("", submission.text[max(0, start - _FAR) : start])
    ends = list(_END.finditer(before))
    return before[ends[-1].end() if ends else 0 :]
