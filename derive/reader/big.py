"""Big operators: Σ over time or over components, Π with its direction, ⨀, ∇."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import ComponentSum, HadamardPi, MatrixSum, OrderedProduct
from derive.reader.directions import later
from derive.reader.indices import is_bare
from derive.reader.names import normal
from derive.reader.syntax import Node
from derive.reader.terms import Term, constant, shown

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["big"]


def big(reader: Reader, node: Node) -> Term:
    """An operator, its scripts, and the term that it ranges over."""
    sign, *scripts, body = node.children
    name = sign.text.removeprefix("\\")
    below = [s for s in scripts if s.children[0].kind == "UNDER"]
    above = [s for s in scripts if s.children[0].kind == "CARET"]
    if len(below) > 1 or len(above) > 1 or len(below) + len(above) < len(scripts):
        raise scripts[-1].refuse("a script too many", "one below and one above")
    if not below:
        raise body.refuse(f"no subscript on {sign.text}", f"{sign.text}_{{…}}")
    if name == "lim":
        raise node.refuse("a limit inside a term", "a limit as a whole left side")
    inside = below[0].children[1]
    inside = inside.children[1] if inside.kind == "group" else inside
    if name == "nabla":
        from derive.reader.derivatives import gradient

        if above:
            raise above[0].refuse("a power of ∇", "none")
        return gradient(reader, node, reader.read(_only(inside)), _single(reader, body, sign))
    return _over(reader, node, name, inside, above, body)


def _only(inside: Node) -> Node:
    if inside.kind == "list" and len(inside.children) == 1:
        return inside.children[0]
    if inside.kind == "NAME":
        return inside
    raise inside.refuse("several variables below ∇", "one")


def _over(
    reader: Reader, node: Node, name: str, inside: Node, above: list[Node], body: Node
) -> Term:
    first, last, way = None, None, ""
    if inside.kind == "limits" and above:
        index, _, start = inside.children
        end = above[0].children[1]
        first = reader.index(start, "a limit")
        last = reader.index(end.children[1] if end.kind == "group" else end, "a limit")
    elif inside.kind == "between" and not above and name == "prod":
        start, relation, index, _, end = inside.children
        first, last = reader.index(start, "a limit"), reader.index(end, "a limit")
        way = "left" if relation.kind == "GE" else "right"
    else:
        raise inside.refuse("limits of another form", "k = 1 below and t above")
    bare = is_bare(index)
    if bare is None or len(bare.children) > 1:
        raise index.refuse(reader.source(index), "the name of an index")
    key = normal(reader.source(index))
    symbol = _symbol(reader, index, key)
    with reader.binding(key, symbol):
        sign = node.children[0]
        term = reader.read(body) if name == "sum" else _single(reader, body, sign)
        if name != "prod" or not term.shape:
            _ascending(reader, node, first, last, way)
        if name == "sum":
            return _sum(node, term, symbol, first, last)
        if name == "bigodot":
            return _hadamard(node, term, (symbol, first, last))
        return _product(reader, node, term, symbol, first, last, way)


def _ascending(reader: Reader, node: Node, first: Any, last: Any, way: str) -> None:
    """Where the order of terms does not matter, limits ascend; what descends might mean nothing."""
    if way or sp.expand(first - last).is_Integer:
        return
    if later(first, last, reader.names.given) == "left":
        raise node.refuse(
            f"limits that descend from {first} to {last}",
            "ascending ones: the empty case is 0 or 1",
        )


def _symbol(reader: Reader, node: Node, key: str) -> Any:
    """The symbol that an index is: the table's, or a new one."""
    known = [v for v in reader.names.find(key, "value") if isinstance(v, sp.Symbol)]
    if len(known) > 1:
        raise node.refuse(f"{key}, which is two different symbols", "a name with one meaning")
    return known[0] if known else sp.Symbol(key.removeprefix("\\"), integer=True)


def _single(reader: Reader, body: Node, sign: Node) -> Term:
    """The term after Π, ⨀ or ∇, which is one factor: what else it ranged over would be a guess."""
    from derive.reader.reader import pieces

    parts = pieces(reader, body)
    if len(parts) > 1:
        raise body.refuse(
            f"several factors after {sign.text}", "parentheses around what it ranges over"
        )
    return parts[0][1]


def _sum(node: Node, term: Term, index: Any, low: Any, high: Any) -> Term:
    """Over time; or over components where the index counts those of an axis."""
    if term.shape:
        if None in term.shape:
            return Term(node, term.shape, lambda w: MatrixSum(term.built(w), (index, low, high)))
        body = term.built()
        if _axis_sizes(body, index):
            raise node.refuse(
                f"{index} as an index of components of a matrix term", "a sum of scalars"
            )
        return constant(node, MatrixSum(body, (index, low, high)))
    body = term.built(())
    sizes = _axis_sizes(body, index)
    if not sizes:
        return constant(node, sp.Sum(body, (index, low, high)))
    if low != 1 or sizes - {high, None}:
        axes = ", ".join(sorted(str(s) for s in sizes if s is not None))
        raise node.refuse(
            f"a sum of components from {low} to {high}", f"one over the whole axis, 1 to {axes}"
        )
    return constant(node, ComponentSum(body, (index, high)))


def _axis_sizes(body: Any, index: Any) -> set[Any]:
    """The sizes of the axes whose components ``index`` counts; None for a δ that says none."""
    found: set[Any] = set()
    stack = [body]
    while stack:
        e = stack.pop()
        if index not in e.free_symbols:
            continue
        if isinstance(e, MatrixElement):
            found |= {n for n, i in zip(e.parent.shape, e.args[1:], strict=True) if i == index}
        elif isinstance(e, sp.KroneckerDelta) and index in e.args:
            found.add(None)
        stack += [a for a in e.args if hasattr(a, "free_symbols")]
    return found


def _hadamard(node: Node, term: Term, limits: Any) -> Term:
    if not term.shape:
        raise term.node.refuse("a scalar after ⨀", "a matrix or a vector")
    return Term(node, term.shape, lambda want: HadamardPi(term.built(want), limits), term.square)


def _product(
    reader: Reader, node: Node, term: Term, index: Any, first: Any, last: Any, way: str
) -> Term:
    if not term.shape:
        if way == "left":
            first, last = last, first
        return constant(node, sp.Product(term.scalar("a product"), (index, first, last)))
    if term.shape[0] != term.shape[1]:
        raise term.node.refuse(f"factors of shape {shown(term.shape)}", "square ones after Π")
    end = way or later(first, last, reader.names.given)
    if end is None:
        raise node.refuse(
            f"Π from {first} to {last}, of which either may be the later",
            "a condition on them, or a range such as t ≥ j ≥ k",
        )
    low, high = (last, first) if end == "left" else (first, last)
    limits = (index, low, high)
    return Term(node, term.shape, lambda w: OrderedProduct(term.built(w), limits, end), True)
