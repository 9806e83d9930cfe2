r"""Losses of several arguments, of which nothing else is said: l(o_t, y_t), \ell(\hat y, y).

Such a loss is written l_t, a member of a family, where its arguments are those of one step, and
\ell where they have no index; what it depends on is noted beside the declarations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from derive.judging.arguments import DEFINED
from derive.reader.names import normal
from derive.submissions.claims import Submission

__all__ = ["with_losses"]

_LETTER = r"(?:\\(?:mathcal|mathrm|mathit|mathbf)\s*\{\s*[LJEClj]\s*\}|\\ell(?![A-Za-z])|[lLJCE])"
_OPEN, _CLOSE = r"\s*(?:\\left\s*|\\[bB]igg?l?\s*)?\(", r"(?:\\right\s*|\\[bB]igg?r?\s*)?\)"
_BASE = (
    r"(?:\\(?:mathbf|mathcal|mathrm|boldsymbol|bm|hat|tilde|bar|vec)\s*"
    r"(?:\{\s*(?:\\(?:mathbf|boldsymbol|bm)\s*\{)?\s*(?:[A-Za-z]|\\[A-Za-z]+)\s*\}?\s*\}"
    r"|\s[A-Za-z](?![A-Za-z]))|\\[A-Za-z]+|[A-Za-z])"
)
_INDEX = r"(?:[ijklmnst](?![A-Za-z])|\\tau(?![A-Za-z])|\d+|T(?![A-Za-z]))"
_BELOW = rf"\s*(?:_\s*(?:\{{\s*{_INDEX}\s*\}}|{_INDEX})|\^\s*\{{\s*\(\s*{_INDEX}\s*\)\s*\}})"
_ARGUMENT = rf"{_BASE}(?:{_BELOW})?"
_USE = re.compile(
    rf"(?<![A-Za-z\\])(?P<name>{_LETTER}){_OPEN}\s*"
    rf"(?P<arguments>{_ARGUMENT}(?:\s*[,;]\s*{_ARGUMENT})+)\s*{_CLOSE}"
)
_APPLIED = re.compile(rf"(?<![A-Za-z\\])(?P<name>{_LETTER}){_OPEN}(?P<inside>[^()]*)")
_SCRIPT = re.compile(
    rf"(?P<sign>[_^])\s*(?:\{{\s*\(?\s*(?P<in>{_INDEX})\s*\)?\s*\}}|(?P<at>{_INDEX}))"
)
#: single letters that count, so that C(n, k) is no loss
_COUNTS = frozenset("ijklmnpqrstT")


@dataclass(frozen=True)
class _Use:
    """A loss applied to names, from ``start`` to ``end``."""

    start: int
    end: int
    name: str
    arguments: tuple[str, ...]
    #: the index that its arguments share, "" if they have none
    index: str

    @property
    def pattern(self) -> tuple[str, ...]:
        """The arguments with a placeholder for the index."""
        return tuple(_SCRIPT.sub(r"\g<sign>#", normal(a)) for a in self.arguments)


def with_losses(submission: Submission) -> Submission:
    """The submission with l_t for l(o_t, y_t), and what l depends on among the declarations."""
    sides = [side for claim in submission.claims for side in (claim.left, claim.right)]
    uses = [use for side in sides for use in _uses(side)]
    for name in dict.fromkeys(use.name for use in uses):
        mine = [use for use in uses if use.name == name]
        if len({use.pattern for use in mine}) == 1 and _everywhere(sides, name, len(mine)):
            submission = _without(submission, name, mine)
    return submission


def _uses(side: str) -> list[_Use]:
    found = []
    for match in _USE.finditer(side):
        arguments = tuple(map(str.strip, re.split("[,;]", match["arguments"])))
        indices = [{m["in"] or m["at"] for m in _SCRIPT.finditer(a)} for a in arguments]
        shared = set[str]().union(*indices)
        if len(shared) > 1 or (shared and not indices[0]) or {*arguments} & _COUNTS:
            continue
        index = shared.pop() if shared else ""
        found.append(_Use(match.start(), match.end(), normal(match["name"]), arguments, index))
    return found


def _everywhere(sides: list[str], name: str, count: int) -> bool:
    """Whether a loss is applied to nothing else."""
    applied = [m for side in sides for m in _APPLIED.finditer(side) if normal(m["name"]) == name]
    return len(applied) == count


def _without(submission: Submission, name: str, uses: list[_Use]) -> Submission:
    context = submission.context
    letters = [use for use in uses if not use.index.isdigit() and use.index != "T"]
    if not letters:
        return submission
    shown = letters[0]
    defined = any(
        DEFINED.match(c.left) and normal(DEFINED.match(c.left)[1]) == name  # type: ignore[index]
        for c in submission.claims
        if c.relation == "="
    )
    if defined and not shown.index:
        return submission  # it is a function of the submission's own

    def put(text: str) -> str:
        for use in reversed([use for use in _uses(text) if use.name == name]):
            new = f"{name}_{{{use.index}}}" if use.index else name
            text = text[: use.start] + new + text[use.end :]
        return text

    claims = tuple(replace(c, left=put(c.left), right=put(c.right)) for c in submission.claims)
    key = f"{name}_{{{shown.index}}}" if shown.index else name
    changes: dict[str, object] = {}
    if not defined:
        changes["depends"] = {**context.depends, key: shown.arguments}
    if shown.index and name not in context.families:
        changes["families"] = {**context.families, name: ()}
    elif not shown.index and name not in context.shapes:
        changes["shapes"] = {**context.shapes, name: ()}
    return replace(submission, claims=claims, context=replace(context, **changes))  # type: ignore[arg-type]
