"""The callable: source that is run, behind a check of its arguments' shapes."""

from __future__ import annotations

import importlib
import linecache
from collections.abc import Callable
from functools import wraps
from types import ModuleType
from typing import Any

import sympy as sp

from derive.errors import DeriveError, ShapeError
from derive.export.dialects import dialect_of
from derive.export.program import Argument, Program

__all__ = ["compiled"]

_count = 0


def compiled(program: Program, backend: str) -> Callable[..., Any]:
    """The function of a program.

    What it is called with is checked: each array has the axes that the docstring says, and a size
    is the same wherever it stands.  Raises :class:`~derive.DeriveError` where the backend's package
    is missing.
    """
    global _count
    dialect = dialect_of(backend)
    for needed in dialect.modules:
        _imported(needed, backend, dialect.package)
    _count += 1
    file = f"<derive {program.name} {_count}>"
    linecache.cache[file] = (len(program.source), None, program.source.splitlines(True), file)
    module = ModuleType(program.name)
    exec(compile(program.source, file, "exec"), module.__dict__)
    inner = module.__dict__[program.name]
    checks = [(k, a.name, _axes(a)) for k, a in enumerate(program.arguments) if not a.integer]

    @wraps(inner)
    def checked(*args: Any, **named: Any) -> Any:
        sizes: dict[str, tuple[int, str]] = {}
        for k, name, axes in checks:
            value = args[k] if k < len(args) else named.get(name)
            if value is not None:
                _check(name, axes, value, sizes)
        return inner(*args, **named)

    checked.source = program.source  # type: ignore[attr-defined]
    return checked


def _imported(module: str, backend: str, package: str) -> None:
    try:
        importlib.import_module(module)
    except ImportError:
        raise DeriveError(
            f"the backend {backend!r} needs {module}, which is not installed: "
            f"pip install '{package}'"
        ) from None


def _axes(argument: Argument) -> list[tuple[str, int]] | None:
    """Each axis as a size and what is added to it; None for a function."""
    if argument.shape is None:
        return None
    found = []
    for size in argument.shape:
        constant, rest = sp.expand(size).as_coeff_Add()
        name = str(rest) if rest.is_Symbol else "" if rest == 0 else f"{rest}"
        found.append((name, int(constant)))
    return found


def _check(name: str, axes: Any, value: Any, sizes: dict[str, tuple[int, str]]) -> None:
    if axes is None:
        if not callable(value):
            raise DeriveError(f"{name} has to be a function, not {value!r}")
        return
    shape = getattr(value, "shape", () if not hasattr(value, "__len__") else None)
    if shape is None:
        raise ShapeError(f"{name} has to be an array, not a {type(value).__name__}")
    if len(shape) != len(axes):
        raise ShapeError(
            f"{name} has to have {len(axes)} axes, not the shape {tuple(shape)}"
            + ("; a vector has one axis" if len(axes) == 1 else "")
        )
    for size, (symbol, more) in zip(shape, axes, strict=True):
        known, where = sizes.setdefault(symbol, (size - more, name)) if symbol else (0, "")
        if size != known + more or known < 0:
            said = f"{symbol} = {known} by {where}" if where not in ("", name) else "this cannot be"
            raise ShapeError(f"{name} has the shape {tuple(shape)}, where {said}")
