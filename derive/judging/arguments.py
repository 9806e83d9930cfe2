"""Functions of a submission's own: f(x) = xᵀAx defines f."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from derive.judging.letters import places, put, stands
from derive.judging.occurrences import bare_name, names_in
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission
from derive.submissions.names import ACCENTED

__all__ = [
    *("APPLIED", "DEFINED", "FUNCTIONS", "LETTER", "NAME"),
    *("applications", "depends", "map_of", "without_arguments"),
]

#: a letter with its font or its accent
LETTER = rf"(?:{ACCENTED}|\\[A-Za-z]+|[A-Za-z])"
#: the same with an index
NAME = LETTER + (
    r"(?:\s*_\s*(?:[A-Za-z0-9]|\{[A-Za-z0-9]+\}|\\[a-z]+(?![A-Za-z])"
    r"|\{\s*\\(?:text|mathrm|textrm|mathit)\s*\{[\w -]+\}\s*\}))?"
)
_OPEN, _CLOSE = r"\s*(?:\\left\s*)?\(", r"(?:\\right\s*)?\)"
DEFINED = re.compile(rf"^\s*({NAME}){_OPEN}\s*({NAME}(?:\s*[,;]\s*{NAME})*)\s*{_CLOSE}\s*$")
#: what stands behind a function: its arguments, or a mark of its derivative
_APPLIED = re.compile(rf"{_OPEN}|\s*\^?\s*\{{?\s*(?:'|\\prime)")
#: a name that is applied to one other
APPLIED = re.compile(
    rf"\s*({NAME}){_OPEN}\s*({NAME}(?:\s*\^\s*(?:\w|\{{[^{{}}]*\}}))?)\s*{_CLOSE}\s*"
)
_BRACKET = re.compile(r"[()\[\]{}]")
#: what is known to be applied, whatever stands on the other side of an equation
FUNCTIONS = frozenset(
    "\\" + name
    for name in (
        *("sigma", "phi", "tanh", "exp", "log", "ln", "sin", "cos", "sinh", "cosh"),
        *("det", "tr", "max", "min", "sup", "inf", "Im"),
    )
)
#: letters that count: h(t) is a member of a family
_INDICES = frozenset("ijklmnpqrstT")

#: what stands right before a function whose gradient is taken
_NABLA = re.compile(
    r"(?:\\nabla|∇)\s*(?:_\s*(?:\{[^{}]*\}|\w)\s*)?(?:\^\s*(?:\{\s*2\s*\}|2)\s*)?\Z"
)


@dataclass(frozen=True)
class Use:
    """f(…) in a formula, from ``start`` to ``end``."""

    start: int
    end: int
    arguments: tuple[str, ...]


def without_arguments(submission: Submission) -> Submission:
    r"""The submission without functions of its own, "f(x) = …".

    Where f is applied to the same names throughout, it is a quantity: f(x) is written f.  Where it
    is applied to other things too, f(2y) is written as the right side with (2y) for x.
    """
    for at, claim in enumerate(submission.claims):
        if claim.relation != "=" or claim.role == "assumption":
            continue
        match = DEFINED.match(claim.left)
        if match is None or normal(match[1]) in {*FUNCTIONS, *submission.context.functions}:
            continue
        names = tuple(map(str.strip, re.split("[,;]", match[2])))
        inside = all(stands(claim.right, n) for n in names)
        if match[1] not in names and (inside or not _INDICES & {*names}):
            submission = _without(submission, at, match[1], names)
    return submission


def _without(submission: Submission, at: int, name: str, names: tuple[str, ...]) -> Submission:
    """The submission without the function that the claim of number ``at`` defines."""
    body = submission.claims[at].right
    if len(names) == 1:
        submission = _without_primes(submission, name, names[0], body)
    sides = [side for claim in submission.claims for side in (claim.left, claim.right)]
    found = [use for side in sides for use in applications(side, name)]
    if any(use is None for use in found):
        return submission  # a derivative of it, or brackets that do not close
    others = [use for use in found if use is not None and use.arguments != names]
    inside = all(stands(body, n) for n in names)
    if others and any(re.search(rf"_\s*\{{?\s*{re.escape(n)}", body) for n in names):
        return submission  # the argument is an index
    # where it depends on them through other names, L(0) is left as it is: nothing can be put in
    several = any(len(use.arguments) != len(names) for use in others)
    left = several or not inside or stands(body, name) or depends(submission, at, names)
    # where f is differentiated too, f(x) is the quantity f; else it may be one of many values
    spoken = any(
        len(list(places(side, name))) > len(list(applications(side, name))) for side in sides
    )
    same = not others or left or spoken

    def without(text: str) -> str:
        for use in reversed([use for use in applications(text, name) if use is not None]):
            mine = use.arguments == names
            if left and not mine:
                continue
            pairs = zip(names, use.arguments, strict=True)
            new = name if same and mine else rf"\left({_put_in(body, dict(pairs))}\right)"
            start, slope = use.start, _NABLA.search(text, 0, use.start)
            if slope is not None and new != name:  # of ∇f(x)^⊤ the gradient is transposed
                start, new = slope.start(), rf"\left({slope[0]} {new}\right)"
            text = text[:start] + new + text[use.end :]
        return text

    claims = tuple(
        claim
        if k == at and not same
        else replace(claim, left=without(claim.left), right=without(claim.right))
        for k, claim in enumerate(submission.claims)
    )
    return replace(submission, claims=claims)


def _put_in(body: str, by: Mapping[str, str]) -> str:
    """A body with arguments put in: in parentheses, but for a whole exponent."""
    marks = {name: f"\0{at}\0" for at, name in enumerate(by) if by[name] != name}
    body = put(body, marks) if marks else body
    for name, mark in marks.items():
        exponent = re.compile(rf"\^\s*\{{\s*{mark}\s*\}}")
        body = f"^{{{by[name]}}}".join(exponent.split(body))
        body = body.replace(mark, f"({by[name]})")
    return body


def _without_primes(submission: Submission, name: str, of: str, body: str) -> Submission:
    """The submission with d/du (…) for f'(u), where f(u) = … is a function of one number."""
    if not stands(body, of) or re.search(r"[A-Z]|_", re.sub(r"\\[A-Za-z]+", " ", body)):
        return submission  # of vectors f' may be a gradient
    primed = re.compile(
        rf"(?<![A-Za-z\\]){re.escape(name)}\s*(?:\^\s*\{{?\s*)?(?P<primes>(?:'|\\prime\s*)+)\}}?"
        rf"{_OPEN}\s*{re.escape(of)}\s*{_CLOSE}"
    )

    def put_slope(found: re.Match[str]) -> str:
        count = len(re.findall(r"'|\\prime", found["primes"]))
        slope = rf"\frac{{d}}{{d {of}}}"
        return rf"{slope} \left(" * count + body + r"\right)" * count

    claims = (
        replace(c, left=primed.sub(put_slope, c.left), right=primed.sub(put_slope, c.right))
        for c in submission.claims
    )
    return replace(submission, claims=tuple(claims))


