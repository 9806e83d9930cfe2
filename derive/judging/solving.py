r"""Equations that are to be solved: ∇J(w) = 0, 2Xᵀ(Xw − y) = 0, and the XᵀXw = Xᵀy that follows.

They hold at the solution only, so that none of them is wrong because it is no identity.  And
"w = (XᵀX)⁻¹Xᵀy" behind them says where that is; before it w is a variable.
"""

from __future__ import annotations

import re
from functools import cached_property

from derive.judging.arguments import DEFINED
from derive.judging.guesses import SCALARS
from derive.judging.letters import stands
from derive.judging.occurrences import bare_name, names_in, uses_of
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission

__all__ = ["Solving"]

_ZERO = re.compile(
    r"\s*(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{?\s*)?0\s*\}?(?:\s*_\s*(?:\w|\{[^{}]*\}))?\s*"
)
_GRADIENT = re.compile(r"\\nabla|∇")
_OF = re.compile(
    r"(?:\\partial|\\mathrm\s*\{\s*d\s*\}|(?<![A-Za-z\\])d)\s*(?:\^\s*\{?\s*2\s*\}?\s*)?"
    r"(\\[A-Za-z]+\{[A-Za-z]\}|\\(?!partial)[A-Za-z]+|[A-Za-z])"
)
_BY = re.compile(r"\\nabla\s*_\s*(?:\{([^{}]*(?:\{[^{}]*\})?)\}|(\\?[A-Za-z]+))")
_PRIMED = re.compile(r"\s*([A-Za-z]|\\[A-Za-z]+)\s*(?:'|\^\s*\{?\s*\\prime)")
#: that something is solved, in some languages
_WORDS = re.compile(
    r"(?:\bset(?:ting|zen)?|equat\w+|putting)\b[^.;]{0,80}?(?:\bzero\b|\bnull\b|\b0\b)"
    r"|(?:equal|equals|equated|set|gleich|=)\s*(?:to\s+)?(?:zero|null)\b|nullsetzen|vanish|verschwind"
    r"|normal\s+equations?|normalgleichung|\bstationar|\bcritical\s+point|\boptim(?:um|al)\b"
    r"|minimi[sz]er|maximi[sz]er|at (?:the|its|a) (?:minimum|maximum)|first[- ]order condition"
    r"|annul|équations? normales?|нулю|нормальн|критическ|стационарн|零|法方程|正规方程",
    re.IGNORECASE,
)


class Solving:
    """What a submission solves for what."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self.claims = submission.claims

    @cached_property
    def variables(self) -> frozenset[str]:
        """Names by which something is differentiated, or that are arguments of functions."""
        found: set[str] = set()
        for claim in self.claims:
            if (match := DEFINED.match(claim.left)) is not None:
                found |= {normal(part.strip()) for part in re.split("[,;]", match[2])}
            for side in (claim.left, claim.right):
                found |= {normal(a or b) for a, b in _BY.findall(side)}
                found |= {key for key, use in uses_of([side]).items() if use.by}
        return frozenset(found)

    @cached_property
    def scalars(self) -> frozenset[str]:
        """Names of scalars, as far as that is seen."""
        shapes = self.submission.context.shapes
        found = {normal(key) for key, shape in shapes.items() if shape == ()} | SCALARS
        for claim in self.claims:
            match = DEFINED.match(claim.left)
            if match is not None and claim.relation == "=":
                found.add(normal(match[1]))
        return frozenset(found)

    def late(self, definition: Claim, claim: Claim) -> bool:
        """Whether what would define a name for a claim is the solution, found behind it."""
        name = bare_name(definition.left)
        after = definition.number > claim.number and definition.role != "definition"
        return after and name is not None and name[0] in self.variables

    def condition(self, claim: Claim) -> bool:
        """Whether a claim may be an equation to be solved."""
        if claim.relation != "=":
            return False
        if self._zero(claim):
            return True
        derived = any(
            "partial" in side or _GRADIENT.search(side) for side in (claim.left, claim.right)
        )
        return not derived and self._varies(claim) and self._solves(claim)

    def _zero(self, claim: Claim) -> bool:
        """Whether it says that a gradient is 0, or the right side of one."""
        sides = [claim.left, claim.right]
        zeros = [side for side in sides if _ZERO.fullmatch(side)]
        if len(zeros) != 1:
            return False
        [other] = [side for side in sides if side not in zeros]
        if self._slope(other):
            return True
        before = [c for c in self.claims[: claim.number] if c.relation == "="]
        return self._varies(claim) and (
            any(self._slope(c.left) and c.right == other for c in before) or self._solves(claim)
        )

    def _slope(self, side: str) -> bool:
        """Whether a side is the derivative of a scalar."""
        if _GRADIENT.search(side):
            return True
        primed = _PRIMED.match(side)
        if primed is not None and normal(primed[1]) in self.scalars:
            return True
        of = _OF.search(side) if "partial" in side or r"\frac" in side or "/" in side else None
        return of is not None and normal(of[1]) in self.scalars

    def _varies(self, claim: Claim) -> bool:
        """Whether one of the variables stands in a claim."""
        return bool(self.variables & {*names_in(claim.left), *names_in(claim.right)})

    def _solves(self, claim: Claim) -> bool:
        """Whether something is solved before a claim, in words or by an equation."""
        text = self.submission.text[: claim.formula[0]]
        if _WORDS.search(text):
            return True
        return any(
            _ZERO.fullmatch(c.right) and self._zero(c)
            for c in self.claims[: claim.number]
            if c.relation == "="
        )
