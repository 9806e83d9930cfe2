r"""Braces below what is repeated so often: ``\underbrace{W W \cdots W}_{k \text{ times}}``."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from derive.submissions.tokens import WORDS, Token, joined

__all__ = ["counted"]

_DOTS = frozenset((r"\dots", r"\cdots", r"\ldots", r"\dotsb", r"\dotsm", r"\dotsc", "…", "⋯"))
_COUNT = re.compile(r"(?:[A-Za-z]|\\tau|\d+)(?:\s*[+-]\s*(?:[A-Za-z]|\d+))*")


def counted(
    brace: Token, inside: Sequence[Token], label: Sequence[Token], relations: Collection[str]
) -> list[Token]:
    """What is repeated, with its brace and its number; empty if a label is but a remark."""
    said = [t for t in label if not t.text.startswith((WORDS, r"\text"))]
    number = joined(said).strip().strip("()").strip()
    texts = {t.text for t in inside}
    if not texts & _DOTS or texts & {*relations} or not _COUNT.fullmatch(number):
        return []
    opened, closed = Token("{", brace.at), Token("}", brace.at)
    script = [Token("_", brace.at), opened, *said, closed]
    return [Token(r"\underbrace", brace.at), opened, *inside, closed, *script]
