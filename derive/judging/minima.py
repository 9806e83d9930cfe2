r"""Minimisers: "the solution is \hat w = (XᵀX)⁻¹Xᵀy" says that ∇J is 0 there.

A line is one of these if words beside it say so, its name is that of the variable of a loss of the
submission with something added (\hat w, w^*, w_\lambda), and its right side has the names of the
loss, all of them and no others.  It is judged as ∇J = 0 where the variable is that.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from derive.judging.arguments import DEFINED, FUNCTIONS
from derive.judging.constants import CONSTANTS
from derive.judging.likelihood import unaccented
from derive.judging.occurrences import bare_name, names_in, uses_of
from derive.judging.points import At
from derive.reader.decorations import decoration, running
from derive.reader.names import bare, normal
from derive.submissions.claims import Claim, Submission

__all__ = ["candidates", "unsettled", "with_minima"]

_SAID = re.compile(
    r"minimi[sz]|maximi[sz]|arg\s*\\?,?\s*min|arg\s*\\?,?\s*max|argm(?:in|ax)|\bm(?:in|ax)imum"
    r"|optim"
    r"|(?:closed[- ]form )?solution|solv(?:e|ing)|normal equations?|stationary|critical point"
    r"|set(?:ting)? (?:the |this |its |that )?(?:gradient|derivative)|to zero|estimat(?:or|e)\b"
    r"|\bMLE\b|lösung|minimier|normalgleichung|nullsetzen|minimum|annul|anula|équations? normales?"
    r"|vanish|verschwind|despejando|igualando a cero"
    r"|решени|минимум|нормальн|приравн|最小|解|最优",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"subject to|s\.\s*t\.|constrain|lagrang|minimum[- ]norm|min-norm|smallest norm|projected"
    r"|Nebenbedingung|contrainte|sous (?:la )?condition|услови|ограничени|约束|最小范数"
    r"|step|Schritt|iterat|update|gradient descent|approximat|näherung|шаг|迭代",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"\n\s*\n|\\(?:section|subsection|paragraph|item)\b|(?<=[a-z)}$])\.\s")
_BEFORE, _BEHIND = 260, 120
_SUB = re.compile(r"_\{((?:[^{}]|\{[^{}]*\})*)\}")
#: a name's index, and what decorates it
_SCRIPTS = (
    r"(?:\s*_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|\w))?"
    r"(?:\s*\^\s*(?:\{\s*(?:\*|\\star|\\ast|\\text\{opt\})\s*\}|\*|\\star|\\ast))?"
)
_STARS = ("*", r"\text{opt}")
_DERIVED = re.compile(r"\\partial|\\nabla|∇|\\d?frac\s*\{\s*d(?![A-Za-z])")
_SIZES = re.compile(r"\s*[A-Za-z]\s*")


@dataclass(frozen=True)
class _Loss:
    """J(w) = …, by its name and its variable."""

    name: str
    variable: str
    body: str
    number: int


def candidates(submission: Submission) -> dict[int, str]:
    """The claims that say where a loss is least, by number: the name of the place."""
    losses = _losses(submission)
    found = {}
    for claim in submission.claims if losses else ():
        name = bare_name(claim.left)
        if name is not None and _of(claim, losses, submission) is not None:
            found[claim.number] = name[0]
    return found


def with_minima(
    submission: Submission, settled: Collection[int] = ()
) -> tuple[Submission, dict[int, str]]:
    """The submission with ∇J = 0 for its minimisers; by claim, how that is said.

    Claims that were ``settled``, by number, define the place: what is said of it behind or before
    them is judged by that.
    """
    losses = _losses(submission)
    said: dict[int, str] = {}
    if not losses:
        return submission, said
    right = [c for c in submission.claims if c.number in settled]
    known = {name[0] for c in right if (name := bare_name(c.left)) is not None}
    claims = []
    for claim in submission.claims:
        name, loss = bare_name(claim.left), _of(claim, losses, submission)
        if claim.number in settled:
            claim = replace(claim, role="definition")
        elif loss is not None and name is not None and name[0] not in known:
            said[claim.number] = f"as the point where the gradient of {loss.name} is 0"
            given = (*claim.given, At(f"{loss.variable} = {claim.right}"))
            given += tuple(At(size) for size in _sizes(submission))
            left = rf"\nabla_{{{loss.variable}}} {loss.name}({loss.variable})"
            claim = replace(claim, left=left, right="0", given=given, role="claim")
        elif name is None and claim.relation == "=" and claim.role == "claim":
            claim = _as_condition(claim, losses, known)
        claims.append(claim)
    return replace(submission, claims=tuple(claims)), said


def _as_condition(claim: Claim, losses: list[_Loss], known: Collection[str]) -> Claim:
    r"""AᵀA\hat x = Aᵀb, which may say that ∇J is 0 there: with the readings that say so."""
    if claim.alternatives or _DERIVED.search(claim.latex):
        return claim
    names = {*names_in(claim.left), *names_in(claim.right)}
    before = [loss for loss in losses if loss.number < claim.number]
    places = sorted(
        (n, loss.number)
        for n in names - {*known}
        for loss in before
        if _place(n, normal(loss.variable))
    )
    if len({n for n, _ in places}) != 1:
        return claim
    [loss] = [one for one in before if one.number == places[-1][1]]
    if normal(loss.variable) in names:
        return claim
    left, right = (_moved(side, places[0][0], loss.variable) for side in (claim.left, claim.right))
    gradient = rf"\nabla_{{{loss.variable}}} \left({loss.body}\right)"
    factors = (r"", "-", "2", "-2", r"\frac{1}{2}", r"-\frac{1}{2}")
    ways = tuple((At(gradient), rf"{c}\left({left} - \left({right}\right)\right)") for c in factors)
    return replace(claim, alternatives=ways)


def _moved(side: str, key: str, variable: str) -> str:
    """A side with the variable for the place of the least loss."""
    letter = re.escape(variable)
    hat = rf"\\(?:wide)?hat\s*(?:\{{\s*{letter}\s*\}}|{letter})"
    name = re.compile(rf"(?:{hat}|{letter}){_SCRIPTS}")
    return name.sub(lambda m: f"{variable} " if normal(m[0]) == key else m[0], side)


def _place(key: str, variable: str) -> bool:
    """Whether a name has a hat or a star, and is the variable without."""
    marked = key.startswith((r"\hat", r"\widehat")) or decoration(key) in _STARS
    return marked and _variant(key, variable)


def unsettled(submission: Submission, said: Submission) -> frozenset[str]:
    """Names for the place where a loss is least of which the submission does not say rightly where
    that is; ``said``: as it was written."""
    variables = {normal(loss.variable) for loss in _losses(said)}
    if not variables:
        return frozenset()
    lefts = [
        {name[0] for c in s.claims if c.relation == "=" and (name := bare_name(c.left)) is not None}
        for s in (submission, said)
    ]
    names = {n for c in said.claims for side in (c.left, c.right) for n in names_in(side)}
    marked = {
        n
        for n in names
        if n.startswith((r"\hat", r"\widehat")) or decoration(n) in ("*", r"\text{opt}")
    }
    found = {n for n in marked if any(_variant(n, variable) for variable in variables)}
    return frozenset((found | lefts[1]) - lefts[0])


def _losses(submission: Submission) -> list[_Loss]:
    found: list[_Loss] = []
    for claim in submission.claims:
        match = DEFINED.match(claim.left)
        if match is None or claim.relation != "=" or claim.role == "assumption":
            continue
        key, variable = normal(match[1]), match[2].strip()
        if key in FUNCTIONS or "," in variable or any(loss.name == match[1] for loss in found):
            continue
        if normal(variable) in names_in(claim.right):
            found.append(_Loss(match[1], variable, claim.right, claim.number))
    return found


def _names(text: str, bodies: dict[str, str]) -> frozenset[str]:
    """The quantities in a formula, definitions followed to their ends."""
    found: set[str] = set()
    todo, seen = [text], set[str]()
    while todo:
        uses = uses_of([todo.pop()])
        for key, use in uses.items():
            counted = use.counts and not use.indexed and not use.transposed
            if key in seen or key in CONSTANTS or counted or use.called or use.constant:
                continue
            seen.add(key)
            if key in bodies and key not in {*names_in(bodies[key])}:
                todo.append(bodies[key])
            else:
                found.add(key)
    return frozenset(found)


def _of(claim: Claim, losses: list[_Loss], submission: Submission) -> _Loss | None:
    """The loss that a claim says where it is least; None if it says no such thing."""
    name = bare_name(claim.left)
    if name is None or name[1] or claim.relation != "=" or claim.role == "assumption":
        return None
    key = name[0]
    sign = decoration(key)
    if running(sign) or sign in ("+", r"\text{new}", r"\mathrm{new}", "new", r"\text{next}"):
        return None
    before = [loss for loss in losses if loss.number < claim.number]
    variants = [loss for loss in before if _variant(key, normal(loss.variable))]
    if not variants:
        return None
    index = _index(key)
    mine = [loss for loss in variants if index and _index(normal(loss.name)) == index]
    loss = (mine or variants)[-1]
    bodies = {
        n[0]: c.right
        for c in submission.claims
        if c.relation == "=" and c.number < claim.number and (n := bare_name(c.left)) is not None
    }
    if not _words(claim, submission.text):
        return None
    needed = {normal(loss.variable)} | {*_constants(loss.body)}
    for known in ({}, bodies):
        if _names(claim.right, known) - needed == _names(loss.body, known) - needed:
            return loss
    return None


def _constants(body: str) -> list[str]:
    """Names that are added to a loss, which its gradient does not have."""
    return [normal(name) for name in re.findall(r"[+-]\s*([A-Za-z])\s*(?=$|[+-])", body)]


def _variant(key: str, variable: str) -> bool:
    """Whether a name is another with a hat, a star, or a letter below it."""
    plain = _SUB.sub("", key.removesuffix(f"^{{{decoration(key)}}}"))
    return key != variable and unaccented(bare(plain))[0] == unaccented(bare(variable))[0]


def _index(key: str) -> str:
    found = _SUB.search(key)
    return found[1] if found is not None else ""


def _words(claim: Claim, text: str) -> bool:
    """Whether words beside a claim say that something is least there, under no constraint."""
    start, end = claim.formula
    before = text[max(0, start - _BEFORE) : start]
    behind = text[end : end + _BEHIND]
    near = _BLOCK.split(behind)[0] + " " + " ".join(_BLOCK.split(before)[-2:]) + text[start:end]
    return _SAID.search(near) is not None and _BOUND.search(near) is None


def _sizes(submission: Submission) -> list[str]:
    """What is said of which size is larger: m > n."""
    signs = {">": ">", ">=": r"\ge", "<": "<", "<=": r"\le"}
    sizes = {*map(normal, submission.context.sizes)}
    return [
        f"{c.left} {signs[c.relation]} {c.right}"
        for c in submission.claims
        if c.relation in signs
        and {normal(c.left), normal(c.right)} <= sizes
        and _SIZES.fullmatch(c.left)
        and _SIZES.fullmatch(c.right)
    ]
