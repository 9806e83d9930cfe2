r"""∇ without a subscript: the variable that is meant, where the submission shows which it is.

``\nabla f(x)`` is by x; ``\nabla f`` by the argument with which f is defined, by the one argument
that all functions of the submission have, or by the one name on which f depends.  Where there are
several, nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.arguments import DEFINED, FUNCTIONS, NAME
from derive.judging.constants import CONSTANTS
from derive.judging.occurrences import names_in, uses_of
from derive.judging.slots import defined_name
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission

__all__ = ["with_variables"]

_SECOND = r"\s*\^\s*(?:2|²|\{\s*2\s*\})"
_NABLA = re.compile(
    rf"(?:\\nabla|∇)(?![A-Za-z])(?P<second>{_SECOND}|\s*(?:\\nabla|∇)(?![A-Za-z]))?"
    rf"(?!\s*[_^])(?!{_SECOND})"
)
_OPERAND = re.compile(
    rf"\s*(?P<name>{NAME})(?:\s*(?:\\left\s*)?\(\s*(?P<by>{NAME})\s*(?:\\right\s*)?\))?"
)
_CALLED = re.compile(
    rf"(?<![A-Za-z\\]){NAME}\s*(?:\\left\s*)?\(\s*(?P<by>{NAME})\s*(?:\\right\s*)?\)"
)
#: names that nothing is differentiated by
_FIXED = CONSTANTS | {"T", r"\top"}


def with_variables(submission: Submission) -> tuple[Submission, dict[int, str]]:
    """The submission with each ∇ by its variable; by claim, how that is said."""
    if not any(_NABLA.search(c.left) or _NABLA.search(c.right) for c in submission.claims):
        return submission, {}
    variables = _Variables(submission)
    claims, said = [], {}
    for claim in submission.claims:
        found: dict[str, None] = {}
        left, right = (variables.put(side, found) for side in (claim.left, claim.right))
        claims.append(replace(claim, left=left, right=right))
        if found:
            said[claim.number] = f"∇ by {', '.join(found)}"
    return replace(submission, claims=tuple(claims)), said


def _bracket(text: str) -> str:
    """What stands in the parentheses at the beginning of a text; "" if there are none."""
    opened = re.match(r"\s*(?:\\left\s*)?[(\[]", text)
    depth = 0
    for sign in re.finditer(r"[()\[\]]", text) if opened is not None else ():
        depth += 1 if sign[0] in "([" else -1
        if not depth:
            return text[opened.end() : sign.start()] if opened is not None else ""
    return ""


class _Variables:
    """What the functions of a submission depend on."""

    def __init__(self, submission: Submission) -> None:
        context = submission.context
        #: name → the arguments that it is defined with, the sides that define names
        self.arguments: dict[str, str] = {}
        self.bodies: dict[str, str] = {}
        for claim in submission.claims:
            self._defined(claim)
        scalars = (key for key, shape in context.shapes.items() if shape == ())
        known = (*context.sizes, *context.functions, *scalars)
        self.fixed = frozenset(map(normal, known)) | _FIXED
        several = {by for by in self.arguments.values() if "," not in by}
        self.only = several.pop() if len(several) == 1 == len({*self.arguments.values()}) else ""

    def _defined(self, claim: Claim) -> None:
        if claim.relation != "=" or claim.role == "assumption":
            return
        match = DEFINED.match(claim.left)
        if match is not None and normal(match[1]) in FUNCTIONS:
            return  # σ(a) = … says nothing of the a that there is
        if match is not None:
            self.arguments.setdefault(normal(match[1]), match[2].strip())
            self.bodies.setdefault(normal(match[1]), claim.right)
        elif (name := defined_name(claim.left)) is not None and claim.role != "claim":
            self.bodies.setdefault(name[0], claim.right)

    def put(self, side: str, found: dict[str, None]) -> str:
        """One side with subscripts; ``found`` gains the variables."""
        out, done = "", 0
        for match in _NABLA.finditer(side):
            by = self._of(side[match.end() :])
            if not by:
                continue
            found[by] = None
            power = "^{2}" if match["second"] else ""
            out += side[done : match.start()] + rf"\nabla_{{{by}}}{power} "
            done = match.end()
        return out + side[done:]

    def _of(self, behind: str) -> str:
        """The variable of a ∇ before this; "" if it is not clear."""
        operand = _OPERAND.match(behind)
        if operand is None:
            called = {m["by"] for m in _CALLED.finditer(_bracket(behind))}
            return called.pop() if len(called) == 1 else self._alone(behind)
        if operand["by"]:
            return operand["by"]
        name = normal(operand["name"])
        if name in self.arguments:
            return self.arguments[name] if "," not in self.arguments[name] else ""
        key = name if name in self.bodies else name.partition("_")[0]
        if key not in self.bodies:
            return self._alone(behind)
        body = self.bodies[key]
        return self.only if normal(self.only) in self._closure(body) else self._alone(body)

    def _alone(self, text: str) -> str:
        """The one name that a formula depends on."""
        names = self._closure(text)
        return names.pop() if len(names) == 1 else ""

    def _closure(self, text: str) -> set[str]:
        """What a formula depends on, definitions followed to their ends."""
        found: set[str] = set()
        seen: set[str] = set()
        todo = [text]
        while todo:
            piece = todo.pop()
            uses = uses_of([piece])
            for key in names_in(piece):
                use = uses[key]
                counted = use.counts and not use.indexed
                if key in seen or key in self.fixed or counted or use.called:
                    continue
                seen.add(key)
                if key in self.bodies:
                    todo.append(self.bodies[key])
                else:
                    found.add(key)
        return found
