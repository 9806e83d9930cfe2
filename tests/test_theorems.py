"""The public functions: results, variants, and errors that say what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st
from sympy import DiagMatrix, MatMul, MatrixSymbol, latex, symbols

import derive
from derive.audit import check_statement


def test_sigmoid_jacobian() -> None:
    found = derive.sigmoid_jacobian()
    layer = derive.SigmoidLayer()
    slope = derive.SIGMA.diff()(MatMul(layer.W, layer.x))
    assert found.rhs == MatMul(DiagMatrix(slope), layer.W)
    assert found.status == "proved"
    assert r"\operatorname{diag}" in found.latex()
    assert found._repr_latex_().startswith("$")
    assert "[proved]" in str(found)


def test_layers_with_other_functions_and_symbols() -> None:
    m, k = symbols("m k", integer=True, positive=True)
    A, v = MatrixSymbol("A", m, k), MatrixSymbol("v", k, 1)
    for f in (derive.TANH, derive.Activation("g")):
        found = derive.sigmoid_jacobian(derive.Layer(f, n=m, d=k, W=A, x=v))
        assert found.status == "proved"
        assert found.rhs == MatMul(DiagMatrix(f.diff()(MatMul(A, v))), A)
        assert check_statement(found.statement).status == "agrees"


@pytest.mark.parametrize("T", [0, 1, 2, 5])
@pytest.mark.parametrize("wrt", ["W", "U"])
def test_bptt_gradient_at_integer_lengths(T: int, wrt: str) -> None:
    found = derive.bptt_gradient(T, wrt=wrt)
    assert found.status == "proved", found.reason
    assert len(found.data["pairs"]) == T * (T + 1) // 2
    assert check_statement(found.statement).status == "agrees"


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 6), st.integers(1, 3), st.integers(1, 3), st.sampled_from(["sigma", "tanh"]))
def test_expansion_and_adjoint_agree_with_differentiation(T: int, n: int, d: int, f: str) -> None:
    function = derive.SIGMA if f == "sigma" else derive.TANH
    net = derive.RNN(function, n=n, d=d, T=T)
    for found in (derive.bptt_gradient(T, net=net), derive.adjoint_gradient(net=net)):
        assert found.status == "proved", found.reason
        assert check_statement(found.statement, tries=2).status == "agrees"


def test_adjoint_gradients() -> None:
    for wrt in ("W", "U", "h_0"):
        found = derive.adjoint_gradient(wrt)
        assert found.status == "proved", found.reason
        assert check_statement(found.statement).status == "agrees"


def test_results_are_sympy_expressions() -> None:
    found = derive.bptt_gradient()
    t = symbols("T", integer=True)
    assert found.rhs.subs(t, 1).doit().shape == found.rhs.shape
    assert latex(found.rhs)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: derive.bptt_gradient(-1), "a length is an integer T ≥ 0, not -1"),
        (lambda: derive.bptt_expansion(2.5), "a length is an integer T ≥ 0, not 2.5"),
        (lambda: derive.bptt_gradient(wrt="V"), "the parameters of this network are W and U"),
        (lambda: derive.RNN(first=7), "not at 7"),
        (lambda: derive.RNN(n=0), "a size is a positive integer"),
        (lambda: derive.RNN(W=MatrixSymbol("W", 2, 3), n=2), "shapes 2×3 and 2×2 do not agree"),
        (
            lambda: derive.LSTM(C=derive.Family("C", (3, 1)), n=2),
            "family C: shapes 3×1 and 2×1 do not agree",
        ),
        (lambda: derive.Layer(x=MatrixSymbol("x", 4, 1), d=3), "shapes 4×1 and 3×1 do not agree"),
    ],
)
def test_errors_are_ours_and_clear(call: object, says: str) -> None:
    with pytest.raises(derive.DeriveError, match=r"^[^\n]+$") as caught:
        call()  # type: ignore[operator]  # a table of thunks
    assert says in str(caught.value)
