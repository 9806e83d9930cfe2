r"""Brackets that are closed once too often, or on the wrong side of a brace: (e^{-(a + b)})}."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.submissions.claims import Claim

__all__ = ["mended", "strays"]


def strays(text: str) -> list[int]:
    r"""Where a ``)`` stands within braces, or in the whole, that hold no open ``(`` for it.

    Half-open intervals and what follows a \left. have one for good reason: nothing is said of them.

    >>> strays("(0, 1]"), strays("f(x)"), strays(r"\left. (a + b))")
    ([], [], [])
    >>> strays(r"\frac{1}{1 + e^{-(a + b))}}"), strays(r"(\frac{1}{1 + e^{-(a + b)})}")
    ([24], [26])
    """
    if r"\left" in text or r"\right" in text:
        return []
    found: list[int] = []
    levels = [""]  # the open brackets of each level of braces
    for at, sign in enumerate(text):
        if at and text[at - 1] == "\\":
            continue
        if sign == "{":
            levels.append("")
        elif sign == "}":
            if len(levels) > 1:
                levels.pop()
        elif sign in "([":
            levels[-1] += sign
        elif sign in ")]" and levels[-1]:
            levels[-1] = levels[-1][:-1]
        elif sign == ")":
            found.append(at)
    return found


def mended(claim: Claim) -> Iterator[tuple[Claim, str, str]]:
    """The claim without such brackets, then with each behind the brace that follows it.

    With it comes what stands before the first of them, and how it was mended.
    """
    both = (claim.left, claim.right)
    places = [strays(text) for text in both]
    before = [text[: at[0]] for text, at in zip(both, places, strict=True) if at]
    if not before:
        return
    for put, words in ((_without, "the bracket taken away"), (_behind, "the bracket moved")):
        left, right = map(put, both, places)
        yield replace(claim, left=left, right=right), before[0], words


def _without(text: str, places: list[int]) -> str:
    return "".join(c for at, c in enumerate(text) if at not in places)


def _behind(text: str, places: list[int]) -> str:
    for at in places:
        if text[at + 1 : at + 2] == "}":
            text = f"{text[:at]}}}){text[at + 2 :]}"
    return text
