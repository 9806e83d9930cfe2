"""What the rules prove, what they leave alone, and the corners that the other tests pass by."""

from __future__ import annotations

from typing import Any

import kernel_terms as b
import pytest
from kernel_terms import (
    add,
    at,
    claim,
    context,
    d,
    defined,
    induction,
    minus,
    mul,
    normal,
    plus,
    proved,
    refused,
)

from derive.kernel import normal as nf
from derive.kernel.indices import Facts
from derive.kernel.intervals import LINE, interval

I, J = {"i": "n"}, {"i": "n", "j": "n"}
EXP = ["fn", "exp", 0, at("c")]
DIFFER = "the sides differ by"


def equations(*pairs: Any, **more: Any) -> dict[str, Any]:
    return {"equations": [{"lhs": left, "rhs": right, **more} for left, right in pairs]}


def within(lhs: Any, low: Any, high: Any, *rules: Any, **data: Any) -> Any:
    return claim(lhs, [low, True, high, True], *rules, relation="in", **data)


def test_clearing_is_for_equations_only() -> None:
    """1/(1 + e^c) cleared is 1, which says nothing of its range."""
    below = ["pow", add(1, EXP), -1]
    message = "only an equation may be multiplied"
    refused(within(below, "1", "1", ["clear", {}]), message)
    refused(claim(below, 1, ["clear", {}], relation="->", limit="t", times=["t"]), message)
    proof = {"by": "estimate", "rules": [], "after": [["clear", {}]]}
    refused(claim(minus(0, below), 0, relation="<", proof=proof), message)


def test_higher_laws() -> None:
    """σ″ = σ′(1 − 2σ), tanh″ = −2 tanh tanh′."""
    for name, expected in (
        ("sigma", lambda f: mul(f, minus(1, f), minus(1, mul(2, f)))),
        ("tanh", lambda f: mul(-2, f, minus(1, mul(f, f)))),
    ):
        rule = ["law", {"fn": name, "order": 2}]
        proved(claim(["fn", name, 2, at("c")], expected(["fn", name, 0, at("c")]), rule))
        refused(claim(["fn", name, 2, at("c")], 0, rule), DIFFER)
    inner = ["fn", "sigma", 1, ["fn", "sigma", 1, at("c")]]
    f = ["fn", "sigma", 0, at("c")]
    slope = minus(f, mul(f, f))
    outer = ["fn", "sigma", 0, slope]
    proved(claim(inner, minus(outer, mul(outer, outer)), ["law", {"fn": "sigma", "order": 1}]))


def test_intervals_of_quotients_and_powers() -> None:
    negative = ["pow", minus(-1, EXP), -1]
    proved(within(negative, "-1", "0"))
    refused(within(negative, "-1/2", "0"), "the interval found is")
    times = {"times": ["t"], "given": [[0, "t"]]}
    proved(within(["pow", EXP, "t"], "0", None, **times))
    refused(within(["pow", at("c"), "t"], "0", None, **times), "the interval found is")
    proved(within(add(["pow", EXP, 3], EXP), "0", None))
    proved(within(["pow", at("c"), 4], "0", None))
    refused(
        within(add(["pow", at("c"), 2], ["pow", at("c"), 3]), "0", None), "the interval found is"
    )
    proved(within(["ix", "t"], "0", "5", times=["t"], given=[[0, "t"], ["t", 5]]))
    proved(within(["delta", "i", "j"], "0", "1", indices=J))
    proved(within(["abs", at("c")], "0", None))
    proved(within(["pow", add(1, ["pow", at("c"), 2]), -1], "0", "1"))
    refused(within(["fn", "f", 0, at("c")], "0", "1"), "the interval found is")
    proved(within(["pow", -1, 3], "-1", "-1"))
    proved(within(mul(["pow", 2, "t"], 3), "0", None, **times))
    refused(within(["pow", -1, "t"], "0", None, **times), "the interval found is")
    proved(within(add(mul(["root", 2], ["root", 3])), "2", "3"))
    proved(within(["sum", "i", "n", mul(-1, ["fn", "exp", 0, at("v", "i")])], None, "0"))
    data = context(parameters=["T"])
    proved(within(["tsum", "k", 1, "T", ["ix", "k"]], "0", None, context=data))
    proved(within(["prod", "k", 1, "T", add(["ix", "k"], EXP)], None, None, context=data))


