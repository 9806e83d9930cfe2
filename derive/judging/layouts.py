r"""What a text says of the layout of its derivatives, and which readings that rules out.

"Jacobians have ∂u_i/∂v_j in row i and column j" leaves no transposed Jacobian; "∂f/∂W has the shape
of W" leaves a gradient no transposed one.  A text that names the numerator layout may still write
gradients of scalars in the shape of their variables, as many do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.judging.counted import miscounted
from derive.judging.reading import Reading
from derive.judging.refused import Refused
from derive.submissions.claims import Claim, Submission

__all__ = ["Layouts"]

_SENTENCE = re.compile(r"(?<=[a-zA-Zа-яА-Я\u4e00-\u9fff)$}])[.;!?](?=\s|$)|[。；]|\n\s*\n")
_SLOPES = re.compile(
    r"gradient|градиент|梯度|derivative|ableitung|dérivée|derivad|derivat|производн|导数"
    r"|\\partial|∂|\\nabla|∇|\\frac\s*\{\s*d",
    re.IGNORECASE,
)
_SHAPED = re.compile(
    r"\b(?:same\s+)?(?:shape|size|dimensions?|format)\s+(?:as|of|like)\b"
    r"|\b(?:dieselbe|die\s+gleiche|die)\s+(?:form|gestalt|größe|dimension)\w*\s+(?:wie|von|der|des)"
    r"|\bla\s+(?:même\s+)?(?:forme|taille|dimension)\s+(?:que|de)|\bla\s+(?:misma\s+)?"
    r"(?:forma|dimensión|tamaño)\s+(?:que|de)|\bla\s+(?:stessa\s+)?(?:forma|dimensione)\s+(?:di|che)"
    r"|(?:той\s+же|ту\s+же)\s+(?:форм|размер)|形状(?:与|和|跟|同).{0,24}(?:相同|一致|一样)",
    re.IGNORECASE,
)
_NUMERATOR = re.compile(r"numerator[\s-]+layout|zähler-?layout|layout\s+numérateur", re.IGNORECASE)
_OTHER = re.compile(r"denominator|nenner|dénominateur|transposed?\b", re.IGNORECASE)
_ENTRY = r"\{?\\?[A-Za-z]+\}?\s*_\s*\{?\s*([A-Za-z])\s*\}?\s*"
#: ∂u_i/∂v_j, its two indices
_QUOTIENT = re.compile(
    rf"(?:\\[dt]?frac\s*\{{\s*)?(?:\\partial|∂)\s*{_ENTRY}\}}?\s*(?:/|\{{)\s*(?:\\partial|∂)\s*{_ENTRY}"
)
_WRITTEN = re.compile(r"\^\s*\{?\s*-?\s*(?:\\top|\\intercal|\\mathsf|\\mathrm|T|t)(?![a-z])|'|ᵀ|⊤")
_ROW = re.compile(
    r"\b(?:row|zeile|ligne|fila|riga|строк\w*)\s*\$?([A-Za-z])\b|第\s*\$?([a-z])\$?\s*行"
)
_PLACE = re.compile(r"\(\s*([a-z])\s*,\s*([a-z])\s*\)|_\s*\{\s*([a-z])\s*,?\s*([a-z])\s*\}\s*=")


class Layouts:
    """The layouts that a submission states."""

    def __init__(self, submission: Submission) -> None:
        sentences = [s for s in _SENTENCE.split(submission.text) if s and len(s) < 1_000]
        #: whether a gradient has the shape of its variable
        self.shaped = any(_SHAPED.search(s) and _SLOPES.search(s) for s in sentences)
        #: whether a Jacobian has a row for each component of what is differentiated
        self.rows = any(map(_by_rows, sentences))

    def kept(
        self, claim: Claim, readings: Iterable[Reading | Refused]
    ) -> Iterator[Reading | Refused]:
        """The readings of a claim; why one is none where the text says another layout."""
        for reading in readings:
            barred = self._barred(claim, reading) if isinstance(reading, Reading) else ""
            yield Refused(barred) if barred else reading

    def _barred(self, claim: Claim, reading: Reading) -> str:
        """The layout that a reading has although the text says another, or how it miscounts."""
        if counted := miscounted(reading.statement):
            return counted
        sides = (reading.statement.lhs, reading.statement.rhs)
        by_side = [{t.arg for t in sp.sympify(side).atoms(sp.Transpose)} for side in sides]
        turned = set[Any]().union(*by_side)
        gradients = any(
            any(isinstance(node, al.Gradient) for node in found) and not _WRITTEN.search(text)
            for found, text in zip(by_side, (claim.left, claim.right), strict=True)
        )
        if self.shaped and gradients:
            return "its gradient would be transposed, and the text gives it its variable's shape"
        tall = any(isinstance(node, al.Jacobian) and _tall(node.of) for node in turned)
        if self.rows and tall and reading.layout == "denominator":
            return "its Jacobian would be transposed, and the text has a row for each component"
        return ""


def _tall(of: Any) -> bool:
    """Whether it is a column of several components."""
    shape: tuple[Any, ...] = getattr(of, "shape", ())
    return len(shape) == 2 and shape[0] != 1 and shape[1] == 1


def _by_rows(sentence: str) -> bool:
    r"""Whether a sentence says that Jacobians have a row for each component.

    >>> _by_rows(r"they have the entry $\partial u_i/\partial v_j$ in row $i$ and column $j$")
    True
    >>> _by_rows(r"its $(i, j)$ entry is $\frac{\partial y_j}{\partial x_i}$")
    False
    """
    if _OTHER.search(sentence):
        return False
    if _NUMERATOR.search(sentence):
        return True
    entry = _QUOTIENT.search(sentence)
    if entry is None:
        return False
    if row := _ROW.search(sentence):
        return entry[1] == (row[1] or row[2]) != entry[2]
    if place := _PLACE.search(sentence):
        first, second = place[1] or place[3], place[2] or place[4]
        return (entry[1], entry[2]) == (first, second) and first != second
    return False
