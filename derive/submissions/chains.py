r"""The rows of a formula taken apart: chains of relations, and the conditions beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from derive.submissions.cleaning import QUAD, RELATIONS
from derive.submissions.declared import interval
from derive.submissions.prose import lead_of
from derive.submissions.rows import Row, depths, rows_of
from derive.submissions.tokens import Token, joined, stripped, words
from derive.submissions.vocabulary import CONSEQUENCES, IMPLICATIONS

__all__ = [
    "VALUE",
    "Chain",
    "Link",
    "bounds",
    "chains_of",
    "counts_over",
    "is_range",
    "links_of",
    "sides",
]

_SO = "then, if that is so"  # what an arrow of implication says
#: what joins two rows when the first ends with it, or the second begins with it
_BINARY = frozenset(["+", "-", "*", "/", r"\cdot", r"\times", r"\odot", r"\otimes", r"\oplus"])
_BINARY |= {r"\circ", r"\ast", r"\star", r"\pm", r"\mp", r"\div", r"\bigodot"}
_ELLIPSES = (r"\vdots", r"\cdots", r"\ldots", r"\dots", r"\ddots", "...", "⋮")
#: what is given to an index
VALUE = re.compile(r"-?[\w.]+|\\[a-z]+")


@dataclass
class Chain:
    """Sides with relations between them, not yet taken apart.

    ``lead`` is what the words right before it in the formula announce; ``goes_on`` says that it
    begins with a relation, so that its left side stands in the formula before.
    """

    tokens: list[Token]
    row: int
    lead: str = ""
    goes_on: bool = False
    condition: bool = False
    given: list[str] = field(default_factory=list)
    #: whether there is a relation in it
    related: bool = False

    def extend(self, inside: list[Token], row: int) -> None:
        """Go on with another row."""
        self.related = self.related or bool(relations(inside))
        self.tokens.append(Token(" ", inside[0].at))
        self.tokens += inside
        self.row = row

    @property
    def at(self) -> int:
        """Where it begins in the source."""
        return stripped(self.tokens)[0].at


def relations(tokens: Sequence[Token]) -> list[int]:
    """Where the relations stand that are in no brackets."""
    nested = depths(tokens)
    return [i for i, t in enumerate(tokens) if not nested[i] and t.text in RELATIONS]


def chains_of(tokens: Sequence[Token], environment: str = "") -> list[Chain]:
    r"""The chains of a formula whose tokens are cleaned, with their conditions.

    A row that begins with a relation, or with a sign that joins two terms, goes on the chain
    before it.  Commas, ``\quad``, words and arrows of consequence separate chains; a comma in a
    list of names or numbers does not.

    >>> from derive.submissions.places import Placed
    >>> from derive.submissions.tokens import tokens_of
    >>> tokens = tokens_of(Placed.of(r"a &= b \\ &= c, \quad t \ge 1"))
    >>> [(joined(c.tokens), c.given) for c in chains_of(tokens)]
    [('a = b = c', ['t \\ge 1'])]
    """
    maker = _Maker(environment)
    for number, row in enumerate(rows_of(tokens)):
        maker.row(row, number)
    return maker.finished()


class _Maker:
    """Puts rows together to chains."""

    def __init__(self, environment: str) -> None:
        self.environment = environment
        self.chains: list[Chain] = []
        self.last: Chain | None = None
        #: what the words of a row of words announce for the next
        self.lead = ""

    def row(self, row: Row, number: int) -> None:
        first, lead = True, self.lead
        self.lead = ""
        said = separated = ""
        for part in _parts(row.tokens):
            if isinstance(part, str):
                if part == _SO:
                    self._supposed([c for c in self.chains if c.row == number])
                said = part
                lead = lead_of(part) or ("for" if part == r"\forall" else "")
                separated, first = "words", first and not part.strip()
                continue
            if part is None:
                separated = separated or "space"
                continue
            inside = list(stripped(part))
            if not inside or joined(inside) in (*_ELLIPSES, "."):
                continue
            self._part(inside, row, number, first, lead, separated)
            first, lead, separated = False, "", ""
        if said and first is False and not any(c.row == number for c in self.chains):
            self.lead = lead_of(said)

    def _part(
        self, inside: list[Token], row: Row, number: int, first: bool, lead: str, separated: str
    ) -> None:
        related = inside[0].text in RELATIONS
        last, goes_on = self.last, related and separated != "words"
        if last and (goes_on or (first and self._joins(last, inside, row))):
            last.extend(inside, number)
            return
        chain = Chain(inside, number, lead, goes_on, related=bool(relations(_bare(inside))))
        chain.condition = _conditional(chain, beside=bool(separated))
        self.chains.append(chain)
        if not chain.condition:
            self.last = chain

    def _supposed(self, before: list[Chain]) -> None:
        """A bound alone before an arrow of implication is a condition: r < 1 ⇒ r^k → 0."""
        for chain in before if len(before) == 1 else ():
            kinds = {kind for kind, _, _ in sides(_bare(chain.tokens))[1:]}
            chain.condition |= bool(kinds) and kinds <= {"<", ">", "<=", ">="}

    def _joins(self, last: Chain, inside: list[Token], row: Row) -> bool:
        """Whether a row goes on where the one before it ended."""
        begins, ends = inside[0].text, last.tokens[-1].text
        if begins in RELATIONS or ends in RELATIONS or ends in _BINARY or begins == "+":
            return True
        if begins in _BINARY or begins in (")", "]"):
            return row.aligned or begins != "-" or not relations(inside)
        if self.environment == "multline":
            return True
        return row.aligned and not relations(inside) and last.related

    def finished(self) -> list[Chain]:
        """The chains, each with the conditions that stand beside it."""
        said = [c for c in self.chains if c.condition]
        claims = [c for c in self.chains if not c.condition]
        if not claims:
            return self.chains
        for condition in said:
            beside = [c for c in claims if c.row == condition.row]
            before = [c for c in claims if c.row < condition.row]
            for chain in (beside or before or claims) if condition.related else ():
                chain.given.append(_condition(condition.tokens))
        return claims


def _parts(tokens: Sequence[Token]) -> Iterator[list[Token] | str | None]:
    """The parts of a row; between them words, or None for space, a comma or an arrow."""
    nested = depths(tokens)
    part: list[Token] = []
    for token, depth in zip(tokens, nested, strict=True):
        said = words(token)
        if said is not None and depth:  # within a matrix, cases, a script
            part.append(Token(f"\\text{{ {said} }}", token.at))
        elif said is not None or (not depth and (token.text == QUAD or token.text == r"\forall")):
            yield from _listed(part)
            part = []
            yield (said or "") if said is not None else (r"\forall" if token.text != QUAD else None)
        elif not depth and token.text in CONSEQUENCES:
            yield from _listed(part)
            part = []
            yield _SO if token.text in IMPLICATIONS else "then"
        else:
            part.append(token)
    yield from _listed(part)


_ITEM = re.compile(r"-?\d+(?:\.\d+)?|\.\.\.|\\[lc]?dots|\\infty|[A-Za-z](?:\s*[+-]\s*\d+)?|\\tau")


class _Piece:
    """What stands between two commas."""

    def __init__(self, tokens: list[Token], comma: Token | None) -> None:
        self.tokens, self.comma = tokens, comma
        where = relations(tokens)
        self.related = bool(where)
        #: what is compared last, or the whole
        self.last = joined(tokens[where[-1] + 1 :] if where else tokens)
        self.text = "" if where else self.last


def _listed(tokens: list[Token]) -> Iterator[list[Token] | None]:
    """The statements between commas; a comma within a list of names or values separates none."""
    related = False
    pieces: list[_Piece] = []
    part: list[Token] = []
    comma = None
    colons, final = 0, max(relations(tokens), default=-1)

    def ends_head(at: int) -> bool:
        """A colon behind a condition, as in "t ≥ 1: h = 0", but none in f: ℝ → ℝ or A : dX."""
        nonlocal colons
        colons += 1
        return (related and not _multiplies(tokens, at, final)) or (
            not pieces
            and colons == 1
            and _LIST.fullmatch(joined(part)) is not None
            and any(RELATIONS.get(t.text) not in (None, "->", "in") for t in tokens)
        )

    for at, (token, depth) in enumerate(zip(tokens, depths(tokens), strict=True)):
        related = related or (not depth and token.text in RELATIONS)
        if not depth and (token.text in (",", ";") or (token.text == ":" and ends_head(at))):
            pieces.append(_Piece(part, comma))
            part, comma = [], token
        else:
            part.append(token)
    pieces.append(_Piece(part, comma))
    more = [False] * len(pieces)  # whether a relation follows
    for i in range(len(pieces) - 1, 0, -1):
        more[i - 1] = more[i] or pieces[i].related
    made: list[Token] = []
    related, last = False, ""
    for i, piece in enumerate(pieces):
        head = piece.comma is not None and piece.comma.text == ":"
        if i and (head or not _one_list(related, last, piece, more[i])):
            yield made
            yield None
            made, related = [], False
        if made and piece.comma:
            made.append(piece.comma)
        made += piece.tokens
        related, last = related or piece.related, piece.last
    yield made


def _multiplies(tokens: Sequence[Token], colon: int, last: int) -> bool:
    """Whether a factor stands behind a colon, as in φ = A : B, rather than a statement.

    ``last`` is the place of the last relation.
    """
    at = colon + 1
    while at < len(tokens) and tokens[at].text == " ":
        at += 1
    if at == len(tokens) or tokens[at].text in RELATIONS:
        return False
    return last < colon or tokens[at].text in ("d", r"\mathrm")


def _one_list(related: bool, last: str, piece: _Piece, more: bool) -> bool:
    """Whether a comma stands within a list: x, y ∈ ℝ, or t = 1, …, T."""
    if piece.related or not piece.text:
        return not related and bool(piece.text or piece.related)
    if not related:
        return True
    if not _ITEM.fullmatch(piece.text) or not _ITEM.fullmatch(last):
        return False
    return last in _ELLIPSES or piece.text in _ELLIPSES or last.isdigit() or not more


#: an index, or what indices are compared with
_INDEX = re.compile(
    r"(?:[-+]?\s*(?:\d+|[ijklmnpqrstuvKMNTDHLdn]|\\tau|\\ell|\\infty)\s*'?)"
    r"(?:\s*[-+]\s*(?:\d+|[ijklmnpqrstTKNMdn]|\\tau|\\ell))*"
)
_LIST = re.compile(rf"{_INDEX.pattern}(?:\s*,\s*(?:{_INDEX.pattern}|\\[lc]?dots|\.\.\.|…))*")
_SETS = re.compile(r"\\\{.*\\\}|\\mathbb\s*\{?[NZ]\}?.*|\[[A-Za-z]\]|\\left\\\{.*\\right\\\}")


def _bare(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without the parentheses around the whole."""
    inside = stripped(tokens)
    while len(inside) > 2 and inside[0].text in "([" and inside[-1].text in ")]":
        nested = depths(inside)
        if min(nested) < 1 or depths(inside[1:-1]) != [d - 1 for d in nested[1:-1]]:
            break
        inside = stripped(inside[1:-1])
    return inside


