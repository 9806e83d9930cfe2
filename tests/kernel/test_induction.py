"""Inductions that prove nothing: wrong starts, hypotheses used too far."""

from __future__ import annotations

from kernel_terms import (
    DIFFER,
    RECURRENCE,
    add,
    at,
    back,
    chain,
    claim,
    context,
    induction,
    mul,
    normal,
    plus,
    proved,
    refused,
)

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
