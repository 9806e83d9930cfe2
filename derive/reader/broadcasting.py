"""Sums of terms of different shapes: a number, a row or a column beside a matrix.

Nothing of the kind is read but where the conventions say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.reader.terms import Term

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["broadcast", "spread"]


def broadcast(reader: Reader, terms: list[Term]) -> list[Term]:
    """The terms, with a number c that stands beside vectors or matrices as c ones, or as c I, if
    that is agreed on."""
    wide = [t for t in terms if t.shape and t.shape != (1, 1) and None not in t.shape]
    if not wide or not any(t.shape in ((), (1, 1)) for t in terms):
        return terms
    shape = wide[0].shape
    way = reader.convention("broadcast" if sp.Integer(1) in shape else "filled")
    if way == "unsaid" or (way == "multiple" and shape[0] != shape[1]):
        return terms
    fill = sp.OneMatrix if way == "entries" else sp.Identity
    return [t if t.shape not in ((), (1, 1)) else _filled(t, shape, fill) for t in terms]


def _filled(term: Term, shape: Any, fill: Any) -> Term:
    def make(want: Any) -> Any:
        number = term.built(())
        whole = fill(*want) if fill is sp.OneMatrix else fill(want[0])
        return whole if number == 1 else sp.MatMul(number, whole)

    return Term(term.node, shape, make)


def spread(reader: Reader, terms: list[Term]) -> list[Term]:
    """The terms, with a vector b that stands beside matrices in each of their rows, or in each
    of their columns, if that is agreed on: X W + b."""
    shapes = [t.shape for t in terms if t.shape and None not in t.shape]
    wide = [s for s in shapes if sp.Integer(1) not in s]
    if not wide or len(wide) == len(shapes):
        return terms
    way = reader.convention("spread")
    return terms if way == "unsaid" else [_spread(t, wide[0], way) for t in terms]


def _spread(term: Term, shape: Any, way: str) -> Term:
    if not term.shape or None in term.shape or sp.Integer(1) not in term.shape:
        return term
    rows, columns = shape
    row = term.shape[0] == 1
    fits = [columns in term.shape, rows in term.shape and not row]
    below = fits[0] if way == "rows" or not fits[1] else False
    if term.shape == (1, 1) or not any(fits):
        return term

    def make(want: Any) -> Any:
        vector = term.built(term.shape)
        if below:
            whole = vector if row else sp.Transpose(vector)
            return sp.MatMul(sp.OneMatrix(rows, 1), whole)
        return sp.MatMul(vector, sp.OneMatrix(1, columns))

    return Term(term.node, shape, make)
