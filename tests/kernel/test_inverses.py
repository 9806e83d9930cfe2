"""Rules of matrices that have an inverse: both sides multiplied, and a part of a definition."""

from __future__ import annotations

from typing import Any

from kernel_terms import (
    DIFFER,
    add,
    at,
    claim,
    context,
    defined,
    minus,
    mul,
    normal,
    proved,
    refused,
)

IJ = {"i": "n", "j": "n"}
DELTA = ["delta", "i", "j"]


def total(body: Any, k: str = "k", size: str = "n") -> Any:
    return ["sum", k, size, body]


def times(a: str, b: str, i: str = "i", j: str = "j", k: str = "k") -> Any:
    return total(mul(at(a, i, k), at(b, k, j)), k)


#: S = c·W + V, invertible
S = context(
    defined(at("S", "i", "j"), add(mul(at("c"), at("W", "i", "j")), at("V", "i", "j"))),
    arrays={"S": {"axes": ["n", "n"], "invertible": True}},
)
#: c·W·S⁻¹ = I − V·S⁻¹
PART = [mul(at("c"), at("W", "r", "k")), "r", "k"]


def inverse(part: Any = PART, side: str = "right", name: str = "S") -> Any:
    return ["inverse", {"name": name, "part": part, "side": side}]


def multiply(index: str = "i", side: str = "left", name: str = "S") -> Any:
    return ["multiply", {"name": name, "index": index, "side": side}]


def test_a_part_of_a_definition_times_the_inverse() -> None:
    rest = minus(DELTA, times("V", "S^-1"))
    product = mul(at("c"), times("W", "S^-1"))
    proved(claim(product, rest, inverse(), indices=IJ, context=S))
    refused(claim(product, rest, indices=IJ, context=S), DIFFER)
    refused(claim(product, add(rest, DELTA), inverse(), indices=IJ, context=S), DIFFER)
    refused(claim(product, rest, inverse(side="left"), indices=IJ, context=S), DIFFER)
    left = mul(at("c"), times("S^-1", "W"))
    other = minus(DELTA, times("S^-1", "V"))
    proved(claim(left, other, inverse(side="left"), indices=IJ, context=S))
    refused(claim(left, rest, inverse(side="left"), indices=IJ, context=S), DIFFER)
    twice = context(
        defined(at("S", "i", "j"), add(mul(2, at("W", "i", "j")), at("V", "i", "j"))),
        arrays=S["arrays"],
    )
    double = inverse([mul(2, at("W", "r", "k")), "r", "k"])
    half = mul(["q", "1/2"], rest)
    proved(claim(times("W", "S^-1"), half, double, indices=IJ, context=twice))
    refused(claim(times("W", "S^-1"), rest, double, indices=IJ, context=twice), DIFFER)


def test_a_part_that_is_not_of_the_definition_says_nothing_new() -> None:
    """Q·S⁻¹ = I − (S − Q)·S⁻¹ whatever Q is, and no more than that."""
    part = [at("Q", "r", "k"), "r", "k"]
    term, mine = times("Q", "S^-1"), mul(at("c"), times("W", "S^-1"))
    known = add(DELTA, mul(-1, mine), mul(-1, times("V", "S^-1")), term)
    rules = inverse(part), ["unfold", {"name": "S"}], inverse()
    proved(claim(term, known, *rules, indices=IJ, context=S))
    wrong = minus(DELTA, times("V", "S^-1"))
    refused(claim(term, wrong, inverse(part), indices=IJ, context=S), DIFFER)
    turned = inverse([mul(at("c"), at("W", "k", "r")), "r", "k"])
    refused(claim(mine, wrong, turned, indices=IJ, context=S), DIFFER)


