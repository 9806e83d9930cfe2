"""What stands above: transposes, inverses, powers, and indices in parentheses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.reader import scalars
from derive.reader.names import bare
from derive.reader.syntax import Node, spelling
from derive.reader.terms import Shape, Term, constant, shown

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["counted_above", "inside_of", "raised", "transposed"]


def inside_of(script: Node) -> Node:
    """What stands in the braces of a script."""
    argument = script.children[1]
    return argument.children[1] if argument.kind == "group" else argument


def counted_above(above: Node, below: Node | None) -> Node | None:
    r"""The index in ``h^{(t)}``, ``h^{[l]}``, ``h^{<t>}``; without one below also in ``h^{t}``."""
    inside = inside_of(above)
    if inside.kind != "list" or len(inside.children) != 1:
        return None
    [whole] = inside.children
    bracket = whole
    while len(bracket.children) == 1:
        bracket = bracket.children[0]
    if bracket.kind in ("paren", "angled") and len(bracket.children) == 3:
        return bracket.children[1]
    return None if below is not None or bare(spelling(whole)) == "T" else whole


def raised(reader: Reader, node: Node, term: Term, above: Node) -> Term:
    """A transpose, an inverse, a power, or a power of every entry."""
    inside = inside_of(above)
    if term.shape == (1, 1) and inside.kind == "list" and bare(spelling(inside)) not in ("T", "t"):
        number = reader.index(inside, "an exponent")  # (xᵀx)² is a number
        return constant(node, scalars.power(term.built(()), number))
    if inside.kind == "entrywise":
        exponent = reader.index(inside.children[1], "an exponent")
        return Term(node, term.shape, lambda want: sp.HadamardPower(term.built(want), exponent))
    if inside.kind == "TOP" or _is_transpose(reader, term, above):
        return transposed(above, term, node)
    if inside.kind == "inverted" or _is_inverted(reader, term, inside):
        return transposed(above, _power(node, term, sp.Integer(-1)), node)
    if inside.kind in ("STAR", "CIRC"):
        text = f"{reader.source(node)}, an unknown name"
        raise above.refuse(text, "a name that is known here", spelling(node))
    if inside.kind not in ("list", "NAME", "NUMBER") or counted_above(above, above) is not None:
        raise above.refuse(reader.source(above), r"an exponent or \top")
    exponent = reader.index(inside, "an exponent")
    if not term.shape:
        base = term.scalar("it is raised to a power")
        return constant(node, scalars.power(base, exponent))
    number = bool(exponent.is_number and exponent > 0)  # z^l is the z of layer l
    if number and _by_entries(reader, term.shape) and reader.convention("power") == "entries":
        return Term(node, term.shape, lambda want: sp.HadamardPower(term.built(want), exponent))
    return _power(node, term, exponent)


#: operations on entries, beside which A² may be another
_ENTRYWISE = re.compile(r"\\odot|\\circ|\\ast|\*")


def _by_entries(reader: Reader, shape: Shape) -> bool:
    """Whether a power may be one of the entries: of what is not square there is no other."""
    if not shape or None in shape or shape == (1, 1):
        return False
    return shape[0] != shape[1] or _ENTRYWISE.search(reader.text) is not None


def _power(node: Node, term: Term, exponent: Any) -> Term:
    make = sp.Inverse if exponent == -1 else lambda base: sp.MatPow(base, exponent)

    def build(want: Shape) -> Any:
        base = term.built(want)
        if base.shape[0] != base.shape[1]:
            raise node.refuse(f"a power of a matrix of shape {shown(base.shape)}", "a square one")
        return make(base)

    return Term(node, term.shape, build, square=True)


def transposed(mark: Node, term: Term, node: Node | None = None) -> Term:
    if not term.shape:
        raise mark.refuse("the transpose of a scalar", "a matrix to transpose")
    flipped = term.shape[::-1]
    return Term(
        node or mark, flipped, lambda w: sp.Transpose(term.built(w and w[::-1])), term.square
    )


def _is_inverted(reader: Reader, term: Term, inside: Node) -> bool:
    """^{-T}, where T is no number."""
    if inside.kind != "list" or bare(spelling(inside)) != "-T" or not term.shape:
        return False
    if spelling(inside) != "-T" or not (reader.names.find("T", "value") or "T" in reader.bound):
        return True
    chosen = reader.convention("transpose")
    if chosen == "unsaid":
        raise inside.refuse("^{-T}, which has two readings", r"^{-\top} for the transpose")
    return chosen == "transpose"


def _is_transpose(reader: Reader, term: Term, above: Node) -> bool:
    """^T or ^t, where it is no number that a matrix could be raised to."""
    inside = inside_of(above)
    name = bare(spelling(inside))
    if name not in ("T", "t") or not term.shape:
        return False
    if not reader.names.find(name, "value") and name not in reader.bound:
        return True
    if term.shape[0] != term.shape[1]:
        return True
    if name == "t" or spelling(inside) != name:  # ^{\mathsf T} is no number where T is one
        return name == "T"
    chosen = reader.convention("transpose")
    if chosen == "unsaid":
        raise above.refuse("^T, which has two readings", r"^{\top} for the transpose, (…)^{{T}}")
    return chosen == "transpose"
