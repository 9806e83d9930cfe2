"""Rewriting by an equation: its left side, an atom or a product of atoms, is looked for.

A product may be summed over components, as in Σ_m A[i, m] v[m] → w[i]: the summed names of the
equation must then meet summed names that occur nowhere else, so that the sum stands by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from derive.kernel import normal as nf
from derive.kernel.indices import Facts, KernelError, plus
from derive.kernel.intervals import nonzero
from derive.kernel.normal import ONE, Poly


def matches(pattern: Any, thing: Any, found: dict[str, Any]) -> bool:
    """One-way matching; names that begin with "?" stand for anything, the same each time."""
    if isinstance(pattern, str) and pattern.startswith("?"):
        return not _bound(thing) and bool(found.setdefault(pattern, thing) == thing)
    if not isinstance(pattern, tuple) or not isinstance(thing, tuple):
        return bool(pattern == thing)
    if len(pattern) == 2 and isinstance(pattern[0], int) and isinstance(pattern[1], tuple):
        if len(pattern[1]) == 1 and pattern[1][0][0].startswith("?") and pattern[1][0][1] == 1:
            name, value = pattern[1][0][0], plus(thing, (pattern[0], ()), -1)
            return not _bound(value) and bool(found.setdefault(name, value) == value)
        return bool(pattern == thing)
    return len(pattern) == len(thing) and all(
        matches(a, b, found) for a, b in zip(pattern, thing, strict=True)
    )


def _bound(thing: Any) -> bool:
    """Whether a name occurs that is bound inside the atom, and means nothing outside."""
    if isinstance(thing, tuple):
        return any(map(_bound, thing))
    return isinstance(thing, str) and thing.startswith("@")


def pattern_of(p: Poly) -> Any:
    """What is looked for: an atom, or ("product", summed names, factors)."""
    if len(p) == 1:
        [((binders, bounds, factors), c)] = p.items()
        if not bounds and c == 1 and factors:
            if not binders and len(factors) == 1 and factors[0][1] == ONE:
                return factors[0][0]
            by = {n: f"?{n}" for n, _ in binders}
            moved = tuple((nf.moved(a, by, Facts()), e) for a, e in factors)
            return "product", tuple(by.values()), moved
    raise KernelError("the side to be replaced is neither an atom nor a product")


def replaced(p: Poly, pattern: Any, reader: Any, facts: Facts) -> Poly:
    """``p`` rewritten; ``reader`` gives the other side from what the names stand for, or None."""
    if pattern[0] == "product":
        return _deep(p, pattern, reader, facts)

    def rule(atom: Any, local: Facts) -> Poly | None:
        found: dict[str, Any] = {}
        return reader(found, local) if matches(pattern, atom, found) else None

    return nf.mapped(p, rule, facts, nonzero)


def _deep(p: Poly, pattern: Any, reader: Any, facts: Facts) -> Poly:
    """Products replaced, once in each monomial, and inside norms."""

    def rule(atom: Any, local: Facts) -> Poly | None:
        if atom[0] != "norm":
            return None
        names, body = nf.unfolded(atom, local)
        return nf.normed(_deep(body, pattern, reader, local), (names[0], names[1]), local)

    out: Poly = {}
    for mono, c in p.items():
        binders, bounds, factors = nf.opened(mono, facts)
        local = facts.assume(*bounds) if bounds else facts
        for left, found in _placed(pattern[2], factors, {}):
            gone = _summed_out(pattern[1], found, dict(binders), (left, bounds))
            new = None if gone is None else reader(found, local)
            if gone is not None and new is not None:
                part = nf.constant(c)
                for atom, e in left:
                    part = nf.multiply(part, nf.single(atom, local, e), facts=local)
                kept = tuple(b for b in binders if b[0] not in gone)
                part = nf.summed(kept, bounds, nf.multiply(part, new, facts=local), facts)
                break
        else:
            part = {mono: c}
        out = nf.add(out, part)
    return nf.mapped(out, rule, facts, nonzero)


def _placed(wanted: Any, factors: Any, found: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Every way to find the wanted factors in ``factors``: what is left, and the names' values."""
    if not wanted:
        yield factors, found
        return
    (atom, e), *others = wanted
    for k, (mine, f) in enumerate(factors):
        trial = dict(found)
        if not matches(atom, mine, trial):
            continue
        rest = (*factors[:k], *factors[k + 1 :])
        if not e[1] and not f[1] and 0 < e[0] < f[0]:
            yield from _placed(others, ((mine, plus(f, e, -1)), *rest), trial)
        elif matches(e, f, trial):
            yield from _placed(others, rest, trial)


def _summed_out(names: Any, found: dict[str, Any], binders: Any, rest: Any) -> set[Any] | None:
    """The bound names that the equation's summed names stand for, if the sum stands by itself."""
    gone = {found[n] for n in names}
    free = [v for n, v in found.items() if n not in names]
    sizes = all(nf.size_of(n) == binders.get(found[n]) for n in names)
    if not sizes or len(gone) < len(names) or any(v in gone for v in free):
        return None
    return None if any(nf.mentions(rest, n) for n in gone) else gone
