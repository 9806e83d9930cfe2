"""Claims as they are found, before their places are known."""

from __future__ import annotations

from dataclasses import dataclass

from derive.submissions.claims import Role

__all__ = ["Draft"]


@dataclass
class Draft:
    """A claim whose place is still an offset."""

    at: int
    left: str
    relation: str
    right: str
    role: Role
    after: int | None
    group: int
    given: tuple[str, ...]
    under: tuple[int, ...]
    formula: tuple[int, int]
    alternatives: tuple[tuple[str, str], ...] = ()
