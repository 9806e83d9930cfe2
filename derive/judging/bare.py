"""Functions that stand without their argument."""

from __future__ import annotations

import re

from derive.judging.occurrences import bare_name
from derive.submissions.claims import Claim, Submission

__all__ = ["bare_arguments"]

_SLOPE = r"\\sigma\s*(?:'|_\s*\{?'\}?|\^\s*\{?\s*(?:'|\\prime)\s*\}?)"
_OPEN = r"\s*(?:\\left|\\[bB]igg?l?)?\s*\("
_BARE = re.compile(rf"{_SLOPE}(?!{_OPEN})")
_ARGUMENT = re.compile(
    rf"\\sigma\s*(?:'|_\s*\{{?'\}}?|\^\s*\{{?\s*(?:'|\\prime)\s*\}}?)?{_OPEN}([^()]*)(?:\\right\s*)?\)"
)


def bare_arguments(claim: Claim, submission: Submission) -> list[str]:
    """What a σ′ that stands without an argument may be meant at: what σ is applied to elsewhere.

    As a whole first (z), then by entries, whose vector is meant (z_i).
    """
    if not (_BARE.search(claim.left) or _BARE.search(claim.right)):
        return []
    found: dict[str, None] = {}
    for other in submission.claims:
        for argument in _ARGUMENT.findall(f"{other.left} = {other.right}"):
            name = bare_name(argument.replace(r"\right", "").strip())
            if name is not None:
                found[name[0]] = None
    return list(found)[:3]
