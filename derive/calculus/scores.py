"""The rules of differentiation for softmax, its logarithm and log-sum-exp, as rows of the table.

For a column, p = softmax(z) has the symmetric Jacobian diag(p) − p pᵀ.  For a matrix each row is
such a vector by itself; diag((P ⊙ G) 1) P scales row i of P by ⟨P_i, G_i⟩.

Source: Bridle (1990), *Probabilistic interpretation of feedforward classification network
outputs*; Boyd and Vandenberghe, *Convex Optimization* (2004), 3.1.5.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from derive.algebra import LogSumExp, RowLogSumExp, Softmax
from derive.calculus.row import Row
from derive.calculus.simplify import times, vec

__all__ = ["LOG_SOFTMAX", "SCORES"]

T = sp.Transpose
D = Callable[[Any], Any]


def _arg(e: Any) -> tuple[Any, ...]:
    return (e.arg,)


def _ones(n: Any) -> Any:
    return sp.OneMatrix(n, 1)


def _minus(a: Any, b: Any) -> Any:
    return sp.MatAdd(a, times(-1, b))


def _weighted(P: Any, G: Any) -> Any:
    """(P ⊙ G) 1: the inner product of each row of P with that row of G."""
    return times(sp.HadamardProduct(P, G), _ones(P.shape[1]))


def _same_row(P: Any) -> Any:
    """(1 1ᵀ) ⊗ I: 1 where two entries of P stand in one row, in the order of vec."""
    rows, columns = P.shape
    return sp.KroneckerProduct(times(_ones(columns), T(_ones(columns))), sp.Identity(rows))


# -- softmax --


def _softmax(P: Any, G: Any) -> Any:
    """The Jacobian of softmax applied to G; it is symmetric, so the rule for both directions."""
    if P.rowwise:
        return _minus(sp.HadamardProduct(P, G), times(sp.DiagMatrix(_weighted(P, G)), P))
    return _minus(sp.HadamardProduct(P, G), times(P, T(P), G))


def _softmax_push(P: Any, k: int) -> Any:
    if not P.rowwise:
        return _minus(sp.DiagMatrix(P), times(P, T(P)))
    D = sp.DiagMatrix(vec(P))
    return _minus(D, times(D, _same_row(P), D))


# -- log softmax --


def _log_pull(e: Any, k: int, G: Any) -> Any:
    P = e.argument
    if not P.rowwise:
        return _minus(G, times(P, T(_ones(P.shape[0])), G))
    return _minus(G, times(sp.DiagMatrix(times(G, _ones(P.shape[1]))), P))


def _log_push(e: Any, k: int) -> Any:
    P = e.argument
    rows, columns = P.shape
    if not P.rowwise:
        return _minus(sp.Identity(rows), times(_ones(rows), T(P)))
    return _minus(sp.Identity(rows * columns), times(_same_row(P), sp.DiagMatrix(vec(P))))


def _log_d(e: Any, d: D) -> Any:
    P, dZ = e.argument, d(e.argument.arg)
    if not P.rowwise:
        return _minus(dZ, times(_ones(P.shape[0]), T(P), dZ))
    return _minus(dZ, times(_weighted(P, dZ), T(_ones(P.shape[1]))))


#: log softmax is a node of its own: nothing has to be divided by a probability
LOG_SOFTMAX = Row(
    "derivative of log softmax", lambda e: (e.argument.arg,), _log_pull, _log_push, _log_d
)


# -- log-sum-exp: its gradient is softmax --


def _rows_push(e: Any, k: int) -> Any:
    rows, columns = e.arg.shape
    each = sp.KroneckerProduct(T(_ones(columns)), sp.Identity(rows))
    return times(each, sp.DiagMatrix(vec(Softmax(e.arg, 1))))


SCORES: dict[type, Row] = {
    Softmax: Row(
        "derivative of softmax",
        _arg,
        lambda e, k, G: _softmax(e, G),
        _softmax_push,
        lambda e, d: _softmax(e, d(e.arg)),
    ),
    LogSumExp: Row(
        "the gradient of log-sum-exp is softmax",
        _arg,
        lambda e, k, G: times(G, Softmax(e.arg, 0)),
        lambda e, k: T(Softmax(e.arg, 0)),
        lambda e, d: sp.Trace(times(T(Softmax(e.arg, 0)), d(e.arg))),
    ),
    RowLogSumExp: Row(
        "the gradient of log-sum-exp is softmax, row by row",
        _arg,
        lambda e, k, G: times(sp.DiagMatrix(G), Softmax(e.arg, 1)),
        _rows_push,
        lambda e, d: _weighted(Softmax(e.arg, 1), d(e.arg)),
    ),
}
