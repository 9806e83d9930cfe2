"""Derivatives: which object a fraction of ∂'s is, and what its ∂⁺ holds fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import Gradient, Jacobian, Member, PartialDerivative, ScalarMember
from derive.errors import DeriveError
from derive.reader.held import held_by
from derive.reader.syntax import Node
from derive.reader.terms import Term, constant

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["derivative", "gradient", "slashed"]

_VARIABLES = (sp.MatrixSymbol, sp.Symbol, Member, ScalarMember, MatrixElement)


def derivative(reader: Reader, node: Node, top: Node, bottom: Node) -> Term:
    """A fraction of which one side begins with ∂."""
    for side, where in ((top, "above"), (bottom, "below")):
        if side.kind != "differential":
            raise side.refuse(f"no ∂ {where} the fraction bar", "∂ on both sides of it")
    _, *marks, of = top.children
    _, *below, wrt = bottom.children
    return _made(reader, node, marks, below, reader.read(of), reader.read(wrt))


def slashed(reader: Reader, node: Node) -> Term:
    """∂y/∂x on one line."""
    _, *marks, of, _, _, wrt = node.children
    return _made(reader, node, marks, [], reader.read(of), reader.read(wrt))


def _made(
    reader: Reader, node: Node, marks: list[Node], below: list[Node], of: Term, wrt: Term
) -> Term:
    if below:
        raise below[0].refuse("a script on the lower ∂", "none")
    plus = any(_is_plus(reader, mark) for mark in marks)
    y, x = of.built(), wrt.built()
    _variable(wrt, x)
    scalar = not getattr(y, "is_Matrix", False) and not getattr(x, "is_Matrix", False)
    held: tuple[Any, ...] = ()
    if plus:
        try:
            held = held_by(y, x, reader.names)
        except DeriveError as error:
            raise marks[0].refuse(f"∂⁺, but {error}", "∂, or a system that says more") from None
    return constant(node, (PartialDerivative if scalar else Jacobian)(y, x, held))


def _is_plus(reader: Reader, mark: Node) -> bool:
    if "".join(reader.source(mark).split()) in ("^{+}", "^+"):
        return True
    raise mark.refuse(f"∂{reader.source(mark)}", "∂ or ∂^{+}")


def _variable(term: Term, x: Any) -> None:
    if not isinstance(x, _VARIABLES):
        raise term.node.refuse("a derivative by what is no variable", "a variable or an entry")


def gradient(reader: Reader, node: Node, wrt: Term, of: Term) -> Term:
    """∇_W L."""
    x = wrt.built()
    _variable(wrt, x)
    if not getattr(x, "is_Matrix", False):
        raise wrt.node.refuse("a gradient by a scalar", "a matrix or a vector")
    y = of.built() if of.shape == (1, 1) else of.scalar("a gradient is taken of it")
    return constant(node, Gradient(y, x))
