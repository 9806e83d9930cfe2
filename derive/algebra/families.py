"""Families: quantities with a time index, such as the hidden states h_t.

SymPy has matrix symbols but no matrix symbol with an index that is an expression.  A
:class:`Family` is that: ``h = Family("h", (n, 1))`` and then ``h[t]``, ``h[t - 1]``, ``h[0]`` are
matrix expressions (:class:`Member`); a family of shape ``()`` has scalar members
(:class:`ScalarMember`), for example the losses L_t.
"""

from __future__ import annotations

import re
from typing import Any

from sympy import Basic, Expr, MatrixExpr, Tuple, sympify
from sympy.core.symbol import Str

from derive.errors import ShapeError

__all__ = ["MEMBERS", "Family", "Member", "ScalarMember"]


def plain(name: str) -> str:
    """A LaTeX name for the terminal: C~ for one with a tilde, z_f for one with a superscript.

    A bar, which an adjoint carries, is said in words: h_bar.
    """
    name = re.sub(r"\\(?:tilde|hat)\{?(\w)\}?", r"\1~", name)
    while (short := re.sub(r"\\bar\{([^{}]*|[^{}]*\{[^{}]*\}[^{}]*)\}", r"\1_bar", name)) != name:
        name = short
    return name.replace("\\", "").replace("^", "_").replace("{", "").replace("}", "")


class Family(Basic):
    """A named sequence of matrices (or scalars) of one shape, indexed by an integer expression.

    Parameters
    ----------
    name : the name as LaTeX prints it (``h``, ``\\tilde C``).
    shape : ``(rows, columns)``, or ``()`` for scalars.

    >>> from sympy import symbols
    >>> n, t = symbols("n t", integer=True)
    >>> h = Family("h", (n, 1))
    >>> h[t - 1], h[t].shape, h[t].subs(t, 3)
    (h[t - 1], (n, 1), h[3])
    """

    def __new__(cls, name: str | Str, shape: Any = ()) -> Family:
        return Basic.__new__(
            cls, name if isinstance(name, Str) else Str(name), Tuple(*map(sympify, shape))
        )

    @property
    def name(self) -> str:
        return self.args[0].name

    @property
    def shape(self) -> tuple[Any, ...]:
        return tuple(self.args[1])

    def __getitem__(self, index: Any) -> Any:
        return (Member if self.shape else ScalarMember)(self, index)

    def _sympystr(self, printer: Any) -> str:
        return plain(self.name)

    def _latex(self, printer: Any) -> str:
        return self.name


class _Indexed:
    """What matrix and scalar members share."""

    args: tuple[Any, ...]

    @property
    def family(self) -> Family:
        return self.args[0]

    @property
    def index(self) -> Any:
        return self.args[1]

    @property
    def name(self) -> str:
        return self.family.name

    def _sympystr(self, printer: Any) -> str:
        return f"{plain(self.name)}[{printer._print(self.index)}]"

    def _latex(self, printer: Any) -> str:
        return f"{self.name}_{{{printer._print(self.index)}}}"


class Member(_Indexed, MatrixExpr):
    """One matrix of a :class:`Family`; written ``family[index]``."""

    is_commutative = False

    def __new__(cls, family: Family, index: Any) -> Member:
        if len(family.shape) != 2:
            raise ShapeError(f"family {family.name} has shape {family.shape}, not that of a matrix")
        return Basic.__new__(cls, family, sympify(index))

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.family.shape

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        from sympy.matrices.expressions.matexpr import MatrixElement

        return MatrixElement(self, i, j)


class ScalarMember(_Indexed, Expr):
    """One scalar of a :class:`Family` of shape ``()``; written ``family[index]``."""

    is_commutative = True

    def __new__(cls, family: Family, index: Any) -> ScalarMember:
        return Basic.__new__(cls, family, sympify(index))


#: the classes of a family's members, for ``isinstance`` and ``atoms``
MEMBERS = (Member, ScalarMember)
