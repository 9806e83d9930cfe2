"""What an expression needs to mean something: inverses, logarithms, roots, quotients.

Whoever writes A^{-1} supposes that A has an inverse.  A system says so by a symbol for the
expression concerned, which it lists as invertible, positive or nonzero.  Nothing is supposed of
what the kernel shows to be positive, as σ(z) and a softmax are.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.algebra.traversal import nodes
from derive.calculus.steps import Statement
from derive.document.printer import latex
from derive.judging.fixed_sizes import with_sizes
from derive.judging.proofs import proved

__all__ = ["supposed"]

_WORDS = {"invertible": "invertible", "positive": "positive", "nonzero": "not 0"}


def supposed(statement: Statement) -> tuple[Statement, tuple[str, ...]]:
    """The statement with what its expressions need, and that in words."""
    statement = with_sizes(statement)
    system = statement.system
    bodies = [d.body for d in system.definitions]
    sides = (statement.lhs, statement.rhs, *bodies)
    needs: dict[tuple[str, Any], Any] = {}
    for side in sides:
        for node in nodes(side):
            needs.update({(kind, _whole(of)): of for kind, of in _needs(node)})
    if any(side.has(al.Gradient, al.Jacobian) for side in sides):  # |x| has a slope if x ≠ 0
        norms = (("positive", norm**2) for side in sides for norm in _lengths(side))
        needs.update({need: need[1] for need in norms})
    above = {of for kind, of in needs if kind == "positive"} | _sizes(sides)
    parts: dict[str, list[Any]] = {kind: [] for kind in _WORDS}
    definitions: list[al.Definition] = []
    said = []
    named = {d.target: d.body for d in system.definitions}
    for (kind, of), entry in needs.items():
        known = getattr(system, kind)
        if of in known or any(named.get(symbol) == of for symbol in known):
            continue
        if kind == "nonzero" and of in above:
            continue
        if kind != "invertible" and (_above_zero(of, above - {of}) or _positive(entry, system)):
            continue
        symbol = of
        if not isinstance(of, (sp.MatrixSymbol, sp.Symbol, al.Family)):
            symbol = _new(of, len(definitions))
            definitions.append(al.Definition(symbol, of))
        parts[kind].append(symbol)
        said.append(_written(of, kind))
    if not any(parts.values()):
        return statement, ()
    changes: dict[str, Any] = {
        kind: (*getattr(system, kind), *found) for kind, found in parts.items()
    }
    definitions_now = (*system.definitions, *definitions)
    return replace(
        statement, system=replace(system, definitions=definitions_now, **changes)
    ), tuple(said)


def _lengths(e: Any) -> Iterator[Any]:
    """The norms in an expression that are not squared."""
    if isinstance(e, al.FrobeniusNorm):
        yield e
    squared = isinstance(e, sp.Pow) and isinstance(e.base, al.FrobeniusNorm) and e.exp.is_even
    for part in e.base.args if squared else e.args:
        yield from _lengths(part)


def _sizes(expressions: Iterable[Any]) -> set[Any]:
    """The symbols that stand for numbers of rows or columns: at least 1."""
    matrices = (m for e in expressions for m in e.atoms(sp.MatrixExpr))
    return {size for m in matrices for size in m.shape if getattr(size, "is_Symbol", False)}


def _written(of: Any, kind: str) -> str:
    if isinstance(of, sp.Pow) and isinstance(of.base, al.FrobeniusNorm):
        of, kind = of.base.arg, "nonzero"
    name = of.name if isinstance(of, al.Family) else latex(of)
    return f"{name} {_WORDS[kind]}"


def _whole(of: Any) -> Any:
    """The vector or the family whose entry is meant: what is written of one is meant of each."""
    while isinstance(of, (MatrixElement, *al.MEMBERS)):
        of = of.parent if isinstance(of, MatrixElement) else of.family
    return of


@lru_cache(maxsize=256)
def _positive(of: Any, system: al.System) -> bool:
    """Whether the kernel shows from the definitions that an expression is greater than 0."""
    facts = []
    for member in of.atoms(*al.MEMBERS):
        lows = [d.low for d in system.definitions_of(member.family) if d.low is not None]
        if lows and member.index.free_symbols:
            facts.append(sp.Ge(member.index, min(lows, key=str), evaluate=False))
    above = sp.Interval.open(0, sp.oo)
    return proved(Statement(of, above, system, "in", tuple(facts)))


def _new(of: Any, number: int) -> Any:
    name = f"S_{number + 1}"
    return sp.MatrixSymbol(name, *of.shape) if getattr(of, "is_Matrix", False) else sp.Symbol(name)


def _inverted(e: Any) -> Iterator[Any]:
    if isinstance(e, (sp.Transpose, sp.Inverse)):
        yield from _inverted(e.arg)
        return
    factors = al.square_factors(e)
    if factors:
        for factor in factors:
            yield from _inverted(factor)
    elif not isinstance(e, (sp.MatrixBase, sp.Identity)):
        yield e


def _needs(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, sp.Inverse) or (isinstance(node, sp.MatPow) and _below_zero(node.exp)):
        for base in _inverted(node.args[0]):
            yield "invertible", base
    elif isinstance(node, sp.Determinant) and not al.is_written_out(node):
        for base in _inverted(node.arg):
            yield "invertible", base
    elif isinstance(node, al.FrobeniusNorm):
        return
    elif isinstance(node, sp.log) or getattr(getattr(node, "function", None), "key", "") == "log":
        of = node.args[-1]
        inner = of.args[0] if isinstance(of, sp.Abs) else of
        if not isinstance(inner, sp.Determinant) and not _above_zero(of):
            yield ("positive" if inner is of else "nonzero"), inner
    elif isinstance(node, (sp.Pow, sp.HadamardPower)) and node.base != sp.E:
        exponent = node.exp
        if isinstance(node.base, al.FrobeniusNorm) or node.base.is_number:
            return
        if exponent.is_integer and not _below_zero(exponent):
            return
        if not _above_zero(node.base):
            yield "nonzero" if exponent.is_integer else "positive", node.base


def _below_zero(exponent: Any) -> bool:
    """Whether an exponent is written as a negative one: −1 and −n, but not t − k."""
    return all(term.could_extract_minus_sign() for term in sp.Add.make_args(exponent))


def _above_zero(e: Any, known: Container[Any] = ()) -> bool:
    """Whether an expression is seen to be positive, as sums and products of exponentials are, and
    of what is ``known`` to be."""
    if _whole(e) in known or isinstance(e, (sp.exp, sp.OneMatrix, al.Softmax)):
        return True
    if isinstance(e, (sp.Pow, sp.HadamardPower)):
        return e.base == sp.E or _above_zero(e.base, known)
    if hasattr(e, "function") and isinstance(e, (al.Applied, al.Elementwise)):
        return bool(e.function.key in ("exp", "sigma") and not e.function.order)
    if e.is_number if hasattr(e, "is_number") else False:
        return bool(e.is_positive)
    if isinstance(e, (al.ComponentSum, sp.Product)):
        return _above_zero(e.args[0], known)
    parts = (sp.Add, sp.Mul, sp.MatAdd, sp.MatMul, sp.HadamardProduct)
    return isinstance(e, parts) and all(_above_zero(part, known) for part in e.args)
