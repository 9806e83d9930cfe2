"""A submission cut into what a page shows: paragraphs, formulas, and the findings beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from derive.judging.verdicts import Review
from derive.reviewing.markup import FIRST, runs
from derive.reviewing.telling import Told, told
from derive.submissions.claims import SIGNS, Claim, Submission

__all__ = ["Block", "Piece", "blocks"]

_DELIMITERS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))
_FRONT = re.compile(
    r"\A(?:\ufeff?---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)|.*?\\begin\s*\{document\})",
    re.DOTALL | re.MULTILINE,
)
#: how many characters are free to stand for the formulas of a paragraph
_MOST = 6_000


@dataclass(frozen=True)
class Piece:
    """Words (``kind`` is "text"), a formula that is not judged ("formula"), or a relation.

    A relation has the verdict of its finding as its kind, or "definition" or "assumption"; words
    have the style "", "strong", "em" or "code".
    """

    text: str
    kind: str = "text"
    told: Told | None = None
    style: str = ""


@dataclass
class Block:
    """A paragraph, a heading, or a displayed formula with one piece for each of its relations.

    ``source`` marks what stands in front and is no prose: declarations, a preamble of LaTeX.
    """

    pieces: list[Piece] = field(default_factory=list)
    display: bool = False
    source: bool = False
    heading: bool = False

    @property
    def told(self) -> list[Told]:
        """The findings on what stands in it."""
        return [piece.told for piece in self.pieces if piece.told]


@dataclass(frozen=True)
class _Span:
    """A formula: where it stands, how it is written, and its relations."""

    start: int
    end: int
    raw: str
    claims: tuple[Claim, ...] = ()


def blocks(review: Review) -> list[Block]:
    """The blocks of a review that knows its submission; else one for each finding."""
    found = {one.number: one for one in told(review)}
    if review.submission is None:
        return [Block([Piece(one.latex, one.verdict, one)], display=True) for one in found.values()]
    text = review.submission.text
    front = _FRONT.match(text)
    at = front.end() if front else 0
    made = [Block([Piece(text[:at])], source=True), Block()]
    for span in _spans(review.submission):
        if span.start < at:
            continue
        _prose(made, text[at : span.start])
        pieces = _formula(span, found, review.submission)
        if _displayed(span, text):
            made += Block(pieces, display=True), Block()
        else:
            made[-1].pieces += pieces
        at = span.end
    _prose(made, text[at:])
    parts = [part for block in made for part in _marked(block, review.submission.format)]
    return [block for block in parts if any(piece.text.strip() for piece in block.pieces)]


def _marked(block: Block, form: str) -> list[Block]:
    """A block with its words as they were marked up, headings apart."""
    if block.display or block.source:
        return [block]
    others = [piece for piece in block.pieces if piece.kind != "text"]
    signs = {chr(FIRST + number): piece for number, piece in enumerate(others)}
    taken = any(sign in piece.text for piece in block.pieces for sign in signs)
    if taken or len(signs) > _MOST:
        return [block]
    ordered = iter(signs)
    text = "".join(p.text if p.kind == "text" else next(ordered) for p in block.pieces)
    found: list[Block] = []
    for words, style, heading in runs(text, form):
        if not found or found[-1].heading != heading:
            found.append(Block(heading=heading))
        for part in re.split(rf"([{chr(FIRST)}-{chr(FIRST + len(signs))}])", words):
            if part:
                found[-1].pieces.append(signs.get(part) or Piece(part, style=style))
    return found


def _prose(made: list[Block], text: str) -> None:
    """Words go into the last block; an empty line begins another."""
    first, *others = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n"))
    if not made[-1].pieces:
        first = first.lstrip()
    if first:
        made[-1].pieces.append(Piece(first))
    made += [Block([Piece(part)] if part else []) for part in others]


def _spans(read: Submission) -> Iterator[_Span]:
    """All formulas in order, none within another."""
    found = [
        _Span(start, end, read.text[start:end], tuple(claims))
        for (start, end), claims in groupby(read.claims, lambda claim: claim.formula)
    ]
    taken = {span.start for span in found}
    at = 0
    for _, raw, _ in read.passed_by:
        start = read.text.find(raw, at) if raw else -1
        if start >= 0:
            at = start + len(raw)
            if start not in taken and _inside(raw) != raw:
                found.append(_Span(start, start + len(raw), raw))
                taken.add(start)
    end = 0
    for span in sorted(found, key=lambda span: (span.start, span.end)):
        if span.start >= end and span.end > span.start:
            yield span
            end = span.end


def _displayed(span: _Span, text: str) -> bool:
    """Whether a formula is a display, or stands alone on its line."""
    before, behind = text[: span.start].rpartition("\n")[2], text[span.end :].partition("\n")[0]
    return span.raw.startswith(("$$", r"\[", r"\begin")) or not (before.strip() or behind.strip())


def _inside(raw: str) -> str:
    """A formula without its delimiters."""
    for left, right in _DELIMITERS:
        if raw.startswith(left) and raw.endswith(right) and len(raw) > len(left + right):
            return raw[len(left) : -len(right)].strip()
    return raw


def _formula(span: _Span, found: dict[int, Told], read: Submission) -> list[Piece]:
    """A piece for each relation; a further link of a chain goes on from the one before it."""
    if not span.claims:
        return [Piece(_inside(span.raw), "formula")]
    rights = {claim.number: claim.right for claim in read.claims}
    pieces = []
    for claim in span.claims:
        one = found.get(claim.number)
        kind = one.verdict if one else claim.role
        goes_on = claim.after is not None and rights.get(claim.after) == claim.left
        latex = f"{SIGNS[claim.relation]} {claim.right}" if goes_on else claim.latex
        pieces.append(Piece(latex, kind, None if kind == "definition" else one))
    return pieces
