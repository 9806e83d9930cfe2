"""Derivatives by dual numbers: against SymPy's explicit derivatives and finite differences."""

import mpmath
import pytest
from hypothesis import given, strategies as st
from sympy import (
    Abs,
    BlockMatrix,
    Determinant,
    HadamardProduct,
    Inverse,
    Matrix,
    MatrixSymbol,
    Rational,
    Symbol,
    Trace,
    exp,
    sqrt,
    symbols,
    tanh,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    RELU,
    SIGMA,
    Activation,
    Definition,
    Family,
    Gradient,
    Jacobian,
    Opaque,
    PartialDerivative,
    SpectralNorm,
    System,
    Vec,
)
from derive.audit import evaluate
from derive.errors import DeriveError, ShapeError

n, d, k, t = symbols("n d k t", integer=True)
a, b = symbols("a b", real=True)
SIZES = {n: 2, d: 3}
W, x = MatrixSymbol("W", n, d), MatrixSymbol("x", d, 1)
A = MatrixSymbol("A", n, n)
POINT = {
    W: Matrix([[1, -2, Rational(1, 2)], [3, 1, -1]]),
    x: Matrix([Rational(1, 3), 2, -1]),
    A: Matrix([[2, 1], [-1, Rational(1, 2)]]),
    a: Rational(3, 2),
    b: Rational(-2, 3),
}

ALGEBRAIC = {
    "linear": (W * x, W),
    "transpose": ((W * x).T, x),
    "quadratic": (x.T * W.T * A * W * x, W),
    "inverse": (Inverse(A) * W, A),
    "determinant": (Determinant(A), A),
    "trace of a power": (Trace(A**3), A),
    "hadamard": (HadamardProduct(A, A * A), A),
    "vec": (Vec(A * A), A),
    "negative power": (A**-2, A),
    "scalar times matrix": (a**2 * A / (1 + a), a),
    "entry": (MatrixElement(A * A, 0, 1), A),
}


def _explicit(name: str) -> tuple[Matrix, dict[object, object]]:
    """The Jacobian of explicit entries with respect to entries, by SymPy's scalar derivative."""
    of, wrt = ALGEBRAIC[name]
    entries = {}
    substitution = {}
    for symbol, value in POINT.items():
        if isinstance(symbol, MatrixSymbol):
            rows, cols = value.shape
            names = Matrix(rows, cols, symbols(f"{symbol}_:{rows * cols}"))
            entries[symbol] = names
            substitution.update(zip(names, value, strict=True))
        else:
            substitution[symbol] = value
    sized = of.subs(SIZES)
    concrete = {s: MatrixSymbol(s.name, *v.shape) for s, v in entries.items()}
    sized = sized.subs(concrete)
    for symbol, names in entries.items():
        sized = sized.subs(concrete[symbol], names)
    value = sized.doit()
    value = value.arg if isinstance(value, Vec) else value
    column = Matrix(value).vec() if getattr(value, "is_Matrix", False) else Matrix([value])
    variables = entries[wrt].vec() if wrt in entries else Matrix([wrt])
    return column.jacobian(variables).subs(substitution), substitution


@pytest.mark.parametrize("name", ALGEBRAIC)
def test_jacobian_against_explicit_entries(name: str) -> None:
    expected, _ = _explicit(name)
    found = evaluate(Jacobian(*ALGEBRAIC[name]), SIZES, POINT)
    assert found == expected
    assert not found.is_zero_matrix


def test_gradient_has_the_shape_of_its_variable() -> None:
    loss = MatrixElement(x.T * W.T * A * W * x, 0, 0)
    gradient = evaluate(Gradient(loss, W), SIZES, POINT)
    jacobian = evaluate(Jacobian(loss, W), SIZES, POINT)
    assert gradient.shape == (2, 3)
    assert jacobian == gradient.vec().T
    with pytest.raises(ShapeError, match=r"gradient of .* 2 components"):
        evaluate(Gradient(W * x, W), SIZES, POINT)


SCALARS = {
    "exp": exp(a * b),
    "tanh": tanh(a + b**2),
    "sqrt": sqrt(1 + a**2) * b,
    "exact root": sqrt(a * Rational(8, 3)) * b,
    "power": (1 + a) ** (b + a),
    "quotient": (1 - b) / (2 + a * b),
    "sigma": SIGMA(a * b) * SIGMA.diff()(a),
    "unknown": Activation("f")(a * Activation("g")(b)),
    "abs": Abs(a * b) * a,
    "relu": RELU(a) * RELU(a * b) + RELU(a) * a,
}


def _finite_difference(expr: object, variable: Symbol, digits: int = 120) -> mpmath.mpf:
    h = Rational(1, 10**40)
    ends = [
        evaluate(expr, {}, {**POINT, variable: POINT[variable] + s * h}, digits=digits)
        for s in (1, -1)
    ]
    with mpmath.workdps(digits):
        up, down = (mpmath.mpf(str(e.evalf(digits))) for e in ends)
        return (up - down) / (2 * mpmath.mpf(10) ** -40)


