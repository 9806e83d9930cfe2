"""Reading terms: from the plain data of a certificate to normal forms; and differentiation.

term = 3 | ["q", "p/q"] | ["at", name, times, components] | ["ix", affine] | ["delta", i, j]
     | ["add", …] | ["mul", …] | ["pow", term, affine] | ["fn", function, order, term]
     | ["sum", i, size, term] | ["tsum", k, low, high, term] | ["abs", term]
     | ["prod", j, low, high, term]                          a product of scalars over time
     | ["pi", j, low, high, later, [r, c], size, term, i, l]   entry of an ordered product,
                                       or with "power" for later of a power: high >= low - 1
     | ["d", term, ["at", …], held]      held = [[name], …] whole families, [[name, time], …]
     | ["array", rows, i, j]             an explicit matrix
     | ["norm", [r, size], [c, size], term]
     | ["root", "p/q"]                   the square root; of a negative number, in no definition
"""

from __future__ import annotations

from math import inf
from typing import Any

from derive.kernel import normal as nf, through
from derive.kernel.declarations import check_array, check_size
from derive.kernel.indices import (
    Affine,
    Facts,
    KernelError,
    affine,
    at_most,
    between,
    plus,
    rational,
    replaced,
)
from derive.kernel.intervals import interval, nonzero
from derive.kernel.normal import Poly
from derive.kernel.order import Clause, Order, check_apart, clause_of

ONE: Affine = (1, ())
ZERO: Affine = (0, ())


