"""Question 2c: the eigendecomposition of an explicit matrix, and its powers read off from it.

Source: Horn and Johnson, *Matrix Analysis* (2013), 1.3, 4.1 (symmetric matrices) and 5.6.
"""

from __future__ import annotations

from functools import cached_property
from math import gcd, lcm
from typing import Any

from sympy import (
    Identity,
    ImmutableDenseMatrix,
    Integer,
    Interval,
    MatAdd,
    MatMul,
    MatPow,
    Mul,
    Pow,
    Rational,
    S,
    Symbol,
    Transpose,
    ZeroMatrix,
    diag,
    floor,
    sqrt,
)

from derive.algebra import SpectralNorm
from derive.calculus.closed_forms import Powers
from derive.calculus.powers import chain, from_zero, zeroth
from derive.calculus.steps import Draft, Entrywise, Hint, Induction, Statement
from derive.errors import DeriveError

__all__ = ["WEIGHTS", "Eigendecomposition", "slope_comparison"]

#: The matrix of question 2c.
WEIGHTS = ImmutableDenseMatrix(
    [[Rational(29, 50), Rational(6, 25)], [Rational(6, 25), Rational(18, 25)]]
)


class Eigendecomposition(Powers):
    """The drafts on one diagonalizable matrix with rational eigenvalues: M = QΛQ⁻¹, found exactly.

    The eigenvectors are orthonormal where M is symmetric, its eigenvalues are distinct and the
    lengths are rational; else they have whole entries without a common factor.  The first entry of
    each that is not 0 is positive; the eigenvalue of largest absolute value comes first.
    Raises :class:`DeriveError` if M is not rational, not diagonalizable, or has an irrational
    eigenvalue.

    >>> found = Eigendecomposition(WEIGHTS, "W")
    >>> found.values, found.Q.tolist()
    ([9/10, 2/5], [[3/5, 4/5], [4/5, -3/5]])
    """

    def __init__(self, given: Any, name: str = "M", n: Any = None) -> None:
        super().__init__(given, name, n)
        if not self.rational or not self.spectrum.rational:
            raise DeriveError("an eigendecomposition is found for rational eigenvalues only")
        if not self.spectrum.diagonalizable:
            raise DeriveError(f"{name} is not diagonalizable: it has too few eigenvectors")
        self.values: list[Any] = []
        columns: list[Any] = []
        for value in self.spectrum.eigenvalues or ():
            for vector in (self.matrix - value * diag(*[1] * self.size)).nullspace():
                self.values.append(value)
                columns.append(_whole(vector))
        simple = len(set(self.values)) == self.size
        lengths = [sqrt(sum(e**2 for e in c)) for c in columns]
        self.orthonormal = bool(
            self.matrix.is_symmetric() and simple and all(length.is_Rational for length in lengths)
        )
        if self.orthonormal:
            columns = [c / length for c, length in zip(columns, lengths, strict=True)]
        self.vectors = [ImmutableDenseMatrix(c) for c in columns]
        self.Q = ImmutableDenseMatrix.hstack(*self.vectors)
        self.inverse = ImmutableDenseMatrix(self.Q.T if self.orthonormal else self.Q.inv())
        self.Lambda = self.diagonal(1)

    def diagonal(self, n: Any) -> Any:
        """Λⁿ = diag(λ₁ⁿ, …)."""
        symbolic = not isinstance(n, int)
        fixed = (S.Zero, S.One) if symbolic else ()
        powers = [v if v in fixed else Pow(v, n, evaluate=not symbolic) for v in self.values]
        return ImmutableDenseMatrix(diag(*powers))

    @property
    def data(self) -> dict[str, Any]:
        found = {"Q": self.Q, "Lambda": self.Lambda, "inverse": self.inverse}
        return {**super().data, **found, "values": self.values, "orthonormal": self.orthonormal}

    @cached_property
    def inverse_of_Q(self) -> Draft:
        """QQ⁻¹ = I; of an orthonormal Q, QᵀQ = I."""
        lhs = (
            MatMul(Transpose(self.Q), self.Q) if self.orthonormal else MatMul(self.Q, self.inverse)
        )
        proof = chain(lhs, ("arithmetic", Identity(self.size)))
        title = "The eigenvectors are orthonormal" if self.orthonormal else "The inverse of Q"
        return self.draft("inverse", title, Statement(lhs, Identity(self.size)), proof)

    @cached_property
    def decomposition(self) -> Draft:
        """M = QΛQ⁻¹."""
        rhs = MatMul(self.Q, self.Lambda, self.inverse)
        proof = chain(self.symbol, ("arithmetic", rhs, (self.written,), "multiplied out"))
        title = f"The eigendecomposition of {self.name}"
        statement = Statement(self.symbol, rhs, self.system)
        return self.draft("eigendecomposition", title, statement, proof, data=self.data)

    @cached_property
    def power(self) -> Draft:
        """Mⁿ = QΛⁿQ⁻¹ with these Q and Λ; from n = 1 on where 0 is an eigenvalue."""
        n, A, Q, P = self.n, self.symbol, self.Q, self.inverse
        start = self.spectrum.start
        result, before = (MatMul(Q, self.diagonal(k), P) for k in (n, n - 1))
        statement = Statement(MatPow(A, n), result, self.system, given=from_zero(n, start))
        title = f"The powers of {self.name} by its eigenvalues"
        if self.size == 1:
            number = chain(MatPow(A, n), ("arithmetic", result, (self.written,)))
            return self.draft("power", title, statement, number, data=self.data)
        first = (
            chain(MatPow(A, start), ("arithmetic", MatMul(Q, self.Lambda, P), (self.written,)))
            if start
            else chain(zeroth(A), ("unit", Identity(self.size)), ("inverse", MatMul(Q, P)))
        )
        step = chain(
            MatPow(A, n),
            ("split", MatMul(MatPow(A, n - 1), A), (Hint("split", n),), "the last factor apart"),
            ("hypothesis", MatMul(*before.args, A), (Hint("hypothesis"),)),
            (
                "lemma",
                result,
                (Hint("use", self.decomposition),),
                "its eigendecomposition: the inverse of Q meets Q, and the powers of Λ meet",
            ),
        )
        proof = Induction(n, start, first, step)
        return self.draft("power", title, statement, proof, self.decomposition, data=self.data)

    def _closed(self) -> Draft:
        n, A = self.n, self.symbol
        result = self.spectrum.power(n)
        proof = chain(
            MatPow(A, n),
            ("lemma", self.power.statement.rhs, (Hint("use", self.power),), "by induction, above"),
            ("arithmetic", result, (), "multiplied out"),
        )
        condition = from_zero(n, self.spectrum.start)
        statement = Statement(MatPow(A, n), result, self.system, given=condition)
        title = f"The powers of {self.name}, entry by entry"
        return self.draft("power-closed", title, statement, proof, self.power, data=self.data)

    def _part(self, value: Any) -> list[Any]:
        """The factors of the term of an eigenvalue: q qᵀ, or its spectral projector."""
        if self.orthonormal:
            vector = self.vectors[self.values.index(value)]
            return [vector, ImmutableDenseMatrix(vector.T)]
        return [p.matrix for p in self.spectrum.pieces if p.eigenvalue == value]

    @cached_property
    def parts(self) -> Draft:
        """Mⁿ = Σ λⁿ · (the projector on the eigenvectors of λ), of rank one each for distinct λ."""
        n, A = self.n, self.symbol
        values = [v for v in dict.fromkeys(self.values) if v != 0]
        terms = [
            MatMul(*(() if v == 1 else (Pow(v, n, evaluate=False),)), *self._part(v))
            for v in values
        ]
        terms = terms or [ZeroMatrix(self.size, self.size)]
        rhs = terms[0] if len(terms) == 1 else MatAdd(*terms)
        uses = self.closed()
        proof = chain(
            MatPow(A, n),
            ("lemma", uses.statement.rhs, (Hint("use", uses),), "the closed form"),
            ("arithmetic", rhs, (), "sorted by eigenvalue"),
        )
        statement = Statement(MatPow(A, n), rhs, self.system, given=uses.statement.given)
        title = f"The powers of {self.name} as a sum over eigenvalues"
        data = {"values": values, "terms": terms}
        return self.draft("parts", title, statement, proof, uses, data=data)

    @cached_property
    def dominant(self) -> Draft:
        """λ₁⁻ⁿMⁿ → the projector of λ₁, the eigenvalue of largest absolute value."""
        top = self.values[0]
        others = [abs(v) for v in self.values if v != top]
        if top == 0 or abs(top) in others:
            raise DeriveError(f"{self.name} has no single eigenvalue of largest absolute value")
        scale = () if top == 1 else (Pow(1 / top, self.n, evaluate=False),)
        lhs = MatMul(*scale, MatPow(self.symbol, self.n)) if scale else MatPow(self.symbol, self.n)
        projector = MatMul(*self._part(top))
        uses = self.closed()
        rhs = projector if len(projector.args) > 1 else projector.args[0]
        statement = Statement(lhs, rhs, self.system, "->", uses.statement.given, self.n)
        says = "the powers of the other eigenvalues become small beside those of the first"
        proof = Entrywise("limit", (Hint("use", uses),), says)
        title = f"What remains of the powers of {self.name}, rescaled"
        return self.draft("dominant", title, statement, proof, uses, data={"value": top})

    @cached_property
    def vanishing(self) -> Draft:
        """Mⁿ → 0, where all |λ| < 1."""
        uses = self.closed()
        zero = ZeroMatrix(self.size, self.size)
        lhs = MatPow(self.symbol, self.n)
        statement = Statement(lhs, zero, self.system, "->", uses.statement.given, self.n)
        says = "every eigenvalue is less than 1 in absolute value"
        proof = Entrywise("limit", (Hint("use", uses),), says)
        title = f"The powers of {self.name} tend to 0"
        return self.draft("vanishing", title, statement, proof, uses)

    @cached_property
    def norm(self) -> Draft:
        """‖M‖₂ ≤ the largest |λ|, of a symmetric M (it is equal to it, but only ≤ is shown)."""
        if not self.matrix.is_symmetric():
            raise DeriveError(f"{self.name} is not symmetric, so its norm is not read off its λ")
        top = max(map(abs, self.values))
        statement = Statement(SpectralNorm(self.symbol), top, self.system, "<=")
        says = "the square of the bound times I, less the Gram matrix, has no negative eigenvalue"
        proof = Entrywise("gram", (self.written,), says)
        return self.draft("norm", f"The norm of {self.name}", statement, proof)

    def visible(self, k: int) -> Draft:
        """M^k by the powers of its eigenvalues, left as powers (0.9³⁰ and 0.4³⁰ to be seen)."""
        lhs, rhs = MatPow(self.symbol, k, evaluate=False), self.spectrum.power(Integer(k))
        uses = self.closed()
        proof = chain(lhs, ("lemma", rhs, (Hint("use", uses),), "the closed form at this exponent"))
        title = f"{self.name} to the power {k} by powers of the eigenvalues"
        statement = Statement(lhs, rhs, self.system)
        return self.draft(f"power-{k}-visible", title, statement, proof, uses)

    def common(self, k: int) -> Draft:
        """M^k as one fraction times a matrix of integers."""
        visible = self.visible(k)
        value = ImmutableDenseMatrix(self.matrix**k)
        below = lcm(*(int(e.q) for e in value))
        rhs = MatMul(Rational(1, below), value * below)
        proof = chain(
            visible.statement.lhs,
            ("lemma", visible.statement.rhs, (Hint("use", self.closed()),), "the closed form"),
            ("arithmetic", rhs),
        )
        title = f"{self.name} to the power {k} as exact numbers"
        statement = Statement(visible.statement.lhs, rhs, self.system)
        data = {"value": value}
        return self.draft(f"power-{k}-exact", title, statement, proof, self.closed(), data=data)

    def decimals(self, k: int, digits: int = 12) -> Draft:
        """M^k to ``digits`` significant digits: M^k − D lies within half a unit of the last one.

        D, in ``data["decimals"]``, has at least that many digits of each entry that is not 0.
        """
        exact = self.common(k)
        value = exact.data["value"]
        sizes = [_magnitude(e) for e in value if e]
        unit = Rational(10) ** (min(sizes, default=0) - digits + 1)
        rounded = value.applyfunc(lambda e: floor(e / unit + S.Half) * unit)
        lhs = MatAdd(MatPow(self.symbol, k, evaluate=False), MatMul(-1, rounded))
        half = unit / 2
        statement = Statement(lhs, Interval(-half, half), self.system, "in")
        says = "the exact numbers compared with the decimals"
        proof = Entrywise("interval", (Hint("use", exact),), says)
        title = f"{self.name} to the power {k}, to {digits} digits"
        data = {"decimals": rounded, "unit": unit, "digits": digits, "value": value}
        return self.draft(f"power-{k}-decimals", title, statement, proof, exact, data=data)

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        """Every draft that holds for this matrix, by its key, as they are read."""
        found = {
            "inverse": self.inverse_of_Q,
            "decomposition": self.decomposition,
            "power": self.power,
            "closed": self.closed(),
            "parts": self.parts,
        }
        top = max(map(abs, self.values))
        if self.values[0] != 0 and sum(abs(v) == top for v in set(self.values)) == 1:
            found["dominant"] = self.dominant
        if top < 1:
            found["vanishing"] = self.vanishing
        if self.matrix.is_symmetric() and self.size > 1:
            found["norm"] = self.norm
        return found


