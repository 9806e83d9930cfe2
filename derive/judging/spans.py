r"""Σ_i without limits over samples: from 1 to N where every other such sum says Σ_{i=1}^{N}.

The reader asks for it only where i counts no components of an axis.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from derive.errors import DeriveError
from derive.judging.scope import Table
from derive.reader.latex import read
from derive.reader.names import Names
from derive.submissions.claims import Submission

__all__ = ["Spans"]

_LIMITED = re.compile(
    r"(?:\\sum|∑)\s*(?:\\limits\s*)?_\s*\{\s*(?P<index>[a-z])\s*=\s*(?P<low>[01])\s*\}\s*"
    r"\^\s*(?:\{\s*(?P<in>[A-Za-z]\w?(?:\s*-\s*1)?)\s*\}|(?P<high>[A-Za-z]))"
)


class Spans:
    """The ranges that the sums of a submission give to their indices, each one only."""

    def __init__(self, submission: Submission) -> None:
        found: dict[str, set[tuple[str, str]]] = {}
        for claim in submission.claims:
            for side in (claim.left, claim.right):
                for m in _LIMITED.finditer(side):
                    found.setdefault(m["index"], set()).add((m["low"], m["in"] or m["high"]))
        self.said = {i: next(iter(ends)) for i, ends in found.items() if len(ends) == 1}

    def among(self, table: Table) -> Mapping[Any, tuple[Any, Any]]:
        """Index → first and last, of those that are in a table."""
        ranges = {}
        for key, ends in self.said.items():
            for index in table.get(key, ()):
                try:
                    low, high = (read(end, Names(table), ()) for end in ends)
                except DeriveError:
                    continue
                if index.is_Symbol and index.is_integer and high.is_integer:
                    ranges[index] = (low, high)
        return ranges
