"""What kernel and audit say of one statement, in any relation that a claim may have."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.algebra.traversal import atoms
from derive.audit import check_statement
from derive.calculus.hints import is_second
from derive.calculus.steps import Draft, Relation, Statement
from derive.errors import DeriveError, ShapeError
from derive.judging.limiting import limit_value
from derive.judging.limits import OutOfTime
from derive.judging.proofs import proved
from derive.judging.vanishing import far_on_the_way

__all__ = ["Ruling", "as_statement", "fails", "for_audit", "for_kernel", "points", "ruled"]

Verdict = Literal["proved", "agrees", "refuted", "unknown"]
#: points at which a claim is tried before it is worth a proof
_QUICK = 3
#: so many times as many where indices have to coincide
_COINCIDENCES = 8


@dataclass(frozen=True)
class Ruling:
    """A verdict, who gave it, and why it is no more."""

    verdict: Verdict
    by: Literal["kernel", "audit", ""] = ""
    reason: str = ""
    #: whether the expressions do not fit together: then there is no such statement
    misfit: bool = False


def as_statement(statement: Statement, relation: str) -> Statement:
    """The statement with a claim's relation, as kernel and audit have them.

    A bound by a number is membership in an interval; > is < turned round.

    Raises :class:`DeriveError` where a relation cannot be judged.
    """
    lhs, rhs = statement.lhs, statement.rhs
    if relation in (">", ">="):
        relation, lhs, rhs = {">": "<", ">=": "<="}[relation], rhs, lhs
    if relation in ("<", "<="):
        strict = relation == "<"
        low, high = _level(lhs), _level(rhs)
        if high is not None:
            interval = sp.Interval(-sp.oo, high, True, strict)
            return replace(statement, lhs=lhs, rhs=interval, relation="in")
        if low is not None:
            interval = sp.Interval(low, sp.oo, strict, True)
            return replace(statement, lhs=rhs, rhs=interval, relation="in")
        sign: Relation = "<" if strict else "<="
        return replace(statement, lhs=lhs, rhs=rhs, relation=sign)
    if relation == "->" or (relation == "=" and statement.limit is not None):
        if statement.limit is None:
            raise DeriveError("what goes to its limit is not said: write which index does")
        return replace(statement, relation="->")
    if relation not in ("=", "in"):
        raise DeriveError(f"claims with {relation} are not judged here")
    return replace(statement, relation="=" if relation == "=" else "in")


def _level(e: Any) -> Any:
    """A number, or that in every entry of a column; None if it is no such thing."""
    if getattr(e, "is_Matrix", False):
        if isinstance(e, sp.ZeroMatrix):
            return sp.Integer(0)
        if isinstance(e, sp.OneMatrix):
            return sp.Integer(1)
        ones = isinstance(e, sp.MatMul) and len(e.args) == 2 and isinstance(e.args[1], sp.OneMatrix)
        return e.args[0] if ones and e.args[0].is_number else None
    return e if getattr(e, "is_number", False) else None


def ruled(statement: Statement, theorems: Iterable[Draft] = ()) -> Ruling:
    """The verdict on a statement: numbers first, since what is false has no proof to look for."""
    if statement.relation == "->":
        return _limit(statement)
    first = fails(statement, _QUICK if statement.relation == "=" else 4 * _QUICK)
    if first.verdict == "refuted":
        return first
    try:
        if _provable(statement, theorems):
            return Ruling("proved", "kernel")
    except OutOfTime as late:
        if first.verdict == "agrees":
            late.found = f"no proof was found in time; {first.reason}"
        raise
    if first.verdict == "unknown":
        return first
    found = fails(statement, 6 if statement.relation == "=" else 24)
    if found.verdict == "agrees":
        return replace(found, reason="no proof was found; " + found.reason)
    return found


def _limit(statement: Statement) -> Ruling:
    """The verdict on a limit: proved, or refuted by another one."""
    index = not isinstance(statement.limit, tuple) and statement.limit.is_integer
    if index and proved(statement):
        return Ruling("proved", "kernel")
    found = limit_value(statement)
    if found is None:
        far = far_on_the_way(statement, partial(_everywhere, statement))
        return fails(statement) if far is None else Ruling(far[0], "audit", far[1])
    true, holds = found
    if holds:
        return Ruling("agrees", "audit", "it is SymPy's limit, to which values on the way go")
    other = replace(statement, rhs=true)
    reason = f"the limit is {true}"
    return Ruling("refuted", "kernel" if index and proved(other) else "audit", reason)


def _everywhere(statement: Statement, lhs: Any, relation: str, rhs: Any) -> bool:
    """Whether a bound holds wherever a statement's hypotheses do, as far as is seen."""
    bound = replace(statement, lhs=lhs, rhs=rhs, limit=None)
    return fails(as_statement(bound, relation), 6).verdict == "agrees"


