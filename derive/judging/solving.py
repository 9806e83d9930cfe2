r"""Equations that are to be solved: ∇J(w) = 0, 2Xᵀ(Xw − y) = 0, and the XᵀXw = Xᵀy that follows.

They hold at the solution only, so that none of them is wrong because it is no identity.  And
"w = (XᵀX)⁻¹Xᵀy" behind them says where that is; before it w is a variable.
"""

from __future__ import annotations

import re
from functools import cached_property

from derive.judging.arguments import DEFINED
from derive.judging.likelihood import SCALARS
from derive.judging.occurrences import bare_name, names_in
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
#: what stands under a fraction's bar or behind a slash, behind a ∂ or d
_D = r"(?:\\partial|\\mathrm\s*\{\s*d\s*\}|(?<![A-Za-z\\])d)"
_NAME = r"(\\[A-Za-z]+\s*\{\s*\\?[A-Za-z]+\s*\}|\\(?!partial)[A-Za-z]+|[A-Za-z])"
_OF = re.compile(rf"{_D}\s*(?:\^\s*\{{?\s*2\s*\}}?\s*)?{_NAME}")
_UNDER = re.compile(rf"(?:\}}\s*\{{|/)\s*{_D}\s*{_NAME}")
_PRIMED = re.compile(r"\s*([A-Za-z]|\\[A-Za-z]+)\s*(?:'|\^\s*\{?\s*\\prime)")
#: that something is solved, in some languages
_WORDS = re.compile(
    r"(?:\bset(?:ting|zen)?\b(?! of)|equat\w+|putting)\b[^.;]{0,80}?(?:\bzero\b|\bnull\b|\b0\b)"
    r"|(?:equal|equals|equated|set|gleich|=)\s*(?:to\s+)?(?:zero|null)\b|nullsetzen|vanish(?:es)?\b|verschwind"
    r"|normal\s+equations?|normalgleichung|\bstationar|\bcritical\s+point|\boptim(?:um|al)\b"
    r"|minimi[sz]er|maximi[sz]er|at (?:the|its|a) (?:minimum|maximum)|first[- ]order condition"
    r"|annul|équations? normales?|нулю|нормальн|критическ|стационарн|零|法方程|正规方程",
    re.IGNORECASE,
)


#: d/du, of functions of one number
_BY_NUMBER = re.compile(r"\\[dt]?frac\s*\{\s*(?:d|\\mathrm\s*\{\s*d\s*\})\s*[}^]")
#: a column of ones, so that components are added
_ONES = re.compile(
    r"^\s*(?:\\(?:mathbf|mathbb|mathds|boldsymbol|bm)\s*\{?\s*)?1\s*\}?\s*(?:_\s*(?:\w|\{[^{}]*\}))?"
    r"\s*\^|(?:\\(?:mathbf|mathbb|mathds|boldsymbol|bm)\s*\{?\s*)1\s*\}?\s*(?:_\s*(?:\w|\{[^{}]*\}))?\s*$"
)
#: how far from words that something is solved its equation may be
_NEAR = 500
#: what is a function of a matrix wherever it stands on the left
_OF_MATRICES = frozenset({r"\rho", r"\kappa", r"\lambda", r"\sigma"})


