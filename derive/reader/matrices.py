r"""Matrices with their entries, tuples, norms, and ``[a_i b_j]_{i \le n, j \le m}``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.algebra import FrobeniusNorm, SpectralNorm, by_entries
from derive.reader.ellipses import grid, is_gap, listed
from derive.reader.indices import clauses
from derive.reader.ranges import Range, _named
from derive.reader.syntax import Node, spelling
from derive.reader.terms import Shape, Term, constant

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["gathered", "matrix", "norm", "pair"]


def matrix(reader: Reader, node: Node) -> Term:
    """A matrix by rows of entries or of blocks; between bars its determinant."""
    rows = [
        [cell for cell in row.children if cell.kind == "cell"]
        for row in node.children
        if row.kind == "row"
    ]
    if len(rows) > 1 and all(not cell.children for cell in rows[-1]):
        rows.pop()  # the last row was ended too
    found = _explicit(reader, node, rows)
    if node.children[0].kind == "BEGIN":
        return found
    if node.children[0].kind == "BEGINNORM":
        return constant(node, FrobeniusNorm(found.built()))
    built = found.built()
    if built.shape[0] != built.shape[1]:
        raise node.refuse("a determinant of a matrix that is not square", "a square one")
    return constant(node, sp.Determinant(built))


def _explicit(reader: Reader, node: Node, cells: list[list[Node]]) -> Term:
    lengths = [len(row) for row in cells]
    if any(is_gap(cell) for row in cells for cell in row if cell.children):
        return grid(reader, node, cells)
    if len(set(lengths)) != 1:
        raise node.refuse(f"rows of {', '.join(map(str, lengths))} entries", "rows of one length")
    for row in cells:
        for cell in row:
            if not cell.children:
                raise node.refuse("an empty entry", "an entry")
    rows = [[reader.read(cell.children[0]) for cell in row] for row in cells]
    if any(entry.shape and entry.shape != (1, 1) for row in rows for entry in row):
        return constant(node, _blocks(node, rows))
    values = [[entry.built(()) for entry in row] for row in rows]
    return constant(node, sp.ImmutableDenseMatrix(values))


def _blocks(node: Node, rows: list[list[Term]]) -> Any:
    heights = [_agreed([t.shape[0] for t in row if t.shape], node) for row in rows]
    columns = list(zip(*rows, strict=True))
    widths = [_agreed([t.shape[1] for t in column if t.shape], node) for column in columns]
    return sp.BlockMatrix(
        [[t.built((h, w)) for t, w in zip(r, widths, strict=True)]
         for r, h in zip(rows, heights, strict=True)]
    )  # fmt: skip


def _agreed(sizes: list[Any], node: Node) -> Any:
    known = {size for size in sizes if size is not None}
    if len(known) != 1:
        raise node.refuse("blocks whose sizes do not settle each other", "blocks that fit")
    return known.pop()


def pair(reader: Reader, node: Node) -> Term:
    """(x_1, …, x_n): a vector, upright or lying as its place asks."""
    inside = [child for child in node.children if child.kind == "sum"]
    if node.children[0].kind == "LSET":
        raise node.refuse("a set", "one term")
    if any(is_gap(child) for child in inside):
        column = listed(reader, node, inside)
        entries: list[Any] = []
    else:
        parts = [reader.read(child) for child in inside]
        if any(t.shape not in (None, (), (1, 1)) for t in parts):
            raise node.refuse("a pair", "one term; an interval stands to the right of ∈ only")
        entries = [[t.scalar("it is a component")] for t in parts]
        column = constant(node, sp.ImmutableDenseMatrix(entries))
    return _either_way(reader, node, column)


def _either_way(reader: Reader, node: Node, column: Term) -> Term:
    size = column.shape[0]

    def make(want: Shape) -> Any:
        one = sp.Integer(1)
        upright = want is not None and (want[0] == size or want[1] == one)
        lying = want is not None and (want[1] == size or want[0] == one)
        if upright == lying:
            upright = reader.convention("orientation") == "column"
        built = column.built()
        if upright:
            return built
        return built.T if isinstance(built, sp.MatrixBase) else sp.Transpose(built)

    return Term(node, (None, None), make)


def norm(reader: Reader, node: Node, atom: Node, below: Node | None) -> Term:
    """‖A‖_F, ‖A‖₂; ‖x‖ of a vector is its length; of a matrix ‖A‖ is the one that is agreed on."""
    inner = reader.read(atom.children[1])
    if not inner.shape:
        raise inner.node.refuse("a scalar between norm bars", "a matrix or a vector")
    which = "" if below is None else spelling(below.children[1].children[1])
    which = "F" if which.endswith("{F}") else which
    built = inner.built()
    vector = sp.Integer(1) in built.shape
    if not which and not vector:
        which = {"spectral": "2", "frobenius": "F"}.get(reader.convention("norm"), "")
    if which == "F" or (vector and not which):
        return constant(node, FrobeniusNorm(built))
    if which != "2":
        place = node if below is None else below
        raise place.refuse("a norm that is not ‖·‖₂", r"_{2} after \rVert, or _F")
    return constant(node, SpectralNorm(built))


def gathered(reader: Reader, node: Node, paren: Node, inside: Node) -> Term | None:
    r"""``[a_i b_j]_{i \le n, j \le m}``: a matrix by its entries; None if it is not that."""
    if inside.kind != "relations":
        return None
    found: list[Range | None] = []
    for clause in clauses(inside):
        if len(clause) == 1 and spelling(clause[0]) == "1":
            found.append(None)
        elif len(clause) == 3 and clause[1].kind == "LE":
            high = reader.index(clause[2], "a size")
            found.append(_named(reader, clause[0]).between(sp.Integer(1), high))
        else:
            raise inside.refuse(reader.source(inside), r"sizes, as in i \le n, j \le m")
    if len(found) > 2:
        raise inside.refuse(reader.source(inside), r"sizes, as in i \le n, j \le m")
    bound = [r for r in found if r is not None]

    def read(rest: list[Range]) -> Any:
        if not rest:
            return reader.read(paren.children[1]).scalar("it is an entry")
        with reader.binding(rest[0].key, rest[0].symbol):
            return read(rest[1:])

    axes = [(r.symbol, r.high) if r is not None else () for r in found]
    return constant(node, by_entries(read(bound), *(axes if len(axes) == 2 else (*axes, ()))))
