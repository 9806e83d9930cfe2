"""Single edits of an expression, such as undo the mistakes that people make, the commonest first.

An index shifted, a running index put where it should be, a transpose or an inverse added or taken
away, factors exchanged, a sign, a factor or a term too many or too few, a limit moved by one, a
power, the order of a derivative, one symbol for another, the bracket of an interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.errors import DeriveError

__all__ = ["GROUPS", "edits", "pool", "unique"]

Edit = tuple[Any, str]
#: a node and the factors nearby → the edits of that node
Kind = Callable[[Any, list[Any]], Iterator[Edit]]
_BINDERS = (al.MatrixSum, al.OrderedProduct, al.HadamardPi)
_SCALARS = (MatrixElement, al.Applied, al.Elementwise, sp.Symbol)
_DERIVATIVES = (al.Jacobian, al.Gradient, al.PartialDerivative)
#: what is raised where an argument does not fit
_UNFIT = (ValueError, TypeError, AttributeError, ZeroDivisionError, DeriveError)
#: the most factors that are tried as missing ones, and symbols as the right ones
_POOL = 10


def _is_matrix(e: Any) -> bool:
    return bool(getattr(e, "is_Matrix", False))


def pool(expressions: Iterable[Any]) -> list[Any]:
    """Factors that occur nearby, each once: what may be missing elsewhere."""
    found: dict[Any, None] = {}
    for expression in expressions:
        for node in sp.preorder_traversal(expression):
            if isinstance(node, (sp.Transpose, sp.DiagMatrix, sp.MatrixSymbol, *al.MEMBERS)) or (
                isinstance(node, _SCALARS) and not getattr(node, "is_integer", False)
            ):
                found[node] = None
    return list(found)[: 2 * _POOL]


def edits(expression: Any, near: list[Any], group: int) -> Iterator[Edit]:
    """Every expression that differs from ``expression`` by one edit, and what the edit is.

    ``near`` are the factors that may be missing (:func:`pool`); ``group``, one of :data:`GROUPS`,
    says which edits.  Some of the expressions make no sense; nothing is raised for them.
    """
    for kind in _KINDS[group]:
        yield from _everywhere(expression, near, kind)
    if group == len(_KINDS) - 1:
        yield from _whole(expression, near)


def _everywhere(e: Any, near: list[Any], kind: Kind) -> Iterator[Edit]:
    """A local edit at every place of an expression, from the outside in."""
    yield from kind(e, near)
    for at in _places(e):
        for new, change in _everywhere(e.args[at], near, kind):
            built = rebuilt(e, at, new)
            if built is not None:
                yield built, change


def _places(e: Any) -> list[int]:
    """Which arguments of a node are expressions that may be edited."""
    if isinstance(e, (*al.MEMBERS, sp.MatrixSymbol, MatrixElement, sp.MatrixBase)) or not e.args:
        return []
    if isinstance(e, (*_BINDERS, al.ComponentSum, sp.Sum, sp.Product)):
        return [0]
    if isinstance(e, _DERIVATIVES):
        return [0, 1]
    if isinstance(e, (al.Differential, al.ScalarDifferential)):
        return [0]
    if isinstance(e, (al.Elementwise, al.Applied)):
        return [1]
    if isinstance(e, (sp.Pow, sp.MatPow, sp.HadamardPower)):
        return [0]
    return [n for n, a in enumerate(e.args) if not a.is_number]


def rebuilt(e: Any, at: int, new: Any) -> Any:
    """The node with one argument exchanged, or None where that does not fit."""
    args = [*e.args[:at], new, *e.args[at + 1 :]]
    try:
        if isinstance(e, sp.HadamardProduct):
            return sp.HadamardProduct(*args, evaluate=False)
        return e.func(*args)
    except _UNFIT:
        return None


def _made(make: Callable[..., Any], *args: Any) -> Any:
    try:
        return make(*args)
    except _UNFIT:
        return None


# -- kinds of edits: node, factors nearby → edits of that node --


def _running(e: Any, near: list[Any]) -> Iterator[Edit]:
    """The running index put in the place of another: Π_i ∂C_t/∂C_{t−1} → Π_i ∂C_i/∂C_{i−1}."""
    index, body = _binding(e)
    if index is None or index in body.free_symbols:
        return
    for other in sorted(_indices(body), key=str):
        new = body.xreplace(_shifted(body, other, index))
        words = f"the running index {index} in the place of {other}"
        built = rebuilt(e, 0, new)
        if built is None or new == body:
            continue
        if isinstance(e, al.OrderedProduct) and e.later == "right" and isinstance(new, al.Jacobian):
            # rows are what is differentiated: the later derivatives stand at the left
            yield e.func(new, (index, e.low, e.high), "left"), words
        yield built, words


def _binding(e: Any) -> tuple[Any, Any]:
    if isinstance(e, (*_BINDERS, al.ComponentSum)):
        return e.index, e.body
    if isinstance(e, (sp.Sum, sp.Product)) and len(e.limits) == 1:
        return e.limits[0][0], e.function
    return None, None


def _indices(e: Any) -> set[Any]:
    members = e.atoms(*al.MEMBERS)
    elements = e.atoms(MatrixElement)
    found = set().union(*(m.index.free_symbols for m in members))
    return found.union(*(x.i.free_symbols | x.j.free_symbols for x in elements))


def _shifted(e: Any, old: Any, new: Any) -> dict[Any, Any]:
    """Members and entries with one index symbol for another."""
    found = {m: m.family[m.index.subs(old, new)] for m in e.atoms(*al.MEMBERS)}
    for x in e.atoms(MatrixElement):
        found[x] = MatrixElement(x.parent, x.i.subs(old, new), x.j.subs(old, new))
    return {a: b for a, b in found.items() if a != b}


def _index(e: Any, near: list[Any]) -> Iterator[Edit]:
    """An index one higher or lower; of an entry, another index that is there."""
    if isinstance(e, al.MEMBERS):
        for step in (-1, 1):
            yield e.family[e.index + step], f"{e.family.name} at {e.index + step}"
    if isinstance(e, MatrixElement) and isinstance(e.parent, (sp.MatrixSymbol, *al.MEMBERS)):
        if e.parent.shape[1] != 1 and e.parent.valid_index(e.j, e.i):
            yield MatrixElement(e.parent, e.j, e.i), "the indices exchanged"
        symbols = sorted({s for x in near for s in _component_symbols(x)}, key=str)
        for symbol in symbols:
            if e.i != symbol and e.i.is_Symbol and e.parent.valid_index(symbol, e.j):
                yield MatrixElement(e.parent, symbol, e.j), f"the index {symbol} for {e.i}"
            wide = e.parent.shape[1] != 1 and e.j != symbol and e.j.is_Symbol
            if wide and e.parent.valid_index(e.i, symbol):
                yield MatrixElement(e.parent, e.i, symbol), f"the index {symbol} for {e.j}"
        for parent, change in _index(e.parent, near):
            yield MatrixElement(parent, e.i, e.j), change


def _component_symbols(e: Any) -> set[Any]:
    return {s for x in e.atoms(MatrixElement) for i in (x.i, x.j) for s in i.free_symbols}


def _limits(e: Any, near: list[Any]) -> Iterator[Edit]:
    """A limit of Σ or Π moved by one."""
    if isinstance(e, _BINDERS):
        for low, high, words in _moved(e.low, e.high):
            yield e.func(e.body, (e.index, low, high), *e.args[2:]), words
    elif isinstance(e, (sp.Sum, sp.Product)) and len(e.limits) == 1:
        index, low, high = e.limits[0]
        for new_low, new_high, words in _moved(low, high):
            yield e.func(e.function, (index, new_low, new_high)), words


def _moved(low: Any, high: Any) -> Iterator[tuple[Any, Any, str]]:
    for step in (-1, 1):
        yield low + step, high, f"from {low + step}"
    for step in (1, -1):
        yield low, high + step, f"up to {high + step}"


def _sign(e: Any, near: list[Any]) -> Iterator[Edit]:
    """The sign of one term."""
    if isinstance(e, (sp.Add, sp.MatAdd)):
        for n, a in enumerate(e.args):
            built = rebuilt(e, n, _negative(a))
            if built is not None:
                yield built, "a sign"


def _argument(e: Any, near: list[Any]) -> Iterator[Edit]:
    """The sign of a function's argument."""
    if isinstance(e, (al.Elementwise, al.Applied)):
        yield e.function(_negative(e.argument)), "the sign of an argument"


