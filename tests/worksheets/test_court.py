"""Theorems are kept as long as somebody can build on them."""

from __future__ import annotations

import gc

from sympy import MatrixSymbol, Symbol, Transpose

from derive.calculus.steps import Chain, Draft, Hint, Statement, Step
from derive.worksheets import court
from derive.worksheets.derivation import prove

n = Symbol("n", integer=True, positive=True)
A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)


def _draft(name: str, lhs: object, rhs: object, *uses: Draft) -> Draft:
    hints = tuple(Hint("use", used) for used in uses)
    statement = Statement(lhs, rhs)
    return Draft(name, name, statement, Chain((Step("claim", lhs, rhs, hints),)), uses=uses)


def test_a_theorem_goes_with_what_holds_it() -> None:
    gc.collect()
    before = len(court._theorems)
    first = _draft("first", Transpose(A * B), Transpose(B) * Transpose(A))
    second = _draft("second", Transpose(A * B) * A, Transpose(B) * Transpose(A) * A, first)
    found = prove(second)
    assert found.status == "proved", found.reason
    assert len(court._theorems) == before + 2
    del first
    gc.collect()
    assert len(court._theorems) == before + 2  # the second still builds on the first
    del second, found
    gc.collect()
    assert len(court._theorems) == before


def test_long_work_keeps_no_more_than_it_uses() -> None:
    gc.collect()
    before = len(court._theorems)
    for k in range(20):
        assert prove(_draft(f"claim{k}", A + A, 2 * A)).status == "proved"
        gc.collect()
        assert len(court._theorems) <= before + 1
