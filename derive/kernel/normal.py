"""The normal form: polynomials in component atoms, with summed indices bound explicitly.

A polynomial is {monomial: rational}; a monomial is (binders, bounds, factors): the sum, over all
values of its bound indices that satisfy the bounds, of the product of its factors atom^exponent.
A binder is (name, size), size None for an index of time; a bound (x, y, c) says x − y ≤ c.  Every
function here returns normal forms: deltas contracted, one-point and empty sums resolved, A·A⁻¹
contracted, bound names canonical, factors sorted.  A canonical name carries the height of its
monomial ("@1.0"), so that no name bound outside is captured inside a function's argument.

Atoms, with times as affine expressions and components as names or integers:
  ("at", name, times, components)      an entry of an array, W[i, j] or h[t; i]; "Q^-1" inverts Q
  ("d", atom, atom, held)              the derivative of an atom by an atom
  ("delta", i, j)   ("ix", affine)   ("num", prime or −1)   ("root", prime or −1): its square root
  ("fn", function, order, p)   ("abs", p)   ("poly", p)      p a polynomial
  ("norm", placeholders, p)            the spectral norm of the matrix p
  ("pi", placeholders, low, high, later, size, i, l, p)   entry of an ordered product; size None
                                       for a product of scalars
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from derive.kernel.indices import Affine, Facts, KernelError, between, plus
from derive.kernel.monomials import (
    ONE,
    Poly,
    _put,
    constant,
    fresh,
    frozen,
    height,
    mentions,
    moved,
    name_of,
    opened,
    renamed,
    single,
    size_of,
    words,
    work,
)

__all__ = [
    "ONE",
    "Poly",
    "_put",
    "absolute",
    "add",
    "constant",
    "fresh",
    "frozen",
    "function",
    "height",
    "imaginary",
    "indexed",
    "mapped",
    "mentions",
    "moved",
    "multiply",
    "name_of",
    "normed",
    "number",
    "opened",
    "ordered",
    "power",
    "renamed",
    "root",
    "single",
    "size_of",
    "summed",
    "unfolded",
    "work",
]


def add(p: Poly, q: Poly, times: Any = 1) -> Poly:
    """p + times·q."""
    out = dict(p)
    for mono, c in q.items():
        _more(out, mono, times * c)
    return out


def _more(out: Poly, mono: Any, c: Any) -> None:
    """Add a monomial of ``out``'s own normal form to it."""
    total = out.get(mono, 0) + c
    if total:
        out[mono] = total
    else:
        del out[mono]


def multiply(*polynomials: Poly, facts: Facts, binders: Any = (), bounds: Any = ()) -> Poly:
    """Their product; or Σ of it over ``binders``, whose names must be fresh, within ``bounds``."""
    out: Poly = {}
    for choice in product(*(p.items() for p in polynomials)):
        scale: Any = 1
        names, limits, factors = binders, bounds, ()
        for mono, c in choice:
            b, k, f = opened(mono, facts)
            scale, names, limits, factors = scale * c, names + b, limits + k, factors + f
        _put(out, names, limits, factors, scale, facts)
    return out


def summed(binders: Any, bounds: Any, p: Poly, facts: Facts) -> Poly:
    """Σ over ``binders`` within ``bounds`` of ``p``; their names must be fresh."""
    return multiply(p, facts=facts, binders=tuple(binders), bounds=tuple(bounds))


def number(value: Any, e: Affine, facts: Facts) -> Poly:
    """value^e for a rational value, as powers of primes."""
    return _of_primes("num", value, e, facts)


def root(value: Any, facts: Facts) -> Poly:
    """√value for a rational value, by square roots of primes and of −1, all independent."""
    return _of_primes("root", value, ONE, facts)


def _of_primes(kind: str, value: Any, e: Affine, facts: Facts) -> Poly:
    out, value = constant(1), Fraction(value)
    if kind == "num" and not e[1] and value:
        return constant(work.raised(value, e[0]))
    if not value:
        raise KernelError("0 to a symbolic power")
    parts: list[tuple[int, int]] = [(-1, 1)] if value < 0 else []
    for n, sign in ((abs(value.numerator), 1), (value.denominator, -1)):
        p = 2
        while n > 1:
            p = n if p * p > n else p
            if p > 10**6 and p < n:
                raise KernelError("a number whose prime factors are too large")
            while n % p == 0:
                parts.append((p, sign))
                n //= p
            p += 1
    for prime, sign in parts:
        out = multiply(out, single((kind, prime), facts, plus((0, ()), e, sign)), facts=facts)
    return out


