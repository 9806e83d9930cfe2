"""Foul certificates: each is refused with a KernelError, and soon."""

from __future__ import annotations

from typing import Any

import pytest
from kernel_terms import (
    I,
    add,
    at,
    chain,
    claim,
    context,
    refused,
)


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
