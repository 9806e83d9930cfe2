"""Certificates: a system, a statement and a proof as plain data."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.algebra.traversal import atoms, nodes, spelt
from derive.bridge.domains import AXES, NODES, to_differentiate
from derive.bridge.hints import HINTS
from derive.bridge.translator import Axis, ExplicitError, Translator
from derive.calculus.steps import Chain, Draft, Entrywise, GivenUp, Hint, Induction, Statement
from derive.errors import DeriveError, ShapeError

__all__ = ["certificate_of"]


def certificate_of(draft: Draft, used: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The certificate of a draft; ``used`` holds the certificates of what it builds on.

    Raises :class:`~derive.DeriveError` for what the kernel has no term for, and
    :class:`~derive.ShapeError` for shapes that do not fit.
    """
    if isinstance(draft.proof, GivenUp):
        raise DeriveError(draft.proof.reason)
    try:
        return _certificate(draft, used, explicit=False)
    except ExplicitError:
        return _certificate(draft, used, explicit=True)


def _certificate(draft: Draft, used: dict[str, Any], explicit: bool) -> dict[str, Any]:
    context, arrays = _context(draft.statement.system, explicit)
    tr = Translator(draft.statement.system, NODES, AXES, explicit)
    tr.arrays = dict(arrays)
    statement, tr.ends = _statement(tr, draft.statement, set(context["parameters"]))
    proof = _proof(tr, draft.proof, tr.ends)
    for other in used.values():
        for name, data in other["context"]["arrays"].items():
            tr.declare(name, **data)
    return {
        "format": 1,
        "name": draft.name,
        "context": {**context, "arrays": tr.arrays},
        "statement": statement,
        "proof": proof,
        "uses": sorted(used),
    }


# -- systems --


