"""What two pieces of a formula have in common, and the index in which they differ."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.reader.directions import later, likely
from derive.reader.errors import ReadError
from derive.reader.indices import _digit
from derive.reader.syntax import Node, spelling

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["Pattern", "pairs", "pattern", "same", "value"]

#: kinds of node that can be an index in a pattern
_VALUES = ("sum", "term", "run", "factor", "NAME", "NUMBER", "INDEX")


@dataclass(frozen=True)
class Pattern:
    """A piece with places left open, and the values there in the first and the last piece.

    At place ``n`` stands the index plus ``offsets[n]``, or ``offsets[n]`` minus the index where
    ``signs[n]`` is −1; ``rises`` says whether the index counts up.
    """

    template: Node
    name: str
    symbol: Any
    first: Any
    last: Any
    rises: bool
    holes: tuple[tuple[str, int, Any], ...]

    def fill(self, reader: Reader, value: Any) -> None:
        """Put a value of the index into the open places."""
        for hole, sign, offset in self.holes:
            reader.holes[hole] = sp.expand(offset + sign * value)

    @contextmanager
    def reading(self, reader: Reader) -> Iterator[None]:
        """Inside, the template is read with the index itself in the open places."""
        outer = dict(reader.holes)
        self.fill(reader, self.symbol)
        try:
            yield
        finally:
            reader.holes = outer


def same(one: Pattern, other: Pattern) -> bool:
    """Whether two patterns have the same index and the same range."""
    return (one.first, one.last, one.rises) == (other.first, other.last, other.rises)


def pattern(
    reader: Reader, before: list[Node], last: Node, letter: str = "k"
) -> tuple[Pattern, int]:
    """The pattern that ``last`` shows with the pieces before it, and how many of these fit it.

    They fit from the nearest backwards; the index goes up or down by 1 from each to the next.

    Raises :class:`ReadError` if not even the nearest one fits, or nothing says which way.
    """
    last = _split(reader, last)
    pieces = [_split(reader, piece) for piece in before]
    nearest = pairs(reader, pieces[-1], last)
    if not nearest:
        raise last.refuse(
            f"{reader.source(last) or 'this'} behind …", "what differs in an index from before …"
        )
    used, step = _count(reader, pieces, last, nearest)
    places = [end for _, end in nearest]
    firsts = _values(reader, pieces[len(pieces) - used], last, places)
    assert firsts is not None
    lasts = [value(reader, place) for place in places]
    base, end = firsts[0], lasts[0]
    rises = _rises(reader, last, base, end, step)
    name = _letter(reader, letter)
    holes = []
    for n, (u, v) in enumerate(zip(firsts, lasts, strict=True)):
        sign = 1 if sp.expand((v - u) - (end - base)) == 0 else -1
        if sp.expand((v - u) - sign * (end - base)) != 0:
            raise last.refuse(f"{reader.source(last)} behind …", "indices that all go the same way")
        holes.append((f"#{name}{n}", sign, sp.expand(u - sign * base)))
    replaced = {id(place): hole[0] for place, hole in zip(places, holes, strict=True)}
    found = Pattern(
        _replace(last, replaced), name, sp.Symbol(name, integer=True), base, end, rises,
        tuple(holes),
    )  # fmt: skip
    return found, used


def _count(
    reader: Reader, pieces: list[Node], last: Node, nearest: list[tuple[Node, Node]]
) -> tuple[int, int]:
    """How many pieces fit, from the nearest backwards, and the step between them (0: unknown)."""
    places = [end for _, end in nearest]
    values = _values(reader, pieces[-1], last, places)
    used, step = 1, 0
    for piece in pieces[-2::-1]:
        found = _values(reader, piece, last, places)
        if found is None or values is None:
            break
        steps = [sp.expand(b - a) for a, b in zip(found, values, strict=True)]
        if len({*map(abs, steps)}) == 1 and abs(steps[0]).is_Integer and abs(steps[0]) > 1:
            raise last.refuse(f"… in steps of {abs(steps[0])}", "indices that go by 1")
        if abs(steps[0]) != 1 or any(abs(s) != 1 for s in steps) or step not in (0, steps[0]):
            break
        values, step, used = found, steps[0], used + 1
    return used, int(step)


def _values(reader: Reader, piece: Node, last: Node, places: list[Node]) -> list[Any] | None:
    """The values of a piece at the places where ``last`` is open, if it fits it otherwise."""
    found = pairs(reader, piece, last)
    if found is None:
        return None
    at = {id(end): start for start, end in found}
    if not set(at) <= {id(place) for place in places}:
        return None
    return [value(reader, at.get(id(place), place)) for place in places]


def _rises(reader: Reader, node: Node, first: Any, last: Any, step: int) -> bool:
    if step:
        return step > 0
    way = later(first, last, reader.names.given) or likely(first, last)
    if way is not None:
        return way == "right"
    agreed = reader.convention("direction")
    if agreed == "unsaid":
        raise node.refuse(f"… from {first} to {last}", "a second term that shows the direction")
    return agreed == "ascending"


def _letter(reader: Reader, wanted: str) -> str:
    used = {*reader.bound} | {h.strip("#0123456789") for h in reader.holes}
    free = (c for c in (wanted, *"kjlmpqrsuv") if c not in used and not reader.names.has(c))
    return next(free, f"{wanted}_")


def value(reader: Reader, node: Node) -> Any:
    """The index that a piece is.

    Raises :class:`ReadError` if it is none.
    """
    return reader.index(node if node.kind != "run" else Node("term", [node]), "an index")


def pairs(reader: Reader, one: Node, other: Node) -> list[tuple[Node, Node]] | None:
    """The places where two pieces differ in an integer; None if they differ elsewhere."""
    if spelling(one) == spelling(other):
        return []
    both = one.kind == other.kind == "sum" and not (_is_row(one) and _is_row(other))
    if both and _counts(reader, one, other):
        return [(one, other)]
    if one.kind == other.kind and len(one.children) == len(other.children) and one.children:
        out: list[tuple[Node, Node]] = []
        for a, b in zip(one.children, other.children, strict=True):
            found = pairs(reader, a, b)
            if found is None:
                break
            out += found
        else:
            return out
    if one.kind in _VALUES and other.kind in _VALUES and _counts(reader, one, other):
        return [(one, other)]
    return None


def _is_row(node: Node) -> bool:
    """Whether several factors stand side by side, as in the index ij."""
    while len(node.children) == 1:
        node = node.children[0]
    return node.kind == "run"


def _counts(reader: Reader, *nodes: Node) -> bool:
    """Whether both are integers, such as an index is."""
    for node in nodes:
        try:
            counted = value(reader, node)
        except ReadError:
            return False
        if not counted.is_integer:
            return False
    return True


def _split(reader: Reader, node: Node) -> Node:
    """The piece with W_{11} written as W_{1,1}'s two indices, where W is a matrix."""
    if not node.children:
        return node
    if node.kind == "factor" and node.children[0].kind == "NAME" and len(node.children) > 1:
        known = reader.names.find(node.children[0].text, "value", "family")
        shape = getattr(known[0], "shape", ()) if len(known) == 1 else ()
        if len(shape) == 2 and sp.Integer(1) not in shape:
            return _copy(node, [_digits(child) for child in node.children])
    return _copy(node, [_split(reader, child) for child in node.children])


