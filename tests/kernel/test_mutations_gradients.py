"""Certificates with inverses, determinants, logarithms and roots, changed in one place.

The change is made in the statement or in a definition: the claim is refused, or true by the oracle
wherever what is assumed holds.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
import sympy as sp
from oracle import NowhereError, World, index
from test_mutations import changes, get, mutants, places, put

import derive
from derive.algebra import LOG, FrobeniusNorm, LogSumExp, Softmax
from derive.kernel import KernelError, Theorem, judge
from derive.models import GRU, Attention
from derive.worksheets import cookbook

n = sp.Symbol("n", integer=True, positive=True)
p = sp.Symbol("p", integer=True, nonnegative=True)
A, B, X = (sp.MatrixSymbol(name, n, n) for name in "ABX")
a, x = sp.MatrixSymbol("a", n, 1), sp.MatrixSymbol("x", n, 1)
GRADIENTS = [
    (LogSumExp(A * x) - sp.Trace(a.T * x), x),
    (a.T * Softmax(A * x), x),
    (sp.log(sp.Determinant(X.T * X + B)), X),
    (sp.Determinant(A * X + B) ** 2, X),
    (FrobeniusNorm(A * x - a), x),
    (sp.sqrt(sp.Trace(A * X)), X),
    (a.T * LOG(A * x), x),
    (a.T * sp.HadamardPower(A * x, sp.Rational(1, 2)), x),
    (sp.Trace((A * X + B) ** p), X),
    (a.T * X**p * a, X),
]
Case = tuple[dict[str, Any], dict[str, Theorem]]


@pytest.fixture(scope="module")
def proved() -> list[Case]:
    """Certificates, each with the theorems that it uses."""
    found: list[Case] = []

    def visit(derivation: Any) -> Theorem:
        library = {d.name: visit(d) for d in derivation.uses}
        certificate = json.loads(json.dumps(derivation.certificate))
        found.append((certificate, library))
        return judge(certificate, library)

    for expression, by in GRADIENTS:
        visit(derive.gradient(expression, by))
    for model in (GRU(), Attention()):
        for part in derive.backpropagation(model).uses:
            visit(part)
    for equation in cookbook.EQUATIONS[::6]:
        visit(cookbook.shown(equation))
    return found


def sizes_in(term: Any) -> set[str]:
    """The names of sizes in axes and in sums."""
    if isinstance(term, dict):
        return set().union(
            {s for s in term.get("axes", ()) if isinstance(s, str)}, *map(sizes_in, term.values())
        )
    if not isinstance(term, list):
        return set()
    mine = {term[2]} if term[:1] == ["sum"] and isinstance(term[2], str) else set()
    return mine.union(*map(sizes_in, term))


def supposed(world: World) -> None:
    """Raise where what is assumed of an array does not hold."""
    for name, array in world.context["arrays"].items():
        if array.get("invertible"):
            world.cell(f"{name}^det", (), ())
        if array.get("domain"):
            for where in product(*(range(world.size(s)) for s in array["axes"])):
                world.cell(name, (), where)


def differs(certificate: Any, seed: int) -> bool | None:
    """Whether the sides differ somewhere; None where no point meets what is assumed."""
    context, statement = certificate["context"], certificate["statement"]
    names, draw, heard = sorted(sizes_in(certificate)), random.Random(seed), 0
    for _ in range(200):
        sizes = {s: int(s[1:]) if s[0] == "#" else draw.choice((1, 2, 2)) for s in names}
        fixed = {name: draw.randint(0, 3) for name in context.get("parameters", ())}
        env = {**fixed, **{t: draw.randint(-1, 4) for t in statement["times"]}}
        for i, s in statement["indices"].items():
            env[i] = draw.randrange(s if isinstance(s, int) else sizes[s])
        facts = [*context.get("facts", ()), *statement["given"]]
        if not all(index(low, env) <= index(high, env) for low, high in facts):
            continue
        world = World(context, sizes, draw.randrange(10**6), **fixed)
        try:
            supposed(world)
            left, right = (world.number(world.term(statement[s], env)) for s in ("lhs", "rhs"))
        except (NowhereError, ZeroDivisionError):
            continue
        if abs(left - right) > 1e-25 * (1 + abs(left)):
            return True
        heard += 1
        if heard == 4:
            return False
    return None if not heard else False


def redefined(certificate: Any, draw: random.Random) -> Iterator[Any]:
    """With one definition changed in one place."""
    copy = json.loads(json.dumps(certificate))
    for clause in copy["context"]["defines"][:1]:
        path = draw.choice(list(places(clause["body"])) or [()])
        options = list(changes(get(clause["body"], path), draw)) if path else []
        if options:
            clause["body"] = put(clause["body"], path, draw.choice(options))
            yield copy


def test_the_oracle_agrees_with_every_certificate(proved: list[Case]) -> None:
    assert len(proved) > 40
    assert [c["statement"] for c, _ in proved if differs(c, 1) is not False] == []


def test_every_single_change_is_refused_or_true(proved: list[Case]) -> None:
    tried = accepted = 0
    for number, (certificate, library) in enumerate(proved):
        draw = random.Random(number)
        for mutant in (*mutants(certificate, draw, 8), *redefined(certificate, draw)):
            tried += 1
            try:
                judge(mutant, library)
            except KernelError:
                continue
            accepted += 1
            assert not differs(mutant, number), mutant["statement"]
    assert tried > 400
    assert accepted < tried / 10
