"""Question 2b: Mⁿ = QΛⁿQ⁻¹ for a diagonalizable matrix of any size, by induction on n.

Source: Horn and Johnson, *Matrix Analysis* (2013), 1.3 (similarity and diagonalization) and 3.1
(the Jordan form, for the matrix that has no such Q).
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sympy import (
    Abs,
    DiagMatrix,
    Ge,
    HadamardPower,
    Identity,
    ImmutableDenseMatrix,
    Inverse,
    MatMul,
    MatPow,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Pow,
    S,
    Symbol,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import Definition, SpectralNorm, System
from derive.calculus.steps import Chain, Draft, Entrywise, Hint, Induction, Statement, Step

__all__ = [
    "JordanCounterexample",
    "PowerByEigendecomposition",
    "chain",
    "from_zero",
    "power_law",
    "zeroth",
]


def zeroth(matrix: Any) -> Any:
    """M⁰, not yet written as the identity."""
    return MatPow(matrix, 0, evaluate=False)


def from_zero(n: Any, start: Any = 0) -> tuple[Any, ...]:
    """The condition n ≥ 0 (or n ≥ start), kept even where SymPy knows it."""
    return (Ge(n, start, evaluate=False),)


def chain(start: Any, *links: tuple[Any, ...]) -> Chain:
    """A chain of steps from ``start``: each link is (rule, after, hints, sentence)."""
    steps, before = [], start
    for rule, after, *more in links:
        hints, says = (*more, (), "")[:2] if len(more) < 2 else more
        steps.append(Step(rule, before, after, hints or (), says or ""))
        before = after
    return Chain(tuple(steps))


def power_law(M: Any, p: Any, q: Any, system: System, name: str = "power-law") -> Draft:
    """MᵖM^q = M^{p+q} for p, q ≥ 0, by induction on q; M is any square matrix of the system.

    >>> from derive.worksheets.derivation import prove
    >>> p, q = (Symbol(s, integer=True) for s in "pq")
    >>> prove(power_law(MatrixSymbol("M", 3, 3), p, q, System())).status
    'proved'
    """
    first, whole = MatPow(M, p), MatPow(M, p + q)
    lhs = MatMul(first, MatPow(M, q))
    one = MatMul(first, Identity(M.shape[0]))
    base = chain(
        MatMul(first, zeroth(M)),
        ("unit", one, (), "the product of no factors is the identity"),
    )
    step = chain(
        lhs,
        (
            "split",
            MatMul(first, MatPow(M, q - 1), M),
            (Hint("split", q),),
            "the last factor apart",
        ),
        ("hypothesis", MatMul(MatPow(M, p + q - 1), M), (Hint("hypothesis"),)),
        ("split", whole, (Hint("split", p + q),), "the last factor taken in"),
    )
    given = (*from_zero(p), *from_zero(q))
    statement = Statement(lhs, whole, system, given=given)
    return Draft(name, "The product of two powers", statement, Induction(q, 0, base, step))


class PowerByEigendecomposition:
    """The drafts of question 2b, for symbols M = QΛQ⁻¹ of size m × m, Λ = diag(λ).

    ``invertible=False`` leaves out the assumption that Q has an inverse: then nothing can be
    derived, and the kernel's reason says so.

    >>> from derive.worksheets.derivation import prove
    >>> print(prove(PowerByEigendecomposition().power).rhs)
    Q*Lambda**n*Q**(-1)
    >>> prove(PowerByEigendecomposition(invertible=False).power).status
    'unknown'
    """

    def __init__(self, m: Any = None, n: Any = None, *, invertible: bool = True) -> None:
        self.m = Symbol("m", integer=True, positive=True) if m is None else m
        self.n = Symbol("n", integer=True) if n is None else n
        m = self.m
        self.M, self.Q = MatrixSymbol("M", m, m), MatrixSymbol("Q", m, m)
        self.eigenvalues = MatrixSymbol("lambda", m, 1)
        self.Lambda = MatrixSymbol("Lambda", m, m)
        self.diagonal_form = Definition(self.Lambda, DiagMatrix(self.eigenvalues))
        body = MatMul(self.Q, self.Lambda, Inverse(self.Q))
        self.system = System(
            (self.diagonal_form, Definition(self.M, body)),
            invertible=(self.Q,) if invertible else (),
            name="M is diagonalizable",
        )
        self.given = from_zero(self.n)
        # one eigenpair of any square matrix
        self.v = MatrixSymbol("v", m, 1)
        self.eigenvalue = Symbol("mu", real=True)
        pair = (MatMul(self.M, self.v), MatMul(self.eigenvalue, self.v))
        unit = (SpectralNorm(self.v), S.One)
        self.pair = System(equations=(pair,), name="v is an eigenvector of M")
        self.unit_pair = System(equations=(pair, unit), name="v is a unit eigenvector of M")

    @cached_property
    def diagonal(self) -> Draft:
        """Λⁿ = diag(λ₁ⁿ, …, λₘⁿ)."""
        n, L = self.n, self.Lambda
        entries = DiagMatrix(HadamardPower(self.eigenvalues, n))
        before = DiagMatrix(HadamardPower(self.eigenvalues, n - 1))
        base = chain(
            zeroth(L),
            ("unit", Identity(self.m), (), "the product of no factors is the identity"),
            ("entries", entries.subs(n, 0), (), "every number to the power 0 is 1"),
        )
        step = chain(
            MatPow(L, n),
            ("split", MatMul(MatPow(L, n - 1), L), (Hint("split", n),), "the last factor apart"),
            ("hypothesis", MatMul(before, L), (Hint("hypothesis"),)),
            (
                "entries",
                entries,
                (Hint("unfold", L),),
                "diagonal matrices multiply entry by entry",
            ),
        )
        system = System((self.diagonal_form,))
        statement = Statement(MatPow(L, n), entries, system, given=self.given)
        title = "The power of a diagonal matrix"
        return Draft("power-diagonal", title, statement, Induction(n, 0, base, step))

    @cached_property
    def power(self) -> Draft:
        """Mⁿ = QΛⁿQ⁻¹: base n = 0 by QQ⁻¹ = I, hypothesis for n − 1, step by Q⁻¹Q = I."""
        n, M, Q, L = self.n, self.M, self.Q, self.Lambda
        inverse = Inverse(Q)
        result = MatMul(Q, MatPow(L, n), inverse)
        before = MatMul(Q, MatPow(L, n - 1), inverse)
        base = chain(
            zeroth(M),
            ("unit", Identity(self.m), (), "the product of no factors is the identity"),
            ("inverse", MatMul(Q, inverse), (), "Q times its inverse is the identity"),
            ("unit", MatMul(Q, zeroth(L), inverse), (), "Λ to the power 0 is the identity"),
        )
        step = chain(
            MatPow(M, n),
            ("split", MatMul(MatPow(M, n - 1), M), (Hint("split", n),), "the last factor apart"),
            ("hypothesis", MatMul(*before.args, M), (Hint("hypothesis"),)),
            (
                "definition",
                MatMul(*before.args, Q, L, inverse),
                (Hint("unfold", M),),
                "M written by its eigendecomposition",
            ),
            (
                "inverse",
                MatMul(Q, MatPow(L, n - 1), L, inverse),
                (),
                "the inverse of Q meets Q, and their product is the identity",
            ),
            ("split", result, (Hint("split", n),), "one factor Λ more"),
        )
        statement = Statement(MatPow(M, n), result, self.system, given=self.given)
        title = "The power of a diagonalizable matrix"
        return Draft("power-eigendecomposition", title, statement, Induction(n, 0, base, step))

    @cached_property
    def entrywise(self) -> Draft:
        """Mⁿ = Q diag(λ₁ⁿ, …, λₘⁿ) Q⁻¹."""
        n, Q = self.n, self.Q
        named = MatMul(Q, MatPow(self.Lambda, n), Inverse(Q))
        result = MatMul(Q, DiagMatrix(HadamardPower(self.eigenvalues, n)), Inverse(Q))
        proof = chain(
            MatPow(self.M, n),
            ("lemma", named, (Hint("use", self.power),), "by the induction above"),
            ("lemma", result, (Hint("use", self.diagonal),), "the power of a diagonal matrix"),
        )
        statement = Statement(MatPow(self.M, n), result, self.system, given=self.given)
        title = "The power by the powers of the eigenvalues"
        return Draft("power-entrywise", title, statement, proof, (self.power, self.diagonal))

    @cached_property
    def eigenvector(self) -> Draft:
        """Mv = λv ⇒ Mⁿv = λⁿv, for any square M."""
        n, M, v, a = self.n, self.M, self.v, self.eigenvalue
        base = chain(
            MatMul(zeroth(M), v),
            ("unit", v, (), "both powers with exponent 0 are the identity"),
            ("arithmetic", MatMul(Pow(a, 0), v)),
        )
        step = chain(
            MatMul(MatPow(M, n), v),
            ("split", MatMul(MatPow(M, n - 1), M, v), (Hint("split", n),), "the last factor apart"),
            (
                "assumed",
                MatMul(a, MatPow(M, n - 1), v),
                (Hint("equation", 0),),
                "v is an eigenvector",
            ),
            ("hypothesis", MatMul(a, Pow(a, n - 1), v), (Hint("hypothesis"),)),
            ("arithmetic", MatMul(Pow(a, n), v)),
        )
        lhs, rhs = MatMul(MatPow(M, n), v), MatMul(Pow(a, n), v)
        statement = Statement(lhs, rhs, self.pair, given=self.given)
        title = "A power along an eigenvector"
        return Draft("power-eigenvector", title, statement, Induction(n, 0, base, step))

    @cached_property
    def length(self) -> Draft:
        """‖Mⁿv‖ = |λ|ⁿ for a unit eigenvector v."""
        n, v, a = self.n, self.v, self.eigenvalue
        lhs = SpectralNorm(MatMul(MatPow(self.M, n), v))
        scaled = Mul(Pow(Abs(a), n), SpectralNorm(v), evaluate=False)
        proof = chain(
            lhs,
            ("lemma", SpectralNorm(MatMul(Pow(a, n), v)), (Hint("use", self.eigenvector),)),
            ("estimate", scaled, (), "a factor leaves a norm by its absolute value"),
            ("assumed", Pow(Abs(a), n), (Hint("equation", 1),), "v has length 1"),
        )
        statement = Statement(lhs, Pow(Abs(a), n), self.unit_pair, given=self.given)
        title = "The length of a power along an eigenvector"
        return Draft("power-length", title, statement, proof, (self.eigenvector,))

    @cached_property
    def growth(self) -> Draft:
        """|λ|ⁿ ≤ ‖Mⁿ‖ for every (real) eigenvalue λ of M."""
        lhs, rhs = Pow(Abs(self.eigenvalue), self.n), SpectralNorm(MatPow(self.M, self.n))
        unit = Hint("after", Hint("equation", 1))
        hints = (Hint("use", self.length, "reverse"), Hint("whole"), unit)
        says = "the left side is the length of Mⁿv, at most that of Mⁿ times that of v, which is 1"
        statement = Statement(lhs, rhs, self.unit_pair, "<=", self.given)
        title = "The norm of a power is at least that of its eigenvalues"
        proof = Entrywise("estimate", hints, says)
        return Draft("power-growth", title, statement, proof, (self.length,))

    @cached_property
    def vanishing(self) -> Draft:
        """All |λᵢ| < 1 ⇒ Mⁿ → 0."""
        system = self.system.with_(contracting=(self.eigenvalues,))
        statement = Statement(
            MatPow(self.M, self.n), ZeroMatrix(self.m, self.m), system, "->", self.given, self.n
        )
        says = "each entry is a sum of powers of the eigenvalues, and each of them tends to 0"
        proof = Entrywise("limit", (Hint("use", self.entrywise),), says)
        title = "All eigenvalues inside the unit circle"
        return Draft("spectrum-inside", title, statement, proof, (self.entrywise,))

    @cached_property
    def ones(self) -> Draft:
        """All λᵢ = 1 and M diagonalizable ⇒ M = I."""
        M, Q = self.M, self.Q
        system = self.system.with_(equations=((self.eigenvalues, OneMatrix(self.m, 1)),))
        proof = chain(
            M,
            ("definition", MatMul(Q, self.Lambda, Inverse(Q)), (Hint("unfold", M),)),
            (
                "assumed",
                MatMul(Q, Inverse(Q)),
                (Hint("unfold", self.Lambda), Hint("equation", 0)),
                "every eigenvalue is 1, so that Λ is the identity",
            ),
            ("inverse", Identity(self.m)),
        )
        statement = Statement(M, Identity(self.m), system)
        return Draft("spectrum-ones", "All eigenvalues 1, diagonalizable", statement, proof)

    @cached_property
    def ones_power(self) -> Draft:
        """… and then Mⁿ = I for every n."""
        n, M, I = self.n, self.M, Identity(self.m)
        base = chain(zeroth(M), ("unit", I))
        step = chain(
            MatPow(M, n),
            ("split", MatMul(MatPow(M, n - 1), M), (Hint("split", n),), "the last factor apart"),
            ("hypothesis", M, (Hint("hypothesis"),)),
            ("lemma", I, (Hint("use", self.ones),)),
        )
        system = self.ones.statement.system
        statement = Statement(MatPow(M, n), I, system, given=self.given)
        title = "All eigenvalues 1, diagonalizable: every power"
        proof = Induction(n, 0, base, step)
        return Draft("spectrum-ones-power", title, statement, proof, (self.ones,))

    @cached_property
    def orthogonal(self) -> Draft:
        """RᵀR = I ⇒ (Rⁿ)ᵀRⁿ = I: the powers of a rotation keep every length."""
        n, m = self.n, self.m
        R, I = MatrixSymbol("R", m, m), Identity(m)
        square = MatMul(Transpose(R), R)
        power, before = MatPow(R, n), MatPow(R, n - 1)
        base = chain(MatMul(Transpose(zeroth(R)), zeroth(R)), ("unit", I))
        step = chain(
            MatMul(Transpose(power), power),
            (
                "split",
                MatMul(Transpose(R), Transpose(before), before, R),
                (Hint("split", n),),
                "the last factor apart, in both",
            ),
            ("hypothesis", square, (Hint("hypothesis"),)),
            ("assumed", I, (Hint("equation", 0),), "R is orthogonal"),
        )
        system = System(equations=((square, I),), name="R is orthogonal")
        lhs = MatMul(Transpose(power), power)
        statement = Statement(lhs, I, system, given=self.given)
        title = "The powers of an orthogonal matrix are orthogonal"
        return Draft("spectrum-orthogonal", title, statement, Induction(n, 0, base, step))

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        """Every draft by its key, in the order in which they are read."""
        powers = ("diagonal", "power", "entrywise", "eigenvector", "length", "growth")
        return {key: getattr(self, key) for key in (*powers, *SPECTRA)}


#: the drafts on what the eigenvalues say of all powers
SPECTRA = ("vanishing", "ones", "ones_power", "orthogonal")


class JordanCounterexample:
    """Why Q must have an inverse: a Jordan block has none, and QΛⁿadj(Q) is then not its power.

    J = [[1, 1], [0, 1]] has the eigenvalue 1 twice and one eigenvector direction e₁, so any Q with
    JQ = QΛ has both columns along it: det Q = 0, here for Q = [[1, 1], [0, 0]].
    """

    def __init__(self) -> None:
        self.J = ImmutableDenseMatrix([[1, 1], [0, 1]])
        self.Q = ImmutableDenseMatrix([[1, 1], [0, 0]])
        a, b, c, d = (Symbol(s) for s in "abcd")
        self.X = ImmutableDenseMatrix([[a, b], [c, d]])

    @cached_property
    def intertwines(self) -> Draft:
        """JQ = QΛ with Λ = I: the columns of Q are eigenvectors …"""
        lhs = MatMul(self.J, self.Q)
        proof = chain(lhs, ("arithmetic", MatMul(self.Q, ImmutableDenseMatrix([[1, 0], [0, 1]]))))
        statement = Statement(lhs, proof.steps[-1].after)
        return Draft("jordan-eigenvectors", "Eigenvectors of a Jordan block", statement, proof)

    @cached_property
    def singular(self) -> Draft:
        """… but for any X the second row of QX is 0, so that QX is not I and Q has no inverse."""
        lhs = MatrixElement(MatMul(self.Q, self.X), 1, 1)
        statement = Statement(lhs, Symbol("d") * 0)
        proof = chain(lhs, ("arithmetic", statement.rhs, (), "the second row of Q is 0"))
        return Draft("jordan-singular", "They make no invertible matrix", statement, proof)

    @cached_property
    def differs(self) -> Draft:
        """The formula would give Λⁿ = I for every n, but J² = [[1, 2], [0, 1]]."""
        lhs = MatPow(self.J, 2)
        rhs = ImmutableDenseMatrix([[1, 2], [0, 1]])
        proof = chain(lhs, ("arithmetic", rhs, (Hint("expand"),)))
        title = "The square of a Jordan block is not the identity"
        return Draft("jordan-square", title, Statement(lhs, rhs), proof)

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        return {key: getattr(self, key) for key in ("intertwines", "singular", "differs")}