def test_intervals_of_what_the_readers_do_not_let_in() -> None:
    """A reciprocal of what may be 0, and twice an index: any number at all."""
    known = Facts()
    reciprocal = nf.single(("at", "c", (), ()), known, (-1, ()))
    assert interval(reciprocal, known) == LINE
    assert interval(nf.single(("ix", (0, (("t", 2),))), known), known) == LINE
    positive = known.assume(("", "t", -1))
    reciprocal = nf.single(("ix", nf.name_of("t")), positive, (-1, ()))
    assert interval(reciprocal, positive) == (0, False, 1, True)


def test_conditions_that_exclude_each_other() -> None:
    low, high = ["tsum", "k", "t", 1, 1], ["tsum", "k", 2, "t", 1]
    given = {"times": ["t"], "given": [[1, "t"], ["t", 2]]}
    proved(claim(mul(low, high), 0, **given))
    refused(claim(low, 0, **given), DIFFER)


def test_exponentials_and_logarithms() -> None:
    times = {"times": ["t"], "given": [[0, "t"]]}
    two = ["fn", "log", 0, 2]
    proved(claim(["fn", "exp", 0, mul(3, two)], 8))
    proved(claim(["fn", "exp", 0, add(two, at("c"))], mul(2, EXP)))
    proved(
        claim(
            ["fn", "exp", 0, mul(["q", "1/2"], at("c"))],
            ["pow", ["fn", "exp", 0, mul(["q", "1/2"], at("c"))], 1],
        )
    )
    for argument in (-2, 0, at("c"), add(at("c"), 2)):
        refused(claim(["fn", "exp", 0, ["fn", "log", 0, argument]], argument), DIFFER)
    refused(claim(["fn", "exp", 0, mul(["q", "1/2"], two)], 1), DIFFER)
    for inner in (["sum", "i", "n", two], mul(two, two), ["fn", "log", 1, 2]):
        refused(claim(["fn", "exp", 0, inner], 2), DIFFER)
    proved(claim(["fn", "exp", 0, 0], 1, **times))


def test_absolute_values() -> None:
    size = ["abs", at("c")]
    proved(claim(["abs", mul(-3, at("c"), ["pow", -1, 5])], mul(3, size)))
    proved(claim(["abs", 0], 0))
    proved(claim(["abs", mul(["root", 2], ["root", -1], at("c"))], mul(["root", 2], size)))
    proved(claim(["abs", size], size))
    proved(claim(["abs", minus(at("c"), at("c"))], 0))
    refused(claim(["abs", add(at("c"), 1)], add(size, 1)), DIFFER)
    unfold = ["unfold", {"name": "s"}]
    data = context(defined(at("s", t="t"), mul(-2, at("c")), 1))
    proved(claim(["abs", at("s", t=1)], mul(2, size), unfold, context=data))


def test_rewriting_by_a_product() -> None:
    """W v = w, and c·v_i·v_i = 5, wherever the factors stand among others."""
    applied = ["sum", "j", "n", mul(at("W", "i", "j"), at("v", "j"))]
    square = mul(at("c"), ["pow", at("v", "i"), 2])
    data = context(**equations((applied, at("w", "i")), (square, 5), indices=I))
    one, two = (["equation", {"number": k}] for k in (0, 1))
    both = {"indices": J, "context": data}
    proved(claim(mul(applied, at("c")), mul(at("w", "i"), at("c")), one, **both))
    twice = [
        "sum",
        "k",
        "n",
        mul(at("V", "j", "k"), ["sum", "i", "n", mul(at("W", "k", "i"), at("v", "i"))]),
    ]
    proved(claim(twice, ["sum", "k", "n", mul(at("V", "j", "k"), at("w", "k"))], one, **both))
    for other in (
        ["sum", "j", "n", mul(at("W", "j", "i"), at("v", "j"))],
        ["sum", "j", "n", mul(at("W", "i", "j"), at("v", "j"), at("w", "j"))],
        ["sum", "j", "n", mul(at("W", "j", "j"), at("v", "j"))],
        mul(at("W", "i", "j"), at("v", "j")),
    ):
        refused(claim(other, at("w", "i"), one, **both), DIFFER)
    proved(
        claim(mul(at("c"), ["pow", at("v", "i"), 5]), mul(5, ["pow", at("v", "i"), 3]), two, **both)
    )
    refused(claim(mul(at("c"), at("v", "i"), at("v", "j")), 5, two, **both), DIFFER)
    refused(
        claim(
            at("c"),
            0,
            ["equation", {"number": 0}],
            context=context(**equations((add(at("c"), 1), 0))),
        ),
        "neither an atom nor a product",
    )
    size = ["norm", ["r", "n"], ["k", "n"], mul(at("V", "r", "k"), applied)]
    inside = ["norm", ["r", "n"], ["k", "n"], mul(at("V", "r", "k"), at("w", "r"))]
    size[3] = mul(at("V", "r", "k"), ["sum", "j", "n", mul(at("W", "r", "j"), at("v", "j"))])
    proved(claim(size, inside, one, context=data))
    three = {
        "lhs": mul(["pow", at("c"), "t"], at("L")),
        "rhs": 0,
        "times": ["t"],
        "given": [[0, "t"]],
    }
    power = context(equations=[three])
    times = {"times": ["t"], "given": [[0, "t"]], "context": power}
    proved(claim(mul(["pow", at("c"), "t"], at("L")), 0, one, **times))


