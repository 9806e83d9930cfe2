"""Each node that the tables know: its term means what the audit says the expression is.

As in test_bridge.py, but for expressions, each at points of its own: sizes that differ, assumptions
that hold.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from sympy.matrices.expressions.diagonal import DiagonalOf

from derive import algebra as al
from derive.audit import evaluate
from derive.bridge import certificate_of
from derive.calculus.expressions import Expression
from derive.calculus.steps import Chain, Draft, Hint, Statement, Step
from derive.errors import DeriveError
from derive.kernel import KernelError, judge

sys.path.insert(0, str(Path(__file__).parents[1] / "kernel"))
from oracle import NowhereError, World, mp

n, m = sp.symbols("n m", integer=True, positive=True)
i, j, k, t = sp.symbols("i j k t", integer=True)
A, B, X = (sp.MatrixSymbol(name, n, n) for name in "ABX")
M, N = sp.MatrixSymbol("M", n, m), sp.MatrixSymbol("N", n, m)
a, x = sp.MatrixSymbol("a", n, 1), sp.MatrixSymbol("x", n, 1)
c, alpha = sp.MatrixSymbol("c", m, 1), sp.Symbol("alpha")
SIZES = {"n": 3, "m": 2}
EXP, LOG, TANH = al.EXP, al.LOG, al.TANH
GRAM = M.T * M

EXPRESSIONS = {
    "softmax": al.Softmax(x),
    "softmax-rows": al.Softmax(M, 1),
    "softmax-columns": al.Softmax(M.T, 1).T,
    "softmax-product": al.Softmax(A * M, 1),
    "logsumexp": al.LogSumExp(A * x),
    "logsumexp-rows": al.RowLogSumExp(M),
    "determinant": sp.Determinant(A),
    "determinant-product": sp.Determinant(A * B.T),
    "determinant-gram": sp.Determinant(GRAM),
    "determinant-inverse": sp.Determinant(sp.Inverse(A)),
    "inverse-product": sp.Inverse(A * B),
    "inverse-transposed": sp.Inverse(A.T),
    "inverse-gram": sp.Inverse(GRAM),
    "frobenius": al.FrobeniusNorm(M),
    "frobenius-squared": al.FrobeniusNorm(M - N) ** 2,
    "frobenius-cubed": al.FrobeniusNorm(a) ** 3,
    "over-frobenius": 1 / al.FrobeniusNorm(a),
    "power": sp.HadamardPower(M, 3),
    "power-negative": sp.HadamardPower(M, -2),
    "power-half": sp.HadamardPower(EXP(M), sp.Rational(3, 2)),
    "quotient": 1 / sp.Trace(A),
    "root": sp.sqrt(sp.Trace(EXP(A))),
    "root-below": sp.Trace(EXP(A)) ** sp.Rational(-3, 2),
    "log": sp.log(sp.Trace(EXP(A))),
    "matrix-power": A**4,
    "matrix-power-negative": A**-2,
    "entries": al.ByEntries(M[i, j] ** 2 * x[i, 0], (i, n), (j, m)),
    "entries-sum": al.ByEntries(al.ComponentSum(A[i, k] * M[k, j], (k, n)), (i, n), (j, m)),
    "entries-turned": al.ByEntries(M[i, j] * x[i, 0], (j, m), (i, n)),
    "entries-column": A * al.ByEntries(A[i, i], (i, n), ()),
    "diagonal": DiagonalOf(A),
    "diagonal-matrix": sp.DiagMatrix(x) * M,
    "kronecker": sp.KroneckerProduct(A, M),
    "vec": al.Vec(A * M),
    "pullback": al.Pullback(A * X * M, X, N),
    "gradient": al.Gradient(sp.Trace(A * TANH(X) * B), X),
    "gradient-determinant": al.Gradient(sp.log(sp.Determinant(X)), X),
    "gradient-norm": al.Gradient(al.FrobeniusNorm(X * a), X),
    "jacobian": al.Jacobian(al.Softmax(A * x), x),
    "jacobian-matrix": al.Jacobian(A * X * B, X),
    "commutation": al.Commutation(n, m) * al.Vec(M),
}


def statement_of(expression: Any) -> Statement:
    """The expression, under what it needs; ``of`` a derivative, and not by its entries."""
    if expression.has(al.ByEntries):
        return Statement(expression, expression)
    inner = expression.of if hasattr(expression, "of") else expression
    return Statement(expression, expression, Expression(inner, X).system)


def certificate(statement: Statement) -> dict[str, Any]:
    step = Step("lemma", statement.lhs, statement.rhs)
    return certificate_of(Draft("node", "", statement, Chain((step,))), {})


def number(value: Any) -> Any:
    return sp.Rational(value.numerator, value.denominator)


def point_of(world: World, statement: Statement) -> dict[Any, Any]:
    """The oracle's numbers for every variable of the statement."""
    heads = {d.head for d in statement.system.definitions}
    sides = [statement.lhs, *(d.body for d in statement.system.definitions)]
    point = {}
    for symbol in set().union(*(e.atoms(sp.MatrixSymbol) for e in sides)) - heads:
        rows, columns = (SIZES.get(str(size), size) for size in symbol.shape)
        point[symbol] = [
            [
                number(world.cell(name, (), (r, s)[: 1 if columns == 1 else 2]))
                for s in range(int(columns))
            ]
            for r in range(int(rows))
            for name in [
                next(
                    x
                    for x in (symbol.name, f"{symbol.name}^!", f"{symbol.name}^+")
                    if x in world.context["arrays"]
                )
            ]
        ]
    return point


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_a_term_means_what_its_node_means(name: str) -> None:
    statement = statement_of(EXPRESSIONS[name])
    made = certificate(statement)
    judge(made)
    parts = made["statement"]
    heard = 0
    for seed in range(8):
        world = World(made["context"], SIZES, seed=seed)
        env = [range(world.size(s)) for s in parts["indices"].values()]
        try:
            found = [
                world.term(parts["lhs"], dict(zip(parts["indices"], where, strict=True)))
                for where in product(*env)
            ]
            point = point_of(world, statement)
        except (NowhereError, ZeroDivisionError):
            continue
        sizes = {n: SIZES["n"], m: SIZES["m"]}
        expected = evaluate(statement.lhs, sizes, point, system=statement.system)
        flat = list(expected) if isinstance(expected, sp.ImmutableMatrix) else [expected]
        heard += 1
        assert len(flat) == len(found)
        for mine, theirs in zip(found, flat, strict=True):
            gap = abs(World.number(mine) - mp.mpf(str(theirs.evalf(40))))
            assert gap <= mp.mpf(10) ** -25 * (1 + abs(World.number(mine))), (mine, theirs)
        if heard == 2:
            break
    assert heard, "no point meets what is assumed"


