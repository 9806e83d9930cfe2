"""Points: the values of the free variables, given or drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from random import Random
from typing import Any

from flint import arb, fmpq
from sympy import ImmutableMatrix, MatrixBase, Rational, sympify

from derive.algebra import Family
from derive.algebra.traversal import spelt
from derive.audit.arrays import Array, adjugate, constant, show
from derive.audit.hypotheses import OutOfReachError
from derive.audit.machine import Machine, Scope, name_of
from derive.audit.opaque import RandomFunction
from derive.audit.worlds import Key
from derive.errors import DeriveError, ShapeError

__all__ = ["Drawn", "Given", "point_key"]


_CHOICES: dict[str, tuple[int | fmpq, ...]] = {
    "edge": (0, 0, 0, 0, 1, -1, 9, -9),
    "rest": (0, 0, 0, 0, 1, -1, 9, -9),
    "far": (0, 1, -1, 5, -6, 20, -20, fmpq(1, 50)),
}
_DENOMINATORS = {"rational": (1, 2, 3), "small": (7, 8, 9), "tiny": (17, 19, 23)}


def point_key(key: Key) -> Any:
    """A key as it stands in a point: the symbol, or the member."""
    head, index = key
    return head if index is None else head[index]


class Given:
    """Values that a user gave; see :func:`derive.audit.evaluate` for what they may be."""

    def __init__(self, point: Mapping[Any, Any]) -> None:
        self.point = dict(point)

    def value(self, key: Key, node: Any, shape: tuple[int, ...], machine: Machine) -> Any:
        value = self._find(key)
        if value is None:
            raise DeriveError(f"no value is given for {name_of(key)}")
        return _read(name_of(key), value, shape, machine)

    def _find(self, key: Key) -> Any:
        head, index = key
        direct = self.point.get(point_key(key))
        if direct is not None or index is None:
            return direct
        whole = self.point.get(head)
        if isinstance(whole, Mapping):
            return whole.get(index)
        return whole(index) if callable(whole) else whole

    def opaque(self, head: Any) -> Any:
        function = self.point.get(head)
        if not callable(function):
            raise DeriveError(f"no function is given for {head}")
        return function


def _read(name: str, value: Any, shape: tuple[int, ...], machine: Machine) -> Any:
    if not isinstance(value, MatrixBase) and isinstance(value, Iterable):
        value = ImmutableMatrix([r if isinstance(r, Iterable) else [r] for r in value])
    matrix = isinstance(value, MatrixBase)
    found = tuple(value.shape) if matrix else ()
    if found != shape:
        raise ShapeError(f"{name} has shape {show(shape)}; its value has shape {show(found)}")
    scope = Scope(machine, machine.worlds.base, {})
    if matrix:
        return Array(value.rows, value.cols, [_number(x, scope) for x in value.flat()])
    return _number(value, scope)


def _number(value: Any, scope: Scope) -> Any:
    if isinstance(value, float):
        value = Fraction(value)
    value = sympify(value)
    if not value.is_number:
        raise DeriveError(f"{value} is not a number")
    return scope.value(value)


class Drawn:
    """Small seeded values for whatever is asked; ``values`` keeps what was asked.

    ``style`` is "rational" (halves and thirds up to 3), "small" (fractions below 1/2), "tiny"
    (below 1/5), "digit" (integers up to 3), "bit" (0 and 1) or "edge" (mostly 0, else ±1 or ±9,
    where bounds are reached or passed), "far" (up to ±20, beside tiny ones: what grows slowly, or
    levels off late, passes a bound there), or "rest": as "edge", but in a recurrence all columns
    and states are 0 and rows of square matrices add up to 0: there slopes are largest.
    A variable's value depends on the seed and its name only, not on the order.
    ``fixed`` are values that stand already.
    """

    def __init__(
        self, seed: int, style: str = "rational", fixed: Mapping[Key, Any] | None = None
    ) -> None:
        self.seed, self.style = seed, style
        self.values: dict[Key, Any] = dict(fixed or {})
        self.functions: dict[Any, RandomFunction] = {}

    def opaque(self, head: Any) -> Any:
        degree = {"bit": 1, "digit": 2}.get(self.style, 3)
        shape = tuple(head.shape) if isinstance(head, Family) else ()
        sizes = tuple(int(s) for s in shape if s.is_Integer)
        function = RandomFunction(spelt(head), self.seed, sizes, degree)
        return self.functions.setdefault(head, function)

    def value(self, key: Key, node: Any, shape: tuple[int, ...], machine: Machine) -> Any:
        if key not in self.values:
            draw = Random(f"{name_of(key)} {self.seed} {self.style}")
            self.values[key] = self._draw(draw, key, node, shape, machine)
        return self.values[key]

    def _draw(
        self, draw: Random, key: Key, node: Any, shape: tuple[int, ...], machine: Machine
    ) -> Any:
        invertible = node in machine.system.invertible
        for _ in range(50):
            if not shape:
                return self._entry(draw, node)
            rows, cols = shape
            if self._rests(machine) and cols == 1:
                return constant(shape, fmpq(0))
            array = Array(rows, cols, [self._entry(draw, None) for _ in range(rows * cols)])
            if self._rests(machine) and rows == cols:
                array = _balanced(array)
            array = machine.hypotheses.drawn(key, array)
            if not invertible or adjugate(array)[1] != 0:
                return array
        raise OutOfReachError(f"no invertible value of {name_of(key)} was found")

    def _rests(self, machine: Machine) -> bool:
        heads = (d.head for d in machine.system.definitions)
        return self.style == "rest" and any(isinstance(head, Family) for head in heads)

    def _entry(self, draw: Random, node: Any) -> Any:
        """A number; for a symbol, of the sign that its assumptions ask for."""
        if self.style in _CHOICES:
            value = fmpq(draw.choice(_CHOICES[self.style]))
            return self._signed(value, node)
        top = 1 if self.style == "bit" else 3
        low = 0 if self.style == "bit" else -top
        below = _DENOMINATORS.get(self.style, (1,))
        value = fmpq(draw.randint(low, top), draw.choice(below))
        return self._signed(value, node)

    def _signed(self, value: Any, node: Any) -> Any:
        if node is None:
            return value
        if value == 0 and node.is_zero is False:
            value = fmpq(1)
        if (node.is_nonnegative and value < 0) or (node.is_nonpositive and value > 0):
            value = -value
        return value

    def point(self) -> dict[Any, Any]:
        """What was asked, as SymPy objects, in the form that ``evaluate`` reads."""
        found: dict[Any, Any] = {point_key(k): _to_sympy(v) for k, v in self.values.items()}
        found.update(self.functions)
        return found


def _balanced(a: Array) -> Array:
    """The matrix with a last column that makes all rows add up to 0."""
    data = list(a.data)
    for row in range(a.rows):
        start = row * a.cols
        data[start + a.cols - 1] = -sum(data[start : start + a.cols - 1], fmpq(0))
    return Array(a.rows, a.cols, data)


def _to_sympy(value: Any) -> Any:
    if isinstance(value, Array):
        return ImmutableMatrix(value.rows, value.cols, [_to_sympy(x) for x in value.data])
    if isinstance(value, arb):
        return sympify(value.mid().str(30, radius=False))
    return Rational(int(value.p), int(value.q))
