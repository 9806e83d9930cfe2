"""Lists of equations as displays: gradients with their marks, definitions, shapes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from derive.document.escape import Tex
from derive.document.printer import printer
from derive.document.statement import conditions, sides
from derive.document.width import lines, width

__all__ = ["defined", "shapes", "stated"]

#: em that a line of a display may take
ROOM = 34.0


def _broken(left: str, right: Any, room: float, after: str = "") -> list[str]:
    """``left = right``, the right side on as many lines as it needs, ``after`` behind the last."""
    tex = printer().doprint(right)
    if width(left) + width(tex) + 1.4 > room:
        first, *more = lines(right, room - width(left) - 2.4)
        rows = [rf"{left} & = {first}", *(rf"& \qquad {line}" for line in more)]
    else:
        rows = [f"{left} & = {tex}"]
    rows[-1] += after
    return rows


def stated(derivations: Iterable[Any]) -> Tex:
    """Equations that were judged, each with the mark of its status, aligned at the =."""
    rows: list[str] = []
    for d in derivations:
        mark = rf" \tag*{{\statusmark{{{d.status}}}}}"
        left, _, _ = sides(d.statement)
        *before, last = _broken(left, d.rhs, ROOM, mark)
        rows += [rf"{row} \notag" for row in before] + [last]
    return Tex(r"\begin{align*} " + r" \\ ".join(rows) + r" \end{align*}")


def defined(definitions: Iterable[Any]) -> Tex:
    """Definitions, one below the other, each with the times at which it holds."""
    rows: list[str] = []
    for d in definitions:
        rows += _broken(printer().doprint(d.target), d.body, ROOM - 6.0, _times(d))
    return Tex(r"\begin{align*} " + r" \\ ".join(rows) + r" \end{align*}")


def _times(d: Any) -> str:
    if d.low is None and d.high is None:
        return ""
    index = d.target.index
    facts = [sp.Ge(index, d.low)] * (d.low is not None)
    facts += [sp.Le(index, d.high)] * (d.high is not None)
    return rf" && ({conditions(facts)})"


def shapes(quantities: Iterable[Any]) -> Tex:
    """What shape each quantity has, those of one shape together: ``$W \\in \\mathbb{R}^{n}$``."""
    p = printer()
    found: dict[str, list[str]] = {}
    for q in quantities:
        rows, columns = q.shape if getattr(q, "is_Matrix", False) else (1, 1)
        size = [p.doprint(s) for s in (rows, columns) if columns != 1 or s is rows]
        times = r" \times ".join(size)
        power = "" if rows == columns == 1 else f"^{{{times}}}"
        found.setdefault(power, []).append(p.doprint(q))
    parts = (
        "".join(f"${name}$, " for name in names[:-1]) + rf"${names[-1]} \in \mathbb{{R}}{power}$"
        for power, names in found.items()
    )
    return Tex("; ".join(parts))
