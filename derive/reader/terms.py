"""Terms that are not built yet: their shape as far as it is known, and how to build them.

``0``, ``I`` and ``\\mathbf{1}`` are printed without their sizes, so a formula is read in two
goes.  Up: every piece says what it knows of its shape, and pieces that stand together (terms of
a sum, neighbours in a product, two sides of an equation) tell each other.  Down: every piece is
told the shape that it must have, and is built.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.reader.syntax import Node, ReadError

__all__ = ["Shape", "Term", "constant", "merged", "shape_of", "shown", "sized"]

#: None: nothing is known; (): a scalar; (rows, columns), each of which may be None
Shape = Any


@dataclass(frozen=True)
class Term:
    """A piece that is understood but not built."""

    node: Node
    shape: Shape
    make: Callable[[Shape], Any]
    #: whether it has as many rows as columns, whatever their number
    square: bool = False
    #: the expressions among which its place decides, where there are several
    ways: tuple[Any, ...] = ()

    def at(self, node: Node) -> Term:
        """The same term as the meaning of a larger piece."""
        return replace(self, node=node)

    def built(self, want: Shape = None) -> Any:
        """The expression, of the shape that is wanted.

        Raises :class:`ReadError` where the two shapes do not agree.
        """
        if want == () and self.shape == (1, 1):  # xᵀy where a number is wanted
            return MatrixElement(self.make(self.shape), 0, 0)
        if want == (1, 1) and self.shape == ():
            return sp.ImmutableDenseMatrix([[self.make(())]])
        return self.make(merged(self.shape, want, self.node, self.square))

    def scalar(self, what: str) -> Any:
        """The expression, which must be a scalar; ``what`` says what it is needed for."""
        if self.shape not in (None, (), (1, 1)):
            raise self.node.refuse(f"a matrix of shape {shown(self.shape)}", f"a scalar: {what}")
        return self.built(())


def shape_of(expression: Any) -> Shape:
    """The shape of an expression that has been built."""
    if not getattr(expression, "is_Matrix", False):
        return ()
    rows, columns = expression.shape  # of a matrix of numbers they are Python's
    if isinstance(rows, sp.Basic) and isinstance(columns, sp.Basic):
        return rows, columns
    return sp.sympify(rows), sp.sympify(columns)


def shown(shape: Shape) -> str:
    """A shape in a message."""
    if not shape:
        return "a scalar"
    return "×".join("?" if size is None else str(size) for size in shape)


def merged(first: Shape, second: Shape, node: Node, square: bool = False) -> Shape:
    """What both shapes say together: that of ``node`` and the one that it should have.

    Raises :class:`ReadError` at ``node`` where they contradict each other.
    """
    if first is None or second is None:
        out = second if first is None else first
    elif not first or not second:
        if (first or (1, 1)) != (second or (1, 1)) and first != second:
            raise _clash(node, first, second)
        out = ()  # a matrix of one entry beside a number is that number
    else:
        pairs = list(zip(first, second, strict=True))
        if any(a is not None and b is not None and a != b for a, b in pairs):
            raise _clash(node, first, second)
        out = tuple(b if a is None else a for a, b in pairs)
    if square and out and None in out:
        out = tuple(out[1] if size is None else size for size in out)
        out = (out[0], out[0])
    return out


def _clash(node: Node, first: Shape, second: Shape) -> ReadError:
    return node.refuse(_said(first), _said(second))


def _said(shape: Shape) -> str:
    return f"a term of shape {shown(shape)}" if shape else "a scalar"


def constant(node: Node, expression: Any) -> Term:
    """A term that is an expression already."""
    return Term(node, shape_of(expression), lambda want: expression)


def zero(node: Node) -> Term:
    """The numeral 0: a number, or the zero matrix of the shape that its place asks for."""

    def make(want: Shape) -> Any:
        return sp.ZeroMatrix(*_known(node, want, "0")) if want else sp.Integer(0)

    return Term(node, None, make)


def identity(node: Node) -> Term:
    """I of the size that its place asks for."""
    return Term(
        node, (None, None), lambda want: sp.Identity(_known(node, want, "I")[0]), square=True
    )


def ones(node: Node) -> Term:
    """The matrix of ones of the shape that its place asks for; a column where none is asked."""

    def make(want: Shape) -> Any:
        rows, columns = want
        return sp.OneMatrix(*_known(node, (rows, 1 if columns is None else columns), "1"))

    return Term(node, (None, None), make)


def _known(node: Node, want: Shape, what: str) -> Shape:
    if None in want:
        raise node.refuse(
            f"{what} of a size that nothing here settles", f"its size, as in {what}_{{n}}"
        )
    return want


_FONTS = ("mathbb", "boldsymbol", "bm", "vec", "mathds", "mathbbm", "mathrm", "pmb", "underline")
#: names of constants whose size is found from their place → their terms
sized: dict[str, Callable[[Node], Term]] = {
    "I": identity,
    r"\mathbf{I}": identity,
    r"\mathbf{1}": ones,
    r"\mathbf{0}": zero,
    **{rf"\{font}{{1}}": ones for font in _FONTS},
    **{rf"\{font}{{I}}": identity for font in _FONTS},
    **{rf"\{font}{{0}}": zero for font in _FONTS},
}
