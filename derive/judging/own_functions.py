"""Functions of numbers that a sheet defines, f(w) = (w − 3)², and claims about them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.calculus.steps import Statement
from derive.errors import DeriveError
from derive.judging.arguments import applications
from derive.judging.at_values import AtValues
from derive.judging.evaluated import at_arguments
from derive.judging.occurrences import uses_of
from derive.judging.oracles import ruled
from derive.judging.point import FAILS, Point
from derive.judging.scopes import shaped
from derive.judging.sides import Read, sides, single
from derive.judging.verdicts import Finding
from derive.judging.witnesses import written
from derive.reader.latex import read
from derive.reader.names import Names, normal
from derive.submissions.claims import Claim

__all__ = ["by_functions", "elsewhere"]

_UNREAD = "nothing says what it is that it calls"


def by_functions(at: AtValues, claim: Claim) -> Finding | None:
    """The verdict on an equation that calls functions of the sheet, by what they are; unknown
    where that cannot be said; None where it calls none of them."""
    said = at.sheet.numbered[claim.number]
    meant, values = at_arguments(said, at.sheet.entries)
    uses = uses_of([meant.left, meant.right])
    own = {
        key: [e for e in at.sheet.entries.get(key, ()) if e.arguments]
        for key, use in uses.items()
        if (use.called or use.plain) and key not in at.sheet.standard
    }
    own = {key: found for key, found in own.items() if found}
    if not own or claim.relation != "=" or values:
        return None
    if any(found[0].number == claim.number for found in own.values()):
        return Finding(claim, "definition", reason="nothing else says what its left side is")
    sloped = _sloped(meant, own) and _sloped(claim, own)  # or f' was put in
    unread = Finding(claim, "unknown", reason=_UNREAD) if sloped else None
    if len(own) < len([u for u in uses.values() if u.called and u.key not in at.sheet.known]):
        return unread
    try:
        point = _point(at, uses, own)
        names = Names(at.sheet.functions([meant.left, meant.right], point), point.system)
        refuted: Finding | None = None
        for found in sides(meant, names, at.base, at.settled):
            if not isinstance(found, Read):
                continue
            lhs, rhs = (point.called(single(sp.sympify(e))) for e in (found.lhs, found.rhs))
            statement = Statement(lhs, rhs, point.system, "=")
            ruling = ruled(statement)
            words = "; ".join(found.said)
            if ruling.verdict in ("proved", "agrees"):
                return Finding(claim, ruling.verdict, ruling.by, words, reason=ruling.reason)
            if ruling.verdict == "refuted" and refuted is None:
                witness = written(statement, claim)
                refuted = Finding(claim, "refuted", "audit", words, witness)
    except FAILS:
        return unread
    return refuted or unread


def elsewhere(at: AtValues, claim: Claim) -> str:
    """What a claim calls at another place than that at which the sheet says what it is, or ""."""
    for key, entries in at.sheet.entries.items():
        several = [e.arguments for e in entries if e.arguments]
        if not several or key in at.sheet.standard:
            continue
        for side in (claim.left, claim.right):
            uses = [use for use in applications(side, key) if use is not None]
            for use in uses:
                given = tuple(map(normal, use.arguments))
                if len(given) == len(several[0]) and given not in several:
                    return side[use.start : use.end]
    return ""


def _sloped(claim: Claim, own: Iterable[str]) -> bool:
    """Whether it speaks of f', of which nobody else knows what it is."""
    texts = claim.left + " " + claim.right
    return any(re.search(rf"(?<![A-Za-z\\]){re.escape(key)}\s*(?:'|\^)", texts) for key in own)


def _point(at: AtValues, uses: Any, own: dict[str, Any]) -> Point:
    """The functions and, for every other name, a number that may be any."""
    point = Point()
    bodies = {key: found[0] for key, found in own.items()}
    spoken = {**uses, **uses_of([entry.text for entry in bodies.values()])}
    for key, use in spoken.items():
        if use.called or key in bodies:
            continue
        if use.indexed or use.transposed or use.above:
            raise DeriveError(f"{key} is no number")
        point.table[key] = (shaped(key, ()),)
    for entry in bodies.values():
        for argument in entry.arguments:
            point.table.setdefault(argument, (shaped(argument, ()),))
    for key, entry in bodies.items():
        body = point.called(read(entry.text, Names(at.sheet.functions([entry.text], point)), ()))
        value = shaped(key, ())
        point.definitions[key] = al.Definition(value, body)
        point.table[key] = (value,)
        if len(entry.arguments) == 1:
            [argument] = point.table[entry.arguments[0]]
            function = al.Activation(f"own {key}", key)
            point.bodies[function.key] = (argument, body)
            point.table[key] = (value, function)
    return point