def _condition(tokens: Sequence[Token]) -> str:
    """A condition without what is around it; t := 1 says that t is 1."""
    inside = _ended(_bare(tokens))
    defines = [t.text for t in inside if RELATIONS.get(t.text) == "def"]
    return joined([Token("=", t.at) if t.text in defines else t for t in inside])


def _conditional(chain: Chain, beside: bool) -> bool:
    """Whether a chain says for which indices something holds."""
    inside = _bare(chain.tokens)
    parts = sides(inside)
    kinds = [kind for kind, _, _ in parts[1:]]
    if not kinds:
        return chain.lead == "for" and bool(_LIST.fullmatch(joined(inside)))
    texts = [joined(side).rstrip(".") for _, _, side in parts]
    if kinds == ["in"]:
        return bool(_LIST.fullmatch(texts[0])) and bool(_SETS.fullmatch(texts[1]))
    if not all(_LIST.fullmatch(text) for text in texts):
        return chain.lead == "if"  # if A is so, then …: but alone it is an assumption
    valued = kinds == ["="] and not any(sign in texts[1] for sign in (",", "dots"))
    return not valued or beside or bool(chain.lead)


def sides(tokens: Sequence[Token]) -> list[tuple[str, int, Sequence[Token]]]:
    """The sides of a chain, each with the relation before it and the place of that."""
    out: list[tuple[str, int, Sequence[Token]]] = []
    last, kind, at = 0, "", tokens[0].at if tokens else 0
    for i in relations(tokens):
        out.append((kind, at, stripped(tokens[last:i])))
        last, kind, at = i + 1, RELATIONS[tokens[i].text], tokens[i].at
    out.append((kind, at, stripped(tokens[last:])))
    return out


