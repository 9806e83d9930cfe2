"""The symbols that models use unless they are given others, and the checks they share."""

from __future__ import annotations

from typing import Any

from sympy import Ge, MatrixSymbol, Sum, Symbol, sympify

from derive.algebra import Definition, Family, Opaque, same_shape
from derive.errors import DeriveError

__all__ = ["SIZES", "Losses", "family", "index", "length", "matrix", "size"]


def index(name: str) -> Any:
    """An integer symbol, for a time index or a length."""
    return Symbol(name, integer=True)


def length(value: Any) -> Any:
    """A length T: a symbol, an integer T ≥ 0, or a name."""
    value = index(value) if isinstance(value, str) else sympify(value)
    if value.is_integer is False or value.is_negative:
        raise DeriveError(f"a length is an integer T ≥ 0 or a symbol, not {value}")
    return value


def size(value: Any) -> Any:
    """A size: a symbol, a positive integer, or a name.

    Raises :class:`DeriveError` if it is not a positive integer.
    """
    value = Symbol(value, integer=True, positive=True) if isinstance(value, str) else sympify(value)
    if value.is_integer is False or value.is_positive is False:
        raise DeriveError(f"a size is a positive integer or a symbol, not {value}")
    return value


#: The default sizes: n units, d inputs.
SIZES = (size("n"), size("d"))


def matrix(given: Any, name: str, rows: Any, columns: Any) -> Any:
    """``given`` if it has shape rows × columns, or a new matrix symbol of that shape."""
    if given is None or isinstance(given, str):
        return MatrixSymbol(given or name, rows, columns)
    same_shape(f"matrix {given}", given.shape, (rows, columns))
    return given


def family(given: Any, name: str, shape: tuple[Any, ...]) -> Family:
    """``given`` if it has that shape, or a new family."""
    if given is None or isinstance(given, str):
        return Family(given or name, shape)
    same_shape(f"family {given}", given.shape, shape)
    found: Family = given
    return found


class Losses:
    """A loss at every step, L = Σ_{t=0}^{T} L_t with L_t = L_t(h_t), a scalar of which only the
    argument is known: what a system needs for it."""

    def __init__(self, given: Any, h: Family, t: Any, T: Any) -> None:
        self.each = family(given, "L", ())
        self.loss = Symbol(self.each.name)
        self.definition = Definition(self.loss, Sum(self.each[t], (t, 0, T)))
        self.opaque = (Opaque(self.each[t], (h[t],)),)
        self.facts = () if T.is_number else (Ge(T, 0),)
