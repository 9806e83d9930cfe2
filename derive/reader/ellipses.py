r"""Ellipses read as patterns: a_1 b_1 + … + a_d b_d, W_1 W_2 ⋯ W_n, matrices with ⋮ and ⋱.

Two pieces show a pattern if they differ in nothing but indices, and by the same number in each
of these (:func:`~derive.reader.patterns.pattern`).  Every further piece that is given must fit, or
the formula is refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.algebra import by_entries
from derive.reader.counting import component_use
from derive.reader.errors import ReadError
from derive.reader.patterns import Pattern, pattern, same
from derive.reader.periods import grouped
from derive.reader.ranges import Range
from derive.reader.syntax import Node
from derive.reader.terms import Term, constant

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["grid", "is_gap", "listed", "multiplied", "summed"]


def is_gap(node: Node) -> bool:
    """Whether a cell or a piece is an ellipsis and nothing else."""
    while len(node.children) == 1:
        node = node.children[0]
    return node.kind == "DOTS"


def _around(node: Node, items: list[Node]) -> int:
    """The place of the one ellipsis, which has neighbours."""
    at = [n for n, item in enumerate(items) if is_gap(item)]
    if len(at) > 1:
        raise items[at[1]].refuse("a second …", "one in a row")
    if not 0 < at[0] < len(items) - 1:
        raise items[at[0]].refuse("… at an end", "a last term behind it, and one before it")
    return at[0]


def _shown(reader: Reader, before: list[Node], after: list[Node]) -> tuple[Pattern, int, int]:
    """The pattern around an ellipsis, and how many pieces on either side belong to it."""
    found, used = pattern(reader, before, after[0])
    taken = 1
    while taken < len(after):
        try:
            longer, count = pattern(reader, before, after[taken])
        except ReadError:
            break
        step = 1 if found.rises else -1
        fits = longer.first == found.first and (longer.rises, count) == (found.rises, used)
        if not fits or sp.expand(longer.last - found.last) != step:
            break
        found, taken = longer, taken + 1
    return found, used, taken


def _range(found: Pattern) -> Range:
    way = "right" if found.rises else "left"
    return Range(found.name, found.symbol, found.first, found.last, way, shown=True)


def summed(reader: Reader, node: Node, parts: list[tuple[int, Node]]) -> list[Term]:
    """The terms of a sum; those around an ellipsis are one Σ."""
    from derive.reader.big import over_range
    from derive.reader.reader import run

    items = [item for _, item in parts]
    at = _around(node, items)
    found, used, taken = _shown(reader, items[:at], items[at + 1 :])
    signs = {sign for sign, item in parts[at - used : at + 1 + taken] if not is_gap(item)}
    signs.add(parts[at][0])
    if at - used == 0 and parts[0][0] < 0:
        signs.add(-1)
    if len(signs) > 1:
        raise items[at].refuse("… between terms of both signs", "one sign")
    with found.reading(reader):
        body = run(reader, found.template)
        total = over_range(reader, node, "sum", body, _ascending(_range(found)))
    [sign] = signs
    if sign < 0:
        from derive.reader.products import product

        total = product(node, [total], -1)
    before = [run(reader, item, sign) for sign, item in parts[: at - used]]
    return [*before, total, *(run(reader, item, sign) for sign, item in parts[at + 1 + taken :])]


def _ascending(over: Range) -> Range:
    """Scalars and sums commute: the order is not theirs."""
    return replace(over if over.way == "right" else over.turned(), way="right")


def multiplied(reader: Reader, node: Node, todo: list[tuple[str, Node]]) -> list[tuple[str, Term]]:
    """The factors of a run; those around an ellipsis are one Π."""
    from derive.reader.big import over_range
    from derive.reader.reader import joined

    items = [item for _, item in todo]
    at = _around(node, items)
    turns = grouped(reader, todo, at)
    if turns is not None:
        todo, at, step = turns
        items = [item for _, item in todo]
    found, used, taken = _shown(reader, items[:at], items[at + 1 :])
    if turns is not None:
        found = replace(found, rises=step > 0)
    ops = {op for op, _ in todo[at - used + 1 : at + 1 + taken]} - {"", "CDOT", "TIMES"}
    if len(ops) > 1 or ops - {"ODOT"}:
        raise items[at].refuse("… between factors of several kinds", "products, or ⊙")
    with found.reading(reader):
        body = reader.read(found.template)
        name = "bigodot" if ops else "prod"
        over = _range(found)
        if ops or not body.shape or body.shape == (1, 1):
            over = _ascending(over)
        whole = over_range(reader, node, name, body, over)
    before = joined(reader, todo[: at - used])
    op = todo[at - used][0]
    after = joined(reader, todo[at + 1 + taken :])
    return [*before, (op, whole), *after]


def listed(reader: Reader, node: Node, items: list[Node]) -> Term:
    """a_1, a_2, …, a_n: the column of these."""
    at = _around(node, items)
    found, used, taken = _shown(reader, items[:at], items[at + 1 :])
    if used < at or at + 1 + taken < len(items):
        odd = items[0] if used < at else items[at + 1 + taken]
        raise odd.refuse(f"{reader.source(odd)} beside a pattern", "entries that all fit it")
    return constant(node, _entries(reader, found.template, [(found, 0)]))


def _entries(reader: Reader, template: Node, axes: list[tuple[Pattern, int]]) -> Any:
    """The matrix whose entries a template gives; an axis for each pattern."""
    for numeric in (0, 1):
        body = _filled(reader, template, axes, numeric)
        uses = [component_use(body, p.symbol) for p, _ in axes]
        if not numeric and not any(number for _, number in uses):
            break
        if numeric and any(sizes for sizes, _ in uses):
            raise template.refuse("an index used as a component and as a number", "one of the two")
    found: list[Any] = [(), ()]
    for p, axis in axes:
        size = sp.expand(p.last - p.first if p.rises else p.first - p.last) + 1
        found[axis] = (p.symbol, size)
    return by_entries(body, *found)


def _filled(reader: Reader, template: Node, axes: list[tuple[Pattern, int]], numeric: int) -> Any:
    """The entry with the counters in the places that the patterns leave open."""
    outer = dict(reader.holes)
    try:
        for p, _ in axes:
            start, step = (p.first, 1) if p.rises else (p.first, -1)
            value = start - 1 + p.symbol + numeric if step == 1 else start + 1 - p.symbol - numeric
            p.fill(reader, sp.expand(value))
        return reader.read(template).scalar("it is an entry")
    finally:
        reader.holes = outer


def grid(reader: Reader, node: Node, cells: list[list[Node]]) -> Term:
    """A matrix with ellipses, by the corners that it shows.

    Rows and columns that hold nothing but ellipses (or nothing) stand for what is between; all
    other entries are checked against the pattern.
    """
    width = max(len(row) for row in cells)
    short = [row for row in cells if len(row) != width]
    if any(len(row) > 1 or not is_gap(row[0]) for row in short):
        raise node.refuse("rows of different lengths", "rows of one length")
    cells = [row if len(row) == width else row * width for row in cells]
    open_rows = [_is_open(row) for row in cells]
    open_columns = [_is_open([row[c] for row in cells]) for c in range(width)]
    rows, gap_row = _kept(node, open_rows)
    columns, gap_column = _kept(node, open_columns)
    corners = [[_content(cells[r][c], node) for c in columns] for r in rows]
    if gap_row and gap_column:
        return constant(node, _diagonal(reader, node, corners) or _full(reader, node, corners))
    return constant(node, _one_way(reader, node, corners, gap_row))


def _is_open(cells: list[Node]) -> bool:
    shown = [cell for cell in cells if cell.children]
    return bool(shown) and (
        all(is_gap(cell) for cell in shown)
        or (len(cells) > 2 and sum(map(is_gap, shown)) >= 1 and all(map(_idle, cells)))
    )


def _idle(cell: Node) -> bool:
    """Whether a cell is an ellipsis, empty or 0: what stands between in a diagonal matrix."""
    while len(cell.children) == 1:
        cell = cell.children[0]
    return cell.kind == "DOTS" or not (cell.children or cell.text) or cell.text == "0"


def _kept(node: Node, opened: list[bool]) -> tuple[list[int], bool]:
    gaps = [n for n, is_open in enumerate(opened) if is_open]
    if len(gaps) > 1 or (gaps and not 0 < gaps[0] < len(opened) - 1):
        raise node.refuse("ellipses in several rows", "one row and one column of them")
    return [n for n, is_open in enumerate(opened) if not is_open], bool(gaps)


def _content(cell: Node, node: Node) -> Node:
    if not cell.children:
        return Node("cell", [])
    return cell.children[0]


def _zero(item: Node) -> bool:
    return not is_gap(item) and _idle(item)


def _diagonal(reader: Reader, node: Node, corners: list[list[Node]]) -> Any:
    """diag(a_1, …, a_n), if all off the diagonal is 0 or empty."""
    n = len(corners)
    if n != len(corners[0]) or not all(
        _zero(corners[r][c]) for r in range(n) for c in range(n) if r != c
    ):
        return None
    diagonal = [corners[r][r] for r in range(n)]
    if any(_zero(item) for item in diagonal):
        return None
    found, used = pattern(reader, diagonal[:-1], diagonal[-1])
    if used < n - 1:
        raise diagonal[0].refuse("an entry beside the pattern", "entries that all fit it")
    return sp.DiagMatrix(_entries(reader, found.template, [(found, 0)]))


def _full(reader: Reader, node: Node, corners: list[list[Node]]) -> Any:
    """A matrix of which every entry follows one pattern in both directions."""
    for row in corners:
        for item in row:
            if not item.children:
                raise node.refuse("an empty entry in a matrix with ellipses", "an entry, or 0")
    columns = list(zip(*corners, strict=True))
    down = [pattern(reader, list(column[:-1]), column[-1], "k") for column in columns]
    left, right = down[0][0], down[-1][0]
    if any(used < len(corners) - 1 for _, used in down) or not same(left, right):
        raise node.refuse("rows of different patterns", "rows that show one pattern")
    templates = [found.template for found, _ in down]
    with left.reading(reader):
        across, used = pattern(reader, templates[:-1], templates[-1], "j")
    if used < len(templates) - 1:
        raise node.refuse("columns of different patterns", "columns that show one pattern")
    return _entries(reader, across.template, [(left, 0), (across, 1)])


def _one_way(reader: Reader, node: Node, corners: list[list[Node]], down: bool) -> Any:
    """Ellipses in one direction only: each row (or column) is a pattern of its own."""
    lines = corners if not down else [list(line) for line in zip(*corners, strict=True)]
    if len(lines) != 1:
        raise node.refuse("ellipses in one direction of a matrix", "a row, a column, or both")
    [line] = lines
    found, used = pattern(reader, line[:-1], line[-1])
    if used < len(line) - 1:
        raise line[0].refuse("an entry beside the pattern", "entries that all fit it")
    return _entries(reader, found.template, [(found, 0 if down else 1)])
