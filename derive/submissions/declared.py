r"""What a text says of its symbols: W ∈ ℝ^{n×d}, "an n × d matrix", "is invertible"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from derive.submissions.claims import Context
from derive.submissions.names import base_of

__all__ = ["Declared", "axes_of", "interval", "shape_of", "size_of"]

_REALS = (
    r"(?:\\mathbb\s*\{?\s*[RC]\s*\}?|\\math(?:bf|rm)\s*(?:\{\s*R\s*\}|R)|\\(?:R|RR|Reals|reals)|R)"
)
_SPACE = re.compile(
    rf"{_REALS}\s*(?P<low>_\s*(?:\{{[^{{}}]*\}}|\S))?"
    r"\s*(?:\^\s*(?:\{(?P<group>(?:[^{}]|\{[^{}]*\})*)\}|(?P<one>\w|\\[A-Za-z]+)))?"
    r"\s*(?P<low2>_\s*(?:\{[^{}]*\}|\S))?\s*"
)
_TIMES = re.compile(
    r"\\times(?![A-Za-z])|\\cdot(?![A-Za-z])|,|(?<=[A-Za-z0-9])\s*[x*]\s*(?=[A-Za-z0-9])"
)
_COUNTED = re.compile(
    r"\\mathbb\s*\{?\s*[NZ]\s*\}?.*|\\(?:left)?\s*\\?\{.*\}|\[\s*\w+\s*\]", re.DOTALL
)
#: the last of 1, …, d
_LAST = re.compile(r"(?:dots|…|\.\.\.)\s*,\s*(\w)\s*\\?(?:right\s*)?\\?\}")
#: values that a number may have, which count nothing
_VALUES = re.compile(
    r"\\?(?:left)?\s*\\?\{\s*([-+]?\d+(?:\s*,\s*[-+]?\d+)*)\s*(?:\\right\s*)?\\?\}"
    r"(?:\s*\^\s*(?:\{(?P<group>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}|(?P<one>\w)))?"
)
_INDEX = re.compile(r"[i-nqrst]|\\ell|\\tau")
#: x_1, …, x_N
_LISTED = re.compile(
    r"([^,]*[A-Za-z}])\s*_\s*(?:\d|\{\s*\d\s*\})\s*,(?:[^,]*,)?\s*(?:\\[lc]?dots|…|\.\.\.)\s*,"
    r"\s*\1\s*_\s*(?:\w|\{[^{}]*\})"
)
_INTERVAL = re.compile(r"(?:\\left\s*)?[\[(].*[,;].*(?:\\right\s*)?[\])]\s*(?:\^.*)?", re.DOTALL)


def shape_of(space: str) -> tuple[str, ...] | None:
    r"""The shape of what a space has: (rows, columns), () of ℝ; None if it is none.

    >>> shape_of(r"\mathbb{R}^{n \times d}"), shape_of(r"\mathbb{R}^d"), shape_of(r"\mathbb R")
    (('n', 'd'), ('d', '1'), ())
    """
    found = _SPACE.fullmatch(space.strip().rstrip("."))
    if not found:
        return None
    inside = found.group("group") or found.group("one")
    if inside is None:
        return ()
    return size_of(inside)


def size_of(text: str) -> tuple[str, ...] | None:
    r"""A shape as it is written: n, n × d; None for more axes.

    >>> size_of(r"n \times (d + 1)"), size_of("3x4"), size_of("m")
    (('n', '(d + 1)'), ('3', '4'), ('m', '1'))
    """
    parts = _axes(text)
    if not all(parts) or len(parts) > 2:
        return None
    return (parts[0], parts[1] if len(parts) == 2 else "1")


def _axes(text: str) -> tuple[str, ...]:
    return tuple(re.sub(r"^\((\w+)\)$", r"\1", part.strip()) for part in _TIMES.split(text))


def axes_of(space: str) -> tuple[str, ...] | None:
    r"""The axes of a space of arrays of three or more; None if it is none.

    >>> axes_of(r"\mathbb{R}^{n \times d \times n}"), axes_of(r"\mathbb{R}^d")
    (('n', 'd', 'n'), None)
    """
    found = _SPACE.fullmatch(space.strip().rstrip("."))
    parts = _axes(found["group"] or "") if found else ()
    return parts if len(parts) > 2 and all(parts) else None


def interval(space: str) -> bool:
    r"""Whether it is an interval, perhaps raised to a shape.

    >>> interval("(0, 1)^n"), interval(r"\mathbb{R}"), interval(r"\{0, 1\}")
    (True, False, False)
    """
    return _INTERVAL.fullmatch(space.strip().rstrip(".")) is not None


def _positive(space: str) -> bool:
    return re.search(r"_\s*\{?\s*(?:\+|>\s*0)|\^\s*\{?\s*\+", space) is not None


@dataclass
class Declared:
    """Collects what is declared; what was said first stands."""

    shapes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    families: dict[str, tuple[str, ...]] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, None] = field(default_factory=dict)
    assume: dict[str, tuple[str, ...]] = field(default_factory=dict)
    since: dict[tuple[str, str], int] = field(default_factory=dict)

    def member(self, names: str, space: str) -> bool:
        r"""Take in ``names \in space``; False if that is no declaration."""
        if interval(space):
            return False
        values = _VALUES.fullmatch(space.strip().rstrip("."))
        if values:
            return self._valued(names, values[1], values["group"] or values["one"])
        if _COUNTED.fullmatch(space.strip().rstrip(".")):
            for name in names.split(","):
                self.sizes.setdefault(name.strip())
            last = _LAST.search(space)
            if last is not None:
                self.sizes.setdefault(last[1])
            return True
        shape = shape_of(space)
        if shape is None:
            return False
        known = False
        listed = _LISTED.fullmatch(names.strip())
        for name in [f"{listed[1]}_i"] if listed else names.split(","):
            known = self.shaped(name, shape) or known
            base = base_of(name.strip())
            if base and _positive(space):
                self.assumed(base[0], "positive")
        return known

    def _valued(self, names: str, values: str, raised: str | None) -> bool:
        """Names of which the values are listed: labels y ∈ {0, 1}^n, y_i ∈ {−1, 1}, i ∈ {1, 2}."""
        shape = size_of(raised) if raised else ()
        for name in map(str.strip, names.split(",")):
            base = base_of(name)
            if _INDEX.fullmatch(name) and not raised and "-" not in values:
                self.sizes.setdefault(name)
            elif shape is not None and base and not (base[1] and not shape):
                self.shaped(name, shape)  # the entries of y say nothing of y
        return True

    def shaped(self, name: str, shape: tuple[str, ...]) -> bool:
        """A name, or a member of a family, has a shape."""
        base = base_of(name.strip())
        if base is None:
            return False
        known = self.families if base[1] else self.shapes
        if base[0] not in self.shapes and base[0] not in self.families:
            known[base[0]] = shape
        for size in shape:
            if re.fullmatch(r"[A-Za-z]", size):
                self.sizes.setdefault(size)
        return True

    def measured(self) -> set[str]:
        """The names of the sizes in shapes."""
        shapes = (*self.shapes.values(), *self.families.values())
        return {size for shape in shapes for size in shape if not size.isdigit()}

    def mapping(self, name: str) -> bool:
        """A name is that of a function."""
        base = base_of(name.strip())
        if base:
            self.functions.setdefault(base[0], "unknown")
        return base is not None

    def have(self, names: str, properties: Iterable[str], since: int = 0) -> None:
        """Names in a row have properties, in the claims from that number on."""
        for base in filter(None, (base_of(name.strip()) for name in names.split(","))):
            for what in properties:
                self.assumed(base[0], what)
                before = self.since.get((base[0], what), since)
                self.since[base[0], what] = min(before, since)

    def assumed(self, name: str, what: str) -> None:
        """A name has a property."""
        if what not in self.assume.get(name, ()):
            self.assume[name] = (*self.assume.get(name, ()), what)

    def context(self) -> Context:
        """All of it."""
        return Context(
            shapes=self.shapes,
            families=self.families,
            functions=self.functions,
            sizes=tuple(self.sizes),
            assume=self.assume,
            since=self.since,
        )
