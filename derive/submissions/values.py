r"""Numbers that a name has in passing: "on the boundary, where y_n = 1/2, …"."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import NamedTuple, Protocol

from derive.submissions.names import names_in

__all__ = ["in_passing", "is_length", "looked_at"]

_NUMBER = re.compile(
    r"-?\s*(?:\d+(?:\.\d+)?(?:\s*/\s*\d+)?"
    r"|\\[dt]?frac\s*(?:\d\s*\d|\{\s*\d+\s*\}\s*\{\s*\d+\s*\}))"
)


#: what is bounded where a condition is: "for |q| < 1", "for ‖W‖ < 1", "for ρ(A) < 1"
_LENGTH = re.compile(
    r"(?:\||\\\||\\[lr]vert\s*|\\[lr]Vert\s*|\\rho\s*\(\s*)"
    r"\\?[A-Za-z]+(?:_(?:\w|\{\w+\}))?\s*"
    r"(?:\||\\\||\\[lr]vert|\\[lr]Vert|\))(?:_\w)?"
)
#: words right before a value at which something is looked at
_AT = re.compile(
    r"(?<![^\W\d_])(?:at|bei|in|im Punkt|en|au point|при|в точке)\s*$|在\s*$", re.IGNORECASE
)


class _Draft(Protocol):
    left: str
    relation: str
    right: str


class _Line(NamedTuple):
    left: str
    relation: str
    right: str


def is_length(left: str, relation: str) -> bool:
    r"""Whether a relation bounds the length of a name, or its spectral radius.

    >>> is_length("|q|", "<"), is_length(r"\rho(A)", "<="), is_length(r"|\tanh x|", "<")
    (True, True, False)
    """
    return relation in ("<", "<=", ">", ">=") and _LENGTH.fullmatch(left) is not None


def looked_at(drafts: Iterable[_Draft], left: str, right: str, before: str) -> bool:
    """Whether words say that something is looked at where a variable has a value: "at h = 0".

    >>> looked_at([], "h", "0", "At "), looked_at([_Line("y", "=", "W h")], "h", "0", "At ")
    (False, True)
    """
    if not (_AT.search(before) and _NUMBER.fullmatch(right)):
        return False
    return any(names_in(left) & names_in(d.right) for d in drafts)


def in_passing(
    drafts: Iterable[_Draft], left: str, right: str, sizes: Container[str], lead: str
) -> bool:
    """Whether a number is a value of what a line before has defined, which then is no number, or
    of one of the ``sizes``; words announce it (``lead``)."""
    if not lead or not _NUMBER.fullmatch(right):
        return False
    if left in sizes:
        return True
    same = (d for d in drafts if d.left == left and d.relation == "=")
    return any(not _NUMBER.fullmatch(d.right) for d in same)
