"""False statements and foul certificates: each is refused, and for the right reason."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from build import (
    add,
    at,
    chain,
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
from derive.kernel import KernelError, Theorem, judge
from derive.kernel.indices import Facts

I, J, A = {"i": "n"}, {"i": "n", "j": "n"}, {"a": "m"}
T0 = {"parameters": ["T"], "facts": [[0, "T"]]}
DIFFER = "the sides differ by"


def back(name: str, body: Any, low: Any = 1) -> dict[str, Any]:
    return defined(at(name, t="t"), body, low)


S_OF_X = back("s", at("x", t="t"))
RECURRENCE = back("s", mul(at("c"), at("s", t=plus("t", -1))))

# -- bound names ----------------------------------------------------------------------------------


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


# -- sums and products over time ------------------------------------------------------------------


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


# -- induction ------------------------------------------------------------------------------------

ZERO_S = {"times": ["t"], "given": [[0, "t"]]}
STEP = chain(
    [mul(at("c"), at("s", t=plus("t", -1))), ["unfold", {"name": "s"}]], [0, ["hypothesis", {}]]
)


def test_an_induction_needs_its_start() -> None:
    data = context(RECURRENCE, equations=[{"lhs": at("s", t=0), "rhs": 0}])
    base = normal(["equation", {"number": 0}])
    lhs = at("s", t="t")
    proved(claim(lhs, 0, proof=induction("t", 0, base, STEP), context=data, **ZERO_S))
    refused(
        claim(lhs, 0, proof=induction("t", 1, base, STEP), context=data, **ZERO_S), "lies beyond"
    )
    refused(
        claim(lhs, 0, proof=induction("t", 0, base, STEP), context=data, times=["t"]), "lies beyond"
    )
    refused(
        claim(lhs, 0, proof=induction("t", 0, normal(), STEP), context=data, **ZERO_S), "base case"
    )
    refused(
        claim(lhs, 0, proof=induction("t", "t", base, STEP), context=data, **ZERO_S), "mentions t"
    )
    refused(
        claim(lhs, 0, proof=induction("t", plus("t", -1), base, STEP), context=data, **ZERO_S),
        "mentions",
    )
    refused(claim(lhs, 0, proof=induction("q", 0, base, STEP), context=data, **ZERO_S), "q")


def test_a_start_below_the_recurrence_leaves_the_step_unproved() -> None:
    data = context(RECURRENCE, equations=[{"lhs": at("s", t=-3), "rhs": 0}])
    base = normal(["equation", {"number": 0}])
    wrong = claim(
        at("s", t="t"),
        0,
        proof=induction("t", -3, base, STEP),
        context=data,
        times=["t"],
        given=[[-3, "t"]],
    )
    refused(wrong, "induction step")


def test_the_hypothesis_is_of_the_time_before() -> None:
    circle = chain([at("s", t="t")], [0, ["hypothesis", {}]])
    data = context(equations=[{"lhs": at("s", t=0), "rhs": 0}])
    base = normal(["equation", {"number": 0}])
    refused(
        claim(at("s", t="t"), 0, proof=induction("t", 0, base, circle), context=data, **ZERO_S),
        DIFFER,
    )


def test_the_hypothesis_holds_only_where_the_statement_does() -> None:
    """s_t = 0 for t ≥ 1 given; the step may not use it at t − 1 = 0."""
    data = context(back("s", at("s", t=plus("t", -1))))
    step = chain([at("s", t=plus("t", -1)), ["unfold", {"name": "s"}]], [0, ["hypothesis", {}]])
    lhs = at("s", t="t")
    vacuous = claim(
        lhs, 0, proof=induction("t", 0, normal(), step), context=data, times=["t"], given=[[1, "t"]]
    )
    refused(vacuous, "induction step")


def test_a_hypothesis_keeps_the_indices_of_its_start() -> None:
    """From s_k r_k = s_k for t = k: nothing for another k."""
    lhs, rhs = mul(at("s", t="t"), at("r", t="k")), at("s", t="t")
    data = context(back("s", at("s", t=plus("t", -1))), back("r", at("r", t=plus("t", -1))))
    step = chain(
        [mul(at("s", t=plus("t", -1)), at("r", t="k")), ["unfold", {"name": "s"}]],
        [rhs, ["unfold", {"name": "r"}], ["hypothesis", {}]],
    )
    wrong = claim(
        lhs,
        rhs,
        proof=induction("t", "k", normal(), step),
        context=data,
        times=["t", "k"],
        given=[["k", "t"], [0, "k"]],
    )
    refused(wrong, "base case")


def test_a_nested_induction_fixes_the_outer_index() -> None:
    """Inside the base case t = 0 the inner hypothesis speaks of t = 0 alone."""
    data = context(equations=[{"lhs": at("s", t=0), "rhs": 0}])
    zero = normal(["equation", {"number": 0}])
    at_any = chain([0, ["hypothesis", {}]])
    lhs = mul(at("s", t="t"), at("r", t="k"))
    inner = induction("k", 0, zero, at_any)
    wrong = claim(
        lhs,
        0,
        proof=induction("t", 0, inner, at_any),
        context=data,
        times=["t", "k"],
        given=[[0, "t"], [0, "k"]],
    )
    refused(wrong, "induction step")
    again = induction("t", 0, zero, induction("t", 0, zero, at_any))
    refused(claim(at("s", t="t"), 0, proof=again, context=data, **ZERO_S), "mentions t")
    # lhs(5, k − 1) would follow for every k if the inner hypothesis were of every t
    reach = chain([0, ["hypothesis", {}]])
    target = ["fn", "f", 0, add(at("s", t="t"), at("r", t="k"))]
    facts = [
        {"lhs": ["fn", "f", 0, add(at("s", t=0), at("r", t=0))], "rhs": 0},
        {
            "lhs": ["fn", "f", 0, add(at("s", t=0), at("r", t="k"))],
            "rhs": ["fn", "f", 0, add(at("s", t=5), at("r", t=plus("k", -1)))],
            "times": ["k"],
        },
    ]
    data = context(equations=facts)
    inner = induction(
        "k",
        0,
        normal(["equation", {"number": 0}]),
        normal(["equation", {"number": 1}], ["hypothesis", {}]),
    )
    wrong = claim(
        target,
        0,
        proof=induction("t", 0, inner, reach),
        context=data,
        times=["t", "k"],
        given=[[0, "t"], [0, "k"]],
    )
    refused(wrong, "base case: induction step")


def test_no_hypothesis_outside_an_induction() -> None:
    refused(claim(at("c"), 0, ["hypothesis", {}]), "there is no induction hypothesis here")
    refused(
        claim(at("c"), 0, ["cancel", {"of": "hypothesis", "times": "1", "at": {}}]),
        "there is no induction hypothesis here",
    )


def test_an_inconsistent_statement_is_only_vacuous() -> None:
    empty = proved(claim(at("s", t="t"), 0, times=["t"], given=[[1, "t"], ["t", 0]]))
    rule = ["use", {"name": "claim"}]
    refused(claim(at("s", t=3), 0, rule, uses=["claim"], name="other"), DIFFER, empty)
    refused(
        claim(at("c"), 0, context=context(parameters=["T"], facts=[[1, "T"], ["T", 0]])),
        "the facts that are assumed contradict each other",
    )


# -- theorems -------------------------------------------------------------------------------------


def lemma(**more: Any) -> Theorem:
    return proved(
        claim(
            at("s", t="t"),
            at("x", t="t"),
            ["unfold", {"name": "s"}],
            name="lemma",
            times=["t"],
            given=[[1, "t"]],
            context=context(S_OF_X),
            **more,
        )
    )


USE = ["use", {"name": "lemma"}]


def test_a_theorem_is_used_where_it_holds() -> None:
    data = {"uses": ["lemma"], "context": context(S_OF_X)}
    proved(claim(at("s", t=4), at("x", t=4), USE, **data), lemma())
    refused(claim(at("s", t=0), at("x", t=0), USE, **data), DIFFER, lemma())
    refused(claim(at("s", t="t"), at("x", t="t"), USE, times=["t"], **data), DIFFER, lemma())
    cancel = ["cancel", {"of": "lemma", "times": "1", "at": {"t": 0}}]
    refused(claim(at("s", t=0), at("x", t=0), cancel, **data), "not known to hold", lemma())


def test_a_theorem_needs_its_context() -> None:
    for data, message in (
        (context(), "assumes more than is assumed here (defines)"),
        (context(S_OF_X, arrays={"x": {"times": 1, "axes": [], "more": 1}}), "another x"),
        (context(S_OF_X, back("x", 1)), "where less is defined"),
        (context(S_OF_X, opaque={"x": [{"at": at("r", t="t"), "times": ["t"]}]}), "another x"),
    ):
        refused(
            claim(at("s", t=4), at("x", t=4), USE, uses=["lemma"], context=data), message, lemma()
        )
    more = context(S_OF_X, back("new", 1), arrays={"new": {"times": 1, "axes": []}})
    proved(claim(at("s", t=4), at("x", t=4), USE, uses=["lemma"], context=more), lemma())


@pytest.mark.parametrize(
    ("part", "data"),
    [
        ("facts", {"parameters": ["T"], "facts": [[1, "T"]]}),
        ("equations", {"equations": [{"lhs": at("c"), "rhs": 0}]}),
        ("parameters", {"parameters": ["T"]}),
        ("contracting", {"contracting": ["c"]}),
    ],
)
def test_a_theorem_brings_its_assumptions(part: str, data: Any) -> None:
    theorem = proved(claim(at("c"), at("c"), name="lemma", context=context(**data)))
    refused(
        claim(at("c"), at("c"), uses=["lemma"]),
        f"assumes more than is assumed here ({part})",
        theorem,
    )


def test_a_theorem_of_a_free_quantity_is_none_of_a_defined_one() -> None:
    """∂s_t/∂c = 0 where s is free; not where s_t = c·s_{t−1}."""
    derivative = d(at("s", t="t"), at("c"))
    free = proved(claim(derivative, 0, name="lemma", times=["t"]))
    data = {"uses": ["lemma"], "times": ["t"], "given": [[1, "t"]]}
    refused(
        claim(derivative, 0, USE, context=context(RECURRENCE), **data),
        "where less is defined",
        free,
    )


def test_a_theorem_is_not_forged_and_not_changed() -> None:
    with pytest.raises(KernelError, match="made by judging"):
        Theorem({"name": "lemma"}, object())
    certificate = claim(at("c"), at("c"), name="lemma")
    theorem = proved(certificate)
    certificate["statement"]["rhs"] = 0
    theorem.certificate["statement"]["rhs"] = 0
    assert theorem.certificate["statement"]["rhs"] == at("c")
    with pytest.raises(AttributeError):
        theorem.name = "other"  # type: ignore[misc]
    refused(claim(at("c"), 0, USE, uses=["lemma"]), "sides differ", theorem)
    for fake in ({"lemma": "theorem"}, {"lemma": proved(claim(0, 0, name="other"))}, {}):
        with pytest.raises(KernelError, match="uses 'lemma', which is not proved"):
            judge(claim(0, 0, uses=["lemma"]), fake)  # type: ignore[arg-type]


def test_an_inequality_is_no_equation() -> None:
    bound = proved(claim(["abs", ["fn", "sigma", 0, at("c")]], 1, relation="<=", name="lemma"))
    lhs = ["abs", ["fn", "sigma", 0, at("c")]]
    for more in ({}, {"relation": "<="}, {"rule": "equation"}):
        rule = ["use", {"name": "lemma", **more}]
        refused(claim(lhs, 1, rule, uses=["lemma"]), "that is no equation", bound)
    cancel = ["cancel", {"of": "lemma", "times": "1", "at": {}}]
    refused(claim(lhs, 1, cancel, uses=["lemma"]), "that is no equation", bound)


def test_a_bound_is_not_turned_round() -> None:
    """|s_t| ≤ |r_t| bounds s, not r."""
    data = context(back("r", mul(2, at("x", t="t"))), back("s", at("x", t="t")))
    bound = proved(
        claim(
            ["abs", at("s", t="t")],
            ["abs", at("r", t="t")],
            relation="<=",
            name="lemma",
            proof={
                "by": "estimate",
                "after": [["unfold", {"name": "r"}]],
                "rules": [["unfold", {"name": "s"}]],
            },
            times=["t"],
            given=[[1, "t"]],
            context=data,
        )
    )
    for more in ({}, {"reverse": True}):
        proof = {
            "by": "estimate",
            "rules": [],
            "bounds": [{"rule": "use", "name": "lemma", **more}],
        }
        wrong = claim(
            ["abs", at("r", t=1)],
            ["abs", at("s", t=1)],
            relation="<=",
            proof=proof,
            uses=["lemma"],
            context=data,
        )
        refused(wrong, "not shown to be positive", bound)
    equation = proved(claim(at("c"), at("c"), name="lemma"))
    proof = {"by": "estimate", "rules": [], "bounds": [{"rule": "use", "name": "lemma"}]}
    refused(
        claim(["abs", at("c")], 1, relation="<=", proof=proof, uses=["lemma"]), "no bound", equation
    )


# -- definitions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("defines", "message"),
    [
        ([back("s", at("s", t="t"))], "runs in a circle at s"),
        ([back("s", at("s", t=plus("t", -1)), None)], "runs in a circle at s"),
        ([defined(at("s", t="t"), at("s", t=plus("t", 1)), 1)], "runs in a circle at s"),
        ([back("s", ["tsum", "t", 0, "T", at("s", t=plus("t", -1))])], "runs in a circle at s"),
        ([back("s", ["tsum", "k", 0, "t", at("s", t="k")])], "runs in a circle at s"),
        ([back("s", at("r", t="t")), back("r", at("s", t="t"))], "runs in a circle"),
        (
            [
                back("s", at("r", t=plus("t", -1))),
                defined(at("r", t="t"), at("s", t=plus("t", 1)), 1, "T"),
            ],
            "looks back and ahead",
        ),
        (
            [back("s", at("r", t=plus("t", -1))), back("r", at("s", t=plus("t", 1)))],
            "runs in a circle at s",
        ),
        (
            [back("s", at("L")), defined(at("L"), ["tsum", "t", 0, "T", at("s", t="t")])],
            "runs in a circle",
        ),
        ([back("s", at("s", t={"t": 2}))], "runs in a circle"),
        ([S_OF_X, defined(at("s", t=3), 7)], "s is defined twice"),
        ([S_OF_X, S_OF_X], "s is defined twice"),
        ([defined(at("s", t="t"), 1, 1, "T"), defined(at("s", t="T"), 2)], "s is defined twice"),
        ([defined(at("L"), 1), defined(at("L"), 2)], "L is defined twice"),
        ([defined(at("s", t="t"), 1, high=0), defined(at("s", t=0), 2)], "s is defined twice"),
        ([defined(at("M", "i", "j"), 0)], "cannot be defined"),
        ([defined(at("Q", "i", "j"), 0)], "cannot be defined"),
        ([defined(at("nothing"), 0)], "cannot be defined"),
        ([defined(["ix", "s", [], []], 0)], "cannot be defined"),
        ([defined(at("W", "i", "i"), 0)], "repeats an index, or fixes one"),
        ([defined(at("v", 0), 0)], "repeats an index, or fixes one"),
        ([defined(at("h", "t", t="t"), 0)], "repeats an index, or fixes one"),
        ([defined(at("W", "i"), 0)], "wrong number of indices"),
        ([defined(at("s"), 0)], "wrong number of indices"),
        ([defined(at("s", t=3), 0, 1)], "has limits but no index"),
        ([defined(at("L"), ["ix", "k"])], "not an index of time here"),
        ([back("s", ["root", "-2"])], "the root of a negative number"),
        ([back("L", 1)], "wrong number of indices"),
    ],
)
def test_definitions_that_define_nothing(defines: Any, message: str) -> None:
    refused(claim(0, 0, context=context(*defines, **T0)), message)


def test_definitions_that_are_well_founded() -> None:
    """Back, ahead from an end, by what is above at one time, and over all times of it."""
    ahead = defined(at("x", t="t"), mul(at("c"), at("x", t=plus("t", 1)), at("s", t="t")), 0, "T")
    end = defined(at("x", t=plus("T", 1)), 1)
    mutual = back("r", at("s", t=plus("t", -1))), back("s", mul(at("r", t="t"), at("c")))
    total = defined(at("L"), ["tsum", "t", 0, "T", at("x", t="t")])
    proved(
        claim(
            at("x", t=plus("T", 1)),
            1,
            ["unfold", {"name": "x"}],
            context=context(*mutual, ahead, end, total, **T0),
        )
    )
    helper = defined(at("r", t="t"), ["fn", "f", 0, at("x", t=plus("t", 1))], 0, "T")
    pair = helper, defined(at("x", t="t"), at("r", t="t"), 0, "T")
    proved(
        claim(
            at("x", t="T"), at("r", t="T"), ["unfold", {"name": "x"}], context=context(*pair, **T0)
        )
    )


def test_opaque_quantities() -> None:
    of_s = {"r": [{"at": at("s", t=plus("t", -1)), "times": ["t"]}]}
    circle = back("s", at("r", t="t"))
    proved(
        claim(
            at("s", t=1),
            at("r", t=1),
            ["unfold", {"name": "s"}],
            context=context(circle, opaque=of_s),
        )
    )
    now = {"r": [{"at": at("s", t="t"), "times": ["t"]}]}
    refused(claim(0, 0, context=context(circle, opaque=now)), "runs in a circle")
    self = {"r": [{"at": at("r", t=plus("t", -1)), "times": ["t"]}]}
    refused(claim(0, 0, context=context(opaque=self)), "runs in a circle at r")
    refused(claim(0, 0, context=context(back("r", 1), opaque=of_s)), "both defined and opaque")
    refused(
        claim(0, 0, context=context(opaque={"nothing": []})),
        "both defined and opaque, or not declared",
    )


def test_a_clause_holds_only_within_its_limits() -> None:
    data = {
        "context": context(
            defined(at("s", t="t"), at("x", t="t"), 1, "T"),
            defined(at("s", t=plus("T", 1)), 0),
            **T0,
        )
    }
    unfold = ["unfold", {"name": "s"}]
    proved(
        claim(
            at("s", t="t"),
            at("x", t="t"),
            unfold,
            times=["t"],
            given=[[1, "t"], ["t", "T"]],
            **data,
        )
    )
    proved(claim(at("s", t=plus("T", 1)), 0, unfold, **data))
    for given in ([[1, "t"]], [["t", "T"]], [[0, "t"], ["t", "T"]]):
        refused(
            claim(at("s", t="t"), at("x", t="t"), unfold, times=["t"], given=given, **data), DIFFER
        )
    for t in ("T", 0, plus("T", 2)):
        refused(claim(at("s", t=t), 0, unfold, **data), DIFFER)


def test_definitions_do_not_see_the_indices_of_a_statement() -> None:
    total = defined(at("L"), ["tsum", "t", 0, "N", at("s", t="t")])
    refused(claim(at("L"), 0, times=["N"], context=context(total)), "not an index of time here")
    scaled = defined(at("L"), at("v", "i"))
    refused(
        claim(at("L"), at("v", "i"), ["unfold", {"name": "L"}], indices=I, context=context(scaled)),
        "'i'",
    )
    refused(
        claim(
            at("c"),
            0,
            ["equation", {"number": 0}],
            times=["t"],
            context=context(equations=[{"lhs": at("s", t="t"), "rhs": 0}]),
        ),
        "not an index of time",
    )
    refused(
        claim(at("c"), 0, times=["t"], context=context(facts=[[5, "t"]])), "not an index of time"
    )


def test_parameters_are_not_generalised() -> None:
    """x_{T+1} = 0 is for this T; were T an index of the statement too, x_5 would be 0."""
    data = context(defined(at("x", t=plus("T", 1)), 0), **T0)
    statement = {"context": data, "name": "lemma"}
    unfold = ["unfold", {"name": "x"}]
    lhs = at("x", t=plus("T", 1))
    refused(claim(lhs, 0, unfold, times=["T"], **statement), "stands for two things")
    refused(claim(lhs, 0, unfold, indices={"T": "n"}, **statement), "stands for two things")
    refused(claim(0, 0, times=["t", "t"]), "stands for two things")
    theorem = proved(claim(lhs, 0, unfold, **statement))
    refused(claim(at("x", t=5), 0, USE, uses=["lemma"], context=data), DIFFER, theorem)
    total = defined(at("L"), ["tsum", "t", 0, "T", at("s", t="t")])
    refused(
        claim(
            at("L"), 0, proof=induction("T", 0, normal(), normal()), context=context(total, **T0)
        ),
        "lies beyond",
    )


# -- derivatives ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        at("x", t=plus("t", 1)),
        ["tsum", "k", 0, "T", at("x", t="k")],
        ["tsum", "t", 0, "T", at("x", t="t")],
        mul(at("L"), at("c")),
    ],
    ids=str,
)
def test_what_looks_ahead_depends_on_later_times(body: Any) -> None:
    total = defined(at("L"), ["tsum", "t", 0, "T", at("x", t="t")])
    data = context(total, back("s", body), parameters=["T"], facts=[[5, "T"]])
    refused(claim(d(at("s", t=1), at("x", t=2)), 0, context=data), DIFFER)


def test_what_looks_back_does_not() -> None:
    data = context(back("s", ["tsum", "k", 0, "t", at("x", t="k")]), **T0)
    proved(claim(d(at("s", t=1), at("x", t=2)), 0, context=data))
    proved(
        claim(
            d(at("s", t="t"), at("x", t="k")),
            0,
            times=["t", "k"],
            given=[[plus("t", 1), "k"]],
            context=data,
        )
    )
    refused(claim(d(at("s", t="t"), at("x", t="k")), 0, times=["t", "k"], context=data), DIFFER)
    refused(claim(d(at("s", t=3), at("x", t=2)), 0, context=data), DIFFER)
    proved(claim(d(at("s", t=3), at("r", t=2)), 0, context=data))


def test_cuts() -> None:
    """∂s_t/∂s_k: 1 at t = k, 0 before, unknown elsewhere; what is before the start is free."""
    data = {"times": ["t", "k"], "context": context(RECURRENCE)}
    derivative = d(at("s", t="t"), at("s", t="k"))
    proved(claim(derivative, 0, given=[[plus("t", 1), "k"]], **data))
    proved(claim(derivative, 1, given=[["t", "k"], ["k", "t"]], **data))
    for value in (0, 1):
        for given in ([], [["k", "t"]], [[plus("k", 1), "t"]]):
            refused(claim(derivative, value, given=given, **data), DIFFER)
    chained = ["chain", {"name": "s"}]
    proved(claim(d(at("s", t=2), at("s", t=1)), at("c"), chained, **data))
    proved(claim(d(at("s", t=1), at("c")), at("s", t=0), chained, **data))
    proved(claim(d(at("s", t=0), at("c")), 0, **data))
    refused(claim(d(at("s", t="t"), at("c")), at("s", t=plus("t", -1)), chained, **data), DIFFER)


def test_holding_a_family_does_not_hold_the_variable() -> None:
    data = {"times": ["t", "k"], "context": context(RECURRENCE)}
    derivative = d(at("s", t="t"), at("s", t="k"), ["s"])
    refused(claim(derivative, 0, **data), DIFFER)
    proved(claim(derivative, 0, given=[[plus("k", 1), "t"]], **data))
    proved(claim(derivative, 1, given=[["k", "t"], ["t", "k"]], **data))


def test_a_chain_stops_at_what_is_held() -> None:
    lhs = d(at("s", t="t"), at("c"), ["s", plus("t", -1)])
    data = {"times": ["t", "k"], "given": [[2, "t"]], "context": context(RECURRENCE)}
    rule = ["chain", {"name": "s"}]
    proved(claim(lhs, at("s", t=plus("t", -1)), rule, **data))
    total = add(at("s", t=plus("t", -1)), mul(at("c"), d(at("s", t=plus("t", -1)), at("c"))))
    refused(claim(lhs, total, rule, **data), DIFFER)
    unknown = d(at("s", t="t"), at("c"), ["s", "k"])
    refused(claim(unknown, at("s", t=plus("t", -1)), rule, **data), DIFFER)


def test_assumed_values_do_not_enter_derivatives() -> None:
    """r_t = 1 at the point considered; its derivative is what it was."""
    point = {"lhs": at("r", t="t"), "rhs": 1, "times": ["t"]}
    rule, through = ["equation", {"number": 0}], ["chain", {"name": "s"}]
    data = context(
        back("r", at("c")), back("s", mul(at("r", t="t"), at("x", t="t"))), equations=[point]
    )
    derivative = d(at("s", t=1), at("c"))
    for rules in ([through, rule], [rule, through]):
        refused(claim(derivative, 0, *rules, context=data), DIFFER)
    proved(claim(derivative, at("x", t=1), through, rule, ["chain", {"name": "r"}], context=data))
    refused(claim(d(at("r", t=1), at("c")), 0, rule, context=data), DIFFER)
    proved(claim(at("s", t=1), at("x", t=1), ["unfold", {"name": "s"}], rule, context=data))


def test_an_opaque_function_of_two() -> None:
    """dr/dc through both arguments, each partial with the other held: no path is counted twice."""
    two = {"r": [{"at": at("s", t="t"), "times": ["t"]}, {"at": at("x", t="t"), "times": ["t"]}]}
    data = context(back("s", at("c")), back("x", ["pow", at("s", t="t"), 2]), opaque=two)
    r, s, x = (at(name, t=1) for name in "rsx")
    rule = ["chain", {"name": "r"}]
    whole = d(r, at("c"))
    partial = add(mul(d(r, s, ["x", 1]), d(s, at("c"))), mul(d(r, x, ["s", 1]), d(x, at("c"))))
    twice = add(mul(d(r, s), d(s, at("c"))), mul(d(r, x), d(x, at("c"))))
    proved(claim(whole, partial, rule, context=data))
    refused(claim(whole, twice, rule, context=data), DIFFER)
    refused(claim(d(r, s), d(r, s, ["x", 1]), rule, context=data), DIFFER)
    proved(claim(d(r, at("u", "a")), 0, indices=A, context=data))


def test_no_second_derivatives() -> None:
    twice = d(d(at("s", t=1), at("c")), at("c"))
    refused(claim(twice, 0, context=context(RECURRENCE)), "no rule differentiates 'd'")
    for term, kind in (
        (["abs", at("c")], "abs"),
        (["prod", "j", 1, "T", add(at("c"), at("s", t="j"))], "pi"),
        (["norm", ["i", "n"], ["j", "n"], at("W", "i", "j")], "norm"),
    ):
        refused(
            claim(d(term, at("c")), 0, context=context(**T0)), f"no rule differentiates {kind!r}"
        )


def test_derivatives_by_what_does_not_vary() -> None:
    for name, where in (("Q^-1", ("i", "j")), ("M", (0, 1))):
        refused(
            claim(d(at("Q", "i", "j"), at(name, *where)), 0, indices=J), "cannot be varied or held"
        )
    refused(claim(d(at("c"), at("c"), ["Q^-1"]), 1), "cannot be varied or held")


def test_the_derivative_of_an_inverse() -> None:
    """∂(Q⁻¹)_{ij}/∂Q_{kl} = −Q⁻¹_{ik} Q⁻¹_{lj}."""
    data = {"indices": {"i": "n", "j": "n", "k": "n", "l": "n"}}
    lhs = d(at("Q^-1", "i", "j"), at("Q", "k", "l"))
    proved(claim(lhs, mul(-1, at("Q^-1", "i", "k"), at("Q^-1", "l", "j")), **data))
    refused(claim(lhs, mul(-1, at("Q^-1", "i", "l"), at("Q^-1", "k", "j")), **data), DIFFER)
    refused(claim(lhs, mul(at("Q^-1", "i", "k"), at("Q^-1", "l", "j")), **data), DIFFER)
    proved(
        claim(
            ["sum", "k", "n", mul(at("Q", "i", "k"), at("Q^-1", "k", "j"))],
            ["delta", "i", "j"],
            **data,
        )
    )
    for wrong in (
        mul(at("Q", "k", "i"), at("Q^-1", "k", "j")),
        mul(at("Q", "i", "k"), at("Q^-1", "j", "k")),
        mul(at("Q", "i", "k"), at("Q^-1", "k", "j"), at("v", "k")),
        mul(["pow", at("Q", "i", "k"), 2], at("Q^-1", "k", "j")),
    ):
        refused(claim(["sum", "k", "n", wrong], ["delta", "i", "j"], **data), DIFFER)


# -- powers, deltas, numbers ----------------------------------------------------------------------


def test_powers_of_what_may_be_zero() -> None:
    may = "of what may be 0"
    given = {"times": ["t"], "given": [[0, "t"]]}
    for base in (at("c"), ["delta", "i", "j"], ["ix", "t"], minus(["fn", "exp", 0, at("c")], 1), 0):
        refused(claim(["pow", base, -1], 0, indices=J, times=["t"]), may)
        refused(claim(["pow", base, "t"], 0, indices=J, times=["t"]), may)
    refused(
        claim(["pow", ["delta", "i", "j"], "t"], ["delta", "i", "j"], indices=J, **given),
        "may be 0",
    )
    proved(claim(["pow", at("c"), 0], 1))
    proved(claim(["pow", 0, 0], 1))
    one = {"times": ["t"], "given": [[1, "t"]]}
    proved(claim(["pow", ["delta", "i", "j"], "t"], ["delta", "i", "j"], indices=J, **one))
    proved(claim(mul(["pow", at("c"), "t"], at("c")), ["pow", at("c"), plus("t", 1)], **given))
    refused(claim(["pow", at("c"), "t"], 1, **given), DIFFER)
    refused(claim(["pow", 0, "t"], 0, **given), DIFFER)
    refused(claim(["pow", ["pow", at("c"), "t"], "t"], 0, **given), "a power of a symbolic power")


def test_powers_of_an_index() -> None:
    """Σ_{k=2}^{2} kⁿ is 2ⁿ, not 1; 1/k is exact."""
    data = {"times": ["t"], "given": [[0, "t"]]}
    lhs = ["tsum", "k", 2, 2, ["pow", ["ix", "k"], "t"]]
    refused(claim(lhs, 1, **data), DIFFER)
    third = [
        "tsum",
        "k",
        3,
        3,
        mul(["fn", "f", 0, 0], ["pow", add(["ix", "k"], ["fn", "exp", 0, 0]), 2]),
    ]
    refused(claim(third, 0), DIFFER)
    from derive.kernel import normal as nf

    found = nf.single(("ix", (3, ())), Facts(), (-1, ()))
    assert found == nf.constant(Fraction(1, 3))
    assert isinstance(next(iter(found.values())), Fraction)


def test_signs_and_primes() -> None:
    given = {"times": ["t"], "given": [[0, "t"]]}
    proved(claim(["pow", -1, {"t": 2}], 1, **given))
    proved(
        claim(
            ["pow", ["q", "-4/9"], "t"],
            mul(["pow", -1, "t"], ["pow", 2, {"t": 2}], ["pow", 3, {"t": -2}]),
            **given,
        )
    )
    refused(claim(["pow", -1, "t"], 1, **given), DIFFER)
    proved(claim(["pow", ["root", 2], {"t": 2}], ["pow", 2, "t"], **given))
    proved(claim(["pow", ["root", "-1"], 2], -1))
    refused(claim(["pow", ["root", "-1"], "t"], 1, **given), DIFFER)


def test_deltas_over_axes() -> None:
    for i, j, indices in (("i", "a", {**I, **A}), ("i", 5, I), ("i", "t", I), (0, 1, I)):
        certificate = claim(["sum", "i", "n", ["delta", i, j]], 1, indices=indices, times=["t"])
        with pytest.raises(KernelError):
            judge(certificate)
    proved(claim(["sum", "i", "n", ["delta", "i", "j"]], 1, indices=J))
    proved(claim(["sum", "i", 3, ["delta", "i", 2]], 1))
    proved(claim(["delta", "i", "j"], ["delta", "j", "i"], indices={"i": 2, "j": 2}))
    refused(claim(["delta", "i", "j"], ["delta", "i", "i"], indices={"i": 2, "j": 2}), DIFFER)


@pytest.mark.parametrize(
    "term",
    [
        at("v", 0),
        at("v", "a"),
        at("v", "t"),
        at("M", 0, 2),
        at("M", -1, 0),
        at("v", True),
        at("s", t="i"),
        at("v", "nothing"),
        at("s", t="nothing"),
    ],
)
def test_indices_out_of_place(term: Any) -> None:
    certificate = claim(term, term, indices={**I, **A}, times=["t"])
    with pytest.raises(KernelError, match=r"does not run over|not an index|malformed|not a"):
        judge(certificate)


# -- the calculi ----------------------------------------------------------------------------------


def within(lhs: Any, low: Any, high: Any, *rules: Any, closed: bool = True, **data: Any) -> Any:
    return claim(lhs, [low, closed, high, closed], *rules, relation="in", **data)


EXP = ["fn", "exp", 0, at("c")]
SIGMA = ["fn", "sigma", 0, at("c")]


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


# -- the rules ------------------------------------------------------------------------------------


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


# -- the door -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["@0.0", "%3", "?t", "x:n", "@1j", "?i:n"])
def test_names_of_the_kernels_own_are_refused(name: str) -> None:
    for certificate in (
        claim(0, 0, times=[name]),
        claim(0, 0, indices={name: "n"}),
        claim(0, 0, indices={"i": name}),
        claim(["tsum", name, 0, 1, 0], 0),
        claim(["sum", name, "n", 0], 0),
        claim(["fn", name, 0, 0], 0),
        claim(0, 0, context=context(arrays={name: {"axes": []}})),
    ):
        refused(certificate, "a name that is kept for the kernel")


@pytest.mark.parametrize(
    ("certificate", "message"),
    [
        (claim(0.5, 0.5), "not an exact number"),
        (claim(float("nan"), 0), "not plain data"),
        (claim(float("inf"), float("inf")), "not plain data"),
        (claim({1, 2}, 0), "not plain data"),
        (claim(10**4000, 0), "too long"),
        (claim(10**5000, 0), "not plain data"),
        (claim(["q", "1e999999999"], 0), "not a rational number"),
        (claim(["q", "1/0"], 0), "ZeroDivisionError"),
        (claim(True, 1), "not a term"),
        (claim(["ix", True], 1), "not an index expression"),
        (claim(["ix", {"t": True}], 1, times=["t"]), "not an index expression"),
        (claim(["ix", ""], 1, times=[""]), "not an index expression"),
        (claim(["sum", "i", "3", 1], 3), "not a size"),
        (claim(["sum", "i", 0, 1], 0), "not a size"),
        (claim(["sum", "i", "", 1], 0), "not a size"),
        (claim(["sum", "i", None, 1], 0), "not a size"),
        (claim(0, 0, indices={"i": -1}), "not a size"),
        (claim(None, 0), "not a term"),
        (claim([], 0), "not a term"),
        (claim(["nothing"], 0), "no such term"),
        (claim([["at"]], 0), "malformed certificate: TypeError"),
        (claim(["fn", "f", -1, 0], 0), "not a function"),
        (claim(["fn", "f", 10**6, 0], 0), "not a function"),
        (claim(["mul", ["sum", 1]], 0), "malformed term 'sum'"),
        ([], "malformed certificate"),
        ({}, "malformed certificate"),
        (claim(0, 0, proof={"by": "magic"}), "no way to show"),
        (claim(at("c"), 0, ["magic", {}]), "no rule is called 'magic'"),
        (
            claim(0, 0, relation="<=", proof=chain([0])),
            "a chain of equations shows an equation only",
        ),
        (claim(["array", [[1]], -1, 0], 1), "does not run over an axis of size 1"),
        (
            claim(["pi", "j", 1, 1, "up", ["r", "c"], "n", 1, "i", "i"], 0, indices=I),
            "stand left or right",
        ),
        (
            claim(["pi", "j", 1, 1, "left", ["r", "r"], "n", 1, "i", "i"], 0, indices=I),
            "one name twice",
        ),
        (claim(["norm", ["r", "n"], ["r", "n"], 1], 0), "one name twice"),
        (claim(0, 0, context=context(arrays={"c^-1": {"axes": []}})), "not an array"),
        (claim(0, 0, context=context(arrays={"y": {"axes": [], "times": 2}})), "not an array"),
        (
            claim(0, 0, context=context(arrays={"y": {"axes": ["n", "m"], "invertible": True}})),
            "cannot be inverted",
        ),
        (
            claim(
                0,
                0,
                context=context(
                    arrays={"y": {"axes": [1, 1], "invertible": True, "values": [["0"]]}}
                ),
            ),
            "cannot be inverted",
        ),
        (
            claim(
                0,
                0,
                context=context(
                    arrays={
                        "y": {
                            "axes": [1, 1],
                            "invertible": True,
                            "values": [["2"]],
                            "inverse": [["1/3"]],
                        }
                    }
                ),
            ),
            "not those of the inverse",
        ),
        (
            claim(0, 0, context=context(arrays={"y": {"axes": [2], "values": ["1"]}})),
            "do not have its shape",
        ),
        (
            claim(0, 0, context=context(arrays={"y": {"axes": [], "values": ["1"]}})),
            "do not have its shape",
        ),
        (
            claim(0, 0, context=context(equations=[{"lhs": ["root", "-1"], "rhs": 0}])),
            "root of a negative number",
        ),
        (claim(["tsum", "k", {"t": 2}, 3, 1], 0, times=["t"]), "not a difference bound"),
        (claim(at("c", "i"), 0, indices=I), "has 0 axes"),
        (claim(at("c^-1"), 0), "not declared"),
        (claim(at("Z"), 0), "not declared"),
        (claim(["fn", "f", 0, ["root", "-1"]], 0), "not real"),
        (claim(["root", 0], 0), "0 to a symbolic power"),
    ],
)
def test_foul_data(certificate: Any, message: str) -> None:
    refused(certificate, message)


@pytest.mark.parametrize(
    ("certificate", "message"),
    [
        (claim(["pow", 2, 10**9], 0), "exponent that is too large"),
        (claim(["pow", 0, 10**9], 0), "exponent that is too large"),
        (claim(["pow", at("c"), -(10**9)], 0), "exponent that is too large"),
        (claim(["tsum", "k", 0, 0, ["pow", ["ix", "k"], 10**9]], 0), "exponent that is too large"),
        (claim(["pow", ["pow", ["pow", 2, 9999], 9999], 9999], 0), "a number that is too long"),
        (claim(["pow", add(at("c"), at("L"), 1), 3000], 0), "too much work"),
        (claim(["sum", "i", 10**9, at("c")], 0), "not a size"),
        (claim(["sum", "i", 10**4, ["sum", "j", 10**4, at("c")]], 0), "too much work"),
        (
            claim(["pow", (10**9 + 7) * (10**9 + 9), "t"], 0, times=["t"], given=[[0, "t"]]),
            "too large",
        ),
        (claim(["tsum", "k", 1, 10**5, at("s", t="k")], 0, ["expand", {}]), "too much work"),
    ],
)
def test_bombs(certificate: Any, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from derive.kernel.monomials import Work

    monkeypatch.setattr(Work, "LIMIT", 20_000)
    refused(certificate, message)


def test_deep_nesting() -> None:
    term: Any = at("c")
    for _ in range(400):
        term = ["fn", "f", 0, term]
    refused(claim(term, term), "terms within terms too deep")
    for _ in range(100_000):
        term = [term]
    refused(claim(term, term), "not plain data")
