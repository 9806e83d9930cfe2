"""Theorems are used where they hold, where all they assumed holds, and as what they are."""

from __future__ import annotations

from typing import Any

import pytest
from kernel_terms import (
    DIFFER,
    RECURRENCE,
    S_OF_X,
    USE,
    at,
    back,
    claim,
    context,
    d,
    mul,
    proved,
    refused,
)

from derive.kernel import KernelError, Theorem, judge


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
