"""Indices: integer affine expressions, and what is known of them.

An affine expression is ``(constant, ((name, coefficient), …))``.  :class:`Facts` are difference
bounds x − y ≤ c between index names ("" stands for 0), kept closed under transitivity, so that two
sets of bounds with the same integer points are equal once closed (Floyd and Warshall; Dill 1989).
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

Affine = tuple[int, tuple[tuple[str, int], ...]]


class KernelError(Exception):
    """A certificate that the kernel does not accept; the message says at which step and why."""


def affine(data: Any) -> Affine:
    """Read 3, "t" or {"t": 1, "": -1}."""
    if type(data) is int:
        return data, ()
    if isinstance(data, str) and data:
        return 0, ((data, 1),)
    if isinstance(data, dict) and all(type(c) is int for c in data.values()):
        return data.get("", 0), tuple(sorted((n, c) for n, c in data.items() if n and c))
    raise KernelError(f"not an index expression: {data!r}")


def rational(data: Any) -> Fraction:
    """Read 3, "3" or "-3/4"."""
    if type(data) is int or (isinstance(data, str) and re.fullmatch(r"-?\d+(/\d+)?", data)):
        return Fraction(data)
    raise KernelError(f"not a rational number: {data!r}")


def plus(a: Affine, b: Affine, times: int = 1) -> Affine:
    """a + times·b."""
    if not b[1]:
        return a[0] + times * b[0], a[1]
    names = dict(a[1])
    for name, c in b[1]:
        names[name] = names.get(name, 0) + times * c
    return a[0] + times * b[0], tuple(sorted((n, c) for n, c in names.items() if c))


def replaced(a: Affine, by: dict[str, Any]) -> Affine:
    """``a`` with names replaced by affine expressions."""
    for name, _ in a[1]:
        if name in by:
            break
    else:
        return a
    out: Affine = (a[0], ())
    for name, c in a[1]:
        out = plus(out, by.get(name, (0, ((name, 1),))), c)
    return out


def difference(a: Affine) -> tuple[str, str, int] | None:
    """(x, y, c) with a = x − y + c, or None where a is not of that form."""
    signs = {c: n for n, c in a[1]}
    if len(signs) != len(a[1]) or not set(signs) <= {1, -1}:
        return None
    return signs.get(1, ""), signs.get(-1, ""), a[0]


def at_most(a: Affine, b: Affine) -> tuple[str, str, int]:
    """The bound that says a ≤ b."""
    found = difference(plus(a, b, -1))
    if found is None:
        raise KernelError(f"not a difference bound: {a} <= {b}")
    return found[0], found[1], -found[2]


def between(low: Affine, at: Affine, high: Affine) -> tuple[tuple[str, str, int], ...]:
    """low ≤ at ≤ high, as far as bounds say it: what is not said is not used."""
    pairs = [(a, b) for a, b in ((low, at), (at, high)) if difference(plus(a, b, -1))]
    return tuple(at_most(a, b) for a, b in pairs)


class Facts:
    """A closed set of bounds x − y ≤ c; and name → (definition, interval of its values).

    The bounds never change; to ``ranges``, which is shared by all that follows from the same
    facts, a context adds while it reads its definitions.
    """

    def __init__(
        self,
        bounds: dict[tuple[str, str], int] | None = None,
        sound: bool = True,
        ranges: dict[str, list[Any]] | None = None,
    ):
        self.bounds = bounds or {}
        self.consistent = sound
        self.ranges: dict[str, list[Any]] = {} if ranges is None else ranges
        self._more: dict[Any, Facts] = {}

    def bound(self, x: str, y: str) -> float:
        return 0 if x == y else self.bounds.get((x, y), float("inf"))

    def assume(self, *bounds: tuple[str, str, int]) -> Facts:
        """These facts and x − y ≤ c for each (x, y, c)."""
        if bounds not in self._more:
            new, sound = dict(self.bounds), self.consistent
            for x, y, c in bounds:
                names = {n for pair in new for n in pair} | {x, y}
                into = [(u, 0 if u == x else new[u, x]) for u in names if u == x or (u, x) in new]
                out = [(v, 0 if v == y else new[y, v]) for v in names if v == y or (y, v) in new]
                for u, a in into:
                    for v, b in out:
                        if u == v:
                            sound = sound and a + c + b >= 0
                        elif a + c + b < new.get((u, v), a + c + b + 1):
                            new[u, v] = a + c + b
            self._more[bounds] = Facts(new, sound, self.ranges)
        return self._more[bounds]

    def le(self, a: Affine, b: Affine) -> bool:
        """Whether a ≤ b follows; of more than two names, from the bounds of each by itself."""
        gap = plus(a, b, -1)
        found = difference(gap)
        if found is not None:
            return self.bound(found[0], found[1]) <= -found[2]
        ends = (c * self.bound(n, "") if c > 0 else -c * self.bound("", n) for n, c in gap[1])
        return gap[0] + sum(ends) <= 0
