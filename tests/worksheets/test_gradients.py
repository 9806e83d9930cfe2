"""Gradients, Jacobians and differentials of closed expressions: results, and what is refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
import sympy as sp
from sympy.matrices.expressions.diagonal import DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement

import derive
from derive.algebra import EXP, LOG, RELU, SIGMA, TANH, Activation, Elementwise, FrobeniusNorm, Vec
from derive.audit import check_statement
from derive.document.printer import latex
from derive.errors import DeriveError, ShapeError
from derive.worksheets import derivation
from derive.worksheets.cookbook import EQUATIONS, shown

n, m, k = sp.symbols("n m k", integer=True, positive=True)
A, B, X = (sp.MatrixSymbol(s, n, n) for s in "ABX")
W, V = sp.MatrixSymbol("W", m, n), sp.MatrixSymbol("V", k, m)
x, y = sp.MatrixSymbol("x", n, 1), sp.MatrixSymbol("y", n, 1)
a, b, c = (sp.MatrixSymbol(s, m, 1) for s in "abc")
t = sp.Symbol("t")
f = Activation("f")
ones = sp.OneMatrix(1, n)


def test_the_cookbook() -> None:
    """Every one is proved; a change that loses one has to say so here."""
    found = Counter(shown(equation).status for equation in EQUATIONS)
    assert found == {"proved": 91}
    numbers = [equation.number for equation in EQUATIONS]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("number", ["54", "72", "78", "92", "125", "130"])
def test_the_audit_agrees_with_the_cookbook(number: str) -> None:
    [equation] = [e for e in EQUATIONS if e.number == number]
    assert check_statement(shown(equation).statement).status in ("agrees", "unknown")


@pytest.mark.parametrize(
    ("expression", "by", "result"),
    [
        (x.T * A * x, x, "(A + A.T)*x"),
        (sp.Trace(x * x.T), x, "2*x"),
        (a.T * SIGMA(W * x), W, "(HadamardProduct(a, sigma'(W*x)))*x.T"),
        (FrobeniusNorm(W * x - b) ** 2, x, "2*W.T*(W*x - b)"),
        (sp.log(sp.Trace(ones * EXP(x))), x, "1/Trace(1*exp(x))*exp(x)"),
        (sp.Trace(sp.DiagMatrix(x) * A), x, "DiagonalOf(A)"),
        (DiagonalOf(X).T * DiagonalOf(X), X, "2*DiagMatrix(DiagonalOf(X))"),
        (sp.Trace(X**-2), X, "-2*(X**(-1)).T**3"),
        (sp.log(1 + t**2), t, "2*t/(t**2 + 1)"),
        (sp.sqrt(1 + t**2), t, "t/sqrt(t**2 + 1)"),
        (sp.exp(t) * sp.tanh(t), t, "exp(t)*tanh(t) + exp(t)*tanh'(t)"),
        (t, X, "0"),
        (t, t, "1"),
    ],
)
def test_gradients(expression: Any, by: Any, result: str) -> None:
    found = derive.gradient(expression, by)
    assert (str(found.rhs), found.status) == (result, "proved")
    assert found.rhs.shape == by.shape if by != t else found.rhs.is_commutative


@pytest.mark.parametrize(
    ("expression", "by", "result"),
    [
        (SIGMA(W * x), x, "DiagMatrix(sigma'(W*x))*W"),
        (
            f(V * TANH(W * x + b)),
            x,
            "DiagMatrix(f'(V*tanh(W*x + b)))*V*DiagMatrix(tanh'(W*x + b))*W",
        ),
        (W * x, W, "KroneckerProduct(x.T, I)"),
        (W.T, W, "K[m, n]"),
        (A * X * B, X, "KroneckerProduct(B.T, A)"),
        (Vec(W), W, "I"),
        (sp.HadamardProduct(x, y), x, "DiagMatrix(y)"),
        (LOG(W * x), x, "DiagMatrix(HadamardPower(W*x, -1))*W"),
        (FrobeniusNorm(x), x, "1/norm(x)*x.T"),
        (sp.KroneckerProduct(W, x), W, "KroneckerProduct(I, I, x)"),
        (a, x, "0"),
        (sp.MatMul(t, A), t, "Vec(A)"),
    ],
)
def test_jacobians(expression: Any, by: Any, result: str) -> None:
    found = derive.jacobian(expression, by)
    assert (str(found.rhs), found.status) == (result, "proved")
    assert found.rhs.shape == found.lhs.shape
    turned = derive.jacobian(expression, by, layout="denominator")
    assert turned.status == "proved"
    assert turned.lhs.shape == turned.rhs.shape == found.rhs.shape[::-1]


@pytest.mark.parametrize(
    ("expression", "by", "result"),
    [
        (sp.Inverse(A * X + B), X, "-(A*X + B)**(-1)*A*dX*(A*X + B)**(-1)"),
        (sp.Determinant(X), X, "Determinant(X)*Trace(X**(-1)*dX)"),
        (sp.KroneckerProduct(X, X), X, "KroneckerProduct(X, dX) + KroneckerProduct(dX, X)"),
        (sp.HadamardPower(x, 3), x, "3*(HadamardProduct(HadamardPower(x, 2), dx))"),
        (FrobeniusNorm(x) ** 2, x, "2*Trace(x.T*dx)"),
        (A, X, "0"),
        (t**2, t, "2*dt*t"),
    ],
)
def test_differentials(expression: Any, by: Any, result: str) -> None:
    found = derive.differential(expression, by)
    assert found.status == "proved", found.reason
    terms = {frozenset(s.split(" + ")) for s in (str(found.rhs), result)}
    assert len(terms) == 1, found.rhs


def test_the_softmax_of_every_row() -> None:
    E = EXP(X)
    sums = sp.MatMul(E, sp.OneMatrix(n, 1), ones)
    softmax = sp.HadamardProduct(E, sp.HadamardPower(sums, -1))
    assert derive.gradient(sp.Trace(A.T * softmax), X).status == "proved"
    assert derive.differential(softmax, X).status == "proved"


def test_the_layout_and_what_is_assumed_are_printed() -> None:
    text = str(derive.jacobian(LOG(W * x), x))
    assert "numerator layout" in text
    assert "assumed: W*x is positive" in text
    assert "denominator layout" in str(derive.jacobian(W * x, x, layout="denominator"))
    found = derive.gradient(sp.log(sp.Determinant(A * X + B)), X)
    assert found.data["layout"] == "the gradient has the shape of the variable"
    assert "A*X + B is invertible" in found.axioms
    assert "0 nowhere" in str(derive.gradient(a.T * RELU(W * x), x))


def test_every_step_follows_from_the_one_before() -> None:
    found = derive.gradient(a.T * SIGMA(W * TANH(A * x)), x)
    for one, two in zip(found.steps, found.steps[1:], strict=False):
        assert one.after == two.before
    assert found.steps[0].before == found.lhs
    assert found.steps[-1].after == found.rhs
    assert all(step.says for step in found.steps)


# -- what the kernel cannot read --


def test_the_audit_agrees_where_the_kernel_finds_no_proof() -> None:
    """vec(W) counts columns first, and a symbol of m·n entries does not say how it counts."""
    z = sp.MatrixSymbol("z", m * n, 1)
    found = derive.gradient(z.T * Vec(W), W)
    assert found.status == "agrees"
    assert "agrees exactly" in found.reason
    assert "the kernel: " in found.reason
    assert "not proved; the audit: agrees" in str(found)


def test_what_is_refuted_is_never_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    from derive.calculus import differentials

    wrong = differentials.Row("wrong", lambda e: e.args, *(lambda *_: sp.S.One,) * 3)
    monkeypatch.setitem(differentials.ROWS, sp.Pow, wrong)
    with pytest.raises(DeriveError, match=r"found wrongly, and not given: .* refuted at t = "):
        derive.gradient(t**3 + 5, t)
    assert derivation.Derivation.status is not None


# -- errors --


class Strange(sp.MatrixExpr):
    shape = (n, n)


@pytest.mark.parametrize(
    ("expression", "by", "message"),
    [
        (W * x, x, r"a gradient is that of a scalar, and W\*x is m×1: ask for its Jacobian"),
        (sp.Trace(Strange(X)), X, "there is no rule for Strange"),
        (sp.Trace(X), x.T, "a derivative by x.T, which is no symbol"),
        (sp.Trace(X), [x], r"a derivative by \[x\], which is no symbol"),
        (sp.Trace(X), n, "a derivative by n, which is a size"),
        (sp.Trace(X**-20), X, "negative powers are differentiated down to -12"),
        (sp.Integer(2) ** t, t, "there is no rule for 2"),
        (sp.Trace(x * y.T), MatrixElement(W * x, 0, 0), r"by W\*x, which is no symbol"),
    ],
)
def test_what_is_refused(expression: Any, by: Any, message: str) -> None:
    with pytest.raises(DeriveError, match=message):
        derive.gradient(expression, by)


def test_shapes_that_do_not_fit() -> None:
    unchecked = sp.Basic.__new__  # SymPy's own constructors raise an error of SymPy's
    with pytest.raises(ShapeError, match=r"W\*W: W is m×n, W is m×n"):
        derive.jacobian(unchecked(sp.MatMul, W, W), W)
    for kind in (sp.MatAdd, sp.HadamardProduct):
        with pytest.raises(ShapeError, match="W and A: shapes m×n and n×n do not agree"):
            derive.jacobian(unchecked(kind, W, A), W)
    with pytest.raises(ShapeError, match="the name X is used with two shapes, n×n and m×m"):
        derive.gradient(sp.Trace(X), sp.MatrixSymbol("X", m, m))


def test_names_and_layouts() -> None:
    with pytest.raises(DeriveError, match="dX stands for the differential of X"):
        derive.differential(sp.MatrixSymbol("dX", n, n) * X, X)
    with pytest.raises(DeriveError, match="a layout is one of numerator, denominator"):
        derive.jacobian(W * x, x, layout="mixed")


@pytest.mark.parametrize("kind", ["gradient", "jacobian", "differential"])
def test_what_is_too_large_is_refused_at_once(kind: str) -> None:
    deep = t
    for _ in range(10_000):
        deep = SIGMA(deep)
    wide = sp.MatAdd(*(Elementwise(Activation(f"g{j}"), x) for j in range(10_000)))
    long = sp.Trace(ones * wide)
    limit = "10,000 nodes" if kind == "gradient" else "500 nodes, 20 within one another"
    for expression, by in ((deep, t), (long, x)):
        with pytest.raises(DeriveError, match=f"too large: up to {limit}"):
            getattr(derive, kind)(expression, by)


@pytest.mark.parametrize("equation", EQUATIONS, ids=lambda e: e.number)
def test_every_step_of_the_cookbook_prints(equation: Any) -> None:
    found = shown(equation)
    texts = [found.latex(), *(latex(step.after) for step in found.steps)]
    assert all(text and text.count("{") == text.count("}") for text in texts)


@pytest.mark.parametrize("equation", EQUATIONS, ids=lambda e: e.number)
def test_no_false_variant_of_the_cookbook_is_proved(equation: Any) -> None:
    """Twice the result, and its transpose where that has the same shape."""
    right = equation.expected
    if isinstance(right, sp.ZeroMatrix):  # whose double and transpose are as true
        return
    twice = shown(replace(equation, expected=sp.MatMul(2, right) if right.is_Matrix else 2 * right))
    assert twice.reason
    assert twice.status != "agrees"
    if right.is_Matrix and right.shape[0] == right.shape[1] != 1:
        turned = shown(replace(equation, expected=sp.Transpose(right)))
        agrees = check_statement(turned.statement).status == "agrees"
        assert turned.status != "proved" or agrees


def test_axioms_name_the_laws_of_what_occurs() -> None:
    n = sp.Symbol("n", integer=True, positive=True)
    X = sp.MatrixSymbol("X", n, n)
    said = "the derivative of log x is 1/x"
    assert said in derive.gradient(sp.log(sp.Determinant(X)), X).axioms
    assert derive.gradient(sp.Trace(X.T * X), X).axioms == ()
