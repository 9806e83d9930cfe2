"""Definitions: recursions that end, one for each quantity, of names of their own."""

from __future__ import annotations

from typing import Any

import pytest
from kernel_terms import (
    DIFFER,
    S_OF_X,
    T0,
    USE,
    I,
    at,
    back,
    claim,
    context,
    d,
    defined,
    induction,
    mul,
    normal,
    plus,
    proved,
    refused,
)


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
        ([defined(at("Q", "i", "j"), 0)], "is 0, and is not to be"),
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


LONG = 12


def _long(first: Any, upwards: bool) -> dict[str, Any]:
    """a12_t = a11_t = … = a0_t = first, the definitions from the first on or from the last."""
    links = [defined(at(f"a{k}", t="t"), at(f"a{k - 1}", t="t")) for k in range(1, LONG + 1)]
    defines = [defined(at("a0", t="t"), first), *links]
    arrays = {f"a{k}": {"times": 1, "axes": []} for k in range(LONG + 1)}
    return context(*(defines if upwards else reversed(defines)), arrays=arrays)


@pytest.mark.parametrize("upwards", [True, False])
def test_what_is_reached_by_many_definitions(upwards: bool) -> None:
    """The far end of a chain is reached, and whether it looks ahead is known there."""
    last = at(f"a{LONG}", t="t")
    chain = [["chain", {"name": f"a{k}"}] for k in range(LONG, -1, -1)]
    by_number = {"context": _long(at("c"), upwards), "times": ["t"]}
    proved(claim(d(last, at("c")), 1, *chain, **by_number))
    refused(claim(d(last, at("c")), 0, **by_number), DIFFER)
    proved(claim(d(last, at("L")), 0, **by_number))
    for ahead in (0, 1):
        data = {"context": _long(at("x", t=plus("t", ahead)), upwards), "times": ["t"]}
        later = claim(d(last, at("x", t=plus("t", 1))), 0, **data)
        if ahead:
            refused(later, DIFFER)
        else:
            proved(later)


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


@pytest.mark.parametrize(
    ("argument", "times"),
    [
        (at("Q^-1", "i", "j"), []),
        (at("nobody", "i"), []),
        (at("v", "i", "j"), []),
        (at("v", "i", t="t"), ["t"]),
        (at("h", "i", t="t"), ["t"]),
        (["d", "v", [], ["i"]], []),
    ],
)
def test_an_argument_is_an_array(argument: Any, times: Any) -> None:
    """L(Q⁻¹) would not depend on Q."""
    data = context(opaque={"L": [{"at": argument, "times": times}]})
    refused(claim(0, 0, context=data), "an argument of L is no array")


@pytest.mark.parametrize("name", ["c", "M"])
def test_what_is_known_is_not_assumed_to_contract(name: str) -> None:
    data = context(defined(at("c"), 2), contracting=[name])
    refused(claim(0, 0, context=data), f"{name!r} is what it is")


def test_rows_of_one_length() -> None:
    for rows in ([[1, 2], [3]], [[1], [2, 3]]):
        refused(claim(["array", rows, 0, 0], 1), "differ in length")
