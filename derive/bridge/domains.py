"""The tables with what is defined on part of its domain only, and derivatives by a direction.

An inverse, a determinant, a logarithm, a root or a quotient of an expression needs an assumption:
that the expression is invertible, positive, or not 0.  A system says so by a definition of a symbol
that it lists as invertible, positive or nonzero; the expression is written as that symbol wherever
the assumption is used.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagonalOf

from derive import algebra as al
from derive.bridge import nodes, scores
from derive.bridge.nodes import AXES as BASE_AXES, summed
from derive.bridge.translator import Axis, Term, Translator
from derive.errors import DeriveError

__all__ = ["AXES", "NODES", "to_differentiate"]

#: integer powers up to this one are differentiated as products
_POWERS = 12
_BASE = nodes.NODES


def to_differentiate(tr: Translator, e: Any, r: Axis = (), c: Axis = ()) -> Term:
    """The entry of what is differentiated: small integer powers of matrices are products."""
    return _whole(tr, Translator.entry, e, r, c)


def _inverse(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    if isinstance(e.arg, sp.Transpose):
        return tr.entry(sp.Inverse(e.arg.arg), c, r)
    if isinstance(e.arg, sp.Inverse):
        return tr.entry(e.arg.arg, r, c)
    symbol = tr.name_for(e.arg, "invertible")
    factors = al.square_factors(e.arg)
    if symbol is None and factors:
        return tr.entry(sp.MatMul(*(sp.Inverse(a) for a in reversed(factors))), r, c)
    return _BASE[sp.Inverse](tr, e if symbol is None else sp.Inverse(symbol), r, c)


def _matpow(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    n = e.exp
    if n == -1:
        return tr.entry(sp.Inverse(e.base), r, c)
    several = len(tr.axes(e.base)[0]) > 1  # rows that are counted by two indices, as of A ⊗ B
    if n.is_Integer and n and (tr.products or several or n.is_negative) and abs(n) <= _POWERS:
        factor = e.base if n > 0 else sp.Inverse(e.base)
        return tr.entry(sp.MatMul(*[factor] * abs(int(n))) if abs(n) > 1 else factor, r, c)
    return _BASE[sp.MatPow](tr, e, r, c)


def _determinant(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    if isinstance(e.arg, sp.Transpose):
        return tr.entry(sp.Determinant(e.arg.arg))
    if isinstance(e.arg, sp.Inverse):
        return ["pow", tr.entry(sp.Determinant(e.arg.arg)), -1]
    symbol = tr.name_for(e.arg, "invertible")
    factors = al.square_factors(e.arg)
    if symbol is None and factors:
        return ["mul", *(tr.entry(sp.Determinant(a)) for a in factors)]
    if symbol is None and al.is_written_out(e):
        return _by_permutations(tr, e.arg)
    if symbol is None:
        raise DeriveError(f"det({e.arg}) is used, but {e.arg} is not said to be invertible")
    return ["at", f"{tr.array(symbol, tr.axes(symbol))}^det", [], []]


def _by_permutations(tr: Translator, matrix: Any) -> Term:
    """Leibniz's formula: a product of entries for each permutation, with its sign."""
    if matrix.shape == (1, 1):
        return tr.entry(matrix)
    tr.numbered()
    terms = []
    for order in permutations(range(int(matrix.shape[0]))):
        entries = [tr.entry(matrix, (i,), (j,)) for i, j in enumerate(order)]
        terms.append(["mul", int(sp.LeviCivita(*order)), *entries])
    return ["add", *terms]


def _assumed(tr: Translator, e: Any, r: Axis = (), c: Axis = ()) -> Term:
    """The entry of an expression, by the symbol that names it where there is one."""
    symbol = tr.name_for(e, "positive", "nonzero")
    return tr.entry(e if symbol is None else symbol, r, c)


