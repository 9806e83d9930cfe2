r"""Indicators and maxima, entry by entry: \mathbb{1}[Z > 0], [Z ≥ 0], \max(0, Z), \min(a, b).

An indicator of an inequality is written as a function that is 1 on one side of 0, a maximum by
the positive part: max(a, b) = b + relu(a − b).  Both act on each entry of a matrix.  An indicator
of an equation of indices is left to the reader, as [i = j].
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from derive.judging.occurrences import names_in
from derive.submissions.claims import Submission

__all__ = ["with_steps"]

#: what says that the condition in the bracket behind it is 1 or 0
_MARK = (
    r"(?:\\(?:mathbb|mathbf|mathds|mathbbm|boldsymbol|bm|mathrm|pmb)\s*(?:\{\s*[1I]\s*\}|[1I](?!\w))"
    r"|\\(?:operatorname|mathrm|text)\{(?:ind|indicator|I)\}|\\chi(?![A-Za-z])"
    r"|(?<![\w\\.}^])1(?![\w.]))"
)
_SIZE = r"(?:\\(?:left|[bB]igg?l?)(?![A-Za-z])\s*)?"
_OPEN = re.compile(rf"{_SIZE}(\\\{{|[(\[]|\\lbrace(?![A-Za-z])|\\lbrack(?![A-Za-z]))")
_MARKED = re.compile(rf"(?P<mark>{_MARK})\s*(?:(?P<under>_\s*\{{)|(?={_OPEN.pattern}))")
#: a bracket by itself; behind an expectation or a probability it has no condition in it
_BARE = re.compile(
    r"(?P<of>(?:\\mathbb\s*\{?\s*[EP]\s*\}?|\\Pr|\\operatorname\{\w+\}|(?<![A-Za-z\\])[EP])\s*)?"
    rf"{_SIZE}\["
)
_EXTREME = re.compile(r"\\(?P<kind>max|min)(?![A-Za-z])\s*(?!\s*_)")
_TOKEN = re.compile(r"\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])|\\[A-Za-z]+|\\.|.", re.DOTALL)
_OPENS = {"(": 1, "[": 1, "{": 1, r"\{": 1, r"\lbrace": 1, r"\lbrack": 1, r"\lfloor": 1}
_CLOSES = {")": 1, "]": 1, "}": 1, r"\}": 1, r"\rbrace": 1, r"\rbrack": 1, r"\rfloor": 1}
_SIGNS = {
    ">": ">", r"\gt": ">", "≥": ">=", r"\ge": ">=", r"\geq": ">=", r"\geqslant": ">=",
    "<": "<", r"\lt": "<", "≤": "<=", r"\le": "<=", r"\leq": "<=", r"\leqslant": "<=",
    "=": "=",
}  # fmt: skip
_POSITIVE, _NOT_NEGATIVE = r"\operatorname{ispositive}", r"\operatorname{isnonnegative}"


def with_steps(submission: Submission) -> Submission:
    """The submission with functions of one argument for indicators and maxima."""

    def put(side: str) -> str:
        if not re.search(r"[<>≤≥=]|\\(?:[lg]e|[lg]t|max|min)", side):
            return side
        return _extremes(_bare(_marked(side)))

    claims = tuple(
        replace(
            c,
            left=put(c.left),
            right=c.right if c.relation in ("in", "->") else put(c.right),
            given=c.given,
        )
        for c in submission.claims
    )
    return replace(submission, claims=claims)


def _marked(side: str) -> str:
    r"""A side with its indicators \mathbb{1}[…] and \mathbb{1}_{…} in other words."""

    def at(found: re.Match[str]) -> tuple[str, int] | None:
        if found["under"]:
            inside, end = _braced(found.string, found.end("mark"))
        else:
            inside, end = _bracket(found.string, found.end())
        if inside is None:
            return None
        made = _indicator(inside)
        return None if made is None else (made, end)

    return _replaced(side, _MARKED, at)


def _bare(side: str) -> str:
    """A side with Iverson's brackets [Z > 0] in other words."""

    def at(found: re.Match[str]) -> tuple[str, int] | None:
        inside, end = _bracket(found.string, found.start())
        if found["of"] or inside is None or (cut := _cut(inside)) is None or cut[1] == "=":
            return None
        made = _indicator(inside)
        return None if made is None else (made, end)

    return _replaced(side, _BARE, at)


