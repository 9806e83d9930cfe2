"""Claims as they are found, before their places are known."""

from __future__ import annotations

from dataclasses import dataclass

from derive.submissions.claims import Role

__all__ = ["Draft"]


@dataclass
class Draft:
    """A claim whose places are still offsets: where it begins, and its relation."""

    at: int
    sign: int
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
