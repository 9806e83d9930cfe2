"""Recipes for a claim that comes without its steps: hints are searched for, the kernel judges.

A few are tried: both sides have one normal form, once derivatives are taken through the
definitions, and definitions and laws put in; theorems of the model are used; sums with integer
limits are written out; both sides are multiplied by a matrix that has an inverse; induction on an
index that stands in a limit or an exponent.  A recipe that does not fit proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import MatPow, MatrixSymbol, sympify

from derive.algebra import Activation, Gradient, Jacobian, Member
from derive.algebra.traversal import atoms
from derive.calculus import hints, inverses
from derive.calculus.inductions import by_induction, inductions
from derive.calculus.similar import conjugates
from derive.calculus.steps import Chain, Draft, Entrywise, Hint, Proof, Statement, Step

__all__ = ["recipes"]


def recipes(
    statement: Statement, theorems: tuple[Draft, ...] = (), thorough: bool = True
) -> Iterator[tuple[Any, ...]]:
    """Proofs that may hold of a statement, each alone or with the drafts that it uses.

    ``theorems`` are drafts under the same system that proofs may use.  Without ``thorough`` those
    recipes are left out that hardly ever prove what the others do not.
    """
    if statement.relation == "=":
        yield from _equations(statement, theorems, thorough)
    elif statement.relation == "->":
        for given in ((), hints.opened(statement)):
            yield (Entrywise("limit", given),)
    else:
        yield from _bounds(statement, theorems)


def _equations(
    statement: Statement, theorems: tuple[Draft, ...], thorough: bool
) -> Iterator[tuple[Any, ...]]:
    """The recipes for equations, those first that prove the most for the time they take."""

    def by(*given: Hint) -> Proof:
        return Chain((Step("normal", statement.lhs, statement.rhs, given),))

    opened, laws = hints.opened(statement), hints.laws(statement)
    chained, unfolded = hints.chains(statement), hints.unfolds(statement)
    named = hints.slopes_named(statement)
    once = hints.chains(statement, 1)
    expanded = (Hint("expand"),) if hints.binders(statement) else ()
    equations = tuple(Hint("equation", n) for n in range(len(statement.system.equations)))
    symmetric = hints.symmetric_ones(statement.system)
    uses = [Hint("use", theorem) for theorem in theorems if _concerns(theorem, statement)]
    scores = hints.scores(statement)
    slopes = tuple(Hint("law", Activation(key, order=1)) for key in ("log", "sqrt"))
    last = (Hint("expand"), *equations, *equations)
    for use in uses:
        yield by(use, *expanded, use), (use.what,)
    if scores:
        yield (by(*chained, *slopes, *unfolded, *chained, *slopes, *last),)
    yield (by(*named, *chained, *unfolded, *laws, *equations),)
    if places := tuple(Hint("split", index, "at") for index in hints.places(statement)):
        yield (by(*(hint for chain in once for hint in (chain, *places)), *laws),)
    if hints.sums_of_slopes(statement):
        apart = Hint("split", None, "apart")
        yield (by(*named, *once[:1], apart, *once[:1], *(h for c in once for h in (c, apart))),)
    splits = tuple(Hint("split", e) for e in hints.exponents(statement))
    lemmas = conjugates((statement.lhs, statement.rhs), statement.system) if splits else ()
    if lemmas:
        yield by(*(Hint("use", lemma) for lemma in lemmas), *expanded, *splits), lemmas
    if ends := tuple(Hint("split", end) for end in hints.ends(statement)):
        yield (by(*once, *ends, *once, *ends, *chained),)
    if equations:
        yield (by(*once[:1], *equations),)
    if expanded:
        yield (by(*expanded),)
    if expanded and opened:
        yield (by(*once, *expanded, *chained, *expanded),)
    if expanded or equations or symmetric:
        yield (by(*expanded, *equations, *opened, *expanded, *equations, *symmetric, *laws),)
    for index_and_start in inductions(statement):
        yield from by_induction(statement, *index_and_start)
    yield (by(),)
    if opened:
        yield (by(*once),)
    yield from ((by(*way),) for way in inverses.ways(statement))
    if not thorough:
        return
    yield from ((by(Hint("split", index), *once),) for index, _ in inductions(statement))
    if splits:
        yield (by(*splits, *hints.unfolds(statement, 1), *splits),)
    if opened:
        yield (by(*once, *hints.unfolds(statement, 1), *expanded),)
    if opened and hints.recurs(statement.system):
        yield (by(*opened),)
    yield (by(*unfolded, *chained, *laws, *unfolded),)
    if any(hint.kind == "law" and hint.what.key in ("log", "sqrt") for hint in laws):
        yield (by(*chained, *laws),)
    if scores:
        yield (by(*chained, *slopes, *unfolded, *last),)
    if equations:
        spoken = (getattr(m, "family", m) for m in atoms(statement.lhs, Member, MatrixSymbol))
        heads = {d.head for d in statement.system.definitions} & set(spoken)
        bodies = tuple(Hint("unfold", head) for head in sorted(heads, key=str))
        yield (by(*equations, *bodies, *equations),)
    if behind := hints.names_only(statement):
        yield (by(*chained, *(Hint("unfold", name) for name in behind), *laws),)
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


def _bounds(statement: Statement, theorems: tuple[Draft, ...]) -> Iterator[tuple[Any, ...]]:
    """Intervals and inequalities: by the calculus of intervals, then by estimates."""
    slopes = tuple(h for h in hints.laws(statement) if h.kind == "law" and h.what.order)
    uses = [Hint("use", theorem) for theorem in theorems if _concerns(theorem, statement)]
    for given in ((), slopes, (*hints.unfolds(statement), *slopes)):
        kind = "interval" if statement.relation == "in" else "estimate"
        yield (Entrywise(kind, given),)
    if statement.relation != "in":
        yield (Entrywise("estimate", hints.chains(statement, 1)),)
        yield from ((Entrywise("estimate", (use,)), (use.what,)) for use in uses)
