"""Softmax and log-sum-exp through all rooms: values, derivatives, proofs, print and back."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log
from typing import Any

import pytest
import sympy as sp

import derive
from derive.algebra import (
    EXP,
    LOG,
    ComponentSum,
    Family,
    FrobeniusNorm,
    Gradient,
    LogSumExp,
    RowLogSumExp,
    Softmax,
    System,
    Vec,
)
from derive.audit import check, check_statement, evaluate
from derive.calculus.gradients import Question
from derive.calculus.steps import Chain, Draft, Hint, Statement, Step
from derive.document.printer import latex
from derive.errors import DeriveError, ShapeError
from derive.models import cross_entropy, sums_to_one
from derive.reader.latex import names_of, read
from derive.worksheets.derivation import prove

n, m, d = sp.symbols("n m d", integer=True, positive=True)
z, y, x = (sp.MatrixSymbol(s, k, 1) for s, k in (("z", n), ("y", n), ("x", d)))
Z, Y, W = (sp.MatrixSymbol(s, *k) for s, k in (("Z", (m, n)), ("Y", (m, n)), ("W", (n, d))))
p, P = Softmax(z), Softmax(Z)
ones = sp.OneMatrix(1, m)


def test_the_shape_settles_the_axis_and_keeps_it() -> None:
    assert (p.shape, p.rowwise) == ((n, 1), False)
    assert (P.shape, P.rowwise) == ((m, n), True)
    assert P.subs(n, 1).rowwise, "rows of one entry are still rows"
    assert P.func(*P.args) == P
    assert LogSumExp(z).is_commutative
    assert isinstance(LogSumExp(Z), RowLogSumExp)
    assert LogSumExp(Z).shape == (m, 1)


@pytest.mark.parametrize("make", [Softmax, LogSumExp, RowLogSumExp])
def test_a_scalar_is_refused(make: Any) -> None:
    with pytest.raises(ShapeError, match="of t, a scalar: it takes a column, or a matrix by rows"):
        make(sp.Symbol("t"))


@pytest.mark.parametrize(("of", "axis"), [(Z, 0), (z, 2)])
def test_an_axis_that_is_none_is_refused(of: Any, axis: int) -> None:
    with pytest.raises(ShapeError, match=f"softmax along axis {axis}"):
        Softmax(of, axis)


def test_values() -> None:
    row = [0.5, -1.25, 2.0]
    total = sum(map(exp, row))
    at = {z: [sp.Rational(v) for v in row]}
    found = evaluate(p, {n: 3}, at)
    assert list(found) == pytest.approx([exp(v) / total for v in row])
    assert float(evaluate(LogSumExp(z), {n: 3}, at)) == pytest.approx(log(total))
    both = {Z: [[1, 2, 3], [sp.Rational(v) for v in row]]}
    assert list(evaluate(P, {n: 3, m: 2}, both)[1, :]) == pytest.approx(list(found))
    assert float(evaluate(LogSumExp(Z), {n: 3, m: 2}, both)[1]) == pytest.approx(log(total))
    ones_only = evaluate(Softmax(Z, 1), {n: 1, m: 2}, {Z: [[5], [7]]})
    assert list(ones_only) == pytest.approx([1, 1])


def test_large_scores_keep_their_digits() -> None:
    found = evaluate(LOG(p), {n: 2}, {z: [1000, -1000]}, digits=20)
    assert float(found[1]) == -2000


CASES = [
    (derive.gradient, LogSumExp(z), z, "softmax(z)"),
    (derive.jacobian, p, z, "DiagMatrix(softmax(z)) - softmax(z)*softmax(z).T"),
    (derive.differential, p, z, None),
    (derive.gradient, -y.T * LOG(p), z, "-y + softmax(z)*1*y"),
    (derive.gradient, -y.T * LOG(Softmax(W * x)), W, "(-y + softmax(W*x)*1*y)*x.T"),
    (derive.gradient, y.T * Softmax(W * x) * LogSumExp(x), x, None),
    (derive.gradient, LogSumExp(Vec(Z)), Z, "unvec(softmax(Vec(Z)))"),
    (derive.gradient, sp.Trace(Y.T * P), Z, None),
    (derive.jacobian, P, Z, None),
    (derive.differential, P, Z, None),
    (derive.gradient, ones * LogSumExp(Z), Z, "softmax(Z)"),
    (derive.jacobian, LogSumExp(Z), Z, "(KroneckerProduct(1, I))*DiagMatrix(Vec(softmax(Z)))"),
    (derive.differential, LogSumExp(Z), Z, "(HadamardProduct(softmax(Z), dZ))*1"),
    (derive.differential, LogSumExp(z), z, "Trace(softmax(z).T*dz)"),
    (derive.gradient, -sp.Trace(Y.T * LOG(P)), Z, "DiagMatrix(Y*1)*softmax(Z) - Y"),
    (derive.jacobian, LOG(p), z, "I - 1*softmax(z).T"),
    (derive.jacobian, LOG(P), Z, None),
    (derive.differential, LOG(p), z, None),
    (derive.differential, LOG(P), Z, None),
]


@pytest.mark.parametrize(("ask", "of", "wrt", "result"), CASES)
def test_derivatives_are_proved_and_confirmed(ask: Any, of: Any, wrt: Any, result: Any) -> None:
    found = ask(of, wrt)
    assert found.status == "proved", found.reason
    assert result is None or str(found.rhs) == result
    assert check_statement(found.statement, tries=2).status == "agrees"


@pytest.mark.parametrize(
    ("of", "wrt", "wrong"),
    [
        (p, z, sp.DiagMatrix(p) + p * p.T),
        (p, z, sp.DiagMatrix(p)),
        (LOG(p), z, sp.Identity(n) - p * sp.OneMatrix(1, n)),
        (LogSumExp(Z), Z, sp.KroneckerProduct(sp.OneMatrix(1, n), sp.Identity(m))),
    ],
)
def test_a_wrong_derivative_is_refused_and_refuted(of: Any, wrt: Any, wrong: Any) -> None:
    draft = Question(of, wrt).jacobian()
    assert prove(draft).status == "proved"
    last = replace(draft.proof.steps[-1], after=wrong)
    proof = replace(draft.proof, steps=(*draft.proof.steps[:-1], last))
    mutant = prove(replace(draft, statement=replace(draft.statement, rhs=wrong), proof=proof))
    assert mutant.status == "refuted"
    assert "kernel" in mutant.reason


@pytest.mark.parametrize(
    "e", [p, P, LOG(P), LogSumExp(z), LogSumExp(Z), -y.T * LOG(Softmax(W * x))]
)
def test_print_and_back(e: Any) -> None:
    shape = tuple(e.shape) if getattr(e, "is_Matrix", False) else ()
    assert read(latex(e), names_of([e]), shape) == e


def test_entries_and_sympy_s_own_latex() -> None:
    q = Softmax(sp.MatrixSymbol("z", 2, 1)).as_explicit()
    z_1, z_2 = sp.MatrixSymbol("z", 2, 1)
    assert q[1] == sp.exp(z_2) / (sp.exp(z_1) + sp.exp(z_2))
    rows = LogSumExp(sp.MatrixSymbol("Z", 2, 2)).as_explicit()
    assert rows[0] == sp.log(sum(sp.exp(e) for e in sp.MatrixSymbol("Z", 2, 2)[0, :]))
    i = sp.Symbol("i", integer=True)
    assert p[i, 0].atoms(ComponentSum)
    assert sp.latex(p) == r"\operatorname{softmax}\left(z\right)"


def test_rows_of_one_entry_are_not_printed_as_a_column() -> None:
    for e in (Softmax(Z, 1).subs(n, 1), RowLogSumExp(z)):
        with pytest.raises(DeriveError, match="row by row, which does not show"):
            latex(e)


def test_how_it_is_printed() -> None:
    assert latex(p) == r"\operatorname{softmax}(z)"
    assert latex(LogSumExp(W * x)) == r"\operatorname{logsumexp}(W x)"


# -- what normalization and targets need besides --

eps = sp.Symbol("epsilon", positive=True)


@pytest.mark.parametrize(
    ("of", "wrt", "result"),
    [
        (sp.Trace(z * z.T) / n, z, "(2/n)*z"),
        (sp.Trace(sp.Symbol("t") * sp.Identity(n)), sp.Symbol("t"), "n"),
        (sp.Trace(y.T * z) / sp.sqrt(n), z, "1/sqrt(n)*y"),
        (FrobeniusNorm(z) ** 2 / n + eps, z, "(2/n)*z"),
        (1 / sp.sqrt(FrobeniusNorm(z) ** 2 / n + eps), z, None),
        (y.T * sp.HadamardPower(eps * sp.OneMatrix(n, 1) + EXP(z), -sp.Rational(1, 2)), z, None),
    ],
)
def test_sizes_are_numbers_and_powers_may_be_halves(of: Any, wrt: Any, result: Any) -> None:
    found = derive.gradient(of, wrt)
    assert found.status == "proved", found.reason
    assert result is None or str(found.rhs) == result
    assert check_statement(found.statement, tries=2).status == "agrees"


@pytest.mark.parametrize("target", [y, Family("y", (n, 1))[3]])
def test_a_target_that_sums_to_one(target: Any) -> None:
    """p − y is the gradient then, and only then."""
    lhs, rhs = Gradient(cross_entropy(target, z), z), p - target
    known = System(equations=(sums_to_one(target),))
    assert check(lhs, rhs, system=known).status == "agrees"
    assert check(lhs, rhs).status == "refuted"
    general = sp.MatAdd(sp.MatMul(p, sp.OneMatrix(1, n), target), -target)
    steps = (
        Step("derivative", lhs, general, (Hint("law", LOG.diff()),)),
        Step("assumed", general, rhs, (Hint("equation", 0),)),
    )
    draft = Draft("p-less-y", "p − y", Statement(lhs, rhs, known), Chain(steps))
    assert prove(draft).status == "proved"
    alone = replace(draft, statement=replace(draft.statement, system=System()))
    assert prove(alone).status == "unknown"
