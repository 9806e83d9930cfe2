r"""Functions of several numbers at a point: g(1, 2), ∇g(1, 2), \frac{\partial g}{\partial y}(1, 2).

What is called is written without its arguments, and these are the values of what it is a function
of, for that claim alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from derive.judging.entries import Entry, constant_text
from derive.reader.names import normal
from derive.submissions.claims import Claim

__all__ = ["at_arguments"]

_BRACKET = r"\s*(?:\\left)?\(([^()]*?)(?:\\right)?\)"


def at_arguments(
    claim: Claim, entries: Mapping[str, Sequence[Entry]]
) -> tuple[Claim, tuple[Entry, ...]]:
    """The claim without arguments of functions that the sheet defines, and their values."""
    own: dict[str, Entry] = {}
    sides = [claim.left, claim.right]
    for key, found in entries.items():
        several = next((e.arguments for e in found if e.arguments), ())
        if not several:
            continue
        name = re.escape(key)
        called = re.compile(
            rf"((?<![A-Za-z\\]){name}(?:_\{{?[A-Za-z]+\}}?)?"
            rf"|\\[dt]?frac\s*\{{(?:\\partial|d|\\mathrm\{{d\}})\s*(?:\^2\s*)?{name}\}}\s*"
            rf"\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}}){_BRACKET}"
        )
        places = [m for side in sides for m in called.finditer(side)]
        points = {tuple(map(str.strip, re.split("[,;]", m[2]))) for m in places}
        if len(points) != 1:
            continue
        [values] = points
        plain = tuple(map(normal, values)) == several
        slope = any(m[1].startswith("\\") for m in places)  # f(2) is that of a function of one
        fixed = all(map(constant_text, values)) and (len(several) > 1 or slope)
        if len(values) != len(several) or not (plain or fixed):
            continue
        sides = [called.sub(r"\1", side) for side in sides]
        if fixed and not plain:
            for argument, value in zip(several, values, strict=True):
                own[argument] = Entry(claim.number, argument, value)
    for key, found in entries.items():
        several = next((e.arguments for e in found if e.arguments), ())
        slopes = ", ".join(rf"\frac{{\partial {key}}}{{\partial {a}}}" for a in several)
        if several:
            bare = re.compile(rf"\\nabla\s*{re.escape(key)}(?![A-Za-z_(])")
            whole = f"({slopes})" if len(several) > 1 else rf"\nabla_{{{several[0]}}} {key}"
            sides = [bare.sub(whole.replace("\\", "\\\\"), side) for side in sides]
    return replace(claim, left=sides[0], right=sides[1]), tuple(own.values())
