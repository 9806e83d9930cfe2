"""Products of scalars and matrices, and vec, as a person would write them."""

from __future__ import annotations

from typing import Any

import sympy as sp

from derive.algebra import Vec

__all__ = ["SHORT", "is_scalar", "split", "times", "vec"]

#: a higher power is transposed as a whole, as one with a symbol for exponent is
SHORT = 12


def is_scalar(e: Any) -> bool:
    return not getattr(e, "is_Matrix", False)


def times(*parts: Any) -> Any:
    """The product of scalars and matrices, the matrices in this order."""
    scalar = sp.Mul(*(p for p in parts if is_scalar(p)))
    matrices = [p for p in parts if not is_scalar(p)]
    if not matrices or (len(matrices) == 1 and scalar == 1):
        return matrices[0] if matrices else scalar
    return sp.MatMul(*([] if scalar == 1 else [scalar]), *matrices)


def vec(e: Any) -> Any:
    """vec(e); a column, and a scalar, is its own, and that of a row is its transpose."""
    if is_scalar(e) or e.shape[1] == 1:
        return e
    return sp.Transpose(e) if e.shape[0] == 1 else Vec(e)


def split(e: Any) -> tuple[Any, list[Any]]:
    """The scalars of a product, and its matrices."""
    parts = e.args if isinstance(e, sp.MatMul) else (e,)
    return sp.Mul(*filter(is_scalar, parts)), [p for p in parts if not is_scalar(p)]
