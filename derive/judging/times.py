r"""Σ_t without limits: over all times, where the submission says once from when to when these go.

"for t = 1, …, T", t ∈ {1, …, T}, or Σ_{t=1}^{T} elsewhere says so.  The range of an index of
components is that of its axis, which the reader knows.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.submissions.claims import Submission

__all__ = ["with_times"]

_TIME = r"(?:[ts](?![A-Za-z])|\\tau(?![A-Za-z]))"
_LIMIT = r"(?:[A-Za-z](?![A-Za-z])|\\[A-Za-z]+|\d+)(?:\s*[+-]\s*\d+)?"
_DOTS = r"(?:\\[lc]?dots|…|\.\.\.)"
_BARE = re.compile(
    rf"(?P<sum>(?:\\sum|∑)\s*(?:\\limits\s*)?)_\s*(?:\{{\s*(?P<in>{_TIME})\s*\}}|(?P<at>{_TIME}))"
    r"(?!\s*\^)"
)
#: ways to say a range, with the index, its first and its last value
_SAID = tuple(
    re.compile(way)
    for way in (
        rf"(?P<t>{_TIME})\s*=\s*(?P<low>\d+)\s*,\s*(?:\d+\s*,\s*)*{_DOTS}\s*,\s*(?P<high>{_LIMIT})",
        rf"(?P<t>{_TIME})\s*\\in\s*\\\{{\s*(?P<low>\d+)\s*,\s*(?:\d+\s*,\s*)*{_DOTS}\s*,"
        rf"\s*(?P<high>{_LIMIT})\s*\\\}}",
        rf"(?:\\sum|∑)\s*(?:\\limits\s*)?_\s*\{{\s*(?P<t>{_TIME})\s*=\s*(?P<low>\d+)\s*\}}\s*\^\s*"
        rf"\{{?\s*(?P<high>{_LIMIT})",
    )
)


def with_times(submission: Submission) -> tuple[Submission, dict[int, str]]:
    """The submission with limits on each Σ_t; by claim, how that is said."""
    claims = submission.claims
    if not any(_BARE.search(side) for c in claims for side in (c.left, c.right)):
        return submission, {}
    texts = [submission.text, *(side for c in claims for side in (c.left, c.right))]
    ranges: dict[str, set[tuple[str, str]]] = {}
    for text in texts:
        for way in _SAID:
            for found in way.finditer(text):
                high = re.sub(r"\s", "", found["high"])
                ranges.setdefault(found["t"], set()).add((found["low"], high))
    only = {t: next(iter(said)) for t, said in ranges.items() if len(said) == 1}
    said: dict[int, str] = {}

    def put(side: str, number: int) -> str:
        def limits(found: re.Match[str]) -> str:
            t = found["in"] or found["at"]
            if t not in only:
                return found[0]
            low, high = only[t]
            said[number] = f"Σ_{t} for {t} = {low}, …, {high}"
            return rf"{found['sum']}_{{{t} = {low}}}^{{{high}}}"

        return _BARE.sub(limits, side)

    new = tuple(
        replace(c, left=put(c.left, c.number), right=put(c.right, c.number)) for c in claims
    )
    return replace(submission, claims=new), said
