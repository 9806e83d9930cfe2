"""One equation pulled back: from a covector at what it defines to one at each quantity it uses.

For ``target = body`` and a covector G at the target, ⟨G, d target⟩ = Σ_q ⟨G_q, dq⟩ over the
quantities q of the body; the G_q are found by the rows of :mod:`derive.calculus.differentials`,
each different node once.  Source: Griewank and Walther, *Evaluating Derivatives* (2008), 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy as sp

from derive.algebra import (
    Gradient,
    Jacobian,
    MatrixSum,
    Member,
    Opaque,
    PartialDerivative,
    ScalarMember,
)
from derive.calculus.differentials import row_of
from derive.calculus.simplify import is_scalar, simplified, times
from derive.errors import DeriveError

__all__ = ["added", "is_quantity", "is_sum", "pulled", "pulled_opaque", "quantities", "summed"]

Moves = Callable[[Any], bool]


def is_sum(e: Any) -> bool:
    """A Σ over time."""
    return isinstance(e, (MatrixSum, sp.Sum))


def is_quantity(e: Any) -> bool:
    """Whether a node is what a name stands for: a symbol, a matrix symbol, a member."""
    return isinstance(e, (sp.Symbol, sp.MatrixSymbol, Member, ScalarMember))


def quantities(e: Any) -> Iterator[Any]:
    """The quantities of an expression, those under a Σ over time apart: the Σ counts as one."""
    todo = [e]
    while todo:
        node = todo.pop()
        if is_quantity(node) or is_sum(node):
            yield node
        else:
            todo += [a for a in node.args if isinstance(a, sp.Expr)]


def added(parts: list[Any]) -> Any:
    """The sum of scalars, or of matrices of one shape; of nothing it is the number 0."""
    if not parts or is_scalar(parts[0]):
        return sp.Add(*parts)
    flat = [p for part in parts for p in (part.args if isinstance(part, sp.MatAdd) else (part,))]
    return flat[0] if len(flat) == 1 else sp.MatAdd(*flat)


def summed(body: Any, limits: tuple[Any, Any, Any]) -> Any:
    """Σ of a scalar or of a matrix over time."""
    return (sp.Sum if is_scalar(body) else MatrixSum)(body, limits)


def pulled(body: Any, by: Any, moves: Moves) -> dict[Any, Any]:
    """Quantity (or Σ over time) that ``moves`` → the covector at it, of its shape.

    Raises :class:`~derive.DeriveError` for a node that has no row.
    """
    order = _in_order(body, moves)
    varies: dict[Any, bool] = {}
    pending: dict[Any, list[Any]] = {body: [by]}
    found: dict[Any, Any] = {}
    for node, parts in order.items():
        varies[node] = not parts or any(varies[p] for p in parts)
    for node in reversed(order):
        if node not in pending:
            continue
        G = simplified(added(pending.pop(node)))
        if not order[node]:
            found[node] = G
            continue
        row = row_of(node)
        for k, part in enumerate(row.parts(node)):
            if varies.get(part):
                pending.setdefault(part, []).append(row.pull(node, k, G))
    return found


def _in_order(body: Any, moves: Moves) -> dict[Any, tuple[Any, ...]]:
    """The nodes that move, each behind its moving parts; a quantity has none."""
    order: dict[Any, tuple[Any, ...]] = {}
    moving: dict[Any, frozenset[Any]] = {}

    def leaves(e: Any) -> frozenset[Any]:
        if e not in moving:
            moving[e] = frozenset(q for q in quantities(e) if moves(q))
        return moving[e]

    todo = [body] if leaves(body) else []
    while todo:
        node = todo[-1]
        if is_quantity(node) or is_sum(node):
            parts: tuple[Any, ...] = ()
        else:
            parts = tuple(p for p in row_of(node).parts(node) if leaves(p))
            fixed = leaves(node).difference(*map(leaves, parts))
            if fixed:
                raise DeriveError(f"there is no rule for {node}: {next(iter(fixed))} varies in it")
        missing = [p for p in parts if p not in order]
        if not missing:
            order.setdefault(node, parts)
            todo.pop()
        todo += missing
    return order


def pulled_opaque(opaque: Opaque, by: Any, moves: Moves) -> dict[Any, Any]:
    """The same through a function of which only the arguments are known, a scalar or a column."""
    found: dict[Any, Any] = {}
    for q in opaque.arguments:
        if moves(q):
            held = tuple(other for other in opaque.arguments if other != q)
            found[q] = simplified(_through(opaque.target, q, held, by))
    return found


def _through(of: Any, q: Any, held: tuple[Any, ...], by: Any) -> Any:
    slope = sp.Transpose(Jacobian(of, q, held))
    if is_scalar(of):
        if is_scalar(q):
            return times(by, PartialDerivative(of, q, held))
        return times(by, slope if q.shape[1] == 1 else Gradient(of, q, held))
    if of.shape[1] != 1 or not (is_scalar(q) or q.shape[1] == 1):
        raise DeriveError(f"{of} is unknown and a matrix: its derivative by {q} is not written")
    return sp.Trace(times(slope, by)) if is_scalar(q) else times(slope, by)
