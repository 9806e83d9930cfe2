r"""Names of which the text says something that is not understood: nothing is refuted of them.

"Let A and B commute", A ≻ 0, x ⊥ y, m_i ∈ {0, 1}, "a projection matrix P", and UᵀU = I beside the
text restrict what a name stands for.  What is then true of it may be false of all others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from derive.judging.constants import CONSTANTS
from derive.judging.occurrences import bare_name, names_in, uses_of
from derive.judging.valued import Values, values_of
from derive.reader.names import normal
from derive.submissions.claims import Claim, Context, Submission
from derive.submissions.names import ACCENTED

__all__ = ["Restricted", "oblong"]

#: words that restrict, in some languages, but for those that the declarations understand
_WORDS = re.compile(
    r"(?<!not )(?<!n't )(?:commut|kommutier|коммутир)"
    r"|(?:positive|negative|positiv|negativ|semi)[- ]?(?:semi)?-?definit|\b(?:psd|spd)\b"
    r"|положительно (?:полу)?определ|définie positive|正定"
    r"|skew|anti-?symmetri|schiefsymm|antisym"
    r"|idempoten|projection(?!s)|projector|projektion|projektor|проектор|projecteur|投影"
    r"|orthonormal|ортонормир|unitary|unitär|унитарн|unit (?:vector|norm|length)|unit-?norm"
    r"|einheitsvektor|norm(?:alis|aliz)ed|normiert|нормирован|of norm 1|norm one"
    r"|stochastic (?!grad)|permutation|hermitian|hermitesch|эрмитов|self-?adjoint|nilpoten|involut"
    r"|triangular|dreiecks|треугольн|triangulaire|toeplitz|circulant|zirkulant|hankel"
    r"|orthogonal (?:vector|to|vektor)|perpendicular|orthogonal zu|senkrecht|перпендикулярн"
    r"|cent(?:ered|red|riert)|zero[- ]mean|mean zero|mittelwertfrei|standardi[sz]|whiten|centrée"
    r"|binary (?!cross|class|log)|boolean|bernoulli|simplex|isometr|rank[- ](?:one|1)\b|rang 1"
    r"|singular value|singulärwert|\bSVD\b|cholesky|\bQR\b|сингулярн|奇异值",
    re.IGNORECASE,
)
#: "P is the row-wise softmax of S": what the words make of other things
_SAID_TO_BE = re.compile(
    r"\$([^$]+)\$\s*(?:is|be|denotes|are|ist|sei|bezeichnet|est|désigne|es|sea|—|это|обозначает|是|为)"
    r"\s+[^.;$]{0,60}?(?:softmax|\bmean\b|average|Mittelwert|moyenne|media\b|средн|均值"
    r"|\bproduct\b|Produkt\b|produit|произведен|pseudo-?inverse|\bmaximum\b|\bminimum\b)",
    re.IGNORECASE,
)
#: "write J for the Jacobian"
_CALLED = re.compile(r"(?:\bwrite|\bdenote by|\bcall(?: it)?)\s*\$([^$=]+)\$", re.IGNORECASE)
#: words of eigenvalues, which may be understood
_SPECTRAL = re.compile(
    r"eigen|собственн|valeurs? propres?|vecteurs? propres?|特征(?:值|向量)|autov|diagonali[sz]"
    r"|orthonormal|ortonorm|ортонормир",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<![A-Z])[.;:。；]\s|\n\s*\n|\n\s*(?:[-*•]|\d+[.)])\s")
#: what begins a premise, which is none of what stands before it
_IF = re.compile(
    r"(?:\\[a-z]+\*?\{[^{}]*\}|\W)*(?:(?:if|when|suppose|assuming|wenn|falls|angenommen|si|supposons|если|пусть)\b"
    r"|若|如果|假设)",
    re.IGNORECASE,
)
_MATH = re.compile(r"\$\$?(.+?)\$\$?|\\\((.+?)\\\)", re.DOTALL)
_NAME = re.compile(
    rf"{ACCENTED}|\\[A-Za-z]+"
    r"|(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])"
)
#: relations that are not judged; sets that nothing is known of restrict too
_RELATION = re.compile(
    r"\\(?:succ|prec)(?:eq|curlyeq)?(?![A-Za-z])|\\(?:perp|bot)(?![A-Za-z])|[≻≺⪰⪯⊥]"
)
#: entries that have few values
_DEFINITELY = re.compile(r"(?:\\succ(?:eq|curlyeq)?(?![A-Za-z])|[≻⪰])\s*(?:0|\\mathbf\{0\})")
_VALUES = re.compile(r"_.*?(?:\\in(?![A-Za-z])|∈)\s*(?:\\left\s*)?\\?\{(?!.*(?:dots|…))", re.DOTALL)
_SYMMETRIC = re.compile(r"symmetri|симметри|symétri|对称", re.IGNORECASE)
#: words that say of what a matrix is made: of all the names beside it
_MADE = re.compile(
    r"singular value|singulärwert|сингулярн|奇异值|\bSVD\b|cholesky|\bQR\b|eigen|diagonali[sz]",
    re.IGNORECASE,
)
#: what a derivative or a residual is like follows from what its names are
_DERIVED = re.compile(
    r"(?:gradient|jacobi|hess|derivative|ableitung|dérivée|resid|градиент|якоби)\w*"
    r"\s+(?:is|are|ist|sind|est|sont|es|è|—|-)\s+(?:(?:an?|the|eine?|une?|una)\s+)?$",
    re.IGNORECASE,
)
_DISPLAY = re.compile(
    r"(\$\$.*?\$\$|\\\[.*?\\\]|\\begin\{(?:\w+\*?)\}.*?\\end\{\w+\*?\})", re.DOTALL
)
#: a name, or a list of names, or what a name is
_NAMED = re.compile(
    r"\s*((?:\\?[A-Za-z]+(?:\s*\{\s*\\?[A-Za-z]+\s*\})?(?:_(?:\w|\{[^{}]*\}))?\s*,?\s*)+?)"
    r"(?:=(?!.*=).*)?",
    re.DOTALL,
)
_DEFINITE = re.compile(r"(?:semi-?)?-?definit\w*|\b[ps]pd\b|\bpsd\b", re.IGNORECASE)
_SLOPE = re.compile(r"partial|nabla|\\d?frac\s*\{\s*d")


class Restricted:
    """The restricted names of a submission."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission

    @cached_property
    def _always(self) -> frozenset[str]:
        """Names that words, or formulas that are not judged, restrict."""
        return frozenset(set[str]().union(*(names for at, names in self._said if at < 0)))

    @cached_property
    def _said(self) -> list[tuple[int, set[str]]]:
        """Restricted names, each with where a sentence that begins with "if" restricts them, and
        -1 for any other."""
        text, found, premises = self.submission.text, set[str](), list[tuple[int, set[str]]]()
        for _, raw, why in self.submission.passed_by:
            if why == "a set that is not known" or _RELATION.search(_DEFINITELY.sub(" ", raw)):
                found |= _names(raw)
            elif _RELATION.search(raw):
                found |= _names(raw) - self._symmetric
        given = {normal(line.partition("=")[0]) for line in self.submission.context.definitions}
        made = {normal(m[1].strip()) for m in _SAID_TO_BE.finditer(text.replace("*", ""))}
        made |= {normal(m[1].strip()) for m in _CALLED.finditer(text)}
        found |= made - {name.strip() for name in given}
        start = 0
        for end in (*(m.start() for m in _SENTENCE.finditer(text)), len(text)):
            sentence, start = text[start:end], end
            words = _MATH.sub(" ", sentence)
            understood = frozenset(self.submission.context.spectral)
            spectral = _SPECTRAL.search(words) is not None
            if understood:
                words = _SPECTRAL.sub(" ", words)
            restricting = _WORDS.search(words)
            if spectral or restricting:
                names = _spoken_of(sentence, words, restricting)
                if restricting and not _WORDS.search(_DEFINITE.sub(" ", words)):
                    names = set() if _SYMMETRIC.search(words) else names - self._symmetric
                names = names if restricting else names - understood
                if _IF.match(sentence):
                    premises.append((end - len(sentence), names))
                else:
                    found |= names
        return [(-1, found), *premises]

    @cached_property
    def _symmetric(self) -> frozenset[str]:
        """Matrices that are said to be symmetric: being definite restricts no identity further."""
        assumed = self.submission.context.assume.items()
        said = {normal(name) for name, kinds in assumed if "symmetric" in kinds}
        assumptions = (c for c in self.submission.claims if c.role == "assumption")
        turned = (c.right for c in assumptions if c.left == rf"{c.right}^{{\top}}")
        return frozenset(said.union(*map(_names, turned)))

    @cached_property
    def _binary(self) -> frozenset[str]:
        """Names of entries with few values: what is claimed of a slope needs none of these."""
        raws = (raw for _, raw, _ in self.submission.passed_by if _VALUES.search(raw))
        return frozenset(name for raw in raws for name in _names(raw))

    @cached_property
    def _defined(self) -> frozenset[str]:
        """Names that stand alone on the left: of these the text says all."""
        lefts = (bare_name(c.left) for c in self.submission.claims if c.relation == "=")
        return frozenset(name[0] for name in lefts if name is not None)

    @cached_property
    def labels(self) -> Values:
        """Names of numbers that have two values."""
        return values_of(self.submission)

    def names(
        self,
        claim: Claim,
        defined: Iterable[tuple[str, str]],
        settled: Collection[int],
        labelled: bool = False,
        hot: Collection[str] = (),
    ) -> list[str]:
        """What is restricted in a claim or in what it needs of the definitions, by what is said
        anywhere or by equations before it, but for those that are ``settled``, by their numbers;
        and but for labels where these were put in (``labelled``), and one-hot columns (``hot``).
        """
        slope = _SLOPE.search(claim.left) is not None
        few = self._binary - {*self.labels} if labelled else self._binary
        found = set(self._always if slope else self._always | few)
        start = claim.formula[0]
        found = found.union(*(names for at, names in self._said if -1 < at < start))
        for other in self.submission.claims:
            stands = other.relation == "=" and other.role in ("claim", "assumption")
            stands = stands and other.number < claim.number and other.number not in claim.under
            if stands and other.number not in settled and _property(other):
                found |= {*names_in(other.left)}
        texts = [claim.left, claim.right, *(right for _, right in defined)]
        if not any(map(_SLOPE.search, texts)):  # where the 1 stands matters to no derivative
            assumed = self.submission.context.assume.items()
            found |= {normal(name) for name, kinds in assumed if "one-hot" in kinds}
        uses = uses_of(texts)
        sizes = {*map(normal, self.submission.context.sizes)}
        mine = {k for k, use in uses.items() if use.plain or use.indexed} - self._defined - sizes
        mine -= {*hot}
        return sorted(k for k in mine if k in found or k.partition("_")[0] in found)


