r"""From characters to tokens: LaTeX as people write it, with what only dresses it taken off.

The tokenizer knows no mathematics.  It reads commands with their arguments, so that
``\mathbf{W}``, ``{\bf W}`` and ``\mathbf W`` are one token, ``\frac12`` and ``{1 \over 2}`` one
fraction; it drops sizes, colours, spaces and frames; and it takes braces that show nothing away.
Every token keeps the place in the source where it began.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

from derive.reader import vocabulary as voc
from derive.reader.commands import command, named
from derive.reader.errors import Place, ReadError
from derive.reader.token import ENDS, Token, factor_end

__all__ = ["Lexer"]


_BLANK = re.compile(r"(?:\s|~|%[^\n]*(?:\n|$)|\\[,;:!>/\s])+")
_COMMAND = re.compile(r"\\(?:([A-Za-z]+\*?)|(.))", re.DOTALL)
#: 0{,}25 has a decimal comma; 1{,}000 might be a thousand too
_COMMA = r"(?:(?<![\d.])0\{,\}\d+|\d+\{,\}(?:\d{1,2}|\d{4,})(?![\d{]))"
_NUMBER = re.compile(rf"{_COMMA}|\d+(?:\.\d+)?|\.\d+")
_THOUSANDS = re.compile(r"\d+(?:\{,\}\d+)+")
_SCIENTIFIC = re.compile(
    rf"({_COMMA}|\d+(?:\.\d+)?)"
    r"(?:\s*\\(?:mathrm|text|rm)\s*\{\s*[eE]\s*\}|[eE](?=\{?[-−+]))\s*"
    r"\{?\s*([-−+]?)\s*\}?\s*(\d+)\}?"
)
_DOTS = re.compile(r"\.\s?\.\s?\.(?!\d)|\.\.(?![.\d])")
_LETTERS = re.compile(r"[A-Za-z]+")
_OPENS = re.compile(r"\s*(?:\\(?:left|[bB]igg?l?)\s*)?(?:[(\[]|\\\{|\\lbrace)")
_SCRIPT = re.compile(r"\s*[_^']")
_ARGUMENT = re.compile(r"\s*\{")
_EQUALS = re.compile(r":\s?=|=\s?:|==")


class Lexer:
    """Goes through a text once and collects its tokens.

    ``words`` are names of several letters that may be written without a font: word → spelling.
    """

    def __init__(self, text: str, words: Mapping[str, str] | None = None) -> None:
        self.text, self.at = text, 0
        self.words = {**voc.WORDS, **(words or {})}
        self.out: list[Token] = []
        self._lines = [m.end() for m in re.finditer("\n", text)]
        #: the font of the group that is being read, and the side that a \left has said
        self.font, self.side = "", ""

    # -- places --

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of a position."""
        line = bisect_right(self._lines, at)
        return line + 1, at - (self._lines[line - 1] if line else 0) + 1

    def refuse(self, at: int, found: str, expected: str) -> ReadError:
        return ReadError(Place(*self.place(at)), found, expected)

    def emit(self, kind: str, value: str, start: int) -> Token:
        token = Token(kind, value, start, self.at, self.place(start))
        if self.side and kind in voc.DELIMITERS:
            token.side, self.side = self.side, ""
        self.out.append(token)
        return token

    def blanks(self) -> None:
        blank = _BLANK.match(self.text, self.at)
        if blank:
            self.at = blank.end()

    # -- groups --

    def all(self) -> list[Token]:
        """The tokens of the whole text."""
        self._items("")
        return _over(self.out)

    def _items(self, stop: str) -> bool:
        """Read to a closing brace; whether there was one."""
        while True:
            self.blanks()
            if self.at >= len(self.text):
                return False
            if self.text[self.at] == "}" and stop:
                self.at += 1
                return True
            self.item()

    def inside(self) -> tuple[list[Token], bool]:
        """The tokens of a group whose brace has been read, and whether it is closed."""
        outer, self.out, font = self.out, [], self.font
        closed = self._items("}")
        found, self.out, self.font = _over(self.out), outer, font
        return found, closed

    def argument(self) -> None:
        """An argument, in braces or a single piece; its tokens stand between braces."""
        self.blanks()
        start = self.at
        if self.at >= len(self.text):
            return
        if self.text[self.at] == "{":
            self.at += 1
            self.emit("LBRACE", "{", start)
            found, closed = self.inside()
            self.out += found
            if closed:
                self.emit("RBRACE", "}", self.at - 1)
            return
        if self.text[self.at] == "}":
            return
        self.emit("LBRACE", "{", start)
        self.item(single=True)
        self.emit("RBRACE", "}", self.at)

    def raw(self) -> str:
        """The source of an argument that is no formula."""
        self.blanks()
        start = self.at
        if not _ARGUMENT.match(self.text, self.at):
            piece = _COMMAND.match(self.text, self.at)
            self.at = piece.end() if piece else self.at + 1
            return self.text[start : self.at]
        depth = 0
        for n in range(self.at, len(self.text)):
            depth += {"{": 1, "}": -1}.get(self.text[n], 0)
            if not depth:
                self.at = n + 1
                return self.text[start + 1 : n]
        raise self.refuse(len(self.text), "the end", "}")

    def free(self, start: int) -> None:
        """A group that is no argument: its braces show nothing, so they go."""
        found, closed = self.inside()
        if not closed:
            raise self.refuse(len(self.text.rstrip()), "the end", "}")
        scripted = _SCRIPT.match(self.text, self.at)
        if len(found) > 1 and scripted:
            # {h_t}_i is (h_t)_i; {A B}^2 is shown as A B^2 and meant otherwise: left to be refused
            one = factor_end(found, 0) == len(found)
            pair = ("LPAR", "(", "RPAR", ")") if one else ("LBRACE", "{", "RBRACE", "}")
            self.emit(*pair[:2], start)
            self.out += found
            self.emit(*pair[2:], self.at - 1)
        else:
            self.out += found

    # -- pieces --

    def item(self, single: bool = False) -> None:
        """One piece: a character, a number, a command with its arguments."""
        text, start = self.text, self.at
        here = text[start : start + 1]
        if not here:
            raise self.refuse(start, "the end", "a term")
        if here == "\\":
            command(self, start)
        elif "0" <= here <= "9" or here == ".":
            self._number(start, single)
        elif here.isascii() and here.isalpha():
            self._letters(start, single)
        elif here == "{":
            self.at += 1
            self.free(start)
        elif here == "'":
            while text[self.at : self.at + 1] == "'":
                self.at += 1
            self.emit("PRIME", text[start : self.at], start)
        elif equals := _EQUALS.match(text, start):
            self.at = equals.end()
            self.emit("EQUALS", "=", start)
        elif here in voc.SIGNS:
            self.at += 1
            self._sign(here, start)
        else:
            self._unicode(here, start)

    def _sign(self, here: str, start: int) -> None:
        kind = voc.SIGNS[here]
        if kind in ("UNDER", "CARET"):
            self._script(kind, here, start)
            return
        if self.side and kind in ("LT", "GT"):
            kind = "LANGLE" if kind == "LT" else "RANGLE"
        self.emit(kind, "-" if kind == "SIGN" and here != "+" else here, start)

    def _script(self, kind: str, here: str, start: int) -> None:
        from derive.reader.scripted import script

        token = self.emit(kind, here, start)
        outer, self.out = self.out, []
        self.argument()
        found, self.out = self.out, outer
        self.out.pop()
        self.out += script(token, found)

    def _number(self, start: int, single: bool) -> None:
        text = self.text
        if dots := _DOTS.match(text, start):
            self.at = dots.end()
            self.emit("DOTS", r"\ldots", start)
        elif single and text[start] != ".":
            self.at += 1
            self.emit("NUMBER", text[start], start)
        elif power := _SCIENTIFIC.match(text, start):
            self.at = power.end()
            sign = "-" if power[2] in ("-", "−") else ""
            self.emit("NUMBER", f"{_point(power[1])}e{sign}{power[3]}", start)
        elif number := _NUMBER.match(text, start):
            many = _THOUSANDS.match(text, start)
            if many and many.end() > number.end():
                text = f"{many[0]}, which may be thousands or a decimal fraction"
                raise self.refuse(start, text, "a number without the comma")
            self.at = number.end()
            self.emit("NUMBER", _point(number[0]), start)
        else:
            raise self.refuse(start, ".", "a sign that formulas are made of")

    def _letters(self, start: int, single: bool) -> None:
        run = _LETTERS.match(self.text, start)
        assert run is not None
        word = run[0]
        if single:
            self._letter(word[0], start)
        elif word in self.words:
            self.at = run.end()
            self.word(word, start)
        else:
            tail = ""
            if _OPENS.match(self.text, run.end()):
                tails = (word[n:] for n in range(1, len(word) - 2))
                tail = next((t for t in tails if t in self.words), "")
            for n, letter in enumerate(word.removesuffix(tail) if tail else word):
                self._letter(letter, start + n)
            if tail:
                self.at = run.end()
                self.word(tail, run.end() - len(tail))

    def word(self, word: str, start: int) -> None:
        """A word that is known without a backslash."""
        spelt = self.words[word]
        self.emit(voc.COMMANDS.get(spelt[1:], "NAME"), spelt, start)

    def _letter(self, letter: str, start: int) -> None:
        self.at = start + 1
        font = self.font if self.font not in ("", "mathrm") else ""
        self.emit("NAME", rf"\{font}{{{letter}}}" if font else letter, start)

    def _unicode(self, here: str, start: int) -> None:
        self.at += 1
        if here == "ᵀ" or (here == "⊤" and self.out and self.out[-1].type in ENDS):
            self.nested(r"^{\top}", start)
            return
        for table, sign in ((voc.SUPERSCRIPTS, "^"), (voc.SUBSCRIPTS, "_")):
            if here in table:
                run = here
                while self.text[self.at : self.at + 1] in table and self.at < len(self.text):
                    run += self.text[self.at]
                    self.at += 1
                self.nested(f"{sign}{{{''.join(table[c] for c in run)}}}", start)
                return
        if (
            here in "ΣΠ"
            and voc.UNICODE[here] not in self.words
            and _SCRIPT.match(self.text, self.at)
        ):
            self.nested(r"\sum" if here == "Σ" else r"\prod", start)
            return
        if here not in voc.UNICODE:
            raise self.refuse(start, here, "a sign that formulas are made of")
        self.nested(voc.UNICODE[here], start)

    def nested(self, tex: str, start: int) -> None:
        """Tokens of a text that stands for a piece of the source, all at its place."""
        if tex == r"\sqrt":
            named(self, "sqrt", tex, start)
            return
        lexer = Lexer(tex, self.words)
        for token in lexer.all():
            token.start_pos, token.end_pos = start, self.at
            token.line, token.column = self.place(start)
            if self.side and token.type in voc.DELIMITERS:
                token.side, self.side = self.side, ""
            self.out.append(token)


def _point(number: str) -> str:
    """A number with a decimal point."""
    return number.replace("{,}", ".")


def _over(tokens: list[Token]) -> list[Token]:
    r"""``a \over b`` as a fraction; what is nested has been seen to."""
    at = [n for n, token in enumerate(tokens) if token.type == "OVER"]
    if not at:
        return tokens
    over = tokens[at[0]]
    if len(at) > 1:
        raise ReadError(
            Place(tokens[at[1]].line, tokens[at[1]].column), r"a second \over", "braces"
        )
    left, right = over.like("LBRACE", "{"), over.like("RBRACE", "}")
    above, below = tokens[: at[0]], tokens[at[0] + 1 :]
    return [over.like("FRAC", r"\frac"), left, *above, right, left, *below, right]
