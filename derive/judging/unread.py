r"""Definitions that cannot be read: what is known of a name by what stands in its definition.

L_t = −log ŷ_{y_t}, of which nobody knows what ŷ_{y_t} is, still says that L_t is some function of ŷ
and of nothing else.  What is proved for every such function holds; nothing is refuted of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.errors import DeriveError
from derive.judging.constants import CONSTANTS
from derive.judging.defining import Defined
from derive.judging.meanings import derivatives, head
from derive.judging.occurrences import formula
from derive.judging.reading import Reading
from derive.judging.refused import Refused
from derive.judging.slots import defined_name
from derive.reader.latex import read
from derive.reader.names import Names, normal
from derive.reader.syntax import Node

__all__ = ["as_function", "guarded"]

_QUANTITIES = (sp.MatrixSymbol, sp.Symbol, *al.MEMBERS)


def as_function(known: Defined, names: Names, left: str, right: str) -> Defined:
    """``known`` with ``left`` as an unknown function of all names in ``right``.

    Where it can be none (it is no scalar, or something in ``right`` is not known either) nothing
    is said of it.
    """
    try:
        target = read(left, names, ())
        arguments = [_argument(names, texts) for texts in _spoken(right)]
    except DeriveError:
        return known
    if not isinstance(target, (sp.Symbol, al.ScalarMember)):
        return known
    kept = tuple(dict.fromkeys(a for a in arguments if a is not None))
    # the L_t in Σ_t L_t are many, not one
    bound = {s for a in kept for s in getattr(a, "index", sp.S.Zero).free_symbols}
    bound -= getattr(target, "index", sp.S.Zero).free_symbols
    if not kept or bound or any(head(a) == head(target) for a in kept):
        return known
    system = known.system
    return replace(known, system=replace(system, opaque=(*system.opaque, al.Opaque(target, kept))))


def guarded(
    readings: Iterable[Reading | Refused], unread: list[tuple[str, str]], cut: list[str]
) -> Iterator[Reading | Refused]:
    """The readings, of which nothing is refuted; nor proved of derivatives if what is ``cut`` of
    the ``unread`` definitions may depend on anything."""
    names = [name[0] for left, _ in unread if (name := defined_name(left)) is not None]
    for reading in readings:
        if isinstance(reading, Refused):
            yield reading
            continue
        statement, why = reading.statement, ""
        bodies = [d.body for d in statement.system.definitions]
        if cut and derivatives(statement.lhs, statement.rhs, *bodies):
            why = f"the definition of {', '.join(cut)} is not understood"
        yield replace(reading, loose=(*names, *reading.loose), only_if=reading.only_if or why)


def _argument(names: Names, texts: list[str]) -> Any:
    """The quantity that a name with its scripts is, or a part of; None if it only counts."""
    failed: DeriveError | None = None
    for text in texts:
        try:
            found = read(text, names)
        except DeriveError as error:
            failed = failed or error
            continue
        if getattr(found, "is_integer", False) or getattr(found, "is_number", False):
            return None
        if isinstance(found, _QUANTITIES):
            return found
    raise failed or DeriveError(f"{texts[0]} is no quantity")


def _spoken(text: str) -> Iterator[list[str]]:
    """The names in a formula that stand in no index, each in all ways to leave indices out.

    Raises :class:`DeriveError` for what is no formula.
    """
    tree = formula(text)
    if tree is None:
        raise DeriveError(f"{text} is no formula")
    todo = [tree]
    while todo:
        node = todo.pop()
        if node.kind == "factor" and node.children[0].kind == "NAME":
            name, *scripts = node.children
            key = normal(name.text)
            if key in CONSTANTS or _function(key):
                todo += scripts
                continue
            shown = [_script(script, text) for script in scripts if _index(script)]
            yield [name.text + s for s in dict.fromkeys(("".join(shown), *shown, ""))]
            todo += [s for s in scripts if s.children[0].kind == "CARET" and not _index(s)]
        elif node.kind == "NAME" and not _function(normal(node.text)):
            yield [node.text]
        else:
            todo += node.children


def _function(key: str) -> bool:
    return key.startswith((r"\operatorname", r"\mathrm")) or key in (
        *(r"\tanh", r"\exp", r"\log", r"\ln", r"\sin", r"\cos", r"\max", r"\min", r"\det"),
        r"\sigma",
    )


def _index(script: Node) -> bool:
    """Whether a script is an index: all below, and what is in parentheses above."""
    if len(script.children) < 2:
        return False
    if script.children[0].kind == "UNDER":
        return True
    leaves = [leaf.kind for leaf in script.children[1].leaves() if leaf.text not in "{}"]
    return script.children[0].kind == "CARET" and leaves[:1] == ["LPAR"]


def _script(script: Node, text: str) -> str:
    inside = script.children[1]
    inside = inside.children[1] if inside.kind == "group" else inside
    sign = "_" if script.children[0].kind == "UNDER" else "^"
    return f"{sign}{{{text[inside.start : inside.end]}}}"
