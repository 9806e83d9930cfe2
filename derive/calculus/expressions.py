"""A user's own expression, looked at before it is differentiated.

Nothing here recurses, so that an expression of any size is either read or refused in one line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    EXP,
    MEMBERS,
    RELU,
    ComponentSum,
    Definition,
    HadamardPi,
    OrderedProduct,
    Softmax,
    System,
    is_length,
    log_softmax,
    same_shape,
    square_factors,
)
from derive.calculus.differentials import is_atom, row_of
from derive.calculus.exponents import written_out
from derive.calculus.indices import bound_in, limits_of, new_index
from derive.calculus.simplify import is_scalar
from derive.errors import DeriveError, ShapeError

__all__ = [
    "VARIABLES",
    "Expression",
    "expression_of",
    "in_range",
    "measure",
    "shape_of",
    "system_of",
]

VARIABLES = (sp.Symbol, sp.MatrixSymbol, *MEMBERS)
SQUARE = (sp.Trace, sp.Determinant, sp.Inverse, sp.MatPow, DiagonalOf)
POWERS = (sp.Pow, sp.MatPow, sp.HadamardPower)

#: what is assumed of the argument of relu; code follows the frameworks
_RELU = "is 0 nowhere: there relu has no derivative, and in code relu'(0) is taken as 0"
#: the most nodes, and the most of them within one another, that are differentiated
NODES, DEPTH = 500, 20


def shape_of(e: Any) -> tuple[Any, ...]:
    return () if is_scalar(e) else tuple(e.shape)


def _shape(e: Any) -> str:
    return "×".join(map(str, shape_of(e))) or "scalar"


def _arguments(e: Any) -> tuple[Any, ...]:
    """What a node is made of; the sizes of a symbol, and a function's name, are no nodes."""
    if is_atom(e):
        return ()
    scores = log_softmax(e)
    if hasattr(e, "argument"):
        return (e.argument if scores is None else scores,)
    if isinstance(e, ComponentSum):
        return row_of(e).parts(e)
    if isinstance(e, MatrixElement):
        return (e.parent,)
    if isinstance(e, sp.Pow) and is_length(e.base) and e.exp == 2:
        return (e.base.arg,)
    return tuple(a for a in e.args if isinstance(a, sp.Expr))


