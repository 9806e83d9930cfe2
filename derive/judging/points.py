r"""Functions of a submission's own at one point: E(w^{\text{old}}), ∇L(0), f'(x_0).

A claim that speaks of a function at one point only holds there.  Where the point is a name of which
nothing else is said, it is as good as the variable, and is written as that; else the claim holds on
the condition that the variable is there.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.arguments import DEFINED, FUNCTIONS, applications, depends
from derive.judging.letters import put, stands
from derive.judging.occurrences import bare_name
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission

__all__ = ["At", "at_points"]

_ZERO = re.compile(r"\\(?:mathbf|boldsymbol|bm|vec)\s*\{?\s*0\s*\}?|0")
_SLOPE = re.compile(r"\\nabla|∇|\\partial|∂|\\d?frac\s*\{\s*d|'|\\prime")


class At(str):
    """A condition that one claim brings by itself, and that holds of no other."""


def at_points(submission: Submission) -> Submission:
    """The submission with f(v), where v is the variable of f, for f at the point of a claim."""
    functions: dict[str, tuple[str, bool]] = {}
    for at, claim in enumerate(submission.claims):
        found = DEFINED.match(claim.left) if claim.relation == "=" else None
        if found is None or claim.role == "assumption" or "," in found[2] or ";" in found[2]:
            continue
        known = {*FUNCTIONS, *map(normal, submission.context.functions)}
        if normal(found[1]) not in known and found[1] not in functions:
            through = depends(submission, at, (found[2].strip(),))
            functions[found[1]] = (found[2].strip(), through)
    if not functions:
        return submission
    defined = {
        f"{name[0]}_{name[1]}" if name[1] else name[0]
        for c in submission.claims
        if c.relation == "=" and (name := bare_name(c.left)) is not None
    }
    claims = tuple(_at_point(claim, functions, defined) for claim in submission.claims)
    return replace(submission, claims=claims)


def _at_point(claim: Claim, functions: dict[str, tuple[str, bool]], defined: set[str]) -> Claim:
    sides = (claim.left, claim.right)
    mine = {n: [u for side in sides for u in applications(side, n)] for n in functions}
    mine = {name: found for name, found in mine.items() if found}
    if not mine or any(u is None for found in mine.values() for u in found):
        return claim
    variables = {functions[name][0] for name in mine}
    points = {u.arguments for found in mine.values() for u in found if u is not None}
    if len(variables) != 1 or len(points) != 1:
        return claim
    [variable], [point] = variables, points
    through = any(functions[name][1] for name in mine)
    if point == (variable,) or len(point) != 1:
        return claim
    if not (through or _ZERO.fullmatch(point[0]) or any(map(_SLOPE.search, sides))):
        return claim
    name = bare_name(point[0])
    if name is None and not _ZERO.fullmatch(point[0]):
        return claim
    plain = tuple(_without(side, tuple(mine), point[0], variable) for side in sides)
    if not all(_only_by(side, variable, tuple(mine), point[0]) for side in sides):
        return claim
    key = "" if name is None else f"{name[0]}_{name[1]}" if name[1] else name[0]
    if key and key not in defined:
        left, right = (put(side, {point[0]: variable}) for side in plain)
        return replace(claim, left=left, right=right)
    given = (*claim.given, At(f"{variable} = {point[0]}"))
    return replace(claim, left=plain[0], right=plain[1], given=given)


def _without(side: str, names: tuple[str, ...], point: str, variable: str) -> str:
    """A side with f(variable) for f(point); f alone where there is no variable."""
    for name in names:
        for use in reversed([u for u in applications(side, name) if u is not None]):
            new = f"{name}({variable})" if variable else name
            side = side[: use.start] + new + side[use.end :]
    return side


def _only_by(side: str, variable: str, names: tuple[str, ...], point: str) -> bool:
    r"""Whether the variable stands only where it is differentiated by: \nabla_{w} L(0)."""
    by = re.compile(rf"(\\nabla|∇)\s*_\s*(?:\{{\s*)?{re.escape(variable)}(?:\s*\}})?")
    return not stands(by.sub(r"\\nabla", _without(side, names, point, "")), variable)
