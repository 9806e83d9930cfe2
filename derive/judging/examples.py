r"""Names that a text gives numbers for an example, and uses for something general too.

"Example: A = [[2, 1], [1, 2]]" says nothing of the A of all other lines.  There the name stands for
both: a line in which all else is numbers is about the example, or holds in general; every other
line is about the general one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from derive.judging.arguments import FUNCTIONS
from derive.judging.constants import CONSTANTS
from derive.judging.letters import put, stands
from derive.judging.looks import quantities
from derive.judging.occurrences import bare_name, uses_of
from derive.reader.names import normal
from derive.submissions.claims import Claim, Role, Submission

__all__ = ["with_examples"]

_MATRIX = re.compile(r"\\begin\s*\{\s*(?:[pbBv]?(?:small)?matrix|array)\s*\}")


def with_examples(submission: Submission) -> Submission:
    """The submission with names of their own for examples."""
    for name, at in _numeric(submission):
        if _general(submission, name, at):
            submission = _apart(submission, name, at)
    return submission


def _numeric(submission: Submission) -> Iterator[tuple[str, int]]:
    """Names that are put equal to a matrix of numbers, and where."""
    for claim in submission.claims:
        name = bare_name(claim.left) if claim.relation == "=" else None
        defines = claim.role in ("definition", "fresh", "assumption") or claim.after is None
        if name is None or name[1] or not defines or not _MATRIX.match(claim.right.strip()):
            continue
        if not {*uses_of([claim.right])} - CONSTANTS:
            yield name[0], claim.number


def _others(claim: Claim) -> set[str]:
    """The quantities in a claim."""
    found = {*quantities(uses_of([claim.left, claim.right]))} - CONSTANTS - FUNCTIONS
    return {name for name in found if not name.startswith(r"\operatorname")}


def _general(submission: Submission, name: str, at: int) -> bool:
    """Whether other lines speak of the name as of something general."""
    context = submission.context
    known = {normal(k): v for k, v in (*context.shapes.items(), *context.families.items())}
    symbolic = {k for k, shape in known.items() if any(not size.isdigit() for size in shape)}
    numeric = {n for n, _ in _numeric(submission)}
    if name in symbolic:
        return True
    for claim in submission.claims:
        spoken = _others(claim)
        if claim.number == at or name not in spoken:
            continue
        defines = claim.relation == "=" and bare_name(claim.left) == (name, "")
        others = spoken - {name} - numeric
        if (defines and others) or others & symbolic:
            return True
    return False


def _apart(submission: Submission, name: str, at: int) -> Submission:
    """The submission with another name for the example."""
    example = rf"{name}_{{\mathrm{{num}}}}"
    numeric = {n for n, _ in _numeric(submission)}
    claims = []
    for claim in submission.claims:
        if claim.number == at:
            role: Role = "definition" if claim.role != "fresh" else "fresh"
            claim = replace(claim, left=put(claim.left, {name: example}), role=role)
        elif stands(claim.left, name) or stands(claim.right, name):
            alone = not _others(claim) - numeric - {name}
            if claim.number > at and alone:
                both = (put(claim.left, {name: example}), put(claim.right, {name: example}))
                equal = claim.relation in ("=", "~") and _is_number(claim)
                if _MATRIX.search(claim.left + claim.right) or equal:
                    claim = replace(claim, left=both[0], right=both[1])
                else:
                    claim = replace(claim, alternatives=(*claim.alternatives, both))
        under = tuple(n for n in claim.under if n != at)
        claims.append(replace(claim, under=under))
    return replace(submission, claims=tuple(claims))


def _is_number(claim: Claim) -> bool:
    """Whether one side is a number: det A = 3 speaks of an example."""
    return any(not uses_of([side]) for side in (claim.left, claim.right))
