"""Rules that use definitions: a quantity is what defines it, and the chain rule through that."""

from __future__ import annotations

from itertools import product
from typing import Any

from derive.kernel import normal as nf
from derive.kernel.indices import Facts
from derive.kernel.intervals import nonzero
from derive.kernel.normal import Poly
from derive.kernel.terms import Context
from derive.kernel.through import moving


def settle(context: Context, p: Poly, facts: Facts) -> Poly:
    """Decide again what a change of indices may have decided: products, derivatives, values."""

    def rule(atom: Any, local: Facts) -> Poly | None:
        if atom[0] == "at":
            return context.value(atom)
        if atom[0] == "ix" and (atom[1][0] or len(atom[1][1]) != 1 or atom[1][1][0][1] != 1):
            return nf.indexed(atom[1], local)
        if atom[0] == "d":
            new = context._atom(atom[1], atom[2], atom[3], local)
            return None if new == nf.single(atom, local) else new
        return None

    watched = {"ix", "d", *context.explicit}
    return nf.mapped(p, rule, facts, nonzero, lambda said: not watched.isdisjoint(said))


def defined(context: Context, atom: Any, facts: Facts) -> Poly | None:
    """What an entry is by the clause that certainly holds for it, if there is one."""
    time = atom[2][0] if atom[2] else None
    for clause in context.defines.get(atom[1], ()):
        if time is None or clause.meets(time, facts):
            return context.read(clause.body, context.bound(clause, time, atom[3]), facts)
    return None


def _applies(context: Context, atom: Any, args: Any, facts: Facts) -> bool:
    at = args.get("at")
    if atom[0] != "at" or atom[1] != args["name"]:
        return False
    return (
        at is None
        or context.same(atom, atom[1], tuple(context.time(t, context.env) for t in at), facts)
        is True
    )


def unfold(context: Context, p: Poly, args: Any, facts: Facts) -> Poly:
    """Replace a quantity by its definition."""

    def rule(atom: Any, local: Facts) -> Poly | None:
        if not _applies(context, atom, args, local):
            return None
        return defined(context, atom, local)

    return nf.mapped(p, rule, facts, nonzero, lambda said: args["name"] in said)


def chain(context: Context, p: Poly, args: Any, facts: Facts) -> Poly:
    """The chain rule through a definition, or through an opaque function's arguments."""

    def rule(atom: Any, local: Facts) -> Poly | None:
        if atom[0] != "d" or not _applies(context, atom[1], args, local):
            return None
        _, of, v, held = atom
        if context.same(of, v[1], v[2], local) is not False:
            return None
        if any(context.same(of, h[0], h[1], local) is not False for h in held if h[1]):
            return None  # it may be held, or is: then it does not move, whatever defines it
        if of[1] in context.opaque:
            return _through(context, of, v, held, local)
        body = defined(context, of, local)
        return None if body is None else context.differentiate(body, v, held, local)

    return nf.mapped(p, rule, facts, nonzero, lambda said: "d" in said and args["name"] in said)


def _through(context: Context, of: Any, v: Any, held: Any, facts: Facts) -> Poly | None:
    places = []
    for argument in context.opaque[of[1]]:
        _, name, times, _ = argument["at"]
        env = {**context.own, **dict(zip(argument["times"], of[2], strict=True))}
        places.append((name, tuple(context.time(t, env) for t in times)))
    out: Poly = {}
    for k, (name, times) in enumerate(places):
        others = (*places[:k], *places[k + 1 :])  # a partial derivative: the others do not move
        mine = ("at", name, times, ())
        if any(context.same(mine, x, at, facts) is not False for x, at in (v[1:3], *others)):
            return None
        sizes = context.arrays[name]["axes"]
        for where in product(*(range(s) if isinstance(s, int) else (nf.fresh(s),) for s in sizes)):
            inner = ("at", name, times, where)
            slope = nf.single(("d", of, inner, moving(context, inner, others)), facts)
            part = nf.multiply(slope, context._atom(inner, v, held, facts), facts=facts)
            binders = [(n, s) for n, s in zip(where, sizes, strict=True) if isinstance(n, str)]
            out = nf.add(out, nf.summed(binders, (), part, facts))
    return out
