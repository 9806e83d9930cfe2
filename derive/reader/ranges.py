r"""What stands below and above Σ and Π: over which indices, from where to where.

``k = 1`` below and ``t`` above; both below, ``1 \le k \le t``, ``t \ge i > k``,
``k \in \{1, \ldots, t\}``, ``k = 1, \ldots, t``; nothing but the index, whose range is that of its
axis; several indices, ``i, j = 1``; and a condition ``i \neq j``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.reader.indices import clauses, is_bare
from derive.reader.syntax import Node, spelling

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["Range", "ranges"]


@dataclass(frozen=True)
class Range:
    """An index and its limits in the order in which they are written; None where they are not."""

    key: str
    symbol: Any
    low: Any = None
    high: Any = None
    #: the side of the later factors where the limits say it: t ≥ j ≥ k has them left
    way: str = ""
    #: whether its first factors are shown, as in A_1 A_2 ⋯ A_n, and thereby their order
    shown: bool = False
    #: the index that is left out, by a condition i ≠ j
    but: Any = None

    def between(self, low: Any, high: Any) -> Range:
        return replace(self, low=low, high=high)

    def turned(self) -> Range:
        return replace(self, low=self.high, high=self.low, way="")


def ranges(reader: Reader, node: Node, name: str, inside: Node, above: list[Node]) -> list[Range]:
    """The indices of an operator, the outermost first."""
    found: list[Range] = []
    parts = clauses(inside)
    at = 0
    while at < len(parts):
        clause = parts[at]
        kinds = [part.kind for part in clause[1::2]]
        if len(clause) == 1:
            found.append(_named(reader, clause[0]))
        elif kinds == ["EQUALS"] and _listed_on(parts, at):
            found.append(_limited(reader, clause[0], clause[2], parts[at + 2][0]))
            at += 2
        elif kinds == ["EQUALS"] and above:
            end = above[0].children[1].children[1]
            if end.kind != "list" or len(end.children) > 1:
                raise end.refuse(reader.source(end), "one limit")
            one = _limited(reader, clause[0], clause[2], end.children[0])
            found = [r if r.low is not None else r.between(one.low, one.high) for r in found]
            found.append(one)
        elif kinds == ["IN"] and not above:
            found.append(_member(reader, clause))
        elif kinds == ["NE"]:
            found = _without(reader, found, clause)
        elif len(kinds) == 2 and not above:
            found.append(_between(reader, inside, clause))
        else:
            raise inside.refuse("limits of another form", "k = 1 below and t above")
        at += 1
    if above and any(r.low is None for r in found):
        raise inside.refuse("limits of another form", "k = 1 below and t above")
    if name not in ("sum", "prod") and any(r.low is None for r in found):
        raise inside.refuse("limits of another form", "k = 1 below and t above")
    return found


def _listed_on(parts: list[list[Node]], at: int) -> bool:
    """Whether k = 1 is followed by …, t."""
    from derive.reader.reader import is_dots

    rest = parts[at + 1 : at + 3]
    return len(rest) == 2 and is_dots(rest[0][0]) and len(rest[1]) == 1


def _named(reader: Reader, index: Node) -> Range:
    bare = is_bare(index)
    if bare is None or len(bare.children) > 1:
        raise index.refuse(reader.source(index), "the name of an index")
    key = spelling(index)
    known = [v for v in reader.names.find(key, "value") if isinstance(v, sp.Symbol)]
    if len(known) > 1:
        raise index.refuse(f"{key}, which is two different symbols", "a name with one meaning")
    symbol = known[0] if known else sp.Symbol(key.removeprefix("\\"), integer=True)
    return Range(key, symbol)


def _limited(reader: Reader, index: Node, first: Node, last: Node) -> Range:
    low, high = reader.index(first, "a limit"), reader.index(last, "a limit")
    return _named(reader, index).between(low, high)


_STRICT = {"LT", "GT"}


def _between(reader: Reader, inside: Node, clause: list[Node]) -> Range:
    """t ≥ i > k, 1 ≤ i < n: the strict ends are one further in."""
    start, left, index, right, end = clause
    down = {left.kind, right.kind} <= {"GE", "GT"}
    if not down and not {left.kind, right.kind} <= {"LE", "LT"}:
        raise inside.refuse("limits of another form", "k = 1 below and t above")
    low, high = reader.index(start, "a limit"), reader.index(end, "a limit")
    step = -1 if down else 1
    low += step if left.kind in _STRICT else 0
    high -= step if right.kind in _STRICT else 0
    return replace(_named(reader, index).between(low, high), way="left" if down else "right")


def _member(reader: Reader, clause: list[Node]) -> Range:
    r"""k \in \{1, \ldots, t\}, k \in [n]."""
    from derive.reader.reader import is_dots

    index, _, where = clause
    while len(where.children) == 1:
        where = where.children[0]
    parts = [c for c in where.children if c.kind == "sum"]
    if where.kind == "pair" and len(parts) > 2 and is_dots(parts[-2]):
        return _limited(reader, index, parts[0], parts[-1])
    if where.kind == "paren" and where.children[0].kind == "LSQUARE":
        return _named(reader, index).between(sp.Integer(1), reader.index(parts[0], "a limit"))
    raise where.refuse("a set of another form", r"\{1, \ldots, n\} or [n]")


def _without(reader: Reader, found: list[Range], clause: list[Node]) -> list[Range]:
    """Σ_{i ≠ j}: over i, if i is the first and not yet an index here."""
    index, _, other = clause
    key = spelling(index)
    if any(r.key == key for r in found):
        but = _other(reader, found, other)
        return [replace(r, but=but) if r.key == key else r for r in found]
    return [*found, replace(_named(reader, index), but=_other(reader, found, other))]


def _other(reader: Reader, found: list[Range], node: Node) -> Any:
    key = spelling(node)
    own = [r.symbol for r in found if r.key == key]
    return own[0] if own else reader.index(node, "an index")
