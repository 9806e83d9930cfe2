"""Lines of at most 100 characters."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

__all__ = ["folded"]

_WIDTH = 100
_SIGNS = (" + ", " - ", " * ", " / ", " @ ")


def folded(line: str) -> list[str]:
    """A line of code as lines of at most 100 characters, where it can be broken.

    >>> folded("x = a + b")
    ['x = a + b']
    """
    if len(line) <= _WIDTH:
        return [line]
    indent = len(line) - len(line.lstrip())
    text = line.strip()
    target, equals, value = text.partition(" = ")
    if equals and any(_breaks(value, signs, 0) for signs in (_SIGNS[:2], _SIGNS[2:])):
        signs = _SIGNS[:2] if _breaks(value, _SIGNS[:2], 0) else _SIGNS[2:]
        pieces = _cut(value, _breaks(value, signs, 0))
        return [" " * indent + f"{target} = (", *_packed(pieces, indent + 4), " " * indent + ")"]
    if equals and "(" not in value:  # names for the parts of a tuple
        pieces = _cut(target, [at + 1 for at in _breaks(target, (", ",), 0)])
        return [" " * indent + "(", *_packed(pieces, indent + 4), " " * indent + f") = {value}"]
    if "(" not in text:
        return [line]
    start = text.index("(", text.index(" = ") if equals else 0)
    end = text.rindex(")")
    inside = text[start + 1 : end]
    pieces = _cut(inside, [at + 1 for at in _breaks(inside, (", ",), 0)])
    if len(pieces) < 2:
        return [line]
    first, last = " " * indent + text[: start + 1], " " * indent + text[end:]
    return [first, *_packed(pieces, indent + 4), last]


def _breaks(text: str, marks: tuple[str, ...], level: int) -> list[int]:
    """Where one of the marks stands outside all brackets."""
    found, depth, quoted = [], 0, False
    for k, c in enumerate(text):
        quoted ^= c == '"'
        depth += (c in "([{") - (c in ")]}")
        if depth == level and not quoted and any(text.startswith(m, k) for m in marks):
            found.append(k)
    return found


def _cut(text: str, places: list[int]) -> list[str]:
    ends = [0, *places, len(text)]
    return [text[a:b].strip() for a, b in itertools.pairwise(ends)]


def _packed(pieces: list[str], indent: int) -> Iterator[str]:
    """As many pieces on a line as fit."""
    line = " " * indent
    for piece in pieces:
        longer = f"{line} {piece}" if line.strip() else line + piece
        if len(longer) > _WIDTH and line.strip():
            yield from folded(line)
            longer = " " * indent + piece
        line = longer
    yield from folded(line)
