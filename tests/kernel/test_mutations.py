"""Every certificate of the worksheet, changed in one place: refused, or true by the oracle."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from mpmath import mpf
from oracle import World, close, index

from derive.kernel import KernelError, Theorem, judge
from derive.worksheets import load

POINTS = 6


@pytest.fixture(scope="module")
def proved() -> dict[str, tuple[dict[str, Any], dict[str, Theorem]]]:
    """name → (certificate, the theorems that it uses)."""
    found = {}

    def visit(derivation: Any) -> Theorem:
        if derivation.name not in found:
            library = {d.name: visit(d) for d in derivation.uses}
            certificate = json.loads(json.dumps(derivation.certificate))
            found[derivation.name] = certificate, library, judge(certificate, library)
        return found[derivation.name][2]

    for derivation in load("rnn_lstm").derivations().values():
        visit(derivation)
    return {name: (certificate, library) for name, (certificate, library, _) in found.items()}


# -- single changes -------------------------------------------------------------------------------


def places(term: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the terms within a term are."""
    if isinstance(term, list) and term and isinstance(term[0], str):
        yield path
        for k, part in enumerate(term):
            yield from places(part, (*path, k))


def shifted(a: Any, by: int) -> Any:
    if isinstance(a, int):
        return a + by
    a = {a: 1} if isinstance(a, str) else dict(a)
    a[""] = a.get("", 0) + by
    return a


def changes(t: Any, draw: random.Random) -> Iterator[Any]:
    """The single changes of one node."""
    kind = t[0]
    yield ["mul", -1, t]
    if kind in ("add", "mul") and len(t) > 2:
        k = draw.randrange(1, len(t))
        yield [*t[:k], *t[k + 1 :]]
    if kind == "at":
        if t[2]:
            yield ["at", t[1], [shifted(t[2][0], draw.choice((-1, 1)))], t[3]]
        if len(t[3]) == 2:
            yield [*t[:3], t[3][::-1]]
        if t[1].endswith("^-1"):
            yield ["at", t[1][:-3], *t[2:]]
    if kind in ("tsum", "prod"):
        yield [*t[:2], shifted(t[2], draw.choice((-1, 1))), *t[3:]]
        yield [*t[:3], shifted(t[3], draw.choice((-1, 1))), t[4]]
    if kind == "pi":
        yield [*t[:4], "left" if t[4] == "right" else "right", *t[5:]]
        yield [*t[:2], shifted(t[2], 1), *t[3:]]
        yield [*t[:8], t[9], t[8]]
    if kind == "fn":
        yield [*t[:2], t[2] + 1, t[3]]
        yield ["fn", "tanh" if t[1] == "sigma" else "sigma", *t[2:]]
    if kind == "pow":
        yield ["pow", t[1], shifted(t[2], 1)]
    if kind == "ix":
        yield ["ix", shifted(t[1], 1)]
    if kind == "delta":
        yield 1
    if kind == "d":
        yield [*t[:3], [] if t[3] else [["h[]"]]]
    if kind == "q":
        yield ["q", "1/7"]
    if kind == "sum":
        yield [*t[:2], "d" if t[2] == "n" else "n", t[3]]


