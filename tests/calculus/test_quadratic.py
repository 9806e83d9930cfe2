"""Numbers a + b√d compute as SymPy's do."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings, strategies as st
from sympy import Abs, I, Rational, expand, sqrt

from derive.calculus.quadratic import Quadratic, roots

rationals = st.builds(Fraction, st.integers(-4, 4), st.sampled_from([1, 2, 3, 10]))
quadratics = st.builds(Quadratic, rationals, rationals, st.just(-3)) | st.builds(
    Quadratic, rationals, rationals, st.just(5)
)


@settings(max_examples=60, deadline=None)
@given(quadratics, st.data())
def test_quadratic_numbers_compute_as_numbers(x, data):
    y = data.draw(st.builds(Quadratic, rationals, rationals, st.just(x.d)))
    a, b = x.sympy(), y.sympy()
    assert expand((x + y).sympy() - a - b) == 0
    assert expand((x - y).sympy() - a + b) == 0
    assert expand((x * y).sympy() - a * b) == 0
    if y:
        assert x / y * y == x
    assert bool(x) == (a != 0)
    assert abs(x.size() - float(Abs(a))) < 1e-9
    assert (x == y) == (a == b)
    assert x != "x"
    assert len({x, Quadratic(x.a, x.b, x.d)}) == 1


def test_roots_take_square_factors_out():
    assert [r.sympy() for r in roots([Rational(1), Rational(0), Rational(-8)])] == [
        2 * sqrt(2),
        -2 * sqrt(2),
    ]
    assert [r.sympy() for r in roots([Rational(4), Rational(0), Rational(3)])] == [
        sqrt(3) * I / 2,
        -sqrt(3) * I / 2,
    ]
