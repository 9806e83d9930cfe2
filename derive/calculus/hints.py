"""Hints that proofs of a claim are made of: what its names stand for, laws, places to split."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from functools import lru_cache
from itertools import product
from typing import Any

from sympy import (
    HadamardPower,
    MatAdd,
    MatPow,
    Pow,
    Product,
    Sum,
    Transpose,
    log,
    sympify,
)

from derive.algebra import (
    LOG,
    SIGMA,
    TANH,
    Activation,
    Definition,
    Family,
    Gradient,
    HadamardPi,
    Jacobian,
    LogSumExp,
    MatrixSum,
    Member,
    OrderedProduct,
    PartialDerivative,
    ScalarMember,
    Softmax,
    System,
    is_length,
)
from derive.algebra.traversal import atoms, nodes
from derive.calculus.simplify import simplified
from derive.calculus.steps import Hint, Statement

#: how often the chain rule and the definitions are gone through: one round for each step of time
_ROUNDS = 4
_KNOWN = (SIGMA, TANH)
#: powers that are so many factors apart are led back to one another, factor by factor
_APART = 8


def at_index(head: Any, index: Any) -> Any:
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
    names = {d.body: d.target for d in _assumed(system)}
    squared = (body for body in names if isinstance(body, Pow) and is_length(body.base))
    names.update({body.base: names[body] for body in [*squared]})
    met = {head: _met(bodies, rows, names) for head, bodies in rows.items()}
    found: dict[Any, None] = {}
    todo = [*_met((lhs, rhs), rows, names)]
    while todo:
        head = todo.pop()
        if head not in found:
            found[head] = None
            todo += met[head]
    return tuple(_outermost_first(found, met))


def _met(bodies: Iterable[Any], rows: Container[Any], names: Mapping[Any, Any]) -> list[Any]:
    """The heads that stand in expressions, in the order of their names; an expression that has a
    name, because something is assumed of it, stands for that."""
    found: set[Any] = set()
    for body in bodies:
        for node in nodes(sympify(body)):
            found |= {getattr(node, "family", node), names.get(node)}
    return sorted((head for head in found if head in rows), key=str)


def _outermost_first(found: Iterable[Any], met: Mapping[Any, list[Any]]) -> list[Any]:
    """Heads so that each stands before what its definition speaks of, recurrences aside."""
    order: dict[Any, None] = {}
    under: set[Any] = set()

    def visit(head: Any) -> None:
        if head in order or head in under:
            return
        under.add(head)
        for other in met[head]:
            visit(other)
        under.discard(head)
        order[head] = None

    for head in found:
        visit(head)
    return list(order)[::-1]


def chains(statement: Statement, rounds: int = _ROUNDS) -> tuple[Hint, ...]:
    once = tuple(Hint("chain", head) for head in heads_in(statement))
    return once * (rounds if recurs(statement.system) else 1)


def unfolds(statement: Statement, rounds: int = _ROUNDS) -> tuple[Hint, ...]:
    heads = {d.head for d in statement.system.definitions} - {*names_only(statement)}
    once = tuple(Hint("unfold", head) for head in heads_in(statement) if head in heads)
    return once * (rounds if recurs(statement.system) else 1)


def _assumed(system: System) -> list[Definition]:
    """The definitions of what something is assumed of, which may be a name for an expression."""
    assumed = {*system.invertible, *system.positive, *system.nonzero}
    return [d for d in system.definitions if d.target in assumed]


def names_only(statement: Statement) -> list[Any]:
    """What nobody has written: it stands for an expression of which something is assumed.

    It is not unfolded where that would lose what is assumed.
    """
    system = statement.system
    bodies = [d.body for d in system.definitions]
    sides = [sympify(e) for e in (statement.lhs, statement.rhs, *bodies)]
    names = [d.target for d in _assumed(system)]
    return [name for name in names if not any(side.has(name) for side in sides)]


def opened(statement: Statement) -> tuple[Hint, ...]:
    return (*chains(statement), *unfolds(statement))


def scores(statement: Statement) -> bool:
    """Whether a statement speaks of softmax, by itself or through what it names."""
    heads = {*heads_in(statement)}
    bodies = [d.body for d in statement.system.definitions if d.head in heads]
    sides = map(sympify, (statement.lhs, statement.rhs, *bodies))
    return any(atoms(side, Softmax, LogSumExp) for side in sides)


def recurs(system: System) -> bool:
    return any(isinstance(d.target, (Member, ScalarMember)) for d in system.definitions)


def laws(statement: Statement) -> tuple[Hint, ...]:
    """σ″, σ′ by their laws, then σ itself, denominators cleared."""
    orders: dict[str, set[int]] = {f.key: set() for f in _KNOWN}
    bodies = (d.body for d in statement.system.definitions)
    for side in (statement.lhs, statement.rhs, *bodies):
        for node in atoms(sympify(side), Activation):
            if node.key in orders:
                orders[node.key].add(node.order)
    sides = [sympify(side) for side in (statement.lhs, statement.rhs)]
    sides += [sympify(d.body) for d in statement.system.definitions]
    orders_of_slopes = (2, 1) if any(map(is_second, sides)) else (1,)
    used = [f for f in _KNOWN if orders[f.key]]
    derived = []
    for f in used:
        first = f.diff()
        # a derivative taken in the proof is of an order higher than what is written
        for order in range(max(orders[f.key]) + orders_of_slopes[0], 0, -1):
            law = first
            for _ in range(order - 1):
                law = law.diff()
            derived.append(Hint("law", law))
    values = tuple(Hint("law", f) for f in used)
    slopes = tuple(
        Hint("law", Activation(key, order=order))
        for order in orders_of_slopes
        for key in ("log", "sqrt")
    )
    logs = tuple(Hint("law", Activation(key)) for key in ("log", "exp"))
    roots = (*slopes, Hint("law", Activation("sqrt"))) if _rooted(sides) else slopes
    logged = any(side.has(log, LogSumExp) or LOG in atoms(side, Activation) for side in sides)
    rooted = logged or any(side.has(Pow) for side in sides)
    return (
        *derived,
        *(roots if rooted else ()),
        *values,
        *(logs if logged else ()),
        Hint("clear"),
    )


def is_second(e: Any) -> bool:
    """Whether a derivative of a derivative is written in an expression."""
    slopes = atoms(e, *_SLOPES)
    return any(inner != slope for slope in slopes for inner in slopes if inner in nodes(slope))


def _rooted(sides: Iterable[Any]) -> bool:
    """Whether a root is written anywhere."""
    return any(
        is_length(node) or (isinstance(node, (Pow, HadamardPower)) and not node.exp.is_integer)
        for side in sides
        for node in nodes(side)
    )


def _turns_to_itself(body: Any, symmetric: Iterable[Any]) -> bool:
    """Whether a matrix is seen to be its own transpose, as those of which it is known are."""
    turned = simplified(Transpose(body)).xreplace({Transpose(m): m for m in symmetric})
    return {*MatAdd.make_args(turned)} == {*MatAdd.make_args(simplified(body))}


def symmetric_ones(system: System) -> tuple[Hint, ...]:
    """What is seen to be symmetric by its definition, each with what it is made of before it."""
    named = _assumed(system)
    rest = [d for d in system.definitions if getattr(d.target, "is_square", False)]
    rest = [d for d in rest if not isinstance(d.target, Member)]
    rest.sort(key=lambda d: d not in named)  # what is made of them stands behind them
    found: list[Any] = []
    while more := [d.target for d in rest if _turns_to_itself(d.body, found)]:
        found += more
        rest = [d for d in rest if d.target not in more]
    return tuple(Hint("symmetric", (m, *found[:k])) for k, m in enumerate(found))[::-1]


_BINDERS = (Sum, Product, MatrixSum, OrderedProduct, HadamardPi)


def binders(statement: Statement) -> list[Any]:
    sides = (sympify(statement.lhs), sympify(statement.rhs))
    bodies = tuple(d.body for d in statement.system.definitions)
    return [node for side in (*sides, *bodies) for node in atoms(side, *_BINDERS, MatPow, Pow)]


def ends(statement: Statement) -> list[Any]:
    """Upper limits of sums in definitions that are an index of the statement too."""
    bodies = [d.body for d in statement.system.definitions]
    highs = {lim[2] for body in bodies for s in atoms(body, Sum) for lim in s.limits}
    highs |= {s.high for body in bodies for s in atoms(body, MatrixSum)}
    members = {m.index for m in atoms(statement.lhs, Member, ScalarMember)}
    return sorted(highs & members, key=str)


_SLOPES = (Gradient, Jacobian, PartialDerivative)


def slopes_named(statement: Statement) -> tuple[Hint, ...]:
    """The definitions of what is defined as a derivative: it is put in before any chain rule."""
    system = statement.system
    heads = {d.head for d in system.definitions if atoms(sympify(d.body), *_SLOPES)}
    return tuple(Hint("unfold", head) for head in heads_in(statement) if head in heads)


def sums_of_slopes(statement: Statement) -> bool:
    """Whether a derivative of a scalar by a state stands in a sum over the time of that."""
    sides = (sympify(statement.lhs), sympify(statement.rhs))
    sums = [total for side in sides for total in atoms(side, Sum, MatrixSum)]
    return any(atoms(total, *_SLOPES) for total in sums)


def places(statement: Statement) -> list[Any]:
    """Indices of members by which a sum over their time is differentiated: n in ∂E/∂y_n."""
    sides = (sympify(statement.lhs), sympify(statement.rhs))
    bodies = (sympify(d.body) for d in statement.system.definitions)
    if not any(atoms(e, Sum, MatrixSum) for e in (*sides, *bodies)):
        return []
    by = [node.wrt for side in sides for node in nodes(side) if hasattr(node, "wrt")]
    members = {m.index for e in by for m in atoms(e, Member, ScalarMember)}
    return sorted((index for index in members if index.is_Symbol), key=str)


def exponents(statement: Statement) -> list[Any]:
    """Exponents of matrices that are indices; of n − 2 and n also what lies between them."""
    found = atoms(statement.lhs, MatPow) | atoms(statement.rhs, MatPow)
    free = statement.lhs.free_symbols | statement.rhs.free_symbols
    symbolic = {p.exp for p in found if not p.exp.is_number and p.exp.free_symbols <= free}
    for first, last in product(symbolic, repeat=2):
        if (last - first).is_Integer and 1 < last - first <= _APART:
            symbolic |= {first + step for step in range(1, int(last - first))}
    return sorted(symbolic, key=lambda e: (str(e - e.as_coeff_Add()[0]), -e.as_coeff_Add()[0]))
