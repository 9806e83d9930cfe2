r"""Cases: a number that depends on conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.reader.indices import clauses
from derive.reader.syntax import Node
from derive.reader.terms import Term, constant

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["cases"]

_RELATIONS = {"EQUALS": sp.Eq, "NE": sp.Ne, "LT": sp.Lt, "LE": sp.Le, "GT": sp.Gt, "GE": sp.Ge}


def cases(reader: Reader, node: Node) -> Term:
    """The value of the first condition that holds; 1 if i = j and 0 otherwise is δ_{ij}."""
    rows = [_row(reader, case) for case in node.children if case.kind == "case"]
    delta = _delta(rows)
    if delta is not None:
        return constant(node, delta)
    if rows[-1][1] is not sp.true:
        raise node.refuse("cases of which none may hold", r"a last one, \text{otherwise}")
    return constant(node, sp.Piecewise(*rows, evaluate=False))


def _row(reader: Reader, case: Node) -> tuple[Any, Any]:
    value = reader.read(case.children[0]).scalar("it is a case")
    said = case.children[-1]
    if said.kind == "said" and said.children[0].kind == "ELSE":
        return value, sp.true
    relations = said.children[-1] if said.kind == "said" else said
    if relations.kind != "relations":
        raise case.refuse("a case without a condition", r"i = j, or \text{otherwise}")
    found = [_condition(reader, clause, case) for clause in clauses(relations)]
    return value, sp.And(*found) if len(found) > 1 else found[0]


def _condition(reader: Reader, clause: list[Node], case: Node) -> Any:
    out = []
    for left, sign, right in zip(clause[::2], clause[1::2], clause[2::2], strict=False):
        if sign.kind not in _RELATIONS:
            raise sign.refuse(sign.text, "=, ≠, <, ≤, > or ≥")
        sides = (reader.index(side, "it is compared") for side in (left, right))
        out.append(_RELATIONS[sign.kind](*sides, evaluate=False))
    if not out:
        raise case.refuse("a case without a condition", r"i = j, or \text{otherwise}")
    return sp.And(*out) if len(out) > 1 else out[0]


def _delta(rows: list[tuple[Any, Any]]) -> Any:
    if len(rows) != 2:
        return None
    (first, when), (second, other) = rows
    if not isinstance(when, (sp.Eq, sp.Ne)) or {first, second} != {sp.Integer(0), sp.Integer(1)}:
        return None
    inverse = sp.Ne if isinstance(when, sp.Eq) else sp.Eq
    pair = set(when.args)
    if other is not sp.true and not (isinstance(other, inverse) and set(other.args) == pair):
        return None
    if (first == 1) is not isinstance(when, sp.Eq) or not all(
        a.is_integer and a.is_Symbol for a in when.args
    ):
        return None
    return sp.KroneckerDelta(*when.args)
