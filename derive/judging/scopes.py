"""What symbols mean before a submission says anything: declarations, models, worksheets.

A :class:`Scope` is a table of names with the system and the theorems that go with it.  A worksheet
is several of them, one for each of its models; so is a model that has variants (h_0 given, or
computed from W as every other state).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

import sympy as sp

from derive.algebra import (
    EXP,
    LOG,
    RELU,
    SIGMA,
    TANH,
    Activation,
    Definition,
    Family,
    Opaque,
    System,
)
from derive.errors import DeriveError
from derive.judging.scope import Scope, Table
from derive.judging.subjects import GUESSED, MODELS, WORKSHEETS
from derive.models import sums_to_one
from derive.models.symbols import index, size
from derive.reader.names import Names, bare, normal
from derive.submissions.claims import Context

__all__ = [
    "GUESSED",
    "MODELS",
    "STRUCTURES",
    "Scope",
    "assumed",
    "declared",
    "guessed",
    "names",
    "scopes",
    "shaped",
    "size_read",
    "squared",
    "without",
]

#: functions by the names that a declaration gives them
FUNCTIONS = {
    "sigma": SIGMA,
    "sigmoid": SIGMA,
    "logistic": SIGMA,
    "tanh": TANH,
    "exp": EXP,
    "log": LOG,
    "ln": LOG,
    "relu": RELU,
}


def scopes(context: Context, worksheet: str = "") -> tuple[Scope, ...]:
    """The scopes to read claims in, the likeliest first; declarations come before any model's.

    Raises :class:`DeriveError` for a model or a worksheet that does not exist.
    """
    own = declared(context)
    check_assumptions(context)
    names: Iterable[str] = (context.model,) if context.model else ()
    sheet = worksheet or context.worksheet
    if sheet:
        if sheet not in WORKSHEETS:
            raise DeriveError(f"no worksheet is called {sheet}; there are {', '.join(WORKSHEETS)}")
        names = (*names, *(m for m in WORKSHEETS[sheet] if m not in names))
    found = []
    for name in names:
        if name not in MODELS:
            raise DeriveError(f"no model is called {name}; there are {', '.join(MODELS)}")
        found += [_joined(own, variant()) for variant in MODELS[name]]
    return tuple(found) or (own,)


def guessed(name: str, own: Scope) -> tuple[Scope, ...]:
    """A model that nobody named, as a scope."""
    return tuple(
        replace(joined, said=", ".join(filter(None, (GUESSED[name], joined.said))))
        for joined in (_joined(own, variant()) for variant in MODELS[name])
    )


def _joined(own: Scope, model: Scope) -> Scope:
    system = own.system
    if system == System():
        joined = model.system
    else:
        heads = {d.head for d in system.definitions}
        kept = (d for d in model.system.definitions if d.head not in heads)
        changes: dict[str, Any] = {
            key: (*getattr(model.system, key), *getattr(system, key))
            for key in ("opaque", "facts", "equations", "invertible", "positive", "nonzero")
        }
        joined = replace(model.system, definitions=(*kept, *system.definitions), **changes)
    table = {**model.table, **own.table}
    return replace(model, table=table, system=joined, given=own.given)


# -- declarations --


_WRAPPED = re.compile(r"^\(([^()]*)\)$")


def size_read(text: str) -> Any:
    """A size as it is declared: n, 3, 2*n, and n+d in parentheses or without."""
    text = _WRAPPED.sub(r"\1", re.sub(r"\s*\+\s*", "+", text.strip()))
    if text.isdigit():
        return sp.Integer(text)
    parts = text.replace(r"\cdot", "*").split("*")
    return sp.Mul(*(sp.Integer(p) if p.strip().isdigit() else size(_plain(p)) for p in parts))


def _plain(tex: str) -> str:
    return normal(tex).removeprefix("\\")


def shaped(key: str, shape: tuple[Any, ...]) -> Any:
    """The symbol of that name and shape."""
    if not shape:
        return sp.Symbol(_plain(key) if key.startswith("\\") else key, real=True)
    return sp.MatrixSymbol(key, *shape)


#: columns of ones and zeros, which find their length by themselves
_CONSTANT = ("1", "0", r"\mathbb{1}", r"\mathds{1}")


def declared(context: Context) -> Scope:
    """The scope of the declarations alone.

    Raises :class:`DeriveError` for a shape, a function or an assumption that is not known.
    """
    table: Table = {}
    for key, shape in context.shapes.items():
        if bare(normal(key).partition("_")[0]) in _CONSTANT:
            continue  # of ones or zeros, wherever it stands
        table[normal(key)] = (shaped(normal(key), _shape(key, shape)),)
    for key, shape in context.families.items():
        family = Family(normal(key), _shape(key, shape))
        table[normal(key)] = (*table.get(normal(key), ()), family)
    for key, name in context.functions.items():
        table[normal(key)] = (_function(normal(key), name),)
    measured = {
        symbol.name
        for values in table.values()
        for value in values
        for part in getattr(value, "shape", ())
        for symbol in part.free_symbols
    }
    for key in (*context.sizes, *sorted(measured)):
        name = _plain(key)
        table.setdefault(normal(key), (size(name) if name in measured else index(name),))
    return Scope(table)


def _shape(key: str, shape: tuple[str, ...]) -> tuple[Any, ...]:
    if len(shape) == 1:
        shape = (*shape, "1")
    if len(shape) not in (0, 2):
        raise DeriveError(f"the shape of {key} is {shape}: a shape has two sizes, or none")
    return tuple(map(size_read, shape))


def _function(key: str, name: str) -> Any:
    if name == "unknown":
        return Activation(_plain(key), key)
    if name not in FUNCTIONS:
        known = ", ".join((*FUNCTIONS, "unknown"))
        raise DeriveError(f"the function {key} is declared as {name}; known are {known}")
    return Activation(FUNCTIONS[name].key, key)


def check_assumptions(context: Context) -> None:
    """Raise :class:`DeriveError` for an assumption of a kind that is not known."""
    for key, kinds in context.assume.items():
        for kind in kinds:
            if kind not in _ASSUMED:
                known = ", ".join(_ASSUMED)
                raise DeriveError(f"{key} is assumed to be {kind}; known are {known}")


def assumed(
    context: Context, table: Mapping[str, tuple[Any, ...]], system: System, number: int = 0
) -> System:
    """The system with what the declarations assume of the names in a table.

    That a matrix is symmetric, orthogonal or diagonal says nothing of the claims before it is said:
    ``number`` is that of the claim.
    """
    parts: dict[str, list[Any]] = {}
    for key, kinds in context.assume.items():
        for value in table.get(normal(key), ())[:1]:
            for kind in kinds:
                if kind in STRUCTURES and number < context.since.get((key, kind), 0):
                    continue
                if kind in _OF_SQUARES and not _square(value):
                    continue  # "x and A symmetric" says it of A
                if kind in STRUCTURES and isinstance(value, Family):
                    continue  # of each member: no equation of the system says that
                for part, what in _ASSUMED[kind](value):
                    if what not in getattr(system, part):
                        parts.setdefault(part, []).append(what)
    changes: dict[str, Any] = {
        part: (*getattr(system, part), *found) for part, found in parts.items()
    }
    return replace(system, **changes) if changes else system


def without(context: Context, names: Container[str]) -> Context:
    """The declarations without the structure of some matrices; the same if these have none."""
    if all(normal(key) not in names for key in context.assume):
        return context
    assume = {
        key: tuple(k for k in kinds if normal(key) not in names or k not in STRUCTURES)
        for key, kinds in context.assume.items()
    }
    return context if assume == dict(context.assume) else replace(context, assume=assume)


def _orthogonal(q: Any) -> list[tuple[str, Any]]:
    n = q.shape[0]
    turned = sp.Transpose(q)
    return [
        ("equations", (sp.MatMul(turned, q), sp.Identity(n))),
        ("equations", (sp.MatMul(q, turned), sp.Identity(n))),
        ("invertible", q),
    ]


def _one_hot(y: Any) -> list[tuple[str, Any]]:
    """Of a column with a single 1, or of rows with one each, what derivatives need: the entries
    add up to 1."""
    shape = tuple(getattr(y, "shape", ()))
    if len(shape) != 2:
        return []
    y = y[index("t")] if isinstance(y, Family) else y
    if shape[1] == 1:
        return [("equations", sums_to_one(y))]
    return [("equations", (sp.MatMul(y, sp.OneMatrix(shape[1], 1)), sp.OneMatrix(shape[0], 1)))]


def _diagonal(a: Any) -> list[tuple[str, Any]]:
    entries = sp.MatrixSymbol(f"{a.name}_diag", a.shape[0], 1)
    return [("definitions", Definition(a, sp.DiagMatrix(entries)))]


_ASSUMED: dict[str, Callable[[Any], list[tuple[str, Any]]]] = {
    "invertible": lambda a: [("invertible", a)],
    "symmetric": lambda a: [("equations", (sp.Transpose(a), a))],
    "diagonal": _diagonal,
    "positive": lambda a: [("positive", a)],
    "nonzero": lambda a: [("nonzero", a)],
    "orthogonal": _orthogonal,
    "one-hot": _one_hot,
}


#: what only a square matrix can be
STRUCTURES = frozenset({"symmetric", "diagonal", "orthogonal"})
_OF_SQUARES = STRUCTURES | {"invertible"}


def _square(value: Any) -> bool:
    shape = tuple(getattr(value, "shape", ()))
    return len(shape) == 2 and shape[0] == shape[1]


def squared(scope: Scope) -> Scope:
    """The scope with all its sizes equal."""
    symbols: set[Any] = set()
    for values in scope.table.values():
        for value in values:
            symbols.update(*(sp.sympify(s).free_symbols for s in getattr(value, "shape", ())))
    if not symbols:
        return scope
    n = min(symbols, key=str)
    swaps = dict.fromkeys(symbols - {n}, n)

    def put(e: Any) -> Any:
        if isinstance(e, tuple):
            return tuple(map(put, e))
        if isinstance(e, (Definition, Opaque)):
            return type(e)(*(put(getattr(e, f.name)) for f in fields(e)))
        return e.xreplace(swaps) if isinstance(e, sp.Basic) else e

    system = System(**{f.name: put(getattr(scope.system, f.name)) for f in fields(System)})
    table = {key: put(values) for key, values in scope.table.items()}
    return Scope(table, system, tuple, scope.said, put(scope.given), scope.numbers)


def names(scope: Scope, given: tuple[Any, ...] = ()) -> Names:
    """The scope as the reader takes it."""
    return Names(scope.table, scope.system, (*given, *scope.given, *scope.system.facts))
