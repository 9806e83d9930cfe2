"""Derivatives as objects.

Numerator layout throughout: row = component of what is differentiated, column = component of the
variable.  A matrix counts as its column-stacked vector, so ``Jacobian(h[t], W)`` with
W ∈ ℝ^{m×n} has m·n columns, W_{11}, W_{21}, …, W_{m1}, W_{12}, ….

Total or immediate is a part of the object.  ``Jacobian(h[t], W)`` is the total derivative: W acts
on h_t through every earlier state.  ``Jacobian(h[t], W, held=(h[t - 1],))`` is the immediate
derivative ∂⁺: what is listed in ``held`` counts as constant (a member, or a family for all its
members).
"""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, MatrixExpr, Tuple, sympify

__all__ = ["Gradient", "Jacobian", "PartialDerivative", "Vec", "size_of"]


def size_of(expression: Any) -> Any:
    """The number of components: 1 for a scalar, rows × columns for a matrix."""
    if getattr(expression, "is_Matrix", False):
        rows, columns = expression.shape
        return rows * columns
    return sympify(1)


class _Derivative:
    args: tuple[Any, ...]

    def __new__(cls, of: Any, wrt: Any, held: Any = ()) -> Any:
        return Basic.__new__(cls, sympify(of), sympify(wrt), Tuple(*held))

    @property
    def of(self) -> Any:
        return self.args[0]

    @property
    def wrt(self) -> Any:
        return self.args[1]

    @property
    def held(self) -> tuple[Any, ...]:
        return tuple(self.args[2])

    def _sympystr(self, printer: Any) -> str:
        held = "".join(f", {printer._print(h)} held" for h in self.held)
        return f"d({printer._print(self.of)})/d({printer._print(self.wrt)}{held})"

    def _latex(self, printer: Any) -> str:
        partial = r"\partial^{+}" if self.held else r"\partial"
        of, wrt = printer._print(self.of), printer._print(self.wrt)
        if not (self.of.is_Atom or hasattr(self.of, "index") or hasattr(self.of, "parent")):
            of = rf"\left({of}\right)"
        return rf"\frac{{{partial} {of}}}{{\partial {wrt}}}"


class Jacobian(_Derivative, MatrixExpr):
    """∂of/∂wrt in numerator layout, of shape (components of ``of``) × (components of ``wrt``)."""

    @property
    def shape(self) -> tuple[Any, Any]:
        return size_of(self.of), size_of(self.wrt)

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        from sympy.matrices.expressions.matexpr import MatrixElement

        return MatrixElement(self, i, j)


class Gradient(_Derivative, MatrixExpr):
    """∇_wrt of, for a scalar ``of``: has the shape of ``wrt``; entry (a, b) is ∂of/∂wrt_{ab}.

    Its column-stacked vector, transposed, is the Jacobian: ``vec(∇_W L)ᵀ = ∂L/∂W``.
    """

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.wrt.shape

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        from sympy.matrices.expressions.matexpr import MatrixElement

        return MatrixElement(self, i, j)

    def _sympystr(self, printer: Any) -> str:
        return f"grad({printer._print(self.of)}, {printer._print(self.wrt)})"

    def _latex(self, printer: Any) -> str:
        return rf"\nabla_{{{printer._print(self.wrt)}}} {printer._print(self.of)}"


class PartialDerivative(_Derivative, Expr):
    """∂of/∂wrt of a scalar by a scalar, usually entries: ∂y_i/∂x_j."""

    is_commutative = True


class Vec(MatrixExpr):
    """vec(M): the columns of M stacked, of shape (rows·columns) × 1."""

    def __new__(cls, argument: Any) -> Vec:
        return Basic.__new__(cls, sympify(argument))

    @property
    def arg(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> tuple[Any, Any]:
        return size_of(self.arg), sympify(1)

    def _latex(self, printer: Any) -> str:
        return rf"\operatorname{{vec}}\left({printer._print(self.arg)}\right)"