def put(term: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    return [*term[: path[0]], put(term[path[0]], path[1:], new), *term[path[0] + 1 :]]


def get(term: Any, path: tuple[Any, ...]) -> Any:
    for k in path:
        term = term[k]
    return term


def mutants(certificate: Any, draw: random.Random, many: int) -> Iterator[Any]:
    """The certificate with its statement changed in one place, and where a proof ends in the right
    side, that end changed alike: so that the steps themselves have to refuse."""
    statement = certificate["statement"]
    spots = [
        (side, path, new)
        for side in ("lhs", "rhs")
        if isinstance(statement[side], list) and isinstance(statement[side][0], str)
        for path in places(statement[side])
        for new in changes(get(statement[side], path), draw)
    ]
    for side, path, new in draw.sample(spots, min(many, len(spots))):
        changed = {**statement, side: put(statement[side], path, new)}
        text = json.dumps(certificate["proof"])
        if side == "rhs":
            text = text.replace(json.dumps(statement[side]), json.dumps(changed[side]))
        yield {**certificate, "statement": changed, "proof": json.loads(text)}
    for k in range(len(statement["given"])):
        given = [*statement["given"][:k], *statement["given"][k + 1 :]]
        yield {**certificate, "statement": {**statement, "given": given}}


# -- the oracle -----------------------------------------------------------------------------------


def satisfy(world: World) -> World:
    """Choose the numbers so that what is assumed holds: an orthogonal matrix, a multiple of one
    where a norm is given, an eigenvector of length 1 of a matrix that is not normal."""
    for equation in world.context.get("equations", ()):
        text, names = json.dumps(equation["lhs"]), []
        for part in nodes(equation["lhs"]):
            if part[:1] == ["at"]:
                names.append(part[1])
        axes = world.context["arrays"][names[0]]["axes"]
        n = world.size(axes[0]) if axes else 0
        turn = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
        if n > 1:
            turn[0][:2], turn[1][:2] = (
                [Fraction(3, 5), Fraction(-4, 5)],
                [Fraction(4, 5), Fraction(3, 5)],
            )
        if equation["lhs"][0] not in ("sum", "norm"):
            continue
        if names[0] != names[-1]:  # M v = λ v
            scale = world.cell("mu", (), ())
            for i in range(n):
                world.free[names[-1], (), (i,)] = turn[i][0]
                for j in range(n):
                    value = scale * turn[i][0] * turn[j][0] + (i + 1) * (turn[j][1] if n > 1 else 0)
                    world.free[names[0], (), (i, j)] = value
        elif len(axes) == 2 and ("norm" in text or equation["lhs"][0] == "sum"):
            scale = Fraction(equation["rhs"][1]) if "norm" in text else 1
            for i in range(n):
                for j in range(n):
                    world.free[names[0], (), (i, j)] = scale * turn[i][j]
    return world


def points(certificate: Any, seed: int) -> Iterator[tuple[World, dict[str, int]]]:
    """Worlds and index values where all that is assumed of the indices holds."""
    context, statement = certificate["context"], certificate["statement"]
    draw, count = random.Random(seed), 0
    for _ in range(2000):
        sizes = {"n": draw.choice((2, 3)), "d": draw.choice((1, 2)), "m": 2}
        env = {p: draw.randint(0, 3) for p in context.get("parameters", ())}
        bound = {t: draw.randint(-1, 4) for t in statement["times"]}
        axes = statement["indices"]
        bound |= {i: draw.randrange(s if isinstance(s, int) else sizes[s]) for i, s in axes.items()}
        facts = [*context.get("facts", ()), *statement["given"]]
        if all(index(a, {**env, **bound}) <= index(b, {**env, **bound}) for a, b in facts):
            count += 1
            yield satisfy(World(context, sizes, draw.randrange(10**6), **env)), {**env, **bound}
            if count == POINTS:
                return


def holds(certificate: Any) -> bool:
    """Whether the statement is true wherever the oracle looks."""
    statement = certificate["statement"]
    relation = statement["relation"]
    for world, env in points(certificate, 1):
        if relation == "->":
            env = {**env, statement["limit"]: 400}
        left = world.number(world.term(statement["lhs"], env))
        if relation == "in":
            low, _, high, _ = statement["rhs"]
            above = low is None or left >= world.number(world.term(["q", low], env))
            if not above or (
                high is not None and left > world.number(world.term(["q", high], env))
            ):
                return False
            continue
        if relation == "->" and isinstance(statement["rhs"], str):
            if left * (-1 if statement["rhs"] == "-inf" else 1) < 100:
                return False
            continue
        right = world.number(world.term(statement["rhs"], env))
        slack = mpf(10) ** -9
        if relation in ("<=", "<") and left > right + slack:
            return False
        if relation == "=" and not close(left, right):
            return False
        if relation == "->" and abs(left - right) > slack:  # as slow as 1/n, at least
            before = {**env, statement["limit"]: 200}
            earlier = world.number(world.term(statement["lhs"], before))
            if abs(left - right) > mpf("0.6") * abs(earlier - right):
                return False
    return True


def silent(certificate: Any) -> bool:
    """Whether the oracle cannot make a world for the assumptions."""
    equations = certificate["context"].get("equations", ())
    return any(e["lhs"][0] == "d" for e in equations)


def unsigned(term: Any, inside: bool = False) -> Any:
    """Without the factors −1 inside norms and absolute values, which change nothing."""
    if inside and term[:2] == ["mul", -1] and len(term) == 3:
        return unsigned(term[2], True)
    if not isinstance(term, list):
        return term
    inside = inside or term[:1] in (["norm"], ["abs"])
    kept = [unsigned(t, inside) if isinstance(t, list) else t for t in term]
    return [
        t for k, t in enumerate(kept) if k == 0 or not (inside and kept[0] == "mul" and t == -1)
    ]


def only_signs(certificate: Any, mutant: Any) -> bool:
    before, after = certificate["statement"], mutant["statement"]
    return all(unsigned(before[side]) == unsigned(after[side]) for side in ("lhs", "rhs"))


MANY = 12


def test_the_oracle_agrees_with_every_certificate(proved: Any) -> None:
    heard = 0
    for name, (certificate, _) in proved.items():
        if not silent(certificate):
            heard += 1
            assert holds(certificate), name
    assert heard > 0.95 * len(proved)


def test_every_single_change_is_refused_or_true(proved: Any) -> None:
    tried = accepted = 0
    for name, (certificate, library) in proved.items():
        for mutant in mutants(certificate, random.Random(name), MANY):
            tried += 1
            try:
                judge(mutant, library)
            except KernelError:
                continue
            accepted += 1
            true = only_signs(certificate, mutant) if silent(mutant) else holds(mutant)
            assert true, mutant["statement"]
    assert tried > 500
    assert accepted < tried / 10


def test_a_changed_proof_is_refused_by_a_kernel_error(proved: Any) -> None:
    """Whatever a proof says, the answer is a theorem of the same statement, or a KernelError."""
    tried = refused = 0
    for name, (certificate, library) in proved.items():
        draw = random.Random(name)
        for _ in range(4):
            proof = json.loads(json.dumps(certificate["proof"]))
            parts = [p for p in nodes(proof) if p]
            part = draw.choice(parts)
            key = draw.choice(list(part) if isinstance(part, dict) else range(len(part)))
            part[key] = draw.choice(
                [None, 0, "t", [], {}, -1, [["use", {"name": "t"}]], "chain", {"": 1}]
            )
            tried += 1
            try:
                theorem = judge({**certificate, "proof": proof}, library)
            except KernelError:
                refused += 1
                continue
            assert theorem.certificate["statement"] == certificate["statement"]
    assert refused > tried / 2


def nodes(part: Any) -> Iterator[Any]:
    if isinstance(part, (dict, list)):
        yield part
        for inner in part.values() if isinstance(part, dict) else part:
            yield from nodes(inner)
