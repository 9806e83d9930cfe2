r"""Names that are given to a part of a definition afterwards: u = tanh(Vx + c), with s = Vx + c.

The definition is then one by that name, u = tanh(s), so that ∂u/∂s can be spoken of.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.constants import CONSTANTS
from derive.judging.occurrences import bare_name, names_in
from derive.submissions.claims import Claim, Submission

__all__ = ["with_inner_names"]

_DEFINES = ("definition", "fresh")
#: a sum or a product
_COMPOSED = re.compile(r"[A-Za-z}]\s*[-+]|[A-Za-z]\s*[A-Za-z]")


def with_inner_names(submission: Submission) -> Submission:
    """The submission with names in the place of what they stand for, in brackets of definitions."""
    claims = submission.claims
    parts: dict[str, Claim] = {}
    for claim in claims:
        name = bare_name(claim.left) if _defines(claim) else None
        if name is None or name[1] or name[0] in CONSTANTS:
            continue
        if _COMPOSED.search(claim.right):
            parts.setdefault(name[0], claim)
    if len(parts) < 2:
        return submission
    new = []
    for claim in claims:
        right = claim.right
        for key, part in parts.items() if _defines(claim) else ():
            if part.number != claim.number and key not in names_in(right):
                body = r"\s*".join(map(re.escape, "".join(part.right.split())))
                instead = f"({part.left})".replace("\\", r"\\")
                right = re.sub(rf"\(\s*{body}\s*\)", instead, right)
        new.append(claim if right == claim.right else replace(claim, right=right))
    return replace(submission, claims=tuple(new))


def _defines(claim: Claim) -> bool:
    return claim.relation == "=" and claim.role in _DEFINES
