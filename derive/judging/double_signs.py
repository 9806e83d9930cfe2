r"""Double signs: tanh(±x) = ±tanh(x), \lim_{x \to \pm\infty} tanh(x) = ±1 are two statements each.

So is what is said for |x| → ∞ of a number x.  A single ± is no such thing: x = ±1, 2.0 ± 0.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from derive.judging.verdicts import Finding
from derive.submissions.claims import Claim

__all__ = ["with_both_signs"]

_SIGN = re.compile(r"\\(pm|mp)(?![A-Za-z])|(±)|(∓)")
_FAR = re.compile(r"(?<=\\to)\s*(?:\\pm(?![A-Za-z])|±)|(?<=→)\s*(?:\\pm(?![A-Za-z])|±)")
_ABSOLUTE = re.compile(r"(?:\\[lr]vert\s*|\||\\left\||\\right\|)")
_LONG = re.compile(
    rf"{_ABSOLUTE.pattern}\s*([a-z])\s*{_ABSOLUTE.pattern}\s*(\\to|→)\s*(?=\\infty|∞)"
)
#: a sign as a label, and the bounds of an error of measurement
_OTHER = re.compile(
    r"[_^]\s*(?:\{\s*(?:\\pm|\\mp|±|∓)\s*\}|\\pm|\\mp|±|∓)|[\d.]\s*(?:\\pm|±)\s*[\d.]"
)
_WORDS = ("with the upper signs", "with the lower signs")
_ORDER = ("refuted", "unknown", "agrees", "proved")


def with_both_signs(claim: Claim, judged: Callable[[Claim], Finding]) -> Finding:
    """The finding on a claim; of one with double signs, the worse of its two statements'."""
    cases = _cases(claim)
    if not cases:
        return judged(claim)
    found = []
    for case, words in zip(cases, _WORDS, strict=True):
        finding = judged(case)
        if finding.verdict not in _ORDER:
            return replace(judged(claim), claim=claim)
        said = "; ".join(filter(None, (finding.reading, words)))
        found.append(replace(finding, claim=claim, reading=said, suggestion=None))
    return min(found, key=lambda finding: _ORDER.index(finding.verdict))


def _cases(claim: Claim) -> tuple[Claim, ...]:
    texts = [_LONG.sub(r"\1\2\\pm ", text) for text in (claim.left, claim.right, *claim.given)]
    left, right, *given = texts
    far = any(map(_FAR.search, (left, *given)))
    rest = [_FAR.sub("", text) for text in (left, right)]
    double = _SIGN.search(left) and _SIGN.search(right)
    if not (far or double) or any(map(_OTHER.search, rest)):
        return ()
    if not far and any(map(_SIGN.search, given)):
        return ()
    found = []
    for upper in (True, False):
        left, right, *given = (_signed(text, upper) for text in texts)
        found.append(replace(claim, left=left, right=right, given=tuple(given), alternatives=()))
    return tuple(found)


def _signed(text: str, upper: bool) -> str:
    """A formula with its upper or its lower signs; a plus at its beginning goes."""

    def sign(found: re.Match[str]) -> str:
        plus = (found[1] == "pm" or bool(found[2])) == upper
        return "+" if plus else "-"

    new = _SIGN.sub(sign, text)
    return re.sub(r"(^|[({=]|\\to|→)\s*\+\s*", lambda m: f"{m[1]} ", new).strip()
