r"""Sizes that are numbers: "with K = 2 the softmax is a sigmoid", z ∈ ℝ^K.

In all that is said then, a 2 stands for K, in shapes and limits of sums too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import sympy as sp

from derive.calculus.steps import Statement

__all__ = ["put_sizes", "with_sizes"]


def with_sizes(statement: Statement) -> Statement:
    """The statement with numbers for the sizes that its system gives numbers."""
    system = statement.system
    pairs = [(d.target, d.body) for d in system.definitions] + [*system.equations]
    sizes = {left: right for left, right in pairs if _size(left) and _number(right)}
    if not sizes:
        return statement
    kept = tuple(d for d in system.definitions if d.target not in sizes)
    equations = tuple(pair for pair in system.equations if pair[0] not in sizes)
    rest = replace(system, definitions=kept, equations=equations)
    put: Statement = put_sizes(replace(statement, system=rest), sizes)
    return put


def _size(e: Any) -> bool:
    return isinstance(e, sp.Symbol) and bool(e.is_integer) and bool(e.is_positive)


def _number(e: Any) -> bool:
    return bool(getattr(e, "is_Integer", False)) and int(e) > 0


def put_sizes(e: Any, sizes: Mapping[Any, Any]) -> Any:
    """An expression, or a record of expressions, with numbers for sizes."""
    if not sizes:
        return e
    if isinstance(e, sp.Basic):
        return e.xreplace(dict(sizes))
    if isinstance(e, tuple):
        return tuple(put_sizes(part, sizes) for part in e)
    if is_dataclass(e) and not isinstance(e, type):
        return replace(
            e, **{f.name: put_sizes(getattr(e, f.name), sizes) for f in fields(e) if f.init}
        )
    return e
