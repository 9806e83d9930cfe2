"""From LaTeX to a small tree: the parser, made once and only when it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from derive.reader.bars import passes
from derive.reader.errors import Place, ReadError
from derive.reader.token import canonical
from derive.reader.tokens import Lexer

__all__ = ["Node", "Place", "ReadError", "parse", "spelling"]


class Node:
    """A piece of a formula: its rule (or the name of its token) and its parts."""

    __slots__ = ("_spelling", "children", "end", "kind", "place", "start", "text")

    def __init__(self, kind: Any, children: Any, token: Any = None) -> None:
        self.kind, self.text = str(kind), "" if token is None else token.value
        self.children: list[Node] = [c if isinstance(c, Node) else _leaf(c) for c in children]
        self.place, self.start, self.end = (1, 1), 0, 0
        self._spelling: str | None = None
        if token is not None:
            self.place = (token.line, token.column)
            self.start, self.end = token.start_pos, token.end_pos
        elif self.children:
            first = self.children[0]
            self.place, self.start, self.end = first.place, first.start, self.children[-1].end

    def __repr__(self) -> str:
        return f"{self.kind}({self.text or ', '.join(map(repr, self.children))})"

    @property
    def value(self) -> str:
        """Its spelling, where it is a token."""
        return self.text

    def leaves(self) -> Iterator[Node]:
        """Its tokens."""
        if not self.children:
            if self.text:
                yield self
            return
        for child in self.children:
            yield from child.leaves()

    def refuse(self, found: str, expected: str, name: str | None = None) -> ReadError:
        """The error that says so of this piece."""
        return ReadError(Place(*self.place), found, expected, name)


def _leaf(token: Any) -> Node:
    return Node(token.type, (), token)


def spelling(node: Node) -> str:
    r"""How a piece is spelt, alike for all ways of writing it.

    >>> spelling(parse(r"W _ {\bf x}").children[0])
    'W_{\\mathbf{x}}'
    """
    if node._spelling is None:
        leaves: Any = node.leaves()  # a leaf has a value as a token has
        node._spelling = canonical(leaves)
    return node._spelling


#: what each token is called in a message
WORDS = {
    "EQUALS": "=",
    "NE": "≠",
    "LE": "≤",
    "GE": "≥",
    "LT": "<",
    "GT": ">",
    "APPROX": "≈",
    "IN": "∈",
    "TO": "→",
    "SIGN": "+ or −",
    "CDOT": "·",
    "ODOT": "⊙",
    "CIRC": "∘",
    "OTIMES": "⊗",
    "STAR": "*",
    "TIMES": "×",
    "SLASH": "/",
    "BIG": "Σ, Π, ⨀, ∇",
    "UNDER": "_",
    "CARET": "^",
    "PRIME": "'",
    "TOP": "⊤",
    "PARTIAL": "∂",
    "FRAC": "a fraction",
    "SQRT": "a root",
    "BEGIN": "a matrix",
    "END": "the end of the matrix",
    "ENDDET": "the end of the determinant",
    "ENDNORM": "the end of the norm",
    "CASES": "cases",
    "ENDCASES": "the end of the cases",
    "ROW": r"\\",
    "AMP": "&",
    "COMMA": ",",
    "COLON": ":",
    "LBRACE": "{",
    "RBRACE": "}",
    "LPAR": "(",
    "RPAR": ")",
    "LSQUARE": "[",
    "RSQUARE": "]",
    "LSET": r"\{",
    "RSET": r"\}",
    "LANGLE": r"\langle",
    "RANGLE": r"\rangle",
    "LNORM": r"\lVert",
    "RNORM": r"\rVert",
    "LABS": r"\lvert",
    "RABS": r"\rvert",
    "NUMBER": "a number",
    "NAME": "a name",
    "DOTS": "…",
    "IF": "if",
    "ELSE": "otherwise",
    "$END": "the end",
}
#: tokens that never stand in a message: too rare
_UNSAID = {"TURN", "COUNT", "EVAL", "DIV", "AGAIN"}
#: tokens with which a term begins, in a message "a term"
_BEGINNERS = {"NUMBER", "NAME", "LPAR", "FRAC"}
_TERMS = {
    *_BEGINNERS,
    *("LSQUARE", "LNORM", "LABS", "SQRT", "BEGIN", "PARTIAL", "BIG", "SIGN", "DOTS", "LSET"),
    *("LANGLE", "BEGINDET", "BEGINNORM", "CASES"),
}


def _expected(names: Any) -> str:
    """A list of tokens in words; all that begin a term are one."""
    names = set(names) - _UNSAID
    words = []
    if names >= _BEGINNERS:
        words.append("a term")
        names -= _TERMS if "CDOT" not in names and "$END" not in names else _TERMS - {"SIGN"}
    words += [word for name, word in WORDS.items() if name in names]
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


@cache
def _parser() -> Any:
    from derive.reader.tables import parser

    return parser(Node)


def parse(text: str, start: str = "expression", words: Mapping[str, str] | None = None) -> Node:
    """The tree of ``text``; ``start`` is ``expression`` or ``statement``.

    ``words`` are names of several letters that may stand without a font.

    Raises :class:`ReadError` with line and column of the first piece that fits nowhere.

    >>> parse("W x")
    expression(sum(term(run(run(factor(NAME(W))), factor(NAME(x))))))
    >>> parse("(W x")
    Traceback (most recent call last):
    ...
    derive.reader.errors.ReadError: line 1, column 5: found the end; expected , or )
    """
    from lark import Token
    from lark.exceptions import UnexpectedToken

    tokens = passes(Lexer(text, words).all())
    feeder = _parser().parse_interactive(start=start)
    state = feeder.parser_state
    token: Any = None
    try:
        for token in tokens:
            state.feed_token(token)
        token = None
        tree: Node = state.feed_token(Token("$END", ""), True)
    except UnexpectedToken:
        names = feeder.accepts()
        if token is None:
            raise ReadError(_end(text), "the end", _expected(names)) from None
        place = Place(token.line, token.column)
        found = text[token.start_pos : token.end_pos].strip() or token.value
        raise ReadError(place, found, _expected(names)) from None
    return tree


def _end(text: str) -> Place:
    lines = text.split("\n")
    return Place(len(lines), len(lines[-1].rstrip()) + 1)
