"""Statements, proofs, certificates: what it takes for a claim to be a :class:`Theorem`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from itertools import product
from math import inf
from typing import Any

from derive.kernel import normal as nf
from derive.kernel.declarations import check_size
from derive.kernel.door import admitted
from derive.kernel.gram import norm_at_most
from derive.kernel.indices import Facts, KernelError, at_most, plus, rational, replaced
from derive.kernel.intervals import interval, nonnegative, positive, within
from derive.kernel.limits import limit_of
from derive.kernel.normal import Poly
from derive.kernel.norms import estimated
from derive.kernel.patterns import pattern_of
from derive.kernel.rules import RULES
from derive.kernel.terms import ONE, Context
from derive.kernel.unfolding import settle

_seal = object()


class Theorem:
    """A proved statement.  Only :func:`judge` makes one, and nothing changes it."""

    __slots__ = ("_certificate",)

    def __init__(self, certificate: dict[str, Any], seal: object):
        if seal is not _seal:
            raise KernelError("a theorem is made by judging a certificate")
        self._certificate = certificate

    @property
    def name(self) -> str:
        return str(self._certificate["name"])

    @property
    def certificate(self) -> dict[str, Any]:
        """A copy of what was judged."""
        return deepcopy(self._certificate)


def judge(certificate: dict[str, Any], library: Mapping[str, Theorem] | None = None) -> Theorem:
    """Check a certificate (plain data) and return its theorem.

    ``library`` holds the theorems that it may use, by name.  Raises :class:`KernelError`, saying at
    which step and why, if anything at all is not as it has to be.
    """
    certificate = admitted(certificate)
    nf.work.start()
    try:
        used: dict[str, Theorem] = {}
        for name in certificate.get("uses", ()):
            theorem = (library or {}).get(name)
            if not isinstance(theorem, Theorem) or theorem.name != name:
                raise KernelError(f"it uses {name!r}, which is not proved")
            used[name] = theorem
        case = _Case(certificate, used)
        for env in case.instances():
            case.prove(certificate["proof"], env, case.given(env), "")
        return Theorem(certificate, _seal)
    except (
        LookupError,
        TypeError,
        ValueError,
        ArithmeticError,
        AttributeError,
        RecursionError,
    ) as error:
        raise KernelError(f"malformed certificate: {type(error).__name__}: {error}") from None


@lru_cache(maxsize=64)
def _context(text: str) -> Context:
    """A context that has been checked; many certificates have the same."""
    return Context(json.loads(text))


class _Case(Context):
    """A certificate being judged."""

    def __init__(self, certificate: dict[str, Any], used: dict[str, Theorem]):
        vars(self).update(vars(_context(json.dumps(certificate["context"]))))
        self.statement = certificate["statement"]
        self.used = {name: theorem._certificate["statement"] for name, theorem in used.items()}
        self.hypotheses: list[Any] = []
        self.under: list[str] = []
        for name, theorem in used.items():
            self._compatible(name, theorem._certificate["context"])
        names = [*self.own, *self.statement.get("times", ()), *self.statement.get("indices", ())]
        if len(set(names)) < len(names):
            raise KernelError("an index name of the statement stands for two things")

    def _compatible(self, name: str, other: dict[str, Any]) -> None:
        """A theorem may be used where what it speaks of is the same and what it assumed holds."""
        mine, spoken = self.data, other["arrays"]
        for key in spoken:
            for part in ("arrays", "opaque"):
                if mine.get(part, {}).get(key) != other.get(part, {}).get(key):
                    raise KernelError(f"{name} was proved with another {key}")
        defines = [c for c in mine.get("defines", ()) if c["at"][1] in spoken]
        if any(clause not in other.get("defines", ()) for clause in defines):
            raise KernelError(f"{name} was proved where less is defined")
        for part in ("facts", "equations", "defines", "parameters", "contracting"):
            if any(item not in mine.get(part, ()) for item in other.get(part, ())):
                raise KernelError(f"{name} assumes more than is assumed here ({part})")

    def instances(self) -> Any:
        """The statement's index names; an axis of integer size is gone through value by value."""
        names = self.statement.get("indices", {})
        ranges = [range(s) if isinstance(check_size(s), int) else (None,) for s in names.values()]
        for values in product(*ranges):
            env = {**self.own, **{t: nf.name_of(t) for t in self.statement.get("times", ())}}
            for (name, size), value in zip(names.items(), values, strict=True):
                env[name] = f"{name}:{size}" if value is None else value
            yield env

    def given(self, env: dict[str, Any], statement: Any = None) -> Facts:
        """What is known of the indices: the context's facts and the statement's."""
        bounds = (statement or self.statement).get("given", ())
        return self.facts.assume(
            *(at_most(self.time(a, env), self.time(b, env)) for a, b in bounds)
        )

    # -- proofs -----------------------------------------------------------------------------------

    def prove(self, proof: Any, env: dict[str, Any], facts: Facts, where: str) -> None:
        if not facts.consistent:
            return
        if proof["by"] == "induction":
            self._induction(proof, env, facts, where)
            return
        self.env = env = _determined(env, facts)
        if proof["by"] == "chain":
            self._chain(proof["steps"], env, facts, where)
            return
        relation, by = self.statement["relation"], proof["by"]
        if (relation, by) not in METHODS:
            raise KernelError(f"{where}no way to show {relation!r} by {by!r}")
        METHODS[relation, by](self, proof, facts, where)

    def _induction(self, proof: Any, env: dict[str, Any], facts: Facts, where: str) -> None:
        t, sign = proof["on"], -1 if proof["down"] else 1
        start = self.time(proof["start"], env)
        low, high = (nf.name_of(t), start) if proof["down"] else (start, nf.name_of(t))
        if t not in self.statement["times"] or env[t] != nf.name_of(t) or not facts.le(low, high):
            raise KernelError(f"{where}the statement does not say that {t} lies beyond {start}")
        if t in self.under or any(n == t for n, _ in start[1]):
            raise KernelError(f"{where}the start of an induction on {t} mentions {t}")
        self.under.append(t)
        base = {**env, t: start}
        self.prove(proof["base"], base, self.given(base), f"{where}base case: ")
        beyond = at_most(plus(low, ONE), high)
        kept = {*self.under, *(n for n, _ in start[1])}  # the hypothesis speaks of no others
        self.hypotheses.append((t, plus(env[t], (sign, ()), -1), kept))
        self.prove(proof["step"], env, facts.assume(beyond), f"{where}induction step: ")
        self.hypotheses.pop()
        self.under.pop()

    def _chain(self, steps: Any, env: dict[str, Any], facts: Facts, where: str) -> None:
        if self.statement["relation"] != "=":
            raise KernelError(f"{where}a chain of equations shows an equation only")
        now = self.read(self.statement["lhs"], env, facts)
        ends = [*steps, {"to": self.statement["rhs"], "rules": []}]
        for k, step in enumerate(ends, 1):
            what = f"{where}step {k}" if k <= len(steps) else f"{where}the end of the chain"
            new = self.read(step["to"], env, facts)
            p = self.applied(nf.add(now, new, -1), step["rules"], facts, what)
            if p:
                raise KernelError(f"{what}: the sides differ by {show(p)}")
            now = new

    def applied(self, p: Poly, rules: Any, facts: Facts, what: str) -> Poly:
        settled = False
        for name, args in rules:
            if not p:
                break
            if name not in RULES:
                raise KernelError(f"{what}: no rule is called {name!r}")
            if name in ("clear", "multiply") and self.statement["relation"] != "=":
                raise KernelError(f"{what}: only an equation may be multiplied by its denominators")
            try:
                new = RULES[name](self, p, {**args, "rule": name}, facts)
                if not settled or new != p:
                    p = settle(self, new, facts)
                    settled = p == new
            except KernelError as error:
                raise KernelError(f"{what}, {name}: {error}") from None
        return p

    # -- equations used for rewriting -------------------------------------------------------------

    def equation(self, args: Any, relation: str = "=") -> Any:
        """(pattern, reader) of an equation: the reader gives its other side, or None."""
        if args["rule"] == "hypothesis":
            t, before, kept = self.hypothesis()
            statement, fixed = self.statement, {**self.env, t: replaced(before, self.env)}
            free = [n for n in statement["times"] if n not in kept]
        else:
            use = args["rule"] == "use"
            statement = self.used[args["name"]] if use else self.data["equations"][args["number"]]
            fixed, free = dict(self.own), list(statement.get("times", ()))
        if statement.get("relation", "=") != relation:
            raise KernelError("that is no equation" if relation == "=" else "that is no bound")
        env = {**fixed, **{n: nf.name_of("?" + n) for n in free}}
        for n, size in statement.get("indices", {}).items():
            env[n] = f"?{n}:{size}"
        back = relation == "=" and args.get("reverse")
        sides = ("rhs", "lhs") if back else ("lhs", "rhs")
        pattern = self.read(statement[sides[0]], env, self.given(env, statement))
        return pattern_of(pattern), self._reader(statement, sides[1], env)

    def hypothesis(self) -> Any:
        """The induction hypothesis: on which index, its value, the names it does not generalise."""
        if not self.hypotheses:
            raise KernelError("there is no induction hypothesis here")
        return self.hypotheses[-1]

    def instance(self, args: Any, facts: Facts) -> Poly:
        """lhs − rhs of the hypothesis, or of a theorem at the times ``at``: it is 0."""
        env = dict(self.env)
        if args["of"] == "hypothesis":
            t, before, _ = self.hypothesis()
            statement, env[t] = self.statement, replaced(before, self.env)
        else:
            statement = self.used[args["of"]]
            env.update({n: self.time(args["at"][n], self.env) for n in statement["times"]})
        if statement["relation"] != "=":
            raise KernelError("that is no equation")
        for a, b in statement.get("given", ()):
            if not facts.le(self.time(a, env), self.time(b, env)):
                raise KernelError("the equation is not known to hold for these indices")
        for n, size in statement.get("indices", {}).items():
            self.component(n, env, size)
        left, right = (self.read(statement[side], env, facts) for side in ("lhs", "rhs"))
        return nf.add(left, right, -1)

    def _reader(self, statement: Any, side: str, env: dict[str, Any]) -> Any:
        wanted = {v if isinstance(v, str) else v[1][0][0] for v in env.values() if "?" in str(v)}

        def read(found: dict[str, Any], facts: Facts) -> Poly | None:
            if not wanted <= set(found):
                raise KernelError("an index of the equation is not determined by the side replaced")
            mine = dict(env)
            for name, value in env.items():
                key = value if isinstance(value, (str, int)) else (value[1] and value[1][0][0])
                if key in found:
                    mine[name] = found[key]
            for a, b in statement.get("given", ()):
                if not facts.le(self.time(a, mine), self.time(b, mine)):
                    return None
            for name, size in statement.get("indices", {}).items():
                self.component(name, mine, size)
            return self.read(statement[side], mine, facts)

        return read


