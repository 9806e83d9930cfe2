"""Laws of logarithm and root: log(m·q) = log m + log q and √(m·q) = √m·√q for m > 0; log eˣ = x.

The factor m that is taken out is seen to be positive by its interval; of q nothing is asked, since
log q, or √q, means something exactly where log(m·q), or √(m·q), does.  (√q)² = q; and e^{log q} = q
for a q that is seen to be positive.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import Any

from derive.kernel import normal as nf
from derive.kernel.indices import Affine, Facts, at_most, plus
from derive.kernel.intervals import nonzero, positive
from derive.kernel.normal import ONE, Poly

ZERO: Affine = (0, ())


def logarithm(p: Poly, facts: Facts) -> Poly:
    """log p with what is positive and divides every term of p taken out of it."""
    out: Poly = {}
    parts, scale, rest = _factored(p, facts)
    for atom, e in parts:
        part = nf.multiply(nf.indexed(e, facts), _of_atom(atom, facts), facts=facts)
        out = nf.add(out, part)
    out = nf.add(out, _of_number(scale, facts))
    return out if rest == nf.constant(1) else nf.add(out, _written(rest, facts))


def root(p: Poly, facts: Facts) -> Poly:
    """√p with what is positive and divides every term of p taken out of it."""
    parts, scale, rest = _factored(p, facts)
    out, under = nf.root(scale, facts), rest
    for atom, e in parts:
        if e[1]:  # half of a symbolic exponent may be no integer
            under = nf.multiply(under, nf.single(atom, facts, e), facts=facts)
            continue
        whole, odd = _halved(e)
        out = nf.multiply(out, nf.single(atom, facts, whole), facts=facts)
        if odd != ZERO:
            out = nf.multiply(out, _root_of(atom, facts), facts=facts)
    if under == nf.constant(1):
        return out
    return nf.multiply(out, nf.function("sqrt", 0, under, facts), facts=facts)


def _root_of(atom: Any, facts: Facts) -> Poly:
    if atom[:3] == ("fn", "exp", 0):
        return nf.function("exp", 0, nf.add({}, dict(atom[3]), Fraction(1, 2)), facts)
    inner = dict(atom[1]) if atom[0] == "poly" else nf.single(atom, facts)
    return nf.function("sqrt", 0, inner, facts)


def squares(p: Poly, facts: Facts) -> Poly:
    """(√q)² = q in every term, so that a root is left once or not at all."""
    out: Poly = {}
    for mono, c in p.items():
        binders, bounds, factors = nf.opened(mono, facts)
        local, term = facts.assume(*bounds), nf.constant(c)
        for atom, e in factors:
            whole, e = ((0, ()), e) if e[1] or atom[:3] != ("fn", "sqrt", 0) else _halved(e)
            if whole != ZERO:
                part = nf.power(dict(atom[3]), whole, local, nonzero)
                term = nf.multiply(term, part, facts=local)
            term = nf.multiply(term, nf.single(atom, local, e), facts=local)
        out = nf.add(out, nf.summed(binders, bounds, term, facts))
    return out


def _halved(e: Affine) -> tuple[Affine, Affine]:
    return (e[0] // 2, ()), (e[0] % 2, ())


def _factored(p: Poly, facts: Facts) -> tuple[list[tuple[Any, Affine]], Fraction, Poly]:
    """Positive atoms with exponents, a positive number, and a rest, of which p is the product."""
    parts: list[tuple[Any, Affine]] = []
    while (found := _content(p, facts)) is not None:
        nf.work.spend()
        atom, e = found
        parts.append((atom, e))
        p = _divided(p, atom, e, facts)
    scale = Fraction(gcd(*(Fraction(c).numerator for c in p.values())) or 1)
    scale /= lcm(*(Fraction(c).denominator for c in p.values()))
    return parts, scale, nf.add({}, p, 1 / scale)


def exponential(p: Poly, facts: Facts) -> Poly | None:
    """e^p where p is log q for a positive q: it is q."""
    for (binders, bounds, factors), c in p.items():
        if len(p) > 1 or binders or bounds or len(factors) != 1 or c != 1:
            return None
        [(atom, e)] = factors
        if e == ONE and atom[:3] == ("fn", "log", 0) and positive(dict(atom[3]), facts):
            return dict(atom[3])
    return None


def _written(p: Poly, facts: Facts) -> Poly:
    return nf.function("log", 0, p, facts)


def _content(p: Poly, facts: Facts) -> Any:
    """(atom, exponent) of a positive atom whose lowest power in the terms of p is not the 0-th."""
    terms = [dict(factors) for _, _, factors in p]
    bound = {
        atom
        for binders, _, factors in p
        for atom, e in factors
        if any(nf.mentions((atom, e), n) for n, _ in binders)
    }
    for atom in sorted({atom for powers in terms for atom in powers} - bound, key=repr):
        exponents = {powers.get(atom, ZERO) for powers in terms}
        if len({names for _, names in exponents}) > 1:
            continue  # of which the lowest is not known
        lowest = min(exponents)
        if lowest != ZERO and positive(nf.single(atom, facts), facts):
            return atom, lowest
    return None


def _divided(p: Poly, atom: Any, e: Affine, facts: Facts) -> Poly:
    """p / atom^e; what has stood in a denominator is multiplied out where it no longer does."""
    out: Poly = {}
    for (binders, bounds, factors), c in p.items():
        powers = dict(factors)
        left = plus(powers.pop(atom, ZERO), e, -1)
        term: Poly = {}
        nf._put(term, binders, bounds, tuple(powers.items()), c, facts)
        base = dict(atom[1]) if atom[0] == "poly" else nf.single(atom, facts)
        out = nf.add(out, nf.multiply(term, nf.power(base, left, facts, nonzero), facts=facts))
    return out


def _of_atom(atom: Any, facts: Facts) -> Poly:
    """The logarithm of a positive atom."""
    if atom[:3] == ("fn", "exp", 0):
        return dict(atom[3])
    if atom[0] == "poly":
        return logarithm(dict(atom[1]), facts)
    if atom[0] == "root" or atom[:3] == ("fn", "sqrt", 0):
        square = nf.constant(atom[1]) if atom[0] == "root" else dict(atom[3])
        return nf.add({}, logarithm(square, facts), Fraction(1, 2))
    if atom[0] == "pi":  # of numbers, since an entry of a matrix is not seen to be positive
        [j], body = nf.unfolded(atom, facts)
        bounds = (at_most(atom[2], nf.name_of(j)), at_most(nf.name_of(j), atom[3]))
        inside = logarithm(body, facts.assume(*bounds))
        return nf.summed([(j, None)], bounds, inside, facts)
    return _written(nf.single(atom, facts), facts)


def _of_number(value: Fraction, facts: Facts) -> Poly:
    """The logarithm of a positive rational by those of primes."""
    out: Poly = {}
    n = "%n"  # a symbolic power keeps the primes apart
    for _, _, factors in nf.number(value, nf.name_of(n), facts):
        for atom, e in factors:
            prime = _written(nf.constant(atom[1]), facts)
            out = nf.add(out, prime, dict(e[1])[n])
    return out
