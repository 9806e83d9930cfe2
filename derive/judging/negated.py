r"""Formulas that their words negate: "it is not true that AB = BA", "‖A‖ = ρ(A) gilt nicht".

Of such a line nothing is proved as if it were affirmed, and nothing is refuted.
"""

from __future__ import annotations

import re

from derive.submissions.claims import Claim, Submission

__all__ = ["negated"]

_ADVERB = (
    r"(?:in general|generally|always|necessarily|simply|just|even|longer|quite|im allgemeinen|etwa"
    r"|allgemein|immer|einfach|unbedingt|en général|toujours|simplement|en general|siempre"
    r"|simplemente|in generale|sempre|вообще|всегда|просто)"
)
_TRUE = (
    r"(?:true|correct|right|valid|the case|so|hold|holds|have|equal to|equals?|conclude|write|claim"
    r"|wahr|richtig|korrekt|der fall|zutreffend|gleich|vraie?|correcte?|le cas|ciert[oa]"
    r"|correct[oa]|verdad|igual a|vero|corretto|верно|правда|так|равно|следует|писать)"
)
_THAT = r"(?:that|dass|daß|que?|qu'|che|что)"
_NOT = (
    r"(?:(?<!or )not|never|cannot|nicht|pas|nunca|jamais|mai|нельзя)|\w+n't"
    r"|(?<![^\W\d_])(?:no|не|non)"
)
_WRONG = r"(?:false|wrong|untrue|incorrect|falsch|fau(?:x|sse)|fals[oa]|неверно|ошибочно)"
_BEFORE = re.compile(
    rf"(?<![^\W\d_])(?:{_NOT})(?:\s+{_ADVERB})*(?:\s+(?:es|se|is|è)(?=\s))?(?:\s+{_TRUE})?"
    rf"(?:\s*,?\s*{_ADVERB})*\s*,?(?:\s*{_THAT})?[\s:,]*$"
    rf"|(?<![^\W\d_]){_WRONG}(?:\s*,?\s*{_ADVERB})*\s*,?\s*{_THAT}[\s:,]*$"
    r"|(?:并非|并不是|不是|未必有?|不一定有?|一般(?:来说)?(?:没有|不)|不能(?:写成|推出|得到)?)[\s:：,，]*$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"[\s,]*(?:(?:is|are|ist|est|es|è)\s+(?:{_ADVERB}\s+)*(?:{_WRONG}|not\s+(?:{_ADVERB}\s+)*{_TRUE}"
    rf"|nicht\s+(?:{_ADVERB}\s+)*(?:wahr|richtig|korrekt|der fall))"
    rf"|(?:does|do|need|would|will)(?:\s+not|n't)\s+(?:{_ADVERB}\s+)*hold|fails?(?![^\W\d_])"
    rf"|(?:gilt|stimmt)\s+(?:(?:hier|also|aber|{_ADVERB})\s+)*nicht(?![^\W\d_])"
    r"|n'est\s+pas\s+(?:vrai|correct|le cas)"
    rf"|ne\s+(?:vaut|tient)\s+pas|no\s+(?:se\s+cumple|vale|es\s+ciert)|non\s+(?:vale|è\s+vero)"
    r"|(?:(?:вообще говоря|в общем случае)\s*,?\s*)?(?:неверно|не\s+верно|не\s+выполн|ложно)"
    r"|(?:一般)?(?:并)?不成立|是错误?的)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.;。；](?=\s|$)|\n\s*\n")
#: what opens or closes a formula
_MATH = re.compile(r"[$\\\[(\s*]+$")
_CLOSED = re.compile(r"^(?:\$+|\\\)|\\\]|[\s*)])*")


def negated(submission: Submission, claim: Claim) -> bool:
    """Whether the words right before or behind a formula say that it does not hold."""
    start, end = claim.formula
    before = _SENTENCE.split(submission.text[max(0, start - 120) : start])[-1]
    if _BEFORE.search(_MATH.sub(" ", before)):
        return True
    behind = _SENTENCE.split(submission.text[end : end + 100])[0]
    return _BEHIND.match(_CLOSED.sub(" ", behind)) is not None
