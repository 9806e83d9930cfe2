"""Derivatives applied to a direction, or to a covector: what a derivation passes through.

``Differential(F, X, by=V)`` is dF for dX = V: entry by entry Σ_{ij} ∂F/∂X_ij V_ij, of the shape of
F.  ``Pullback(G, F, X)`` is its transpose, Σ_{ab} G_ab ∂F_ab/∂X, of the shape of X: the gradient of
⟨G, F⟩ with G held fixed.  Both are defined by entries, so no layout is chosen.  Source: Griewank
and Walther, *Evaluating Derivatives* (2008), 3.1 and 3.2.
"""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, MatrixExpr, sympify

from derive.algebra.systems import same_shape

__all__ = [
    "Commutation",
    "Differential",
    "Pullback",
    "ScalarDifferential",
    "ScalarPullback",
    "Unvec",
    "differential_of",
    "pullback",
]


def _shape(expression: Any) -> tuple[Any, ...]:
    return tuple(expression.shape) if getattr(expression, "is_Matrix", False) else ()


class _Contraction:
    args: tuple[Any, ...]

    @property
    def of(self) -> Any:
        return self.args[0]

    @property
    def wrt(self) -> Any:
        return self.args[1]

    @property
    def by(self) -> Any:
        return self.args[2]


class _Differential(_Contraction):
    def __new__(cls, of: Any, wrt: Any, by: Any) -> Any:
        of, wrt, by = sympify(of), sympify(wrt), sympify(by)
        same_shape(lambda: f"the direction {by} of {wrt}", _shape(by), _shape(wrt))
        return Basic.__new__(cls, of, wrt, by)

    def _sympystr(self, printer: Any) -> str:
        return f"d({printer._print(self.of)})"


class Differential(_Differential, MatrixExpr):
    """dF for a matrix F, of the shape of F."""

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.of.shape


class ScalarDifferential(_Differential, Expr):
    """dF for a scalar F."""

    is_commutative = True


def differential_of(of: Any, wrt: Any, by: Any) -> Any:
    """The differential of ``of``, a matrix or a scalar, where ``wrt`` moves by ``by``."""
    return (Differential if _shape(of) else ScalarDifferential)(of, wrt, by)


class _Pullback(_Contraction):
    def __new__(cls, of: Any, wrt: Any, by: Any) -> Any:
        of, wrt, by = sympify(of), sympify(wrt), sympify(by)
        same_shape(lambda: f"the covector {by} of {of}", _shape(by), _shape(of))
        return Basic.__new__(cls, of, wrt, by)

    def _sympystr(self, printer: Any) -> str:
        of, wrt, by = (printer._print(x) for x in self.args)
        return f"<{by}, d({of})/d({wrt})>"


class Pullback(_Pullback, MatrixExpr):
    """⟨G, ∂F/∂X⟩ for a matrix X, of the shape of X."""

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.wrt.shape


class ScalarPullback(_Pullback, Expr):
    """⟨G, ∂F/∂x⟩ for a scalar x."""

    is_commutative = True


def pullback(by: Any, of: Any, wrt: Any) -> Any:
    """⟨by, ∂of/∂wrt⟩, a matrix or a scalar as ``wrt`` is."""
    return (Pullback if _shape(wrt) else ScalarPullback)(of, wrt, by)


class Commutation(MatrixExpr):
    """K with K vec(A) = vec(Aᵀ) for every A of shape (rows, columns)."""

    def __new__(cls, rows: Any, columns: Any) -> Commutation:
        return Basic.__new__(cls, sympify(rows), sympify(columns))

    @property
    def shape(self) -> tuple[Any, Any]:
        return (self.args[0] * self.args[1],) * 2

    def _sympystr(self, printer: Any) -> str:
        return f"K[{printer._print(self.args[0])}, {printer._print(self.args[1])}]"


class Unvec(MatrixExpr):
    """The matrix of shape (rows, columns) whose columns, stacked, are the given column."""

    def __new__(cls, argument: Any, rows: Any, columns: Any) -> Unvec:
        argument, rows, columns = map(sympify, (argument, rows, columns))
        same_shape(lambda: f"unvec of {argument}", argument.shape, (rows * columns, 1))
        return Basic.__new__(cls, argument, rows, columns)

    @property
    def arg(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[1], self.args[2]

    def _sympystr(self, printer: Any) -> str:
        return f"unvec({printer._print(self.arg)})"
