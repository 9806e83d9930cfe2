"""The sheet that a worksheet corrects: its equations as transcribed, and the review of them.

A sheet is a folder of Markdown, a file for each question, with the sheet's equations and words of
our own.  What is said of an equation is what :mod:`derive.reviewing` finds, in this run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sympy import ImmutableMatrix, sympify

from derive.document.escape import Tex, escape
from derive.document.reasons import with_spaces
from derive.errors import DeriveError
from derive.worksheets.claims import function_of

if TYPE_CHECKING:  # a review costs its import only where one is made
    from derive.judging.verdicts import Finding, Review, Witness

__all__ = ["Reviewed", "Reviews", "Sheet", "review"]

Reviews = Mapping[str, "Review"]


def review(folder: Path, lines: Mapping[str, Collection[int]] | None = None) -> Reviews:
    """The review of the files of a sheet, by the question that each is named after.

    ``lines`` says which lines of which files are judged; without it, all are.  Raises
    :class:`DeriveError` for a file that cannot be read.
    """
    from derive.judging.judge import judge
    from derive.submissions.opening import open_submission

    reviews = {}
    for path in sorted(folder.glob("*.md")):
        if lines is not None and path.stem not in lines:
            continue
        found = open_submission(path)
        here = {
            claim.number
            for claim in found.claims
            if lines is None or claim.spot.line in lines[path.stem]
        }
        # no single edit makes one of the sheet's errors true, and the search for one is bounded
        # by the clock: the document must not depend on how fast the machine is
        reviews[path.stem] = judge(found, timeout=0, suggest=False, only=here)
    return reviews


@dataclass(frozen=True)
class Reviewed:
    """An equation of the sheet with what the review says of it."""

    question: str
    line: int
    find: Callable[[], Finding]

    @cached_property
    def finding(self) -> Finding:
        return self.find()

    @property
    def label(self) -> str:
        """What stands before it: where it is in the transcription."""
        return f"The sheet says, line {self.line}"

    @property
    def verdict(self) -> str:
        return self.finding.verdict

    @property
    def by(self) -> Tex:
        """Who gave the verdict, under which reading; for an unknown one, why."""
        found = self.finding
        if found.verdict == "unknown":
            return escape(found.reason)
        who = {"kernel": "the kernel", "audit": "the audit"}[found.by]
        # "agrees" says itself that there is no proof
        why = f"; {found.reason}" if found.verdict == "agrees" else ""
        said = _set(f"{who}{found.reading and f', {found.reading}'}{why}")
        return Tex(f"{said}; more sharply ${found.sharper}$") if found.sharper else said

    @property
    def witness(self) -> dict[Any, Any] | None:
        claim = self.finding.claim
        interval = claim.right if claim.relation == "in" else None
        return None if self.finding.witness is None else _shown(self.finding.witness, interval)


#: an equation in a reading, such as f_t = 1
_EQUATION = re.compile(r"(\\?\w+_\w+ = \w+)")


def _set(words: str) -> Tex:
    """Words in which equations and spaces are set as formulas."""
    parts = _EQUATION.split(words)
    return Tex("".join(f"${p}$" if n % 2 else with_spaces(p, escape) for n, p in enumerate(parts)))


def _shown(witness: Witness, interval: str | None = None) -> dict[Any, Any]:
    """A review's witness as pairs that a document prints; an interval stands in the claim."""
    found: dict[Any, Any] = {Tex(name): _value(value) for name, value in witness.values}
    functions = [text for text in witness.note.split("; ") if "(v) = " in text]
    found |= dict(map(function_of, functions))
    if not witness.left:
        return {**found, "the range": witness.note}
    found["left side"] = _value(witness.left)
    if witness.right != interval:
        found["right side"] = _value(witness.right)
    return found


def _value(value: Any) -> Any:
    return sympify(value) if isinstance(value, str) else ImmutableMatrix(value).applyfunc(sympify)


@dataclass(frozen=True)
class Sheet:
    """A sheet under review; the review is asked for when the first verdict is."""

    reviews: Callable[[], Reviews]

    def claims(self, question: str, *lines: int) -> tuple[Reviewed, ...]:
        """The equations in some lines of the file of a question."""
        return tuple(Reviewed(question, n, partial(self.finding, question, n)) for n in lines)

    def finding(self, question: str, line: int) -> Finding:
        """What the review says of it.

        Raises :class:`DeriveError` if the line has no claim, or several.
        """
        findings = self.reviews()[question].findings
        found = [finding for finding in findings if finding.claim.spot.line == line]
        if len(found) != 1:
            raise DeriveError(f"{question}.md has {len(found)} claims in line {line}, not one")
        return found[0]
