"""Values of expressions: :func:`evaluate` and :func:`random_point`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sympy import ImmutableMatrix, sympify

from derive.algebra import Definition, Family, System
from derive.audit.arrays import Array
from derive.audit.machine import Machine
from derive.audit.numbers import ImpreciseError, accurate, plain, precision, to_sympy
from derive.audit.points import Drawn, Given, point_key
from derive.errors import DeriveError

__all__ = ["evaluate", "random_point"]

#: how often evaluate doubles its precision before it gives up
_DOUBLINGS = 6


def evaluate(
    expr: Any,
    sizes: Mapping[Any, int] | None = None,
    point: Mapping[Any, Any] | None = None,
    *,
    system: System | None = None,
    digits: int = 60,
) -> Any:
    """The value of ``expr`` at concrete sizes and a point, straight from its meaning.

    Parameters
    ----------
    expr : a SymPy expression over the algebra, derivatives included.
    sizes : an integer for each size, length and index symbol.
    point : a value for each free variable: MatrixSymbols, Symbols and members (``h[0]``) to
        nested lists, SymPy matrices or numbers (columns also as flat lists); a family to a
        function or dict from index to value; an opaque function (``L``) to a function of (index,
        vector) that returns a SymPy expression.
    system : the definitions; its ``equations`` override them (see
        :mod:`derive.audit.hypotheses`).
    digits : how many digits of an inexact result are right.

    Returns a SymPy number or ImmutableMatrix: Rational where everything is rational, else a Float
    of ``digits`` correct digits (checked; Float 0 stands for anything below 10^(−4·digits) that
    cannot be told from 0).  Rationals of more than 32,768 bits that a recurrence makes count as
    inexact.

    Raises :class:`~derive.errors.ShapeError` for shapes that do not fit,
    :class:`~derive.errors.DeriveError` for a missing value, an unknown node, a circular
    definition, or where ``digits`` digits are not reached.

    >>> from sympy import MatrixSymbol, Symbol
    >>> n = Symbol("n", integer=True)
    >>> A = MatrixSymbol("A", n, n)
    >>> evaluate(A.T * A, {n: 2}, {A: [[1, 2], [0, "1/2"]]})
    Matrix([
    [1,    2],
    [2, 17/4]])
    """
    expr = sympify(expr)
    bits = int(digits * 3.33) + 64
    for _ in range(_DOUBLINGS + 1):
        with precision(bits):
            machine = Machine(_sizes(sizes), Given({}), system or System())
            machine.source = Given(_concrete(point or {}, machine))
            try:
                value = machine.run(expr)
            except ImpreciseError:
                value = None
            finally:
                machine.end()
            numbers = value.data if isinstance(value, Array) else [value]
            if value is not None and all(accurate(plain(x), digits) for x in numbers):
                found = [to_sympy(plain(x), digits) for x in numbers]
                return ImmutableMatrix(*value.shape, found) if len(_shape(value)) else found[0]
        bits *= 2
    raise DeriveError(f"{digits} digits of {expr} are not reached with {bits // 2} bits")


def _shape(value: Any) -> tuple[int, ...]:
    return value.shape if isinstance(value, Array) else ()


def _sizes(sizes: Mapping[Any, Any] | None) -> dict[Any, int]:
    return {sympify(k): int(v) for k, v in (sizes or {}).items()}


def _concrete(point: Mapping[Any, Any], machine: Machine) -> dict[Any, Any]:
    """The point with integers as indices; a defined quantity takes no value."""
    found: dict[Any, Any] = {}
    for name, value in point.items():
        name = sympify(name)
        if not isinstance(name, Family):
            key = machine.base.key(name)
            if isinstance(machine.rule(key), Definition):
                raise DeriveError(f"{name} is defined by the system and takes no value")
            name = point_key(key)
        found[name] = value
    return found


def random_point(
    exprs: Any, sizes: Mapping[Any, int], system: System | None = None, seed: int = 0
) -> dict[Any, Any]:
    """Seeded small rational values for whatever ``exprs`` need, in the form evaluate reads.

    Matrices that the system declares invertible are; symbols have the sign they are assumed to
    have; the system's equations hold.  An opaque function is a polynomial
    (:class:`derive.audit.opaque.RandomFunction`).

    Raises :class:`~derive.errors.DeriveError` where no such point is found.
    """
    source = Drawn(seed)
    with precision(128):
        machine = Machine(_sizes(sizes), source, system or System())
        listed = exprs if isinstance(exprs, Iterable) and not hasattr(exprs, "shape") else [exprs]
        for expr in listed:
            machine.run(sympify(expr))
    return source.point()
