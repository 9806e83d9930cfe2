r"""Samples that are rows of a matrix: "X, of which the rows are x_i^T", the design matrix.

Where words say so, x_i is written as that row, so that Σ_i x_i x_i^T and X^T X are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from derive.judging.layers import numbered
from derive.reader.names import bare, normal
from derive.submissions.claims import Submission

__all__ = ["COLUMNS", "ROWS", "SENTENCE", "settled_by_words", "with_rows"]

SENTENCE = re.compile(r"(?<=[.!?;。；])\s+|\n\s*\n|\n\s*[-*#]")
ROWS = re.compile(r"\brows?\b|\bzeilen?\b|\blignes?\b|\bfilas?\b|\brighe\b|строк|行", re.I)
COLUMNS = re.compile(r"\bcolumns?\b|\bspalten?\b|\bcolonnes?\b|\bcolumnas?\b|столбц|列", re.I)
_FONT = r"\\(?:mathbf|bm|boldsymbol|mathit)\s*\{?\s*"
_WHOLE = re.compile(rf"(?<![A-Za-z\\{{])(?:{_FONT}[A-Z]\s*\}}?|[A-Z])(?![A-Za-z_}}])")
_BASE = rf"(?:{_FONT}[a-z]\s*\}}?|(?<![A-Za-z\\])[a-z])"
#: what stands behind "the rows of": the names of matrices
_OF = re.compile(
    r"[\s$]*(?:(?:of|from|von|der|des|de|du|la|di|del|della|the|matri\w+|матриц\w*)[\s$]+)+"
    rf"((?:{_WHOLE.pattern}[\s$]*(?:(?:,|and|und|et|y|e|и|resp\.)[\s$]*)*)+)"
)
_ONE = re.compile(rf"(?P<base>{_BASE})\s*_\s*(?:[a-z]|\{{\s*[a-z]\s*\}})(?![A-Za-z])")
_TURNED = re.compile(rf"{_ONE.pattern}\s*\^\s*\{{?\s*(?:T(?![A-Za-z])|\\top|\\intercal)")
#: how far from each other words and what they say of may stand
_NEAR = 30
_BELOW = r"\s*_\s*(?:(?P<at>\w)|\{(?P<in>[^{}]*)\})"
_ABOVE = (
    r"(?P<turn>\s*\^\s*(?:T|\\top|\\intercal|\{\s*(?:T|\\top|\\intercal|\\mathsf\{?T\}?)\s*\}))?"
)
_COMMAND = r"\\(?:operatorname|text\w*|mathrm|begin|end)\*?\s*\{[^{}]*\}"
_MEMBER = re.compile(rf"(?P<base>{_FONT}[a-z]\s*\}}?|[a-z]){_BELOW}{_ABOVE}|{_COMMAND}|\\[A-Za-z]+")
_BY = re.compile(r"(?:\\partial|\\nabla\s*_\s*\{?)\s*$")


@dataclass(frozen=True)
class _Stack:
    """x_i is the i-th row, or column, of X."""

    whole: str
    member: str
    rows: bool


def with_rows(submission: Submission) -> tuple[Submission, dict[int, str]]:
    """The submission with rows of matrices for samples; by claim, how that is said."""
    said: dict[int, str] = {}
    for stack in _stacks(submission):
        claims = []
        for claim in submission.claims:
            if any(_ends(side, stack) for side in (claim.left, claim.right)):
                claims.append(claim)
                continue
            left, right = (_put(side, stack) for side in (claim.left, claim.right))
            if left is None or right is None:
                break
            if (left, right) != (claim.left, claim.right):
                kind = "row" if stack.rows else "column"
                said[claim.number] = f"{stack.member}_i as the i-th {kind} of {stack.whole}"
            claims.append(replace(claim, left=left, right=right))
        else:
            submission = replace(submission, claims=tuple(claims))
            continue
        said.clear()
    return submission, said


def _stacks(submission: Submission) -> Iterator[_Stack]:
    """What words say to be the rows, or the columns, of a matrix that formulas speak of."""
    context = submission.context
    shapes = {normal(k): v for k, v in context.shapes.items()}
    families = {normal(k): v for k, v in context.families.items()}
    spoken = " ".join(side for c in submission.claims for side in (c.left, c.right))
    done: set[str] = set()
    for sentence in SENTENCE.split(submission.text):
        words = [(word, True) for word in ROWS.finditer(sentence)]
        words += [(word, False) for word in COLUMNS.finditer(sentence)]
        kinds = [(word.start(), rows) for word, rows in words]
        linked = {word.start(): _named(sentence, word.end()) for word, _ in words}
        if not kinds:
            continue
        wholes = {normal(found[0]) for found in _WHOLE.finditer(sentence)}
        for found in _ONE.finditer(sentence):
            member, at = normal(found["base"]), found.start()
            for whole in sorted(wholes):
                said = [kind for kind in kinds if whole in linked[kind[0]]] or kinds
                rows = min(said, key=lambda kind: abs(kind[0] - at))[1]
                if bare(whole).lower() != bare(member) or member in done:
                    continue
                size = shapes.get(whole, ("", ""))[1 if rows else 0 : 2 if rows else 1]
                known = families.get(member, (*size, "1"))[:1]
                if member in shapes or (whole in shapes and size != known):
                    continue
                if whole in shapes or _stands(spoken, whole):
                    done.add(member)
                    yield _Stack(whole, member, rows)


def _named(sentence: str, at: int) -> set[str]:
    """The matrices that are named at a place, behind "the rows": of Q, K and V."""
    found = _OF.match(sentence, at)
    return {normal(name[0]) for name in _WHOLE.finditer(found[1])} if found else set()


def _stands(text: str, name: str) -> bool:
    return any(normal(found[0]) == name for found in _WHOLE.finditer(text))


def settled_by_words(submission: Submission, said: Submission) -> set[str]:
    """The conventions that a text settles: exponents where layers stand, rows that are x_i^T."""
    found = {"power": numbered(submission), "slices": _upright(said)}
    return {name for name, settled in found.items() if settled}


def _upright(submission: Submission) -> bool:
    """Whether words say that rows are x_i^T, so that x_i is a column."""
    for sentence in SENTENCE.split(submission.text):
        for found in _TURNED.finditer(sentence):
            near = sentence[max(0, found.start() - _NEAR) : found.end() + _NEAR]
            if ROWS.search(near):
                return True
    return False


def _ends(side: str, stack: _Stack) -> bool:
    """Whether the last sample stands there by itself, as in x_1, …, x_N: that is left alone."""
    return any(
        found["base"] is not None
        and normal(found["base"]) == stack.member
        and re.fullmatch(r"[A-Z]", (found["at"] or found["in"]).strip())
        for found in _MEMBER.finditer(side)
    )


def _put(side: str, stack: _Stack) -> str | None:
    """A side with rows for samples; None where they stand in another way."""
    out, done = "", 0
    for found in _MEMBER.finditer(side):
        if found["base"] is None or normal(found["base"]) != stack.member:
            continue
        below = (found["at"] or found["in"]).strip()
        entry = re.fullmatch(r"([a-z]|\d+(?=,)|\d)\s*,?\s*([a-z]|\d)", below)
        if entry is not None and not found["turn"]:  # x_{ij} is the j-th entry of x_i
            place = ",".join(entry.groups() if stack.rows else entry.groups()[::-1])
            out, done = out + side[done : found.start()] + f"{stack.whole}_{{{place}}}", found.end()
            continue
        if not re.fullmatch(r"[a-z]|\d+", below) or _BY.search(side[: found.start()]):
            return None
        place = f"{below},:" if stack.rows else f":,{below}"
        turned = bool(found["turn"]) != stack.rows
        row = rf"({stack.whole}_{{{place}}})" + (r"^{\top}" if turned else "")
        out, done = out + side[done : found.start()] + row, found.end()
    return out + side[done:]
