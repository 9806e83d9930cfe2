"""Tokens: a kind, a spelling, a place; and which of them make a factor."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["ENDS", "Token", "canonical", "factor_end"]


class Token:
    """A kind, a spelling that all ways of writing it share, and where it stands."""

    __slots__ = ("column", "end_pos", "line", "side", "start_pos", "type", "value")

    def __init__(self, kind: str, value: str, start: int, end: int, place: tuple[int, int]) -> None:
        self.type, self.value = kind, value
        self.start_pos, self.end_pos = start, end
        self.line, self.column = place
        #: l or r where the source says which side of a pair a delimiter is
        self.side = ""

    def __repr__(self) -> str:
        return f"{self.type}:{self.value}"

    def like(self, kind: str, value: str = "") -> Token:
        """Another token at the same place."""
        return Token(kind, value, self.start_pos, self.end_pos, (self.line, self.column))


def canonical(tokens: Iterable[Token]) -> str:
    """The spelling of tokens in a row: a space only where a command would run into a letter."""
    out = ""
    for token in tokens:
        if token.value[:1].isalpha() and re.search(r"\\[A-Za-z]+$", out):
            out += " "
        out += token.value
    return out


#: kinds with which a factor ends
ENDS = frozenset(
    [
        "NAME",
        "NUMBER",
        "RPAR",
        "RSQUARE",
        "RSET",
        "RANGLE",
        "RABS",
        "RNORM",
        "RBRACE",
        "END",
        "PRIME",
        "TOP",
    ]
)
_CLOSERS = {
    "LPAR": "RPAR",
    "LSQUARE": "RSQUARE",
    "LSET": "RSET",
    "LANGLE": "RANGLE",
    "LABS": "RABS",
    "LNORM": "RNORM",
    "LBRACE": "RBRACE",
    "BEGIN": "END",
}


def factor_end(tokens: list[Token], at: int) -> int:
    """The index behind the factor that begins at ``at``: an atom and its scripts."""
    at = _atom_end(tokens, at)
    while at < len(tokens) and tokens[at].type in (
        "UNDER",
        "CARET",
        "PRIME",
        "TURN",
        "EVAL",
        "COUNT",
    ):
        at = at + 1 if tokens[at].type in ("PRIME", "TURN") else _atom_end(tokens, at + 1)
    return at


def _atom_end(tokens: list[Token], at: int) -> int:
    if at >= len(tokens):
        return at
    kind = tokens[at].type
    if kind in ("FRAC", "SQRT"):
        at = _atom_end(tokens, at + 1)
        return _atom_end(tokens, at) if kind == "FRAC" else at
    if kind not in _CLOSERS:
        return at + 1
    depth = 0
    for n in range(at, len(tokens)):
        depth += tokens[n].type in _CLOSERS
        depth -= tokens[n].type in _CLOSERS.values()
        if not depth:
            return n + 1
    return len(tokens)
