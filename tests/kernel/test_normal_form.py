"""Normal forms keep the value of every term, and do not depend on how it was written."""

from __future__ import annotations

import random
from typing import Any

import kernel_terms as b
import pytest
from hypothesis import given, strategies as st
from oracle import World, close

from derive.kernel import KernelError, normal as nf
from derive.kernel.indices import Facts
from derive.kernel.rules import RULES
from derive.kernel.terms import Context
from derive.kernel.unfolding import settle


@pytest.fixture(autouse=True)
def _work() -> None:
    """As a judgement does: what another test has spent is not missing here."""
    nf.work.start()


CONTEXT = b.context(
    b.defined(
        b.at("s", t="t"),
        ["add", ["mul", b.at("c"), b.at("s", t=b.plus("t", -1))], ["fn", "f", 0, b.at("x", t="t")]],
        1,
    ),
    b.defined(
        b.at("h", "i", t="t"),
        [
            "fn",
            "g",
            0,
            ["sum", "j", "n", b.mul(b.at("W", "i", "j"), b.at("h", "j", t=b.plus("t", -1)))],
        ],
        1,
    ),
    b.defined(b.at("L"), ["tsum", "t", 0, "T", b.at("r", t="t")]),
    opaque={"r": [{"at": ["at", "h", ["t"], ["_"]], "times": ["t"]}]},
    parameters=["T"],
    facts=[[0, "T"]],
)
SIZES = {"n": 2, "m": 3}
NOT_READ = ("of what may be 0", "a power of a symbolic power", "a power of a delta")
FREE = {"i": "n", "j": "n", "a": "m", "t": None, "k": None, "T": None}


class Terms:
    """Random terms, with names shadowed on purpose."""

    def __init__(self, draw: random.Random, derivatives: bool = True):
        self.draw, self.derivatives = draw, derivatives

    def index(self, env: dict[str, Any], size: Any) -> str:
        return self.draw.choice([n for n, s in env.items() if s == size])

    def time(self, env: dict[str, Any]) -> Any:
        name, shift = self.index(env, None), self.draw.randint(-2, 2)
        return self.draw.choice([name, {name: 1, "": shift}, self.draw.randint(-1, 3)])

    def entry(self, env: dict[str, Any], names: str = "WVBvwuchgsxrL") -> Any:
        name = self.draw.choice(names)
        array = b.ARRAYS[name]
        times = [self.time(env)] if array.get("times") else []
        return ["at", name, times, [self.index(env, s) for s in array["axes"]]]

    def term(self, env: dict[str, Any], depth: int) -> Any:
        d, deeper = self.draw, lambda e=env: self.term(e, depth - 1)
        if depth <= 0:
            return d.choice(
                [
                    lambda: d.randint(-3, 3),
                    lambda: self.entry(env),
                    lambda: self.entry(env),
                    lambda: ["delta", self.index(env, "n"), self.index(env, "n")],
                    lambda: ["ix", self.time(env)],
                ]
            )()
        kind = d.choice(
            [
                "add",
                "mul",
                "mul",
                "sum",
                "sum",
                "tsum",
                "fn",
                "pow",
                "prod",
                "pi",
                "d",
                "abs",
                "power",
                "array",
            ]
        )
        if kind in ("add", "mul"):
            return [kind, *(deeper() for _ in range(d.randint(2, 3)))]
        if kind == "sum":
            size, name = d.choice(["n", "m", 2]), d.choice(["i", "j", "l", "a"])
            inner = {**env, name: size}
            if not {"n", "m", None} <= set(inner.values()):
                inner = {**env, "l": size}
                name = "l"
            return ["sum", name, size, self.term(inner, depth - 1)]
        if kind in ("tsum", "prod"):
            name = d.choice(["t", "k", "p"])
            low, high = self.limits(env)
            return [kind, name, low, high, self.term({**env, name: None}, depth - 1)]
        if kind == "pi":
            low, high = self.limits(env)
            inner = {**env, "p": None, "y": "n", "z": "n"}
            body = self.term(inner, depth - 1)
            ends = [self.index(env, "n"), self.index(env, "n")]
            later = d.choice(["left", "right"])
            return ["pi", "p", low, high, later, ["y", "z"], "n", body, *ends]
        if kind == "fn":
            return ["fn", d.choice("fg"), d.randint(0, 1), deeper()]
        if kind == "pow":
            return ["pow", deeper(), d.randint(0, 3)]
        if kind == "power":  # 0 <= T is known
            return ["pow", d.choice([2, ["q", "-1/3"], deeper()]), d.choice(["T", {"T": 2, "": 1}])]
        if kind == "array":
            return b.at("M", d.randint(0, 1), d.randint(0, 1))
        if kind == "abs":
            return ["abs", deeper()] if not self.derivatives else deeper()
        if not self.derivatives:
            return deeper()
        self.derivatives = False  # no second derivatives
        smooth = Terms(d, True)
        smooth.derivatives = True
        found = [
            "d",
            Smooth(d).term(env, min(depth - 1, 2)),
            self.entry(env, "WVvhsx"),
            self.held(env),
        ]
        self.derivatives = True
        return found

    def held(self, env: dict[str, Any]) -> Any:
        return self.draw.choice([[], [], [["h", self.time(env)]], [["s"]], [["W"]]])

    def limits(self, env: dict[str, Any]) -> tuple[Any, Any]:
        name = self.index(env, None)
        return self.draw.choice(
            [
                (1, 3),
                (0, "T"),
                (name, {name: 1, "": 2}),
                (2, 1),
                (name, name),
                (1, name),
                (3, -2),
                (name, self.index(env, None)),
            ]
        )