# -- what must not be taken for something else ----------------------------------------------------


def refused(left: Any, right: Any, message: str, *hints: Hint, given: tuple[Any, ...] = ()) -> None:
    step = Step("lemma", left, right, hints=hints)
    draft = Draft("claim", "", Statement(left, right, given=given), Chain((step,)))
    with pytest.raises((DeriveError, KernelError), match=message):
        judge(certificate_of(draft, {}))


def test_a_power_with_a_negative_exponent_is_not_the_empty_product() -> None:
    """A⁻ᵗ is not I, though a product from 1 to −t has no factors."""
    for exponent, given in ((-t, sp.Ge(t, 1)), (t, sp.Le(t, -1)), (t, sp.Le(t, 5))):
        refused(A**exponent, sp.Identity(n), "may be negative", given=(given,))
    refused(A**t, sp.Identity(n), "sides differ", given=(sp.Ge(t, 0),))


def test_one_name_is_one_symbol() -> None:
    y, positive = sp.Symbol("y"), sp.Symbol("y", positive=True)
    f = al.Family("f")
    one, two = sp.Dummy("k", integer=True), sp.Dummy("k", integer=True)
    double = sp.Sum(sp.Sum(f[one] * f[two], (one, 1, t)), (two, 1, t))
    for left, right in (
        (y, positive),
        (sp.Dummy("y"), sp.Dummy("y")),
        (sp.MatrixSymbol("y", 1, 1)[0, 0], y),
        (double, sp.Sum(t * f[k] ** 2, (k, 1, t))),
    ):
        refused(left, right, "two different symbols are called", Hint("count"))


def test_the_names_of_indices_are_the_bridges_own() -> None:
    index = sp.Symbol("_0", integer=True)
    refused((A * B)[index, j], al.ComponentSum(A[k, k] * B[k, j], (k, n)), "rename it")


def test_an_index_that_is_put_in_is_not_captured() -> None:
    """Entry (k, j) of Σ_k A_ik B_kj is not Σ_k A_kk B_kj."""
    entries = al.ByEntries(al.ComponentSum(A[i, k] * B[k, j], (k, n)), (i, n), (j, n))
    wrong = al.ComponentSum(A[k, k] * B[k, j], (k, n))
    p = sp.Symbol("p", integer=True)
    right = al.ComponentSum(A[k, p] * B[p, j], (p, n))
    assert entries[k, j] != wrong
    unevaluated = sp.matrices.expressions.matexpr.MatrixElement(entries, k, j)
    for left in (entries[k, j], unevaluated):
        refused(left, wrong, "sides differ")
        step = Step("lemma", left, right)
        judge(certificate_of(Draft("claim", "", Statement(left, right), Chain((step,))), {}))
    running = al.MatrixSum(k * A**t, (k, 1, t))
    assert running.subs(t, k).doit() != al.MatrixSum(k * A**k, (k, 1, k))
    assert str(running.subs(t, k)) == "MatrixSum(k'*A**k, (k', 1, k))"
    total = al.ComponentSum(A[i, k], (k, n))
    assert str(total.subs(i, k)) == "ComponentSum(A[k, k'], (k', n))"


def test_a_sum_over_one_component_is_that_component() -> None:
    single = al.ComponentSum(al.ByEntries(x[i, k], (i, n), ())[i, 0], (k, 1))
    step = Step("lemma", single, x[i, 0])
    judge(certificate_of(Draft("claim", "", Statement(single, x[i, 0]), Chain((step,))), {}))


def test_a_condition_that_always_holds_says_nothing() -> None:
    """As N ≥ 1 of a positive N, which SymPy makes true of itself."""
    said = Statement(x, x, al.System(facts=(sp.Ge(n, 1),)))
    judge(certificate_of(Draft("claim", "", said, Chain((Step("lemma", x, x),))), {}))
