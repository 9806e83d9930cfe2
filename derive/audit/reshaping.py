"""Values of the Frobenius norm, of unvec, of commutation matrices, and of matrices by entries."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from derive.algebra import ByEntries, Commutation, FrobeniusNorm, SpectralNorm, Unvec, is_length
from derive.audit.arrays import Array, spectral_norm
from derive.audit.machine import Scope
from derive.audit.nodes import handles
from derive.audit.numbers import ONE, ZERO, power

__all__: list[str] = []


@handles(FrobeniusNorm)
def _norm(e: Any, s: Scope) -> Any:
    square = sum((x * x for x in s.array(e.arg).data), ZERO)
    return power(square, fmpq(1, 2))


@handles(SpectralNorm)
def _spectral(e: Any, s: Scope) -> Any:
    """Of a vector the root of its squares, which has a derivative."""
    return _norm(e, s) if is_length(e) else spectral_norm(s.array(e.arg))


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


@handles(ByEntries)
def _by_entries(e: Any, s: Scope) -> Any:
    rows, columns = (s.integer(size) for size in e.shape)
    data = []
    for i in range(rows):
        for j in range(columns):
            here = s
            for axis, value in zip(e.args[1:], (i, j), strict=True):
                here = here.bind(axis[0], value) if axis else here
            data.append(here.number(e.body))
    return Array(rows, columns, data)