def power(p: Poly, e: Affine, facts: Facts, nonzero: Any) -> Poly:
    """p^e; ``nonzero(p, facts)`` must hold unless e ≥ 0 follows from the facts."""
    if e == ONE:
        return p
    work.limited(e[0])
    if not e[1] and e[0] >= 0:
        out = constant(1)
        for _ in range(e[0]):
            out = multiply(out, p, facts=facts)
        return out
    if not facts.le((0, ()), e) and not nonzero(p, facts):
        raise KernelError(f"a power with exponent {e} of what may be 0")
    if not p and facts.le(ONE, e):
        return {}
    if len(p) == 1:
        [((binders, bounds, factors), c)] = p.items()
        if not binders and not bounds:
            out = number(c, e, facts)
            for atom, k in factors:
                if k[1] and e[1]:
                    raise KernelError("a power of a symbolic power")
                if atom[0] == "delta" and not facts.le(ONE, e):
                    raise KernelError("a power of a delta whose exponent may be 0")
                scaled = plus((0, ()), e, k[0]) if not k[1] else plus((0, ()), k, e[0])
                out = multiply(out, single(atom, facts, scaled), facts=facts)
            return out
    return single(("poly", frozen(p)), facts, e)


def _antilog(mono: Any) -> Any:
    """q where the monomial is log q for a rational q, else 0."""
    binders, bounds, factors = mono
    if binders or bounds or len(factors) != 1 or factors[0][1] != ONE:
        return 0
    if factors[0][0][:3] != ("fn", "log", 0):
        return 0
    [(inner, value), *more] = factors[0][0][3] or [(None, 0)]
    return value if not more and inner == ((), (), ()) else 0


def function(name: str, order: int, argument: Poly, facts: Facts) -> Poly:
    """f^{(order)}(argument); exp of a sum is the product of the exps, exp(n·log q) is qⁿ."""
    if imaginary(frozen(argument)):
        raise KernelError(f"{name} of a number that is not real")
    if name != "exp":
        return single(("fn", name, order, frozen(argument)), facts)
    out = constant(1)
    for mono, c in argument.items():
        scale = Fraction(c)
        if scale.denominator == 1 and (value := _antilog(mono)) > 0:
            out = multiply(out, number(value, (scale.numerator, ()), facts), facts=facts)
            continue
        inner = frozen({mono: Fraction(1, scale.denominator) if scale.denominator > 1 else 1})
        out = multiply(
            out, single(("fn", "exp", 0, inner), facts, (scale.numerator, ())), facts=facts
        )
    return out


def ordered(
    low: Affine, high: Affine, later: str, size: Any, ends: Any, names: Any, p: Poly, facts: Facts
) -> Poly:
    """Entry ``ends`` of the ordered product of p over names[0] from low to high.

    ``names`` are the index of time and, for matrices, row and column in ``p``; ``size`` and
    ``ends`` are None for a product of scalars.
    """
    if low != ONE and not mentions(frozen(p), names[0]):  # only the number of factors matters
        low, high = ONE, plus(plus(high, low, -1), ONE)
    unit = constant(1) if size is None else single(("delta", *ends), facts)
    if facts.le(high, plus(low, (-1, ()))):
        return unit
    if low == high:
        by = {names[0]: low, **dict(zip(names[1:], ends or (), strict=True))}
        return renamed(p, by, facts)
    if p == (constant(1) if size is None else single(("delta", *sorted(names[1:])), facts)):
        return unit
    if size is None and len(p) == 1 and not mentions(frozen(p), names[0]):
        length = plus(plus(high, low, -1), ONE)
        if facts.le((0, ()), length):
            return power(p, length, facts, None)
    level = 1 + max((height(a) for _, _, fs in p for a, _ in fs), default=0)
    places = (f"@{level}j", f"@{level}r:{size}", f"@{level}c:{size}")[: len(names)]
    to = {
        n: (name_of(x) if k == 0 else x) for k, (n, x) in enumerate(zip(names, places, strict=True))
    }
    body = frozen(renamed(p, to, facts))
    i, j = ends or (None, None)
    return single(("pi", places, low, high, later, size, i, j, body), facts)


def absolute(p: Poly, facts: Facts) -> Poly:
    """|p|; of a product it is the product of the absolute values."""
    if len(p) != 1 or any(next(iter(p))[:2]):
        return single(("abs", frozen(p)), facts) if p else {}
    [((_, _, factors), c)] = p.items()
    out = constant(abs(c))
    for atom, e in factors:
        if atom[1] != -1 or atom[0] not in ("num", "root"):
            positive = atom[0] in ("num", "root", "abs", "norm", "delta")
            size = atom if positive else ("abs", frozen(single(atom, facts)))
            out = multiply(out, single(size, facts, e), facts=facts)
    return out


