"""Statements and their conditions as TeX."""

from __future__ import annotations

from typing import Any

import sympy as sp

from derive.document.printer import Level, TermPrinter, printer
from derive.errors import DeriveError

__all__ = ["RELATIONS", "conditions", "sides", "statement"]

#: how each relation of a statement or a step is printed
RELATIONS = {
    "=": "=",
    "<=": r"\le",
    "<": "<",
    "in": r"\in",
    "->": "=",
}


def sides(st: Any, *, decimals: bool = False) -> tuple[str, str, str]:
    """Left side, relation and right side of a statement, as TeX.

    A ``->`` statement is ``lim lhs = rhs``; the set on the right of ``in`` is raised to the
    shape of what is on the left, since it is meant entry by entry.
    """
    p = printer(decimals)
    relation = st.relation
    if relation not in RELATIONS:
        raise DeriveError(f"no statement has the relation {relation!r}")
    left, right = p.doprint(st.lhs), p.doprint(st.rhs)
    if relation == "->":
        left = _limit(p, st)
    elif relation == "in" and getattr(st.lhs, "is_Matrix", False):
        right += f"^{{{_shape(p, st.lhs)}}}"
    return left, RELATIONS[relation], right


def _limit(p: TermPrinter, st: Any) -> str:
    index, point = st.limit if isinstance(st.limit, tuple) else (st.limit, sp.oo)
    if index is None:
        raise DeriveError("a limit statement does not say which index goes to infinity")
    limits = rf"{p.doprint(index)} \to {p.doprint(point)}"
    return rf"\lim_{{{limits}}} {p.at(sp.sympify(st.lhs), Level.MUL)}"


def _shape(p: TermPrinter, matrix: Any) -> str:
    rows, columns = map(p.doprint, matrix.shape)
    return rows if columns == "1" else columns if rows == "1" else rf"{rows} \times {columns}"


def statement(st: Any, *, decimals: bool = False) -> str:
    """``lhs relation rhs``.

    >>> from sympy import Interval, MatrixSymbol, Symbol
    >>> from derive.calculus.steps import Statement
    >>> f = MatrixSymbol("f", Symbol("n"), 1)
    >>> print(statement(Statement(f, Interval.open(0, 1), relation="in")))
    f \\in (0, 1)^{n}
    """
    return " ".join(sides(st, decimals=decimals))


_FLIP = {sp.Ge: sp.Le, sp.Gt: sp.Lt}
_SIGNS = {sp.Le: r"\le", sp.Lt: "<"}


def conditions(given: Any) -> str:
    """Conditions on indices, joined into chains: ``1 \\le k \\le t``.

    >>> from sympy import symbols
    >>> k, t = symbols("k t", integer=True)
    >>> print(conditions((t >= k, k >= 1)))
    1 \\le k \\le t
    """
    p = printer()
    links: list[tuple[Any, str, Any]] = []
    other = []
    for fact in given:
        if type(fact) in _FLIP:
            links.append((fact.rhs, _SIGNS[_FLIP[type(fact)]], fact.lhs))
        elif type(fact) in _SIGNS:
            links.append((fact.lhs, _SIGNS[type(fact)], fact.rhs))
        elif fact is not sp.true:  # true is what SymPy makes of a condition that always holds
            other.append(p.doprint(fact))
    chains: list[list[Any]] = []
    for low, sign, high in links:
        after = next((c for c in chains if c[-1] == low), None)
        before = next((c for c in chains if c[0] == high and c is not after), None)
        if after is not None and before is not None:
            after += [sign, *before]
            chains.remove(before)
        elif after is not None:
            after += [sign, high]
        elif before is not None:
            before[:0] = [low, sign]
        else:
            chains.append([low, sign, high])
    chains = [_symbol_first(c) for c in chains]
    shown = [" ".join(x if isinstance(x, str) else p.doprint(x) for x in c) for c in chains]
    return r",\; ".join(shown + other)


_TURNED = {r"\le": r"\ge", "<": ">"}


def _symbol_first(chain: list[Any]) -> list[Any]:
    """``t \\ge 1`` for ``1 \\le t``; longer chains stay ascending."""
    if len(chain) == 3 and chain[0].is_number and not chain[2].is_number:
        return [chain[2], _TURNED[chain[1]], chain[0]]
    return chain
