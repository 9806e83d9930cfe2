r"""What a name is from a line on: "if L = ½‖a − y‖², then …", "if h = tanh(z) instead, …", "now
V = Wᵀ".

Such a line is an assumption by its words, but says what a name is, and holds for what it is put
before only.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.constants import CONSTANTS
from derive.judging.costs import LOSSES
from derive.judging.occurrences import bare_name, uses_of
from derive.submissions.claims import Claim, Role, Submission
from derive.submissions.prose import SECTION

__all__ = ["holds_for", "spoken_of", "with_alternatives"]

#: tied weights: V = Wᵀ
_TURNED = re.compile(r"[A-Z](?:_\w|_\{\w+\})?\s*\^\s*\{?\s*(?:T|\\top|\\intercal)\s*\}?")
_FUNCTION = re.compile(r"\\[a-z]+|\\operatorname\{\w+\}")


def with_alternatives(submission: Submission) -> Submission:
    """The submission with definitions for what is supposed of losses, and of what has another
    definition of the same names."""
    claims = submission.claims
    found = {c.number for c in claims if _alternative(c, claims) or _replaces(submission, c)}
    # h_0 ≠ 0 behind h_0 = 0 is another case
    cases = {
        c.number
        for n, c in enumerate(claims)
        if c.relation == "!=" and any(_same(c, o) and o.relation == "=" for o in claims[:n])
    }
    if not found and not cases:
        return submission
    roles: dict[int, Role] = {
        **dict.fromkeys(cases, "assumption"),
        **dict.fromkeys(found, "definition"),
    }
    new = (
        replace(
            c,
            role=roles.get(c.number, c.role),
            under=tuple(n for n in c.under if n not in found),
        )
        for c in claims
    )
    return replace(submission, claims=tuple(new))


def holds_for(said: Submission, other: Claim, claim: Claim) -> bool:
    """Whether what defines a name does so for a claim: what is supposed, only behind it in its
    section.  ``said`` is the submission as it was written."""
    if max(other.number, claim.number) >= len(said.claims):
        return True  # what nobody wrote
    written = said.claims[other.number]
    if _excepted(said, written, claim):
        return False
    later = said.claims[written.number + 1 : claim.number + 1]
    if any(c.left == written.left and _in_force(said, c, claim) for c in later):
        return False
    if _replaces(said, written):
        return _in_force(said, written, claim)
    if written.role != "assumption" or bare_name(written.left) is None:
        return True
    return other.number in said.claims[claim.number].under


#: words for putting one thing in the place of another
_WORDS = re.compile(
    r"\breplac|\binstead\b|\bremplac|\bersetz|\bstatt|\breemplaz|\bsostitu|\bsubstitui|замен|вместо"
    r"|替换|代替|改为",
    re.IGNORECASE,
)


def _replaces(said: Submission, claim: Claim) -> bool:
    """Whether words put an equation in the place of another with the same left side."""
    if claim.relation != "=" or claim.number >= len(said.claims) or bare_name(claim.left) is None:
        return False
    before = said.claims[: claim.number]
    if not any(
        (c.left, c.relation) == (claim.left, "=") and c.role in ("fresh", "definition", "claim")
        for c in before
    ):
        return False
    gap = said.text[before[-1].formula[1] : claim.formula[0]]
    return _WORDS.search(gap[-160:]) is not None


def _in_force(said: Submission, other: Claim, claim: Claim) -> bool:
    """Whether what is put in the place of another equation holds at a claim."""
    if other.number > claim.number or not _replaces(said, other):
        return False
    return SECTION.search(said.text[other.formula[1] : claim.formula[0]]) is None


def _same(one: Claim, other: Claim) -> bool:
    return (one.left, one.right) == (other.left, other.right)


def _excepted(said: Submission, written: Claim, claim: Claim) -> bool:
    """Whether "now started from C_0 ≠ 0" stands between C_0 = 0 and a claim, and that not again."""
    excepted = False
    for other in said.claims[written.number + 1 : claim.number]:
        if _same(other, written):
            excepted = other.relation == "!=" or (excepted and other.relation != "=")
    return excepted


def _alternative(claim: Claim, claims: tuple[Claim, ...]) -> bool:
    name = bare_name(claim.left) if claim.relation == "=" else None
    if claim.role != "assumption" or name is None or name[1]:
        return False
    mine = spoken_of(claim.right)
    if not mine or name[0] in mine:
        return False
    if name[0] in LOSSES or _TURNED.fullmatch(claim.right):
        return True
    others = (
        c.right
        for c in claims
        if c.role in ("definition", "fresh") and c.relation == "=" and bare_name(c.left) == name
    )
    return any(spoken_of(right) == mine for right in others)


def spoken_of(text: str) -> frozenset[str]:
    """The quantities in a formula, without functions, constants and indices."""
    uses = uses_of([text])
    return frozenset(
        key
        for key, use in uses.items()
        if key not in CONSTANTS and not (use.called or use.counts or _FUNCTION.fullmatch(key))
    )
