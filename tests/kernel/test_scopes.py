"""Bound names, sums and products over time: what must not be confused is refused."""

from __future__ import annotations

import json
from typing import Any

from kernel_terms import (
    DIFFER,
    T0,
    I,
    J,
    add,
    at,
    claim,
    context,
    mul,
    plus,
    proved,
    refused,
)


def test_sums_in_arguments_do_not_capture() -> None:
    inner = ["sum", "j", "n", at("v", "j")]
    product = ["sum", "i", "n", mul(at("v", "i"), ["fn", "f", 0, add(at("w", "i"), inner)])]
    renamed = ["sum", "j", "n", mul(at("v", "j"), ["fn", "f", 0, add(at("w", "j"), inner)])]
    wrong = [
        "sum",
        "j",
        "n",
        mul(at("v", "j"), ["fn", "f", 0, ["sum", "j", "n", add(at("w", "j"), at("v", "j"))]]),
    ]
    proved(claim(product, renamed))
    refused(claim(product, wrong), DIFFER)


def test_a_shadowed_name_is_the_inner_one() -> None:
    twice = ["sum", "i", "n", mul(at("v", "i"), ["sum", "i", "n", at("w", "i")])]
    apart = mul(["sum", "i", "n", at("v", "i")], ["sum", "j", "n", at("w", "j")])
    proved(claim(twice, apart))
    refused(claim(twice, ["sum", "i", "n", mul(at("v", "i"), at("w", "i"))]), DIFFER)
    proved(
        claim(
            ["sum", "i", "n", ["sum", "i", "n", at("v", "i")]],
            mul(["sum", "i", "n", 1], ["sum", "j", "n", at("v", "j")]),
        )
    )


def test_a_name_bound_inside_an_atom_does_not_leave_it() -> None:
    """f(Σ_j W_ij) = g_i says nothing of f(Σ_j W_jj); Π_j s_k = r_k nothing of Π_j s_j."""
    lhs = ["fn", "f", 0, ["sum", "j", "n", at("W", "i", "j")]]
    assumed = {"lhs": lhs, "rhs": at("v", "i"), "indices": I, "times": []}
    data = context(equations=[assumed])
    rule = ["equation", {"number": 0}]
    trace = ["fn", "f", 0, ["sum", "j", "n", at("W", "j", "j")]]
    proved(claim(lhs, at("v", "i"), rule, indices=I, context=data))
    refused(claim(trace, 0, rule, context=data), DIFFER)
    product = ["prod", "j", 1, "T", add(at("s", t="k"), 1)]
    assumed = {"lhs": product, "rhs": at("r", t="k"), "times": ["k"]}
    data = context(equations=[assumed], **T0)
    refused(claim(["prod", "j", 1, "T", add(at("s", t="j"), 1)], 0, rule, context=data), DIFFER)


def test_places_of_nested_products_stay_apart() -> None:
    """The inner product keeps its places when a deep term of its body has gone."""
    deep = mul(["delta", "r", "c"], ["fn", "f", 0, ["fn", "f", 0, ["fn", "f", 0, at("s", t="p")]]])
    inner = [
        "pi",
        "p",
        1,
        "T",
        "left",
        ["r", "c"],
        2,
        add(at("M", "r", "c"), deep, at("s", t="j")),
        0,
        1,
    ]
    outer = ["prod", "j", 1, "T", inner]
    other = ["prod", "j", 1, "T", json.loads(json.dumps(inner).replace('["j"]', '["p"]'))]
    proved(claim(outer, outer, context=context(**T0)))
    refused(claim(outer, other, context=context(**T0)), DIFFER)


def test_empty_sums_and_products() -> None:
    for low, high in ((1, 0), (1, -5), ("t", plus("t", -3))):
        given = {"times": ["t"]}
        proved(claim(["tsum", "k", low, high, at("s", t="k")], 0, **given))
        proved(claim(["prod", "k", low, high, at("s", t="k")], 1, **given))
        pi = ["pi", "k", low, high, "left", ["r", "c"], "n", at("W", "r", "c"), "i", "j"]
        proved(claim(pi, ["delta", "i", "j"], indices=J, **given))


def test_whether_a_sum_is_empty_may_be_unknown() -> None:
    total = ["tsum", "k", 1, "t", at("s", t="k")]
    less = ["tsum", "k", 1, plus("t", -1), at("s", t="k")]
    rule = ["split", {"end": "t", "side": "high"}]
    for given in ([], [[0, "t"]]):
        refused(claim(total, add(less, at("s", t="t")), rule, times=["t"], given=given), DIFFER)
    proved(claim(total, add(less, at("s", t="t")), rule, times=["t"], given=[[1, "t"]]))
    product, rest = (["prod", "k", 1, end, at("s", t="k")] for end in ("t", plus("t", -1)))
    refused(claim(product, mul(rest, at("s", t="t")), rule, times=["t"]), DIFFER)
    proved(claim(product, mul(rest, at("s", t="t")), rule, times=["t"], given=[[1, "t"]]))


def test_a_sum_of_ones_is_not_its_length_when_it_may_be_empty() -> None:
    same = ["tsum", "k", "t", "t", 1]
    proved(claim(same, 1, times=["t"]))
    refused(claim(["tsum", "k", 1, 1, ["tsum", "p", "t", "k", 1]], 1, times=["t"]), DIFFER)


def test_only_an_end_can_be_split_off() -> None:
    total = ["tsum", "k", 0, "T", at("s", t="k")]
    for end, side in ((plus("T", -1), "high"), (1, "low"), ("t", "high")):
        rest = ["tsum", "k", 0, plus("T", -1), at("s", t="k")]
        rule = ["split", {"end": end, "side": side}]
        wrong = claim(total, add(rest, at("s", t=end)), rule, times=["t"], context=context(**T0))
        refused(wrong, DIFFER)


def test_a_matrix_product_is_split_on_the_right_side() -> None:
    body = add(at("W", "r", "c"), at("s", t="j"))

    def pi(low: Any, high: Any, later: str, i: str, k: str) -> Any:
        return ["pi", "j", low, high, later, ["r", "c"], "n", body, i, k]

    def factor(t: Any, i: str, k: str) -> Any:
        return add(at("W", i, k), at("s", t=t))

    rule = ["split", {"end": "T", "side": "high"}]
    data = {"indices": J, "context": context(parameters=["T"], facts=[[1, "T"]])}
    for later, right in (("left", True), ("right", False)):
        rest = plus("T", -1)
        first = mul(factor("T", "i", "m"), pi(1, rest, later, "m", "j"))
        last = mul(pi(1, rest, later, "i", "m"), factor("T", "m", "j"))
        good, bad = (first, last) if right else (last, first)
        whole = pi(1, "T", later, "i", "j")
        proved(claim(whole, ["sum", "m", "n", good], rule, **data))
        refused(claim(whole, ["sum", "m", "n", bad], rule, **data), DIFFER)
