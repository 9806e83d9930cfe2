"""Labelled sheets: claims in many notations, about half of them wrong as people are wrong.

Each line that holds a claim ends in a label: ``<!-- true -->``, ``% false: lost sign``, or
``# skip: why`` for what no label can be given to; in a notebook, in its Markdown cells.  The
labels are taken away before a sheet is reviewed, so that nothing of them is seen.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Place", "Sheet", "sheets"]

_LABEL = re.compile(
    r"[ \t]*(?:<!--|%|#)[ \t]*(true|false|skip)\b:?[ \t]*(.*?)[ \t]*(?:-->)?[ \t]*$", re.MULTILINE
)

#: (cell, line), from 1; the cell is 0 but in a notebook
Place = tuple[int, int]


@dataclass(frozen=True)
class Sheet:
    """A sheet without its labels, and place → (label, what is wrong).

    ``pages`` are its text for cell 0, or the Markdown cells of a notebook by their numbers.
    """

    name: str
    pages: dict[int, str]
    labels: dict[Place, tuple[str, str]]

    @property
    def text(self) -> str:
        """The file that the sheet is."""
        if set(self.pages) == {0}:
            return self.pages[0]
        cells = [
            {"cell_type": "markdown", "metadata": {}, "source": self.pages[number]}
            if number in self.pages
            else {"cell_type": "code", "metadata": {}, "source": "", "outputs": []}
            for number in range(1, max(self.pages) + 1)
        ]
        return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _pages(path: Path) -> dict[int, str]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return {0: source}
    cells = enumerate(json.loads(source)["cells"], 1)
    return {n: "".join(cell["source"]) for n, cell in cells if cell["cell_type"] == "markdown"}


def _sheet(path: Path) -> Sheet:
    pages = _pages(path)
    labels = {
        (cell, page.count("\n", 0, found.start()) + 1): (found[1], found[2])
        for cell, page in pages.items()
        for found in _LABEL.finditer(page)
    }
    return Sheet(path.name, {n: _LABEL.sub("", page) for n, page in pages.items()}, labels)


def sheets() -> tuple[Sheet, ...]:
    """All sheets, by name."""
    folder = Path(__file__).parent
    endings = (".md", ".tex", ".txt", ".ipynb")
    return tuple(_sheet(p) for p in sorted(folder.iterdir()) if p.suffix in endings)
