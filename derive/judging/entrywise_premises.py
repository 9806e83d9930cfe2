r"""Premises that say what something is: "If Q_{ia} = Σ_b X_{ib} W_{ba}, then …".

An equation for every entry of a name that nothing else defines, by sums or products of others,
is a definition, whatever word stands before it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.occurrences import bare_name, names_in
from derive.submissions.claims import Claim, Submission

__all__ = ["with_premises"]

_INDICES = re.compile(r"[a-z](?:\s*,?\s*[a-z])?")
_INDEXED = re.compile(r"[A-Za-z}]\s*_\s*(?:\{\s*[a-z]|[a-z])")


def with_premises(submission: Submission) -> Submission:
    """The submission with premises of this kind as definitions."""
    others = {
        name[0]
        for c in submission.claims
        if c.role != "assumption" and c.relation == "=" and (name := bare_name(c.left))
    }
    found = {c.number for c in submission.claims if _defines(c) and _name(c) not in others}
    if not found:
        return submission
    claims = tuple(
        replace(
            c,
            role="definition" if c.number in found else c.role,
            under=tuple(n for n in c.under if n not in found),
        )
        for c in submission.claims
    )
    return replace(submission, claims=claims)


def _name(claim: Claim) -> str:
    name = bare_name(claim.left)
    return "" if name is None else name[0]


def _defines(claim: Claim) -> bool:
    name = bare_name(claim.left)
    if claim.role != "assumption" or claim.relation != "=" or name is None:
        return False
    many = len(_INDEXED.findall(claim.right)) > 1
    return bool(_INDICES.fullmatch(name[1])) and many and name[0] not in names_in(claim.right)
