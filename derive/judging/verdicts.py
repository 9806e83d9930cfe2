"""What a review says of each claim: plain data, to be pickled, printed and written as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any, Literal, get_args

from derive.submissions.claims import Claim, Submission

__all__ = ["SCHEMA", "VERDICTS", "Finding", "Review", "Suggestion", "Verdict", "Witness", "schema"]

#: version of what ``as_dict`` returns; it rises when a key changes its meaning or goes
SCHEMA = 2

Verdict = Literal["proved", "agrees", "refuted", "unknown", "definition"]
#: a definition is no claim: its left side is a name of which nothing else says what it is
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
#: a number as text, or rows of them
Value = str | tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Witness:
    """Where a claim fails: names (as LaTeX) with their values, and both sides there.

    Numbers are exact ("3/4") or, where they are not rational, short decimals; a matrix is a tuple
    of rows.  ``note`` says in words what is no value: opaque functions, shapes that differ.
    """

    values: tuple[tuple[str, Value], ...] = ()
    left: Value = ""
    right: Value = ""
    note: str = ""

    def __str__(self) -> str:
        given = ", ".join(f"{name} = {_text(value)}" for name, value in self.values)
        sides = f"left {_text(self.left)}, right {_text(self.right)}" if self.left else ""
        note = self.note.replace("**", "^").replace("*", " ")
        return ": ".join(part for part in (given, "; ".join(filter(None, (sides, note)))) if part)


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value
    return "[" + "; ".join(", ".join(row) for row in value) + "]"


@dataclass(frozen=True)
class Suggestion:
    """One edit after which the claim holds: the claim as it would read, and what was changed."""

    latex: str
    change: str


@dataclass(frozen=True)
class Finding:
    """The verdict on one claim.

    ``proved`` is the kernel's word, for all sizes; ``agrees`` and ``refuted`` the audit's (``by``
    says whose).  ``reading`` names the conventions under which the verdict holds, where there
    was a choice: a claim true in one reading is true in that reading, and ``refuted`` means false
    in all.  ``reason`` says why a verdict is not ``proved``.  ``inherits`` is the number of an
    earlier refuted claim from which this one only takes over the error: it is false, but it
    holds once the left side of that claim is taken to be what that claim said.  ``sharper`` is,
    beside a proved claim that something lies in an interval, that it lies in a smaller one.
    """

    claim: Claim
    verdict: Verdict
    by: Literal["kernel", "audit", ""] = ""
    reading: str = ""
    witness: Witness | None = None
    suggestion: Suggestion | None = None
    reason: str = ""
    inherits: int | None = None
    sharper: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON data."""
        claim = self.claim
        return {
            "number": claim.number,
            "cell": claim.spot.cell,
            "line": claim.spot.line,
            "column": claim.spot.column,
            "latex": claim.latex,
            "relation": claim.relation,
            "verdict": self.verdict,
            "by": self.by,
            "reading": self.reading,
            "witness": None if self.witness is None else _witness(self.witness),
            "suggestion": None if self.suggestion is None else asdict(self.suggestion),
            "reason": self.reason,
            "inherits": self.inherits,
            "sharper": self.sharper,
        }


def _witness(witness: Witness) -> dict[str, Any]:
    return {
        "values": {name: _listed(value) for name, value in witness.values},
        "left": _listed(witness.left),
        "right": _listed(witness.right),
        "note": witness.note,
    }


def _listed(value: Value) -> Any:
    return value if isinstance(value, str) else [list(row) for row in value]


@dataclass(frozen=True)
class Review:
    """All findings of one submission, in the order of its claims.

    ``print`` shows them as text, a notebook shows the submission with its formulas in colour.

    >>> import derive
    >>> found = derive.review(r"We know that $(A B)^\\top = B^\\top A^\\top$.")
    >>> isinstance(found, derive.Review), found.findings[0].verdict
    (True, 'proved')
    """

    name: str
    findings: tuple[Finding, ...]
    #: what was judged: its text, repairs, and what stood in no claim
    submission: Submission | None = None

    @property
    def counts(self) -> Mapping[str, int]:
        """How many claims have each verdict."""
        found = dict.fromkeys(map(str, VERDICTS), 0)
        for finding in self.findings:
            found[finding.verdict] += 1
        return found

    def as_dict(self) -> dict[str, Any]:
        """The review as JSON data; ``schema`` is its version (review.schema.json)."""
        read = self.submission
        return {
            "schema": SCHEMA,
            "file": self.name,
            "counts": dict(self.counts),
            "findings": [finding.as_dict() for finding in self.findings],
            "repairs": [
                {**asdict(repair.spot), "was": repair.was, "now": repair.now}
                for repair in (read.repairs if read else ())
            ],
            "passed_by": [
                {**asdict(spot), "text": text, "reason": reason}
                for spot, text, reason in (read.passed_by if read else ())
            ],
        }

    def __str__(self) -> str:
        from derive.reviewing.telling import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from derive.reviewing.pages import fragment

        return fragment(self)


def schema() -> str:
    """The JSON Schema of a review and of a line of results."""
    return files("derive.reviewing").joinpath("review.schema.json").read_text(encoding="utf-8")
