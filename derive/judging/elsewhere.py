r"""What is supposed at one time, and used at another: "if f_t = 0 and i_t = 0, then c_t = …".

The values take the place of the model's equations at all times, as they should in "then c_T = c_0".
Of a claim on t and its neighbours, they are what holds at t: c_t = c_{t-1} does not follow from
f_t = i_t = 0, although both sides are 0 where that holds at all times.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.judging.meanings import derivatives
from derive.judging.oracles import fails
from derive.judging.reading import Reading
from derive.submissions.claims import Claim

__all__ = ["rests_elsewhere"]

#: how often what stands at one time is written out
_DEPTH = 6


def rests_elsewhere(claim: Claim, reading: Reading) -> bool:
    """Whether what is supposed at the time of a claim does not do, all before being free."""
    if not any("in the place of the model's equation" in words for words in reading.said):
        return False
    statement = reading.statement
    sides = [sp.sympify(e) for e in (statement.lhs, statement.rhs)]
    if claim.relation != "=" or derivatives(*sides):
        return False
    found = {m.index for side in sides for m in side.atoms(*al.MEMBERS)}
    now = {i for i in found if i.is_Symbol}
    if len(now) != 1 or len(found) < 2:
        return False
    (time,) = now
    if not all((i - time).is_Integer for i in found):
        return False
    rules = {
        d.head: d
        for d in statement.system.definitions
        if isinstance(d.target, al.MEMBERS) and d.target.index.is_Symbol
    }
    lhs, rhs = (_written_out(side, time, rules) for side in sides)
    system = replace(statement.system, definitions=(), opaque=())
    return fails(replace(statement, lhs=lhs, rhs=rhs, system=system)).verdict == "refuted"


def _written_out(side: Any, time: Any, rules: Any) -> Any:
    """A side with the definitions of all that stands at a time in its place."""
    for _ in range(_DEPTH):
        swaps = {
            m: rules[m.family].body.xreplace({rules[m.family].target.index: time})
            for m in side.atoms(*al.MEMBERS)
            if m.index == time and m.family in rules
        }
        if not swaps:
            return side
        side = side.xreplace(swaps)
    return side
