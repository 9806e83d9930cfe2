"""Names in a row, of all of which something is said: "A, B and C are symmetric matrices"."""

from __future__ import annotations

import re

from derive.submissions.prose import only_links

__all__ = ["all_of", "row_of", "sized"]

#: verbs that speak of several
_ALL = re.compile(
    r"[\s*_,]*(?:are|be|being|both|all|were|have|sind|seien|waren|werden|sont|soient|étant|son|sean"
    r"|siendo|sono|siano|são|sejam|являются)(?![^\W\d_])|\s*(?:均|都|皆|全)",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\s*(?:,|and|und|et|y|e|и|和)\s*(?:an?\s+)?(?:\$|\\\()[^$=]{0,24}?(?:\\times|×)"
)


def row_of(before: str, between: str, name: str) -> str:
    """The names of a row so far: that of the formula before goes on where words only link.

    >>> row_of("A,B", " and ", "C"), row_of("A", ". If ", "C")
    ('A,B,C', 'C')
    """
    return f"{before},{name}" if before and only_links(between) else name


def all_of(row: str, last: str, verb: str) -> str:
    """The names of a row that words behind it speak of: all, or only the last.

    >>> all_of("A,B", "B", " are symmetric"), all_of("A,B", "B", " is symmetric")
    ('A,B', 'B')
    """
    return row if row and _ALL.match(verb) else last


def sized(row: str, last: str, verb: str, behind: str) -> list[str]:
    """The names of a row that have the shape behind it; none where each has a shape of its own.

    >>> sized("A,B", "B", " are ", " matrices"), sized("A,B", "B", " are ", r" and $m \\times k$")
    (['A', 'B'], [])
    """
    return [] if _ANOTHER.match(behind) else all_of(row, last, verb).split(",")