def _magnitude(value: Any) -> int:
    """The power of ten of the first digit of a rational number that is not 0."""
    top, bottom = abs(int(value.p)), int(value.q)
    size = len(str(top)) - len(str(bottom))
    return size if top * 10 ** max(-size, 0) >= bottom * 10 ** max(size, 0) else size - 1


def _whole(vector: Any) -> Any:
    """The multiple of a rational vector with whole entries and no common factor, first one > 0."""
    scaled = vector * lcm(*(int(e.q) for e in vector))
    scaled = scaled / gcd(*(int(e) for e in scaled))
    first = next(e for e in scaled if e)
    return scaled if first > 0 else -scaled


def slope_comparison(rate: Any = "9/10", slope: Any = "1/4") -> dict[str, Draft]:
    """What σ′ changes: each step back multiplies by at most ¼·0.9 = 0.225, not by 0.9.

    ``rate`` is ‖W‖₂ (of a symmetric W its largest |λ|) and ``slope`` the bound of σ′.  keys:
    ``factor`` (0.225^m = 0.25^m·0.9^m), ``limit`` (→ 0), ``ratio`` (to 0.9^m, → 0).
    """
    rate, slope = Rational(rate), Rational(slope)
    m = Symbol("m", integer=True)
    both = slope * rate
    power = Pow(both, m)
    ratio = Mul(Pow(1 / rate, m), power, evaluate=False)
    split = Mul(Pow(slope, m, evaluate=False), Pow(rate, m), evaluate=False)
    equal = chain(power, ("arithmetic", split, (), "the two factors apart"))
    given = from_zero(m)
    small = Entrywise("limit", (), "a power of a number less than 1")
    return {
        "factor": Draft(
            "slope-factor", "A step back through σ", Statement(power, split, given=given), equal
        ),
        "limit": Draft(
            "slope-limit",
            "The bound of the gradient tends to 0",
            Statement(power, S.Zero, relation="->", given=given, limit=m),
            small,
            data={"rate": rate, "slope": slope, "both": both},
        ),
        "ratio": Draft(
            "slope-ratio",
            "It tends to 0 faster than the power of the matrix alone",
            Statement(ratio, S.Zero, relation="->", given=given, limit=m),
            small,
        ),
    }
