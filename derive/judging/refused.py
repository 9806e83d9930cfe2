"""What comes of a reading that makes no statement."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Refused"]


@dataclass(frozen=True)
class Refused:
    """A reading in which the claim makes no statement."""

    why: str
    #: whether the sides themselves are understood, and only their shapes differ
    shapes: bool = False
    #: whether every name in it was declared
    declared: bool = False
    #: whether it might be a statement, did one know more
    open: bool = False
    #: how many components the sides have, where these numbers differ whatever the layout is
    counts: tuple[str, str] | None = None
