"""Which of a submission's relations are its definitions, and which of them concern a claim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from derive.judging.constants import CONSTANTS
from derive.judging.costs import states_cost
from derive.judging.every import universal
from derive.judging.guesses import undeclared
from derive.judging.inside import reached_from, ways
from derive.judging.instead import holds_for
from derive.judging.kept import once
from derive.judging.looks import counted_in, members_in, quantities, steps_on
from derive.judging.minima import unsettled
from derive.judging.occurrences import Uses, bare_name, names_in, uses_of
from derive.judging.recurred import without_results
from derive.judging.scopes import Scope
from derive.judging.slots import defined_name, gives_value, indexed, is_value, slot
from derive.judging.solving import Solving
from derive.submissions.claims import Claim, Submission

__all__ = ["Definitions"]

_BOUNDS = ("in", "<", "<=", ">", ">=")
#: what makes a bound a statement on more than the name in it
_FUNCTION = re.compile(
    r"\\(?:sigma|tanh|exp|log|ln|sin|cos|max|min|partial|nabla|sum|prod)(?![A-Za-z])"
    r"|softmax|relu|sigmoid|logsumexp|(?<![A-Za-z\\])e\s*\^"
)
_NUMBER = re.compile(r"[-\d.,/{}\s]+|\\[tdc]?frac\s*(?:\{\d+\}\s*\{\d+\}|\d\s*\d)")
#: two indices: below a δ those of Kronecker's
_NOISELESS = re.compile(
    r"without (?:the )?noise|noise-?\s?free|noiseless|(?:ignor|neglect)\w* (?:the )?noise"
    r"|deterministic|ohne Rauschen|rauschfrei|sans bruit|без шум|无噪声",
    re.IGNORECASE,
)
_Name = tuple[str, str]
#: letters of the last layer, or of the last time
_LAST = ("L", "T", r"\tau")
_Pairs = dict[_Name, tuple[str, str]]


class Definitions:
    """The definitions of a submission, as pairs of LaTeX sides; ``said``: as it was written."""

    def __init__(self, submission: Submission, said: Submission | None = None) -> None:
        self.submission, self.said = submission, said or submission
        self.solving = Solving(submission, self.said)
        self.unsettled = unsettled(submission, self.said)

    def has(self, key: str, scope: Scope, before: int | None = None) -> bool:
        """Whether something defines that name (before that claim, if one is given)."""
        return any(
            self.defines(c, scope) and (name := defined_name(c.left)) and name[0] == key
            for c in self.submission.claims[:before]
        )

    @cached_property
    def declarations(self) -> tuple[tuple[str, str], ...]:
        """Definitions among the declarations, as pairs of sides."""
        pairs = (text.partition("=") for text in self.submission.context.definitions)
        return tuple((left.strip(), right.strip()) for left, _, right in pairs)

    @cached_property
    def depending(self) -> tuple[tuple[str, str], ...]:
        """What is only said to depend on something, as pairs of it and of what it depends on."""
        depends = self.submission.context.depends
        return tuple((left, f"({', '.join(names)})") for left, names in depends.items())

    @once
    def concerning(self, claim: Claim, scope: Scope) -> list[tuple[str, str]]:
        """The submission's own definitions that concern a claim, what others need first.

        These are what defines the names in it, and what is declared of names behind those by the
        equations of the scope (f_t = 1 in a claim about C_t).  Of two of one name, the last
        before the claim counts; if there is none before, the first.
        """
        values = self._values(claim, scope)
        heads = {d.head for d in scope.system.definitions}
        inside = {*ways(scope.system)}.union(*ways(scope.system).values())
        either = {
            n
            for n in values
            if (own := {*scope.table.get(n[0], ())}) and (own & heads or not own & inside)
        }
        latest = {n: pair for n, pair in self._latest(claim, scope).items() if n not in either}
        return self._needed(claim, scope, latest, self._declared)

    @once
    def behind(self, claim: Claim, scope: Scope) -> list[tuple[str, str]]:
        """The definitions that concern a claim if values count that the text before it gives to
        quantities of the scope; none if they change nothing.

        "Let f_t = 1" may be meant for all that follows, or for a line of it: a claim about f_t or
        C_t is read both ways.
        """
        values = self._values(claim, scope)
        if not values:
            return []
        latest = self._latest(claim, scope) | values
        found = self._needed(claim, scope, latest, self._declared | {*values})
        return found if found != self.concerning(claim, scope) else []

    def values_among(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """The values that are declared among some definitions."""
        declared = [pair for pair in pairs if pair in self.declarations]
        return [pair for pair in declared if {*uses_of([pair[1]])} <= CONSTANTS]

    @cached_property
    def _declared(self) -> set[_Name]:
        return {name for left, _ in self.declarations if (name := defined_name(left))}

    @once
    def _values(self, claim: Claim, scope: Scope) -> _Pairs:
        """Values that lines before a claim give to what the scope knows, of each name the last.

        So does "put A = I" where A stood in a claim before.
        """
        found: _Pairs = {}
        spoken: set[str] = set()
        for other in self.submission.claims[: claim.number]:
            general = spoken & {other.left.strip()} & {*scope.table}
            if other.role == "claim":
                spoken |= {*names_in(other.left), *names_in(other.right)}
            said = other.role != "claim"  # "at w = 0" sets nothing
            given = gives_value(other, scope, free=said) or (said and general and is_value(other))
            if other.role != "assumption" and given:
                name = defined_name(other.left)
                if name is not None and name not in self._declared:
                    found[name] = (other.left, other.right)
        return self._but_for_all(claim, found)

    def _but_for_all(self, claim: Claim, found: _Pairs) -> _Pairs:
        """Without values of names of which a claim is said to hold for all."""
        names = universal(self.said, claim)
        return {
            n: pair
            for n, pair in found.items()
            if n[0] not in names or not {*uses_of([pair[1]])} <= CONSTANTS
        }

    @once
    def _latest(self, claim: Claim, scope: Scope) -> _Pairs:
        """What defines each name, for one claim."""
        latest: _Pairs = {}
        for left, right in (*self.depending, *self.declarations):
            name = slot(left, right)
            if name is not None:
                latest[name] = (left, right)
        for other in self.submission.claims:
            if other.relation != "=" or not self.defines(other, scope):
                name = defined_name(other.left)
                if name in latest and other.relation == "=" and self._brings(other, claim):
                    latest[name] = (other.left, other.right)
                continue
            if other.number == claim.number or self.solving.solution(other, claim):
                continue
            if not holds_for(self.said, other, claim):
                continue
            name = slot(other.left, other.right)
            assert name is not None
            back = name not in latest and not self._an_example(other, name, scope)
            if other.number < claim.number or back:
                latest[name] = (other.left, other.right)
        return self._but_for_all(claim, latest)

    def _brings(self, other: Claim, claim: Claim) -> bool:
        """Whether a claim has the τ that p = softmax(z/τ) brings."""
        sizes = self.submission.context.sizes
        named = [n for n in quantities(uses_of([other.right])) if n not in sizes]
        new, mine = self._new(other, named), (claim.left, claim.right)
        return other.number < claim.number and any({*names_in(s)} & {*new} for s in mine)

    def _an_example(self, claim: Claim, name: _Name, scope: Scope) -> bool:
        """Whether a definition says what a name is from there on only: it was declared, or gets
        numbers as its value, as in "example: W = 0, x = 1"."""
        return name[0] in scope.table or {*uses_of([claim.right])} <= CONSTANTS

    def _needed(
        self, claim: Claim, scope: Scope, latest: _Pairs, through: Iterable[_Name]
    ) -> list[tuple[str, str]]:
        """Those of the definitions that a claim needs; ``through`` those that are also needed
        where only the equations of the scope lead to them."""
        needed: set[_Name] = set()
        declared = frozenset(scope.table)
        reached: set[Any] = set()
        within = ways(scope.system)
        todo = [claim.left, claim.right]
        while todo:
            text = todo.pop()
            keys, counted = names_in(text, declared), counted_in(text, declared)
            plain = CONSTANTS - members_in(text, declared)  # e^{-u} is none of the errors e_i
            found = {
                name
                for name, (left, _) in latest.items()
                if name[0] in keys and not (name[0] in counted and indexed(left))
                if not (name[0] in plain and indexed(left))
            }
            replaced = {value for name in found for value in scope.table.get(name[0], ())}
            spoken = {value for key in keys for value in scope.table.get(key, ())}
            reached |= reached_from(spoken - replaced, within)
            found |= {name for name in through if reached & {*scope.table.get(name[0], ())}}
            todo += [latest[name][1] for name in found - needed]
            needed |= found
        return [pair for name, pair in latest.items() if name in needed]

    def supposes(self, claim: Claim, scope: Scope) -> bool:
        """Whether a claim may be what its author assumes without a word that says so.

        It is a value of what the scope defines (f_t = 1), or a bound of one quantity of which
        nothing is known (η > 0, p ∈ [0, 1], ‖W‖ < 1, a < b, K ≥ 2 of a size), or by a number of
        what is made of such (γ‖W‖ < 1, and η < 1 where η = γ‖W‖).
        """
        if claim.relation == "=":
            return gives_value(claim, scope)
        if claim.relation not in _BOUNDS:
            return False
        texts = [claim.left] if claim.relation == "in" else [claim.left, claim.right]
        uses = uses_of(texts, scope.table)
        spoken = [key for key in quantities(uses) if key not in CONSTANTS]
        counted = bare_name(claim.left) if claim.right.strip().isdigit() else None
        if counted is not None and not counted[1] and not self.has(counted[0], scope, claim.number):
            return True  # a size, K ≥ 2
        if len(texts) > 1 and {*uses_of(texts[:1])} & {*uses_of(texts[1:])} & {*spoken}:
            return False  # ‖A‖_F ≤ ‖A‖ compares what A makes
        by_number = any(_NUMBER.fullmatch(text) for text in texts[:2])
        if any(
            not _free(key, uses[key], scope)
            or (self.has(key, scope) and not (by_number and self._made(key, scope, claim)))
            for key in spoken
        ):
            return False
        if any(use.called for use in uses.values()) or any(map(_FUNCTION.search, texts)):
            return False
        return by_number or len(spoken) == 1 or (len(spoken) == 2 and all(map(bare_name, texts)))

    def _made(self, key: str, scope: Scope, claim: Claim) -> bool:
        """Whether a name is defined as a product, a sum or a length of what is free."""
        rights = [
            c.right
            for c in self.submission.claims
            if self.defines(c, scope) and (name := defined_name(c.left)) and name[0] == key
        ]
        uses = uses_of(rights, scope.table)
        return not any(map(_FUNCTION.search, rights)) and all(
            _free(other, use, scope) and not (use.called or self.has(other, scope, claim.number))
            for other, use in uses.items()
            if other not in CONSTANTS
        )

    def unused(self, claim: Claim, scope: Scope, defined: Sequence[tuple[str, str]]) -> list[str]:
        """Names in a claim, or in what defines them, of which a line before it says something that
        is no definition here: x_{k+1} = … x_k … y_k where that cannot be read.  Where a text has
        noise and speaks of none, what a definition has and the claim has not may be the noise."""
        sides = [claim.left, claim.right, *(side for pair in defined for side in pair)]
        spoken = {*uses_of(sides, scope.table)}
        mine = {name[0] for left, _ in defined if (name := defined_name(left)) is not None}
        found = sorted(self.unsettled & spoken)
        for other in self.submission.claims[: claim.number]:
            name = defined_name(other.left) if other.role in ("fresh", "definition") else None
            if name is None or name[0] not in spoken - mine or self.defines(other, scope):
                continue
            model = {*ways(scope.system)} & {*scope.table.get(name[0], ())}
            if name[0] in uses_of([other.right]) and not model and not self.has(name[0], scope):
                found.append(name[0])
        if _NOISELESS.search(self.submission.text):
            here = {*uses_of([claim.left, claim.right], scope.table)}
            bodies = uses_of([right for _, right in defined], scope.table)
            found += [key for key, use in bodies.items() if use.indexed and key not in here | mine]
        return list(dict.fromkeys(found))

    def parameters(self, claim: Claim, scope: Scope) -> frozenset[str]:
        """Names that stand in definitions before a claim: they are what they are there."""
        before = self.submission.claims[: claim.number]
        sides = [s for c in before if self.defines(c, scope) for s in (c.left, c.right)]
        return frozenset(uses_of(sides, scope.table))

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

    @once
    def defines(self, claim: Claim, scope: Scope) -> bool:
        """Whether a claim is a definition: said to be one, or the only one of its name.

        The name stands alone on the left.  If the model defines it, the claim is judged by that,
        unless it brings names that the model does not have: then it is the submission's own
        version of the equation.
        """
        name = slot(claim.left, claim.right)
        if name is None or claim.relation != "=" or claim.role == "assumption":
            return False
        if claim.number in self.submission.context.introduces:
            return False
        if claim.role == "definition":
            return not self._of_one_entry(name, self._definers)
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
        for claim in self.submission.claims:
            if claim.role != "assumption" and states_cost(claim):
                found.setdefault(bare_name(claim.left) or ("", ""), claim.number)
        # "let z_t = α" says later what z_t is from there on, whatever it was before
        for roles in (("definition", "fresh"), ("claim",)):
            for claim in without_results(self.submission.claims):
                name = slot(claim.left, claim.right)
                if name is None or claim.relation != "=" or claim.role not in roles:
                    continue
                if name in self._declared and claim.role != "definition":
                    continue  # the text said before what it is
                if claim.role != "definition" and self._of_last_alone(claim):
                    continue
                use = self._all_uses.get(name[0])
                if use is not None and use.called and not use.indexed:
                    continue  # σ = tanh
                uses = uses_of([claim.right])
                use = uses.get(name[0])
                # of i_t = σ(W_i x_t + …) the right side speaks of the gate i, not of its value
                gate = use is not None and not use.plain and uses_of([claim.left])[name[0]].in_time
                steps = use is not None and steps_on(claim.left, use.indices)
                if name not in found and (use is None or use.in_time or gate or steps):
                    found[name] = claim.number
        return {name: at for name, at in found.items() if not self._of_one_entry(name, found)}

    def _of_one_entry(self, name: _Name, found: Mapping[_Name, int]) -> bool:
        """Whether p_1 is said to be something, where p as a whole is defined: not by itself, as a
        sequence is that begins with h_1."""
        whole = found.get((name[0], "")) if name[1] not in ("", "0") else None
        return whole is not None and name[0] not in uses_of([self.submission.claims[whole].right])

    def _of_last_alone(self, claim: Claim) -> bool:
        """Whether δ^L is said to be something, of whose family there are other members."""
        name = bare_name(claim.left)
        if name is None or name[1] not in _LAST:
            return False
        return any(
            {index for index in use.indices if index not in _LAST and not index.isdigit()}
            for key, use in self._all_uses.items()
            if key == name[0]
        )

    @cached_property
    def _all_uses(self) -> Mapping[str, Uses]:
        return uses_of([side for c in self.submission.claims for side in (c.left, c.right)])

    def _new(self, claim: Claim, names: Sequence[str]) -> list[str]:
        """Those of the names that occur in no relation before a claim."""
        before = [c for c in self.submission.claims if c.number < claim.number]
        known = uses_of([side for c in before for side in (c.left, c.right)])
        return [name for name in names if name not in known]


def _free(key: str, use: Uses, scope: Scope) -> bool:
    """Whether nothing in the scope says what a name is, at the indices that it has."""
    values = {*scope.table.get(key, ())}
    if any(getattr(o.target, "family", o.target) in values for o in scope.system.opaque):
        return False
    own = [d for d in scope.system.definitions if d.head in values]
    return all(
        d.low is not None and all(i.isdigit() and int(i) < d.low for i in use.indices or {"t"})
        for d in own
    )