def _digits(script: Node) -> Node:
    if script.kind != "script" or script.children[0].kind != "UNDER":
        return script
    inside = script.children[1].children[1]
    number = inside
    while len(number.children) == 1:
        number = number.children[0]
    if number.kind != "NUMBER" or len(number.text) != 2 or not number.text.isdigit():
        return script
    first, second = (Node("factor", [_digit(number, n)]) for n in range(2))
    run = Node("run", [Node("run", [first]), second])
    row = Node("list", [Node("sum", [Node("term", [run])])])
    group = script.children[1]
    return _copy(
        script, [script.children[0], _copy(group, [group.children[0], row, group.children[2]])]
    )


def _copy(node: Node, children: list[Node]) -> Node:
    return Node(node.kind, children) if children != node.children else node


def _replace(node: Node, replaced: dict[int, str]) -> Node:
    """The piece with open places."""
    hole = replaced.get(id(node))
    if hole is not None:
        index = Node("INDEX", [])
        index.text = hole
        index.place, index.start, index.end = node.place, node.start, node.end
        layers = {"sum": 4, "term": 3, "run": 2, "factor": 1}.get(node.kind, 0)
        for kind in ("factor", "run", "term", "sum")[:layers]:
            index = Node(kind, [index])
        return index
    if not node.children:
        return node
    return _copy(node, [_replace(child, replaced) for child in node.children])
