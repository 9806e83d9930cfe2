r"""Bounds that are supposed, as premises: ‖A‖ < 1, ρ(A) < 1, ‖W‖ ≤ η.

They are assumed ("if ρ(A) < 1"), written beside a claim, or stand in the text before it without any
word (A ∈ ℝ^{n×n} with ‖A‖ < 1).  A witness has to satisfy all of them, so that one more makes a
refutation only surer; the kernel is told none of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.errors import DeriveError, ShapeError
from derive.judging.constants import CONSTANTS
from derive.judging.definite import of_all_columns
from derive.judging.definitions import Definitions
from derive.judging.occurrences import names_in
from derive.judging.scope import Scope
from derive.judging.sides import Read
from derive.judging.spectral_names import matrix_of_eigenvalues
from derive.reader.names import Names
from derive.submissions.claims import Claim

__all__ = ["counts_only", "premises", "unlimited"]

_BOUNDS = {"<": sp.Lt, "<=": sp.Le, ">": sp.Gt, ">=": sp.Ge}
_SIGNS = {
    "<": "<",
    r"\lt": "<",
    ">": ">",
    r"\gt": ">",
    "≤": "<=",
    "≥": ">=",
    r"\le": "<=",
    r"\leq": "<=",
    r"\leqslant": "<=",
    r"\ge": ">=",
    r"\geq": ">=",
    r"\geqslant": ">=",
}
_RELATION = re.compile(
    "("
    + "|".join(
        re.escape(s) + r"(?![A-Za-z])" * s.startswith("\\")
        for s in sorted(_SIGNS, key=len, reverse=True)
    )
    + ")"
)
#: what is 0 for a matrix of zeros
_EIGENVALUE = re.compile(
    r"\s*(?:\||\\[lr]?vert)\s*\\lambda\s*_\s*(?:[a-z]|\{\s*[a-z]\s*\})\s*(?:\||\\[lr]?vert)\s*"
)
#: words that say it of some eigenvalues only
_SOME = re.compile(
    r"\b(?:some|one|an? eigenvalue|einige|einen?|certain\w*|un|algun\w*|qualche|некотор\w+)\b|某",
    re.IGNORECASE,
)
_SIZES = (al.SpectralNorm, al.FrobeniusNorm, al.SpectralRadius)
_QUANTITIES = (sp.MatrixSymbol, *al.MEMBERS)


def premises(
    known: Definitions,
    claim: Claim,
    names: Names,
    scope: Scope,
    first: Callable[[Claim, Names], Read],
    defined: Sequence[tuple[str, str]],
) -> tuple[tuple[Any, ...], tuple[str, ...], tuple[str, ...]]:
    """The premises of a claim, these in words, and what cannot be read of what is supposed.

    ``first`` reads an equation in the likeliest way; ``defined`` is what the claim needs.
    """
    spoken = {*names_in(claim.left), *names_in(claim.right)}
    indices = {name.strip("\\") for name in spoken}
    spoken = spoken.union(*(names_in(side) for pair in defined for side in pair)) - CONSTANTS
    facts: list[Any] = []
    said: list[str] = []
    unread: list[str] = []
    for left, relation, right in _bounds(known, claim, scope):
        if not spoken & {*names_in(left), *names_in(right)}:
            continue
        try:
            read = first(replace(claim, left=left, relation="=", right=right), names)
        except (DeriveError, ShapeError):
            unread.append(f"{left} {relation} {right}")
            continue
        # of what a claim does not speak of, 0 is as good a value as any
        sides = tuple(
            sp.Integer(0) if isinstance(side, _SIZES) and not spoken & {*names_in(text)} else side
            for side, text in ((read.lhs, left), (read.rhs, right))
        )
        if any(getattr(side, "is_Matrix", False) for side in sides):
            unread.append(f"{left} {relation} {right}")
            continue
        if counts_only(*sides):
            continue
        fact = _of_all(_BOUNDS[relation](*sides, evaluate=False), indices)
        if fact is None:
            unread.append(f"{left} {relation} {right}")
            continue
        if fact not in facts:
            facts.append(fact)
            said.append(f"{left} {relation} {right}")
    return tuple(facts), (f"for {', '.join(said)}",) if said else (), tuple(unread)


def _of_all(fact: Any, spoken: Collection[str]) -> Any:
    """A bound of an entry with an index that a claim does not speak of, y_k ≥ 0, as that of all
    entries; None where that cannot be written."""
    entries = [e for e in fact.atoms(MatrixElement) if e.j.is_Integer and e.i.is_Symbol]
    indices = {e.i for e in entries if e.i.name not in spoken}
    if not indices:
        return fact
    sizes = {e.parent.shape[0] for e in entries}
    if len(indices) != 1 or len(sizes) != 1 or not isinstance(fact, (sp.Le, sp.Ge)):
        return None
    over = fact.lhs - fact.rhs if isinstance(fact, sp.Ge) else fact.rhs - fact.lhs
    return sp.Le(al.ComponentSum(sp.Abs(over) - over, (*indices, *sizes)), 0, evaluate=False)


def _bounds(known: Definitions, claim: Claim, scope: Scope) -> Iterator[tuple[str, str, str]]:
    """The bounds that are supposed of a claim, as left side, relation, right side."""
    for text in claim.given:
        parts = [part.strip() for part in _RELATION.split(text)]
        for left, sign, right in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
            yield left, _SIGNS[sign], right
    for other in known.submission.claims[: claim.number]:
        if other.relation not in _BOUNDS or of_all_columns(other):
            continue
        if other.number in claim.under or (other.role == "claim" and known.supposes(other, scope)):
            yield other.left, other.relation, other.right
            yield from _of_all_eigenvalues(known, other)


def _of_all_eigenvalues(known: Definitions, other: Claim) -> Iterator[tuple[str, str, str]]:
    """What |λ_i| < 1 says of the matrix of which all λ_i are the eigenvalues."""
    if other.relation not in ("<", "<=") or not _EIGENVALUE.fullmatch(other.left):
        return
    matrix = matrix_of_eigenvalues(known.submission)
    near = known.submission.text[max(0, other.formula[0] - 60) : other.formula[1] + 40]
    if matrix and not _SOME.search(near):
        yield rf"\operatorname{{spectralradius}}({matrix})", other.relation, other.right


def counts_only(*sides: Any) -> bool:
    """Whether expressions speak of indices and sizes alone."""
    free = set().union(*(sp.sympify(side).free_symbols for side in sides))
    inside = any(sp.sympify(side).atoms(*_QUANTITIES) for side in sides)
    return not inside and all(s.is_integer for s in free)


def unlimited(*sides: Any) -> bool:
    """Whether a sum of infinitely many terms stands in expressions."""
    kinds = (al.MatrixSum, sp.Sum)
    sums = (s for side in sides for s in sp.sympify(side).atoms(*kinds))
    highs = ((s.high,) if isinstance(s, al.MatrixSum) else [x[2] for x in s.limits] for s in sums)
    return any(high == sp.oo for many in highs for high in many)
