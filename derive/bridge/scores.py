"""The tables' rows of softmax and log-sum-exp: quotients and logarithms of sums of exponentials."""

from __future__ import annotations

from typing import Any

from derive import algebra as al
from derive.bridge.nodes import Handler, summed
from derive.bridge.translator import Axis, Term, Translator

__all__ = ["AXES", "NODES"]


def _exp(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    return ["fn", "exp", 0, tr.entry(e, r, c)]


def _total(tr: Translator, e: Any, r: Axis, c: Axis, rowwise: bool) -> Term:
    """Σ exp over the row, or the column, in which entry (r, c) stands: greater than 0."""
    rows, columns = tr.axes(e)
    axis = columns if rowwise else rows
    k = tr.names(axis)
    return summed(k, axis, _exp(tr, e, *((r, k) if rowwise else (k, c))))


def _softmax(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    total = _total(tr, e.arg, r, c, e.rowwise)
    return ["mul", _exp(tr, e.arg, r, c), ["pow", total, -1]]


def _logsumexp(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    rowwise = isinstance(e, al.RowLogSumExp)
    return ["fn", "log", 0, _total(tr, e.arg, r, c, rowwise)]


NODES: dict[type, Handler] = {
    al.Softmax: _softmax,
    al.LogSumExp: _logsumexp,
    al.RowLogSumExp: _logsumexp,
}

AXES: dict[type, Any] = {
    al.Softmax: lambda tr, e: tr.axes(e.arg),
    al.RowLogSumExp: lambda tr, e: (tr.axes(e.arg)[0], ()),
}
