"""Proofs of claims that others made: hints are searched for, the kernel judges.

A claim comes without its steps, so a few recipes are tried: both sides have one normal form, once
derivatives are taken through the definitions, and definitions and laws put in; theorems of the
model are used; sums with integer limits are written out; induction on an index that stands in a
limit or an exponent.  A recipe that does not fit proves nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import Any

from sympy import (
    Ge,
    Interval,
    MatPow,
    MatrixSymbol,
    Pow,
    Product,
    Sum,
    Symbol,
    log,
    oo,
    sympify,
)

from derive.algebra import (
    LOG,
    SIGMA,
    TANH,
    Activation,
    Family,
    Gradient,
    HadamardPi,
    Jacobian,
    LogSumExp,
    MatrixSum,
    Member,
    OrderedProduct,
    ScalarMember,
    Softmax,
    System,
)
from derive.algebra.traversal import atoms, nodes
from derive.bridge import certificate_of
from derive.calculus.similar import conjugates
from derive.calculus.steps import Chain, Draft, Entrywise, Hint, Induction, Proof, Statement, Step
from derive.errors import DeriveError
from derive.worksheets.court import refusal
from derive.worksheets.derivation import Derivation, prove

__all__ = ["heads_in", "proved"]

#: how often the chain rule and the definitions are gone through: one round for each step of time
_ROUNDS = 4
_KNOWN = (SIGMA, TANH)
#: powers that are so many factors apart are led back to one another, factor by factor
_APART = 8
#: after so many seconds no further recipe is begun
_SECONDS = 2.0


def proved(
    statement: Statement,
    theorems: Iterable[Draft] = (),
    until: float | None = None,
    thorough: bool = True,
) -> bool:
    """Whether the kernel accepts one of the recipes for this statement.

    ``theorems`` are drafts under the same system that proofs may use; no recipe is begun after
    the time ``until`` of the monotonic clock.  Without ``thorough`` those are left out that
    hardly ever prove what the others do not.
    """
    until = time.monotonic() + _SECONDS if until is None else until
    try:
        for way in _ways(statement, tuple(theorems), thorough):
            if _accepted(statement, *way):
                return True
            if time.monotonic() > until:
                return False
    except DeriveError:  # what the kernel has no term for, no recipe changes
        return False
    return False


def _accepted(statement: Statement, proof: Proof, uses: tuple[Draft, ...] = ()) -> bool:
    known: list[Derivation] = [prove(use) for use in uses]
    draft = Draft("claim", "A claim", statement, proof, uses=uses)
    certificate = certificate_of(draft, {d.name: d.certificate for d in known})
    return not refusal(certificate, {d.name: d.number for d in known})


def _ways(
    statement: Statement, theorems: tuple[Draft, ...], thorough: bool
) -> Iterator[tuple[Any, ...]]:
    if statement.relation == "=":
        yield from _equations(statement, theorems, thorough)
    elif statement.relation == "->":
        for hints in ((), _opened(statement)):
            yield (Entrywise("limit", hints),)
    else:
        yield from _bounds(statement)


def _equations(
    statement: Statement, theorems: tuple[Draft, ...], thorough: bool
) -> Iterator[tuple[Any, ...]]:
    """The recipes for equations, those first that prove the most for the time they take."""

    def by(*hints: Hint) -> Proof:
        return Chain((Step("claim", statement.lhs, statement.rhs, hints),))

    opened, laws = _opened(statement), _laws(statement)
    chained, unfolded, once = _chains(statement), _unfolds(statement), _chains(statement, 1)
    expanded = (Hint("expand"),) if _binders(statement) else ()
    equations = tuple(Hint("equation", n) for n in range(len(statement.system.equations)))
    symmetric = tuple(Hint("symmetric", m) for m in _symmetric(statement.system))
    uses = [Hint("use", theorem) for theorem in theorems if _concerns(theorem, statement)]
    scores = _scores(statement)
    slopes = tuple(Hint("law", Activation(key, order=1)) for key in ("log", "sqrt"))
    last = (Hint("expand"), *equations, *equations)
    if scores:
        yield (by(*chained, *slopes, *unfolded, *chained, *slopes, *last),)
    yield (by(*chained, *unfolded, *laws),)
    for use in uses:
        yield by(use, *expanded, use), (use.what,)
    splits = tuple(Hint("split", e) for e in _exponents(statement))
    lemmas = conjugates((statement.lhs, statement.rhs), statement.system) if splits else ()
    if lemmas:
        yield by(*(Hint("use", lemma) for lemma in lemmas), *expanded, *splits), lemmas
    ends = tuple(Hint("split", end) for end in _ends(statement))
    if ends:
        yield (by(*once, *ends, *once, *ends, *chained),)
    if equations:
        yield (by(*once[:1], *equations),)
    if expanded:
        yield (by(*expanded),)
    if expanded or equations or symmetric:
        yield (by(*expanded, *equations, *opened, *expanded, *equations, *symmetric, *laws),)
    for index_and_start in _inductions(statement):
        yield from _by_induction(statement, *index_and_start)
    yield (by(),)
    if opened:
        yield (by(*once),)
    if not thorough:
        return
    yield from ((by(Hint("split", index), *once),) for index, _ in _inductions(statement))
    if splits:
        yield (by(*splits, *_unfolds(statement, 1), *splits),)
    if opened:
        yield (by(*once, *_unfolds(statement, 1), *expanded),)
    if expanded and opened:
        yield (by(*once, *expanded, *chained, *expanded),)
    if opened and _recurs(statement.system):
        yield (by(*opened),)
    yield (by(*unfolded, *chained, *laws, *unfolded),)
    if scores:
        yield (by(*chained, *slopes, *unfolded, *last),)
    if equations:
        spoken = (getattr(m, "family", m) for m in atoms(statement.lhs, Member, MatrixSymbol))
        heads = {d.head for d in statement.system.definitions} & set(spoken)
        bodies = tuple(Hint("unfold", head) for head in sorted(heads, key=str))
        yield (by(*equations, *bodies, *equations),)
    for use in uses:
        yield by(*expanded, use, *opened, *expanded, use, *laws), (use.what,)


def _concerns(theorem: Draft, statement: Statement) -> bool:
    """Whether the left side of a theorem might be met in a statement."""

    def kinds(*sides: Any) -> set[Any]:
        found: set[Any] = set()
        for side in sides:
            for node in atoms(sympify(side), Jacobian, Gradient, MatPow):
                ends = node.args[:1] if isinstance(node, MatPow) else node.args[:2]
                found.add(tuple(getattr(e, "family", e) for e in ends))
        return found

    return bool(kinds(theorem.statement.lhs) & kinds(statement.lhs, statement.rhs))


def _bounds(statement: Statement) -> Iterator[tuple[Any, ...]]:
    """Intervals and inequalities: by the calculus of intervals, then by estimates."""
    within = statement
    if statement.relation in ("<=", "<"):
        gap = statement.rhs - statement.lhs
        within = Statement(
            gap, Interval(0, oo, statement.relation == "<"), statement.system, "in", statement.given
        )
    slopes = tuple(h for h in _laws(statement) if h.kind == "law" and h.what.order)
    for hints in ((), slopes, (*_unfolds(statement), *slopes)):
        proof = Entrywise("interval", hints)
        if within is statement:
            yield (proof,)
        else:
            yield (Entrywise("estimate", hints),)


def _by_induction(statement: Statement, index: Any, start: Any) -> Iterator[tuple[Any, ...]]:
    def at(value: Any, *hints: Hint) -> Proof:
        left, right = (side.subs(index, value) for side in (statement.lhs, statement.rhs))
        return Chain((Step("claim", left, right, hints),))

    chains, unfolds = (
        tuple(Hint(kind, _at(head, index)) for head in heads_in(statement))
        for kind in ("chain", "unfold")
    )
    again = Hint("hypothesis")
    shifted = (e for e in _exponents(statement) if index in e.free_symbols)
    split = tuple(Hint("split", e) for e in dict.fromkeys((index, *shifted)))
    written = (Hint("expand"),) if _binders(statement) else ()
    base = at(start, *_chains(statement, 1), *_unfolds(statement, 1), *_laws(statement), *written)
    steps = [
        (*split, again, *_unfolds(statement, 1)),
        (*split, *chains, again),
        (*chains, again, *split),
        (*chains, *unfolds, again, *split, *unfolds, again),
        (*split, *chains, *unfolds, again),
        (*chains, *split, again),
        (*split, again, Hint("lower")),
    ]
    for hints in steps:
        yield (Induction(index, start, base, at(index, *hints)),)


# -- hints --


def _at(head: Any, index: Any) -> Any:
    return head[index] if isinstance(head, Family) else head


def heads_in(statement: Statement) -> list[Any]:
    """What the system defines of what the statement speaks of, what depends on others first."""
    return list(_heads_in(sympify(statement.lhs), sympify(statement.rhs), statement.system))


@lru_cache(maxsize=64)
def _heads_in(lhs: Any, rhs: Any, system: System) -> tuple[Any, ...]:
    rows: dict[Any, list[Any]] = {}
    for d in system.definitions:
        rows.setdefault(d.head, []).append(d.body)
    for o in system.opaque:
        rows.setdefault(getattr(o.target, "family", o.target), []).extend(o.arguments)
    found: dict[Any, None] = {}
    todo = [lhs, rhs]
    while todo:
        for node in nodes(todo.pop()):
            head = getattr(node, "family", node)
            if head in rows and head not in found:
                found[head] = None
                todo += rows[head]
    return tuple(_outermost_first(found, rows))


def _outermost_first(found: Iterable[Any], rows: dict[Any, list[Any]]) -> list[Any]:
    """Heads so that each stands before what its definition speaks of, recurrences aside."""
    order: dict[Any, None] = {}
    under: set[Any] = set()

    def visit(head: Any) -> None:
        if head in order or head in under:
            return
        under.add(head)
        for body in rows[head]:
            for node in sorted(atoms(sympify(body), Family, MatrixSymbol, Symbol), key=str):
                if node in rows:
                    visit(node)
        under.discard(head)
        order[head] = None

    for head in found:
        visit(head)
    return list(order)[::-1]


def _chains(statement: Statement, rounds: int = _ROUNDS) -> tuple[Hint, ...]:
    once = tuple(Hint("chain", head) for head in heads_in(statement))
    return once * (rounds if _recurs(statement.system) else 1)


def _unfolds(statement: Statement, rounds: int = _ROUNDS) -> tuple[Hint, ...]:
    heads = {d.head for d in statement.system.definitions}
    once = tuple(Hint("unfold", head) for head in heads_in(statement) if head in heads)
    return once * (rounds if _recurs(statement.system) else 1)


def _opened(statement: Statement) -> tuple[Hint, ...]:
    return (*_chains(statement), *_unfolds(statement))


def _scores(statement: Statement) -> bool:
    """Whether a statement speaks of softmax, by itself or through what it names."""
    heads = {*heads_in(statement)}
    bodies = [d.body for d in statement.system.definitions if d.head in heads]
    sides = map(sympify, (statement.lhs, statement.rhs, *bodies))
    return any(atoms(side, Softmax, LogSumExp) for side in sides)


def _recurs(system: System) -> bool:
    return any(isinstance(d.target, (Member, ScalarMember)) for d in system.definitions)


def _laws(statement: Statement) -> tuple[Hint, ...]:
    """σ″, σ′ by their laws, then σ itself, denominators cleared."""
    orders: dict[str, set[int]] = {f.key: set() for f in _KNOWN}
    bodies = (d.body for d in statement.system.definitions)
    for side in (statement.lhs, statement.rhs, *bodies):
        for node in atoms(sympify(side), Activation):
            if node.key in orders:
                orders[node.key].add(node.order)
    used = [f for f in _KNOWN if orders[f.key]]
    derived = []
    for f in used:
        first = f.diff()
        # a derivative taken in the proof is of an order higher than what is written
        for order in range(max(orders[f.key]) + 1, 0, -1):
            law = first
            for _ in range(order - 1):
                law = law.diff()
            derived.append(Hint("law", law))
    values = tuple(Hint("law", f) for f in used)
    sides = [sympify(side) for side in (statement.lhs, statement.rhs)]
    slopes = tuple(Hint("law", Activation(key, order=1)) for key in ("log", "sqrt"))
    rooted = any(side.has(log, Pow) or LOG in atoms(side, Activation) for side in sides)
    return (*derived, *(slopes if rooted else ()), *values, Hint("clear"))


def _symmetric(system: System) -> list[Any]:
    named = {*system.invertible, *system.positive}
    return [d.target for d in system.definitions if d.target in named]


_BINDERS = (Sum, Product, MatrixSum, OrderedProduct, HadamardPi)


def _binders(statement: Statement) -> list[Any]:
    sides = (sympify(statement.lhs), sympify(statement.rhs))
    bodies = tuple(d.body for d in statement.system.definitions)
    return [node for side in (*sides, *bodies) for node in atoms(side, *_BINDERS, MatPow, Pow)]


def _ends(statement: Statement) -> list[Any]:
    """Upper limits of sums in definitions that are an index of the statement too."""
    bodies = [d.body for d in statement.system.definitions]
    highs = {lim[2] for body in bodies for s in atoms(body, Sum) for lim in s.limits}
    highs |= {s.high for body in bodies for s in atoms(body, MatrixSum)}
    members = {m.index for m in atoms(statement.lhs, Member, ScalarMember)}
    return sorted(highs & members, key=str)


def _later(jacobian: Any) -> set[Any]:
    """The index of what is differentiated, where an index of another name stands below it."""
    of, by = (getattr(e, "index", sympify(0)).free_symbols for e in jacobian.args[:2])
    return set(of - by) if by - of else set()


def _exponents(statement: Statement) -> list[Any]:
    """Exponents of matrices that are indices; of n − 2 and n also what lies between them."""
    found = atoms(statement.lhs, MatPow) | atoms(statement.rhs, MatPow)
    symbolic = {p.exp for p in found if not p.exp.is_number}
    for first, last in product(symbolic, repeat=2):
        if (last - first).is_Integer and 1 < last - first <= _APART:
            symbolic |= {first + step for step in range(1, int(last - first))}
    return sorted(symbolic, key=lambda e: (str(e - e.as_coeff_Add()[0]), -e.as_coeff_Add()[0]))


def _inductions(statement: Statement) -> Iterator[tuple[Any, Any]]:
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
        ends = (j for side in sides for j in side.atoms(Jacobian))
        found.update(dict.fromkeys(s for j in ends for s in _later(j)))
    free = set().union(*(side.free_symbols for side in sides))
    earlier = {fact.rhs for fact in statement.given if isinstance(fact, Ge)}
    earlier |= {s for e in earlier for s in e.free_symbols}
    for symbol in found:
        if symbol not in free or symbol in earlier:
            continue
        for fact in (*statement.given, *statement.system.facts):
            if isinstance(fact, Ge) and fact.lhs == symbol and symbol not in fact.rhs.free_symbols:
                yield symbol, fact.rhs
                break
