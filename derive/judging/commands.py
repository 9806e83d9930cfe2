r"""Commands that nothing defines: what they stand for is not known, so nothing is refuted of it.

``\unknown{x} = 3`` and ``\sinh x < 1`` are no statements of the reader's; ``\vx = \mW \vh`` is
one of names, which may hold whatever they are.
"""

from __future__ import annotations

import re
from collections.abc import Container

from derive.reader.names import normal
from derive.reader.vocabulary import KNOWN
from derive.submissions.claims import Claim
from derive.submissions.vocabulary import COMMANDS

__all__ = ["foreign", "nameless"]

_COMMAND = re.compile(r"\\([A-Za-z]+)\*?(\s*\{)?")


def _unknown(text: str, declared: Container[str]) -> list[tuple[str, bool]]:
    """The commands in a formula that nothing defines, and whether an argument in braces follows."""
    return [
        (found[1], found[2] is not None)
        for found in _COMMAND.finditer(text)
        if found[1] not in KNOWN and normal(f"\\{found[1]}") not in declared
    ]


def foreign(claim: Claim, declared: Container[str]) -> str:
    """A command of a claim that has an argument, or is TeX's and not the reader's; or ""."""
    for side in (claim.left, claim.right):
        for name, applied in _unknown(side, declared):
            if applied or name in COMMANDS:
                return f"\\{name}"
    return ""


def nameless(claim: Claim, declared: Container[str]) -> tuple[str, ...]:
    """The commands of a claim that can be names only, and that nothing declares."""
    names = (name for side in (claim.left, claim.right) for name, _ in _unknown(side, declared))
    return tuple(dict.fromkeys(f"\\{name}" for name in names if name not in COMMANDS))
