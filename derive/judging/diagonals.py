r"""Diagonal matrices defined by their entries: "R is diagonal with R_{nn} = y_n(1 - y_n)"."""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.eigenwords import DIAGONAL
from derive.judging.occurrences import bare_name
from derive.submissions.claims import Claim, Submission

__all__ = ["with_diagonals"]

_PAIR = re.compile(r"([a-z])\s*,?\s*\1")
_NUMBER = re.compile(r"[-\d./\s]+|\\[dt]?frac\s*(?:\d\s*\d|\{\d+\}\s*\{\d+\})")
_BEFORE, _BEHIND = 220, 60


def with_diagonals(submission: Submission) -> Submission:
    r"""The submission with R = diag(y_n(1 - y_n)) where words say that R is diagonal."""
    done: set[str] = set()
    claims = []
    for claim in submission.claims:
        name = bare_name(claim.left) if claim.relation == "=" else None
        pair = name is not None and _PAIR.fullmatch(name[1]) is not None
        if name is not None and pair and name[0] not in done and _said(claim, submission.text):
            done.add(name[0])
            right = rf"\operatorname{{diag}}\left({claim.right}\right)"
            claim = replace(claim, left=name[0], right=right, role="definition")
        claims.append(claim)
    return replace(submission, claims=tuple(claims)) if done else submission


def _said(claim: Claim, text: str) -> bool:
    """Whether words beside a claim speak of a diagonal; a number is a value, and no definition."""
    start, end = claim.formula
    near = text[max(0, start - _BEFORE) : start] + text[end : end + _BEHIND]
    return DIAGONAL.search(near) is not None and not _NUMBER.fullmatch(claim.right.strip())
