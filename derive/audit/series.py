r"""Σ_{k≥a} of infinitely many terms, enclosed: some of them, and a bound on all the others.

A term is a product of powers whose exponents grow with k, of matrices or numbers, and of what does
not depend on k; or a sum of such.  With p so large that θ < 1, which is Π ‖M^{cp}‖ over its powers
M^{ck+b}, the term at a + j is at most K θ^{⌊j/p⌋} in norm; K is the product of the norms of the
constant factors and of the largest norms of the powers for j < p.  1/k! makes it only smaller.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flint import arb, fmpq
from sympy import Add, MatAdd, MatMul, MatPow, Mul, Pow, Transpose, expand, factorial, oo

from derive.audit.arrays import Array, matrix_power
from derive.audit.numbers import ZERO, Dual, power
from derive.errors import DeriveError

if TYPE_CHECKING:
    from derive.audit.machine import Scope

__all__ = ["series"]

#: the periods p that are tried
_PERIODS = (1, 2, 4, 8, 16)
#: what is left out is less than this, unless the most terms are reached
_SMALL = fmpq(1, 10**42)
_TERMS = 400
_FAR = "a sum of infinitely many terms that is not seen to converge"


def series(body: Any, limits: Any, s: Scope) -> Any:
    """The value of a sum over one index without an upper limit.

    Raises :class:`DeriveError` where no bound on the terms is found.
    """
    if len(limits) != 1 or limits[0][2] is not oo:
        raise DeriveError("the audit takes a sum of infinitely many terms over one index")
    index, low, _ = limits[0]
    start = s.integer(low)
    bounds = [_Bound(term, index, start, s) for term in _summands(body)]
    total: Any = None
    for j in range(_TERMS):
        value = s.bind(index, start + j).value(body)
        total = _plus(total, value)
        left = sum((bound.after(j + 1) for bound in bounds), arb(0))
        if left < arb(_SMALL):
            break
    radius = arb(0).union(left.upper()) if left.is_finite() else None
    if radius is None:
        raise DeriveError(_FAR)
    error = radius.union(-radius)
    if isinstance(total, Array):
        return total.map(lambda x: arb(x) + error)
    return arb(total) + error


def _plus(total: Any, value: Any) -> Any:
    numbers = value.data if isinstance(value, Array) else [value]
    if any(isinstance(x, Dual) for x in numbers):
        raise DeriveError("a sum of infinitely many terms is not differentiated here")
    balls = value.map(arb) if isinstance(value, Array) else arb(value)
    return balls if total is None else total + balls


def _summands(body: Any) -> Iterator[Any]:
    if isinstance(body, (Add, MatAdd)):
        for part in body.args:
            yield from _summands(part)
    else:
        yield body


def _factors(term: Any) -> Iterator[Any]:
    if isinstance(term, (Mul, MatMul)):
        for part in term.args:
            yield from _factors(part)
    elif isinstance(term, Transpose):
        yield from _factors(term.arg)
    else:
        yield term


class _Bound:
    """What the terms of one summand are at most."""

    def __init__(self, term: Any, index: Any, start: int, s: Scope) -> None:
        self.constant = arb(1)
        #: base, the steps of its exponent, and the exponent at the start
        powers: list[tuple[Array, int, int]] = []
        for factor in _factors(term):
            if index not in factor.free_symbols:
                self.constant = self.constant * _norm(s.value(factor))
            elif isinstance(factor, Pow) and factor.base == factorial(index):
                if factor.exp != -1:
                    raise DeriveError(_FAR)
            elif isinstance(factor, (Pow, MatPow)) and index not in factor.base.free_symbols:
                powers.append(self._power(factor, index, start, s))
            else:
                raise DeriveError(_FAR)
        self._settle(powers)

    def _power(self, factor: Any, index: Any, start: int, s: Scope) -> tuple[Array, int, int]:
        exponent = expand(factor.exp)
        steps = exponent.coeff(index, 1)
        rest = exponent - steps * index
        if not steps.is_Integer or index in rest.free_symbols:
            raise DeriveError(_FAR)
        base, first = s.value(factor.base), s.integer(rest) + int(steps) * start
        if not isinstance(base, Array):
            base = Array(1, 1, [base])
        if any(isinstance(x, Dual) for x in base.data):
            raise DeriveError("a sum of infinitely many terms is not differentiated here")
        return base, int(steps), first

    def _settle(self, powers: list[tuple[Array, int, int]]) -> None:
        """The period, θ, and the factor K."""
        for period in _PERIODS:
            theta = arb(1)
            for base, steps, _ in powers:
                theta = theta * _norm(matrix_power(base, steps * period))
            if theta < 1:
                break
        else:
            raise DeriveError(_FAR)
        self.period, self.theta = period, theta
        for base, steps, first in powers:
            sizes = [_norm(matrix_power(base, first + steps * i)) for i in range(period)]
            top = sizes[0]
            for size in sizes[1:]:
                top = top.max(size)
            self.constant = self.constant * top

    def after(self, terms: int) -> Any:
        """What all terms but so many first ones are at most, in each entry."""
        whole = terms // self.period
        rest = self.constant * self.period * power(self.theta, fmpq(whole))
        return rest / (1 - self.theta)


def _norm(value: Any) -> Any:
    """Frobenius's norm, from above."""
    numbers = value.data if isinstance(value, Array) else [value]
    square = sum((arb(x) * arb(x) for x in numbers), arb(ZERO))
    return square.abs_upper().sqrt()
