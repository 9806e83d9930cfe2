"""Derivatives of ordered products and powers, and second derivatives through a definition."""

from __future__ import annotations

from typing import Any

import pytest
from kernel_terms import (
    DIFFER,
    RECURRENCE,
    add,
    at,
    claim,
    context,
    d,
    defined,
    mul,
    plus,
    proved,
    refused,
)

ENDS = {"i": "n", "l": "n", "a": "n", "b": "n"}
#: F and N2 are families of n × n and of 2 × 2 matrices, S and R are numbers with definitions
MORE = {
    "F": {"times": 1, "axes": ["n", "n"]},
    "N2": {"times": 1, "axes": [2, 2]},
    "S": {"axes": []},
    "R": {"axes": []},
}
DATA: dict[str, Any] = {"context": context(arrays=MORE), "indices": ENDS}
INSIDE: dict[str, Any] = {"times": ["N", "k"], "given": [[1, "k"], ["k", "N"]]}
#: every Σ taken apart at k
AT = ["split", {"end": "k", "side": "at"}]


def pi(low: Any, high: Any, later: str, i: Any, l: Any, body: Any, size: Any = "n") -> Any:
    return ["pi", "j", low, high, later, ["r", "c"], size, body, i, l]


def family(low: Any, high: Any, later: str, i: Any, l: Any) -> Any:
    return pi(low, high, later, i, l, at("F", "r", "c", t="j"))


def power(high: Any, i: Any, l: Any) -> Any:
    return pi(1, high, "right", i, l, at("W", "r", "c"))


@pytest.mark.parametrize("later", ["left", "right"])
def test_a_product_by_one_of_its_factors(later: str) -> None:
    """∂(F_N ⋯ F_1)_{il}/∂(F_k)_{ab} = (F_N ⋯ F_{k+1})_{ia} (F_{k−1} ⋯ F_1)_{bl}."""
    lhs = d(family(1, "N", later, "i", "l"), at("F", "a", "b", t="k"))
    above, below = (plus("k", 1), "N"), (1, plus("k", -1))
    first, last = (above, below) if later == "left" else (below, above)
    right = mul(family(*first, later, "i", "a"), family(*last, later, "b", "l"))
    wrong = mul(family(*last, later, "i", "a"), family(*first, later, "b", "l"))
    proved(claim(lhs, right, AT, **INSIDE, **DATA))
    refused(claim(lhs, wrong, AT, **INSIDE, **DATA), DIFFER)
    refused(claim(lhs, right, **INSIDE, **DATA), DIFFER)
    refused(claim(lhs, right, AT, times=["N", "k"], given=[[1, "k"]], **DATA), DIFFER)
    outside = {"times": ["N", "k"], "given": [[plus("N", 1), "k"]]}
    proved(claim(lhs, 0, AT, **outside, **DATA))


@pytest.mark.parametrize("later", ["left", "right"])
def test_a_power(later: str) -> None:
    """∂(W^N)_{il}/∂W_{ab} = Σ_{r=0}^{N−1} (W^r)_{ia} (W^{N−1−r})_{bl}; 0 for N = 0."""
    lhs = d(pi(1, "N", later, "i", "l", at("W", "r", "c")), at("W", "a", "b"))
    # with the later factors at the left, r of the product's factors stand before, at the right
    counts = ("r", {"N": 1, "r": -1, "": -1})
    p, q = counts if later == "right" else counts[::-1]

    def side(high: Any, i: str, l: str) -> Any:
        return pi(1, high, later, i, l, at("W", "r", "c"))

    right = ["tsum", "r", 0, plus("N", -1), mul(side(p, "i", "a"), side(q, "b", "l"))]
    wrong = ["tsum", "r", 0, plus("N", -1), mul(side(p, "i", "b"), side(q, "a", "l"))]
    short = ["tsum", "r", 0, plus("N", -2), mul(side(p, "i", "a"), side(q, "b", "l"))]
    given = {"times": ["N"], "given": [[0, "N"]]}
    proved(claim(lhs, right, **given, **DATA))
    for other in (wrong, short, 0):
        refused(claim(lhs, other, **given, **DATA), DIFFER)
    proved(claim(lhs, 0, times=["N"], given=[["N", 0]], **DATA))
    no_w = d(pi(1, "N", later, "i", "l", at("V", "r", "c")), at("W", "a", "b"))
    proved(claim(no_w, 0, **given, **DATA))


