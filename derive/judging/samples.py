"""Samples: columns x_n, one for each n, and the numbers t_n and y_n that stand beside them.

An index of columns counts samples.  Another name with that index, which nobody declares and which
stands nowhere without it, is a number for each sample, before it is an entry of a column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from derive.algebra import Family
from derive.judging.likelihood import unaccented
from derive.judging.occurrences import Uses

__all__ = ["counting", "with_samples"]

Table = Mapping[str, tuple[Any, ...]]


def counting(uses: Mapping[str, Uses], table: Table) -> frozenset[str]:
    """The indices that count columns: of declared families, and of names that look like one."""
    found: set[str] = set()
    for key, use in uses.items():
        values = table.get(key)
        declared = any(isinstance(v, Family) and v.shape for v in values or ())
        if declared or (values is None and _columns(use)):
            found |= {index for index in use.indices if not index.isdigit()}
    return frozenset(found)


def with_samples(options: Iterable[str], use: Uses, samples: frozenset[str]) -> tuple[str, ...]:
    """What a name may be, the likeliest first, beside indices that count ``samples``."""
    kinds = tuple(options)
    if use.indexed != {1} or use.plain or "unit" in kinds or not samples & use.indices:
        return kinds
    first = "famv" if _columns(use) else "fam0"
    return (first, *(k for k in kinds if k != first)) if first in kinds else kinds


def _columns(use: Uses) -> bool:
    """Whether a name is that of columns: in bold, or transposed, and only with an index."""
    bold = unaccented(use.key)[1]
    return use.indexed == {1} and not use.plain and (bold or use.transposed)
