"""The layouts of a derivative, and the one that its place asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.algebra import Gradient, Jacobian
from derive.reader.syntax import Node
from derive.reader.terms import Shape, Term, constant, merged, shape_of

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["laid_out"]


def laid_out(reader: Reader, node: Node, y: Any, x: Any, held: tuple[Any, ...]) -> Term:
    """∂y/∂x in the layout that is agreed on; in a flexible reading, in one that fits its place."""
    ways = _ways(y, x, held)
    if len(set(ways.values())) == 1:
        return constant(node, ways["numerator"])
    layout = reader.convention("layout")
    agreed = ways[layout]
    if not reader.flexible:
        return constant(node, agreed)
    if layout == "transposed" and shape_of(y) in ((), (1, 1)) and sp.Integer(1) not in shape_of(x):
        # G and Gᵀ in one formula are no convention: a square one would be either, as it suits
        ways = {way: e for way, e in ways.items() if way != "denominator"}
    shapes = {way: shape_of(way) for way in dict.fromkeys((agreed, *ways.values()))}

    def make(want: Shape) -> Any:
        for way, shape in shapes.items():
            if want is None or all(w is None or w == s for w, s in zip(want, shape, strict=True)):
                return way
        merged(shape_of(agreed), want, node)
        return agreed

    known = tuple(
        sizes.pop() if len(sizes) == 1 else None
        for sizes in ({shape[axis] for shape in shapes.values()} for axis in (0, 1))
    )
    return Term(node, known, make, ways=tuple(shapes))


def _ways(y: Any, x: Any, held: tuple[Any, ...]) -> dict[str, Any]:
    """Layout → the derivative in it."""
    plain = Jacobian(y, x, held)
    rows, columns = plain.shape
    if rows == columns == 1:
        return dict.fromkeys(("numerator", "denominator", "transposed"), plain)
    flipped = sp.Transpose(plain)
    shape = shape_of(x)
    if shape_of(y) not in ((), (1, 1)) or not shape:
        return {"numerator": plain, "denominator": flipped, "transposed": plain}
    if sp.Integer(1) in shape and shape[1] == 1:
        gradient = Gradient(y, x) if not held else flipped
        return {"numerator": plain, "denominator": gradient, "transposed": plain}
    if held:
        return dict.fromkeys(("numerator", "denominator", "transposed"), plain)
    return {
        "numerator": plain,
        "denominator": Gradient(y, x),
        "transposed": sp.Transpose(Gradient(y, x)),
    }
