"""The rewriting rules that a step may name.  Each takes a normal form that is to be shown zero (or
to be estimated) and returns one of equal value; what it may use is in the context."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

from derive.kernel import normal as nf
from derive.kernel.indices import Affine, Facts, at_most, plus, rational
from derive.kernel.intervals import law, nonzero, slope
from derive.kernel.inverses import inverse, multiply, symmetric
from derive.kernel.laws import exponential, logarithm, root, squares
from derive.kernel.normal import Poly
from derive.kernel.patterns import replaced as replaced_by
from derive.kernel.terms import ONE, ZERO, Context
from derive.kernel.unfolding import chain, settle, unfold

MINUS: Affine = (-1, ())


def split(context: Context, p: Poly, args: Any, facts: Facts) -> Poly:
    """Take the term or factor at ``end`` off every Σ and Π that ends there, high or low.

    ``side`` "at": every Σ becomes its terms before ``end``, the one at it, and those after it.
    ``side`` "apart": so does every Σ_k Σ_t, by k before t, at it, and after it.
    """
    end, side = context.time(args["end"], context.env), args["side"]
    out: Poly = {}
    for mono, c in p.items():
        parts = [nf.opened(mono, facts)]
        times = [nf.name_of(v) for v, size in parts[0][0] if size is None]
        if side in ("at", "apart"):
            pairs = combinations(times, 2) if side == "apart" else ((at, end) for at in times)
            for at, other in pairs:
                ways = (at_most(plus(at, ONE), other),), (at_most(plus(other, ONE), at),)
                here = (at_most(at, other), at_most(other, at))
                parts = [(b, (*k, *w), f) for b, k, f in parts for w in (*ways, here)]
            times = []
        for at in times:
            x, y, k = at_most(at, end) if side == "high" else at_most(end, at)
            rest = at_most(plus(at, ONE), end) if side == "high" else at_most(plus(end, ONE), at)
            parts = [
                (b, (*bounds, *more), factors)
                for b, bounds, factors in parts
                for more in (
                    ((rest,), (at_most(at, end), at_most(end, at)))
                    if facts.assume(*bounds).bound(x, y) == k
                    else ((),)
                )
            ]
        for binders, bounds, factors in parts:
            nf._put(out, binders, bounds, factors, c, facts)

    def rule(atom: Any, local: Facts) -> Poly | None:
        if atom[0] != "pi" or side not in ("high", "low"):
            return None
        last = atom[3] if side == "high" else atom[2]
        return _factor_off(context, atom, side, local) if last == end else None

    return nf.mapped(out, rule, facts, nonzero)


def _factor_off(context: Context, atom: Any, side: str, facts: Facts) -> Poly | None:
    """Π as its factor at an end times the rest."""
    _, _, low, high, later, size, i, j, _ = atom
    if not facts.le(low, high):
        return None
    names, body = nf.unfolded(atom, facts)
    at = high if side == "high" else low
    low, high = (low, plus(high, MINUS)) if side == "high" else (plus(low, ONE), high)
    if size is None:
        rest = nf.ordered(low, high, later, None, None, names, body, facts)
        return nf.multiply(nf.renamed(body, {names[0]: at}, facts), rest, facts=facts)

    def through(m: Any) -> Poly:
        left = (side == "high") == (later == "left")
        mine, others = ((i, m), (m, j)) if left else ((m, j), (i, m))
        by = {names[0]: at, names[1]: mine[0], names[2]: mine[1]}
        rest = nf.ordered(low, high, later, size, others, names, body, facts)
        return nf.multiply(nf.renamed(body, by, facts), rest, facts=facts)

    if isinstance(size, int):
        out: Poly = {}
        for m in range(size):
            out = nf.add(out, through(m))
        return out
    new = nf.fresh(size)
    return nf.summed([(new, size)], (), through(new), facts)


def gather(context: Context, p: Poly, args: Any, facts: Facts) -> Poly:
    """A·Aⁿ and Aⁿ·A are Aⁿ⁺¹, where n ≥ 0 is known."""
    out: Poly = {}
    for mono, c in p.items():
        binders, bounds, factors = nf.opened(mono, facts)
        local = facts.assume(*bounds)
        while (found := _beside(factors, dict(binders), local)) is not None:
            bound, factors = found
            binders = tuple(b for b in binders if b[0] != bound)
        nf._put(out, binders, bounds, factors, c, facts)
    return out


def _beside(factors: Any, sizes: Any, facts: Facts) -> Any:
    """(index summed over, factors) with a power and the same matrix beside it as one, or None."""
    for power, e in factors:
        if power[0] != "pi" or power[5] is None or e != ONE or not facts.le(ZERO, power[3]):
            continue
        names, body = nf.unfolded(power, facts)
        if nf.mentions(nf.frozen(body), names[0]):
            continue
        i, j = power[6:8]
        for other, f in factors:
            ends = other[3] if other[0] == "at" and f == ONE and len(other[3]) == 2 else ()
            for r, c in dict.fromkeys((ends, ends[::-1])) if ends else ():
                bound, new = (i, (r, j)) if c == i else (j, (i, c))
                alone = bound in sizes and sum(nf.mentions(x, bound) for x in factors) == 2
                entry = nf.renamed(body, {names[1]: r, names[2]: c}, facts)
                if bound in (r, c) and alone and entry == nf.single(other, facts):
                    high = plus(power[3], ONE)
                    more = nf.ordered(ONE, high, "right", power[5], new, names, body, facts)
                    [((_, _, whole), _)] = more.items()
                    left = tuple(x for x in factors if x[0] not in (power, other))
                    return bound, (*left, *whole)
    return None


def expand(context: Context, p: Poly, args: Any, facts: Facts) -> Poly:
    """Write out every Σ and Π whose limits are integers.

    ``name`` is a quantity to be replaced by its definition in each factor of explicit size.
    """
    out: Poly = {}
    for mono, c in p.items():
        binders, bounds, factors = nf.opened(mono, facts)
        local = facts.assume(*bounds) if bounds else facts
        for v, size in binders:
            low, high = -local.bound("", v), local.bound(v, "")
            if size is None and abs(low) + abs(high) < 10**6:
                for value in range(int(low), int(high) + 1):
                    at = (*bounds, (v, "", value), ("", v, -value))
                    part: Poly = {}
                    nf._put(part, binders, at, factors, c, facts)
                    out = nf.add(out, expand(context, part, args, facts))
                break
        else:
            out = nf.add(out, {mono: c})

    def rule(atom: Any, local: Facts) -> Poly | None:
        if atom[0] != "pi" or plus(atom[3], atom[2], -1)[1]:
            return None
        if all(isinstance(at, int) for at in atom[5:8]):
            return _multiplied(context, atom, args, local)
        found = _factor_off(context, atom, "high", local)
        return None if found is None else nf.mapped(found, rule, local, nonzero)

    return nf.mapped(out, rule, facts, nonzero)


def _multiplied(context: Context, atom: Any, args: Any, facts: Facts) -> Poly:
    """An entry of a product of explicit matrices, a known number of them, one after the other."""
    _, _, low, high, later, size, i, j, _ = atom
    names, body = nf.unfolded(atom, facts)
    entries = range(size)
    row: list[Poly] = [nf.constant(int(k == i)) for k in entries]
    steps = range(plus(high, low, -1)[0] + 1)
    for step in steps if later == "right" else reversed(steps):
        at = plus(low, (step, ()))
        new: list[Poly] = []
        for c in entries:
            total: Poly = {}
            for r in entries:
                if row[r]:
                    by = {names[0]: at, names[1]: r, names[2]: c}
                    factor = nf.renamed(body, by, facts)
                    if "name" in args:
                        factor = unfold(context, factor, {"name": args["name"]}, facts)
                    factor = settle(context, factor, facts)
                    total = nf.add(total, nf.multiply(row[r], factor, facts=facts))
            new.append(total)
        row = new
    return row[j]


def count(context: Context, p: Poly, args: Any, facts: Facts) -> Poly:
    """Σ of what does not depend on the index is so many times that, if low ≤ high + 1 is known."""
    out: Poly = {}
    for mono, c in p.items():
        binders, bounds, factors = nf.opened(mono, facts)
        part: Poly = {}
        found = None
        for v, size in binders:
            found = None if size or nf.mentions(factors, v) else _number(v, bounds, facts)
            if found is not None:
                times, rest = found
                left = tuple(b for b in binders if b[0] != v)
                local = facts.assume(*rest)
                nf._put(part, (), (), factors, c, local)
                part = nf.multiply(part, nf.indexed(times, local), facts=local)
                part = nf.summed(left, rest, part, facts)
                break
        out = nf.add(out, count(context, part, args, facts) if found else {mono: c})
    return out


def _number(v: str, bounds: Any, facts: Facts) -> Any:
    """How many values an index takes, and the bounds that do not speak of it; None: not known."""
    highs = [plus(nf.name_of(y), (c, ())) for x, y, c in bounds if x == v]
    lows = [plus(nf.name_of(x), (-c, ())) for x, y, c in bounds if y == v]
    rest = tuple(b for b in bounds if v not in b[:2])
    for low, high in product(lows, highs):
        # that low ≤ high is implied, and may be left out where low ≤ high + 1 is known without it
        for kept in (tuple(b for b in rest if b != at_most(low, high)), rest):
            local = facts.assume(*kept)
            ends = all(local.le(x, low) for x in lows) and all(local.le(high, y) for y in highs)
            if ends and local.le(low, plus(high, ONE)):
                return plus(plus(high, low, -1), ONE), kept
    return None


#: functions of which a law takes apart what they are applied to
LAWS: dict[str, Any] = {"log": logarithm, "exp": exponential, "sqrt": root}


def use_law(context: Context, p: Poly, args: Any, facts: Facts) -> Poly:
    """A function's law: its definition (order 0), or f′ as a polynomial in f."""

    def rule(atom: Any, local: Facts) -> Poly | None:
        if atom[0] != "fn" or atom[1] != args["fn"] or atom[2] != args["order"]:
            return None
        inner = nf.mapped(dict(atom[3]), rule, local, nonzero)
        if atom[2] and atom[1] in ("log", "sqrt"):
            return slope(atom[1], atom[2], inner, local)
        if (own := LAWS.get(atom[1])) is not None:
            return own(inner, local)
        return law(atom[1], atom[2], inner, local)

    out = nf.mapped(p, rule, facts, nonzero, lambda said: args["fn"] in said)
    return squares(out, facts) if (args["fn"], args["order"]) == ("sqrt", 0) else out


