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
from derive.submissions.claims import Claim, Submission

__all__ = ["Spans"]

_LIMITED = re.compile(
    r"(?:\\sum|∑)\s*(?:\\limits\s*)?_\s*\{\s*(?P<index>[a-z])\s*=\s*(?P<low>[01])\s*\}\s*"
    r"\^\s*(?:\{\s*(?P<in>[A-Za-z]\w?(?:\s*-\s*1)?)\s*\}|(?P<high>[A-Za-z]))"
)


class Spans:
    """The ranges that the sums of a submission give to their indices."""

    def __init__(self, submission: Submission) -> None:
        #: index, range and number of the claim
        self.said = [
            (m["index"], (m["low"], m["in"] or m["high"]), claim.number)
            for claim in submission.claims
            for side in (claim.left, claim.right)
            for m in _LIMITED.finditer(side)
        ]

    def among(self, table: Table, claim: Claim) -> Mapping[Any, tuple[Any, Any]]:
        """Index → first and last, of those in a table to which all other claims give one range."""
        ranges = {}
        for key in {index for index, _, _ in self.said}:
            found = {ends for index, ends, at in self.said if index == key and at != claim.number}
            for index in table.get(key, ()) if len(found) == 1 else ():
                try:
                    low, high = (read(end, Names(table), ()) for ends in found for end in ends)
                except DeriveError:
                    continue
                if index.is_Symbol and index.is_integer and high.is_integer:
                    ranges[index] = (low, high)
        return ranges
