r"""Cases: a number that depends on conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.reader import scalars
from derive.reader.indices import clauses
from derive.reader.syntax import Node
from derive.reader.terms import Term, constant

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["cases", "indicator", "iverson"]

_RELATIONS = {"EQUALS": sp.Eq, "NE": sp.Ne, "LT": sp.Lt, "LE": sp.Le, "GT": sp.Gt, "GE": sp.Ge}


def cases(reader: Reader, node: Node) -> Term:
    """The value of the first condition that holds; where it is i = j, by δ_{ij}."""
    rows = [_row(reader, case) for case in node.children if case.kind == "case"]
    delta = _delta(rows)
    if delta is not None:
        return constant(node, delta)
    if len(rows) < 2 and rows[-1][1] is not sp.true:
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
        sides = [reader.index(side, "it is compared") for side in (left, right)]
        symbols = [side for side in sides if side.is_Symbol and side not in reader.names.sizes]
        if any(a.is_integer for a in symbols) and any(side.is_number for side in sides):
            raise sign.refuse("an index compared with a number", "two indices, or two numbers")
        out.append(_RELATIONS[sign.kind](*sides, evaluate=False))
    if not out:
        raise case.refuse("a case without a condition", r"i = j, or \text{otherwise}")
    return sp.And(*out) if len(out) > 1 else out[0]


def _delta(rows: list[tuple[Any, Any]]) -> Any:
    """a if i = j, b otherwise: a δ_{ij} + b (1 − δ_{ij})."""
    if len(rows) != 2:
        return None
    (first, when), (second, other) = rows
    if not isinstance(when, (sp.Eq, sp.Ne)):
        return None
    inverse = sp.Ne if isinstance(when, sp.Eq) else sp.Eq
    if other is not sp.true and not (
        isinstance(other, inverse) and set(other.args) == set(when.args)
    ):
        return None
    if not all(a.is_integer and a.is_Symbol for a in when.args):
        return None
    delta = sp.KroneckerDelta(*when.args)
    same, apart = (first, second) if isinstance(when, sp.Eq) else (second, first)
    parts = [] if same == 0 else [delta if same == 1 else scalars.multiply([same, delta])]
    if apart != 0:
        parts.append(scalars.multiply([apart, scalars.add([sp.Integer(1), -delta])]))
    return scalars.add(parts) if len(parts) > 1 else (*parts, sp.Integer(0))[0]


def iverson(reader: Reader, node: Node) -> Term:
    """[i = j], which is 1 where it holds and 0 elsewhere."""
    return _where(reader, node, node.children[1:4])


def indicator(reader: Reader, inside: Node) -> Term | None:
    r"""What stands below ``\mathbb{1}``, if it is a condition."""
    single = inside
    while len(single.children) == 1:
        single = single.children[0]
    if single.kind == "iverson":
        return iverson(reader, single)
    if inside.kind != "relations":
        return None
    parts = clauses(inside)
    if len(parts) != 1:
        raise inside.refuse("several conditions below 1", "one")
    return _where(reader, inside, parts[0])


def _where(reader: Reader, node: Node, clause: list[Node]) -> Term:
    condition = _condition(reader, clause, node)
    rows = [(sp.Integer(1), condition), (sp.Integer(0), sp.true)]
    delta = _delta(rows)
    return constant(node, sp.Piecewise(*rows, evaluate=False) if delta is None else delta)
