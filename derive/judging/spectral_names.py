r"""Functions of a matrix by the names that people give them: ρ(A), σ_max(A), κ(A), rg A, Sp A.

They are written as what the reader knows.  Where a text says nothing of the matrix (λ_max, of the
one matrix that is spoken of), it is put in.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.arguments import LETTER
from derive.judging.constants import CONSTANTS
from derive.judging.eigenwords import CAPITAL, SPECTRAL, sentences
from derive.judging.occurrences import bare_name, uses_of
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission

__all__ = ["matrix_of_eigenvalues", "with_spectral_names"]

_WORD = r"\\(?:operatorname|mathrm|text|textrm|mathop)\s*\{\s*"
_END = (
    r"(?:\\(?:max|min)(?![A-Za-z])|\\(?:mathrm|text|operatorname)\s*\{\s*(?:max|min)\s*\}|max|min)"
)
_BELOW = rf"\s*_\s*(?:\{{\s*({_END})\s*\}}|({_END}))"
_OPEN = r"\s*(?:\\left\s*|\\[Bb]igg?l?\s*)?\("
#: what stands behind a function of a matrix: a parenthesis, or a capital letter
_OF = rf"(?={_OPEN})|(?=\s*(?:\\(?:math\w+|boldsymbol|bm)\s*\{{\s*[A-Z]\s*\}}|[A-Z](?![A-Za-z])))"
_EXTREME = re.compile(rf"\\(?P<letter>lambda|sigma|mu){_BELOW}")
_RANK = re.compile(rf"(?:{_WORD}(?:rank|rk|rang|rg|Rang|Rg|ранг|秩)\s*\}}|\\rank(?![A-Za-z]))")
_TRACE = re.compile(
    rf"(?:{_WORD}(?:[sS]p|[sS]pur|[tT]raza|[tT]race|[tT]raccia|[tT]raço|sled|след|迹)\s*\}}|\\Sp(?![A-Za-z]))"
)
_CONDITION = re.compile(
    rf"(?:\\kappa\s*(?:_\s*(?:2|\{{\s*2\s*\}}))?|(?:{_WORD}cond\s*\}}|\\cond(?![A-Za-z]))"
    rf"\s*(?:_\s*(?:2|\{{\s*2\s*\}}))?)(?={_OPEN})"
)
_RADIUS = re.compile(
    rf"\\(?:var)?rho(?={_OPEN}\s*(?:{LETTER})\s*(?:\\right\s*)?\)|{_OPEN}[^()]*[A-Z])"
)
#: a first singular value, or the first eigenvalue of what has no name for these
_FIRST = re.compile(rf"\\sigma\s*_\s*(?:1|\{{\s*1\s*\}})(?={_OPEN})")
_DEFINED = re.compile(rf"\\(?:var)?rho{_OPEN}\s*{LETTER}\s*(?:\\right\s*)?\)\s*")
_OF_ONE = re.compile(rf"\\(?:var)?rho{_OPEN}\s*[A-Z]\s*(?:\\right\s*)?\)\s*")
_NORMS = re.compile(r"\\\||[‖∥]|\\[lr]?Vert|\\norm|matri|Matri|матри|矩阵")

_NAMED = {
    ("lambda", "max"): "largesteigenvalue",
    ("lambda", "min"): "smallesteigenvalue",
    ("mu", "max"): "largesteigenvalue",
    ("mu", "min"): "smallesteigenvalue",
    ("sigma", "max"): "largestsingularvalue",
    ("sigma", "min"): "smallestsingularvalue",
}


def with_spectral_names(submission: Submission) -> Submission:
    """The submission with functions of the spectrum as the reader has them."""
    claims = submission.claims
    texts = [side for c in claims for side in (c.left, c.right)]
    patterns = (_EXTREME, _RANK, _TRACE, _CONDITION, _RADIUS, _FIRST)
    if not any(p.search(text) for p in patterns for text in texts):
        return submission
    matrix = matrix_of_eigenvalues(submission)
    says = {c.number for c in claims if c.relation == "=" and _DEFINED.fullmatch(c.left)}
    says = {n for n in says if re.search(r"\\max|\\sup|\\lim", claims[n].right)}
    radius = _is_radius(submission)

    def written(claim: Claim) -> Claim:
        left, right = (_written(side, matrix, radius) for side in (claim.left, claim.right))
        role = claim.role
        if claim.number in says and role in ("definition", "fresh"):
            role = "assumption"
        under = tuple(n for n in claim.under if n not in says)
        given = tuple(_written(text, matrix, radius) for text in claim.given)
        return replace(claim, left=left, right=right, role=role, under=under, given=given)

    return replace(submission, claims=tuple(map(written, claims)))


def _is_radius(submission: Submission) -> bool:
    r"""Whether \rho is the spectral radius: nothing else is said of it, and norms are spoken of."""
    names = {normal(n) for n in (*submission.context.shapes, *submission.context.functions)}
    own = any(bare_name(c.left) == (r"\rho", "") and c.relation == "=" for c in submission.claims)
    spoken = any(map(_bounds_radius, submission.claims))
    spoken = spoken or bool(_NORMS.search(submission.text) or SPECTRAL.search(submission.text))
    return r"\rho" not in names and not own and spoken


def _written(side: str, matrix: str, radius: bool) -> str:
    def extreme(found: re.Match[str]) -> str:
        end = "max" if "max" in (found[2] or found[3]) else "min"
        name = rf"\operatorname{{{_NAMED[found['letter'], end]}}}"
        if re.compile(_OF).match(found.string, found.end()):
            return name
        return rf"{name}({matrix})" if matrix else found[0]

    side = _EXTREME.sub(extreme, side)
    side = _RANK.sub(r"\\operatorname{rank}", side)
    side = _TRACE.sub(r"\\operatorname{tr}", side)
    side = _CONDITION.sub(r"\\operatorname{condition}", side)
    side = _FIRST.sub(r"\\operatorname{largestsingularvalue}", side)
    return _RADIUS.sub(r"\\operatorname{spectralradius}", side) if radius else side


def _bounds_radius(claim: Claim) -> bool:
    """Whether it says ρ(A) < 1 of a matrix A."""
    return claim.relation in ("<", "<=") and _OF_ONE.fullmatch(claim.left) is not None


def matrix_of_eigenvalues(submission: Submission) -> str:
    """The matrix of which eigenvalues are spoken, or "" where it is not clear which."""
    found: dict[str, None] = {}
    for sentence in sentences(submission.text):
        if sentence.spectral:
            found.update(dict.fromkeys(sentence.matrices()))
    if len(found) == 1:
        return next(iter(found))
    uses = uses_of([side for c in submission.claims for side in (c.left, c.right)])
    every = [name for name in uses if CAPITAL.fullmatch(name) and name not in CONSTANTS]
    return every[0] if len(every) == 1 and not found else ""
