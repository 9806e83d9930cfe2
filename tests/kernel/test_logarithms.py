"""log and √ of products, exp of logarithms, and what is known of a quantity by its definition."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from kernel_terms import (
    DIFFER,
    add,
    at,
    back,
    claim,
    context,
    d,
    defined,
    minus,
    mul,
    plus,
    proved,
    refused,
)
from oracle import World, close

from derive.kernel import laws
from derive.kernel.indices import Facts
from derive.kernel.terms import Context

LOG, EXP, ROOT = (["law", {"fn": f, "order": 0}] for f in ("log", "exp", "sqrt"))
SLOPE, SIGMA = ["law", {"fn": "log", "order": 1}], ["law", {"fn": "sigma", "order": 0}]
DATA = context(
    arrays={
        "p^+": {"axes": [], "domain": "positive"},
        "q^+": {"axes": ["n"], "domain": "positive"},
        "r[]^+": {"times": 1, "axes": [], "domain": "positive"},
    }
)
P = at("p^+")
I = {"i": "n"}


def log(term: Any) -> Any:
    return ["fn", "log", 0, term]


def root(term: Any) -> Any:
    return ["fn", "sqrt", 0, term]


def exp(term: Any) -> Any:
    return ["fn", "exp", 0, term]


def over(term: Any, e: Any = -1) -> Any:
    return ["pow", term, e]


def total(body: Any, k: str = "k") -> Any:
    return ["sum", k, "n", body]


def holds(lhs: Any, rhs: Any, *rules: Any, **data: Any) -> None:
    """Proved by the rules; and neither without them nor with something added."""
    data = {"context": DATA, **data}
    rules = rules or (LOG,)
    proved(claim(lhs, rhs, *rules, **data))
    refused(claim(lhs, rhs, **data), DIFFER)
    refused(claim(lhs, add(rhs, 1), *rules, **data), DIFFER)


def test_logarithms_of_products_and_powers() -> None:
    c = at("c")
    holds(log(exp(c)), c)
    holds(log(mul(P, exp(mul(2, c)))), add(log(P), mul(2, c)))
    holds(log(over(P, -3)), mul(-3, log(P)))
    times: dict[str, Any] = {"times": ["t"]}
    holds(log(over(P, "t")), mul(["ix", "t"], log(P)), **times)
    holds(log(mul(6, P)), add(log(2), log(3), log(P)))
    holds(log(mul(["q", "1/2"], P)), minus(log(P), log(2)))
    holds(log(["root", "2"]), mul(["q", "1/2"], log(2)))
    holds(log(["fn", "sqrt", 0, P]), mul(["q", "1/2"], log(P)))
    size, q = ["abs", mul(P, 2, at("q^+", "i"))], at("q^+", "i")
    holds(log(size), add(log(2), log(["abs", P]), log(["abs", q])), indices=I)
    holds(log(mul(["pow", 2, "t"], 8)), mul(["ix", plus("t", 3)], log(2)), **times)


def test_what_every_term_has_is_taken_out() -> None:
    """log(1 + eˣ) = x + log(1 + e⁻ˣ); log Σ e^{z + c} = c + log Σ e^z; log of a softmax."""
    c, z = at("c"), exp(at("v", "k"))
    holds(log(add(1, exp(c))), add(c, log(add(1, exp(mul(-1, c))))))
    holds(log(total(mul(z, exp(c)))), add(c, log(total(z))))
    softmax = mul(exp(at("v", "i")), over(total(z)))
    holds(log(softmax), minus(at("v", "i"), log(total(z))), indices=I)
    sigma = ["fn", "sigma", 0, c]
    holds(log(mul(sigma, over(minus(1, sigma)))), c, SIGMA, LOG)
    holds(log(sigma), mul(-1, log(add(1, exp(mul(-1, c))))), SIGMA, LOG)
    shared = add(over(P, "t"), over(P, plus("t", 1)))
    holds(log(shared), add(mul(["ix", "t"], log(P)), log(add(1, P))), times=["t"])


def test_the_logarithm_of_a_product_of_many() -> None:
    """log Π r_j = Σ log r_j, if every r_j > 0, empty or not."""
    r = at("r[]^+", t="j")
    lhs, rhs = log(["prod", "j", "s", "t", r]), ["tsum", "j", "s", "t", log(r)]
    for given in ([], [["s", "t"]], [["t", plus("s", -1)]]):
        certificate = claim(lhs, rhs, LOG, times=["s", "t"], given=given, context=DATA)
        proved(certificate)
    free = ["prod", "j", "s", "t", at("s", t="j")]
    other = ["tsum", "j", "s", "t", log(at("s", t="j"))]
    refused(claim(log(free), other, LOG, times=["s", "t"]), DIFFER)
    one_more = ["tsum", "j", "s", plus("t", 1), log(r)]
    refused(claim(lhs, one_more, LOG, times=["s", "t"], context=DATA), DIFFER)
    odd = {"s": 1, "t": 1}  # limits that bounds do not say are not left out of the sum
    wide, sums = ["prod", "j", odd, 9, r], ["tsum", "j", 0, 9, log(r)]
    refused(claim(log(wide), sums, LOG, times=["s", "t"], context=DATA), "not a difference bound")


def test_what_may_be_negative_stays() -> None:
    c, other = at("c"), at("L")
    refused(claim(log(mul(c, other)), add(log(c), log(other)), LOG), DIFFER)
    refused(claim(log(mul(c, c)), mul(2, log(c)), LOG), DIFFER)
    refused(claim(log(over(c)), mul(-1, log(c)), LOG), "what may be 0")
    refused(claim(log(mul(-1, c)), log(c), LOG), DIFFER)
    refused(claim(log(mul(-1, c)), mul(-1, log(c)), LOG), DIFFER)
    refused(claim(log(add(c, other)), add(log(c), log(other)), LOG), DIFFER)
    refused(claim(log(minus(1, exp(c))), c, LOG), DIFFER)
    refused(claim(log(total(exp(at("v", "k")))), total(at("v", "k")), LOG), DIFFER)
    refused(claim(log(add(P, c)), add(log(P), log(c)), LOG, context=DATA), DIFFER)
    which = add(over(P, "t"), P)  # which power is the lower one is not known
    refused(claim(log(which), log(P), LOG, times=["t"], context=DATA), DIFFER)
    indicator = ["tsum", "k", 1, "t", P]  # there may be no terms
    refused(claim(log(indicator), log(P), LOG, times=["t"], context=DATA), DIFFER)
    proved(claim(log(0), log(0)))
    proved(claim(log(mul(2, P)), add(log(2), log(P)), LOG, context=DATA))
    refused(claim(log(["root", "-1"]), 0, LOG), "not real")


def test_exponentials_of_logarithms() -> None:
    c, z = at("c"), exp(at("v", "k"))
    holds(exp(log(P)), P, EXP)
    holds(exp(mul(-2, log(P))), over(P, -2), EXP)
    holds(exp(minus(c, log(total(z)))), mul(exp(c), over(total(z))), EXP)
    for wrong in (log(c), mul(log(P), log(P)), add(log(P), c), mul(["q", "1/2"], log(P))):
        certificate = claim(exp(wrong), P, EXP, context=DATA)
        refused(certificate, DIFFER)
    refused(claim(exp(log(c)), c, EXP), DIFFER)
    refused(claim(exp(["fn", "f", 0, P]), P, EXP, context=DATA), DIFFER)
    refused(claim(exp(total(log(at("q^+", "k")))), P, EXP, context=DATA), DIFFER)


def test_roots_of_products() -> None:
    """√(m·q) = √m·√q for m > 0, (√q)² = q, √eˣ = e^{x/2}."""
    c, q = at("c"), at("q^+", "i")
    one: dict[str, Any] = {"indices": I}
    holds(root(mul(P, q)), mul(root(P), root(q)), ROOT, **one)
    holds(root(mul(4, P, P)), mul(2, P), ROOT)
    holds(root(mul(P, c)), mul(root(P), root(c)), ROOT)
    holds(root(over(P, -3)), mul(over(P, -2), root(P)), ROOT)
    holds(root(exp(c)), exp(mul(["q", "1/2"], c)), ROOT)
    holds(root(mul(["q", "1/2"], P)), mul(["q", "1/2"], ["root", "2"], root(P)), ROOT)
    holds(over(root(c), 2), c, ROOT)
    holds(over(root(P), -3), mul(over(P, -2), root(P)), ROOT)
    holds(
        total(mul(over(root(at("v", "k")), 3), c)),
        total(mul(at("v", "k"), root(at("v", "k")), c)),
        ROOT,
    )
    more = add(1, exp(c))
    holds(root(over(more, -2)), over(more), ROOT)
    holds(root(over(more, -3)), mul(over(more, -2), root(more)), ROOT)
    many = {"times": ["t"]}
    proved(
        claim(
            root(mul(over(P, "t"), q)),
            mul(root(over(P, "t")), root(q)),
            ROOT,
            indices=I,
            context=DATA,
            **many,
        )
    )


def test_roots_of_what_may_be_negative() -> None:
    c, other = at("c"), at("L")
    refused(claim(root(mul(c, other)), mul(root(c), root(other)), ROOT), DIFFER)
    refused(claim(root(mul(c, c)), c, ROOT), DIFFER)
    refused(claim(root(mul(-1, c)), root(c), ROOT), DIFFER)
    refused(claim(root(add(c, P)), add(root(c), root(P)), ROOT, context=DATA), DIFFER)
    refused(claim(over(root(c), -2), 1, ROOT), "what may be 0")
    proved(claim(root(0), root(0), ROOT))
    symbolic = {"times": ["t"], "given": [[0, "t"]]}
    refused(claim(over(root(c), "t"), over(c, "t"), ROOT, **symbolic), DIFFER)
    refused(claim(root(over(P, "t")), over(P, "t"), ROOT, context=DATA, **symbolic), DIFFER)


def test_intervals_of_roots() -> None:
    def within(term: Any, low: Any, closed: bool, **data: Any) -> Any:
        return claim(term, [low, closed, None, False], relation="in", **data)

    square = mul(at("c"), at("c"))
    proved(within(root(square), "0", True))
    refused(within(root(square), "0", False), "interval found")  # it is 0 where c is
    proved(within(root(P), "0", False, context=DATA))
    refused(within(root(at("c")), "0", True), "interval found")  # c may be negative
    refused(within(root(square), "1", True), "interval found")


def test_intervals_of_logarithms() -> None:
    def within(term: Any, *interval: Any, **data: Any) -> Any:
        return claim(term, list(interval), relation="in", **data)

    more, less = add(1, exp(at("c"))), over(add(1, exp(at("c"))))
    proved(within(log(more), "0", False, None, False))
    proved(within(log(less), None, False, "0", False))
    proved(within(log(add(1, mul(at("c"), at("c")))), "0", True, None, False))
    refused(within(log(add(1, mul(at("c"), at("c")))), "0", False, None, False), "interval found")
    refused(within(log(P), "0", True, None, False, context=DATA), "interval found")
    refused(within(log(more), "0", False, "9", False), "interval found")
    many = ["prod", "j", 1, "t", at("r[]^+", t="j")]
    proved(within(many, "0", False, None, False, times=["t"], context=DATA))
    proved(within(["abs", P], "0", False, None, False, context=DATA))
    refused(within(["abs", at("c")], "0", False, None, False), "interval found")


# -- what definitions say of a range --------------------------------------------------------------


def sigma_of(term: Any) -> Any:
    return ["fn", "sigma", 0, term]


BETWEEN = context(
    defined(at("y", "i"), sigma_of(at("v", "i"))),
    back("s", sigma_of(at("x", t="t"))),
    arrays={"y": {"axes": ["n"]}},
)


def test_a_defined_quantity_lies_where_its_definition_lies() -> None:
    y = at("y", "i")
    proved(claim(y, ["0", False, "1", False], relation="in", indices=I, context=BETWEEN))
    quotient = over(mul(y, minus(1, y)))
    proved(claim(mul(quotient, y, minus(1, y)), 1, ["clear", {}], indices=I, context=BETWEEN))
    slope = d(["fn", "log", 0, y], y)
    proved(claim(slope, over(y), SLOPE, indices=I, context=BETWEEN))
    proved(claim(mul(over(y), y), 1, indices=I, context=BETWEEN))
    refused(claim(over(minus(2, mul(4, y))), 0, indices=I, context=BETWEEN), "what may be 0")
    refused(claim(over(at("v", "i")), 0, indices=I, context=BETWEEN), "what may be 0")


def test_a_recurrence_says_nothing_of_the_times_before_it() -> None:
    s = at("s", t="t")
    since = {"times": ["t"], "given": [[1, "t"]], "context": BETWEEN}
    proved(claim(mul(over(s), s), 1, **since))
    proved(
        claim(
            ["tsum", "k", 1, 9, mul(over(at("s", t="k")), at("s", t="k"))],
            9,
            context=BETWEEN,
            proof={"by": "normal", "rules": [["expand", {}]]},
        )
    )
    for given in ([[0, "t"]], [["t", 5]], []):
        refused(claim(over(s), 0, times=["t"], given=given, context=BETWEEN), "what may be 0")
    refused(claim(over(at("s", t=0)), 0, context=BETWEEN), "what may be 0")


def test_no_range_comes_from_a_definition_that_is_not_there_yet() -> None:
    """s_t = s_{t−1}² + σ is not known to be positive from itself alone, but by its parts."""
    body = add(mul(at("s", t=plus("t", -1)), at("c")), sigma_of(at("x", t="t")))
    since = {"times": ["t"], "given": [[1, "t"]], "context": context(back("s", body))}
    refused(claim(over(at("s", t="t")), 0, **since), "what may be 0")
    square = add(["pow", at("s", t=plus("t", -1)), 2], sigma_of(at("x", t="t")))
    since["context"] = context(back("s", square))
    proved(claim(mul(over(at("s", t="t")), at("s", t="t")), 1, **since))


# -- by numbers -----------------------------------------------------------------------------------


class Positive:
    """Random terms that are positive, with what may be taken out of them."""

    def __init__(self, draw: random.Random):
        self.draw = draw

    def term(self, depth: int) -> Any:
        kinds = ["p", "q", "exp", "number", "sum"]
        kind = self.draw.choice([*kinds, "mul", "add", "pow", "mul", "add"] if depth else kinds)
        if kind == "p":
            return P
        if kind == "q":
            return at("q^+", "i")
        if kind == "exp":
            return exp(mul(self.draw.randint(-2, 2), at("c")))
        if kind == "number":
            return ["q", self.draw.choice(("1/2", "3", "6", "5/3"))]
        if kind == "sum":
            return total(mul(at("q^+", "k"), exp(at("c"))))
        if kind == "pow":
            return over(self.term(depth - 1), self.draw.choice((-2, -1, 2)))
        return [kind, self.term(depth - 1), self.term(depth - 1)]


@pytest.mark.parametrize("seed", range(80))
def test_what_is_taken_apart_keeps_its_value(seed: int) -> None:
    term = Positive(random.Random(seed)).term(3)
    reader = Context(DATA)
    p = reader.read(term, {"i": "i:n"}, Facts())
    name, law = (("log", laws.logarithm), ("sqrt", laws.root))[seed % 2]
    found = laws.squares(law(p, Facts()), Facts())
    for point in range(2):
        world = World(DATA, {"n": 2, "m": 1}, 10 * seed + point)
        for cell in (("p^+", (), ()), ("q^+", (), (0,)), ("q^+", (), (1,))):
            world.free[cell] = Fraction(world.random.randint(1, 9))
        world.free["c", (), ()] = Fraction(world.random.randint(-3, 3))
        value = world.function(name, 0, world.term(term, {"i": 0}))
        assert close(value, world.number(world.poly(found, {"i:n": 0})))
