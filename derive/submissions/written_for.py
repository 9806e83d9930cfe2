r"""Names that words give to formulas: "write δ for ∂L/∂z", "denote ∂L/∂z by δ"."""

from __future__ import annotations

import re

__all__ = ["WRITTEN", "defined_by_words", "told_of"]

_WRITE = (
    r"(?:writ(?:e|es|ing)|schreib\w*|écri\w+|escrib\w+|scriv\w+|abbreviat\w+|put|set|запишем|пишем)"
)
_DENOTE = r"(?:denot\w+|bezeichn\w+|not(?:e|ons|iamo|amos)|abbreviat\w+|обозначим|call)"
#: words before the first of the two formulas
WRITTEN = re.compile(
    rf"\b(?:{_WRITE}|{_DENOTE})(?:\s+(?:mit|now|also|here|hier|ici|on|wir|ich|je))?\s", re.I
)
_ANNOUNCES = re.compile(rf"{WRITTEN.pattern}*$", re.I)
_FOR = re.compile(
    r"\s*(?:for|für|pour|para|per|for the (?:gradient|derivative)|für die Ableitung)\s*"
)
_BY = re.compile(r"\s*(?:by|mit|par|con|por|через|as|als)\s*")
_AND = re.compile(r"[\s,]*(?:and|und|et|y|e|и)?[\s,]*")


def defined_by_words(before: str, first: str, between: str, second: str) -> tuple[str, str] | None:
    r"""The name and what it is, if words say so of two formulas, else None.

    >>> defined_by_words("I write ", r"\delta", " for ", r"\partial L/\partial z")
    ('\\delta', '\\partial L/\\partial z')
    >>> defined_by_words("Denote ", r"\partial L/\partial z", " by ", r"\delta")
    ('\\delta', '\\partial L/\\partial z')
    >>> defined_by_words("write ", "A", " and ", "B")
    """
    if _ANNOUNCES.search(before) is None:
        return None
    if _FOR.fullmatch(between):
        return first, second
    return (second, first) if _BY.fullmatch(between) else None


def told_of(between: str, before: int) -> int:
    """Which of the two formulas of such words comes next behind ``between``: 1, 2, or 0 for none;
    ``before`` is what the last one was.

    >>> told_of("I write ", 0), told_of(" for ", 1), told_of(" and ", 2), told_of(" so ", 2)
    (1, 2, 1, 0)
    """
    if _ANNOUNCES.search(between) is not None:
        return 1
    if before == 1 and (_FOR.fullmatch(between) or _BY.fullmatch(between)):
        return 2
    return 1 if before == 2 and _AND.fullmatch(between) else 0
