r"""What goes where a limit is taken: "σ(u) → 1 as u → ∞", "for n → ∞, x_n → 0"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derive.submissions.drafts import Draft
from derive.submissions.prose import SENTENCE

__all__ = ["with_tending"]

_LETTER = re.compile(r"[A-Za-z]|\\[A-Za-z]+")
_LONG = re.compile(r"(?:\\lvert\s*|\|)\s*([a-z])\s*(?:\\rvert|\|)")
_POINT = re.compile(
    r"(?:[+\-−±]|\\pm(?![A-Za-z]))?\s*(?:\\infty(?![A-Za-z])|\d+(?:\.\d+)?(?:\s*\^\s*\{?[+-]\}?)?)"
)


def with_tending(drafts: Sequence[Draft], text: str) -> None:
    """Make u → ∞ a condition of the limit beside it in its sentence, and no claim."""
    for number, draft in enumerate(drafts):
        if draft.relation != "->" or draft.role != "claim":
            continue
        long = _LONG.fullmatch(draft.left)
        name = long[1] if long else draft.left
        if not (_LETTER.fullmatch(name) and _POINT.fullmatch(draft.right)):
            continue
        spoken = re.compile(rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z])")
        for other in _beside(drafts, number, text):
            if other.relation == "->" and spoken.search(other.left):
                draft.role = "assumption"
                other.given = (*other.given, rf"{draft.left}\to {draft.right}")


def _beside(drafts: Sequence[Draft], number: int, text: str) -> list[Draft]:
    """The other claims of its sentence."""
    found = []
    for step in (-1, 1):
        last, at = drafts[number], number + step
        while 0 <= at < len(drafts):
            first, second = sorted((last, drafts[at]), key=lambda d: d.formula)
            if SENTENCE.search(text[first.formula[1] : second.formula[0]]):
                break
            found.append(drafts[at])
            last, at = drafts[at], at + step
    return found
