r"""Names of plain text with a letter right behind them: Wz, Uz, bz of the gate z, as W_z, U_z, b_z.

A letter is such a label where it stands behind two capital letters at least that have another
label too, Wz and Wr, Uz and Ur.  A small letter has it only where that is on the left of an
equation, az = Wz x + …, for "or" and "as" are words.
"""

from __future__ import annotations

import re

from derive.submissions.places import Edit, Placed
from derive.submissions.vocabulary import LOWERED

__all__ = ["labelled", "with_labels", "with_lists_below"]

_NAME = re.compile(r"(?<![\w\\^_{])([A-Z])([a-z])(?![\w(])")
_LEFT = re.compile(r"(?<![\w\\^_{])([a-z])([a-z])\s*=(?!=)")
#: indices in small type with commas between: hₜ₋₁,ᵢ
_LOW = "".join(LOWERED)
_LIST = re.compile(rf"[{_LOW}]+(?:,\s?[{_LOW}]+)+")


def labelled(text: str) -> frozenset[str]:
    """The names of two letters of which the second is a label.

    >>> sorted(labelled("az = Wz x + Uz h, ar = Wr x + Ur h, or so"))
    ['Ur', 'Uz', 'Wr', 'Wz', 'ar', 'az']
    >>> labelled("Au contraire, Wz")
    frozenset()
    """
    pairs = {(m[1], m[2]) for m in _NAME.finditer(text)}
    several = {a for a, _ in pairs if len({y for x, y in pairs if x == a}) > 1}
    labels = {y for x, y in pairs if len({a for a, b in pairs if b == y and a in several}) > 1}
    small = {(m[1], m[2]) for m in _LEFT.finditer(text)}
    return frozenset(x + y for x, y in pairs | small if y in labels)


def with_labels(formula: Placed, names: frozenset[str]) -> Placed:
    """The formula with an underscore in these names."""
    if not names:
        return formula
    found = re.finditer(
        rf"(?<![A-Za-z\\^_{{])(?:{'|'.join(sorted(names))})(?![A-Za-z(])", formula.text
    )
    return formula.edited([Edit(m.start() + 1, m.start() + 1, "_") for m in found])


def with_lists_below(formula: Placed) -> Placed:
    r"""The formula with the commas between indices in small type among these.

    >>> with_lists_below(Placed.of("hₜ,ᵢ < 1")).text
    'h_{t,i} < 1'
    """
    edits = []
    for m in _LIST.finditer(formula.text):
        below = "".join(LOWERED.get(sign, sign) for sign in m.group() if not sign.isspace())
        edits.append(Edit(m.start(), m.end(), f"_{{{below}}}"))
    return formula.edited(edits) if edits else formula