def _function(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    log = e.function.key == "log"
    inner = _assumed(tr, e.argument, r, c) if log else tr.entry(e.argument, r, c)
    return ["fn", e.function.key, e.function.order, inner]


def _log(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    return ["fn", "log", 0, _assumed(tr, e.args[0])]


def _pow(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    base, exponent = e.base, e.exp
    if al.is_length(base) and exponent == 2:
        symbol = None if e == tr.defining else tr.name_for(e, "positive")
        root = None if symbol is None else ["fn", "sqrt", 0, tr.entry(symbol)]
        return ["pow", root, 2] if root else _squares(tr, base.arg)
    if base == sp.E or base.is_Rational or (exponent.is_integer and not exponent.is_negative):
        return _BASE[sp.Pow](tr, e, r, c)
    if exponent.is_Rational and exponent.q == 2:
        root = ["fn", "sqrt", 0, _assumed(tr, base)]
        return root if exponent.p == 1 else ["pow", root, int(exponent.p)]
    return ["pow", _assumed(tr, base), tr.affine(exponent)]


def _hadamard_power(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    exponent = e.exp
    whole = exponent.is_integer and not exponent.is_negative
    inner = tr.entry(e.base, r, c) if whole else _assumed(tr, e.base, r, c)
    if exponent.is_Rational and exponent.q == 2:
        inner, exponent = ["fn", "sqrt", 0, inner], exponent.p
    return ["pow", inner, tr.affine(exponent)]


def _squares(tr: Translator, matrix: Any) -> Term:
    rows, columns = tr.axes(matrix)
    r, c = tr.names(rows), tr.names(columns)
    return summed((*r, *c), (*rows, *columns), ["pow", tr.entry(matrix, r, c), 2])


def _norm(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    symbol = tr.name_for(sp.Pow(e, 2), "positive")
    return ["fn", "sqrt", 0, _squares(tr, e.arg) if symbol is None else tr.entry(symbol)]


def _length(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    """‖v‖₂ as the root of a sum of squares where it is known to be positive, or differentiated."""
    known = al.is_length(e) and tr.name_for(sp.Pow(e, 2), "positive") is not None
    return _norm(tr, e, r, c) if known else _BASE[al.SpectralNorm](tr, e, r, c)


def _derivative(kind: type) -> Any:
    return lambda tr, e, r, c: _whole(tr, _BASE[kind], e, r, c)


def _whole(tr: Translator, row: nodes.Handler, e: Any, r: Axis, c: Axis) -> Term:
    before, tr.products = tr.products, True
    try:
        return row(tr, e, r, c)
    finally:
        tr.products = before


def _d(tr: Translator, e: Any, of: Term, at: tuple[Axis, Axis]) -> Term:
    wrt = tr.entry(e.wrt, *at)
    if wrt[0] != "at":
        raise DeriveError(f"a derivative by {e.wrt}, which is no variable")
    return ["d", of, wrt, []]


def _differential(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    axes = tr.axes(e.wrt)
    at = tr.names(axes[0]), tr.names(axes[1])
    d = _d(tr, e, to_differentiate(tr, e.of, r, c), at)
    term = ["mul", d, tr.entry(e.by, *at)]
    return summed(at[0] + at[1], axes[0] + axes[1], term)


def _pullback(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    axes = tr.axes(e.of)
    at = tr.names(axes[0]), tr.names(axes[1])
    d = _d(tr, e, to_differentiate(tr, e.of, *at), (r, c))
    return summed(at[0] + at[1], axes[0] + axes[1], ["mul", tr.entry(e.by, *at), d])


def _diagonal(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    rows, columns = tr.axes(e.args[0])
    if rows != columns:
        raise DeriveError(f"the diagonal of {e.args[0]}, which is not square")
    return tr.entry(e.args[0], r, r)


def _unvec(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    return tr.entry(e.arg, (*c, *r), ())


def _commutation(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    height = len(tr.size(e.args[0]))  # r names vec(Aᵀ): rows of A first; c names vec(A)
    pairs = zip(r, (*c[len(c) - height :], *c[: len(c) - height]), strict=True)
    return ["mul", *(["delta", i, j] for i, j in pairs)]


def _commutation_axes(tr: Translator, e: Any) -> tuple[Axis, Axis]:
    rows, columns = (tr.size(size) for size in e.args)
    return (*rows, *columns), (*columns, *rows)


NODES: dict[type, nodes.Handler] = {
    **_BASE,
    sp.Inverse: _inverse,
    sp.MatPow: _matpow,
    sp.Determinant: _determinant,
    sp.log: _log,
    sp.Pow: _pow,
    sp.HadamardPower: _hadamard_power,
    DiagonalOf: _diagonal,
    al.Applied: _function,
    al.Elementwise: _function,
    al.FrobeniusNorm: _norm,
    al.SpectralNorm: _length,
    al.Gradient: _derivative(al.Gradient),
    al.Jacobian: _derivative(al.Jacobian),
    al.PartialDerivative: _derivative(al.PartialDerivative),
    al.Differential: _differential,
    al.ScalarDifferential: _differential,
    al.Pullback: _pullback,
    al.ScalarPullback: _pullback,
    al.Unvec: _unvec,
    al.Commutation: _commutation,
    **scores.NODES,
}


def _diagonal_axes(tr: Translator, e: Any) -> tuple[Axis, Axis]:
    rows, columns = tr.axes(e.args[0])
    return rows or columns, rows or columns


def _entrywise_axes(tr: Translator, e: Any) -> tuple[Axis, Axis]:
    parts = [a for a in e.args if getattr(a, "is_Matrix", False)]
    return tr.axes(next((a for a in parts if type(a) in AXES), parts[0]))


AXES = {
    **BASE_AXES,
    **scores.AXES,
    al.Commutation: _commutation_axes,
    sp.DiagMatrix: _diagonal_axes,
    sp.HadamardProduct: _entrywise_axes,
    sp.HadamardPower: _entrywise_axes,
    al.Elementwise: _entrywise_axes,
    al.Differential: _entrywise_axes,
}
