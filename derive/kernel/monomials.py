"""Monomials in normal form, and index names replaced in them (normal.py says what they are)."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import count, islice, permutations, product
from typing import Any

from derive.kernel.indices import Affine, Facts, KernelError, at_most, plus, replaced

Poly = dict[Any, Any]
ONE: Affine = (1, ())
_names = count()


class Work:
    """A limit to the work of each judgement, to exponents and to the length of numbers."""

    left = LIMIT = 500_000
    EXPONENT = 10_000
    BITS = 40_000

    def start(self) -> None:
        self.left = self.LIMIT

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise KernelError("the certificate takes too much work")

    def raised(self, base: Any, exponent: int) -> Any:
        """base^exponent, exactly."""
        self.limited(exponent)
        return self.checked(Fraction(base) ** exponent)

    def limited(self, exponent: int) -> None:
        if abs(exponent) > self.EXPONENT:
            raise KernelError(f"an exponent that is too large: {exponent}")

    def checked(self, value: Any) -> Any:
        if value.numerator.bit_length() + value.denominator.bit_length() > self.BITS:
            raise KernelError("a number that is too long")
        return value.numerator if value.denominator == 1 else value


work = Work()


def fresh(size: Any = None) -> str:
    """A new name; that of a component index ends in the size of its axis."""
    return f"%{next(_names)}" if size is None else f"%{next(_names)}:{size}"


def size_of(name: str) -> Any:
    """The size of the axis that a component index runs over."""
    size = name.partition(":")[2]
    return int(size) if size.isdigit() else size or None


def name_of(name: str) -> Affine:
    return (0, ((name, 1),)) if name else (0, ())


#: things are ordered by how they are written, and most of them are met again
_spelt = lru_cache(maxsize=1 << 13)(repr)


def frozen(p: Poly) -> Any:
    return tuple(sorted(p.items(), key=_spelt)) if len(p) > 1 else tuple(p.items())


def constant(value: Any) -> Poly:
    return {((), (), ()): value} if value else {}


def single(atom: Any, facts: Facts, exponent: Affine = ONE) -> Poly:
    if exponent == ONE and atom[0] in ("at", "d", "fn", "pi"):  # nothing to reduce
        work.spend()
        return {((), (), ((atom, exponent),)): 1}
    out: Poly = {}
    _put(out, (), (), ((atom, exponent),), 1, facts)
    return out


# -- index names replaced: components by names or integers, times by affine expressions -----------


def moved(atom: Any, by: dict[str, Any], facts: Facts) -> Any:
    kind = atom[0]
    if kind == "at":
        times = tuple([replaced(t, by) for t in atom[2]])
        return (kind, atom[1], times, tuple([by.get(c, c) for c in atom[3]]))
    if kind == "delta":
        return (kind, *sorted((by.get(atom[1], atom[1]), by.get(atom[2], atom[2])), key=str))
    if kind == "ix":
        return (kind, replaced(atom[1], by))
    if kind in ("num", "root"):
        return atom
    if kind == "d":
        held = tuple((h[0], tuple(replaced(a, by) for a in h[1])) for h in atom[3])
        return (kind, moved(atom[1], by, facts), moved(atom[2], by, facts), held)
    if by.keys().isdisjoint(words(atom)):
        return atom
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


def opened(mono: Any, facts: Facts, own: Any = ()) -> tuple[Any, Any, Any]:
    """A monomial with names of its own for what it binds: ``own``, or new ones."""
    binders, bounds, factors = mono
    if not binders:
        return binders, bounds, factors
    by: dict[str, Any] = {}
    for (n, size), name in zip(binders, own or (fresh(s) for _, s in binders), strict=True):
        by[n] = name if size is not None else name_of(name)
    names = [
        (v if s is not None else v[1][0][0], s)
        for (_, s), v in zip(binders, by.values(), strict=True)
    ]
    new = tuple((moved(a, by, facts), replaced(e, by)) for a, e in factors)
    return tuple(names), tuple(_moved_bounds(bounds, by)), new


# -- monomials in normal form ---------------------------------------------------------------------


def _put(out: Poly, binders: Any, bounds: Any, factors: Any, scale: Any, facts: Facts) -> None:
    """Add scale·Σ Π factors to ``out``, in normal form."""
    work.spend()
    local = facts
    while True:
        powers: dict[Any, Affine] = {}
        for atom, e in factors:
            powers[atom] = plus(powers[atom], e) if atom in powers else e
        for atom in [a for a in powers if a[0] == "root" and powers[a][1]]:
            _squared(atom, powers)
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
        factors = [
            (moved(a, by, facts), replaced(e, by)) for a, e in powers.items() if a not in gone
        ]
        factors += [(a, ONE) for a in new]
    kept: list[Any] = []
    for atom, e in powers.items():
        if atom[0] == "num":
            scale *= work.raised(atom[1], e[0])
            e = (0, tuple((n, c % 2) for n, c in e[1] if c % 2) if atom[1] == -1 else e[1])
        elif atom[0] == "root":
            scale, e = scale * work.raised(atom[1], e[0] // 2), (e[0] % 2, e[1])
        elif atom[0] == "ix" and not atom[1][1] and not e[1]:
            scale, e = scale * work.raised(atom[1][0], e[0]), (0, ())
        elif atom[0] == "delta":
            e = ONE
        work.limited(e[0])
        if e != (0, ()):
            kept.append((atom, e))
    closed: list[Any] = []
    if bounds:
        times = {n for n, s in binders if s is None}
        closed = [
            (x, y, c)
            for (x, y), c in local.bounds.items()
            if x in times or y in times or c < facts.bound(x, y)
        ]
    mono = _relabelled(tuple(binders), closed, kept, facts)
    total = out.get(mono, 0) + scale
    if total:
        out[mono] = total if total in (1, -1) else work.checked(total)
    else:
        out.pop(mono, None)


def _squared(atom: Any, powers: dict[Any, Affine]) -> None:
    """√p to a power 2n is p to the power n."""
    constant_part, names = powers[atom]
    powers[atom] = constant_part, tuple((n, c % 2) for n, c in names if c % 2)
    whole = 0, tuple((n, c // 2) for n, c in names if c // 2)
    square = ("num", atom[1])
    powers[square] = plus(powers.get(square, (0, ())), whole)


def _reduction(powers: dict[Any, Affine], sizes: Any, bounds: Any, local: Facts) -> Any:
    """(indices replaced, atoms that go, atoms that come or None for zero); None: nothing."""
    if bounds:
        equal = [
            p for p, c in local.bounds.items() if p[0] in sizes and local.bound(*p[::-1]) == -c
        ]
        if equal:
            x, y = min(equal)
            return {x: plus(name_of(y), (local.bounds[x, y], ()))}, (), ()
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
                        (i, k), (l, j) = a[3], b[3]  # Σ_k a[i, k]·b[k, j], and k nowhere else
                        alone = k == l and k not in (i, j) and powers[a] == powers[b] == ONE
                        if alone and k in sizes and sum(mentions(f, k) for f in powers) == 2:
                            return {k: k}, (a, b), (("delta", *sorted((i, j), key=str)),)
    return None


@lru_cache(maxsize=1 << 13)
def words(thing: Any) -> frozenset[str]:
    """All names, of indices and others, anywhere in a nested tuple."""
    found: set[str] = set()
    todo = [thing]
    for part in todo:
        for x in part:
            if isinstance(x, tuple):
                todo.append(x)
            elif isinstance(x, str):
                found.add(x)
    return frozenset(found)


def mentions(thing: Any, name: Any) -> bool:
    """Whether an index name occurs anywhere in a nested tuple."""
    return name in words(thing)


def height(atom: Any) -> int:
    """How deeply polynomials are nested in an atom; its own places, named before, are no deeper."""
    if atom[0] in ("norm", "pi"):
        return int(atom[1][0].partition(":")[0][1:-1])
    if atom[0] in ("fn", "abs", "poly"):
        return 1 + max((height(a) for (_, _, fs), _ in atom[-1] for a, _ in fs), default=0)
    return 0


def ordered_factors(factors: Any) -> tuple[Any, ...]:
    return tuple(sorted(factors, key=_spelt)) if len(factors) > 1 else tuple(factors)


def _relabelled(binders: Any, bounds: Any, factors: Any, facts: Facts) -> Any:
    """The monomial with bound names and factors in canonical order."""
    if not binders:
        return (), tuple(sorted(bounds)), ordered_factors(factors)
    level = max((height(a) for a, _ in factors), default=0)
    labels = [f"@{level}.{k}" for k in range(len(binders))]

    def written(order: Any) -> Any:
        names = [x if s is None else f"{x}:{s}" for (_, s), x in zip(order, labels, strict=True)]
        to = _renaming(order, names)
        new = [(moved(a, to, facts), replaced(e, to)) for a, e in factors]
        sized = tuple((label, s) for (_, s), label in zip(order, names, strict=True))
        return sized, tuple(sorted(_moved_bounds(bounds, to))), ordered_factors(new)

    if len(binders) == 1:
        return written(binders)
    groups = _alike(binders, bounds, factors, facts)
    orders = islice(product(*(permutations(g) for g in groups)), 720)  # a limit costs only proofs
    if all(len(g) == 1 for g in groups):
        return written([b for g in groups for b in g])
    return min((written(sum(o, ())) for o in orders), key=repr)


def _renaming(binders: Any, names: Any) -> dict[str, Any]:
    pairs = zip(binders, names, strict=True)
    return {n: (new if s is not None else name_of(new)) for (n, s), new in pairs}


def _alike(binders: Any, bounds: Any, factors: Any, facts: Facts) -> list[list[Any]]:
    """The binders in groups that stand in the same places, in an order that no name decides."""
    places = {
        b: (
            [f for f in factors if mentions(f, b[0])],
            [k for k in bounds if b[0] in k[:2]],
        )
        for b in binders
    }
    colour = dict.fromkeys(binders, "")
    for _ in range(2):
        seen: dict[Any, str] = {}
        for b in binders:
            masks = ["!" if o == b else f"?{o[1]}{colour[o]}" for o in binders]
            to = _renaming(binders, masks)
            mine = [repr((moved(a, to, facts), replaced(e, to))) for a, e in places[b][0]]
            seen[b] = repr((b[1], sorted(_moved_bounds(places[b][1], to)), sorted(mine)))
        ranks = {c: str(k) for k, c in enumerate(sorted(set(seen.values())))}
        colour = {b: ranks[c] for b, c in seen.items()}
        if len(ranks) == len(binders):
            break
    shared = sorted(set(colour.values()), key=int)
    return [[b for b in binders if colour[b] == c] for c in shared]