def _negative(e: Any) -> Any:
    if isinstance(e, sp.MatMul) and e.args[0].is_number:
        rest = e.args[1:]
        return (
            (sp.MatMul(*rest) if len(rest) > 1 else rest[0])
            if e.args[0] == -1
            else sp.MatMul(-e.args[0], *rest)
        )
    return sp.MatMul(-1, e) if _is_matrix(e) else -e


def _transpose(e: Any, near: list[Any]) -> Iterator[Edit]:
    if isinstance(e, sp.Transpose):
        yield e.arg, "a transpose taken away"
    elif isinstance(e, sp.MatMul):
        for n, a in enumerate(e.args):
            if _is_matrix(a) and not isinstance(a, (sp.Transpose, sp.DiagMatrix)):
                built = rebuilt(e, n, sp.Transpose(a))
                if built is not None:
                    yield built, "a transpose added"
    elif _is_matrix(e) and not isinstance(e, (sp.DiagMatrix, sp.MatAdd)):
        yield sp.Transpose(e), "a transpose added"


def _inverse(e: Any, near: list[Any]) -> Iterator[Edit]:
    if isinstance(e, sp.Inverse):
        yield e.arg, "an inverse taken away"
    elif isinstance(e, (sp.MatrixSymbol, sp.Transpose)) and e.shape[0] == e.shape[1] != 1:
        yield sp.Inverse(e), "an inverse added"