def test_rewriting_leaves_other_things_alone() -> None:
    data = context(**equations((at("s", t="k"), 0), times=["k"], given=[[3, "k"]]))
    rule = ["equation", {"number": 0}]
    proved(claim(at("s", t=3), 0, rule, context=data))
    refused(claim(at("s", t=2), 0, rule, context=data), DIFFER)
    lost = context(**equations((at("c"), at("s", t="k")), times=["k"]))
    refused(claim(at("c"), 0, rule, context=lost), "not determined by the side replaced")
    back = context(**equations((at("c"), at("L"))))
    proved(claim(at("L"), at("c"), ["equation", {"number": 0, "reverse": True}], context=back))
    refused(claim(at("L"), 0, rule, context=back), DIFFER)
    even = context(**equations((at("s", t={"t": 2}), 0), times=["t"]))
    refused(claim(at("s", t={"t": 2}), 0, rule, context=even, times=["t"]), DIFFER)


def test_cancelling() -> None:
    data = context(
        defined(at("s", t="t"), mul(2, at("s", t=plus("t", -1))), 1), **equations((at("s", t=0), 0))
    )
    step = normal(
        ["unfold", {"name": "s"}], ["cancel", {"of": "hypothesis", "times": "2", "at": {}}]
    )
    wrong = normal(
        ["unfold", {"name": "s"}], ["cancel", {"of": "hypothesis", "times": "1", "at": {}}]
    )
    base = normal(["equation", {"number": 0}])
    given = {"times": ["t"], "given": [[0, "t"]], "context": data}
    lemma = proved(
        claim(at("s", t="t"), 0, name="lemma", proof=induction("t", 0, base, step), **given)
    )
    refused(
        claim(at("s", t="t"), 0, proof=induction("t", 0, base, wrong), **given), "induction step"
    )
    cancel = ["cancel", {"of": "lemma", "times": "1/2", "at": {"t": "k"}}]
    half = {"times": ["k"], "given": [[0, "k"]], "context": data, "uses": ["lemma"]}
    proved(claim(mul(["q", "1/2"], at("s", t="k")), 0, cancel, **half), lemma)
    refused(claim(at("s", t="k"), 0, cancel, **half), DIFFER, lemma)
    of_index = proved(claim(at("v", "i"), at("v", "i"), name="lemma", indices=I))
    rule = ["cancel", {"of": "lemma", "times": 1, "at": {}}]
    refused(claim(at("c"), 0, rule, uses=["lemma"]), "does not run over", of_index)


def test_downward_induction() -> None:
    """x_{T+1} = 0 and x_t = c x_{t+1}: x_t = 0 for 0 ≤ t ≤ T + 1."""
    data = context(
        defined(at("x", t="t"), mul(at("c"), at("x", t=plus("t", 1))), 0, "T"),
        defined(at("x", t=plus("T", 1)), 0),
        parameters=["T"],
        facts=[[0, "T"]],
    )
    unfold = ["unfold", {"name": "x"}]
    given = {"times": ["t"], "given": [[0, "t"], ["t", plus("T", 1)]], "context": data}
    proof = induction(
        "t", plus("T", 1), normal(unfold), normal(unfold, ["hypothesis", {}]), down=True
    )
    proved(claim(at("x", t="t"), 0, proof=proof, **given))
    refused(claim(at("x", t="t"), 0, proof={**proof, "down": False}, **given), "lies beyond")
    refused(claim(at("x", t="t"), at("c"), proof=proof, **given), "base case")


def test_facts_that_fix_an_index() -> None:
    given = {"times": ["t", "k"], "given": [["t", "k"], ["k", "t"]]}
    proved(claim(["tsum", "p", "t", "k", at("s", t="p")], at("s", t="k"), **given))
    refused(
        claim(["tsum", "p", "t", "k", at("s", t="p")], at("s", t="k"), times=["t", "k"]), DIFFER
    )


