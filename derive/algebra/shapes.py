"""What the shapes of a product say of its factors."""

from __future__ import annotations

from typing import Any

from sympy import MatMul, MatPow

__all__ = ["square_factors"]


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
