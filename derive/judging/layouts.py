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
#: the same with what stands behind a semicolon: "∂L/∂M is …; it has the shape of M"
_SENTENCE_WIDE = re.compile(_SENTENCE.pattern.replace("[.;!?]", "[.!?]").replace("[。；]", "。"))
_SLOPES = re.compile(
    r"gradient|\bgrad\b|градиент|梯度|derivative|ableitung|dérivée|derivad|derivat|производн|导数"
    r"|\\partial|∂|\\nabla|∇|\\frac\s*\{\s*d|\bd[A-Za-z]?/d[A-Za-z]",
    re.IGNORECASE,
)
_SHAPED = re.compile(
    r"\b(?:same\s+)?(?:shape|size|dimensions?|format)\s+(?:as|of|like)\b"
    r"|\b(?:dieselbe|die\s+gleiche|die)\s+(?:form|gestalt|größe|dimension)\w*\s+"
    r"(?:wie|von|der|des|dieser|ihrer|seiner)"
    r"|\b(?:la|de)\s+(?:même\s+)?(?:forme|taille|dimension)\s+(?:que|de)|\b(?:la|de)\s+(?:misma\s+)?"
    r"(?:forma|dimensión|tamaño)\s+(?:que|de)|\b(?:la|della)\s+(?:stessa\s+)?(?:forma|dimensione)"
    r"\s+(?:di|che|della)|(?:той\s+же|ту\s+же)\s+(?:форм|размер)|имеет\s+форму|同(?:样的|一)?形状"
    r"|形状(?:与|和|跟|同).{0,24}(?:相同|一致|一样)",
    re.IGNORECASE,
)
_NUMERATOR = re.compile(r"numerator[\s-]+layout|zähler-?layout|layout\s+numérateur", re.IGNORECASE)
_DENOMINATOR = re.compile(
    r"denominator[\s-]+layout|nenner-?layout|layout\s+dénominateur", re.IGNORECASE
)
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
#: what a Jacobian has a row for, and what for: "Jacobians have outputs as rows"
_JACOBIAN = re.compile(r"jac?k?obi|якоби|雅可比", re.IGNORECASE)
_OUTPUT = (
    r"(?:out-?puts?|numerators?|results?|ausgang\w*|ausgabe\w*|zähler\w*|sorties?|numérateurs?|salidas?"
    r"|numerador\w*|uscit\w*|numerator\w*|выход\w*|числител\w*|输出|分子)"
)
_INPUT = (
    r"(?:in-?puts?|denominators?|variables?|eingang\w*|eingabe\w*|nenner\w*|entrées?|dénominateurs?"
    r"|entradas?|denominador\w*|ingress\w*|вход\w*|знаменател\w*|输入|分母)"
)
_ROWS = r"(?:rows?|zeilen?(?=index)|zeilen?|lignes?|filas?|righe|riga|стро[кч]\w*|行)"
_COLUMNS = r"(?:columns?|spalten?(?=index)|spalten?|colonn[es]+|columnas?|столб\w*|列)"
#: what may stand between the two
_LINK = (
    r"(?:[\s=:,—–-]|ind(?:ex|ices|ice)|indizes|(?:as|in|the|of|is|are|each|every|one|a|per|for|by|count"
    r"|components?|entry|entries|go|goes|run|runs|over|along|(?:label|index)\w*|correspond\w*|to|first|belongs?|jacobian\w*"
    r"|als|den|der|die|zum?|gehören|in|je|pro|ja[ck]+obi\w*[-\s]?matri\w*|eine?|komponenten?|stehen|du|de|des|en|les|la|le|par|une|composantes?"
    r"|como|por|cada|una|del|las|los|son|componentes?|come|per|delle?|componenti"
    r"|это|по|компонент\w*|в|на|для|каждой)(?![^\W\d_])|对应|是|为|的|作为|索引|指标|按)*"
)
_BY_OUTPUT = re.compile(
    rf"{_OUTPUT}{_LINK}{_ROWS}|{_ROWS}{_LINK}{_OUTPUT}|{_INPUT}{_LINK}{_COLUMNS}"
    rf"|{_COLUMNS}{_LINK}{_INPUT}|{_OUTPUT}\s+ind(?:ex|ices)\s+(?:is\s+|comes\s+)?first",
    re.IGNORECASE,
)
_BY_INPUT = re.compile(
    rf"{_INPUT}{_LINK}{_ROWS}|{_ROWS}{_LINK}{_INPUT}|{_OUTPUT}{_LINK}{_COLUMNS}"
    rf"|{_COLUMNS}{_LINK}{_OUTPUT}",
    re.IGNORECASE,
)
#: "outputs as rows | and inputs as columns"
_CLAUSE = re.compile(
    r"[,;，；(]|(?<![^\W\d_])(?:and|und|et|y|e|и|while|resp\.?)(?![^\W\d_])|[和与、]"
)
_INDEXED = r"(\\?[A-Za-z]+(?![A-Za-z])(?:\s*_\s*(?:\w|\{[^{}]*\}))?)"
#: ∂u/∂v of two names
_FLAT = re.compile(
    rf"(?:\\partial|∂)\s*\{{?{_INDEXED}\}}?\s*(?:/|\{{)\s*(?:\\partial|∂)\s*\{{?{_INDEXED}"
)
_ROW_OF = re.compile(_ROWS, re.IGNORECASE)
#: of what it is said behind "row"
_WHICH = re.compile(rf"(?:\s*\$?[a-z]\$?\s(?=\s*\w+s\b))?{_LINK}\$?{_INDEXED}", re.IGNORECASE)
_PLACE = re.compile(r"\(\s*([a-z])\s*,\s*([a-z])\s*\)|_\s*\{\s*([a-z])\s*,?\s*([a-z])\s*\}\s*=")


