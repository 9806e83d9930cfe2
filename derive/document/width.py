"""How wide a formula is, estimated from its TeX, and how to break one that is too wide."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.document.pieces import factors, plus_parts
from derive.document.printer import Level, TermPrinter, printer
from derive.document.scalars import add_order, mul_order

__all__ = ["lines", "width"]

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)

#: Widths in em of what is not a letter or a digit, in display style, spacing included.
_EM: dict[str, float] = {
    "+": 1.22,
    "-": 1.22,
    "=": 1.33,
    "<": 1.33,
    ">": 1.33,
    ",": 0.45,
    ".": 0.28,
    "'": 0.3,
    "(": 0.39,
    ")": 0.39,
    "[": 0.28,
    "]": 0.28,
    "&": 1.0,
    "M": 1.0,
    "W": 0.98,
    "m": 0.85,
    "w": 0.72,
    r"\le": 1.33,
    r"\ge": 1.33,
    r"\to": 1.56,
    r"\in": 1.22,
    r"\cdot": 0.72,
    r"\odot": 1.22,
    r"\otimes": 1.22,
    r"\times": 1.22,
    r"\sum": 1.61,
    r"\prod": 1.44,
    r"\bigodot": 1.67,
    r"\partial": 0.58,
    r"\nabla": 0.83,
    r"\lVert": 0.5,
    r"\rVert": 0.5,
    r"\lvert": 0.28,
    r"\rvert": 0.28,
    r"\top": 0.78,
    r"\infty": 1.0,
    r"\lim": 1.55,
    r"\tanh": 2.2,
    r"\exp": 1.7,
    r"\log": 1.45,
    r"\det": 1.5,
    r"\sin": 1.4,
    r"\cos": 1.4,
    r"\max": 1.9,
    r"\min": 1.8,
    r"\qquad": 2.0,
    r"\quad": 1.0,
}
_STACKED = {r"\sum", r"\prod", r"\bigodot", r"\lim"}
_GROWS = {r"\left": 0.2, r"\right": 0.2}
_NOTHING = {
    r"\mathrm",
    r"\mathbf",
    r"\mathit",
    r"\mathbb",
    r"\mathcal",
    r"\tilde",
    r"\hat",
    r"\bar",
}


class _Reader:
    """Reads TeX once from left to right, adding widths up."""

    def __init__(self, tex: str) -> None:
        self.tokens = [t for t in _TOKEN.findall(tex) if not t.isspace()]
        self.at = 0

    def next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def group(self) -> float:
        """The width of the next braced group, or of the next token."""
        if self.peek() != "{":
            return self.one()
        self.next()
        total = self.until("}")
        self.next()
        return total

    def until(self, *stops: str) -> float:
        total = 0.0
        while self.peek() and self.peek() not in stops:
            total += self.one()
        return total

    def scripts(self, scale: float = 0.72) -> tuple[float, float]:
        """The widths of the subscript and superscript that follow."""
        found = {"_": 0.0, "^": 0.0}
        while self.peek() in found:
            mark = self.next()
            found[mark] = max(found[mark], scale * 0.9 * self.group())
        return found["_"], found["^"]

    def one(self) -> float:
        token = self.next()
        if token in _STACKED:
            return max(_EM[token], *self.scripts()) + 0.17
        if token in ("_", "^"):
            self.at -= 1
            return max(self.scripts())
        if token == "{":
            self.at -= 1
            return self.group()
        if token in (r"\frac", r"\tfrac"):
            scale = 0.7 if token == r"\tfrac" else 1.0
            return 0.24 + scale * max(self.group(), self.group())
        if token == r"\sqrt":
            return 0.9 + self.group()
        if token == r"\operatorname":
            return 0.17 + self.group()
        if token == r"\begin":
            return self.matrix()
        if token in _GROWS:
            return _GROWS[token] + self.one()
        if token in _NOTHING:
            return self.group()
        if token.startswith("\\"):
            return _EM.get(token, 0.6)
        return _EM.get(token, 0.75 if token.isupper() else 0.52)

    def matrix(self) -> float:
        self.group()
        columns: dict[int, float] = {}
        column = 0
        while self.peek() and self.peek() != r"\end":
            columns[column] = max(columns.get(column, 0.0), self.until("&", r"\\", r"\end"))
            if self.peek() in ("&", r"\\"):
                column = column + 1 if self.next() == "&" else 0
        self.next()
        self.group()
        return 1.1 + sum(columns.values()) + 1.0 * (len(columns) - 1)


@cache
def width(tex: str) -> float:
    """The width in em of a displayed formula, to within about a tenth.

    >>> width("a + b") < width(r"\\\\frac{a}{b} + b + c")
    True
    """
    return _Reader(tex).until()


def _terms(p: TermPrinter, e: Any) -> list[str] | None:
    if isinstance(e, sp.MatAdd):
        return plus_parts(p, list(e.args), (sp.MatAdd, sp.Add))
    if isinstance(e, sp.Add):
        return plus_parts(p, add_order(p, e), (sp.Add,))
    return None


def _factors(p: TermPrinter, e: Any) -> list[str] | None:
    """The factors of a product, or of a product under Σ, the Σ with its limits being the first."""
    if isinstance(e, (al.MatrixSum, al.ComponentSum)):
        inner = _factors(p, e.body)
        whole, body = p.term(e).tex, p.term(e.body)
        if inner is None or body.level == Level.ADD or not whole.endswith(body.tex):
            return None
        return [whole[: len(whole) - len(body.tex)] + inner[0], *inner[1:]]
    if isinstance(e, sp.MatMul) and not p.term(e).tex.startswith("-"):
        return factors(p, list(e.args))
    if isinstance(e, sp.Mul) and p.term(e).level == Level.MUL:
        return factors(p, mul_order(p, e))
    return None


def lines(expr: Any, room: float, *, decimals: bool = False) -> tuple[str, ...]:
    r"""The TeX of ``expr`` broken into lines of at most ``room`` em where that is possible.

    A sum is broken before + and −, a product between factors (the next line then begins with
    ``\cdot``), also under a Σ, which reaches over the whole product.  What stands between
    parentheses is never broken.
    """
    p = printer(decimals)
    tex = p.doprint(expr)
    if width(tex) <= room:
        return (tex,)
    expr = sp.sympify(expr)
    terms = _terms(p, expr)
    if terms is None:
        parts = _factors(p, expr)
        return (tex,) if parts is None else _fill(parts, room, r"{} \cdot ")
    args = add_order(p, expr) if isinstance(expr, sp.Add) else list(expr.args)
    filled: list[str] = []
    for term, arg in zip(terms, args, strict=True):
        inner = _factors(p, arg) if width(term) > room else None
        if inner is not None and not isinstance(arg, (sp.Add, sp.MatAdd)):
            sign = ("{}" if filled else "") + term[: len(term) - len("".join(inner))]
            filled += _fill([sign + inner[0], *inner[1:]], room, r"{} \cdot ")
        elif filled and width(filled[-1] + term) <= room:
            filled[-1] += term
        else:
            filled.append("{}" + term if filled else term)
    return tuple(filled)


def relation_lines(left: str, sign: str, right: str, room: float) -> tuple[str, ...]:
    """A relation of others in lines of at most ``room`` em, broken at the sign and before +.

    >>> relation_lines("a", "=", "b + f(c + d) + e", 5)
    ('a', '= b', '{} + f(c + d)', '{} + e')
    """
    whole = f"{left} {sign} {right}"
    if width(whole) <= room:
        return (whole,)
    parts: list[str] = []
    for term in re.split(r"(?= \+ )", right):
        if parts and any(parts[-1].count(a) != parts[-1].count(b) for a, b in ("{}", "()", "[]")):
            parts[-1] += term
        else:
            parts.append(term)
    rows = [f"{sign} {parts[0]}"]
    for part in parts[1:]:
        if width(rows[-1] + part) <= room:
            rows[-1] += part
        else:
            rows.append("{}" + part)
    return (left, *rows)


def _fill(parts: list[str], room: float, begin: str) -> tuple[str, ...]:
    out = [parts[0]]
    for part in parts[1:]:
        if width(out[-1] + part) <= room:
            out[-1] += part
        else:
            out.append(begin + part.removeprefix(r" \cdot").lstrip())
    return tuple(out)
