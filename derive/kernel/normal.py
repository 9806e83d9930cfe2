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
  ("delta", i, j)   ("ix", affine)   ("num", prime or −1)
  ("fn", function, order, p)   ("abs", p)   ("poly", p)      p a polynomial
  ("norm", placeholders, p)            the spectral norm of the matrix p
  ("pi", placeholders, low, high, later, size, i, l, p)   entry of an ordered product; size None
                                       for a product of scalars
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count, permutations, product
from typing import Any

from derive.kernel.indices import Affine, Facts, KernelError, at_most, plus, replaced

Poly = dict[Any, Any]
ONE: Affine = (1, ())
_names = count()


def fresh(size: Any = None) -> str:
    """A new name; that of a component index ends in the size of its axis."""
    return f"%{next(_names)}" if size is None else f"%{next(_names)}:{size}"


def size_of(name: str) -> Any:
    """The size of the axis that a component index runs over."""
    size = name.partition(":")[2]
    return int(size) if size.isdigit() else size or None


def name_of(name: str) -> Affine:
    return (0, ((name, 1),)) if name else (0, ())


def frozen(p: Poly) -> Any:
    return tuple(sorted(p.items(), key=repr))


def constant(value: Any) -> Poly:
    return {((), (), ()): value} if value else {}


def single(atom: Any, facts: Facts, exponent: Affine = ONE) -> Poly:
    out: Poly = {}
    _put(out, (), (), ((atom, exponent),), 1, facts)
    return out


# -- index names replaced: components by names or integers, times by affine expressions -------------


def moved(atom: Any, by: dict[str, Any], facts: Facts) -> Any:
    kind = atom[0]
    if kind == "at":
        times = tuple(replaced(t, by) for t in atom[2])
        return (kind, atom[1], times, tuple(by.get(c, c) for c in atom[3]))
    if kind == "delta":
        return (kind, *sorted((by.get(atom[1], atom[1]), by.get(atom[2], atom[2])), key=str))
    if kind == "ix":
        return (kind, replaced(atom[1], by))
    if kind == "num":
        return atom
    if kind == "d":
        held = tuple((h[0], tuple(replaced(a, by) for a in h[1])) for h in atom[3])
        return (kind, moved(atom[1], by, facts), moved(atom[2], by, facts), held)
    nested = frozen(renamed(dict(atom[-1]), by, facts))
    if kind == "pi":
        ends = (by.get(atom[6], atom[6]), by.get(atom[7], atom[7]))
        low, high = replaced(atom[2], by), replaced(atom[3], by)
        return (kind, atom[1], low, high, *atom[4:6], *ends, nested)
    return (*atom[:-1], nested)


def renamed(p: Poly, by: dict[str, Any], facts: Facts) -> Poly:
    """``p`` with its free index names replaced."""
    out: Poly = {}
    for (binders, bounds, factors), c in p.items():
        mine = {n for n, _ in binders}
        free = {n: v for n, v in by.items() if n not in mine}
        new = [(moved(a, free, facts), replaced(e, free)) for a, e in factors]
        _put(out, binders, _moved_bounds(bounds, free), new, c, facts)
    return out


