"""Hypotheses: the equations under which a statement is looked at.

* ``(v, rhs)`` with v a free variable: v takes the value of the right-hand side.
* ``(g[t], rhs)`` with g opaque: g is the constant function of that value.
* ``(g[t], rhs)`` with g defined as σ or tanh of a member z and rhs one of that function's limits
  (a gate fully open or shut): z is taken at ±∞, so g has exactly the limit as its value, and its
  derivatives, limits of σ′, σ″ …, are 0.  This is the case of the constant error carousel.
* The same with g defined as σ(W x + b), where W or b stands nowhere else: this goes to ±∞, so g has
  the limit as its value, and what needs W or b itself is out of reach.
* ``(Qᵀ Q, I)``, ``(Aᵀ, A)``, ``(A B, rhs)`` with a free matrix A, ``(Σ_i y_i, c)`` with a free
  column y: random points are drawn so that they hold, and every point is checked.

Anything else is out of the audit's reach unless it happens to hold at the point.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flint import arb, fmpq
from sympy import (
    Identity,
    Integer,
    MatMul,
    MatrixSymbol,
    Symbol,
    Transpose,
    preorder_traversal,
    sympify,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    Applied,
    ComponentSum,
    Elementwise,
    Member,
    Opaque,
    ScalarMember,
    System,
)
from derive.audit.arrays import Array, identity, inverse
from derive.audit.functions import LIMITS
from derive.audit.numbers import ZERO, Saturated, rational
from derive.errors import DeriveError

if TYPE_CHECKING:
    from derive.audit.machine import Machine
    from derive.audit.worlds import Key

__all__ = ["Hypotheses", "OutOfReachError"]

_VARIABLES = (Member, ScalarMember, MatrixSymbol, Symbol)


class OutOfReachError(DeriveError):
    """No point can be found at which the hypotheses hold."""


class Hypotheses:
    """A system's equations, as they act on one evaluation."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._values: dict[Any, tuple[Any, Any]] = {}
        self._arguments: dict[Any, Any] = {}
        self._solvers: dict[Any, Callable[[Array], Array]] = {}
        self._open: list[tuple[Any, Any]] = []
        #: gates that have their limits since variables of their own grow, and these variables
        self._own: dict[Any, frozenset[Any]] = {}
        for lhs, rhs in machine.system.equations:
            if isinstance(lhs, _VARIABLES):
                self._values[getattr(lhs, "family", lhs)] = lhs, rhs
            else:
                self._open.append((lhs, rhs))
                for solve in _SOLVERS:
                    self._solvers.update(solve(machine, lhs, rhs))
        for head in self._values:
            for definition in machine.system.definitions_of(head):
                argument = _limit_argument(definition)
                if argument is not None:
                    self._arguments[getattr(argument, "family", argument)] = head
                elif own := _own_variables(machine.system, definition):
                    self._own[head] = own
        self._endless = frozenset[Any]().union(*self._own.values())

    def covers(self, key: Key) -> bool:
        """Whether a hypothesis, and no definition, says what ``key`` is."""
        return self._speaks_of(key) or self._gate(key) is not None

    def _speaks_of(self, key: Key) -> bool:
        head, index = key
        if head not in self._values:
            return False
        lhs, _ = self._values[head]
        if index is None or lhs.index.is_Symbol:
            return True
        return self.machine.base.integer(lhs.index) == index

    def _gate(self, key: Key) -> Key | None:
        """The gate that saturates the member ``key``, if one does."""
        head, index = key
        if head not in self._arguments:
            return None
        gate = (self._arguments[head], index)
        return gate if self._speaks_of(gate) and self.machine.rule(gate) is not None else None

    def value(self, key: Key) -> Any:
        """The value that the hypotheses give to ``key``, or None."""
        if key[0] in self._endless:
            raise OutOfReachError(f"{key[0]} grows beyond all bounds where a gate has its limit")
        if self._speaks_of(key):
            value = self._right(key)
            if not isinstance(self.machine.rule(key), (Opaque, type(None))):
                self._signs(key, value)  # raises unless the definition tends to this value
            return value
        gate = self._gate(key)
        return None if gate is None else self._signs(gate, self._right(gate))

    def _right(self, key: Key) -> Any:
        lhs, rhs = self._values[key[0]]
        scope = self.machine.base
        if key[1] is not None and lhs.index.is_Symbol:
            scope = scope.bind(lhs.index, key[1])
        return scope.value(rhs)

    def _signs(self, gate: Key, value: Any) -> Any:
        """±∞ for each entry of a gate's value; raises where the value is no limit of it."""
        rule = self.machine.rule(gate)
        body = getattr(rule, "body", None)
        saturates = _limit_argument(rule) is not None or gate[0] in self._own
        if rule is None or not saturates or body is None:
            raise OutOfReachError(
                f"{gate[0]} is defined, and not as a gate: no point satisfies its value"
            )
        limits = {int(v.p): sign for sign, v in LIMITS[body.function.key].items()}

        def sign(x: Any) -> Any:
            if not isinstance(x, fmpq) or x.q != 1 or int(x.p) not in limits:
                raise OutOfReachError(f"{gate[0]} = {x} is not a limit of {body.function}")
            return Saturated(limits[int(x.p)])

        return value.map(sign) if isinstance(value, Array) else sign(value)

    def drawn(self, key: Key, value: Any) -> Any:
        """A random value of the free variable ``key``, changed so that the hypotheses hold."""
        solve = self._solvers.get(key[0])
        return value if solve is None else solve(value)

    def hold(self) -> bool:
        """Whether the equations between expressions hold at the machine's point."""
        for lhs, rhs in self._open:
            try:
                left, right = (self.machine.run(self._at_one_time(side)) for side in (lhs, rhs))
            except DeriveError as error:
                raise OutOfReachError(f"the hypothesis {lhs} = {rhs}: {error}") from None
            pairs = [(left, right)]
            if isinstance(left, Array):
                pairs = left.zip(right, lambda x, y: (x, y), "hypothesis").data
            if not all(arb(x - y).contains(0) for x, y in pairs):
                return False
        return True

    def _at_one_time(self, side: Any) -> Any:
        """What holds at every time is drawn so at every time: it is looked at once."""
        members = sympify(side).atoms(Member, ScalarMember)
        times = {s for m in members for s in m.index.free_symbols} - {*self.machine.base.env}
        return side.subs(dict.fromkeys(times, Integer(1))) if times else side


