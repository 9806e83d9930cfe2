"""Large expressions: each part gets a name, and the chain rule runs through the names.

An expression of a hundred nested layers becomes u_1 = σ(W_1 x), u_2 = σ(W_2 u_1), …, and its
gradient is found by the adjoint equations of that system (adjoints.py), in time linear in the
number of nodes.  Nothing here recurses, or hashes a part before it is small: SymPy's own methods
recurse as deep as an expression is nested.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import sympy as sp

from derive.algebra import Applied, ComponentSum, Definition, Elementwise, System
from derive.calculus.adjoints import Adjoints
from derive.calculus.expressions import VARIABLES, Expression, system_of
from derive.calculus.indices import bound_in, limits_of
from derive.calculus.products import is_scalar
from derive.calculus.steps import Draft
from derive.errors import DeriveError

__all__ = ["LARGEST", "Named", "is_large", "named", "within"]

#: how many nodes are differentiated at all, and how many names their parts may have
LARGEST, MOST = 10_000, 3_000
#: from how many nodes, or nodes within one another, parts are named
_NODES, _DEPTH = 120, 14
#: how deep a part may be nested that has no name
_HEIGHT = 5


def _arguments(e: Any) -> tuple[Any, ...]:
    """The expressions that a node is made of; what stands under an index is no part by itself."""
    if isinstance(e, (*VARIABLES, ComponentSum)) or bound_in((e,)):
        return ()
    return tuple(a for a in e.args if isinstance(a, sp.Expr))


def _in_order(root: Any) -> Iterator[Any]:
    """Every node by identity, its arguments before it."""
    done: set[int] = set()
    todo = [root]
    while todo:
        node = todo[-1]
        missing = [a for a in _arguments(node) if id(a) not in done]
        if missing:
            todo += missing
            continue
        todo.pop()
        if id(node) not in done:
            done.add(id(node))
            yield node


def is_large(root: Any) -> bool:
    """Whether the parts of an expression are named; raises for one that is larger than that."""
    depth: dict[int, int] = {}
    for node in _in_order(root):
        depth[id(node)] = 1 + max((depth[id(a)] for a in _arguments(node)), default=0)
        if len(depth) > LARGEST:
            raise DeriveError(
                f"the expression is too large: up to {LARGEST:,} nodes are differentiated"
            )
    return len(depth) > _NODES or depth[id(root)] > _DEPTH


@dataclass(frozen=True)
class Named:
    """An expression with its parts named: a model that reverse mode differentiates."""

    system: System
    loss: Any
    parameters: tuple[Any, ...] = ()
    where: tuple[Definition, ...] = field(default=())

    @cached_property
    def assumes(self) -> tuple[str, ...]:
        """What is assumed of the parts, in words."""
        bodies = [d.body for d in self.where]
        assumed = (said for body in bodies for said in Expression(body, sp.Symbol("_")).assumes)
        return tuple(dict.fromkeys(assumed))

    def gradient(self, layout: str) -> Draft:
        """The draft of ∇ of the whole by the variable, in terms of the names."""
        found = Adjoints(self).gradient(self.parameters[0])
        equations = found.statement.system.definitions
        where = tuple(f"{d.target} = {d.body}" for d in equations)
        title = f"The gradient of {self.loss} by {self.parameters[0]}, the parts named"
        data = {"layout": layout, "assumes": self.assumes, "assumed": (), "where": where}
        return replace(found, name="gradient", title=title, data=data)


def named(root: Any, wrt: Any) -> Named:
    """The parts of an expression as definitions, and the expression as the last of them.

    Raises :class:`~derive.DeriveError` where a part needs something to be assumed that has no name.
    """
    nodes = list(_in_order(root))
    taken = {e.name for e in nodes if isinstance(e, VARIABLES)} | {wrt.name}
    letter = next(s for s in "uvwabcd" if not any(name.startswith(f"{s}_") for name in taken))
    short: dict[int, Any] = {}
    height: dict[int, int] = {}
    names: dict[Any, Any] = {}
    for node in nodes:
        parts = _arguments(node)
        new = _rebuilt(node, short) if parts else node
        tall = 1 + max((height[id(a)] for a in parts), default=-1)
        layer = isinstance(new, (Elementwise, Applied)) and tall > 1
        if node is not root and parts and (layer or tall >= _HEIGHT):
            if new not in names:
                name = f"{letter}_{len(names) + 1}"
                names[new] = (
                    sp.Symbol(name) if is_scalar(new) else sp.MatrixSymbol(name, *new.shape)
                )
            new, tall = names[new], 0
        short[id(node)], height[id(node)] = new, tall
    whole = short[id(root)]
    if not is_scalar(whole) and whole.shape != (1, 1):
        raise DeriveError(
            "the expression is too large for a Jacobian or a differential; its gradients, of "
            "scalars, are found by names for its parts"
        )
    loss = sp.Symbol(r"\ell") if is_scalar(whole) else sp.MatrixSymbol(r"\ell", 1, 1)
    where = (*(Definition(symbol, body) for body, symbol in names.items()), Definition(loss, whole))
    if len(where) > MOST:
        raise DeriveError(
            f"the expression is too large: up to {MOST:,} parts are named, "
            f"and it has {len(where):,}"
        )
    return Named(_system(where, wrt), loss, (wrt,), where)


def _system(where: tuple[Definition, ...], wrt: Any) -> System:
    """The definitions of the parts, and of what they assume something of, before it is used."""
    nodes = [node for d in where for node in Expression(d.body, wrt).nodes]
    assumed = system_of(tuple(dict.fromkeys(nodes)))
    parts = {d.target for d in where}
    waiting, out = list(assumed.definitions), []
    known: set[Any] = set()
    for definition in where:
        ready = [d for d in waiting if d.body.atoms(*VARIABLES) & parts <= known]
        waiting = [d for d in waiting if d not in ready]
        out += [*ready, definition]
        known.add(definition.target)
    return replace(assumed, definitions=(*out, *waiting), name="named")


def within(expr: Any, wrt: Any, system: System) -> Named:
    """An expression of quantities that a system defines, as the loss of a model.

    The index of its recurrence is that of the families that it defines; the last time is the
    symbol of its facts, or where the Σ of the expression ends.  Raises
    :class:`~derive.DeriveError` where a recurrence has no such end.
    """
    heads = [d.target for d in system.definitions if hasattr(d.target, "family")]
    index = next((h.index for h in heads if h.index.is_Symbol), None)
    known = any(d.target == expr for d in system.definitions)
    loss = (
        expr if known else sp.Symbol(r"\ell") if is_scalar(expr) else sp.MatrixSymbol(r"\ell", 1, 1)
    )
    whole = system if known else system.with_(Definition(loss, expr))
    if index is None:
        return Named(whole, loss, (wrt,))
    ends = [s for fact in system.facts for s in sorted(fact.free_symbols, key=str)]
    ends += [
        x[2] for d in whole.definitions for e in sp.preorder_traversal(d.body) for x in limits_of(e)
    ]
    if not ends:
        raise DeriveError(f"the last value of {index} is not known: state a fact T >= 0 of it")
    return Recurrent(whole, loss, (wrt,), t=index, T=ends[0])


@dataclass(frozen=True)
class Recurrent(Named):
    """A model with a recurrence: its index, and the last time."""

    t: Any = None
    T: Any = None


def _rebuilt(node: Any, short: dict[int, Any]) -> Any:
    args = [short.get(id(a), a) for a in node.args]
    if all(a is b for a, b in zip(args, node.args, strict=True)):
        return node
    return node.func(*args)
