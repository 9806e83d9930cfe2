"""Findings in words: what a terminal, a page and ``print`` say of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from unicodedata import combining

from derive.document.plain import plain
from derive.judging.verdicts import Finding, Review, Value, Witness
from derive.submissions.claims import Claim, Spot

__all__ = [
    "GLYPHS",
    "Told",
    "as_text",
    "printable",
    "short_place",
    "shown",
    "summary",
    "told",
    "unicode_of",
    "value_tex",
    "witness_lines",
    "worded",
]

#: verdict → its sign
GLYPHS: Mapping[str, str] = {
    "proved": "✓",
    "agrees": "≈",
    "refuted": "✗",
    "unknown": "?",
    "definition": "≔",
}

_RAISED = str.maketrans("0123456789nmdpkruvwt×", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵐᵈᵖᵏʳᵘᵛʷᵗˣ")
#: a space whose sizes can be raised
_SPACE = re.compile(r"ℝ\^\{?([0-9nmdpkruvwt×]+)(?:\}|(?![\w}×]))")
#: names and formulas in words: what holds a command, or braces behind ^ or _
_GROUP = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_FORMULA = re.compile(
    rf"(?:(?!ℝ)[^\s\\{{}};,])*(?:\\(?:[A-Za-z]+(?:\s(?=\\))?|\|)(?:{_GROUP})*|(?<!ℝ)[_^]{_GROUP})(?:[^\s;,]*{_GROUP})*"
)
#: characters of a claim that a line of text shows
_ROOM = 400


@dataclass(frozen=True)
class Told:
    """One finding, ready to be shown."""

    finding: Finding
    number: int
    place: str
    latex: str
    unicode: str
    verdict: str
    glyph: str
    by: str
    reading: str
    #: why it is not proved, in a line
    because: str
    #: the witness in a line
    witness: str
    #: the claim that would be true, in Unicode and in LaTeX, and the edit
    true_if: str
    true_latex: str
    change: str
    #: the place of the claim from which the error comes
    inherits: str
    #: a smaller interval that it is in, in Unicode
    sharper: str = ""

    @property
    def fails(self) -> str:
        """What is said before the witness: numbers alone fail at no point."""
        witness = self.finding.witness
        return "fails at" if witness and witness.values else "fails"

    @property
    def read(self) -> str:
        """How it was read, with raised sizes: ℝⁿˣᵈ."""
        return _SPACE.sub(lambda s: f"ℝ{s[1].translate(_RAISED)}", self.reading)

    @property
    def remarks(self) -> tuple[tuple[str, str], ...]:
        """What is said beside the verdict: (label, text), the most important first."""
        said = (
            ("inherited", self.inherits and f"only takes over the error of {self.inherits}"),
            (self.fails, self.witness),
            ("true if", self.true_if and f"{self.true_if}  ({self.change})"),
            ("because", "" if self.because in self.witness else self.because),
            ("sharper", self.sharper),
            ("read", self.read),
        )
        return tuple((label, text) for label, text in said if text)


def told(review: Review) -> Iterator[Told]:
    """The findings of a review in words, in order."""
    places = {f.claim.number: short_place(f.claim.spot) for f in review.findings}
    for finding in review.findings:
        claim, suggestion = finding.claim, finding.suggestion
        inherits = "" if finding.inherits is None else places.get(finding.inherits, "")
        yield Told(
            finding,
            claim.number,
            short_place(claim.spot),
            claim.latex,
            unicode_of(claim.latex),
            finding.verdict,
            GLYPHS[finding.verdict],
            finding.by,
            worded(finding.reading),
            worded(finding.reason) if finding.verdict != "proved" else "",
            _short(finding.witness, claim) if finding.witness else "",
            unicode_of(suggestion.latex) if suggestion else "",
            suggestion.latex if suggestion else "",
            worded(suggestion.change) if suggestion else "",
            inherits,
            unicode_of(finding.sharper),
        )


def short_place(spot: Spot) -> str:
    """``line:column``, behind the cell in a notebook.

    >>> short_place(Spot(3, 14)), short_place(Spot(1, 2, cell=5))
    ('3:14', 'cell 5, 1:2')
    """
    return f"{f'cell {spot.cell}, ' if spot.cell else ''}{spot.line}:{spot.column}"


def printable(text: str) -> str:
    r"""On one line, without characters that would steer a terminal.

    >>> printable("a\x1b[2J\tb\nc")
    'a [2J b c'
    """
    return re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in text)).strip()


def shown(text: str) -> str:
    r"""A piece of the source with what is not seen written out.

    >>> shown("\x0crac"), shown("\t")
    ('␌rac', '␉')
    """
    return "".join(chr(0x2400 + ord(c)) if ord(c) < 32 else c for c in text)


def unicode_of(latex: str) -> str:
    r"""LaTeX as a line of Unicode, or as it is written where not all of it can be said so.

    >>> unicode_of(r"\frac{\partial y}{\partial x} = \operatorname{diag}(\sigma'(z)) W")
    '∂y/∂x = diag(σ′(z)) W'
    >>> unicode_of(r"\unheard{x} = \alpha")
    '\\unheard{x} = \\alpha'
    """
    try:
        text = printable(plain(latex))
    except RecursionError:
        text = ""
    if not text or "\\" in text:
        text = printable(latex)
    return text if len(text) <= _ROOM else text[: _ROOM - 1] + "…"


def worded(text: str) -> str:
    r"""Words among which names and formulas stand as LaTeX, as a line of Unicode.

    >>> worded(r"with \boldsymbol{\Phi} ∈ ℝ^{n×d}; I + u v^{\top} invertible; \det(A) not 0")
    'with Φ ∈ ℝ^{n×d}; I + u vᵀ invertible; det(A) not 0'
    """
    return _FORMULA.sub(lambda found: _said(found[0]), printable(text))


def _said(formula: str) -> str:
    text = unicode_of(formula)
    return formula if combining(text[0]) else text  # an accent that has lost its letter


def value_tex(value: Value) -> str:
    r"""A value of a witness as LaTeX.

    >>> value_tex("-3/4"), value_tex("1e-05"), value_tex((("1", "0"), ("0.25", "2")))
    ('-\\tfrac{3}{4}', '1 \\cdot 10^{-5}', '\\begin{pmatrix} 1 & 0 \\\\ 0.25 & 2 \\end{pmatrix}')
    """
    if not isinstance(value, str):
        rows = r" \\ ".join(" & ".join(map(value_tex, row)) for row in value)
        return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"
    if found := re.fullmatch(r"(-?)(\d+)/(\d+)", value):
        return rf"{found[1]}\tfrac{{{found[2]}}}{{{found[3]}}}"
    if found := re.fullmatch(r"(-?[\d.]+)e([+-]?)0*(\d+)", value):
        return rf"{found[1]} \cdot 10^{{{found[2].strip('+')}{found[3]}}}"
    return value


def witness_lines(witness: Witness, claim: Claim) -> list[tuple[str, str]]:
    """The witness in full, to be recomputed: (name as LaTeX, value as LaTeX), the sides last."""
    lines = [(name, value_tex(value)) for name, value in witness.values]
    if witness.left:
        lines.append((claim.left, value_tex(witness.left)))
        lines.append((claim.right, value_tex(witness.right)))
    return lines


def _short(witness: Witness, claim: Claim) -> str:
    """The witness in one line: ``W = [0, 1; 1, 0], x = 2: left 1, right 2``."""
    given = ", ".join(f"{unicode_of(name)} = {_flat(value)}" for name, value in witness.values)
    sides = f"left {_flat(witness.left)}, right {_flat(witness.right)}" if witness.left else ""
    said = "; ".join(part for part in (sides, printable(witness.note)) if part)
    return ": ".join(part for part in (given, said) if part)


def _flat(value: Value) -> str:
    return unicode_of(value_tex(value))


def summary(review: Review) -> str:
    """``7 claims: 3 proved, 2 refuted, 2 unknown; 1 repair``."""
    counts = ", ".join(f"{n} {verdict}" for verdict, n in review.counts.items() if n)
    total = len(review.findings)
    said = f"{_many(total, 'claim')}{': ' + counts if counts else ''}"
    repairs = len(review.submission.repairs) if review.submission else 0
    return f"{said}; {_many(repairs, 'repair')}" if repairs else said


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def as_text(review: Review) -> str:
    """A review as plain text: a line for each claim, its remarks below."""
    lines = [f"{printable(review.name)}: {summary(review)}"]
    for one in told(review):
        by = f" ({one.by})" if one.by else ""
        lines.append(f"  {one.place:>6} {one.glyph} {one.verdict}{by}: {one.unicode}")
        lines += [f"           {label}: {text}" for label, text in one.remarks]
    return "\n".join(lines)