def _determined(env: dict[str, Any], facts: Facts) -> dict[str, Any]:
    """Index names whose value the facts fix, replaced by it."""
    out = dict(env)
    for (x, y), c in facts.bounds.items():
        if out.get(x) == nf.name_of(x) and y < x and facts.bound(y, x) == -c:
            out[x] = plus(nf.name_of(y), (c, ()))
    return out


def _equal(case: _Case, proof: Any, facts: Facts, where: str) -> None:
    case._chain([{"to": case.statement["rhs"], "rules": proof["rules"]}], case.env, facts, where)


def _in(case: _Case, proof: Any, facts: Facts, where: str) -> None:
    p = case.read(case.statement["lhs"], case.env, facts)
    found = interval(case.applied(p, proof["rules"], facts, f"{where}rewriting"), facts)
    low, low_closed, high, high_closed = case.statement["rhs"]
    ends = (-inf if low is None else rational(low), inf if high is None else rational(high))
    if not within(found, (ends[0], low_closed, ends[1], high_closed)):
        raise KernelError(f"{where}the interval found is {found}")


def _at_most(case: _Case, proof: Any, facts: Facts, where: str) -> None:
    statement = case.statement
    p = case.read(statement["lhs"], case.env, facts)
    p = case.applied(p, proof["rules"], facts, f"{where}rewriting")
    bounds = [case.equation(args, "<=") for args in proof.get("bounds", ())]
    upper = estimated(case, p, bounds, facts, proof.get("whole", False))
    rest = nf.add(case.read(statement["rhs"], case.env, facts), upper, -1)
    rest = case.applied(rest, proof.get("after", ()), facts, f"{where}rewriting")
    if not (positive if statement["relation"] == "<" else nonnegative)(rest, facts):
        raise KernelError(f"{where}not shown to be positive: {show(rest)}")