def oblong(context: Context, table: Mapping[str, tuple[Any, ...]]) -> tuple[str, ...]:
    """Names of which something is assumed that only square matrices can be, and that are none."""
    square = {"symmetric", "orthogonal", "diagonal"}
    found = (normal(key) for key, kinds in context.assume.items() if square & {*kinds})
    shapes = ((key, getattr(v, "shape", ())) for key in found for v in table.get(key, ()))
    return tuple(key for key, shape in shapes if shape and shape[0] != shape[1])


def _spoken_of(sentence: str, words: str, restricting: re.Match[str] | None) -> set[str]:
    """The names in a sentence of which words say something: those beside the words, between two
    displays, and the left sides of equations; or all, of words on what a matrix is made of."""
    if restricting and _DERIVED.search(words[: restricting.start()]):
        return set()
    if restricting is None or _MADE.search(words):
        return set[str]().union(*map(_names, _math_in(sentence) or [sentence]))
    stretches = [part for part in _DISPLAY.split(sentence) if part is not None]
    beside = [at for at, part in enumerate(stretches) if _WORDS.search(part)]
    parts = [part for at in beside if at % 2 == 0 for part in _math_in(stretches[at])]
    if not parts:  # the columns of … are orthonormal
        near = {at + step for at in beside for step in (-1, 1) if at % 2 == 0}
        parts = [stretches[at] for at in sorted(near) if 0 <= at < len(stretches)]
    parts = parts or _math_in(sentence) or [sentence]
    alone = [found[1] for part in parts if (found := _NAMED.fullmatch(part))]
    return set[str]().union(*map(_names, alone or parts))


def _math_in(text: str) -> list[str]:
    return [a or b for a, b in _MATH.findall(text)]


def _names(text: str) -> set[str]:
    return {normal(name) for name in _NAME.findall(text)}


def _property(claim: Claim) -> bool:
    """Whether an equation may say what its names are like: UᵀU = I, 1ᵀX = 0, AB = BA.

    Where Aᵀ = A was assumed, it is known in which formulas.
    """
    if claim.role == "assumption" and claim.left == rf"{claim.right}^{{\top}}":
        return False
    if _SLOPE.search(claim.left) or bare_name(claim.left):
        return False
    if claim.right.strip().isdigit() or re.search(r"\^\s*\{?\s*-", claim.left):
        return False  # Σ_k y_k = 1, which is assumed of what comes behind it
    left, right = uses_of([claim.left]), uses_of([claim.right])
    others = {key for key, use in right.items() if not use.counts or use.plain} - CONSTANTS
    alone = others == {*left} and (len(left) == 1 or claim.role == "assumption")
    return not others or (alone and not re.search(r"[+(]", claim.right))
