"""Elementwise functions by their power series, from which come derivatives of every order.

The table gives a function as it acts on a truncated series x + ε; the k-th derivative is k! times
the k-th coefficient.  No derivative law stands here: σ′ is never computed as σ(1−σ).
"""

from __future__ import annotations

from collections.abc import Callable
from math import factorial
from random import Random
from typing import Any
from zlib import crc32

from flint import arb, arb_series, fmpq, fmpq_series

from derive.audit.numbers import ONE, ZERO, Dual, ImpreciseError, Saturated, dual
from derive.errors import DeriveError

__all__ = ["LIMITS", "absolute", "apply", "unknown_coefficients"]


def _tanh(s: Any) -> Any:
    e = (2 * s).exp()
    return (e - 1) / (e + 1)


SERIES: dict[str, Callable[[Any], Any]] = {
    "sigma": lambda s: 1 / (1 + (-s).exp()),
    "tanh": _tanh,
    "exp": lambda s: s.exp(),
    "log": lambda s: s.log(),
    "sin": lambda s: s.sin(),
    "cos": lambda s: s.cos(),
    "identity": lambda s: s,
}

#: the limits at −∞ and +∞ of the functions that have two; their derivatives tend to 0 there
LIMITS: dict[str, dict[int, Any]] = {"sigma": {-1: ZERO, 1: ONE}, "tanh": {-1: -ONE, 1: ONE}}


def unknown_coefficients(key: str) -> tuple[Any, ...]:
    """The numbers a, b, c, s of the function that stands for an unknown one named ``key``.

    An unknown f is evaluated as f(x) = a + b·x + c/(1 + (x − s)²): smooth on the whole line, exact
    at rational points, with no derivative that vanishes identically.  The four are drawn once
    and for all from the key, none of them 0.
    """
    draw = Random(crc32(key.encode()))
    return tuple(fmpq(draw.choice((-5, -3, -2, 2, 3, 5)), draw.choice((2, 3, 4))) for _ in "abcs")


def _unknown(key: str, s: Any) -> Any:
    a, b, c, shift = unknown_coefficients(key)
    away = s - shift
    return a + b * s + c / (1 + away * away)


def _relu(x: Any, count: int) -> list[Any]:
    if x > 0:
        return [x, ONE, *[ZERO] * count][:count]
    if x < 0 or (x == 0 and count == 1):
        return [ZERO] * count
    if x == 0:
        raise DeriveError("relu has no derivative at 0")
    raise ImpreciseError("relu of a number that cannot be told from 0")


def _step(x: Any, count: int, at_zero: Any) -> list[Any]:
    """1 above 0, 0 below, and no slope."""
    if x == 0 and count > 1:
        raise DeriveError("a function that jumps at 0 has no derivative there")
    if not (x > 0 or x < 0 or x == 0):
        raise ImpreciseError("an indicator at a number that cannot be told from 0")
    return [ONE if x > 0 else at_zero if x == 0 else ZERO, *[ZERO] * (count - 1)]


#: functions that are 1 on one side of 0: what they are at 0
_STEPS = {"positive": ZERO, "nonnegative": ONE}


def _derivatives(key: str, x: Any, count: int) -> list[Any]:
    """f(x), f′(x), … up to order ``count`` − 1, at a plain number."""
    if isinstance(x, Saturated):
        if key not in LIMITS:
            raise DeriveError(f"{key} has no two-sided limits: its argument cannot be saturated")
        return [LIMITS[key][x.sign], *[ZERO] * (count - 1)]
    if key == "relu":
        return _relu(x, count)
    if key in _STEPS:
        return _step(x, count, _STEPS[key])
    if key == "log" and x <= 0:
        raise DeriveError("the logarithm of a number that is not positive")
    try:
        if key in SERIES:
            series = SERIES[key](arb_series([arb(x), 1], prec=count))
        else:
            kind = fmpq_series if isinstance(x, fmpq) else arb_series
            series = _unknown(key, kind([x, 1], prec=count))
    except ValueError:  # a denominator whose ball contains 0
        raise ImpreciseError(f"{key} of a number that is not known well enough") from None
    values = [series[k] * factorial(k) for k in range(count)]
    if not all(isinstance(v, fmpq) or v.is_finite() for v in values):
        raise ImpreciseError(f"{key} of a number that is not known well enough")
    return values


def apply(key: str, order: int, x: Any) -> Any:
    """The ``order``-th derivative of the function named ``key``, at a number or a dual."""
    if not isinstance(x, Dual):
        return _derivatives(key, x, order + 1)[order]
    if isinstance(x.value, Dual):
        value, slope = apply(key, order, x.value), apply(key, order + 1, x.value)
    else:
        value, slope = _derivatives(key, x.value, order + 2)[order:]
    return dual(x.tag, value, {c: slope * v for c, v in x.tangents.items()})


def absolute(x: Any) -> Any:
    """|x|, differentiable away from 0."""
    if not isinstance(x, Dual):
        return abs(x)
    at: Any = x
    while isinstance(at, Dual):
        at = at.value
    if at > 0:
        return x
    if at < 0:
        return -x
    if at == 0:
        raise DeriveError("the absolute value has no derivative at 0")
    raise ImpreciseError("the absolute value of a number that cannot be told from 0")
