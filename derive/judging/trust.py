"""Which of the definitions that a claim needs do not go with those that are trusted more.

Announced definitions ("let", :=) are trusted more than equations that stand alone, those of the
same section more than others, those before a claim more than those behind it, the nearer more than
the farther.  A definition that does not go with all that is trusted more, by the shapes of its
names or since the two define each other, is spoiled: a letter that means two things, an equation
that was taken for a definition, or one that was misread.  Nothing may be refuted by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.judging.definitions import Definitions
from derive.judging.looks import EVERY
from derive.judging.scope import Scope
from derive.submissions.claims import Claim, Spot
from derive.submissions.prose import SECTION

__all__ = ["Trust", "circle", "said_of_nothing"]

#: the most sets of definitions that are tried for one claim
_TRIES = 24
#: what announces a definition less and less
_ROLES = {"definition": 0, "fresh": 1}
_Pair = tuple[str, str]


class Trust:
    """What goes together among the definitions of a submission.

    ``fits`` says of some definitions whether they can be read together; the answers are kept.
    """

    def __init__(self, known: Definitions, fits: Callable[[Scope, Sequence[_Pair]], bool]) -> None:
        self._known, self._fits = known, fits
        #: with the scope, so that no other one has its identity
        self._kept: dict[tuple[int, frozenset[_Pair]], tuple[bool, Scope]] = {}
        #: what was spoiled for other claims, which is tried first
        self._spoiled: list[_Pair] = []

    def spoiled(self, claim: Claim, scope: Scope, defined: Sequence[_Pair]) -> list[_Pair]:
        """Those of the definitions that do not go with the others; none if all go together."""
        if self._together(scope, defined):
            return []
        before = [pair for pair in defined if pair in self._spoiled]
        if before and self._together(scope, [pair for pair in defined if pair not in before]):
            return before
        ranks = {pair: self._rank(claim, pair) for pair in defined}
        found: list[_Pair] = []
        kept: list[_Pair] = []
        for pair in sorted(defined, key=ranks.__getitem__)[:_TRIES]:
            tried = [p for p in defined if p in kept or p == pair]
            if self._together(scope, tried):
                kept = tried
            else:
                found.append(pair)
        self._spoiled += [pair for pair in found if pair not in self._spoiled]
        return found

    def _together(self, scope: Scope, pairs: Sequence[_Pair]) -> bool:
        key = (id(scope), frozenset(pairs))
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = (self._fits(scope, pairs), scope)
        return found[0]

    def _rank(self, claim: Claim, pair: _Pair) -> tuple[int, int, bool, int]:
        """How little a definition is trusted at a claim."""
        known = self._known
        of = next((c for c in known.submission.claims if (c.left, c.right) == pair), None)
        if of is None:
            return (_ROLES["definition"], 0, False, 0)
        ends = sorted((of.formula[0], claim.formula[0]))
        sections = sum(1 for _ in SECTION.finditer(known.submission.text[slice(*ends)]))
        later = of.number > claim.number
        return (_ROLES.get(of.role, 2), sections, later, abs(claim.number - of.number))


def said_of_nothing(number: int) -> Claim:
    """A claim that needs no names, 0 = 0, to read definitions for."""
    return Claim(number, Spot(0, 0), "0", "=", "0", "", group=EVERY)


@lru_cache(maxsize=512)
def circle(system: al.System) -> str:
    """A name that its own definition leads back to at the same step; "" if there is none."""
    inside: dict[Any, set[Any]] = {}
    for d in system.definitions:
        body, time = sp.sympify(d.body), getattr(d.target, "index", None)
        if time is not None and not getattr(time, "is_Symbol", False):
            continue  # h_0 = c_0 says nothing of other steps
        now = {m.family for m in body.atoms(*al.MEMBERS) if time is None or m.index == time}
        now |= body.atoms(sp.MatrixSymbol, sp.Symbol)
        inside.setdefault(d.head, set()).update(now)
    done: set[Any] = set()
    while len(done) < len(inside):
        free = [head for head in inside if head not in done and not inside[head] & {*inside} - done]
        if not free:
            return _on_circle({head: inside[head] - done for head in inside if head not in done})
        done.update(free)
    return ""


def _on_circle(inside: dict[Any, set[Any]]) -> str:
    """A name on a circle, where each has one of the names inside."""
    at, passed = next(iter(inside)), list[Any]()
    while at not in passed:
        passed.append(at)
        at = next(head for head in inside if head in inside[at])
    return str(getattr(at, "name", at))
