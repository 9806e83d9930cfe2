"""What the printer's rows share: sums, juxtaposed factors, names and decimals."""

from __future__ import annotations

from typing import Any

from derive.document.names import name_to_tex
from derive.document.printer import Level, Printed, TermPrinter, paren

__all__ = ["big", "constant", "function", "juxtapose", "plus", "symbol", "terminating"]


def constant(tex: str, level: Level = Level.ATOM) -> Any:
    """A row that prints the same TeX for every node."""
    return lambda p, e: Printed(tex, level)


def function(name: str) -> Any:
    """A row for ``name(a, b, …)``."""
    return lambda p, e: Printed(name + paren(", ".join(map(p._print, e.args))), Level.ATOM)


def symbol(p: TermPrinter, e: Any) -> Printed:
    """The row of everything that has just a name."""
    tex, below, above = name_to_tex(e.name)
    return Printed(tex, Level.FACTOR if above else Level.ATOM if below else Level.NAME)


def terminating(e: Any) -> str | None:
    """The decimal expansion of the rational ``e`` where it ends within 16 places, else None.

    >>> import sympy as sp
    >>> terminating(sp.Rational(9, 40)), terminating(sp.Rational(1, 3)), terminating(sp.Integer(-2))
    ('0.225', None, '-2')
    """
    rest, twos, fives = int(e.q), 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    places = max(twos, fives)
    if places > 16:  # nobody reads that; the fraction is shorter
        return None
    digits = str(abs(int(e.p)) * 10**places // int(e.q)).zfill(places + 1)
    sign = "-" if e.p < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def plus(p: TermPrinter, parts: list[Any], nested: tuple[type, ...]) -> Printed:
    """Terms joined by + and −; a term that is itself a sum (``nested``) is parenthesised."""
    return Printed("".join(plus_parts(p, parts, nested)), Level.ADD)


def plus_parts(p: TermPrinter, parts: list[Any], nested: tuple[type, ...]) -> list[str]:
    """The terms of a sum, each but the first with the sign that joins it."""
    out: list[str] = []
    for part in parts:
        tex = p.at(part, Level.BIG) if isinstance(part, nested) else p.bare(part)
        if not out:
            out.append(tex)
        elif tex.startswith("-"):
            out.append(f" - {tex[1:]}")
        else:
            out.append(f" + {tex}")
    return out


def juxtapose(p: TermPrinter, parts: list[Any]) -> str:
    """Factors side by side; only the last may be open to the right."""
    return "".join(factors(p, parts))


def factors(p: TermPrinter, parts: list[Any]) -> list[str]:
    """The factors of a product, each but the first with what joins it: a space, or a dot."""
    out: list[str] = []
    for i, part in enumerate(parts):
        tex, level = p.term(part)
        if not (level >= Level.FACTOR or (level == Level.BIG and i == len(parts) - 1)):
            tex = paren(tex)
        if i:
            dot = tex[0].isdigit() or tex.startswith(r"\tfrac") or out[-1] == "1"
            dot = dot or (tex.startswith(r"\mathbf{1}") and out[-1][-1].isdigit())
            tex = (r" \cdot " if dot else " ") + tex
        out.append(tex)
    return out


def big(p: TermPrinter, sign: str, body: Printed, index: Any, low: Any, high: Any) -> Printed:
    """Σ, Π or ⨀ with its limits; only a Σ takes a product as its body without parentheses."""
    need = Level.BIG if sign == r"\sum" else Level.FACTOR
    inner = body.tex if body.level >= need else paren(body.tex)
    limits = f"_{{{p._print(index)} = {p._print(low)}}}^{{{p._print(high)}}}"
    return Printed(f"{sign}{limits} {inner}", Level.BIG)
