r"""Values that only words suppose: "if all the scores are equal, …", "at initialisation".

What is claimed after such words holds of these values, and may be false of all others.
"""

from __future__ import annotations

import re

from derive.submissions.claims import Claim, Submission

__all__ = ["supposed_in_words"]

_SENTENCE = re.compile(
    r"(?<![A-Z\s(]\.g)(?<!i\.e)(?<!bzw)[.;。；](?=\s|\$|\)|$)|\n\s*\n|\n\s*(?:[-*•]|\d+[.)])\s"
)
_IF = re.compile(
    r"(?<![^\W\d_])(?:if|when|whenever|where|suppose|assume|assuming|provided|once|wenn|falls|sind"
    r"|si|lorsque|quand|cuando|se|quando|если|когда|при)(?![^\W\d_])|若|如果|当|假设",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"(?<![^\W\d_])(?:zeros?|equal|equals|same|identical|(?:are|is|stays?|remains?) constant"
    r"|vanish\w*|coincide|ones|uniform|null|nuls|gleich|identisch|konstant|verschwinden|nulle?s?|[ée]gaux|[ée]gale?s?|identiques?|iguales"
    r"|nul[oa]s?|ceros?|cero|uguali|нул\w*|равны|одинаков\w*)(?![^\W\d_])|零|相等|相同",
    re.IGNORECASE,
)
#: words that take up a supposition of the sentence before
_THERE = re.compile(
    r"\s*(?:[*\d.)\s-]*)(?:in (?:that|this|such an?) (?:case|situation|setting)|then|there|dann"
    r"|in diese[mr] (?:fall|situation|lage)|dans ce cas|en (?:ese|este) caso|in (?:questo|tal) caso"
    r"|в этом случае|тогда|此时|这时)",
    re.IGNORECASE,
)
_START = re.compile(
    r"(?<![^\W\d_])(?:at (?:initiali[sz]ation|the start)|initially|bei der initialisierung"
    r"|à l'initialisation)(?![^\W\d_])",
    re.IGNORECASE,
)
_MATH = re.compile(r"\$\$.*?\$\$|\$.*?\$|\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
#: an accent as TeX has it, \'e
_ACCENT = re.compile(r"\\[`'^\"~]\s*\{?\s*([A-Za-z])\}?")
_FAR = 600


def supposed_in_words(submission: Submission, claim: Claim) -> str:
    """The words of its sentence that suppose values which no formula gives, or ""."""
    before = submission.text[max(0, claim.formula[0] - _FAR) : claim.formula[0]]
    sentences = _SENTENCE.split(_ACCENT.sub(r"\1", before))
    here = sentences[-1]
    found = _supposition(here)
    if not found and _THERE.match(here):
        found = next(filter(None, map(_supposition, reversed(sentences[:-1]))), "")
    return found


def _supposition(sentence: str) -> str:
    """The clause of a sentence in which words give values."""
    start = _START.search(sentence)
    if start is not None:
        return start[0]
    words = _MATH.sub(" \0 ", sentence)
    for found in _IF.finditer(words):
        clause = re.split("[,:，]", words[found.start() :], maxsplit=1)[0]
        value = _VALUE.search(clause)
        if value is not None and "\0" not in clause[value.start() : value.end() + 4]:
            return " ".join(clause.replace("\0", "…").split())
    return ""
