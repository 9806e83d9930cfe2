r"""Errors that are called e: e = x̂ − x is no number 2.718…, where it has no exponent but a 2 or T.

They are written as another name, \mathfrak{e}; e^{-z} stays what it is.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.arguments import DEFINED
from derive.judging.constants import CONSTANTS
from derive.judging.occurrences import bare_name, names_in, uses_of
from derive.judging.slots import is_value
from derive.submissions.claims import Submission

__all__ = ["with_errors"]

_COMMAND = r"\\(?:operatorname|text\w*|mathrm|begin|end)\*?\s*\{[^{}]*\}"
_TURNED = r"\{?\s*(?:T|\\top|\\intercal|\\prime|\d)(?![A-Za-z])"
_ERROR = re.compile(
    rf"{_COMMAND}|(?P<before>(?<![A-Za-z\\])d?|(?<=\\differential )|(?<=_[A-Za-z]))"
    rf"e(?![A-Za-z])(?!\s*\^\s*(?!{_TURNED}))"
)
#: what nobody does with a number
_COLUMN = re.compile(
    r"(?<![A-Za-z\\])(?:e\s*\^\s*\{?\s*(?:T|\\top|\\intercal)(?![A-Za-z])|e\s*_|de(?![A-Za-z]))"
    r"|\\\|\s*e\s*\\\||e\s*\\odot|\\odot\s*e(?![A-Za-z])|e\s*[a-zA-Z]\s*\^\s*\{?\s*(?:T|\\top)"
)


def with_errors(submission: Submission) -> Submission:
    """The submission with a name of its own for e, where that is defined as a quantity."""
    claims = submission.claims
    values = {name[0] for c in claims if is_value(c) and (name := bare_name(c.left))}
    named = any(
        bare_name(c.left) == ("e", "")
        and c.relation == "="
        and c.role in ("fresh", "definition")
        and not {*uses_of([c.right])} <= CONSTANTS
        and not values & {*uses_of([c.right])}  # a number in an example
        for c in claims
    )
    used = any(_COLUMN.search(side) for c in claims for side in (c.left, c.right))
    applied = any(DEFINED.match(c.left) and "e" in names_in(c.right) for c in claims)
    if not (named and used) or applied or "e" in submission.context.shapes:
        return submission

    def put(side: str) -> str:
        return _ERROR.sub(
            lambda m: m[0] if m["before"] is None else rf"{m['before']}\mathfrak{{e}}", side
        )

    new = (
        replace(c, left=put(c.left), right=put(c.right), given=tuple(map(put, c.given)))
        for c in claims
    )
    return replace(submission, claims=tuple(new))
