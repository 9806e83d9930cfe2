"""One reading of a claim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from derive.calculus.steps import Draft, Statement
from derive.judging.points import At
from derive.submissions.claims import Claim

__all__ = ["Reading", "one_way"]


@dataclass(frozen=True)
class Reading:
    """A claim as a statement, and what was chosen to read it so."""

    statement: Statement
    relation: str
    said: tuple[str, ...] = ()
    theorems: Callable[[], tuple[Draft, ...]] = tuple
    #: names that stand on the right side only and that nothing defines
    loose: tuple[str, ...] = ()
    layout: str = "numerator"
    #: conditions on its indices under which it may be meant instead, and their words
    stronger: tuple[tuple[tuple[Any, ...], str], ...] = ()
    #: whether all sizes are taken to be equal, since with those declared nothing fits
    square: bool = False
    #: why it need not hold although it does in this reading, or ""
    only_if: str = ""
    #: conditions of the claim of which no use is made
    unused: tuple[str, ...] = ()
    #: both sides of another claim, read in the same way, or None
    other: Callable[[Claim], tuple[Any, Any] | None] = lambda claim: None
    #: the statement with labels in the place of all numbers, where something was refuted of it
    labels: Statement | None = None
    #: names of columns that were read as unit vectors
    hot: tuple[str, ...] = ()


def one_way(reading: Reading, left: str, words: str) -> Reading:
    """A reading of other sides than those that are written; of what may stand for a condition at a
    point nothing is refuted."""
    loose = (left, *reading.loose) if isinstance(left, At) else reading.loose
    return replace(reading, said=(words, *reading.said), loose=loose)
