r"""What stands above a name and is a part of it: x^\star, w^{+}, w^{\text{old}}, \theta^{opt}."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["decorates", "decoration", "running"]

#: signs, and words of two letters or more (one upright letter is a transpose)
_SIGNS = r"\\star|\\ast|\*|\+|\\dagger|†|⋆|∗"
_WORD = r"\\(?:text|mathrm|textrm|mathit|mathsf|textit)\s*\{\s*[A-Za-z][\w \-]*[\w]\s*\}"
_DECORATION = re.compile(rf"\s*(?:{_SIGNS}|{_WORD}|[A-Za-z]{{3,}})\s*")
_ABOVE = re.compile(r"\^\{((?:[^{}]|\{[^{}]*\})*)\}$")
#: words for a point from where a step is made: it may be any
_ANY_POINT = re.compile(r"old|prev|previous|current|cur|alt|before|ancien", re.IGNORECASE)


@lru_cache(maxsize=4096)
def decorates(content: str) -> bool:
    r"""Whether a superscript is a part of the name below it.

    >>> [decorates(c) for c in (r"\star", "+", r"\text{old}", "opt", "2", r"\mathrm{T}", "-1", "k")]
    [True, True, True, True, False, False, False, False]
    """
    return _DECORATION.fullmatch(content) is not None


def decoration(key: str) -> str:
    r"""What decorates a name, "" for nothing.

    >>> decoration(r"\mathbf{w}^{\text{old}}"), decoration("W^{[1]}")
    ('\\text{old}', '')
    """
    found = _ABOVE.search(key)
    return found[1] if found is not None and decorates(found[1]) else ""


def running(content: str) -> bool:
    """Whether a decoration says that a step starts from there, so that it is any point.

    >>> running(r"\\text{old}"), running("*")
    (True, False)
    """
    return _ANY_POINT.search(content) is not None
