r"""Cases that are set by hand: an array behind a brace that nothing closes."""

from __future__ import annotations

from collections.abc import Sequence

from derive.submissions.tokens import Token

__all__ = ["with_cases"]

_ARRAYS = tuple(rf"\begin{{{name}}}" for name in ("array", "matrix", "aligned", "gathered"))


def with_cases(tokens: Sequence[Token]) -> list[Token]:
    r"""The tokens with cases for ``\left\{\begin{array}{ll} … \end{array}\right.``.

    >>> from derive.submissions.places import Placed
    >>> from derive.submissions.tokens import joined, tokens_of
    >>> text = r"\left\{\begin{array}{ll}1 & i=j\\ 0 & i<j\end{array}\right."
    >>> joined(with_cases(tokens_of(Placed.of(text))))
    '\\begin{cases}1 & i=j\\\\ 0 & i<j\\end{cases}'
    """
    out = list(tokens)
    at = 0
    while at < len(out):
        opened = _opened(out, at)
        closed = _closed(out, opened) if opened is not None else None
        if opened is not None and closed is not None:
            first, last = closed
            ended = Token(r"\end{cases}", out[first].at)
            inside = out[_behind_columns(out, opened + 1) : first]
            out[at:last] = [Token(r"\begin{cases}", out[at].at), *inside, ended]
        at += 1
    return out


def _next(tokens: Sequence[Token], at: int) -> int:
    """The first place from there on that is not blank."""
    while at < len(tokens) and tokens[at].text == " ":
        at += 1
    return at


def _opened(tokens: Sequence[Token], at: int) -> int | None:
    r"""Where the array begins that stands behind ``\left\{``."""
    if tokens[at].text != r"\left":
        return None
    brace = _next(tokens, at + 1)
    begin = _next(tokens, brace + 1)
    found = begin < len(tokens) and tokens[brace].text == r"\{" and tokens[begin].text in _ARRAYS
    return begin if found else None


def _behind_columns(tokens: Sequence[Token], at: int) -> int:
    """Where an array's rows begin, behind what says how its columns are set."""
    start = _next(tokens, at)
    if start >= len(tokens) or tokens[start].text != "{":
        return at
    while start < len(tokens) and tokens[start].text != "}":
        start += 1
    return start + 1


def _closed(tokens: Sequence[Token], begin: int) -> tuple[int, int] | None:
    r"""Where the array ends, and what is behind its ``\right.``; None if a brace closes it."""
    depth = 0
    for at in range(begin, len(tokens)):
        depth += tokens[at].text.startswith(r"\begin{") - tokens[at].text.startswith(r"\end{")
        if not depth:
            right = _next(tokens, at + 1)
            dot = _next(tokens, right + 1)
            alone = dot < len(tokens) and (tokens[right].text, tokens[dot].text) == (r"\right", ".")
            return (at, dot + 1) if alone else None
    return None
