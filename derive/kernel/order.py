"""Definitions: that each is a recursion which ends, and what a quantity can depend on.

The body of every definition is read once; :class:`Order` is made from what occurs in it, each
occurrence with the facts that hold there (so Σ_{k≤t} h_k looks back from t, Σ_{k≤T} h_k does not).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from derive.kernel import normal as nf
from derive.kernel.indices import Affine, Facts, KernelError, plus
from derive.kernel.normal import ONE


@dataclass(frozen=True)
class Clause:
    """One defining equation: for one time, or for every time t with low ≤ t ≤ high."""

    name: str
    time: Affine | None  # of a quantity of time: t itself, or the one time that is defined
    index: str | None  # the name of t in the certificate, where every t is meant
    components: tuple[str, ...]
    low: Affine | None
    high: Affine | None
    body: Any

    def misses(self, at: Affine, facts: Facts) -> bool:
        """Whether it certainly says nothing of that time."""
        return (self.low is not None and facts.le(plus(at, ONE), self.low)) or (
            self.high is not None and facts.le(plus(self.high, ONE), at)
        )

    def meets(self, at: Affine, facts: Facts) -> bool:
        """Whether it certainly holds at that time."""
        return (self.low is None or facts.le(self.low, at)) and (
            self.high is None or facts.le(at, self.high)
        )


def clause_of(data: Any, context: Any) -> Clause:
    """Read a definition's left side and its limits, which may mention parameters only."""
    tag, name, times, components = data["at"]
    declared = context.arrays.get(name)
    inverted = declared is not None and declared.get("invertible") and declared.get("times")
    if tag != "at" or declared is None or "values" in declared or inverted:
        raise KernelError(f"{name!r} cannot be defined")
    if len(times) != declared.get("times", 0) or len(components) != len(declared["axes"]):
        raise KernelError(f"the definition of {name} has the wrong number of indices")
    index = times[0] if times and isinstance(times[0], str) else None
    names = [*components, index]
    if not all(isinstance(c, str) for c in components) or len(set(names)) < len(names):
        raise KernelError(f"the definition of {name} repeats an index, or fixes one")
    if not times or index is None or index in context.own:
        if "low" in data or "high" in data:
            raise KernelError(f"the definition of {name} has limits but no index")
        time = context.time(times[0], context.own) if times else None
        return Clause(name, time, None, tuple(components), time, time, data["body"])
    low, high = (
        context.time(data[key], context.own) if key in data else None for key in ("low", "high")
    )
    at = nf.name_of(nf.fresh())
    return Clause(name, at, index, tuple(components), low, high, data["body"])


