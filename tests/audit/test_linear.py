"""Linear conditions on integers: said to hold exactly where SymPy says so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st
from sympy import Eq, Ge, Gt, Le, Lt, Ne, Symbol, true

from derive.audit.linear import linear

t, k, n = (Symbol(s, integer=True) for s in "tkn")
NUMBERS = st.integers(-3, 3)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.sampled_from((Ge, Gt, Le, Lt, Eq, Ne)), st.lists(NUMBERS, min_size=6, max_size=6))
def test_it_agrees_with_sympy(kind: type, c: list[int]) -> None:
    relation = kind(c[0] * t + c[1] * k + c[2], c[3] * n, evaluate=False)
    check = linear(relation)
    assert check is not None
    values = {t: c[4], k: c[5], n: c[1]}
    assert check(values) == (relation.subs(values).doit() == true)


@pytest.mark.parametrize("relation", [t * k > 1, t**2 >= k, Gt(t / 2, k), Le(abs(t), n)])
def test_what_is_not_linear_is_left_to_the_machine(relation: object) -> None:
    assert linear(relation) is None
