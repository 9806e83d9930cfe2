r"""Costs: names of which everybody knows that they are numbers, C = ½‖y − a‖², C = −Σ_j y_j ln a_j.

A letter of a loss, or one that words call a cost, is a number where it is defined as a squared norm
or as a sum over an index.  "Now replace the cost by C = …" defines it anew.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from derive.judging.likelihood import SCALARS
from derive.judging.occurrences import bare_name, uses_of
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission

__all__ = ["LOSSES", "states_cost", "with_costs", "with_numbers"]

#: letters of costs
LOSSES = (SCALARS - set("NT")) | {"C", r"\mathcal{C}"}
_FACTOR = (
    r"\s*-?\s*(?:\\[dt]?frac\s*(?:\d\s*[\dnNmM]|\{\w+\}\s*\{[\w\s]+\})|\d+(?:/\d+)?"
    r"|\(\s*\d\s*/\s*\w+\s*\))?\s*"
)
_SUM = r"\\sum\s*(?:\\limits\s*)?_\s*(?:\{[^{}]*\}|\w)\s*(?:\^\s*(?:\{[^{}]*\}|\w))?\s*"
#: one squared norm, perhaps with a factor and a sum before it
_SQUARE = re.compile(
    rf"{_FACTOR}(?:{_SUM})?(?:\\left\s*)?"
    r"(?:\\\||\\lVert)(?:(?!\\\||Vert).)*(?:\\\||\\rVert)\s*(?:_\s*(?:\{\w\}|\w))?\s*\^\s*"
    r"(?:2|\{\s*2\s*\})\s*(?:_\s*(?:\{\w\}|\w))?\s*"
)
_SUMMED = re.compile(rf"{_FACTOR}{_SUM}.*")
_DERIVED = re.compile(r"\\partial|\\nabla|\\frac\s*\{?\s*d")

#: words before a formula that put another cost in the place of the one before
_ANEW = re.compile(
    r"\b(?:replac|instead|switch|consider|choos|chang(?:e|ing) the|another|use the|take the|ersetz"
    r"|betracht|stattdessen|wechs|remplac|consid[éeè]r|choisi|sustitu|reemplaz|cambia|sostitu|scegl)"
    r"|замен|рассмотр|возьм|换成|改用|考虑|改为",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?;:](?=\s)|。|\n\s*\n|\$\$")


def with_costs(submission: Submission) -> Submission:
    """The submission with a definition where words put another cost in the place of one."""
    claims = tuple(
        replace(c, role="definition")
        if c.role == "claim" and states_cost(c) and _anew(submission.text, c)
        else c
        for c in submission.claims
    )
    return submission if claims == submission.claims else replace(submission, claims=claims)


def _anew(text: str, claim: Claim) -> bool:
    before = text[max(0, claim.formula[0] - 300) : claim.formula[0]].rstrip()
    ends = list(_SENTENCE.finditer(before))
    return _ANEW.search(before[ends[-1].end() if ends else 0 :]) is not None


def with_numbers(submission: Submission) -> Submission:
    """The submission with what is defined as a squared norm, or is a cost, declared a number."""
    context = submission.context
    if context.model or context.worksheet:
        return submission
    known = {normal(name) for name in (*context.shapes, *context.families)}
    found: dict[str, tuple[str, ...]] = {}
    uses = uses_of([side for c in submission.claims for side in (c.left, c.right)])
    families = {k for k, use in uses.items() if any(re.search("[a-z]", i) for i in use.indices)}
    for claim in submission.claims:
        name = bare_name(claim.left) if claim.relation == "=" else None
        if name is None or name[1] or name[0] in known:
            continue
        squared = _SQUARE.fullmatch(claim.right) is not None
        if (squared and claim.role in ("definition", "fresh")) or (
            states_cost(claim) and name[0] not in families
        ):
            found[name[0]] = ()
    found |= _of_entries(submission, known, {k for k, use in uses.items() if use.plain})
    for letter in sorted(LOSSES - known - families - {*found}):
        if _only_differentiated(letter, submission.claims):
            found[letter] = ()
    if not found:
        return submission
    return replace(submission, context=replace(context, shapes={**context.shapes, **found}))


def _of_entries(
    submission: Submission, known: Collection[str], plain: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Costs of one sample each, \\ell_n = -y_n \\log p_n with y ∈ ℝ^N: the entries of a column."""
    columns = {k: s for k, s in submission.context.shapes.items() if len(s) == 2 and s[1] == "1"}
    found: dict[str, tuple[str, ...]] = {}
    for claim in submission.claims:
        name = bare_name(claim.left) if claim.relation == "=" else None
        if name is None or claim.role == "assumption" or not re.fullmatch("[a-z]", name[1]):
            continue
        if name[0] not in LOSSES or name[0] in known or name[0] in plain:
            continue
        for column, shape in columns.items():
            entry = rf"(?<![A-Za-z\\]){re.escape(column)}\s*_\s*\{{?{name[1]}(?![A-Za-z,])"
            if re.search(entry, claim.right):
                found.setdefault(name[0], shape)
    return found


_BELOW = r"(?:_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|\w)\s*)?"


def _only_differentiated(name: str, claims: Iterable[Claim]) -> bool:
    """Whether a name stands nowhere but above the bar of a derivative, or behind a ∇, or in what
    says what it is."""
    letter = rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z]|\s*[_^(])"
    above = re.compile(
        rf"\\[dt]?frac\s*\{{\s*\\partial\s*{letter}\s*\}}|\\partial\s*{letter}\s*/"
        rf"|\\nabla\s*{_BELOW}{letter}"
    )
    alone = re.compile(rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z])")
    sides = [side for c in claims for side in (c.left, c.right) if not _says(c, name)]
    count = sum(len(above.findall(side)) for side in sides)
    return 0 < count == sum(len(alone.findall(side)) for side in sides)


def _says(claim: Claim, name: str) -> bool:
    return bare_name(claim.left) == (name, "") and states_cost(claim)


def states_cost(claim: Claim) -> bool:
    """Whether a claim says what a cost is: C = ½‖y − a‖², C = −Σ_j y_j ln a_j."""
    name = bare_name(claim.left) if claim.relation == "=" else None
    if name is None or name[1] or _DERIVED.search(claim.right):
        return False
    if re.sub(r"_\{\w+\}$", "", name[0]) not in LOSSES:
        return False
    return (_SQUARE.fullmatch(claim.right) or _SUMMED.fullmatch(claim.right)) is not None
