"""Reasons as a reader of the report understands them: places, indices and names of the sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from derive.judging.verdicts import Finding
from derive.reader.syntax import ReadError

__all__ = ["named", "power", "spoken", "where"]

#: where in a formula a reader stumbled: which formula that was, the reader of a report cannot know
_PLACE = re.compile(r"line 1, column \d+: (?=found )")
#: entries as the library counts them, from 0
_ENTRY = re.compile(r"\bentry \((\d+), (\d+)\)")
#: a name that is written as another one while it is judged
_APART = re.compile(r"\\?mathfrak\{?([A-Za-z])\}?")
#: how much of a formula is shown to say where something stands in it
_SHOWN = 24


def spoken(finding: Finding) -> Finding:
    """The finding with a reason in the terms of the sheet: entries are counted from 1."""
    reason = _APART.sub(r"\1", _PLACE.sub("", finding.reason))
    reason = _ENTRY.sub(lambda m: f"entry ({int(m[1]) + 1}, {int(m[2]) + 1})", reason)
    return finding if reason == finding.reason else replace(finding, reason=reason)


def where(error: ReadError, text: str) -> str:
    """Why a text is no formula, with what stands there."""
    rest = text[error.place.column - 1 :].strip()
    if error.place.line != 1 or not rest:
        return str(error)
    shown = rest if len(rest) <= _SHOWN else rest[:_SHOWN] + "…"
    return f"found {error.found} at {shown}; expected {error.expected}"


def named(names: Iterable[str]) -> str:
    """That nothing says what some names are."""
    *others, last = dict.fromkeys(names)
    if not others:
        return f"nothing says what {last} is"
    return f"nothing says what {', '.join(others)} and {last} are"


def power(count: object) -> str:
    """A number of components: n^2, not n**2."""
    return str(count).replace("**", "^").replace("*", " ")
