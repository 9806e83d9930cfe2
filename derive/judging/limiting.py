r"""Limits of numbers, \lim_{u \to -\infty} σ(u) = 0: by SymPy, and by values on the way there."""

from __future__ import annotations

from itertools import product
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.calculus.steps import Statement

__all__ = ["limit_value"]

_DUMMY = sp.Dummy("x", real=True)
_BODIES = {
    "sigma": 1 / (1 + sp.exp(-_DUMMY)),
    "tanh": sp.tanh(_DUMMY),
    "exp": sp.exp(_DUMMY),
    "log": sp.log(_DUMMY),
}
#: what numbers that stand in it besides are taken to be
_NUMBERS = (
    sp.Integer(1),
    sp.Rational(1, 2),
    sp.Rational(1, 3),
    sp.Integer(2),
    sp.Integer(3),
    -sp.Rational(1, 2),
)
_MOST = 3
#: how far from its limit a value on the way may be, and the distances at which it is taken
_NEAR = sp.Rational(1, 1000)
_STEPS = (sp.Integer(10) ** 3, sp.Integer(10) ** 7)
_FAILS = (
    NotImplementedError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)


def limit_value(statement: Statement) -> tuple[Any, bool] | None:
    """What a left side goes to, and whether the right side is that; None where it is not decided.

    Where other numbers stand in it, they are some that the statement's conditions allow, and the
    answer is the same for all of these.
    """
    limit = statement.limit
    index, point = limit if isinstance(limit, tuple) else (limit, sp.oo)
    left, right = (_plain(e, statement) for e in (statement.lhs, statement.rhs))
    if left is None or right is None or right.has(index):
        return None
    found = []
    others = sorted((left.free_symbols | right.free_symbols) - {index}, key=str)
    for values in _values(others, statement):
        true = _decided(left.subs(values), index, point)
        if true is None:
            return None
        found.append((true, sp.simplify(true - right.subs(values)) == 0 or true == right))
    if not found or len({holds for _, holds in found}) > 1:
        return None
    return found[0]


def _plain(e: Any, statement: Statement) -> Any:
    """An expression in functions that SymPy knows; None if there are others in it."""
    e = sp.sympify(e)
    bodies = {d.target: d.body for d in statement.system.definitions if d.target in e.free_symbols}
    e = e.xreplace(bodies)
    while applied := [node for node in e.atoms(al.Applied) if not node.argument.has(al.Applied)]:
        swaps = {}
        for node in applied:
            body = _BODIES.get(node.function.key)
            if body is None:
                return None
            swaps[node] = sp.diff(body, _DUMMY, node.function.order).subs(_DUMMY, node.argument)
        e = e.xreplace(swaps)
    nodes = [node for node in sp.preorder_traversal(e) if not isinstance(node, sp.Tuple)]
    known = all(isinstance(node, sp.Expr) and _of_sympy(node) for node in nodes)
    return e if known else None


def _of_sympy(node: Any) -> bool:
    return type(node).__module__.startswith("sympy.") and not node.has(MatrixElement, sp.MatrixExpr)


def _values(others: list[Any], statement: Statement) -> list[dict[Any, Any]]:
    """Numbers that the conditions allow for the other names."""
    found = []
    facts = [*statement.given, *(sp.Gt(s, 0) for s in statement.system.positive)]
    for numbers in product(*([n for n in _NUMBERS if _may_be(s, n)] for s in others)):
        values = dict(zip(others, numbers, strict=True))
        if all(fact.subs(values) != sp.false for fact in facts):
            found.append(values)
    step = max(1, len(found) // _MOST)
    return found[::step]


def _may_be(symbol: Any, number: Any) -> bool:
    return (number.is_integer or not symbol.is_integer) and (
        number > 0 or not (symbol.is_positive or symbol.is_nonnegative)
    )


def _decided(e: Any, index: Any, point: Any) -> Any:
    """The limit, where values on the way to it do not speak against it."""
    x = sp.Dummy("x", real=True, positive=True if point == sp.oo else None)
    e = e.subs(index, x)
    try:
        true = sp.limit(e, x, point, "+" if point.is_infinite else "+-")
        on_the_way = [
            [sp.N(e.subs(x, sp.Float(at, 40)), 30) for at in places] for places in _places(point)
        ]
    except _FAILS:
        return None
    if not (true.is_number or true.is_infinite) or true.has(sp.AccumBounds, sp.Limit, sp.nan):
        return None
    for earlier, later in on_the_way:
        if not (earlier.is_number and later.is_number):
            return None
        if true.is_infinite:
            if sp.sign(later) != sp.sign(true) or abs(later) <= abs(earlier):
                return None
        elif abs(later - true) > _NEAR:
            return None
    return true


def _places(point: Any) -> list[tuple[Any, Any]]:
    near, far = _STEPS
    if point.is_infinite:
        side = sp.sign(point)
        return [(side * near, side * far)]
    return [(point + side / near, point + side / far) for side in (1, -1)]
