"""Proofs of claims that others made: recipes are tried one after the other, the kernel judges."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from derive.calculus.recipes import recipes
from derive.calculus.steps import Draft, Statement
from derive.errors import DeriveError
from derive.judging.premises import counts_only
from derive.worksheets.derivation import accepted

__all__ = ["proved", "shown"]

#: after so many seconds no further recipe is begun
_SECONDS = 2.0


def proved(
    statement: Statement,
    theorems: Iterable[Draft] = (),
    until: float | None = None,
    thorough: bool = True,
) -> bool:
    """Whether the kernel accepts one of the recipes for this statement; see :func:`shown`."""
    return shown(statement, theorems, until, thorough) is not None


def shown(
    statement: Statement,
    theorems: Iterable[Draft] = (),
    until: float | None = None,
    thorough: bool = True,
) -> dict[str, Any] | None:
    """The certificate of the first recipe that the kernel accepts for this statement, or None.

    ``theorems`` are drafts under the same system that proofs may use; no recipe is begun after
    the time ``until`` of this thread's own clock.  Without ``thorough`` those are left out that
    hardly ever prove what the others do not.
    """
    until = time.thread_time() + _SECONDS if until is None else until
    of_indices = tuple(fact for fact in statement.given if counts_only(*fact.args))
    if of_indices != tuple(statement.given):  # what holds without the others holds with them
        statement = replace(statement, given=of_indices)
    try:
        for way in recipes(statement, tuple(theorems), thorough):
            if (certificate := accepted(statement, *way)) is not None:
                return certificate
            if time.thread_time() > until:
                return None
    except DeriveError:  # what the kernel has no term for, no recipe changes
        return None
    return None
