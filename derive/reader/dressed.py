r"""Commands that dress what they hold: fonts, accents, text, frames, braces with a label."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from derive.reader import vocabulary as voc
from derive.reader.commands import words_of
from derive.reader.token import Token

if TYPE_CHECKING:
    from derive.reader.tokens import Lexer

__all__ = ["dressed"]

_LABEL = re.compile(r"\s*[_^]")
#: tokens of a label that says how often
_COUNTING = ("NAME", "NUMBER", "SIGN", "UNDER", "CARET", "LBRACE", "RBRACE")
_WORDS = tuple(rf"\{font}{{" for font in ("text", "mathrm", "textrm", "mbox", "textit"))
_BRACED = re.compile(r"\s*\{")


def dressed(lexer: Lexer, name: str, start: int) -> bool:
    """Read the command if it is one of these; whether it was."""
    if name in voc.SWITCHES and not (name == "rm" and _BRACED.match(lexer.text, lexer.at)):
        _switch(lexer, voc.SWITCHES[name])
    elif name in voc.FONTS:
        _font(lexer, name, start)
    elif name in voc.ACCENTS:
        _accent(lexer, name, start)
    elif name in voc.TEXTS:
        _text(lexer, "mathrm" if name == "rm" else name.rstrip("*"), start)
    elif name in voc.WRAPPERS:
        _wrapped(lexer, name, start)
    elif name in voc.SKIPPED_ARGUMENT:
        option = re.compile(r"\s*\[[^\]]*\]").match(lexer.text, lexer.at)
        lexer.at = option.end() if option and name.endswith("color") else lexer.at
        for _ in range(voc.SKIPPED_ARGUMENT[name]):
            lexer.raw()
    elif name in ("overset", "underset", "stackrel"):
        lexer.raw()
        _inner(lexer, start)
    elif name in ("xrightarrow", "xlongrightarrow"):
        lexer.raw()
        lexer.emit("TO", r"\to", start)
    elif name in ("not",):
        _negated(lexer, start)
    else:
        return False
    return True


def _negated(lexer: Lexer, start: int) -> None:
    lexer.blanks()
    before = len(lexer.out)
    lexer.item()
    if len(lexer.out) != before + 1 or lexer.out[-1].type != "EQUALS":
        raise lexer.refuse(start, r"\not", r"\neq")
    lexer.out[-1] = lexer.out[-1].like("NE", r"\ne")


def _switch(lexer: Lexer, font: str) -> None:
    """To the end of the group; a word set upright is one name."""
    lexer.font = font
    lexer.blanks()
    word = re.compile(r"[A-Za-z]{2,}").match(lexer.text, lexer.at)
    if font == "mathrm" and word and word[0] not in lexer.words:
        start, lexer.at = lexer.at, word.end()
        lexer.emit("NAME", rf"\mathrm{{{word[0]}}}", start)


def _piece(lexer: Lexer) -> list[Token]:
    """The tokens of an argument, without its braces."""
    lexer.blanks()
    outer, lexer.out = lexer.out, []
    if _BRACED.match(lexer.text, lexer.at):
        lexer.at += 1
        found, closed = lexer.inside()
        if not closed:
            raise lexer.refuse(len(lexer.text.rstrip()), "the end", "}")
    else:
        if lexer.at < len(lexer.text):
            lexer.item(single=True)
        found = lexer.out
    lexer.out = outer
    return found


def _font(lexer: Lexer, name: str, start: int) -> None:
    at = lexer.at
    found = _piece(lexer)
    raw = lexer.text[at : lexer.at].strip().removeprefix("{").removesuffix("}").strip()
    whole = rf"\{name}{{{raw}}}"
    if len(found) == 1 and found[0].type in ("NAME", "NUMBER"):
        inner = found[0].value
        lexer.emit("NAME", inner if inner in voc.WORDS.values() else rf"\{name}{{{inner}}}", start)
    elif name == "vec" or (raw.isalpha() and raw.isascii() and _whole(lexer, name, raw, whole)):
        lexer.emit("NAME", whole, start)
    else:
        for token in found:
            if token.type == "NAME" and token.value not in voc.WORDS.values():
                token.value = rf"\{name}{{{token.value}}}"
            lexer.out.append(token)


def _whole(lexer: Lexer, name: str, raw: str, whole: str) -> bool:
    """Whether letters under a font are one word and not letters each of which is a name."""
    return lexer.words.get(raw) == whole or name in ("mathit", "mathsf", "mathtt")


def _accent(lexer: Lexer, name: str, start: int) -> None:
    found = _piece(lexer)
    if found and found[0].type == "NAME":
        first, *scripts = found
        depth = 0
        for n, token in enumerate(scripts):
            depth += {"LBRACE": 1, "RBRACE": -1}.get(token.type, 0)
            if (
                not depth
                and token.type not in ("UNDER", "CARET", "RBRACE")
                and (n == 0 or scripts[n - 1].type not in ("UNDER", "CARET"))
            ):
                break
        else:  # \hat{h_t} is \hat{h}_t
            lexer.emit("NAME", rf"\{name}{{{first.value}}}", start)
            lexer.out += scripts
            return
    if len(found) == 1 and found[0].type == "NUMBER":
        lexer.emit("NAME", rf"\{name}{{{found[0].value}}}", start)
        return
    raise lexer.refuse(start, rf"\{name} over more than a name", "a name under it")


def _text(lexer: Lexer, name: str, start: int) -> None:
    raw = lexer.raw()
    if "$" in raw:
        for n, part in enumerate(raw.split("$")):
            if n % 2:
                lexer.nested(part, start)
            else:
                words_of(lexer, part, start, name)
    elif "\\" in raw and name in ("mathrm", "operatorname", "mathop"):
        lexer.nested(raw, start)
    else:
        words_of(lexer, raw, start, name)


def _inner(lexer: Lexer, start: int) -> None:
    """An argument shown as it is: a sum in it is one piece."""
    found = _piece(lexer)
    depth = 0
    is_sum = False
    for n, token in enumerate(found):
        depth += {
            "LBRACE": 1,
            "LPAR": 1,
            "LSQUARE": 1,
            "RBRACE": -1,
            "RPAR": -1,
            "RSQUARE": -1,
        }.get(token.type, 0)
        is_sum = is_sum or (not depth and n > 0 and token.type == "SIGN")
        if not depth and token.type in ("EQUALS", "LE", "GE", "LT", "GT", "NE", "APPROX", "AMP"):
            is_sum = False
            break
    if is_sum and (lexer.out or lexer.text[lexer.at :].strip()):
        lexer.emit("LPAR", "(", start)
        lexer.out += found
        lexer.emit("RPAR", ")", lexer.at - 1)
    else:
        lexer.out += found


def _wrapped(lexer: Lexer, name: str, start: int) -> None:
    if name == "substack":
        for token in _piece(lexer):
            lexer.out.append(token.like("COMMA", ",") if token.type == "ROW" else token)
        return
    before = len(lexer.out)
    _inner(lexer, start)
    if name.startswith(("under", "over")) and _LABEL.match(lexer.text, lexer.at):
        lexer.blanks()
        lexer.at += 1
        if any(token.type == "DOTS" for token in lexer.out[before:]):
            _counted(lexer, before, start)
        else:
            lexer.raw()


def _counted(lexer: Lexer, before: int, start: int) -> None:
    """What is repeated with an ellipsis, and below the brace how often."""
    shown = lexer.out[before:]
    del lexer.out[before:]
    at = lexer.at
    label = _piece(lexer)
    count = [token for token in label if not token.value.startswith(_WORDS)]
    pairs = [("LPAR", "("), ("RPAR", ")"), ("LBRACE", "{"), ("RBRACE", "}")]
    left, right, opened, closed = (Token(*p, start, at, lexer.place(start)) for p in pairs)
    lexer.out += [left, *shown, right]
    if count and all(token.type in _COUNTING for token in count):
        lexer.out += [opened.like("COUNT", "_"), opened, *count, closed]