def rewrite(context: Any, p: Poly, args: Any, facts: Facts) -> Poly:
    """Rewrite by a proved equation, the induction hypothesis, or an equation that is assumed."""
    pattern, reader = context.equation(args)
    return replaced_by(p, pattern, reader, facts)


def cancel(context: Any, p: Poly, args: Any, facts: Facts) -> Poly:
    """Subtract a multiple of lhs − rhs of a proved equation, or of the induction hypothesis."""
    return nf.add(p, context.instance(args, facts), -rational(args["times"]))


def lower(context: Context, p: Poly, args: Any, facts: Facts) -> Poly:
    """Powers x^{n+c} of a sum x, by the lowest of them that occurs: x^{n+c} = x^{c−b}·x^{n+b}."""
    lowest: dict[Any, int] = {}
    for _, _, factors in p:
        for atom, e in factors:
            if atom[0] == "poly" and e[1] and facts.le(ZERO, e):
                lowest[atom, e[1]] = min(lowest.get((atom, e[1]), e[0]), e[0])
    out: Poly = {}
    for (binders, bounds, factors), c in p.items():
        over, kept = nf.constant(1), []
        for atom, e in factors:
            least = lowest.get((atom, e[1]), e[0])
            if least < e[0] and not binders:
                raised = nf.power(dict(atom[1]), (e[0] - least, ()), facts, nonzero)
                over, e = nf.multiply(over, raised, facts=facts), (least, e[1])
            kept.append((atom, e))
        part: Poly = {}
        nf._put(part, binders, bounds, tuple(kept), c, facts)
        out = nf.add(out, nf.multiply(part, over, facts=facts))
    return out


