"""The language: shapes, substitution under binders, limits, and what SymPy does with it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st
from sympy import (
    HadamardProduct,
    Identity,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    OneMatrix,
    Symbol,
    ZeroMatrix,
    latex,
    symbols,
)

from derive.algebra import (
    SIGMA,
    TANH,
    Activation,
    Commutation,
    ComponentSum,
    Definition,
    Family,
    FrobeniusNorm,
    Gradient,
    HadamardPi,
    Jacobian,
    MatrixSum,
    OrderedProduct,
    PartialDerivative,
    SpectralNorm,
    System,
    Unvec,
    Vec,
    differential_of,
    families_in,
    pullback,
    size_of,
    square_factors,
)
from derive.errors import DeriveError, ShapeError

n, d = symbols("n d", integer=True, positive=True)
t, k, j, m, i, T = symbols("t k j m i T", integer=True)
h, A, L = Family("h", (n, 1)), Family("A", (n, n)), Family("L")
W, x = MatrixSymbol("W", n, d), MatrixSymbol("x", d, 1)

SUMS: dict[type, tuple[Any, Any]] = {
    MatrixSum: (A, ZeroMatrix(n, n)),
    OrderedProduct: (A, Identity(n)),
    HadamardPi: (A, OneMatrix(n, n)),
}


@pytest.mark.parametrize("kind", SUMS)
def test_empty_single_and_rebuilt(kind: Any) -> None:
    family, empty = SUMS[kind]
    term = kind(family[j], (j, k + 1, t))
    assert term.subs({t: 2, k: 2}).doit() == empty
    assert term.subs({t: 3, k: 2}).doit() == family[3]
    assert term.doit() == term  # symbolic limits stay
    assert term.func(*term.args) == term
    assert term.shape == (n, n)


@given(st.integers(-2, 3), st.integers(-2, 5), st.sampled_from(["left", "right"]))
def test_an_ordered_product_keeps_its_order(low: int, high: int, later: str) -> None:
    found = OrderedProduct(A[j], (j, low, high), later).doit()
    span = list(range(low, high + 1))
    factors = [A[v] for v in (reversed(span) if later == "left" else span)]
    expected = Identity(n) if not factors else factors[0] if len(factors) == 1 else MatMul(*factors)
    assert found == expected


@given(st.integers(-2, 3), st.integers(-2, 5))
def test_a_sum_has_its_terms(low: int, high: int) -> None:
    found = MatrixSum(A[j], (j, low, high)).doit()
    terms = [A[v] for v in range(low, high + 1)]
    assert found == (ZeroMatrix(n, n) if not terms else MatAdd(*terms).doit())
    found = HadamardPi(A[j], (j, low, high)).doit()
    if len(terms) > 1:
        assert found == HadamardProduct(*terms)


@pytest.mark.parametrize("kind", SUMS)
def test_the_index_is_bound(kind: Any) -> None:
    term = kind(SUMS[kind][0][j + t], (j, k, t))
    assert term.free_symbols >= {t, k}
    assert j not in term.free_symbols
    assert term.subs(j, 7) == term
    assert term.subs(t, 5) == kind(SUMS[kind][0][j + 5], (j, k, 5))
    inner = kind(SUMS[kind][0][j], (j, j, t))  # a limit may have the name of the index
    assert inner.subs(j, 2).low == 2
    assert inner.subs(j, 2).body == SUMS[kind][0][j]
    assert term.bound_symbols == [j]
    assert latex(term)


def test_component_sums() -> None:
    term = ComponentSum(W[i, m] * x[m, 0], (m, d))
    assert term.free_symbols == {i, d, W, x} or term.free_symbols >= {i, d}
    assert term.subs(m, 3) == term
    assert term.doit() == term
    small = ComponentSum(m**2, (m, 3))
    assert small.doit() == 5
    assert term.bound_symbols == [m]
    assert latex(term**2)


def test_families_and_members() -> None:
    assert h[t].subs(t, 3) == h[3]
    assert h[t].shape == (n, 1)
    assert str(Family(r"\tilde{C}", (n, 1))[t - 1]) == "C~[t - 1]"
    assert str(Family("z^{f}", (n, 1))[t]) == "z_f[t]"
    assert latex(h[t - 1]) == "h_{t - 1}"
    assert latex(L[t] ** 2) == "L_{t}^{2}"
    assert families_in(MatAdd(h[t], h[t - 1])) == {h}
    assert str(h[t][i, 0]) == "h[t][i, 0]"
    with pytest.raises(ShapeError, match="not that of a matrix"):
        type(h[t])(L, t)
    with pytest.raises(ShapeError, match="square"):
        OrderedProduct(h[j], (j, 1, t))


def test_derivatives_know_their_shapes() -> None:
    assert Jacobian(h[t], W).shape == (n, n * d)
    assert Jacobian(L[t], h[t]).shape == (1, n)
    assert Gradient(L[t], W).shape == (n, d)
    assert Vec(W).shape == (n * d, 1)
    assert size_of(L[t]) == 1
    held = Jacobian(h[t], W, (h[t - 1],))
    assert held.held == (h[t - 1],)
    assert held.subs(t, 2).held == (h[1],)
    assert held != Jacobian(h[t], W)
    assert r"\partial^{+}" in latex(held)
    assert str(Jacobian(h[t], W)[i, j]) == "d(h[t])/d(W)[i, j]"
    assert latex(PartialDerivative(h[t][i, 0], W[i, j]) ** 2)
    assert latex(Gradient(L[t], W)).startswith(r"\nabla")
    assert latex(Vec(W)) == r"\operatorname{vec}\left(W\right)"
    assert latex(SpectralNorm(W) ** 2).endswith("^{2}")
    assert Gradient(L[t], W)[i, j].parent == Gradient(L[t], W)


def test_activations() -> None:
    assert SIGMA.diff().order == 1
    assert SIGMA(W).shape == W.shape
    assert str(TANH.diff()(h[t])) == "tanh'(h[t])"
    assert SIGMA(W)[i, j] == SIGMA(W[i, j])
    assert latex(SIGMA(Symbol("y")) ** 2) == r"\sigma\left(y\right)^{2}"
    assert latex(Activation("f")) == "f"


def test_systems() -> None:
    system = System((Definition(h[t], SIGMA(h[t - 1]), low=1),))
    assert system.body(h[4]) == SIGMA(h[3])
    with pytest.raises(DeriveError, match="no definition"):
        system.body(A[1])
    with pytest.raises(ShapeError, match="n×1 and n×n"):
        Definition(h[t], A[t])
    more = system.with_(Definition(A[0], Identity(n)))
    assert more.body(A[0]) == Identity(n)
    assert len(more.definitions) == 2


def test_contractions() -> None:
    X, Y, s = MatrixSymbol("X", n, n), MatrixSymbol("Y", n, n), Symbol("s")
    x = MatrixSymbol("x", n, 1)
    moved = differential_of(X * x, X, Y)
    assert (moved.shape, str(moved)) == ((n, 1), "d(X*x)")
    assert not getattr(differential_of(s**2, s, s), "is_Matrix", False)
    pulled = pullback(x, X * x, X)
    assert (pulled.shape, str(pulled)) == ((n, n), "<x, d(X*x)/d(X)>")
    assert not getattr(pullback(x, s * x, s), "is_Matrix", False)
    with pytest.raises(ShapeError, match="n×1 and n×n"):
        differential_of(X * x, X, x)
    with pytest.raises(ShapeError, match="n×n and n×1"):
        pullback(X, X * x, X)
    assert Unvec(Vec(X), n, n).shape == (n, n)
    with pytest.raises(ShapeError, match="unvec"):
        Unvec(x, n, n)
    assert Commutation(2, 3).shape == (6, 6)
    assert str(FrobeniusNorm(X)) == "norm(X)"


def test_the_factors_of_a_product_of_square_matrices() -> None:
    X, x = MatrixSymbol("X", n, n), MatrixSymbol("x", n, 1)
    assert square_factors(MatMul(X, X)) == square_factors(MatPow(X, 2)) == (X, X)
    for other in (X, MatMul(x, x.T), MatMul(2, X), MatPow(X, -2)):
        assert square_factors(other) == ()