class Smooth(Terms):
    """Terms that the kernel differentiates: no product over time, no derivative."""

    def term(self, env: dict[str, Any], depth: int) -> Any:
        while True:
            found = super().term(env, depth)
            if found == 0 or not {"d", "abs", "pi", "prod", "power"} & set(words(found)):
                return found


def words(term: Any) -> Any:
    if isinstance(term, list):
        for part in term:
            yield from words(part)
    elif isinstance(term, str):
        yield term


def read(term: Any, facts: Facts | None = None) -> tuple[Context, Any, Facts, dict[str, Any]]:
    context = Context(CONTEXT)
    env = {n: nf.name_of(n) if s is None else f"{n}:{s}" for n, s in FREE.items()}
    context.env = env
    facts = context.facts if facts is None else facts
    return context, context.read(term, env, facts), facts, env


def values(draw: random.Random) -> dict[str, int]:
    return {
        n: draw.randint(0, 3) if s is None else draw.randrange(SIZES[s]) for n, s in FREE.items()
    }


def agree(term: Any, p: Any, draw: random.Random) -> None:
    """The term and the normal form have the same value at random points."""
    for seed in range(2):
        env = values(draw)
        world = World(CONTEXT, SIZES, seed, T=env["T"])
        inner = {(n if s is None else f"{n}:{s}"): env[n] for n, s in FREE.items()}
        assert close(world.term(term, env), world.poly(p, inner))


def random_term(seed: int, depth: int = 3) -> tuple[Any, random.Random]:
    draw = random.Random(seed)
    return Terms(draw).term(FREE, depth), draw


@pytest.mark.parametrize("seed", range(400))
def test_reading_keeps_the_value(seed: int) -> None:
    term, draw = random_term(seed)
    reasons = "|".join(NOT_READ)
    try:
        _, p, _, _ = read(term)
    except KernelError:
        with pytest.raises(KernelError, match=reasons):
            read(term)
    else:
        agree(term, p, draw)


RULE_ARGUMENTS: list[Any] = [
    *(["unfold", {"name": name}] for name in "shL"),
    ["unfold", {"name": "h", "at": ["t"]}],
    *(["chain", {"name": name}] for name in "shLr"),
    *(
        ["split", {"end": end, "side": side}]
        for end in ("T", "t", {"k": 1, "": 2}, 1, 3)
        for side in ("high", "low")
    ),
    ["expand", {}],
    ["clear", {}],
    ["lower", {}],
]


@pytest.mark.parametrize("rule", RULE_ARGUMENTS, ids=str)
def test_a_rule_keeps_the_value(rule: Any) -> None:
    """Every rewriting, on random terms, one after another."""
    tried = 0
    for seed in range(60):
        term, draw = random_term(seed, 3)
        try:
            context, p, facts, _ = read(term)
            q = RULES[rule[0]](context, p, {**rule[1], "rule": rule[0]}, facts)
            after = settle(context, q, facts)
        except KernelError:
            continue
        tried += 1
        agree(term, after, draw)
    assert tried > 40


