r"""Labels: numbers of which the values are listed, y_i ∈ {0, 1}, s ∈ {−1, 1}^n.

What is false of all numbers may be true of labels.  So a claim that fails is tried once more with
labels in their place: a step function of y takes its two values and no other, and has the
derivative 0 wherever it has one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.algebra.traversal import atoms
from derive.calculus.steps import Statement
from derive.judging.meanings import derivatives
from derive.judging.oracles import Ruling
from derive.judging.reading import Reading
from derive.judging.verdicts import Value, Witness
from derive.reader.names import bare, normal
from derive.submissions.claims import Claim, Submission

__all__ = ["Values", "of_labels", "shown", "values_of", "with_values"]

#: name → its two values, the smaller first
Values = Mapping[str, tuple[int, int]]
#: the step is at no number that a witness has
_OFF = sp.Rational(1, 97)
_FONT = r"\\(?:mathbf|boldsymbol|bm|hat|tilde|bar|vec)\s*\{\s*\\?[A-Za-z]+\s*\}"
_NAME = rf"(?:{_FONT}|\\[A-Za-z]+|[A-Za-z])"
_LISTED = re.compile(
    rf"^\s*(?P<name>{_NAME})\s*(?P<index>_\s*(?:\{{[^{{}}]*\}}|\w)|\^\s*\{{?\s*\([^()]*\)\s*\}}?)?\s*"
    r"(?:\\in(?![A-Za-z])|∈)\s*(?:\\left\s*)?\\?\{\s*"
    r"(?P<one>[-+−]?\s*\d)\s*,\s*(?P<other>[-+−]?\s*\d)\s*(?:\\right\s*)?\\?\}"
)
_COUNTS = frozenset("ijklmnpqr")


def values_of(submission: Submission) -> Values:
    """What a submission says that labels may be; nothing of names of which it says two things."""
    found: dict[str, set[tuple[int, int]]] = {}
    for _, raw, _ in submission.passed_by:
        match = _LISTED.match(raw.strip().strip("$").removeprefix(r"\(").strip())
        if match is None or (not match["index"] and match["name"] in _COUNTS):
            continue
        pair = sorted(int(match[g].replace("−", "-").replace(" ", "")) for g in ("one", "other"))
        found.setdefault(normal(match["name"]), set()).add((pair[0], pair[1]))
    return {name: pairs.pop() for name, pairs in found.items() if len(pairs) == 1}


def with_values(statement: Statement, values: Values) -> Statement | None:
    """The statement with labels in the place of all numbers; None if it speaks of none, or
    differentiates by one, or defines one."""
    system = statement.system
    bodies = [d.body for d in system.definitions]
    sides = [e for e in (statement.lhs, statement.rhs, *bodies) if isinstance(e, sp.Basic)]
    swaps: dict[Any, Any] = {}
    for side in sides:
        for e in atoms(side, sp.MatrixSymbol, *al.MEMBERS, sp.Symbol):
            pair = _pair(getattr(getattr(e, "family", e), "name", ""), values)
            if pair is not None and not getattr(e, "is_integer", False):
                swaps[e] = _label(e, *pair)
    defined = {getattr(d.target, "family", d.target) for d in system.definitions}
    heads = {getattr(e, "family", e) for e in swaps}
    by = [node.wrt for node in derivatives(*sides)]
    if not swaps or heads & defined or any(b.has(*swaps) for b in by):
        return None
    definitions = tuple(replace(d, body=d.body.xreplace(swaps)) for d in system.definitions)
    rhs = statement.rhs.xreplace(swaps) if isinstance(statement.rhs, sp.Basic) else statement.rhs
    return replace(
        statement,
        lhs=sp.sympify(statement.lhs).xreplace(swaps),
        rhs=rhs,
        system=replace(system, definitions=definitions),
    )


def of_labels(
    claim: Claim,
    reading: Reading,
    ruling: Ruling,
    values: Values,
    rule: Callable[[Claim, Reading], Ruling],
) -> tuple[Reading, Ruling]:
    """The reading and the ruling on a claim that fails: of labels, where such stand in it."""
    labels = with_values(reading.statement, values) if values else None
    if labels is None or claim.relation in ("~", "!=", "->"):
        return reading, ruling
    found = rule(claim, replace(reading, statement=labels))
    if found.verdict == "refuted":
        return replace(reading, labels=labels), found
    return replace(reading, said=(*reading.said, "of labels with two values each")), found


def _pair(name: str, values: Values) -> tuple[int, int] | None:
    plain = {bare(key): pair for key, pair in values.items()}
    return values.get(name) or plain.get(bare(name)) if name else None


def _label(e: Any, low: int, high: int) -> Any:
    step = al.RELU.diff()
    if not getattr(e, "is_Matrix", False):
        return low + (high - low) * step(e + _OFF)
    ones = sp.OneMatrix(*e.shape)
    label = step(sp.MatAdd(e, sp.MatMul(_OFF, ones)))
    scaled = label if high - low == 1 else sp.MatMul(high - low, label)
    return scaled if low == 0 else sp.MatAdd(sp.MatMul(low, ones), scaled)


def shown(witness: Witness | None, values: Values) -> Witness | None:
    """A witness with the labels that its numbers stand for."""
    if witness is None:
        return None

    def label(text: Value, pair: tuple[int, int]) -> Value:
        if isinstance(text, str):
            return str(pair[1] if sp.Rational(text) + _OFF > 0 else pair[0])
        return tuple(tuple(str(label(x, pair)) for x in row) for row in text)

    def put(name: str, value: Value) -> Value:
        pair = _pair(normal(re.sub(r"_\{?\w+\}?$", "", name)), values) or _pair(name, values)
        return value if pair is None else label(value, pair)

    return replace(witness, values=tuple((name, put(name, v)) for name, v in witness.values))
