r"""Sets to the right of ∈: ``\mathbb{R}``, ``\mathbb{R}^{n \times d}``, ``\{0, 1\}``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.matrices.expressions.sets import MatrixSet

from derive.reader.indices import between
from derive.reader.names import bare
from derive.reader.syntax import Node

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["named_set"]

_SETS = {
    r"\mathbb{R}": sp.S.Reals,
    "R": sp.S.Reals,
    r"\mathbb{N}": sp.S.Naturals0,
    r"\mathbb{Z}": sp.S.Integers,
}


def named_set(reader: Reader, factor: Node) -> Any:
    """The set, or None if a factor is no set of numbers or matrices."""
    atom, *scripts = factor.children
    if atom.kind in ("pair", "paren") and atom.children[0].kind == "LSET" and not scripts:
        parts = [child for child in atom.children if child.kind == "sum"]
        return sp.FiniteSet(*(reader.index(part, "an element") for part in parts))
    if atom.kind != "NAME":
        return None
    key = bare(atom.text)
    found = _SETS.get(key)
    if found is None or reader.names.find(key, "value", "family", "function"):
        return None
    if not scripts:
        return found
    [script, *more] = scripts
    if more or script.children[0].kind != "CARET":
        raise script.refuse(reader.source(script), "a shape above it, or nothing")
    sizes = [
        reader.index(part, "a size") for part in between(script.children[1].children[1], "TIMES")
    ]
    if len(sizes) > 2:
        raise script.refuse(reader.source(script), "one size or two")
    return MatrixSet(sizes[0], sizes[1] if len(sizes) > 1 else sp.Integer(1), found)
