"""The models: the double sum, the adjoint recursion, the LSTM's cell, at small and large T."""

import time

import mpmath
import pytest
from sympy import (
    DiagMatrix,
    Ge,
    Identity,
    KroneckerProduct,
    Le,
    Matrix,
    OneMatrix,
    Rational,
    Symbol,
    Transpose,
    ZeroMatrix,
)

from derive.algebra import (
    SIGMA,
    Activation,
    Definition,
    Family,
    Gradient,
    Jacobian,
    MatrixSum,
    OrderedProduct,
    System,
)
from derive.audit import check, evaluate, random_point
from derive.errors import DeriveError
from derive.models import LSTM, RNN

k, j = Symbol("k", integer=True), Symbol("j", integer=True)
NET = RNN()
W, U, h, z, L, t, T, n, d = NET.W, NET.U, NET.h, NET.z, NET.losses, NET.t, NET.T, NET.n, NET.d
TOTAL = Jacobian(NET.loss, W)


def double_sum(last: object, first: int = 1) -> MatrixSum:
    inner = MatrixSum(Jacobian(L[t], h[t]) * Jacobian(h[t], h[k]) * last, (k, first, t))
    return MatrixSum(inner, (t, 0, T))


IMMEDIATE = double_sum(Jacobian(h[k], W, held=(h[k - 1],)))


@pytest.mark.parametrize("length", [0, 1, 2, 3])
@pytest.mark.parametrize("net", [NET, RNN(Activation("f"))], ids=["sigma", "unknown"])
def test_double_sum_equals_automatic_differentiation(length: int, net: RNN) -> None:
    sizes = {n: 2, d: 3, T: length}
    point = random_point(TOTAL, sizes, net.system, seed=length)
    total = evaluate(TOTAL, sizes, point, system=net.system)
    summed = evaluate(IMMEDIATE, sizes, point, system=net.system)
    assert total.shape == (1, 4)
    assert max(abs(x) for x in total - summed) < 10**-55
    assert total.is_zero_matrix == (length == 0)


