"""Limits of normal forms as an index n goes to infinity: c·n^k·rⁿ → 0 for |r| < 1."""

from __future__ import annotations

from fractions import Fraction
from math import inf, isqrt
from typing import Any

from derive.kernel import normal as nf
from derive.kernel.indices import Facts, KernelError
from derive.kernel.intervals import interval
from derive.kernel.normal import Poly


def limit_of(p: Poly, n: str, contracting: Any, facts: Facts) -> Any:
    """The limit, as a polynomial, or ±inf.

    ``contracting`` are the arrays whose entries are assumed to be less than 1 in absolute value.
    Raises :class:`KernelError` where the limit does not exist or is not known.
    """
    steady: Poly = {}
    growing: dict[Any, Poly] = {}
    rates: dict[Any, Any] = {}
    for mono, c in p.items():
        if not nf.mentions(mono, n):
            steady = nf.add(steady, {mono: c})
            continue
        powers, degree, small, part = _factored(mono, c, n, contracting, facts)
        low, high, positive = _rate(powers, facts)
        if high < 1 or (high == 1 and (small or degree < 0)):
            continue
        if small or not positive or low < 1 or (low == 1 and degree <= 0) or mono[0]:
            raise KernelError(f"no limit: a term with ratio in [{float(low)}, {float(high)}]")
        rates[powers] = low, high
        growing[powers, degree] = nf.add(growing.get((powers, degree), {}), part)
    growing = {key: part for key, part in growing.items() if part}
    if not growing:
        return steady
    top = max(growing, key=lambda key: (rates[key[0]][0], key[1]))
    for key in growing:
        below = rates[key[0]][1] < rates[top[0]][0]
        equal = key[0] == top[0] or rates[key[0]] == rates[top[0]] == rates[top[0]][:1] * 2
        if key != top and not below and not (equal and key[1] < top[1]):
            raise KernelError("which of the growing terms is the largest is not known")
    least, _, most, _ = interval(growing[top], facts)
    if least > 0:
        return inf
    if most < 0:
        return -inf
    raise KernelError("the sign of the term that grows most is not known")


def _factored(mono: Any, c: Any, n: str, contracting: Any, facts: Facts) -> Any:
    """A monomial as (numbers to the power n, exponent k of n^k, whether λⁿ is in it, the rest)."""
    _, bounds, factors = mono
    if bounds or any(size == n for _, size in mono[0]):
        raise KernelError("no rule for the limit of a sum over time")
    powers: list[Any] = []
    degree, small, part = 0, False, nf.constant(c)
    for atom, e in factors:
        times = dict(e[1]).get(n, 0)
        if atom == ("ix", nf.name_of(n)) and not e[1]:
            degree += e[0]
        elif nf.mentions(atom, n):
            raise KernelError(f"no rule for the limit of {atom}")
        elif times and len(e[1]) == 1 and atom[0] in ("num", "root", "poly"):
            powers.append((atom, times))
            part = nf.multiply(part, nf.single(atom, facts, (e[0], ())), facts=facts)
        elif atom[0] == "at" and atom[1] in contracting and times > 0 and len(e[1]) == 1:
            small = True
        elif e[1]:
            raise KernelError(f"no rule for the limit of {atom}")
        else:
            part = nf.multiply(part, nf.single(atom, facts, e), facts=facts)
    return tuple(powers), degree, small, part


def _rate(powers: Any, facts: Facts) -> tuple[Any, Any, bool]:
    """Bounds of |r| for a product r of powers of numbers, and whether r > 0 is known."""
    low, high, positive = Fraction(1), Fraction(1), True
    for atom, times in powers:
        a, b, sign = _modulus(atom, facts)
        if times < 0:
            a, b = (Fraction(1) / b if b < inf else 0), (Fraction(1) / a if a else inf)
        for _ in range(abs(times)):
            low, high = low * a, (high * b if high else high)
        positive = positive and (sign > 0 or (sign < 0 and times % 2 == 0))
    return low, high, positive


def _modulus(atom: Any, facts: Facts) -> tuple[Any, Any, int]:
    """Bounds of |x|, and the sign of x, 0 where it is not known or x is not real."""
    if atom[0] == "num":
        return Fraction(abs(atom[1])), Fraction(abs(atom[1])), 1 if atom[1] > 0 else -1
    if atom == ("root", -1):
        return Fraction(1), Fraction(1), 0
    p = nf.single(atom, facts) if atom[0] == "root" else dict(atom[1])
    if nf.imaginary(nf.frozen(p)):
        flipped = {m: -c if (("root", -1), nf.ONE) in m[2] else c for m, c in p.items()}
        low, _, high, _ = interval(nf.multiply(p, flipped, facts=facts), facts)
        return _below(low), (-_below(-high) if high < inf else inf), 0
    low, _, high, _ = interval(p, facts)
    if low <= 0 <= high:
        return Fraction(0), max(-low, high), 0
    return (low, high, 1) if low > 0 else (-high, -low, -1)


def _below(x: Any) -> Fraction:
    """A rational number at most √x, or for −x at most −√x; exact for squares."""
    size, scale = Fraction(abs(x)), 10**20
    n = size.numerator * size.denominator * scale**2
    root = isqrt(n)
    if x < 0 and root * root < n:
        root += 1
    return Fraction(root if x >= 0 else -root, size.denominator * scale)
