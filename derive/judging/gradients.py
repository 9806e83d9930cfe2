r"""Gradients under names of their own, as derivatives: dW, \bar V_{ja}, g_z for ∂L/∂W, ∂L/∂V_{ja}.

"dS = P − Y" is then a claim, and no definition.  Where nothing says what the loss is, it is some
function of the last quantity that a gradient is spoken of by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from derive.judging.occurrences import bare_name
from derive.judging.shorthands import BASE, Shorthand, shorthands, stated
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission
from derive.submissions.names import STYLED

__all__ = ["SUPPOSING", "with_gradients"]

#: how a note begins on a meaning that may be another
SUPPOSING = "supposing"

_INDEX = r"\s*_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|\w)"
#: a superscript that is part of a name: of a head, a layer, a time; never a power or a transpose
_LABEL = (
    r"\s*\^\s*(?:\{\s*(?:[A-SU-Z]|[\(\[<][^{}]*[\)\]>]|\\(?:mathrm|text)\{\w+\})\s*\}|[A-SU-Z])"
)
_RAISED = re.compile(r"\s*(?:\^|')")
_SLICE = re.compile(r"[:•]|\\cdot|\\bullet")
#: derivatives and what else holds a d that marks nothing
_DERIVATIVE = re.compile(
    r"\\[dt]?frac\s*\{\s*(?:d|\\partial)[^{}]*(?:\{[^{}]*\}[^{}]*)*\}\s*"
    r"\{\s*(?:d|\\partial)[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"
    rf"|(?<![A-Za-z\\])d\s*{BASE}(?:{_INDEX})?\s*/\s*d\s*{BASE}(?:{_INDEX})?"
    r"|\\(?:operatorname|mathrm|text)\{\w{2,}\}"
)
_MEAN = re.compile(
    r"mean|average|moyenne|mittel|durchschnitt|средн|均值|平均|media|centroid", re.IGNORECASE
)
#: how far before a formula words say what it is
_NEAR = 60


def with_gradients(submission: Submission) -> tuple[Submission, dict[int, str]]:
    """The submission with the derivatives that its names of gradients stand for; by claim, how
    that is said where the text does not say it."""
    marks = shorthands(submission)
    if not marks:
        return submission, {}
    gradients = _Gradients(submission, marks)
    claims = tuple(map(gradients.put, submission.claims))
    new = gradients.with_losses(replace(submission, claims=claims))
    unsaid = [
        f"{SUPPOSING} that dX is ∂{mark.loss}/∂X" if mark.open else f"dX as ∂{mark.loss}/∂X"
        for mark in marks
        if not mark.said
    ]
    changed = (c.number for c, was in zip(claims, submission.claims, strict=True) if c != was)
    return new, dict.fromkeys(changed, ", ".join(unsaid)) if unsaid else {}


class _Gradients:
    def __init__(self, submission: Submission, marks: list[Shorthand]) -> None:
        self.submission = submission
        self.marks = [(mark, re.compile(rf"{mark.pattern}")) for mark in marks]
        #: loss → names with their labels of which a gradient is spoken
        self.spoken: dict[str, dict[str, None]] = {}
        context = submission.context
        declared = (*context.shapes, *context.families, *context.depends)
        texts = [self._without(side) for c in submission.claims for side in (c.left, c.right)]
        self.known = {normal(name) for name in declared}
        self.known |= {
            normal(m["name"]) for text in texts for m in _NAMES.finditer(text) if m["name"]
        }
        self.known |= {name.partition("_")[0] for name in self.known}

    def _without(self, side: str) -> str:
        """A side without its marked names."""
        for _, pattern in self.marks:
            side = pattern.sub(" ", side)
        return side

    def put(self, claim: Claim) -> Claim:
        """A claim with derivatives for the names of gradients."""
        if stated(claim.left, claim.right) is not None:
            return claim  # it says what the mark means
        left, right = self._put(claim.left, claim), self._put(claim.right, claim)
        if (left, right) == (claim.left, claim.right):
            return claim
        given = tuple(self._put(text, claim) for text in claim.given)
        named = left != claim.left and claim.role in ("fresh", "definition")
        role = "claim" if named else claim.role
        return replace(claim, left=left, right=right, given=given, role=role)

    def _put(self, side: str, claim: Claim) -> str:
        for mark, pattern in self.marks:
            if mark.mark.startswith(("\\bar", "\\overline")) and self._is_mean(claim):
                continue
            out, done = "", 0
            fixed = [m.span() for m in _DERIVATIVE.finditer(side)]
            for found in pattern.finditer(side):
                if found.start() < done or any(a <= found.start() < b for a, b in fixed):
                    continue
                made = self._derivative(mark, found, side)
                if made is not None:
                    out, done = out + side[done : found.start()] + made[0], made[1]
            side = out + side[done:]
        return side

    def _is_mean(self, claim: Claim) -> bool:
        start = claim.formula[0]
        return _MEAN.search(self.submission.text[max(0, start - _NEAR) : start]) is not None

    def _derivative(
        self, mark: Shorthand, found: re.Match[str], side: str
    ) -> tuple[str, int] | None:
        """What a marked name with its scripts stands for, and where it ends; None for no name of
        the text, and for the loss itself."""
        groups = found.groupdict()
        text = (groups.get("inside") or groups["name"] or "").strip()
        whole = _NAME.fullmatch(text)
        if whole is None or not mark.said_of(whole["name"]):
            return None
        name = normal(whole["name"])
        if name == normal(mark.loss) or name not in self.known:
            return None
        scripts = _SCRIPTS.match(side, found.end())
        assert scripts is not None
        below, end = scripts[0], scripts.end()
        sliced = _SLICE.search(scripts["below"] or scripts["below2"] or "")
        by = text if sliced else text + below
        spoken = whole["name"] + (whole["scripts"] or "") + ("" if sliced else below)
        self.spoken.setdefault(mark.loss, {})[_labelled(spoken)] = None
        if below and not sliced and not _NUMBERED.fullmatch(normal(f"x{below}")):
            made = rf"\frac{{\partial {mark.loss}}}{{\partial {by}}}"
            return (rf"\left({made}\right)" if _RAISED.match(side, end) else made), end
        # in the shape of the name, whatever the layout of other derivatives is
        return rf"\left(\nabla_{{{by}}} {mark.loss}\right)" + (below if sliced else ""), end

    def with_losses(self, submission: Submission) -> Submission:
        """What is known of a loss that is defined nowhere."""
        context = submission.context
        lefts = {name[0] for c in submission.claims if (name := bare_name(c.left))}
        known = {*map(normal, (*context.functions, *context.depends))} | lefts
        shapes, depends = dict(context.shapes), dict(context.depends)
        for loss, names in self.spoken.items():
            if not any(normal(key) == normal(loss) for key in shapes):
                shapes[loss] = ()
            if normal(loss) in known:
                continue
            last = _last([*names], submission)
            if last is not None:
                depends[normal(loss)] = (last,)
        return replace(submission, context=replace(context, shapes=shapes, depends=depends))


_SCRIPTS = re.compile(rf"(?:(?P<below>{_INDEX})(?:{_LABEL})?|{_LABEL}(?P<below2>{_INDEX})?)?")
_NAME = re.compile(rf"(?P<name>{BASE})(?P<scripts>(?:{_INDEX}|{_LABEL})*)")
#: names, and commands that hold letters which are none
_NAMES = re.compile(
    rf"\\(?:operatorname|mathrm|text)\{{\w{{2,}}\}}"
    rf"|(?P<name>{STYLED}|(?<!\\)(?<!\\[a-z])[A-Za-z])(?P<scripts>(?:{_INDEX}|{_LABEL})*)|\\[A-Za-z]+"
)
#: a label below a name
_NUMBERED = re.compile(r"(?P<name>.*?)_\{(?P<label>\d+|\\(?:mathrm|text)\{\w+\})\}")


def _labelled(name: str) -> str:
    """A name with its label, and without indices that count."""
    name = normal(name)
    found = _NUMBERED.fullmatch(name)
    if found is not None:
        return name
    above = re.search(r"\^\{[A-Z]\}", name)
    return name.partition("_")[0].partition("^")[0] + (above[0] if above else "")


def _last(names: list[str], submission: Submission) -> str | None:
    """The one quantity that the names lead to by the definitions, itself one of the names if there
    are several; else None."""
    bodies: dict[str, set[str]] = {}
    for claim in submission.claims:
        defines = claim.relation == "=" and bare_name(claim.left) is not None
        if defines and not re.search(r"partial|nabla|[∂∇]", claim.right):
            inside = {_labelled(m[0]) for m in _NAMES.finditer(claim.right) if m["name"]}
            bodies.setdefault(_labelled(claim.left), set()).update(inside)
    behind = {name: _reach(name, bodies) for name in {*names, *bodies}}
    ahead = {name for name in behind if name in names or behind[name] & {*names}}
    last = [n for n in ahead if not any(n in behind[other] for other in ahead if other != n)]
    last = [n for n in last if n in names] or last if len(last) > 1 else last
    return last[0] if len(last) == 1 else None


def _reach(name: str, bodies: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    todo = [name]
    while todo:
        new = bodies.get(todo.pop(), set()) - found
        found |= new
        todo += new
    return found
