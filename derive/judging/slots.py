"""What an equation defines: a name, its member at a number, the sum of its members; a number."""

from __future__ import annotations

import re
from functools import lru_cache

from derive.judging.constants import CONSTANTS, is_constant
from derive.judging.inside import ways
from derive.judging.occurrences import bare_name, uses_of
from derive.judging.scope import Scope
from derive.submissions.claims import Claim

__all__ = ["defined_name", "gives_value", "indexed", "is_value", "slot"]

_PAIR = re.compile(r"\s*[a-z]\s*,?\s*[a-z]\s*")


@lru_cache(maxsize=4096)
def defined_name(left: str) -> tuple[str, str] | None:
    """What a definition defines: a name, and its index if that is a number."""
    name = bare_name(left)
    if name is None or is_constant(left) or (name[0] == r"\delta" and _PAIR.fullmatch(name[1])):
        return None
    return name[0], name[1] if name[1].isdigit() else ""


def slot(left: str, right: str) -> tuple[str, str] | None:
    """What a definition defines; L = Σ_t L_t defines something else than L_t = … does."""
    name = defined_name(left)
    if name is None or name[1] or indexed(left):
        return name
    use = uses_of([right]).get(name[0])
    return (name[0], "whole") if use is not None and use.in_time and not use.plain else name


def gives_value(claim: Claim, scope: Scope, free: bool = False) -> bool:
    """Whether a claim is a quantity that the scope defines, and a number for it: f_t = 1.

    ``free``: or one that stands in its equations, such as a parameter.
    """
    name = defined_name(claim.left)
    if name is None or claim.relation != "=" or claim.after is not None:
        return False
    if not is_value(claim) or name[0] not in scope.table:
        return False
    known = ways(scope.system)
    inside = {*known}.union(*known.values()) if free else {*known}
    return bool(inside & {*scope.table[name[0]]})


def is_value(claim: Claim) -> bool:
    return claim.relation == "=" and _is_constant(claim.right)


@lru_cache(maxsize=4096)
def _is_constant(text: str) -> bool:
    return {*uses_of([text])} <= CONSTANTS


def indexed(left: str) -> bool:
    """Whether a definition's left side is a member of a family, as no index is."""
    name = bare_name(left)
    return name is not None and name[1] != ""
