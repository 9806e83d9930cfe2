"""Cross-entropy, and what is assumed of its target."""

from __future__ import annotations

from typing import Any

from sympy import MatMul, Symbol, Transpose
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import LOG, ComponentSum, Softmax

__all__ = ["cross_entropy", "sums_to_one"]


def cross_entropy(y: Any, scores: Any) -> Any:
    """−yᵀ log softmax(scores), 1×1, for columns y and scores.

    >>> from sympy import MatrixSymbol
    >>> cross_entropy(MatrixSymbol("y", 3, 1), MatrixSymbol("z", 3, 1))
    -y.T*log(softmax(z))
    """
    return MatMul(-1, Transpose(y), LOG(Softmax(scores)))


def sums_to_one(y: Any) -> tuple[Any, int]:
    """The hypothesis that the entries of the column y add up to 1, as a system's equation."""
    i = Symbol("i", integer=True)
    return ComponentSum(MatrixElement(y, i, 0), (i, y.shape[0])), 1
