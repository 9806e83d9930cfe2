"""What words say of a matrix: "W is invertible", "with Σ positive definite", "symmetric A"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

from derive.submissions.names import base_of
from derive.submissions.tokens import Token, joined, words as words_of

__all__ = [
    "properties_after",
    "properties_before",
    "properties_of_order",
    "said_of",
    "said_within",
    "taken_back",
]

_SYMMETRIC = (
    "symmetric|symmetrisch\\w*|symétriques?|симметричн\\w*|simétric[ao]s?|simmetric\\w*|对称"
)
_DEFINITE = (
    r"(?:positive|negative)(?:ly)?[- ]definite|(?:positiv|negativ)[- ]definite?\w*|SPD|s\.p\.d\."
    r"|définies? positives?|положительно\s+определ\w*|definid[ao]s? positiv[ao]s?"
    r"|definit[ae] positiv[ae]|正定"
)
_SEMIDEFINITE = (
    r"(?:positive|negative)(?:ly)?[- ]semi[- ]?definite|(?:positiv|negativ)[- ]semi-?definite?\w*"
    r"|PSD|p\.s\.d\.|semi-?définies? positives?|неотрицательно\s+определ\w*|半正定"
)
_COVARIANCE = (
    r"(?:the\s+)?covariance(?:\s+matrix)?|Kovarianzmatrix|matrice de covariance"
    r"|ковариационн\w+(?:\s+матриц\w+)?|协方差(?:矩阵)?"
)
#: what words say → what follows for the judge
_PROPERTIES = {
    "invertible|nonsingular|non-singular|invertierbar|regulär|inversibles?|обратим\\w*|invertibil[ei]"
    "|可逆": ("invertible",),
    _SYMMETRIC: ("symmetric",),
    _DEFINITE: ("symmetric", "invertible"),
    f"{_SEMIDEFINITE}|{_COVARIANCE}": ("symmetric",),
    "orthogonal\\w*|orthogonale|ортогональн\\w*|正交": ("orthogonal",),
    "diagonal(?:matrix)?|diagonale|диагональн\\w*|对角": ("diagonal",),
    "one[- ]hot|onehot|独热": ("one-hot",),
    r"positive(?!\s*-?\s*(?:semi)?-?definite)|positiv(?![- ]\w*definit)|strictement positif": (
        "positive",
    ),
}
_IS = (
    r"\s*(?:is|are|be|ist|sei|sind|seien|est|sont|soi(?:en)?t|—|являются|является|es|son|sean?|è|sono"
    r"|sia(?:no)?|[均都]?[为是])?\s*(?:an?|all|eine?|une?)?\s*"
)
_JOINED = r"(?:\s*(?:,|and|und|et|и)?\s*)"
_OTHERS = rf"(?:(?:(?:real|square|{_SYMMETRIC}){_JOINED})*)"
#: "W, diagonal entries" says nothing of W
_NOUN = r"(?![^\W\d_])(?!\s+(?:entr|elem|part|block|Eintr))"
_AFTER = [
    (re.compile(rf"{_IS}{_OTHERS}(?:{words}){_NOUN}", re.IGNORECASE), what)
    for words, what in _PROPERTIES.items()
]
#: accents as TeX has them
_ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308"}
_ACCENT = re.compile(r"\\(['`^\"])\{?([A-Za-z])\}?")
_ONE_HOT = "(?:one[- ]hot|onehot|独热)"
_LINKS = (
    r"(?:and|or|of|for|with|in|not|no|und|oder|der|des|für|mit|nicht|kein\w*|et|ou|de|du|pour|avec|pas"
    r"|y|o|e|con|para|per|no|non|и|не|для|с)\b"
)
_CLASS = (
    r"encod\w+|codi\w+|kodier\w*|vectors?|vektor\w*|vecteurs?|labels?|targets?|class|true|вектор\w*"
    r"|метк\w+|向量|标签"
)
#: words right before a name: "a one-hot y", "one-hot label y"
_HOT = re.compile(
    rf"{_ONE_HOT}(?:[- ](?!{_LINKS})[^\W\d_]+)?(?:\s+(?:{_CLASS}))*\s*$", re.IGNORECASE
)
#: what may stand before the word and leaves it what it says: "the true one-hot label"
_HELD = (
    r"true|correct|corresponding|usual|binary|target|label|class|class-?label|ground-?truth|given"
    r"|always|target-?vector|encod\w+(?:\s+as)?|codage|vecteur|vector|vettore|vektor|wahre[rsn]?"
    r"|zugehörige[rsn]?|richtige[rsn]?|вектор|метк[аи]|真实|标签"
)
#: "y denotes the one-hot target", "y l'encodage one-hot de la classe"
_HOT_AFTER = re.compile(
    r"[\s,(:—–-]*(?:(?:is|are|be|being|denotes?|ist|sei|sind|est|soit|désigne|es|sea|è|sia|является"
    r"|это|为|是)\s*)?(?:(?:the|an?|der|die|das|eine?|une?|le|la|un|una|el|lo|il)\s+)?(?:l['’])?"
    rf"(?:(?:{_HELD})\s+){{0,2}}{_ONE_HOT}",
    re.IGNORECASE,
)
_MATRIX = r"(?:\s*(?:matri(?:x|ces)|matrizen|matrices?|матриц\w*|矩阵))?\s*(?:的)?\s*$"
_NEGATED = re.compile(
    r"(?:\b(?:not|non|nicht|pas|no|nor|never|un|неё?|не|无)\b[\w\s]{0,16}|non-|un|не|非|不)$", re.I
)
_BEFORE = [
    (re.compile(rf"(?<![A-Za-zÀ-ÿА-яё-])(?:{words})(?:\s+(?:real|square))?{_MATRIX}", re.I), what)
    for words, what in _PROPERTIES.items()
    if what not in (("one-hot",), ("positive",))
]
#: property → the equations that say so, of a name
_EQUATIONS = {
    "symmetric": ((r"{0}^{{\top}}", "{0}"),),
    "orthogonal": ((r"{0}^{{\top}} {0}", "I"), (r"{0} {0}^{{\top}}", "I")),
}


def properties_after(behind: str, before: str = "") -> list[str]:
    """What the words right behind a name, or right before it, say that it is.

    >>> properties_after(" is invertible"), properties_after(" is not symmetric")
    (['invertible'], [])
    >>> properties_after(" symmetric and positive definite"), properties_after(", so", "a one-hot ")
    (['symmetric', 'invertible'], ['one-hot'])
    """
    start = _ACCENT.sub(lambda m: normalize("NFC", m[2] + _ACCENTS[m[1]]), behind)[:60]
    start = re.split(r"\n\s*\n", start)[0]  # the next paragraph speaks of what is in it
    said = [name for words, what in _AFTER if words.match(start) for name in what]
    hot = _HOT.search(before) or _HOT_AFTER.match(start)
    said += ["one-hot"] * (hot is not None)
    return list(dict.fromkeys(said))


def properties_before(before: str) -> list[str]:
    """What the words right before a name say that it is.

    >>> properties_before("for a symmetric matrix "), properties_before("not symmetric ")
    (['symmetric'], [])
    """
    end = _ACCENT.sub(lambda m: normalize("NFC", m[2] + _ACCENTS[m[1]]), before)[-80:]
    said: list[str] = []
    for words, what in _BEFORE:
        found = words.search(end)
        if found and not _NEGATED.search(end[: found.start()]):
            said += what
    return list(dict.fromkeys(said))


def properties_of_order(formula: str, right: str) -> tuple[str, ...]:
    r"""What Σ ≻ 0 and Σ ⪰ 0 say of Σ.

    >>> properties_of_order(r"R \succ 0", "0"), properties_of_order(r"R \succ S", "S")
    (('symmetric', 'invertible'), ())
    """
    if right.strip() not in ("0", r"\mathbf{0}"):
        return ()
    if re.search(r"\\succ(?![A-Za-z])|≻", formula):
        return ("symmetric", "invertible")
    return ("symmetric",) if re.search(r"\\succeq|⪰", formula) else ()


_ASSUMED = re.compile(
    r"\b(?:assum(?:e|ing)|suppos(?:e|ing)|if|angenommen|falls|wenn|supposons|si|supponiamo|se"
    r"|supongamos|предположим|если)(?:\s+(?:now|that|also|dass|que|che|что))*[\s,]*\$?$"
    r"|(?:假设|假設|设若|若)\s*\$?$",
    re.IGNORECASE,
)


#: words before a name, behind which what is said of it is not so
_NOT_SO = re.compile(
    r"\b(?:not|n't|nicht|pas|never|nowhere|не|non)\b(?:\s+[^\W\d_]+){0,3}"
    r"\s+(?:that|dass|que|che|что)\s*$"
    r"|\b(?:without|ohne|sans|senza|без|sin)\b(?:\s+[^\W\d_]+){1,4}\s*$|(?:不|未|无)(?:假设|要求|假定)\s*$",
    re.IGNORECASE,
)


_ANY = re.compile(
    r"\b(?:any|arbitrary|every|all|general|beliebige\w*|jede\w*|alle|allgemeine\w*|quelconques?"
    r"|tout(?:e|es)?|qualsiasi|ogni|cualquier|toda|произвольн\w*|люб\w+)\b(?:\s+[^\W\d_]+){0,3}\s*$"
    r"|(?:任意|一般)(?:的)?(?:方阵|矩阵)?\s*$",
    re.IGNORECASE,
)


def taken_back(names: str, before: str) -> frozenset[str]:
    r"""The left sides of what was assumed of names, where words right before them say "any".

    >>> taken_back("A", "norms, for any square matrix "), taken_back("A", "for any symmetric ")
    (frozenset({'A^{\\top}'}), frozenset())
    """
    if not _ANY.search(before[-60:]) or properties_before(before):
        return frozenset()
    bases = filter(None, (base_of(name.strip()) for name in names.split(",")))
    [(turned, _)] = _EQUATIONS["symmetric"]
    return frozenset(turned.format(base) for base, _ in bases)


def said_of(
    names: str, behind: str, before: str, passing: bool, assuming: bool = True
) -> tuple[list[str], list[tuple[str, str]]]:
    r"""What is said of names in a row, and what is only supposed of them, as equations.

    ``passing``: nothing declares them, so that words before them hold for a while; ``assuming``:
    so does what is assumed of them.

    >>> said_of("A", " is invertible", "for symmetric ", True)
    (['invertible'], [('A^{\\top}', 'A')])
    >>> said_of("A", " is symmetric", "we do not assume that ", True)
    ([], [])
    """
    if _NOT_SO.search(before):
        return [], []
    known, supposed = properties_after(behind, before), properties_before(before)
    equal = [w for w in supposed if w not in known and w in _EQUATIONS] if passing else []
    if assuming and _ASSUMED.search(before):  # "now assume that A is symmetric"
        equal = [w for w in (*known, *supposed) if w in _EQUATIONS]
    bases = filter(None, (base_of(name.strip()) for name in names.split(",")))
    equations = [
        (left.format(base), right.format(base))
        for base, _ in bases
        for what in equal
        for left, right in _EQUATIONS[what]
    ]
    return [w for w in dict.fromkeys((*known, *supposed)) if w not in equal], equations


_NAME = r"(?:\\(?:mathbf|boldsymbol|bm)\s*\{\s*(?:[A-Za-z]|\\[A-Za-z]+)\s*\}|\\[A-Za-z]+|[A-Za-z])"
_FIRST = re.compile(rf"\s*({_NAME})\s*(?![A-Za-z0-9_^(\\])")
_LAST = re.compile(rf"(?:^|[\s(,]|quad)({_NAME})\s*$")


def said_within(tokens: Sequence[Token]) -> tuple[str, ...]:
    r"""What words within a formula say of a name beside them, as conditions: "for symmetric A".

    >>> from derive.submissions.cleaning import cleaned
    >>> from derive.submissions.places import Placed
    >>> from derive.submissions.tokens import tokens_of
    >>> said_within(cleaned(tokens_of(Placed.of(r"x = y \quad \text{for symmetric } A"))))
    ('A^{\\top} = A',)
    """
    found: dict[str, None] = {}
    for at, token in enumerate(tokens):
        said = words_of(token)
        if said is None and token.text.startswith(r"\text{"):  # a word that may be a name
            said = token.text[6:-1]
        if said is None:
            continue
        behind = _FIRST.match(joined(tokens[at + 1 : at + 9]))
        before = _LAST.search(joined(tokens[max(0, at - 8) : at]))
        pairs = [(behind, properties_before(f"{said} ")), (before, properties_after(f" {said}"))]
        for name, properties in pairs:
            if name is None:
                continue
            for left, right in (pair for what in properties for pair in _EQUATIONS.get(what, ())):
                found[f"{left.format(name[1])} = {right.format(name[1])}"] = None
    return tuple(found)
