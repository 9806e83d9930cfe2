"""The printer's rows of scalars: numbers, sums, products, powers, functions, Σ and Π."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.concrete.products import Product
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.document.names import name_to_tex
from derive.document.pieces import (
    big,
    constant,
    function,
    juxtapose,
    plus,
    symbol,
    terminating,
)
from derive.document.printer import Level, Printed, TermPrinter, paren

__all__ = ["ROWS"]

ADD, BIG, MUL, FACTOR, ATOM, NAME = Level


# numbers


def integer(p: TermPrinter, e: Any) -> Printed:
    return Printed(str(e), ATOM if e >= 0 else ADD)


def rational(p: TermPrinter, e: Any) -> Printed:
    decimal = terminating(e) if p.decimals else None
    if decimal is not None and abs(e) * 10**6 < 1:
        places = len(decimal.partition(".")[2])
        return Printed(rf"{int(e * 10**places)} \cdot 10^{{-{places}}}", ADD if e < 0 else MUL)
    if decimal is not None:
        return Printed(decimal, ADD if e < 0 else ATOM)
    top, bottom = str(abs(e.p)), str(e.q)
    if len(bottom) > 6 and not bottom[1:].strip("0") and bottom[0] == "1":
        bottom = f"10^{{{len(bottom) - 1}}}"
    tex = rf"\{'tfrac' if len(top) + len(bottom) <= 6 else 'frac'}{{{top}}}{{{bottom}}}"
    return Printed(f"-{tex}", ADD) if e < 0 else Printed(tex, FACTOR)


def floating(p: TermPrinter, e: Any) -> Printed:
    mantissa, _, exponent = str(e).partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    if exponent:
        mantissa += rf" \cdot 10^{{{int(exponent)}}}"
    level = ADD if e < 0 else MUL if exponent else ATOM
    return Printed(mantissa, level)


# sums and products of scalars


def _polynomial(e: Any) -> bool:
    return all(a.is_Symbol or a.is_Number or _polynomial(a) for a in e.args) and (
        e.is_Symbol or e.is_Number or e.is_Mul or (e.is_Pow and e.exp.is_Integer)
    )


def add_order(p: TermPrinter, e: Any) -> list[Any]:
    """The terms of a scalar sum in the order in which they are printed."""
    args = list(e.args)
    if sp.Add(*args).args != e.args:
        return args
    last = all(map(_polynomial, args))

    def key(term: Any) -> tuple[Any, ...]:
        tex, level = p.term(term)
        return (level == BIG, term.is_Number is last, tex.startswith("-"), tex)

    args.sort(key=key)
    if p.term(args[0]).tex.startswith("-"):
        first = next((a for a in args if not p.term(a).tex.startswith("-")), args[0])
        args.remove(first)
        args.insert(0, first)
    return args


def add(p: TermPrinter, e: Any) -> Printed:
    return plus(p, add_order(p, e), (sp.Add,))


_ENTRY = 4
_RANKS: dict[type, int] = {
    al.ScalarMember: 1,
    al.PartialDerivative: 2,
    al.Applied: 3,
    MatrixElement: _ENTRY,
    sp.KroneckerDelta: 5,
    sp.Add: 6,
    al.ComponentSum: 9,
    sp.Sum: 9,
    Product: 9,
}


def _rank(e: Any, inner: Any = ()) -> tuple[Any, ...]:
    """Where a factor stands; ``inner`` are the arguments of the functions that it stands beside."""
    base = e.base if e.is_Pow else e
    if e.is_number:
        return (0, 0 if e.is_Number else 1)
    if base.is_Symbol:
        return (1, ("integer" if base.is_integer else "real",))
    if isinstance(base, MatrixElement) and isinstance(base.parent, al.Jacobian):
        return (2, tuple(map(str, base.indices)))
    rank = _RANKS.get(type(base), 7)
    ends: tuple[Any, ...] = ()
    if rank == 2 and base.of in inner:
        rank = _ENTRY  # σ'(z_i) ∂z_i/∂x_j: outer derivative first
    elif rank == 2 and not isinstance(base.of, (MatrixElement, al.ScalarMember, sp.Symbol)):
        rank = 7  # the derivative of an inner function stands after that of the outer one
    if rank == 2:
        ends = tuple(str(j) for a in base.args[:2] for j in getattr(a, "indices", ()))
    return (rank, ends)


def _ends(e: Any) -> tuple[Any, Any]:
    """The first and the last index of an entry, of a vector its only one."""
    parent, i, j = (e.base if e.is_Pow else e).args
    rows, columns = parent.shape
    return (i, i) if columns == 1 else (j, j) if rows == 1 else (i, j)


def _chained(entries: list[Any]) -> list[Any]:
    """Entries as in a matrix product, q_i W_{ij} x_j: each before those its index leads to."""
    ends = {e: _ends(e) for e in entries}
    out: list[Any] = []
    rest = list(entries)
    while rest:
        free = (
            e
            for e in rest
            if not any(ends[a][1] == ends[e][0] and ends[a] != ends[e] for a in rest)
        )
        out.append(next(free, rest[0]))
        rest.remove(out[-1])
    return out


def mul_order(p: TermPrinter, e: Any) -> list[Any]:
    """The factors of a scalar product in the order in which they are printed."""
    args = list(e.args)
    if sp.Mul(*args).args == e.args:
        inner = {a.argument for a in args if isinstance(a, al.Applied)}
        args.sort(key=lambda a: (*_rank(a, inner), p.term(a).tex))
        entries = [a for a in args if isinstance(a.base if a.is_Pow else a, MatrixElement)]
        entries = [a for a in entries if _rank(a)[0] == _ENTRY]
        if len(entries) > 1:
            at = args.index(entries[0])
            args[at : at + len(entries)] = _chained(entries)
    return args


def _denominator(e: Any) -> Any:
    """1/e where the factor ``e`` belongs under the bar, else None."""
    if isinstance(e, sp.Pow) and not e.base.is_Number and e.exp.is_Rational and e.exp < 0:
        return e.base if e.exp == -1 else sp.Pow(e.base, -e.exp, evaluate=False)
    return None


def mul(p: TermPrinter, e: Any) -> Printed:
    args = mul_order(p, e)
    minus = False
    if args[0].is_Rational and args[0] < 0:
        minus, args[0] = True, -args[0]
        if args[0] is sp.S.One and len(args) > 1:
            del args[0]
    top: list[Any] = []
    bottom: list[Any] = []
    for a in args:
        under = _denominator(a)
        if under is not None:
            bottom.append(under)
        elif a.is_Rational and not a.is_Integer and a > 0 and not _stays(p, a, args):
            bottom.insert(0, sp.Integer(a.q))
            if a.p != 1:
                top.append(sp.Integer(a.p))
        else:
            top.append(a)
    if not bottom:
        if len(top) == 1:  # only a sign was taken off
            return Printed(f"-{p.at(top[0], BIG)}", ADD)
        tex, level = juxtapose(p, top), MUL
    else:
        tex, level = rf"\frac{{{_bar(p, top)}}}{{{_bar(p, bottom)}}}", FACTOR
    return Printed(f"-{tex}", ADD) if minus else Printed(tex, level)


def _bar(p: TermPrinter, parts: list[Any]) -> str:
    return "1" if not parts else p._print(parts[0]) if len(parts) == 1 else juxtapose(p, parts)


def _stays(p: TermPrinter, a: Any, args: list[Any]) -> bool:
    """Whether the fraction ``a`` is printed as a factor of its own: a decimal, or before a Σ."""
    if p.decimals and terminating(a) is not None:
        return True
    powers = any(b.is_Pow and b.base.is_Rational and b.exp.is_Integer for b in args)
    numbers = sum(bool(b.is_Rational) for b in args)
    return powers or numbers > 1 or any(p.term(b).level == BIG for b in args)


def power(p: TermPrinter, e: Any) -> Printed:
    base, exponent = e.base, e.exp
    under = _denominator(e)
    if under is not None:
        return Printed(rf"\frac{{1}}{{{p._print(under)}}}", FACTOR)
    if exponent == sp.S.Half:
        return Printed(rf"\sqrt{{{p._print(base)}}}", FACTOR)
    lower = None
    if base.is_Rational and base > 0 and not base.is_Integer and exponent.is_Integer:
        lower = terminating(base)  # 0.9^{30} is what one reads; (9/10)^{30} is the same number
    if lower is None:
        lower = p.at(base, ATOM)
    return Printed(f"{lower}^{{{p._print(exponent)}}}", FACTOR)


def exponential(p: TermPrinter, e: Any) -> Printed:
    return Printed(f"e^{{{p._print(e.args[0])}}}", FACTOR)


def applied(p: TermPrinter, e: Any) -> Printed:
    if e.function.key == "exp" and e.function.order == 0:
        return Printed(f"e^{{{p._print(e.argument)}}}", FACTOR)
    return elementwise(p, e)


def elementwise(p: TermPrinter, e: Any) -> Printed:
    return Printed(p._print(e.function) + paren(p._print(e.argument)), ATOM)


def activation(p: TermPrinter, e: Any) -> Printed:
    tex, order = name_to_tex(e.symbol)[0], e.order
    return Printed(tex + ("'" * order if order < 4 else f"^{{({order})}}"), ATOM)


def absolute(p: TermPrinter, e: Any) -> Printed:
    return Printed(paren(p._print(e.args[0]), r"\lvert", r"\rvert"), ATOM)


# Σ and Π


def scalar_big(sign: str) -> Any:
    """A row for SymPy's Sum or Product, whose first limits are the innermost."""

    def row(p: TermPrinter, e: Any) -> Printed:
        printed = p.term(e.function)
        for index, low, high in e.limits:
            printed = big(p, sign, printed, index, low, high)
        return printed

    return row


