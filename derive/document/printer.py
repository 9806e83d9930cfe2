"""The one printer: a term becomes the TeX that a careful textbook would have.

It is a table (:data:`derive.document.table.ROWS`): a node without a row raises, so that nothing is
printed by accident.  Every piece of TeX carries its binding strength (:class:`Level`), and a
parenthesis stands where, and only where, a piece binds less tightly than its place asks.

The output is regular, so that it can be read back to the same term:

- a product is juxtaposition with a space, ``W h_{t - 1}``; a function stands directly before its
  parenthesis, ``\\sigma(x)``; ``\\cdot`` stands between numbers only;
- the body of a Σ reaches to the next + or − of its own parenthesis; the body of a Π or ⨀ is one
  factor (a product there is parenthesised); Σ, Π and ∇ stand last in a product, or in parentheses;
- a product inside a product, a sum inside a sum, keeps its parentheses; ⊙ and ⊗ are never mixed
  with another product without them;
- terms of a matrix sum, factors of a matrix product, and whatever was built unevaluated, keep
  the order that they were given; sums and products of scalars that SymPy has sorted are
  sorted for the eye: numbers, symbols, derivatives, functions, entries.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache
from typing import Any, NamedTuple

from sympy import ZeroMatrix, sympify
from sympy.printing.latex import LatexPrinter

from derive.errors import DeriveError

__all__ = ["Level", "Printed", "TermPrinter", "latex", "paren", "printer", "statement"]


class Level(IntEnum):
    """How tightly a piece of TeX holds together."""

    ADD = 10  #: a sum, or anything that begins with a minus sign
    BIG = 20  #: open to the right: Σ, Π, ∇
    MUL = 30  #: a product
    FACTOR = 40  #: one factor, which can take no exponent: a fraction, A^{-1}, e^{x}
    ATOM = 50  #: can take an exponent but no subscript: W_{ij}, σ(x)
    NAME = 60  #: a bare name


class Printed(NamedTuple):
    """TeX and its binding strength."""

    tex: str
    level: Level


_TALL = re.compile(r"\\(?:t?frac|sum|prod|bigodot|begin|left)(?![A-Za-z])")


def paren(tex: str, left: str = "(", right: str = ")") -> str:
    """``tex`` in parentheses: plain ones, or ones that grow where something tall stands inside."""
    pad = " " if left.startswith("\\") else ""
    if _TALL.search(tex):
        return rf"\left{left}{pad}{tex}\right{right}"
    return f"{left}{pad}{tex}{pad}{right}"


class TermPrinter(LatexPrinter):
    """Prints terms by the table of rows.

    Parameters
    ----------
    decimals : print a rational whose decimal expansion ends as a decimal, 0.9 for 9/10.
    sizes : print the sizes of I, 0 and 1.

    Raises :class:`DeriveError` for a node without a row, naming it.
    """

    def __init__(self, *, decimals: bool = False, sizes: bool = False) -> None:
        super().__init__()
        self.decimals, self.sizes = decimals, sizes
        self._done: dict[Any, Printed] = {}
        self._row_of: dict[type, Any] = {}

    def term(self, expr: Any) -> Printed:
        """The TeX of ``expr`` and its level; each different expression is printed once."""
        found = self._done.get(expr)
        if found is None:
            found = self._done[expr] = self._row(type(expr))(self, expr)
        return found

    def _row(self, kind: type) -> Any:
        row = self._row_of.get(kind)
        if row is None:
            from derive.document.table import ROWS

            row = next((ROWS[base] for base in kind.__mro__ if base in ROWS), None)
            if row is None:
                raise DeriveError(f"the printer has no row for {kind.__name__}")
            self._row_of[kind] = row
        return row

    def _print(self, expr: Any, **_: Any) -> str:
        return self.term(expr).tex

    def doprint(self, expr: Any) -> str:
        """The TeX of ``expr``."""
        return self.bare(sympify(expr))

    def bare(self, expr: Any) -> str:
        """The TeX of ``expr`` where its shape goes without saying: a zero matrix is just 0."""
        return "0" if isinstance(expr, ZeroMatrix) and not self.sizes else self.term(expr).tex

    def at(self, expr: Any, level: Level) -> str:
        """The TeX of ``expr`` for a place that asks for ``level``, in parentheses if need be."""
        tex, own = self.term(expr)
        return tex if own >= level else paren(tex)


@cache
def printer(decimals: bool = False, sizes: bool = False) -> TermPrinter:
    """The printer with these options; one of each, so that all share what is printed already."""
    return TermPrinter(decimals=decimals, sizes=sizes)


def latex(expr: Any, *, decimals: bool = False, sizes: bool = False) -> str:
    """``expr`` as LaTeX.

    >>> from sympy import MatrixSymbol, Transpose
    >>> W, x = MatrixSymbol("W", 2, 3), MatrixSymbol("x", 3, 1)
    >>> print(latex(Transpose(W * x)))
    (W x)^{\\top}
    """
    return printer(decimals, sizes).doprint(expr)


def statement(st: Any, *, decimals: bool = False) -> str:
    """A statement, ``lhs relation rhs``, as LaTeX; see :mod:`derive.document.statement`."""
    from derive.document.statement import statement as printed

    return printed(st, decimals=decimals)