@dataclass(frozen=True)
class Expression:
    """An expression and the variable that it is differentiated by.

    Raises :class:`~derive.DeriveError` for a node without a rule, a variable that is none, or an
    expression that is too large; :class:`~derive.ShapeError` for shapes that do not fit, and for a
    name that stands for two shapes.
    """

    root: Any
    wrt: Any
    #: another expression of which the same is to be assumed; what is assumed, where that is known
    beside: Any = None
    assuming: System | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.wrt, VARIABLES):
            raise DeriveError(f"a derivative by {self.wrt}, which is no symbol")
        sizes: set[Any] = set()
        shapes: dict[str, Any] = {}
        for symbol in (*self.symbols, self.wrt):
            sizes.update(*(sp.sympify(s).free_symbols for s in shape_of(symbol)))
            known = shapes.setdefault(symbol.name, symbol)
            if shape_of(known) != shape_of(symbol):
                raise ShapeError(
                    f"the name {symbol.name} is used with two shapes, "
                    f"{_shape(known)} and {_shape(symbol)}"
                )
            if isinstance(known, MEMBERS) != isinstance(symbol, MEMBERS):
                raise DeriveError(f"the name {symbol.name} is that of a family and of a symbol")
        if self.wrt in sizes:
            raise DeriveError(f"a derivative by {self.wrt}, which is a size")
        both = shapes.keys() & {size.name for size in sizes if size not in (*self.symbols,)}
        if both:
            raise DeriveError(f"the name {min(both)} is that of a size and of a symbol")
        for node in self.nodes:
            _check(node)

    @property
    def nodes(self) -> tuple[Any, ...]:
        """All different nodes, the arguments of each before it."""
        return tuple(self.depths)

    @cached_property
    def depths(self) -> dict[Any, int]:
        """How deep the arguments of each node are nested; an argument comes before its node."""
        depth: dict[Any, int] = {}
        todo = [self.root]
        while todo:
            node = todo[-1]
            missing = [a for a in _arguments(node) if a not in depth]
            if node not in depth and not missing:
                depth[node] = 1 + max((depth[a] for a in _arguments(node)), default=0)
            if node in depth:
                todo.pop()
            todo += missing
        return depth

    @cached_property
    def symbols(self) -> tuple[Any, ...]:
        return tuple(n for n in self.nodes if isinstance(n, VARIABLES))

    @cached_property
    def indices(self) -> dict[Any, Any]:
        """Names for the indices that derivatives of nodes need."""
        found = [n for n in self.nodes if _needs_index(n)]
        if not found:
            return {}
        named = self.root.atoms(sp.Symbol, sp.MatrixSymbol) | self.wrt.free_symbols
        taken = {s.name for s in (*self.symbols, *named, *bound_in(self.nodes))}
        return {node: new_index(taken) for node in found}

    def is_variable(self, node: Any) -> bool:
        """Whether a node is the variable, or a member of its family that may be."""
        wrt = self.wrt
        if node == wrt or not isinstance(node, MEMBERS) or not isinstance(wrt, MEMBERS):
            return bool(node == wrt)
        bound = node.index.free_symbols & bound_in(self.nodes)
        apart_by = sp.expand(node.index - wrt.index)
        return node.family == wrt.family and bool(bound or not apart_by.is_Integer)

    @cached_property
    def moving(self) -> frozenset[Any]:
        """The nodes that depend on the variable."""
        found = {self.wrt, *filter(self.is_variable, self.symbols)}
        for node in self.nodes:
            if any(a in found for a in _arguments(node)):
                found.add(node)
                parts = row_of(node).parts(node)
                fixed = [a for a in _arguments(node) if a in found and a not in parts]
                if fixed:
                    raise DeriveError(f"there is no rule for {node}: {fixed[0]} varies in it")
        return frozenset(found & {*self.nodes})

    # -- what is assumed --

    @cached_property
    def exponents(self) -> tuple[tuple[Any, Any], ...]:
        """(a, b) with a ≤ b: exponents and limits that are symbols."""
        powers = [n for n in self.nodes if isinstance(n, POWERS) and not n.exp.is_Integer]
        # the terms of d(Xⁿ) come together in a trace, as n·Xⁿ⁻¹, which n = 0 would not let be
        traced = any(isinstance(n, sp.Trace) for n in self.nodes)
        pairs = [
            (sp.S.Zero if isinstance(n, sp.MatPow) and not traced else sp.S.One, n.exp)
            for n in powers
            if n.exp.is_integer and not n.exp.is_negative and n.base != sp.E
        ]
        limits = [x for n in self.nodes for each in limits_of(n) for x in each[1:]]
        for symbol in sorted(set().union(*(x.free_symbols for x in limits)), key=str):
            if symbol.is_nonnegative:  # as it was declared to be
                pairs.append((sp.S.One if symbol.is_positive else sp.S.Zero, symbol))
        return tuple(dict.fromkeys(pairs))

    @cached_property
    def system(self) -> System:
        """What the expression needs to have a derivative, by names of what it is assumed of."""
        if self.assuming is not None:
            return self.assuming
        nodes = () if self.beside is None else Expression(self.beside, self.wrt).nodes
        return system_of((*nodes, *self.nodes))

    @cached_property
    def assumed(self) -> tuple[tuple[Any, str], ...]:
        """What is assumed: of which expression, and what."""
        bodies = {d.target: d.body for d in self.system.definitions}
        words = {"invertible": "is invertible", "positive": "is positive", "nonzero": "is not 0"}
        found = [
            (bodies.get(symbol, symbol), said)
            for domain, said in words.items()
            for symbol in getattr(self.system, domain)
        ]
        relus = (n for n in self.nodes if getattr(n, "function", None) == RELU)
        found += [(n.argument, _RELU) for n in relus]
        logs = (n for n in self.nodes if _is_log(n) and isinstance(_argument(n), sp.Determinant))
        return (*found, *((_argument(n), "is positive") for n in logs), *self._sizes)

    @property
    def _sizes(self) -> Iterator[tuple[Any, str]]:
        """Sizes that are symbols, and what they are at least, where entries have numbers."""
        least: dict[Any, Any] = {}
        for node in self.nodes:
            if isinstance(node, MatrixElement):
                for index, size in zip(node.args[1:], node.parent.shape, strict=True):
                    if index.is_Integer and not size.is_Integer:
                        least[size] = max(least.get(size, 1), index + 1)
        return ((size, f"is at least {low}") for size, low in least.items() if low > 1)

    @property
    def assumes(self) -> tuple[str, ...]:
        """What is assumed, in words."""
        return tuple(f"{of} {said}" for of, said in self.assumed)


