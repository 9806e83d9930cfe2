"""Numbers as they are printed: how far from the truth rounding may have taken them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import sympy as sp

from derive.judging.entries import constant_text

__all__ = ["misses", "numeric", "rounded", "slack", "values_of"]

_LITERAL = re.compile(r"(?<![\w.^\\{])(?<!\^\{)(?<!\^\{-)(\d+\.\d*|\.\d+|\d+)")
#: a number with so many digits may be the result of a rounding
_ROUNDED = 3
_POWER = re.compile(r"\s*\^")
_LETTERS = re.compile(r"[A-Za-z]")
_ALLOWED = re.compile(
    r"\\(?:begin|end)\s*\{[bBpv]?(?:small)?matrix\}|\\(?:left|right|big|Big)[lr]?(?![A-Za-z])"
    r"|\\[dt]?frac|\\cdot|\\times|\\top|\\intercal|\^\s*\{?T\}?|\\sqrt|\\[,;:! ]|\\q?quad|\\pm"
    r"|(?<=\d)e(?=[-+\d])|\\(?:begin|end)\s*\{array\}(?:\{[lcr]+\})?"
)


def numeric(text: str) -> bool:
    r"""Whether a side is numbers alone, in whatever arrangement.

    >>> numeric(r"\begin{pmatrix} 0.5 & -1 \end{pmatrix}^\top"), numeric(r"\sigma(2)")
    (True, False)
    """
    rest = _ALLOWED.sub(" ", text)
    return any(c.isdigit() for c in text) and not _LETTERS.search(rest) and constant_text(text)


def values_of(e: Any) -> list[Any]:
    """The entries of what was read, row by row."""
    if isinstance(e, sp.MatrixBase):
        return list(e)
    if getattr(e, "is_Matrix", False):
        return list(sp.ImmutableMatrix(e.doit()))
    return [e]


def slack(text: str, read: Callable[[str], Any], most: bool = False) -> list[float] | None:
    """What one unit of the last digit of its decimals makes in each entry of a side; None if it
    cannot be read.

    Whole numbers are exact beside decimals and in exact equations, and so is the base of a power;
    ``most``: where there are no decimals at all, they are rounded to a whole.
    """
    spots = [m for m in _LITERAL.finditer(text) if "." in m[1] and not _POWER.match(text, m.end())]
    if not spots and most:
        spots = list(_LITERAL.finditer(text))
    return _moved(text, spots, read)


def rounded(text: str, read: Callable[[str], Any]) -> list[float] | None:
    """The same, of those decimals only that have so many digits that they may be results."""
    spots = [
        m
        for m in _LITERAL.finditer(text)
        if len(m[1].replace(".", "").lstrip("0")) >= _ROUNDED and "." in m[1]
    ]
    return _moved(text, spots, read)


def _moved(text: str, spots: list[re.Match[str]], read: Callable[[str], Any]) -> list[float] | None:
    try:
        base = [float(v) for v in values_of(read(text))]
        total = [0.0] * len(base)
        for moved in _one_unit(text, spots):
            for k, v in enumerate(values_of(read(moved))):
                total[k] += abs(float(v) - base[k])
    except (ValueError, TypeError, IndexError, AttributeError):
        return None
    filled = [t for t in total if t]
    if filled and not all(total):
        # a whole number among decimals is rounded as they are
        total = [t or min(filled) for t in total]
    return total


def _one_unit(text: str, spots: list[re.Match[str]]) -> Iterator[str]:
    for spot in spots:
        whole, _, part = spot[1].partition(".")
        digits = len(part)
        number = int((whole or "0") + part) + 1
        shown = str(number).rjust(digits + 1, "0")
        shown = f"{shown[:-digits]}.{shown[-digits:]}" if digits else shown
        yield text[: spot.start(1)] + shown + text[spot.end(1) :]


def misses(true: list[Any], said: list[Any], units: list[float]) -> list[float]:
    """By how much each entry is further off than rounding or truncation allows; 0 if it is not."""
    found = []
    for value, printed, unit in zip(true, said, units, strict=True):
        off = float(sp.Abs(value - printed))
        cut = off < unit and float((value - printed) * printed) >= 0
        near = off <= unit / 2 * (1 + 1e-9) + 1e-20 or cut
        found.append(0.0 if near else off - unit / 2)
    return found
