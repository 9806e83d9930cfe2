"""Gradients of large expressions: their parts are named, and the cost is that of the nodes."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
import sympy as sp

import derive
from derive.algebra import EXP, SIGMA, TANH, FrobeniusNorm, LogSumExp
from derive.audit import check
from derive.calculus.naming import LARGEST, MOST, is_large, named
from derive.errors import DeriveError

n = sp.Symbol("n", integer=True, positive=True)
x, a = sp.MatrixSymbol("x", n, 1), sp.MatrixSymbol("a", n, 1)
W = sp.MatrixSymbol("W", n, n)
t = sp.Symbol("t")


def weight(k: int) -> Any:
    return sp.MatrixSymbol(f"W_{k}", n, n)


def layers(count: int, of: Callable[[int], Any] = weight) -> Any:
    e = x
    for k in range(count):
        e = TANH(sp.Basic.__new__(sp.MatMul, of(k), e))
    return e


def test_a_hundred_layers() -> None:
    start = process_time()
    found = derive.gradient(sp.Basic.__new__(sp.MatMul, a.T, layers(100)), weight(1))
    assert str(found.rhs) == r"(HadamardProduct(\bar{u}_{2}, tanh'(W_1*u_1)))*u_1.T"
    assert found.status == "proved"
    assert process_time() - start < 10  # 0.8 s on the machine where this was written
    text = str(found)
    assert "where u_100 = tanh(W_99*u_99)" in text
    assert "the gradient has the shape of the variable" in text
    assert r"where \bar{u}_{2} = " in text


def test_the_cost_is_that_of_the_nodes() -> None:
    """1,200 nodes; what compares each definition with each other one takes 12 s and more."""
    start = process_time()
    found = derive.gradient(sp.Basic.__new__(sp.MatMul, a.T, layers(400)), x)
    assert found.status == "proved"
    assert process_time() - start < 8  # 1.4 s on the machine where this was written


def test_one_matrix_in_every_layer() -> None:
    """W acts in each of them: a sum with a term for each."""
    found = derive.gradient(sp.Trace(a.T * layers(16, lambda k: W)), W)
    assert found.status == "proved"
    assert len(found.rhs.args) == 16


@pytest.mark.parametrize(
    ("last", "by", "assumed"),
    [
        (FrobeniusNorm, weight(0), "norm(u_16)**2 is positive"),
        (lambda e: sp.log(sp.Trace(a.T * EXP(e))), weight(0), "Trace(a.T*exp(u_16)) is positive"),
        (lambda e: sp.log(sp.Determinant(sp.DiagMatrix(e) + W)), x, "DiagMatrix(u_16) + W"),
        (lambda e: a.T * sp.Inverse(sp.DiagMatrix(e) + W) * a, W, "DiagMatrix(u_16) + W"),
        (lambda e: LogSumExp(e) - sp.Trace(a.T * e), x, ""),
    ],
)
def test_what_parts_assume(last: Any, by: Any, assumed: str) -> None:
    found = derive.gradient(last(layers(16)), by)
    assert found.status == "proved"
    assert any(assumed in said for said in (*found.data["assumes"], ""))


def test_named_and_written_out_agree() -> None:
    """The parts put back in give the expression; the gradient by names is its gradient."""
    whole = sp.Trace(a.T * layers(6) + x.T * layers(4))
    parts = named(whole, x)
    back = parts.loss
    for definition in reversed(parts.where):
        back = back.subs(definition.target, definition.body)
    assert back == whole
    direct, through = (
        derive.gradient(whole, x),
        derive.worksheets.derivation.prove(parts.gradient("")),
    )
    assert direct.status == through.status == "proved"
    verdict = check(direct.rhs, through.rhs, system=through.statement.system, tries=2)
    assert verdict.status == "agrees"


def test_shared_parts_have_one_name() -> None:
    inner = layers(5)
    twice = sp.Trace(inner.T * inner)
    assert sum(d.body.has(TANH) for d in named(twice, x).where) == 5
    assert named(sp.Trace(layers(5).T * inner), x).where == named(twice, x).where


def test_names_are_not_those_of_the_user() -> None:
    own = sp.MatrixSymbol("u_1", n, 1)
    parts = named(sp.Trace(own.T * layers(16)), own)
    assert all(not str(d.target).startswith("u_") for d in parts.where)


def test_what_is_large() -> None:
    assert is_large(layers(16))
    assert not is_large(layers(3))


@pytest.mark.parametrize(
    ("count", "message"),
    [(LARGEST + 1, f"up to {LARGEST:,} nodes"), (2 * MOST + 10, f"up to {MOST:,} parts are named")],
)
def test_what_is_too_large(count: int, message: str) -> None:
    deep = t
    for _ in range(count):
        deep = SIGMA(deep)
    with pytest.raises(DeriveError, match=f"too large: {message}"):
        derive.gradient(deep, t)


def test_a_large_matrix_has_no_gradient() -> None:
    with pytest.raises(DeriveError, match="too large for a Jacobian or a differential"):
        derive.gradient(layers(16), x)
