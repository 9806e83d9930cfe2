r"""Masks in words: "M_{nh} = 1 if A_{nh} > 0 and 0 otherwise" is an indicator for each entry."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from derive.submissions.claims import SIGNS, Claim, Submission

__all__ = ["with_masks"]

_IF = re.compile(
    r"[\s$,)\\]*(?:if|when|whenever|where|wenn|falls|si|se|если|при|若|当)[\s$(\\]*", re.IGNORECASE
)
_ELSE = re.compile(
    r"[\s$,;)\\]*(?:and|und|et|y|e|и)?[\s$(\\]*(?:is |it is |=)?\s*0[\s$)\\]*"
    r"(?:otherwise|else|elsewhere|sonst|sinon|ailleurs|en otro caso|altrimenti|иначе|в противном)"
    r"|[\s$,;)\\]*(?:and|else|otherwise|sonst|sinon|иначе|否则)[\s,$(\\]*(?:为)?\s*0(?![\d.])",
    re.IGNORECASE,
)
_BELOW = re.compile(r"_\s*\{?\s*([a-z](?:\s*[a-z])?)\s*\}?\s*$")
_BOUNDS = (">", ">=", "<", "<=")


def with_masks(submission: Submission) -> Submission:
    r"""The submission with \mathbb{1}[A_{nh} > 0] for such an M_{nh}, and no assumption of it."""
    claims, text = list(submission.claims), submission.text
    gone: set[int] = set()
    for at, (one, condition) in enumerate(pairwise(submission.claims)):
        if not (one.relation == "=" and one.right.strip() == "1" and "_" in one.left):
            continue
        if condition.role != "assumption" or condition.relation not in _BOUNDS:
            continue
        between = text[one.formula[1] : condition.formula[0]]
        if _IF.fullmatch(between) and _ELSE.match(text, condition.formula[1]):
            sign = SIGNS[condition.relation]
            mask = rf"\mathbb{{1}}[{condition.left} {sign} {condition.right}]"
            left, mask = _counted(one.left, mask)
            claims[at] = replace(one, left=left, right=mask, role="definition")
            gone.add(condition.number)
    if not gone:
        return submission
    return replace(submission, claims=tuple(_without(c, gone) for c in claims))


def _counted(left: str, mask: str) -> tuple[str, str]:
    """Both sides with i and j for the letters below: h counts nothing by itself."""
    below = _BELOW.search(left)
    if below is None:
        return left, mask
    letters = "".join(below[1].split())
    by = "_{" + "ij"[: len(letters)] + "}"
    same = re.compile(rf"_\s*\{{?\s*{re.escape(letters[0])}\s*{re.escape(letters[1:])}\s*\}}?")
    return same.sub(by, left), same.sub(by, mask)


def _without(claim: Claim, gone: set[int]) -> Claim:
    return replace(claim, under=tuple(n for n in claim.under if n not in gone))
