r"""Claims about differentials: d(X Y) = (dX) Y + X\,dY, dL = tr(Gᵀ dW).

A claim is one of these if a d, or a ∂ that is no derivative's, stands before a factor on its left
side and on its right side, and nobody has declared a d.  It is written with ``\differential``.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.algebra import differential_of
from derive.algebra.traversal import atoms
from derive.errors import DeriveError
from derive.judging.meanings import derivatives
from derive.judging.occurrences import names_in
from derive.judging.slots import defined_name
from derive.reader.differentials import DIFFERENTIAL
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission

__all__ = ["settled", "shown", "with_differentials"]

_UPRIGHT = r"\\(?:mathrm|text|mathsf|operatorname)\s*\{\s*d\s*\}"
_SPACE = r"(?:\s|\\[,;:!]|~|\{\}|\\left(?![A-Za-z]))*"
_FOLLOWED = (
    rf"(?={_SPACE}(?:[A-Za-z(\[]|\\\||‖|\\(?!(?:cdot|times|odot|otimes|circ|ast|le|ge|ne|frac|dfrac|tfrac"
    r"|in|to|right|approx|top)(?![A-Za-z]))[A-Za-z]))"
)
#: a d by itself: upright, or plain and no part of a word or a subscript
_ANY = re.compile(rf"{_UPRIGHT}|(?<![A-Za-z\\_^])(?<![_^]\{{)d(?!iag|et(?![a-z])|im(?![a-z]))")
#: a d before a factor
_D = re.compile(f"(?:{_ANY.pattern}){_FOLLOWED}")
_BEFORE_NAME = re.compile(r"d[A-Za-z\\(]")
_NAMED = re.compile(
    r"d\s*((?:\\[A-Za-z]+(?:\{[A-Za-z]\}|\s+[A-Za-z])?|[A-Za-z])(?:_(?:\w|\{\w+\}))?)"
)
_PARTIAL = re.compile(rf"(?:\\partial(?![A-Za-z])|∂)(?!\s*[_^]){_FOLLOWED}")
#: a distance d(p, q) is no differential
_DISTANCE = re.compile(rf"(?:{_ANY.pattern}){_SPACE}\([^()]*,")
#: a derivative has its d's on both sides of a bar
_BAR, _BARRED = (
    re.compile(rf"\\[dt]?frac\s*(?:\{{\s*)?{sign}|/\s*{sign}")
    for sign in (rf"(?:{_UPRIGHT}|d(?![a-z]))", r"(?:\\partial(?![A-Za-z])|∂)")
)
_KINDS = (al.Differential, al.ScalarDifferential)


def with_differentials(submission: Submission) -> Submission:
    r"""The submission with ``\differential`` in its claims about differentials."""
    context = submission.context
    declared = {normal(n) for n in (*context.shapes, *context.families)}
    named = {n[0]: c.right.strip() for c in submission.claims if (n := defined_name(c.left))}
    counted = {name for name, value in named.items() if value.isdigit()}
    plain = "d" not in declared | ({*named} - counted)
    sides = (c.right for c in submission.claims if defined_name(c.left))
    parameters = {name for side in sides for name in names_in(side)} - {*named}
    if any(_gradient(claim, parameters) for claim in submission.claims):
        return submission
    size = "d" in {*map(normal, context.sizes), *counted}
    claims = tuple(_put(claim, plain, size) for claim in submission.claims)
    return replace(submission, claims=claims)


def _gradient(claim: Claim, parameters: Container[str]) -> bool:
    """Whether d v, of a parameter v of what is defined, is said to be something: a gradient."""
    found = _NAMED.fullmatch(claim.left.strip())
    return found is not None and claim.relation == "=" and normal(found[1]) in parameters


def _put(claim: Claim, plain: bool, size: bool) -> Claim:
    sides = (claim.left, claim.right)
    for sign, bar in ((_D, _BAR), (_PARTIAL, _BARRED)):
        if claim.relation != "=" or any(map(bar.search, sides)):
            continue
        found = [[m for m in sign.finditer(side) if plain or m[0] != "d"] for side in sides]
        if size and not any(_BEFORE_NAME.match(claim.left, m.start()) for m in found[0]):
            continue  # a factor d, as it seems
        if not found[0] or not (found[1] or claim.right.strip() == "0"):
            continue
        if any(map(_DISTANCE.search, sides)):
            continue
        if sign is _D and [*map(len, found)] != [len(_ANY.findall(side)) for side in sides]:
            continue  # d stands alone somewhere: it is a quantity
        left, right = (sign.sub(lambda m: f"{DIFFERENTIAL} ", side) for side in sides)
        return replace(claim, left=left, right=right)
    return claim


def shown(latex: str) -> str:
    r"""A suggestion as people write it.

    >>> shown(r"\differential (X Y) = \mathit{dX} Y + X \mathit{dY}")
    'd(X Y) = dX Y + X dY'
    """
    latex = re.sub(r"\\mathit\{d([A-Za-z])\}", r"d\1", latex)
    return re.sub(rf"{re.escape(DIFFERENTIAL)}\s*", "d", latex)


def settled(system: al.System, lhs: Any, rhs: Any) -> tuple[Any, Any]:
    """The sides with dX for the differential of X itself.

    Where nothing defines L, and its derivative by W is spoken of, dL is that for dW.

    Raises :class:`DeriveError` where nothing says how dL and dW hang together.
    """
    sides = (sp.sympify(lhs), sp.sympify(rhs))
    nodes = {n for side in sides for n in atoms(side, *_KINDS)}
    if not nodes:
        return sides
    swaps = {n: n.by for n in nodes if n.of == n.wrt}
    alone = {n for n in swaps if not all(n in atoms(side, *_KINDS) for side in sides)}
    used = {n.wrt for n in nodes if n.of != n.wrt}
    for n in sorted(alone, key=str):
        opened = tuple(_opened(side, system, n.wrt) for side in sides)
        by = {d.wrt for d in derivatives(*opened) if d.of == n.wrt}
        if by and by <= {m.wrt for m in alone}:
            terms = [differential_of(n.wrt, x, _direction(nodes, x)) for x in sorted(by, key=str)]
            swaps[n] = terms[0] if len(terms) == 1 else sp.Add(*terms)
            used |= {n.wrt, *by}
            sides = (opened[0], opened[1])
    open_still = sorted(str(n.wrt) for n in alone if n.wrt not in used)
    if open_still:
        raise DeriveError(f"nothing says how d{open_still[0]} and the others hang together")
    left, right = (side.xreplace(swaps) for side in sides)
    return left, right


def _direction(nodes: set[Any], x: Any) -> Any:
    return next(n.by for n in nodes if n.wrt == x)


def _opened(e: Any, system: al.System, of: Any) -> Any:
    """An expression with what is defined as a derivative of something written out."""
    swaps = {
        d.target: d.body for d in system.definitions if any(n.of == of for n in derivatives(d.body))
    }
    return e.xreplace(swaps)
