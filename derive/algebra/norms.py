"""Norms as objects: the spectral norm and the Frobenius norm of a matrix."""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, sympify

__all__ = ["FrobeniusNorm", "SpectralNorm"]


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


class FrobeniusNorm(_Norm):
    """‖M‖_F, the root of the sum of the squares of all entries; the 2-norm of a vector."""

    def _sympystr(self, printer: Any) -> str:
        return f"norm({printer._print(self.arg)})"
