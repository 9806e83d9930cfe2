"""Products: juxtaposition, entry by entry, Kronecker's; quotients.  Shapes go through."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.reader import scalars
from derive.reader.syntax import Node, ReadError
from derive.reader.terms import Shape, Term, constant, merged, shown

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["combined", "hadamard", "inner", "kronecker", "over", "product"]

Parts = list[tuple[str, Term]]

_SIGNS = {"ODOT": "⊙", "OTIMES": "⊗", "SLASH": "/", "CDOT": "·", "": "juxtaposition"}
#: operator → the field of the conventions that says what it is
_BY_CONVENTION = {"CIRC": "circ", "OTIMES": "otimes", "STAR": "star"}
_MEANT = {"hadamard": "ODOT", "product": "CDOT", "kronecker": "OTIMES"}


def _is_matrix(term: Term) -> bool:
    return bool(term.shape) and term.shape != (1, 1)


def _meant(reader: Reader, parts: Parts) -> Parts:
    """The parts with each operator as the conventions read it."""
    out: Parts = []
    for op, term in parts:
        was = op
        between = bool(out) and (_is_matrix(out[-1][1]) and _is_matrix(term))
        if op in _BY_CONVENTION:
            if between:
                op = _MEANT[reader.convention(_BY_CONVENTION[op])]
            elif op != "OTIMES" or not (term.shape or out[-1][1].shape):
                op = "CDOT"
        elif op in ("TIMES", "DIV"):
            op = "CDOT" if op == "TIMES" else "SLASH"
        elif op == "ODOT" and not (term.shape or out[-1][1].shape):
            op = "CDOT"
        if was == "CDOT" and between and _alike(out[-1][1].shape, term.shape):
            dotted = _dotted(reader, out[-1][1], term)
            if dotted is not None:
                out[-1] = (out[-1][0], dotted)
                continue
        out.append((op, term))
    return out


def _alike(a: Shape, b: Shape) -> bool:
    """Whether two vectors are of one shape, so that their plain product does not exist."""
    return a == b and None not in a and sp.Integer(1) in a and a != (1, 1)


def _dotted(reader: Reader, a: Term, b: Term) -> Term | None:
    """a · b of two vectors of one shape."""
    node = Node("factors", [a.node, b.node])
    if reader.convention("dot") == "hadamard":
        return hadamard(node, [a, b])
    left, right = a.built(), b.built()
    if left.shape[1] == 1:
        return constant(node, sp.MatMul(sp.Transpose(left), right))
    return constant(node, sp.MatMul(left, sp.Transpose(right)))


def combined(reader: Reader, node: Node, parts: Parts, sign: int) -> Term:
    """One term of a sum, of its factors and the operators between them."""
    colons = [at for at, (op, _) in enumerate(parts) if op == "COLON"]
    if colons:
        return _contracted(reader, node, parts, colons, sign)
    parts = _meant(reader, parts)
    terms = [t for _, t in parts]
    ops = [op for op, _ in parts[1:]]
    if not ops:
        [only] = terms
        return only if sign > 0 else product(node, terms, sign)
    for op in ("ODOT", "OTIMES"):
        if op in ops:
            found = _entrywise(reader, node, parts, op)
            return found if sign > 0 else product(node, [found], sign)
    if "SLASH" in ops:
        found = _slashed(node, terms, ops)
        return found if sign > 0 else product(node, [found], sign)
    _no_numbers_side_by_side(parts)
    return product(node, terms, sign)


def _contracted(reader: Reader, node: Node, parts: Parts, colons: list[int], sign: int) -> Term:
    """A : B C, the sum of the products of all entries of A and of B C."""
    if len(colons) > 1:
        raise node.refuse("a second :", "one, between two matrices")
    [at] = colons
    left, right = parts[:at], [("", parts[at][1]), *parts[at + 1 :]]
    sides = [combined(reader, side[0][1].node, side, 1) for side in (left, right)]
    if not all(side.shape for side in sides):
        raise node.refuse("a : beside a number", "one between two matrices of one shape")
    found = inner(node, *sides)
    return found if sign > 0 else product(node, [found], sign)


def inner(node: Node, a: Term, b: Term) -> Term:
    """The sum of the products of all entries of two terms of one shape."""
    shape = merged(b.shape, a.shape, b.node)
    if not shape:
        return product(node, [a, b], 1)
    left, right = a.built(shape), b.built(shape)
    found = sp.MatMul(sp.Transpose(left), right)
    return constant(node, found if left.shape[1] == 1 else sp.Trace(found))


def _slashed(node: Node, terms: list[Term], ops: list[str]) -> Term:
    at = ops.index("SLASH")
    numbers = at == 0 and all(_is_number(t.node) for t in terms[:2])
    if at != len(ops) - 1 and not (numbers and "SLASH" not in ops[1:]):
        raise _mixed(node, ops)
    top = product(node, terms[: at + 1], 1) if at else terms[0]
    found = over(node, top, terms[at + 1])
    return product(node, [found, *terms[at + 2 :]], 1) if terms[at + 2 :] else found


def _entrywise(reader: Reader, node: Node, parts: Parts, op: str) -> Term:
    """a ⊙ b or a ⊗ b; beside other products, by the one grouping that the shapes allow."""
    make = hadamard if op == "ODOT" else kronecker
    ops = [o for o, _ in parts[1:]]
    if set(ops) == {op}:
        return make(node, [t for _, t in parts])
    if set(ops) - {op, "", "CDOT"}:
        raise _mixed(node, ops)
    ways: dict[str, Term] = {}
    for name, way in (("product", _product_first), ("hadamard", _entries_first)):
        try:
            ways[name] = way(node, parts, op, make)
        except ReadError:
            continue
    if len(ways) == 2 and all(t.shape == () for _, t in parts if op == "ODOT"):
        return ways["product"]
    if len(ways) == 2:
        chosen = reader.convention("mixed")
        if chosen in ways:
            return ways[chosen]
    elif ways:
        [only] = ways.values()
        return only
    raise _mixed(node, ops)


def _groups(parts: Parts, split: bool, op: str) -> list[list[Term]]:
    """The terms in groups, cut at ``op`` or at everything else."""
    groups: list[list[Term]] = [[parts[0][1]]]
    for before, term in parts[1:]:
        if (before == op) is split:
            groups.append([term])
        else:
            groups[-1].append(term)
    return groups


def _product_first(node: Node, parts: Parts, op: str, make: Any) -> Term:
    groups = _groups(parts, True, op)
    found: Term = make(node, [product(node, g, 1) if len(g) > 1 else g[0] for g in groups])
    return found


def _entries_first(node: Node, parts: Parts, op: str, make: Any) -> Term:
    groups = _groups(parts, False, op)
    return product(node, [make(node, g) if len(g) > 1 else g[0] for g in groups], 1)


def _mixed(node: Node, ops: list[str]) -> ReadError:
    kinds = dict.fromkeys(_SIGNS[op] for op in ops)
    return node.refuse(f"{' and '.join(kinds)} in one term", "parentheses that say what goes first")


def _no_numbers_side_by_side(parts: Parts) -> None:
    for (_, before), (op, term) in pairwise(parts):
        if not op and _is_number(before.node) and _is_number(term.node):
            raise term.node.refuse("a number beside a number", r"\cdot between them")


def _is_number(node: Node) -> bool:
    return node.kind == "factor" and node.children[0].kind == "NUMBER"


def product(node: Node, terms: list[Term], sign: int) -> Term:
    """Factors side by side: scalars, or matrices with scalars anywhere among them.

    A factor of shape 1×1 that fits nowhere as a matrix is a number, as in (xᵀy) z.
    """
    try:
        return _product(node, terms, sign)
    except ReadError:
        ones = [t for t in terms if t.shape == (1, 1)]
        if not ones or len(terms) == 1:
            raise
        return _product(node, [_as_number(t) if t.shape == (1, 1) else t for t in terms], sign)


def _as_number(term: Term) -> Term:
    return Term(term.node, (), lambda want: MatrixElement(term.built((1, 1)), 0, 0))


def _product(node: Node, terms: list[Term], sign: int) -> Term:
    if not any(t.shape for t in terms):
        if len(terms) == 1 and sign < 0 and terms[0].shape is None:  # −0, or − of a function of 0
            return Term(node, None, lambda want: _scaled(terms, [want], sign, want))
        return Term(node, (), lambda want: _scalar(terms, sign))
    shapes = _solved(terms, None)
    ends = [s for s in shapes if s]
    square = len(ends) == 1 and any(t.square for t in terms)
    shape = (ends[0][0], ends[-1][1])
    return Term(node, shape, lambda want: _scaled(terms, _solved(terms, want), sign, want), square)


def _scalar(terms: list[Term], sign: int) -> Any:
    factors: list[Any] = []
    for t in terms:
        built = t.built(())
        factors += scalars.flat(built) if _is_fraction(t) else [built]
    return scalars.multiply(_signed(_scientific(factors), sign))


def _is_fraction(t: Term) -> bool:
    return t.node.kind == "factor" and [c.kind for c in t.node.children] == ["fraction"]


def _scientific(factors: list[Any]) -> list[Any]:
    """5 · 10^{−14} is one number."""
    out: list[Any] = []
    for f in factors:
        power = f.is_Pow and f.base == 10 and f.exp.is_Integer
        if power and out and out[-1].is_Rational:
            out[-1] *= sp.Integer(10) ** f.exp
        else:
            out.append(f)
    return out


def _signed(factors: list[Any], sign: int) -> list[Any]:
    if sign > 0:
        return factors
    for n, f in enumerate(factors):
        if f.is_Rational:
            return [-f, *factors[:n], *factors[n + 1 :]]
    return [sp.Integer(-1), *factors]


def _scaled(terms: list[Term], shapes: list[Shape], sign: int, want: Shape) -> Any:
    args = [t.built(s) for t, s in zip(terms, shapes, strict=True)]
    if not want:
        return scalars.multiply(_signed(args, sign))
    args = _scientific(args) if any(a.is_Pow for a in args if not a.is_Matrix) else args
    if sign < 0:
        first = args[0]
        args = [-first, *args[1:]] if first.is_Rational else [sp.Integer(-1), *args]
    return sp.MatMul(*args) if len(args) > 1 else args[0]


def _solved(terms: list[Term], want: Shape) -> list[Shape]:
    """The shapes of the factors, each with what its neighbours say; scalars have ()."""
    places = [n for n, t in enumerate(terms) if t.shape]
    shapes: list[Shape] = [()] * len(terms)
    for n in places:
        shapes[n] = terms[n].shape
    if want:
        first, last = places[0], places[-1]
        shapes[first] = merged(shapes[first], (want[0], None), terms[first].node)
        shapes[last] = merged(shapes[last], (None, want[1]), terms[last].node)
    for way in (1, -1):
        for n, m in zip(places[::way], places[::way][1:], strict=False):
            a, b = min(n, m), max(n, m)
            inner = shapes[a][1] if shapes[a][1] is not None else shapes[b][0]
            if shapes[b][0] not in (None, inner):
                raise terms[b].node.refuse(
                    f"a factor of shape {shown(shapes[b])} after one of {shown(shapes[a])}",
                    f"one with {inner} rows",
                )
            for at, known in ((a, (None, inner)), (b, (inner, None))):
                t = terms[at]
                shapes[at] = merged(shapes[at], known, t.node, t.square)
    return shapes


def hadamard(node: Node, terms: list[Term]) -> Term:
    """a ⊙ b ⊙ …"""
    shape: Shape = (None, None)
    square = any(t.square for t in terms)
    if all(t.shape == () for t in terms):
        return product(node, terms, 1)
    for t in terms:
        shape = merged(t.shape, shape, t.node, square)

    def make(want: Shape) -> Any:
        return sp.HadamardProduct(*(t.built(want) for t in terms), evaluate=False)

    return Term(node, shape, make, square)


def kronecker(node: Node, terms: list[Term]) -> Term:
    """A ⊗ B ⊗ …; the size of one factor may follow from the whole."""
    for t in terms:
        if not t.shape:
            raise t.node.refuse("a scalar beside ⊗", "a matrix")
    shape = tuple(_times([t.shape[axis] for t in terms]) for axis in (0, 1))

    def make(want: Shape) -> Any:
        return sp.KroneckerProduct(*(t.built(_rest(t, terms, want)) for t in terms))

    return Term(node, shape, make)


def _times(sizes: list[Any]) -> Any:
    return None if None in sizes else sp.Mul(*sizes)


def _rest(t: Term, terms: list[Term], want: Shape) -> Shape:
    """What is left of ``want`` for ``t`` beside the other factors."""
    found = []
    for axis in (0, 1):
        others = _times([o.shape[axis] for o in terms if o is not t])
        known = None if others is None or want[axis] is None else want[axis] / others
        found.append(t.shape[axis] if t.shape[axis] is not None else known)
    return tuple(found)


def over(node: Node, top: Term, bottom: Term) -> Term:
    """A quotient; below the bar stands a scalar."""
    below = bottom.scalar("it stands below a fraction bar")

    def make(want: Shape) -> Any:
        above = top.built(want or ())
        try:
            if not want:
                return scalars.multiply(scalars.quotient(scalars.flat(above), scalars.flat(below)))
            factors = scalars.quotient([], scalars.flat(below))
        except ZeroDivisionError:
            raise node.refuse("a division by 0", "another denominator") from None
        return sp.MatMul(scalars.multiply(factors), above)

    return Term(node, top.shape or (), make, top.square)
