"""Formulas in plain text, which has no dollars: the lines, and parts of lines, that are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.reviewing.finding import Defined, Found, Unread

__all__ = ["formulas_in_lines"]


def formulas_in_lines(text: str, taken: Sequence[Found | Defined | Unread]) -> Iterator[Found]:
    yield from ()
