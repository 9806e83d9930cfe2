r"""All repairs of a formula, and their record."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from html import unescape

from derive.submissions.damage import lost_letters, openings
from derive.submissions.halved import halved_rows
from derive.submissions.places import Edit, Placed

__all__ = ["Mended", "Mender"]

#: a repair before it has a line and a column: the offset in the source, what stood there, what
#: is read
Mended = tuple[int, str, str]

_ENTITY = re.compile(
    r"&(?:amp|lt|gt|le|ge|ne|nbsp|quot|apos|minus|times|middot|sdot|sum|part|nabla|isin|rarr"
    r"|#\d{2,6}|#x[0-9A-Fa-f]{2,5}|(?:alpha|beta|gamma|delta|epsilon|eta|theta|lambda|mu|sigma));"
)
#: full-width forms, and the ideographic full stop, comma and space
_WIDE = re.compile("[！-～。、　]")
_NAMED = re.compile(
    r"\\(?:text|textrm|textbf|textit|textsf|texttt|textnormal|mbox|hbox|label|tag|ref|eqref"
    r"|mathrm|mathit|mathsf|mathtt|operatorname)\*?\s*\{[^{}]*\}"
)
_ESCAPED = re.compile(r"\\[\\_^*]")
_SPACED = re.compile(r"[_^] +(?=[{\\\w])")
_LETTERS = re.compile(r"\\(mathrm|operatorname)\s*\*?\s*\{\s*((?:[A-Za-z]\s+)+[A-Za-z])\s*\}")
_DIGITS = re.compile(r"(?<=\d)\s*\.\s+(?=\d)|(?<=\d)\s+\.\s*(?=\d)|(?<=\d)\s+(?=\d)")


def _entities(text: str) -> Iterator[Edit]:
    for m in _ENTITY.finditer(text):
        now = unescape(m.group()).replace("\xa0", " ")
        yield Edit(m.start(), m.end(), f" {now}" if now in "&" else now)


def _outside(text: str, signs: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Where these signs stand, but in groups of words."""
    words = [m.span() for m in _NAMED.finditer(text)]
    at = 0
    for m in signs.finditer(text):
        while at < len(words) and words[at][1] <= m.start():
            at += 1
        if at == len(words) or m.start() < words[at][0]:
            yield m


def _wide(text: str) -> Iterator[Edit]:
    for m in _outside(text, _WIDE):
        sign = m.group()
        now = {"。": ".", "、": ",", "　": " "}.get(sign) or chr(ord(sign) - 0xFEE0)
        yield Edit(m.start(), m.end(), now)


def _escaped(text: str) -> Iterator[Edit]:
    r"""``\_`` where a script is meant, as an escape of Markdown leaves it."""
    for m in _outside(text, _ESCAPED):
        if m.group() != r"\\":
            yield Edit(m.start(), m.end(), m.group()[1])


def _recognised(text: str) -> Iterator[Edit]:
    r"""The spaces that optical recognition leaves: ``w^ {30}``, ``\mathrm {d i a g}``."""
    spaced = list(_SPACED.finditer(text))
    for m in spaced:
        yield Edit(m.start(), m.end(), m.group()[0])
    for m in _LETTERS.finditer(text):
        start, end = m.span(2)
        yield Edit(start, end, re.sub(r"\s+", "", m.group(2)))
    if spaced:
        for m in _DIGITS.finditer(text):
            yield Edit(m.start(), m.end(), m.group().strip())


_SIMPLE: tuple[Callable[[str], Iterator[Edit]], ...] = (_entities, _wide, _escaped, _recognised)


class Mender:
    """Mends the formulas of one text and remembers what was damaged in it.

    ``names`` are the macros that the text defines.
    """

    def __init__(self, source: str, names: Collection[str] = ()) -> None:
        self.source, self.names = source, names
        #: letters of which commands are lost somewhere, and whether a row end was halved
        self.letters: set[str] = set()
        self.halved = False
        self.repairs: list[Mended] = []

    def opened(self, text: Placed) -> Placed:
        """The whole text, with the damage mended that would hide a formula."""
        hits = list(openings(text.text))
        self.letters |= {letter for letter, _ in hits}
        return self._edited(text, [edit for _, edit in hits])

    def look(self, text: str) -> None:
        """Note what in this formula is certainly damaged."""
        hits = {letter for letter, _ in lost_letters(text, self.names, doubtful=False)}
        self.letters |= hits
        self.halved = self.halved or any(True for _ in halved_rows(text, damaged=False))

    def mended(self, formula: Placed) -> Placed:
        """A formula as it must have been."""
        for simple in _SIMPLE:
            formula = self._edited(formula, list(simple(formula.text)))
        hits = list(lost_letters(formula.text, self.names, self.letters))
        formula = self._edited(formula, [edit for _, edit in hits])
        rows = list(halved_rows(formula.text, bool(hits) or self.halved))
        return self._edited(formula, rows)

    def _edited(self, text: Placed, edits: list[Edit]) -> Placed:
        done = 0
        for start, end, now in sorted(edits):
            if start < done:
                continue
            done = end
            was = self.source[text.place(start) : text.place(end - 1) + 1]
            self.repairs.append((text.place(start), was, now))
        return text.edited(edits)
