"""Sums, products, quotients and powers of scalars, without a step that SymPy would swallow.

SymPy sorts the terms of a sum and the factors of a product; that is kept, since scalars commute
and the sorted form is the one that compares equal.  Whatever it would do beyond sorting (2 + 3
made 5, 2 (x + 1) made 2 x + 2) is not done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import sympy as sp

__all__ = ["add", "applied", "flat", "multiply", "power", "quotient"]


def add(terms: list[Any]) -> Any:
    """The sum, sorted as SymPy sorts it, and nothing more.

    >>> x = sp.Symbol("x")
    >>> add([sp.Integer(1), x]), add([x, x])
    (x + 1, x + x)
    """
    found = sp.Add(*terms)
    if Counter(sp.Add.make_args(found)) == Counter(terms):
        return found
    return sp.Add(*terms, evaluate=False)


def multiply(factors: list[Any]) -> Any:
    """The product, sorted as SymPy sorts it, and nothing more.

    >>> x = sp.Symbol("x")
    >>> multiply([x, sp.Integer(2)]), multiply([sp.Integer(2), sp.Integer(3)])
    (2*x, 2*3)
    """
    if len(factors) == 1:
        return factors[0]
    if any(f.is_infinite and f.is_number for f in factors):
        return sp.Mul(*factors)
    found = sp.Mul(*factors)
    if Counter(sp.Mul.make_args(found)) == Counter(factors):
        return found
    return sp.Mul(*factors, evaluate=False)


def flat(expression: Any) -> list[Any]:
    """The factors of a product, or the expression alone."""
    return list(sp.Mul.make_args(expression))


def _number(e: Any) -> Any:
    """The value of a number, or of a power of ten that has been kept as a power; else None."""
    if e.is_Rational:
        return e
    if e.is_Pow and e.base == 10 and e.exp.is_Integer:
        return sp.Integer(10) ** e.exp
    return None


def _literals(factors: Iterable[Any]) -> tuple[Any, list[Any]]:
    """The first number among the factors (1 if there is none) and the other factors."""
    value, rest = None, []
    for f in factors:
        number = _number(f) if value is None else None
        if number is None:
            rest.append(f)
        else:
            value = number
    return sp.Integer(1) if value is None else value, rest


def quotient(top: list[Any], bottom: list[Any]) -> list[Any]:
    """The factors of a quotient: one rational, then the others, those below with exponent −1.

    Raises ZeroDivisionError where the number below the bar is 0.
    """
    above, over = _literals(top)
    below, under = _literals(bottom)
    if below == 0:
        raise ZeroDivisionError
    value = above / below
    out = [*over, *map(_inverse, under)]
    return out if value == 1 and out else [value, *out]


def _inverse(e: Any) -> Any:
    if e.is_Pow and e.exp.is_Rational and e.exp > 0 and not e.base.is_Number:
        return power(e.base, -e.exp)
    return power(e, sp.Integer(-1))


def power(base: Any, exponent: Any) -> Any:
    """base^exponent, kept as a power."""
    found = sp.Pow(base, exponent)
    if isinstance(found, sp.Pow) and found.args == (base, exponent):
        return found
    return sp.Pow(base, exponent, evaluate=False)


def applied(function: Any, *arguments: Any) -> Any:
    """A function's value, kept as such."""
    found = function(*arguments)
    if isinstance(found, function) and Counter(found.args) == Counter(arguments):
        return found
    return function(*arguments, evaluate=False)
