"""Eigendecompositions, and what becomes of powers: checked against exact arithmetic and refuted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st
from sympy import (
    Abs,
    Identity,
    ImmutableDenseMatrix,
    Interval,
    MatMul,
    MatPow,
    Matrix,
    MatrixSymbol,
    Pow,
    Rational,
    Symbol,
    ZeroMatrix,
    diag,
    expand,
    eye,
    factorial,
    oo,
    sqrt,
    symbols,
)

from derive.algebra import SpectralNorm, System
from derive.calculus.behaviour import (
    growing_columns,
    jordan_block,
    rotation,
    spectral_behaviour,
)
from derive.calculus.spectra import WEIGHTS, Eigendecomposition, slope_comparison
from derive.errors import DeriveError, ShapeError
from derive.worksheets.derivation import prove

n = Symbol("n", integer=True)
W = Eigendecomposition(WEIGHTS, "W")


def status(draft):
    return prove(draft).status


def claim(draft, **changes):
    return replace(draft, statement=replace(draft.statement, **changes))


def proved(draft):
    found = prove(draft)
    assert found.status == "proved", found.reason
    return found


# -- the matrix of question 2c --


def test_the_eigendecomposition_is_found():
    assert W.values == [Rational(9, 10), Rational(2, 5)]
    assert W.orthonormal
    assert W.Q * W.Lambda * W.Q.inv() == WEIGHTS
    assert eye(2) == W.Q.T * W.Q
    assert W.Q.inv() == W.Q
    # up to signs these are the columns of the sheet's Q
    assert W.Q.applyfunc(abs) == Matrix([[3, 4], [4, 3]]) / 5
    assert W.decomposition.data["Q"] == W.Q


@pytest.mark.parametrize("key", W.drafts)
def test_every_draft_on_the_weights_is_proved(key):
    proved(W.drafts[key])


def test_the_thirtieth_power():
    visible = proved(W.visible(30)).rhs
    top, small = Fraction(9, 10) ** 30, Fraction(2, 5) ** 30
    expected = [
        [9 * top + 16 * small, 12 * (top - small)],
        [12 * (top - small), 16 * top + 9 * small],
    ]
    exact = proved(W.at(30)).rhs
    for i in range(2):
        for j in range(2):
            assert exact[i, j] == Rational(*(expected[i][j] / 25).as_integer_ratio())
            assert visible[i, j].doit() == exact[i, j]
            assert visible[i, j].has(Pow(Rational(9, 10), 30, evaluate=False))
    assert [round(float(e), 6) for e in exact] == [0.015261, 0.020348, 0.020348, 0.02713]


def test_the_decimals_are_within_half_a_unit_and_no_better_claim_passes():
    draft = W.decimals(30, 12)
    proved(draft)
    rounded, unit = draft.data["decimals"], draft.data["unit"]
    assert unit == Rational(1, 10**13)
    assert [Decimal(int(e.p)) / int(e.q) for e in rounded] == [
        (Decimal(int(v.p)) / int(v.q)).quantize(Decimal("1e-13")) for v in draft.data["value"]
    ]
    assert all(abs(e - v) <= unit / 2 for e, v in zip(rounded, draft.data["value"], strict=True))
    worst = max(abs(e - v) for e, v in zip(rounded, draft.data["value"], strict=True))
    assert status(claim(draft, rhs=Interval(-worst / 2, worst / 2))) == "unknown"
    off = draft.statement.lhs + ImmutableDenseMatrix([[unit, 0], [0, 0]])
    assert status(claim(draft, lhs=off)) == "unknown"
    proved(Eigendecomposition([[2, 0], [0, 0]]).decimals(3, 4))
    units = {"1/10": "1/1000", "9/100": "1/10000", "10": "1/10", "99/10": "1/100", "1/3": "1/1000"}
    for value, expected in units.items():
        assert Eigendecomposition([[value]]).decimals(1, 3).data["unit"] == Rational(expected)


def test_the_rank_one_part():
    terms = W.parts.data["terms"]
    assert [term.args[1].shape for term in terms] == [(2, 1), (2, 1)]
    for k in (0, 1, 6):
        total = sum((t.subs(n, k).doit().as_explicit() for t in terms), Matrix.zeros(2))
        assert total == WEIGHTS**k
    q = W.vectors[0]
    assert Matrix(W.dominant.statement.rhs.doit()) == q * q.T


def test_the_norm_is_at_most_the_largest_eigenvalue():
    proved(W.norm)
    assert status(claim(W.norm, rhs=Rational(899, 1000))) == "unknown"
    assert status(claim(W.norm, rhs=-W.norm.statement.rhs)) == "unknown"
    assert status(claim(W.norm, rhs=Symbol("c"))) == "unknown"
    negative = Eigendecomposition([[-1, 0], [0, 0]]).norm
    assert proved(negative).rhs == 1
    for false in (Rational(1, 2), 0):
        assert status(claim(negative, rhs=Rational(false))) == "unknown"
    shear = ImmutableDenseMatrix([[1, 2, 0], [0, 1, 0]])
    for bound, verdict in ((Rational(5, 2), "proved"), (Rational(12, 5), "unknown")):
        assert status(claim(W.norm, lhs=SpectralNorm(shear), rhs=bound)) == verdict
    assert float(shear.singular_values()[0]) == pytest.approx(1 + 2**0.5)
    norm = SpectralNorm(W.symbol)
    for lhs in (2 * norm, norm + 1, norm**2, Rational(0)):
        assert status(claim(W.norm, lhs=lhs)) == "unknown"
    proved(claim(W.norm, lhs=Rational(1, 2) * norm, rhs=Rational(9, 20)))
    m = Symbol("m", integer=True, positive=True)
    symbolic = replace(W.norm.proof, hints=())
    unread = claim(W.norm, lhs=SpectralNorm(MatrixSymbol("A", m, m)), system=System())
    assert status(replace(unread, proof=symbolic)) == "unknown"
    with pytest.raises(DeriveError, match="not symmetric"):
        _ = Eigendecomposition([[1, 1], [0, 2]]).norm


def mutants():
    yield claim(W.dominant, rhs=ZeroMatrix(2, 2))
    yield claim(W.dominant, rhs=ImmutableDenseMatrix(W.vectors[1] * W.vectors[1].T))
    yield claim(W.dominant, lhs=MatMul(Pow(Rational(11, 9), n), MatPow(W.symbol, n)))
    yield claim(W.vanishing, rhs=Identity(2))
    yield claim(W.vanishing, rhs=oo)
    yield claim(W.vanishing, lhs=MatMul(Pow(Rational(10, 9), n), MatPow(W.symbol, n)))
    yield claim(W.decomposition, rhs=MatMul(W.Q, W.Lambda, 2 * W.inverse))
    yield claim(W.inverse_of_Q, rhs=ImmutableDenseMatrix([[1, 1], [0, 1]]))
    yield claim(W.power, rhs=MatMul(W.Q, W.diagonal(n)))  # E6
    yield claim(W.parts, rhs=W.parts.data["terms"][0])


@pytest.mark.parametrize("mutant", list(mutants()), ids=lambda d: d.name)
def test_no_variant_passes(mutant):
    assert status(mutant) == "unknown"


def test_other_matrices():
    symmetric = Eigendecomposition([[2, 1], [1, 2]])
    assert (symmetric.values, symmetric.orthonormal) == ([3, 1], False)
    for given_ in ([[2, 1], [1, 2]], [[1, 2], [2, 4]], [[2, 0], [0, 2]], [["1/2"]], [[0]]):
        found = Eigendecomposition(given_)
        assert found.Q * found.Lambda * found.inverse == found.matrix
        for draft in found.drafts.values():
            proved(draft)
    assert "dominant" not in Eigendecomposition([[1, 0], [0, -1]]).drafts
    with pytest.raises(DeriveError, match="no single eigenvalue"):
        _ = Eigendecomposition([[1, 0], [0, -1]]).dominant
    with pytest.raises(DeriveError, match="not diagonalizable"):
        Eigendecomposition([[1, 1], [0, 1]])
    for irrational in ([[1, 1], [1, 0]], [[Symbol("a"), 0], [0, 1]]):
        with pytest.raises(DeriveError, match="rational eigenvalues only"):
            Eigendecomposition(irrational)
    with pytest.raises(ShapeError, match="1×2"):
        Eigendecomposition([[1, 2]])


def test_what_the_slope_changes():
    drafts = slope_comparison()
    for draft in drafts.values():
        proved(draft)
    assert drafts["limit"].data["both"] == Rational(225, 1000)
    assert status(
        claim(drafts["factor"], rhs=Pow(Rational(9, 10), drafts["limit"].statement.limit))
    )
    assert status(claim(drafts["limit"], rhs=Rational(1))) == "unknown"
    assert status(slope_comparison("5", "1/4")["limit"]) == "unknown"


def test_a_power_of_an_unknown_number_has_no_known_limit():
    limit = slope_comparison()["limit"]
    n = limit.statement.limit
    for base in (1 + Symbol("a"), Symbol("a"), sqrt(2) * Symbol("a") - 1):
        assert status(claim(limit, lhs=Pow(base, n))) == "unknown"


# -- behaviours --


@pytest.mark.parametrize("m", [2, 3, 4])
def test_jordan_blocks_grow_like_a_power_of_n(m):
    drafts = jordan_block(m)
    for draft in drafts.values():
        proved(draft)
    polynomial = drafts["corner"].data["polynomial"].as_poly(n)
    assert polynomial.degree() == m - 1
    assert polynomial.LC() == Rational(1, factorial(m - 1))
    J = Matrix(m, m, lambda i, j: int(j - i in (0, 1)))
    for k in (0, 1, 5, 12):
        assert drafts["power"].statement.rhs.subs(n, k) == J**k
    assert status(claim(drafts["limit"], rhs=-oo)) == "unknown"
    assert status(claim(drafts["limit"], rhs=Rational(1))) == "unknown"
    assert status(claim(drafts["corner"], rhs=n**m)) == "unknown"
    other = jordan_block(m, Rational(2))
    assert set(other) == {"power"}
    proved(other["power"])


def test_a_jordan_block_has_size_2_at_least():
    with pytest.raises(DeriveError, match="size 2 at least, not 1"):
        jordan_block(1)


def test_growth_is_along_the_eigenvector_not_in_a_column():
    drafts = growing_columns()
    for draft in drafts.values():
        proved(draft)
    assert drafts["all"].data["values"] == [2, Rational(1, 2)]
    assert status(claim(drafts["all"], rhs=-oo)) == "unknown"
    column = drafts["diagonal-second"]
    assert status(claim(column, rhs=ImmutableDenseMatrix([[0], [1]]))) == "unknown"


def test_a_rotation_is_periodic():
    drafts = rotation()
    for draft in drafts.values():
        proved(draft)
    R = Matrix([[0, -1], [1, 0]])
    assert -eye(2) == R**2
    assert eye(2) == R**4
    power = drafts["periodic"].statement.rhs
    assert status(claim(drafts["turned"], rhs=power)) == "unknown"
    limit = claim(drafts["turned"], lhs=power, rhs=ZeroMatrix(2, 2), relation="->", limit=n)
    assert status(limit) == "unknown"


F = Fraction
BEHAVIOUR = {
    "contracting": ([["0.58", "0.24"], ["0.24", "0.72"]], "contracting", Rational(9, 10)),
    "contracting spiral": ([["1/2", "-1/2"], ["1/2", "1/2"]], "contracting", sqrt(2) / 2),
    "contracting irrational": ([["1/2", "1/2"], ["1/2", 0]], "contracting", (1 + sqrt(5)) / 4),
    "contracting jordan": ([["1/2", 1], [0, "1/2"]], "contracting", Rational(1, 2)),
    "nilpotent": ([[0, 1], [0, 0]], "contracting", 0),
    "growing": ([["5/4", "3/4"], ["3/4", "5/4"]], "growing", 2),
    "growing irrational": ([[1, 1], [1, 0]], "growing", (1 + sqrt(5)) / 2),
    "growing, alternating": ([[-2, 1], [0, 1]], "growing", 2),
    "growing jordan": ([[2, 1], [0, 2]], "growing", 2),
    "growing downwards": ([[3, 0], [-1, 1]], "growing", 3),
    "growing spiral": ([[1, -1], [1, 1]], "growing", sqrt(2)),
    "number": ([[3]], "growing", 3),
    "negative number": ([[-3]], "growing", 3),
    "identity": ([[1, 0], [0, 1]], "identity", 1),
    "converging": ([["1/2", "1/2"], ["1/4", "3/4"]], "converging", 1),
    "defective": ([[1, 1], [0, 1]], "defective", 1),
    "defective downwards": ([[1, -1], [0, 1]], "defective", 1),
    "defective 3": ([[1, 1, 0], [0, 1, 1], [0, 0, 1]], "defective", 1),
    "defective at -1": ([[-1, 1], [0, -1]], "defective", 1),
    "defective turn": ([[0, 1, 1, 0], [-1, 0, 0, 1], [0, 0, 0, 1], [0, 0, -1, 0]], "defective", 1),
    "quarter turn": ([[0, -1], [1, 0]], "rotating", 1),
    "skew quarter turn": ([[1, 5], ["-2/5", -1]], "rotating", 1),
    "sixth turn": ([[1, -1], [1, 0]], "rotating", 1),
    "reflection": ([[0, 1], [1, 0]], "rotating", 1),
    "reflection and less": ([[0, 1, 0], [1, 0, 0], [0, 0, "1/2"]], "rotating", 1),
    "endless turn": ([["3/5", "-4/5"], ["4/5", "3/5"]], "rotating", 1),
    "skew endless turn": ([["3/5", "-8/5"], ["2/5", "3/5"]], "rotating", 1),
}


@pytest.mark.parametrize("key", BEHAVIOUR)
def test_behaviour(key):
    given_, kind, radius = BEHAVIOUR[key]
    found = proved(spectral_behaviour(given_))
    data = found.data
    assert data["kind"] == kind
    assert expand(data["radius"] - radius) == 0
    M = data["matrix"]
    if "vector" in data and data["order"] == 0:
        image = M * data["vector"] - data["value"] * data["vector"]
        assert image.applyfunc(expand) == Matrix.zeros(M.rows, 1)
    if data.get("period"):
        p = data["period"]
        on = [v for v in data["eigenvalues"] if Abs(v) == 1]
        assert all(expand(v**p) == 1 for v in on)
        assert not all(expand(v**q) == 1 for v in on for q in range(1, p))
    if "projector" in data:
        P = Matrix(data["projector"])
        assert P * P == P
        assert M * P == P


@pytest.mark.parametrize("key", BEHAVIOUR)
def test_a_wrong_behaviour_is_refused(key):
    draft = spectral_behaviour(BEHAVIOUR[key][0])
    statement = draft.statement
    if statement.relation == "->":
        shape = getattr(statement.lhs, "shape", None)
        wrong = [-statement.rhs] if statement.rhs in (oo, -oo) else [oo]
        wrong += [Rational(1)] if shape is None else [ImmutableDenseMatrix.ones(*shape)]
    else:
        wrong = [MatMul(2, statement.rhs)]
    for rhs in wrong:
        assert status(claim(draft, rhs=rhs)) == "unknown"


def test_orders_of_growth():
    orders = {key: spectral_behaviour(BEHAVIOUR[key][0]).data.get("order") for key in BEHAVIOUR}
    assert orders["defective"] == orders["defective turn"] == orders["defective at -1"] == 1
    assert orders["defective 3"] == 2
    assert orders["growing"] == 0


def test_what_is_out_of_reach():
    found = prove(spectral_behaviour([[0, 0, 1], [1, 0, 1], [0, 1, 0]]))
    assert found.status == "unknown"
    assert "irreducible factor x**3 - x - 1" in found.reason
    assert found.data["kind"] == "unknown"
    assert len(found.data["rounded"]) == 3
    a, b = symbols("a b")
    with pytest.raises(DeriveError, match="rational entries"):
        spectral_behaviour([[a, b], [b, a]])
    with pytest.raises(ShapeError, match="2×3"):
        spectral_behaviour([[1, 2, 3], [4, 5, 6]])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-2, 2), min_size=4, max_size=4), st.sampled_from([1, 2, 3]))
def test_every_small_matrix_has_a_proved_behaviour(entries, over):
    M = Matrix(2, 2, entries) / over
    found = proved(spectral_behaviour(M))
    radius = max(abs(complex(v)) for v in M.eigenvals())
    kinds = {"contracting": radius < 1 - 1e-9, "growing": radius > 1 + 1e-9}
    assert kinds.get(found.data["kind"], abs(radius - 1) < 1e-9)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.builds(Fraction, st.integers(-3, 3), st.integers(1, 3)), min_size=2, max_size=2),
    st.lists(st.integers(-3, 3), min_size=4, max_size=4).filter(
        lambda e: e[0] * e[3] - e[1] * e[2]
    ),
)
def test_random_eigendecompositions(values, entries):
    Q = Matrix(2, 2, entries)
    M = Q * diag(*(Rational(v.numerator, v.denominator) for v in values)) * Q.inv()
    found = Eigendecomposition(M)
    assert sorted(found.values) == sorted(Rational(v.numerator, v.denominator) for v in values)
    for draft in found.drafts.values():
        proved(draft)
