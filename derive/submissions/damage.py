r"""Mending what an escape has eaten: ``egin{aligned}`` was ``\begin{aligned}`` once.

Written through a string in which a backslash escapes, ``\b \f \r \t \n \v \a`` become control
characters, and these are often thrown away afterwards.  What is left of a command is one of two
kinds.  A **plain** remainder (``rac{``, ``heta``) is nothing that anybody writes, so it is always
mended.  A **doubtful** one (``eta``, ``ar{``) might be meant; it is mended where the control
character stands before it, or where a plain one shows that this formula, or this letter
throughout the text, was damaged and no whole command of the letter is left in the formula.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from derive.submissions.places import Edit
from derive.submissions.vocabulary import COMMANDS

__all__ = ["CONTROL", "PLAIN", "lost_letters", "openings", "whole_commands"]

#: the letter of an escape → what it stands for
CONTROL = dict(zip("abfnrtv", "\a\b\f\n\r\t\v", strict=True))
#: letter → commands whose remainder nobody writes on purpose; { where a brace must follow
PLAIN = {
    "a": "alpha approx arctan arcsin arccos argmax argmin aleph",
    "b": "begin{ boldsymbol binom{ bigodot bigotimes bigoplus bigcup bigcap biggl biggr bullet "
    "because boxed{",
    "f": "frac{ forall",
    "n": "nabla newline nonumber notag notin newcommand",
    "r": "rightarrow rightharpoonup",
    "t": "theta times tilde{ text{ textbf{ textrm{ textit{ tfrac{ therefore triangle triangleq "
    "textstyle",
    "v": "varepsilon varphi vartheta varrho varsigma varpi",
}
#: letter → commands whose remainder could be meant
DOUBTFUL = {
    "a": "ast arg angle",
    "b": "beta bar{ bm{ bf bigl bigr bigg big bot bmod",
    "f": "flat fbox{",
    "n": "neq nu ne not neg",
    "r": "right rho rangle rVert rvert rm rceil rfloor rbrace",
    "t": "tau tanh tan to top tag{",
    "v": "vec{ vdots vee vert",
}


def _table(rows: dict[str, str]) -> dict[str, tuple[str, bool]]:
    """Remainder → its letter, and whether a brace follows."""
    return {
        word.rstrip("{")[1:]: (letter, word.endswith("{"))
        for letter, words in rows.items()
        for word in words.split()
    }


_PLAIN = _table(PLAIN)
#: doubtful remainder → the commands of which it may be left: (letter, name)
_REMAINS: dict[str, list[tuple[str, str]]] = {}
for _letter, _names in DOUBTFUL.items():
    for _name in _names.split():
        _REMAINS.setdefault(_name.rstrip("{")[1:], []).append((_letter, _name))
_ENDS = re.compile(f"(?:{'|'.join(sorted(_PLAIN, key=len, reverse=True))})$")
#: groups of words, which are left alone; letters, perhaps of a command
_RUNS = re.compile(
    r"\\(?:text|textrm|textbf|textit|textsf|texttt|textnormal|mbox|hbox|mathrm|mathit|mathsf|mathtt"
    r"|operatorname|label|tag|begin|end)\*?\s*\{[^{}]*\}|\\\\|\\?[A-Za-z]+"
)
_CLOSERS = re.compile(r"\s*(?:[)\].|/>]|\\[}|]|\\r)")
_LEFTS = re.compile(r"\\(left|right)(?![A-Za-z])")
_FIRST = re.compile(r"\\([abfnrtv])[A-Za-z]*")


def whole_commands(text: str) -> set[str]:
    """The letters of which commands are left whole."""
    return {m.group(1) for m in _FIRST.finditer(text) if m.group()[1:] in COMMANDS}


def lost_letters(
    text: str, macros: Collection[str] = (), damaged: Collection[str] = (), doubtful: bool = True
) -> Iterator[tuple[str, Edit]]:
    r"""What an escape has eaten of the commands of a formula: its letter, and how to mend it.

    Parameters
    ----------
    macros : names of the commands that the text itself defines.
    damaged : letters that are lost elsewhere in the same text.
    doubtful : whether to look for doubtful remainders too.

    >>> [edit.now for _, edit in lost_letters(r"egin{aligned} rac{a}{eta} W heta")]
    ['\\begin', '\\frac', '\\beta', '\\theta']
    >>> list(lost_letters(r"\frac{a}{b} eta"))
    []
    """
    runs = list(_RUNS.finditer(text))
    missing = _missing_right(text)
    found = [hit for m in runs for hit in _plain(text, m, macros, missing)]
    hurt = {letter for letter, _ in found}
    if doubtful:
        whole = whole_commands(text)
        for m in runs:
            hit = _doubted(text, m, {*hurt, *damaged} - whole)
            found += [hit] if hit else []
    yield from sorted(found, key=lambda hit: hit[1])


def _missing_right(text: str) -> bool:
    sides = _LEFTS.findall(text)
    return sides.count("left") > sides.count("right")


def _plain(
    text: str, run: re.Match[str], macros: Collection[str], missing: bool
) -> Iterator[tuple[str, Edit]]:
    """The plain remainders at the end of a run of letters, from the last."""
    word, end = run.group(), run.end()
    command = word.startswith("\\")
    if "{" in word or word == "\\\\" or (command and (word[1:] in COMMANDS or word[1:] in macros)):
        return
    while word.strip("\\"):
        rest, letter = _remainder(text, word, end, missing)
        before = word[: len(word) - len(rest)]
        if not rest or before.endswith(letter):  # t before heta: the backslash alone is missing
            return
        if command and before[1:] not in COMMANDS and before[1:] not in macros:
            return
        start = end - len(rest)
        # a newline that has become of \n or \r goes with the rest of the command
        if not before and start and text[start - 1] in _eaten(letter):
            start -= 1
        yield letter, Edit(start, end, f"\\{letter}{rest}")
        if command:
            return
        word, end = before, end - len(rest)


def _remainder(text: str, word: str, end: int, missing: bool) -> tuple[str, str]:
    """The plain remainder that a word ends with, and its letter; ("", "") if there is none."""
    if missing and word.endswith("ight") and _CLOSERS.match(text, end):
        return "ight", "r"
    match = _ENDS.search(word)
    if not match:
        return "", ""
    letter, braced = _PLAIN[match.group()]
    # TeX takes two digits for a fraction, and a letter under a tilde
    after = r"\s*[{\w]" if match.group() in ("rac", "ilde") else r"\s*\{"
    if braced and not re.compile(after).match(text, end):
        return "", ""
    return match.group(), letter


def _eaten(letter: str) -> str:
    """What may stand where an escape was: of \r a newline too, as most readers make of it."""
    return CONTROL[letter] + ("\n" if letter == "r" else "")


def _doubted(text: str, run: re.Match[str], letters: Collection[str]) -> tuple[str, Edit] | None:
    """A whole run of letters that is a doubtful remainder."""
    word, start = run.group(), run.start()
    before = text[start - 1 : start]
    for letter, name in _REMAINS.get(word, ()):
        mended = f"\\{letter}{word}"
        if before == CONTROL[letter] and _certain(text, start, letter, word, letters):
            return letter, Edit(start - 1, run.end(), mended)
        if name.endswith("{") and text[run.end() : run.end() + 1] != "{":
            continue
        if letter not in letters or (len(word) == 1 and not name.endswith("{")):
            continue
        if letter not in "nr":
            return letter, Edit(start, run.end(), mended)
        if before and before in _eaten(letter):
            return letter, Edit(start - 1, run.end(), mended)
    return None


def _certain(text: str, start: int, letter: str, word: str, letters: Collection[str]) -> bool:
    """Whether a control character can be nothing else: one that is white space may."""
    if letter in "abfv":
        return True
    if letter == "t":  # a tab within a line, or indentation
        line = text[text.rfind("\n", 0, start) + 1 : start - 1]
        return bool(line.strip()) or letter in letters
    return bool(word[1:]) and (letter == "r" or letter in letters)


_ENVIRONMENT = re.compile(r"(?<![A-Za-z\\])\x08?egin\s*\{(?=[A-Za-z]+\*?\s*\})")
_COMMAND = re.compile(r"(?<!\\)\newcommand(?=\*?\s*[{\\])")


def openings(text: str) -> Iterator[tuple[str, Edit]]:
    r"""Damage outside formulas that would hide one: ``egin{align}``, and lost definitions.

    >>> [edit.now for _, edit in openings("so egin{align} a &= b \\end{align}")]
    ['\\begin{']
    """
    for m in _ENVIRONMENT.finditer(text):
        yield "b", Edit(m.start(), m.end(), r"\begin{")
    for m in _COMMAND.finditer(text):
        yield "n", Edit(m.start(), m.end(), r"\newcommand")
