"""What words say of eigenvalues and eigenvectors, in some languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.judging.arguments import LETTER
from derive.reader.names import normal

__all__ = [
    "CAPITAL",
    "COLUMNS",
    "DIAGONAL",
    "ORTHOGONAL",
    "SPECTRAL",
    "SYMMETRIC",
    "Sentence",
    "sentences",
]

_VALUE = (
    r"eigen-?(?:value|wert)\w*|valeurs?\s+propres?|autovalor\w*|valores?\s+propios?"
    r"|собственн\w*\s+(?:значени|числ)\w*|特征(?:值|根)|本征值|固有値|wartości\w*\s+własn\w*"
    r"|characteristic\s+(?:root|value)s?|spectrum\s+of"
)
_VECTOR = (
    r"eigen-?ve[ck]tor\w*|vecteurs?\s+propres?|autovettor\w*|autovector\w*|vectores?\s+propios?"
    r"|собственн\w*\s+вектор\w*|特征向量|本征向量|固有ベクトル"
)
_DIAGONALISED = (
    r"diagonali[sz]\w*|diagonalisierbar\w*|eigen-?(?:decomposition|zerlegung|basis)"
    r"|spectral\s+(?:decomposition|theorem)|Spektral(?:zerlegung|satz)"
    r"|d[ée]composition\s+spectrale|diagonalizzabil\w*|диагонализ\w*|对角化|特征分解"
)
#: of two eigenvalues, or of all, more is said than that they are those of a matrix
_MORE = re.compile(
    r"\b(?:posit|negat|non-?neg|distinct|simple|dominant|largest|smallest|biggest|leading|zero"
    r"|multipl\w+\s+of|equal|less|greater|smaller|larger|inside|outside|modulus|magnitude|unit)"
    r"|verschieden|größt|kleinst|null|distinct|nulle|dominante|grand|petit|различн|наибольш"
    r"|наименьш|ненулев|положительн|最大|最小|非零|互不|正(?!交)|massim|minim|nonzero|real\b",
    re.IGNORECASE,
)
SPECTRAL = re.compile(rf"{_VALUE}|{_VECTOR}|{_DIAGONALISED}", re.IGNORECASE)
_VALUES = re.compile(_VALUE, re.IGNORECASE)
_VECTORS = re.compile(_VECTOR, re.IGNORECASE)
COLUMNS = re.compile(
    r"\bcolumns?\b|\bSpalten?\b|\bcolonn[ei]s?\b|\bcolumnas?\b|столбц\w*|列", re.IGNORECASE
)
DIAGONAL = re.compile(r"diagonal|диагональн|对角", re.IGNORECASE)
ORTHOGONAL = re.compile(
    r"(?<!not )(?:orthonormal|orthogonal|ortonormal|ortogonal|орто(?:нормир|гональн)|正交)",
    re.IGNORECASE,
)
SYMMETRIC = re.compile(
    r"symmetri|symétri|simmetri|simétri|симметри|对称|hermitian|hermitesch|hermitienn", re.I
)
_NEGATED = re.compile(
    r"\b(?:not|nicht|pas|non|без|не|no|without|ne)\b|n't\b|不|并非|非", re.IGNORECASE
)

_MATH = re.compile(
    r"\$\$(.+?)\$\$|\$(.+?)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]|(?<!`)`([^`\n]+)`(?!`)", re.DOTALL
)
_END = re.compile(
    r"(?<![A-Z])[.;。；](?=\s|$)|(?<=[。；])|\n\s*\n|\n\s*(?:[-*•]|\d+[.)])\s|\\section"
)
_LISTED = re.compile(
    rf"(?P<name>{LETTER})\s*_\s*\{{?\s*1\s*\}}?\s*"
    r"(?:,|\\[gl]eq?(?:slant)?|[<>≥≤]|\\geqslant|\\leqslant)(?P<between>.*?)"
    r"_\s*(?:\{(?P<long>[^{}]*)\}|(?P<short>\w))\s*(?P<rest>.*)",
    re.DOTALL,
)
_ONE = re.compile(rf"\s*(?P<name>{LETTER})\s*_\s*(?:\{{\s*[a-z]\s*\}}|[a-z])\s*")
CAPITAL = re.compile(
    r"\s*((?:\\(?:math\w+|boldsymbol|bm)\s*\{\s*(?:[A-Z]|\\[A-Z][a-z]+)\s*\})"
    r"|[A-Z]|\\(?:Sigma|Lambda|Gamma|Delta|Omega|Phi|Psi|Theta|Pi))\s*(?:=.*|\\in.*)?",
    re.DOTALL,
)


class Sentence:
    """One sentence: its words, with a mark where a formula stands, and its formulas."""

    def __init__(self, text: str, start: int) -> None:
        self.start, self.end = start, start + len(text)
        self.formulas: list[str] = []
        self.places: list[int] = []
        self.words = _MATH.sub(self._taken, text)

    def _taken(self, found: re.Match[str]) -> str:
        self.formulas.append(next(part for part in found.groups() if part is not None))
        return f" \0{len(self.formulas) - 1}\0 "

    @property
    def spectral(self) -> bool:
        return SPECTRAL.search(self.words) is not None

    @property
    def on_values(self) -> bool:
        return _VALUES.search(self.words) is not None

    @property
    def on_vectors(self) -> bool:
        return _VECTORS.search(self.words) is not None

    @property
    def on_columns(self) -> bool:
        return COLUMNS.search(self.words) is not None

    @property
    def more(self) -> bool:
        """Whether it restricts eigenvalues further, so that not all is understood."""
        return _MORE.search(self.words) is not None

    @property
    def negated(self) -> bool:
        return _NEGATED.search(self.words) is not None

    def listed(self) -> Iterator[tuple[str, str, bool]]:
        """Names of which the members are listed, λ_1, …, λ_n: name, last index, whether in order;
        then those with an index that runs, λ_i, of which the last is ""."""
        for formula in self.formulas:
            found = _LISTED.search(formula)
            if found is not None:
                last = (found["long"] or found["short"]).strip()
                parts = re.split(r"_\s*(?:\{([^{}]*)\}|(\w))", found[0])
                ends = [
                    p.strip()
                    for pair in zip(parts[1::3], parts[2::3], strict=True)
                    for p in pair
                    if p
                ]
                last = ends[-1] if ends else last
                ordered = re.search(r"\\[gl]e|[<>≥≤]|\\[gl]t", found[0]) is not None
                yield normal(found["name"]), last, ordered
        for formula in self.formulas:
            one = _ONE.fullmatch(formula)
            if one is not None:
                yield normal(one["name"]), "", False

    def matrices(self) -> list[str]:
        """The capital letters that stand by themselves, or are put somewhere."""
        found = (CAPITAL.fullmatch(formula) for formula in self.formulas)
        return [normal(m[1]) for m in found if m is not None]


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text, those in which no formula stands too."""
    spans = [m.span() for m in _MATH.finditer(text)]
    start = 0
    for end in (*(m.end() for m in _END.finditer(text)), len(text)):
        if any(a < end < b for a, b in spans):
            continue
        if end > start:
            yield Sentence(text[start:end], start)
        start = end
