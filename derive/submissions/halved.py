r"""Row ends that have lost one of their two backslashes: ``a & b \ c & d`` in a matrix."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.submissions.places import Edit

__all__ = ["halved_rows"]

_ROWS = (
    r"(?:[bpvVB]?matrix|smallmatrix|array|aligned|align|alignat|alignedat|flalign|split|gather|"
    r"gathered|cases|rcases|eqnarray|multline)\*?"
)
_ENDS = re.compile(rf"\\(begin|end)\s*\{{\s*({_ROWS})\s*\}}(?:\s*\{{[clr|@]*\}})?")
#: \\ as it should be; a backslash before white space; the length behind \\[2pt]
_BREAKS = re.compile(
    r"(?P<whole>\\\\)|(?P<length>\\(?=\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in)\s*\]))"
    r"|(?P<blank>\\(?=\s))|(?P<other>\\(?=[&\d=+-]|[xyzqWXYAM](?![A-Za-z])))|\\."
)


def halved_rows(text: str, damaged: bool) -> Iterator[Edit]:
    r"""The lone backslashes that must have been the ends of rows.

    In an environment of rows that has no whole ``\\`` a control space stands for one where that
    gives every row as many cells, at least two; where ``damaged`` says that this text has lost
    backslashes, also where rows have one cell, or are unequal.

    >>> list(halved_rows(r"\begin{bmatrix} 1 & 0 \ 0 & 1 \end{bmatrix}", damaged=False))
    [Edit(start=22, end=23, now='\\\\')]
    >>> list(halved_rows(r"\begin{bmatrix} 1\ 0 & 1 \end{bmatrix}", damaged=False))
    []
    """
    stack: list[tuple[str, list[tuple[int, int]], int]] = []
    for m in _ENDS.finditer(text):
        if m.group(1) == "begin":
            if stack:  # what stands before an inner environment is the outer one's own
                name, own, start = stack.pop()
                stack.append((name, [*own, (start, m.start())], m.end()))
            stack.append((m.group(2), [], m.end()))
        elif stack and stack[-1][0] == m.group(2):
            name, own, start = stack.pop()
            yield from _in_rows(text, [*own, (start, m.start())], damaged)
            if stack:
                name, own, _ = stack.pop()
                stack.append((name, own, m.end()))


def _in_rows(text: str, own: list[tuple[int, int]], damaged: bool) -> Iterator[Edit]:
    """The lone backslashes among the pieces that one environment has for itself."""
    lone: list[int] = []
    cells = [0]
    for start, end in own:
        last = start
        for m in _BREAKS.finditer(text, start, end):
            if m.lastgroup == "whole":
                return
            if m.lastgroup == "length":
                yield Edit(m.start(), m.end(), r"\\")
            elif m.lastgroup == "blank" or (m.lastgroup == "other" and damaged):
                lone.append(m.start())
                cells[-1] += _ampersands(text, last, m.start())
                cells.append(0)
                last = m.end()
        cells[-1] += _ampersands(text, last, end)
    even = len(set(cells)) == 1 and cells[0] > 0
    if lone and (even or damaged):
        yield from (Edit(at, at + 1, r"\\") for at in lone)


def _ampersands(text: str, start: int, end: int) -> int:
    return len(re.findall(r"(?<!\\)&", text[start:end]))