class Layouts:
    """The layouts that a submission states."""

    def __init__(self, submission: Submission) -> None:
        sentences = [s for s in _SENTENCE.split(submission.text) if s and len(s) < 1_000]
        #: whether a gradient has the shape of its variable
        wide = [s for s in _SENTENCE_WIDE.split(submission.text) if s and len(s) < 1_000]
        self.shaped = any(_SHAPED.search(s) and _SLOPES.search(s) for s in wide)
        #: whether a Jacobian has a row for each component of what is differentiated
        self.rows = any(map(_by_rows, sentences))
        #: whether it has a column for each
        self.columns = not self.rows and any(map(_DENOMINATOR.search, sentences))

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
        # with the layout "transposed" the turning is the reading's, whatever else is transposed
        scalars = any(isinstance(node, al.Gradient) for node in turned)
        if self.shaped and (gradients or (scalars and reading.layout == "transposed")):
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
    if _NUMERATOR.search(sentence) or _in_words(sentence):
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


def _in_words(sentence: str) -> bool:
    r"""Whether words give a Jacobian a row for each component of what is differentiated.

    >>> _in_words("Jacobians have outputs as rows"), _in_words("Jacobians: input index = row")
    (True, False)
    >>> _in_words(r"a Jacobian $\partial a/\partial b$ has one row for each component of $a$")
    True
    >>> _in_words(r"a Jacobian $\partial a/\partial b$ has one row for each component of $b$")
    False
    """
    if not _JACOBIAN.search(sentence) and not _FLAT.search(sentence):
        return False
    if _JACOBIAN.search(sentence):
        clauses = _CLAUSE.split(sentence)
        if any(map(_BY_INPUT.search, clauses)):
            return False
        if any(map(_BY_OUTPUT.search, clauses)):
            return True
    quotient = _FLAT.search(sentence)
    if quotient is None or quotient[1] == quotient[2]:
        return False
    for row in _ROW_OF.finditer(sentence):
        named = _WHICH.match(sentence, row.end())
        of = "" if named is None else named[1]
        of = of if of in quotient.groups() else of.partition("_")[0].strip()
        if of in quotient.groups():
            return of == quotient[1]
    return False
