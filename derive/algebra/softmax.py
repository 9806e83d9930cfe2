"""Softmax and log-sum-exp: of a column, or of each row of a matrix.

A column is one vector of scores; a matrix is a batch of them, a row each (attention scores, logits
of N examples).  Which of the two is meant is settled when the node is made and kept, so that a
symbolic number of columns may become 1 without changing the meaning.
"""

from __future__ import annotations

from typing import Any

from sympy import Basic, Dummy, Expr, Integer, MatrixExpr, exp, log, sympify

from derive.algebra.elementwise import LOG, Elementwise
from derive.algebra.sums import ComponentSum
from derive.errors import ShapeError

__all__ = ["LogSumExp", "RowLogSumExp", "Softmax", "log_softmax"]


def _checked(what: str, argument: Any) -> Any:
    argument = sympify(argument)
    if not getattr(argument, "is_Matrix", False):
        raise ShapeError(f"{what} of {argument}, a scalar: it takes a column, or a matrix by rows")
    return argument


class _OfScores:
    """A node of one matrix of scores."""

    args: tuple[Any, ...]
    called = "logsumexp"

    @property
    def arg(self) -> Any:
        return self.args[0]

    def _sympystr(self, printer: Any) -> str:
        return f"{self.called}({printer._print(self.arg)})"

    def _latex(self, printer: Any) -> str:
        return rf"\operatorname{{{self.called}}}\left({printer._print(self.arg)}\right)"

    def _total(self, i: Any, j: Any, rowwise: bool) -> Any:
        """Σ exp over the scores of row i, or of column j."""
        size = self.arg.shape[1 if rowwise else 0]
        k = Dummy("k", integer=True)
        entry = self.arg[i, k] if rowwise else self.arg[k, j]
        return ComponentSum(exp(entry), (k, size)).doit()


class Softmax(_OfScores, MatrixExpr):
    """exp(z_i)/Σ_k exp(z_k) for a column z; for a matrix the same along each row.

    Parameters
    ----------
    argument : scores, n×1 (one vector) or m×n (a vector in each row); the result has this shape.
    axis : 0 down a column, 1 along the rows; by default as the shape says.

    Raises :class:`~derive.ShapeError` for a scalar, and for axis 0 of more than one column.

    >>> from sympy import MatrixSymbol
    >>> Softmax(MatrixSymbol("z", 3, 1)), Softmax(MatrixSymbol("Z", 2, 3)).shape
    (softmax(z), (2, 3))
    """

    def __new__(cls, argument: Any, axis: Any = None) -> Softmax:
        argument = _checked("softmax", argument)
        column = argument.shape[1] == 1
        axis = Integer(0 if column else 1) if axis is None else sympify(axis)
        if axis not in (0, 1) or (axis == 0 and not column):
            raise ShapeError(
                f"softmax along axis {axis} of {argument}: a column has axis 0, a matrix is taken "
                "row by row (axis 1)"
            )
        return Basic.__new__(cls, argument, axis)

    called = "softmax"

    @property
    def rowwise(self) -> bool:
        return bool(self.args[1] == 1)

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.arg.shape

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return exp(self.arg[i, j]) / self._total(i, j, self.rowwise)


class LogSumExp(_OfScores, Expr):
    """log Σ_k exp(z_k), a scalar, for a column z; for a matrix a column, one entry a row.

    Raises :class:`~derive.ShapeError` for a scalar.

    >>> from sympy import MatrixSymbol
    >>> LogSumExp(MatrixSymbol("z", 3, 1)), LogSumExp(MatrixSymbol("Z", 2, 3)).shape
    (logsumexp(z), (2, 1))
    """

    is_commutative = True
    is_extended_real = True

    def __new__(cls, argument: Any) -> Any:
        argument = _checked("logsumexp", argument)
        if argument.shape[1] != 1:
            return RowLogSumExp(argument)
        return Basic.__new__(cls, argument)


class RowLogSumExp(_OfScores, MatrixExpr):
    """log Σ_k exp(Z_ik) for each row i of a matrix: m×1; made by :class:`LogSumExp`."""

    def __new__(cls, argument: Any) -> RowLogSumExp:
        return Basic.__new__(cls, _checked("logsumexp", argument))

    @property
    def shape(self) -> tuple[Any, Any]:
        return (self.arg.shape[0], Integer(1))

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return log(self._total(i, j, True))


def log_softmax(expression: Any) -> Any:
    """The scores Z where ``expression`` is log softmax(Z), else None.

    Together the two are smooth everywhere and have a derivative of their own, without a quotient.
    """
    if isinstance(expression, Elementwise) and expression.function == LOG:
        inner = expression.argument
        return inner.arg if isinstance(inner, Softmax) else None
    return None
