"""Readings that are remembered by what they asked of the names, and by nothing else.

A formula asks the table for the few names that stand in it; what else the table has makes no
difference to it.  What a reading asks next follows from the answers so far, so the readings of one
text are the leaves of a tree: its branches are the questions, its edges the answers to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from derive.algebra import System
from derive.reader.names import Names

__all__ = ["Recalled"]

Question = tuple[str, str]
#: question → what is asked, as something that can be compared and hashed
_ANSWERS: dict[str, Callable[[Names, str], Any]] = {
    "found": lambda names, key: names.found(key),
    "has": lambda names, key: names.has(key),
    "table": lambda names, _: frozenset(names.table.items()),
    "keys": lambda names, _: names.keys,
    "words": lambda names, _: tuple(names.words.items()),
    "sizes": lambda names, _: names.sizes,
    "system": lambda names, _: names.system,
    "given": lambda names, _: names.given,
    "held": lambda names, _: frozenset(names.held.items()),
    "usage": lambda names, _: frozenset(names.usage.items()),
    "ranges": lambda names, _: frozenset(names.ranges.items()),
}
#: the most readings of one text that are kept
_MOST = 256


class _Watched(Names):
    """Names that note what is asked of them, in the order in which it is asked."""

    def __init__(self, names: Names) -> None:
        object.__setattr__(self, "_names", names)
        object.__setattr__(self, "asked", {})

    asked: dict[Question, Any]
    _names: Names

    def _note(self, what: str, key: str = "") -> Names:
        if (what, key) not in self.asked:
            self.asked[what, key] = _ANSWERS[what](self._names, key)
        return self._names

    def found(self, key: str) -> tuple[Any, ...]:
        return self._note("found", key).found(key)

    def has(self, key: str) -> bool:
        return self._note("has", key).has(key)

    @property
    def table(self) -> Mapping[str, tuple[Any, ...]]:
        return self._note("table").table

    @property
    def keys(self) -> frozenset[str]:
        return self._note("keys").keys

    @property
    def words(self) -> dict[str, str]:
        return self._note("words").words

    @property
    def sizes(self) -> frozenset[Any]:
        return self._note("sizes").sizes

    @property
    def system(self) -> System:
        return self._note("system").system

    @property
    def given(self) -> tuple[Any, ...]:
        return self._note("given").given

    @property
    def held(self) -> Mapping[tuple[Any, Any], tuple[Any, ...]]:
        return self._note("held").held

    @property
    def usage(self) -> Mapping[Any, frozenset[tuple[Any, ...]]]:
        return self._note("usage").usage

    @property
    def ranges(self) -> Mapping[Any, tuple[Any, Any]]:
        return self._note("ranges").ranges


class _Branch:
    """A question, and what lies behind each answer to it: another question, or a reading."""

    __slots__ = ("behind", "question")

    def __init__(self, question: Question) -> None:
        self.question = question
        self.behind: dict[Any, Any] = {}


class Recalled:
    """What a function of names gives, kept for all names that answer its questions alike.

    The function must be one of what it asks, and ask the same after the same answers.

    >>> from sympy import Symbol
    >>> a, b = Symbol("a"), Symbol("b")
    >>> reading = Recalled(lambda names: names.find("x", "value"))
    >>> reading(Names({"x": (a,)})), reading(Names({"x": (a,), "y": (b,)})), reading.size
    ([a], [a], 1)
    """

    def __init__(self, reading: Callable[[Names], Any]) -> None:
        self.reading = reading
        self.size = 0
        #: the first question, or the one reading there is if nothing is asked
        self._root: Any = None

    def __call__(self, names: Names) -> Any:
        at = self._root
        while isinstance(at, _Branch):
            what, key = at.question
            at = at.behind.get(_ANSWERS[what](names, key))
        if at is None:
            watched = _Watched(names)
            at = (self.reading(watched),)
            self._keep(list(watched.asked.items()), at)
        return at[0]

    def _keep(self, asked: list[tuple[Question, Any]], found: tuple[Any]) -> None:
        if self.size >= _MOST:
            self._root, self.size = None, 0
        at: _Branch | None = None
        last: Any = None
        for question, answer in asked:
            below = self._root if at is None else at.behind.get(last)
            if not isinstance(below, _Branch):
                below = _Branch(question)
                self._hang(at, last, below)
            at, last = below, answer
        self._hang(at, last, found)
        self.size += 1

    def _hang(self, at: _Branch | None, answer: Any, what: Any) -> None:
        if at is None:
            self._root = what
        else:
            at.behind[answer] = what
