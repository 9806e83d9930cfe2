"""Derivatives, by evaluating with dual numbers; no rule of differentiation but their arithmetic."""

from __future__ import annotations

from typing import Any

from sympy import BlockMatrix, MatrixSymbol, Symbol
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    Differential,
    Family,
    Gradient,
    Jacobian,
    Member,
    PartialDerivative,
    Pullback,
    ScalarDifferential,
    ScalarMember,
    ScalarPullback,
    Vec,
)
from derive.audit.arrays import Array
from derive.audit.machine import Scope
from derive.audit.nodes import handles
from derive.audit.numbers import ZERO, Dual
from derive.audit.worlds import Key
from derive.errors import DeriveError, ShapeError

__all__: list[str] = []

_VARIABLES = (Member, ScalarMember, MatrixSymbol, Symbol)
Units = dict[Key, list[tuple[int, int]]]


def _units(wrt: Any, s: Scope) -> tuple[Units, int]:
    """The components of a derivative's variable, column-stacked, and how many they are."""
    if isinstance(wrt, Vec):
        return _units(wrt.arg, s)
    if isinstance(wrt, MatrixElement) and isinstance(wrt.parent, _VARIABLES):
        rows, cols = s.shape(wrt.parent)
        i, j = s.integer(wrt.i), s.integer(wrt.j)
        if not (0 <= i < rows and 0 <= j < cols):
            raise ShapeError(f"entry ({i}, {j}) of {wrt.parent}, which is {rows}×{cols}")
        return {s.key(wrt.parent): [(i * cols + j, 0)]}, 1
    if isinstance(wrt, BlockMatrix) and wrt.shape[1] == 1:
        units: Units = {}
        total = 0
        for block in wrt.blocks.flat():
            part, size = _units(block, s)
            units.update({k: [(p, c + total) for p, c in v] for k, v in part.items()})
            total += size
        return units, total
    if not isinstance(wrt, _VARIABLES):
        raise DeriveError(f"a derivative with respect to {wrt}, which is not a variable")
    if wrt in s.env:
        raise DeriveError(f"a derivative with respect to {wrt}, which is an index or a size")
    shape = s.shape(wrt)
    if not shape:
        return {s.key(wrt): [(0, 0)]}, 1
    rows, cols = shape
    pairs = [(i * cols + j, j * rows + i) for i in range(rows) for j in range(cols)]
    return {s.key(wrt): pairs}, rows * cols


def _of(e: Any, s: Scope, held: frozenset[Any], units: Units) -> Any:
    """The value of what is differentiated: by its definition even where its family is held."""
    if isinstance(e, Vec):
        a = _of(e.arg, s, held, units)
        return Array(len(a.data), 1, a.stacked())
    if isinstance(e, MatrixElement) and isinstance(e.parent, _VARIABLES):
        return _of(e.parent, s, held, units).at(s.integer(e.i), s.integer(e.j))
    if isinstance(e, _VARIABLES) and e not in s.env:
        key = s.key(e)
        if key[0] in held and key not in units and s.machine.rule(key) is not None:
            return s.machine.defined(s.world, key, e)
    return s.value(e)


def _tangents(e: Any, s: Scope) -> tuple[list[list[Any]], int]:
    """Rows of derivatives, one a component of ``e.of``, and the number of columns."""
    units, width = _units(e.wrt, s)
    held = frozenset(_held(h, s) for h in e.held)
    world, seed = s.machine.worlds.within(s.world, units, held)
    value = _of(e.of, Scope(s.machine, world, s.env), held, units)
    components = value.stacked() if isinstance(value, Array) else [value]
    return [[_tangent(x, seed.tag, c) for c in range(width)] for x in components], width


def _held(h: Any, s: Scope) -> Any:
    if isinstance(h, (Family, Symbol, MatrixSymbol)):
        return h
    if isinstance(h, _VARIABLES):
        return s.key(h)
    raise DeriveError(f"{h} is held fixed, but it is not a variable")


def _tangent(x: Any, tag: int, component: int) -> Any:
    """The coefficient of ε_component; nothing with an older tag stands outside this one."""
    if isinstance(x, Dual) and x.tag == tag:
        return x.tangents.get(component, ZERO)
    return ZERO


@handles(Jacobian)
def _jacobian(e: Any, s: Scope) -> Any:
    def compute() -> Array:
        rows, width = _tangents(e, s)
        return Array(len(rows), width, [x for row in rows for x in row])

    return s.once(e, compute)


@handles(Gradient)
def _gradient(e: Any, s: Scope) -> Any:
    def compute() -> Array:
        rows, _ = _tangents(e, s)
        if len(rows) != 1:
            raise ShapeError(f"the gradient of {e.of}, which has {len(rows)} components")
        rows_, cols = s.shape(e.wrt)
        return Array(cols, rows_, rows[0]).transpose()

    return s.once(e, compute)


@handles(PartialDerivative)
def _partial(e: Any, s: Scope) -> Any:
    def compute() -> Any:
        rows, width = _tangents(e, s)
        if len(rows) != 1 or width != 1:
            raise ShapeError(f"a partial derivative of {len(rows)} components by {width}")
        return rows[0][0]

    return s.once(e, compute)


@handles(Differential, ScalarDifferential)
def _differential(e: Any, s: Scope) -> Any:
    rows, _ = _tangents(Jacobian(e.of, e.wrt), s)
    by = s.value(e.by)
    moves = by.stacked() if isinstance(by, Array) else [by]
    moved = [sum((x * v for x, v in zip(row, moves, strict=True)), ZERO) for row in rows]
    if isinstance(e, ScalarDifferential):
        return moved[0]
    height, width = s.shape(e.of)
    return Array(width, height, moved).transpose()


@handles(Pullback, ScalarPullback)
def _pullback(e: Any, s: Scope) -> Any:
    rows, width = _tangents(Jacobian(e.of, e.wrt), s)
    by = s.value(e.by)
    weights = by.stacked() if isinstance(by, Array) else [by]
    pulled = [
        sum((w * row[c] for w, row in zip(weights, rows, strict=True)), ZERO) for c in range(width)
    ]
    if isinstance(e, ScalarPullback):
        return pulled[0]
    height, columns = s.shape(e.wrt)
    return Array(columns, height, pulled).transpose()