@dataclass(frozen=True)
class Link:
    """One relation of a chain; ``first`` says that nothing of the chain stands before it."""

    left: Sequence[Token]
    relation: str
    right: Sequence[Token]
    at: int
    first: bool
    #: where the relation stands
    sign: int = -1


def links_of(tokens: Sequence[Token], before: Sequence[Token] = ()) -> list[Link]:
    """The relations of a chain; ``before`` is the left side of one that goes on another."""
    parts = sides(_ended(_bare(tokens)))
    links = []
    for i in range(1, len(parts)):
        (_, _, left), (kind, at, right) = parts[i - 1], parts[i]
        first = i == 1 and bool(left)
        if i == 1 and not left:
            left = before
        links.append(Link(left, kind, right, left[0].at if first else at, first, at))
    return links


def _ended(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without the punctuation that ends a sentence; an ellipsis is none."""
    end = len(tokens)
    while end and tokens[end - 1].text in (" ", ".", ",", ";", ":"):
        if end > 1 and tokens[end - 1].text == tokens[end - 2].text == ".":
            break
        end -= 1
    return stripped(tokens[:end])


_RANGE = re.compile(r"[^,=]+,(?:[^,=]+,)*\s*(?:\\[a-z]*dots[a-z]?|\.\.\.|…)\s*(?:,[^,=]+)?")


def is_range(side: str) -> bool:
    r"""Whether one side lists the values of an index.

    >>> is_range(r"1, \dots, N"), is_range(r"1 + \dots + N")
    (True, False)
    >>> is_range(r"(x_1, \dots, x_n)"), is_range(r"(\sigma(x_1), \dots, \sigma(x_n))")
    (True, False)
    """
    applied = re.match(r"\\?[A-Za-z]+\s*(?:\{[a-z]+\})?\s*(?:\\[A-Za-z]+\s*)?\(", side)
    computed = re.match(r"(?:\\left\s*)?[(\[]", side) and re.search(r"[A-Za-z]\s*\(|\\d?frac", side)
    return not applied and not computed and _RANGE.fullmatch(side) is not None


def counts_over(names: str, between: str, side: str) -> bool:
    r"""Whether letters are said to count: "i, j over 1, …, n".

    >>> counts_over("b,c", " over ", r"1, \dots, v"), counts_over("X", " of ", r"x_1, \dots, x_N")
    (True, False)
    """
    letters = all(re.fullmatch(r"[a-z]", name.strip()) for name in names.split(","))
    return letters and len(between) < 40 and side.strip()[:1] in ("0", "1") and is_range(side)


def bounds(chain: Chain) -> bool:
    """Whether a chain bounds an index, or gives one its value."""
    links = links_of(chain.tokens)
    if chain.condition or not links:
        return bool(links)
    if links[0].relation == "in":
        return not interval(joined(links[0].right))
    return len(links) == 1 and all(
        VALUE.fullmatch(joined(side)) for side in (links[0].left, links[0].right)
    )
