"""Which of a submission's relations are its definitions, and which of them concern a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from derive.judging.guesses import undeclared
from derive.judging.looks import quantities
from derive.judging.occurrences import bare_name, names_in, uses_of
from derive.judging.scopes import Scope
from derive.submissions.claims import Claim, Submission

__all__ = ["Definitions", "defined_name"]


class Definitions:
    """The definitions of a submission, as pairs of LaTeX sides."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission

    def has(self, key: str, scope: Scope) -> bool:
        """Whether something defines that name."""
        return any(
            self.defines(c, scope) and (name := defined_name(c.left)) and name[0] == key
            for c in self.submission.claims
        )

    @cached_property
    def declarations(self) -> tuple[tuple[str, str], ...]:
        """Definitions among the declarations, as pairs of sides."""
        pairs = (text.partition("=") for text in self.submission.context.definitions)
        return tuple((left.strip(), right.strip()) for left, _, right in pairs)

    def concerning(self, claim: Claim, scope: Scope) -> list[tuple[str, str]]:
        """The submission's own definitions that concern a claim, what others need first.

        Of two of one name, the last before the claim counts; if there is none before, the first.
        """
        latest: dict[tuple[str, str], tuple[str, str]] = {}
        for left, right in self.declarations:
            name = defined_name(left)
            if name is not None:
                latest[name] = (left, right)
        for other in self.submission.claims:
            if other.relation != "=" or not self.defines(other, scope):
                continue
            if other.number == claim.number:
                continue
            name = defined_name(other.left)
            assert name is not None
            if other.number < claim.number or name not in latest:
                latest[name] = (other.left, other.right)
        needed: dict[tuple[str, str], tuple[str, str]] = {}
        todo = [claim.left, claim.right]
        declared = frozenset(scope.table)
        while todo:
            text = todo.pop()
            for key in names_in(text, declared):
                for name in latest:
                    if name[0] == key and name not in needed:
                        needed[name] = latest[name]
                        todo += [latest[name][1]]
        return [pair for name, pair in latest.items() if name in needed]

    def leaving_out(self, claim: Claim, scope: Scope, moved: Mapping[str, str]) -> list[str]:
        """What is defined by names that move, and neither stands in a claim nor is needed for it.

        ``moved`` are the names with their indices, "" for none.  What is defined by derivatives
        is not among it.
        """
        if not moved:
            return []
        here = {*names_in(claim.left, frozenset(scope.table))}
        here |= {*names_in(claim.right, frozenset(scope.table))}
        here |= {
            name[0] for left, _ in self.concerning(claim, scope) if (name := defined_name(left))
        }
        found = []
        for other in self.submission.claims:
            name = defined_name(other.left)
            if name is None or name[0] in here or not self.defines(other, scope):
                continue
            if "partial" in other.right or "nabla" in other.right:
                continue
            for key, use in uses_of([other.right], scope.table).items():
                indices = {"".join(i.split()) for i in use.indices} or {""}
                if key in moved and moved[key] in indices:
                    found.append(other.left)
        return list(dict.fromkeys(found))

    def defines(self, claim: Claim, scope: Scope) -> bool:
        """Whether a claim is a definition: said to be one, or the only one of its name.

        The name stands alone on the left.  If the model defines it, the claim is judged by that,
        unless it brings names that the model does not have: then it is the submission's own
        version of the equation.
        """
        name = defined_name(claim.left)
        if name is None or claim.relation != "=" or claim.role == "assumption":
            return False
        if claim.role == "definition":
            return True
        if self._definers.get(name) != claim.number:
            return False
        values = scope.table.get(name[0], ())
        heads = {d.head for d in scope.system.definitions}
        heads |= {getattr(o.target, "family", o.target) for o in scope.system.opaque}
        if not any(value in heads for value in values):
            return True
        mine = undeclared(uses_of([claim.right], scope.table), scope)
        return bool(self._new(claim, quantities(mine)))

    @cached_property
    def _definers(self) -> dict[tuple[str, str], int]:
        """Name → the number of the claim that may define it."""
        found: dict[tuple[str, str], int] = {}
        for roles in (("definition",), ("fresh",), ("claim",)):
            for claim in self.submission.claims:
                name = defined_name(claim.left)
                if name is None or claim.relation != "=" or claim.role not in roles:
                    continue
                uses = uses_of([claim.right])
                if name not in found and (name[0] not in uses or uses[name[0]].in_time):
                    found[name] = claim.number
        return found

    def _new(self, claim: Claim, names: Sequence[str]) -> list[str]:
        """Those of the names that occur in no relation before a claim."""
        before = [c for c in self.submission.claims if c.number < claim.number]
        known = uses_of([side for c in before for side in (c.left, c.right)])
        return [name for name in names if name not in known]


def defined_name(left: str) -> tuple[str, str] | None:
    """What a definition defines: a name, and its index if that is a number."""
    name = bare_name(left)
    if name is None:
        return None
    return name[0], name[1] if name[1].isdigit() else ""
