r"""Names with numbers: W_1, W_2 and b_1 are matrices and columns of two layers, no entries.

A capital letter that never stands without a number below it is as many names as it has numbers,
and so is every other letter of which that is true beside them.  They are written
``W_{\mathrm{1}}``, which nothing takes for an entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from derive.judging.guesses import SCALARS
from derive.reader.names import normal
from derive.reader.vocabulary import WORDS
from derive.submissions.claims import Submission

__all__ = ["with_numbered"]

_FONTS = (
    r"\\(?:mathbf|mathcal|mathrm|mathsf|boldsymbol|bm|hat|tilde|bar|vec|overline|widehat|widetilde)"
)
_BASE = rf"(?:{_FONTS}\s*\{{\s*(?:[A-Za-z]|\\[A-Za-z]+)\s*\}}|\\[A-Za-z]+|[A-Za-z])"
_NUMBER = r"(?:(?P<at>\d)(?!\d)|\{\s*(?P<in>\d)\s*\})"
_HELD = r"\\(?:operatorname|text\w*|mathrm|begin|end)\*?\s*\{[^{}]*\}"
_WORDS = rf"(?<![A-Za-z\\])(?:{'|'.join(WORDS)})(?![A-Za-z])"
_ANY = re.compile(
    rf"{_WORDS}|{_HELD}(?!\s*_)|(?P<base>{_BASE})(?:(?P<below>\s*_\s*)(?:{_NUMBER}|(?P<other>\S)))?"
)


def with_numbered(submission: Submission) -> Submission:
    r"""The submission with ``W_{\mathrm{1}}`` for W_1 where that is a name of its own."""
    context = submission.context
    declared = {*map(normal, (*context.shapes, *context.families))}
    below: dict[str, set[str]] = {}
    for claim in submission.claims:
        for side in (claim.left, claim.right):
            for base, number in _uses(side):
                below.setdefault(base, set()).add(number)
    alone = {b: numbers for b, numbers in below.items() if "" not in numbers and b not in declared}
    large = {b for b in alone if _letter(b).isupper() and b not in SCALARS}
    if not large:
        return submission
    known = set[str]().union(*(alone[b] for b in large))
    known |= {"0", str(max(map(int, known)) + 1)}
    names = {b for b in alone if b in large or (alone[b] <= known and b not in SCALARS)}
    whole = {(b, n) for b in names for n in alone[b] if f"{b}_{{{n}}}" not in declared}

    def put(text: str) -> str:
        def one(found: re.Match[str]) -> str:
            number = found["at"] or found["in"]
            if found["base"] is None or (normal(found["base"]), number) not in whole:
                return found[0]
            return rf"{found['base']}_{{\mathrm{{{number}}}}}"

        return _ANY.sub(one, text)

    claims = tuple(
        replace(
            c,
            left=put(c.left),
            right=put(c.right),
            alternatives=tuple((put(a), put(b)) for a, b in c.alternatives),
        )
        for c in submission.claims
    )
    return replace(submission, claims=claims)


def _uses(text: str) -> Iterator[tuple[str, str]]:
    """Names with the numbers below them, "" where there is none."""
    for found in _ANY.finditer(text):
        if found["base"] is not None:
            yield normal(found["base"]), found["at"] or found["in"] or ""


def _letter(base: str) -> str:
    return base[base.index("{") + 1 : -1] if "{" in base else base
