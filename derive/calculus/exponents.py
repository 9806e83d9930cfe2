"""The rows of powers: of numbers, of matrices, entry by entry; the exponent may be a symbol.

Xⁿ for a symbol n ≥ 0 is differentiated as d(Xⁿ) = Σ_{r=0}^{n−1} Xʳ dX X^{n−1−r}.
Source: Magnus and Neudecker, *Matrix Differential Calculus* (2019), 9.9.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from derive.algebra import is_length
from derive.calculus.row import INDEX, Limits, Row, added, summed
from derive.calculus.simplify import times, vec
from derive.errors import DeriveError

__all__ = ["POWERS", "row_vector", "written_out"]

T = sp.Transpose
I = sp.Identity
#: the highest power that is written as a sum of its terms
_WRITTEN = 12


def row_vector(e: Any) -> Any:
    """vec(e)ᵀ."""
    return 1 if e.shape == (1, 1) and isinstance(e, I) else T(vec(e))


# -- of a number --


def _pow_parts(e: Any) -> tuple[Any, ...]:
    square = is_length(e.base) and e.exp == 2
    return (e.base.arg if square else e.base,)


def _pow_slope(e: Any) -> Any:
    return e.exp * sp.Pow(e.base, e.exp - 1)


def _pow_pull(e: Any, k: int, G: Any) -> Any:
    [part] = _pow_parts(e)
    return times(2, G, part) if part != e.base else times(G, _pow_slope(e))


def _pow_push(e: Any, k: int) -> Any:
    [part] = _pow_parts(e)
    return times(2, row_vector(part)) if part != e.base else _pow_slope(e)


def _pow_d(e: Any, d: Callable[[Any], Any]) -> Any:
    [part] = _pow_parts(e)
    inner = d(part)
    return 2 * sp.Trace(times(T(part), inner)) if part != e.base else times(_pow_slope(e), inner)


# -- of a matrix --


def written_out(e: Any) -> bool:
    """Whether the derivative of a power of a matrix is written as a sum of its terms."""
    return bool(e.exp.is_Integer and e.exp <= _WRITTEN)


def _power(base: Any, n: Any) -> list[Any]:
    if n == 0:
        return []
    return [base if n == 1 else sp.MatPow(base, n)]


def _around(e: Any) -> list[tuple[int, list[Any], list[Any]]]:
    """X^n as P X S, for each factor X; a negative power as that of the inverse, with its sign."""
    X = e.base
    if not written_out(e):
        return [(1, _power(X, INDEX), _power(X, e.exp - 1 - INDEX))]
    n = int(e.exp)
    if n >= 0:
        return [(1, _power(X, r), _power(X, n - 1 - r)) for r in range(n)]
    Y = sp.Inverse(X)
    return [(-1, _power(Y, r + 1), _power(Y, -n - r)) for r in range(-n)]


def _matpow_parts(e: Any) -> tuple[Any, ...]:
    n = e.exp
    if n.is_Integer and n < -_WRITTEN:
        raise DeriveError(f"negative powers are differentiated down to {-_WRITTEN}, not {e}")
    if not n.is_Integer and (not n.is_integer or n.is_nonpositive):
        raise DeriveError(
            f"{e} has the exponent {n}, which is not known to be an integer at least 0: declare it "
            f"as Symbol('{n}', integer=True, nonnegative=True)"
        )
    return (e.base,)


def _limits(e: Any) -> tuple[Limits, ...]:
    return () if written_out(e) else ((INDEX, sp.S.Zero, e.exp - 1),)


def _matpow_sum(e: Any, term: Callable[[list[Any], list[Any]], Any]) -> Any:
    return added([times(sign, term(left, right)) for sign, left, right in _around(e)])


def _matpow_pull(e: Any, k: int, G: Any) -> Any:
    return _matpow_sum(e, lambda P, S: times(*map(T, P), G, *map(T, S)))


def _matpow_push(e: Any, k: int) -> Any:
    size = I(e.shape[0])
    return _matpow_sum(
        e, lambda P, S: sp.KroneckerProduct(T(times(*S)) if S else size, times(*P) if P else size)
    )


def _matpow_d(e: Any, d: Callable[[Any], Any]) -> Any:
    return summed(_matpow_sum(e, lambda P, S: times(*P, d(e.base), *S)), _limits(e))


# -- entry by entry --


def _entry_power(e: Any) -> Any:
    less = e.exp - 1
    if less == 1:
        return e.base
    return sp.OneMatrix(*e.shape) if less == 0 else sp.HadamardPower(e.base, less)


POWERS: dict[type, Row] = {
    sp.Pow: Row("chain rule through the power", _pow_parts, _pow_pull, _pow_push, _pow_d),
    sp.MatPow: Row(
        "product rule for the power",
        _matpow_parts,
        _matpow_pull,
        _matpow_push,
        _matpow_d,
        _limits,
    ),
    sp.HadamardPower: Row(
        "chain rule through the elementwise power",
        lambda e: (e.base,),
        lambda e, k, G: times(e.exp, sp.HadamardProduct(G, _entry_power(e))),
        lambda e, k: times(e.exp, sp.DiagMatrix(vec(_entry_power(e)))),
        lambda e, d: times(e.exp, sp.HadamardProduct(_entry_power(e), d(e.base))),
    ),
}