def variant(term: Any, draw: random.Random, names: dict[str, str] | None = None) -> Any:
    """The same written otherwise: bound names changed, arguments shuffled, sums distributed."""
    names = names or {}

    def index(a: Any) -> Any:
        if isinstance(a, dict):
            return {names.get(n, n): c for n, c in a.items()}
        return names.get(a, a) if isinstance(a, str) else a

    def again(t: Any, /, **more: str) -> Any:
        return variant(t, draw, {**names, **more})

    if isinstance(term, int):
        return term
    kind, *args = term
    if kind in ("add", "mul"):
        parts = [again(a) for a in args]
        draw.shuffle(parts)
        if kind == "add":
            return (
                ["add", ["add", *parts[1:]], parts[0]] if draw.random() < 0.5 else ["add", *parts]
            )
        if parts[0] and isinstance(parts[0], list) and parts[0][0] == "add":
            return ["add", *(["mul", t, *parts[1:]] for t in parts[0][1:])]
        return ["mul", ["mul", *parts[:-1]], parts[-1]]
    if kind == "sum":
        i, size, body = args
        new = draw.choice([i, f"{i}1", f"new{i}"])
        inner = again(body, **{i: new})
        if isinstance(inner, list) and inner[0] == "sum" and inner[1] != new:
            _, j, other, deep = inner
            return ["sum", j, other, ["sum", new, size, deep]]
        if isinstance(inner, list) and inner[0] == "add":
            return ["add", *(["sum", new, size, t] for t in inner[1:])]
        return ["sum", new, size, inner]
    if kind in ("tsum", "prod"):
        k, low, high, body = args
        new = draw.choice([k, f"{k}1", f"new{k}"])
        return [kind, new, index(low), index(high), again(body, **{k: new})]
    if kind == "pi":
        j, low, high, later, (r, c), size, body, i, k = args
        new = f"{j}9"
        body = again(body, **{j: new, r: f"{r}9", c: f"{c}9"})
        ends = [f"{r}9", f"{c}9"], size, body, index(i), index(k)
        return ["pi", new, index(low), index(high), later, *ends]
    if kind == "at":
        return ["at", args[0], [index(t) for t in args[1]], [index(c) for c in args[2]]]
    if kind == "delta":
        return ["delta", index(args[1]), index(args[0])]
    if kind == "ix":
        return ["ix", index(args[0])]
    if kind == "pow":
        base, e = args
        if isinstance(e, int) and e > 1 and draw.random() < 0.5:
            return ["mul", again(base), ["pow", again(base), e - 1]]
        return ["pow", again(base), index(e)]
    if kind == "fn":
        return ["fn", args[0], args[1], again(args[2])]
    if kind == "d":
        held = [[h[0], *(index(t) for t in h[1:])] for h in args[2]]
        return ["d", again(args[0]), again(args[1]), held]
    return term


@given(st.integers(0, 10**9))
def test_a_term_written_otherwise_has_the_same_normal_form(seed: int) -> None:
    term, draw = random_term(seed)
    other = variant(term, draw)
    try:
        _, p, _, _ = read(term)
    except KernelError:
        return
    agree(other, p, draw)  # that the variant is one, says the oracle
    assert read(other)[1] == p


@given(st.integers(0, 10**9))
def test_normal_forms_are_kept_by_settling_and_renaming(seed: int) -> None:
    term, draw = random_term(seed)
    try:
        context, p, facts, _ = read(term)
        settled = settle(context, p, facts)
    except KernelError:
        return
    assert settle(context, settled, facts) == settled
    agree(term, settled, draw)
    swapped = nf.renamed(p, {"i:n": "j:n", "j:n": "i:n"}, facts)
    assert nf.renamed(swapped, {"i:n": "j:n", "j:n": "i:n"}, facts) == nf.renamed(p, {}, facts)


def test_a_power_of_a_matrix_needs_an_exponent() -> None:
    """An ordered product without factors is I; a power with a negative exponent is not."""

    def power(exponent: Any) -> Any:
        return ["pi", "j", 1, exponent, "power", ["r", "c"], "n", b.at("W", "r", "c"), "i", "k"]

    data: dict[str, Any] = {"times": ["t"], "indices": {"i": "n", "k": "n"}}
    back = {"t": -1}
    b.refused(
        b.claim(power(back), ["delta", "i", "k"], given=[[1, "t"]], **data),
        "exponent may be negative",
    )
    b.refused(b.claim(power("t"), power("t"), **data), "exponent may be negative")
    b.proved(b.claim(power("t"), power("t"), given=[[0, "t"]], **data))
    b.proved(b.claim(power(back), ["delta", "i", "k"], given=[["t", 0], [0, "t"]], **data))
    b.proved(b.claim(power(0), ["delta", "i", "k"], **data))
