r"""Numbers that a name has in passing: "on the boundary, where y_n = 1/2, …"."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import Protocol

__all__ = ["in_passing"]

_NUMBER = re.compile(
    r"-?\s*(?:\d+(?:\.\d+)?(?:\s*/\s*\d+)?"
    r"|\\[dt]?frac\s*(?:\d\s*\d|\{\s*\d+\s*\}\s*\{\s*\d+\s*\}))"
)


class _Draft(Protocol):
    left: str
    relation: str
    right: str


def in_passing(drafts: Iterable[_Draft], left: str, right: str, sizes: Container[str] = ()) -> bool:
    """Whether a number is a value of what a line before has defined, which then is no number, or
    of one of the ``sizes``."""
    if not _NUMBER.fullmatch(right):
        return False
    if left in sizes:
        return True
    same = (d for d in drafts if d.left == left and d.relation == "=")
    return any(not _NUMBER.fullmatch(d.right) for d in same)
