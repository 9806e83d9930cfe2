"""Laws of functions, and the interval calculus that follows from them.

A function with a law satisfies f = law(x) and f′ = slope(f), a polynomial in f.  Nothing is assumed
of ranges but exp > 0: σ ∈ (0, 1) and tanh ∈ (−1, 1) follow from their laws and
σ′ ∈ (0, ¼] from σ − σ².
An interval is (low, closed, high, closed) over the rationals and ±∞.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf, isqrt
from typing import Any

from derive.kernel import normal as nf
from derive.kernel.indices import Facts, KernelError, between, difference
from derive.kernel.normal import Poly

Interval = tuple[Any, bool, Any, bool]
LINE: Interval = (-inf, False, inf, False)
#: f′ as a polynomial in f, by ascending powers
SLOPES: dict[str, tuple[int, ...]] = {"sigma": (0, 1, -1), "tanh": (1, 0, -1)}
#: f(x) = a + b/(1 + e^{cx}), as (a, b, c)
VALUES: dict[str, tuple[int, int, int]] = {"sigma": (0, 1, -1), "tanh": (1, -2, 2)}


def law(name: str, order: int, argument: Poly, facts: Facts) -> Poly | None:
    """f^{(order)}(x) written out: by its definition (order 0), or as a polynomial in f(x)."""
    if order == 0 and name in VALUES:
        a, b, c = VALUES[name]
        below = nf.add(nf.constant(1), nf.function("exp", 0, nf.add({}, argument, c), facts))
        part = nf.power(below, (-1, ()), facts, nonzero)
        return nf.add(nf.constant(a), part, b)
    if order == 0 or name not in SLOPES:
        return None
    slopes = SLOPES[name]
    powers: dict[int, int] = dict(enumerate(slopes))
    for _ in range(order - 1):
        raised: dict[int, int] = {}
        for k, c in powers.items():
            for m, s in enumerate(slopes):
                raised[k - 1 + m] = raised.get(k - 1 + m, 0) + k * c * s
        powers = raised
    out: Poly = {}
    base = nf.function(name, 0, argument, facts)
    for k, c in powers.items():
        if c:
            out = nf.add(out, nf.power(base, (k, ()), facts, None), c)
    return out


def slope(name: str, order: int, argument: Poly, facts: Facts) -> Poly:
    """log′(x) = 1/x and √′(x) = 1/(2√x), both for x > 0, where alone log and √ are smooth.

    The k-th derivatives are (−1)^{k−1}(k−1)!/x^k, and ½(½ − 1)⋯(½ − k + 1)/(√x)^{2k−1}.
    """
    degree = Fraction(0) if name == "log" else Fraction(1, 2)
    scale = degree or Fraction(1)
    for k in range(1, order):
        scale *= degree - k
    base = argument if name == "log" else nf.function("sqrt", 0, argument, facts)
    exponent = -order if name == "log" else 1 - 2 * order
    over = nf.power(base, (exponent, ()), facts, nonzero)
    return nf.add({}, over, scale)


def nonzero(p: Poly, facts: Facts) -> bool:
    if len(p) == 1:
        [(binders, bounds, factors)] = p
        if not binders and not bounds and all(_not_zero(atom) for atom, _ in factors):
            return True
    low, low_closed, high, high_closed = interval(p, facts)
    return bool(
        low > 0 or high < 0 or (low == 0 and not low_closed) or (high == 0 and not high_closed)
    )


def _not_zero(atom: Any) -> bool:
    """Whether an atom is the determinant of what is invertible, or assumed not to be 0."""
    return bool(atom[0] == "at" and atom[1].endswith(("^det", "^+", "^!")))


def _plus(a: Interval, b: Interval) -> Interval:
    return a[0] + b[0], a[1] and b[1], a[2] + b[2], a[3] and b[3]


def _times(a: Interval, b: Interval) -> Interval:
    ends = []
    for x, xc in (a[:2], a[2:]):
        for y, yc in (b[:2], b[2:]):
            zero = (x == 0 and xc) or (y == 0 and yc)
            ends.append((0 if 0 in (x, y) else x * y, zero or (xc and yc)))
    low, high = min(e for e, _ in ends), max(e for e, _ in ends)
    return low, any(c for e, c in ends if e == low), high, any(c for e, c in ends if e == high)


def _inverse(a: Interval) -> Interval:
    if a[0] < 0 < a[2] or (a[0] == 0 and a[1]) or (a[2] == 0 and a[3]):
        return LINE
    if a[2] <= 0:
        low, lc, high, hc = _inverse((-a[2], a[3], -a[0], a[1]))
        return -high, hc, -low, lc
    low = 0 if a[2] == inf else 1 / Fraction(a[2])
    return low, a[3], (inf if a[0] == 0 else 1 / Fraction(a[0])), a[1]


def interval(p: Poly, facts: Facts) -> Interval:
    """An interval that contains every value of ``p``."""
    exact = _quadratic(p, facts)
    if exact:
        return exact
    total: Interval = (0, True, 0, True)
    for (binders, bounds, factors), c in p.items():
        local = facts.assume(*bounds) if bounds else facts
        part: Interval = (c, True, c, True)
        for atom, e in factors:
            part = _times(part, _powered(_atom(atom, local), e, local))
        if binders or bounds:  # a sum of any number of terms; of at least one over an axis
            full = not bounds and all(s is not None for _, s in binders)
            low, high = (0 if part[0] >= 0 else -inf), (0 if part[2] <= 0 else inf)
            strict = full and (part[0] > 0 or not part[1]), full and (part[2] < 0 or not part[3])
            part = (low, low == 0 and not strict[0], high, high == 0 and not strict[1])
        total = _plus(total, part)
    return total


def _quadratic(p: Poly, facts: Facts) -> Interval | None:
    """The exact range of a + bu + cu² for one atom u."""
    parts = [
        (m[2][0] if m[2] else None, c) for m, c in p.items() if not any(m[:2]) and len(m[2]) < 2
    ]
    atoms = {f[0] for f, _ in parts if f}
    terms = {(f[1] if f else (0, ())): c for f, c in parts}
    if len(parts) != len(p) or len(atoms) != 1 or (2, ()) not in terms:
        return None
    if not set(terms) <= {(0, ()), (1, ()), (2, ())}:
        return None
    u = _atom(atoms.pop(), facts)
    a, b, c = terms.get((0, ()), 0), terms.get((1, ()), 0), terms[2, ()]
    ends = [
        (c * x * x + b * x + a if abs(x) < inf else c * inf, closed) for x, closed in (u[:2], u[2:])
    ]
    vertex = Fraction(-b) / (2 * Fraction(c))
    if u[0] < vertex < u[2]:
        ends.append((c * vertex * vertex + b * vertex + a, True))
    low, high = min(e for e, _ in ends), max(e for e, _ in ends)
    return low, any(k for e, k in ends if e == low), high, any(k for e, k in ends if e == high)


def _powered(a: Interval, e: Any, facts: Facts) -> Interval:
    if e[1]:
        return (0, False, inf, False) if a[0] > 0 or (a[0] == 0 and not a[1]) else LINE
    out: Interval = (1, True, 1, True)
    for _ in range(abs(e[0])):
        out = _times(out, a)
    if e[0] % 2 == 0 and out[0] < 0:
        out = (0, True, *out[2:])
    return out if e[0] >= 0 else _inverse(out)


def _atom(atom: Any, facts: Facts) -> Interval:
    kind = atom[0]
    if kind == "num":
        return atom[1], True, atom[1], True
    if kind == "root":
        if atom[1] < 0:
            raise KernelError("a number that is not real lies in no interval")
        low = Fraction(isqrt(atom[1] * 10**40), 10**20)
        return low, False, low + Fraction(1, 10**20), False
    if kind == "ix":
        found = difference(atom[1])
        if found is None:
            return LINE
        x, y, c = found
        least, most = c - facts.bound(y, x), c + facts.bound(x, y)
        return least, least > -inf, most, most < inf
    if kind == "delta":
        return 0, True, 1, True
    if kind == "at":
        return (0, False, inf, False) if atom[1].endswith("^+") else _of_definition(atom, facts)
    if kind in ("abs", "norm"):
        return 0, kind == "norm" or not nonzero(dict(atom[1]), facts), inf, False
    if kind == "pi" and nf.imaginary(atom):
        raise KernelError("a product of numbers that are not real lies in no interval")
    if kind == "pi" and atom[5] is None:
        [j], body = nf.unfolded(atom, facts)
        inside = facts.assume(*between(atom[2], nf.name_of(j), atom[3]))
        return (0, False, inf, False) if positive(body, inside) else LINE
    if kind == "poly":
        return interval(dict(atom[1]), facts)
    if kind == "fn":
        if atom[1] == "exp":
            return 0, False, inf, False
        if atom[1:3] == ("sqrt", 0) and nonnegative(dict(atom[3]), facts):
            return 0, not positive(dict(atom[3]), facts), inf, False
        if atom[1:3] == ("log", 0):
            return _log(interval(dict(atom[3]), facts))
        written = law(atom[1], atom[2], dict(atom[3]), facts)
        return LINE if written is None else interval(written, facts)
    return LINE


def _log(a: Interval) -> Interval:
    """Which sign log x has, from where x lies of 1."""
    low = (0, a[0] == 1 and a[1]) if a[0] >= 1 else (-inf, False)
    high = (0, a[2] == 1 and a[3]) if a[2] <= 1 else (inf, False)
    return *low, *high


def _of_definition(atom: Any, facts: Facts) -> Interval:
    """The interval that was found for the definition of an entry, where that certainly holds."""
    for clause, found in facts.ranges.get(atom[1], ()):
        if not atom[2] or clause.meets(atom[2][0], facts):
            return found
    return LINE


def within(a: Interval, b: Interval) -> bool:
    """Whether a ⊆ b."""
    low = a[0] > b[0] or (a[0] == b[0] and (b[1] or not a[1]))
    return low and (a[2] < b[2] or (a[2] == b[2] and (b[3] or not a[3])))


def nonnegative(p: Poly, facts: Facts) -> bool:
    """Whether p ≥ 0, from the interval of each monomial or of the whole."""
    return interval(p, facts)[0] >= 0


def positive(p: Poly, facts: Facts) -> bool:
    low, closed, _, _ = interval(p, facts)
    return bool(low > 0 or (low == 0 and not closed))