class Solving:
    """What a submission solves for what; ``said`` is it as it was written."""

    def __init__(self, submission: Submission, said: Submission) -> None:
        self.submission = submission
        self.claims = submission.claims
        #: for each claim the names by which it differentiates, or that are arguments in it
        self._variables = {
            claim.number: frozenset(_variables(claim) | _variables(before))
            for claim, before in zip(submission.claims, said.claims, strict=False)
        }
        #: names of functions
        self._functions = frozenset(
            normal(found[1]) for c in said.claims if (found := DEFINED.match(c.left)) is not None
        )

    @cached_property
    def variables(self) -> frozenset[str]:
        """Names by which something is differentiated, or that are arguments of functions."""
        return frozenset(name for found in self._variables.values() for name in found)

    @cached_property
    def scalars(self) -> frozenset[str]:
        """Names of scalars, as far as that is seen."""
        shapes = self.submission.context.shapes
        declared = {normal(key) for key, shape in shapes.items() if shape == ()}
        return frozenset(declared) | SCALARS | self._functions

    def solution(self, definition: Claim, claim: Claim) -> bool:
        """Whether what would define a name says where an equation holds, which a claim does not
        speak of: it comes before that, or differentiates by the name."""
        name = bare_name(definition.left)
        if name is None or definition.role == "definition":
            return False
        number = definition.number
        if not any(name[0] in found for k, found in self._variables.items() if k < number):
            return False
        if claim.number > number:
            return name[0] in self._variables.get(claim.number, _variables(claim))
        return not self.condition(claim)

    def condition(self, claim: Claim) -> bool:
        """Whether a claim may be an equation to be solved."""
        if claim.relation != "=":
            return False
        if self._zero(claim):
            return True
        derived = any(
            "partial" in side or _GRADIENT.search(side) or _BY_NUMBER.search(side)
            for side in (claim.left, claim.right)
        )
        return not derived and self._varies(claim, solved=True) and self._solves(claim, near=True)

    def _before(self, claim: Claim) -> list[Claim]:
        return [c for c in self.claims if c.number < claim.number]

    def _zero(self, claim: Claim) -> bool:
        """Whether it says that a gradient is 0, or the right side of one."""
        sides = [claim.left, claim.right]
        zeros = [side for side in sides if _ZERO.fullmatch(side)]
        if len(zeros) != 1:
            return False
        [other] = [side for side in sides if side not in zeros]
        if _of_components(other):
            return False
        if self._slope(other):
            return True
        before = [c for c in self._before(claim) if c.relation == "="]
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

    def _varies(self, claim: Claim, solved: bool = False) -> bool:
        """Whether one of the variables stands in a claim, one that is not ``solved`` for yet."""
        before = self._before(claim) if solved else []
        known = {name[0] for c in before if (name := bare_name(c.left)) is not None}
        return bool((self.variables - known) & {*names_in(claim.left), *names_in(claim.right)})

    def _solves(self, claim: Claim, near: bool = False) -> bool:
        """Whether something is solved before a claim, in words or by an equation; in words
        ``near`` formulas that have a variable of the claim."""
        text = self.submission.text[: claim.formula[0]]
        mine = {*names_in(claim.left), *names_in(claim.right)}
        for words in _WORDS.finditer(text):
            beside = [c for c in self.claims if abs(c.formula[0] - words.start()) < _NEAR]
            spoken = {name for c in beside for name in self._variables.get(c.number, ())}
            if not near or not spoken or spoken & mine:
                return True
        return any(
            _ZERO.fullmatch(c.right) and self._zero(c)
            for c in self._before(claim)
            if c.relation == "="
        )


#: a sum, its index, and what stands below a name that is differentiated by
_SUMMED = re.compile(r"\s*\\sum\s*(?:\\limits\s*)?_\s*(?:\{\s*([a-z])[^{}]*\}|([a-z]))")
_COMPONENT = re.compile(rf"(?:\}}\s*\{{|/)\s*{_D}\s*{_NAME}\s*_\s*(?:\{{([^{{}}]*)\}}|(\w))")


def _of_components(side: str) -> bool:
    """Whether it is the sum of the components of one gradient, which nothing is solved for."""
    if _ONES.search(side):
        return True
    found = _SUMMED.match(side)
    if found is None:
        return False
    below = "".join(a or b for _, a, b in _COMPONENT.findall(side))
    return (found[1] or found[2]) in below


def _variables(claim: Claim) -> set[str]:
    found: set[str] = set()
    match = DEFINED.match(claim.left) if claim.relation == "=" else None
    if match is not None and normal(match[1]) not in _OF_MATRICES:
        found |= {normal(part.strip()) for part in re.split("[,;]", match[2])}
    for side in (claim.left, claim.right):
        found |= {normal(a or b) for a, b in _BY.findall(side)}
        found |= {normal(name) for name in _UNDER.findall(side)}
    return found
