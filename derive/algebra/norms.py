"""Norms as objects: the spectral norm and the Frobenius norm of a matrix."""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, sympify

__all__ = ["FrobeniusNorm", "SpectralNorm", "is_length"]


class _Norm(Expr):
    """A number that is not negative, of one matrix."""

    is_commutative = True
    is_nonnegative = True
    is_extended_real = True

    def __new__(cls, argument: Any) -> Any:
        return Basic.__new__(cls, sympify(argument))

    @property
    def arg(self) -> Any:
        return self.args[0]


class SpectralNorm(_Norm):
    """‖M‖₂, the largest singular value of M."""

    def _latex(self, printer: Any) -> str:
        return rf"\left\lVert {printer._print(self.arg)} \right\rVert_{{2}}"


def is_length(e: Any) -> bool:
    """Whether ``e`` is the root of a sum of squares: ‖·‖_F, or ‖·‖₂ of a column or a row.

    >>> from sympy import MatrixSymbol
    >>> A, x = MatrixSymbol("A", 3, 3), MatrixSymbol("x", 3, 1)
    >>> is_length(SpectralNorm(A)), is_length(SpectralNorm(x)), is_length(FrobeniusNorm(A))
    (False, True, True)
    """
    vector = isinstance(e, SpectralNorm) and 1 in e.arg.shape
    return vector or isinstance(e, FrobeniusNorm)


class FrobeniusNorm(_Norm):
    """‖M‖_F, the root of the sum of the squares of all entries; the 2-norm of a vector."""

    def _sympystr(self, printer: Any) -> str:
        return f"norm({printer._print(self.arg)})"
