"""Witnesses of the audit as text: the smallest found, checked once more, to be redone by hand."""

from __future__ import annotations

import re
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import Family
from derive.algebra.traversal import atoms
from derive.audit import check_statement
from derive.calculus.steps import Statement
from derive.document.names import name_to_tex
from derive.errors import DeriveError
from derive.judging.labels import unlabelled
from derive.judging.oracles import for_audit, points
from derive.judging.verdicts import Witness
from derive.submissions.claims import Claim

__all__ = ["value_text", "written"]

_OPAQUE = re.compile(r"(.+?)(?:\[(-?\d+)\])?\(v\) = (.*)")


def written(statement: Statement, claim: Claim) -> Witness | None:
    """The smallest witness against a statement, or None where the audit finds none."""
    tries = points(statement, 6 if statement.relation == "=" else 24)
    try:
        verdict = check_statement(for_audit(statement), tries=tries)
    except DeriveError:
        return None
    if verdict.status != "refuted":
        return None
    found = verdict.witness
    entries = _of_entries(statement)
    values = [
        (_tex(symbol), str(value + 1 if symbol in entries else value))  # a sheet counts from 1
        for symbol, value in found.sizes.items()
    ]
    for name, value in found.point.items():
        if not callable(value):
            values.append((_tex(name), value_text(value)))
    note = "; ".join(_function(text) for text in found.functions)
    if found.relation == "in" and claim.relation == "in":
        return Witness(tuple(values), value_text(found.lhs), claim.right, note)
    if found.relation == "in":  # a bound by a number
        sides = [value_text(found.lhs), value_text(found.lhs)]
        low = statement.rhs.start
        bound = statement.rhs.end if low.is_infinite else low
        sides[0 if _is_number(claim.left, bound) else 1] = _number(bound)
        return Witness(tuple(values), sides[0], sides[1], note)
    if claim.relation in (">", ">="):
        return Witness(tuple(values), value_text(found.rhs), value_text(found.lhs), note)
    return Witness(tuple(values), value_text(found.lhs), value_text(found.rhs), note)


def _of_entries(statement: Statement) -> set[Any]:
    """The symbols that number entries, and stand for nothing else."""
    bodies = (d.body for d in statement.system.definitions)
    sides = [sp.sympify(side) for side in (statement.lhs, statement.rhs, *bodies)]
    found = [m for side in sides for m in atoms(side, MatrixElement)]
    return {index for m in found for index in m.args[-2:] if index.is_Symbol}


def _is_number(text: str, bound: Any) -> bool:
    """Whether that side of a claim is the number by which the other is bounded."""
    return not re.search(r"[A-Za-z]", re.sub(r"\\[dt]?frac|\\infty", "", text))


def _tex(name: Any) -> str:
    if hasattr(name, "family"):
        return f"{name.family.name}_{{{name.index}}}"
    text = getattr(name, "name", str(name))
    try:
        return unlabelled(name_to_tex(text)[0] if not isinstance(name, Family) else text)
    except DeriveError:
        return unlabelled(text)


def _function(text: str) -> str:
    found = _OPAQUE.fullmatch(text)
    if found is None:
        return text
    name, index, body = found.groups()
    return f"{name}{f'_{index}' if index else ''}(v) = {body}"


def value_text(value: Any) -> Any:
    if isinstance(value, sp.MatrixBase):
        return tuple(tuple(_number(x) for x in row) for row in value.tolist())
    return _number(value)


def _number(x: Any) -> str:
    """Exact where it is a short fraction, else six digits."""
    x = sp.sympify(x)
    if x.is_Rational and x.q <= 10**4 and abs(x.p) < 10**9:
        return str(x)
    if x.is_number and x.is_real:
        return f"{float(x):.6g}"
    return str(x)
