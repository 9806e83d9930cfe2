r"""Norms typed with two bars each, ``||x||``, as ``\|x\|``; in ``|A||B|`` two bars stand apart."""

from __future__ import annotations

from collections.abc import Sequence

from derive.submissions.tokens import Token

__all__ = ["with_norms"]

_SINGLE, _DOUBLE = "|", "||"


def with_norms(tokens: Sequence[Token]) -> list[Token]:
    r"""The tokens with a sign of its own for each pair of bars that is one.

    >>> from derive.submissions.places import Placed
    >>> from derive.submissions.tokens import joined, tokens_of
    >>> def text(formula): return joined(with_norms(tokens_of(Placed.of(formula))))
    >>> text("||y - t||^2 + ||x||"), text("|A||B|"), text("||x|| ||y||")
    ('\\|y - t\\|^2 + \\|x\\|', '|A||B|', '\\|x\\| \\|y\\|')
    """
    pairs = _pairs(tokens)
    out: list[Token] = []
    for i, token in enumerate(tokens):
        if i in pairs:
            out.append(Token(r"\|", token.at))
        elif i - 1 not in pairs:
            out.append(token)
    return out


def _pairs(tokens: Sequence[Token]) -> set[int]:
    """Where a pair begins; none if bars are left over."""
    found: set[int] = set()
    opened: list[str] = []
    i = 0
    while i < len(tokens):
        double = [t.text for t in tokens[i : i + 2]] == [_SINGLE, _SINGLE]
        if double and (not opened or opened[-1] == _DOUBLE):
            found.add(i)
            if opened:
                opened.pop()
            else:
                opened.append(_DOUBLE)
            i += 1
        elif tokens[i].text == _SINGLE:
            if opened and opened[-1] == _SINGLE:
                opened.pop()
            else:
                opened.append(_SINGLE)
        i += 1
    return set() if opened else found
