"""Values: every node against SymPy's explicit matrices, functions against mpmath, errors."""

import mpmath
import pytest
from hypothesis import given, strategies as st
from sympy import (
    Abs,
    Adjoint,
    BlockMatrix,
    Determinant,
    DiagMatrix,
    E,
    Expr,
    Float,
    HadamardPower,
    HadamardProduct,
    I,
    Identity,
    Inverse,
    KroneckerDelta,
    KroneckerProduct,
    Matrix,
    MatrixSymbol,
    OneMatrix,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    Trace,
    ZeroMatrix,
    cos,
    exp,
    log,
    pi,
    sin,
    sqrt,
    symbols,
    tanh,
)
from sympy.matrices.expressions.diagonal import DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    EXP,
    LOG,
    RELU,
    SIGMA,
    TANH,
    Activation,
    ComponentSum,
    Definition,
    Family,
    HadamardPi,
    MatrixSum,
    OrderedProduct,
    SpectralNorm,
    System,
    Vec,
)
from derive.audit import evaluate
from derive.audit.functions import unknown_coefficients
from derive.errors import DeriveError, ShapeError

n, d, k, t, T = symbols("n d k t T", integer=True)
a = Symbol("a", real=True)
A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
M, v = MatrixSymbol("M", n, d), MatrixSymbol("v", n, 1)
SIZES = {n: 2, d: 3, k: 3, T: 2}
VALUES = {
    A: Matrix([[2, 1], [Rational(1, 3), -1]]),
    B: Matrix([[0, 5], [1, 2]]),
    M: Matrix([[1, 2, 3], [4, 5, Rational(6, 7)]]),
    v: Matrix([3, -2]),
    a: Rational(3, 2),
}
X, Y, Z, w = VALUES[A], VALUES[B], VALUES[M], VALUES[v]

