"""Systems: the equations by which a model's quantities are defined.

A derivative such as ∂h_t/∂W has a meaning only beside the equations that define h_t.  A
:class:`System` holds those equations (:class:`Definition`) in an order in which each uses, at the
same time step, only what stands above it.  Whatever no equation defines is a free variable,
independent of everything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sympy import MatrixBase, sympify

from derive.algebra.families import Family, Member, ScalarMember
from derive.errors import DeriveError, ShapeError

__all__ = ["Definition", "Opaque", "System", "same_shape"]


def same_shape(what: str | Callable[[], str], left: Any, right: Any) -> None:
    """Raise :class:`ShapeError`, naming both shapes, unless ``left`` and ``right`` agree.

    ``what`` may be a function, called in that case only: to write an expression out takes time.
    """
    if tuple(map(sympify, left)) != tuple(map(sympify, right)):
        what = what if isinstance(what, str) else what()
        raise ShapeError(f"{what}: shapes {_show(left)} and {_show(right)} do not agree")


def _show(shape: Any) -> str:
    return "×".join(map(str, shape)) if shape else "scalar"


def _shape(expression: Any) -> tuple[Any, ...]:
    return tuple(expression.shape) if getattr(expression, "is_Matrix", False) else ()


@dataclass(frozen=True)
class Definition:
    """``target = body`` for low ≤ index ≤ high (None: no bound).

    ``target`` is a member with a bare symbol as index (``h[t]``), or with a constant index
    (``delta[T + 1]``, an end value), or a plain symbol.
    """

    target: Any
    body: Any
    low: Any = None
    high: Any = None

    def __post_init__(self) -> None:
        same_shape(lambda: f"definition of {self.target}", _shape(self.target), _shape(self.body))
        if isinstance(self.body, MatrixBase):  # one that may change cannot be looked up
            object.__setattr__(self, "body", self.body.as_immutable())

    @property
    def head(self) -> Any:
        """The family, or the symbol, that is defined."""
        return (
            self.target.family if isinstance(self.target, (Member, ScalarMember)) else self.target
        )


@dataclass(frozen=True)
class Opaque:
    """A quantity of which only its arguments are known: L_t is some function of h_t."""

    target: Any
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class System:
    """Definitions, opaque functions, and what is assumed.

    ``facts`` are SymPy relations between index symbols (``T >= 0``); ``equations`` are hypotheses
    used as rewriting, as pairs (left, right), for example ``(f[t], OneMatrix(n, 1))``;
    ``invertible`` lists the matrices whose inverse may be used, ``contracting`` the vectors (or
    scalars) whose entries are less than 1 in absolute value, ``positive`` and ``nonzero`` those
    whose entries are greater than 0, or are not 0.
    """

    definitions: tuple[Definition, ...] = ()
    opaque: tuple[Opaque, ...] = ()
    facts: tuple[Any, ...] = ()
    equations: tuple[tuple[Any, Any], ...] = ()
    invertible: tuple[Any, ...] = ()
    contracting: tuple[Any, ...] = ()
    positive: tuple[Any, ...] = ()
    nonzero: tuple[Any, ...] = ()
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        pairs = tuple((sympify(left), sympify(right)) for left, right in self.equations)
        object.__setattr__(self, "equations", pairs)

    def definitions_of(self, head: Any) -> tuple[Definition, ...]:
        return tuple(d for d in self.definitions if d.head == head)

    def body(self, member: Any) -> Any:
        """The defining expression of ``member``, with its index put in."""
        found = self.definitions_of(member.family if hasattr(member, "family") else member)
        for definition in found:
            target = definition.target
            if target == member:
                return definition.body
            if hasattr(target, "family") and target.index.is_Symbol:
                return definition.body.subs(target.index, member.index)
        raise DeriveError(f"{member} has no definition here; it is a free variable")

    def with_(self, *definitions: Definition, **changes: Any) -> System:
        """A copy with more definitions, or other fields changed."""
        from dataclasses import replace

        return replace(self, definitions=(*self.definitions, *definitions), **changes)


def families_in(expression: Any) -> set[Family]:
    """All families whose members occur in ``expression``."""
    return {m.family for m in expression.atoms(Member, ScalarMember)}
