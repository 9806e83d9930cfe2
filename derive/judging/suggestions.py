"""What a refuted claim might have meant: the first single edit after which the kernel proves it."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.audit import Screen
from derive.calculus.steps import Draft, Statement
from derive.document.printer import latex
from derive.errors import DeriveError
from derive.judging.differentials import shown
from derive.judging.edits import GROUPS, edits, pool, unique
from derive.judging.labels import unlabelled
from derive.judging.meanings import derivatives
from derive.judging.oracles import fails, for_audit, for_kernel
from derive.judging.proofs import proved
from derive.judging.verdicts import Suggestion
from derive.submissions.claims import SIGNS, Claim

__all__ = ["suggested"]

#: seconds spent on one claim
_BUDGET = 1.5
#: how many edits that agree are given to the kernel
_PROOFS = 4
#: what a value may depend on
_VARIABLES = (sp.MatrixSymbol, *al.MEMBERS)
#: seconds for one proof
_PROOF = 0.3


def suggested(
    claim: Claim,
    statements: Sequence[tuple[Statement, str]],
    theorems: Callable[[], Iterable[Draft]],
    budget: float = _BUDGET,
) -> Suggestion | None:
    """The first single edit of the right side, else of the left, that makes the claim true.

    ``statements`` are readings of the claim, each with its layout of derivatives.
    """
    until = time.thread_time() + budget
    failed: set[Statement] = set()
    sides = {
        right: [_Side(statement, right, layout) for statement, layout in statements]
        for right in (True, False)
    }
    for right, group in product((True, False), GROUPS):
        for edited in sides[right]:
            if not right and (group > 1 or derivatives(edited.side)):
                continue  # whoever writes a derivative on the left means that derivative
            if claim.relation != "=" and not (right and isinstance(edited.side, sp.Interval)):
                continue
            found = edited.first(group, theorems, until, failed)
            if found is not None:
                new, change = found
                return _written(claim, edited, new, change)
            if time.thread_time() > until:
                return None
    return None


class _Side:
    """One side of a statement, to be edited while the other one stays."""

    def __init__(self, statement: Statement, right: bool, layout: str) -> None:
        self.statement, self.right, self.layout = statement, right, layout
        self.side, self.other = statement.rhs, statement.lhs
        if not right:
            self.side, self.other = self.other, self.side

    @cached_property
    def near(self) -> list[Any]:
        """Factors that may be missing."""
        bodies = [d.body for d in self.statement.system.definitions]
        return pool([self.side, self.other, *bodies])

    @cached_property
    def screen(self) -> Screen:
        """The other side at a point."""
        plain = for_audit(self.statement)
        return Screen(self.other, self.side, plain.system, plain.given)

    def first(
        self,
        group: int,
        theorems: Callable[[], Iterable[Draft]],
        until: float,
        failed: set[Statement],
    ) -> tuple[Any, str] | None:
        """The first edit of a group after which the kernel proves the statement, and its words.

        ``failed`` are the statements for which no proof was found; two readings may share edits.
        """
        shape = getattr(self.other, "shape", ())
        tried = 0
        found = ((_tidy(new), words) for new, words in edits(self.side, self.near, group))
        for new, change in unique(found, (self.side, self.other)):
            if time.thread_time() > until:
                return None
            if getattr(new, "shape", ()) != shape and not isinstance(new, sp.Set):
                continue
            if self._says_nothing(new) or not self._may_hold(new):
                continue
            edited = replace(self.statement, **{"rhs" if self.right else "lhs": new})
            if edited in failed:
                continue
            try:
                if fails(edited).verdict != "agrees":
                    continue
                enough = min(until, time.thread_time() + _PROOF)
                if proved(for_kernel(edited), theorems(), enough, thorough=False):
                    return new, change
            except DeriveError:
                continue
            failed.add(edited)
            tried += 1
            if tried >= _PROOFS:
                return None
        return None

    def _says_nothing(self, new: Any) -> bool:
        """Whether the other side was only put in: ∂y/∂x = ∂y/∂x I."""
        if self._known or not isinstance(new, sp.Basic):
            return False
        return bool(new.has(self.other))

    @cached_property
    def _known(self) -> bool:
        """Whether it says something that the other side stands in this one: it did before."""
        return bool(getattr(self.other, "is_number", False) or self.side.has(self.other))

    def _may_hold(self, new: Any) -> bool:
        """Whether the statement may hold with ``new``, by its value at one point."""
        if self.statement.relation != "=":
            return True
        if self.screen.vanishes and new.atoms(*_VARIABLES):
            return False  # that other factors make 0 of something mends nothing
        return self.screen.passes(new)


def _written(claim: Claim, edited: _Side, new: Any, change: str) -> Suggestion | None:
    if isinstance(new, sp.Interval) and claim.relation != "in":
        loose = {"<": "<=", ">": ">=", "<=": "<", ">=": ">"}[claim.relation]
        return Suggestion(f"{claim.left} {SIGNS[loose]} {claim.right}", "the bound may be reached")
    kept = claim.left if edited.right else claim.right
    try:
        tex = _interval(new) if isinstance(new, sp.Set) else latex(_as_written(new, edited.layout))
        if _immediate(edited.other) and not _MARKED.search(kept):  # on both sides, or on none
            kept = latex(_as_written(edited.other, edited.layout))
    except DeriveError:
        return None
    left, after = (kept, tex) if edited.right else (tex, kept)
    return Suggestion(unlabelled(shown(f"{left} {SIGNS[claim.relation]} {after}")), change)


_MARKED = re.compile(r"\\partial\s*\^\s*\{?\s*\+")


def _immediate(e: Any) -> bool:
    """Whether an immediate derivative stands in an expression."""
    return any(node.held for node in derivatives(e))


def _tidy(e: Any) -> Any:
    """The expression with A + A written as 2A."""
    swaps = {}
    for total in _doubled(e):
        terms = [a if n == 1 else sp.MatMul(n, a) for a, n in Counter(total.args).items()]
        swaps[total] = terms[0] if len(terms) == 1 else sp.MatAdd(*terms)
    return e.xreplace(swaps) if swaps and _fits(e, swaps) else e


@lru_cache(maxsize=4096)
def _doubled(e: Any) -> frozenset[Any]:
    """The sums with a term that stands there twice; an edit leaves most parts as they were."""
    found = frozenset[Any]().union(*map(_doubled, getattr(e, "args", ())))
    twice = isinstance(e, sp.MatAdd) and len({*e.args}) < len(e.args)
    return found | {e} if twice else found


def _as_written(e: Any, layout: str) -> Any:
    """Derivatives as they are written in that layout: with no transpose that the layout makes."""
    if layout == "numerator" or not isinstance(e, sp.Basic):
        return e
    swaps: dict[Any, Any] = {g: al.Jacobian(g.of, g.wrt, g.held) for g in e.atoms(al.Gradient)}
    if layout == "denominator":
        turned = (t for t in e.atoms(sp.Transpose) if isinstance(t.arg, al.Jacobian))
        swaps |= {t: t.arg for t in turned}
    return e.xreplace(swaps) if swaps and _fits(e, swaps) else e


def _fits(e: Any, swaps: dict[Any, Any]) -> bool:
    try:
        e.xreplace(swaps)
    except (ValueError, TypeError):
        return False
    return True


def _interval(interval: Any) -> str:
    low, high = ("(" if interval.left_open else "["), (")" if interval.right_open else "]")
    return f"{low}{latex(interval.start)}, {latex(interval.end)}{high}"
