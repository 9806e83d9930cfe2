r"""Matrices that are said to be definite: Xᵀ X ⪰ 0 says that vᵀ Xᵀ X v ≥ 0 for all v."""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.occurrences import names_in
from derive.submissions.claims import Claim, Submission

__all__ = ["of_all_columns", "with_definite"]

#: relation of a matrix to 0 → that of the numbers which it makes of columns
_OF_NUMBERS = {"psd": ">=", "nsd": "<="}
_COLUMNS = ("v", "u", r"\xi", r"\zeta")
_FORM = re.compile(r"(v|u|\\xi|\\zeta|\\varpi)\^\{\\top\} \(.*\) \1", re.DOTALL)


def of_all_columns(claim: Claim) -> bool:
    """Whether a bound is what is written here for A ⪰ 0 or A ⪯ 0."""
    return claim.relation in ("<=", ">=") and _FORM.fullmatch(claim.left) is not None


def with_definite(submission: Submission) -> Submission:
    """The submission with a bound of all vᵀ A v in the place of A ⪰ 0 and of A ⪯ 0."""
    claims = submission.claims
    if not any(claim.relation in _OF_NUMBERS for claim in claims):
        return submission
    context = submission.context
    named = {name for c in claims for side in (c.left, c.right) for name in names_in(side)}
    named |= {*context.shapes, *context.families, *context.functions, *context.sizes}
    column = next((letter for letter in _COLUMNS if letter not in named), r"\varpi")

    def put(claim: Claim) -> Claim:
        relation = _OF_NUMBERS.get(claim.relation)
        if relation is None:
            return claim
        left = rf"{column}^{{\top}} ({claim.left}) {column}"
        return replace(claim, left=left, relation=relation, right="0")

    return replace(submission, claims=tuple(map(put, claims)))