def _minus(text: str) -> str:
    """What is taken away, in parentheses where it needs them."""
    return text if re.fullmatch(r"\\?\w+", text) else f"({text})"


def _extremes(side: str) -> str:
    r"""A side with \max(a, b) by the positive part."""

    def at(found: re.Match[str]) -> tuple[str, int] | None:
        inside, end = _bracket(found.string, found.end())
        parts = [] if inside is None else _parts(inside)
        if len(parts) != 2 or not any(names_in(part) for part in parts):
            return None
        a, b = sorted((part.strip() for part in parts), key=lambda part: part == "0")
        if found["kind"] == "min":
            if b == "0":
                return rf"\left(-\operatorname{{relu}}\left(-{_minus(a)}\right)\right)", end
            return rf"\left({a} - \operatorname{{relu}}\left({a} - {_minus(b)}\right)\right)", end
        if b == "0":
            return rf"\operatorname{{relu}}\left({a}\right)", end
        return rf"\left({b} + \operatorname{{relu}}\left({a} - {_minus(b)}\right)\right)", end

    return _replaced(side, _EXTREME, at)


def _replaced(
    text: str,
    pattern: re.Pattern[str],
    at: Callable[[re.Match[str]], tuple[str, int] | None],
) -> str:
    """The text with what ``at`` makes of the places of a pattern, one after the other: what stands
    there, and where the text goes on."""
    start = 0
    while (found := pattern.search(text, start)) is not None:
        made = at(found)
        if made is None:
            start = max(found.end(), found.start() + 1)
        else:
            text = text[: found.start()] + made[0] + text[made[1] :]
            start = found.start() + 1
    return text


def _bracket(text: str, start: int) -> tuple[str | None, int]:
    """What stands in the bracket that opens there, and where that ends; None for no bracket."""
    opened = _OPEN.match(text, start)
    if opened is None:
        return None, start
    depth, inner = 1, opened.end()
    before = inner
    for token in _TOKEN.finditer(text, inner):
        depth += _OPENS.get(token[0], 0) - _CLOSES.get(token[0], 0)
        if depth == 0:
            return text[inner:before].strip(), token.end()
        sized = re.fullmatch(r"\\(?:right|[bB]igg?r?)", token[0])
        before = token.start() if sized else token.end()
    return None, start


def _braced(text: str, start: int) -> tuple[str | None, int]:
    """The same of the braces of a subscript; a bracket that holds all of it goes."""
    at = text.index("{", start)
    depth = 0
    for token in _TOKEN.finditer(text, at):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0:
            inside = text[at + 1 : token.start()].strip()
            whole, end = _bracket(inside, 0)
            return (whole if whole is not None and end == len(inside) else inside), token.end()
    return None, start


def _cut(inside: str) -> tuple[str, str, str] | None:
    """The sides of the one relation in a condition, and its sign."""
    depth, found = 0, list[re.Match[str]]()
    for token in _TOKEN.finditer(inside):
        depth += _OPENS.get(token[0], 0) - _CLOSES.get(token[0], 0)
        if depth == 0 and token[0] in _SIGNS:
            found.append(token)
    if len(found) != 1:
        return None
    left, right = inside[: found[0].start()].strip(), inside[found[0].end() :].strip()
    return (left, _SIGNS[found[0][0]], right) if left and right else None


def _parts(inside: str) -> list[str]:
    """What stands between commas."""
    depth, cuts = 0, [0]
    for token in _TOKEN.finditer(inside):
        depth += _OPENS.get(token[0], 0) - _CLOSES.get(token[0], 0)
        if depth == 0 and token[0] == ",":
            cuts += [token.start(), token.end()]
    cuts.append(len(inside))
    return [inside[a:b] for a, b in zip(cuts[::2], cuts[1::2], strict=True)]


def _indicator(inside: str) -> str | None:
    """The function that a condition is 1 for."""
    cut = _cut(inside)
    if cut is None:
        return None
    left, sign, right = cut
    if sign == "=":
        return f"[{left} = {right}]"
    large, small = (left, right) if sign.startswith(">") else (right, left)
    small = _minus(small)
    of = large if small == "0" else f"-{small}" if large == "0" else f"{large} - {small}"
    return rf"{_NOT_NEGATIVE if sign.endswith('=') else _POSITIVE}\left({of}\right)"