def test_what_is_refused_as_a_part() -> None:
    rest = minus(DELTA, times("V", "S^-1"))
    two = [add(at("W", "r", "k"), at("V", "r", "k")), "r", "k"]
    refused(claim(rest, 0, inverse(two), indices=IJ, context=S), "has one term")
    column = total(at("S^-1", "k", "j"))
    refused(claim(column, 0, inverse([1, "r", "k"]), indices=IJ, context=S), "malformed")
    data = context(arrays={"S": {"axes": ["n", "n"], "invertible": True}})
    refused(claim(rest, 0, inverse(), indices=IJ, context=data), "with a definition")
    plain = context(*S["defines"], arrays={"S": {"axes": ["n", "n"]}})
    refused(claim(at("V", "i", "j"), 0, inverse(), indices=IJ, context=plain), "not an invertible")
    refused(claim(at("v", "i"), 0, inverse(name="v"), indices={"i": "n"}), "no square matrix")


def test_both_sides_multiplied() -> None:
    """S·x = v shows x = S⁻¹v, and x·S = v the other one."""
    inverted = total(mul(at("S^-1", "i", "k"), at("v", "k")))
    data = context(
        *S["defines"],
        arrays=S["arrays"],
        equations=[
            {
                "lhs": mul(at("c"), total(mul(at("W", "i", "k"), at("w", "k")))),
                "rhs": minus(at("v", "i"), total(mul(at("V", "i", "k"), at("w", "k")))),
                "indices": {"i": "n"},
            }
        ],
    )
    unfold, equation = ["unfold", {"name": "S"}], ["equation", {"number": 0}]
    one = {"indices": {"i": "n"}, "context": data}
    proved(claim(at("w", "i"), inverted, multiply(), unfold, equation, **one))
    refused(claim(at("w", "i"), inverted, unfold, equation, **one), DIFFER)
    refused(claim(at("w", "i"), inverted, multiply(side="right"), unfold, equation, **one), DIFFER)
    refused(claim(at("w", "i"), mul(2, inverted), multiply(), unfold, equation, **one), DIFFER)
    proved(claim(at("S^-1", "i", "j"), at("S^-1", "i", "j"), multiply(), indices=IJ, context=S))
    moved = minus(times("S^-1", "V"), DELTA)
    right = mul(-1, at("c"), times("S^-1", "W"))
    proved(claim(moved, right, multiply("i"), unfold, indices=IJ, context=S))
    refused(claim(moved, right, multiply("j", "right"), unfold, indices=IJ, context=S), DIFFER)


def test_what_may_not_be_multiplied_by() -> None:
    one = {"indices": {"i": "n"}}
    refused(claim(at("v", "i"), 0, multiply(name="W"), **one), "not invertible")
    refused(claim(at("v", "i"), 0, multiply(name="B"), **one), "no square matrix")
    refused(claim(at("v", "i"), 0, multiply("k", name="Q"), **one), "does not run over")
    refused(claim(at("u", "i"), 0, multiply(name="Q"), indices={"i": "m"}), "does not run over")
    small = context(
        arrays={
            "A": {
                "axes": [2, 2],
                "invertible": True,
                "values": [["1", "0"], ["0", "1"]],
                "inverse": [["1", "0"], ["0", "1"]],
            },
            "z": {"axes": [2]},
        }
    )
    refused(claim(at("z", "i"), 0, multiply(name="A"), indices={"i": 2}, context=small), "a number")
    bound = claim(at("v", "i"), 0, multiply(name="Q"), relation="<=", **one)
    refused(bound, "only an equation may be multiplied")
    within = claim(at("v", "i"), ["0", True, None, False], multiply(name="Q"), relation="in", **one)
    refused(within, "only an equation may be multiplied")
    after = {"by": "estimate", "rules": [], "after": [multiply(name="Q")]}
    refused(claim(mul(at("v", "i"), 0), at("v", "i"), relation="<=", proof=after, **one), "only an")