def system_of(nodes: tuple[Any, ...]) -> System:
    """What nodes need to have derivatives, by names of what it is assumed of."""
    needs: dict[str, dict[Any, None]] = {"invertible": {}, "positive": {}, "nonzero": {}}
    for node in nodes:
        for domain, of in _needs(node):
            needs[domain][of] = None
    for of in needs["positive"]:
        needs["nonzero"].pop(of, None)
    given = {n for n in nodes if isinstance(n, VARIABLES)}
    taken = {symbol.name for symbol in given}
    symbols: dict[str, list[Any]] = {domain: [] for domain in needs}
    definitions = []
    order = {node: k for k, node in enumerate(nodes)}
    every = [(of, domain) for domain, found in needs.items() for of in found]
    for of, domain in sorted(every, key=lambda pair: order.get(pair[0], len(order))):
        if of in given:
            symbols[domain].append(of)
            continue
        name = next(n for k in range(len(taken) + 1) if (n := f"S_{k + 1}") not in taken)
        taken.add(name)
        target = sp.MatrixSymbol(name, *of.shape) if shape_of(of) else sp.Symbol(name)
        definitions.append(Definition(target, of))
        symbols[domain].append(target)
    assumed: dict[str, Any] = {domain: tuple(found) for domain, found in symbols.items()}
    return System(tuple(definitions), **assumed)


def expression_of(e: Any) -> Any:
    """``e`` as a SymPy expression; raises :class:`~derive.DeriveError` for what is none."""
    try:
        found = sp.sympify(e)
    except (sp.SympifyError, TypeError, AttributeError):
        found = None
    if isinstance(found, sp.MatrixBase):
        found = found.as_immutable()
    if not isinstance(found, sp.Expr) and not isinstance(found, sp.MatrixBase):
        raise DeriveError(f"{e!r} is no expression")
    return found


def measure(root: Any) -> None:
    """Raise where there are too many nodes; by identity, for to hash a deep one would recurse."""
    level, todo = {id(root): 1}, [root]
    while todo:
        node = todo.pop()
        here = level[id(node)]
        for a in _arguments(node):
            if level.get(id(a), 0) <= here:
                level[id(a)] = here + 1
                todo.append(a)
        if here > DEPTH or len(level) > NODES:
            raise DeriveError(
                f"the expression is too large: up to {NODES} nodes, {DEPTH} within one another, "
                "are differentiated"
            )


def in_range(entry: MatrixElement) -> None:
    """Raise where there is no such entry."""
    for index, size in zip(entry.args[1:], entry.parent.shape, strict=True):
        if index.is_negative or (index - size).is_nonnegative:
            raise DeriveError(
                f"{entry}: index {index} is out of range, {entry.parent} is {_shape(entry.parent)}"
            )