def test_explicit_arrays() -> None:
    rows = [[at("c"), 1], [0, 2]]
    proved(claim(["array", rows, 0, 0], at("c")))
    proved(claim(["array", rows, "i", "j"], ["array", rows, "i", "j"], indices={"i": 2, "j": 2}))
    refused(
        claim(["array", rows, "i", "j"], ["array", rows, "j", "i"], indices={"i": 2, "j": 2}),
        DIFFER,
    )
    proved(claim(["sum", "k", 2, mul(at("M", 0, "k"), at("M", "k", 1))], 2))
    product = ["pi", "j", 1, 3, "right", ["r", "c"], 2, at("M", "r", "c"), 0, 1]
    proved(claim(product, ["q", "13/2"], ["expand", {}]))
    refused(claim(product, 6, ["expand", {}]), DIFFER)
    for later, upper in (("left", 6), ("right", 3)):
        body = ["array", [[1, ["ix", "p"]], [0, ["ix", "p"]]], "r", "c"]
        pi = ["pi", "p", 2, 3, later, ["r", "c"], 2, body, 0, 1]
        # [[1,3],[0,3]]·[[1,2],[0,2]] has 2 + 6 above, the other order 3 + 6
        proved(claim(pi, {"left": 8, "right": 9}[later], ["expand", {}]))
        refused(claim(pi, upper, ["expand", {}]), DIFFER)
    norm = ["norm", ["r", 2], ["c", 2], ["array", [[1, 0], [0, 2]], "r", "c"]]
    proved(claim(norm, norm))


def test_derivatives_of_explicit_arrays_and_indices() -> None:
    body = mul(
        at("M", 0, 1), ["pow", at("s", t=1), 2], ["root", 2], ["pow", 2, "t"], ["delta", "i", "j"]
    )
    data = {"times": ["t"], "indices": J, "given": [[0, "t"]]}
    slope = mul(at("s", t=1), ["root", 2], ["pow", 2, "t"], ["delta", "i", "j"])
    proved(claim(d(body, at("s", t=1)), slope, **data))
    below = ["pow", add(2, ["pow", at("c"), 2]), -1]
    proved(claim(d(below, at("c")), mul(-2, at("c"), ["pow", add(2, ["pow", at("c"), 2]), -2])))
    power = ["pow", at("c"), "t"]
    proved(
        claim(
            d(power, at("c")),
            mul(["ix", "t"], ["pow", at("c"), plus("t", -1)]),
            times=["t"],
            given=[[1, "t"]],
        )
    )
    total = ["tsum", "k", 1, "t", mul(at("s", t="k"), at("c"))]
    proved(claim(d(total, at("c")), ["tsum", "k", 1, "t", at("s", t="k")], times=["t"]))


def test_split_and_expand_on_products_that_stay() -> None:
    data = context(parameters=["T"])
    product = ["prod", "j", 1, "T", at("s", t="j")]
    rest = ["prod", "j", 1, plus("T", -1), at("s", t="j")]
    refused(
        claim(
            product,
            mul(rest, at("s", t="T")),
            ["split", {"end": "T", "side": "high"}],
            context=data,
        ),
        DIFFER,
    )
    three = ["prod", "j", "T", plus("T", 2), at("s", t="j")]
    factors = mul(*(at("s", t=plus("T", k)) for k in range(3)))
    proved(claim(three, factors, ["expand", {}], context=data))
    refused(claim(product, 1, ["expand", {}], context=data), DIFFER)
    same = ["pi", "j", 1, 2, "left", ["r", "c"], "n", at("W", "r", "c"), "i", "k"]
    square = ["sum", "m", "n", mul(at("W", "i", "m"), at("W", "m", "k"))]
    two = ["pi", "j", 1, "T", "left", ["r", "c"], 2, add(at("M", "r", "c"), at("s", t="j")), 0, 1]
    last = [*two[:3], plus("T", -1), *two[4:]]
    parts = (mul(add(at("M", 0, m), at("s", t="T")), [*last[:-2], m, 1]) for m in range(2))
    known = {"context": context(parameters=["T"], facts=[[1, "T"]])}
    proved(claim(two, add(*parts), ["split", {"end": "T", "side": "high"}], **known))
    defined_ = context(defined(at("s", t="t"), at("c"), 1))
    body = ["array", [[at("s", t="j"), 0], [0, 1]], "r", "c"]
    diagonal = ["pi", "j", 1, 2, "left", ["r", "c"], 2, body, 0, 0]
    proved(claim(diagonal, ["pow", at("c"), 2], ["expand", {"name": "s"}], context=defined_))
    proved(claim(same, square, ["expand", {}], indices={"i": "n", "k": "n"}))
    low = ["split", {"end": 1, "side": "low"}]
    positive = {"context": context(parameters=["T"], facts=[[1, "T"]])}
    proved(
        claim(product, mul(at("s", t=1), ["prod", "j", 2, "T", at("s", t="j")]), low, **positive)
    )


