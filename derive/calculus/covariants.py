"""The spectral pieces of an explicit matrix, exactly, and the closed form of its powers.

With eigenvalues λ and spectral projectors G_λ, every square matrix has

    Mⁿ = Σ_λ Σ_k C(n, k) λ^{n−k} (M − λ)^k G_λ,

where only finitely many k count: (M − λ)^k G_λ = 0 once k reaches the size of the largest Jordan
block of λ.  An eigenvalue 0 leaves nothing of its sum from that n on.  Source: Horn and Johnson,
*Topics in Matrix Analysis* (1991), 6.1 (the Schwerdtfeger formula).

What is found here is not trusted: the kernel proves the closed form by induction.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import factorial
from typing import Any

from sympy import (
    QQ,
    Add,
    Float,
    ImmutableDenseMatrix,
    Mul,
    Poly,
    Pow,
    Rational,
    S,
    Symbol,
    binomial,
    sympify,
)
from sympy.matrices.matrixbase import MatrixBase

from derive.calculus.quadratic import Quadratic, rational, roots
from derive.errors import DeriveError, ShapeError

__all__ = ["Piece", "Spectrum", "binomial_of", "exact_matrix"]

_x = Symbol("x")
_ZERO, _ONE = Quadratic(Fraction(0)), Quadratic(Fraction(1))


def exact_matrix(given: Any) -> Any:
    """``given`` as an immutable square matrix; decimals become the rationals they are written as.

    Raises :class:`ShapeError` if it is not square, :class:`DeriveError` if it is not explicit.
    """
    if not isinstance(given, (MatrixBase, list, tuple)):
        raise DeriveError(f"an explicit matrix is needed, not {type(given).__name__} {given}")
    try:
        matrix = ImmutableDenseMatrix(given)
    except (TypeError, ValueError) as error:
        raise DeriveError(f"not a matrix: {error}") from None
    rows, columns = matrix.shape
    if rows != columns or not rows:
        raise ShapeError(f"only a square matrix has powers, this one is {rows}×{columns}")
    found = matrix.applyfunc(lambda e: Rational(str(e)) if isinstance(e, Float) else sympify(e))
    return ImmutableDenseMatrix(found)


@dataclass(frozen=True)
class Piece:
    """One term C(n, k) λ^{n−k} · matrix of the closed form."""

    root: Quadratic
    k: int
    entries: Any

    @property
    def eigenvalue(self) -> Any:
        """λ as a SymPy number."""
        return self.root.sympy()

    @property
    def matrix(self) -> Any:
        """(M − λ)^k G_λ as a SymPy matrix."""
        return ImmutableDenseMatrix([[e.sympy() for e in row] for row in self.entries])

    @property
    def place(self) -> tuple[int, int]:
        """Row and column of the first entry that is not 0."""
        return next((i, j) for i, row in enumerate(self.entries) for j, e in enumerate(row) if e)

    def column(self, j: int, over: Quadratic) -> Any:
        """Column j divided by a number."""
        return ImmutableDenseMatrix([[(row[j] / over).sympy()] for row in self.entries])


class Spectrum:
    """Eigenvalues and closed form of a rational square matrix.

    ``eigenvalues`` is None where the characteristic polynomial has an irreducible factor of degree
    3 or more; rational and quadratic eigenvalues (also complex ones) are found exactly.

    >>> Spectrum(exact_matrix([[1, 1], [1, 0]])).eigenvalues
    {1/2 + sqrt(5)/2: 1, 1/2 - sqrt(5)/2: 1}
    """

    def __init__(self, matrix: Any) -> None:
        self.matrix = matrix
        self.size = matrix.rows

    @cached_property
    def polynomial(self) -> Any:
        """The characteristic polynomial."""
        return Poly.from_list(self.matrix.charpoly(_x).all_coeffs(), _x, domain=QQ)

    @cached_property
    def factors(self) -> list[tuple[Any, int]]:
        return list(self.polynomial.factor_list()[1])

    @cached_property
    def roots(self) -> dict[Quadratic, int] | None:
        """Eigenvalue → algebraic multiplicity, the largest first."""
        found: dict[Quadratic, int] = {}
        for factor, multiplicity in self.factors:
            if factor.degree() > 2:
                return None
            found.update(dict.fromkeys(roots(factor.all_coeffs()), multiplicity))
        order = sorted(found, key=lambda r: (-round(r.size(), 12), -r.a, -r.b))
        return {root: found[root] for root in order}

    @cached_property
    def eigenvalues(self) -> dict[Any, int] | None:
        """The same, as SymPy numbers."""
        return None if self.roots is None else {r.sympy(): m for r, m in self.roots.items()}

    @cached_property
    def rational(self) -> bool:
        """Whether every eigenvalue is rational."""
        return all(factor.degree() == 1 for factor, _ in self.factors)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The terms of the closed form that are not 0."""
        assert self.roots is not None
        return tuple(p for root, m in self.roots.items() for p in self._of(root, m))

    @cached_property
    def start(self) -> int:
        """The least n from which the closed form holds: the index of the eigenvalue 0."""
        return max((p.k + 1 for p in self.pieces if not p.root), default=0)

    @property
    def zeros(self) -> int:
        """The multiplicity of the eigenvalue 0, from which on the power 0ⁿ plays no part."""
        return next((m for factor, m in self.factors if factor.as_expr() == _x), 0)

    @cached_property
    def diagonalizable(self) -> bool:
        return all(piece.k == 0 for piece in self.pieces)

    def _of(self, at: Quadratic, multiplicity: int) -> list[Piece]:
        rest = [rational(c) for c in self.polynomial.all_coeffs()]
        for _ in range(multiplicity):
            rest, _remainder = _divided(rest, at)
        taylor, left = [], rest
        for _ in range(multiplicity):
            left, remainder = _divided(left, at) if left else ([], _ZERO)
            taylor.append(remainder)
        inverse = [_ONE / taylor[0]]
        for k in range(1, multiplicity):
            total = sum((taylor[j] * inverse[k - j] for j in range(1, k + 1)), _ZERO)
            inverse.append(-total / taylor[0])
        M = [[rational(e) for e in row] for row in self.matrix.tolist()]
        N = _plus_unit(M, -at)
        G = _product(_polynomial(rest, M), _polynomial(inverse[::-1], N))
        found = []
        for k in range(multiplicity):
            if not any(any(row) for row in G):
                break
            found.append(Piece(at, k, G))
            G = _product(N, G)
        return found

    def power(self, n: Any) -> Any:
        """The closed form at n, a symbol or an integer ≥ ``start``, powers left as they are."""
        terms = [piece for piece in self.pieces if piece.root]
        return ImmutableDenseMatrix(
            self.size, self.size, lambda i, j: _sum([_term(p, i, j, n) for p in terms])
        )


