"""Text that knows where each of its characters stood in the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from derive.submissions.claims import Spot

__all__ = ["Edit", "Lines", "Placed"]


class Edit(NamedTuple):
    """Between two offsets, ``now`` is to stand."""

    start: int
    end: int
    now: str


@dataclass(frozen=True)
class Placed:
    """A text, and for each of its characters the offset in the source.

    What an edit puts in has places within what it replaces.

    >>> part = Placed.of("let y = Wx").part(4, 10)
    >>> changed = part.edited([Edit(4, 6, "W x")])
    >>> changed.text, changed.place(0), changed.place(6)
    ('y = W x', 4, 9)
    """

    text: str
    at: Sequence[int]

    @classmethod
    def of(cls, text: str, start: int = 0) -> Placed:
        """A text that stands in the source as it is."""
        return cls(text, range(start, start + len(text)))

    def part(self, start: int, end: int) -> Placed:
        """What stands between two offsets."""
        return Placed(self.text[start:end], self.at[start:end])

    def place(self, index: int) -> int:
        """The offset in the source of a character, or of the end."""
        if index < len(self.at):
            return self.at[index]
        return self.at[-1] + 1 if len(self.at) else 0

    def edited(self, edits: Iterable[Edit]) -> Placed:
        """The text with all edits made; of edits that overlap the first is made."""
        text: list[str] = []
        at: list[int] = []
        done = 0
        for start, end, now in sorted(edits):
            if start < done:
                continue
            text += self.text[done:start], now
            at += self.at[done:start]
            # as much as there was keeps its place, so that a repair at the start of a longer
            # piece does not move what follows it
            at += [self.place(min(start + i, max(end - 1, start))) for i in range(len(now))]
            done = end
        if not text:
            return self
        text.append(self.text[done:])
        at += self.at[done:]
        return Placed("".join(text), at)


class Lines:
    """Where the lines of a text begin.

    A lone carriage return ends a line only where no line ends otherwise; a form feed never does.
    """

    def __init__(self, text: str, cell: int = 0) -> None:
        ends = r"\r\n|\n" if "\n" in text else r"\r"
        self.starts = [0, *(m.end() for m in re.finditer(ends, text))]
        self.cell = cell

    def spot(self, offset: int) -> Spot:
        """The line and column of an offset."""
        line = bisect_right(self.starts, offset) - 1
        return Spot(line + 1, offset - self.starts[line] + 1, self.cell)
