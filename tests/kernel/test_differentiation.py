"""Derivatives: cuts, what is held, opaque functions, inverses; and powers of what may be 0."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from kernel_terms import (
    DIFFER,
    RECURRENCE,
    T0,
    A,
    I,
    J,
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

from derive.kernel import KernelError, judge
from derive.kernel.indices import Facts


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


def test_what_has_no_derivative() -> None:
    term = d(["norm", ["i", "n"], ["j", "n"], at("W", "i", "j")], at("W", "i", "j"))
    refused(claim(term, 0, indices=J, context=context(**T0)), "no rule differentiates 'norm'")


def test_the_slope_of_an_absolute_value() -> None:
    """∂|x|/∂x = |x|/x for x ≠ 0, and of what does not depend on x it is 0 anywhere."""
    x = at("x^!")
    data = context(arrays={"x^!": {"axes": [], "domain": "nonzero"}})
    size = ["abs", add(mul(x, x, x), x)]
    proved(claim(d(["abs", x], x), mul(["abs", x], ["pow", x, -1]), context=data))
    proved(claim(d(["abs", mul(-2, x)], x), mul(2, ["abs", x], ["pow", x, -1]), context=data))
    refused(claim(d(["abs", x], x), 1, context=data), DIFFER)
    refused(claim(d(size, x), 0, context=data), "what may be 0")
    refused(claim(d(["abs", at("c")], at("c")), 1), "what may be 0")
    proved(claim(d(["abs", at("c")], at("L")), 0))


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


def test_what_is_held_where_the_sum_lives_does_not_move() -> None:
    """∂h_t/∂v with h_s held, times sums that are empty unless s = t: 0, whatever defines h_t."""
    h = defined(at("h", "i", t="t"), at("v", "i"), 1)
    only = (["tsum", "k", "s", "t", 1], ["tsum", "k", "t", "s", 1])
    moved = mul(d(at("h", "i", t="t"), at("v", "j"), ["h", "s"]), *only)
    data = {"context": context(h), "times": ["t", "s"], "given": [[1, "t"]], "indices": J}
    through = ("chain", {"name": "h"})
    refused(claim(moved, mul(["delta", "i", "j"], *only), through, **data), DIFFER)
    proved(claim(moved, 0, ("chain", {"name": "g"}), **data))


def test_arguments_that_coincide_have_no_partial_derivatives() -> None:
    """f(h_t, h_0) where t = 0: by one argument and by the other is the same derivative."""
    h = defined(at("h", "i", t="t"), mul(at("c"), at("w", "i")), 0)
    arguments = [{"at": at("h", "i", t=t), "times": ["t"]} for t in ("t", 0)]
    data = context(h, arrays={"f": {"axes": [], "times": 1}}, opaque={"f": arguments})

    def parts(t: Any) -> Any:
        f, ways = at("f", t=t), ((t, 0), (0, t))
        slopes = (
            mul(d(f, at("h", "i", t=a), ["h", b]), d(at("h", "i", t=a), at("c"))) for a, b in ways
        )
        return claim(
            d(f, at("c")),
            add(*(["sum", "i", "n", slope] for slope in slopes)),
            ("chain", {"name": "f"}),
            context=data,
            times=["t"],
            given=[[1, "t"]],
        )

    proved(parts("t"))
    refused(parts(0), DIFFER)
    twice = context(
        defined(at("v", "i"), mul(at("c"), at("w", "i"))),
        opaque={"L": [{"at": at("v", "i"), "times": []}] * 2},
    )
    slope = mul(d(at("L"), at("v", "i"), ["v"]), d(at("v", "i"), at("c")))
    double = mul(2, ["sum", "i", "n", slope])
    refused(claim(d(at("L"), at("c")), double, ("chain", {"name": "L"}), context=twice), DIFFER)