def test_a_cube_as_a_power() -> None:
    """The rule at N = 3 and the product rule for three factors agree."""
    three = [
        "sum",
        "p",
        "n",
        ["sum", "q", "n", mul(at("W", "i", "p"), at("W", "p", "q"), at("W", "q", "l"))],
    ]
    v = at("W", "a", "b")
    expand = ["expand", {}]
    given = {"times": ["N"], "given": [[3, "N"], ["N", 3]]}
    proved(claim(d(power("N", "i", "l"), v), d(three, v), expand, **given, **DATA))
    refused(claim(d(power("N", "i", "l"), v), mul(2, d(three, v)), expand, **given, **DATA), DIFFER)


def test_products_of_numbers() -> None:
    """∂ Π_j s_j/∂s_k is the product of the others; ∂ Π_j (c + s_j)/∂c is a sum of such products."""

    def others(factor: Any, k: Any) -> Any:
        return mul(["prod", "j", 1, plus(k, -1), factor], ["prod", "j", plus(k, 1), "N", factor])

    s = at("s", t="j")
    lhs = d(["prod", "j", 1, "N", s], at("s", t="k"))
    proved(claim(lhs, others(s, "k"), AT, **INSIDE, **DATA))
    refused(claim(lhs, ["prod", "j", 1, "N", s], AT, **INSIDE, **DATA), DIFFER)
    moved = add(at("c"), s)
    lhs = d(["prod", "j", 1, "N", moved], at("c"))
    given = {"times": ["N"], "given": [[0, "N"]]}
    proved(claim(lhs, ["tsum", "k", 1, "N", others(moved, "k")], **given, **DATA))
    refused(claim(lhs, ["tsum", "k", 0, "N", others(moved, "k")], **given, **DATA), DIFFER)


def test_products_of_matrices_of_a_known_size() -> None:
    """Entries are gone through value by value."""
    data = {"context": context(arrays=MORE), "times": ["N", "k"], "given": INSIDE["given"]}

    def part(low: Any, high: Any, i: int, l: int) -> Any:
        return pi(low, high, "left", i, l, at("N2", "r", "c", t="j"), 2)

    lhs = d(part(1, "N", 0, 1), at("N2", 1, 0, t="k"))
    right = mul(part(plus("k", 1), "N", 0, 1), part(1, plus("k", -1), 0, 1))
    wrong = mul(part(plus("k", 1), "N", 0, 0), part(1, plus("k", -1), 0, 1))
    proved(claim(lhs, right, AT, **data))
    refused(claim(lhs, wrong, AT, **data), DIFFER)


def test_second_derivatives_through_a_definition() -> None:
    """S = c³: ∂²S/∂c² = 6c; R = S·c: ∂²R/∂c² = 12c²."""
    data = context(
        defined(at("S"), ["pow", at("c"), 3]), defined(at("R"), mul(at("S"), at("c"))), arrays=MORE
    )
    c = at("c")
    through = ["chain", {"name": "S", "at": []}]
    proved(claim(d(d(at("S"), c), c), mul(6, c), context=data))
    refused(claim(d(d(at("S"), c), c), mul(3, c), context=data), DIFFER)
    proved(claim(d(d(at("R"), c), c), mul(12, ["pow", c, 2]), through, context=data))
    third = d(d(d(at("S"), c), c), c)
    proved(claim(third, 6, context=data))


def test_second_derivatives_of_what_changes_with_time() -> None:
    """s_t = c·s_{t−1}: ∂²s_2/∂c² = 2 s_0, and ∂²s_t/∂c² is as far back as it is known to go."""
    again, data = "no rule differentiates a derivative of 's'", context(RECURRENCE)

    def twice(t: Any, *held: Any) -> Any:
        return d(d(at("s", t=t), at("c"), *held), at("c"))

    proved(claim(twice(2), mul(2, at("s", t=0)), ["chain", {"name": "s"}], context=data))
    refused(claim(twice(2), mul(3, at("s", t=0)), ["chain", {"name": "s"}], context=data), DIFFER)
    refused(claim(twice("t"), 0, times=["t"], context=data), again)
    refused(claim(twice("t"), 0, times=["t"], given=[[1, "t"]], context=data), again)
    refused(claim(twice(2, ["s", 1]), 0, context=data), again)
    itself = d(d(at("s", t=2), at("c")), at("s", t="t"))
    refused(claim(itself, 0, times=["t"], context=data), again)


