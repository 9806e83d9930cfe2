"""Products: of scalars and matrices, entry by entry, Kronecker's; quotients.  Shapes go through."""

from __future__ import annotations

from typing import Any

import sympy as sp

from derive.reader import scalars
from derive.reader.syntax import Node
from derive.reader.terms import Shape, Term, merged, shown

__all__ = ["hadamard", "kronecker", "over", "product"]


def product(node: Node, terms: list[Term], sign: int) -> Term:
    """Factors side by side: scalars, or matrices with scalars anywhere among them."""
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
