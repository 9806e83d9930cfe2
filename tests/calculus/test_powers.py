"""Powers of matrices: what is proved agrees with exact arithmetic, and nothing wrong is proved."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st
from sympy import (
    Abs,
    BlockMatrix,
    DiagMatrix,
    HadamardPower,
    I,
    Identity,
    ImmutableDenseMatrix,
    Inverse,
    MatMul,
    MatPow,
    Matrix,
    MatrixSymbol,
    Pow,
    Rational,
    Symbol,
    Transpose,
    diag,
    expand,
    eye,
    simplify,
    sqrt,
    symbols,
    zeros,
)

from derive.calculus.closed_forms import Powers, matrix_power
from derive.calculus.covariants import Spectrum, exact_matrix
from derive.calculus.powers import JordanCounterexample, PowerByEigendecomposition
from derive.calculus.steps import Chain, Draft, Hint, Induction, Statement
from derive.errors import DeriveError, ShapeError
from derive.worksheets.derivation import prove

n = Symbol("n", integer=True)


def status(draft):
    return prove(draft).status


def claim(draft, **changes):
    """The same proof for another statement."""
    return replace(draft, statement=replace(draft.statement, **changes))


def last_step(draft, after):
    """The same induction, its last step and its statement ending in ``after``."""
    proof = draft.proof
    steps = proof.step.steps
    changed = Chain((*steps[:-1], replace(steps[-1], after=after)))
    return replace(
        claim(draft, rhs=after), proof=Induction(proof.index, proof.start, proof.base, changed)
    )


def at(draft, k):
    """The closed form at n = k, exactly."""
    entries = draft.statement.rhs.subs(draft.statement.lhs.args[1], k).doit()
    return Matrix(entries).applyfunc(lambda e: expand(simplify(e)))


def agrees(draft, M, exponents=(0, 1, 2, 3, 5)):
    start = draft.data["start"]
    for k in exponents:
        expected = Matrix(M) ** k
        found = at(draft, k) if k >= start else Matrix(draft.data["initial"][k])
        assert found == expected, (M, k)


# -- symbolic matrices --


@pytest.mark.parametrize("key", PowerByEigendecomposition().drafts)
def test_every_symbolic_draft_is_proved(key):
    draft = PowerByEigendecomposition().drafts[key]
    assert status(draft) == "proved", prove(draft).reason


def test_the_induction_has_base_hypothesis_and_step():
    parts = list(PowerByEigendecomposition().power.parts())
    assert [part.role for part in parts] == ["base", "step"]
    assert parts[0].start == 0
    assert "hypothesis" in [step.rule for step in parts[1].steps]
    assert "inverse" in [step.rule for step in parts[0].steps]
    for part in parts:
        for step, after in zip(part.steps, part.steps[1:], strict=False):
            assert step.after == after.before


@pytest.mark.parametrize("key", ["power", "entrywise", "vanishing", "ones", "ones_power"])
def test_without_an_inverse_of_Q_nothing_follows(key):
    found = prove(PowerByEigendecomposition(invertible=False).drafts[key])
    assert found.status == "unknown"
    while found.uses and found.reason.startswith("it builds on"):
        found = next(used for used in found.uses if used.status == "unknown")
    assert found.reason == "the inverse of Q is used, but Q is not said to be invertible"


def test_what_needs_no_inverse_does_without():
    p = PowerByEigendecomposition(invertible=False)
    assert {status(p.drafts[k]) for k in ("diagonal", "eigenvector", "growth")} == {"proved"}


def mutants():
    p = PowerByEigendecomposition()
    m, Q, L, M, v, a = p.m, p.Q, p.Lambda, p.M, p.v, p.eigenvalue
    yield last_step(p.power, MatMul(Q, MatPow(L, n)))  # E6: the right factor forgotten
    yield last_step(p.power, MatMul(Inverse(Q), MatPow(L, n), Q))
    yield last_step(p.power, MatMul(Q, MatPow(L, n + 1), Inverse(Q)))
    yield last_step(p.diagonal, DiagMatrix(HadamardPower(p.eigenvalues, n + 1)))
    yield last_step(p.eigenvector, MatMul(a ** (n - 1), v))
    yield last_step(p.orthogonal, MatMul(2, Identity(m)))
    yield claim(p.length, rhs=Pow(Abs(a), n + 1))
    yield claim(p.length, rhs=Pow(a, n))
    yield claim(p.growth, relation="<")
    yield claim(p.growth, lhs=Pow(Abs(a), n + 1))
    yield claim(p.vanishing, system=p.system)  # |λ| < 1 not assumed
    yield claim(p.vanishing, rhs=Identity(m))
    yield claim(p.ones, system=p.system)
    yield claim(p.ones_power, rhs=M)
    yield claim(p.orthogonal, system=replace(p.system, equations=()))
    yield claim(p.power, given=())  # n < 0 not excluded


@pytest.mark.parametrize(
    "mutant", list(mutants()), ids=lambda d: f"{d.name}: {d.statement.rhs}"[:60]
)
def test_no_variant_of_a_symbolic_statement_passes(mutant):
    assert status(mutant) == "unknown"


def test_the_general_formula_holds_in_numbers():
    Q, L = Matrix([[1, 2], [3, 5]]), diag(Rational(1, 2), -3)
    M = Q * L * Q.inv()
    p = PowerByEigendecomposition()
    rhs = p.entrywise.statement.rhs
    for k in (0, 1, 4):
        values = {p.Q: Q, p.eigenvalues: Matrix([Rational(1, 2), -3])}
        powers = diag(*(value**k for value in values[p.eigenvalues]))
        assert rhs.args[0] == p.Q
        assert rhs.args[2] == Inverse(p.Q)
        assert Q * powers * Q.inv() == M**k


def test_a_jordan_block_has_no_such_Q():
    for draft in JordanCounterexample().drafts.values():
        assert status(draft) == "proved", prove(draft).reason
    example = JordanCounterexample()
    assert example.J * example.Q == example.Q
    assert example.Q.det() == 0
    assert status(claim(example.differs, rhs=ImmutableDenseMatrix([[1, 0], [0, 1]]))) == "unknown"


# -- explicit matrices --

MATRICES = {
    "weights": [["0.58", "0.24"], ["0.24", "0.72"]],
    "fibonacci": [[1, 1], [1, 0]],
    "quarter turn": [[0, -1], [1, 0]],
    "sixth turn": [[1, -1], [1, 0]],
    "turn of infinite order": [["3/5", "-4/5"], ["4/5", "3/5"]],
    "square roots": [[0, 2], [1, 0]],
    "jordan 3 at 2": [[2, 1, 0], [0, 2, 1], [0, 0, 2]],
    "jordan at a fraction": [["1/2", 1], [0, "1/2"]],
    "jordan at -1": [[-1, 1], [0, -1]],
    "nilpotent": [[0, 1], [0, 0]],
    "nilpotent and 2": [[0, 1, 0], [0, 0, 0], [0, 0, 2]],
    "projector": [[1, 0], [0, 0]],
    "irrational jordan": [[0, 2, 1, 0], [1, 0, 0, 1], [0, 0, 0, 2], [0, 0, 1, 0]],
    "two fields": [[0, 2, 0, 0], [1, 0, 0, 0], [0, 0, 0, 3], [0, 0, 1, 0]],
    "zero": [[0, 0], [0, 0]],
    "number": [[5]],
    "zero number": [[0]],
}


@pytest.mark.parametrize("key", MATRICES)
def test_the_closed_form_is_proved_and_agrees(key):
    draft = matrix_power(MATRICES[key], n)
    assert status(draft) == "proved", prove(draft).reason
    agrees(draft, exact_matrix(MATRICES[key]), exponents=(0, 1, 2, 5))


@pytest.mark.parametrize("key", MATRICES)
@pytest.mark.parametrize("k", [0, 1, 2, 7, 30])
def test_integer_powers_are_exact(key, k):
    found = prove(matrix_power(MATRICES[key], k))
    assert found.status == "proved", found.reason
    assert Matrix(found.rhs) == Matrix(exact_matrix(MATRICES[key])) ** k


@pytest.mark.parametrize("key", MATRICES)
def test_a_wrong_closed_form_is_refused(key):
    draft = matrix_power(MATRICES[key], n)
    power = Powers(MATRICES[key]).spectrum.power
    size = draft.statement.rhs.rows
    entry = ImmutableDenseMatrix(size, size, lambda i, j: int((i, j) == (size - 1, 0)))
    assert status(claim(draft, rhs=draft.statement.rhs + entry)) == "unknown"
    if power(n) != power(n + 1):
        assert status(claim(draft, rhs=power(n + 1))) == "unknown"
    if draft.data["start"]:
        assert status(claim(draft, given=(n >= 0,))) == "unknown"  # 0⁰ is 1


def test_the_powers_stay_visible():
    draft = matrix_power(MATRICES["weights"], 30, name="W")
    assert draft.name == "w-power-30"
    top, small = (Pow(Rational(*q), 30, evaluate=False) for q in ((9, 10), (2, 5)))
    assert draft.data["visible"][0, 0].has(top)
    assert draft.data["visible"][0, 0].has(small)
    # E6: what was claimed of W³⁰ is not it, and the eigenvalues' parts are those of the audit
    assert draft.data["visible"][0, 0].doit() == (9 * top.doit() + 16 * small.doit()) / 25
    claimed = ImmutableDenseMatrix(
        [
            [Rational(3, 5) * top, Rational(4, 5) * small],
            [Rational(4, 5) * top, Rational(3, 5) * small],
        ]
    )
    assert status(claim(draft, rhs=claimed)) == "unknown"


@pytest.mark.parametrize("key", ["weights", "fibonacci", "jordan at a fraction", "number"])
@pytest.mark.parametrize("k", [-1, -2, -5])
def test_negative_powers_of_invertible_matrices(key, k):
    found = prove(matrix_power(MATRICES[key], k))
    assert found.status == "proved", found.reason
    assert Matrix(found.rhs) == Matrix(exact_matrix(MATRICES[key])) ** k
    assert status(claim(found.draft, rhs=2 * found.rhs)) == "unknown"


def test_errors_are_one_clear_line():
    a, b = symbols("a b")
    cases = [
        (([[1, 2, 3], [4, 5, 6]], 2), ShapeError, "2×3"),
        (([[1, 2], [2, 4]], -1), DeriveError, "determinant 0"),
        (([[0]], -1), DeriveError, "determinant 0"),
        (([[a, b], [b, a]], n), DeriveError, "rational entries"),
        (([[a, 0], [0, 0]], n), DeriveError, "none 0"),
        (([[a, b], [b, a]], -1), DeriveError, "rational"),
        (([[a, b], [b, a]], 40), DeriveError, "above 12"),
        ((MatrixSymbol("A", 2, 2), 2), DeriveError, "explicit"),
        ((eye(2), Rational(1, 2)), DeriveError, "exponent"),
        ((eye(2), Symbol("x", integer=False)), DeriveError, "exponent"),
        (([[1, 2], [3]], 2), DeriveError, "not a matrix"),
        (([], 2), ShapeError, "0×0"),
    ]
    for arguments, kind, words in cases:
        with pytest.raises(kind, match=words) as caught:
            matrix_power(*arguments)
        assert "\n" not in str(caught.value)


def test_symbols_and_roots_as_entries():
    a, b, c, d = symbols("a:d")
    found = prove(matrix_power([[a, b], [c, d]], 3))
    assert found.status == "proved"
    assert (Matrix(found.rhs) - Matrix([[a, b], [c, d]]) ** 3).applyfunc(expand) == zeros(2)
    diagonal = prove(matrix_power(diag(a, 2), n))
    assert diagonal.status == "proved"
    assert diagonal.rhs == ImmutableDenseMatrix([[a**n, 0], [0, 2**n]])
    assert (
        status(claim(diagonal.draft, rhs=ImmutableDenseMatrix([[a**n, 0], [0, 3**n]]))) == "unknown"
    )
    rooted = prove(matrix_power([[sqrt(2), 1], [0, 3]], 2))
    assert rooted.status == "proved"
    assert rooted.rhs == ImmutableDenseMatrix([[2, 3 + sqrt(2)], [0, 9]])
    # a quantity may not be called imaginary: unknown, never wrong
    assert status(matrix_power([[I, 0], [0, 1]], 2)) == "unknown"
    named = matrix_power([[Symbol("M"), 1], [0, 1]], 2)
    assert named.statement.lhs.args[0].name == "M'"
    assert status(named) == "proved"


def test_a_cubic_is_left_open_with_its_reason():
    M = [[0, 0, 1], [1, 0, 1], [0, 1, 0]]
    found = prove(matrix_power(M, n))
    assert found.status == "unknown"
    assert "x**3 - x - 1" in found.reason
    assert found.data["eigenvalues"] is None
    assert status(found.data["recurrence"]) == "proved"
    for k in (0, 3, 6):  # the formula over the roots is right, only not proved
        numbers = found.rhs.subs(n, k).doit()
        assert numbers.applyfunc(lambda e: e.evalf(20)).applyfunc(round) == Matrix(M) ** k
    for k in (0, 1, 10):
        assert status(matrix_power(M, k)) == "proved"
    repeated = Matrix(BlockMatrix([[Matrix(M), eye(3)], [zeros(3), Matrix(M)]]))
    assert isinstance(matrix_power(repeated, n).statement.rhs, MatPow)


def test_a_draft_is_made_once():
    powers = Powers([[1, 1], [0, 1]])
    assert powers.at(3) is powers.at(3)
    assert powers.closed() is powers.closed()


def test_the_recurrence_is_cayley_and_hamilton():
    draft = Powers([[1, 2], [3, 4]]).recurrence()
    assert status(draft) == "proved"
    M = Matrix([[1, 2], [3, 4]])
    assert M**5 == 5 * M**4 + 2 * M**3
    k, A = draft.statement.lhs.args[1], draft.statement.lhs.args[0]
    wrong = MatMul(5, MatPow(A, k - 1))
    assert status(claim(draft, rhs=wrong)) == "unknown"


rationals = st.builds(Fraction, st.integers(-4, 4), st.sampled_from([1, 2, 3, 10]))


def exact(value):
    return Rational(value.numerator, value.denominator)


@st.composite
def conjugated(draw, size=2):
    """QJQ⁻¹ for a diagonal or Jordan matrix J with rational eigenvalues."""
    values = [exact(draw(rationals)) for _ in range(size)]
    J = diag(*values)
    if draw(st.booleans()):
        J = Matrix(size, size, lambda i, j: values[0] if i == j else int(j == i + 1))
    entries = st.lists(st.integers(-3, 3), min_size=size * size, max_size=size * size)
    Q = draw(entries.map(lambda e: Matrix(size, size, e)).filter(lambda q: q.det() != 0))
    return Q * J * Q.inv()


@settings(max_examples=25, deadline=None)
@given(conjugated())
def test_closed_forms_of_random_matrices(M):
    draft = matrix_power(M, n)
    assert status(draft) == "proved", prove(draft).reason
    agrees(draft, M)


@settings(max_examples=4, deadline=None)
@given(conjugated(3))
def test_closed_forms_of_random_matrices_of_size_3(M):
    draft = matrix_power(M, n)
    assert status(draft) == "proved", prove(draft).reason
    agrees(draft, M)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=4, max_size=4))
def test_any_small_whole_matrix_has_a_proved_closed_form(entries):
    M = Matrix(2, 2, entries)
    draft = matrix_power(M, n)
    assert status(draft) == "proved", prove(draft).reason
    agrees(draft, M, exponents=(0, 1, 4))


def test_the_pieces_add_up_to_the_matrix():
    for given_ in MATRICES.values():
        spectrum = Spectrum(exact_matrix(given_))
        first = [p for p in spectrum.pieces if p.k == 0]
        total = sum((Matrix(p.matrix) for p in first), zeros(spectrum.size))
        assert total.applyfunc(expand) == eye(spectrum.size)


def test_a_transposed_product_is_found_only_where_its_sum_stands_alone():
    """Rewriting by RᵀR = I must not touch Σ_k R_ki R_kj x_k."""
    p = PowerByEigendecomposition()
    R = MatrixSymbol("R", p.m, p.m)
    D = MatrixSymbol("D", p.m, 1)
    square = MatMul(Transpose(R), DiagMatrix(D), R)
    statement = Statement(square, DiagMatrix(D), p.orthogonal.statement.system)
    step = p.orthogonal.proof.step.steps[-1]
    proof = Chain(
        (replace(step, before=square, after=DiagMatrix(D), hints=(Hint("equation", 0),)),)
    )
    assert status(Draft("wrong", "", statement, proof)) == "unknown"
