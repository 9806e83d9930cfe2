"""Limits of normal forms as an index n goes to infinity: c·n^k·rⁿ → 0 for |r| < 1."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import Any

from derive.kernel import normal as nf
from derive.kernel.indices import Facts, KernelError
from derive.kernel.normal import Poly


def limit_of(p: Poly, n: str, contracting: Any, facts: Facts) -> Any:
    """The limit, as a polynomial, or ±inf.

    ``contracting`` are the arrays whose entries are assumed to be less than 1 in absolute value.
    Raises :class:`KernelError` where the limit does not exist or is not known.
    """
    steady: Poly = {}
    growing: dict[tuple[Fraction, int], Any] = {}
    for mono, c in p.items():
        _, bounds, factors = mono
        if not nf.mentions(mono, n):
            steady = nf.add(steady, {mono: c})
            continue
        ratio, degree, small, others = Fraction(1), 0, False, 0
        for atom, e in factors:
            times = dict(e[1]).get(n, 0)
            if atom[0] == "num" and len(e[1]) <= 1:
                ratio *= Fraction(atom[1]) ** times
            elif atom == ("ix", nf.name_of(n)) and not e[1]:
                degree += e[0]
            elif atom[0] == "at" and atom[1] in contracting and times > 0 and len(e[1]) == 1:
                small = True
            elif nf.mentions(atom, n) or times:
                raise KernelError(f"no rule for the limit of {atom}")
            else:
                others += 1
        if bounds:
            raise KernelError("no rule for the limit of a sum over time")
        if abs(ratio) < 1 or (small and ratio == 1):
            continue
        if others or small or ratio < 0:
            raise KernelError(f"no limit: a term of ratio {ratio}")
        growing[ratio, degree] = growing.get((ratio, degree), 0) + c
    if not growing:
        return steady
    return inf if growing[max(growing)] > 0 else -inf
