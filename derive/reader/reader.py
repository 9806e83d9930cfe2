"""From the small tree to terms: sums, runs of factors, applications, fractions, matrices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import sympy as sp

from derive.reader import functions, products, scalars
from derive.reader.names import Names
from derive.reader.syntax import Node
from derive.reader.terms import Term, constant, merged, zero

__all__ = ["Reader"]


class Reader:
    """Reads the tree of one formula with one table of names."""

    def __init__(self, text: str, names: Names) -> None:
        self.text, self.names = text, names
        #: the indices that Σ and Π bind around what is being read
        self.bound: dict[str, Any] = {}

    def source(self, node: Node) -> str:
        """The text of a piece."""
        return self.text[node.start : node.end]

    def read(self, node: Node) -> Term:
        """The term of a piece, by the table of kinds."""
        return KINDS[node.kind](self, node)

    def index(self, node: Node, what: str = "an index") -> Any:
        """A scalar that counts: an index, a limit, an exponent."""
        return self.read(node).scalar(what)

    @contextmanager
    def binding(self, name: str, symbol: Any) -> Iterator[None]:
        """Inside, ``name`` is that bound index."""
        outer = self.bound.get(name)
        self.bound[name] = symbol
        try:
            yield
        finally:
            if outer is None:
                del self.bound[name]
            else:
                self.bound[name] = outer


def _sum(reader: Reader, node: Node) -> Term:
    terms, sign = [], 1
    for child in node.children:
        if child.kind == "SIGN":
            sign = 1 if child.text == "+" else -1
        else:
            terms.append(run(reader, child, sign))
            sign = 1
    if len(terms) == 1:
        return terms[0]
    shape, square = None, any(t.square for t in terms)
    for t in terms:
        shape = merged(t.shape, shape, t.node, square)

    def make(want: Any) -> Any:
        parts = [t.built(want or ()) for t in terms]
        return sp.MatAdd(*parts) if want else scalars.add(parts)

    return Term(node, shape, make, square)


def flatten(node: Node) -> list[tuple[str, Node]]:
    """The pieces of a run, each with the operator before it ("" for none)."""
    run, *rest = node.children
    out: list[tuple[str, Node]] = []
    if run.kind == "big":
        return [("", run)]
    while run.kind == "run":
        out.append((run.children[-2].kind if len(run.children) == 3 else "", run.children[-1]))
        run = run.children[0]
    out.reverse()
    if rest:
        out.append((rest[0].kind if len(rest) == 2 else "", rest[-1]))
    return out


def pieces(reader: Reader, node: Node) -> list[tuple[str, Term]]:
    """The terms of a run with the operators before them; functions have taken their arguments."""
    return joined(reader, flatten(node))


def joined(reader: Reader, todo: list[tuple[str, Node]]) -> list[tuple[str, Term]]:
    """Terms of factors in a row, each function with the argument behind it as one."""
    out, at = [], 0
    while at < len(todo):
        op, factor = todo[at]
        found = functions.function_of(reader, factor)
        if found is None:
            out.append((op, reader.read(factor)))
            at += 1
        else:
            out.append((op, functions.application(reader, factor, found, todo[at + 1 :])))
            at += 2
    return out


_SIGNS = {"ODOT": "⊙", "OTIMES": "⊗", "SLASH": "/", "CDOT": "·", "": "juxtaposition"}


def run(reader: Reader, node: Node, sign: int = 1) -> Term:
    """One term of a sum: factors side by side, or between ⊙, or between ⊗, or a quotient."""
    parts = pieces(reader, node)
    terms = [t for _, t in parts]
    ops = [op for op, _ in parts[1:]]
    if not ops:
        [only] = terms
        return only if sign > 0 else products.product(node, terms, sign)
    for op, entrywise in (("ODOT", products.hadamard), ("OTIMES", products.kronecker)):
        if op in ops:
            if set(ops) != {op}:
                raise _mixed(node, ops)
            found = entrywise(node, terms)
            return found if sign > 0 else products.product(node, [found], sign)
    if "SLASH" in ops:
        if ops.index("SLASH") != len(ops) - 1:
            raise _mixed(node, ops)
        top = products.product(node, terms[:-1], 1) if len(terms) > 2 else terms[0]
        found = products.over(node, top, terms[-1])
        return found if sign > 0 else products.product(node, [found], sign)
    _no_numbers_side_by_side(parts)
    return products.product(node, terms, sign)


def _mixed(node: Node, ops: list[str]) -> Exception:
    kinds = dict.fromkeys(_SIGNS[op] for op in ops)
    return node.refuse(f"{' and '.join(kinds)} in one term", "parentheses that say what goes first")


def _no_numbers_side_by_side(parts: list[tuple[str, Term]]) -> None:
    for (_, before), (op, term) in pairwise(parts):
        if not op and _is_number(before.node) and _is_number(term.node):
            raise term.node.refuse("a number beside a number", r"\cdot between them")


def _is_number(node: Node) -> bool:
    return node.kind == "factor" and node.children[0].kind == "NUMBER"


# -- atoms --


def _number(reader: Reader, node: Node) -> Term:
    value = sp.Rational(node.text)
    return zero(node) if node.text == "0" else constant(node, value)


def _digits(reader: Reader, node: Node) -> Term:
    top, bottom = (c for c in node.text if c.isdigit())
    if bottom == "0":
        raise node.refuse("a division by 0", "another denominator")
    return constant(node, sp.Rational(int(top), int(bottom)))


def _paren(reader: Reader, node: Node) -> Term:
    inner = reader.read(node.children[1])
    return Term(node, inner.shape, inner.make, inner.square)


def _pair(reader: Reader, node: Node) -> Term:
    raise node.refuse("a pair", "one term; an interval stands to the right of ∈ only")


def _fraction(reader: Reader, node: Node) -> Term:
    _, _, top, _, _, bottom, _ = node.children
    if "differential" in (top.kind, bottom.kind):
        from derive.reader.derivatives import derivative

        return derivative(reader, node, top, bottom)
    return products.over(node, reader.read(top), reader.read(bottom))


def _slashed(reader: Reader, node: Node) -> Term:
    from derive.reader.derivatives import slashed

    return slashed(reader, node)


def _root(reader: Reader, node: Node) -> Term:
    inner = reader.read(node.children[2]).scalar("a root is taken of it")
    return constant(node, scalars.power(inner, sp.Rational(1, 2)))


def _absolute(reader: Reader, node: Node) -> Term:
    inner = reader.read(node.children[1]).scalar("its absolute value is taken")
    return constant(node, scalars.applied(sp.Abs, inner))


def _matrix(reader: Reader, node: Node) -> Term:
    rows = [
        [reader.read(entry) for entry in row.children if entry.kind != "AMP"]
        for row in node.children
        if row.kind == "row"
    ]
    if len({len(row) for row in rows}) != 1:
        lengths = ", ".join(str(len(row)) for row in rows)
        raise node.refuse(f"rows of {lengths} entries", "rows of one length")
    if any(entry.shape for row in rows for entry in row):
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


def _factor(reader: Reader, node: Node) -> Term:
    from derive.reader.scripts import factor

    return factor(reader, node)


def _big(reader: Reader, node: Node) -> Term:
    from derive.reader.big import big

    return big(reader, node)


def _factors(reader: Reader, node: Node) -> Term:
    found = joined(reader, [("", factor) for factor in node.children])
    return found[0][1] if len(found) == 1 else products.product(node, [t for _, t in found], 1)


KINDS: dict[str, Callable[[Reader, Node], Term]] = {
    "sum": _sum,
    "term": run,
    "factor": _factor,
    "factors": _factors,
    "big": _big,
    "NUMBER": _number,
    "DIGITS": _digits,
    "paren": _paren,
    "pair": _pair,
    "fraction": _fraction,
    "slashed": _slashed,
    "root": _root,
    "absolute": _absolute,
    "matrix": _matrix,
    "NAME": lambda reader, node: _factor(reader, Node("factor", [node])),
}

KINDS["list"] = lambda reader, node: (
    reader.read(node.children[0]) if len(node.children) == 1 else _pair(reader, node)
)