def component_sum(p: TermPrinter, e: Any) -> Printed:
    return big(p, r"\sum", p.term(e.body), e.index, sp.S.One, e.size)


# relations, cases and intervals


def cases(p: TermPrinter, e: Any) -> Printed:
    lines = (
        p._print(value) + (r" & \text{otherwise}" if when is sp.true else f" & {p._print(when)}")
        for value, when in e.args
    )
    return Printed(r"\begin{cases} " + r" \\ ".join(lines) + r" \end{cases}", ATOM)


def relation(sign: str) -> Any:
    return lambda p, e: Printed(f"{p._print(e.lhs)} {sign} {p._print(e.rhs)}", Level.ADD)


def interval(p: TermPrinter, e: Any) -> Printed:
    left, right = "(" if e.left_open else "[", ")" if e.right_open else "]"
    return Printed(f"{left}{p._print(e.start)}, {p._print(e.end)}{right}", ATOM)


ROWS: dict[type, Any] = {
    sp.Integer: integer,
    sp.Rational: rational,
    sp.Float: floating,
    sp.Symbol: symbol,
    type(sp.pi): constant(r"\pi"),
    type(sp.E): constant("e"),
    type(sp.I): constant(r"\mathrm{i}"),
    type(sp.oo): constant(r"\infty"),
    type(-sp.oo): constant(r"-\infty", ADD),
    sp.Add: add,
    sp.Mul: mul,
    sp.Pow: power,
    sp.exp: exponential,
    sp.log: function(r"\ln"),
    sp.sin: function(r"\sin"),
    sp.cos: function(r"\cos"),
    sp.tanh: function(r"\tanh"),
    sp.Max: function(r"\max"),
    sp.Min: function(r"\min"),
    sp.Abs: absolute,
    sp.Sum: scalar_big(r"\sum"),
    Product: scalar_big(r"\prod"),
    sp.Eq: relation("="),
    sp.Ne: relation(r"\ne"),
    sp.Lt: relation("<"),
    sp.Le: relation(r"\le"),
    sp.Gt: relation(">"),
    sp.Ge: relation(r"\ge"),
    sp.Interval: interval,
    sp.Piecewise: cases,
    sp.And: lambda p, e: Printed(", ".join(map(p._print, e.args)), ADD),
    sp.Tuple: function(""),
    al.Activation: activation,
    al.Applied: applied,
    al.Elementwise: elementwise,
    al.Family: symbol,
    al.ComponentSum: component_sum,
}
