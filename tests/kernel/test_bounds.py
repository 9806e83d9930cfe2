"""Limits of complex powers, norms, and bounds by hypotheses and theorems."""

from __future__ import annotations

from typing import Any

from kernel_terms import (
    EXP,
    add,
    at,
    claim,
    context,
    defined,
    induction,
    minus,
    mul,
    plus,
    proved,
    refused,
)


def test_limits_of_complex_and_mixed_powers() -> None:
    def limit(lhs: Any, rhs: Any) -> Any:
        return claim(lhs, rhs, relation="->", limit="t", times=["t"], given=[[0, "t"]])

    def power(base: Any, e: Any = "t") -> Any:
        return ["pow", base, e]

    i = ["root", -1]
    proved(limit(power(mul(["q", "1/2"], add(1, i))), 0))
    refused(limit(power(mul(["q", "1/1"], add(1, i))), "inf"), "no limit")
    refused(limit(power(i), 1), "no limit")
    proved(limit(power(add(["q", "1/2"], mul(["q", "1/3"], ["root", 2]))), 0))
    close = add(power(add(1, ["root", 2])), mul(-1, power(add(["root", 2], 1))))
    proved(limit(close, 0))
    two = add(power(add(1, ["root", 2])), power(add(["q", "3/2"], ["root", 2])))
    proved(limit(two, "inf"))
    tie = minus(
        power(add(1, ["root", 2])), power(add(["q", "241421356237309504880/100000000000000000000"]))
    )
    refused(limit(tie, "inf"), "which of the growing terms")
    proved(limit(power(["root", 2]), "inf"))
    around = ["fn", "sigma", 0, at("c")]
    proved(
        limit(
            power(
                add(
                    ["q", "-1/2"],
                    mul(around, ["q", "1/2"]),
                    mul(["fn", "tanh", 0, at("c")], ["q", "1/4"]),
                )
            ),
            0,
        )
    )
    proved(limit(power(["root", 2], {"t": -1}), 0))
    refused(limit(["pow", add(at("c"), 2), "t"], 0), "no limit")
    refused(limit(["pow", minus(-2, EXP), "t"], "inf"), "no limit")
    proved(limit(mul(["ix", "t"], power(3)), "inf"))
    refused(
        limit(
            minus(
                mul(["ix", "t"], power(3)), mul(["ix", "t"], ["pow", ["root", 2], "t"], power(3))
            ),
            "inf",
        ),
        "the limit is -inf",
    )


def test_norms_of_explicit_matrices() -> None:
    """‖[[3, 0], [4, 5]]‖ = √45 = 6.708…"""
    rows = [[3, 0], [4, 5]]

    def norm(body: Any = None, columns: Any = 2) -> Any:
        return ["norm", ["r", 2], ["c", columns], body or ["array", rows, "r", "c"]]

    def gram(lhs: Any, rhs: Any, **data: Any) -> Any:
        return claim(lhs, rhs, relation="<=", proof={"by": "gram", "rules": []}, **data)

    proved(gram(norm(), ["q", "6709/1000"]))
    refused(gram(norm(), ["q", "6708/1000"]), "the norm is greater than that")
    refused(gram(norm(), -7), "the norm is greater than that")
    refused(gram(mul(2, norm()), 7), "the norm is greater than that")
    proved(gram(mul(2, norm()), 14))
    proved(gram(norm(["array", [[0, 0], [0, 0]], "r", "c"]), 0))
    refused(gram(norm(["array", [[0, 1], [0, 0]], "r", "c"]), 0), "the norm is greater than that")
    for lhs in (add(norm(), norm(at("M", "r", "c"))), at("c"), ["pow", norm(), 2]):
        refused(gram(lhs, 1), "not the norm of one matrix")
    refused(
        gram(
            norm(at("B", "r", "c"), "m") and ["norm", ["r", "n"], ["c", "m"], at("B", "r", "c")], 1
        ),
        "not the norm of an explicit matrix",
    )
    refused(gram(norm(), at("c")), "not a rational number")


