"""Reasons beside steps: the names of quantities in them are set as formulas."""

from __future__ import annotations

import re
from typing import Any

from derive.algebra.families import plain
from derive.document.escape import Tex, escape
from derive.document.printer import printer

__all__ = ["worded"]

#: after these words a list of names may stand, up to the end or a semicolon
_LIST = re.compile(r"(through |adjoint of )([^;]+)(?=;|$)")


def worded(says: str, system: Any, before: Any) -> Tex:
    r"""A reason as TeX; where it lists names that the system defines, these are formulas.

    Of two quantities with one name, a loss and its share at a time, the one is meant that occurs
    in ``before``, what the step begins with.

    >>> from sympy import MatrixSymbol
    >>> from derive.algebra import Definition, System
    >>> z = MatrixSymbol("z_f", 2, 1)
    >>> print(worded("chain rule through z_f", System((Definition(z, z),)), z))
    chain rule through $z_{f}$
    """
    known: dict[str, Any] = {}
    for d in (*system.definitions, *system.opaque):
        head = getattr(d.target, "family", d.target)
        name = plain(head.name)
        if name not in known or before.has(head):
            known[name] = d.target
    out, end = [], 0
    for found in _LIST.finditer(says):
        names = found.group(2).split(", ")
        if all(name in known for name in names):
            formulas = (f"${printer().doprint(known[name])}$" for name in names)
            out += [escape(says[end : found.start(2)]), ", ".join(formulas)]
            end = found.end(2)
    return Tex("".join([*out, escape(says[end:])]))
