"""The statements of a plan: arrays computed at once, and loops."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from derive.export.graph import Node

__all__ = ["Array", "Loop"]


@dataclass
class Array:
    """A family as rows of an array: row 0 is the member ``low``, the last the member ``high``."""

    head: Any
    low: Any
    high: Any
    shape: tuple[Any, ...]
    #: what it is computed by at once; None for an argument, and for what a loop computes
    value: Node | None = None


@dataclass
class Loop:
    """Families computed step by step; ``stored`` as arrays, the others for the step only."""

    index: Any
    low: Any
    high: Any
    down: bool
    bodies: dict[Any, Node]
    #: the values beyond the limits, by family and index
    ends: dict[Any, dict[Any, Node]]
    #: how many steps back each family is used, where it is
    depth: dict[Any, int]
    #: families of which all members are asked for afterwards
    stored: set[Any] = field(default_factory=set)
    #: families of which the last member is asked for afterwards, and no other
    last: set[Any] = field(default_factory=set)