def clear(context: Context, p: Poly, args: Any, facts: Facts) -> Poly:
    """Multiply by the denominators, none of which is 0 (that was shown when each was formed).

    Sums whose terms add up to 0 once they are multiplied by theirs are left out.
    """
    p = _without_zeros(context, p, args, facts)
    while True:
        deepest: dict[Any, int] = {}
        for (binders, _, factors), _ in p.items():
            for atom, e in factors:
                below = atom[0] in ("poly", "at") and not e[1] and e[0] < 0
                outside = below and not any(nf.mentions(atom, n) for n, _ in binders)
                if outside and nonzero(nf.single(atom, facts), facts):
                    deepest[atom] = min(deepest.get(atom, 0), e[0])
        if not deepest:
            return p
        atom, depth = min(deepest.items(), key=repr)
        out: Poly = {}
        for (binders, bounds, factors), c in p.items():
            powers = dict(factors)
            left = plus(powers.pop(atom, ZERO), (-depth, ()))
            part: Poly = {}
            nf._put(part, binders, bounds, tuple(powers.items()), c, facts)
            base = dict(atom[1]) if atom[0] == "poly" else nf.single(atom, facts)
            whole = nf.power(base, left, facts, nonzero)
            out = nf.add(out, nf.multiply(part, whole, facts=facts))
        p = out


def _without_zeros(context: Context, p: Poly, args: Any, facts: Facts) -> Poly:
    """``p`` without the sums over the same indices whose terms, taken together, are 0."""
    under = (f for binders, _, factors in p for f in factors if binders)
    if not any(atom[0] in ("poly", "at") and e[0] < 0 for atom, e in under):
        return p  # nothing stands in a denominator there
    names: dict[Any, Any] = {}
    groups: dict[Any, list[Any]] = {}
    for mono, c in p.items():
        sizes = tuple(size for _, size in mono[0])
        binders, bounds, factors = nf.opened(
            mono, facts, names.setdefault(sizes, tuple(map(nf.fresh, sizes)))
        )
        groups.setdefault((binders, tuple(sorted(bounds))), []).append((factors, c, mono))
    out = dict(p)
    for (binders, bounds), terms in groups.items():
        if not binders:
            continue
        local = facts.assume(*bounds)
        within: Poly = {}
        for factors, c, _ in terms:
            nf._put(within, (), (), factors, c, local)
        if not clear(context, within, args, local):
            out = nf.add(out, {mono: c for _, c, mono in terms}, -1)
    return out


RULES: dict[str, Any] = {
    "unfold": unfold,
    "chain": chain,
    "split": split,
    "expand": expand,
    "law": use_law,
    "use": rewrite,
    "hypothesis": rewrite,
    "equation": rewrite,
    "clear": clear,
    "count": count,
    "lower": lower,
    "gather": gather,
    "cancel": cancel,
    "symmetric": symmetric,
    "multiply": multiply,
    "inverse": inverse,
}
