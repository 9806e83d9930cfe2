r"""Losses of which nothing is said but what they depend on: L = ℓ(h_T), E = f(y).

Such a line defines no value.  Read as one, ℓ would be a constant: all derivatives of L would be 0,
and whatever is claimed of them would hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.algebra.traversal import atoms
from derive.errors import DeriveError
from derive.judging.arguments import APPLIED, DEFINED, FUNCTIONS
from derive.judging.letters import places
from derive.judging.likelihood import SCALARS
from derive.judging.meanings import derivatives, head, reached
from derive.judging.slots import defined_name
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission

__all__ = ["refuse_constants", "with_densities", "with_unknowns"]

#: letters of functions that may as well act on entries
_FUNCTIONS = frozenset("fgFG")


@dataclass(frozen=True)
class _Loss:
    """A function of which nothing is said, as it is written and by its key, and its argument."""

    name: str
    key: str
    argument: str


def with_unknowns(submission: Submission) -> Submission:
    r"""The submission with L = ℓ for L = ℓ(h_T), and with h_T as what ℓ depends on."""
    for loss in dict.fromkeys(_losses(submission)):
        whole = re.compile(rf"\s*(?:\\left\s*)?\(\s*{re.escape(loss.argument)}\s*(?:\\right\s*)?\)")

        def put(text: str, loss: _Loss = loss, whole: re.Pattern[str] = whole) -> str:
            for place in reversed(list(places(text, loss.name))):
                if (found := whole.match(text, place.end())) is not None:
                    text = f"{text[: place.end()]} {text[found.end() :]}"
            return text

        claims = tuple(replace(c, left=put(c.left), right=put(c.right)) for c in submission.claims)
        context = submission.context
        context = replace(
            context,
            depends={loss.key: (loss.argument,), **context.depends},
            shapes={loss.key: (), **context.shapes},
        )
        submission = replace(submission, claims=claims, context=context)
    return submission


def _losses(submission: Submission) -> Iterator[_Loss]:
    """The functions of which nothing is said, where they stand behind "L =" ."""
    context, claims = submission.context, submission.claims
    known = {*map(normal, (*context.functions, *context.shapes, *context.families)), *FUNCTIONS}
    known |= {normal(m[1]) for c in claims if (m := DEFINED.match(c.left)) is not None}
    known |= {n[0] for c in claims if c.relation == "=" and (n := defined_name(c.left))}
    for claim in claims:
        found = APPLIED.fullmatch(claim.right) if claim.relation == "=" else None
        name = defined_name(claim.left)
        if found is None or name is None:
            continue
        key = normal(found[1])
        one = len(list(_uses(claims, found[1]))) == 1
        likely = key in SCALARS or (name[0] in SCALARS and key in _FUNCTIONS and one)
        if likely and key not in known and key != name[0]:
            yield _Loss(found[1], key, found[2])


def _uses(claims: tuple[Claim, ...], name: str) -> Iterator[Any]:
    for claim in claims:
        for side in (claim.left, claim.right):
            yield from places(side, name)


def refuse_constants(system: al.System, lhs: Any, rhs: Any) -> None:
    """Raise :class:`DeriveError` for a derivative by what the definitions do not reach.

    Nobody writes a derivative that is 0 so, but to say that it is: more is meant than was said.
    """
    if 0 in (lhs, rhs) or any(isinstance(side, sp.ZeroMatrix) for side in (lhs, rhs)):
        return
    heads = {d.head for d in system.definitions}
    heads |= {head(o.target) for o in system.opaque}
    reach = reached(system)
    spoken = {e for side in (lhs, rhs) for e in atoms(sp.sympify(side), al.Family, sp.MatrixSymbol)}
    bodies = (d.body for d in system.definitions if d.head in spoken)
    for node in derivatives(lhs, rhs, *bodies):
        of, by = head(node.of), head(node.wrt)
        if not node.held and of in heads and of != by and by not in reach.get(of, ()):
            raise DeriveError(f"nothing says how {of} depends on {by}")


_DENSITY = re.compile(
    r"\\(?:log|ln)\s*(?P<name>[pqPf])\s*(?:\\left\s*)?\((?P<of>[^()=]*)(?:\\right\s*)?\)"
)
#: the logarithm of a density as one quantity
_LOGARITHM = r"\mathrm{log%s}"


def with_densities(submission: Submission) -> Submission:
    r"""The submission with a number for \log p(x), where that is what is defined, and p is not."""
    claims = submission.claims
    sides = [side for c in claims for side in (c.left, c.right)]
    shapes = dict(submission.context.shapes)
    for claim in claims:
        found = _DENSITY.fullmatch(claim.left.strip())
        if found is None or claim.relation != "=" or claim.role not in ("fresh", "claim"):
            continue
        name, of = found["name"], "".join(found["of"].split())
        uses = [m for side in sides for m in _DENSITY.finditer(side) if m["name"] == name]
        alone = sum(len(list(places(side, name))) for side in sides) == len(uses)
        if not alone or any("".join(m["of"].split()) != of for m in uses) or name in shapes:
            continue
        key = normal(_LOGARITHM % name)

        claims = tuple(
            replace(c, left=_as_number(c.left, name, key), right=_as_number(c.right, name, key))
            for c in claims
        )
        shapes[key] = ()
    if shapes == dict(submission.context.shapes):
        return submission
    context = replace(submission.context, shapes=shapes)
    return replace(submission, claims=claims, context=context)


def _as_number(side: str, name: str, key: str) -> str:
    return _DENSITY.sub(lambda found: key if found["name"] == name else found[0], side)
