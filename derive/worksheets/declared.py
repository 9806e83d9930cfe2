r"""What a user declares of the names in a formula: ``X:m,n`` is a matrix, ``x:n`` a column,
``a:`` a scalar, ``k:integer`` an integer that is not negative, such as an exponent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from derive.algebra import RELU, SIGMA, Activation
from derive.document.names import name_to_tex
from derive.errors import DeriveError, ShapeError
from derive.reader.functions import OPERATORS
from derive.reader.latex import Names
from derive.reader.names import key_of, normal
from derive.reader.syntax import Node, parse

__all__ = ["Declared", "declared", "undeclared", "with_indices"]

_WORD = re.compile(r"\\(?:mathit|mathrm|text|operatorname)\{(\w+)\}|\\(\w+)")
_FUNCTION = re.compile(r"\\(?:operatorname|mathrm|text)\s*\{")
_FORM = (
    "NAME:rows,columns for a matrix, NAME:rows for a vector, NAME: for a scalar, "
    "NAME:integer for an exponent"
)

#: functions that a formula may use by these names without declaring them
_FUNCTIONS = {
    r"\sigma": SIGMA,
    r"\operatorname{relu}": RELU,
    r"\mathrm{relu}": RELU,
    r"\operatorname{ReLU}": RELU,
    r"\mathrm{ReLU}": RELU,
}


@dataclass(frozen=True)
class Declared:
    """Variables, sizes and functions, by the names that they have in LaTeX."""

    variables: Mapping[str, Any]
    sizes: Mapping[str, Any]
    functions: Mapping[str, Any]

    @property
    def names(self) -> Names:
        """The table for the reader."""
        functions = {k: f for k, f in _FUNCTIONS.items() if k not in self.variables}
        return Names.of({**functions, **self.functions, **self.sizes, **self.variables})

    def variable(self, name: str) -> Any:
        """The variable of that name; raises :class:`DeriveError` where none is declared."""
        key = _key(name)
        if key in self.sizes and key not in self.variables:
            raise DeriveError(f"{name} is a size, and no variable to differentiate by")
        if key not in self.variables:
            raise DeriveError(f"{name} is not declared: add {_advice([name])}")
        return self.variables[key]


def declared(shapes: Iterable[str], functions: Iterable[str] = ()) -> Declared:
    r"""Read declarations such as ``X:m,n``; sizes are names or positive integers.

    ``functions`` are names of differentiable functions, applied entry by entry, of which nothing
    else is known.

    Raises :class:`DeriveError` for a declaration that cannot be read, :class:`ShapeError` for a
    name with two shapes.

    >>> found = declared(["X:m,n", "x:3", "\\alpha:"])
    >>> {key: getattr(v, "shape", ()) for key, v in found.variables.items()}
    {'X': (m, n), 'x': (3, 1), '\\alpha': ()}
    """
    variables: dict[str, Any] = {}
    sizes: dict[str, Any] = {}
    for text in shapes:
        name, colon, rest = (part.strip() for part in text.partition(":"))
        whole = rest == "integer"
        parts = [part.strip() for part in rest.split(",")] if rest and not whole else []
        if not name or not colon or len(parts) > 2 or not all(parts):
            raise DeriveError(f"the shape {text!r} cannot be read: {_FORM}")
        found = [_size(part, text, sizes) for part in parts]
        symbol = _name(name)
        made: Any = (
            sp.MatrixSymbol(symbol, found[0], found[1] if len(found) == 2 else 1)
            if found
            else sp.Symbol(symbol, integer=True, nonnegative=True)
            if whole
            else sp.Symbol(symbol)
        )
        known = variables.setdefault(_key(name), made)
        if known != made:
            raise ShapeError(
                f"{name} is declared with two shapes, {_said(known)} and {_said(made)}"
            )
    for key in sizes.keys() & variables.keys():
        raise DeriveError(f"{key} is declared as a variable and is a size too: rename one of them")
    named = {_key(f): Activation(_name(f), name_to_tex(_name(f))[0]) for f in functions}
    for key in named.keys() & (sizes.keys() | variables.keys()):
        raise DeriveError(f"{key} is declared as a variable or size and as a function too")
    return Declared(variables, sizes, named)


def _size(part: str, text: str, sizes: dict[str, Any]) -> Any:
    if part.isdigit():
        if int(part) == 0:
            raise DeriveError(f"a size is a name or a positive integer, not 0, in {text!r}")
        return sp.Integer(int(part))
    if not re.fullmatch(r"\\?[A-Za-z]\w*(?:_\{\w+\})?", part):
        raise DeriveError(f"a size is a name or a positive integer, not {part!r}, in {text!r}")
    return sizes.setdefault(_key(part), sp.Symbol(_name(part), integer=True, positive=True))


def _name(tex: str) -> str:
    """The name of a symbol that is printed as ``tex``: plain where that is possible."""
    tex = normal(tex)
    word = _WORD.fullmatch(tex)
    plain = (word.group(1) or word.group(2)) if word else re.sub(r"_\{(\w+)\}", r"_\1", tex)
    for name in (plain, tex):
        try:
            printed = normal(name_to_tex(name)[0])
        except DeriveError:
            continue
        if printed == tex or tex.isidentifier():
            return name
    raise DeriveError(f"the name {tex!r} cannot be read: a letter, a Greek letter, or x_{{1}}")


def _key(tex: str) -> str:
    """The name as the reader looks it up."""
    return key_of(sp.Symbol(_name(tex)))


def _said(symbol: Any) -> str:
    return "×".join(map(str, symbol.shape)) if hasattr(symbol, "shape") else "scalar"


def undeclared(text: str, known: Declared) -> DeriveError | None:
    """The error that lists every name of a formula that is not declared, if there is one."""
    walk = _Walk(text, known)
    missing = [name for name in walk.missing if name not in walk.indices]
    if not missing:
        return None
    verb = "is" if len(missing) == 1 else "are"
    return DeriveError(f"{', '.join(missing)} {verb} not declared: add {_advice(missing)}")


def with_indices(text: str, known: Declared) -> Names:
    """The names for a formula; letters that stand in subscripts only are free indices in it."""
    walk = _Walk(text, known)
    free = {k: sp.Symbol(_name(k), integer=True) for k in walk.indices if k not in walk.missing}
    return Names.of({**known.names.table, **free}) if free else known.names


class _Walk:
    """Goes through a formula for the names that nobody has declared.

    ``missing`` are those that stand by themselves, ``indices`` letters in the subscript of a name
    that is declared.
    """

    def __init__(self, text: str, known: Declared) -> None:
        from derive.reader.functions import FUNCTIONS
        from derive.reader.scripts import CONSTANTS
        from derive.reader.terms import sized

        self.text = text
        self.table = {*known.names.table, *FUNCTIONS, *CONSTANTS, *sized, r"\delta", r"\nabla"}
        self.missing: dict[str, None] = {}
        self.indices: dict[str, None] = {}
        start = "statement" if _is_statement(text) else "expression"
        self._visit(parse(text, start, known.names.words))

    def _visit(self, root: Node) -> None:
        """Without recursion: a product of thousands of factors is as many levels deep."""
        todo: list[tuple[Node, frozenset[str], bool]] = [(root, frozenset(), False)]
        while todo:
            node, bound, below = todo.pop()
            if node.kind == "big":
                bound |= _bound(node)
            if node.kind == "NAME" or (node.kind == "factor" and node.children[0].kind == "NAME"):
                name, *scripts = node.children or [node]
                rest = self._named(name, scripts, bound, below)
            else:
                rest = node.children
            for child in reversed(rest):
                under = child.kind == "script" and child.children[0].kind == "UNDER"
                todo.append((child, bound, below or (under and node.kind == "factor")))

    def _named(
        self, name: Node, scripts: list[Node], bound: frozenset[str], below: bool
    ) -> list[Node]:
        """Note a name that is not known; the scripts in which others may stand."""
        key = normal(name.text)
        word = _WORD.fullmatch(key)
        under = next((s for s in scripts if s.children[0].kind == "UNDER"), None)
        script = normal(self.text[under.start : under.end]) if under else ""
        others = [s for s in scripts if s is not under]
        if key + script in self.table:
            return others
        operator = word and (word.group(1) or word.group(2)) in OPERATORS
        if key in self.table or key in bound or operator:
            return scripts
        letters = set(re.findall(r"\\?[A-Za-z]+", script))
        entry = script and letters <= bound  # x_1 and x_i in Σ_i are entries of x
        last = name if entry or under is None else under
        found = self.text[name.start : last.end]
        (self.indices if below and len(found) == 1 else self.missing).setdefault(found)
        return others


def _advice(names: Iterable[str]) -> str:
    """What to add for names; a word in letters of its own is a function's more often."""
    options = (
        f"--function '{n}'" if _FUNCTION.match(n) else f"--shape '{n}:rows,columns'" for n in names
    )
    forms = "NAME:rows for a vector, NAME: for a scalar; --function NAME for a function"
    return f"{' '.join(options)} ({forms})"


def _is_statement(text: str) -> bool:
    from derive.reader.latex import ReadError

    try:
        parse(text, "statement")
    except ReadError:
        return False
    return True


def _bound(node: Node) -> frozenset[str]:
    """The indices that an operator binds: names that stand bare in its subscript."""
    below = [s for s in node.children[1:-1] if s.children[0].kind == "UNDER"]
    if not below or node.children[0].text.endswith("nabla"):
        return frozenset()
    found, todo = set(), [below[0]]
    while todo:
        inside = todo.pop()
        if inside.kind == "relations":  # k = 1, or t ≥ j ≥ k
            todo.append(inside.children[2 if len(inside.children) == 5 else 0])
        elif inside.kind == "NAME":
            found.add(normal(inside.text))
        else:
            todo += inside.children
    return frozenset(found)
