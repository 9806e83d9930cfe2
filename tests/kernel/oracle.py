"""What terms mean, by explicit loops over small sizes: shares no code with the kernel.

Two evaluators, one of a certificate's terms and one of the kernel's normal forms, over one
:class:`World` that gives every array random numbers.  Derivatives are by dual numbers.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from typing import Any

from mpmath import mp, mpf

TIMES = range(-6, 12)


class NowhereError(Exception):
    """At this point something that is spoken of does not exist, or an assumption does not hold."""


class Dual:
    """a + b·ε with ε² = 0."""

    def __init__(self, a: Any, b: Any = 0):
        self.a, self.b = a, b

    def __add__(self, o: Any) -> Dual:
        o = dual(o)
        return Dual(self.a + o.a, self.b + o.b)

    __radd__ = __add__

    def __mul__(self, o: Any) -> Dual:
        o = dual(o)
        return Dual(self.a * o.a, self.a * o.b + self.b * o.a)

    __rmul__ = __mul__

    def __pow__(self, e: int) -> Dual:
        return Dual(self.a**e, self.b * (e * self.a ** (e - 1)) if e else 0)

    def __abs__(self) -> Dual:
        if not self.a:
            raise NowhereError("the slope of |x| at 0")
        return self if self.a > 0 else self * -1


def dual(x: Any) -> Dual:
    return x if isinstance(x, Dual) else Dual(x)


def index(a: Any, env: dict[str, Any]) -> int:
    """3, "t", {"t": 1, "": -1}, or the kernel's (constant, names)."""
    if isinstance(a, dict):
        return sum(c * (env[n] if n else 1) for n, c in a.items())
    if isinstance(a, tuple):
        return a[0] + sum(c * env[n] for n, c in a[1])
    return env[a] if isinstance(a, str) else a