def _sum(terms: list[Any]) -> Any:
    terms = [term for term in terms if term != 0]
    if all(term.is_Rational for term in terms):
        return sum(terms, S.Zero)
    return terms[0] if len(terms) == 1 else Add(*terms, evaluate=False)


def _term(piece: Piece, i: int, j: int, n: Any) -> Any:
    """entry · C(n, k) · λ^{n−k}; of an irrational λ the factor λ^{−k} goes into the entry."""
    root, k, entry = piece.root, piece.k, piece.entries[i][j]
    if not entry:
        return S.Zero
    binomials = binomial_of(n, k)
    if root.b:
        for _ in range(k):
            entry = entry / root
        return _product_of(entry.sympy() * binomials, _power(root.sympy(), n))
    return _product_of(entry.sympy() * binomials, _power(root.sympy(), n - k))


def _product_of(factor: Any, power: Any) -> Any:
    if factor == 0 or factor == 1:
        return power if factor else S.Zero
    if power == 1:
        return factor
    return Mul(*Mul.make_args(factor), power, evaluate=False)


def _power(value: Any, n: Any) -> Any:
    if value == 1 or (n.is_Integer and (abs(n) < 2 or value == -1)):
        return value**n
    return Pow(value, n, evaluate=False)


def binomial_of(n: Any, k: int) -> Any:
    """C(n, k), written as n(n−1)⋯/k!."""
    if n.is_Integer:
        return binomial(n, k)
    return Mul(Rational(1, factorial(k)), *(n - j for j in range(k)))


# -- polynomials, highest coefficient first, and matrices over a field


def _divided(p: list[Any], at: Any) -> tuple[list[Any], Any]:
    """Quotient and remainder of p by x − at (Horner)."""
    out = [p[0]]
    for c in p[1:]:
        out.append(c + at * out[-1])
    return out[:-1], out[-1]


def _product(a: Any, b: Any) -> Any:
    columns = list(zip(*b, strict=True))
    return [[_dot(row, column) for column in columns] for row in a]


def _dot(row: Any, column: Any) -> Quadratic:
    return sum((x * y for x, y in zip(row, column, strict=True) if x and y), _ZERO)


def _plus_unit(a: Any, times: Quadratic) -> Any:
    """a + times·I."""
    return [[x + times if i == j else x for j, x in enumerate(row)] for i, row in enumerate(a)]


def _polynomial(p: list[Quadratic], M: Any) -> Any:
    """p(M), by Horner's rule."""
    out = [[_ZERO for _ in row] for row in M]
    for c in p:
        out = _plus_unit(_product(out, M), c)
    return out
