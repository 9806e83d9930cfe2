"""Which scopes a claim is read in: those that know its names, and a model that nobody named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from derive import algebra as al
from derive.judging.definitions import Definitions
from derive.judging.guesses import undeclared
from derive.judging.looks import quantities
from derive.judging.occurrences import Uses, uses_of
from derive.judging.scope import Scope
from derive.judging.subjects import MODELS
from derive.submissions.claims import Claim

__all__ = ["Fitting", "named"]


def named(claim: Claim, scope: Scope) -> Mapping[str, Uses]:
    """The names in a claim."""
    return uses_of([claim.left, claim.right], scope.table)


@dataclass(frozen=True)
class Fitting:
    """The scopes of a submission, beside its definitions."""

    scopes: Sequence[Scope]
    known: Definitions

    def those(self, claim: Claim) -> list[Scope]:
        """The scopes that know the most of the claim's names."""

        def missing(scope: Scope) -> tuple[int, int]:
            own, whole = named(claim, scope), self.uses(claim, scope)
            return tuple(len(quantities(undeclared(u, scope))) for u in (own, whole))  # type: ignore[return-value]

        many = self.scopes
        if len(many) == 1:
            return list(many)
        counts = [missing(scope) for scope in many]
        return [scope for scope, count in zip(many, counts, strict=True) if count == min(counts)]

    def renamed(self, claim: Claim, scope: Scope) -> Iterator[Scope]:
        """The scope; or, where Y is written and only y is known, Y as another name of y."""
        missing = quantities(undeclared(named(claim, scope), scope))
        others = {key: key.swapcase() for key in missing if len(key) == 1 and key not in "dD"}
        swaps = {
            key: other
            for key, other in others.items()
            if other in scope.table and not (key.isupper() and _number(scope.table[other]))
        }
        if swaps and not any(self.known.has(key, scope) for key in swaps):
            table = {**scope.table, **{key: scope.table[other] for key, other in swaps.items()}}
            words = ", ".join(f"{key} read as {other}" for key, other in swaps.items())
            yield replace(scope, table=table, said=", ".join(filter(None, (scope.said, words))))
        yield scope

    def recognised(self, claim: Claim, model: str) -> bool:
        """Whether the claim's names are those of a model that nobody named."""
        [scope] = [variant() for variant in MODELS[model][:1]]
        uses = self.uses(claim, self.scopes[0])
        families = {key for key, use in uses.items() if use.in_time}
        known = {
            key
            for key, values in scope.table.items()
            if any(isinstance(value, al.Family) for value in values)
        }
        unknown = quantities(undeclared(uses, scope))
        if not families or not families <= known or unknown:
            return False
        return not any(self.known.has(key, self.scopes[0]) for key in families)

    def uses(self, claim: Claim, scope: Scope) -> Mapping[str, Uses]:
        """The names in a claim, and in the definitions that concern it."""
        texts = [claim.left, claim.right]
        texts += [side for pair in self.known.concerning(claim, scope) for side in pair]
        return uses_of(texts, scope.table)


def _number(values: Sequence[object]) -> bool:
    """Whether a small letter is a size, of which a capital beside matrices is none."""
    return all(getattr(value, "is_integer", False) for value in values)