def test_symmetry_of_what_is_made_of_symmetric_matrices() -> None:
    """S = B P Bᵀ + R is symmetric if P and R are; P = W + Wᵀ."""
    i, j = "i", "j"
    half = add(at("W", i, j), at("W", j, i))
    middle = total(total(mul(at("V", i, "k"), at("P", "k", "l"), at("V", j, "l")), "l"))
    arrays = {name: {"axes": ["n", "n"]} for name in "PS"}
    data = context(defined(at("P", i, j), half), defined(at("S", i, j), middle), arrays=arrays)
    known = ["symmetric", {"name": "S", "with": ["P"]}]
    turned = claim(at("S", i, j), at("S", j, i), known, indices=IJ, context=data)
    proved(turned)
    alone = ["symmetric", {"name": "S"}]
    refused(claim(at("S", i, j), at("S", j, i), alone, indices=IJ, context=data), "not seen")
    free = ["symmetric", {"name": "S", "with": ["V"]}]
    refused(claim(at("S", i, j), at("S", j, i), free, indices=IJ, context=data), "no definition")
    itself = ["symmetric", {"name": "S", "with": ["S"]}]
    refused(claim(at("S", i, j), at("S", j, i), itself, indices=IJ, context=data), "not seen")


def power(e: Any, i: str, j: str, body: Any = None) -> Any:
    body = at("W", "a", "b") if body is None else body
    return ["pi", "t'", 1, e, "power", ["a", "b"], "n", body, i, j]


GATHER = ["gather", {}]
NEXT = {"t": 1, "": 1}
SINCE_0: dict[str, Any] = {"times": ["t"], "indices": IJ, "given": [[0, "t"]]}


def test_a_matrix_beside_its_power() -> None:
    """W·Wᵗ = Wᵗ·W = Wᵗ⁺¹, and W·Wᵗ·W = Wᵗ⁺²."""
    first = total(mul(at("W", "i", "k"), power("t", "k", "j")))
    last = total(mul(power("t", "i", "k"), at("W", "k", "j")))
    both = total(total(mul(at("W", "i", "k"), power("t", "k", "l"), at("W", "l", "j")), "l"))
    more, two = power(NEXT, "i", "j"), power({"t": 1, "": 2}, "i", "j")
    for lhs, rhs in ((first, more), (last, more), (first, last), (both, two)):
        proved(claim(lhs, rhs, GATHER, **SINCE_0))
        refused(claim(lhs, rhs, **SINCE_0), DIFFER)
        refused(claim(lhs, mul(2, rhs), GATHER, **SINCE_0), DIFFER)
    turned = at("W", "b", "a")
    proved(
        claim(
            total(mul(at("W", "k", "i"), power("t", "k", "j", turned))),
            power(NEXT, "i", "j", turned),
            GATHER,
            **SINCE_0,
        )
    )
    scaled = mul(at("c"), first)
    proved(claim(scaled, mul(at("c"), more), GATHER, **SINCE_0))


def test_what_is_not_gathered() -> None:
    first = mul(at("W", "i", "k"), power("t", "k", "j"))
    more = power(NEXT, "i", "j")
    refused(claim(total(first), more, GATHER, times=["t"], indices=IJ), "may be negative")
    free = {**SINCE_0, "indices": {**IJ, "k": "n"}}
    refused(claim(first, more, GATHER, **free), DIFFER)  # k is not summed over
    also = total(mul(first, at("v", "k")))
    refused(claim(also, more, GATHER, **SINCE_0), DIFFER)
    other = total(mul(at("V", "i", "k"), power("t", "k", "j")))
    refused(claim(other, more, GATHER, **SINCE_0), DIFFER)
    turned = total(mul(at("W", "k", "i"), power("t", "k", "j")))
    refused(claim(turned, more, GATHER, **SINCE_0), DIFFER)
    trace = total(mul(at("W", "k", "k"), power("t", "i", "j")))
    refused(claim(trace, more, GATHER, **SINCE_0), DIFFER)
    square = total(mul(at("W", "i", "k"), at("W", "i", "k"), power("t", "k", "j")))
    refused(claim(square, more, GATHER, **SINCE_0), DIFFER)
    twice = total(mul(at("W", "i", "k"), ["pow", power("t", "k", "j"), 2]))
    refused(claim(twice, more, GATHER, **SINCE_0), DIFFER)
    moving = [
        "pi",
        "s",
        1,
        "t",
        "right",
        ["a", "b"],
        "n",
        mul(at("s", t="s"), at("W", "a", "b")),
        "k",
        "j",
    ]
    refused(claim(total(mul(at("W", "i", "k"), moving)), more, GATHER, **SINCE_0), DIFFER)
    scalars = mul(at("c"), ["prod", "s", 1, "t", at("x", t="s")])
    refused(claim(scalars, 0, GATHER, times=["t"], given=[[0, "t"]]), DIFFER)