@pytest.mark.parametrize("length", [1, 2, 3])
def test_total_derivative_against_finite_differences(length: int) -> None:
    sizes = {n: 2, d: 3, T: length}
    point = random_point(NET.loss, sizes, NET.system, seed=7)
    total = evaluate(TOTAL, sizes, point, system=NET.system)
    step = Rational(1, 10**40)
    for column in range(4):
        ends = []
        for sign in (1, -1):
            moved = Matrix(point[W])
            moved[column % 2, column // 2] += sign * step
            ends.append(
                evaluate(NET.loss, sizes, {**point, W: moved}, system=NET.system, digits=120)
            )
        with mpmath.workdps(120):
            up, down = (mpmath.mpf(str(e.evalf(120))) for e in ends)
            slope = (up - down) / (2 * mpmath.mpf(10) ** -40)
            assert abs(slope - mpmath.mpf(str(total[column].evalf(70)))) < mpmath.mpf(10) ** -55


def test_recurrence_from_time_0_where_the_start_depends_on_W() -> None:
    net = RNN(first=0)
    from_zero = double_sum(Jacobian(h[k], W, held=(h[k - 1],)), first=0)
    assert check(TOTAL, from_zero, system=net.system).status == "agrees"
    verdict = check(TOTAL, IMMEDIATE, system=net.system)
    assert verdict.status == "refuted"
    assert verdict.witness.sizes[T] == 0


def test_total_derivative_in_place_of_the_immediate_one_is_refuted_at_two_steps() -> None:
    verdict = check(TOTAL, double_sum(Jacobian(h[k], W)), system=NET.system)
    assert verdict.status == "refuted"
    witness = verdict.witness
    assert witness.sizes[T] == 2
    for side, expr in ((witness.lhs, TOTAL), (witness.rhs, double_sum(Jacobian(h[k], W)))):
        again = evaluate(expr, witness.sizes, witness.point, system=NET.system, digits=25)
        assert max(abs(x) for x in again - side) < 10**-20
    assert "L[2](v) =" in str(witness)


def test_immediate_derivative_is_a_kronecker_product() -> None:
    slopes = DiagMatrix(SIGMA.diff()(z[k]))
    immediate = Jacobian(h[k], W, held=(h[k - 1],))
    claim = KroneckerProduct(Transpose(h[k - 1]), slopes)
    assert check(immediate, claim, system=NET.system, given=(Ge(k, 1),)).status == "agrees"
    swapped = KroneckerProduct(slopes, Transpose(h[k - 1]))
    verdict = check(immediate, swapped, system=NET.system, given=(Ge(k, 1),))
    assert verdict.status == "refuted"
    assert verdict.witness.sizes[n] == 2


def test_jacobian_between_states_is_an_ordered_product() -> None:
    factor = DiagMatrix(SIGMA.diff()(z[j])) * W
    given = (Ge(k, 0), Ge(t, k))
    for later, status in (("left", "agrees"), ("right", "refuted")):
        product = OrderedProduct(factor, (j, k + 1, t), later)
        found = check(Jacobian(h[t], h[k]), product, system=NET.system, given=given)
        assert found.status == status


delta = Family("delta", (n, 1))
ADJOINT = NET.system.with_(
    Definition(
        delta[t],
        DiagMatrix(SIGMA.diff()(z[t]))
        * (Transpose(Jacobian(L[t], h[t])) + Transpose(W) * delta[t + 1]),
        low=1,
        high=T,
    ),
    Definition(delta[T + 1], ZeroMatrix(n, 1)),
)


def test_adjoint_recursion_runs_backwards() -> None:
    for wrt, row in ((W, h[t - 1]), (U, NET.x[t])):
        summed = MatrixSum(delta[t] * Transpose(row), (t, 1, T))
        found = check(Gradient(NET.loss, wrt), summed, system=ADJOINT)
        assert found.status == "agrees"
        assert found.digits is not None
        assert found.digits > 60
    wrong = MatrixSum(delta[t] * Transpose(h[t]), (t, 1, T))
    assert check(Gradient(NET.loss, W), wrong, system=ADJOINT).status == "refuted"


@pytest.mark.parametrize("length", [64, 200])
def test_long_recurrences_are_linear_and_do_not_overflow(length: int) -> None:
    sizes = {n: 3, d: 2, T: length}
    point = random_point((TOTAL, delta[1]), sizes, ADJOINT)
    started = time.perf_counter()
    gradient = evaluate(Gradient(NET.loss, W), sizes, point, system=ADJOINT)
    summed = evaluate(MatrixSum(delta[t] * h[t - 1].T, (t, 1, T)), sizes, point, system=ADJOINT)
    assert max(abs(x) for x in gradient - summed) < 10**-50
    assert time.perf_counter() - started < 10


CELL = LSTM()
C, f, i = CELL.C, CELL.f, CELL.i
ONES, ZEROS = OneMatrix(CELL.n, 1), ZeroMatrix(CELL.n, 1)


def carousel(*equations: tuple[object, object]) -> System:
    return CELL.system.with_(equations=equations)


BETWEEN = (Ge(k, 0), Ge(CELL.t, k))
OPEN = carousel((f[CELL.t], ONES), (i[CELL.t], ZEROS))


def test_cell_with_gates_held() -> None:
    held = (f, i, CELL.candidate)
    product = OrderedProduct(DiagMatrix(f[j]), (j, k + 1, CELL.t))
    direct = Jacobian(C[CELL.t], C[k], held=held)
    assert check(direct, product, system=CELL.system, given=BETWEEN).status == "agrees"
    total = Jacobian(C[CELL.t], C[k])
    assert check(total, product, system=CELL.system, given=BETWEEN).status == "refuted"


def test_constant_error_carousel_with_every_path() -> None:
    total = Jacobian(C[CELL.t], C[k])
    one = Identity(CELL.n)
    assert check(total, one, system=OPEN, given=BETWEEN).status == "agrees"
    assert check(total, one, system=CELL.system, given=BETWEEN).status == "refuted"
    assert check(total, 2 * one, system=OPEN, given=BETWEEN).status == "refuted"
    only_open = carousel((f[CELL.t], ONES))
    assert check(total, one, system=only_open, given=BETWEEN).status == "refuted"
    shut = carousel((f[CELL.t], ZEROS), (i[CELL.t], ZEROS))
    given = (Ge(k, 0), Ge(CELL.t, k + 1))
    nothing = ZeroMatrix(CELL.n, CELL.n)
    assert check(total, nothing, system=shut, given=given).status == "agrees"


def test_saturated_gate_has_its_limit_as_value_and_no_slope() -> None:
    sizes = {CELL.n: 2, CELL.d: 3, CELL.t: 2}
    zf = CELL.pre["f"]
    for expr, expected in (
        (f[CELL.t], Matrix([1, 1])),
        (i[CELL.t], Matrix([0, 0])),
        (SIGMA(zf[CELL.t]), Matrix([1, 1])),
        (SIGMA(CELL.pre["i"][CELL.t]), Matrix([0, 0])),
        (SIGMA.diff()(zf[CELL.t]), Matrix([0, 0])),
        (Jacobian(f[CELL.t], zf[CELL.t]), Matrix.zeros(2, 2)),
    ):
        point = random_point(expr, sizes, OPEN)
        assert evaluate(expr, sizes, point, system=OPEN) == expected
    with pytest.raises(DeriveError, match="saturated argument"):
        evaluate(2 * zf[CELL.t], sizes, {}, system=OPEN)
    with pytest.raises(DeriveError, match="no two-sided limits"):
        evaluate(Activation("exp")(zf[CELL.t]), sizes, {}, system=OPEN)


def test_gate_value_that_is_no_limit_is_out_of_reach() -> None:
    half = carousel((f[CELL.t], ONES / 2))
    verdict = check(Jacobian(C[CELL.t], C[k]), Identity(CELL.n), system=half, given=BETWEEN)
    assert verdict.status == "unknown"
    assert "f = 1/2 is not a limit of sigma" in str(verdict)
    defined = carousel((C[CELL.t], ONES))
    verdict = check(C[CELL.t], ONES, system=defined, given=(Ge(CELL.t, 1), Le(CELL.t, 3)))
    assert "not as a gate" in str(verdict)


def test_hypothesis_on_one_index_only() -> None:
    """At t = 0 nothing defines the gate, so the hypothesis gives the value of a free variable."""
    sizes = {CELL.n: 2, CELL.d: 1}
    once = carousel((f[0], ONES))
    assert evaluate(f[0], sizes, {}, system=once) == Matrix([1, 1])
    with pytest.raises(DeriveError, match="no value"):
        evaluate(f[1], sizes, {}, system=once)
