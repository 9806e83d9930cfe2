"""Reasons in words: what in them is a formula, such as ℝ^{n×d}, is set as one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from derive.algebra.families import plain
from derive.document.escape import Tex, escape
from derive.document.printer import printer

__all__ = ["with_spaces", "worded"]

#: after these words a list of names may stand, up to the end or a semicolon
_LIST = re.compile(r"(through |adjoint of )([^;]+)(?=;|$)")


#: a space that something is in
_SPACE = re.compile(r"ℝ\^(?:\{([^{}]*)\}|(\w+))")


def with_spaces(text: str, escaped: Callable[[str], str]) -> Tex:
    r"""Words as TeX by ``escaped``, with ℝ^n and ℝ^{n×d} in them set as formulas.

    >>> print(with_spaces("with W ∈ ℝ^{n×d}, 5 %", escape))
    with W \ensuremath{\in} $\mathbb{R}^{n \times d}$, 5 \%
    """
    out, end = [], 0
    for found in _SPACE.finditer(text):
        sizes = (found[1] or found[2]).replace("×", r" \times ")
        out += [escaped(text[end : found.start()]), rf"$\mathbb{{R}}^{{{sizes}}}$"]
        end = found.end()
    return Tex("".join([*out, escaped(text[end:])]))


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
