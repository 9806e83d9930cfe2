"""Matrices given by their entries, and how indices are counted in print.

What is written with ellipses, or as a slice of another matrix, is a matrix of which a formula for
entry (i, j) is known: :class:`ByEntries`.
"""

from __future__ import annotations

from typing import Any

from sympy import Basic, KroneckerDelta, MatrixExpr, Symbol, Tuple, expand, sympify
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra.sums import apart

__all__ = ["ByEntries", "by_entries", "from_print", "in_print", "unit_vector"]


class ByEntries(MatrixExpr):
    """The matrix whose entry (i, j) is ``body``, for i and j that count axes of these sizes.

    ``rows`` and ``columns`` are (index, size), the index counted from 0 as in SymPy, or () for an
    axis of size 1.

    >>> from sympy import MatrixSymbol, symbols
    >>> n, i, j = symbols("n i j", integer=True)
    >>> W = MatrixSymbol("W", n, n)
    >>> ByEntries(W[i, j] ** 2, (i, n), (j, n))[0, 1]
    W[0, 1]**2
    >>> ByEntries(W[i, j], (i, n), ()).shape
    (n, 1)
    """

    def __new__(cls, body: Any, rows: Any, columns: Any) -> ByEntries:
        axes = [Tuple(*map(sympify, axis)) for axis in (rows, columns)]
        return Basic.__new__(cls, sympify(body), *axes)

    @property
    def body(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> tuple[Any, Any]:
        rows, columns = (axis[1] if axis else sympify(1) for axis in self.args[1:])
        return rows, columns

    @property
    def indices(self) -> tuple[Any, ...]:
        return tuple(axis[0] for axis in self.args[1:] if axis)

    @property
    def free_symbols(self) -> set[Any]:
        sizes = (axis[1].free_symbols for axis in self.args[1:] if axis)
        return set().union(self.body.free_symbols - set(self.indices), *sizes)

    @property
    def bound_symbols(self) -> list[Any]:
        return list(self.indices)

    def _eval_subs(self, old: Any, new: Any) -> Any:
        return self if old in self.indices else None

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        """Entry (i, j); its index may be a symbol that is bound here, so both go in at once."""
        pairs = zip(self.args[1:], (i, j), strict=True)
        by = {axis[0]: sympify(value) for axis, value in pairs if axis}
        inside = set().union(*(value.free_symbols for value in by.values()))
        return apart(self.body, inside).xreplace(by)

    def doit(self, **hints: Any) -> Any:
        from sympy import ImmutableDenseMatrix

        rows, columns = self.shape
        if not (rows.is_Integer and columns.is_Integer):
            return self
        return ImmutableDenseMatrix(int(rows), int(columns), lambda i, j: self._entry(i, j))

    def _sympystr(self, printer: Any) -> str:
        axes = ", ".join(f"{i} < {size}" for i, size in (a for a in self.args[1:] if a))
        return f"[{printer._print(self.body)} for {axes}]"


def by_entries(body: Any, rows: Any, columns: Any) -> Any:
    """The matrix with these entries: a known matrix or its transpose where they are its entries.

    >>> from sympy import MatrixSymbol, symbols
    >>> n, m, i, j = symbols("n m i j", integer=True)
    >>> W = MatrixSymbol("W", n, m)
    >>> by_entries(W[i, j], (i, n), (j, m)), by_entries(W[i, j], (j, m), (i, n))
    (W, W.T)
    """
    found = ByEntries(body, rows, columns)
    if isinstance(body, MatrixElement):
        i, j = (axis[0] if axis else sympify(0) for axis in found.args[1:])
        for parent, at in ((body.parent, body.args[1:]), (body.parent.T, body.args[:0:-1])):
            if at == (i, j) and parent.shape == found.shape and not {i, j} & parent.free_symbols:
                return parent
    return found


def unit_vector(place: Any, size: Any) -> ByEntries:
    """e_i, the column of ``size`` entries with 1 at ``place``, counted from 0, and else 0.

    >>> from sympy import Symbol
    >>> unit_vector(2, Symbol("n", integer=True))
    [KroneckerDelta(2, r) for r < n]
    """
    place = sympify(place)
    taken = {s.name for s in place.free_symbols | sympify(size).free_symbols}
    index = Symbol(next(name for name in "rspq" if name not in taken), integer=True)
    return ByEntries(KroneckerDelta(index, place), (index, size), ())


def _sizes(shape: Any) -> set[Any]:
    return set().union(*(sympify(size).free_symbols for size in shape))


def from_print(index: Any, shape: Any) -> Any:
    """An index as it is printed, counted from 1 → as SymPy counts, from 0.

    Symbols that are indices stand for the same component either way; those that are sizes of
    ``shape`` are numbers.

    >>> from sympy import symbols
    >>> i, n = symbols("i n", integer=True)
    >>> [from_print(e, (n, n)) for e in (sympify(1), i, i + 1, n, n - i)]
    [0, i, i + 1, n - 1, -i + n - 2]
    """
    index = sympify(index)
    if index.is_Symbol and index not in _sizes(shape):
        return index
    shift = {s: s + 1 for s in index.free_symbols - _sizes(shape)}
    return expand(index.xreplace(shift) - 1)


def in_print(index: Any, shape: Any) -> Any:
    """The inverse of :func:`from_print`.

    >>> from sympy import symbols
    >>> i, n = symbols("i n", integer=True)
    >>> [in_print(e, (n, n)) for e in (sympify(0), i, i + 1, n - 1, n - i - 2)]
    [1, i, i + 1, n, -i + n]
    """
    index = sympify(index)
    if index.is_Symbol and index not in _sizes(shape):
        return index
    shift = {s: s - 1 for s in index.free_symbols - _sizes(shape)}
    return expand(index.xreplace(shift) + 1)
