r"""What is announced of a formula behind another one and a comma: "If $a = 1$, $b = 2$."

A sentence that begins with "if" and one formula has its conclusion in the second where it ends
behind that: "If $i = j$: $∂p_i/∂z_i = p_i(1 - p_i)$."
"""

from __future__ import annotations

import re

__all__ = ["carried"]

#: a sentence up to its first formula, which is a premise
_PREMISE = re.compile(
    r"(?:^|[.!?;:。；*]\s+|[。；]|\n\s*(?:[-*•]\s+|\d+[.)]\s+|\(?[a-z]\)\s+)?|\\item\s+)"
    r"(?:(?:If|When|Whenever|Wenn|Falls|Si|Lorsque|Quand|Cuando|Se|Quando|Если|Когда|若|如果)"
    r"|(?<=[;])\s*(?:if|when|wenn|falls|si|если))\s*"
    r"(?:\$[^$]+\$|\\\((?:(?!\\\)).)+\\\))$",
    re.DOTALL,
)
_ENDS = re.compile(r"\s*(?:[.;。；]|$|\n\s*\n)|\s*\)?[.;]")
#: how far back a premise is looked for
_FAR = 300


def carried(lead: str, gap: str, text: str, before: int, end: int) -> str:
    r"""What is announced of a formula that ends at ``end``, where nothing but ``gap`` stands
    between it and the one that ends at ``before``, of which ``lead`` is announced.

    >>> carried("if", ", ", "If $a = 1$, $b = 2$.", 10, 19)
    'then'
    >>> carried("if", ", ", "If $a = 1$, $b = 2$, then", 10, 19)
    'if'
    """
    if lead != "if" or not _PREMISE.search(text[max(0, before - _FAR) : before]):
        return lead
    behind, inside = text[end : end + 4], text[max(before, end - 3) : end]
    ends = _ENDS.match(behind) or re.search(r"\.\s*(?:\$|\\\))$", inside)
    return "then" if gap.strip() == ":" or (gap.strip() in (",", "，") and ends) else lead
