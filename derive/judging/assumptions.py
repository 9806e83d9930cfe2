"""What an expression needs to mean something: inverses, logarithms, roots, quotients.

Whoever writes A^{-1} supposes that A has an inverse.  A system says so by a symbol for the
expression concerned, which it lists as invertible, positive or nonzero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.algebra.traversal import nodes
from derive.calculus.steps import Statement

__all__ = ["supposed"]

_WORDS = {"invertible": "invertible", "positive": "positive", "nonzero": "not 0"}


def supposed(statement: Statement) -> tuple[Statement, tuple[str, ...]]:
    """The statement with what its expressions need, and that in words."""
    system = statement.system
    needs: dict[tuple[str, Any], None] = {}
    bodies = [d.body for d in system.definitions]
    for side in (statement.lhs, statement.rhs, *bodies):
        for node in nodes(side):
            needs.update(dict.fromkeys(_needs(node)))
    positive = {of for kind, of in needs if kind == "positive"}
    parts: dict[str, list[Any]] = {kind: [] for kind in _WORDS}
    definitions: list[al.Definition] = []
    said = []
    named = {d.target: d.body for d in system.definitions}
    for kind, of in needs:
        known = getattr(system, kind)
        if of in known or (kind == "nonzero" and of in positive):
            continue
        if any(named.get(symbol) == of for symbol in known):
            continue
        if isinstance(of, (sp.MatrixSymbol, sp.Symbol)) and of not in named:
            parts[kind].append(of)
            said.append(f"{of} {_WORDS[kind]}")
            continue
        symbol = _new(of, len(definitions))
        definitions.append(al.Definition(symbol, of))
        parts[kind].append(symbol)
        if kind == "invertible":
            said.append(f"{of} {_WORDS[kind]}")
    if not any(parts.values()):
        return statement, ()
    changes: dict[str, Any] = {
        kind: (*getattr(system, kind), *found) for kind, found in parts.items()
    }
    definitions_now = (*system.definitions, *definitions)
    return replace(
        statement, system=replace(system, definitions=definitions_now, **changes)
    ), tuple(said)


def _new(of: Any, number: int) -> Any:
    name = f"S_{number + 1}"
    return sp.MatrixSymbol(name, *of.shape) if getattr(of, "is_Matrix", False) else sp.Symbol(name)


def _inverted(e: Any) -> Iterator[Any]:
    if isinstance(e, (sp.Transpose, sp.Inverse)):
        yield from _inverted(e.arg)
        return
    factors = al.square_factors(e)
    if factors:
        for factor in factors:
            yield from _inverted(factor)
    elif not isinstance(e, (sp.MatrixBase, sp.Identity)):
        yield e


def _needs(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, sp.Inverse) or (
        isinstance(node, sp.MatPow) and node.exp.could_extract_minus_sign()
    ):
        for base in _inverted(node.args[0]):
            yield "invertible", base
    elif isinstance(node, sp.Determinant):
        for base in _inverted(node.arg):
            yield "invertible", base
    elif isinstance(node, al.FrobeniusNorm):
        return
    elif isinstance(node, sp.log) or getattr(getattr(node, "function", None), "key", "") == "log":
        of = node.args[-1]
        if not isinstance(of, sp.Determinant) and not _above_zero(of):
            yield "positive", of
    elif isinstance(node, (sp.Pow, sp.HadamardPower)) and node.base != sp.E:
        exponent = node.exp
        if isinstance(node.base, al.FrobeniusNorm) or node.base.is_number:
            return
        if exponent.is_integer and not exponent.could_extract_minus_sign():
            return
        if not _above_zero(node.base):
            yield "nonzero" if exponent.is_integer else "positive", node.base


def _above_zero(e: Any) -> bool:
    """Whether an expression is seen to be positive, as sums and products of exponentials are."""
    if isinstance(e, (sp.exp, sp.OneMatrix, al.Softmax)) or (
        isinstance(e, sp.Pow) and e.base == sp.E
    ):
        return True
    if hasattr(e, "function") and isinstance(e, (al.Applied, al.Elementwise)):
        return bool(e.function.key in ("exp", "sigma") and not e.function.order)
    if e.is_number if hasattr(e, "is_number") else False:
        return bool(e.is_positive)
    if isinstance(e, al.ComponentSum):
        return _above_zero(e.body)
    parts = (sp.Add, sp.Mul, sp.MatAdd, sp.MatMul, sp.HadamardProduct)
    return isinstance(e, parts) and all(map(_above_zero, e.args))
