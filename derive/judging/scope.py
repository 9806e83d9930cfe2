"""A scope: what names mean, and what is known of what they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from derive.algebra import System
from derive.calculus.steps import Draft

__all__ = ["Scope", "Table"]

Table = dict[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Scope:
    """Names, the definitions behind them, and the theorems of the model they belong to."""

    table: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    system: System = field(default_factory=System)
    theorems: Callable[[], tuple[Draft, ...]] = tuple
    #: what has to be said of a verdict that holds here, "" where nothing was chosen
    said: str = ""
    #: names that are an alternative's only if the submission does not define them
    given: tuple[Any, ...] = ()
    #: matrices whose numbers are known
    numbers: tuple[tuple[Any, Any], ...] = ()
    #: names that stand for adjoints of the loss, if nobody says anything else of them
    adjoints: frozenset[str] = frozenset()
