"""Functions to stand for the opaque ones, such as the losses L_t(h_t)."""

from __future__ import annotations

from random import Random
from typing import Any
from zlib import crc32

from sympy import Expr, ImmutableMatrix, Integer, Symbol, sympify

from derive.audit.arrays import Array
from derive.audit.numbers import ZERO, rational

__all__ = ["RandomFunction"]


class RandomFunction:
    """A seeded polynomial for each index: aᵀv + vᵀBv + (cᵀv)³, a, B, c of small integers.

    ``v`` are the entries of all arguments, column by column; ``degree`` 1 and 2 leave the later
    terms out.  Called as ``function(index, vector, …)`` with SymPy matrices it returns a SymPy
    polynomial, so a witness can be evaluated and printed.
    """

    def __init__(self, name: str, seed: int, shape: tuple[int, ...] = (), degree: int = 3) -> None:
        self.name, self.seed, self.shape, self.degree = name, seed, shape, degree
        self._used: dict[int | None, int] = {}

    def used(self) -> list[tuple[int | None, int]]:
        """The indices at which it was evaluated, each with the number of arguments."""
        return sorted(self._used.items(), key=lambda item: item[0] or 0)

    def polynomial(self, index: int | None, component: int, v: list[Any], number: Any) -> Any:
        """The polynomial's value at ``v``; ``number`` makes an int one of the caller's numbers."""
        draw = Random(crc32(f"{self.name} {self.seed} {index} {component}".encode()))
        total = number(0)
        for x in v:
            total = total + number(draw.choice((-2, -1, 1, 2))) * x
        if self.degree > 1:
            for i, x in enumerate(v):
                for y in v[i:]:
                    total = total + number(draw.choice((-1, 0, 1, 1))) * x * y
        if self.degree > 2:
            line = number(0)
            for x in v:
                line = line + number(draw.choice((-1, 1))) * x
            total = total + line * line * line
        return total

    def on_numbers(self, index: int | None, v: list[Any], shape: tuple[int, ...]) -> Any:
        self._used[index] = len(v)

        def number(k: int) -> Any:
            return rational(k) if k else ZERO

        if not shape:
            return self.polynomial(index, 0, v, number)
        rows, cols = shape
        data = [self.polynomial(index, c, v, number) for c in range(rows * cols)]
        return Array(rows, cols, data)

    def __call__(self, *arguments: Any) -> Any:
        index = int(arguments[0]) if _is_index(arguments[0]) else None
        v: list[Any] = []
        for a in arguments[0 if index is None else 1 :]:
            a = sympify(a)
            v += list(a.T.flat()) if getattr(a, "is_Matrix", False) else [a]
        if not self.shape:
            return self.polynomial(index, 0, v, Integer)
        rows, cols = self.shape
        data = [self.polynomial(index, c, v, Integer) for c in range(rows * cols)]
        return ImmutableMatrix(rows, cols, data)

    def text(self, index: int | None, size: int) -> str:
        """The polynomial as one prints it, in v1, v2, …"""
        names = [Symbol(f"v{k + 1}") for k in range(size)]
        head = self.name if index is None else f"{self.name}[{index}]"
        column = ImmutableMatrix(size, 1, names)
        return f"{head}(v) = {self(*(() if index is None else (index,)), column)}"


def _is_index(x: Any) -> bool:
    return isinstance(x, int) or (isinstance(x, Expr) and bool(x.is_Integer))