class World:
    """Sizes, numbers for every array, and the definitions of a certificate's context."""

    def __init__(self, context: dict[str, Any], sizes: dict[str, int], seed: int = 0, **env: int):
        self.context, self.sizes, self.env = context, sizes, env
        self.random = random.Random(seed)
        self.free: dict[Any, Any] = {}
        self.known: dict[Any, Any] = {}
        self.vary: Any = None  # (name, times, components) and what is held

    def size(self, size: Any) -> int:
        return size if isinstance(size, int) else self.sizes[size]

    # -- quantities --------------------------------------------------------------------------------

    def cell(self, name: str, times: Any, where: Any) -> Any:
        key = name, times, where
        if self.vary is not None:
            v, held = self.vary
            if (name, times) == v[:2]:
                return Dual(self.plainly(key), 1 if where == v[2] else 0)
            if any(h[0] == name and (len(h) == 1 or h[1:] == times) for h in held):
                return self.plainly(key)
            if not self.depends(name):
                return self.plainly(key)
        if (self.vary, key) not in self.known:
            self.known[self.vary, key] = self.computed(*key)
        return self.known[self.vary, key]

    def depends(self, name: str) -> bool:
        defined = {c["at"][1] for c in self.context.get("defines", ())}
        return (
            name.endswith(("^-1", "^det"))
            or name in defined
            or name in self.context.get("opaque", {})
        )

    def plainly(self, key: Any) -> Any:
        vary, self.vary = self.vary, None
        value = self.cell(*key)
        self.vary = vary
        return value

    def computed(self, name: str, times: Any, where: Any) -> Any:
        if name.endswith("^-1"):
            return self.inverse(name[:-3], times)[where]
        if name.endswith("^det"):
            return self.determinant(name[:-4], times)
        value = self.plain(name, times, where)
        domain = self.context["arrays"][name].get("domain")
        size = dual(value).a
        if (domain == "positive" and size <= 0) or (domain == "nonzero" and size == 0):
            raise NowhereError(name)
        return value

    def plain(self, name: str, times: Any, where: Any) -> Any:
        declared = self.context["arrays"][name]
        if "values" in declared:
            value = declared["values"]
            for i in where:
                value = value[i]
            return Fraction(value)
        for equation in self.context.get("equations", ()):
            if equation["lhs"][:2] == ["at", name]:
                mine = {"at": equation["lhs"], "body": equation["rhs"]}
                env = self.applies(mine, name, times, where)
                if env is not None:
                    return self.term(equation["rhs"], env)
        for clause in self.context.get("defines", ()):
            env = self.applies(clause, name, times, where)
            if env is not None:
                return self.term(clause["body"], env)
        if name in self.context.get("opaque", {}):
            return self.opaque(name, times, where)
        key = name, times, where
        if key not in self.free and name in self.context.get("contracting", ()):
            self.free[key] = Fraction(self.random.randint(-8, 8), 9)
        if key not in self.free:
            self.free[key] = Fraction(self.random.randint(-9, 9), self.random.randint(1, 3))
            if "domain" in declared:
                self.free[key] = abs(self.free[key]) + Fraction(1, 3)
        return self.free[key]

    def applies(self, clause: Any, name: str, times: Any, where: Any) -> dict[str, Any] | None:
        _, mine, at, components = clause["at"]
        if mine != name:
            return None
        env = {**self.env, **dict(zip(components, where, strict=True))}
        if at and isinstance(at[0], str) and at[0] not in self.env:
            env[at[0]] = times[0]
            low, high = clause.get("low"), clause.get("high")
            if low is not None and times[0] < index(low, self.env):
                return None
            return None if high is not None and times[0] > index(high, self.env) else env
        return env if tuple(index(a, self.env) for a in at) == times else None

    def opaque(self, name: str, times: Any, where: Any) -> Any:
        """A polynomial of all entries of the arguments, another for each time and entry."""
        total: Any = Fraction(0)
        draw = random.Random(f"{name}{times}{where}")
        entries = []
        for argument in self.context["opaque"][name]:
            _, other, at, _ = argument["at"]
            env = {**self.env, **dict(zip(argument["times"], times, strict=True))}
            moments = tuple(index(a, env) for a in at)
            axes = self.context["arrays"][other]["axes"]
            for c in product(*(range(self.size(s)) for s in axes)):
                entries.append(self.cell(other, moments, c))
        for k, x in enumerate(entries):
            total = total + x * draw.randint(1, 5) + x * x * draw.randint(1, 5)
            total = total + x * entries[k - 1] * draw.randint(1, 5)
        return total

    def inverse(self, name: str, times: Any) -> dict[Any, Any]:
        n = self.size(self.context["arrays"][name]["axes"][0])
        a = [
            [self.cell(name, times, (i, j)) for j in range(n)]
            + [Fraction(int(i == j)) for j in range(n)]
            for i in range(n)
        ]
        for i in range(n):
            k = next((r for r in range(i, n) if dual(a[r][i]).a), None)
            if k is None:
                raise NowhereError(f"{name}^-1")
            a[i], a[k] = a[k], a[i]
            a[i] = [x * dual(a[i][i]) ** -1 for x in a[i]]
            for r in range(n):
                if r != i:
                    a[r] = [x + y * a[r][i] * -1 for x, y in zip(a[r], a[i], strict=True)]
        found = {(i, j): a[i][n + j] for i in range(n) for j in range(n)}
        return found if self.vary else {k: dual(x).a for k, x in found.items()}

    def determinant(self, name: str, times: Any) -> Any:
        """Σ over permutations, by the first row."""
        n = self.size(self.context["arrays"][name]["axes"][0])

        def minor(rows: tuple[int, ...], columns: tuple[int, ...]) -> Any:
            total: Any = Fraction(int(not rows))
            for k, c in enumerate(columns):
                rest = minor(rows[1:], (*columns[:k], *columns[k + 1 :]))
                total = total + self.cell(name, times, (rows[0], c)) * rest * (-1) ** k
            return total

        found = minor(tuple(range(n)), tuple(range(n)))
        if not dual(found).a:
            raise NowhereError(f"{name}^det")
        return found

    def function(self, name: str, order: int, x: Any) -> Any:
        if isinstance(x, Dual):
            return Dual(self.function(name, order, x.a), self.function(name, order + 1, x.a) * x.b)
        if name == "exp":
            return mp.exp(mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else x)
        if name in ("log", "sqrt"):
            return self.root_or_log(name, order, self.number(x))
        if name in ("sigma", "tanh"):
            s = self.function("exp", 0, -x if name == "sigma" else 2 * x)
            value = 1 / (1 + s) if name == "sigma" else 1 - 2 / (1 + s)
            slope = [0, 1, -1] if name == "sigma" else [1, 0, -1]
            p = [0, 1]
            for _ in range(order):  # p(f)' = p'(f)·slope(f)
                new = [0] * (len(p) + 1)
                for k in range(1, len(p)):
                    for m, c in enumerate(slope):
                        new[k - 1 + m] += k * p[k] * c
                p = new
            return sum(c * value**k for k, c in enumerate(p))
        draw = random.Random(name)  # a polynomial of its own for every other function
        p = [draw.randint(-4, 4) for _ in range(4)] + [draw.randint(1, 4)]
        for _ in range(order):
            p = [k * c for k, c in enumerate(p)][1:]
        return sum((c * x**k for k, c in enumerate(p)), Fraction(0))

    @staticmethod
    def root_or_log(name: str, order: int, x: Any) -> Any:
        """The derivatives by the power rule, from x^½ or from log′ = x^−1."""
        if x <= 0:
            raise NowhereError(f"{name} of {x}")
        if order == 0:
            return mp.log(x) if name == "log" else mp.sqrt(x)
        scale, power = (mpf(1), mpf(-1)) if name == "log" else (mpf("0.5"), mpf("-0.5"))
        for _ in range(order - 1):
            scale, power = scale * power, power - 1
        return scale * x**power

    def derivative(self, of: Any, v: Any, held: Any) -> Any:
        assert self.vary is None, "no second derivatives"
        self.vary = (v, held)
        try:
            value = of()
        finally:
            self.vary = None
        return dual(value).b

    # -- a certificate's terms ---------------------------------------------------------------------

    def term(self, t: Any, env: dict[str, Any]) -> Any:
        if isinstance(t, int):
            return Fraction(t)
        return getattr(self, f"_{t[0]}")(env, *t[1:])

    def _q(self, env: Any, text: str) -> Any:
        return Fraction(text)

    def _at(self, env: Any, name: str, times: Any, where: Any) -> Any:
        return self.cell(
            name, tuple(index(t, env) for t in times), tuple(index(c, env) for c in where)
        )

    def _ix(self, env: Any, a: Any) -> Any:
        return Fraction(index(a, env))

    def _delta(self, env: Any, i: Any, j: Any) -> Any:
        return Fraction(int(index(i, env) == index(j, env)))

    def _add(self, env: Any, *args: Any) -> Any:
        return sum((self.term(a, env) for a in args), Fraction(0))

    def _mul(self, env: Any, *args: Any) -> Any:
        out: Any = Fraction(1)
        for a in args:
            out = out * self.term(a, env)
        return out

    def _pow(self, env: Any, base: Any, e: Any) -> Any:
        return self.term(base, env) ** index(e, env)

    def _fn(self, env: Any, name: str, order: int, x: Any) -> Any:
        return self.function(name, order, self.term(x, env))

    def _abs(self, env: Any, x: Any) -> Any:
        return abs(self.term(x, env))

    def _sum(self, env: Any, i: str, size: Any, body: Any) -> Any:
        terms = (self.term(body, {**env, i: k}) for k in range(self.size(size)))
        return sum(terms, Fraction(0))

    def _tsum(self, env: Any, k: str, low: Any, high: Any, body: Any) -> Any:
        span = range(index(low, env), index(high, env) + 1)
        return sum((self.term(body, {**env, k: t}) for t in span), Fraction(0))

    def _prod(self, env: Any, j: str, low: Any, high: Any, body: Any) -> Any:
        out: Any = Fraction(1)
        for t in range(index(low, env), index(high, env) + 1):
            out = out * self.term(body, {**env, j: t})
        return out

    def _pi(self, env: Any, j: Any, low: Any, high: Any, later: str, rc: Any, *rest: Any) -> Any:
        size, body, i, k = rest

        def entry(t: int, r: int, c: int) -> Any:
            return self.term(body, {**env, j: t, rc[0]: r, rc[1]: c})

        found = self.chained(entry, index(low, env), index(high, env), later, self.size(size))
        return found[index(i, env)][index(k, env)]

    @staticmethod
    def chained(entry: Any, low: int, high: int, later: str, n: int) -> Any:
        out = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
        for t in range(low, high + 1):
            m = [[entry(t, r, c) for c in range(n)] for r in range(n)]
            a, b = (m, out) if later == "left" else (out, m)
            out = [
                [sum((a[i][k] * b[k][j] for k in range(n)), Fraction(0)) for j in range(n)]
                for i in range(n)
            ]
        return out

    def _root(self, env: Any, value: Any) -> Any:
        return mp.sqrt(mpf(Fraction(value).numerator) / Fraction(value).denominator)

    def _norm(self, env: Any, rows: Any, columns: Any, body: Any) -> Any:
        (r, n), (c, m) = rows, columns
        entries = [
            [self.number(self.term(body, {**env, r: i, c: j})) for j in range(self.size(m))]
            for i in range(self.size(n))
        ]
        return mp.svd_c(mp.matrix(entries), compute_uv=False)[0]

    @staticmethod
    def number(x: Any) -> Any:
        return mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else x

    def _d(self, env: Any, of: Any, wrt: Any, held: Any) -> Any:
        _, name, times, where = wrt
        v = name, tuple(index(t, env) for t in times), tuple(index(c, env) for c in where)
        fixed = tuple((h[0], *(index(t, env) for t in h[1:])) for h in held)
        return self.derivative(lambda: self.term(of, env), v, fixed)

    def _array(self, env: Any, rows: Any, i: Any, j: Any) -> Any:
        return self.term(rows[index(i, env)][index(j, env)], env)

    # -- the kernel's normal forms -----------------------------------------------------------------

    def poly(self, p: Any, env: dict[str, Any]) -> Any:
        total: Any = Fraction(0)
        for (binders, bounds, factors), c in dict(p).items():
            spans = [range(self.size(s)) if s is not None else TIMES for _, s in binders]
            for values in product(*spans):
                inner = {**env, **{n: v for (n, _), v in zip(binders, values, strict=True)}}
                if all(
                    index((x and (0, ((x, 1),))) or 0, inner)
                    - index((y and (0, ((y, 1),))) or 0, inner)
                    <= k
                    for x, y, k in bounds
                ):
                    part: Any = Fraction(c)
                    for atom, e in factors:
                        part = part * self.atom(atom, inner) ** index(e, inner)
                    total = total + part
        return total

    def atom(self, atom: Any, env: dict[str, Any]) -> Any:
        kind = atom[0]
        if kind == "at":
            return self._at(env, *atom[1:])
        if kind == "d":
            _, of, v, held = atom
            wrt = ("at", *v[1:])
            return self._d(env, ["at", *of[1:]], wrt, [(h[0], *h[1]) for h in held])
        if kind == "delta":
            return self._delta(env, *atom[1:])
        if kind == "ix":
            return Fraction(index(atom[1], env))
        if kind == "num":
            return Fraction(atom[1])
        if kind == "root":
            return mp.sqrt(atom[1])
        if kind == "fn":
            return self.function(atom[1], atom[2], self.poly(atom[3], env))
        if kind == "abs":
            return abs(self.poly(atom[1], env))
        if kind == "poly":
            return self.poly(atom[1], env)
        assert kind == "pi", kind
        _, places, low, high, later, size, i, k, body = atom
        low, high = index(low, env), index(high, env)
        if size is None:
            out: Any = Fraction(1)
            for t in range(low, high + 1):
                out = out * self.poly(body, {**env, places[0]: t})
            return out

        def entry(t: int, r: int, c: int) -> Any:
            return self.poly(body, {**env, places[0]: t, places[1]: r, places[2]: c})

        found = self.chained(entry, low, high, later, self.size(size))
        return found[index(i, env)][index(k, env)]


def close(a: Any, b: Any) -> bool:
    """Exactly equal where exact; else to 30 digits of 50."""
    if isinstance(a, (int, Fraction)) and isinstance(b, (int, Fraction)):
        return a == b
    return bool(abs(a - b) <= mpf(10) ** -30 * (1 + abs(a)))


mp.dps = 50
