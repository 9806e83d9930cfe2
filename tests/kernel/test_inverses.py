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


def test_the_first_factor_of_a_product() -> None:
    """Wᵗ⁺¹ = W·Wᵗ = Wᵗ·W, each by taking off one factor."""

    def power(e: Any, i: str, j: str) -> Any:
        return ["pi", "t'", 1, e, "power", ["a", "b"], "n", at("W", "a", "b"), i, j]

    more = power({"t": 1, "": 1}, "i", "j")
    before, behind = (
        total(mul(at("W", "i", "k"), power("t", "k", "j"))),
        total(mul(power("t", "i", "k"), at("W", "k", "j"))),
    )
    data: dict[str, Any] = {"times": ["t"], "indices": IJ, "given": [[0, "t"]]}
    end = {"t": 1, "": 1}
    first, last = (["split", {"end": end, "side": side}] for side in ("first", "high"))
    proved(claim(more, before, first, **data))
    proved(claim(more, behind, last, **data))
    refused(claim(more, before, last, **data), DIFFER)
    refused(claim(more, behind, first, **data), DIFFER)
    sums = ["tsum", "k", 0, end, at("s", t="k")]
    refused(claim(sums, 0, first, times=["t"]), DIFFER)


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
