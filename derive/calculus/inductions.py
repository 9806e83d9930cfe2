"""Proofs of claims by induction on an index that stands in a limit or an exponent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sympy import Ge, MatPow, Pow, Product, Sum, sympify

from derive.algebra import HadamardPi, Jacobian, MatrixSum, OrderedProduct
from derive.algebra.traversal import atoms, nodes
from derive.calculus.hints import (
    at_index,
    binders,
    chains,
    exponents,
    heads_in,
    laws,
    names_only,
    unfolds,
)
from derive.calculus.inverses import multipliers, parts_replaced
from derive.calculus.steps import Chain, Entrywise, Hint, Induction, Proof, Statement, Step

__all__ = ["by_induction", "inductions"]


def _later(jacobian: Any) -> set[Any]:
    """The index of what is differentiated, where an index of another name stands below it."""
    of, by = (getattr(e, "index", sympify(0)).free_symbols for e in jacobian.args[:2])
    return set(of - by) if by - of else set()


def inductions(statement: Statement) -> Iterator[tuple[Any, Any]]:
    """Indices in limits and exponents that are known to be at least something."""
    sides = (sympify(statement.lhs), sympify(statement.rhs))
    found: dict[Any, None] = {}
    for side in sides:
        for node in nodes(side):
            if isinstance(node, (MatrixSum, OrderedProduct, HadamardPi)):
                found.update(dict.fromkeys(node.high.free_symbols | node.low.free_symbols))
            elif isinstance(node, (Sum, Product)):
                found.update(dict.fromkeys(s for lim in node.limits for s in lim[2].free_symbols))
            elif isinstance(node, (MatPow, Pow)):
                found.update(dict.fromkeys(s for s in node.exp.free_symbols if s.is_integer))
    if not found:  # of states apart from each other by any number of steps
        ends = (j for side in sides for j in atoms(side, Jacobian))
        found.update(dict.fromkeys(s for j in ends for s in _later(j)))
    free = set().union(*(side.free_symbols for side in sides))
    earlier = {fact.rhs for fact in statement.given if isinstance(fact, Ge)}
    earlier |= {s for e in earlier for s in e.free_symbols}
    for symbol in found:
        if symbol not in free or symbol in earlier:
            continue
        starts = [*_starts(symbol, (*statement.given, *statement.system.facts))]
        if starts:
            yield symbol, max(starts) if all(low.is_Integer for low in starts) else starts[0]


def _starts(symbol: Any, facts: Iterable[Any]) -> Iterator[Any]:
    """What an index is at least, by each of the facts that say so."""
    for fact in facts:
        if isinstance(fact, Ge) and symbol not in fact.rhs.free_symbols:
            shift = fact.lhs - symbol
            if shift.is_Integer:
                yield fact.rhs - shift


def by_induction(statement: Statement, index: Any, start: Any) -> Iterator[tuple[Induction]]:
    """Inductions on an index from ``start`` on, by the hypothesis put in or taken away."""

    def at(value: Any, *given: Hint) -> Proof:
        left, right = (side.subs(index, value) for side in (statement.lhs, statement.rhs))
        return Chain((Step("normal", left, right, given),))

    chain, unfold = (
        tuple(Hint(kind, at_index(head, index)) for head in heads_in(statement))
        for kind in ("chain", "unfold")
    )
    again = Hint("hypothesis")
    shifted = (e for e in exponents(statement) if index in e.free_symbols)
    split = tuple(Hint("split", e) for e in dict.fromkeys((index, *shifted)))
    written = (Hint("expand"),) if binders(statement) else ()
    opened = unfolds(statement, 1) * 2  # one step of a recurrence, and where that begins
    base = at(start, *chains(statement, 1), *opened, *laws(statement), *written)
    steps = [
        (*split, again, *unfolds(statement, 1)),
        (*split, *chain, again),
        (*chain, again, *split),
        (*chain, *unfold, again, *split, *unfold, again),
        (*split, *chain, *unfold, again),
        (*chain, *split, again),
        (*split, again, Hint("lower")),
    ]
    if any(atoms(side, MatPow) for side in (statement.lhs, statement.rhs)):
        steps.append((*chain, *unfold, again, Hint("gather"), *split, *unfold))
        steps.append((*chain, again, Hint("gather")))
    for given in steps:
        yield (Induction(index, start, base, at(index, *given)),)
    for first, last in _differences(statement, index):
        opening = (Hint("expand"), *last, Hint("expand"), *last[-1:])
        base = Entrywise("normal", opening, "both sides have the same normal form")
        step = Entrywise("normal", (*first, *last), "the differences have the same normal form")
        yield (Induction(index, start, base, step),)


def _differences(statement: Statement, index: Any) -> Iterator[tuple[tuple[Hint, ...], ...]]:
    """What shows that both sides grow by the same from one value of an index to the next.

    The claim for the value before is taken away, the last terms of sums are split off; where there
    are inverses, both sides are multiplied by one of the matrices.
    """
    sums = [n for side in (statement.lhs, statement.rhs) for n in atoms(side, Sum, MatrixSum)]
    highs = {n.high if isinstance(n, MatrixSum) else n.limits[0][2] for n in sums}
    if not sums:
        return
    away = Hint("cancel", ("hypothesis", 1, {}))
    lasts = tuple(Hint("split", high) for high in sorted(highs, key=str) if high.has(index))
    named = tuple(Hint("unfold", name) for name in names_only(statement))
    tidy = (Hint("lower"), Hint("clear"), *named, Hint("gather"), Hint("lower"), Hint("clear"))
    exchanged = next(parts_replaced(statement), ())
    for times in multipliers(statement):
        yield (away, *lasts), (*exchanged, *times, *tidy)
