"""The powers of an explicit matrix: Mⁿ in closed form, for symbolic n, or at one integer n.

Source: Horn and Johnson, *Matrix Analysis* (2013), 3.2.5 (powers of a matrix in Jordan form), and
*Topics in Matrix Analysis* (1991), 6.1.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    Identity,
    ImmutableDenseMatrix,
    Integer,
    Lambda,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    Poly,
    RootSum,
    S,
    Symbol,
    expand,
    eye,
    sympify,
)

from derive.algebra import Definition, System
from derive.calculus.covariants import Spectrum, exact_matrix
from derive.calculus.powers import chain, from_zero, zeroth
from derive.calculus.steps import (
    Chain,
    Draft,
    GivenUp,
    Hint,
    Induction,
    Proof,
    Statement,
)
from derive.errors import DeriveError

__all__ = ["Powers", "matrix_power"]

#: above this the powers of a matrix with symbols as entries are too long to be of use
LONGEST = 12


class Powers:
    """The drafts on the powers of one explicit square matrix, which is called ``name``.

    ``given`` may hold rationals, decimals (taken as the rationals they are written as), square
    roots or symbols.  Raises :class:`ShapeError` unless it is square.
    """

    def __init__(self, given: Any, name: str = "M", n: Any = None) -> None:
        self.matrix = exact_matrix(given)
        while Symbol(name) in {Symbol(s.name) for s in self.matrix.free_symbols}:
            name += "'"
        self.name = name
        self.size = self.matrix.rows
        self.symbol = MatrixSymbol(name, self.size, self.size)
        self.system = System((Definition(self.symbol, self.matrix),))
        self.n = Symbol("n", integer=True) if n is None else n
        self.rational = all(entry.is_Rational for entry in self.matrix)
        self.spectrum = Spectrum(self.matrix)
        self._made: dict[Any, Draft] = {}

    @property
    def written(self) -> Hint:
        """The hint that puts the entries in for the name."""
        return Hint("unfold", self.symbol)

    def draft(
        self,
        key: str,
        title: str,
        statement: Statement,
        proof: Proof,
        *uses: Draft,
        data: Any = None,
    ) -> Draft:
        """A draft whose name begins with that of the matrix."""
        slug = "".join(c if c.isalnum() else "_" for c in self.name).lower()
        return Draft(f"{slug}-{key}", title, statement, proof, uses, data)

    @property
    def data(self) -> dict[str, Any]:
        """Eigenvalues with multiplicities, the terms of the closed form, where it starts."""
        s = self.spectrum
        if s.eigenvalues is None:
            return {"matrix": self.matrix, "eigenvalues": None}
        return {
            "matrix": self.matrix,
            "eigenvalues": s.eigenvalues,
            "terms": [(p.eigenvalue, p.k, p.matrix) for p in s.pieces],
            "diagonalizable": s.diagonalizable,
            "start": s.start,
            "initial": [ImmutableDenseMatrix(self.matrix**k) for k in range(s.start)],
        }

    def closed(self) -> Draft:
        """Mⁿ for symbolic n, proved by induction on n.

        Where 0 is an eigenvalue the closed form holds from the size of its largest Jordan block on
        (``data["start"]``); the powers before it are ``data["initial"]``.  Unknown where an
        eigenvalue is neither rational nor quadratic.
        """
        if "closed" not in self._made:
            self._made["closed"] = self._closed()
        return self._made["closed"]

    def _closed(self) -> Draft:
        n, A, title = self.n, self.symbol, f"The powers of {self.name}"
        if not self.rational:
            return self._by_entries(title)
        if self.spectrum.eigenvalues is None:
            return self._without_roots(title)
        power, start = self.spectrum.power, self.spectrum.start
        first = ImmutableDenseMatrix(self.matrix**start)
        statement = Statement(MatPow(A, n), power(n), self.system, given=from_zero(n, start))
        if self.size == 1:
            number = chain(MatPow(A, n), ("arithmetic", power(n), (self.written,)))
            return self.draft("power-closed", title, statement, number, data=self.data)
        multiplied = (Hint("expand", A), self.written)
        base = (
            chain(MatPow(A, start), ("arithmetic", first, multiplied))
            if start
            else chain(zeroth(A), ("unit", Identity(self.size)), ("arithmetic", power(S.Zero)))
        )
        step = self._step(power(n - 1), power(n))
        proof = Induction(n, start, base, step)
        return self.draft("power-closed", title, statement, proof, data=self.data)

    def _step(self, before: Any, after: Any) -> Chain:
        n, A = self.n, self.symbol
        apart = "the last factor apart, and by the induction hypothesis"
        return chain(
            MatPow(A, n),
            ("hypothesis", MatMul(before, A), (Hint("split", n), Hint("hypothesis")), apart),
            ("arithmetic", after, (self.written, Hint("lower")), "the two matrices multiplied"),
        )

    def _by_entries(self, title: str) -> Draft:
        """Of a matrix whose entries are not all rational only a diagonal one has an easy form."""
        n, M = self.n, self.matrix
        if not M.is_diagonal():
            raise DeriveError(
                "a symbolic power needs rational entries or a diagonal matrix: with other entries "
                "which eigenvalues coincide, and so the form of the power, is not known"
            )
        if any(not (e.is_Symbol or e.is_Rational) or e == 0 for e in M.diagonal()):
            raise DeriveError("a symbolic power needs a diagonal of symbols and rationals, none 0")
        before, after = (_diagonal(M, n - 1), _diagonal(M, n))
        base = chain(zeroth(self.symbol), ("unit", Identity(self.size)))
        statement = Statement(MatPow(self.symbol, n), after, self.system, given=from_zero(n))
        proof = Induction(n, 0, base, self._step(before, after))
        return self.draft("power-closed", title, statement, proof, data={"matrix": M})

    def _without_roots(self, title: str) -> Draft:
        """The formula by the roots of the characteristic polynomial, which is not proved."""
        n, M, x = self.n, self.matrix, Symbol("x")
        factors = self.spectrum.factors
        worst = max((f for f, _ in factors), key=lambda f: f.degree()).as_expr()
        reason = (
            f"the kernel computes with rational numbers and square roots; the characteristic "
            f"polynomial has the irreducible factor {worst}"
        )
        rhs: Any = MatPow(M, n)
        if all(multiplicity == 1 for _, multiplicity in factors):
            p = self.spectrum.polynomial.as_expr().subs(Symbol("x"), x)
            adjugate = (x * eye(self.size) - M).adjugate()
            rhs = ImmutableDenseMatrix(
                self.size,
                self.size,
                lambda i, j: sum(
                    RootSum(
                        Poly(f.as_expr(), x),
                        Lambda(x, expand(adjugate[i, j]) * x**n / p.diff(x)),
                        auto=False,
                    )
                    for f, _ in factors
                ),
            )
        statement = Statement(
            MatPow(self.symbol, n), rhs, self.system, given=from_zero(n, self.spectrum.zeros)
        )
        data = {**self.data, "recurrence": self.recurrence(), "reason": reason}
        return self.draft("power-closed", title, statement, GivenUp(reason), data=data)

    def recurrence(self) -> Draft:
        """Mⁿ by the d powers before it (Cayley and Hamilton), for n ≥ d, the size of M."""
        n, d, A = self.n, self.size, self.symbol
        monic = self.spectrum.polynomial.monic().all_coeffs()
        powers = [(-c, MatPow(A, n - k)) for k, c in enumerate(monic) if k and c]
        terms = [power if c == 1 else MatMul(c, power) for c, power in powers]
        rhs = terms[0] if len(terms) == 1 else MatAdd(*terms)
        hints = (*(Hint("split", n - k) for k in range(d)), self.written)
        says = "the matrix satisfies its characteristic polynomial"
        proof = chain(MatPow(A, n), ("arithmetic", rhs, hints, says))
        statement = Statement(MatPow(A, n), rhs, self.system, given=from_zero(n, d))
        return self.draft(
            "recurrence", f"A recurrence for the powers of {self.name}", statement, proof
        )

    def at(self, exponent: int) -> Draft:
        """M to an integer power, exactly; a negative one of an invertible rational matrix only."""
        if exponent not in self._made:
            self._made[exponent] = self._at(exponent)
        return self._made[exponent]

    def _at(self, k: int) -> Draft:
        if k < 0:
            return self._inverse(k)
        if not self.rational and k > LONGEST:
            raise DeriveError(f"a power above {LONGEST} needs a matrix of rational numbers")
        A, title = self.symbol, f"{self.name} to the power {k}"
        result = ImmutableDenseMatrix(self.matrix**k).applyfunc(expand)
        data: dict[str, Any] = {"value": result}
        uses: tuple[Draft, ...] = ()
        lhs = MatPow(A, k, evaluate=False)
        if self.rational and self.spectrum.rational and k >= max(self.spectrum.start, 2):
            data["visible"] = visible = self.spectrum.power(Integer(k))
            uses = (self.closed(),)
            says = "the closed form at this exponent"
            proof = chain(
                lhs,
                ("lemma", visible, (Hint("use", uses[0]),), says),
                ("arithmetic", result),
            )
        else:
            proof = chain(lhs, ("expand", result, (Hint("expand", A), self.written)))
        data |= self.data if self.rational else {"matrix": self.matrix}
        return self.draft(
            f"power-{k}", title, Statement(lhs, result, self.system), proof, *uses, data=data
        )

    def _inverse(self, k: int) -> Draft:
        M = self.matrix
        if not self.rational:
            raise DeriveError("a negative power needs a matrix of rational numbers")
        if not M.det():
            raise DeriveError(f"{self.name} has determinant 0, so that it has no negative powers")
        lhs, result = MatPow(M, k, evaluate=False), ImmutableDenseMatrix(M**k)
        says = "the inverse multiplied by itself; its product with the matrix is the identity"
        proof = chain(lhs, ("inverse", result, (Hint("expand"),), says))
        data = {**self.data, "value": result}
        title = f"{self.name} to the power {k}"
        return self.draft(f"power-minus-{-k}", title, Statement(lhs, result), proof, data=data)


def _diagonal(M: Any, n: Any) -> Any:
    return ImmutableDenseMatrix(M.rows, M.cols, lambda i, j: M[i, i] ** n if i == j else Integer(0))


def matrix_power(M: Any, n: Any, name: str = "M") -> Draft:
    """The draft of Mⁿ for an explicit square matrix and an integer or symbolic n.

    ``rhs`` is the power, entry by entry: exact numbers for an integer n, else a closed form.
    For symbolic n the condition n ≥ 0 is part of the statement (n ≥ the size of the largest Jordan
    block of an eigenvalue 0, where there is one).  Eigenvalues that are neither rational nor
    quadratic leave the symbolic power unproved, with its formula as a sum over roots and the
    reason.  Raises :class:`ShapeError` for a matrix that is not square and :class:`DeriveError` for
    what has no meaning or no closed form: a negative power of a singular matrix, a symbolic power
    of a matrix with symbols off its diagonal, an exponent that is not an integer.

    >>> from sympy import Symbol
    >>> matrix_power([[1, 1], [0, 1]], Symbol("n", integer=True)).statement.rhs
    Matrix([
    [1, n],
    [0, 1]])
    >>> matrix_power([[1, 1], [1, 0]], 10).statement.rhs
    Matrix([
    [89, 55],
    [55, 34]])
    """
    exponent = sympify(n)
    if exponent.is_Integer:
        return Powers(M, name).at(int(exponent))
    if not exponent.is_Symbol or exponent.is_integer is False:
        raise DeriveError(f"the exponent is an integer or a symbol, not {n}")
    return Powers(M, name, exponent).closed()
