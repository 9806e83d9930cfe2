"""Determinants, what is assumed positive or not 0, log′ and √′, symmetric matrices."""

from __future__ import annotations

from typing import Any

import pytest
from kernel_terms import DIFFER, add, at, claim, context, d, defined, minus, mul, proved, refused

IJ = {"i": "n", "j": "n"}
DET, INVERSE = at("Q^det"), at("Q^-1", "j", "i")
LOG_SLOPE, ROOT_SLOPE = (("law", {"fn": f, "order": 1}) for f in ("log", "sqrt"))
POSITIVE = {"p^+": {"axes": [], "domain": "positive"}, "q^!": {"axes": [], "domain": "nonzero"}}


def over(term: Any) -> Any:
    return ["pow", term, -1]


def square(names: Any = ("i", "j")) -> dict[str, Any]:
    """S = VᵀV, invertible, and R = VW, which is not symmetric."""
    i, j = names
    gram = ["sum", "k", "n", mul(at("V", "k", i), at("V", "k", j))]
    other = ["sum", "k", "n", mul(at("V", i, "k"), at("W", "k", j))]
    arrays = {
        name: {"axes": ["n", "n"], "invertible": True, **extra}
        for name, extra in (("S", {}), ("R", {}))
    }
    return context(defined(at("S", i, j), gram), defined(at("R", i, j), other), arrays=arrays)


def test_the_derivative_of_a_determinant() -> None:
    proved(claim(d(DET, at("Q", "i", "j")), mul(DET, INVERSE), indices=IJ))
    turned = mul(DET, at("Q^-1", "i", "j"))
    refused(claim(d(DET, at("Q", "i", "j")), turned, indices=IJ), "the sides differ")
    proved(claim(d(DET, at("W", "i", "j")), 0, indices=IJ))


def test_a_determinant_of_what_is_defined() -> None:
    """∂ det(VᵀV)/∂V = 2 det(VᵀV) V (VᵀV)⁻¹, after S⁻¹ is seen to be symmetric."""
    body = ["sum", "k", "n", mul(at("V", "i", "k"), at("S^-1", "k", "j"))]
    statement = (d(at("S^det"), at("V", "i", "j")), mul(2, at("S^det"), body))
    through = ("chain", {"name": "S"})
    symmetric = ("symmetric", {"name": "S"})
    proved(claim(*statement, through, symmetric, indices=IJ, context=square()))
    refused(claim(*statement, through, indices=IJ, context=square()), "the sides differ")


def test_a_determinant_needs_an_inverse() -> None:
    refused(claim(at("W^det"), 0), "'W^det' is not declared")
    refused(claim(at("Q^det", "i"), 0, indices=IJ), "'Q^det' has 0 axes, not 1")
    arrays = {"W^det": {"axes": []}}
    refused(claim(0, 0, context=context(arrays=arrays)), "not an array: 'W^det'")


def test_the_slope_of_the_logarithm() -> None:
    data = context(arrays=POSITIVE)
    for inner in ("p^+", "q^!", "Q^det"):
        slope = ["fn", "log", 1, at(inner)]
        proved(claim(slope, over(at(inner)), LOG_SLOPE, context=data))
    proved(
        claim(d(["fn", "log", 0, at("p^+")], at("p^+")), over(at("p^+")), LOG_SLOPE, context=data)
    )
    refused(
        claim(["fn", "log", 1, at("c")], ["fn", "log", 1, at("L")], LOG_SLOPE),
        "a power with exponent",
    )
    refused(claim(["fn", "log", 2, at("p^+")], 0, LOG_SLOPE, context=data), "the sides differ")


@pytest.mark.parametrize(
    ("function", "order", "scale", "exponent"),
    [("log", 2, "-1", -2), ("log", 4, "-6", -4), ("sqrt", 2, "-1/4", -3), ("sqrt", 3, "3/8", -5)],
)
def test_higher_slopes(function: str, order: int, scale: str, exponent: int) -> None:
    """log⁗ = −6/x⁴, √‴ = 3/(8(√x)⁵)."""
    data = context(arrays=POSITIVE)
    base = at("p^+") if function == "log" else ["fn", "sqrt", 0, at("p^+")]
    law = ("law", {"fn": function, "order": order})
    term = ["fn", function, order, at("p^+")]
    proved(claim(term, mul(["q", scale], ["pow", base, exponent]), law, context=data))
    for wrong in (mul(["q", scale], ["pow", base, exponent - 1]), ["pow", base, exponent]):
        refused(claim(term, wrong, law, context=data), DIFFER)


