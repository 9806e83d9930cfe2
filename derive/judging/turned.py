r"""Transposes that are written with a small t: W^t σ'(z), x^t x.

A t that stands nowhere but above names counts nothing.  Where one of the names below it is declared
and is no square matrix, so that it has no powers, it is the transpose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from derive.reader.names import normal
from derive.submissions.claims import Context, Submission
from derive.submissions.names import ACCENTED

__all__ = ["with_transposes"]

_ABOVE = re.compile(r"\^\s*(?:\{\s*t\s*\}|t)")
_BELOW = re.compile(rf"({ACCENTED}|\\[A-Za-z]+|(?<![A-Za-z\\])[A-Za-z])\s*$")
#: what goes on with a product
_FACTOR = re.compile(
    r"\s*(?:[A-Za-z(]|\\(?!in|to|le|ge|ne|right|approx|quad|q?quad|odot|cdot)[A-Za-z])"
)
_LETTER = re.compile(r"(?<![A-Za-z\\])t(?![A-Za-z])")


def with_transposes(submission: Submission) -> Submission:
    """The submission with ``^{\\top}`` for a t above, where that counts nothing."""
    texts = [side for claim in submission.claims for side in (claim.left, claim.right)]
    texts += [given for claim in submission.claims for given in map(str, claim.given)]
    above = [found for text in texts for found in _ABOVE.finditer(text)]
    declared = (*submission.context.sizes, *submission.context.shapes, *submission.context.families)
    if not above or "t" in declared or any(_LETTER.search(_ABOVE.sub("", t)) for t in texts):
        return submission
    under: dict[str, list[bool]] = {}
    for found in above:
        if name := _BELOW.search(found.string[: found.start()]):
            goes_on = _FACTOR.match(found.string, found.end()) is not None
            under.setdefault(normal(name[1]), []).append(goes_on)
    if not any(_no_power(key, under, submission.context) for key in under):
        return submission
    return replace(
        submission,
        claims=tuple(
            replace(
                claim,
                left=_ABOVE.sub(r"^{\\top}", claim.left),
                right=_ABOVE.sub(r"^{\\top}", claim.right),
            )
            for claim in submission.claims
        ),
    )


def _no_power(key: str, under: Mapping[str, list[bool]], context: Context) -> bool:
    """Whether a t above a name is a transpose: of a matrix that is not square, or of a column
    that has a factor behind it wherever it is turned."""
    shapes = {normal(name): shape for name, shape in context.shapes.items()}
    shape = shapes.get(key, ())
    if len(shape) != 2 or shape[0] == shape[1]:
        return False
    return shape[1] != "1" or all(under[key])
