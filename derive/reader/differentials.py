r"""Differentials: dX, d(X Y), d\det X as ``\differential`` before what it is taken of.

What moves is what stands right behind a d somewhere in the formula: of d(A X B) = A\,dX\,B it is
X, and A and B are constants.  What is defined by something that moves, moves with it.  Source:
Magnus and Neudecker, *Matrix Differential Calculus* (2019), chapters 5 and 8.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import differential_of
from derive.reader import functions
from derive.reader.errors import ReadError
from derive.reader.names import normal
from derive.reader.syntax import Node, parse
from derive.reader.terms import Term, constant

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["DIFFERENTIAL", "applied", "is_differential"]

DIFFERENTIAL = r"\differential"
_SYMBOLS = (sp.MatrixSymbol, sp.Symbol)


def is_differential(node: Node) -> bool:
    """Whether a factor is the d of a differential."""
    if node.kind != "factor" or node.children[0].kind != "NAME":
        return False
    return len(node.children) == 1 and normal(node.children[0].text) == DIFFERENTIAL


def applied(reader: Reader, node: Node, rest: list[tuple[str, Node]]) -> tuple[Term, int]:
    """d with the factor behind it, and how many factors that took."""
    of, used = _operand(reader, node, rest)
    if reader.moving is None:
        reader.moving = ()  # while what moves is found, nothing does
        reader.moving = tuple(dict.fromkeys(_moving(reader)))
    return (_taken(reader, of, reader.moving) if reader.moving else of), used


def _operand(reader: Reader, node: Node, rest: list[tuple[str, Node]]) -> tuple[Term, int]:
    if not rest or rest[0][0] or rest[0][1].kind != "factor":
        raise node.refuse("d with nothing behind it", "what the differential is taken of")
    argument = rest[0][1]
    found = functions.function_of(reader, argument)
    if found is None:
        return reader.read(argument), 1
    term, used = functions.application(reader, argument, found, rest[1:])
    return term, 1 + used


def _taken(reader: Reader, of: Term, moving: tuple[Any, ...]) -> Term:
    built = of.built()
    symbol, wrap = _symbol(built)
    if symbol is not None and symbol in moving:
        return constant(of.node, wrap(differential_of(symbol, symbol, by(symbol))))
    moved = _inside(reader, built) & {*moving}
    if not moved:
        raise of.node.refuse("the differential of what does not move", "a name that has a d too")
    terms = [differential_of(built, x, by(x)) for x in sorted(moved, key=str)]
    whole = terms[0] if len(terms) == 1 else (sp.MatAdd if of.shape else sp.Add)(*terms)
    return constant(of.node, whole)


def by(x: Any) -> Any:
    """dX, a symbol beside X."""
    shape = getattr(x, "shape", ())
    return sp.MatrixSymbol(f"d{x.name}", *shape) if shape else sp.Symbol(f"d{x.name}", real=True)


def _symbol(e: Any) -> tuple[Any, Any]:
    """The symbol that something is, or is the transpose or an entry of, and how it is made."""
    if isinstance(e, _SYMBOLS):
        return e, lambda d: d
    if isinstance(e, sp.Transpose) and isinstance(e.arg, _SYMBOLS):
        return e.arg, sp.Transpose
    if isinstance(e, MatrixElement) and isinstance(e.parent, _SYMBOLS):
        return e.parent, lambda d: MatrixElement(d, e.i, e.j)
    return None, None


def _inside(reader: Reader, e: Any) -> set[Any]:
    """The symbols in an expression, and in what defines them."""
    bodies = {d.head: d.body for d in reader.names.system.definitions}
    found: set[Any] = set()
    todo = [sp.sympify(e)]
    while todo:
        for symbol in todo.pop().atoms(*_SYMBOLS) - found:
            found.add(symbol)
            if symbol in bodies:
                todo.append(sp.sympify(bodies[symbol]))
    return found


def _moving(reader: Reader) -> Iterator[Any]:
    """The symbols right behind a d in the formula, without those that others of them define."""
    tree = None
    for start in ("statement", "expression"):
        try:
            tree = parse(reader.text, start, reader.names.words)
            break
        except ReadError:
            continue
    bare: dict[Any, None] = {}
    for node, rest in _heads(tree) if tree is not None else ():
        try:
            symbol, _ = _symbol(_operand(reader, node, rest)[0].built())
        except ReadError:
            continue
        if symbol is not None:
            bare[symbol] = None
    for symbol in bare:
        if not (_inside(reader, symbol) - {symbol}) & {*bare}:
            yield symbol


def _heads(node: Node) -> Iterator[tuple[Node, list[tuple[str, Node]]]]:
    """Each d in a formula with the factors behind it."""
    from derive.reader.reader import flatten

    if node.kind == "term":
        row = flatten(node)
        for at, (_, factor) in enumerate(row):
            if is_differential(factor):
                yield factor, row[at + 1 :]
            else:
                yield from _heads(factor)
        return
    for child in node.children:
        yield from _heads(child)
