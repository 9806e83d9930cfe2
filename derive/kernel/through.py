"""What an entry of an inverse, a determinant, an ordered product or a derivative has as derivative.

``context`` differentiates what these are made of (terms.py).
"""

from __future__ import annotations

from itertools import product as every
from typing import Any

from derive.kernel import normal as nf
from derive.kernel.indices import Affine, Facts, KernelError, at_most, plus
from derive.kernel.intervals import nonzero
from derive.kernel.normal import ONE, Poly


def absolute(context: Any, atom: Any, v: Any, held: Any, facts: Facts) -> Poly:
    """∂|x| = |x|/x ∂x for x ≠ 0."""
    inner = context.differentiate(dict(atom[1]), v, held, facts)
    if not inner:
        return {}
    slope = nf.power(dict(atom[1]), (-1, ()), facts, nonzero)
    return nf.multiply(nf.single(atom, facts), slope, inner, facts=facts)


def inverse(context: Any, atom: Any, v: Any, held: Any, facts: Facts) -> Poly:
    """∂A⁻¹ = −A⁻¹ ∂A A⁻¹."""
    base, (i, j) = atom[1][:-3], atom[3]
    size = context.arrays[base]["axes"][0]
    a, b = nf.fresh(size), nf.fresh(size)
    p = context._atom(("at", base, atom[2], (a, b)), v, held, facts)
    for ends in ((i, a), (b, j)):
        p = nf.multiply(p, nf.single(("at", atom[1], atom[2], ends), facts), facts=facts)
    return nf.add({}, nf.summed([(a, size), (b, size)], (), p, facts), -1)


def determinant(context: Any, atom: Any, v: Any, held: Any, facts: Facts) -> Poly:
    """∂ det A = det A · Σ_ab (A⁻¹)_ba ∂A_ab."""
    base = atom[1][:-4]
    size = context.arrays[base]["axes"][0]
    a, b = nf.fresh(size), nf.fresh(size)
    p = context._atom(("at", base, atom[2], (a, b)), v, held, facts)
    for factor in (atom, ("at", f"{base}^-1", atom[2], (b, a))):
        p = nf.multiply(p, nf.single(factor, facts), facts=facts)
    return nf.summed([(a, size), (b, size)], (), p, facts)


def product(context: Any, atom: Any, v: Any, held: Any, facts: Facts) -> Poly:
    """∂ Π_j A_j = Σ_j (factors before j) ∂A_j (factors after j); 0 where there are no factors.

    The factors of a power are all alike: then j counts how many stand before the one that moves.
    """
    _, _, low, high, later, size, i, l, _ = atom
    names, body = nf.unfolded(atom, facts)
    alike = not nf.mentions(nf.frozen(body), names[0])
    here = nf.name_of(names[0])
    ends = low, plus(high, ONE, -1) if alike else high
    if alike:
        ends = plus(low, ONE, -1), ends[1]
    bounds = (at_most(ends[0], here), at_most(here, ends[1]))
    local = facts.assume(*bounds)
    slope = context.differentiate(body, v, held, local) if local.consistent else {}
    if not slope:
        return {}
    one = plus(here, ONE) if alike else here
    below = low, plus(one, ONE, -1)
    above = plus(one, ONE), high
    first, last = (above, below) if later == "left" else (below, above)

    def rest(limits: tuple[Affine, Affine], of: Any) -> Poly:
        inner, p = nf.unfolded(atom, local)
        return nf.ordered(limits[0], limits[1], later, size, of, inner, p, local)

    if size is None:
        whole = nf.multiply(rest(first, None), slope, rest(last, None), facts=local)
        return nf.summed([(names[0], None)], bounds, whole, facts)
    out: Poly = {}
    axis = range(size) if isinstance(size, int) else None
    for r, c in every(axis or names[1:2], axis or names[2:]):
        moved = nf.renamed(slope, {names[1]: r, names[2]: c}, local)
        whole = nf.multiply(rest(first, (i, r)), moved, rest(last, (c, l)), facts=local)
        over = [(n, size) for n in (r, c) if axis is None]
        out = nf.add(out, nf.summed([(names[0], None), *over], bounds, whole, facts))
    return out


def moving(context: Any, v: Any, held: Any) -> Any:
    """What is held, without what cannot depend on v: to hold that changes nothing."""
    if context.order is None:
        return held
    moves = {v[1], *context.order.reaching(v[1])}
    return tuple(h for h in held if h[0] in moves)


def again(context: Any, atom: Any, v: Any, held: Any, facts: Facts) -> Poly:
    """A second derivative, of what has a definition that certainly holds for it: through that.

    Of a quantity of time only if it is neither of the variables for certain, and nothing is held.
    """
    _, of, by, fixed = atom
    clauses = context.defines.get(of[1], ())
    time = of[2][0] if of[2] else None
    clause = next((c for c in clauses if time is None or c.meets(time, facts)), None)
    apart = all(context.same(of, x[1], x[2], facts) is False for x in (by, v))
    sure = time is None or (apart and not fixed and not held)
    if clause is None or context.order is None or not sure:
        raise KernelError(f"no rule differentiates a derivative of {of[1]!r}")
    body = context.read(clause.body, context.bound(clause, time, of[3]), facts)
    inner = context.differentiate(body, by, fixed, facts)
    return context.differentiate(inner, v, held, facts)


#: kind of atom → its rule
RULES = {"abs": absolute, "pi": product, "d": again}
