"""A function in Python: its arguments, what their shapes are, and the lines that compute."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sympy as sp

from derive.algebra import System
from derive.errors import DeriveError
from derive.export.dialects import Dialect, dialect_of
from derive.export.folding import folded
from derive.export.meaning import Meaning
from derive.export.names import identifier
from derive.export.plan import Plan
from derive.export.shifting import reached
from derive.export.writer import Writer, wanted_name

__all__ = ["Argument", "Program", "program"]


@dataclass(frozen=True)
class Argument:
    """An argument of the function: its name, its shape in words, and what it is."""

    name: str
    key: Any
    #: sizes as SymPy expressions; None for a function, () for a number
    shape: tuple[Any, ...] | None
    says: str = ""
    #: whether it is an integer, a size or an exponent
    integer: bool = False


@dataclass(frozen=True)
class Program:
    """The source of a function, and its arguments in order."""

    name: str
    source: str
    arguments: tuple[Argument, ...]


def program(
    results: dict[str, Any],
    system: System,
    backend: str,
    name: str,
    title: str,
    assumes: tuple[str, ...] = (),
    single: bool = True,
) -> Program:
    """The code of ``results`` under ``system``: one value where ``single``, else a dictionary.

    Raises :class:`~derive.DeriveError` for another backend, a name that is no identifier, and an
    expression for which no code is known.
    """
    dialect = dialect_of(backend)
    if not name.isidentifier() or identifier(name) != name:
        raise DeriveError(f"{name!r} is no name for a function in Python")
    meaning = Meaning(system, scans=dialect.name == "jax")
    try:
        nodes = {key: meaning.result(sp.sympify(value)) for key, value in results.items()}
        plan = Plan(meaning, nodes)
    except RecursionError:
        raise DeriveError("the expression is nested too deeply for code to be written") from None
    writer = Writer(plan, dialect)
    arguments = _arguments(plan, writer)
    writer.write()
    if single:
        returned = [f"return {writer.value(next(iter(nodes.values())))}"]
    else:
        pairs = [f'    "{key}": {writer.value(node)},' for key, node in nodes.items()]
        returned = ["return {", *pairs, "}"]
    for line in returned:
        writer.line(line)
    sizes, more = _sizes(arguments, writer)
    arguments = [*arguments, *more]
    doc = _docstring(
        title, arguments, {k: n.shape for k, n in nodes.items()}, writer, assumes, single
    )
    signature = ", ".join(a.name for a in arguments)
    lines: list[str] = []
    for helper in writer.helpers:
        lines += [*dialect.helpers[helper].rstrip().split("\n"), "", ""]
    lines += folded(f"def {name}({signature}):")
    lines += [f"    {text}".rstrip() for text in doc]
    typed = _typed(dialect, arguments) if writer.typed else []
    scalars = [
        f"{a.name} = torch.as_tensor({a.name}, dtype=torch.float64)"
        for a in arguments
        if dialect.name == "torch" and a.shape == () and not a.integer
    ]
    body = [f"    {text}" if text else "" for text in (*scalars, *sizes, *typed, *writer.lines)]
    lines += [part for text in body for part in folded(text)]
    imported = _imports(dialect, "\n".join(lines))
    lines = [*imported, *["", ""][: 2 * len(imported)], *lines]
    return Program(name, "\n".join(lines) + "\n", tuple(arguments))


def _imports(dialect: Dialect, text: str) -> list[str]:
    """The imports that the code needs."""
    names = {line: line.split()[-1] for line in dialect.imports}
    return [line for line, name in names.items() if re.search(rf"\b{name}\.", text)]


def _arguments(plan: Plan, writer: Writer) -> list[Argument]:
    """Arrays and numbers by name, then families, first values and functions."""
    found: dict[str, list[Argument]] = {k: [] for k in ("plain", "family", "first", "function")}
    roots = [*plan.results.values()]
    for statement in plan.statements:
        value = getattr(statement, "value", None)
        if value is not None:
            roots.append(value)
        else:
            roots += [*statement.bodies.values()]  # type: ignore[union-attr]
            roots += [n for e in statement.ends.values() for n in e.values()]  # type: ignore[union-attr]
    seen: set[Any] = set()
    for node in reached(roots):
        key: Any = node.data[0] if node.data else None
        if node.op == "argument":
            found["plain"].append(Argument("", key, node.shape))
        elif node.op == "initial":
            key = ("initial", *node.data)
            says = f"the member {key[1].name}_{node.data[1]}"
            found["first"].append(Argument("", key, node.shape, says))
        elif node.op in ("call", "calls"):
            key = node.data[:2]
            says = _says_of_call(key, node)
            found["function"].append(Argument("", key, None, says))
        elif node.op == "fn" and key == "unknown":
            key = ("function", *node.data[1:])
            says = "a function that is applied entry by entry"
            found["function"].append(Argument("", key, None, says))
        elif node.op in ("at", "rows") and key not in plan.computed:
            array = plan.arrays[key]
            shape = (sp.expand(array.high - array.low + 1), *array.shape)
            says = f"the members {key.name}_t from t = {array.low} to {array.high}, a row each"
            found["family"].append(Argument("", key, shape, says))
    order = []
    for group in found.values():
        for a in (
            sorted(group, key=lambda a: wanted_name(a.key)) if group is found["plain"] else group
        ):
            if a.key not in seen:
                seen.add(a.key)
                order.append(Argument(writer.name(a.key), a.key, a.shape, a.says))
    return order


def _says_of_call(key: Any, node: Any) -> str:
    what, head = key
    of = "the value" if what == "value" else "the derivative"
    if node.data[2] is None:
        return f"called with what {head} depends on, gives {of} of {head}"
    return f"called with t and what {head.name}_t depends on, gives {of} of {head.name}_t"


def _sizes(arguments: list[Argument], w: Writer) -> tuple[list[str], list[Argument]]:
    """Lines that read sizes off shapes, and integer arguments for what no shape says."""
    wanted = {key for key in w.used if isinstance(key, sp.Symbol)} - {a.key for a in arguments}
    loops = {s.index for s in w.plan.statements if hasattr(s, "index")}
    wanted -= {*loops, *w.plan.computed}
    lines = []
    for a in arguments:
        for axis, size in enumerate(a.shape or ()):
            unknown = size.free_symbols & wanted
            if len(unknown) == 1 and size.free_symbols == unknown:
                [s] = unknown
                if size.diff(s) == 1:
                    value = sp.expand(sp.Symbol("shape") - (size - s))
                    text = sp.sstr(value).replace("shape", f"{a.name}.shape[{axis}]")
                    lines.append(f"{w.name(s)} = {text}")
                    wanted -= {s}
    rest = sorted(wanted, key=lambda s: s.name)
    return lines, [Argument(w.name(s), s, (), "an integer", integer=True) for s in rest]


def _typed(dialect: Dialect, arguments: list[Argument]) -> list[str]:
    """The type of new arrays: that of the arguments together."""
    arrays = [a.name for a in arguments if a.shape]
    if dialect.name == "torch":
        if not arrays:
            return ['like = {"dtype": torch.float64}']
        return [f'like = {{"dtype": {arrays[0]}.dtype, "device": {arrays[0]}.device}}']
    names = [a.name for a in arguments if a.shape is not None and not a.integer]
    return [f"dtype = {dialect.prefix}.result_type({', '.join([*names, '0.0'])})"]


def _docstring(
    title: str,
    arguments: list[Argument],
    shapes: dict[str, Any],
    w: Writer,
    assumes: tuple[str, ...],
    single: bool,
) -> list[str]:
    lines = [f'"""{title}.', ""]
    for a in arguments:
        shape = "a function" if a.shape is None else _shape(a.shape, w)
        if a.integer:
            shape = "an integer"
        lines.append(f"{a.name} : {shape}" + (f"; {a.says}" if a.says and not a.integer else ""))
    if single:
        lines += ["", f"Returns {_shape(next(iter(shapes.values())), w)}."]
    else:
        lines += ["", "Returns a dictionary:"]
        lines += [f"    {key} : {_shape(shape, w)}" for key, shape in shapes.items()]
    if assumes:
        lines += ["", "Assumed: " + "; ".join(assumes) + "."]
    return [*lines, '"""']


def _shape(shape: Any, w: Writer) -> str:
    if not shape:
        return "a number"
    return "(" + ", ".join(sp.sstr(s) for s in shape) + ("," if len(shape) == 1 else "") + ")"
