r"""What a text says of its names for gradients: "we write dX for ∂L/∂X", \bar X = ∂L/∂X.

A :class:`Shorthand` is the mark that makes of the name of a quantity that of its gradient: a d
before it, a bar above it, its place below another letter.  It is told by a formula that has a
marked name on the left and the derivative by that name on the right, or by a sentence with both;
where the sentence has no derivative, by words for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from derive.judging.occurrences import bare_name, names_in
from derive.reader.names import normal
from derive.submissions.claims import Submission
from derive.submissions.names import STYLED

__all__ = ["BASE", "Shorthand", "either", "shorthands", "stated"]

#: a letter with its font and accent, wherever it stands
BASE = rf"(?:{STYLED}|[A-Za-z])"
_SCRIPTS = r"(?:\s*[_^]\s*(?:\{[^{}]*\}|\\?[A-Za-z]+|\w))*"
_WHOLE = rf"(?P<name>{BASE}){_SCRIPTS}"
#: marks in front of a name; accents; letters that have the name below them
_FRONT = {
    "d": r"(?:d|\\(?:mathrm|text|mathsf)\s*\{\s*d\s*\})",
    r"\delta": r"\\delta",
    "∇": r"\\nabla",
}
_ACCENT = r"\\(?P<accent>bar|overline|hat|widehat|tilde|widetilde|dot|check|breve)(?![A-Za-z])"
_HAT = rf"{_ACCENT}\s*(?:\{{(?P<in>(?:[^{{}}]|\{{[^{{}}]*\}})*)\}}|(?P<at>{BASE})){_SCRIPTS}"
_UNDER = (
    rf"(?P<letter>[gGDuv]|\\delta|\\Delta|\\gamma)\s*_\s*(?:\{{(?P<in>[^{{}}]*)\}}|(?P<at>{BASE}))"
)

_LOSS = rf"(?P<loss>{BASE}(?:_(?:\{{[^{{}}]*\}}|\w))?)"
_PARTIAL = r"(?:\\partial(?![A-Za-z])|∂|(?<![A-Za-z])d)\s*"
_BY = rf"(?P<by>{BASE}){_SCRIPTS}"
_DERIVATIVE = re.compile(
    rf"\\[dt]?frac\s*\{{\s*{_PARTIAL}{_LOSS}\s*\}}\s*\{{\s*{_PARTIAL}{_BY}\s*\}}"
    rf"|{_PARTIAL}{_LOSS.replace('loss', 'loss2')}\s*/\s*\(?\s*{_PARTIAL}{_BY.replace('by', 'by2')}"
    rf"|\\nabla\s*_\s*\{{?\s*{_BY.replace('by', 'by3')}\s*\}}?\s*{_LOSS.replace('loss', 'loss3')}"
)
_PIECE = re.compile(
    r"\$\$?(?P<a>.+?)\$\$?|\\\((?P<b>.+?)\\\)|\\\[(?P<c>.+?)\\\]|(?<!`)`(?P<d>[^`\n]{1,60})`(?!`)",
    re.DOTALL,
)
_END = re.compile(r"[.!?;](?=\s|$)|[。！？；]|\n[ \t]*\n|\n[ \t]*(?:#|\\(?:sub)*section)")
#: words for a derivative, and for the differentials that a d may as well stand for
_GRADIENT = re.compile(
    r"gradient|derivative|adjoint|sensitivit|cotangent|ableitung|d[ée]riv[ée]e|derivada|derivata"
    r"|градиент|производн|сопряж|梯度|导数|導數|偏导|伴随|勾配|微分係数|기울기",
    re.IGNORECASE,
)
_DIFFERENTIAL = re.compile(
    r"differential|différentielle|дифференциал|diferencial|differenziale|微分(?!係数)|全微分",
    re.IGNORECASE,
)
_BAR = re.compile(
    r"\b(?:over)?bars?\b|\bover-?lin|\b(?:Quer|Über)strich|\bStrich\b|\bune barre|\bla barre"
    r"|черт[аоуы]|надч[её]ркив|上划线|横线|barra",
    re.IGNORECASE,
)
_WRITE = re.compile(
    r"\b(?:write|writes|written|writing|denote[sd]?|denoting|stands? for|means?|notation|mean|is"
    r"|abbreviate|shorthand|call|schreiben?|bezeichne[nt]?|steht|notons|note|désigne|écri[st]|sea"
    r"|denota|denotamos|escribimos|обозначим|обозначает|обозначается|обозначаем|пишем|пусть)\b"
    r"|记|記|表示|写作|写成|设|とする|とおく|と書く",
    re.IGNORECASE,
)
#: words for where a gradient is 0
_PLACE = re.compile(
    r"\bpoint\b|\bpunto\b|\bvanish|\bzeros?\b|nullstelle|verschwind|\bannul|\banula|точк|нул[ьяе]|零|为0",
    re.IGNORECASE,
)
_MACRO = re.compile(r"\\(?:re)?newcommand\*?\s*\{?(\\[A-Za-z]+)\}?\s*\{(\\[A-Za-z]+)\}")
#: what a text has of a loss in one letter
_LOSSES = (r"\mathcal{L}", r"\ell", "L", "J", "E", "C", r"\mathcal{J}", r"\mathcal{E}")


@dataclass(frozen=True)
class Shorthand:
    """A mark, the loss, and the names that it is said of; none if it is said of all."""

    mark: str
    loss: str
    names: frozenset[str] = frozenset()
    #: whether the text says so; if not, whether a factor may be left out
    said: bool = True
    open: bool = False

    @property
    def pattern(self) -> str:
        """What a marked name looks like up to its scripts: ``name`` is the name, or ``inside``."""
        if self.mark in _FRONT:
            tail = "" if self.mark == "d" else r"(?![A-Za-z])"
            front = rf"(?<![A-Za-z\\])(?<![_^]\{{){_FRONT[self.mark]}{tail}"
            return rf"{front}(?:\s|\\[,;!])*(?P<name>{BASE})(?![A-Za-z]{{2}})"
        if self.mark.endswith("_"):
            letter = re.escape(self.mark[:-1])
            return rf"(?<![A-Za-z\\]){letter}\s*_\s*(?:\{{(?P<inside>[^{{}}]*)\}}|(?P<name>{BASE}))"
        accent = re.escape(self.mark) + r"(?![A-Za-z])"
        inside = r"\{(?P<inside>(?:[^{}]|\{[^{}]*\})*)\}"
        return rf"{accent}\s*(?:{inside}|(?P<name>{BASE}))"

    def said_of(self, name: str) -> bool:
        """Whether the mark on this name is that of its gradient."""
        return not self.names or normal(name) in self.names


def shorthands(submission: Submission) -> list[Shorthand]:
    """The marks of gradients that a text speaks of, each once."""
    found: dict[str, Shorthand] = {}
    speaks = re.search(rf"partial|nabla|[∂∇]|{_GRADIENT.pattern}", submission.text, re.IGNORECASE)
    for claim in submission.claims if speaks else ():
        if claim.relation == "=" and (one := stated(claim.left, claim.right)) is not None:
            _add(found, one, submission)
    for pieces, words in _sentences(submission.text) if speaks else ():
        for one in _spoken(pieces, words, submission):
            _add(found, one, submission)
    if "d" not in found and (unsaid := _unsaid(submission)) is not None:
        found["d"] = unsaid
    return list(found.values())


#: a sum over the batch that is a mean, of which the gradients may leave the factor out
_MEAN = re.compile(
    r"\\[dt]?frac\s*\{?\s*1\s*\}?\s*\{?\s*(?:2\s*)?[A-Za-z]|1\s*/\s*(?:\(?2\s*)?[A-Za-z]"
)
#: a loss that words speak of and no formula defines
_LOSS_IN_WORDS = re.compile(
    r"(?:loss(?:\s+function)?|scalar(?:\s+function)?|objective|cost|Verlust(?:funktion)?|Kosten"
    r"|perte|co[uû]t|p[ée]rdida|coste|损失|目标函数|потер[ьия])"
    r"\s*[$(\\]*(?P<loss>\\mathcal\{[A-Z]\}|\\ell|[LJEC])(?![A-Za-z])",
    re.IGNORECASE,
)
_MARKED_D = re.compile(rf"(?<![A-Za-z\\])d(?P<name>{BASE}){_SCRIPTS}")


def _unsaid(submission: Submission) -> Shorthand | None:
    """The shorthand of a text that says nothing of its dW, or only in words without formulas, but
    says what they are as nobody does of differentials: dW = Aᵀ dS beside a loss L, or beside
    S = A W; None for any other text."""
    if _DIFFERENTIAL.search(submission.text):
        return None
    defined = {normal(c.left): c.right for c in submission.claims if c.relation == "="}
    marked = [
        (m["name"], c.right)
        for c in submission.claims
        if (m := _MARKED_D.fullmatch(c.left.strip())) is not None
    ]
    names = {normal(name) for name, _ in marked}
    loss = next((letter for letter in _LOSSES if normal(letter) in defined), "")
    turned = any(re.search(r"\^|odot|circ", right) for _, right in marked)
    if not (loss and len(names) > 1 and turned):
        if not _backwards(marked, submission):
            return None
        spoken = (m["loss"] for m in _LOSS_IN_WORDS.finditer(submission.text))
        loss = loss or next(spoken, r"\mathcal{L}")
    if normal(loss) in names or "t" in names:
        return None
    mean = _MEAN.search(defined.get(normal(loss), "")) is not None
    return Shorthand("d", loss, said=False, open=mean)


def _backwards(marked: Sequence[tuple[str, str]], submission: Submission) -> bool:
    """Whether what depends on X stands to the right of dX, as it does of gradients, and never
    what X depends on, as it does of differentials."""
    needs: dict[str, set[str]] = {}
    for claim in submission.claims:
        if claim.relation == "=" and (name := bare_name(claim.left)) is not None:
            needs.setdefault(normal(name[0]), set()).update(map(normal, names_in(claim.right)))
    ways = set()
    for taken, right in marked:
        for other in (normal(m["name"]) for m in _MARKED_D.finditer(right)):
            if normal(taken) in needs.get(other, ()):
                ways.add("back")
            if other in needs.get(normal(taken), ()):
                ways.add("forth")
    return ways == {"back"}


def either(submission: Submission, name: str) -> bool:
    """Whether dX may as well be a name for a gradient: the text has these and no differentials."""
    marked = _MARKED_D.fullmatch(name.strip()) is not None
    words = submission.text
    return marked and bool(_GRADIENT.search(words)) and not _DIFFERENTIAL.search(words)


def _add(found: dict[str, Shorthand], new: Shorthand, submission: Submission) -> None:
    """Take in what is said of one name; below another letter it is said of no other name, unless
    nothing else is called so."""
    if new.mark.endswith("_") and not _generic(new, submission):
        names = found[new.mark].names | new.names if new.mark in found else new.names
        found[new.mark] = Shorthand(new.mark, new.loss, names)
    elif new.mark not in found or not found[new.mark].names:
        found[new.mark] = Shorthand(new.mark, new.loss)


def _generic(one: Shorthand, submission: Submission) -> bool:
    """Whether the name that is spoken of stands for all: it stands in no other formula."""
    claims = [c for c in submission.claims if stated(c.left, c.right) is None]
    text = " ".join(side for c in claims for side in (c.left, c.right))
    letters = {normal(m[0]) for m in re.finditer(BASE, re.sub(r"\\[a-z]{3,}(?!\s*\{)", " ", text))}
    return not letters & one.names


def stated(left: str, right: str) -> Shorthand | None:
    r"""What ``\bar X = ∂L/∂X`` says."""
    derivative = _DERIVATIVE.fullmatch(right.strip().rstrip(".,"))
    if derivative is None:
        return None
    loss, by = _taken(derivative)
    for mark, name in _marked(left.strip()):
        if normal(name) == normal(by):
            return Shorthand(mark, loss, frozenset({normal(name)}))
    return None


def _taken(derivative: re.Match[str]) -> tuple[str, str]:
    loss = derivative["loss"] or derivative["loss2"] or derivative["loss3"]
    return loss, derivative["by"] or derivative["by2"] or derivative["by3"]


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """What a formula that is one marked name may be: marks, each with the name."""
    for mark, front in _FRONT.items():
        found = re.fullmatch(rf"{front}\s*{_WHOLE}", text)
        if found is not None:
            yield mark, found["name"]
    if (found := re.fullmatch(_HAT, text)) is not None:
        inside = re.match(_WHOLE, (found["in"] or found["at"]).strip())
        if inside is not None:
            yield rf"\{found['accent']}", inside["name"]
    if (found := re.fullmatch(_UNDER, text)) is not None:
        inside = re.fullmatch(_WHOLE, (found["in"] or found["at"]).strip())
        if inside is not None:
            yield f"{found['letter']}_", inside["name"]


def _sentences(text: str) -> Iterator[tuple[list[str], str]]:
    """The formulas of each sentence, and its words."""
    macros = dict(_MACRO.findall(text))

    def plain(piece: str) -> str:
        return re.sub(r"\\[A-Za-z]+", lambda m: macros.get(m[0], m[0]), piece).strip().rstrip(".,;")

    masked = _PIECE.sub(lambda m: "\ue000" * len(m[0]), text)
    start = 0
    for end in (*(m.end() for m in _END.finditer(masked)), len(text)):
        sentence = text[start:end]
        start = end
        pieces = [next(filter(None, m.groups())) for m in _PIECE.finditer(sentence)]
        yield [plain(p) for p in pieces], _PIECE.sub(" ", sentence)


def _spoken(pieces: list[str], words: str, submission: Submission) -> Iterator[Shorthand]:
    """What a sentence says with formulas of their own for the marked name and the derivative."""
    if _DIFFERENTIAL.search(words) or _PLACE.search(words):
        return
    pairs = [pair for piece in pieces for pair in _marked(piece)]
    taken = [_taken(m) for piece in pieces if (m := _DERIVATIVE.fullmatch(piece)) is not None]
    for mark, name in pairs:
        for loss, by in taken:
            if normal(by) == normal(name):
                yield Shorthand(mark, loss, frozenset({normal(name)}))
    if not _GRADIENT.search(words) or not _WRITE.search(words):
        return
    loss = next((_taken(m)[0] for p in pieces if (m := _DERIVATIVE.search(p))), "")
    loss = loss or _loss(pieces, submission)
    alone = {normal(piece) for piece in pieces}
    for mark, name in pairs:
        if normal(name) in alone and (mark != "∇" and not mark.endswith("_")):
            yield Shorthand(mark, loss, frozenset({normal(name)}))
    if _BAR.search(words) or r"\bar{\cdot}" in pieces or r"\overline{\cdot}" in pieces:
        mark = r"\overline" if r"\overline{" in submission.text else r"\bar"
        yield Shorthand(mark, loss)


def _loss(pieces: list[str], submission: Submission) -> str:
    """The loss that a sentence speaks of, or the one that the text has."""
    defined = {normal(c.left) for c in submission.claims if c.relation == "="}
    defined |= {
        normal(_taken(m)[0]) for c in submission.claims for m in _DERIVATIVE.finditer(c.latex)
    }
    spoken = {normal(m[0]) for p in pieces if (m := re.fullmatch(rf"{BASE}", p))}
    for known in (spoken, defined):
        for letter in _LOSSES:
            if normal(letter) in known:
                return letter
    return r"\mathcal{L}"