@pytest.mark.parametrize("size", [2, "n"])
def test_chain_through_an_opaque_function(size: Any) -> None:
    arrays = {"y": {"times": 1, "axes": [size]}, "K": {"axes": [size]}}
    opaque = {"r": [{"at": at("y", "_", t="t"), "times": ["t"]}]}
    data = context(
        defined(at("y", "i", t="t"), mul(at("K", "i"), at("c")), 1), arrays=arrays, opaque=opaque
    )
    rule, inner = ["chain", {"name": "r"}], ["chain", {"name": "y", "at": [1]}]
    lhs = d(at("r", t=1), at("c"))
    rhs = ["sum", "m", size, mul(d(at("r", t=1), at("y", "m", t=1)), at("K", "m"))]
    proved(claim(lhs, rhs, rule, inner, context=data))
    refused(claim(lhs, 0, rule, inner, context=data), DIFFER)
    proved(claim(d(at("r", t=0), at("c")), 0, rule, inner, context=data))
    b.refused(
        claim(d(at("r", t=1), at("K", "m")), 0, rule, inner, indices={"m": size}, context=data),
        DIFFER,
    )


def test_corners() -> None:
    times = {"times": ["t"], "given": [[0, "t"]]}
    power = ["pow", 2, "t"]
    size, bound = ["abs", add(mul(power, at("c")), 1)], add(mul(power, ["abs", at("c")]), 1)
    proved(claim(size, bound, relation="<=", **times))
    product = mul(EXP, ["abs", at("c")])
    proved(claim(product, mul(2, product), relation="<="))
    proved(claim(["pow", 0, "t"], 0, times=["t"], given=[[1, "t"]]))
    data = context(**equations((mul(2, at("c")), 0)))
    refused(claim(at("c"), 0, ["equation", {"number": 0}], context=data), "neither an atom nor")
    end = plus("t", 1)
    total, rest = (["tsum", "k", 0, high, ["ix", "k"]] for high in (end, "t"))
    proved(claim(total, add(rest, ["ix", end]), ["split", {"end": end, "side": "high"}], **times))
    below = ["sum", "i", "n", ["pow", add(1, ["fn", "exp", 0, at("v", "i")]), -1]]
    refused(claim(below, 1, ["clear", {}]), DIFFER)
    row = ["norm", ["r", 1], ["k", 2], ["array", [[at("c"), 2], [0, 1]], 0, "k"]]
    proved(claim(row, row))


def test_a_chain_that_may_not_begin() -> None:
    recurrence = context(defined(at("s", t="t"), mul(at("c"), at("s", t=plus("t", -1))), 1))
    rule, data = ["chain", {"name": "s"}], {"times": ["t", "k"], "context": recurrence}
    derivative = d(at("s", t="t"), at("s", t="k"))
    rest = mul(at("c"), d(at("s", t=plus("t", -1)), at("s", t="k")))
    refused(claim(derivative, rest, rule, given=[[1, "t"]], **data), DIFFER)
    proved(claim(derivative, rest, rule, given=[[1, "t"], [plus("k", 1), "t"]], **data))
    held = d(at("s", t="t"), at("c"), ["s", "k"])
    refused(claim(held, at("s", t=plus("t", -1)), rule, given=[[1, "t"]], **data), DIFFER)


def test_rules_look_inside_norms() -> None:
    data = context(defined(at("s", t="t"), -2, 1))
    scaled = [
        "norm",
        ["r", "n"],
        ["k", "n"],
        add(mul(at("s", t=1), at("W", "r", "k")), at("V", "r", "k")),
    ]
    plain = ["norm", ["r", "n"], ["k", "n"], add(mul(-2, at("W", "r", "k")), at("V", "r", "k"))]
    proved(claim(scaled, plain, ["unfold", {"name": "s"}], context=data))


def test_explicit_inverses() -> None:
    y = {"axes": [2, 2], "values": [["1", "1"], ["0", "2"]], "invertible": True}
    good = {"y": {**y, "inverse": [["1", "-1/2"], ["0", "1/2"]]}}
    proved(claim(at("y^-1", 0, 1), ["q", "-1/2"], context=context(arrays=good)))
    for inverse in ([["1", "1/2"], ["0", "1/2"]], [["1", "0"], ["0", "1"]]):
        bad = {"y": {**y, "inverse": inverse}}
        refused(claim(0, 0, context=context(arrays=bad)), "not those of the inverse")
