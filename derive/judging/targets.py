r"""Targets of a cross entropy, Σ_k y_k log p_k with p = softmax(z): numbers that add up to 1.

Nobody who writes ∂L/∂z = p − y says so of labels y.  It is supposed beside what is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.algebra.traversal import atoms, nodes
from derive.models import sums_to_one

__all__ = ["with_targets"]

_LOGARITHMS = (al.Applied, al.Elementwise)


def with_targets(system: al.System, free: Collection[Any]) -> tuple[al.System, str] | None:
    """The system with targets that add up to 1, and how that is said; None if there are none.

    ``free`` are matrices of which nothing else is said.
    """
    found = dict.fromkeys(
        y for d in system.definitions for y in _targets(d.body, system) if y in free
    )
    equations = [e for y in found if (e := _adding_up(y)) not in system.equations]
    if not equations:
        return None
    names = ", ".join(y.name for y in found)
    words = f"with {names} as a target adding up to 1"
    return replace(system, equations=(*system.equations, *equations)), words


def _adding_up(y: Any) -> tuple[Any, Any]:
    """That a column, or each row of a matrix, has the sum 1."""
    rows, columns = y.shape
    if columns == 1:
        return sums_to_one(y)
    return sp.MatMul(y, sp.OneMatrix(columns, 1)), sp.OneMatrix(rows, 1)


def _targets(body: Any, system: al.System) -> Iterator[Any]:
    """What is multiplied with the logarithm of a softmax, entry by entry."""
    for node in nodes(sp.sympify(body)):
        if not isinstance(node, (sp.Mul, sp.MatMul, sp.HadamardProduct)):
            continue
        logs = [f for f in node.args if _of_softmax(f, system)]
        for factor in node.args if logs else ():
            inner = factor.arg if isinstance(factor, sp.Transpose) else factor
            inner = inner.parent if isinstance(inner, MatrixElement) else inner
            if isinstance(inner, sp.MatrixSymbol):
                yield inner


def _of_softmax(factor: Any, system: al.System) -> bool:
    if isinstance(factor, sp.Transpose):
        factor = factor.arg
    logarithm = isinstance(factor, sp.log) or (
        isinstance(factor, _LOGARITHMS) and factor.function.key == "log"
    )
    if not logarithm:
        return False
    inside = [factor.args[-1]]
    heads = {e.parent for e in atoms(inside[0], MatrixElement)} | atoms(inside[0], sp.MatrixSymbol)
    inside += [d.body for d in system.definitions if d.head in heads]
    return any(
        atoms(e, al.Softmax)
        or (atoms(e, al.ComponentSum) and any(p.exp.is_negative for p in atoms(e, sp.Pow)))
        for e in inside
    )
