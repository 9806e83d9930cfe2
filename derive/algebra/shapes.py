"""What the shapes of a product say of its factors."""

from __future__ import annotations

from typing import Any

from sympy import MatMul, MatPow, sympify

__all__ = ["is_written_out", "square_factors"]

#: determinants of matrices up to this size are written out
_SMALL = 3


def square_factors(e: Any) -> tuple[Any, ...]:
    """The factors of a product or a positive power of square matrices; () for anything else.

    Such a product is invertible just where every factor is; its inverse is the product of theirs
    in reverse order, and its determinant that of theirs.
    """
    if isinstance(e, MatPow) and e.exp.is_Integer and 0 < e.exp <= 12:
        return (e.base,) * int(e.exp)
    if not isinstance(e, MatMul):
        return ()
    square = all(getattr(a, "is_Matrix", False) and a.shape[0] == a.shape[1] for a in e.args)
    return tuple(e.args) if square else ()


def is_written_out(determinant: Any) -> bool:
    """Whether a determinant is that of a matrix so small that it is the sum of its products."""
    size = sympify(determinant.arg.shape[0])
    return bool(size.is_Integer and size <= _SMALL)
