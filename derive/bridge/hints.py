"""Hints of a step as the kernel's rules with their arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive import algebra as al
from derive.bridge.translator import Translator
from derive.calculus.steps import Hint
from derive.errors import DeriveError

__all__ = ["HINTS"]


def _where(tr: Translator, hint: Hint) -> Any:
    what = hint.what
    if hasattr(what, "family"):
        return [hint.kind, {"name": tr.target(what)[0][1], "at": [tr.affine(what.index)]}]
    if isinstance(what, al.Family):
        shape = what.shape or (1, 1)
        return [hint.kind, {"name": tr.array(what, (tr.size(shape[0]), tr.size(shape[1])))}]
    return [hint.kind, {"name": tr.target(what)[0][1], "at": []}]


def _cancel(tr: Translator, hint: Hint) -> Any:
    """what = (derivation or "hypothesis", multiple, {index: value})."""
    of, times, at = hint.what
    values = {symbol.name: tr.affine(value) for symbol, value in at.items()}
    return ["cancel", {"of": _name_of(of), "times": str(times), "at": values}]


def _law(tr: Translator, hint: Hint) -> Any:
    return ["law", {"fn": hint.what.key, "order": hint.what.order}]


def _symmetric(tr: Translator, hint: Hint) -> Any:
    """what = the matrix, or (the matrix, symmetric ones that its definition is made of)."""
    matrix, *inner = hint.what if isinstance(hint.what, tuple) else (hint.what,)
    name, *known = (tr.target(m)[0][1] for m in (matrix, *inner))
    return ["symmetric", {"name": name, "with": known}]


def _multiply(tr: Translator, hint: Hint) -> Any:
    """what = an invertible matrix; ``end`` says on which side of the equation's."""
    [index] = tr.ends[0 if hint.end == "left" else 1] or [""]
    return ["multiply", {"name": tr.target(hint.what)[0][1], "index": index, "side": hint.end}]


def _inverse(tr: Translator, hint: Hint) -> Any:
    """what = (an invertible matrix, a summand of its definition)."""
    matrix, part = hint.what
    at = tr.names(sum(tr.axes(part), ()))
    if len(at) != 2:
        raise DeriveError(f"{matrix} has no rows and columns to be named by one index each")
    term = [tr.entry(part, at[:1], at[1:]), *at]
    return ["inverse", {"name": tr.target(matrix)[0][1], "part": term, "side": hint.end}]


def _name_of(what: Any) -> str:
    return str(what if isinstance(what, str) else what.name)


HINTS: dict[str, Callable[[Translator, Hint], Any]] = {
    "unfold": _where,
    "chain": _where,
    "split": lambda tr, h: ["split", {"end": tr.affine(h.what or 0), "side": h.end}],
    "expand": lambda tr, h: ["expand", _where(tr, h)[1] if h.what is not None else {}],
    "use": lambda tr, h: ["use", {"name": _name_of(h.what), "reverse": h.end == "reverse"}],
    "hypothesis": lambda tr, h: ["hypothesis", {}],
    "bound-hypothesis": lambda tr, h: ["hypothesis", {}],
    "bound-use": lambda tr, h: ["use", {"name": _name_of(h.what)}],
    "equation": lambda tr, h: ["equation", {"number": h.what or 0}],
    "law": _law,
    "cancel": _cancel,
    "clear": lambda tr, h: ["clear", {}],
    "count": lambda tr, h: ["count", {}],
    "symmetric": _symmetric,
    "multiply": _multiply,
    "inverse": _inverse,
    "lower": lambda tr, h: ["lower", {}],
    "gather": lambda tr, h: ["gather", {}],
}