def test_norms_of_vectors_and_scalars() -> None:
    def norm(body: Any, columns: Any = "n") -> Any:
        return ["norm", ["r", "n"], ["c", columns], body]

    def size(name: str) -> Any:
        return norm(at(name, "r"), 1) if name == "v" else norm(at(name, "r", "c"))

    applied = norm(["sum", "m", "n", mul(at("W", "r", "m"), at("v", "m"))], 1)
    bound = mul(size("W"), size("v"))
    proved(claim(applied, bound, relation="<="))
    refused(claim(applied, size("v"), relation="<="), "not shown")
    proved(claim(norm(mul(-2, at("c"), at("W", "r", "c"))), mul(2, ["abs", at("c")], size("W"))))
    proved(claim(norm(["delta", "r", "c"]), 1, relation="<="))
    scaled = norm(mul(["delta", "r", "c"], at("w", "r")))
    refused(claim(scaled, 1, relation="<="), "not shown")
    pi = [
        "pi",
        "j",
        1,
        "t",
        "left",
        ["y", "z"],
        "n",
        add(at("W", "y", "z"), at("V", "y", "z")),
        "r",
        "c",
    ]
    proof = {"by": "estimate", "rules": [], "whole": True}
    data = {"times": ["t"], "given": [[1, "t"]], "proof": proof}
    product = norm(["sum", "m", "n", mul(at("W", "r", "m"), [*pi[:-2], "m", "c"])])
    proved(claim(product, mul(size("W"), norm(pi)), relation="<=", **data))
    two = norm(add(at("W", "r", "c"), at("V", "r", "c")))
    proved(claim(two, add(size("W"), size("V")), relation="<="))


def test_bounds_by_hypotheses_and_theorems() -> None:
    """|s_t| ≤ |x_0| + t for s_t = s_{t−1} + σ(c), as for the LSTM's cell."""
    sigma = ["fn", "sigma", 0, at("c")]
    data = context(defined(at("s", t="t"), add(at("s", t=plus("t", -1)), sigma), 1))
    start = ["abs", at("s", t=0)]
    step = {
        "by": "estimate",
        "rules": [["unfold", {"name": "s"}]],
        "bounds": [{"rule": "hypothesis"}],
    }
    base = {"by": "estimate", "rules": []}
    given = {"relation": "<=", "times": ["t"], "given": [[0, "t"]], "context": data}
    proof = induction("t", 0, base, step)
    lemma = proved(
        claim(["abs", at("s", t="t")], add(start, ["ix", "t"]), name="lemma", proof=proof, **given)
    )
    refused(
        claim(
            ["abs", at("s", t="t")],
            add(start, mul(["q", "1/2"], ["ix", "t"])),
            proof=proof,
            **given,
        ),
        "induction step: not shown",
    )
    use = {"by": "estimate", "rules": [], "bounds": [{"rule": "use", "name": "lemma"}]}
    proved(
        claim(
            ["abs", at("s", t=5)],
            add(start, 5),
            relation="<=",
            proof=use,
            uses=["lemma"],
            context=data,
        ),
        lemma,
    )
    refused(
        claim(
            ["abs", at("s", t=-1)],
            add(start, -1),
            relation="<=",
            proof=use,
            uses=["lemma"],
            context=data,
        ),
        "not shown",
        lemma,
    )
    product = mul(["abs", mul(at("s", t=5), sigma)], ["pow", add(1, ["abs", at("c")]), 1])
    refused(
        claim(product, 0, relation="<=", proof=use, uses=["lemma"], context=data),
        "not shown",
        lemma,
    )
    refused(claim(mul(["abs", at("c")], at("L")), 0, relation="<="), "may be negative")


def test_a_product_of_imaginary_numbers_has_no_sign() -> None:
    """(Π_j j·i)² is −1 for one factor."""
    factor = mul(["ix", "j"], ["root", "-1"])
    product = ["prod", "j", 1, "n", factor]
    square = claim(mul(product, product), ["0", True, None, False], relation="in", times=["n"])
    refused(square, "not real")
