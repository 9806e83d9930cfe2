"""Small certificates as plain data, and how a test says that one is proved or refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from derive.kernel import KernelError, Theorem, judge

#: W, V are n×n, B is n×m; v, w have n entries, u has m; c a number; h, g families of vectors
ARRAYS: dict[str, Any] = {
    "W": {"axes": ["n", "n"]},
    "V": {"axes": ["n", "n"]},
    "B": {"axes": ["n", "m"]},
    "Q": {"axes": ["n", "n"], "invertible": True},
    "v": {"axes": ["n"]},
    "w": {"axes": ["n"]},
    "u": {"axes": ["m"]},
    "c": {"axes": []},
    "h": {"times": 1, "axes": ["n"]},
    "g": {"times": 1, "axes": ["n"]},
    "s": {"times": 1, "axes": []},
    "r": {"times": 1, "axes": []},
    "x": {"times": 1, "axes": []},
    "L": {"axes": []},
    "M": {"axes": [2, 2], "values": [["1", "1/2"], ["0", "3"]]},
}


def at(name: str, *where: Any, t: Any = None) -> list[Any]:
    return ["at", name, [] if t is None else [t], list(where)]


def plus(name: str, shift: int) -> dict[str, int]:
    return {name: 1, "": shift}


def add(*terms: Any) -> list[Any]:
    return ["add", *terms]


def mul(*terms: Any) -> list[Any]:
    return ["mul", *terms]


def minus(a: Any, b: Any) -> list[Any]:
    return add(a, mul(-1, b))


def d(of: Any, wrt: Any, *held: Any) -> list[Any]:
    return ["d", of, wrt, [list(h) for h in held]]


def defined(target: Any, body: Any, low: Any = None, high: Any = None) -> dict[str, Any]:
    out = {"at": target, "body": body}
    for key, value in (("low", low), ("high", high)):
        if value is not None:
            out[key] = value
    return out


def context(*defines: Any, **data: Any) -> dict[str, Any]:
    arrays = {**ARRAYS, **data.pop("arrays", {})}
    return {"arrays": arrays, "defines": list(defines), **data}


def claim(lhs: Any, rhs: Any, *rules: Any, **data: Any) -> dict[str, Any]:
    """lhs relation rhs, by rules applied to the difference, or by the ``proof`` that is given."""
    relation = data.pop("relation", "=")
    by = {"=": "normal", "in": "interval", "->": "limit"}.get(relation, "estimate")
    proof = data.pop("proof", {"by": by, "rules": [list(r) for r in rules]})
    certificate = {
        "format": 1,
        "name": data.pop("name", "claim"),
        "context": data.pop("context", context()),
        "uses": data.pop("uses", []),
        "proof": proof,
    }
    statement = {"relation": relation, "lhs": lhs, "rhs": rhs, "times": [], "indices": {}, **data}
    return {**certificate, "statement": statement}


def chain(*steps: Any) -> dict[str, Any]:
    """Steps as (term, rule, …)."""
    return {
        "by": "chain",
        "steps": [{"to": to, "rules": [list(r) for r in rs]} for to, *rs in steps],
    }


def normal(*rules: Any) -> dict[str, Any]:
    return {"by": "normal", "rules": [list(r) for r in rules]}


def induction(on: str, start: Any, base: Any, step: Any, down: bool = False) -> dict[str, Any]:
    return {"by": "induction", "on": on, "start": start, "down": down, "base": base, "step": step}


def proved(certificate: dict[str, Any], *library: Theorem) -> Theorem:
    return judge(certificate, {t.name: t for t in library})


def refused(certificate: Any, message: str, *library: Theorem) -> None:
    with pytest.raises(KernelError, match=re.escape(message)):
        judge(certificate, {t.name: t for t in library})


I, J, A = {"i": "n"}, {"i": "n", "j": "n"}, {"a": "m"}
T0 = {"parameters": ["T"], "facts": [[0, "T"]]}
DIFFER = "the sides differ by"
EXP, SIGMA = (["fn", name, 0, at("c")] for name in ("exp", "sigma"))
USE = ["use", {"name": "lemma"}]


def back(name: str, body: Any, low: Any = 1) -> dict[str, Any]:
    return defined(at(name, t="t"), body, low)


S_OF_X = back("s", at("x", t="t"))
RECURRENCE = back("s", mul(at("c"), at("s", t=plus("t", -1))))
