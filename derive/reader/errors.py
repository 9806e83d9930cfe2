"""What is not understood: where it stands, what stands there, what was expected."""

from __future__ import annotations

from dataclasses import dataclass

from derive.errors import DeriveError

__all__ = ["Place", "ReadError"]


@dataclass(frozen=True)
class Place:
    """Where something stands: line and column, both counted from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


class ReadError(DeriveError):
    """A formula that is not understood: where, what stands there, what was expected.

    ``name`` is the unknown name, as it is looked up, where that is the reason; ``consulted`` are
    the fields of :class:`~derive.reader.conventions.Conventions` on which reading depended so
    far, and under another value of which the formula might be understood.

    >>> raise ReadError(Place(1, 3), "x", "a name that is known here")
    Traceback (most recent call last):
    ...
    derive.reader.errors.ReadError: line 1, column 3: found x; expected a name that is known here
    """

    def __init__(self, place: Place, found: str, expected: str, name: str | None = None) -> None:
        self.place, self.found, self.expected, self.name = place, found, expected, name
        self.consulted: frozenset[str] = frozenset()
        #: the side of a statement that is not understood by itself, left or right; "" for none
        self.side = ""
        super().__init__(f"{place}: found {found}; expected {expected}")

    def again(self) -> ReadError:
        """The same error without the frames in which it was met: it may be raised once more."""
        error = ReadError(self.place, self.found, self.expected, self.name)
        error.consulted, error.side = self.consulted, self.side
        return error