def depends(submission: Submission, at: int, names: tuple[str, ...]) -> bool:
    """Whether names in the body of a function are defined by the function's arguments."""
    defined: dict[str, list[str]] = {}
    for k, claim in enumerate(submission.claims):
        if k != at and claim.relation == "=" and (found := bare_name(claim.left)) is not None:
            defined.setdefault(found[0], []).append(claim.right)
    todo = [submission.claims[at].right]
    seen = {*map(normal, names)}
    while todo:
        for key in set(names_in(todo.pop())) - seen:
            seen.add(key)
            bodies = defined.get(key, [])
            if any(stands(body, name) for body in bodies for name in names):
                return True
            todo += bodies
    return False


def applications(text: str, name: str) -> Iterator[Use | None]:
    """Where a name is applied, the outermost uses; None for one that cannot be taken apart."""
    end = 0
    for place in places(text, name):
        found = _APPLIED.match(text, place.end())
        if place.start() < end or found is None:
            continue
        use = _closed(text, place.start(), found.end()) if found[0].endswith("(") else None
        end = found.end() if use is None else use.end
        yield use


def map_of(claim: Claim, declared: Container[str]) -> str:
    """A capital letter that is applied to more arguments than one, J(x) and J(ax), and so is no
    matrix beside a factor; "" if there is none that nobody declared."""
    sides = (claim.left, claim.right)
    for name in dict.fromkeys(key for side in sides for key in names_in(side)):
        if not re.fullmatch("[A-Z]", name) or name in declared:
            continue
        uses = [use for side in sides for use in applications(side, name)]
        inside = {use.arguments for use in uses if use is not None}
        if len(inside) > 1 and any(
            re.fullmatch("[a-z]", *given) for given in inside if len(given) == 1
        ):
            return name
    return ""


def _closed(text: str, start: int, inside: int) -> Use | None:
    depth = 1
    for bracket in _BRACKET.finditer(text, inside):
        depth += 1 if bracket[0] in "([{" else -1
        if depth == 0:
            argument = re.sub(r"\\right\s*$", "", text[inside : bracket.start()])
            parts = tuple(map(str.strip, re.split("[,;]", argument)))
            return Use(start, bracket.end(), parts) if bracket[0] == ")" else None
    return None