@pytest.mark.parametrize("name", SCALARS)
@pytest.mark.parametrize("variable", [a, b])
def test_partial_derivative_against_finite_differences(name: str, variable: Symbol) -> None:
    expr = SCALARS[name]
    slope = evaluate(PartialDerivative(expr, variable), {}, POINT, digits=60)
    with mpmath.workdps(70):
        difference = _finite_difference(expr, variable) - mpmath.mpf(str(slope.evalf(70)))
        assert abs(difference) < mpmath.mpf(10) ** -55


@pytest.mark.parametrize("name", SCALARS)
def test_second_derivatives_nest_and_commute(name: str) -> None:
    first = PartialDerivative(SCALARS[name], a)
    mixed = evaluate(PartialDerivative(first, b), {}, POINT, digits=60)
    other = PartialDerivative(PartialDerivative(SCALARS[name], b), a)
    assert abs(mixed - evaluate(other, {}, POINT, digits=60)) < 10**-55
    with mpmath.workdps(70):
        difference = _finite_difference(first, b) - mpmath.mpf(str(mixed.evalf(70)))
        assert abs(difference) < mpmath.mpf(10) ** -55


def test_nested_derivatives_do_not_confuse_their_perturbations() -> None:
    """d/da (a · d/db (a + b)) is 1; mixing up the two infinitesimals gives 2."""
    inner = PartialDerivative(a + b, b)
    assert evaluate(PartialDerivative(a * inner, a), {}, POINT) == 1
    inner = PartialDerivative(a * b**2, b)
    assert evaluate(PartialDerivative(a * inner, a), {}, {a: 5, b: 7}) == 4 * 5 * 7
    third = PartialDerivative(PartialDerivative(PartialDerivative(a**4, a), a), a)
    assert evaluate(third, {}, {a: 2}) == 48


def test_hessian_of_a_quadratic_form() -> None:
    form = MatrixElement(x.T * W.T * W * x, 0, 0)
    hessian = evaluate(Jacobian(Gradient(form, x), x), SIZES, POINT)
    assert hessian == 2 * POINT[W].T * POINT[W]


p, q, r = Family("p", (n, 1)), Family("q", (n, 1)), Family("r", (n, 1))
#: q_t = p_t ⊙ p_t,  p_t = A q_{t−1}
CHAIN = System(
    (Definition(p[t], A * q[t - 1], low=1), Definition(q[t], HadamardProduct(p[t], p[t])))
)
START = {A: POINT[A], p[0]: [Rational(1, 2), 3]}


def value(expr: object, **index: int) -> Matrix:
    sizes = {n: 2, **{symbols(name, integer=True): v for name, v in index.items()}}
    return evaluate(expr, sizes, START, system=CHAIN)


def test_variable_is_cut_from_what_defines_it() -> None:
    assert value(Jacobian(p[1], p[2])).is_zero_matrix
    assert value(Jacobian(p[2], p[2])) == Matrix.eye(2)
    assert value(Jacobian(p[2], q[1])) == POINT[A]
    diagonal = Matrix.diag(*(2 * value(p[2])))
    assert value(Jacobian(q[2], p[2])) == diagonal
    assert value(Jacobian(p[2], q[2])).is_zero_matrix
    assert value(Jacobian(q[2], q[1])) == diagonal * POINT[A]
    assert value(Jacobian(p[t], q[k]), t=3, k=1) == POINT[A] * diagonal * POINT[A]


def test_held_members_are_constants() -> None:
    total = value(Jacobian(p[2], A))
    immediate = value(Jacobian(p[2], A, held=(q[1],)))
    through = value(Jacobian(p[2], q[1])) * value(Jacobian(q[1], A))
    assert total == immediate + through
    assert not through.is_zero_matrix
    assert value(Jacobian(p[2], A, held=(p[1],))) == immediate
    assert value(Jacobian(p[2], A, held=(q,))) == immediate


def test_held_family_leaves_the_differentiated_member_its_definition() -> None:
    immediate = value(Jacobian(p[2], A, held=(q[1],)))
    assert value(Jacobian(p[2], A, held=(p, q))) == immediate
    assert value(Jacobian(Vec(p[2]), A, held=(p, q))) == immediate
    entry = MatrixElement(p[2], 1, 0)
    assert value(Jacobian(entry, A, held=(p, q))) == immediate.row(1)
    assert value(Jacobian(p[2], A, held=(p[2],))).is_zero_matrix
    assert value(Jacobian(2 * p[2], A, held=(p,))).is_zero_matrix
    assert value(Jacobian(p[2], p[2], held=(p,))) == Matrix.eye(2)
    assert value(Jacobian(p[0], A, held=(p,))).is_zero_matrix
    assert value(Jacobian(p[2], A, held=(A,))) == value(Jacobian(p[2], A))  # the variable wins
    with pytest.raises(DeriveError, match="held fixed, but it is not a variable"):
        value(Jacobian(p[2], A, held=(2 * q[1],)))


