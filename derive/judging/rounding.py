"""What roundings on the way may have made of a number, and what an error before it has.

Who computes by hand goes on with what he has written down: h ≈ 0.711, then y = 1 − 2 · 0.711.  A
result that is off by no more than the last digits of what was printed before it explain is not
wrong; one that is right for a wrong number before it inherits that error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import sympy as sp

from derive.judging.entries import key_of
from derive.judging.point import FAILS, Point
from derive.judging.printed import numeric, rounded, slack, values_of
from derive.judging.verdicts import Finding
from derive.judging.worked import Worked
from derive.reader.latex import read
from derive.reader.names import Names
from derive.submissions.claims import Claim

__all__ = ["Outcome", "behind", "explained", "inherited"]

#: how many units more may be off where numbers were rounded that are not printed
_MORE = 1


@dataclass(frozen=True)
class Outcome:
    """A claim in one reading at one point: whether it holds, and what both sides are."""

    holds: bool
    point: Point
    lhs: Any
    rhs: Any
    values: tuple[list[Any], list[Any]]
    #: by how much each entry is off, more than rounding allows
    off: tuple[float, ...] = ()
    unit: float = 0.0
    reason: str = ""
    said: tuple[str, ...] = ()


class Compares(Protocol):
    """What compares two sides of a claim whose values are known."""

    sheet: Worked

    def compared(
        self, claim: Claim, point: Point, lhs: Any, rhs: Any, values: tuple[list[Any], list[Any]]
    ) -> Outcome: ...


def behind(point: Point, *expressions: Any) -> list[str]:
    """The names that expressions have their values from."""
    keys = {d.target: key for key, d in point.definitions.items()}
    found: dict[str, None] = {}
    todo = [sp.sympify(e) for e in expressions]
    while todo:
        for symbol in sorted(todo.pop().atoms(sp.Symbol, sp.MatrixSymbol), key=str):
            key = keys.get(symbol)
            if key is not None and key not in found:
                found[key] = None
                todo.append(sp.sympify(point.definitions[key].body))
    return list(found)


def _number(text: str) -> Any:
    return read(text, Names({}))


def _subjects(claims: Mapping[int, Claim], claim: Claim) -> Iterator[str]:
    """What is said to be a number: the left side of a claim, and those before it in its chain."""
    last: Claim | None = claim
    while last is not None:
        yield last.left
        last = claims[last.after] if last.after is not None else None


def _printed(sheet: Worked, number: int) -> Iterator[tuple[str, str, Claim]]:
    """What was printed before a claim: what is said to be a number, the number, and where."""
    for claim in (c for c in sheet.claims if c.number < number):
        if claim.relation in ("~", "=") and numeric(claim.right):
            for subject in _subjects(sheet.numbered, claim):
                if not numeric(subject):
                    yield subject, claim.right, claim


def _moves(sheet: Worked, claim: Claim, outcome: Outcome) -> Iterator[tuple[Point, Any, Any]]:
    """The sides with one number before them moved by a unit of its last digit."""
    point, lhs, rhs = outcome.point, outcome.lhs, outcome.rhs
    spoken = behind(point, lhs, rhs)
    units: dict[str, list[float]] = {}
    expressions: dict[str, float] = {}
    for subject, text, said in _printed(sheet, claim.number):
        key = key_of(subject)
        rough = said.relation == "~"
        moved = slack(text, _number, True) if rough else rounded(text, _number)
        if not moved or not any(moved):
            continue
        if key is None:
            expressions[subject] = max(moved)
        elif key in spoken and point.definitions[key].target not in (lhs, rhs):
            units[key] = moved
    for key in spoken:
        entry = point.chosen[key]
        if entry.constant and key not in units:
            moved = (
                slack(entry.text, _number, True) if entry.rough else rounded(entry.text, _number)
            )
            if moved and any(moved):
                units[key] = moved
    for key, moved in units.items():
        target = point.definitions[key].target
        for move in _entrywise(target, moved):
            yield point.with_body(key, _sum(point.definitions[key].body, move)), lhs, rhs
    for subject, unit in expressions.items():
        try:
            e = read(subject, Names(sheet.functions([subject], point), point.system))
        except FAILS:
            continue
        if lhs.has(e) or rhs.has(e):
            if e in (lhs, rhs):
                continue
            for move in _entrywise(e, [unit]):
                swap = {e: _sum(e, move)}
                yield point, lhs.xreplace(swap), rhs.xreplace(swap)


def _entrywise(e: Any, units: list[float]) -> Iterator[Any]:
    if not getattr(e, "is_Matrix", False):
        yield sp.Rational(str(units[0]))
        return
    rows, columns = (int(s) for s in e.shape)
    if len(units) != rows * columns:
        units = [max(units)] * (rows * columns)
    for k, unit in enumerate(units):
        if unit:
            data = [sp.Rational(str(unit)) if n == k else 0 for n in range(rows * columns)]
            yield sp.ImmutableMatrix(rows, columns, data)


def _sum(e: Any, move: Any) -> Any:
    if isinstance(move, sp.MatrixBase):
        return e + move if isinstance(e, sp.MatrixBase) else sp.MatAdd(e, move)
    return sp.Add(e, move)


def explained(sheet: Worked, claim: Claim, outcome: Outcome) -> bool:
    """Whether roundings of what was printed before a claim may be why it fails."""
    off = list(outcome.off)
    if not off:
        return False
    left, right = outcome.values
    total = [0.0] * len(off)
    for point, lhs, rhs in _moves(sheet, claim, outcome):
        try:
            both = point.value(lhs), point.value(rhs)
        except FAILS:
            continue
        for k, (a, b) in enumerate(zip(*both, strict=True)):
            total[k] += abs(float((a - b) - (left[k] - right[k])))
    if numeric(claim.left) and numeric(claim.right):
        # 0.550 − 2 · 0.711 has what was rounded in it
        units = rounded(claim.left, _number) or []
        if len(units) == len(off):
            total = [t + unit for t, unit in zip(total, units, strict=True)]
    if not any(total):
        return False
    return all(o <= t + _MORE * outcome.unit for o, t in zip(off, total, strict=True))


def inherited(
    at: Compares, claim: Claim, outcome: Outcome, before: Iterable[Finding]
) -> int | None:
    """The refuted claim before one for whose numbers the claim holds."""
    point = outcome.point
    spoken = {*behind(point, outcome.lhs, outcome.rhs)}
    claims = at.sheet.numbered
    for finding in reversed(list(before)):
        wrong = claims[finding.claim.number]
        if finding.verdict != "refuted" or not numeric(wrong.right):
            continue
        for subject in _subjects(claims, wrong):
            key = key_of(subject)
            try:
                said = _number(wrong.right)
                if key in spoken:
                    other = point.with_body(key, _like(point.definitions[key].target, said))
                    lhs, rhs = outcome.lhs, outcome.rhs
                else:
                    e = read(subject, Names(at.sheet.functions([subject], point), point.system))
                    swap = {e: _like(e, said)}
                    other = point
                    lhs, rhs = outcome.lhs.xreplace(swap), outcome.rhs.xreplace(swap)
                    if (lhs, rhs) == (outcome.lhs, outcome.rhs):
                        continue
                values = other.value(lhs), other.value(rhs)
                if at.compared(claim, other, lhs, rhs, values).holds:
                    return finding.claim.number
            except FAILS:
                continue
    return None


def _like(e: Any, said: Any) -> Any:
    """Printed numbers in the shape of an expression."""
    if not getattr(e, "is_Matrix", False):
        return said
    rows, columns = (int(s) for s in e.shape)
    return sp.ImmutableMatrix(rows, columns, values_of(said))
