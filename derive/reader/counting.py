"""How an index is used in a term: to count components of an axis, or as a number."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

__all__ = ["component_use"]


def component_use(body: Any, index: Any) -> tuple[set[Any], bool]:
    """The sizes of the axes whose components ``index`` counts (None for a δ, which says none),
    and whether it occurs anywhere else.

    >>> n, i = sp.symbols("n i", integer=True)
    >>> a = sp.MatrixSymbol("a", n, 1)
    >>> component_use(i * a[i, 0], i)
    ({n}, True)
    """
    sizes: set[Any] = set()
    number = False
    stack = [body]
    while stack:
        e = stack.pop()
        if index not in getattr(e, "free_symbols", ()):
            continue
        if isinstance(e, MatrixElement):
            for size, at in zip(e.parent.shape, e.args[1:], strict=True):
                if index in at.free_symbols:
                    sizes.add(size if at == index else sp.Dummy("part of an axis"))
            stack.append(e.parent)
        elif isinstance(e, sp.KroneckerDelta):
            sizes.add(None)
        elif e == index:
            number = True
        else:
            stack += [a for a in e.args if hasattr(a, "free_symbols")]
    return sizes, number
