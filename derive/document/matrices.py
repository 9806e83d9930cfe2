"""The printer's rows of matrices: products, powers, entries, families and derivatives."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.matrixbase import MatrixBase

from derive import algebra as al
from derive.document.names import name_to_tex
from derive.document.pieces import big, juxtapose, plus, symbol
from derive.document.printer import Level, Printed, TermPrinter, paren
from derive.errors import DeriveError

__all__ = ["ROWS", "entry_index"]

ADD, BIG, MUL, FACTOR, ATOM, NAME = Level


def operator(name: str) -> Any:
    """A row for ``name(argument)``."""
    return lambda p, e: Printed(rf"\operatorname{{{name}}}" + paren(p._print(e.args[0])), ATOM)


def scores(p: TermPrinter, e: Any) -> Printed:
    """Softmax or log-sum-exp: of a column as a whole, of any other matrix row by row."""
    rowwise = isinstance(e, al.RowLogSumExp) or (isinstance(e, al.Softmax) and e.rowwise)
    if rowwise and e.arg.shape[1] == 1:
        raise DeriveError(f"{e} is taken row by row, which does not show where a row has one entry")
    return operator(e.called)(p, e)


# sums and products


def mat_add(p: TermPrinter, e: Any) -> Printed:
    return plus(p, list(e.args), (sp.MatAdd, sp.Add))


def mat_mul(p: TermPrinter, e: Any) -> Printed:
    args = list(e.args)
    minus = bool(args[0].is_Rational and args[0] < 0)
    if args[0].is_Mul and args[0].as_coeff_Mul()[0] < 0:  # (−1/n) A is −(1/n) A
        minus = True
    if minus:
        args[0] = -args[0]
        if args[0] is sp.S.One and len(args) > 1:
            del args[0]
    tex = juxtapose(p, args)
    return Printed(f"-{tex}", ADD) if minus else Printed(tex, MUL)


def between(sign: str) -> Any:
    """A row for a ⊙ b or a ⊗ b; every operand that is not one factor is parenthesised."""

    def row(p: TermPrinter, e: Any) -> Printed:
        return Printed(f" {sign} ".join(p.at(a, FACTOR) for a in e.args), MUL)

    return row


def raised(exponent: Any) -> Any:
    """A row for a power of a matrix; ``exponent`` gives it from the printer and the node."""

    def row(p: TermPrinter, e: Any) -> Printed:
        return Printed(f"{p.at(e.args[0], ATOM)}^{{{exponent(p, e)}}}", FACTOR)

    return row


def over_time(sign: str) -> Any:
    """A row for Σ or ⨀ of matrices."""
    return lambda p, e: big(p, sign, p.term(e.body), e.index, e.low, e.high)


def ordered_product(p: TermPrinter, e: Any) -> Printed:
    """Π with its limits in the order of its factors.

    Where that order does not show in the limits, as in the empty product from j = k down to
    k + 1, they are written as a range: k ≥ j ≥ k + 1.
    """
    down = e.later == "left"
    first, last = (e.high, e.low) if down else (e.low, e.high)
    length = sp.expand(e.high - e.low)
    if not length.is_Integer or length > 0 or (length == 0 and down):
        return big(p, r"\prod", p.term(e.body), e.index, first, last)
    sign = r"\ge" if down else r"\le"
    limits = f"{p._print(first)} {sign} {p._print(e.index)} {sign} {p._print(last)}"
    return Printed(rf"\prod_{{{limits}}} {p.at(e.body, FACTOR)}", BIG)


# entries


def entry_index(p: TermPrinter, *indices: Any, shape: Any = ()) -> str:
    """Indices as printed: counted from 1, juxtaposed unless one of them is compound."""
    shown = [al.in_print(i, shape) for i in indices]
    tex = [p._print(i) for i in shown]
    simple = all(i.is_Symbol or (i.is_Integer and 0 < i < 10) for i in shown)
    return ("" if simple and not any("_" in t for t in tex) else ", ").join(tex)


def entry(p: TermPrinter, e: Any) -> Printed:
    parent, i, j = e.args
    rows, columns = parent.shape
    if is_number(parent):
        return number(p, parent)
    if columns == 1 and j == 0:
        index = entry_index(p, i, shape=parent.shape)
    elif rows == 1 and i == 0:
        index = entry_index(p, j, shape=parent.shape)
    else:
        index = entry_index(p, i, j, shape=parent.shape)
    return Printed(f"{p.at(parent, NAME)}_{{{index}}}", ATOM)


#: constants whose size is left out
_SIZED = (sp.OneMatrix, sp.Identity, sp.ZeroMatrix)


def is_number(e: Any) -> bool:
    """Whether ``e`` is seen to be 1 × 1, as xᵀAx is; 1ᵀx is not, as 1 shows no size."""
    if isinstance(e, sp.MatAdd):
        return all(map(is_number, e.args))
    if isinstance(e, al.Elementwise):
        return is_number(e.argument)
    if e.shape != (1, 1) or not isinstance(e, sp.MatMul):
        return False
    ends = e.as_coeff_matrices()[1]
    return not any(isinstance(end, _SIZED) for a in (ends[0], ends[-1]) for end in (a, *a.args))


def number(p: TermPrinter, e: Any) -> Printed:
    """The one entry of a product such as xᵀAx, in brackets: the number that it is."""
    if isinstance(e, al.Elementwise):
        return p.term(e)
    return Printed(paren(p._print(e)), ATOM)


def trace(p: TermPrinter, e: Any) -> Printed:
    return number(p, e.arg) if is_number(e.arg) else operator("tr")(p, e)


def kronecker_delta(p: TermPrinter, e: Any) -> Printed:
    return Printed(rf"\delta_{{{entry_index(p, *e.args)}}}", ATOM)


def member(p: TermPrinter, e: Any) -> Printed:
    tex, below, above = name_to_tex(e.name)
    if below:  # two subscripts would not compile
        tex, above = f"({tex})", False
    return Printed(f"{tex}_{{{p._print(e.index)}}}", FACTOR if above else ATOM)


# constants and explicit matrices


def sized(tex: str) -> Any:
    """A row for a constant whose size is left out where it goes without saying.

    A bare 1 is a column, and a row of ones its transpose; a bare 0 is a whole side, a term of a sum
    or a block, since as a factor or an argument it would be taken for the number.
    """

    def row(p: TermPrinter, e: Any) -> Printed:
        if not (p.sizes or tex == "0" or (tex != "I" and e.shape[1] != 1)):
            return Printed(tex, ATOM)
        rows, columns = e.shape
        if rows == 1 and tex != "0" and not p.sizes:
            return Printed(rf"{tex}^{{\top}}", FACTOR)
        size = p._print(rows) if tex == "I" else rf"{p._print(rows)} \times {p._print(columns)}"
        return Printed(f"{tex}_{{{size}}}", ATOM)

    return row


def explicit(p: TermPrinter, e: Any) -> Printed:
    rows, columns = e.shape
    lines = (" & ".join(p.bare(e[i, j]) for j in range(columns)) for i in range(rows))
    return Printed(r"\begin{bmatrix} " + r" \\ ".join(lines) + r" \end{bmatrix}", ATOM)


def by_entries(p: TermPrinter, e: Any) -> Printed:
    axes = [axis or (sp.S.One, None) for axis in e.args[1:]]
    if not e.args[2]:
        del axes[1]
    limits = (
        p._print(index) + (rf" \le {p._print(size)}" if size is not None else "")
        for index, size in axes
    )
    return Printed(paren(p._print(e.body), "[", "]") + f"_{{{', '.join(limits)}}}", ATOM)


def blocks(p: TermPrinter, e: Any) -> Printed:
    return explicit(p, e.blocks)


# norms and derivatives


def norm(which: str) -> Any:
    """A row for a norm."""

    def row(p: TermPrinter, e: Any) -> Printed:
        return Printed(paren(p._print(e.arg), r"\lVert", r"\rVert") + f"_{{{which}}}", ATOM)

    return row


def exponential(p: TermPrinter, e: Any) -> Printed:
    """The exponential of a matrix."""
    return Printed(r"\operatorname{expm}" + paren(p._print(e.arg)), ATOM)


def determinant(p: TermPrinter, e: Any) -> Printed:
    return Printed(r"\det" + paren(p._print(e.args[0])), ATOM)


def derivative(p: TermPrinter, e: Any) -> Printed:
    sign = r"\partial^{+}" if e.held else r"\partial"
    of, wrt = p.at(e.of, FACTOR), p.at(e.wrt, FACTOR)
    return Printed(rf"\frac{{{sign} {of}}}{{\partial {wrt}}}", FACTOR)


def gradient(p: TermPrinter, e: Any) -> Printed:
    return Printed(rf"\nabla_{{{p._print(e.wrt)}}} {p.at(e.of, FACTOR)}", BIG)


def differential(p: TermPrinter, e: Any) -> Printed:
    return Printed(rf"\mathrm{{d}} {p.at(e.of, FACTOR)}", BIG)


def pullback(p: TermPrinter, e: Any) -> Printed:
    derivative = rf"\frac{{\partial {p.at(e.of, FACTOR)}}}{{\partial {p.at(e.wrt, FACTOR)}}}"
    return Printed(rf"\left\langle {p._print(e.by)},\, {derivative} \right\rangle", FACTOR)


def commutation(p: TermPrinter, e: Any) -> Printed:
    return Printed(rf"\mathbf{{K}}_{{{p._print(e.args[0])}, {p._print(e.args[1])}}}", ATOM)


ROWS: dict[type, Any] = {
    sp.MatrixSymbol: symbol,
    MatrixElement: entry,
    sp.KroneckerDelta: kronecker_delta,
    sp.MatAdd: mat_add,
    sp.MatMul: mat_mul,
    sp.MatPow: raised(lambda p, e: p._print(e.args[1])),
    sp.Inverse: raised(lambda p, e: "-1"),
    sp.Transpose: raised(lambda p, e: r"\top"),
    al.MatrixSum: over_time(r"\sum"),
    al.OrderedProduct: ordered_product,
    al.HadamardPi: over_time(r"\bigodot"),
    sp.HadamardProduct: between(r"\odot"),
    sp.HadamardPower: raised(lambda p, e: rf"\odot {p._print(e.args[1])}"),
    sp.KroneckerProduct: between(r"\otimes"),
    sp.DiagMatrix: operator("diag"),
    DiagonalOf: operator("diagonal"),
    sp.Trace: trace,
    sp.Determinant: determinant,
    sp.Identity: sized("I"),
    sp.ZeroMatrix: sized("0"),
    sp.OneMatrix: sized(r"\mathbf{1}"),
    sp.BlockMatrix: blocks,
    al.ByEntries: by_entries,
    MatrixBase: explicit,
    al.Member: member,
    al.ScalarMember: member,
    al.Jacobian: derivative,
    al.PartialDerivative: derivative,
    al.Gradient: gradient,
    al.Vec: operator("vec"),
    al.Softmax: scores,
    al.LogSumExp: scores,
    al.RowLogSumExp: scores,
    al.SpectralNorm: norm("2"),
    al.FrobeniusNorm: norm("F"),
    al.MatrixExp: exponential,
    al.SpectralRadius: operator("spectralradius"),
    al.LargestEigenvalue: operator("largesteigenvalue"),
    al.SmallestEigenvalue: operator("smallesteigenvalue"),
    al.SmallestSingularValue: operator("smallestsingularvalue"),
    al.Rank: operator("rank"),
    al.Unvec: operator("unvec"),
    al.Commutation: commutation,
    al.Differential: differential,
    al.ScalarDifferential: differential,
    al.Pullback: pullback,
    al.ScalarPullback: pullback,
}
