"""Ranges, estimates and limits: what is proved and what is not."""

from __future__ import annotations

from typing import Any

from kernel_terms import (
    DIFFER,
    EXP,
    SIGMA,
    T0,
    add,
    at,
    claim,
    context,
    minus,
    mul,
    plus,
    proved,
    refused,
)


def within(lhs: Any, low: Any, high: Any, *rules: Any, closed: bool = True, **data: Any) -> Any:
    return claim(lhs, [low, closed, high, closed], *rules, relation="in", **data)


def test_intervals() -> None:
    refuse = "the interval found is"
    proved(within(SIGMA, "0", "1", closed=False))
    proved(within(["fn", "sigma", 1, at("c")], "0", "1/4"))
    refused(within(["fn", "sigma", 1, at("c")], "0", "1/4", closed=False), refuse)
    refused(within(SIGMA, "0", "1/2"), refuse)
    proved(within(["fn", "tanh", 0, at("c")], "-1", "1", closed=False))
    proved(within(["fn", "tanh", 1, at("c")], "0", "1"))
    proved(within(add(1, mul(-1, EXP)), None, "1", closed=False))
    refused(within(minus(EXP, EXP), "1", None), refuse)
    refused(within(minus(EXP, mul(2, EXP, EXP)), None, "0"), refuse)  # x − 2x² up to 1/8
    proved(
        within(
            minus(EXP, mul(2, EXP, EXP)),
            None,
            "1/8",
        )
    )
    refused(within(at("c"), "-1", "1"), refuse)
    proved(within(["pow", at("c"), 2], "0", None))
    refused(within(["pow", at("c"), 3], "0", None), refuse)
    refused(within(add(["pow", at("c"), 2], at("c")), "0", None), refuse)
    proved(within(["root", 2], "1", "3/2"))
    refused(within(["root", 2], "1", "7/5"), refuse)
    refused(within(["root", -2], "1", "7/5"), "lies in no interval")
    proved(within(["ix", "t"], "1", None, times=["t"], given=[[1, "t"]], closed=True))
    refused(within(["ix", "t"], "1", "5", times=["t"], given=[[1, "t"]]), refuse)
    huge = mul(["pow", 2, 5000], at("c"))
    refused(within(huge, "0", "1"), "OverflowError")


def test_a_condition_counts_as_one_or_zero() -> None:
    """[t ≤ 1]·(2 + e^{2c}) is 0 for t > 1."""
    inner = add(2, mul(EXP, EXP))
    lhs = ["tsum", "k", 1, 1, ["tsum", "p", "t", "k", mul(inner, ["tsum", "q", "p", "p", 1])]]
    conditional = ["tsum", "k", "t", 1, inner]
    for term in (lhs, conditional):
        data = {"times": ["t"], "given": [[1, "t"]]}
        refused(within(term, "1", None, **data), "the interval found is")
        proved(within(term, "0", None, **data))
    size = ["abs", ["tsum", "k", "t", 1, at("c")]]
    refused(claim(size, ["abs", at("c")], times=["t"], given=[[1, "t"]]), DIFFER)


def test_sums_in_intervals() -> None:
    axis = ["sum", "i", "n", ["fn", "exp", 0, at("v", "i")]]
    proved(within(axis, "0", None, closed=False))
    refused(within(axis, "1", None), "the interval found is")
    time = ["tsum", "k", 1, "T", ["fn", "exp", 0, at("s", t="k")]]
    proved(within(time, "0", None, context=context(**T0)))
    refused(within(time, "0", None, closed=False, context=context(**T0)), "the interval found is")


def estimate(lhs: Any, rhs: Any, relation: str = "<=", **data: Any) -> Any:
    return claim(lhs, rhs, relation=relation, **data)


def size(name: str, rows: str = "n", columns: str = "n", transposed: bool = False) -> Any:
    entry = at(name, "c", "r") if transposed else at(name, "r", "c")
    return ["norm", ["r", rows], ["c", columns], entry]


def test_estimates() -> None:
    no = "not shown to be positive"
    c = ["abs", at("c")]
    proved(estimate(["abs", add(at("c"), 1)], add(c, 1)))
    refused(estimate(["abs", add(at("c"), 1)], c), no)
    refused(estimate(["abs", SIGMA], ["q", "1/2"]), no)
    refused(estimate(["abs", SIGMA], 1, "<"), no)
    proved(estimate(["abs", SIGMA], 2, "<"))
    refused(estimate(mul(-1, c), 0), "may be negative")
    refused(estimate(mul(at("c"), c), 0), "may be negative")
    refused(
        estimate(["abs", ["sum", "i", "n", at("v", "i")]], 1),
        "no estimate of a sum over components",
    )


