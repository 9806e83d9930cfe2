"""Elementwise functions and their derivatives, from the value of the function where there is one.

σ′ = σ(1 − σ) and tanh′ = 1 − tanh² are the laws by which the kernel proves; the higher
derivatives follow by differentiating the polynomial on the right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from derive.export.graph import Graph, Node

__all__ = ["derivative"]

_s = sp.Symbol("s")
#: a function whose slope is a polynomial in its value
_LAWS = {"sigma": _s * (1 - _s), "tanh": 1 - _s**2}
#: k-th derivatives otherwise
_CYCLE = {"sin": ("sin", "cos"), "cos": ("cos", "sin")}


def derivative(g: Graph, function: Any, x: Node, value: Node | None = None) -> Node:
    """f^(k) at ``x``; ``value`` is f(x) where it is known already."""
    key, order = function.key, function.order
    if key in _LAWS:
        return _by_value(g, key, order, value or g.fn(key, x))
    if key in _ROWS:
        return _ROWS[key](g, order, x)
    return g.fn("unknown", x, key, order)


def _by_value(g: Graph, key: str, order: int, s: Node) -> Node:
    """The law of the slope times a polynomial, which is 1 for the first derivative."""
    if order == 0:
        return s
    law = _LAWS[key]
    polynomial: Any = law
    for _ in range(order - 1):
        polynomial = sp.diff(polynomial, _s) * law
    square = g.power(s, 2) if key == "tanh" else s
    slope = g.add(g.number(1), g.neg(square))
    slope = slope if key == "tanh" else g.mul(s, slope)
    return g.mul(slope, _horner(g, sp.cancel(polynomial / law), s)) if order > 1 else slope


def _horner(g: Graph, polynomial: Any, s: Node) -> Node:
    first, *others = sp.Poly(polynomial, _s).all_coeffs()
    found = g.number(first)
    for c in others:
        found = g.add(g.mul(found, s), g.number(c))
    return found


def _cyclic(key: str) -> Callable[[Graph, int, Node], Node]:
    def row(g: Graph, order: int, x: Node) -> Node:
        found = g.fn(_CYCLE[key][order % 2], x)
        negative = order % 4 in ((2, 3) if key == "sin" else (1, 2))
        return g.neg(found) if negative else found

    return row


def _log(g: Graph, order: int, x: Node) -> Node:
    if order == 0:
        return g.fn("log", x)
    coefficient = (-1) ** (order - 1) * sp.factorial(order - 1)
    return g.mul(g.number(coefficient), g.power(x, -order))


def _sqrt(g: Graph, order: int, x: Node) -> Node:
    half = sp.Rational(1, 2)
    return g.mul(g.number(sp.ff(half, order)), g.power(x, half - order))


def _relu(g: Graph, order: int, x: Node) -> Node:
    """The slope at 0 is taken as 0, as frameworks do."""
    if order > 1:
        return g.full(0, x.shape)
    return g.fn("step" if order else "relu", x)


_ROWS: dict[str, Callable[[Graph, int, Node], Node]] = {
    "exp": lambda g, order, x: g.fn("exp", x),
    "log": _log,
    "sqrt": _sqrt,
    "relu": _relu,
    "sin": _cyclic("sin"),
    "cos": _cyclic("cos"),
}
