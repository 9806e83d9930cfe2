r"""Which norm ‖·‖ without an index is, where words say it: "‖·‖ is the spectral norm"."""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.eigenwords import sentences
from derive.submissions.claims import Submission

__all__ = ["with_norms"]

_SPECTRAL = re.compile(
    r"(?:spectral|operator|2-|matrix\s+2-)\)?\s*norms?\b|(?:Spektral|Operator)norm"
    r"|normes?\s+(?:spectrale|d'op[ée]rateur|d'opérateur|subordonnée)|norma\s+(?:spettrale|espectral)"
    r"|спектральн\w+\s+норм\w*|операторн\w+\s+норм\w*|(?:谱|算子)范数"
    r"|norm\s+(?:that\s+is\s+)?induced|induced\s+(?:by|2-)|induzierte\s+Norm",
    re.IGNORECASE,
)
_FROBENIUS = re.compile(r"Frobenius|Фробениус|弗罗贝尼乌斯|F-范数|Hilbert-Schmidt", re.IGNORECASE)
_BARE = re.compile(
    r"\s*(?:\\left\s*)?(?:\\[lr]?Vert|\\\||‖|\\norm\s*\{|\|\|)\s*(?:\\cdot|·|\\bullet|\.|-)\s*"
    r"(?:\\right\s*)?(?:\\[lr]?Vert|\\\||‖|\}|\|\|)\s*"
)
#: a mark of a formula among the words of a sentence
_MARK = re.compile("\0(\\d+)\0")


def with_norms(submission: Submission) -> Submission:
    """The submission with the norm that its words name for bars without an index."""
    context = submission.context
    if "norm" in context.conventions or not _SPECTRAL.search(submission.text):
        return submission
    said = ""
    for sentence in sentences(submission.text):
        marks = list(_MARK.finditer(sentence.words))
        bare = [m for m in marks if _BARE.fullmatch(sentence.formulas[int(m[1])])]
        for mark in bare:
            behind = next((m.start() for m in marks if m.start() > mark.start()), None)
            words = sentence.words[mark.end() : behind]
            before = max((m.end() for m in marks if m.end() <= mark.start()), default=0)
            words = words if words.strip(" .,;:") else sentence.words[before : mark.start()]
            spectral, other = _SPECTRAL.search(words), _FROBENIUS.search(words)
            if other and not spectral:
                return submission
            said = said or ("spectral" if spectral else "")
        if not bare and _SPECTRAL.search(sentence.words) and not _FROBENIUS.search(sentence.words):
            said = said or "spectral"
    if not said:
        return submission
    conventions = {**context.conventions, "norm": said}
    return replace(submission, context=replace(context, conventions=conventions))