def test_no_second_derivatives_of_what_is_not_known() -> None:
    again = "no rule differentiates a derivative of"
    opaque = context(arrays=MORE, opaque={"S": [{"at": at("c"), "times": []}]})
    refused(claim(d(d(at("S"), at("c")), at("c")), 0, context=opaque), f"{again} 'S'")
    early = context(
        defined(at("S"), ["pow", at("c"), 3]),
        defined(at("R"), d(d(at("S"), at("c")), at("c"))),
        arrays=MORE,
    )
    refused(claim(at("R"), 0, context=early), f"{again} 'S'")


# -- Σ of what does not depend on the index, and powers side by side --


def test_counting() -> None:
    """Σ_{k=1}^{N} c = N c for N ≥ 0; Σ_{k=r}^{N} c = (N − r + 1) c for r ≤ N + 1."""
    count = ["count", {}]

    def total(low: Any, high: Any, body: Any) -> Any:
        return ["tsum", "q", low, high, body]

    of = ["ix", "N"]
    whole = claim(total(1, "N", at("c")), mul(of, at("c")), count, times=["N"], given=[[0, "N"]])
    proved(whole)
    refused(claim(total(1, "N", at("c")), mul(of, at("c")), times=["N"], given=[[0, "N"]]), DIFFER)
    refused(claim(total(1, "N", at("c")), mul(of, at("c")), count, times=["N"]), DIFFER)
    least = [[-1, "N"]]  # at N = −1 the sum is 0, and N c is not
    refused(
        claim(total(1, "N", at("c")), mul(of, at("c")), count, times=["N"], given=least), DIFFER
    )
    two = ["ix", {"N": 1, "k": -1, "": 1}]
    inside = {"times": ["N", "k"], "given": [["k", plus("N", 1)]]}
    proved(claim(total("k", "N", at("c")), mul(two, at("c")), count, **inside))
    nested = total(1, "N", ["tsum", "k", 1, "N", at("c")])
    proved(claim(nested, mul(of, of, at("c")), count, times=["N"], given=[[0, "N"]]))
    triangle = total(1, "N", ["tsum", "k", "q", "N", at("c")])
    rest = total(1, "N", mul(["ix", "q"], at("c")))
    proved(claim(triangle, rest, count, times=["N"], given=[[0, "N"]]))
    # two upper limits, N and p, of which neither is known to be the lower one
    unsure = ["tsum", "q", 0, "N", ["tsum", "p", "q", "k", at("s", t="p")]]
    refused(claim(unsure, 0, count, times=["N", "k"], given=[[0, "N"], [0, "k"]]), DIFFER)
    # what depends on the index is not counted, nor what runs over components
    moving = total(1, "N", at("s", t="q"))
    refused(claim(moving, mul(of, at("s", t="N")), count, times=["N"], given=[[0, "N"]]), DIFFER)
    entries = ["sum", "i", "n", at("c")]
    refused(claim(entries, at("c"), count), DIFFER)


def test_more_than_two_names() -> None:
    """W^p W^q = W^{p+q} needs 1 ≤ p + q from 0 ≤ p and 1 ≤ q."""
    both = {"p": 1, "q": 1}
    lhs = power(both, "i", "l")
    rhs = ["sum", "m", "n", mul(power({**both, "": -1}, "i", "m"), at("W", "m", "l"))]
    split = ["split", {"end": both, "side": "high"}]
    proved(claim(lhs, rhs, split, times=["p", "q"], given=[[0, "p"], [1, "q"]], indices=ENDS))
    refused(
        claim(lhs, rhs, split, times=["p", "q"], given=[[0, "p"], [0, "q"]], indices=ENDS), DIFFER
    )
    away = {"p": -1, "q": -1, "": 4}
    lhs, rhs = power(away, "i", "l"), ["delta", "i", "l"]
    proved(claim(lhs, rhs, times=["p", "q"], given=[[2, "p"], [2, "q"]], indices=ENDS))
    refused(claim(lhs, rhs, times=["p", "q"], given=[[2, "p"]], indices=ENDS), DIFFER)