def imaginary(thing: Any) -> bool:
    """Whether √−1 occurs anywhere in a nested tuple."""
    return isinstance(thing, tuple) and (thing == ("root", -1) or any(map(imaginary, thing)))


def normed(p: Poly, names: tuple[str, str], facts: Facts) -> Poly:
    """The spectral norm of the matrix with entries p[names]; ‖cA‖ = |c|‖A‖."""
    outside: Poly = constant(1)
    if len(p) == 1:
        [((binders, bounds, factors), c)] = p.items()
        bound = {*names, *(n for n, _ in binders)}
        out = [f for f in factors if not any(mentions(f, n) for n in bound)]
        for atom, e in out:
            outside = multiply(outside, single(atom, facts, e), facts=facts)
        outside = add({}, outside, c)
        p = {(binders, bounds, tuple(f for f in factors if f not in out)): 1}
    level = 1 + max((height(a) for _, _, fs in p for a, _ in fs), default=0)
    places = (f"@{level}r:{size_of(names[0])}", f"@{level}c:{size_of(names[1])}")
    body = frozen(renamed(p, dict(zip(names, places, strict=True)), facts))
    return multiply(absolute(outside, facts), single(("norm", places, body), facts), facts=facts)


def indexed(a: Affine, facts: Facts) -> Poly:
    """An affine index expression as a number."""
    out = constant(a[0])
    for name, c in a[1]:
        out = add(out, single(("ix", name_of(name)), facts), c)
    return out


def unfolded(atom: Any, facts: Facts) -> tuple[tuple[str, ...], Poly]:
    """Fresh names for the placeholders of an ordered product or a norm, and its body in them."""
    names = tuple(fresh(size_of(x)) for x in atom[1])
    time = 1 if atom[0] == "pi" else 0
    to = {
        x: (name_of(n) if k < time else n)
        for k, (x, n) in enumerate(zip(atom[1], names, strict=True))
    }
    return names, renamed(dict(atom[-1]), to, facts)


def mapped(p: Poly, rule: Any, facts: Facts, nonzero: Any, about: Any = lambda said: True) -> Poly:
    """``p`` with every atom, at any depth, replaced by ``rule(atom, facts)`` (None: kept).

    ``about`` says of the names that occur in a monomial whether ``rule`` may change anything in it;
    ordered products and norms are always looked into, since what is known of indices decides them.
    """
    out: Poly = {}
    for mono, c in p.items():
        said = words(mono)
        if not about(said) and "pi" not in said and "norm" not in said:
            _more(out, mono, c)
            continue
        binders, bounds, factors = opened(mono, facts)
        local = facts.assume(*bounds) if bounds else facts
        kept, news = [], []
        for atom, e in factors:
            new = rule(atom, local)
            if new is None:
                new = _descended(atom, rule, local, nonzero, about)
            if new is None:
                kept.append((atom, e))
            else:
                news.append((new, e))
        if not news:
            _more(out, mono, c)
            continue
        term: Poly = {}
        _put(term, (), (), kept, c, local)
        *some, last = (power(new, e, local, nonzero) for new, e in news)
        for new in some:
            term = multiply(term, new, facts=local)
        for mono, k in multiply(term, last, facts=facts, binders=binders, bounds=bounds).items():
            _more(out, mono, k)
    return out


def _descended(atom: Any, rule: Any, facts: Facts, nonzero: Any, about: Any) -> Poly | None:
    """What ``rule`` makes of the atoms inside an atom, or None if it leaves them as they are."""
    kind = atom[0]
    if kind in ("fn", "abs", "poly"):
        before = dict(atom[-1])
        inner = mapped(before, rule, facts, nonzero, about)
        if inner == before:
            return None
        if kind == "fn":
            return function(atom[1], atom[2], inner, facts)
        return inner if kind == "poly" else absolute(inner, facts)
    if kind not in ("norm", "pi"):
        return None
    names, body = unfolded(atom, facts)
    if kind == "norm":
        new = normed(mapped(body, rule, facts, nonzero, about), (names[0], names[1]), facts)
    else:
        j = name_of(names[0])
        inside = facts.assume(*between(atom[2], j, atom[3]))
        ends = None if atom[5] is None else atom[6:8]
        body = mapped(body, rule, inside, nonzero, about)
        new = ordered(atom[2], atom[3], atom[4], atom[5], ends, names, body, facts)
    return None if new == single(atom, facts) else new
