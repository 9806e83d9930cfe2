"""How two neighbours in a product of matrices become one: a table.

``tidy`` brings what is inside of a factor into the form that a person would write (simplify.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from derive.algebra import Commutation, Vec
from derive.calculus.products import SHORT, times

__all__ = ["NEIGHBOURS"]

Tidy = Callable[[Any], Any]


def _powers(a: Any, b: Any, tidy: Tidy) -> list[Any] | None:
    (x, turned, m), (y, other, n) = _based(a), _based(b)
    if x != y or turned != other or x.shape[0] != x.shape[1]:
        return None
    if m.is_Integer and n.is_Integer and not isinstance(x, sp.MatrixSymbol):
        return None
    if not (m.is_Integer and n.is_Integer and m + n <= SHORT):
        if m.is_negative or n.is_negative:
            return None
        power = sp.MatPow(x, sp.expand(m + n))
        return [sp.Transpose(power) if turned else power]
    total = m + n
    if total == 0:
        return []
    base = sp.Inverse(x) if total < 0 else x
    base = sp.Transpose(base) if turned else base
    return [base if abs(total) == 1 else sp.MatPow(base, abs(total))]


def _based(e: Any) -> tuple[Any, bool, Any]:
    """A power of a matrix or of its transpose: the matrix, whether transposed, the exponent."""
    turned, exponent = False, sp.S.One
    while isinstance(e, (sp.Transpose, sp.MatPow)):
        turned ^= isinstance(e, sp.Transpose)
        exponent *= e.exp if isinstance(e, sp.MatPow) else 1
        e = e.args[0]
    return e, turned, exponent


def _diagonals(a: Any, b: Any, tidy: Tidy) -> list[Any] | None:
    if not isinstance(a, sp.DiagMatrix):
        return None
    if isinstance(b, sp.DiagMatrix):
        return [sp.DiagMatrix(sp.HadamardProduct(a.args[0], b.args[0]))]
    if b.shape[1] != 1:
        return None
    if isinstance(b, Vec) and isinstance(a.args[0], Vec):
        return [Vec(tidy(sp.HadamardProduct(a.args[0].arg, b.arg)))]
    return None if isinstance(b, Vec) else [sp.HadamardProduct(a.args[0], b)]


def _mixed(a: Any, b: Any, tidy: Tidy) -> list[Any] | None:
    """(A ⊗ B)(C ⊗ D) = AC ⊗ BD;  (A ⊗ B) vec M = vec(B M Aᵀ), and transposed."""
    if isinstance(a, sp.KroneckerProduct) and len(a.args) == 2:
        A, B = a.args
        if isinstance(b, sp.KroneckerProduct) and len(b.args) == 2:
            C, D = b.args
            if A.shape[1] == C.shape[0] and B.shape[1] == D.shape[0]:
                return [sp.KroneckerProduct(times(A, C), times(B, D))]
        if isinstance(b, Vec) and B.shape[1] == b.arg.shape[0]:
            return [Vec(tidy(times(B, b.arg, sp.Transpose(A))))]
    row = isinstance(a, sp.Transpose) and isinstance(a.arg, Vec)
    if row and isinstance(b, sp.KroneckerProduct) and len(b.args) == 2:
        P, Q = b.args
        if Q.shape[0] == a.arg.arg.shape[0]:
            return [sp.Transpose(Vec(tidy(times(sp.Transpose(Q), a.arg.arg, P))))]
    if row and isinstance(b, sp.DiagMatrix) and isinstance(b.args[0], Vec):
        inner = tidy(sp.HadamardProduct(a.arg.arg, b.args[0].arg))
        return [sp.Transpose(Vec(inner))]
    return None


def _commuted(a: Any, b: Any, tidy: Tidy) -> list[Any] | None:
    """K vec(A) = vec(Aᵀ), vec(A)ᵀK = vec(Aᵀ)ᵀ."""
    if isinstance(a, Commutation) and isinstance(b, Vec) and b.arg.shape == a.args:
        return [Vec(tidy(sp.Transpose(b.arg)))]
    row = isinstance(a, sp.Transpose) and isinstance(a.arg, Vec)
    if row and isinstance(b, Commutation) and a.arg.arg.shape == b.args[::-1]:
        return [sp.Transpose(Vec(tidy(sp.Transpose(a.arg.arg))))]
    return None


#: how two neighbours in a product become one
NEIGHBOURS: tuple[Callable[[Any, Any, Tidy], list[Any] | None], ...] = (
    _powers,
    _diagonals,
    _mixed,
    _commuted,
)
