r"""A softmax of rows that only words define: "row n of P is the softmax of row n of S".

It is the only thing said of P, and S is known from elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.occurrences import bare_name, names_in
from derive.judging.stacked import COLUMNS, ROWS, SENTENCE
from derive.reader.names import bare, normal
from derive.submissions.claims import Submission

__all__ = ["with_softmax_of_rows"]

_SOFTMAX = re.compile(r"softmax|софтмакс", re.IGNORECASE)
_MATH = re.compile(r"\$([^$]+)\$|\\\((.+?)\\\)|`([^`]+)`")
_MATRIX = re.compile(
    r"\s*(?P<name>(?:\\(?:mathbf|bm|boldsymbol)\s*\{?\s*)?[A-Z]\}?)\s*"
    r"(?:_\s*(?:[a-z]|\{\s*[a-z]\s*[,:]*\s*:?\s*\}))?\s*(?:=.*)?"
)


def with_softmax_of_rows(submission: Submission) -> Submission:
    """The submission with P = softmax(S), which acts on each row, among what it declares."""
    if not _SOFTMAX.search(submission.text):
        return submission
    claims = [c for c in submission.claims if c.relation == "="]
    lefts = {name[0] for c in claims if (name := bare_name(c.left)) is not None}
    spoken = {key for c in claims for side in (c.left, c.right) for key in names_in(side)}
    context = submission.context
    known = lefts | {normal(name) for name in context.shapes}
    plain = submission.format == "plain"
    found: dict[str, str] = {}
    for sentence in SENTENCE.split(submission.text):
        if not _SOFTMAX.search(sentence) or not ROWS.search(sentence) or COLUMNS.search(sentence):
            continue
        parts = re.findall(r"(?<!\S)\S+?(?=[.,;:]?(?:\s|$))", sentence) if plain else []
        parts += [next(filter(None, groups)) for groups in _MATH.findall(sentence)]
        matrices = (m for part in parts if (m := _MATRIX.fullmatch(part)) is not None)
        names = dict.fromkeys(m["name"].strip() for m in matrices if bare(m["name"]) != "I")
        new = [name for name in names if normal(name) in spoken - lefts]
        old = [name for name in names if normal(name) in known and name not in new]
        if len(new) == 1 and len(old) == 1:
            found.setdefault(new[0], old[0])
    if not found:
        return submission
    said = (rf"{name} = \operatorname{{softmax}}({of})" for name, of in found.items())
    return replace(submission, context=replace(context, definitions=(*context.definitions, *said)))