@lru_cache(maxsize=128)
def _context(system: al.System, explicit: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """The system as plain data, and the arrays that it declares; equal systems are written once."""
    tr = Translator(system, NODES, AXES, explicit)
    return _written(tr), tr.arrays


def _written(tr: Translator) -> dict[str, Any]:
    system = tr.system
    opaque = {}
    parameters = {s.name for fact in system.facts for s in fact.free_symbols}
    parameters = parameters.union(*map(_parameters, system.definitions))
    # of one time, such as the last, a definition has no limits: that time lies within them
    single = [d for d in system.definitions if str(getattr(d.target, "index", "")) in parameters]
    within = [sp.Ge(d.target.index, d.low) for d in single if d.low is not None]
    within += [sp.Le(d.target.index, d.high) for d in single if d.high is not None]
    defines = [_clause(tr, d, limited=d not in single) for d in system.definitions]
    for item in system.opaque:
        tr.restart()
        at, _ = tr.target(item.target)
        if getattr(item.target, "is_integer", False):
            raise DeriveError(f"{item.target} is an index and a function of {item.arguments[0]}")
        arguments = [tr.target(a)[0] for a in item.arguments]
        opaque[at[1]] = [{"at": a, "times": at[2]} for a in arguments]
    equations = [
        _statement(tr, Statement(left, right, system), set())[0] for left, right in system.equations
    ]
    return {
        "defines": defines,
        "opaque": opaque,
        "equations": equations,
        "facts": [bound for fact in (*system.facts, *within) for bound in _bounds(tr, fact)],
        "parameters": sorted(parameters),
        "contracting": [m.name for m in system.contracting],
    }


def _clause(tr: Translator, definition: al.Definition, limited: bool) -> dict[str, Any]:
    tr.restart()  # so that a definition reads the same in every context
    at, names = tr.target(definition.target)
    rows, _ = tr.axes(definition.target)
    entry = to_differentiate if definition.target in tr.named else Translator.entry
    tr.defining = definition.body
    body = entry(tr, definition.body, names[: len(rows)], names[len(rows) :])
    tr.defining = None
    clause = {"at": at, "body": body}
    for key in ("low", "high"):
        if getattr(definition, key) is not None and limited:
            clause[key] = tr.affine(getattr(definition, key))
    if at[2] and not isinstance(at[2][0], str):
        clause["fixed"] = True
    return clause


def _parameters(definition: al.Definition) -> set[str]:
    """The index symbols that one value is meant for throughout, such as the length T."""
    target = definition.target
    edges = [e for e in (definition.low, definition.high) if e is not None]
    found = {s.name for edge in edges for s in sp.sympify(edge).free_symbols}
    if not hasattr(target, "index"):
        return found | {s.name for s in _times_in(definition.body)}
    own = {s.name for s in target.index.free_symbols}
    return found - own if target.index.is_Symbol else found | own


# -- statements --


def _bounds(tr: Translator, fact: Any) -> list[Any]:
    """Index relations as pairs [a, b] with a ≤ b; none of what SymPy knows, such as n ≥ 1."""
    if fact is sp.true:
        return []
    a, b = tr.affine(fact.lhs), tr.affine(fact.rhs)
    if isinstance(fact, sp.Eq):
        return [[a, b], [b, a]]
    if isinstance(fact, sp.Ge):
        return [[b, a]]
    if isinstance(fact, sp.Le):
        return [[a, b]]
    if isinstance(fact, sp.Gt):
        return [[tr.affine(fact.rhs + 1), a]]
    if isinstance(fact, sp.Lt):
        return [[tr.affine(fact.lhs + 1), b]]
    raise DeriveError(f"not a relation between indices: {fact}")


def _statement(
    tr: Translator, statement: Statement, parameters: set[str]
) -> tuple[dict[str, Any], tuple[Axis, Axis]]:
    """A statement as plain data, and the names of the row and the column it speaks of."""
    left, right = (al.multiplied_out(sp.sympify(side)) for side in (statement.lhs, statement.rhs))
    relation = statement.relation
    _check_names((left, right, *statement.given))
    rows, columns = tr.axes(left)
    tr.restart()
    kinds = (sp.ZeroMatrix, sp.Identity) if rows == columns else sp.ZeroMatrix
    same = isinstance(right, kinds) and right.shape == left.shape  # whatever its axes are called
    if relation in ("=", "<=", "<") and not same and tr.axes(right) != (rows, columns):
        shapes = (getattr(side, "shape", "of a scalar") for side in (left, right))
        raise ShapeError("{0} has shape {2}, {1} has shape {3}".format(left, right, *shapes))
    r, c = tr.names(rows), tr.names(columns)
    lhs = tr.entry(left, r, c)
    written = [left] if relation == "in" else [left, sp.sympify(right)]
    rhs = _interval(right) if relation == "in" else _right(tr, right, relation, r, c)
    facts = set().union(*(fact.free_symbols for fact in statement.given))
    free = facts.union(*(side.free_symbols for side in written))
    times = facts.union(*map(_times_in, written))
    names = {s.name for s in free}
    out = {
        "relation": relation,
        "lhs": lhs,
        "rhs": rhs,
        "indices": {n: s for n, s in tr.sizes.items() if n in names or n in (*r, *c) or "@" in n},
        "times": sorted({s.name for s in times if s in free} - parameters - set(tr.sizes)),
        "given": [pair for fact in statement.given for pair in _bounds(tr, fact)],
    }
    if statement.limit is not None and not statement.limit.is_Symbol:
        raise DeriveError(f"a limit is of an index, and {statement.limit} is none")
    if statement.limit is not None:
        out["limit"] = statement.limit.name
    return out, (r, c)


def _check_names(expressions: Any) -> None:
    """Raise where a name stands for two symbols, or for an index that the bridge might use."""
    named: dict[str, Any] = {}
    known = set().union(*(atoms(e, sp.Symbol, sp.MatrixSymbol) for e in expressions))
    for symbol in sorted((s for s in known if getattr(s, "shape", (1, 1)) == (1, 1)), key=spelt):
        other = named.setdefault(symbol.name, symbol)
        if other != symbol:
            raise DeriveError(
                f"two different symbols are called {symbol.name}: rename one, or declare both alike"
            )
        if re.fullmatch(r"_\d+", symbol.name):
            raise DeriveError(f"{symbol.name} is a name that derive gives to indices: rename it")


def _interval(interval: Any) -> list[Any]:
    ends = [None if end.is_infinite else str(end) for end in (interval.start, interval.end)]
    return [ends[0], not interval.left_open, ends[1], not interval.right_open]


def _right(tr: Translator, right: Any, relation: str, r: Axis, c: Axis) -> Any:
    if relation == "->" and right in (sp.oo, -sp.oo):
        return "inf" if right == sp.oo else "-inf"
    return tr.entry(sp.sympify(right), r, c)


def _times_in(expression: Any) -> set[Any]:
    """The free symbols that stand where an index of time stands."""
    found: set[Any] = set()
    components: set[Any] = set()
    for node in nodes(expression):
        if isinstance(node, al.MEMBERS):
            found |= node.index.free_symbols
        elif isinstance(node, (al.MatrixSum, al.OrderedProduct, al.HadamardPi)):
            found |= node.low.free_symbols | node.high.free_symbols
        elif isinstance(node, (sp.Sum, sp.Product)):
            for limit in node.limits:
                found |= limit[1].free_symbols | limit[2].free_symbols
        elif isinstance(node, (sp.Pow, sp.MatPow, sp.HadamardPower)):
            found |= node.exp.free_symbols
        elif isinstance(node, MatrixElement):
            components |= node.i.free_symbols | node.j.free_symbols
        elif isinstance(node, sp.Symbol) and node.is_integer and not node.is_positive:
            found.add(node)
    return (found & expression.free_symbols) - components


# -- proofs --


def _rules(tr: Translator, hints: Any) -> list[Any]:
    return [HINTS[hint.kind](tr, hint) for hint in hints]


def _proof(tr: Translator, proof: Any, ends: tuple[Axis, Axis]) -> Any:
    if isinstance(proof, Chain):
        steps = [
            {"to": tr.entry(al.multiplied_out(step.after), *ends), "rules": _rules(tr, step.hints)}
            for step in proof.steps
        ]
        return {"by": "chain", "steps": steps}
    if isinstance(proof, Induction):
        return {
            "by": "induction",
            "on": proof.index.name,
            "start": tr.affine(proof.start),
            "down": proof.down,
            "base": _proof(tr, proof.base, ends),
            "step": _proof(tr, proof.step, ends),
        }
    if isinstance(proof, GivenUp):
        raise DeriveError(proof.reason)
    assert isinstance(proof, Entrywise)
    return _entrywise(tr, proof)


def _entrywise(tr: Translator, proof: Entrywise) -> dict[str, Any]:
    """One judgement; its hints sorted by what they are for."""
    apart = ("whole", "after")
    bounds = [h for h in proof.hints if h.kind.startswith("bound")]
    after: list[Hint] = [h.what for h in proof.hints if h.kind == "after"]
    rules = [h for h in proof.hints if h not in bounds and h.kind not in apart]
    out: dict[str, Any] = {"by": proof.by, "rules": _rules(tr, rules)}
    if after:
        out["after"] = _rules(tr, after)
    if any(h.kind == "whole" for h in proof.hints):
        out["whole"] = True
    if bounds:
        out["bounds"] = [{"rule": name, **args} for name, args in _rules(tr, bounds)]
    return out
