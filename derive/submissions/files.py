"""Reading files: their text, their kind, and the Markdown cells of a notebook."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from derive.errors import DeriveError

__all__ = ["ENDINGS", "FORMATS", "Cell", "cells_of", "format_of", "read_text"]

FORMATS = ("markdown", "latex", "plain", "notebook")
#: ending of a file → its format
ENDINGS = {
    **dict.fromkeys([".md", ".markdown", ".mkd", ".mdown", ".qmd", ".rmd"], "markdown"),
    **dict.fromkeys([".tex", ".ltx", ".latex"], "latex"),
    **dict.fromkeys([".txt", ".text", ".eml"], "plain"),
    ".ipynb": "notebook",
}
_LATEX = re.compile(r"\\documentclass|\\begin\s*\{document\}|\\(?:sub)*section\*?\{|\\usepackage")
_MARKED = re.compile(r"\$|\\\(|\\\[|\\begin\{|^#{1,6} |^```", re.MULTILINE)


def read_text(path: Path | str) -> str:
    """The text of a file, of standard input for ``-``, in UTF-8 or marked UTF-16.

    Raises :class:`DeriveError` if it cannot be read or is no text.
    """
    name = "standard input" if str(path) == "-" else str(path)
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DeriveError(f"cannot read {name}: {reason}") from None
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DeriveError(
            f"cannot read {name}: line {line} is not UTF-8 text; save it as UTF-8"
        ) from None
    if "\0" in text:
        raise DeriveError(f"cannot read {name}: it is binary, not text")
    return text


def format_of(name: str, text: str) -> str:
    r"""The format that the ending of a name says, or else the text itself.

    >>> format_of("a.tex", ""), format_of("-", "let $x$"), format_of("-", "y = W x")
    ('latex', 'markdown', 'plain')
    """
    known = ENDINGS.get(Path(name).suffix.lower()) if "\0" not in name else None
    if known:
        return known
    start = text.lstrip()[:1]
    if start == "{" and '"cells"' in text:
        return "notebook"
    if _LATEX.search(text):
        return "latex"
    return "markdown" if _MARKED.search(text) else "plain"


@dataclass(frozen=True)
class Cell:
    """A piece of a text: where it begins in that, and its number in a notebook, else 0."""

    text: str
    start: int
    number: int = 0


def cells_of(text: str, name: str, format: str) -> tuple[str, list[Cell]]:
    """The text that is read, and its cells: of a notebook the Markdown ones.

    Raises :class:`DeriveError` for what is no notebook.
    """
    if format != "notebook":
        return text, [Cell(text, 0)]
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise DeriveError(f"{name}: no notebook: it is not JSON") from None
    listed = found.get("cells") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise DeriveError(f"{name}: no notebook: it has no list of cells")
    cells: list[Cell] = []
    parts: list[str] = []
    at = 0
    for number, cell in enumerate(listed, 1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "markdown":
            continue
        source = cell.get("source", "")
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(source, str):
            raise DeriveError(f"{name}: no notebook: the source of cell {number} is no text")
        cells.append(Cell(source, at, number))
        parts.append(source)
        at += len(source) + 2
    return "\n\n".join(parts), cells
