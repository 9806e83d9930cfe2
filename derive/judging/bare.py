r"""Functions that stand without their argument.

``\frac{d\sigma}{da} = \sigma(1 - \sigma)`` and ``\tanh' = 1 - \tanh^2`` are laws of functions: they
speak of nothing else, and hold at every argument.  Of ``\operatorname{diag}(\sigma')`` the argument
is that which σ has elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.occurrences import bare_name
from derive.reader.names import normal
from derive.submissions.claims import Claim, Role, Submission

__all__ = ["bare_arguments", "with_arguments"]

_SLOPE = r"\\sigma\s*(?:'|_\s*\{?'\}?|\^\s*\{?\s*(?:'|\\prime)\s*\}?)"
_OPEN = r"\s*(?:\\left|\\[bB]igg?l?)?\s*\("
_BARE = re.compile(rf"{_SLOPE}(?!{_OPEN}|\s*')")
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


_FUNCTION = r"\\(?:sigma|tanh|exp)(?![A-Za-z])"
_PRIMES = r"(?:\s*'+|\s*\^\s*(?:\d|\{\s*(?:\d|\\prime|')\s*\}))?"
_DERIVED = re.compile(
    rf"(?:\\[dt]?frac\s*\{{\s*(?:d|\\mathrm\s*\{{\s*d\s*\}}|\\partial)\s*(?:{_FUNCTION})\s*\}}\s*"
    r"\{\s*(?:d|\\mathrm\s*\{\s*d\s*\}|\\partial)\s*([A-Za-z])\s*\}"
    rf"|(?:d|\\partial)\s*(?:{_FUNCTION})\s*/\s*(?:d|\\partial)\s*([A-Za-z]))"
)
_PRIMED = re.compile(rf"\s*(?:{_FUNCTION})\s*(?:'+|\^\s*\{{\s*(?:\\prime|')\s*\}})\s*")
_ALONE = re.compile(rf"({_FUNCTION}{_PRIMES})")
_LETTERS = re.compile(r"\\?[A-Za-z]+")
#: commands that are no quantities
_LOOKS = frozenset({"left", "right", "frac", "dfrac", "tfrac", "cdot", "prime", "big", "Big"})


def with_arguments(submission: Submission) -> Submission:
    """The submission with laws of functions written at an argument."""
    known = {*map(normal, (*submission.context.shapes, *submission.context.families))}
    if r"\sigma" in known:
        return submission
    free = next((x for x in "xuasv" if x not in known), "x")
    claims = tuple(_at_argument(claim, free) for claim in submission.claims)
    return replace(submission, claims=claims)


def _at_argument(claim: Claim, free: str) -> Claim:
    derived = _DERIVED.fullmatch(claim.left.strip())
    if claim.relation != "=" or not (derived or _PRIMED.fullmatch(claim.left)):
        return claim
    by = (derived[1] or derived[2]) if derived else free
    left = _ALONE.sub(rf"\1({by})", claim.left)
    if derived and _at(by).search(claim.right) and not _ALONE.search(_at(by).sub("", claim.right)):
        return replace(claim, left=left)  # the right side has the argument
    letters = {name.removeprefix("\\") for name in _LETTERS.findall(_ALONE.sub(" ", claim.right))}
    if letters - _LOOKS or not _ALONE.search(claim.right):
        return claim
    role: Role = "claim" if claim.role == "fresh" else claim.role  # what σ is says what σ′ is
    return replace(claim, left=left, right=_ALONE.sub(rf"\1({by})", claim.right), role=role)


def _at(by: str) -> re.Pattern[str]:
    """A function at an argument."""
    return re.compile(rf"{_FUNCTION}{_PRIMES}{_OPEN}\s*{by}\s*(?:\\right\s*)?\)")
