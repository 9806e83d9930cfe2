r"""Indices in letters that count nothing elsewhere: X_{i\mu}, Q_{ia}, δ_{bc}.

i, j, k … below a name are taken for indices; α and a are a part of the name.  Those that stand
nowhere but in indices, and that some sum, δ or word says to count, are written i, j, k too.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.submissions.claims import Submission

__all__ = ["with_latin_indices"]

_GREEK = r"\\(?:alpha|beta|gamma|kappa|lambda|mu|nu|rho|sigma|tau)(?![A-Za-z])"
_LETTER = rf"(?:[a-z]|{_GREEK})"
_BELOW = re.compile(r"_\s*(?:\{([^{}]*)\}|(\\[A-Za-z]+|[a-z](?![A-Za-z])))")
_PAIR = re.compile(rf"\s*{_LETTER}\s*,?\s*{_LETTER}\s*")
#: what a sum runs over, with its limits
_SUM = re.compile(
    rf"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*(?:\{{\s*(?P<in>{_LETTER}(?:\s*,\s*{_LETTER})*)"
    rf"(?P<from>\s*(?:=|\\ne|\\neq)[^{{}}]*)?\}}|(?P<at>{_LETTER}))"
)
#: \mu = 1, …, d says only what the index is
_RANGE = re.compile(r"^\s*[01]\s*,\s*(?:\d+\s*,\s*)*(?:\\[lc]?dots|…|\.\.\.)\s*,")
#: the last term of a pattern: of W_{i1} x_1 + … + W_{id} x_d the letter d is a size
_LAST = re.compile(r"(?:dots|…|\.\.\.)[\s+*,&]*(?:\\c?dot\s*)?[A-Za-z]\s*_\s*\{?([^{}]*)")
#: letters that count below every name, and those of them that are taken for others
_COUNTING, _TAKEN = frozenset("ijklmnpqrstu"), "ijklqrsupm"


def with_latin_indices(submission: Submission) -> Submission:
    r"""The submission with i, j, k … for other letters that are indices, as in ``X_{i\mu}``.

    Greek letters only if they stand in pairs of indices; Latin ones if something is summed over
    them, or if they are declared to count.
    """
    claims = [claim for claim in submission.claims if not _RANGE.search(claim.right)]
    text = " ".join(side for claim in claims for side in (claim.left, claim.right))
    summed = {
        letter
        for found in _SUM.finditer(text)
        for letter in re.findall(_LETTER, found["in"] or found["at"])
    }
    below = [m[1] or m[2] for m in _BELOW.finditer(_SUM.sub(" ", text))]
    paired = {g for b in below if _PAIR.fullmatch(b) for g in re.findall(_LETTER, b)}
    single = {b.strip() for b in below if re.fullmatch(rf"\s*{_LETTER}\s*", b)}
    rest = _SUM.sub(lambda m: m["from"] or "", text)
    rest = _BELOW.sub(lambda m: "" if _index(m[1] or m[2]) else m[0], rest)
    plain = {*re.findall(_GREEK, rest), *re.findall("[a-z]", re.sub(r"\\[A-Za-z]+", " ", rest))}
    lengths = {s for shape in submission.context.shapes.values() for s in shape}
    declared = {s for s in submission.context.sizes if re.fullmatch("[a-z]", s)} - lengths
    found = {g for g in paired if g.startswith("\\")} - single
    found |= {g for g in paired & (summed | declared) if len(g) == 1 and g not in _COUNTING}
    found -= {g for g in plain if g.startswith("\\")}
    found |= {g for g in _beside(text, found) if len(g) == 1 and g not in _COUNTING}
    found -= {g for m in _LAST.finditer(text) for g in re.findall(_LETTER, m[1])}
    letters = re.sub(r"\\[A-Za-z]+", " ", text)
    context = submission.context
    sizes = {*context.sizes, *context.shapes, *lengths}
    free = [letter for letter in _TAKEN if letter not in letters and letter not in sizes - found]
    if not found or len(found) > len(free):
        return submission
    by = dict(zip(sorted(found), free, strict=False))
    greek = re.compile(rf"({_GREEK})\s*|\\[A-Za-z]+|([a-z])")

    def inside(found: re.Match[str]) -> str:
        return greek.sub(lambda m: by.get(m[1] or m[2] or "", m[0]), found[0])

    def put(side: str) -> str:
        side = _SUM.sub(inside, side)
        return _BELOW.sub(lambda m: inside(m) if _index(m[1] or m[2]) else m[0], side)

    new = tuple(
        replace(c, left=put(c.left), right=put(c.right), given=tuple(map(put, c.given)))
        for c in submission.claims
    )
    return replace(submission, claims=new)


_ENTRY = re.compile(
    rf"(?P<name>\\[A-Za-z]+\{{[A-Za-z]\}}|\\delta|[A-Z])(?:\s*\^\s*(?:\w|\{{\w\}}))?"
    rf"\s*_\s*\{{\s*(?P<first>{_LETTER})\s*,?\s*(?P<second>{_LETTER})\s*\}}"
)


def _beside(text: str, found: set[str]) -> set[str]:
    """The letters that stand in a δ with one of those that are found, and below matrices that have
    pairs of such letters below them elsewhere."""
    entries = [(m["name"], m["first"], m["second"]) for m in _ENTRY.finditer(text)]
    known, size = set(found), -1
    while size != len(known):
        size = len(known)
        counts = known | _COUNTING
        matrices = {name for name, a, b in entries if {a, b} <= counts}
        for name, a, b in entries:
            if name in matrices and {a, b} & counts:
                known |= {a, b}
    return known


def _index(below: str) -> bool:
    """Whether one or two letters stand below a name."""
    return re.fullmatch(rf"\s*{_LETTER}(?:\s*,?\s*{_LETTER})?\s*", below) is not None
