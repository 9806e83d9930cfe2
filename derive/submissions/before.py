"""The formula before the one that is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.submissions.chains import Link
from derive.submissions.tokens import Token

__all__ = ["Before"]


@dataclass
class Before:
    """The formula before the one that is read."""

    end: int = 0
    lead: str = ""
    inline: bool = False
    #: the number of its first claim, if it has one
    first: int = 0
    #: what a display that begins with a relation goes on from
    side: Sequence[Token] = ()
    number: int | None = None
    #: whether the side is the right of a relation, or an expression alone
    related: bool = False
    #: the formula ends with a relation: its left side, the relation, where it stands
    open: Link | None = None
    #: the single names that the formula lists, to be declared by a formula such as n × d
    names: str = ""
    row: str = ""  # with those of the formulas before that words only link
    said: str = ""  # and the words before them
    members: str = ""  # the names that it, and those before it in a list, put into sets
    #: the formula if it has no relation, and the words that may announce what it is
    text: str = ""
    words: str = ""
    #: whether words said what it, or it and the formula before, define
    told: bool = False
