r"""Kronecker's δ_{ij} beside errors δ_t or δ^{(l)}, which have the same letter.

Two letters below a δ of which none is what counts the errors (a step, a layer) are two components:
the δ is written as an indicator, so that the other one is the only quantity of that name.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.occurrences import bare_name
from derive.submissions.claims import Claim, Submission

__all__ = ["with_indicators"]

_STEP = r"(?:[A-Za-z]|\d+)\s*(?:[-+]\s*\d+\s*)?"
#: errors, with what counts them
_ERROR = re.compile(
    rf"\\delta\s*(?:_\s*(?:\{{\s*({_STEP})\}}|([A-Za-z0-9]))(?!\s*\^)"
    rf"|\^\s*\{{?\s*[(\[<]\s*({_STEP})[)\]>])"
)
_PAIR = re.compile(r"\\delta\s*_\s*\{\s*([a-zA-Z])\s*,?\s*([a-zA-Z])\s*\}(?!\s*[\^_])")
#: letters of steps and layers, which may stand behind that of a component
_STEPS = {*"tTslLnm"}
_KRONECKER = re.compile(r"kronecker|кронекер|克罗内克", re.IGNORECASE)
#: \frac{\partial y_i}{\partial z_j}, with both letters
_SLOPE = re.compile(
    r"\\partial\s*\\?[A-Za-z]+(?:\{[A-Za-z]\})?\s*_\s*\{?\s*([a-z])\s*\}?\s*(?:\}\s*\{|/)\s*"
    r"\\partial\s*\\?[A-Za-z]+(?:\{[A-Za-z]\})?\s*_\s*\{?\s*([a-z])"
)
_LETTER = re.compile(r"[A-Za-z]")


def with_indicators(submission: Submission) -> Submission:
    """The submission with indicators for δ_{ij} where δ_t or δ^{(l)} stands too."""
    texts = [side for claim in submission.claims for side in (claim.left, claim.right)]
    errors = [m for text in texts for m in _ERROR.finditer(_PAIR.sub("", text))]
    if not (errors or _beside(submission)) or "\\delta" in {*submission.context.functions}:
        return submission
    counting = {
        letter for m in errors for letter in _LETTER.findall(" ".join(filter(None, m.groups())))
    }

    def put(text: str) -> str:
        return _PAIR.sub(
            lambda m: (
                m[0]
                if m[1] == m[2] or m[1] in counting or m[2] in counting & _STEPS
                else rf"\mathbb{{1}}_{{{m[1]} = {m[2]}}}"
            ),
            text,
        )

    claims = tuple(replace(c, left=put(c.left), right=put(c.right)) for c in submission.claims)
    return replace(submission, claims=claims)


def _beside(submission: Submission) -> bool:
    """Whether an error δ without an index stands beside a δ that is Kronecker's, as words or a
    derivative ∂y_i/∂z_j with δ_{ij} in it say."""
    named = (bare_name(c.left) for c in submission.claims if c.relation == "=")
    if (r"\delta", "") not in named:
        return False
    return bool(_KRONECKER.search(submission.text)) or any(map(_of_entries, submission.claims))


def _of_entries(claim: Claim) -> bool:
    """Whether it has the derivative of an entry by an entry, and a δ with the letters of these."""
    pairs = {frozenset(m.groups()) for m in _SLOPE.finditer(claim.left)}
    return any(frozenset(m.groups()) in pairs for m in _PAIR.finditer(claim.right))