def _check(node: Any) -> None:
    """Raise unless the node is known and its shapes fit."""
    if is_atom(node):
        return
    row_of(node)
    if isinstance(node, MatrixElement):
        in_range(node)
    if isinstance(node, SQUARE) and shape_of(node.args[0])[0] != shape_of(node.args[0])[1]:
        raise ShapeError(f"{node}: {node.args[0]} is {_shape(node.args[0])}, which is not square")
    if isinstance(node, (sp.MatAdd, sp.HadamardProduct)):
        for a in node.args[1:]:
            same_shape(f"{node}: {node.args[0]} and {a}", shape_of(node.args[0]), shape_of(a))
    elif isinstance(node, sp.MatMul):
        matrices = [a for a in node.args if not is_scalar(a)]
        for a, b in pairwise(matrices):
            if a.shape[1] != b.shape[0]:
                raise ShapeError(f"{node}: {a} is {_shape(a)}, {b} is {_shape(b)}")


def _needs_index(node: Any) -> bool:
    """Whether the derivative of a node binds an index of its own, or names factors by one."""
    if isinstance(node, sp.MatPow):
        return not written_out(node)
    return isinstance(node, (sp.Product, OrderedProduct, HadamardPi))


def _is_log(node: Any) -> bool:
    return isinstance(node, sp.log) or getattr(getattr(node, "function", None), "key", "") == "log"


def _argument(node: Any) -> Any:
    return node.argument if hasattr(node, "argument") else node.args[0]


def _inverted(e: Any) -> list[Any]:
    """What has to be invertible for ``e`` to be: the factors of a product of square matrices."""
    if isinstance(e, (sp.Transpose, sp.Inverse)):
        return _inverted(e.arg)
    factors = square_factors(e)
    return [base for a in factors for base in _inverted(a)] if factors else [e]


def _needs(node: Any) -> list[tuple[str, Any]]:
    """What has to be invertible, positive or nonzero for a node to have a derivative."""
    if isinstance(node, sp.Inverse) or (isinstance(node, sp.MatPow) and node.exp.is_negative):
        return [("invertible", base) for base in _inverted(node.args[0])]
    if isinstance(node, sp.Determinant):
        return [("invertible", base) for base in _inverted(node.arg)]
    if is_length(node):
        return [("positive", sp.Pow(node, 2))]
    if _is_log(node):
        of = _argument(node)
        return [] if isinstance(of, sp.Determinant) or _above_zero(of) else [("positive", of)]
    if isinstance(node, (sp.Pow, sp.HadamardPower)) and node.base != sp.E:
        if (node.exp.is_integer and not node.exp.is_negative) or _above_zero(node.base):
            return []
        if node.exp.is_integer and isinstance(node.base, sp.Determinant):
            return []  # of what is invertible
        return [("nonzero" if node.exp.is_integer else "positive", node.base)]
    return []


def _above_zero(e: Any) -> bool:
    """Whether an expression is seen to be positive, as sums and products of exponentials are."""
    if is_length(e) or isinstance(e, Softmax):  # a norm of its own is assumed not to be 0
        return True
    if hasattr(e, "function"):
        return bool(e.function == EXP)
    if isinstance(e, (sp.Rational, sp.exp, sp.OneMatrix)):
        return isinstance(e, (sp.exp, sp.OneMatrix)) or bool(e > 0)
    if isinstance(e, sp.Add):
        return all(map(_not_below_zero, e.args)) and any(map(_above_zero, e.args))
    if isinstance(e, (sp.Trace, sp.Transpose, MatrixElement, ComponentSum)):
        return _above_zero(e.args[0])
    sums = (sp.Mul, sp.MatAdd, sp.MatMul, sp.HadamardProduct)
    return isinstance(e, sums) and all(map(_above_zero, e.args))


def _not_below_zero(e: Any) -> bool:
    return _above_zero(e) or (isinstance(e, sp.Pow) and bool(e.exp.is_even))