def _order(e: Any, near: list[Any]) -> Iterator[Edit]:
    """Factors exchanged."""
    if not isinstance(e, sp.MatMul):
        return
    matrices = [n for n, a in enumerate(e.args) if _is_matrix(a)]
    for a, b in pairwise(matrices):
        args = list(e.args)
        args[a], args[b] = args[b], args[a]
        built = _made(sp.MatMul, *args)
        if built is not None:
            yield built, "two factors exchanged"
    if len(matrices) > 2:
        last = [*(a for a in e.args if not _is_matrix(a)), *(e.args[n] for n in reversed(matrices))]
        built = _made(sp.MatMul, *last)
        if built is not None:
            yield built, "the factors in the opposite order"


def _derivative(e: Any, near: list[Any]) -> Iterator[Edit]:
    """A function for its derivative, or the derivative for the function."""
    if isinstance(e, (al.Elementwise, al.Applied)):
        f = e.function
        yield f.diff()(e.argument), "the derivative of the function"
        if f.order:
            less = al.Activation(f.args[0], f.args[1], f.order - 1)
            yield less(e.argument), "one derivative less"


def _power(e: Any, near: list[Any]) -> Iterator[Edit]:
    if isinstance(e, (sp.Pow, sp.MatPow, sp.HadamardPower)):
        for step in (1, -1):
            built = _made(e.func, e.args[0], e.exp + step)
            if built is not None:
                yield built, f"the exponent {e.exp + step}"
    elif isinstance(e, (MatrixElement, al.Applied)):
        yield sp.Pow(e, 2), "a square"
    elif isinstance(e, (al.Elementwise, *al.MEMBERS, sp.MatrixSymbol)) and _shape(e)[1:] == (1,):
        yield sp.HadamardProduct(e, e, evaluate=False), "a square, entry by entry"


