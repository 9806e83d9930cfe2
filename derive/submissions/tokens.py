r"""The tokens of a formula, as TeX sees them, each with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from derive.submissions.places import Placed
from derive.submissions.vocabulary import LOWERED, RAISED, UNICODE

__all__ = ["WORDS", "Token", "closing", "joined", "stripped", "tokens_of", "words"]


class Token(NamedTuple):
    r"""A command, a sign or white space; ``\begin{name}`` is one token.

    Words within a formula are one token too: their text begins with :data:`WORDS`.
    """

    text: str
    at: int


#: begins the text of a token that is words
WORDS = "\0"

_TOKEN = re.compile(
    r"(?P<env>\\(?:begin|end)\s*\{\s*[A-Za-z]+\*?\s*\})"
    r"|(?P<command>\\[A-Za-z@]+)"
    r"|(?P<sign>\\.)"
    r"|(?P<comment>%[^\n]*(?:\n[ \t]*)?)"
    r"|(?P<blank>\s+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_ACCENTS = {
    "̂": r"\hat",
    "̃": r"\tilde",
    "̄": r"\bar",
    "̅": r"\bar",
    "̇": r"\dot",
    "̈": r"\ddot",
    "⃗": r"\vec",
}
#: Unicode's alphabets: how a letter's name begins → the command
_ALPHABETS = {
    "BOLD": r"\mathbf",
    "BOLD ITALIC": r"\mathbf",
    "SANS-SERIF BOLD": r"\mathbf",
    "SCRIPT": r"\mathcal",
    "BOLD SCRIPT": r"\mathcal",
    "DOUBLE-STRUCK": r"\mathbb",
    "FRAKTUR": r"\mathfrak",
}
_MATHEMATICAL = re.compile(r"MATHEMATICAL (.*?) (?:CAPITAL|SMALL|DIGIT)")


def tokens_of(text: Placed) -> list[Token]:
    r"""The tokens; signs of Unicode become commands, scripts of Unicode scripts of TeX.

    >>> [t.text for t in tokens_of(Placed.of(r"\frac{∂y}{∂x₁} % why"))][:8]
    ['\\frac', '{', '\\partial', 'y', '}', '{', '\\partial', 'x']
    """
    out: list[Token] = []
    script = ""
    for m in _TOKEN.finditer(text.text):
        kind, found, at = m.lastgroup, m.group(), text.at[m.start()]
        high = _SCRIPTS.get(found, "") if kind == "other" else ""
        if script and high[:1] != script:
            out.append(Token("}", at))
            script = ""
        if kind == "comment":
            continue
        if kind == "env":
            found = re.sub(r"\s+", "", found)
        elif kind == "blank":
            found = " "
        elif high:
            if not script:
                script = high[0]
                out += [Token(script, at), Token("{", at)]
            found = high[1:]
        elif found > "\x7f":
            if found in _ACCENTS and out:
                out.insert(len(out) - 1, Token(_ACCENTS[found], out[-1].at))
                out.insert(len(out) - 1, Token("{", out[-1].at))
                out.append(Token("}", at))
                continue
            out += [Token(part, at) for part in _plain(found)]
            continue
        elif found < " ":
            found = " "
        out.append(Token(found, at))
    if script:
        out.append(Token("}", text.place(len(text.text) - 1)))
    return out


_SCRIPTS = {
    **{sign: f"_{text}" for sign, text in LOWERED.items()},
    **{sign: f"^{text}" for sign, text in RAISED.items()},
}


def _plain(sign: str) -> tuple[str, ...]:
    """A sign of Unicode in TeX."""
    known = UNICODE.get(sign)
    if known:
        return tuple(m.group() for m in _TOKEN.finditer(known))
    alphabet = _MATHEMATICAL.match(unicodedata.name(sign, ""))
    if alphabet:
        letter = unicodedata.normalize("NFKC", sign)
        letter = UNICODE.get(letter, letter)
        command = _ALPHABETS.get(alphabet.group(1))
        return (command, "{", letter, "}") if command else (letter,)
    return (sign,)


def words(token: Token) -> str | None:
    """What the words say, if the token is words."""
    return token.text[1:] if token.text[:1] == WORDS else None


def joined(tokens: Iterable[Token]) -> str:
    r"""The tokens as LaTeX, a space put in where a command would swallow a letter."""
    out: list[str] = []
    command = False
    for token in tokens:
        text = token.text
        if command and (text[0].isalpha() or text[0] == "@"):
            out.append(" ")
        if text == " " and out and out[-1].endswith(" "):
            continue
        out.append(text)
        command = text[0] == "\\" and text[-1].isalpha()
    return "".join(out).strip()


def stripped(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without the white space at both ends."""
    start, end = 0, len(tokens)
    while start < end and tokens[start].text == " ":
        start += 1
    while end > start and tokens[end - 1].text == " ":
        end -= 1
    return tokens[start:end]


def closing(tokens: Sequence[Token], at: int) -> int:
    """Where the brace that opens at ``at`` is closed; the end, if it is not."""
    depth = 0
    for i in range(at, len(tokens)):
        if tokens[i].text == "{":
            depth += 1
        elif tokens[i].text == "}":
            depth -= 1
            if depth == 0:
                return i
    return len(tokens)
