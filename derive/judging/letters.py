"""Where a name stands in a formula: as a letter of its own, not within a command or a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from derive.reader.vocabulary import WORDS

__all__ = ["places", "put", "stands"]

_LISTED = "|".join(sorted(WORDS, key=len, reverse=True))
#: words that are written without a backslash, whole or right before what they are applied to
_WORD = rf"(?<![A-Za-z\\])(?:{_LISTED})(?![A-Za-z])|(?<!\\)(?:{_LISTED})(?=\s*(?:\\left\s*)?[(\[])"
#: commands, those of text with what they hold
_COMMAND = (
    r"\\(?:operatorname|mathrm|mathit|mathsf|mathtt|text\w*|begin|end|color)\*?\s*\{[^{}]*\}"
    r"|\\[A-Za-z]+"
)


@lru_cache(maxsize=1024)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Names, longest first, or what holds letters that are none."""
    ends = (re.escape(n) + r"(?![A-Za-z])" * bool(re.search(r"\\[A-Za-z]+$", n)) for n in names)
    return re.compile(rf"(?:{_WORD})|(?P<name>{'|'.join(ends)})|(?:{_COMMAND})")


def places(text: str, *names: str) -> Iterator[re.Match[str]]:
    r"""Where one of the names stands.

    >>> [m.start() for m in places(r"\max(Xa) + tr(aA)", "a")]
    [6, 14]
    """
    ordered = tuple(sorted(names, key=len, reverse=True))
    return (m for m in _pattern(ordered).finditer(text) if m["name"] is not None)


def stands(text: str, name: str) -> bool:
    """Whether a name stands in a formula."""
    return next(places(text, name), None) is not None


def put(text: str, by: Mapping[str, str]) -> str:
    r"""The formula with other pieces in place of names.

    >>> put(r"\|Xw - y\|", {"w": "(w + v)"})
    '\\|X(w + v) - y\\|'
    """
    out, done = "", 0
    for m in places(text, *by):
        out, done = out + text[done : m.start()] + by[m["name"]], m.end()
    return out + text[done:]
