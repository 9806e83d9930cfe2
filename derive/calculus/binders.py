"""The rows of Σ and Π with symbolic limits: the parts stand under an index.

A derivative goes through Σ term by term.  Of Π_j A_j one factor at a time moves: with the later
factors at the left, dΠ = Σ_j (A_high ⋯ A_{j+1}) dA_j (A_{j−1} ⋯ A_low).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from derive.algebra import HadamardPi, MatrixSum, OrderedProduct
from derive.calculus.indices import limits_of
from derive.calculus.row import INDEX, Row, summed
from derive.calculus.simplify import is_scalar, times, vec

__all__ = ["BINDERS"]

T = sp.Transpose


def _body(e: Any) -> tuple[Any, ...]:
    return (e.args[0],)


def _sum() -> Row:
    return Row(
        "the derivative of a sum, term by term",
        _body,
        lambda e, k, G: G,
        lambda e, k: sp.S.One,
        lambda e, d: summed(d(e.args[0]), limits_of(e)),
        limits_of,
    )


def _rest(e: Any) -> tuple[Any, Any]:
    """What a product is without the factor at its index: the factors before it and after it."""
    [(index, low, high)] = limits_of(e)
    body = e.args[0].subs(index, INDEX)
    more = e.args[2:]  # where later factors stand
    before = e.func(body, (INDEX, low, index - 1), *more)
    return before, e.func(body, (INDEX, index + 1, high), *more)


def _sides(e: Any) -> tuple[Any, Any]:
    before, after = _rest(e)
    return (after, before) if e.later == "left" else (before, after)


def _ordered_pull(e: Any, k: int, G: Any) -> Any:
    left, right = _sides(e)
    return times(T(left), G, T(right))


def _ordered_push(e: Any, k: int) -> Any:
    left, right = _sides(e)
    return sp.KroneckerProduct(T(right), left)


def _ordered_d(e: Any, d: Callable[[Any], Any]) -> Any:
    left, right = _sides(e)
    return summed(times(left, d(e.body), right), limits_of(e))


def _others(e: Any) -> Any:
    before, after = _rest(e)
    return before * after if is_scalar(e) else sp.HadamardProduct(before, after)


_FACTORS = "product rule: one factor at a time"

BINDERS: dict[type, Row] = {
    MatrixSum: _sum(),
    sp.Sum: _sum(),
    sp.Product: Row(
        _FACTORS,
        _body,
        lambda e, k, G: times(G, _others(e)),
        lambda e, k: _others(e),
        lambda e, d: summed(times(_others(e), d(e.function)), limits_of(e)),
        limits_of,
    ),
    OrderedProduct: Row(_FACTORS, _body, _ordered_pull, _ordered_push, _ordered_d, limits_of),
    HadamardPi: Row(
        _FACTORS,
        _body,
        lambda e, k, G: sp.HadamardProduct(G, _others(e)),
        lambda e, k: sp.DiagMatrix(vec(_others(e))),
        lambda e, d: summed(sp.HadamardProduct(_others(e), d(e.body)), limits_of(e)),
        limits_of,
    ),
}
