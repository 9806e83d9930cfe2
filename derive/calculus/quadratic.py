"""Numbers a + b√d with rational a and b: what the eigenvalues of small matrices are made of."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy import Rational, sqrt

__all__ = ["Quadratic", "rational", "roots"]


@dataclass(frozen=True)
class Quadratic:
    """a + b√d; d a whole number without square factors, 1 for a rational number.

    >>> x = Quadratic(Fraction(1, 2), Fraction(1, 2), 5)
    >>> x * x == x + Quadratic(Fraction(1)), x.sympy()
    (True, 1/2 + sqrt(5)/2)
    """

    a: Fraction
    b: Fraction = Fraction(0)
    d: int = 1

    def _with(self, other: Quadratic) -> int:
        return self.d if self.b else other.d

    def __add__(self, other: Quadratic) -> Quadratic:
        return Quadratic(self.a + other.a, self.b + other.b, self._with(other))

    def __sub__(self, other: Quadratic) -> Quadratic:
        return self + -other

    def __neg__(self) -> Quadratic:
        return Quadratic(-self.a, -self.b, self.d)

    def __mul__(self, other: Quadratic) -> Quadratic:
        d = self._with(other)
        a = self.a * other.a + self.b * other.b * d
        return Quadratic(a, self.a * other.b + self.b * other.a, d)

    def __truediv__(self, other: Quadratic) -> Quadratic:
        norm = other.a**2 - other.b**2 * other.d
        return self * Quadratic(other.a / norm, -other.b / norm, other.d)

    def __bool__(self) -> bool:
        return bool(self.a or self.b)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quadratic):
            return NotImplemented
        return (self.a, self.b) == (other.a, other.b) and (not self.b or self.d == other.d)

    def __hash__(self) -> int:
        return hash((self.a, self.b))

    def sympy(self) -> Any:
        """The number as a SymPy expression."""
        a, b = (Rational(x.numerator, x.denominator) for x in (self.a, self.b))
        return a + b * sqrt(self.d)

    def size(self) -> float:
        """|a + b√d|, rounded: to put numbers in order, never to conclude from."""
        if self.d < 0:
            return float(self.a**2 - self.b**2 * self.d) ** 0.5
        return abs(float(self.a) + float(self.b) * self.d**0.5)


def rational(value: Any) -> Quadratic:
    """A SymPy rational."""
    return Quadratic(Fraction(int(value.p), int(value.q)))


def roots(coefficients: list[Any]) -> list[Quadratic]:
    """The roots of a polynomial of degree 1 or 2, its coefficients rational, highest first."""
    a, b, *c = (Fraction(int(x.p), int(x.q)) for x in coefficients)
    if not c:
        return [Quadratic(-b / a)]
    square = b**2 - 4 * a * c[0]
    # √(p/q) = √(pq)/q, and SymPy takes the square factors of pq out
    outside, root = sqrt(abs(square.numerator) * square.denominator).as_coeff_Mul()
    d = int(root**2) * (-1 if square < 0 else 1)
    width = Fraction(int(outside), square.denominator) / (2 * a)
    return [Quadratic(-b / (2 * a), width, d), Quadratic(-b / (2 * a), -width, d)]
