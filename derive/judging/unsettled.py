"""What a reading leaves open, so that nothing is refuted in it, or nothing proved."""

from __future__ import annotations

from functools import partial
from typing import Any

from derive import algebra as al
from derive.judging import doubts
from derive.judging.commands import nameless
from derive.judging.definitions import Definitions
from derive.judging.guesses import Guess
from derive.judging.loose import constrained, loose
from derive.judging.meanings import one_sided
from derive.judging.restricted import oblong
from derive.judging.scope import Scope
from derive.judging.sides import Read
from derive.judging.slots import defined_name
from derive.judging.stepwise import Understood
from derive.submissions.claims import Claim

__all__ = ["unsettled"]


def unsettled(
    known: Definitions,
    claim: Claim,
    sides: tuple[Any, Any],
    read: Read,
    way: Understood,
    scope: Scope,
    guess: Guess,
    defined: list[tuple[str, str]],
    system: al.System,
) -> tuple[tuple[str, ...], str]:
    """Names of which too little is known to refute anything, and why nothing is proved ("": it
    may be)."""
    lhs, rhs = sides
    open_names = (
        *loose(claim, defined, scope, guess, partial(known.parameters, claim, scope)),
        *way.unsettled,
        *known.unused(claim, scope, defined),
    )
    depends = known.submission.context.depends
    open_names += one_sided(scope.system, way.system, lhs, rhs, depends)
    settled = {*scope.table, *(name[0] for left, _ in defined if (name := defined_name(left)))}
    open_names += nameless(claim, settled)
    open_names += doubts.doubted(known.submission, claim, system, lhs, rhs)
    odd = (name for name in guess.odd if name not in settled)
    open_names += (*odd, *oblong(known.submission.context, guess.table))
    open_names += constrained(claim, lhs, rhs, guess, settled - {*scope.table})
    open_names += doubts.norms(lhs, read.said)
    out = [*way.out, *known.leaving_out(claim, scope, way.moved)]
    only_if = f"it leaves out what comes through {', '.join(out)}" if out else ""
    constants = doubts.constrained_elsewhere(known, claim, system, lhs, rhs, guess)
    if constants:
        only_if = only_if or f"nothing says what {', '.join(constants)} depends on"
        open_names += constants
    if guess.shrunk and not only_if:
        only_if = f"it holds only where {', '.join(guess.shrunk)} is a number"
    return open_names, only_if