def _provable(statement: Statement, theorems: Iterable[Draft]) -> bool:
    return proved(for_kernel(statement), theorems)


def fails(statement: Statement, tries: int = _QUICK) -> Ruling:
    """What the audit says at a few points."""
    try:
        verdict = check_statement(for_audit(statement), tries=points(statement, tries), small=False)
    except ShapeError as error:
        return Ruling("unknown", "", str(error), misfit=True)
    except (DeriveError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        return Ruling("unknown", "", f"it cannot be evaluated: {error}")
    if verdict.status == "unknown":
        return Ruling("unknown", "", f"the audit: {verdict.reason}")
    if verdict.status == "agrees":
        return Ruling("agrees", "audit", str(verdict))
    return Ruling("refuted", "audit")


def where_positive(statement: Statement, settled: Container[Any]) -> tuple[Any, ...]:
    """Numbers, none of them ``settled``, for which a statement of lengths that fails holds if they
    are positive, as a threshold or a radius is without a word; () if there are none."""
    lengths = (al.SpectralNorm, al.FrobeniusNorm, sp.Abs)
    if not (statement.lhs.has(*lengths) or statement.rhs.has(*lengths)):
        return ()
    free = sp.Tuple(statement.lhs, statement.rhs).free_symbols
    numbers = sorted(
        (s for s in free if s.is_Symbol and not s.is_integer and s not in settled), key=str
    )
    heads = {definition.head for definition in statement.system.definitions}
    system = statement.system
    if not numbers or not heads.isdisjoint(numbers) or system.equations or system.opaque:
        return ()
    signed = {s: sp.Symbol(s.name, positive=True) for s in numbers}
    definitions = tuple(
        replace(d, body=d.body.xreplace(signed)) for d in statement.system.definitions
    )
    found = fails(
        replace(
            statement,
            lhs=statement.lhs.xreplace(signed),
            rhs=statement.rhs.xreplace(signed),
            system=replace(statement.system, definitions=definitions),
        )
    )
    return tuple(numbers) if found.verdict == "agrees" else ()


def points(statement: Statement, tries: int) -> int:
    """At how many points to try a statement.

    What holds wherever two of several indices differ may fail where they are equal, and the other
    way round: then there are more.
    """
    return tries * _COINCIDENCES if _deltas(statement) else tries


def _deltas(statement: Statement) -> bool:
    """Whether entries of three or more free indices are compared."""
    sides = [statement.lhs, statement.rhs]
    if any(getattr(side, "is_Matrix", False) for side in sides):
        return False
    free = {s for side in sides for s in side.free_symbols}
    entries = {e for side in sides for e in side.atoms(MatrixElement, sp.KroneckerDelta)}
    places = {i for e in entries for i in e.args[-2:] if i.is_Symbol}
    return len(places & free) >= 3


def _without_hessians(statement: Statement) -> Statement:
    system = statement.system
    second = {
        d.target: d.body
        for d in system.definitions
        if isinstance(d.target, (sp.MatrixSymbol, sp.Symbol)) and is_second(d.body)
    }
    if not second:
        return statement
    kept = tuple(
        replace(d, body=d.body.xreplace(second))
        for d in system.definitions
        if d.target not in second
    )
    lhs, rhs = (sp.sympify(side).xreplace(second) for side in (statement.lhs, statement.rhs))
    return replace(statement, lhs=lhs, rhs=rhs, system=replace(system, definitions=kept))


def _bounded(statement: Statement) -> Statement:
    """A bound as the kernel has rules for it: |e| ≤ c is e ∈ [−c, c], ‖v‖_F of a column is ‖v‖₂."""
    if statement.relation == "=" or isinstance(statement.rhs, sp.MatrixBase):
        return statement
    lhs, rhs = sp.sympify(statement.lhs), sp.sympify(statement.rhs)
    if isinstance(lhs, sp.Abs) and isinstance(rhs, sp.Interval) and rhs.start.is_infinite:
        c, is_open = rhs.end, rhs.right_open
        both = sp.Interval(-c, c, is_open, is_open)
        if c.is_positive:
            return replace(statement, lhs=lhs.args[0], rhs=both)
    norms = {n for side in (lhs, rhs) for n in side.atoms(al.FrobeniusNorm) if n.arg.shape[1] == 1}
    swaps = {n: al.SpectralNorm(n.arg) for n in norms}
    return replace(statement, lhs=lhs.xreplace(swaps), rhs=rhs.xreplace(swaps))


def for_kernel(statement: Statement) -> Statement:
    """A symmetric matrix as the sum of a matrix and its transpose: the kernel sees definitions.

    What is defined as a second derivative is put in: the kernel takes none in a definition.
    """
    statement = _bounded(_without_hessians(statement))
    system = statement.system
    equations, definitions = [], []
    for left, right in system.equations:
        if isinstance(right, sp.MatrixSymbol) and left == sp.Transpose(right):
            half = sp.MatrixSymbol(f"{right.name}_half", *right.shape)
            definitions.append(al.Definition(right, sp.MatAdd(half, sp.Transpose(half))))
        else:
            equations.append((left, right))
    if not definitions:
        return statement
    changed = replace(
        system, equations=tuple(equations), definitions=(*definitions, *system.definitions)
    )
    return replace(statement, system=changed)


def for_audit(statement: Statement) -> Statement:
    """Names for expressions that something is assumed of are the kernel's; the audit needs none.

    Squares of norms are traces there: these are exact, and have a derivative at 0.
    """
    statement = _with_traces(statement)
    system = statement.system
    assumed = {*system.invertible, *system.positive, *system.nonzero}
    named = {d.target for d in system.definitions if d.target in assumed and _is_new(d.target)}
    if not named:
        return statement
    definitions = tuple(d for d in system.definitions if d.target not in named)
    changes: dict[str, Any] = {
        kind: tuple(s for s in getattr(system, kind) if s not in named)
        for kind in ("invertible", "positive", "nonzero")
    }
    return replace(statement, system=replace(system, definitions=definitions, **changes))


def _with_traces(statement: Statement) -> Statement:
    system = statement.system
    bodies = [d.body for d in system.definitions]
    sides = [e for e in (statement.lhs, statement.rhs, *bodies) if isinstance(e, sp.Basic)]
    norms = {e for e in atoms(sp.Tuple(*sides), sp.Pow) if _is_square(e)}
    if not norms:
        return statement
    swaps = {e: sp.Trace(sp.MatMul(sp.Transpose(e.base.arg), e.base.arg)) for e in norms}
    definitions = tuple(replace(d, body=d.body.xreplace(swaps)) for d in system.definitions)
    lhs, rhs = (
        side.xreplace(swaps) if isinstance(side, sp.Basic) else side
        for side in (statement.lhs, statement.rhs)
    )
    return replace(statement, lhs=lhs, rhs=rhs, system=replace(system, definitions=definitions))


def _is_square(e: Any) -> bool:
    return isinstance(e.base, al.FrobeniusNorm) and e.exp == 2


def _is_new(symbol: Any) -> bool:
    return getattr(symbol, "name", "").startswith("S_")
