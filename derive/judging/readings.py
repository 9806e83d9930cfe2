"""Every sensible reading of a claim, as statements that kernel and audit can judge.

A reading is a choice of everything that the page leaves open: which model is spoken of, what an
undeclared name is, which convention of notation, total or immediate derivatives, which indices are
meant.  They come lazily, the likeliest first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from derive import algebra as al
from derive.calculus.steps import Statement
from derive.errors import DeriveError, ShapeError
from derive.judging.activations import Activations
from derive.judging.alike import Alike
from derive.judging.assumptions import supposed
from derive.judging.at_values import AtValues
from derive.judging.conditions import at_values, ordered, unsaid, written
from derive.judging.defining import Defined
from derive.judging.definitions import Definitions
from derive.judging.differentials import settled
from derive.judging.every import arbitrary
from derive.judging.fitting import Fitting, named
from derive.judging.guesses import Guess, guesses, undeclared
from derive.judging.kinds import Together
from derive.judging.layouts import Layouts
from derive.judging.looks import explicit_sizes, lengths, quantities, shown_uses
from derive.judging.meanings import all_marked, immediate, marked, total
from derive.judging.one_hot import OneHot
from derive.judging.options import certain
from derive.judging.premises import premises, unlimited
from derive.judging.reading import Reading, one_way
from derive.judging.refused import Refused
from derive.judging.repeated import first, is_said
from derive.judging.restricted import Restricted
from derive.judging.scopes import GUESSED, Scope, assumed, guessed, scopes, squared, without
from derive.judging.sequences import last_step
from derive.judging.sides import Read, both, convention_of, single
from derive.judging.spans import Spans
from derive.judging.stacked import settled_by_words
from derive.judging.stepwise import Understood, understood
from derive.judging.supposing import assuming, put_in
from derive.judging.taken_in import taken_in
from derive.judging.trust import Trust, circle, said_of_nothing
from derive.judging.unread import guarded
from derive.judging.unsettled import unsettled
from derive.judging.ways import ways
from derive.judging.written import noted, written_out
from derive.reader.conventions import Conventions
from derive.reader.held import NOTHING
from derive.reader.names import Names
from derive.submissions.claims import Claim, Context, Submission

__all__ = ["Book", "Reading", "Refused"]

#: the most guesses at undeclared names for which a claim is judged, and the most readings with a
#: function that is named elsewhere
_GUESSES, _ELSEWHERE = 4, 6
#: why what holds of a symmetric W is not proved where the text speaks of any
_OF_ANY = "it holds where a matrix has a property that is said elsewhere; here it is said to be any"
_DOTS = re.compile(r"dots|\.\.\.|…|⋯")
_Pairs = list[tuple[str, str]]
_Sides = Callable[..., Iterator[Read | Exception]]


class Book:
    """A submission with its declarations and definitions."""

    def __init__(self, said: Submission, worksheet: str = "", settled: Iterable[int] = ()) -> None:
        submission, self.notes = written_out(said, tuple(settled))
        self.submission, self.said = submission, said
        context = submission.context
        found = scopes(context, worksheet)
        self.scopes = [scope for scope in found if not scope.adjoints]
        #: the models once more, with adjoints
        self.backward = [scope for scope in found if scope.adjoints]
        self.known = Definitions(submission, said)
        self.restricted, self.hot = Restricted(submission), OneHot(said)
        self.trust = Trust(self.known, self._go_together)
        self.fit = Fitting(self.scopes, self.known)
        self.activations = Activations(said)
        #: total or immediate is settled here, derivative by derivative
        self.settled = frozenset(context.conventions) | {"partial", "filled"}
        self.settled |= settled_by_words(submission, said)
        self.base: Conventions = convention_of(dict(context.conventions))
        #: whether the text says that repeated indices are summed
        self.einstein = is_said(submission)
        #: the last of more steps than one; whether immediate derivatives are told from total
        self.last, self.marked = last_step(submission), marked(submission)
        self.named = bool(context.model or context.worksheet or worksheet)
        self.together, self.layouts = Together(submission), Layouts(submission)
        self.spans = Spans(submission)
        agreed: dict[str, Any] = {"base": self.base, "settled": self.settled}
        agreed["einstein"] = self.einstein
        self._sides: _Sides = partial(ways, submission=submission, **agreed)
        self.alike, self.first = Alike(self._sides), partial(first, **agreed)
        self.values = AtValues(said, self.scopes[0], self.base, self.settled, self.layouts.shaped)
        #: whether an edit is looked for that makes a refuted claim true
        self.suggest = True

    # -- readings --

    def readings(self, claim: Claim) -> Iterator[Reading | Refused]:
        """All readings of a claim, lazily."""
        note = self.notes.get(claim.number)
        for reading in self.layouts.kept(claim, self._readings(claim)):
            yield noted(reading, note) if note and isinstance(reading, Reading) else reading

    def _readings(self, claim: Claim) -> Iterator[Reading | Refused]:
        fitting = self.fit.those(claim)
        if not self.named and "partial" in claim.latex:
            for name in GUESSED:
                if self.fit.recognised(claim, name):
                    fitting = list(guessed(name, self.scopes[0]))
                fitting = [scope for scope in fitting if not scope.adjoints]
        for scope, elsewhere in self.activations.among(claim, fitting, self.fit.uses):
            for reading in islice(self._fitted(claim, scope), _ELSEWHERE if elsewhere else None):
                if elsewhere and isinstance(reading, Reading):
                    reading = replace(reading, only_if=elsewhere)
                yield reading
        yield from self._with_adjoints(claim)

    def _fitted(self, claim: Claim, scope: Scope) -> Iterator[Reading | Refused]:
        """The readings in one scope, of the claim and of what it may be split into."""
        for renamed in self.fit.renamed(claim, scope):
            for left, right in claim.alternatives:  # side by side, if that is how it looks
                meant = replace(claim, left=left, right=right)
                words = f"read as {meant.latex}, a statement of its own"
                for reading in self._in_scope(meant, renamed):
                    if isinstance(reading, Reading):
                        reading = one_way(reading, left, words)
                    yield reading
            found = self._in_scope(claim, renamed)  # with x for X only what can be read
            yield from (r for r in found if renamed is scope or isinstance(r, Reading))

    def _with_adjoints(self, claim: Claim) -> Iterator[Reading | Refused]:
        """The readings in which bars are adjoints: a bar says little, so these only prove."""
        for scope in self.backward:
            bars = sorted(scope.adjoints & {*named(claim, scope)})
            if not bars or any(self.known.has(key, scope) for key in bars):
                continue
            for reading in self._in_scope(claim, scope):
                if isinstance(reading, Reading):
                    yield replace(reading, loose=(*bars, *reading.loose))

    def _in_scope(self, claim: Claim, scope: Scope) -> Iterator[Reading | Refused]:
        """The readings in one scope; of a number beside a matrix if there are no others."""
        understood = False
        for reading in self._shaped(claim, scope):
            if isinstance(reading, Reading) or reading.open or reading.counts:
                understood = True
            yield reading
        missing = undeclared(named(claim, scope), scope)
        open_names = (key for key in quantities(missing) if not certain(missing[key]))
        filled = all(self.known.has(key, scope) for key in open_names)
        ways = [partial(self._shaped, filled=True)] if filled else []
        for way in (*ways, partial(self._shaped, partly=True), partial(self._trusting)):
            for reading in way(claim, scope) if not understood else ():
                understood = understood or isinstance(reading, Reading)
                yield reading

    def _trusting(self, claim: Claim, scope: Scope) -> Iterator[Reading | Refused]:
        """The readings without the definitions that do not go with those that are trusted more."""
        defined = self.known.concerning(claim, scope)
        spoiled = self.trust.spoiled(claim, scope, defined) if defined else []
        if spoiled:
            kept = [pair for pair in defined if pair not in spoiled]
            found = self._reading(claim, scope, kept, False, [], {}, square=False)
            readings = (r for r in found if isinstance(r, Reading))
            yield from guarded(readings, spoiled, [left for left, _ in spoiled])

    def _go_together(self, scope: Scope, defined: Sequence[tuple[str, str]]) -> bool:
        """Whether definitions can be read together."""
        nothing = said_of_nothing(len(self.submission.claims))
        found = self._reading(nothing, scope, list(defined), False, [], {}, square=False)
        return any(isinstance(reading, Reading) for reading in found)

    def _shaped(
        self, claim: Claim, scope: Scope, filled: bool = False, partly: bool = False
    ) -> Iterator[Reading | Refused]:
        """The readings with the definitions that concern the claim, and with those behind it."""
        defined = self.known.concerning(claim, scope)
        yield from self._defining(claim, scope, defined, filled, partly)
        behind = self.known.behind(claim, scope)
        if behind:
            new = ", ".join(
                f"{left} = {right}" for left, right in behind if (left, right) not in defined
            )
            for reading in self._defining(claim, scope, behind, filled, partly):
                if isinstance(reading, Reading) and new not in " ".join(reading.said):
                    reading = replace(reading, said=(f"with {new}", *reading.said))
                # what the values were given for cannot be read: they may be meant
                yield replace(reading, open=True) if isinstance(reading, Refused) else reading

    def _defining(
        self, claim: Claim, scope: Scope, defined: _Pairs, filled: bool, partly: bool
    ) -> Iterator[Reading | Refused]:
        """The readings with these definitions; ``partly`` without those that cannot be read."""
        unread: list[tuple[str, str]] = []
        while True:
            failed: dict[tuple[str, str], bool] = {}
            understood = False
            for reading in self._reading(claim, scope, defined, filled, unread, failed):
                understood = understood or isinstance(reading, Reading) or reading.open
                yield reading
            new = [pair for pair, wrong in failed.items() if wrong]
            if understood or not new or not partly:
                return
            unread = [*unread, *new]

    def _reading(
        self,
        claim: Claim,
        scope: Scope,
        defined: list[tuple[str, str]],
        filled: bool,
        unread: list[tuple[str, str]],
        failed: dict[tuple[str, str], bool],
        square: bool = True,
    ) -> Iterator[Reading | Refused]:
        """The same without the ``unread``; ``failed`` takes in what else cannot be read, ``square``
        is for all sizes equal where nothing fits."""
        texts = [(claim.left, claim.right), *defined]
        uses = shown_uses(claim, texts, self.submission.claims, scope.table)
        numbers = explicit_sizes([side for pair in texts for side in pair])
        errors: list[str] = []

        def read_all(table: dict[str, tuple[Any, ...]]) -> list[list[Any]]:
            facts = (*scope.given, *scope.system.facts)
            bare = Names(table, al.System(), facts, NOTHING, ranges=self.spans.among(table, claim))
            order = ordered([side for pair in texts for side in pair], bare)
            names = replace(bare, given=(*bare.given, *order))
            fixed: tuple[list[Any], list[Any]] = ([], [])
            for pair in defined:
                if pair not in self.known.depending and pair not in unread:
                    failed.setdefault(pair, True)
                    found = self.alike.read(claim, pair, names, errors, 2)
                    fixed[0].extend(found[0])
                    fixed[1].extend(found[-1])
                    failed[pair] = False
            ways = self.alike.read(claim, texts[0], names, errors, filled=filled)
            once = fixed[:1]
            return [[*way, *f] for f in (once if fixed[0] == fixed[1] else fixed) for way in ways]

        count, understood = 0, False
        together = partial(self.together.kinds, scope.table, partial(undeclared, scope=scope))
        for guess in guesses(uses, scope, read_all, numbers, kinds=together):
            count += 1
            for reading in self._with_guess(claim, scope, guess, defined, filled, unread):
                understood = understood or isinstance(reading, Reading) or reading.open
                yield reading
            if count == _GUESSES:
                break
        if understood:
            return
        why = errors[0] if errors else "the sizes of its names contradict each other"
        if not count:
            yield Refused(f"no shapes of its names were found that fit: {why}")
        known = [pair for pair in defined if pair not in unread]
        if not square or (known and self.trust.spoiled(claim, scope, known)):
            return  # it need not be the claim that is wrong
        for guess in guesses(uses, squared(scope), read_all, (), kinds=together, square=True):
            for reading in self._with_guess(claim, squared(scope), guess, defined, filled, unread):
                if isinstance(reading, Reading):
                    yield replace(reading, square=True)
            break

    def _with_guess(
        self,
        claim: Claim,
        scope: Scope,
        guess: Guess,
        defined: list[tuple[str, str]],
        filled: bool,
        unread: list[tuple[str, str]],
    ) -> Iterator[Reading | Refused]:
        """The readings with a guess; what is said of any W first without what W is elsewhere."""
        context, free = self.submission.context, arbitrary(self.submission, claim)
        said = without(context, free)
        if said is not context:
            yield from self._as_guessed(claim, scope, guess, defined, filled, unread, said)
        for found in self._as_guessed(claim, scope, guess, defined, filled, unread, context):
            if said is not context and isinstance(found, Reading):
                found = replace(found, only_if=found.only_if or _OF_ANY)
            yield found

    def _as_guessed(
        self,
        claim: Claim,
        scope: Scope,
        guess: Guess,
        defined: list[tuple[str, str]],
        filled: bool,
        unread: list[tuple[str, str]],
        context: Context,
    ) -> Iterator[Reading | Refused]:
        table = {**scope.table, **guess.table}
        given = (*scope.given, *scope.system.facts)
        system = assumed(context, table, scope.system, claim.number)
        bare = Names(table, scope.system, given, ranges=self.spans.among(table, claim))
        known = Defined(system, numbers=scope.numbers)
        try:
            taken = taken_in(claim, known, bare, defined, self.known.depending, unread, self.first)
        except DeriveError as error:
            yield Refused(str(error), open=True)
            return
        known, cut = taken.known, taken.cut
        if round_about := circle(known.system):
            yield Refused(f"the definition of {round_about} leads back to itself")
            return
        values = [f"{left} = {right}" for left, right in self.known.values_among(defined)]
        words = (scope.said, *put_in(taken.instead, values))
        scope = replace(scope, said=", ".join(filter(None, words)))
        conditions = written(claim.given, bare)
        order = ordered((claim.left, claim.right), bare)
        names = replace(bare, system=known.system, given=(*conditions.facts, *given, *order))
        free = not quantities(undeclared(named(claim, scope), scope))
        for read in self._sides(claim, names, filled=filled):
            if not isinstance(read, Read):
                counts = getattr(read, "counts", None) if free else None
                yield Refused(str(read), isinstance(read, ShapeError), free, counts=counts)
                continue
            try:
                both_sides = settled(known.system, single(read.lhs), single(read.rhs))
                lhs, rhs = map(known.applied, both_sides)
                ways = understood(known.system, lhs, rhs, self.last)
            except DeriveError as error:
                yield Refused(str(error), open=True)
                continue
            for way in ways:
                stated = self._stated(claim, read, way, names, scope, guess, defined)
                yield from guarded(stated, unread, cut) if unread else stated

    def _stated(
        self,
        claim: Claim,
        read: Read,
        way: Understood,
        names: Names,
        scope: Scope,
        guess: Guess,
        defined: list[tuple[str, str]],
    ) -> Iterator[Reading | Refused]:
        """A claim that was read, with conditions, assumptions and meanings of its derivatives."""
        own = [*filter(None, (scope.said, f"with {guess.said}" if guess.said else ""))]
        bare = Names({**scope.table, **guess.table}, scope.system, names.given)
        conditions = written(claim.given, bare)
        lhs, rhs = (at_values(side, conditions.values) for side in (way.lhs, way.rhs))
        plain = at_values(way.system, conditions.values)
        if conditions.positive:
            plain = replace(plain, positive=(*plain.positive, *conditions.positive))
        limit = read.limit if read.limit is not None else conditions.limit
        bounds, under, unread = premises(
            self.known, claim, bare, self.scopes[0], self.first, defined
        )
        under += ("where the sum converges",) if unlimited(lhs, rhs) else ()
        supposed_so = list(assuming(self.known, claim, plain, bare, self.scopes[0], self.first))
        supposed_so += [(longer, (words,)) for longer, words in lengths(plain, lhs, rhs)]
        open_names, only_if = unsettled(
            self.known, claim, (lhs, rhs), read, way, scope, guess, defined, plain
        )
        apart = self.marked or total(self.said, claim)
        if way.apart and len(supposed_so) > 1:
            open_names += (way.apart,)  # what is assumed of members is not said of their symbols
        for supposition in supposed_so:
            if isinstance(supposition, Refused):
                yield supposition
                continue
            system, supposing = supposition
            chosen = (*own, *read.said, *way.said, *supposing)
            for left, right, meant in immediate(
                lhs, rhs, replace(names, system=system), apart, all_marked(claim.latex)
            ):
                (facts, _), *stronger = unsaid(
                    left,
                    right,
                    system,
                    (*conditions.facts, *bounds),
                    _DOTS.search(claim.latex) is not None,
                )
                statement = Statement(left, right, system, "=", facts, limit)
                statement, needed = supposed(statement)
                yield Reading(
                    statement,
                    claim.relation,
                    tuple(w for w in (*chosen, meant, *needed, *under) if w),
                    scope.theorems,
                    open_names,
                    read.layout,
                    stronger=tuple(stronger),
                    only_if=only_if,
                    other=partial(both, names=names, conventions=read.conventions),
                    unused=unread,
                )
