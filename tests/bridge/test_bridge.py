"""The bridge: a certificate's terms mean what the SymPy expressions mean.

Two evaluators that share no code, at the same point: the audit takes the expression, the oracle of
the kernel's tests the term.
"""

from __future__ import annotations

import random
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sympy import Float, ImmutableMatrix, MatrixSymbol, Rational, Symbol, sympify

from derive.algebra import Family, Member, ScalarMember
from derive.audit import evaluate
from derive.worksheets import load

sys.path.insert(0, str(Path(__file__).parents[1] / "kernel"))
from oracle import World, mp

SIZES = {"n": 2, "d": 3, "m": 2}
DERIVATIONS = {
    name: d
    for name, d in load("rnn_lstm").derivations().items()
    if d.statement.relation in ("=", "<=", "<")
    and not d.statement.system.equations
    and name != "layer-f-jacobian"  # each oracle has an unknown function of its own
}


def moments(statement: Any, names: list[str], fixed: dict[str, int]) -> dict[str, int]:
    """Index values that the conditions allow, the later the better."""
    best: dict[str, int] = {}
    for values in product(range(-1, 4), repeat=len(names)):
        chosen = {**fixed, **dict(zip(names, values, strict=True))}
        at = {Symbol(n, integer=True): v for n, v in chosen.items()}
        if all(fact.subs(at) == True for fact in statement.given):  # noqa: E712  # a SymPy truth
            best = dict(zip(names, values, strict=True))
    return best


def opaque(world: World, name: str) -> Any:
    """The oracle's polynomial for an opaque function, as the audit takes it."""

    def value(moment: Any, vector: Any) -> Any:
        draw = random.Random(f"{name}({int(moment)},)()")
        entries, total = list(vector), sympify(0)
        for k, x in enumerate(entries):
            total += x * draw.randint(1, 5) + x * x * draw.randint(1, 5)
            total += x * entries[k - 1] * draw.randint(1, 5)
        return total

    return value


def sympy_number(x: Any) -> Any:
    return Rational(x.numerator, x.denominator) if hasattr(x, "numerator") else Float(str(x), 40)


def point_of(world: World, statement: Any) -> dict[Any, Any]:
    """The oracle's numbers, for everything that the statement's system may ask for."""
    system, point = statement.system, {}
    sides = [statement.lhs, statement.rhs, *(d.body for d in system.definitions)]
    found = set().union(*(side.atoms(MatrixSymbol, Member, ScalarMember, Symbol) for side in sides))
    functions = {o.target.family for o in system.opaque}
    heads = {d.head for d in system.definitions}

    def entries(name: str, times: tuple[int, ...], shape: Any) -> list[list[Any]]:
        rows, columns = (int(SIZES.get(str(size), size)) for size in shape)
        axes = len(world.context["arrays"][name]["axes"])
        cell = lambda i, j: (i, j) if axes == 2 else (max(i, j),) if axes else ()  # noqa: E731
        return [
            [sympy_number(world.plainly((name, times, cell(i, j)))) for j in range(columns)]
            for i in range(rows)
        ]

    for thing in found:
        if isinstance(thing, MatrixSymbol) and thing not in heads:
            point[thing] = entries(thing.name, (), thing.shape)
        elif isinstance(thing, (Member, ScalarMember)):
            family: Family = thing.family
            name = f"{family.name}[]"
            if family in functions:
                point[family] = opaque(world, name)
            elif family in heads:  # given where its recurrence begins
                low = next(d.low for d in system.definitions if d.head == family)
                if low is not None and family.shape:
                    point[family[low - 1]] = entries(name, (int(low) - 1,), family.shape)
            elif family.shape:
                point[family] = lambda at, n=name, f=family: entries(n, (int(at),), f.shape)
        elif isinstance(thing, Symbol) and not thing.is_integer and thing not in heads:
            point[thing] = sympy_number(world.plainly((thing.name, (), ())))
    return point


@pytest.mark.parametrize("name", list(DERIVATIONS))
def test_a_term_means_what_its_expression_means(name: str) -> None:
    derivation = DERIVATIONS[name]
    statement, certificate = derivation.statement, derivation.certificate
    parts = certificate["statement"]
    fixed = dict.fromkeys(certificate["context"]["parameters"], 3)
    at = moments(statement, parts["times"], fixed)
    world = World(certificate["context"], SIZES, seed=7, **fixed)
    sizes = {Symbol(n, integer=True, positive=True): v for n, v in SIZES.items()}
    sizes |= {Symbol(n, integer=True): v for n, v in {**fixed, **at}.items()}
    named = {n: s for n, s in parts["indices"].items() if not n.startswith("_")}
    axes = {n: s for n, s in parts["indices"].items() if n.startswith("_")}
    sizes |= {Symbol(n, integer=True): 1 for n in named}
    point = point_of(world, statement)
    for side in ("lhs", "rhs"):
        expected = evaluate(getattr(statement, side), sizes, point, system=statement.system)
        flat = list(expected) if isinstance(expected, ImmutableMatrix) else [expected]
        spans = [range(world.size(size)) for size in axes.values()]
        env = {**world.env, **at, **dict.fromkeys(named, 1)}
        found = [
            world.term(parts[side], {**env, **dict(zip(axes, where, strict=True))})
            for where in product(*spans)
        ]
        assert len(found) == len(flat), side
        for mine, theirs in zip(found, flat, strict=True):
            gap = abs(World.number(mine) - mp.mpf(str(theirs.evalf(45))))
            assert gap <= mp.mpf(10) ** -25 * (1 + abs(World.number(mine))), (side, mine, theirs)


def test_most_of_the_worksheet_is_covered() -> None:
    assert len(DERIVATIONS) > 60
