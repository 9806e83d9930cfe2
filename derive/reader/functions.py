"""Functions and operators: what stands before its argument."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagonalOf

from derive.algebra import (
    EXP,
    LOG,
    NONNEGATIVE,
    POSITIVE,
    RELU,
    SIGMA,
    TANH,
    Activation,
    ByEntries,
    LargestEigenvalue,
    LogSumExp,
    MatrixExp,
    Rank,
    SmallestEigenvalue,
    SmallestSingularValue,
    Softmax,
    SpectralNorm,
    SpectralRadius,
    Vec,
)
from derive.reader import scalars
from derive.reader.counting import component_use
from derive.reader.names import bare, normal
from derive.reader.syntax import Node
from derive.reader.terms import Shape, Term, constant

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["DOTTED", "application", "function_of"]

Apply = Callable[[Node, list[Term]], Term]

#: functions that every table knows; a table may mean something else by the name
FUNCTIONS: dict[str, Any] = {
    r"\tanh": TANH,
    r"\exp": EXP,
    r"\log": LOG,
    r"\ln": LOG,
    r"\operatorname{relu}": RELU,
    r"\operatorname{sigmoid}": SIGMA,
    r"\operatorname{ispositive}": POSITIVE,
    r"\operatorname{isnonnegative}": NONNEGATIVE,
    r"\sin": sp.sin,
    r"\cos": sp.cos,
    r"\max": sp.Max,
    r"\min": sp.Min,
}
_WORD = re.compile(r"\\(?:operatorname|mathrm|text|mathit)\{(\w+)\}|\\(\w+)")


def _one(node: Node, arguments: list[Term]) -> Term:
    if len(arguments) != 1:
        raise node.refuse(f"{len(arguments)} arguments", "one argument")
    return arguments[0]


def _vector(term: Term, what: str) -> Any:
    """A vector, row or column, as it is built."""
    if term.shape and term.shape[0] is not None and term.shape[1] is None:  # W 1: of ones, a column
        return term.built((term.shape[0], sp.Integer(1)))
    if not term.shape or 1 not in term.shape:
        raise term.node.refuse("no vector", f"a vector, since {what} is made of it")
    return term.built()


def _diag(node: Node, arguments: list[Term]) -> Term:
    argument = _one(node, arguments) if len(arguments) == 1 else _listed(node, arguments)
    if argument.shape == (None, None):  # of ones, whose number the place says
        return Term(
            node,
            (None, None),
            lambda want: sp.DiagMatrix(argument.built((want[0], sp.Integer(1)))),
            square=True,
        )
    whole = _by_index(argument)
    if whole is not None:
        return constant(node, sp.DiagMatrix(whole))
    return constant(node, sp.DiagMatrix(_vector(argument, "a diagonal matrix")))


def _by_index(argument: Term) -> Any:
    """The column of which p_i (1 − p_i), or another number with one index, is an entry; or None."""
    if argument.shape:
        return None
    body, found = argument.built(()), []
    for index in sorted(body.free_symbols, key=str):
        sizes, counted = component_use(body, index)
        if sizes and not counted and len(sizes) == 1 and None not in sizes:
            found.append((index, sizes.pop()))
    return ByEntries(body, found[0], ()) if len(found) == 1 else None


def _listed(node: Node, arguments: list[Term]) -> Term:
    """diag(a, b, c): the column of these."""
    entries = [[a.scalar("it stands on a diagonal")] for a in arguments]
    return constant(node, sp.ImmutableDenseMatrix(entries))


def _of_matrix(make: Any, square: bool) -> Apply:
    """A row for an operator whose argument is a matrix."""

    def apply(node: Node, arguments: list[Term]) -> Term:
        argument = _one(node, arguments)
        if not argument.shape:
            raise argument.node.refuse("a scalar", "a matrix")
        built = argument.built()
        if square and built.shape[0] != built.shape[1]:
            raise argument.node.refuse("a matrix that is not square", "a square one")
        return constant(node, make(built))

    return apply


OPERATORS: dict[str, Apply] = {
    "diag": _diag,
    "diagonal": _of_matrix(DiagonalOf, square=True),
    "vec": _of_matrix(Vec, square=False),
    "tr": _of_matrix(sp.Trace, square=True),
    "trace": _of_matrix(sp.Trace, square=True),
    "det": _of_matrix(sp.Determinant, square=True),
    "softmax": _of_matrix(Softmax, square=False),
    "logsumexp": _of_matrix(LogSumExp, square=False),
    "rank": _of_matrix(Rank, square=False),
    "expm": _of_matrix(MatrixExp, square=True),
    "spectralradius": _of_matrix(SpectralRadius, square=True),
    "largesteigenvalue": _of_matrix(LargestEigenvalue, square=True),
    "smallesteigenvalue": _of_matrix(SmallestEigenvalue, square=True),
    "largestsingularvalue": _of_matrix(SpectralNorm, square=False),
    "smallestsingularvalue": _of_matrix(SmallestSingularValue, square=False),
    "condition": _of_matrix(lambda a: SpectralNorm(a) / SmallestSingularValue(a), square=False),
}


def _activation(reader: Reader, function: Activation) -> Apply:
    def apply(node: Node, arguments: list[Term]) -> Term:
        argument = _one(node, arguments)
        whole = function == EXP and _is_square(argument.shape)
        if whole and reader.convention("exponential") == "matrix":
            return constant(node, MatrixExp(argument.built()))

        def make(want: Shape) -> Any:
            return function(argument.built(want))

        return Term(node, argument.shape, make, argument.square)

    return apply


def _is_square(shape: Shape) -> bool:
    """Whether it is that of a square matrix of more than one entry."""
    return bool(shape) and None not in shape and shape[0] == shape[1] != 1


def _sympy(function: Any) -> Apply:
    def apply(node: Node, arguments: list[Term]) -> Term:
        if function not in (sp.Max, sp.Min):
            _one(node, arguments)
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
    known = reader.names.find(key, "function")
    order, dotted = 0, DOTTED.fullmatch(key)
    if dotted and not reader.names.find(key, "function", "value", "family"):
        key = normal(dotted.group(1))  # \dot\sigma is σ′
        known, order = reader.names.find(key, "function"), 1
        if not known:
            return None
    found = known or [FUNCTIONS.get(key)]
    function = next((f for f in found if isinstance(f, Activation)), found[0])
    if function is None and operator is None:
        return None
    if reader.names.find(key, "value", "family") and scripts and scripts[0].children[0].text == "_":
        return None  # f_{t}, where a function is called f too
    if function is None or (operator and not known):
        power = _power(reader, scripts)
        if scripts and power is None:
            raise scripts[0].refuse(f"a script on {name.text}", "its argument in parentheses")
        return operator if power is None else _powered(operator, power)
    more, power = _order(reader, name, scripts)
    order += more
    if not isinstance(function, Activation):
        if order:
            raise scripts[0].refuse("the derivative of a function of SymPy's", "no prime")
        found_apply = _sympy(function)
    else:
        for _ in range(order):
            function = function.diff()
        found_apply = _activation(reader, function)
    return found_apply if power is None else _powered(found_apply, power)


#: a derivative with a dot above
DOTTED = re.compile(r"\\dot\{(.+)\}")
_ORDER = re.compile(r"\{\s*\(\s*(\d+)\s*\)\s*\}")
_POWER = re.compile(r"\{\s*(\d+)\s*\}")


def _power(reader: Reader, scripts: list[Node]) -> Any:
    """The exponent of tanh²(x), det²(A), where the only script is a number above; else None."""
    if len(scripts) != 1 or scripts[0].children[0].kind != "CARET":
        return None
    number = _POWER.fullmatch(reader.source(scripts[0].children[1]).strip() or "{}")
    number = number or re.fullmatch(r"(\d)", reader.source(scripts[0].children[1]))
    return sp.Integer(int(number.group(1))) if number and int(number.group(1)) > 1 else None


def _powered(apply: Apply | None, exponent: Any) -> Apply:
    assert apply is not None

    def raised(node: Node, arguments: list[Term]) -> Term:
        term = apply(node, arguments)
        if not term.shape:
            return constant(node, scalars.power(term.built(()), exponent))
        return Term(node, term.shape, lambda want: sp.HadamardPower(term.built(want), exponent))

    return raised


def _order(reader: Reader, name: Node, scripts: list[Node]) -> tuple[int, Any]:
    """How often a function is differentiated (primes, or a number in parentheses above), and the
    power to which its value is raised."""
    order, rest = 0, []
    for script in scripts:
        mark, argument = script.children[0], script.children[-1]
        number = _ORDER.fullmatch(reader.source(argument))
        if mark.kind == "PRIME":
            order += len(mark.text)
        elif mark.kind == "CARET" and number:
            order += int(number.group(1))
        else:
            rest.append(script)
    power = _power(reader, rest)
    if rest and power is None:
        raise rest[0].refuse(
            f"a script on the function {name.text}",
            "primes only; a power of its value stands behind the argument",
        )
    return order, power


def application(
    reader: Reader, node: Node, function: Apply, rest: list[tuple[str, Node]]
) -> tuple[Term, int]:
    """A function with the factor behind it, and how many factors that took.

    The argument stands in parentheses, or is a single factor that ends its run, or is a function
    with its own argument, as in log det X.
    """
    from derive.reader.scripts import with_scripts

    name = node.children[0]
    if not rest or rest[0][0] or rest[0][1].kind not in ("factor", "big"):
        return _without(reader, node, function), 0
    argument = rest[0][1]
    whole = Node("factor", [*node.children, argument])
    if argument.kind == "big":
        if len(name.text) < 4 or bare(name.text) in _SHORT:
            raise argument.refuse("no parenthesis", f"( after {name.text}")
        return function(whole, [reader.read(argument)]), 1
    atom, *scripts = argument.children
    if atom.kind in ("paren", "pair"):
        return with_scripts(reader, whole, function(whole, _arguments(reader, atom)), scripts), 1
    if atom.kind in ("absolute", "norm") and len(rest) == 1:
        return function(whole, [reader.read(argument)]), 1
    inner = function_of(reader, argument)
    if len(name.text) < 3 or name.text in _SHORT:
        raise argument.refuse("no parenthesis", f"( after {name.text}")
    if inner:
        found, used = application(reader, argument, inner, rest[1:])
        if len(rest) > 1 + used and not rest[1 + used][0]:
            raise argument.refuse(
                f"several factors after {name.text}", "parentheses around what it is applied to"
            )
        return function(whole, [found]), 1 + used
    if len(rest) > 1 and not rest[1][0]:
        raise argument.refuse(
            f"several factors after {name.text}", "parentheses around what it is applied to"
        )
    return function(whole, [reader.read(argument)]), 1


#: functions with a letter for a name need their parentheses
_SHORT = (r"\sigma", r"\phi", r"\varphi", r"\psi", r"\rho", r"\eta")


def _arguments(reader: Reader, atom: Node) -> list[Term]:
    """What stands in the parentheses behind a function."""
    from derive.reader.ellipses import listed
    from derive.reader.reader import is_dots

    inside = [c for c in atom.children[1:-1] if c.kind != "COMMA"]
    if any(is_dots(c) for c in inside):
        return [listed(reader, atom, inside)]
    if len(inside) == 1:
        row = inside[0]
        while len(row.children) == 1 and row.kind != "factor":
            row = row.children[0]
        if row.kind == "factor" and row.children[0].kind == "NAME":
            function = function_of(reader, row)
            if function is not None:  # diag(σ'), whose argument is agreed on
                return [_without(reader, row, function)]
    return [reader.read(c) for c in inside]


def _without(reader: Reader, node: Node, function: Apply) -> Term:
    """A function that stands without its argument: the one that is agreed on."""
    agreed = reader.conventions.argument
    reader.consulted.add("argument")
    if not agreed or node.children[0].text not in _SHORT:
        raise _after(reader, node).refuse("no argument", f"( after {node.children[0].text}")
    from derive.reader.reader import Reader as Other
    from derive.reader.syntax import parse

    other = Other(agreed, reader.names, reader.conventions)
    found = other.read(parse(agreed, words=reader.names.words).children[0])
    return function(node, [found])


def _after(reader: Reader, node: Node) -> Node:
    """An empty piece right behind a node, to point at."""
    behind = Node("after", [node])
    lines = reader.text[: node.end].split("\n")
    behind.place = (len(lines), len(lines[-1]) + 1)
    return behind