def test_the_slope_of_the_root() -> None:
    data = context(arrays=POSITIVE)
    root, slope = (["fn", "sqrt", order, at("p^+")] for order in (0, 1))
    proved(claim(slope, mul(["q", "1/2"], over(root)), ROOT_SLOPE, context=data))
    unsure = ["fn", "sqrt", 1, at("q^!")]  # it may be negative
    refused(claim(unsure, 0, ROOT_SLOPE, context=data), "a power with exponent")


def test_no_other_function_has_a_slope_of_its_own() -> None:
    law = ("law", {"fn": "f", "order": 1})
    refused(claim(["fn", "f", 1, at("c")], over(at("c")), law), "a power with exponent")


@pytest.mark.parametrize("name", ["p^+", "q^!"])
def test_what_is_assumed_is_not_0(name: str) -> None:
    data = context(arrays=POSITIVE)
    proved(claim(mul(over(at(name)), at(name)), 1, context=data))
    refused(claim(over(add(at(name), at("c"))), 0, context=data), "a power with exponent")
    refused(claim(over(minus(at(name), 1)), 0, context=data), "a power with exponent")


def test_only_what_is_positive_is() -> None:
    data = context(arrays=POSITIVE)
    interval = {"relation": "in", "context": data}
    proved(claim(at("p^+"), ["0", False, None, False], **interval))
    refused(claim(at("q^!"), ["0", False, None, False], **interval), "the interval found")


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("p", {"axes": [], "domain": "positive"}),
        ("p^+", {"axes": []}),
        ("p^+", {"axes": [], "domain": "nonzero"}),
        ("p^!", {"axes": [2], "domain": "nonzero", "values": ["0", "1"]}),
    ],
)
def test_a_name_says_what_is_assumed(name: str, array: Any) -> None:
    data = context(arrays={name: array})
    refused(claim(0, 0, context=data), "is not declared as its name says")


@pytest.mark.parametrize("name", ["Q", "p^+"])
def test_what_is_0_is_not_assumed_to_be_something_else(name: str) -> None:
    where = ("i", "j") if name == "Q" else ()
    data = context(defined(at(name, *where), 0), arrays=POSITIVE)
    refused(claim(0, 0, context=data), f"{name!r} is 0, and is not to be")


def test_symmetry_is_looked_at() -> None:
    i_j, j_i = at("S^-1", "i", "j"), at("S^-1", "j", "i")
    rule = ("symmetric", {"name": "S"})
    proved(claim(i_j, j_i, rule, indices=IJ, context=square()))
    proved(claim(at("S", "i", "j"), at("S", "j", "i"), rule, indices=IJ, context=square()))
    r_ij, r_ji = at("R^-1", "i", "j"), at("R^-1", "j", "i")
    wrong = ("symmetric", {"name": "R"})
    refused(claim(r_ij, r_ji, wrong, indices=IJ, context=square()), "not seen to be symmetric")
    refused(claim(r_ij, r_ji, rule, indices=IJ, context=square()), "the sides differ")
    free = ("symmetric", {"name": "W"})
    refused(claim(at("W", "i", "j"), 0, free, indices=IJ), "'W' has no definition")
    refused(claim(at("v", "i"), 0, ("symmetric", {"name": "v"}), indices={"i": "n"}), "no square")


def test_symmetry_has_a_limit() -> None:
    rule = ("symmetric", {"name": "S"})
    names = {f"i{k}": "n" for k in range(8)}
    many = mul(*(at("S", f"i{k}", f"i{k + 1}") for k in range(7)))
    refused(claim(many, 0, rule, indices=names, context=square()), "too many entries")


def test_what_is_nowhere_positive_is_not_assumed_to_be() -> None:
    """Else p⁺ := −1 would be greater than 0 by its name and less by its definition."""
    square = ["pow", at("c"), 2]
    for body in (-1, ["q", "-1/2"], mul(-1, square), mul(-1, ["fn", "exp", 0, at("c")])):
        data = context(defined(at("p^+"), body), arrays=POSITIVE)
        refused(claim(0, 0, context=data), "'p^+' is nowhere positive")
    proved(claim(0, 0, context=context(defined(at("p^+"), square), arrays=POSITIVE)))
    proved(claim(0, 0, context=context(defined(at("q^!"), -1), arrays=POSITIVE)))


def test_no_name_has_two_endings() -> None:
    for name in ("Q^-1^det", "Q^det^-1", "Q^-1^-1", "Q^det^det"):
        term = at(name, "i", "j")
        refused(claim(mul(over(term), term), 1, indices=IJ), f"{name!r} is not declared")
