"""Values of the Frobenius norm, of unvec and of commutation matrices."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from derive.algebra import Commutation, FrobeniusNorm, Unvec
from derive.audit.arrays import Array
from derive.audit.machine import Scope
from derive.audit.nodes import handles
from derive.audit.numbers import ONE, ZERO, power

__all__: list[str] = []


@handles(FrobeniusNorm)
def _norm(e: Any, s: Scope) -> Any:
    square = sum((x * x for x in s.array(e.arg).data), ZERO)
    return power(square, fmpq(1, 2))


@handles(Unvec)
def _unvec(e: Any, s: Scope) -> Any:
    rows, columns = s.shape(e)
    return Array(columns, rows, s.array(e.arg).data).transpose()


@handles(Commutation)
def _commutation(e: Any, s: Scope) -> Any:
    rows, columns = (s.integer(size) for size in e.args)
    data = [ZERO] * (rows * columns) ** 2
    for i in range(rows):
        for j in range(columns):  # entry (i, j) is j·rows + i in vec(A), i·columns + j in vec(Aᵀ)
            data[(i * columns + j) * rows * columns + j * rows + i] = ONE
    return Array(rows * columns, rows * columns, data)
