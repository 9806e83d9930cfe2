"""Trying a claim at a point, and making a point at which it fails small enough to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flint import arb, fmpq
from sympy import ImmutableMatrix

from derive.algebra import System
from derive.audit.arrays import Array, adjugate, constant
from derive.audit.compare import Outcome, compare, compare_range
from derive.audit.hypotheses import OutOfReachError
from derive.audit.machine import Machine
from derive.audit.numbers import ONE, ZERO, ImpreciseError, plain, precision, to_sympy
from derive.audit.points import Drawn
from derive.audit.sampling import Symbols, holds, relations
from derive.audit.verdicts import Witness
from derive.audit.worlds import Key
from derive.errors import DeriveError, ShapeError

__all__ = ["Claim", "Trial", "smallest", "witness_at"]

_BITS = (256, 512, 1024)
#: above this size a rational that a definition yields becomes a ball
_EXACT_BITS = 1024
#: nodes evaluated in the search for a smaller witness, about 50 milliseconds
_BUDGET = 12_000


@dataclass(frozen=True)
class Trial:
    """A claim at one point; ``outcome`` is None where it could not be decided there.

    ``final`` says that another point would not help.
    """

    sizes: dict[Any, int]
    source: Drawn
    outcome: Outcome | None
    reason: str = ""
    work: int = 0
    used: frozenset[Any] = frozenset()
    final: bool = False


@dataclass(frozen=True)
class Claim:
    """``lhs relation rhs`` under a system and conditions."""

    lhs: Any
    rhs: Any
    relation: str
    system: System
    given: tuple[Any, ...]

    def __post_init__(self) -> None:
        symbols = Symbols((self.lhs, self.rhs), self.system, relations(self.given))
        object.__setattr__(self, "_symbols", symbols)

    @property
    def symbols(self) -> Symbols:
        found: Symbols = self._symbols  # type: ignore[attr-defined]
        return found

    def attempt(
        self, sizes: dict[Any, int], seed: int, style: str, fixed: dict[Key, Any] | None = None
    ) -> Trial:
        """The claim at one point, with more bits where balls are too wide to tell."""
        source, work = Drawn(seed, style, fixed), 0
        reason = "the two sides cannot be told apart with the precision at hand"
        for bits in _BITS:
            with precision(bits):
                machine = Machine(sizes, source, self.system, _EXACT_BITS)
                try:
                    outcome = self._outcome(machine)
                except ImpreciseError as error:
                    reason, outcome = str(error), None
                except ShapeError:
                    raise
                except DeriveError as error:
                    never = isinstance(error, OutOfReachError)
                    return Trial(sizes, source, None, str(error), work + machine.work, final=never)
                finally:
                    machine.end()
                work += machine.work
                if outcome is not None and outcome.kind != "vague":
                    used = frozenset(machine.used)
                    return Trial(sizes, source, outcome, work=work, used=used)
        return Trial(sizes, source, None, reason, work)

    def _outcome(self, machine: Machine) -> Outcome:
        left = machine.run(self.lhs)
        if self.relation == "in":
            outcome = compare_range(left, self.rhs, machine.base)
        else:
            outcome = compare(left, machine.run(self.rhs), self.relation)
        if not all(holds(r, machine.base) for r in self.symbols.premises):
            raise DeriveError("no point was found that satisfies the conditions")
        if not machine.hypotheses.hold():
            raise DeriveError("no point was found that satisfies the hypotheses")
        return outcome


def smallest(claim: Claim, trial: Trial) -> Witness:
    """The smallest witness that a bounded, deterministic search finds from a refutation.

    Sizes and indices one at a time towards 1 and 0, with entries 0 and 1 or one digit; then
    whole variables to 0 and single entries to 0 or 1.
    """
    search = _Search(claim, trial)
    search.shrink_sizes()
    search.shrink_entries()
    return witness_at(claim, search.best)


class _Search:
    def __init__(self, claim: Claim, best: Trial) -> None:
        self.claim, self.best = claim, best
        self.left = _BUDGET

    def _refutes(
        self, sizes: dict[Any, int], seed: int, style: str, fixed: dict[Key, Any] | None = None
    ) -> bool:
        """Whether the claim fails there; if so that is the best so far."""
        if self.left <= 0:
            return False
        trial = self.claim.attempt(sizes, seed, style, fixed)
        self.left -= trial.work
        if trial.outcome is None or trial.outcome.kind != "refuted":
            return False
        self.best = trial
        return True

    def _simple(self, sizes: dict[Any, int]) -> bool:
        points = (("bit", 0), ("bit", 1), ("digit", 0), ("bit", 2), ("digit", 1))
        return any(self._refutes(sizes, seed, style) for style, seed in points)

    def shrink_sizes(self) -> None:
        symbols = self.claim.symbols
        self._simple(self.best.sizes)
        shrunk = True
        while shrunk and self.left > 0:
            shrunk = False
            for symbol in self.best.sizes:
                start = 1 if symbol in symbols.sizes else 0
                for value in range(start, self.best.sizes[symbol]):
                    sizes = {**self.best.sizes, symbol: value}
                    if symbols.allowed(sizes) and self._simple(sizes):
                        shrunk = True
                        break

    def shrink_entries(self) -> None:
        invertible = set(self.claim.system.invertible)
        for key in list(self.best.source.values):
            for value in self._simpler(key):
                source = self.best.source
                if key[0] in invertible and adjugate(value)[1] == 0:
                    continue
                fixed = {**source.values, key: value}
                self._refutes(self.best.sizes, source.seed, source.style, fixed)

    def _simpler(self, key: Key) -> Iterator[Any]:
        """Simpler values of one variable, each from the best one when it is asked for."""
        value = self.best.source.values[key]
        if not isinstance(value, Array):
            if value not in (ZERO, ONE) and value > 0:
                yield ONE
            return
        if any(x != 0 for x in value.data):
            yield constant(value.shape, ZERO)
        for k in range(len(value.data)):
            for simple in (ZERO, ONE):
                now = self.best.source.values[key]
                if now.data[k] not in (ZERO, ONE) or (now.data[k] == 1 and simple is ZERO):
                    yield Array(now.rows, now.cols, [*now.data[:k], simple, *now.data[k + 1 :]])


def witness_at(claim: Claim, trial: Trial) -> Witness:
    """The witness that a refutation is, as it stands."""
    outcome = trial.outcome
    assert outcome is not None
    with precision(_BITS[0]):
        left, right = _to_sympy(outcome.left), _to_sympy(outcome.right)
    functions = [
        f.text(index, size) for f in trial.source.functions.values() for index, size in f.used()
    ]
    return Witness(
        {s: v for s, v in trial.sizes.items() if s in trial.used},
        trial.source.point(),
        left,
        right,
        claim.relation,
        outcome.entry,
        tuple(functions),
    )


def _to_sympy(value: Any) -> Any:
    if isinstance(value, Array):
        return ImmutableMatrix(value.rows, value.cols, [to_sympy(plain(x), 30) for x in value.data])
    if isinstance(value := plain(value), (fmpq, arb)):
        return to_sympy(value, 30)
    return value
