"""The nodes of an expression, found once and kept: many questions are asked of the same one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sympy import MatrixBase, preorder_traversal

__all__ = ["atoms", "nodes", "spelt"]

#: an expression as text, by which expressions are sorted
spelt = lru_cache(maxsize=4096)(str)


@lru_cache(maxsize=2048)
def _nodes(e: Any) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(preorder_traversal(e)))


def nodes(e: Any) -> tuple[Any, ...]:
    """Every node of an expression, each once, the outer ones first.

    >>> from sympy.abc import x
    >>> nodes(x + 2 * x**2)
    (2*x**2 + x, x, 2*x**2, 2, x**2)
    """
    if not getattr(e, "args", ()):
        return (e,)
    if isinstance(e, MatrixBase):  # one that may change cannot be looked up
        e = e.as_immutable()
    return _nodes(e)


def atoms(e: Any, *kinds: Any) -> set[Any]:
    """The nodes of some kinds, as :meth:`sympy.Basic.atoms` finds them.

    >>> from sympy import Pow
    >>> from sympy.abc import x
    >>> atoms(x + 2 * x**2, Pow)
    {x**2}
    """
    return {node for node in nodes(e) if isinstance(node, kinds)}
