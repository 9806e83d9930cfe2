"""A submission: text in, claims with their places out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from derive.errors import DeriveError
from derive.submissions.claims import Claim, Repair, Spot, Submission
from derive.submissions.contexts import front_matter, merged
from derive.submissions.files import FORMATS, Cell, cells_of, format_of, read_text
from derive.submissions.finding import Defined, Found, Unread, find
from derive.submissions.labelled import labelled
from derive.submissions.macros import Budget
from derive.submissions.mending import Mender
from derive.submissions.places import Edit, Lines, Placed
from derive.submissions.plain import formulas_in_lines, in_tex
from derive.submissions.reading import Reading
from derive.submissions.sums import with_sums
from derive.submissions.tending import with_tending

__all__ = ["open_submission", "submission"]


def open_submission(path: Path | str, format: str | None = None) -> Submission:
    """The submission that a file is, or standard input for ``-``.

    Raises :class:`DeriveError` if it cannot be read.
    """
    return submission(read_text(path), str(path), format)


def submission(text: str, name: str = "<text>", format: str | None = None) -> Submission:
    r"""What a text claims.

    Parameters
    ----------
    name : the file's name; its ending tells the format.
    format : markdown, latex, plain or notebook, if that is known.

    Raises :class:`DeriveError` for an unknown format, a notebook that is none, and a front
    matter with mistakes; all else that cannot be read is told in ``passed_by``.

    >>> found = submission("so $y = Wx$ \n\n$$= W \\, A \\, v \\label{a}$$")
    >>> [(str(c.spot), c.latex, c.after) for c in found.claims]
    [('line 1, column 5', 'y = Wx', None), ('line 3, column 3', 'Wx = W A v', 0)]
    """
    if format is not None and format not in FORMATS:
        raise DeriveError(f"no format {format}; known are {', '.join(FORMATS)}")
    format = format or format_of(name, text)
    text, cells = cells_of(text, name, format)
    places = _Places(cells)
    said, start = front_matter(cells[0].text, name, format) if cells else (merged(), 0)
    kind = "markdown" if format == "notebook" else format
    mender = Mender(text)
    read = [_Part(cell, kind, mender, start if cell is cells[0] else 0) for cell in cells]
    mender.names = {name for part in read for name in part.macros}
    for part in read:
        part.look(mender)
    reading = Reading(Placed.of(""), Budget(len(text)))
    for part in read:
        reading.cell(part.text)
        for piece, inner in part.mended(mender):
            reading.take(piece, inner)
    reading.close()
    with_tending(reading.drafts, text)
    spot = places.spot
    claims = [
        Claim(
            number,
            places.of_claim(d.at, d.sign),
            d.left,
            d.relation,
            d.right,
            text[slice(*d.formula)],
            d.role,
            d.after,
            d.group,
            d.given,
            d.under,
            d.formula,
            d.alternatives,
        )
        for number, d in enumerate(reading.drafts)
    ]
    return Submission(
        name,
        text,
        tuple(claims),
        tuple(Repair(spot(at), was, now) for at, was, now in sorted(mender.repairs)),
        merged(reading.declared.context(), said),
        tuple((spot(at), text[at : end + 1], why) for at, end, why in sorted(reading.passed)),
        kind,
    )


class _Places:
    """From offsets in the text that is read to lines and columns."""

    def __init__(self, cells: list[Cell]) -> None:
        self.cells = cells
        self.lines = [Lines(cell.text, cell.number) for cell in cells]
        self.at = 0

    def spot(self, offset: int) -> Spot:
        """The place of an offset."""
        last = len(self.cells) - 1
        if offset < self.cells[self.at].start:
            self.at = 0
        while self.at < last and self.cells[self.at + 1].start <= offset:
            self.at += 1
        return self.lines[self.at].spot(offset - self.cells[self.at].start)

    def of_claim(self, left: int, sign: int) -> Spot:
        """Where a relation begins; where it stands, if its left side is on the lines before."""
        begins, stands = self.spot(left), self.spot(sign)
        return begins if begins.line == stands.line else stands


_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{[A-Za-z]+\*?\}")


def _abbreviated(text: str, pieces: Sequence[Found | Defined | Unread]) -> Iterator[Edit]:
    r"""Macros that open or close an environment, such as ``\be`` and ``\ee``, written out."""
    defined = [p for p in pieces if isinstance(p, Defined) and p.macro and not p.macro.arguments]
    bodies = {p.macro.name: "".join(t.text for t in p.macro.body) for p in defined if p.macro}
    short = {name: body for name, body in bodies.items() if _ENVIRONMENT.fullmatch(body.strip())}
    if not short:
        return
    names = "|".join(map(re.escape, short))
    spans = [(p.start, p.end) for p in defined]
    for m in re.finditer(rf"\\({names})(?![A-Za-z])", text):
        i = bisect_left(spans, (m.start() + 1, 0)) - 1
        if i < 0 or spans[i][1] <= m.start():
            yield Edit(m.start(), m.end(), short[m.group(1)])


#: what stands between the two sides of a relation that are formulas each, "$A$ := $BC$"
_BETWEEN = re.compile(r"[ \t]*\n?[ \t]*(?::\s*=|≔|=)[ \t]*\n?[ \t]*")


def _parted(text: str, pieces: Sequence[Found | Defined | Unread]) -> Iterator[Edit]:
    """Relations of which only the sides are set as formulas, as one formula."""
    dollars = [
        p for p in pieces if isinstance(p, Found) and text[p.start] == text[p.end - 1] == "$"
    ]
    inline = [p for p in dollars if p.inner == (p.start + 1, p.end - 1) and not p.display]
    for one, other in pairwise(inline):
        if _BETWEEN.fullmatch(text[one.end : other.start]):
            yield Edit(one.end - 1, one.end, " ")
            yield Edit(other.start, other.start + 1, " ")


class _Part:
    """One cell, with its formulas."""

    def __init__(self, cell: Cell, format: str, mender: Mender, start: int) -> None:
        placed = Placed.of(cell.text, cell.start)
        self.text = mender.opened(placed.part(start, len(cell.text)))
        self.pieces = list(find(self.text.text, format))
        edits = [*_abbreviated(self.text.text, self.pieces), *_parted(self.text.text, self.pieces)]
        if edits:
            self.text = self.text.edited(edits)
            self.pieces = list(find(self.text.text, format))
        #: the formulas that nothing marks
        self.bare: set[int] = set()
        self.labelled: frozenset[str] = frozenset()
        if format == "plain":
            self.labelled = labelled(self.text.text)
            lines = list(formulas_in_lines(self.text.text, self.pieces))
            self.bare = {found.start for found in lines}
            self.pieces = sorted([*self.pieces, *lines], key=lambda piece: piece.start)
        defined = [piece for piece in self.pieces if isinstance(piece, Defined)]
        self.defined = sorted((d.start, d.end) for d in defined)
        self.macros = [d.macro.name for d in defined if d.macro]

    def _inner(self, found: Found) -> Placed:
        """The inside of a formula, in TeX, without the macros that are defined in it."""
        start, end = found.inner
        inner = with_sums(self.text.part(start, end))
        if found.start in self.bare:
            return in_tex(inner, self.labelled)
        first = bisect_left(self.defined, (start, 0))
        last = bisect_left(self.defined, (end, 0))
        return inner.edited([Edit(a - start, b - start, "") for a, b in self.defined[first:last]])

    def look(self, mender: Mender) -> None:
        """Tell the mender what is certainly damaged."""
        for piece in self.pieces:
            if isinstance(piece, Found):
                mender.look(self.text.text[slice(*piece.inner)])

    def mended(self, mender: Mender) -> Iterator[tuple[Found | Defined | Unread, Placed | None]]:
        """The pieces; with a formula goes its inside as it must have been."""
        for piece in self.pieces:
            if isinstance(piece, Found):
                yield piece, mender.mended(self._inner(piece))
            else:
                yield piece, None