def test_an_upper_bound_under_a_negative_power_is_none() -> None:
    """1/σ > 1, and 1/(σ² + 1/2) > 1/(1 + 1/2)."""
    inverse = ["pow", SIGMA, -1]
    refused(estimate(["abs", inverse], 1), "under a negative power")
    refused(estimate(["pow", add(1, ["abs", at("c")]), -1], ["q", "1/2"]), "not shown")
    below = ["pow", add(1, EXP), -1]
    refused(estimate(["abs", below], 1), "under a negative power")
    diagonal = [
        "norm",
        ["r", "n"],
        ["c", "n"],
        mul(["delta", "r", "c"], ["pow", ["fn", "sigma", 0, at("v", "r")], -1]),
    ]
    refused(estimate(diagonal, 1), "under a negative power")


def test_estimates_of_norms() -> None:
    n = "no estimate of this norm"

    def norm(body: Any, rows: str = "n", columns: str = "n") -> Any:
        return ["norm", ["r", rows], ["c", columns], body]

    def over_m(*factors: Any) -> Any:
        return ["sum", "m", "n", mul(*factors)]

    both = mul(size("W"), size("V"))
    product = over_m(at("W", "r", "m"), at("V", "m", "c"))
    proved(estimate(norm(product), both))
    refused(estimate(norm(product), size("W")), "not shown")
    proved(estimate(norm(over_m(at("W", "m", "r"), at("V", "m", "c"))), both))
    weighted = over_m(at("W", "r", "m"), at("V", "m", "c"), ["fn", "sigma", 0, at("v", "m")])
    proved(estimate(norm(weighted), both))
    refused(estimate(norm(mul(at("W", "r", "c"), at("V", "r", "c"))), both), n)
    refused(
        estimate(norm(over_m(at("W", "r", "c"), ["fn", "sigma", 0, at("v", "m")])), size("W")), n
    )
    refused(
        estimate(norm(over_m(at("W", "r", "c"), ["fn", "sigma", 0, at("V", "r", "m")])), size("W")),
        n,
    )
    refused(estimate(norm(mul(at("W", "r", "r"), at("V", "r", "c"))), both), "not shown")
    refused(estimate(norm(mul(["pow", at("W", "r", "c"), 2])), ["pow", size("W"), 2]), n)
    refused(estimate(norm(at("v", "r")), 1), n)
    refused(
        estimate(
            norm(["tsum", "k", 1, "T", mul(at("W", "r", "c"), at("s", t="k"))]),
            1,
            context=context(**T0),
        ),
        "no estimate of a norm of a sum over time",
    )
    twice = [
        "sum",
        "l",
        "n",
        over_m(at("W", "r", "m"), at("V", "m", "l"), at("W", "l", "m"), at("V", "m", "c")),
    ]
    refused(estimate(norm(twice), mul(both, both)), n)
    rectangular = ["sum", "m", "m", mul(at("B", "r", "m"), at("B", "c", "m"))]
    proved(estimate(norm(rectangular), ["pow", size("B", "n", "m"), 2]))


def test_estimates_of_products() -> None:
    factor = mul(["fn", "sigma", 1, at("h", "r", t="j")], at("W", "r", "c"))
    pi = ["pi", "j", plus("k", 1), "t", "left", ["r", "c"], "n", factor, "i", "l"]
    lhs = ["norm", ["i", "n"], ["l", "n"], pi]
    rhs = ["pow", mul(["q", "1/4"], size("W")), {"t": 1, "k": -1}]
    data = {"times": ["t", "k"]}
    proved(estimate(lhs, rhs, given=[["k", "t"]], **data))
    refused(estimate(lhs, rhs, **data), "under a negative power")
    # a product of no factors has norm 1, whatever the exponent would say
    twos = ["pi", "j", 1, "t", "left", ["r", "c"], "n", mul(2, ["delta", "r", "c"]), "i", "l"]
    lhs = ["norm", ["i", "n"], ["l", "n"], twos]
    refused(estimate(lhs, ["pow", 2, "t"], **data), "under a negative power")
    proved(estimate(lhs, ["pow", 2, "t"], given=[[0, "t"]], **data))
    moving = [
        "pi",
        "j",
        1,
        "t",
        "left",
        ["r", "c"],
        "n",
        mul(at("s", t="j"), at("W", "r", "c")),
        "i",
        "l",
    ]
    refused(
        estimate(["norm", ["i", "n"], ["l", "n"], moving], 1, given=[[0, "t"]], **data),
        "no uniform estimate",
    )


def limit(lhs: Any, rhs: Any, low: int = 0, **data: Any) -> Any:
    given = data.pop("given", [[low, "t"]])
    return claim(lhs, rhs, relation="->", limit="t", **{"times": ["t"], **data}, given=given)


def power(base: Any, e: Any = "t") -> Any:
    return ["pow", base, e]