def _gram(case: _Case, proof: Any, facts: Facts, where: str) -> None:
    statement = case.statement
    p = case.read(statement["lhs"], case.env, facts)
    p = case.applied(p, proof["rules"], facts, f"{where}rewriting")
    if not norm_at_most(case, p, case.read(statement["rhs"], case.env, facts), facts):
        raise KernelError(f"{where}the norm is greater than that")


def _limit(case: _Case, proof: Any, facts: Facts, where: str) -> None:
    n = case.statement["limit"]
    if n in case.own or case.env[n] != nf.name_of(n) or any(x == n for x, _ in facts.bounds):
        raise KernelError(f"{where}{n} does not go to infinity")
    p = case.read(case.statement["lhs"], case.env, facts)
    p = case.applied(p, proof["rules"], facts, f"{where}rewriting")
    found = limit_of(p, n, case.data.get("contracting", ()), facts)
    if case.statement["rhs"] in ("inf", "-inf"):
        if found != float(case.statement["rhs"]):
            raise KernelError(f"{where}the limit is {found}")
    elif found in (inf, -inf) or nf.add(
        found, case.read(case.statement["rhs"], case.env, facts), -1
    ):
        raise KernelError(
            f"{where}the limit is {found if isinstance(found, float) else show(found)}"
        )


METHODS: dict[Any, Any] = {
    ("=", "normal"): _equal,
    ("in", "interval"): _in,
    ("<=", "estimate"): _at_most,
    ("<", "estimate"): _at_most,
    ("<=", "gram"): _gram,
    ("->", "limit"): _limit,
}


def show(p: Poly) -> str:
    """A short text of a polynomial, for messages."""
    parts = []
    for (binders, _, factors), c in list(p.items())[:3]:
        names = "".join(f"Σ_{n} " for n, _ in binders)
        parts.append(f"{c}·{names}" + "·".join(str(a) for a, _ in factors))
    return " + ".join(parts)[:400] + (" + …" if len(p) > 3 else "")
