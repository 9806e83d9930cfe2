r"""Σ_t without limits: over all times, where the submission says once from when to when these go.

"for t = 1, …, T", t ∈ {1, …, T}, or Σ_{t=1}^{T} elsewhere says so.  The range of an index of
components is that of its axis, which the reader knows.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.submissions.claims import Submission

__all__ = ["with_members", "with_times"]

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
#: the members of a family from the first to the last, o^{(1)}, …, o^{(τ)}
_LISTED = re.compile(
    r"(?P<name>\\?[A-Za-z]+(?:\{[A-Za-z]\})?)\s*(?P<sign>[_^])\s*\{?\s*\(?\s*(?P<low>[01])\s*\)?\s*\}?\s*,\s*"
    rf"(?:(?P=name)\s*[_^]\s*\{{?\(?\d\)?\}}?\s*,\s*)*{_DOTS}\s*,\s*(?P=name)\s*(?P=sign)\s*"
    r"\{?\s*\(?\s*(?P<high>T|\\tau)(?![A-Za-z])\s*\)?\s*\}?"
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
    listed = {(m["low"], re.sub(r"\s", "", m["high"])) for m in _LISTED.finditer(submission.text)}
    every = next(iter(listed)) if len(listed) == 1 else None
    if every is None and not ranges and not any(r"\tau" in text for text in texts):
        every = ("1", r"\tau")  # all times, however many
    said: dict[int, str] = {}

    def put(side: str, number: int) -> str:
        def limited(found: re.Match[str]) -> str:
            t = found["in"] or found["at"]
            limits = only.get(t)
            if t not in ranges and re.search(rf"\^\s*\{{?\s*\(\s*{re.escape(t)}", side):
                limits = every  # what is summed has its time above it, so no components are counted
            if limits is None:
                return found[0]
            low, high = limits
            said[number] = f"Σ_{t} for {t} = {low}, …, {high}"
            return rf"{found['sum']}_{{{t} = {low}}}^{{{high}}}"

        return _BARE.sub(limited, side)

    new = tuple(
        replace(c, left=put(c.left, c.number), right=put(c.right, c.number)) for c in claims
    )
    return replace(submission, claims=new), said


_MEMBER = r"\s*\^\s*\{{?\s*(?:\(\s*{0}\s*\)|<\s*{0}\s*>|\\langle\s*{0}\s*\\rangle)".format(
    r"(?:[a-z]|\\tau|T)(?:\s*[+-]\s*\d+)?"
)


def with_members(submission: Submission) -> Submission:
    """The submission with x as a family too, where x ∈ ℝ^n is declared and x^{(t)} is written.

    An index in parentheses above a vector can be nothing else.
    """
    context = submission.context
    sides = " ".join(side for c in submission.claims for side in (c.left, c.right))
    found = {
        key: shape
        for key, shape in context.shapes.items()
        if shape and key not in context.families
        if re.search(rf"(?<![A-Za-z\\]){re.escape(key)}{_MEMBER}", sides)
    }
    if not found:
        return submission
    return replace(submission, context=replace(context, families={**context.families, **found}))
