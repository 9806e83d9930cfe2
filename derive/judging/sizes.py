"""Sizes that nobody declared: found by unification over expressions that were read as square ones.

A formula with undeclared names is first read with one size for all; every place where two sizes
must agree (a product, a sum, an entrywise function …) is then an equation between the sizes of the
names.  What remains unequal gets symbols of its own, so that a claim is judged for the most general
shapes that it allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al

__all__ = ["Sizes", "Unfit"]

Shape = tuple[Any, Any]


class Unfit(Exception):  # noqa: N818  # a verdict on an assignment of shapes, no error
    """The sizes contradict each other."""


class Sizes:
    """A union-find over the sizes of names.

    ``fixed`` are the shapes of declared names, by name; every other name gets two unknown sizes
    unless it is a column (its expression is n × 1 in the square reading).
    """

    def __init__(self, fixed: Mapping[str, Shape]) -> None:
        self.fixed = dict(fixed)
        self.parent: dict[Any, Any] = {}
        self.known: dict[str, Shape] = {}
        self.index: dict[Any, Any] = {}
        self._fresh = 0

    # -- union-find: unknowns are strings, everything else is a size --

    def find(self, size: Any) -> Any:
        while size in self.parent:
            size = self.parent[size]
        return size

    def same(self, a: Any, b: Any) -> None:
        a, b = self.find(a), self.find(b)
        if a == b:
            return
        if isinstance(a, tuple) or isinstance(b, tuple):
            self._products(a, b)
        elif isinstance(a, str):
            self.parent[a] = b
        elif isinstance(b, str):
            self.parent[b] = a
        else:
            raise Unfit(f"{a} and {b}")

    def _products(self, a: Any, b: Any) -> None:
        """Products of sizes: what both have is left out; one unknown on each side is settled."""
        left, right = (list(x) if isinstance(x, tuple) else [x] for x in (a, b))
        left, right = [self.find(x) for x in left], [self.find(x) for x in right]
        for x in list(left):
            if x in right:
                left.remove(x)
                right.remove(x)
        if len(left) == len(right) == 1:
            self.same(left[0], right[0])

    def unknown(self) -> str:
        self._fresh += 1
        return f"?{self._fresh}"

    # -- shapes of expressions --

    def add(self, expression: Any) -> Shape | None:
        """The shape of an expression (None: a scalar), its equations noted."""
        for kind, rule in _RULES:
            if isinstance(expression, kind):
                return rule(self, expression)
        shapes = [self.add(a) for a in getattr(expression, "args", ())]
        if getattr(expression, "is_Matrix", False):
            found = [s for s in shapes if s is not None]
            return self.together(found) if found else self.leaf(expression)
        return None

    def together(self, shapes: Iterable[Shape | None]) -> Shape:
        found = [s for s in shapes if s is not None]
        for other in found[1:]:
            self.same(found[0][0], other[0])
            self.same(found[0][1], other[1])
        return found[0]

    def named(self, name: str, shape: Any) -> Shape | None:
        """The shape of a name, which is the same wherever it stands."""
        if not shape:
            return None
        if name not in self.known:
            given = self.fixed.get(name)
            self.known[name] = given or (
                sp.Integer(1) if shape[0] == 1 else self.unknown(),
                sp.Integer(1) if shape[1] == 1 else self.unknown(),
            )
        return self.known[name]

    def leaf(self, e: Any) -> Shape:
        """An identity, a zero, an explicit matrix: new sizes, or numbers."""
        rows, columns = e.shape
        if isinstance(e, sp.MatrixBase):
            return rows, columns
        a = rows if rows == 1 else self.unknown()
        if isinstance(e, sp.Identity):
            return a, a
        return a, columns if columns == 1 else self.unknown()

    def square(self, shape: Shape | None) -> Shape | None:
        if shape is not None:
            self.same(*shape)
        return shape

    def count(self, e: Any) -> Any:
        """The number of components, a product of sizes."""
        shape = self.add(e)
        if shape is None:
            return sp.Integer(1)
        sizes = [s for s in map(self.find, shape) if s != 1]
        return sizes[0] if len(sizes) == 1 else tuple(sizes) if sizes else sp.Integer(1)

    def solved(self, names: Mapping[str, Any]) -> dict[str, Shape]:
        """The shape of each name in ``names`` (name → shape in the square reading)."""
        return {
            name: tuple(self.find(s) for s in shape)
            for name, shape in self.known.items()
            if name in names
        }


def _product(sizes: Sizes, e: Any) -> Shape | None:
    shapes = [s for s in map(sizes.add, e.args) if s is not None]
    for (_, a), (b, _) in pairwise(shapes):
        sizes.same(a, b)
    return (shapes[0][0], shapes[-1][1]) if shapes else None


def _turned(sizes: Sizes, e: Any) -> Shape | None:
    shape = sizes.add(e.arg)
    return None if shape is None else shape[::-1]


def _diagonal(sizes: Sizes, e: Any) -> Shape | None:
    shape = sizes.add(e.args[0])
    if shape is None:
        return None
    size = shape[1] if sizes.find(shape[0]) == 1 else shape[0]
    return size, size


def _jacobian(sizes: Sizes, e: Any) -> Shape:
    return sizes.count(e.of), sizes.count(e.wrt)


def _differential(sizes: Sizes, e: Any) -> Shape | None:
    if getattr(e.wrt, "is_Matrix", False):
        sizes.together([sizes.add(e.wrt), sizes.add(e.by)])
    return sizes.add(e.of)


def _kronecker(sizes: Sizes, e: Any) -> Shape:
    shapes = [s for s in map(sizes.add, e.args) if s is not None]

    def times(axis: int) -> Any:
        parts = [sizes.find(s[axis]) for s in shapes]
        flat = [x for p in parts for x in (p if isinstance(p, tuple) else (p,)) if x != 1]
        return flat[0] if len(flat) == 1 else tuple(flat) or sp.Integer(1)

    return times(0), times(1)


def _element(sizes: Sizes, e: Any) -> None:
    shape = sizes.add(e.parent)
    if shape is None:
        return
    for index, size in zip((e.i, e.j), shape, strict=True):
        if index.is_Symbol:
            sizes.same(sizes.index.setdefault(index, size), size)


def _component_sum(sizes: Sizes, e: Any) -> None:
    outer = sizes.index.pop(e.index, None)
    sizes.add(e.body)
    sizes.index.pop(e.index, None)
    if outer is not None:
        sizes.index[e.index] = outer


def _by_entries(sizes: Sizes, e: Any) -> Shape:
    """Each index counts an axis wherever it stands in the entry."""
    shape: list[Any] = []
    for axis in e.args[1:]:
        shape.append(sizes.unknown() if axis else sp.Integer(1))
        if axis:
            sizes.index[axis[0]] = shape[-1]
    sizes.add(e.body)
    for axis in e.args[1:]:
        if axis:
            sizes.index.pop(axis[0], None)
    return shape[0], shape[1]


def _scalar(of: Any) -> Any:
    def rule(sizes: Sizes, e: Any) -> None:
        of(sizes, sizes.add(e.args[0]))

    return rule


def _vec(sizes: Sizes, e: Any) -> Shape:
    return sizes.count(e.arg), sp.Integer(1)


#: what is not listed: entry by entry, all matrix arguments of one shape
_RULES: tuple[tuple[Any, Any], ...] = (
    (MatrixElement, _element),
    (sp.MatrixSymbol, lambda s, e: s.named(e.name, e.shape)),
    (al.MEMBERS, lambda s, e: s.named(e.family.name, e.family.shape)),
    (sp.MatrixBase, lambda s, e: e.shape),
    ((sp.MatMul, sp.Mul), _product),
    (sp.Transpose, _turned),
    ((sp.Inverse, sp.MatPow), lambda s, e: s.square(s.add(e.args[0]))),
    (sp.DiagMatrix, _diagonal),
    (al.Gradient, lambda s, e: (s.add(e.of), s.add(e.wrt))[1]),
    (al.Jacobian, _jacobian),
    ((al.Differential, al.ScalarDifferential), _differential),
    (al.PartialDerivative, lambda s, e: (s.add(e.of), s.add(e.wrt), None)[2]),
    (sp.KroneckerProduct, _kronecker),
    (al.Vec, _vec),
    (al.ComponentSum, _component_sum),
    (al.ByEntries, _by_entries),
    ((sp.Trace, sp.Determinant), _scalar(Sizes.square)),
    ((al.SpectralNorm, al.FrobeniusNorm), _scalar(lambda sizes, shape: None)),
    ((al.SmallestSingularValue, al.Rank), _scalar(lambda sizes, shape: None)),
    (
        (al.SpectralRadius, al.LargestEigenvalue, al.SmallestEigenvalue),
        _scalar(Sizes.square),
    ),
    (al.Unvec, lambda s, e: (s.add(e.arg), s.add(e.arg.of) if hasattr(e.arg, "of") else None)[1]),
    (al.MatrixExp, lambda s, e: s.square(s.add(e.arg))),
    (al.OrderedProduct, lambda s, e: s.square(s.add(e.body))),
    ((al.MatrixSum, al.HadamardPi), lambda s, e: s.add(e.body)),
    ((al.Elementwise, al.Applied), lambda s, e: s.add(e.argument)),
)
