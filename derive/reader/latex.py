r"""LaTeX read as terms of :mod:`derive.algebra`: what the printer writes, and what people write.

Nothing that has a meaning is dropped, reordered or guessed; colours, sizes, frames and the labels
of braces have none.  What is not understood raises :class:`~derive.reader.errors.ReadError`, a
:class:`~derive.DeriveError` that names line, column, what was found and what was expected.  What
authors write alike and mean differently is read as the
:class:`~derive.reader.conventions.Conventions` say, and those on which the reading depended are
told (``consulted``); :func:`read_all` gives every reading.  What the names settle:

- ``^{\top}`` is a transpose; ``^T`` too, unless T is a number here and the matrix is square;
- a name in another font is the name that is known, if there is one such: \mathbf{h} is h;
- ``\partial^{+}`` is the immediate derivative; what it holds fixed is recovered from the system
  of the names, see :mod:`derive.reader.held`;
- ``\prod_{j = t}^{k + 1}`` has its factors in the order of its limits; which of them is the
  later one follows from the conditions given with the names (t ≥ k), see
  :mod:`derive.reader.directions`;
- ``\sum`` is over components where its index counts components, which must then be all of an
  axis or all but an end of it, and over time otherwise; without limits it is over that axis;
- an ellipsis stands for a Σ, a Π or a matrix by its entries, if the pieces around it differ in
  nothing but indices, see :mod:`derive.reader.ellipses`;
- a matrix of one entry is a number where a number is asked;
- ``0``, ``I`` and ``\mathbf{1}`` take the size that their place asks for;
- integer component indices count from 1 in print and from 0 in the expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import sympy as sp

from derive.errors import DeriveError
from derive.reader.conventions import Conventions, alternatives
from derive.reader.indices import between
from derive.reader.names import Names, names_of
from derive.reader.reader import Reader
from derive.reader.recalled import Recalled
from derive.reader.sets import named_set
from derive.reader.syntax import Node, Place, ReadError, parse
from derive.reader.terms import Term, merged

__all__ = [
    "Conventions",
    "Names",
    "ReadError",
    "Sides",
    "alternatives",
    "names_of",
    "read",
    "read_all",
    "read_statement",
]


@dataclass(frozen=True)
class Sides:
    """A statement that has been read; unpacks as left side, relation, right side.

    ``relation`` is one of = != < <= > >= in ~ ->, the sides as they stand: ≥ is
    not turned round, ≈ is ~.  To the right of ``in`` stands a SymPy set: an interval of the
    entries, or the reals, or :class:`~sympy.matrices.expressions.sets.MatrixSet` for ℝ^{n×d}.
    ``limit`` is the index that goes to infinity where the left side is a limit, or a pair of it
    and the point it goes to.
    """

    lhs: Any
    relation: str
    rhs: Any
    limit: Any = None
    #: the conventions on which the reading depended, fields of Conventions
    consulted: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[Any]:
        return iter((self.lhs, self.relation, self.rhs))


def read(
    text: str,
    names: Names | Mapping[str, Any],
    shape: Any = None,
    conventions: Conventions | None = None,
) -> Any:
    r"""The expression that ``text`` is.

    Parameters
    ----------
    text : LaTeX without dollars.
    names : what names mean: a mapping from a printed name to its object, or
        :func:`~derive.reader.names.names_of`.
    shape : the shape that it must have, ``()`` for a scalar, if that is known.
    conventions : how what may be read in several ways is read; see
        :class:`~derive.reader.conventions.Conventions`.

    Raises :class:`ReadError` for what is not understood.

    >>> from sympy import MatrixSymbol
    >>> W, x = MatrixSymbol("W", 2, 3), MatrixSymbol("x", 3, 1)
    >>> read(r"(W x)^{\top} + 0", {"W": W, "x": x})
    (W*x).T + 0
    >>> read(r"W (x", {"W": W, "x": x})
    Traceback (most recent call last):
    ...
    derive.reader.errors.ReadError: line 1, column 5: found the end; expected , or )
    """
    found, _ = _kept(_expression, text, names, conventions, shape)
    return found


def read_all(
    text: str, names: Names | Mapping[str, Any], conventions: Conventions | None = None
) -> list[tuple[Conventions, Sides]]:
    r"""All readings of a statement that differ, each with its conventions; the agreed one first.

    Only conventions on which some reading depends are varied, so most statements have one.

    Raises the :class:`ReadError` of the agreed reading where none is understood.

    >>> from sympy import MatrixSymbol
    >>> a, b, c = (MatrixSymbol(s, 2, 2) for s in "abc")
    >>> [tuple(s) for _, s in read_all(r"a * b = c", {"a": a, "b": b, "c": c})]
    [(a*b, '=', c), (HadamardProduct(a, b), '=', c)]
    """
    base = conventions or Conventions()
    found: dict[Conventions, Sides | None] = {}
    consulted: set[str] = set()
    error: ReadError | None = None
    grew = True
    while grew and len(found) < _MOST_READINGS:
        grew = False
        for way in list(alternatives(base, consulted)):
            if way in found:
                continue
            try:
                sides = read_statement(text, names, way)
            except ReadError as refused:
                found[way], error, seen = None, error or refused, refused.consulted
            else:
                found[way], seen = sides, sides.consulted
            if not seen <= consulted:
                consulted |= seen
                grew = True
    readings: dict[Any, tuple[Conventions, Sides]] = {}
    for way, read_so in found.items():
        if read_so is not None:
            key = (read_so.lhs, read_so.relation, read_so.rhs, read_so.limit)
            readings.setdefault(key, (way, read_so))
    if not readings and error is not None:
        raise error
    return list(readings.values())


#: how many combinations of conventions are tried
_MOST_READINGS = 64


def _parsed(text: str, start: str, names: Names) -> Node:
    with _not_too_deep():
        found = _tree(text, start, tuple(names.words.items()))
    if isinstance(found, ReadError):
        raise found.again()
    return found


@lru_cache(maxsize=1024)
def _tree(text: str, start: str, words: tuple[tuple[str, str], ...]) -> Node | ReadError:
    """A formula is read in many ways, and parsed once; nothing that reads a tree changes it."""
    try:
        return parse(text, start, dict(words))
    except ReadError as error:
        return error.again()


def _read(text: str, names: Names, conventions: Conventions | None, go: Any) -> tuple[Any, Any]:
    """What ``go`` reads, and the conventions that it consulted.

    First every derivative has the layout agreed on; where that does not fit, derivatives take
    the layouts that their places ask for.
    """
    first: ReadError | None = None
    consulted: frozenset[str] = frozenset()
    for flexible in (False, True):
        reader = Reader(text, names, conventions, flexible=flexible)
        try:
            with _not_too_deep():
                found = go(reader)
        except ReadError as error:
            consulted |= frozenset(reader.consulted)
            first = first or error.again()
            if error.side != first.side:
                first.side = ""
            if "layout" not in consulted:
                break
        else:
            return found, consulted | frozenset(reader.consulted)
    assert first is not None
    first.consulted = consulted
    raise first.again()  # no frame is to hold what was raised in it


@contextmanager
def _not_too_deep() -> Iterator[None]:
    try:
        yield
    except ReadError:
        raise
    except DeriveError as error:  # what the language itself refuses to build
        raise ReadError(Place(1, 1), str(error), "terms that fit each other") from None
    except RecursionError:
        place = Place(1, 1)
        raise ReadError(place, "a formula nested too deeply", "one of fewer levels") from None


_RELATIONS = {
    "EQUALS": "=",
    "NE": "!=",
    "LE": "<=",
    "LT": "<",
    "GE": ">=",
    "GT": ">",
    "APPROX": "~",
    "IN": "in",
    "TO": "->",
}


def read_statement(
    text: str, names: Names | Mapping[str, Any], conventions: Conventions | None = None
) -> Sides:
    r"""Left side, relation and right side of ``text``; each side tells the other its shape.

    ``\lim_{n \to \infty} a_n = b`` has the relation ``->``; to the right of ``\in`` stands an
    interval, perhaps raised to the shape of the left side.

    Raises :class:`ReadError` for what is not understood.

    >>> from derive.algebra import Family
    >>> n, t = sp.symbols("n t", integer=True)
    >>> h = Family("h", (n, 1))
    >>> lhs, relation, rhs = read_statement(r"h_{t} \in (0, 1)^{n}", {"h": h, "t": t, "n": n})
    >>> lhs, relation, rhs
    (h[t], 'in', Interval.open(0, 1))
    """
    found: Sides = _kept(_sides, text, names, conventions)
    return found


#: takes a text, names, conventions and what else tells how it is to be read
_Reading = Callable[..., Any]


def _kept(
    reading: _Reading,
    text: str,
    names: Names | Mapping[str, Any],
    conventions: Conventions | None,
    *more: Any,
) -> Any:
    """What a reading gives; the same text, with names that mean the same, is read once."""
    table, conventions = Names.of(names), conventions or Conventions()
    try:
        found = _recalled(reading, text, conventions, *more)(table)
    except TypeError:  # a name that means a matrix which may still change
        found = _outcome(reading, text, conventions, *more)(table)
    if isinstance(found, ReadError):
        raise found.again()
    return found


@lru_cache(maxsize=4096)
def _recalled(reading: _Reading, text: str, conventions: Conventions, *more: Any) -> Recalled:
    return Recalled(_outcome(reading, text, conventions, *more))


def _outcome(
    reading: _Reading, text: str, conventions: Conventions, *more: Any
) -> Callable[[Names], Any]:
    def outcome(names: Names) -> Any:
        try:
            return reading(text, names, conventions, *more)
        except ReadError as error:
            return error.again()

    return outcome


def _expression(text: str, names: Names, conventions: Conventions, shape: Any) -> Any:
    node = _parsed(text, "expression", names).children[0]
    return _read(text, names, conventions, lambda reader: reader.read(node).built(shape))


def _sides(text: str, names: Names, conventions: Conventions) -> Sides:
    node = _parsed(text, "statement", names)
    sides, consulted = _read(text, names, conventions, lambda reader: _statement(reader, node))
    return replace(sides, consulted=consulted)


def _statement(reader: Reader, node: Node) -> Sides:
    left, sign, right = node.children
    relation = _RELATIONS[sign.kind]
    if relation == "in":
        lhs = reader.read(left).built()
        return Sides(lhs, relation, _interval(reader, right, lhs))
    with _in_side("left"):
        limit, lhs_term = _limit(reader, left)
    if limit is not None:
        if relation != "=":
            raise sign.refuse("a limit that is not equated", "= after it")
        relation = "->"
    with _in_side("right"):
        rhs_term = reader.read(right)
    rhs = rhs_term.built(()) if rhs_term.shape == () else None
    if rhs is not None and rhs.is_infinite:
        return Sides(lhs_term.built(), relation, rhs, limit)
    shape = merged(rhs_term.shape, lhs_term.shape, rhs_term.node)
    lhs = lhs_term.built(shape)
    shape = tuple(lhs.shape) if getattr(lhs, "is_Matrix", False) else ()
    return Sides(lhs, relation, rhs_term.built(shape), limit)


@contextmanager
def _in_side(side: str) -> Iterator[None]:
    try:
        yield
    except ReadError as error:
        error.side = side
        raise


def _limit(reader: Reader, node: Node) -> tuple[Any, Term]:
    """The index of a limit (None if there is none) and what it is the limit of."""
    [term] = node.children if len(node.children) == 1 else [None]
    big = term.children[0] if term is not None and len(term.children) == 1 else None
    if big is None or big.kind != "big" or not big.children[0].text.endswith("lim"):
        return None, reader.read(node)
    _, *scripts, body = big.children
    inside = scripts[0].children[1] if len(scripts) == 1 else big
    tends = inside.children[1] if inside.kind == "group" else inside
    if tends.kind != "tends":
        raise big.refuse("a limit of another form", r"\lim_{n \to \infty}")
    index = reader.index(tends.children[0])
    point = reader.index(tends.children[2], "what the index goes to")
    if not index.is_Symbol:
        raise big.refuse("a limit in what is no index", r"\lim_{n \to \infty}")
    return (index if point == sp.oo else (index, point)), reader.read(body)


def _interval(reader: Reader, node: Node, lhs: Any) -> Any:
    """An interval; a shape above it must be that of the left side.  Or ℝ, or ℝ^{n×d}."""
    factor = node
    while factor.kind != "factor" and len(factor.children) == 1:
        factor = factor.children[0]
    if factor.kind == "factor":
        known = named_set(reader, factor)
        if known is not None:
            return known
    pair = factor.children[0]
    if factor.kind != "factor" or pair.kind != "pair" or len(pair.children) != 5:
        raise node.refuse(reader.source(node), "an interval, such as (0, 1]")
    left, start, _, end, right = pair.children
    low, high = reader.index(start, "an end of an interval"), reader.index(end, "an end")
    for script in factor.children[1:]:
        _raised(reader, script, lhs)
    return sp.Interval(low, high, left.kind == "LPAR", right.kind == "RPAR")


def _raised(reader: Reader, script: Node, lhs: Any) -> None:
    inside = script.children[-1].children[1]
    sizes = [str(reader.index(part, "a size")) for part in between(inside, "TIMES")]
    shape = [str(s) for s in getattr(lhs, "shape", ())]
    fits = sizes == shape or (len(sizes) == 1 and "1" in shape and sizes[0] in shape)
    if script.children[0].kind != "CARET" or not fits:
        raise script.refuse(
            reader.source(script), f"the shape {' × '.join(shape) or 'of a scalar'}"
        )
