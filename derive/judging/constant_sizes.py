r"""Sizes of columns of ones that nobody says: C = I - (1/N) 𝟏𝟏ᵀ has N rows where N is a size.

A size that was only guessed may be one that the text has, where a statement speaks of that as a
number and none of its matrices has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.algebra.traversal import nodes
from derive.calculus.steps import Statement
from derive.judging.fixed_sizes import put_sizes
from derive.judging.reading import Reading
from derive.judging.refused import Refused

__all__ = ["with_sizes_of_constants"]

_CONSTANTS = (sp.Identity, sp.OneMatrix)


def with_sizes_of_constants(
    readings: Iterable[Reading | Refused], table: Iterable[tuple[Any, ...]]
) -> Iterator[Reading | Refused]:
    """The readings, and each with sizes of the text for those that were guessed."""
    declared = {value for values in table for value in values if _counts(value)}
    for reading in readings:
        yield reading
        if isinstance(reading, Reading):
            for guessed, size in _instead(reading.statement, declared):
                statement = put_sizes(reading.statement, {guessed: size})
                yield replace(reading, statement=statement)


def _counts(value: Any) -> bool:
    return isinstance(value, sp.Symbol) and bool(value.is_integer) and bool(value.is_positive)


def _instead(statement: Statement, declared: set[Any]) -> Iterator[tuple[Any, Any]]:
    """A guessed size of a constant, and a declared one that is spoken of as a number only."""
    sides = [statement.lhs, statement.rhs, *(d.body for d in statement.system.definitions)]
    sides = [sp.sympify(side) for side in sides]
    found = [node for side in sides for node in nodes(side)]
    constants = {s for n in found if isinstance(n, _CONSTANTS) for s in _sizes(n)}
    matrices = [n for n in found if isinstance(n, (sp.MatrixSymbol, *al.MEMBERS))]
    taken = {s for n in matrices for s in _sizes(n)}
    spoken = {n for n in found if isinstance(n, sp.Symbol)} & declared
    for guessed in sorted(constants - declared, key=str):
        for size in sorted(spoken - taken - constants, key=str):
            yield guessed, size


def _sizes(node: Any) -> set[Any]:
    shape = getattr(node, "shape", ()) or ()
    return {s for size in shape for s in sp.sympify(size).free_symbols}