def _limit_argument(definition: Any) -> Any:
    """The member z of a definition g[t] = σ(z[t]), else None."""
    body = _saturating(definition)
    if body is None or not isinstance(argument := body.argument, _VARIABLES):
        return None
    same = getattr(argument, "index", None) == getattr(definition.target, "index", None)
    return argument if same else None


def _saturating(definition: Any) -> Any:
    """The body σ(…) of a definition by a function that has limits, else None."""
    body = getattr(definition, "body", None)
    if not isinstance(body, (Elementwise, Applied)) or body.function.order:
        return None
    return body if body.function.key in LIMITS else None


def _own_variables(system: System, definition: Any) -> frozenset[Any]:
    """What takes the argument of a gate to ±∞: the W or b of W x + b that stands nowhere else."""
    body = _saturating(definition)
    if body is None:
        return frozenset()
    terms = body.argument.args if body.argument.is_Add or body.argument.is_MatAdd else ()
    first = [t.args[0] if t.is_MatMul else t for t in (terms or (body.argument,))]
    others = [d.body for d in system.definitions if d is not definition]
    others += [side for pair in system.equations for side in pair]
    others += [a for o in system.opaque for a in o.arguments]
    defined = {d.head for d in system.definitions}
    elsewhere = Counter(
        node for e in (*others, body.argument) for node in preorder_traversal(sympify(e))
    )
    return frozenset(
        v
        for v in first
        if isinstance(v, (MatrixSymbol, Symbol)) and v not in defined and elsewhere[v] == 1
    )


Solvers = dict[Any, Callable[[Array], Array]]


def _orthogonal(machine: Machine, lhs: Any, rhs: Any) -> Solvers:
    """QᵀQ = I or QQᵀ = I: Cayley's (I − S)(I + S)⁻¹ with S skew."""
    if not isinstance(rhs, Identity) or not isinstance(lhs, MatMul) or len(lhs.args) != 2:
        return {}
    for a, b in (lhs.args, reversed(lhs.args)):
        if isinstance(b, MatrixSymbol) and a == Transpose(b):

            def cayley(r: Array) -> Array:
                skew = r + r.transpose().scale(fmpq(-1))
                one = identity(r.rows)
                return (one + skew.scale(fmpq(-1))) @ inverse(one + skew)

            return {b: cayley}
    return {}


def _symmetric(machine: Machine, lhs: Any, rhs: Any) -> Solvers:
    """Aᵀ = A: (R + Rᵀ)/2."""
    if not (isinstance(lhs, Transpose) and isinstance(lhs.arg, MatrixSymbol) and lhs.arg == rhs):
        return {}
    return {rhs: lambda r: (r + r.transpose()).scale(fmpq(1, 2))}


def _product(machine: Machine, lhs: Any, rhs: Any) -> Solvers:
    """A B = rhs: A = R + (rhs − R B)(BᵀB)⁻¹Bᵀ, for B of full column rank without A."""
    if not isinstance(lhs, MatMul) or not isinstance(lhs.args[0], MatrixSymbol):
        return {}
    a, b = lhs.args[0], MatMul(*lhs.args[1:])
    if a in rhs.atoms(MatrixSymbol) | b.atoms(MatrixSymbol):
        return {}

    def solve(r: Array) -> Array:
        factor, wanted = machine.base.array(b.doit()), machine.base.array(rhs)
        turned = factor.transpose()
        missing = wanted + (r @ factor).scale(fmpq(-1))
        return r + missing @ inverse(turned @ factor) @ turned

    return {a: solve}


def _total(machine: Machine, lhs: Any, rhs: Any) -> Solvers:
    """Σ_i y_i = c: what is missing is shared out among the entries."""
    entry = lhs.body if isinstance(lhs, ComponentSum) else None
    if not isinstance(entry, MatrixElement) or entry.args[1:] != (lhs.index, 0):
        return {}
    if not isinstance(entry.parent, _VARIABLES) or not rhs.is_Rational:
        return {}

    def solve(r: Array) -> Array:
        missing = (rational(rhs) - sum(r.data, ZERO)) / fmpq(len(r.data))
        return r.map(lambda x: x + missing)

    return {getattr(entry.parent, "family", entry.parent): solve}


_SOLVERS = (_orthogonal, _symmetric, _product, _total)