def test_powers_under_sums_over_time() -> None:
    """Σ_{k=1}^{t} W·Wᵗ⁻ᵏ = Σ Wᵗ⁻ᵏ⁺¹: the exponents are at least 0 under the sum."""

    def sums(e: Any, low: Any, factor: bool) -> Any:
        inner = total(mul(at("W", "i", "m"), power(e, "m", "j")), "m")
        return ["tsum", "k", low, "t", inner if factor else power(e, "i", "j")]

    back, one_more = {"t": 1, "k": -1}, {"t": 1, "k": -1, "": 1}
    proved(claim(sums(back, 1, True), sums(one_more, 1, False), GATHER, **SINCE_0))
    refused(claim(sums(back, 1, True), sums(back, 1, False), GATHER, **SINCE_0), DIFFER)


def test_two_sums_over_time_apart() -> None:
    """Σ_k Σ_t = Σ_{k<t} + Σ_{k=t} + Σ_{k>t}."""
    x, r = at("x", t="k"), at("r", t="m")
    both = ["tsum", "k", 1, "T", ["tsum", "m", 1, "T", mul(x, r)]]
    below = ["tsum", "m", 1, "T", ["tsum", "k", 1, {"m": 1, "": -1}, mul(x, r)]]
    above = ["tsum", "m", 1, "T", ["tsum", "k", {"m": 1, "": 1}, "T", mul(x, r)]]
    here = ["tsum", "k", 1, "T", mul(x, at("r", t="k"))]
    apart = ["split", {"end": 0, "side": "apart"}]
    proved(claim(both, add(below, here, above), apart, times=["T"]))
    refused(claim(both, add(below, here, above), times=["T"]), DIFFER)
    refused(claim(both, add(below, above), apart, times=["T"]), DIFFER)
    one = ["tsum", "k", 1, "T", x]
    proved(claim(one, one, apart, times=["T"]))


def test_sums_whose_terms_cancel() -> None:
    """Σ_k a_k (1 + e^{b_k})⁻¹ (1 + e^{b_k}) = Σ_k a_k, and nothing that is not so term by term."""
    below = add(1, ["fn", "exp", 0, at("w", "k")])
    lhs = total(mul(at("v", "k"), ["pow", below, -1], ["fn", "exp", 0, at("w", "k")]))
    rhs = minus(total(at("v", "k")), total(mul(at("v", "k"), ["pow", below, -1])))
    clear = ["clear", {}]
    proved(claim(lhs, rhs, clear))
    refused(claim(lhs, rhs), DIFFER)
    refused(claim(lhs, mul(-1, rhs), clear), DIFFER)
    shifted = minus(total(at("v", "k")), mul(2, total(mul(at("v", "k"), ["pow", below, -1]))))
    refused(claim(lhs, shifted, clear), DIFFER)
    other = minus(total(at("w", "k")), total(mul(at("v", "k"), ["pow", below, -1])))
    refused(claim(lhs, other, clear), DIFFER)

    def since(low: Any, sign: int) -> Any:
        u = add(1, ["fn", "exp", 0, at("s", t="k")])
        first = mul(["pow", u, -1], ["fn", "exp", 0, at("s", t="k")])
        return ["tsum", "k", low, "t", first if sign else minus(1, ["pow", u, -1])]

    proved(claim(since(1, 1), since(1, 0), clear, times=["t"]))
    refused(claim(since(1, 1), since(0, 0), clear, times=["t"]), DIFFER)
    proved(claim(add(lhs, since(1, 1)), add(rhs, since(1, 0)), clear, times=["t"]))
    assert normal(clear)["by"] == "normal"
