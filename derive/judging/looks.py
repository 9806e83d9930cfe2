"""What can be seen of a claim at a glance: its names, explicit matrices, the length of its sums."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.algebra.traversal import atoms
from derive.calculus.hints import heads_in
from derive.calculus.steps import Statement
from derive.judging.conditions import at_values
from derive.judging.constants import CONSTANTS
from derive.judging.occurrences import Uses, bare_name, formula, uses_of
from derive.reader.syntax import Node
from derive.submissions.claims import Claim

__all__ = [
    "EVERY",
    "counted_in",
    "explicit_sizes",
    "lengths",
    "members_in",
    "quantities",
    "shown_uses",
    "steps_on",
]


def quantities(missing: Mapping[str, Uses]) -> list[str]:
    """Names that are more than an index, a function or a constant."""
    return [
        key
        for key, use in missing.items()
        if not (use.called or use.constant)
        and not (use.counts and not use.indexed and not use.transposed)
    ]


@lru_cache(maxsize=4096)
def counted_in(text: str, declared: frozenset[str] = frozenset()) -> frozenset[str]:
    """The names in one formula that only count in it: its indices, limits and exponents."""
    uses = uses_of([text], declared).items()
    return frozenset(
        k for k, u in uses if u.counts and not (u.plain or u.indexed or u.called or u.transposed)
    )


@lru_cache(maxsize=4096)
def members_in(text: str, declared: frozenset[str]) -> frozenset[str]:
    """The names in a formula that have an index."""
    return frozenset(key for key, use in uses_of([text], declared).items() if use.indices)


#: the group of what is said of nothing
EVERY = -2


def shown_uses(
    claim: Claim,
    texts: Sequence[tuple[str, str]],
    claims: Iterable[Claim],
    declared: Mapping[str, Any],
) -> dict[str, Uses]:
    """The uses of names in some formulas, with what other claims of the claim's group show, or all
    of them for a claim of every group."""
    uses = dict(uses_of([side for pair in texts for side in pair], declared))
    layered = any(use.above for use in uses.values())
    for other in claims:
        beside = claim.group in (other.group, EVERY)
        if (beside or layered) and other is not claim:
            for key, use in uses_of([other.left, other.right], declared).items():
                if key in CONSTANTS and key in uses and not uses[key].indexed:
                    continue  # e^{-u} beside errors e^{(i)}
                if key in uses and (beside or use.above):
                    uses[key] = _merged(uses[key], use)
    return uses


def _merged(mine: Uses, other: Uses) -> Uses:
    """The uses of a name in a claim, with what other claims of the group show of it."""
    return replace(
        mine,
        indexed=mine.indexed | other.indexed,
        entries=mine.entries | other.entries,
        indices=mine.indices | other.indices,
        called=mine.called or other.called,
        transposed=mine.transposed or other.transposed,
    )


def lengths(system: al.System, lhs: Any, rhs: Any) -> Iterator[tuple[al.System, str]]:
    """The system with a length T that is not spoken of as large as the sums that are."""
    free = lhs.free_symbols | rhs.free_symbols
    highs = {
        s.high if isinstance(s, al.MatrixSum) else s.limits[0][2]
        for side in (lhs, rhs)
        for s in atoms(side, al.MatrixSum, sp.Sum)
    }
    numbers = sorted((h for h in highs if h.is_Integer), key=int)
    symbols = {f.lhs for f in system.facts if isinstance(f, sp.Ge) and f.lhs.is_Symbol} - free
    meant = {d.head for d in system.definitions if d.body.free_symbols & symbols}
    if not meant & set(heads_in(Statement(lhs, rhs, system))):
        return
    for symbol in sorted(symbols, key=str):
        for number in numbers[-1:]:
            yield at_values(system, ((symbol, number),)), f"for {symbol} = {number}"


def explicit_sizes(texts: Sequence[str]) -> list[int]:
    """The numbers of rows and columns of explicit matrices, each once, but 1."""
    found: dict[int, None] = {}

    def walk(node: Node) -> None:
        if node.kind == "matrix":
            rows = [r for r in node.children if r.kind == "row"]
            for n in (len(rows), *(sum(c.kind != "AMP" for c in r.children) for r in rows[:1])):
                if n > 1:
                    found[n] = None
        for child in node.children:
            walk(child)

    for text in texts:
        tree = formula(text)
        if tree is not None:
            walk(tree)
    return list(found)


def steps_on(left: str, indices: Collection[str]) -> bool:
    """Whether x_{k+1} is defined by x_k, or x_k by x_{k-1}: by another member of its family."""
    name = bare_name(left)
    spelt = {"".join(index.split()) for index in indices}
    mine = "".join(name[1].split()) if name is not None else ""
    letters = {re.sub(r"[+-]\d+$", "", index) for index in (mine, *spelt)}
    one = len(letters) == 1 and re.fullmatch("[a-z]", letters.pop()) is not None
    return one and bool(spelt) and bool(mine) and mine not in spelt