EXACT = {
    "sum": (A + B - 2 * A, Y - X),
    "product": (A * B * M, X * Y * Z),
    "scalar multiple": (a * A * v, Rational(3, 2) * X * w),
    "transpose": ((A * M).T, (X * Z).T),
    "inverse": (Inverse(A) * B, X.inv() * Y),
    "integer power": (A**3, X**3),
    "power by index": (A**k, X**3),
    "negative power": (A ** (-k), X.inv() ** 3),
    "zeroth power": (A ** (k - 3), Matrix.eye(2)),
    "hadamard": (HadamardProduct(A, B, A), Matrix([[0, 5], [Rational(1, 9), 2]])),
    "hadamard power": (HadamardPower(A, 2), X.applyfunc(lambda x: x**2)),
    "kronecker": (
        KroneckerProduct(A, M),
        Matrix(4, 6, lambda i, j: X[i // 2, j // 3] * Z[i % 2, j % 3]),
    ),
    "diag": (DiagMatrix(v), Matrix([[3, 0], [0, -2]])),
    "diagonal of": (DiagonalOf(M), Matrix([1, 5])),
    "diagonal part": (DiagonalMatrix(M), Matrix([[1, 0, 0], [0, 5, 0]])),
    "identity": (Identity(n), Matrix.eye(2)),
    "zero": (ZeroMatrix(n, d), Matrix.zeros(2, 3)),
    "ones": (OneMatrix(n, d), Matrix.ones(2, 3)),
    "blocks": (
        BlockMatrix([[A, M], [B, ZeroMatrix(n, d)]]),
        X.row_join(Z).col_join(Y.row_join(Matrix.zeros(2, 3))),
    ),
    "explicit": (Matrix([[a, 1], [n, 0]]), Matrix([[Rational(3, 2), 1], [2, 0]])),
    "vec": (Vec(M), Matrix([1, 4, 2, 5, 3, Rational(6, 7)])),
    "trace": (Trace(A * B), (X * Y).trace()),
    "determinant": (Determinant(A), X.det()),
    "entry": (MatrixElement(A * M, n - 1, d - 1), (X * Z)[1, 2]),
    "add": (a + n + 1, Rational(9, 2)),
    "mul": (a * n * 5, S(15)),
    "pow": (a**-2 + a**k, Rational(4, 9) + Rational(27, 8)),
    "root of a square": (sqrt(4 * a**2), S(3)),
    "abs": (Abs(-a), Rational(3, 2)),
    "float is its binary value": (a + Float(0.25), Rational(7, 4)),
    "delta": (KroneckerDelta(n, 2) + 5 * KroneckerDelta(n, d), S(1)),
    "sum of scalars": (Sum(k * t, (k, t, 3), (t, 1, 2)), S(16)),
    "empty sum": (Sum(k, (k, 1, 0)), S(0)),
    "product of scalars": (Product(k + 1, (k, 1, T)), S(6)),
    "component sum": (ComponentSum(M[0, k], (k, d)), S(6)),
    "matrix sum": (MatrixSum(A**k, (k, 1, T)), X + X**2),
    "empty matrix sum": (MatrixSum(M, (k, 1, 0)), Matrix.zeros(2, 3)),
    "sum of matrices": (Sum(k * A, (k, 1, 2)), 3 * X),
    "pi later left": (OrderedProduct(A + k * B, (k, 1, T)), (X + 2 * Y) * (X + Y)),
    "pi later right": (OrderedProduct(A + k * B, (k, 1, T), "right"), (X + Y) * (X + 2 * Y)),
    "empty pi": (OrderedProduct(A, (k, 1, 0)), Matrix.eye(2)),
    "hadamard pi": (HadamardPi(k * v, (k, 1, T)), Matrix([18, 8])),
    "empty hadamard pi": (HadamardPi(v, (k, 1, 0)), Matrix([1, 1])),
    "spectral norm of 0": (SpectralNorm(ZeroMatrix(n, n)), S(0)),
}


@pytest.mark.parametrize("name", EXACT)
def test_exact_value(name: str) -> None:
    expr, expected = EXACT[name]
    found = evaluate(expr, SIZES, VALUES)
    assert found == expected
    assert not found.atoms(Float)


FUNCTIONS = {
    "exp": (exp(a), mpmath.exp),
    "log": (log(a), mpmath.log),
    "tanh": (tanh(a), mpmath.tanh),
    "sin": (sin(a), mpmath.sin),
    "cos": (cos(a), mpmath.cos),
    "sqrt": (sqrt(a), mpmath.sqrt),
    "cube root": (a ** Rational(1, 3), mpmath.cbrt),
    "general power": (2**a, lambda x: mpmath.mpf(2) ** x),
    "symbol to a symbol": (a**a, lambda x: x**x),
    "power of E": (E * a, lambda x: mpmath.e * x),
    "pi": (pi * a, lambda x: mpmath.pi * x),
    "root of a ball": (sqrt(exp(a)), lambda x: mpmath.exp(x / 2)),
    "abs of a ball": (Abs(-exp(a)), mpmath.exp),
    "sigma": (SIGMA(a), lambda x: 1 / (1 + mpmath.exp(-x))),
    "TANH": (TANH(a), mpmath.tanh),
    "EXP": (EXP(a), mpmath.exp),
    "LOG": (LOG(a), mpmath.log),
    "norm": (SpectralNorm(a * Matrix([[3, 4]])), lambda x: 5 * x),
    "norm of a Jordan block": (
        SpectralNorm(Matrix([[1, a], [0, 1]])),
        lambda x: mpmath.svd(mpmath.matrix([[1, x], [0, 1]]), compute_uv=False)[0],
    ),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("digits", [15, 60, 200])
def test_function_against_mpmath(name: str, digits: int) -> None:
    expr, function = FUNCTIONS[name]
    found = evaluate(expr, {}, {a: Rational(3, 2)}, digits=digits)
    with mpmath.workdps(digits + 20):
        expected = function(mpmath.mpf(3) / 2)
        assert abs(mpmath.mpf(str(found)) / expected - 1) < mpmath.mpf(10) ** (2 - digits)


@pytest.mark.parametrize("activation", [SIGMA, TANH, EXP, LOG, Activation("f")])
@pytest.mark.parametrize("order", [1, 2, 3])
def test_derivative_of_a_function_is_the_slope_of_the_one_before(
    activation: Activation, order: int
) -> None:
    for _ in range(order - 1):
        activation = activation.diff()
    x, h = Rational(4, 5), Rational(1, 10**25)
    up, down = (evaluate(activation(a), {}, {a: x + s * h}, digits=90) for s in (1, -1))
    slope = evaluate(activation.diff()(a), {}, {a: x}, digits=90)
    assert abs((up - down) / (2 * h) - slope) < 10**-45
    assert slope != 0


def test_relu_and_its_derivatives_away_from_0() -> None:
    values = [evaluate(RELU(a), {}, {a: x}) for x in (-2, 0, 3)]
    assert values == [0, 0, 3]
    assert [evaluate(RELU.diff()(a), {}, {a: x}) for x in (-2, 3)] == [0, 1]
    with pytest.raises(DeriveError, match="relu has no derivative at 0"):
        evaluate(RELU.diff()(a), {}, {a: 0})


def test_unknown_function_is_the_documented_one() -> None:
    p, q, r, s = (Rational(int(c.p), int(c.q)) for c in unknown_coefficients("f"))
    x = Rational(3, 2)
    assert evaluate(Activation("f")(a), {}, {a: x}) == p + q * x + r / (1 + (x - s) ** 2)
    assert unknown_coefficients("f") != unknown_coefficients("g")
    assert 0 not in unknown_coefficients("f")


@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.data())
def test_products_of_random_shapes(p: int, q: int, r: int, data: st.DataObject) -> None:
    left, right = MatrixSymbol("P", n, d), MatrixSymbol("Q", d, k)

    def matrix(rows: int, cols: int) -> Matrix:
        entries = st.fractions(-5, 5, max_denominator=7)
        drawn = data.draw(st.lists(entries, min_size=rows * cols, max_size=rows * cols))
        return Matrix(rows, cols, [Rational(x.numerator, x.denominator) for x in drawn])

    x, y = matrix(p, q), matrix(q, r)
    found = evaluate((left * right).T, {n: p, d: q, k: r}, {left: x, right: y})
    assert found == (x * y).T


@given(st.lists(st.integers(-4, 4), min_size=9, max_size=9))
def test_determinant_and_inverse_of_singular_and_regular_matrices(entries: list[int]) -> None:
    x = Matrix(3, 3, entries)
    assert evaluate(Determinant(A), {n: 3}, {A: x}) == x.det()
    if x.det() == 0:
        with pytest.raises(DeriveError, match="singular"):
            evaluate(Inverse(A), {n: 3}, {A: x})
    else:
        assert evaluate(Inverse(A), {n: 3}, {A: x}) == x.inv()


def test_values_may_be_given_in_many_forms() -> None:
    h = Family("h", (n, 1))
    assert evaluate(A * v, {n: 2}, {A: [[1, 2], [0, "1/2"]], v: [4, 0.5]}) == Matrix([5, S(1) / 4])
    at = {n: 2, t: 1}
    for point in (
        {h[1]: [1, 2]},
        {h[t]: [1, 2]},
        {h: {1: [1, 2]}},
        {h: lambda i: [i, 2 * i]},
        {h: {1: Matrix([1, 2])}},
    ):
        assert evaluate(h[t], at, point) == Matrix([1, 2])


def test_zero_is_said_where_a_difference_vanishes() -> None:
    found = evaluate(SIGMA(a) + SIGMA(-a) - 1, {}, {a: Rational(1, 3)})
    assert found.is_zero
    assert isinstance(found, Float)


def test_digits_survive_cancellation() -> None:
    tiny = Rational(1, 10**40)
    found = evaluate(exp(a) - 1, {}, {a: tiny}, digits=60)
    with mpmath.workdps(140):
        expected = mpmath.expm1(mpmath.mpf(10) ** -40)
        assert abs(mpmath.mpf(str(found)) / expected - 1) < mpmath.mpf(10) ** -58


def test_precision_is_put_back() -> None:
    from flint import ctx

    before = ctx.prec, ctx.cap
    evaluate(exp(a), {}, {a: 1}, digits=300)
    with pytest.raises(DeriveError):
        evaluate(exp(a), {}, {})
    assert (ctx.prec, ctx.cap) == before


class Strange(Expr):
    """A node that nobody knows."""


ERRORS = {
    "missing matrix": (A * B, {n: 2}, {A: VALUES[A]}, "no value is given for B"),
    "missing size": (Identity(n), {}, {}, "no integer is given for n"),
    "missing member": (Family("h", (1, 1))[4], {}, {}, r"no value is given for h\[4\]"),
    "missing in a dict": (Family("h", (1, 1))[4], {}, {Family("h", (1, 1)): {}}, r"h\[4\]"),
    "unknown node": (Strange(), {}, {}, "does not know the node Strange"),
    "unknown subclass": (Adjoint(A), {n: 2}, VALUES, "does not know the node Adjoint"),
    "imaginary unit": (I * a, {}, VALUES, "does not know the node ImaginaryUnit"),
    "division by zero": (1 / (a - a * n / 2), {n: 2}, VALUES, "division by zero"),
    "zero to a negative root": ((a * 0 + k) ** Rational(-1, 2), {k: 0}, {}, "division by zero"),
    "zero ball": (1 / (exp(a) - exp(a * n)), {n: 1}, VALUES, "cannot be told from 0|digits"),
    "root of a negative": (sqrt(-a), {}, VALUES, "is not real"),
    "log of a negative": (log(-a), {}, VALUES, "not positive"),
    "size that is no integer": (Identity(a + 1), {}, VALUES, "has to be an integer"),
    "not a number": (a, {}, {a: Symbol("b")}, "b is not a number"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_error(name: str) -> None:
    expr, sizes, point, message = ERRORS[name]
    with pytest.raises(DeriveError, match=message):
        evaluate(expr, sizes, point)


SHAPES = {
    "value": (A, {n: 2}, {A: [[1, 2, 3]]}, "A has shape 2×2; its value has shape 1×3"),
    "scalar value": (A, {n: 2}, {A: 3}, "A has shape 2×2; its value has shape scalar"),
    "element": (MatrixElement(M, k, 0), {n: 2, d: 3, k: 2}, VALUES, r"entry \(2, 0\) .* 2×3"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shape_error_names_the_shapes(name: str) -> None:
    expr, sizes, point, message = SHAPES[name]
    with pytest.raises(ShapeError, match=message):
        evaluate(expr, sizes, point)


def test_shapes_that_only_sizes_make_wrong() -> None:
    """SymPy lets blocks and families of unrelated symbolic sizes through."""
    from derive.audit.arrays import Array, adjugate, constant
    from derive.audit.numbers import ONE

    wide, tall = constant((2, 3), ONE), constant((3, 2), ONE)
    with pytest.raises(ShapeError, match="product: shapes 2×3 and 2×3"):
        wide @ wide
    with pytest.raises(ShapeError, match="sum: shapes 2×3 and 3×2"):
        wide + tall
    with pytest.raises(ShapeError, match="2×3, which is not square"):
        adjugate(wide)
    with pytest.raises(ShapeError, match="trace of a matrix of shape 3×2"):
        tall.trace()
    assert Array(0, 0, []).trace() == 0


def test_circular_and_endless_definitions() -> None:
    p, q = Family("p", (n, 1)), Family("q", (n, 1))
    around = System((Definition(p[t], 2 * q[t]), Definition(q[t], 3 * p[t])))
    with pytest.raises(DeriveError, match="circular definition: p"):
        evaluate(p[3], {n: 1}, {}, system=around)
    endless = System((Definition(p[t], 2 * p[t + 1]),))
    with pytest.raises(DeriveError, match="no end is given for p"):
        evaluate(p[0], {n: 1}, {}, system=endless)
    names = [Family(f"c{i}", (n, 1)) for i in range(60)]
    ring = zip(names, [*names[1:], names[0]], strict=True)
    system = System(tuple(Definition(x[t], 2 * y[t]) for x, y in ring))
    with pytest.raises(DeriveError, match="circular definition"):
        evaluate(names[0][1], {n: 1}, {}, system=system)


def test_too_deep_an_expression() -> None:
    expr = a
    for _ in range(5000):
        expr = Vec(expr)
    with pytest.raises(DeriveError, match="nested too deeply"):
        evaluate(expr, {}, {a: 1})


def test_defined_quantity_takes_no_value() -> None:
    p = Family("p", (n, 1))
    system = System((Definition(p[t], 2 * p[t - 1], low=1),))
    assert evaluate(p[2], {n: 1}, {p[0]: [3]}, system=system) == Matrix([12])
    with pytest.raises(DeriveError, match=r"p\[1\] is defined"):
        evaluate(p[2], {n: 1}, {p[0]: [3], p[1]: [3]}, system=system)


def test_long_rationals_of_a_recurrence_become_balls() -> None:
    p = Family("p", (1, 1))
    square = System((Definition(p[t], HadamardProduct(p[t - 1], p[t - 1]), low=1),))
    half = {p[0]: [Rational(1, 3)]}
    assert evaluate(p[5], {}, half, system=square)[0] == Rational(1, 3) ** 32
    found = evaluate(p[40], {}, half, system=square)[0]
    with mpmath.workdps(90):
        expected = mpmath.mpf(3) ** -(2**40)
        assert abs(mpmath.mpf(str(found)) / expected - 1) < mpmath.mpf(10) ** -58


def test_numbers_that_are_not_known_well_enough() -> None:
    from flint import arb

    from derive.audit.arrays import Array, spectral_norm
    from derive.audit.functions import absolute, apply
    from derive.audit.numbers import Dual, ImpreciseError, accurate, power, precision, rational

    wide, half = arb(0, 1), rational(Rational(1, 2))
    with precision(64):
        for vague in (
            lambda: apply("relu", 0, wide),
            lambda: apply("f", 0, arb("nan")),
            lambda: apply("sigma", 1, arb(0, 1000)),
            lambda: apply("exp", 0, arb("nan")),
            lambda: absolute(Dual(1, wide, {0: half})),
            lambda: power(arb(1, 1), half),
            lambda: spectral_norm(Array(1, 1, [wide])),
            lambda: spectral_norm(Array(1, 1, [arb("nan")])),
        ):
            with pytest.raises(ImpreciseError):
                vague()
        assert not accurate(arb("nan"), 5)
        assert not accurate(wide, 5)
    assert power(Dual(1, rational(2), {0: rational(1)}), rational(5)).tangents[0] == 80
