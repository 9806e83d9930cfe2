r"""Layers above a name: ``z^l``, ``a^{l-1}``, ``\delta^L_j``, ``W^{[l]}`` are members of families.

A superscript is one of a layer where l or ℓ counts, some name has it with two different steps or
with the last layer L, and none of the names ever stands without one: a power has its base
somewhere.  They are written ``z^{(l)}``, which nothing else can be.  In z^l = w^l a^{l-1} + b^l
they are layers even if z, w, a and b stand alone elsewhere; these are other names, \mathfrak{z}.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission
from derive.submissions.names import ACCENTED

__all__ = ["numbered", "with_layers", "with_numbers_of_members", "with_the_last"]

_BASE = (
    rf"(?:{ACCENTED}|\\(?!sum|prod|int)[A-Za-z]+"
    r"|(?:(?<![A-Za-z\\])|(?<=_[A-Za-z]))[A-Za-z])"
)
_BELOW = r"(?:\s*_\s*(?:\{[^{}]*\}|[A-Za-z0-9]))?"
_STEP = r"(?:l(?![A-Za-z])|\\ell(?![A-Za-z]))(?:\s*[+-]\s*\d+)?|L(?:\s*[+-]\s*\d+)?"
_LAYER = re.compile(
    rf"(?P<base>{_BASE})(?P<below>{_BELOW})\s*\^\s*(?:\{{\s*\[?(?P<in>{_STEP})\]?\s*\}}|"
    r"(?P<at>l(?![A-Za-z])|\\ell(?![A-Za-z])|L))"
)
#: a member, or an entry of one, by itself
_LEFT = re.compile(rf"{_LAYER.pattern}{_BELOW}")
#: the layer of a name that is none of those that are counted: W^{[1]} is not W without a layer
_NUMBER = re.compile(rf"{_BASE}{_BELOW}\s*\^\s*\{{\s*(?:\[\s*\d+\s*\]|\(\s*\d+\s*\))")
#: the layer beside another index above a name: \delta^{x,l}
_BESIDE = re.compile(
    rf"{_BASE}{_BELOW}\s*\^\s*\{{\s*(?:\w+\s*,\s*[\[(]?(?:{_STEP})[\])]?|(?:{_STEP})\s*,\s*\w+)\s*\}}"
)
_ANY = re.compile(rf"(?P<base>{_BASE})(?P<below>{_BELOW})")
#: a name that is no member of a family
_ALONE = re.compile(
    rf"\\(?:operatorname|text\w*|mathrm)\*?\s*\{{[^{{}}]*\}}"
    rf"|(?P<base>{_BASE})(?!{_BELOW}\s*\^\s*\{{\s*\()"
)
_NABLA = re.compile(rf"\\nabla\s*_\s*(?:\{{\s*(?P<in>{_BASE})\s*\}}|(?P<at>{_BASE}))")
_RAISED = re.compile(r"(?<![A-Za-z\\])([A-Za-z])\}?\s*\^\s*(?:\d|\{\s*\d+\s*\})")


def with_layers(submission: Submission) -> tuple[Submission, dict[int, str]]:
    """The submission with (…) around its layers; by claim, how that is said."""
    claims = submission.claims
    sides = [side for claim in claims for side in (claim.left, claim.right)]
    steps: dict[str, set[str]] = {}
    for side in sides:
        for found in _LAYER.finditer(side):
            steps.setdefault(normal(found["base"]), set()).add(_step(found))
    counted = any(len(s) > 1 and any(c[0] != "L" for c in s) for s in steps.values())
    if not counted:
        return submission, {}
    plain = _plain(sides)
    own = _recurring(claims) & plain  # z_j of another network is none of the z^l
    own = {name for name in own if re.fullmatch("[A-Za-z]", name)}
    layered = frozenset(steps) - (plain - own)
    last = dict.fromkeys(layered, _last(set[str]().union(*steps.values())))
    said: dict[int, str] = {}

    def put(side: str, number: int) -> str:
        def member(found: re.Match[str]) -> str:
            if normal(found["base"]) not in layered:
                return found[0]
            said[number] = "superscripts l as layers, all of one width"
            return f"{found['base']}{found['below']}^{{({_step(found)})}}"

        def variable(found: re.Match[str]) -> str:
            name = found["in"] or found["at"]
            step = last.get(normal(name))
            return rf"\nabla_{{{name}^{{({step})}}}}" if step else found[0]

        def other(found: re.Match[str]) -> str:
            apart = found["base"] is not None and normal(found["base"]) in own
            return rf"\mathfrak{{{found['base']}}}" if apart else found[0]

        side = _NABLA.sub(variable, _LAYER.sub(member, side))
        return _ALONE.sub(other, side) if own else side

    # "put z^l = …" defines z, for a power nobody could put
    defining = {c.number for c in claims if c.role == "assumption" and _defines(c, layered)}
    new = tuple(
        replace(
            c,
            left=put(c.left, c.number),
            right=put(c.right, c.number),
            role="definition" if c.number in defining else c.role,
            under=tuple(n for n in c.under if n not in defining),
        )
        for c in claims
    )
    return replace(submission, claims=new), said


#: a member whose index is said: z^{(l)}, h^{<t-1>}, and one that a number tells
_INDEXED = re.compile(
    rf"(?P<base>{_BASE}){_BELOW}\s*\^\s*\{{\s*(?:[(<]|\\langle\s)\s*"
    r"(?:[a-z]|\\ell)\s*(?:[+-]\s*\d+\s*)?(?:[)>]|\\rangle)\s*\}"
)
_TOLD = re.compile(
    rf"(?P<base>{_BASE})(?P<below>{_BELOW})\s*\^\s*\{{\s*[(\[]\s*(?P<number>\d+)\s*[)\]]\s*\}}"
)
_ROUND = re.compile(r"(\^\s*)\{\s*\(([^(){}]*)\)\s*\}")


def with_numbers_of_members(submission: Submission) -> Submission:
    """The submission with W^{<2>} for W^{(2)}, which is a name, where W^{(l)} makes W a family."""
    claims, context = submission.claims, submission.context
    sides = [side for claim in claims for side in (claim.left, claim.right)]
    families = {normal(found["base"]) for side in sides for found in _INDEXED.finditer(side)}
    families -= {
        normal(found["base"])
        for name in (*context.shapes, *context.families)
        if (found := _TOLD.fullmatch(name.strip())) is not None  # of a shape of its own
    }
    if not families:
        return submission

    def member(found: re.Match[str]) -> str:
        if normal(found["base"]) not in families:
            return found[0]
        return f"{found['base']}{found['below']}^{{<{found['number']}>}}"

    def put(side: str) -> str:
        side, count = _TOLD.subn(member, side)
        # around an ellipsis both are written alike
        return _ROUND.sub(r"\1{<\2>}", side) if count and "dots" in side else side

    new = (replace(c, left=put(c.left), right=put(c.right)) for c in claims)
    return replace(submission, claims=tuple(new))


_NUMBERED = re.compile(r"[A-Z]"), re.compile(r"\d+")


def with_the_last(submission: Submission) -> Submission:
    """The submission with "L = 3" beside the claims under it, where there are layers up to L."""
    claims = submission.claims
    text = " ".join(side for c in claims for side in (c.left, c.right, *c.given))

    def counts(letter: str) -> bool:
        return (
            re.search(rf"(?:[\^_]\s*\{{?\s*[(\[<]?\s*|dots\s*,\s*){letter}(?![A-Za-z])", text)
            is not None
        )

    ends = {
        c.number: f"{c.left.strip()} = {c.right.strip()}"
        for c in claims
        if (c.role, c.relation) == ("assumption", "=")
        and all(
            kind.fullmatch(s.strip()) for kind, s in zip(_NUMBERED, (c.left, c.right), strict=True)
        )
        and counts(c.left.strip())
    }
    new = (
        replace(
            c,
            under=tuple(n for n in c.under if n not in ends),
            given=(*c.given, *(ends[n] for n in c.under if n in ends)),
        )
        for c in claims
    )
    return replace(submission, claims=tuple(new)) if ends else submission


def _recurring(claims: Iterable[Claim]) -> set[str]:
    """The names in what says how one layer follows from another: z^l = w^l a^{l-1} + b^l."""
    found: set[str] = set()
    for claim in claims:
        left = _LEFT.fullmatch(claim.left.strip())
        right = list(_LAYER.finditer(claim.right))
        if claim.relation == "=" and left is not None and {*map(_step, right)} - {_step(left)}:
            names = {normal(m["base"]) for m in (left, *right)}
            found |= set() if names & _plain([claim.left, claim.right]) else names  # A A^l
    return found


def _defines(claim: Claim, layered: frozenset[str]) -> bool:
    found = _LAYER.fullmatch(claim.left.strip())
    return claim.relation == "=" and found is not None and normal(found["base"]) in layered


def _step(found: re.Match[str]) -> str:
    return re.sub(r"\s", "", found["in"] or found["at"])


def _last(steps: set[str]) -> str:
    """The last layer, of which ∇_a C is meant where C is the cost of the last."""
    return "L" if "L" in steps else ""


def _plain(sides: list[str]) -> set[str]:
    """Names that stand somewhere without a superscript, but for the subscript of a ∇."""
    found = set()
    for side in sides:
        for match in _ANY.finditer(_NABLA.sub("", side)):
            at = match.start()
            if not any(kind.match(match.string, at) for kind in (_LAYER, _NUMBER, _BESIDE)):
                found.add(normal(match["base"]))
    return found


#: the F of Frobenius's norm
_OF_NORM = re.compile(r"(?:\\\||‖|Vert)\s*_\s*(?:\{\s*\w+\s*\}|\w)")


def numbered(submission: Submission) -> bool:
    """Whether z^2 may be the z of layer 2: some name never stands without a number above it."""
    text = _OF_NORM.sub(" ", " ".join(claim.latex for claim in submission.claims))
    return any(
        not re.search(rf"(?<![A-Za-z\\]){name}(?![A-Za-z]|\}}?\s*\^)", text)
        for name in set(_RAISED.findall(text))
    )
