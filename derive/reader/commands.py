"""Commands: delimiters and their sizes, fractions, environments, words inside a formula."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from derive.reader import vocabulary as voc

if TYPE_CHECKING:
    from derive.reader.tokens import Lexer

__all__ = ["command", "named", "words_of"]

_COMMAND = re.compile(r"\\(?:([A-Za-z]+\*?)|(.))", re.DOTALL)
_OPTION = re.compile(r"\s*\[[-.\d]+\s*\w\w\]")
_ENVIRONMENT = re.compile(r"\s*\{\s*([A-Za-z]+\*?)\s*\}")
_IF = frozenset(("if", "when", "for", "where", "falls", "wenn", "für", "si", "若", "当", "如果"))
_ELSE = frozenset(
    ("otherwise", "else", "elsewhere", "sonst", "autrement", "sinon", "否则", "其他", "其它")
)
_AND = (",", "and", "und", "et", "且")
#: kinds of which all spellings are one
_SPELLINGS = {
    "DOTS": r"\ldots", "TOP": r"\top", "STAR": "*", "CDOT": r"\cdot", "EQUALS": "=",
    "BAR": "|", "BARS": r"\|", "LSET": r"\{", "RSET": r"\}", "LSQUARE": "[", "RSQUARE": "]",
}  # fmt: skip


def command(lexer: Lexer, start: int) -> None:
    """A command and what belongs to it."""
    found = _COMMAND.match(lexer.text, start)
    if found is None:
        raise lexer.refuse(start, "\\", "a sign that formulas are made of")
    lexer.at = found.end()
    name = found[1]
    if name is None:
        _escaped(lexer, found[2], start)
    else:
        if name.endswith("*") and name not in voc.TEXTS:
            name, lexer.at = name[:-1], lexer.at - 1
        named(lexer, name, f"\\{name}", start)


def _escaped(lexer: Lexer, sign: str, start: int) -> None:
    if sign == "\\":
        option = _OPTION.match(lexer.text, lexer.at)
        if option:
            lexer.at = option.end()
        lexer.emit("ROW", r"\\", start)
    elif sign in "{}|":
        kind = {"{": "LSET", "}": "RSET", "|": "BARS"}[sign]
        lexer.emit(kind, f"\\{sign}", start)
    else:
        raise lexer.refuse(start, f"\\{sign}", "a sign that formulas are made of")


def named(lexer: Lexer, name: str, spelt: str, start: int) -> None:
    """A command with a name, by what it is."""
    from derive.reader.dressed import dressed

    if name in voc.SKIPPED:
        return
    if name in voc.SIZES:
        _size(lexer, name, start)
    elif name in ("begin", "end"):
        _environment(lexer, name, start)
    elif name in ("frac", "dfrac", "tfrac", "cfrac", "sfrac"):
        lexer.emit("FRAC", r"\frac", start)
        lexer.argument()
        lexer.argument()
    elif name == "sqrt":
        lexer.emit("SQRT", spelt, start)
        if lexer.text[lexer.at : lexer.at + 1] == "[":
            _order(lexer)
        lexer.argument()
    elif dressed(lexer, name, start):
        return
    elif spelt == r"\to" or name not in lexer.words or name in voc.COMMANDS:
        kind = voc.COMMANDS.get(name, "NAME")
        lexer.emit(kind, _SPELLINGS.get(kind, spelt), start)
    else:
        lexer.word(name, start)


def _order(lexer: Lexer) -> None:
    """The order of a root, in square brackets."""
    lexer.item()
    while lexer.at < len(lexer.text) and lexer.out[-1].type != "RSQUARE":
        lexer.blanks()
        lexer.item()


def _size(lexer: Lexer, name: str, start: int) -> None:
    lexer.side = voc.SIZES[name]
    lexer.blanks()
    if lexer.text[lexer.at : lexer.at + 1] == ".":
        lexer.at += 1
        side, lexer.side = lexer.side, ""
        lexer.emit("NULL", ".", start).side = side
        return
    before = len(lexer.out)
    if lexer.at < len(lexer.text):
        lexer.item()
    fits = len(lexer.out) == before + 1 and lexer.out[-1].type in voc.DELIMITERS
    if not fits:
        raise lexer.refuse(start, rf"\{name} without a parenthesis", "a parenthesis after it")
    lexer.side = ""
    last = lexer.out[-1]
    last.start_pos = start
    last.line, last.column = lexer.place(start)


def _environment(lexer: Lexer, which: str, start: int) -> None:
    name = _ENVIRONMENT.match(lexer.text, lexer.at)
    known = voc.ENVIRONMENTS.get(name[1].rstrip("*")) if name else None
    if name is None or known is None:
        shown = rf"\{which}{{{name[1]}}}" if name else rf"\{which}"
        raise lexer.refuse(start, shown, "a matrix or cases")
    lexer.at = name.end()
    kind, format_follows = known
    if which == "begin":
        if format_follows:
            lexer.raw()
        lexer.emit(kind, r"\begin{matrix}", start)
    else:
        lexer.emit(kind.replace("BEGIN", "END").replace("CASES", "ENDCASES"),
                  r"\end{matrix}", start)  # fmt: skip


def words_of(lexer: Lexer, raw: str, start: int, command: str) -> None:
    """Text inside a formula: a name, or the words of a case."""
    word = " ".join(raw.split())
    if not word:
        return
    elif word.strip(".,").lower() in _IF:
        lexer.emit("IF", "if", start)
    elif word.strip(".,").lower() in _ELSE:
        lexer.emit("ELSE", "otherwise", start)
    elif word.strip(", ") in _AND or word == ",":
        lexer.emit("COMMA", ",", start)
    elif word in lexer.words:
        lexer.word(word, start)
    else:
        lexer.emit("NAME", rf"\{command}{{{word}}}", start)
