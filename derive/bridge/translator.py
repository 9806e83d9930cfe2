"""Axes, indices, arrays: what every node of an expression needs to become a term."""

from __future__ import annotations

from functools import cached_property
from itertools import count
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.errors import DeriveError, ShapeError

__all__ = ["Axis", "ExplicitError", "Term", "Translator"]

Axis = tuple[Any, ...]
Term = Any


#: field of a system → how the kernel's name of an array of which this is assumed ends
_DOMAINS = (("positive", "^+"), ("nonzero", "^!"))


class ExplicitError(Exception):
    """An entry is named by number, so the axes of integer size have to be gone through."""


def _as_trace(e: Any) -> Any:
    """The entry of a 1 × 1 matrix as its trace: two ways to write one number."""
    entries = {m for m in e.atoms(MatrixElement) if m.parent.shape == (1, 1)}
    return e.xreplace({m: sp.Trace(m.parent) for m in entries}) if entries else e


class Translator:
    """Terms of expressions under one system; collects the arrays that it meets.

    ``nodes`` and ``axis_rules`` are the tables: node type → term of an entry, and → axes.
    """

    def __init__(
        self, system: al.System, nodes: Any, axis_rules: Any, explicit: bool = False
    ) -> None:
        self.nodes, self.axis_rules = nodes, axis_rules
        self.system = system
        #: whether axes of integer size are gone through value by value; without that, what holds
        #: for such a size holds for every size, and is shown so
        self.explicit = explicit
        #: whether integer powers of matrices are written as products, to be differentiated
        self.products = False
        #: the right side of a definition while it is written: it is not named by the left one
        self.defining: Any = None
        self.arrays: dict[str, dict[str, Any]] = {}
        self.sizes: dict[str, Any] = {}
        #: the names of row and column of the statement
        self.ends: tuple[Axis, Axis] = ((), ())
        self._new = count()

    def size(self, size: Any) -> Axis:
        """The axis of a size: 1 → (), n → ("n",), n² → ("n", "n")."""
        size = sp.sympify(size)
        if size == 1:
            return ()
        if size.is_Integer:
            return (int(size),) if self.explicit else (f"#{size}",)
        if size.is_Symbol:
            return (size.name,)
        if size.is_Pow and size.exp.is_Integer:
            return self.size(size.base) * int(size.exp)
        if size.is_Mul:
            return tuple(part for factor in size.args for part in self.size(factor))
        raise DeriveError(f"a size that derive cannot read: {size}")

    def numbered(self) -> None:
        """Note that an entry is named by its number."""
        if not self.explicit:
            raise ExplicitError

    def restart(self) -> None:
        """Name indices from the beginning again: what is written next stands on its own."""
        self.sizes, self._new = {}, count()

    def fresh(self, size: Any = None) -> str:
        name = f"_{next(self._new)}"
        if size is not None:
            self.sizes[name] = size
        return name

    # -- indices --

    def affine(self, expression: Any) -> Any:
        """An integer index expression: 3, "t" or {"t": 1, "": -1}."""
        expression = sp.sympify(expression)
        if expression.is_Integer:
            return int(expression)
        if expression.is_Symbol:
            return expression.name
        out: dict[str, int] = {}
        for symbol, c in sp.expand(expression).as_coefficients_dict().items():
            if not c.is_Integer or not (symbol == 1 or symbol.is_Symbol):
                raise DeriveError(f"an index that is not an integer combination: {expression}")
            out["" if symbol == 1 else symbol.name] = int(c)
        return out

    def standing(self, index: Any, size: str) -> str:
        """A free index in place of a number, on an axis of which the size is a symbol.

        What holds for every index holds for that one.
        """
        name = f"{index}@{size}"
        self.sizes[name] = size
        return name

    def delta(self, a: Any, b: Any) -> Term:
        """1 where two indices are equal, else 0."""
        for number, other in ((a, b), (b, a)):
            size = self.sizes.get(other.name) if other.is_Symbol else None
            named = isinstance(size, str) and not size.startswith("#")
            if number.is_Integer and number >= 0 and named:
                return ["delta", self.standing(number, str(size)), other.name]
        return ["delta", self.affine(a), self.affine(b)]

    def _component(self, index: Any, axis: Axis) -> Axis:
        if axis == () and index == 0:
            return ()
        if len(axis) != 1:
            raise DeriveError(f"index {index} into an axis of {axis}")
        if index.is_Integer:
            size = str(axis[0]).removeprefix("#")
            if index < 0 or (size.isdigit() and index >= int(size)):
                raise DeriveError(f"index {index} is out of range for an axis of size {size}")
            if not size.isdigit():
                return (self.standing(index, size),)
            self.numbered()
            return (int(index),)
        if not index.is_Symbol:
            raise DeriveError(f"a component index is a symbol or an integer, not {index}")
        if self.sizes.setdefault(index.name, axis[0]) != axis[0]:
            raise ShapeError(
                f"index {index} runs over axes of sizes {self.sizes[index.name]} and {axis[0]}"
            )
        return (index.name,)

    def names(self, axis: Axis) -> Axis:
        return tuple(self.fresh(size) for size in axis)

    # -- arrays --

    def declare(self, name: str, **data: Any) -> str:
        known = self.arrays.setdefault(name, data)
        if known != data:
            raise ShapeError(f"{name} is used with two shapes: {known} and {data}")
        return name

    def array(self, head: Any, axes: tuple[Axis, ...] = ((), ())) -> str:
        """Declare what a family, a matrix symbol or a scalar symbol is, and return its name."""
        flat = [size for axis in axes for size in axis]
        if isinstance(head, al.Family):
            for domain, suffix in _DOMAINS:
                if head in getattr(self.system, domain):
                    name = f"{head.name}[]{suffix}"
                    return self.declare(name, times=1, axes=flat, domain=domain)
            return self.declare(f"{head.name}[]", times=1, axes=flat)
        extra: dict[str, Any] = {"invertible": True} if head in self.system.invertible else {}
        for domain, suffix in _DOMAINS:
            if head in getattr(self.system, domain):
                return self.declare(head.name + suffix, axes=flat, domain=domain, **extra)
        return self.declare(head.name, axes=flat, **extra)

    @cached_property
    def named(self) -> dict[Any, Any]:
        """Symbols that only name an expression of which something is assumed → that expression."""
        system = self.system
        assumed = {*system.invertible, *system.positive, *system.nonzero}
        return {d.target: d.body for d in system.definitions if d.target in assumed}

    @cached_property
    def _by_body(self) -> dict[Any, list[Any]]:
        """What is named, numbers as traces → its names."""
        found: dict[Any, list[Any]] = {}
        for symbol, body in self.named.items():
            found.setdefault(_as_trace(body), []).append(symbol)
        return found

    def name_for(self, expression: Any, *domains: str) -> Any:
        """The symbol that names an expression and of which this is assumed, else None."""
        known = {s for domain in domains for s in getattr(self.system, domain)}
        if expression in known or not known:
            return expression if known else None
        return next((s for s in self._by_body.get(_as_trace(expression), ()) if s in known), None)

    def axes(self, expression: Any) -> tuple[Axis, Axis]:
        """Row and column axis of an expression."""
        if not getattr(expression, "is_Matrix", False):
            return (), ()
        found = self.axis_rules.get(type(expression))
        if found is not None:
            return found(self, expression)
        rows, columns = expression.shape
        return self.size(rows), self.size(columns)

    # -- terms --

    def entry(self, expression: Any, r: Axis = (), c: Axis = ()) -> Term:
        """The term of entry (r, c) of a matrix expression, or of a scalar one."""
        for kind in type(expression).__mro__:
            if kind in self.nodes:
                return self.nodes[kind](self, expression, r, c)
        raise DeriveError(f"the kernel has no term for {type(expression).__name__}: {expression}")

    def scalar(self, expression: Any) -> Term:
        return self.entry(sp.sympify(expression))

    def target(self, expression: Any) -> tuple[Term, Axis]:
        """The atom of a variable or of a definition's left side, and its index names."""
        rows, columns = self.axes(expression)
        r, c = self.names(rows), self.names(columns)
        return self.entry(expression, r, c), (*r, *c)