def test_entries_as_variables() -> None:
    whole = value(Jacobian(q[2], A))
    for i, j, column in ((0, 0, 0), (1, 0, 1), (0, 1, 2), (1, 1, 3)):
        entry = MatrixElement(A, i, j)
        assert value(Jacobian(q[2], entry)) == whole.col(column)
        partial = PartialDerivative(MatrixElement(q[2], 1, 0), MatrixElement(A, k, t))
        assert value(partial, k=i, t=j) == whole[1, column]
    with pytest.raises(ShapeError, match=r"entry \(2, 0\) of A, which is 2×2"):
        value(Jacobian(q[2], MatrixElement(A, k, 0)), k=2)
    with pytest.raises(ShapeError, match="partial derivative of 2 components by 4"):
        value(PartialDerivative(q[2], A))


def test_stacked_variables_are_differentiated_together() -> None:
    both = BlockMatrix([[p[1]], [q[1]]])
    found = value(Jacobian(p[2], both))
    assert found == Matrix.zeros(2, 2).row_join(POINT[A])
    alone = value(Jacobian(p[2], p[1]))
    assert not alone.is_zero_matrix
    assert value(Jacobian(q[2], Vec(A))) == value(Jacobian(q[2], A))


def test_what_is_no_variable_is_refused() -> None:
    with pytest.raises(DeriveError, match=r"with respect to .*, which is not a variable"):
        value(Jacobian(p[2], A * A))
    with pytest.raises(DeriveError, match="which is an index or a size"):
        value(Jacobian(p[2], n))
    with pytest.raises(DeriveError, match="absolute value has no derivative at 0"):
        evaluate(PartialDerivative(Abs(a), a), {}, {a: 0})
    with pytest.raises(DeriveError, match="not differentiated"):
        value(Jacobian(SpectralNorm(A), A))


def test_second_derivative_through_a_cut() -> None:
    """∂²q/∂p∂p of q = p ⊙ p, and of a loss through two steps."""
    hessian = value(Jacobian(Jacobian(MatrixElement(q[2], 0, 0), p[2]), p[2]))
    assert hessian == Matrix([[2, 0], [0, 0]])
    entry = MatrixElement(q[2], 0, 0)
    mixed = value(Jacobian(Jacobian(entry, q[1]), A))
    other = value(Jacobian(Jacobian(entry, A, held=(q[1],)), A))
    assert mixed.shape == (2, 4)
    assert other.shape == (4, 4)
    # entry = (A₀·q)²: its derivative in q_j is 2 (A₀·q) A₀ⱼ
    s, row = value(p[2])[0], POINT[A].row(0)
    drop = value(Jacobian(MatrixElement(p[2], 0, 0), A))
    expected = Matrix(2, 4, lambda j, c: 2 * drop[c] * row[j] + 2 * s * int(c == 2 * j))
    assert mixed == expected


def test_derivative_through_an_opaque_function() -> None:
    L = Family("L")
    system = CHAIN.with_(opaque=(Opaque(L[t], (q[t], a)),))
    point = {**START, a: 5, L: lambda i, v, c: c * v[0] ** 2 * exp(i * v[1] - i * v[1]) + v[1]}
    sizes = {n: 2}
    q1 = value(q[1])
    found = evaluate(Jacobian(L[1], q[1]), sizes, point, system=system)
    assert found == Matrix([[10 * q1[0], 1]])
    assert evaluate(PartialDerivative(L[1], a), sizes, point, system=system) == q1[0] ** 2
    chain = found * value(Jacobian(q[1], A))
    assert evaluate(Jacobian(L[1], A), sizes, point, system=system) == chain
    with pytest.raises(DeriveError, match="no function is given for L"):
        evaluate(L[1], sizes, START, system=system)


def test_opaque_symbol_and_vector() -> None:
    y, c = MatrixSymbol("y", n, 1), Symbol("c")
    system = System((), opaque=(Opaque(y, (x,)), Opaque(c, (x,))))
    point = {**POINT, y: lambda v: Matrix([v[0] * v[1], v[2]]), c: lambda v: v[0] ** 2}
    assert evaluate(Jacobian(y, x), SIZES, point, system=system) == Matrix(
        [[2, Rational(1, 3), 0], [0, 0, 1]]
    )
    assert evaluate(c, SIZES, point, system=system) == Rational(1, 9)


@given(st.integers(1, 3), st.integers(0, 4), st.integers(0, 10**6))
def test_jacobian_of_random_recurrences(rows: int, steps: int, seed: int) -> None:
    """Forward mode against the product of the steps' own Jacobians."""
    from derive.audit import random_point

    sizes = {n: rows, t: steps}
    point = random_point(Jacobian(q[t], p[0]), sizes, CHAIN, seed)
    product = Matrix.eye(rows)
    for i in range(steps + 1):
        slope = Matrix.diag(*(2 * evaluate(p[i], sizes, point, system=CHAIN)))
        product = slope * (point[A] * product if i else product)
    assert evaluate(Jacobian(q[t], p[0]), sizes, point, system=CHAIN) == product