class Order:
    """What each quantity reaches by its definition, and which look at no later time."""

    def __init__(self, context: Any):
        self.causal: set[str] = set()
        self.context = context
        self.clauses = [c for clauses in context.defines.values() for c in clauses]
        uses = [(clause, use) for clause in self.clauses for use in context.occurring(clause)]
        uses += [pair for name in context.opaque for pair in self._arguments(name)]
        #: name → what its definition mentions, and the other way round
        self.direct: dict[str, set[str]] = {}
        self.users: dict[str, set[str]] = {}
        for clause, use in uses:
            self.direct.setdefault(clause.name, set()).add(use[0])
            self.users.setdefault(use[0], set()).add(clause.name)
        self._reaching: dict[str, set[str]] = {}
        self._check_ends(uses)
        times = (name for name, array in context.arrays.items() if array.get("times", 0))
        self._timed = reached(times, self.users)
        self.causal = set(self.direct)
        size = len(self.direct) + 1
        while size > (size := len(self.causal)):  # until nothing is taken away
            self.causal -= {clause.name for clause, use in uses if not self._back(clause, use)}

    def reaching(self, name: str) -> set[str]:
        """The quantities that can depend on this one by their definitions."""
        if name not in self._reaching:
            users = self.users.get(name, ())
            self._reaching[name] = reached(users, self.users)
        return self._reaching[name]

    def _circles(self) -> dict[str, set[str]]:
        """Name → all that are defined in a circle with it, itself included."""
        rest = peeled(self.direct)
        rest = peeled({name: self.users[name] & rest.keys() for name in rest if name in self.users})
        within = {name: reached(users, rest) for name, users in rest.items()}
        found = {
            name: {other for other in above if name in within[other]}
            for name, above in within.items()
        }
        return {name: others for name, others in found.items() if others}

    def _arguments(self, name: str) -> Any:
        """An opaque function's arguments, as if a definition mentioned them."""
        arrays = self.context.arrays
        for argument in self.context.opaque[name]:
            tag, other, times, components = argument["at"]
            shape = (
                arrays.get(other, {}).get("times", 0),
                len(arrays.get(other, {}).get("axes", ())),
            )
            fits = (len(times), len(components)) == shape and tag == "at" and other in arrays
            if not fits or len(argument["times"]) != arrays[name].get("times", 0):
                raise KernelError(f"an argument of {name} is no array that is declared: {other!r}")
            env = {t: nf.name_of(nf.fresh()) for t in argument["times"]}
            at = next(iter(env.values()), None)
            where = tuple(self.context.time(t, {**self.context.own, **env}) for t in times)
            clause = Clause(name, at, None, (), None, None, None)
            yield clause, (other, where, self.context.facts)

    def _check_ends(self, uses: Any) -> None:
        """In a circle of definitions each step goes back in time, or each goes ahead, to an end."""
        rank = {name: k for k, name in enumerate((*self.context.opaque, *self.context.defines))}
        ways: dict[str, set[str]] = {}
        circles = self._circles()
        for clause, (name, times, facts) in uses:
            if clause.name not in circles.get(name, ()):
                continue
            opaque = clause.name in self.context.opaque
            if not times or clause.time is None or (opaque and name in self.context.opaque):
                raise KernelError(f"the definition of {clause.name} runs in a circle at {name}")
            lower, at, here = rank[name] < rank[clause.name], times[0], clause.time
            if facts.le(at, here) and facts.le(here, at) and lower:
                continue
            gap: Affine = (0 if lower else 1, ())
            if facts.le(plus(at, gap), here) and (opaque or clause.low is not None):
                way = "back"
            elif facts.le(plus(here, gap), at) and (opaque or clause.high is not None):
                way = "ahead"
            else:
                raise KernelError(f"the definition of {clause.name} runs in a circle at {name}")
            for other in circles[clause.name]:
                ways.setdefault(other, set()).add(way)
        for name, found in ways.items():
            if len(found) > 1:
                raise KernelError(f"the definition of {name} looks back and ahead")

    def _back(self, clause: Clause, use: Any) -> bool:
        name, times, facts = use
        if not times:
            return name not in self._timed
        causal = name not in self.direct or name in self.causal
        return clause.time is not None and causal and facts.le(times[0], clause.time)

    def free(self, atom: Any, v: Any, facts: Facts) -> bool:
        """Whether an entry, not of v's array at v's time, certainly does not depend on v."""
        name, times = atom[1], atom[2]
        if name not in self.reaching(v[1]):
            return True
        if times and v[2] and name in self.causal and facts.le(plus(times[0], ONE), v[2][0]):
            return True
        clauses = self.context.defines.get(name)
        return bool(times and clauses and all(c.misses(times[0], facts) for c in clauses))


def reached(start: Any, ways: dict[str, set[str]]) -> set[str]:
    """Where one comes from these names by any number of ways, at none too."""
    found, todo = set(), list(start)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += ways.get(name, ())
    return found


def peeled(ways: dict[str, set[str]]) -> dict[str, set[str]]:
    """What is left of them when names that lead nowhere are taken away again and again."""
    left = {name: len(ways[name] & ways.keys()) for name in ways}
    back: dict[str, list[str]] = {}
    for name, others in ways.items():
        for other in others & ways.keys():
            back.setdefault(other, []).append(name)
    todo = [name for name, count in left.items() if not count]
    while todo:
        name = todo.pop()
        del left[name]
        for other in back.get(name, ()):
            left[other] -= 1
            if not left[other]:
                todo.append(other)
    return {name: ways[name] & left.keys() for name in left}


def check_apart(clauses: list[Clause], facts: Facts) -> None:
    """No two clauses may define the same quantity at the same time."""
    for one, other in combinations(clauses, 2):
        pairs = (one.high, other.low), (other.high, one.low)
        if not any(a and b and facts.le(plus(a, ONE), b) for a, b in pairs):
            raise KernelError(f"{one.name} is defined twice")
