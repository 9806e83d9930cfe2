"""What the eigenvalues of a matrix make: its exponential, spectral radius, extreme values, rank."""

from __future__ import annotations

from typing import Any, ClassVar

from sympy import Basic, Expr, Integer, MatrixExpr, sympify

from derive.errors import ShapeError

__all__ = [
    "LargestEigenvalue",
    "MatrixExp",
    "Rank",
    "SmallestEigenvalue",
    "SmallestSingularValue",
    "SpectralRadius",
]


def _square(what: str, argument: Any) -> Any:
    argument = sympify(argument)
    shape = getattr(argument, "shape", (Integer(1), Integer(2)))
    if shape[0] != shape[1]:
        raise ShapeError(f"{what} of {argument}, which is no square matrix")
    return argument


class MatrixExp(MatrixExpr):
    """e^A = Σ_k A^k/k!, the exponential of a square matrix; not that of its entries.

    Raises :class:`~derive.ShapeError` for what is not square.

    >>> from sympy import MatrixSymbol
    >>> MatrixExp(MatrixSymbol("A", 3, 3))
    expm(A)
    """

    def __new__(cls, argument: Any) -> Any:
        return Basic.__new__(cls, _square("the exponential", argument))

    @property
    def arg(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> Any:
        return self.args[0].shape

    def _entry(self, i: Any, j: Any, **_: Any) -> Any:
        from sympy.matrices.expressions.matexpr import MatrixElement

        return MatrixElement(self, i, j)

    def _eval_transpose(self) -> Any:
        from sympy import Transpose

        return MatrixExp(Transpose(self.arg))

    def _sympystr(self, printer: Any) -> str:
        return f"expm({printer._print(self.arg)})"

    def _latex(self, printer: Any) -> str:
        return rf"e^{{{printer._print(self.arg)}}}"


class _Number(Expr):
    """A real number of one matrix."""

    is_commutative = True
    is_extended_real = True
    called: ClassVar[str]
    written: ClassVar[str]
    square: ClassVar[bool] = True

    def __new__(cls, argument: Any) -> Any:
        argument = _square(cls.called, argument) if cls.square else sympify(argument)
        return Basic.__new__(cls, argument)

    @property
    def arg(self) -> Any:
        return self.args[0]

    def _sympystr(self, printer: Any) -> str:
        return f"{self.called.replace(' ', '_')}({printer._print(self.arg)})"

    def _latex(self, printer: Any) -> str:
        return rf"{self.written}\left({printer._print(self.arg)}\right)"


class SpectralRadius(_Number):
    """ρ(A) = max_i |λ_i|, over all complex eigenvalues."""

    is_nonnegative = True
    called, written = "spectral radius", r"\rho"


class LargestEigenvalue(_Number):
    """λ_max(A) of a symmetric matrix."""

    called, written = "largest eigenvalue", r"\lambda_{\max}"


class SmallestEigenvalue(_Number):
    """λ_min(A) of a symmetric matrix."""

    called, written = "smallest eigenvalue", r"\lambda_{\min}"


class SmallestSingularValue(_Number):
    """σ_min(A), the smallest of the min(m, n) singular values of an m×n matrix."""

    is_nonnegative = True
    square = False
    called, written = "smallest singular value", r"\sigma_{\min}"


class Rank(_Number):
    """The number of linearly independent columns."""

    is_integer = True
    is_nonnegative = True
    square = False
    called, written = "rank", r"\operatorname{rank}"
