r"""Words as their author marked them up: headings, emphasis and code of Markdown and of LaTeX.

Only what is within a paragraph is looked at: how a page shows a submission, not a second reading
of it.  Formulas stand aside, so that no sign in one is taken for a mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from unicodedata import normalize

__all__ = ["FIRST", "Run", "runs"]

#: the character that stands for the first formula of a paragraph; the others follow
FIRST = 0xE000
#: words (or characters that stand for formulas), their style, and whether they are a heading
Run = tuple[str, str, bool]

_INNER = r"\{(?P<inner>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}"
_HEADINGS = {
    "markdown": re.compile(r"^[ ]{0,3}#{1,6}[ \t]+(?P<inner>.*?)[ \t]*#*[ \t]*$", re.MULTILINE),
    "latex": re.compile(rf"\\(?:title|chapter|(?:sub)*section|(?:sub)?paragraph)\*?\s*{_INNER}"),
}
_STYLED = re.compile(
    rf"\\(?P<style>textbf|emph|textit|textsl|texttt|url|author|date|text|mbox)\s*{_INNER}"
)
_STYLES = {"textbf": "strong", "emph": "em", "textit": "em", "textsl": "em"}
_STYLES |= {"texttt": "code", "url": "code"}
_ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303"}
_SPACES = "noindent|medskip|smallskip|bigskip|maketitle|centering|par|newpage|clearpage|hfill|qed"
#: what is set otherwise than it is written: pattern → text
_SIGNS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<!\\)%.*"), ""),
    (re.compile(r"\\(?:label|vspace|hspace)\*?\s*\{[^{}]*\}|\\(?:begin|end)\s*\{[a-z]+\*?\}"), ""),
    (re.compile(rf"\\(?:{_SPACES})(?![A-Za-z])[ ]*"), ""),
    (re.compile(r"\\item(?![A-Za-z])[ ]*"), "• "),
    (
        re.compile(r"\\(['`^\"~])\s*(?:\{\\?([A-Za-z])\}|\\?([A-Za-z]))"),
        lambda m: normalize("NFC", (m[2] or m[3]) + _ACCENTS[m[1]]),
    ),
    (re.compile(r"\\c\s*\{([cC])\}"), lambda m: normalize("NFC", m[1] + "\u0327")),
    (re.compile(r"\{?\\ss(?![A-Za-z])(?:\{\}|\})?"), "ß"),
    (re.compile(r"\\([%&#_$])"), lambda m: m[1]),
    (re.compile(r"(?<!\\)~|\\[ ,](?!\S*\{)"), " "),
    (re.compile(r"---"), "—"),
    (re.compile(r"--"), "–"),
    (re.compile(r"``"), "“"),
    (re.compile(r"''"), "”"),
    (re.compile(r"\\\\(?:\[[^\[\]]*\])?[ ]*\n?"), "\n"),
)


def runs(text: str, form: str) -> list[Run]:
    r"""A paragraph cut where its style changes; ``form`` is markdown, latex or plain.

    >>> runs("# Layers\nlet **W** be `W1`", "markdown")  # doctest: +NORMALIZE_WHITESPACE
    [('Layers', '', True), ('let ', '', False), ('W', 'strong', False), (' be ', '', False),
     ('W1', 'code', False)]
    >>> runs(r"\section*{Layers} \emph{the} fianc\'e", "latex")
    [('Layers', '', True), ('the', 'em', False), (' fiancé', '', False)]
    """
    if form not in _HEADINGS:
        return [(text, "", False)]
    words = _MARKED[form]
    found, at = list[Run](), 0
    for heading in _HEADINGS[form].finditer(text):
        found += words(text[at : heading.start()].strip(), False)
        found += words(heading["inner"], True)
        at = heading.end()
    rest = text[at:].lstrip() if at else text
    return [run for run in (*found, *words(rest, False)) if run[0]]


def _latex(text: str, heading: bool) -> list[Run]:
    found, at = list[Run](), 0
    for marked in _STYLED.finditer(text):
        found.append((_set(text[at : marked.start()]), "", heading))
        found.append((_set(marked["inner"]), _STYLES.get(marked["style"], ""), heading))
        at = marked.end()
    return [*found, (_set(text[at:]), "", heading)]


def _set(text: str) -> str:
    for pattern, sign in _SIGNS:
        text = pattern.sub(sign, text)
    return text


def _markdown(text: str, heading: bool) -> list[Run]:
    if "\0" in text:  # which the parser replaces
        return [(text, "", heading)]
    return list(_emphasized(text, heading))


def _emphasized(text: str, heading: bool) -> Iterator[Run]:
    styles: list[str] = []
    for token in _parser().parseInline(text)[0].children or ():
        if token.type.endswith("_open"):
            styles.append(token.tag)
        elif token.type.endswith("_close"):
            styles.pop()
        elif token.type == "code_inline":
            yield token.content, "code", heading
        elif token.content:
            yield token.content, styles[-1] if styles else "", heading


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable(["emphasis", "backticks"])


_MARKED: dict[str, Callable[[str, bool], list[Run]]] = {"latex": _latex, "markdown": _markdown}
