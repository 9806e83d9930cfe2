r"""A softmax of rows: "row n of P is the softmax of row n of S", P_{n,:} = softmax(S_{n,:}).

Where only words define it, this is the only thing said of P, and S is known from elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.occurrences import bare_name, names_in
from derive.judging.stacked import COLUMNS, ROWS, SENTENCE
from derive.reader.names import bare, normal
from derive.submissions.claims import Claim, Submission

__all__ = ["with_softmax_of_rows"]

_SOFTMAX = re.compile(r"softmax|софтмакс", re.IGNORECASE)
_MATH = re.compile(r"\$([^$]+)\$|\\\((.+?)\\\)|`([^`]+)`")
_NAME = r"(?:\\(?:mathbf|bm|boldsymbol)\s*\{?\s*)?[A-Z]\}?"
_MATRIX = re.compile(
    rf"\s*(?P<name>{_NAME})\s*"
    r"(?:_\s*(?:[a-z]|\{\s*[a-z]\s*[,:]*\s*:?\s*\}))?\s*(?:=.*)?"
)
#: the row n of a matrix, P_{n,:} or P_{n\cdot}
_ROW = r"\s*_\s*\{\s*(?P<row>[a-z])\s*,?\s*(?::|\\cdot|\\bullet|\*)\s*\}"
_LEFT = re.compile(rf"\s*(?P<name>{_NAME})" + _ROW)
_RIGHT = re.compile(
    r"\s*(?P<function>\\(?:operatorname|mathrm|text)\s*\{\s*softmax\s*\})\s*(?:\\left|\\[bB]igl?)?\s*\("
    rf"\s*(?P<name>{_NAME})" + _ROW + r"\s*(?:\\right|\\[bB]igr?)?\s*\)\s*"
)


def _whole(claim: Claim) -> Claim:
    """P = softmax(S) for P_{n,:} = softmax(S_{n,:}), any other claim as it is."""
    left, right = _LEFT.fullmatch(claim.left), _RIGHT.fullmatch(claim.right)
    if claim.relation != "=" or left is None or right is None or left["row"] != right["row"]:
        return claim
    return replace(claim, left=left["name"], right=f"{right['function']}({right['name']})")


def with_softmax_of_rows(submission: Submission) -> Submission:
    """The submission with P = softmax(S), which acts on each row, for what says so of rows."""
    if not _SOFTMAX.search(submission.text):
        return submission
    submission = replace(submission, claims=tuple(map(_whole, submission.claims)))
    claims = [c for c in submission.claims if c.relation == "="]
    announced = (c for c in claims if c.role == "definition")
    lefts = {name[0] for c in announced if (name := bare_name(c.left)) is not None}
    begins = {name[0]: c.formula[0] for c in claims[::-1] if (name := bare_name(c.left))}
    spoken = {key for c in claims for side in (c.left, c.right) for key in names_in(side)}
    context = submission.context
    known = {*begins} | {normal(name) for name in context.shapes}
    plain = submission.format == "plain"
    found: dict[str, str] = {}
    end = 0
    for sentence in SENTENCE.split(submission.text):
        end = submission.text.find(sentence, end) + len(sentence)
        # where a formula says it, that does
        words = sentence if plain else _MATH.sub(" ", sentence)
        if not _SOFTMAX.search(words) or not ROWS.search(sentence) or COLUMNS.search(sentence):
            continue
        parts = re.findall(r"(?<!\S)\S+?(?=[.,;:]?(?:\s|$))", sentence) if plain else []
        parts += [next(filter(None, groups)) for groups in _MATH.findall(sentence)]
        matrices = (m for part in parts if (m := _MATRIX.fullmatch(part)) is not None)
        names = dict.fromkeys(m["name"].strip() for m in matrices if bare(m["name"]) != "I")
        # an equation behind the sentence is a claim, one within it says the same
        mine = {key for key, at in begins.items() if at < end} | lefts
        new = [name for name in names if normal(name) in spoken - mine]
        if len(new) == 2:  # "P is the row-wise softmax of S"
            shaped = {normal(name) for name in context.shapes}
            new = [name for name in new if normal(name) not in shaped]
        old = [name for name in names if normal(name) in known and name not in new]
        if len(new) == 1 and len(old) == 1:
            found.setdefault(new[0], old[0])
    if not found:
        return submission
    said = (rf"{name} = \operatorname{{softmax}}({of})" for name, of in found.items())
    return replace(submission, context=replace(context, definitions=(*context.definitions, *said)))
