"""Functions and operators: what stands before its argument."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.algebra import EXP, LOG, TANH, Activation, LogSumExp, Softmax, Vec
from derive.reader import scalars
from derive.reader.names import normal
from derive.reader.syntax import Node
from derive.reader.terms import Shape, Term, constant

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["application", "function_of"]

Apply = Callable[[Node, list[Term]], Term]

#: functions that every table knows; a table may mean something else by the name
FUNCTIONS: dict[str, Any] = {
    r"\tanh": TANH,
    r"\exp": EXP,
    r"\log": LOG,
    r"\ln": LOG,
    r"\sin": sp.sin,
    r"\cos": sp.cos,
    r"\max": sp.Max,
    r"\min": sp.Min,
}
_WORD = re.compile(r"\\(?:operatorname|mathrm|text|mathit)\{(\w+)\}|\\(\w+)")


def _vector(term: Term, what: str) -> Any:
    """A vector, row or column, as it is built."""
    if not term.shape or 1 not in term.shape:
        raise term.node.refuse("no vector", f"a vector, since {what} is made of it")
    return term.built()


def _diag(node: Node, arguments: list[Term]) -> Term:
    [argument] = arguments
    if argument.shape == (None, None):  # of ones, whose number the place says
        return Term(
            node,
            (None, None),
            lambda want: sp.DiagMatrix(argument.built((want[0], sp.Integer(1)))),
            square=True,
        )
    return constant(node, sp.DiagMatrix(_vector(argument, "a diagonal matrix")))


def _of_matrix(make: Any, square: bool) -> Apply:
    """A row for an operator whose argument is a matrix."""

    def apply(node: Node, arguments: list[Term]) -> Term:
        [argument] = arguments
        if not argument.shape:
            raise argument.node.refuse("a scalar", "a matrix")
        built = argument.built()
        if square and built.shape[0] != built.shape[1]:
            raise argument.node.refuse("a matrix that is not square", "a square one")
        return constant(node, make(built))

    return apply


OPERATORS: dict[str, Apply] = {
    "diag": _diag,
    "vec": _of_matrix(Vec, square=False),
    "tr": _of_matrix(sp.Trace, square=True),
    "trace": _of_matrix(sp.Trace, square=True),
    "det": _of_matrix(sp.Determinant, square=True),
    "softmax": _of_matrix(Softmax, square=False),
    "logsumexp": _of_matrix(LogSumExp, square=False),
}


def _activation(function: Activation) -> Apply:
    def apply(node: Node, arguments: list[Term]) -> Term:
        if len(arguments) != 1:
            raise node.refuse(f"{len(arguments)} arguments", "one argument")
        [argument] = arguments

        def make(want: Shape) -> Any:
            return function(argument.built(want))

        return Term(node, argument.shape, make, argument.square)

    return apply


def _sympy(function: Any) -> Apply:
    def apply(node: Node, arguments: list[Term]) -> Term:
        parts = [a.scalar("an argument of a scalar function") for a in arguments]
        return constant(node, scalars.applied(function, *parts))

    return apply


def function_of(reader: Reader, node: Node) -> Apply | None:
    """What a factor applies to the factor behind it, or None if it is a factor like any other."""
    if node.kind != "factor" or node.children[0].kind != "NAME":
        return None
    name, *scripts = node.children
    key = normal(name.text)
    word = _WORD.fullmatch(key)
    operator = OPERATORS.get((word.group(1) or word.group(2)) if word else "")
    found = reader.names.find(key, "function") or [FUNCTIONS.get(key)]
    function = next((f for f in found if isinstance(f, Activation)), found[0])
    if function is None and operator is None:
        return None
    if reader.names.find(key, "value", "family") and scripts and scripts[0].children[0].text == "_":
        return None  # f_{t}, where a function is called f too
    if function is None or (operator and not reader.names.find(key, "function")):
        if scripts:
            raise scripts[0].refuse(f"a script on {name.text}", "its argument in parentheses")
        return operator
    order = _order(reader, name, scripts)
    if not isinstance(function, Activation):
        if order:
            raise scripts[0].refuse("the derivative of a function of SymPy's", "no prime")
        return _sympy(function)
    for _ in range(order):
        function = function.diff()
    return _activation(function)


_ORDER = re.compile(r"\{\s*\(\s*(\d+)\s*\)\s*\}")


def _order(reader: Reader, name: Node, scripts: list[Node]) -> int:
    """How often a function is differentiated: primes, or a number in parentheses above."""
    order = 0
    for script in scripts:
        mark, argument = script.children[0], script.children[-1]
        inside = argument.children[1] if argument.kind == "group" else argument
        number = _ORDER.fullmatch(reader.source(argument))
        if mark.kind == "PRIME":
            order += len(mark.text)
        elif mark.kind == "CARET" and inside.kind == "PRIMED":
            order += inside.text.count("prime")
        elif mark.kind == "CARET" and number:
            order += int(number.group(1))
        else:
            raise script.refuse(
                f"a script on the function {name.text}",
                "primes only; a power of its value stands behind the argument",
            )
    return order


def application(reader: Reader, node: Node, function: Apply, rest: list[tuple[str, Node]]) -> Term:
    """A function with the factor behind it: in parentheses, or a single one that ends its run."""
    from derive.reader.scripts import with_scripts

    name = node.children[0]
    if not rest or rest[0][0] or rest[0][1].kind != "factor":
        raise _after(reader, node).refuse("no argument", f"( after {name.text}")
    argument = rest[0][1]
    atom, *scripts = argument.children
    whole = Node("factor", [*node.children, argument])
    if atom.kind in ("paren", "pair"):
        inside = [c for c in atom.children[1:-1] if c.kind != "COMMA"]
        found = function(whole, [reader.read(c) for c in inside])
        return with_scripts(reader, whole, found, scripts)
    if len(name.text) < 3 or name.text in (r"\sigma", r"\phi") or function_of(reader, argument):
        raise argument.refuse("no parenthesis", f"( after {name.text}")
    if len(rest) > 1 and not rest[1][0]:
        raise argument.refuse(
            f"several factors after {name.text}", "parentheses around what it is applied to"
        )
    return function(whole, [reader.read(argument)])


def _after(reader: Reader, node: Node) -> Node:
    """An empty piece right behind a node, to point at."""
    behind = Node("after", [node])
    lines = reader.text[: node.end].split("\n")
    behind.place = (len(lines), len(lines[-1]) + 1)
    return behind
