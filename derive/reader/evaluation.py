r"""A value at a point: ``\left. f(x) \right|_{x = a}``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.algebra import Gradient, Jacobian, PartialDerivative
from derive.reader.indices import clauses
from derive.reader.syntax import Node
from derive.reader.terms import Term, shape_of

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["evaluated"]


def evaluated(reader: Reader, node: Node, what: Node, script: Node) -> Term:
    """What stands before the bar, with the variables below it replaced, all at once.

    Raises :class:`ReadError` for a derivative, whose value at a point is no term here.
    """
    term = reader.read(what)
    pairs: dict[Any, Any] = {}
    for clause in clauses(script.children[1].children[1]):
        if len(clause) != 3 or clause[1].kind != "EQUALS":
            raise script.refuse(reader.source(script), "a point, as in |_{x = a}")
        variable = reader.read(clause[0]).built()
        pairs[variable] = reader.read(clause[2]).built(shape_of(variable))

    def make(want: Any) -> Any:
        built = term.built(want)
        for d in sp.preorder_traversal(built):
            if isinstance(d, (Jacobian, Gradient, PartialDerivative)) and any(
                d.has(variable) for variable in pairs
            ):
                raise node.refuse("the value of a derivative at a point", "the derivative itself")
        return built.xreplace(pairs)

    return Term(node, term.shape, make, term.square)
