r"""Constants with their sizes below them: I_n, 1_n, 0_{n \times m}, of sizes declared or not."""

from __future__ import annotations

import re
from typing import Any

import sympy as sp

from derive.reader.differentials import DIFFERENTIAL
from derive.reader.names import bare, normal
from derive.reader.terms import sized

__all__ = ["CONSTANTS", "constant", "is_constant", "sizes_below"]

#: what every table knows, unless something else is declared
CONSTANTS = frozenset(sized) | {"e", r"\infty", r"\pi", r"\mathrm{i}", DIFFERENTIAL}
_LETTERS = {"I": "identity", "1": "ones", "0": "zeros"}
_SIZE = r"(?:[A-Zabd-hm-rv-z]|\d+)"
_BELOW = re.compile(rf"\s*({_SIZE})\s*(?:(?:\\times|×)\s*({_SIZE})\s*)?")


def sizes_below(key: str, content: str) -> tuple[str, tuple[str, ...]]:
    r"""Which constant a name with that subscript is, and its sizes; "" if it is none.

    >>> sizes_below("I", "n"), sizes_below(r"\mathbf{0}", r"n \times m"), sizes_below("I", "t")
    (('identity', ('n', 'n')), ('zeros', ('n', 'm')), ('', ()))
    """
    found = _BELOW.fullmatch(content) if key in sized else None
    if found is None:
        return "", ()
    kind = _LETTERS[key if key == "I" else re.sub(r"\\\w+\{(\w)\}", r"\1", bare(key))]
    rows, columns = found[1], found[2]
    return kind, (rows, columns or (rows if kind == "identity" else "1"))


def is_constant(text: str) -> bool:
    r"""Whether a formula is such a constant and nothing else.

    >>> is_constant("I_n"), is_constant(r"\mathbf{0}_{n \times m}"), is_constant("I")
    (True, True, False)
    """
    name, below, sizes = text.partition("_")
    return bool(below) and bool(sizes_below(normal(name), sizes.strip().strip("{}"))[0])


def constant(kind: str, shape: tuple[Any, Any]) -> Any:
    """The constant of a shape."""
    if kind == "identity":
        return sp.Identity(shape[0])
    return (sp.OneMatrix if kind == "ones" else sp.ZeroMatrix)(*shape)
