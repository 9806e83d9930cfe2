"""What a row of the table of differentiation rules holds (differentials.py says what it means)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Row"]


@dataclass(frozen=True)
class Row:
    """What is known of a kind of node; ``says`` is the reason printed beside a step."""

    says: str
    parts: Callable[[Any], tuple[Any, ...]]
    pull: Callable[[Any, int, Any], Any]
    push: Callable[[Any, int], Any]
    d: Callable[[Any, Callable[[Any], Any]], Any]
