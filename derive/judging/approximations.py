"""Claims with decimals: a ≈ b holds if b is a, rounded or truncated to the digits it is given in.

Since roundings add up, ≈ allows one unit of the last digit either way; = between a decimal and
what is none allows what rounding or truncation gives, and no more.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import sympy as sp

from derive.audit import evaluate
from derive.calculus.steps import Statement
from derive.errors import DeriveError
from derive.judging.oracles import Ruling, fails, ruled as exactly
from derive.judging.proofs import proved
from derive.judging.readings import Reading
from derive.submissions.claims import Claim

__all__ = ["decimal", "ruled"]

_TIMES_TEN = r"(?:\\cdot|\\times|×|·)\s*\{?10\}?\s*\^"
_E = r"\\(?:mathrm|text|rm)\s*\{\s*[eE]\s*\}|[eE](?=\{?[-−+])"
_LITERAL = re.compile(
    r"(?<![\w.^])(\d*\.?\d+|\d+\.?)"
    rf"(?:\s*(?:{_TIMES_TEN}|{_E})\s*\{{?([-+−]?)\s*\}}?\s*(\d+)\s*\}}?)?"
)
#: what may stand in a side that is nothing but decimals
_PLAIN = re.compile(
    r"\\begin\{[bp]?matrix\}|\\end\{[bp]?matrix\}|\\left|\\right|[-+−&()\[\]\s]|\\\\|\\,"
)


def _unit(text: str) -> Any:
    """One unit of the last digit given, where a side is decimals and nothing else; or None."""
    units = []
    for number, sign, exponent in _LITERAL.findall(text):
        digits = len(number.partition(".")[2])
        power = int(sign.replace("−", "-") + (exponent or "0"))
        units.append(sp.Rational(10) ** (power - digits))
    rest = _PLAIN.sub("", _LITERAL.sub("", text))
    return max(units) if units and not rest else None


def decimal(claim: Claim) -> bool:
    """Whether an equation has a decimal fraction, or several, as one side and more as the other."""
    if claim.relation != "=":
        return False
    return any("." in side and _unit(side) is not None for side in (claim.left, claim.right))


def ruled(claim: Claim, reading: Reading) -> Ruling:
    """The verdict on a ≈ b, a ≠ b, or on a = b where b is a decimal."""
    statement = reading.statement
    if claim.relation == "!=":
        return _unequal(statement, reading)
    if claim.relation == "=":
        found = exactly(replace(statement, relation="="), reading.theorems())
        if found.verdict in ("proved", "agrees"):
            return found
    units = [u for u in map(_unit, (claim.left, claim.right)) if u is not None]
    if not units:
        raise DeriveError("a side of an approximation has to be a decimal")
    tolerance = max(units)
    difference = _difference(statement)
    try:
        values = evaluate(difference, system=statement.system)
    except DeriveError as error:
        raise DeriveError(f"the two sides have no values to compare: {error}") from None
    numbers = list(values) if isinstance(values, sp.MatrixBase) else [values]
    worst = max(abs(x) for x in numbers)
    words = f"decimals within one unit of the last digit, {sp.N(tolerance, 3)}"
    near = worst <= tolerance / 2 if claim.relation == "=" else worst <= tolerance
    if not near and not _truncated(statement, numbers, tolerance):
        return Ruling("refuted", "audit", f"the sides differ by {float(worst):.3g}")
    inside = sp.Interval(-tolerance, tolerance)
    claimed = replace(statement, lhs=difference, rhs=inside, relation="in")
    if proved(claimed):
        return Ruling("proved", "kernel", words)
    return Ruling("agrees", "audit", words)


def _truncated(statement: Statement, differences: list[Any], tolerance: Any) -> bool:
    """Whether the right side is the left one with digits cut off, towards 0."""
    right = statement.rhs
    signs = list(right) if isinstance(right, sp.MatrixBase) else [right] * len(differences)
    return all(
        abs(d) < tolerance and (d * r).is_nonnegative
        for d, r in zip(differences, signs, strict=True)
    )


def _difference(statement: Statement) -> Any:
    if getattr(statement.lhs, "is_Matrix", False):
        return sp.MatAdd(statement.lhs, sp.MatMul(-1, statement.rhs))
    return sp.Add(statement.lhs, sp.Mul(-1, statement.rhs, evaluate=False), evaluate=False)


def _unequal(statement: Statement, reading: Reading) -> Ruling:
    """a ≠ b, not an identity: true where the two differ at some point."""
    equal = replace(statement, relation="=")
    if fails(equal).verdict == "refuted":
        return Ruling("agrees", "audit", "the two sides differ at a point")
    if proved(equal, reading.theorems()):
        return Ruling("refuted", "kernel", "the two sides are equal")
    return Ruling("unknown", "", "no point was found at which the two sides differ")
