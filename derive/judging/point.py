"""The names that have values at a claim, and the values of expressions there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import sympy as sp

from derive import algebra as al
from derive.audit import evaluate
from derive.errors import DeriveError
from derive.judging.entries import Entry
from derive.reader.names import Names

__all__ = ["DIGITS", "FAILS", "WAYS", "Point", "Way"]

#: what goes wrong where a formula is not meant as it is read
FAILS = (DeriveError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError)
#: how many digits values are computed to
DIGITS = 30


@dataclass(frozen=True)
class Way:
    """Which of several entries of a name counts, and what a tuple is.

    ``plain``: a name's first equation, or the last of its values; ``latest``: its last entry;
    ``earliest``: its first.  ``layout``: that of derivatives by which names are defined, if it is
    another than the sheet's.
    """

    counts: Literal["plain", "latest", "earliest"] = "plain"
    orientation: Literal["column", "row"] = "column"
    layout: str = ""


WAYS = (
    *(Way(counts) for counts in ("plain", "latest", "earliest")),
    *(Way(counts, "row") for counts in ("plain", "latest", "earliest")),
)


@dataclass
class Point:
    """The names that have values at a claim: a table, and a system in which all is defined."""

    table: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    definitions: dict[str, al.Definition] = field(default_factory=dict)
    #: the entry that each name has its meaning from
    chosen: dict[str, Entry] = field(default_factory=dict)
    #: names of which what counts most cannot be read
    doubtful: set[str] = field(default_factory=set)
    #: functions: symbol → (argument, body)
    bodies: dict[Any, tuple[Any, Any]] = field(default_factory=dict)

    @cached_property
    def system(self) -> al.System:
        return al.System(definitions=tuple(self.definitions.values()))

    @cached_property
    def names(self) -> Names:
        return Names(self.table, self.system)

    def value(self, expression: Any, system: al.System | None = None) -> list[Any]:
        """The entries of an expression as numbers, row by row.

        Raises :class:`DeriveError` for what has no value here.
        """
        found = evaluate(expression, system=system or self.system, digits=DIGITS)
        return list(found) if isinstance(found, sp.MatrixBase) else [found]

    def with_body(self, key: str, body: Any) -> Point:
        """The same with another definition of one name."""
        target = self.definitions[key].target
        definitions = {**self.definitions, key: al.Definition(target, body)}
        return replace(self, definitions=definitions)

    def mapped(self, change: Callable[[Any], Any]) -> Point:
        """The same with all definitions changed."""
        definitions = {
            key: al.Definition(d.target, change(sp.sympify(d.body)))
            for key, d in self.definitions.items()
        }
        return replace(self, definitions=definitions)

    def called(self, e: Any) -> Any:
        """``e`` with the sheet's own functions by their bodies."""
        if not self.bodies:
            return e
        swaps = {}
        for node in e.atoms(al.Applied, al.Elementwise) if hasattr(e, "atoms") else ():
            own = self.bodies.get(node.function.key)
            if own is None:
                continue
            argument, body = own
            slope = sp.diff(body, argument, node.function.order)
            if isinstance(node, al.Applied):
                swaps[node] = slope.subs(argument, self.called(node.args[-1]))
            else:
                rows, columns = node.shape
                inner = self.called(node.argument)
                places = [(i, j) for i in range(int(rows)) for j in range(int(columns))]
                filled = [slope.subs(argument, inner[place]) for place in places]
                swaps[node] = sp.ImmutableMatrix(rows, columns, filled)
        return e.xreplace(swaps) if swaps else e
