"""Sums over the components of an axis, written with matrices: Σ_ij A_ij x_i x_j as xᵀ(Ax).

A number with an index that runs over an axis is an entry of a column, one with two of a matrix;
products become ⊙ and scaled rows and columns, and a Σ over an index between two others a product.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import EXP, LOG, TANH, Applied, ComponentSum, Elementwise, unit_vector
from derive.calculus.products import times
from derive.errors import DeriveError, ShapeError

__all__ = ["over_components", "summed_up"]

#: (index, size) of what counts the rows or the columns; () where there is but one
Axis = tuple[Any, ...]
T = sp.Transpose


def over_components(e: Any) -> Any:
    """``e`` with each Σ over all of an axis as one over components; SymPy writes (Ax)_i so."""
    found = {}
    for sum_ in e.atoms(sp.Sum):
        index, low, high = sum_.limits[0]
        entries = sum_.function.atoms(MatrixElement)
        axes = {pair for x in entries for pair in zip(x.args[1:], x.parent.shape, strict=True)}
        sizes = {size for i, size in axes if i == index}
        if len(sum_.limits) == 1 and low == 0 and sizes == {high + 1}:
            found[sum_] = ComponentSum(sum_.function, (index, high + 1))
    return e.xreplace(found) if found else e


@cache
def summed_up(e: ComponentSum) -> Any:
    """A Σ over components as an expression without its index, most often a trace.

    Raises :class:`~derive.DeriveError` where no product of matrices is known for it.

    >>> n, i, j = sp.symbols("n i j", integer=True)
    >>> A, x = sp.MatrixSymbol("A", n, n), sp.MatrixSymbol("x", n, 1)
    >>> print(summed_up(ComponentSum(ComponentSum(A[i, j] * x[i, 0] * x[j, 0], (j, n)), (i, n))))
    Trace(x.T*A*x)
    """
    index, size = e.args[1]
    terms = [_number(body, (index, size)) for body in sp.Add.make_args(sp.expand_mul(e.body))]
    return sp.Add(*terms)


def _number(body: Any, axis: Axis) -> Any:
    """Σ of a product over its one index."""
    inner, outer = _apart(_factors(body), axis)
    found = [_entries(factor, axis, ()) for factor in inner]
    columns = [c for f in found for c in (f.args if isinstance(f, sp.HadamardProduct) else (f,))]
    if not columns:
        return sp.Mul(axis[1], *outer)
    if len(columns) == 1 and isinstance(columns[0], DiagonalOf):
        return sp.Mul(*outer, sp.Trace(columns[0].args[0]))
    first, rest = (columns[0], columns[1:]) if len(columns) > 1 else (_ones(axis), columns)
    last = _hadamard(rest)
    factors = last.args if isinstance(last, sp.MatMul) else (last,)
    return sp.Mul(*outer, sp.Trace(times(T(first), *factors)))


def _factors(body: Any) -> list[Any]:
    """The factors of a product, a square as two of them."""
    found = []
    for factor in sp.Mul.make_args(body):
        square = isinstance(factor, sp.Pow) and factor.exp == 2
        found += [factor.base] * 2 if square else [factor]
    return found


def _apart(factors: list[Any], *axes: Axis) -> tuple[list[Any], list[Any]]:
    """The factors in which one of the indices occurs, and the others."""
    indices = {axis[0] for axis in axes if axis}
    inner = [f for f in factors if indices & f.free_symbols]
    return inner, [f for f in factors if not indices & f.free_symbols]


def _ones(axis: Axis) -> Any:
    return sp.OneMatrix(axis[1], 1)


def _hadamard(parts: list[Any]) -> Any:
    return parts[0] if len(parts) == 1 else sp.HadamardProduct(*parts)


# -- matrices of entries --


def _entries(e: Any, rows: Axis, columns: Axis) -> Any:
    """The matrix whose entry is ``e``, a number, at the values of its indices."""
    on_rows, on_columns = (bool(a) and a[0] in e.free_symbols for a in (rows, columns))
    if (rows and not on_rows) or (columns and not on_columns):
        return _spread(e, rows, columns, on_rows, on_columns)
    for kind, row in _ROWS.items():
        if isinstance(e, kind):
            return row(e, rows, columns)
    raise DeriveError(f"there is no rule for {type(e).__name__} in a Σ over components: {e}")


def _spread(e: Any, rows: Axis, columns: Axis, on_rows: bool, on_columns: bool) -> Any:
    """Where an index does not occur, what is the same in every row, or every column."""
    inner = (
        _entries(e, rows if on_rows else (), columns if on_columns else ())
        if (on_rows or on_columns)
        else e
    )
    left = [_ones(rows)] if rows and not on_rows else []
    right = [T(_ones(columns))] if columns and not on_columns else []
    return times(*left, inner, *right)


def _element(e: Any, rows: Axis, columns: Axis) -> Any:
    """An entry of a matrix: the matrix, its transpose, its diagonal, a row or a column of it."""
    found, at = e.parent, [e.i, e.j]
    named = {axis[0]: axis[1] for axis in (rows, columns) if axis}
    if set(named) & found.free_symbols or any(
        set(named) & i.free_symbols and i not in named for i in at
    ):
        raise DeriveError(f"there is no rule for the entry {e} in a Σ over components")
    for index, size in zip(at, found.shape, strict=True):
        if named.get(index, size) != size:
            raise ShapeError(f"{e}: {index} counts {named[index]} components, and there are {size}")
    if at[0] == at[1] and at[0] in named:
        diagonal = DiagonalOf(found)
        return diagonal if rows else T(diagonal)
    if at[0] not in named and found.shape[0] != 1:
        found = times(T(unit_vector(at[0], found.shape[0])), found)
    if at[1] not in named and found.shape[1] != 1:
        found = times(found, unit_vector(at[1], found.shape[1]))
    turned = (rows and at[1] == rows[0]) or (columns and at[0] == columns[0])
    return T(found) if turned else found


def _delta(e: Any, rows: Axis, columns: Axis) -> Any:
    if rows and columns:
        return sp.Identity(rows[1])
    [axis] = [a for a in (rows, columns) if a]
    [place] = [i for i in e.args if i != axis[0]] or [None]
    if place is None or axis[0] in place.free_symbols:
        raise DeriveError(f"there is no rule for {e} in a Σ over components")
    unit = unit_vector(place, axis[1])
    return unit if rows else T(unit)


def _product(e: Any, rows: Axis, columns: Axis) -> Any:
    """Numbers, columns and rows of a product, and what depends on both of the indices."""
    inner, numbers = _apart(list(e.args), rows, columns)
    if not (rows and columns):
        return times(*numbers, _hadamard([_entries(f, rows, columns) for f in inner]))
    left, _ = _apart(_apart(inner, columns)[1], rows)
    right, _ = _apart(_apart(inner, rows)[1], columns)
    both = [_entries(f, rows, columns) for f in inner if f not in (*left, *right)]
    u, v = [_entries(f, rows, ()) for f in left], [_entries(f, columns, ()) for f in right]
    if not both:
        return times(*numbers, _hadamard(u), T(_hadamard(v)))
    scaled = [sp.DiagMatrix(_hadamard(u))] if u else []
    return times(*numbers, *scaled, _hadamard(both), *([sp.DiagMatrix(_hadamard(v))] if v else []))


def _sum(e: Any, rows: Axis, columns: Axis) -> Any:
    """Σ over another index: a product of matrices."""
    k = sp.Dummy(e.index.name, integer=True)
    axis = (k, e.size)
    bodies = sp.Add.make_args(sp.expand_mul(e.body.xreplace({e.index: k})))
    found = [_summed(body, axis, rows, columns) for body in bodies]
    return found[0] if len(found) == 1 else sp.MatAdd(*found)


def _summed(body: Any, axis: Axis, rows: Axis, columns: Axis) -> Any:
    inner, outer = _apart(list(sp.Mul.make_args(body)), axis)
    by_rows, rest = _apart(inner, rows)
    by_both, by_rows = _apart(by_rows, columns)
    by_columns, alone = _apart(rest, columns)
    if by_both:
        raise DeriveError(
            f"there is no rule for a Σ over {axis[0].name} of what has three indices, {by_both[0]}"
        )
    middle = _hadamard([_entries(f, axis, ()) for f in alone]) if alone else None
    left = _hadamard([_entries(f, rows, axis) for f in by_rows]) if by_rows else None
    right = _hadamard([_entries(f, axis, columns) for f in by_columns]) if by_columns else None
    if left is not None and right is not None:
        between = [] if middle is None else [sp.DiagMatrix(middle)]
        found, found_rows, found_columns = times(left, *between, right), rows, columns
    elif left is not None:
        found = times(left, _ones(axis) if middle is None else middle)
        found_rows, found_columns = rows, ()
    elif right is not None:
        found = times(T(_ones(axis) if middle is None else middle), right)
        found_rows, found_columns = (), columns
    else:
        found = axis[1] if middle is None else sp.Trace(times(T(_ones(axis)), middle))
        found_rows, found_columns = (), ()
    if found_rows != rows:
        found = times(_ones(rows), found)
    if found_columns != columns:
        found = times(found, T(_ones(columns)))
    if not outer:
        return found
    whole = _entries(sp.Mul(*outer), rows, columns)
    return _hadamard([whole, found])


def _power(e: Any, rows: Axis, columns: Axis) -> Any:
    if e.base == sp.E:
        return Elementwise(EXP, _entries(e.exp, rows, columns))
    if {axis[0] for axis in (rows, columns) if axis} & e.exp.free_symbols:
        raise DeriveError(f"there is no rule for {e} in a Σ over components")
    return sp.HadamardPower(_entries(e.base, rows, columns), e.exp)


def _function(function: Any) -> Callable[[Any, Axis, Axis], Any]:
    return lambda e, rows, columns: Elementwise(function, _entries(e.args[0], rows, columns))


_ROWS: dict[type, Callable[[Any, Axis, Axis], Any]] = {
    MatrixElement: _element,
    sp.KroneckerDelta: _delta,
    sp.Add: lambda e, rows, columns: sp.MatAdd(*(_entries(a, rows, columns) for a in e.args)),
    sp.Mul: _product,
    ComponentSum: _sum,
    sp.exp: _function(EXP),
    sp.log: _function(LOG),
    sp.tanh: _function(TANH),
    sp.Pow: _power,
    Applied: lambda e, rows, columns: Elementwise(e.function, _entries(e.argument, rows, columns)),
}