def _moved_bounds(bounds: Any, by: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [
        at_most(by.get(x, name_of(x)), plus(by.get(y, name_of(y)), (c, ()))) for x, y, c in bounds
    ]


def opened(mono: Any, facts: Facts) -> tuple[Any, Any, Any]:
    """A monomial with names of its own for what it binds."""
    binders, bounds, factors = mono
    if not binders:
        return binders, bounds, factors
    by: dict[str, Any] = {}
    for n, size in binders:
        by[n] = fresh(size) if size is not None else name_of(fresh())
    names = [(v if s is not None else v[1][0][0], s) for (_, s), v in zip(binders, by.values())]
    new = tuple((moved(a, by, facts), replaced(e, by)) for a, e in factors)
    return tuple(names), tuple(_moved_bounds(bounds, by)), new


# -- monomials in normal form -----------------------------------------------------------------------


def _put(out: Poly, binders: Any, bounds: Any, factors: Any, scale: Any, facts: Facts) -> None:
    """Add scale·Σ Π factors to ``out``, in normal form."""
    local = facts
    while True:
        powers: dict[Any, Affine] = {}
        for atom, e in factors:
            powers[atom] = plus(powers[atom], e) if atom in powers else e
        if bounds:
            local = facts.assume(*bounds)
            if not local.consistent:
                return
        found = _reduction(powers, dict(binders), bounds, local)
        if found is None:
            break
        by, gone, new = found
        if new is None:
            return
        binders = [b for b in binders if b[0] not in by]
        bounds = _moved_bounds(bounds, by)
        factors = [(moved(a, by, facts), replaced(e, by)) for a, e in powers.items() if a not in gone]
        factors += [(a, ONE) for a in new]
    kept: list[Any] = []
    for atom, e in powers.items():
        if atom[0] == "num":
            scale *= Fraction(atom[1]) ** e[0]
            e = (0, tuple((n, c % 2) for n, c in e[1] if c % 2) if atom[1] == -1 else e[1])
        elif atom[0] == "ix" and not atom[1][1]:
            scale, e = scale * atom[1][0] ** e[0], (0, ())
        elif atom[0] == "delta":
            e = ONE
        if e != (0, ()):
            kept.append((atom, e))
    times = {n for n, s in binders if s is None}
    closed = [
        (x, y, c)
        for (x, y), c in local.bounds.items()
        if x in times or y in times or c < facts.bound(x, y)
    ]
    mono = _relabelled(tuple(binders), closed if bounds else [], kept, facts)
    total = out.get(mono, 0) + scale
    if total:
        out[mono] = total.numerator if getattr(total, "denominator", 1) == 1 else total
    else:
        out.pop(mono, None)


def _reduction(powers: dict[Any, Affine], sizes: Any, bounds: Any, local: Facts) -> Any:
    """(indices replaced, atoms that go, atoms that come or None for zero), or None: nothing to do."""
    if bounds:
        for (x, y), c in local.bounds.items():
            if x in sizes and local.bound(y, x) == -c:
                return {x: plus(name_of(y), (c, ()))}, (), ()
    for atom in powers:
        if atom[0] == "delta":
            i, j = atom[1:]
            if i == j:
                return {}, (atom,), ()
            if isinstance(i, int) and isinstance(j, int):
                return {}, (), None
            for a, b in ((i, j), (j, i)):
                if a in sizes:
                    return {a: b}, (atom,), ()
            big, small = (j, i) if isinstance(j, str) else (i, j)
            if any(mentions(a, big) for a in powers if a != atom):
                return {big: small}, (atom,), (atom,)
        elif atom[0] == "at" and atom[1].endswith("^-1"):
            for other in powers:
                if other[:3] == ("at", atom[1][:-3], atom[2]):
                    for a, b in ((atom, other), (other, atom)):
                        k = a[3][1]
                        uses = sum(mentions(f, k) for f in powers)
                        if k in sizes and k == b[3][0] and uses == 2 and {a[3][0], b[3][1]} - {k}:
                            if powers[a] == powers[b] == ONE and k not in (a[3][0], b[3][1]):
                                ends = sorted((a[3][0], b[3][1]), key=str)
                                return {k: k}, (a, b), (("delta", *ends),)
    return None


def mentions(thing: Any, name: Any) -> bool:
    """Whether an index name occurs anywhere in a nested tuple."""
    if isinstance(thing, tuple):
        return any(mentions(part, name) for part in thing)
    return bool(thing == name)


def height(atom: Any) -> int:
    """How deeply polynomials are nested in an atom."""
    if atom[0] in ("fn", "abs", "poly", "norm", "pi"):
        return 1 + max((height(a) for (_, _, fs), _ in atom[-1] for a, _ in fs), default=0)
    return 0


def _relabelled(binders: Any, bounds: Any, factors: Any, facts: Facts) -> Any:
    """The monomial with bound names and factors in canonical order."""
    if not binders:
        return (), tuple(sorted(bounds)), tuple(sorted(factors, key=repr))
    level = max((height(a) for a, _ in factors), default=0)
    labels = [f"@{level}.{k}" for k in range(len(binders))]

    def written(order: Any, labels: Any) -> Any:
        names = [x if s is None else f"{x}:{s}" for (_, s), x in zip(order, labels)]
        to = {n: (label if s is not None else name_of(label)) for (n, s), label in zip(order, names)}
        new = sorted(((moved(a, to, facts), replaced(e, to)) for a, e in factors), key=repr)
        sized = tuple((label, s) for (_, s), label in zip(order, names))
        return sized, tuple(sorted(_moved_bounds(bounds, to))), tuple(new)

    if len(binders) == 1:
        return written(binders, labels)
    colour = dict.fromkeys(binders, "")
    for _ in range(2):
        old = dict(colour)
        for b in binders:
            names = ["!" if o == b else f"?{o[1]}{old[o]}" for o in binders]
            colour[b] = repr((b[1], *written(binders, names)[1:]))
        ranks = {c: str(k) for k, c in enumerate(sorted(set(colour.values())))}
        colour = {b: ranks[c] for b, c in colour.items()}
    groups = [[b for b in binders if colour[b] == c] for c in sorted(set(colour.values()), key=int)]
    orders = product(*(permutations(g) for g in groups))
    return min((written(sum(o, ()), labels) for o in orders), key=repr)


# -- arithmetic -------------------------------------------------------------------------------------


def add(p: Poly, q: Poly, times: Any = 1) -> Poly:
    """p + times·q."""
    out = dict(p)
    for mono, c in q.items():
        total = out.get(mono, 0) + times * c
        if total:
            out[mono] = total
        else:
            del out[mono]
    return out


def multiply(p: Poly, q: Poly, facts: Facts) -> Poly:
    out: Poly = {}
    for m, c in p.items():
        mb, mk, mf = opened(m, facts)
        for n, d in q.items():
            nb, nk, nf = opened(n, facts)
            _put(out, mb + nb, mk + nk, mf + nf, c * d, facts)
    return out


def summed(binders: Any, bounds: Any, p: Poly, facts: Facts) -> Poly:
    """Σ over ``binders`` within ``bounds`` of ``p``; their names must be fresh."""
    out: Poly = {}
    for m, c in p.items():
        mb, mk, mf = opened(m, facts)
        _put(out, (*binders, *mb), (*bounds, *mk), mf, c, facts)
    return out


def number(value: Any, e: Affine, facts: Facts) -> Poly:
    """value^e for a rational value, as powers of primes."""
    out, value = constant(1), Fraction(value)
    if not value:
        raise KernelError("0 to a symbolic power")
    parts: list[tuple[int, int]] = [(-1, 1)] if value < 0 else []
    for n, sign in ((abs(value.numerator), 1), (value.denominator, -1)):
        p = 2
        while n > 1:
            p = n if p * p > n else p
            while n % p == 0:
                parts.append((p, sign))
                n //= p
            p += 1
    for prime, sign in parts:
        out = multiply(out, single(("num", prime), facts, plus((0, ()), e, sign)), facts)
    return out


def power(p: Poly, e: Affine, facts: Facts, nonzero: Any) -> Poly:
    """p^e; ``nonzero(p)`` must be known unless e ≥ 0 follows from the facts."""
    if not e[1] and e[0] >= 0:
        out = constant(1)
        for _ in range(e[0]):
            out = multiply(out, p, facts)
        return out
    if not facts.le((0, ()), e) and not nonzero(p):
        raise KernelError(f"a power with exponent {e} of what may be 0")
    if len(p) == 1:
        [((binders, bounds, factors), c)] = p.items()
        if not binders and not bounds:
            out = number(c, e, facts)
            for atom, k in factors:
                if k[1] and e[1]:
                    raise KernelError("a power of a symbolic power")
                scaled = plus((0, ()), e, k[0]) if not k[1] else plus((0, ()), k, e[0])
                out = multiply(out, single(atom, facts, scaled), facts)
            return out
    return single(("poly", frozen(p)), facts, e)


def function(name: str, order: int, argument: Poly, facts: Facts) -> Poly:
    """f^{(order)}(argument); exp of a sum is the product of the exps."""
    if name != "exp":
        return single(("fn", name, order, frozen(argument)), facts)
    out = constant(1)
    for mono, c in argument.items():
        scale = Fraction(c)
        inner = frozen({mono: Fraction(1, scale.denominator) if scale.denominator > 1 else 1})
        out = multiply(out, single(("fn", "exp", 0, inner), facts, (scale.numerator, ())), facts)
    return out


def ordered(
    low: Affine, high: Affine, later: str, size: Any, ends: Any, names: Any, p: Poly, facts: Facts
) -> Poly:
    """Entry ``ends`` of the ordered product of p over names[0] from low to high.

    ``names`` are the index of time and, for matrices, row and column in ``p``; ``size`` and
    ``ends`` are None for a product of scalars.
    """
    unit = constant(1) if size is None else single(("delta", *ends), facts)
    if facts.le(high, plus(low, (-1, ()))):
        return unit
    if low == high:
        by = {names[0]: low, **dict(zip(names[1:], ends or ()))}
        return renamed(p, by, facts)
    if p == (constant(1) if size is None else single(("delta", *sorted(names[1:])), facts)):
        return unit
    if size is None and len(p) == 1 and not mentions(frozen(p), names[0]):
        length = plus(plus(high, low, -1), ONE)
        if facts.le((0, ()), length):
            return power(p, length, facts, lambda _: False)
    level = 1 + max((height(a) for _, _, fs in p for a, _ in fs), default=0)
    places = (f"@{level}j", f"@{level}r:{size}", f"@{level}c:{size}")[: len(names)]
    to = {n: (name_of(x) if k == 0 else x) for k, (n, x) in enumerate(zip(names, places))}
    body = frozen(renamed(p, to, facts))
    i, j = ends or (None, None)
    return single(("pi", places, low, high, later, size, i, j, body), facts)


def normed(p: Poly, names: tuple[str, str], facts: Facts) -> Poly:
    """The spectral norm of the matrix with entries p[names]."""
    level = 1 + max((height(a) for _, _, fs in p for a, _ in fs), default=0)
    places = (f"@{level}r:{size_of(names[0])}", f"@{level}c:{size_of(names[1])}")
    body = frozen(renamed(p, dict(zip(names, places)), facts))
    return single(("norm", places, body), facts)


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
    to = {x: (name_of(n) if k < time else n) for k, (x, n) in enumerate(zip(atom[1], names))}
    return names, renamed(dict(atom[-1]), to, facts)


def mapped(p: Poly, rule: Any, facts: Facts, nonzero: Any) -> Poly:
    """``p`` with every atom, at any depth, replaced by ``rule(atom, facts)`` (None: kept)."""
    out: Poly = {}
    for mono, c in p.items():
        binders, bounds, factors = opened(mono, facts)
        local = facts.assume(*bounds) if bounds else facts
        term = constant(c)
        for atom, e in factors:
            new = rule(atom, local)
            if new is None:
                new = _descended(atom, rule, local, nonzero)
            part = single(atom, local, e) if new is None else power(new, e, local, nonzero)
            term = multiply(term, part, local)
        out = add(out, summed(binders, bounds, term, facts))
    return out


def _descended(atom: Any, rule: Any, facts: Facts, nonzero: Any) -> Poly | None:
    kind = atom[0]
    if kind in ("fn", "abs", "poly"):
        inner = mapped(dict(atom[-1]), rule, facts, nonzero)
        if kind == "fn":
            return function(atom[1], atom[2], inner, facts)
        return inner if kind == "poly" else single(("abs", frozen(inner)), facts)
    if kind == "norm":
        names, body = unfolded(atom, facts)
        return normed(mapped(body, rule, facts, nonzero), names, facts)
    if kind == "pi":
        names, body = unfolded(atom, facts)
        j = name_of(names[0])
        inside = facts.assume(at_most(atom[2], j), at_most(j, atom[3]))
        ends = None if atom[5] is None else atom[6:8]
        body = mapped(body, rule, inside, nonzero)
        return ordered(atom[2], atom[3], atom[4], atom[5], ends, names, body, facts)
    return None
