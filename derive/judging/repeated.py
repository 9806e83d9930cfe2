r"""Einstein's convention: an index that stands twice in a product is summed over.

A_{ij} B_{jk} = (AB)_{ik} says so where nobody says it: j stands on one side only, so that no j can
be meant.  What the text says to be summed is; elsewhere both readings are tried.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.errors import DeriveError, ShapeError
from derive.judging.sides import Read, sides
from derive.models.symbols import size
from derive.reader.conventions import Conventions
from derive.reader.names import Names
from derive.submissions.claims import Claim, Submission

__all__ = ["first", "is_said", "summed"]

_SAID = re.compile(
    r"einstein|summation\s+convention|summenkonvention|convention\s+de\s+sommation"
    r"|repeated\s+ind(?:ex|ices)\s+(?:is|are|imply|implies|means?)"
    r"|sum(?:s|med|ming|mation)?\s+over\s+(?:all\s+)?repeated\s+ind"
    r"|über\s+doppelt|индекс\w*\s+сумм|по\s+повторяющимся|indices\s+répétés|爱因斯坦求和|重复指标",
    re.IGNORECASE,
)
_NOT = re.compile(r"no\s+sum|not\s+summed|keine\s+summ|без\s+сумм|pas\s+de\s+somm", re.IGNORECASE)
_WORDS = "repeated indices summed"
#: a count of an index that is no place for a sum: it stands in a power, or below two signs
_MANY = 3


def is_said(submission: Submission) -> bool:
    """Whether the text has the convention.

    >>> from derive.submissions.opening import submission
    >>> is_said(submission("Repeated indices are summed.")), is_said(submission("Sum over $i$."))
    (True, False)
    """
    return _SAID.search(submission.text) is not None


def summed(claim: Claim, read: Read, said: bool) -> Iterator[Read | ShapeError]:
    """The readings of a claim with and without sums over repeated indices, as far as they are
    meant; an error where nothing says how far the sum goes."""
    try:
        sides = [_terms(read.lhs, read.rhs), _terms(read.rhs, read.lhs)]
    except ShapeError as error:
        yield error
        return
    plain = sides == [read.lhs, read.rhs] or (not said and _kept(read.lhs, read.rhs))
    if plain or (said and _NOT.search(claim.raw)):
        yield read
        return
    if not said:
        yield read
    yield replace(read, lhs=sides[0], rhs=sides[1], said=(*read.said, _WORDS))


def _terms(side: Any, other: Any) -> Any:
    """A side with sums over the indices that each of its terms has twice, and the other not."""
    if getattr(side, "is_Matrix", False) or getattr(other, "is_Matrix", False):
        return side
    theirs = _counts(other)
    terms = []
    for term in sp.Add.make_args(side):
        for index, count in sorted(_counts(term).items(), key=str):
            if count == 2 and index not in theirs:
                term = al.ComponentSum(term, (index, _axis(term, index, other)))
        terms.append(term)
    if terms == list(sp.Add.make_args(side)):
        return side
    return terms[0] if len(terms) == 1 else sp.Add(*terms)


def _kept(*sides: Any) -> bool:
    """Whether an index stands twice in a product and once more on the other side.

    No sum over it is meant, hence none over others where nobody says so: δ_ij y_j = y_i(1 − y_i).
    """
    mine, theirs = map(_counts, sides)
    return any(max(mine[i], theirs[i]) > 1 for i in mine.keys() & theirs.keys())


def _counts(e: Any) -> Counter[Any]:
    """How often each index stands in a product, at most of the terms of sums in it."""
    if isinstance(e, MatrixElement):
        inside = _counts(e.parent)
        return inside + Counter(i for i in (e.i, e.j) if i.is_Symbol)
    if isinstance(e, sp.KroneckerDelta):
        return Counter(i for i in e.args if i.is_Symbol)
    if isinstance(e, al.ComponentSum):
        found = _counts(e.body)
        found.pop(e.index, None)
        return found
    if isinstance(e, sp.Pow) and not e.base.is_number:
        return Counter({i: c * _MANY for i, c in _counts(e.base).items()}) + _counts(e.exp)
    parts = [_counts(a) for a in getattr(e, "args", ()) if isinstance(a, sp.Basic)]
    total: Counter[Any] = Counter()
    for part in parts:
        total = total | part if isinstance(e, sp.Add) else total + part
    return total


def _axis(term: Any, index: Any, other: Any) -> Any:
    """The size of the axis that an index counts; of a δ that of the other side, if it has one."""
    for e in term.atoms(MatrixElement):
        for place, axis in zip((e.i, e.j), e.parent.shape, strict=True):
            if place == index:
                return axis
    sizes = [s for s in getattr(other, "free_symbols", ()) if s.is_integer and s.is_positive]
    if len(sizes) == 1:
        return sizes[0]
    if getattr(other, "is_number", False) and other != 1:  # δ_ii = 3
        raise ShapeError(f"nothing says how far the sum over {index} goes")
    return size("n")


def first(
    claim: Claim, names: Names, *, base: Conventions, settled: frozenset[str], einstein: bool
) -> Read:
    """A definition in the first way in which it can be read.

    Raises :class:`DeriveError` where there is none.
    """
    failed: Exception | None = None
    for found in sides(claim, names, base, settled):
        if isinstance(found, Read):
            *_, meant = summed(claim, found, einstein)
            if isinstance(meant, Read):
                return meant
            found = meant
        failed = failed or found
    raise DeriveError(str(failed))
