"""Labelled sheets: claims in many notations, about half of them wrong as people are wrong.

Each line that holds a claim ends in a label: ``<!-- true -->``, ``% false: lost sign``, or
``# skip: why`` for what no label can be given to.  The labels are taken away before a sheet is
reviewed, so that nothing of them is seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Sheet", "sheets"]

_LABEL = re.compile(
    r"[ \t]*(?:<!--|%|#)[ \t]*(true|false|skip)\b:?[ \t]*(.*?)[ \t]*(?:-->)?[ \t]*$", re.MULTILINE
)


@dataclass(frozen=True)
class Sheet:
    """A sheet without its labels, and line → (label, what is wrong)."""

    name: str
    text: str
    labels: dict[int, tuple[str, str]]


def _sheet(path: Path) -> Sheet:
    source = path.read_text(encoding="utf-8")
    labels = {
        source.count("\n", 0, found.start()) + 1: (found[1], found[2])
        for found in _LABEL.finditer(source)
    }
    return Sheet(path.name, _LABEL.sub("", source), labels)


def sheets() -> tuple[Sheet, ...]:
    """All sheets, by name."""
    folder = Path(__file__).parent
    return tuple(_sheet(p) for p in sorted(folder.iterdir()) if p.suffix in (".md", ".tex", ".txt"))
