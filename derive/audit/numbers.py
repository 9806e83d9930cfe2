"""The numbers of the audit: exact rationals, balls, and dual numbers over either.

A plain number is a ``flint.fmpq`` (exact) or a ``flint.arb`` (a ball: a midpoint and a radius
that encloses the true value).  A :class:`Dual` is value + Σ_c tangent_c ε_c; value and tangents
may be duals of an earlier tag, so that derivatives nest.  :class:`Saturated` is ±∞ as the
argument of a function that has a limit there.

Source for nested forward mode and its tags: Siskind and Pearlmutter, *Nesting forward-mode AD in
a functional framework* (2008).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flint import arb, ctx, fmpq
from flint.utils.flint_exceptions import DomainError
from sympy import Float, Rational

from derive.errors import DeriveError

__all__ = [
    "ONE",
    "ZERO",
    "Dual",
    "ImpreciseError",
    "Saturated",
    "accurate",
    "dual",
    "plain",
    "power",
    "precision",
    "rational",
    "tame",
    "to_sympy",
]

ZERO = fmpq(0)
ONE = fmpq(1)

_BITS_PER_DIGIT = 3.3219280948873626


class ImpreciseError(DeriveError):
    """A ball was too wide to go on; with more bits it may not be."""


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Run with balls of ``bits`` bits; flint's own settings come back afterwards."""
    before = ctx.prec, ctx.cap
    ctx.prec, ctx.cap = bits, 64
    try:
        yield
    finally:
        ctx.prec, ctx.cap = before


class Saturated:
    """±∞, as what a gate's argument tends to when the gate is fully open or shut."""

    __slots__ = ("sign",)

    def __init__(self, sign: int) -> None:
        self.sign = sign

    def _refuse(self, *_: Any) -> Any:
        raise DeriveError("a saturated argument (±∞) may stand in its own function only")

    __add__ = __radd__ = __mul__ = __rmul__ = __sub__ = __rsub__ = __neg__ = _refuse
    __truediv__ = __rtruediv__ = _refuse


class Dual:
    """value + Σ_c tangents[c] ε_c for one derivative, told from others by its ``tag``."""

    __slots__ = ("tag", "tangents", "value")

    def __init__(self, tag: int, value: Any, tangents: dict[int, Any]) -> None:
        self.tag, self.value, self.tangents = tag, value, tangents

    def __add__(self, other: Any) -> Any:
        if not isinstance(other, Dual) or other.tag < self.tag:
            return Dual(self.tag, self.value + other, self.tangents)
        if other.tag > self.tag:
            return Dual(other.tag, self + other.value, other.tangents)
        tangents = dict(self.tangents)
        for c, v in other.tangents.items():
            tangents[c] = tangents[c] + v if c in tangents else v
        return Dual(self.tag, self.value + other.value, tangents)

    __radd__ = __add__

    def __neg__(self) -> Dual:
        return Dual(self.tag, -self.value, {c: -v for c, v in self.tangents.items()})

    def __sub__(self, other: Any) -> Any:
        return self + (-other)

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        if not isinstance(other, Dual) or other.tag < self.tag:
            tangents = {c: v * other for c, v in self.tangents.items()}
            return Dual(self.tag, self.value * other, tangents)
        if other.tag > self.tag:
            return other * self
        tangents = {c: v * other.value for c, v in self.tangents.items()}
        for c, v in other.tangents.items():
            part = self.value * v
            tangents[c] = tangents[c] + part if c in tangents else part
        return Dual(self.tag, self.value * other.value, tangents)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return self * reciprocal(other)

    def __rtruediv__(self, other: Any) -> Any:
        return reciprocal(self) * other


def dual(tag: int, value: Any, tangents: dict[int, Any]) -> Any:
    """A dual number without the tangents that are exactly 0; a plain one if none is left."""
    kept = {c: v for c, v in tangents.items() if not (isinstance(v, (fmpq, arb)) and v == 0)}
    return Dual(tag, value, kept) if kept else value


def reciprocal(x: Any) -> Any:
    """1/x; raises :class:`DeriveError` at 0, :class:`ImpreciseError` where a ball contains 0."""
    if isinstance(x, Dual):
        q = reciprocal(x.value)
        square = -(q * q)
        return Dual(x.tag, q, {c: v * square for c, v in x.tangents.items()})
    if isinstance(x, arb) and x.contains(0) and not x.is_zero():
        raise ImpreciseError("division by a number that cannot be told from 0")
    if x == 0:
        raise DeriveError("division by zero")
    return 1 / x


def plain(x: Any) -> Any:
    """The number without its tangents."""
    while isinstance(x, Dual):
        x = x.value
    return x


def rational(value: Any) -> Any:
    """A SymPy Rational or an int as ``fmpq``."""
    return fmpq(int(value.p), int(value.q)) if isinstance(value, Rational) else fmpq(int(value))


def tame(x: Any, bits: int) -> Any:
    """``x`` with exact parts of more than ``bits`` bits turned to balls, which do not grow."""
    if isinstance(x, Dual):
        tangents = {c: tame(v, bits) for c, v in x.tangents.items()}
        return Dual(x.tag, tame(x.value, bits), tangents)
    return arb(x) if isinstance(x, fmpq) and x.height_bits() > bits else x


def power(x: Any, exponent: Any) -> Any:
    """x to a rational power (``fmpq``); real, or :class:`DeriveError`."""
    if exponent.q == 1:
        return _whole_power(x, int(exponent.p))
    if isinstance(x, Dual):
        slope = power(x.value, exponent - 1) * exponent
        tangents = {c: v * slope for c, v in x.tangents.items()}
        return Dual(x.tag, power(x.value, exponent), tangents)
    if x == 0:
        if exponent > 0:
            return ZERO
        raise DeriveError("division by zero")
    if x < 0:
        raise DeriveError(f"a negative number to the power {exponent} is not real")
    if isinstance(x, arb):
        if x.contains(0):
            raise ImpreciseError("a root of a number that cannot be told from 0")
        return x ** arb(exponent)
    if exponent.q == 2:
        try:
            return x.sqrt() ** int(exponent.p)
        except DomainError:  # not the square of a rational
            pass
    return arb(x) ** arb(exponent)


def _whole_power(x: Any, exponent: int) -> Any:
    if exponent < 0:
        return reciprocal(_whole_power(x, -exponent))
    if not isinstance(x, (Dual, Saturated)):
        return x**exponent
    result: Any = ONE
    while exponent:
        if exponent & 1:
            result = x * result
        x = x * x if exponent > 1 else x
        exponent >>= 1
    return result


def accurate(x: Any, digits: int) -> bool:
    """Whether a plain number is known to ``digits`` digits, or is 0 to four times as many."""
    if isinstance(x, fmpq):
        return True
    if not x.is_finite():
        return False
    if x.rel_accuracy_bits() >= digits * _BITS_PER_DIGIT + 2:
        return True
    return bool(x.contains(0) and x.abs_upper() < arb(10) ** (-4 * digits))


def to_sympy(x: Any, digits: int) -> Any:
    """A plain number as Rational or, for a ball, as a Float of ``digits`` digits."""
    if isinstance(x, fmpq):
        return Rational(int(x.p), int(x.q))
    if x.contains(0):
        return Float(0, digits)
    return Float(x.mid().str(digits + 5, radius=False), digits)
