"""From LaTeX to a small tree: the parser, made once and only when it is needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from derive.errors import DeriveError

__all__ = ["Node", "Place", "ReadError", "parse"]


@dataclass(frozen=True)
class Place:
    """Where something stands: line and column, both counted from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


class ReadError(DeriveError):
    """A formula that is not understood: where, what stands there, what was expected.

    >>> raise ReadError(Place(1, 3), "x", "a name that is known here")
    Traceback (most recent call last):
    ...
    derive.reader.syntax.ReadError: line 1, column 3: found x; expected a name that is known here
    """

    def __init__(self, place: Place, found: str, expected: str) -> None:
        self.place, self.found, self.expected = place, found, expected
        super().__init__(f"{place}: found {found}; expected {expected}")


class Node:
    """A piece of a formula: its rule (or the name of its token) and its parts."""

    __slots__ = ("children", "end", "kind", "place", "start", "text")

    def __init__(self, kind: Any, children: Any, token: Any = None) -> None:
        self.kind, self.text = str(kind), "" if token is None else str(token)
        self.children: list[Node] = [c if isinstance(c, Node) else _leaf(c) for c in children]
        if token is not None:
            self.place = (token.line, token.column)
            self.start, self.end = token.start_pos, token.end_pos
        elif self.children:
            first = self.children[0]
            self.place, self.start, self.end = first.place, first.start, self.children[-1].end

    def __repr__(self) -> str:
        return f"{self.kind}({self.text or ', '.join(map(repr, self.children))})"

    def refuse(self, found: str, expected: str) -> ReadError:
        """The error that says so of this piece."""
        return ReadError(Place(*self.place), found, expected)


def _leaf(token: Any) -> Node:
    return Node(token.type, (), token)


#: what each token is called in a message
WORDS = {
    "EQUALS": "=",
    "LE": "≤",
    "GE": "≥",
    "LT": "<",
    "IN": "∈",
    "TO": "→",
    "SIGN": "+ or −",
    "CDOT": "·",
    "ODOT": "⊙",
    "OTIMES": "⊗",
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
    "ROW": r"\\",
    "AMP": "&",
    "COMMA": ",",
    "LBRACE": "{",
    "RBRACE": "}",
    "LPAR": "(",
    "RPAR": ")",
    "LSQUARE": "[",
    "RSQUARE": "]",
    "LNORM": r"\lVert",
    "RNORM": r"\rVert",
    "LABS": r"\lvert",
    "RABS": r"\rvert",
    "NUMBER": "a number",
    "NAME": "a name",
    "$END": "the end",
}
#: tokens that never stand in a message: other spellings of what does, or too rare
_UNSAID = {"PRIMED", "DIGITS", "FILLS"}
#: tokens with which a term begins, in a message "a term"
_BEGINNERS = {"NUMBER", "NAME", "LPAR", "FRAC"}
_TERMS = {
    *_BEGINNERS,
    *("LSQUARE", "LNORM", "LABS", "SQRT", "BEGIN", "PARTIAL", "BIG", "SIGN"),
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
    from lark import Lark

    return Lark.open(
        "latex.lark",
        rel_to=__file__,
        parser="lalr",
        start=["expression", "statement"],
        tree_class=Node,
        maybe_placeholders=False,
        keep_all_tokens=True,
    )


def parse(text: str, start: str = "expression") -> Node:
    """The tree of ``text``; ``start`` is ``expression`` or ``statement``.

    Raises :class:`ReadError` with line and column of the first piece that fits nowhere.

    >>> parse("W x")
    expression(sum(term(run(run(factor(NAME(W))), factor(NAME(x))))))
    >>> parse("(W x")
    Traceback (most recent call last):
    ...
    derive.reader.syntax.ReadError: line 1, column 5: found the end; expected , or )
    """
    from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

    try:
        tree: Node = _parser().parse(text, start=start)
    except UnexpectedCharacters as error:
        place = Place(error.line, error.column)
        found = _word_at(text, error.pos_in_stream or 0)
        raise ReadError(place, found, "a sign that formulas are made of") from None
    except UnexpectedToken as error:
        names = error.accepts or error.expected
        if error.token.type == "$END":
            raise ReadError(_end(text), "the end", _expected(names)) from None
        raise ReadError(
            Place(error.line, error.column), str(error.token), _expected(names)
        ) from None
    except UnexpectedInput as error:  # pragma: no cover  # lark has no other kind for LALR
        raise ReadError(Place(error.line, error.column), "this", "a formula") from None
    return tree


def _word_at(text: str, at: int) -> str:
    """The command or the character at a position."""
    end = at + 1
    if text[at] == "\\":
        while end < len(text) and text[end].isalpha():
            end += 1
    return text[at:end]


def _end(text: str) -> Place:
    lines = text.split("\n")
    return Place(len(lines), len(lines[-1].rstrip()) + 1)