class Context:
    """Declarations: arrays by name, their definitions, opaque functions, sizes of free indices.

    ``arrays``: name → {"times": number, "axes": sizes, "values": nested lists, "inverse":
    those of the inverse, which are checked (both optional)};
    ``defines``: [{"at": ["at", …], "low", "high", "body"}], each may use, at its own time, only
    what is defined above it (order.py); ``opaque``: name → its arguments, [{"at": …, "times": …}];
    ``parameters``: names of integers, of which ``facts`` says [[a, b], …], a ≤ b.
    """

    def __init__(self, data: dict[str, Any]):
        self.data = data
        self.arrays, self.opaque = data["arrays"], data.get("opaque", {})
        #: what definitions and equations may mention besides the indices of their own
        self.own: dict[str, Any] = {name: nf.name_of(name) for name in data.get("parameters", ())}
        self.env = self.own
        self.seen: list[Any] = []
        for name, array in self.arrays.items():
            check_array(name, array)
        #: arrays of which an entry may be a number that is known
        known = [name for name, array in self.arrays.items() if "values" in array]
        self.explicit = {*known, *(name + "^-1" for name in known)}
        bounds = (
            (self.time(a, self.own), self.time(b, self.own)) for a, b in data.get("facts", ())
        )
        self.facts = Facts().assume(*(at_most(a, b) for a, b in bounds))
        if not self.facts.consistent:
            raise KernelError("the facts that are assumed contradict each other")
        self.defines: dict[str, list[Clause]] = {}
        for item in data.get("defines", ()):
            clause = clause_of(item, self)
            self._check_real(clause.body)
            self.defines.setdefault(clause.name, []).append(clause)
        for clauses in self.defines.values():
            check_apart(clauses, self.facts)
        if any(name in self.defines or name not in self.arrays for name in self.opaque):
            raise KernelError("a quantity is both defined and opaque, or not declared")
        for name in data.get("contracting", ()):
            if name in self.defines or "values" in self.arrays.get(name, {}):
                raise KernelError(f"{name!r} is what it is, and is not assumed to be less than 1")
        for equation in data.get("equations", ()):
            self._check_real([equation["lhs"], equation["rhs"]])
        self.order: Order | None = None
        self.order = Order(self)

    def _check_real(self, term: Any) -> None:
        """Quantities are real: no definition and no equation may make one imaginary."""
        if isinstance(term, (list, tuple)):
            if len(term) == 2 and term[0] == "root" and rational(term[1]) < 0:
                raise KernelError("the root of a negative number in a definition or an equation")
            for part in term:
                self._check_real(part)

    def occurring(self, clause: Clause) -> list[Any]:
        """What occurs in the body of a definition: names, their times, and what is known there."""
        facts = self.facts
        if clause.time is not None:
            ends = (clause.low, clause.time), (clause.time, clause.high)
            facts = facts.assume(
                *(at_most(a, b) for a, b in ends if a is not None and b is not None)
            )
        axes = self.arrays[clause.name]["axes"]
        self.seen = []
        p = self.read(clause.body, self.bound(clause, clause.time, map(nf.fresh, axes)), facts)
        if not p and {"invertible", "domain"} & set(self.arrays[clause.name]):
            raise KernelError(f"{clause.name!r} is 0, and is not to be")
        found = interval(p, facts)
        if self.arrays[clause.name].get("domain") == "positive" and found[2] <= 0:
            raise KernelError(f"{clause.name!r} is nowhere positive, and is to be")
        facts.ranges.setdefault(clause.name, []).append((clause, found))
        return self.seen

    def bound(self, clause: Clause, time: Affine | None, components: Any) -> dict[str, Any]:
        """What the index names in the body of a definition stand for."""
        env = {**self.own, **dict(zip(clause.components, components, strict=True))}
        return env if clause.index is None else {**env, clause.index: time}

    # -- reading ----------------------------------------------------------------------------------

    def read(self, term: Any, env: dict[str, Any], facts: Facts) -> Poly:
        """The normal form of a term; ``env`` says what its index names stand for."""
        nf.work.spend()
        if type(term) is int:
            return nf.constant(term)
        if not isinstance(term, (list, tuple)) or not term:
            raise KernelError(f"not a term: {term!r}")
        reader = READERS.get(term[0])
        if reader is None:
            raise KernelError(f"no such term: {term[0]!r}")
        try:
            return reader(self, term[1:], env, facts)
        except (TypeError, ValueError, IndexError) as error:
            raise KernelError(f"malformed term {term[0]!r}: {error}") from None

    def time(self, data: Any, env: dict[str, Any]) -> Affine:
        found = affine(data)
        for name, _ in found[1]:
            if not isinstance(env.get(name), tuple):
                raise KernelError(f"{name!r} is not an index of time here")
        return replaced(found, env)

    def component(self, data: Any, env: dict[str, Any], size: Any) -> Any:
        found = data if type(data) is int else env.get(data)
        if isinstance(found, int) and isinstance(size, int) and 0 <= found < size:
            return found
        if not isinstance(found, str) or nf.size_of(found) != size:
            raise KernelError(f"index {data!r} does not run over an axis of size {size}")
        return found

    def entry(self, term: Any, env: dict[str, Any], facts: Facts) -> Any:
        """The atom of an ["at", name, times, components] term."""
        tag, name, times, components = term
        base = name[:-4] if name.endswith("^det") else name.removesuffix("^-1")
        declared = self.arrays.get(base)
        if tag != "at" or declared is None or (base != name and not declared.get("invertible")):
            raise KernelError(f"{name!r} is not declared")
        axes = [] if name == base + "^det" else declared["axes"]
        if len(times) != declared.get("times", 0) or len(components) != len(axes):
            raise KernelError(f"{name!r} has {len(axes)} axes, not {len(components)}")
        where = tuple(self.component(c, env, s) for c, s in zip(components, axes, strict=True))
        at = tuple(self.time(t, env) for t in times)
        self.seen.append((base, at, facts))
        return ("at", name, at, where)

    def _at(self, args: Any, env: Any, facts: Facts) -> Poly:
        atom = self.entry(["at", *args], env, facts)
        value = self.value(atom)
        return nf.single(atom, facts) if value is None else value

    def value(self, atom: Any) -> Poly | None:
        """The number that an entry of an explicit array is."""
        base = atom[1].removesuffix("^-1")
        values = self.arrays.get(base, {}).get("values" if base == atom[1] else "inverse")
        if values is None or not all(isinstance(i, int) for i in atom[3]):
            return None
        for i in atom[3]:
            values = values[i]
        return nf.constant(rational(values))

    def _sum(self, args: Any, env: Any, facts: Facts) -> Poly:
        i, size, body = args
        if isinstance(check_size(size), int):
            out: Poly = {}
            for value in range(size):
                out = nf.add(out, self.read(body, {**env, i: value}, facts))
            return out
        return self._summed([], (), ["sum", i, size, body], env, facts, facts)

    def _summed(
        self, binders: Any, bounds: Any, body: Any, env: Any, inside: Facts, facts: Facts
    ) -> Poly:
        """Σ over ``binders`` of a body; sums that it begins with and factors are read at one go."""
        env = dict(env)
        while isinstance(body, list) and body[0] == "sum" and isinstance(body[2], str):
            _, i, size, body = body
            env[i] = nf.fresh(check_size(size))
            binders.append((env[i], size))
        factors = body[1:] if isinstance(body, list) and body[0] == "mul" else [body]
        read = (self.read(factor, env, inside) for factor in factors)
        return nf.multiply(*read, facts=facts, binders=tuple(binders), bounds=bounds)

    def _tsum(self, args: Any, env: Any, facts: Facts) -> Poly:
        k, low, high, body = args
        low, high = self.time(low, env), self.time(high, env)
        j = nf.name_of(nf.fresh())
        bounds = (at_most(low, j), at_most(j, high))
        inside = facts.assume(*bounds)
        if not inside.consistent:
            return {}
        return self._summed([(j[1][0][0], None)], bounds, body, {**env, k: j}, inside, facts)

    def _over(self, j: str, low: Affine, high: Affine, env: Any, facts: Facts) -> Any:
        """A name of its own for the index of a product, and what is known inside."""
        new = nf.name_of(nf.fresh())
        return {**env, j: new}, facts.assume(*between(low, new, high))

    def _pi(self, args: Any, env: Any, facts: Facts) -> Poly:
        j, low, high, later, (r, c), size, body, i, k = args
        if later not in ("left", "right", "power"):
            raise KernelError(f"later factors stand left or right, not {later!r}")
        if len({j, r, c}) < 3:
            raise KernelError("a product of matrices uses one name twice")
        low, high = self.time(low, env), self.time(high, env)
        if later == "power" and not facts.le(low, plus(high, ONE)):
            raise KernelError("a power of a matrix whose exponent may be negative")
        later = "left" if later == "left" else "right"
        inner, inside = self._over(j, low, high, env, facts)
        ends = (self.component(i, env, size), self.component(k, env, size))
        inner = {**inner, r: nf.fresh(check_size(size)), c: nf.fresh(size)}
        p = self.read(body, inner, inside) if inside.consistent else {}
        names = (inner[j][1][0][0], inner[r], inner[c])
        return nf.ordered(low, high, later, size, ends, names, p, facts)

    def _prod(self, args: Any, env: Any, facts: Facts) -> Poly:
        j, low, high, body = args
        low, high = self.time(low, env), self.time(high, env)
        inner, inside = self._over(j, low, high, env, facts)
        p = self.read(body, inner, inside) if inside.consistent else {}
        return nf.ordered(low, high, "left", None, None, (inner[j][1][0][0],), p, facts)

    def _pow(self, args: Any, env: Any, facts: Facts) -> Poly:
        base, e = args
        return nf.power(self.read(base, env, facts), self.time(e, env), facts, nonzero)

    def _fn(self, args: Any, env: Any, facts: Facts) -> Poly:
        name, order, argument = args
        if not isinstance(name, str) or type(order) is not int or not 0 <= order <= 100:
            raise KernelError(f"not a function: {name!r}, order {order!r}")
        return nf.function(name, order, self.read(argument, env, facts), facts)

    def _delta(self, args: Any, env: Any, facts: Facts) -> Poly:
        i, j = (env[a] if isinstance(a, str) else a for a in args)
        sizes = {nf.size_of(a) for a in (i, j) if isinstance(a, str)}
        inside = all(isinstance(a, str) or 0 <= a < min(sizes, default=inf) for a in (i, j))
        if len(sizes) > 1 or None in sizes or not inside:
            raise KernelError(f"delta of indices over different axes: {args}")
        return nf.single(("delta", *sorted((i, j), key=str)), facts)

    def _norm(self, args: Any, env: Any, facts: Facts) -> Poly:
        (r, rows), (c, columns), body = args
        if r == c:
            raise KernelError("a norm uses one name twice")
        inner = {**env, r: nf.fresh(check_size(rows)), c: nf.fresh(check_size(columns))}
        return nf.normed(self.read(body, inner, facts), (inner[r], inner[c]), facts)

    def _array(self, args: Any, env: Any, facts: Facts) -> Poly:
        rows, i, j = args
        if any(len(row) != len(rows[0]) for row in rows):
            raise KernelError("the rows of an array differ in length")
        i, j = (self.component(k, env, size) for k, size in ((i, len(rows)), (j, len(rows[0]))))
        if isinstance(i, int) and isinstance(j, int):
            return self.read(rows[i][j], env, facts)
        out: Poly = {}
        for a, row in enumerate(rows):
            for b, entry in enumerate(row):
                deltas = (("delta", *sorted(pair, key=str)) for pair in ((a, i), (b, j)))
                here = nf.multiply(*(nf.single(d, facts) for d in deltas), facts=facts)
                if here:
                    p = self.read(entry, env, facts)
                    out = nf.add(out, nf.multiply(here, p, facts=facts))
        return out

    def _d(self, args: Any, env: Any, facts: Facts) -> Poly:
        of, wrt, held = args
        fixed = tuple((h[0], tuple(self.time(t, env) for t in h[1:])) for h in held)
        v = self.entry(wrt, env, facts)
        for name in (v[1], *(h[0] for h in fixed)):
            if name not in self.arrays or "values" in self.arrays[name]:
                raise KernelError(f"{name!r} cannot be varied or held")
        return self.differentiate(self.read(of, env, facts), v, fixed, facts)

    # -- differentiation: four rules --------------------------------------------------------------

    def differentiate(self, p: Poly, v: Any, held: Any, facts: Facts) -> Poly:
        """∂p/∂v by the product rule; the chain rule through functions and through opaque ones.

        The derivative of a quantity that has a definition stays an atom ("d", …) until a step
        asks for the chain through that definition.
        """
        out: Poly = {}
        for mono, c in p.items():
            binders, bounds, factors = nf.opened(mono, facts)
            local = facts.assume(*bounds) if bounds else facts
            total: Poly = {}
            for k, (atom, e) in enumerate(factors):
                inner = self._atom(atom, v, held, local)
                if not inner:
                    continue
                rest = nf.constant(c)
                for m, (other, f) in enumerate(factors):
                    e_m = plus(f, (-1, ())) if m == k else f
                    if e_m != ZERO:
                        rest = nf.multiply(rest, nf.single(other, local, e_m), facts=local)
                times = nf.indexed(e, local)
                total = nf.add(
                    total, nf.multiply(nf.multiply(rest, times, facts=local), inner, facts=local)
                )
            out = nf.add(out, nf.summed(binders, bounds, total, facts))
        return out

    def _atom(self, atom: Any, v: Any, held: Any, facts: Facts) -> Poly:
        kind = atom[0]
        if kind in ("num", "root", "ix", "delta"):
            return {}
        if kind == "poly":
            return self.differentiate(dict(atom[1]), v, held, facts)
        if kind == "fn":
            slope = nf.function(atom[1], atom[2] + 1, dict(atom[3]), facts)
            inner = self.differentiate(dict(atom[3]), v, held, facts)
            return nf.multiply(slope, inner, facts=facts)
        if kind in through.RULES:
            return through.RULES[kind](self, atom, v, held, facts)
        if kind != "at":
            raise KernelError(f"no rule differentiates {kind!r}")
        where = self.same(atom, v[1], v[2], facts)
        if where is True:
            p = nf.constant(1)
            for i, j in zip(atom[3], v[3], strict=True):
                delta = nf.single(("delta", *sorted((i, j), key=str)), facts)
                p = nf.multiply(p, delta, facts=facts)
            return p
        if where is None:
            return nf.single(("d", atom, v, through.moving(self, v, held)), facts)
        if any((not h[1] and h[0] == atom[1]) or self.same(atom, h[0], h[1], facts) for h in held):
            return {}
        if atom[1].endswith("^-1"):
            return through.inverse(self, atom, v, held, facts)
        if atom[1].endswith("^det"):
            return through.determinant(self, atom, v, held, facts)
        if self.free(atom, v, facts):
            return {}
        return nf.single(("d", atom, v, through.moving(self, v, held)), facts)

    def same(self, atom: Any, name: str, times: Any, facts: Facts) -> bool | None:
        """Whether an entry belongs to that array at that time; None: not known."""
        if atom[1] != name:
            return False
        answer: bool | None = True
        for a, b in zip(atom[2], times, strict=True):
            if facts.le(plus(a, ONE), b) or facts.le(plus(b, ONE), a):
                return False
            if not (facts.le(a, b) and facts.le(b, a)):
                answer = None
        return answer

    def free(self, atom: Any, v: Any, facts: Facts) -> bool:
        """Whether an entry that is not v certainly does not depend on v."""
        return self.order is not None and self.order.free(atom, v, facts)


def _add(self: Context, args: Any, env: Any, facts: Facts) -> Poly:
    out: Poly = {}
    for arg in args:
        out = nf.add(out, self.read(arg, env, facts))
    return out


def _mul(self: Context, args: Any, env: Any, facts: Facts) -> Poly:
    return nf.multiply(*(self.read(arg, env, facts) for arg in args), facts=facts)


READERS: dict[str, Any] = {
    "q": lambda self, args, env, facts: nf.constant(rational(args[0])),
    "at": Context._at,
    "ix": lambda self, args, env, facts: nf.indexed(self.time(args[0], env), facts),
    "delta": Context._delta,
    "add": _add,
    "mul": _mul,
    "pow": Context._pow,
    "fn": Context._fn,
    "sum": Context._sum,
    "tsum": Context._tsum,
    "prod": Context._prod,
    "pi": Context._pi,
    "d": Context._d,
    "array": Context._array,
    "abs": lambda self, args, env, facts: nf.absolute(self.read(args[0], env, facts), facts),
    "root": lambda self, args, env, facts: nf.root(rational(args[0]), facts),
    "norm": Context._norm,
}
