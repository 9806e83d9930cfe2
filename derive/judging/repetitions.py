r"""Products that go on without saying how often: W^k = (QΛQ^{-1})(QΛQ^{-1}) \cdots (QΛQ^{-1}).

What is the same before and behind an ellipsis stands there as often as a power that the product is
said to be has factors.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.submissions.claims import Claim, Submission

__all__ = ["with_repetitions"]

_ELLIPSIS = re.compile(r"\\(?:[cl]?dots|dots[bcm])(?![A-Za-z])|…|⋯")
_POWER = re.compile(
    r"\s*(?:\\?[A-Za-z]+|\([^()]*\))\s*\^\s*(?:\{\s*([A-Za-z]|\\tau)\s*\}|([A-Za-z]))\s*"
)
_NO_COUNT = ("T", "H")
#: a product has no sums outside its parentheses
_OUTSIDE = re.compile(r"\\left|\\right|\\cdot(?![A-Za-z])|\s+")


def with_repetitions(submission: Submission) -> Submission:
    """The submission with how often is said of what is repeated in each of its chains."""
    counts: dict[tuple[int, str], str] = {}
    for claim in submission.claims:
        found = _POWER.fullmatch(claim.left) if claim.relation == "=" else None
        count = (found[1] or found[2]) if found else ""
        if count and count not in _NO_COUNT and _repeats(claim.right):
            counts.setdefault((claim.group, claim.right), count)

    def put(claim: Claim) -> Claim:
        sides = [
            rf"\underbrace{{{side}}}_{{{counts[claim.group, side]}}}"
            if (claim.group, side) in counts
            else side
            for side in (claim.left, claim.right)
        ]
        return replace(claim, left=sides[0], right=sides[1])

    return replace(submission, claims=tuple(map(put, submission.claims))) if counts else submission


def _repeats(product: str) -> bool:
    """Whether the same factors stand before an ellipsis, once or more often, and behind it."""
    parts = _ELLIPSIS.split(product)
    if len(parts) != 2:
        return False
    before, after = (_OUTSIDE.sub("", part) for part in parts)
    if not before or not after or len(before) % len(after):
        return False
    plain = re.sub(r"\([^()]*\)|\{[^{}]*\}", "", after)
    return not set("+-=") & set(plain) and before == after * (len(before) // len(after))
