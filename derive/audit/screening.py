"""Many expressions against one value at one point: what differs there, and is not worth a proof."""

from __future__ import annotations

from random import Random
from typing import Any

from derive.algebra import System
from derive.audit.arrays import Array
from derive.audit.compare import compare
from derive.audit.machine import Machine, Scope
from derive.audit.nodes import find_handler
from derive.audit.numbers import plain, precision
from derive.audit.points import Drawn
from derive.audit.sampling import Symbols, holds, relations
from derive.errors import DeriveError

__all__ = ["Screen"]

#: bits that tell most expressions apart; whatever they do not tell apart passes
_BITS = 64
#: points that are tried until one is found at which the kept side has a value
_DRAWS = 4


class _Remembering(Machine):
    """A machine that keeps the value of every expression in which no index is bound."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.handler = lambda kind: self._value

    def _value(self, e: Any, s: Scope) -> Any:
        if s.env is not self.base.env or not e.args:
            return find_handler(e.__class__)(e, s)
        values = s.world.nodes
        if e not in values:
            values[e] = find_handler(e.__class__)(e, s)
        return values[e]


class Screen:
    """One side of equations, evaluated once at a random point, for many other sides.

    All of them share the values of definitions, and of the parts that they have in common: an
    edit changes little of an expression.  Nothing
    that equals ``kept`` is held back, unless it has no value at the point.

    Parameters
    ----------
    kept : the side that stays.
    like : an expression with the symbols that the other sides may have.
    system, given : definitions, and conditions on the indices.

    >>> from sympy import MatrixSymbol, Symbol
    >>> n = Symbol("n", integer=True)
    >>> A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
    >>> screen = Screen((A * B).T, A * B, System())
    >>> screen.passes(A.T * B.T), screen.passes(B.T * A.T)
    (False, True)
    """

    def __init__(self, kept: Any, like: Any, system: System, given: tuple[Any, ...] = ()) -> None:
        self.machine: Machine | None = None
        self.value: Any = None
        draw = Random(0)
        try:
            symbols = Symbols((kept, like), system, relations(given))
            sizes = symbols.choose(0, draw)
        except DeriveError:
            return
        if sizes is None:
            return
        with precision(_BITS):
            for _ in range(_DRAWS):
                try:
                    machine = _Remembering(sizes, Drawn(draw.randrange(1 << 30)), system, _BITS)
                    value = machine.run(kept)
                    met = all(holds(r, machine.base) for r in symbols.premises)
                    if not (met and machine.hypotheses.hold()):
                        continue
                except (DeriveError, ArithmeticError):
                    continue
                self.machine, self.value = machine, value
                if not self.vanishes:
                    return

    @property
    def vanishes(self) -> bool:
        """Whether the kept side is 0 at every point that was tried."""
        if self.machine is None:
            return False
        data = self.value.data if isinstance(self.value, Array) else [self.value]
        return all(plain(x) == 0 for x in data)

    def passes(self, other: Any) -> bool:
        """Whether ``other`` may equal what is kept: at this point the two cannot be told apart.

        True for everything where the kept side has no value.
        """
        if self.machine is None:
            return True
        try:
            with precision(_BITS):
                return compare(self.value, self.machine.run(other), "=").kind != "refuted"
        except (DeriveError, ArithmeticError, LookupError, TypeError, ValueError):
            return False
