"""Whether a text's own true claims speak for the shapes by which another claim of it is wrong.

A claim whose shapes do not fit is wrong only if its names have the shapes that they were read
with.  Where these were guessed, something else has to speak for them: an edit after which the claim
is true, or claims of the same text that hold with the same names.  The shape of a name
that is defined by names of known shapes, z = W x + b, is known and no guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from derive.judging.fitting import named
from derive.judging.guesses import undeclared
from derive.judging.looks import quantities
from derive.judging.occurrences import bare_name, uses_of
from derive.judging.reasons import spoken
from derive.judging.scope import Scope
from derive.judging.verdicts import Finding

__all__ = ["MISFIT", "corroborated"]

#: what has different shapes in different conventions
_SHAPELESS = re.compile(
    r"partial|nabla|\\d?frac\s*\{\s*(?:\\mathrm\s*\{\s*)?d|∂|∇|\\otimes|\\circ(?![a-z])|vec|\[|\\in"
)
#: how the reason of a finding begins that rests on shapes
MISFIT = "the shapes do not fit, and it is false where all sizes are equal too"


def corroborated(
    findings: Iterable[tuple[Finding, Finding]], scope: Scope, defined: Sequence[str]
) -> list[Finding]:
    """The findings, those unknown whose guessed shapes nothing speaks for.

    ``findings`` are pairs: on a claim as it was judged, and as it was said; ``defined`` are the
    sides of the definitions.
    """
    pairs = list(findings)
    known = _summed(defined) | following(defined, scope)
    for judged, _ in pairs:
        if judged.verdict in ("proved", "agrees"):
            known |= {*named(judged.claim, scope)}
    found = []
    for judged, said in pairs:
        if said.verdict == "refuted" and said.reason.startswith(MISFIT) and not said.suggestion:
            guessed = quantities(undeclared(named(judged.claim, scope), scope))
            known_here = known | _summed([judged.claim.left, judged.claim.right])
            alone = [key for key in guessed if key not in known_here]
            if alone:
                why = (
                    "its shapes do not fit, but what shape "
                    f"{', '.join(alone)} {'has' if len(alone) == 1 else 'have'} is guessed"
                )
                said = spoken(Finding(said.claim, "unknown", reason=why))
        found.append(said)
    refuted = {f.claim.number for f in found if f.verdict == "refuted"}
    return [f if f.inherits in refuted else replace(f, inherits=None) for f in found]


def following(defined: Sequence[str], scope: Scope) -> set[str]:
    """Names whose shapes follow from declared ones through their definitions.

    ``defined`` are the two sides of each definition in turn.  A derivative has the shape of its
    layout, and a line with a sign that may be one product or another says no shape either.
    """
    open_pairs = [
        (name[0], {*quantities(undeclared(uses_of([right], scope.table), scope))})
        for left, right in zip(defined[::2], defined[1::2], strict=True)
        if (name := bare_name(left)) and not name[1] and not _SHAPELESS.search(right)
    ]
    known: set[str] = set()
    while new := {key for key, needed in open_pairs if needed <= known} - known:
        known |= new
    return known


def _summed(texts: Sequence[str]) -> set[str]:
    """Names whose sizes are limits of sums: w and x in Σ_{j=1}^n w_{ij} x_j."""
    return {key for key, use in uses_of(texts).items() if use.limits}