def _extra(e: Any, near: list[Any]) -> Iterator[Edit]:
    """A factor or a term left out."""
    if isinstance(e, (sp.MatMul, sp.Mul, sp.MatAdd, sp.Add, sp.HadamardProduct)):
        for n in range(len(e.args)):
            rest = [*e.args[:n], *e.args[n + 1 :]]
            built = rest[0] if len(rest) == 1 else _made(_func(e), *rest)
            if built is not None and _is_matrix(built) == _is_matrix(e):
                what = "term" if isinstance(e, (sp.MatAdd, sp.Add)) else "factor"
                yield built, f"a {what} left out"


def _func(e: Any) -> Any:
    if isinstance(e, sp.HadamardProduct):
        return lambda *args: sp.HadamardProduct(*args, evaluate=False)
    return e.func


def _missing(e: Any, near: list[Any]) -> Iterator[Edit]:
    """A factor from nearby put in."""
    if isinstance(e, sp.MatMul):
        for factor in (f for f in near if _is_matrix(f)):
            for n in range(len(e.args) + 1):
                if n < len(e.args) and not _is_matrix(e.args[n]):
                    continue
                args = [*e.args[:n], factor, *e.args[n:]]
                built = _made(sp.MatMul, *args)
                if built is not None:
                    yield built, "a missing factor"
    elif isinstance(e, (sp.Mul, MatrixElement, al.Applied)):
        for factor in (f for f in near if not _is_matrix(f)):
            yield e * factor, "a missing factor"


def _symbol(e: Any, near: list[Any]) -> Iterator[Edit]:
    """Another symbol of the same shape."""
    if isinstance(e, (sp.MatrixSymbol, *al.MEMBERS)):
        for other in near[:_POOL]:
            if isinstance(other, sp.MatrixSymbol) and other != e and other.shape == _shape(e):
                yield other, f"{other.name} for {e.name}"
            elif (
                isinstance(other, al.MEMBERS)
                and isinstance(e, al.MEMBERS)
                and other.family != e.family
                and other.family.shape == e.family.shape
            ):
                yield other.family[e.index], f"{other.family.name} for {e.family.name}"


def _shape(e: Any) -> Any:
    return getattr(e, "shape", ())


def _bracket(e: Any, near: list[Any]) -> Iterator[Edit]:
    if isinstance(e, sp.Interval):
        for left, right in ((not e.left_open, e.right_open), (e.left_open, not e.right_open)):
            new = sp.Interval(e.start, e.end, left, right)
            if new != e:
                yield new, "an open bracket for a closed one, or the reverse"


def _whole(e: Any, near: list[Any]) -> Iterator[Edit]:
    """The whole negated, doubled or halved, with one factor or one term more."""
    if isinstance(e, sp.Set):
        return
    yield _negative(e), "a sign"
    times = sp.MatMul if _is_matrix(e) else sp.Mul
    for number in (sp.Integer(2), sp.Rational(1, 2)):
        yield times(number, *(e.args if isinstance(e, times) else (e,))), f"a factor {number}"
    for factor in near:
        if _is_matrix(e) and _is_matrix(factor):
            for pair in ((factor, e), (e, factor)):
                built = _made(sp.MatMul, *pair)
                if built is not None:
                    yield built, "a missing factor"
            if _shape(factor) == _shape(e) and e.shape[1] == 1:
                built = sp.HadamardProduct(e, factor, evaluate=False)
                yield built, "a missing factor, entry by entry"
        elif not _is_matrix(e) and not _is_matrix(factor):
            yield e * factor, "a missing factor"


_KINDS: tuple[tuple[Kind, ...], ...] = (
    (_running, _bracket),
    (_index, _limits, _sign, _argument, _transpose, _inverse, _order),
    (_derivative, _power, _symbol, _extra, _missing),
)
#: the numbers of the groups of edits, the commonest first
GROUPS = range(len(_KINDS))


def unique(found: Iterable[Edit], seen: Iterable[Any]) -> Iterator[Edit]:
    """Edits without those that come to the same expression."""
    known = set(seen)
    for new, change in chain(found):
        if new not in known:
            known.add(new)
            yield new, change
