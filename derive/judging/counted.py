r"""Numbers in members and in entries: p_1 of a family counts from 1, z_1 is the entry 0 of z.

Where p_i is defined by z_i, a reading in which p is a family takes z_2 for z_1 in what is said of
p_1.
"""

from __future__ import annotations

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.calculus.steps import Statement

__all__ = ["miscounted"]


def miscounted(statement: Statement) -> str:
    """The member by whose number entries would be counted from another number on, or ""."""
    definitions = statement.system.definitions
    families = {
        d.head
        for d in definitions
        if isinstance(d.target, al.MEMBERS)
        and d.target.index.is_Symbol
        and any(d.target.index in (e.i, e.j) for e in sp.sympify(d.body).atoms(MatrixElement))
    }
    if not families:
        return ""
    sides = (statement.lhs, statement.rhs, *(d.body for d in definitions))
    members = set[al.Member]().union(*(sp.sympify(side).atoms(*al.MEMBERS) for side in sides))
    summed = {
        total.args[1][0]
        for side in sides
        for total in sp.sympify(side).atoms(sp.Sum, sp.Product, al.MatrixSum)
        if total.args[1][1].is_Integer
    }
    counts = (m for m in members if m.index.is_Integer or m.index in summed)
    found = (m for m in counts if m.family in families)
    return next((f"{m} counts otherwise than what defines it" for m in found), "")
