"""Values of softmax and log-sum-exp, straight from their definitions."""

from __future__ import annotations

from typing import Any

from derive.algebra import LogSumExp, RowLogSumExp, Softmax
from derive.audit.arrays import Array
from derive.audit.functions import apply
from derive.audit.machine import Scope
from derive.audit.nodes import handles
from derive.audit.numbers import ZERO

__all__: list[str] = []


def _exponentials(a: Array) -> list[list[Any]]:
    """exp of every entry, row by row."""
    data = [apply("exp", 0, x) for x in a.data]
    return [data[k : k + a.cols] for k in range(0, len(data), a.cols)]


@handles(Softmax)
def _softmax(e: Any, s: Scope) -> Any:
    a = s.array(e.arg)
    lines = _exponentials(a if e.rowwise else a.transpose())
    data = []
    for line in lines:
        total = sum(line, ZERO)
        data += [x / total for x in line]
    return Array(a.rows, a.cols, data)


@handles(LogSumExp)
def _logsumexp(e: Any, s: Scope) -> Any:
    [line] = _exponentials(s.array(e.arg).transpose())
    return apply("log", 0, sum(line, ZERO))


@handles(RowLogSumExp)
def _by_rows(e: Any, s: Scope) -> Any:
    lines = _exponentials(s.array(e.arg))
    return Array(len(lines), 1, [apply("log", 0, sum(line, ZERO)) for line in lines])
