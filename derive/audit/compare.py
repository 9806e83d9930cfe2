"""Comparing two values entry by entry, in exact numbers or balls."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import Any, Literal

from flint import arb, fmpq
from sympy import Interval

from derive.audit.arrays import Array, show
from derive.audit.machine import Scope
from derive.audit.numbers import plain
from derive.errors import DeriveError, ShapeError

__all__ = ["ENOUGH", "Outcome", "compare", "compare_range"]

#: fewer common digits than this and the comparison is repeated with more bits
ENOUGH = 30
_ONE = arb(1)


@dataclass(frozen=True)
class Outcome:
    """``digits`` is None where everything was exact; ``entry`` is where a refutation was met."""

    kind: Literal["agrees", "refuted", "vague"]
    left: Any
    right: Any
    digits: int | None = None
    entry: tuple[int, int] | None = None


Judgement = tuple[bool | None, int | None]  # holds, fails or vague; with how many digits


def _equal(x: Any, y: Any, scale: Any) -> Judgement:
    if isinstance(x, fmpq) and isinstance(y, fmpq):
        return x == y, None
    difference = arb(x) - arb(y)
    if not difference.is_finite():
        return None, None
    if not difference.contains(0):
        return False, None
    if difference.is_zero():
        return True, None
    digits = floor(float((scale / difference.abs_upper()).log() / arb(10).log()))
    return (True if digits >= ENOUGH else None), digits


def _at_most(x: Any, y: Any, scale: Any) -> Judgement:
    difference = arb(x) - arb(y) if isinstance(x, arb) or isinstance(y, arb) else x - y
    if difference <= 0:
        return True, None
    if difference > 0:
        return False, None
    return _equal(x, y, scale)


def _less(x: Any, y: Any, scale: Any) -> Judgement:
    difference = arb(x) - arb(y) if isinstance(x, arb) or isinstance(y, arb) else x - y
    if difference < 0:
        return True, None
    return (False if difference >= 0 else None), None


_RELATIONS = {"=": _equal, "<=": _at_most, "<": _less}


def compare(left: Any, right: Any, relation: str) -> Outcome:
    """Whether ``left relation right``, for values of a machine; scalars count as 1×1.

    Raises :class:`ShapeError` where the shapes do not agree (an inequality may have a scalar on
    one side of a matrix).
    """
    a, b = _array(left), _array(right)
    if a.shape != b.shape:
        if relation == "=" or (len(a.data) != 1 and len(b.data) != 1):
            raise ShapeError(
                f"the two sides have shapes {show(a.shape)} and {show(b.shape)}, which differ"
            )
        shape = a.shape if len(b.data) == 1 else b.shape
        a, b = _spread(a, shape), _spread(b, shape)
    xs, ys = [plain(x) for x in a.data], [plain(y) for y in b.data]
    sizes = [arb(x).abs_upper() for x in (*xs, *ys)]
    scale = max((s for s in sizes if s.is_finite() and s > 0), default=_ONE)
    judgements = [_RELATIONS[relation](x, y, scale) for x, y in zip(xs, ys, strict=True)]
    return _outcome(judgements, left, right, a.cols)


def compare_range(left: Any, interval: Any, scope: Scope) -> Outcome:
    """Whether every entry of ``left`` lies in a SymPy Interval."""
    if not isinstance(interval, Interval):
        raise DeriveError(f"the audit does not understand the set {interval}")
    bounds = []
    for end, is_open in ((interval.start, interval.left_open), (interval.end, interval.right_open)):
        relation = _less if is_open else _at_most
        bounds.append((relation, None if end.is_infinite else plain(scope.number(end))))
    a = _array(left)
    judgements: list[Judgement] = []
    for x in map(plain, a.data):
        (above, low), (below, high) = bounds
        parts = [] if low is None else [above(low, x, _ONE)]
        parts += [] if high is None else [below(x, high, _ONE)]
        verdicts = [p[0] for p in parts]
        worst = False if False in verdicts else None if None in verdicts else True
        judgements.append((worst, None))
    return _outcome(judgements, left, interval, a.cols)


def _outcome(judgements: list[Judgement], left: Any, right: Any, cols: int) -> Outcome:
    for k, (holds, _) in enumerate(judgements):
        if holds is False:
            return Outcome("refuted", left, right, entry=divmod(k, cols))
    if any(holds is None for holds, _ in judgements):
        return Outcome("vague", left, right)
    digits = [d for _, d in judgements if d is not None]
    return Outcome("agrees", left, right, min(digits, default=None))


def _array(x: Any) -> Array:
    return x if isinstance(x, Array) else Array(1, 1, [x])


def _spread(a: Array, shape: tuple[int, int]) -> Array:
    return a if a.shape == shape else Array(*shape, a.data * (shape[0] * shape[1]))