def test_limits() -> None:
    half, n = ["q", "1/2"], ["ix", "t"]
    proved(limit(add(power(half), 3), 3))
    proved(limit(mul(["pow", n, 5], power(["q", "-9/10"])), 0))
    proved(limit(mul(-1, power(2)), "-inf"))
    proved(limit(minus(power(3), mul(5, power(2))), "inf"))
    proved(limit(["pow", n, 2], "inf"))
    proved(limit(["pow", add(["root", 2], -1), "t"], 0))
    wrong = [
        (power(half), 1, "the limit is"),
        (power(2), 0, "the limit is inf"),
        (power(half), "inf", "the limit is"),
        (power(-1), 0, "no limit"),
        (mul(power(-1), power(2)), "inf", "no limit"),
        (mul(at("c"), power(2)), "inf", "the sign"),
        (power(add(1, ["pow", at("c"), 2])), "inf", "no limit"),
        (at("s", t="t"), 0, "no rule for the limit"),
        (["tsum", "k", 0, "t", 1], "inf", "a sum over time"),
        (minus(["sum", "i", "n", power(2)], mul(5, power(2))), "-inf", "no limit"),
        (power(add(["fn", "exp", 0, at("s", t="t")], 1)), "inf", "no rule for the limit"),
    ]
    for lhs, rhs, message in wrong:
        refused(limit(lhs, rhs), message)
    sign = mul(power(-1, "k"), power(2))
    refused(
        limit(sign, "inf", times=["t", "k"], given=[[0, "t"], [0, "k"]]), "no rule for the limit"
    )


def test_what_goes_to_infinity() -> None:
    lhs = power(["q", "1/2"])
    refused(limit(lhs, 0, given=[[0, "t"], ["t", 9]]), "does not go to infinity")
    refused(
        limit(lhs, 0, times=["t", "k"], given=[[0, "t"], ["t", "k"]]), "does not go to infinity"
    )
    refused(
        limit(lhs, 0, times=[], context=context(parameters=["t"], facts=[[0, "t"]]), given=[]),
        "does not go to infinity",
    )
    start = {
        "by": "induction",
        "on": "t",
        "start": 0,
        "down": False,
        "base": {"by": "limit", "rules": []},
        "step": {"by": "limit", "rules": []},
    }
    refused(limit(power(2), 1, proof=start), "does not go to infinity")


def test_contracting_arrays() -> None:
    data = context(contracting=["v", "s", "c"])
    proved(limit(power(at("c")), 0, context=data))
    proved(limit(mul(["ix", "t"], ["sum", "i", "n", power(at("v", "i"))]), 0, context=data))
    refused(limit(power(at("c")), 0), "no rule for the limit")
    refused(limit(power(at("s", t="t")), 0, context=data), "no rule for the limit")
    refused(limit(mul(power(2), power(at("c"))), 0, context=data), "no limit")
    refused(limit(mul(power(-1), power(at("c"))), 1, context=data), "the limit is")


def test_clearing_keeps_symbolic_powers() -> None:
    """e^c/P + Pᵗ = 2 − 1/P for P = 1 + e^c holds for t = 0 alone."""
    p = add(1, EXP)
    lhs = add(mul(EXP, ["pow", p, -1]), ["pow", p, "t"])
    rhs = minus(2, ["pow", p, -1])
    refused(claim(lhs, rhs, ["clear", {}], times=["t"], given=[[0, "t"]]), DIFFER)
    proved(claim(mul(EXP, ["pow", p, -1]), minus(1, ["pow", p, -1]), ["clear", {}]))
    proved(
        claim(
            mul(["pow", p, -2], ["pow", p, "t"]),
            ["pow", p, plus("t", -2)],
            ["clear", {}],
            times=["t"],
        )
    )


def test_lowering_powers() -> None:
    p = add(at("c"), 1)
    lhs, rhs = ["pow", p, plus("t", 1)], add(mul(at("c"), ["pow", p, "t"]), ["pow", p, "t"])
    proved(claim(lhs, rhs, ["lower", {}], times=["t"], given=[[0, "t"]]))
    refused(
        claim(lhs, mul(at("c"), ["pow", p, "t"]), ["lower", {}], times=["t"], given=[[0, "t"]]),
        DIFFER,
    )
    refused(claim(lhs, rhs, ["lower", {}], times=["t"], given=[[-1, "t"]]), "may be 0")


def test_laws() -> None:
    zero, one = (["law", {"fn": "sigma", "order": k}] for k in (0, 1))
    slope = ["fn", "sigma", 1, at("c")]
    proved(claim(slope, minus(SIGMA, mul(SIGMA, SIGMA)), one))
    refused(claim(slope, minus(SIGMA, mul(2, SIGMA, SIGMA)), one), DIFFER)
    proved(claim(SIGMA, ["pow", add(1, ["fn", "exp", 0, mul(-1, at("c"))]), -1], zero))
    refused(claim(SIGMA, ["pow", add(1, EXP), -1], zero), DIFFER)
    refused(claim(["fn", "f", 1, at("c")], 0, ["law", {"fn": "f", "order": 1}]), DIFFER)
