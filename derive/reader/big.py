"""Big operators: Σ over time or over components, Π with its direction, ⨀, ∇."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    ByEntries,
    ComponentSum,
    Gradient,
    HadamardPi,
    Jacobian,
    MatrixSum,
    OrderedProduct,
    PartialDerivative,
)
from derive.reader import scalars
from derive.reader.counting import component_use
from derive.reader.directions import later, likely
from derive.reader.ranges import Range, ranges
from derive.reader.syntax import Node, ReadError
from derive.reader.terms import Term, constant, shown

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["big", "over_range"]


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
    inside = below[0].children[1].children[1]
    if name in ("nabla", "partial"):
        return _operator(reader, node, name, inside, above, body)
    found = ranges(reader, node, name, inside, above)
    return _nested(reader, node, name, found, body)


def _operator(
    reader: Reader, node: Node, name: str, inside: Node, above: list[Node], body: Node
) -> Term:
    from derive.reader.derivatives import gradient, partial

    sign = node.children[0]
    order = 1
    if above:
        exponent = reader.source(above[0].children[1]).strip("{} ")
        if exponent not in ("2", "²") or name == "partial":
            raise above[0].refuse(f"a power of {sign.text}", "2 or none")
        order = 2
    if inside.kind != "list" or len(inside.children) > 1:
        raise inside.refuse(f"several variables below {_SHOWN[name]}", "one")
    wrt = reader.read(inside.children[0])
    split = _before_matrix(reader, body) if name == "nabla" else None
    if split is not None:
        from derive.reader.products import combined

        first, rest = split
        found = gradient(reader, node, wrt, first, order)
        return combined(reader, node, [("", found), *rest], 1)
    of = _operand(reader, body, sign)
    if name == "partial":
        return partial(reader, node, wrt, of)
    return gradient(reader, node, wrt, of, order)


_SHOWN = {"nabla": "∇", "partial": "∂"}


def _before_matrix(reader: Reader, body: Node) -> tuple[Term, list[tuple[str, Term]]] | None:
    """C and ⊙ v of ∇_a C ⊙ v, L and xᵀ of ∇_z L xᵀ: no gradient is taken of a matrix, so it is
    ∇_a C that is multiplied."""
    from derive.reader.products import combined
    from derive.reader.reader import pieces

    (_, first), *rest = pieces(reader, body)
    if not rest or first.shape not in ((), (1, 1)):
        return None
    if rest[0][0] == "ODOT":
        return (first, rest) if rest[0][1].shape else None
    if _is_number(first) or rest[0][0] not in ("", "CDOT", "CIRC"):
        return None
    try:
        whole = combined(reader, body, [("", first), *rest], 1)
    except ReadError:
        return first, rest
    return (first, rest) if whole.shape not in ((), (1, 1)) else None


def _is_number(term: Term) -> bool:
    return not term.shape and bool(term.built(()).is_number)


def _operand(reader: Reader, body: Node, sign: Node) -> Term:
    """What stands behind ∇: all factors, if they are a scalar together and not before."""
    from derive.reader.products import combined
    from derive.reader.reader import pieces

    parts = pieces(reader, body)
    if len(parts) == 1:
        return parts[0][1]
    several = body.refuse(
        f"several factors after {sign.text}", "parentheses around what it ranges over"
    )
    whole = combined(reader, body, parts, 1)
    while len(parts) > 1 and _is_number(parts[0][1]):
        parts = parts[1:]
    numbers = [t.shape == () for _, t in parts]
    if whole.shape not in ((), (1, 1)) or (any(numbers) and not all(numbers[:-1])):
        raise several
    if all(numbers):
        leading = [t for _, t in parts[:-1]]
        if not all(t.built(()).is_number for t in leading):
            raise several
    return whole


def _nested(reader: Reader, node: Node, name: str, found: list[Range], body: Node) -> Term:
    """The operator over its first index, of the operator over the others."""
    first, *rest = found
    with reader.binding(first.key, first.symbol):
        if rest:
            term, tail = _nested(reader, node, name, rest, body), None
        elif name == "sum":
            term, tail = reader.read(body), None
        else:
            term, tail = _ranged(reader, body, node.children[0], first.symbol)
        explicit = _explicit(reader, node, name, first, term, body) if not rest else None
    made = explicit or over_range(reader, node, name, term, first)
    if tail is None:
        return made
    from derive.reader.products import product

    return product(node, [made, *tail], 1)


def _explicit(
    reader: Reader, node: Node, name: str, over: Range, term: Term, body: Node
) -> Term | None:
    """Σ over some components by number: each term read with its number in place of the index."""
    if name != "sum" or term.shape or over.low is None:
        return None
    sizes, _ = component_use(term.built(()), over.symbol)
    trimmed = _trimmed(reader, over, term, body, sizes)
    if trimmed is not None:
        return constant(node, trimmed)
    numbers = over.low.is_Integer and over.high.is_Integer
    if not sizes or not numbers or (over.low == 1 and sizes <= {over.high, None}):
        return None
    terms = []
    for value in range(int(over.low), int(over.high) + 1):
        with reader.binding(over.key, sp.Integer(value)):
            terms.append(reader.read(body).built(()))
    return constant(node, scalars.add(terms) if len(terms) > 1 else (*terms, sp.Integer(0))[0])


def _trimmed(reader: Reader, over: Range, term: Term, body: Node, sizes: set[Any]) -> Any:
    """Σ from 2, or up to n − 1: that over the whole axis without the term left out."""
    known = sizes - {None}
    if len(known) != 1 or over.but is not None:
        return None
    [size] = known
    left_out = {(2, 0): sp.Integer(1), (1, 1): size}
    at = left_out.get((over.low, sp.expand(size - over.high)))
    whole = term.built(())
    if at is None or component_use(whole, over.symbol)[1]:
        return None
    with reader.binding(over.key, at):
        one = reader.read(body).built(())
    return scalars.add([ComponentSum(whole, (over.symbol, size)), -one])


def _ranged(reader: Reader, body: Node, sign: Node, symbol: Any) -> tuple[Term, list[Term] | None]:
    """The factors after Π or ⨀ to which it applies, and those behind them.

    One factor is clear.  Of several, those up to the last that has the index in it; whether what
    stands behind and fits as one more factor belongs to each is for a convention to say.
    """
    from derive.reader.products import product
    from derive.reader.reader import pieces

    parts = pieces(reader, body)
    if len(parts) == 1:
        return parts[0][1], None
    several = body.refuse(
        f"several factors after {sign.text}", "parentheses around what it ranges over"
    )
    terms = [t for _, t in parts]
    if any(op not in ("", "CDOT") for op, _ in parts[1:]):
        raise several
    used = [n for n, t in enumerate(terms) if symbol in t.built().free_symbols]
    if not used:
        raise several
    inside, tail = terms[: used[-1] + 1], terms[used[-1] + 1 :]
    term = product(body, inside, 1) if len(inside) > 1 else inside[0]
    if tail and (not term.shape or not tail[0].shape or tail[0].shape[0] == tail[0].shape[1]):
        agreed = reader.convention("behind")
        if agreed == "unsaid":
            raise several
        if agreed == "inside":
            return product(body, terms, 1), None
    return term, tail or None


def over_range(reader: Reader, node: Node, name: str, term: Term, over: Range) -> Term:
    """Σ, Π or ⨀ of a term over one index."""
    if name == "sum":
        return _sum(reader, node, term, over)
    if over.but is not None:
        raise node.refuse("a condition i ≠ j on this operator", "limits")
    if over.low is None:
        over = _axis_of(node, term, over)
    if name == "bigodot":
        over = _ascending(reader, node, over)
        return _hadamard(node, term, (over.symbol, over.low, over.high))
    return _product(reader, node, term, over)


def _ascending(reader: Reader, node: Node, over: Range) -> Range:
    """Where the order of terms does not matter, limits ascend; what descends might mean nothing."""
    first, last = over.low, over.high
    if over.way:
        return over if over.way == "right" else over.turned()
    if sp.expand(first - last).is_Integer:
        return over
    way = later(first, last, reader.names.given)
    if way is None and last in (0, 1):
        way = likely(first, last)
    if way != "left":
        return over
    if reader.convention("descending") == "reversed":
        return over.turned()
    raise node.refuse(
        f"limits that descend from {first} to {last}",
        "ascending ones: the empty case is 0 or 1",
    )


def _sum(reader: Reader, node: Node, term: Term, over: Range) -> Term:
    """Over time; or over components where the index counts those of an axis."""
    index = over.symbol
    if over.low is None:
        return _whole_axis(reader, node, term, over)
    over = _ascending(reader, node, over)
    low, high = over.low, over.high
    by_components = not term.shape and bool(component_use(term.built(()), index)[0])
    if over.but is not None and not by_components:
        raise node.refuse("a condition i ≠ j on a sum over time", "limits")
    if term.shape and term.shape != (1, 1):
        if None in term.shape:
            return Term(node, term.shape, lambda w: _of_matrices(node, term.built(w), over))
        return constant(node, _of_matrices(node, term.built(), over))
    body = term.built(())
    sizes, counted = component_use(body, index)
    if not sizes:
        return constant(node, sp.Sum(body, (index, low, high)))
    if low != 1 or sizes - {high, None}:
        axes = ", ".join(sorted(str(s) for s in sizes if s is not None))
        raise node.refuse(
            f"a sum of components from {low} to {high}", f"one over the whole axis, 1 to {axes}"
        )
    if counted:
        raise node.refuse(f"{index} as a component and as a number", "one of the two")
    return constant(node, _without(ComponentSum, body, over, high))


def _of_matrices(node: Node, body: Any, over: Range) -> Any:
    """A sum of matrices, entry by entry where it is over an axis: Σ_i v_i X_{i,:}."""
    sizes, counted = component_use(body, over.symbol)
    if not sizes:
        return MatrixSum(body, (over.symbol, over.low, over.high))
    if over.low != 1 or sizes - {over.high, None} or counted or over.but is not None:
        raise node.refuse(
            f"{over.symbol} as an index of components of a matrix term", "a sum over a whole axis"
        )
    taken = body.free_symbols | {over.symbol}
    free = (s for s in (sp.Symbol(x, integer=True) for x in "rsuvab") if s not in taken)
    axes = [() if size == 1 else (next(free), size) for size in body.shape]
    at = [axis[0] if axis else sp.Integer(0) for axis in axes]
    entry = MatrixElement(body, *at)
    return ByEntries(ComponentSum(entry, (over.symbol, over.high)), *axes)


def _without(make: Any, body: Any, over: Range, size: Any) -> Any:
    """A sum over an axis, without the component that a condition i ≠ j leaves out."""
    if over.but is not None:
        body = scalars.multiply([body, 1 - sp.KroneckerDelta(over.symbol, over.but)])
    return make(body, (over.symbol, size))


def _whole_axis(reader: Reader, node: Node, term: Term, over: Range) -> Term:
    """Σ_i: over the axis whose components i counts, or the range that is declared for i."""
    try:
        return _sum(reader, node, term, _axis_of(node, term, over))
    except ReadError:
        if over.symbol not in reader.names.ranges:
            raise
    low, high = reader.names.ranges[over.symbol]
    return _sum(reader, node, term, over.between(sp.sympify(low), sp.sympify(high)))


def _axis_of(node: Node, term: Term, over: Range) -> Range:
    """The index with the range of the axis whose components it counts."""
    body = term.built(()) if term.shape in ((), (1, 1)) else term.built()
    sizes, _ = component_use(body, over.symbol)
    known = sizes - {None}
    if len(known) != 1:
        why = "of which several sizes say the range" if known else "of which nothing says the range"
        raise node.refuse(f"an index {over.symbol} {why}", "limits, as in i = 1 below and n above")
    return over.between(sp.Integer(1), known.pop())


def _hadamard(node: Node, term: Term, limits: Any) -> Term:
    if not term.shape:
        raise term.node.refuse("a scalar after ⨀", "a matrix or a vector")
    return Term(node, term.shape, lambda want: HadamardPi(term.built(want), limits), term.square)


def _counted_from_zero(node: Node, body: Any, over: Range) -> Range:
    """The limits of a product of components, which count from 0: Π_i λ_i is that over the axis."""
    sizes, counted = component_use(body, over.symbol)
    if counted or over.low is None or not over.low.is_Integer or over.low < 1:
        raise node.refuse("a product of components", "one over the axis, from 1 on")
    if over.high.is_Symbol and sizes - {over.high, None}:
        raise node.refuse("a product of components", "one over the whole axis")
    return over.between(over.low - 1, over.high - 1)


def _product(reader: Reader, node: Node, term: Term, over: Range) -> Term:
    index = over.symbol
    if not term.shape or term.shape == (1, 1):
        over = _ascending(reader, node, over)
        body = term.scalar("a product")
        if component_use(body, index)[0]:
            over = _counted_from_zero(node, body, over)
        return constant(node, sp.Product(body, (index, over.low, over.high)))
    column = term.shape[1] == 1 and term.shape[0] not in (1, None)
    if column and not term.built().has(Jacobian, Gradient, PartialDerivative):
        # columns have no other product
        over = _ascending(reader, node, over)
        return _hadamard(node, term, (index, over.low, over.high))
    if term.shape[0] != term.shape[1]:
        raise term.node.refuse(f"factors of shape {shown(term.shape)}", "square ones after Π")
    first, last = over.low, over.high
    end = over.way or later(first, last, reader.names.given) or likely(first, last)
    if end is None:
        agreed = reader.convention("direction")
        end = {"ascending": "right", "descending": "left"}.get(agreed)
    if end is None:
        raise node.refuse(
            f"Π from {first} to {last}, of which either may be the later",
            "a condition on them, or a range such as t ≥ j ≥ k",
        )
    low, high = (last, first) if end == "left" else (first, last)
    moves = index in term.built().free_symbols
    if end == "right" and moves and not over.shown and reader.convention("products") == "left":
        end = "left"
    limits = (index, low, high)
    return Term(node, term.shape, lambda w: OrderedProduct(term.built(w), limits, end), True)
