"""Claims at the values that a sheet gives: W = (…), x = (…), then z = (0.2, 0.9).

Both sides are evaluated where the names have their values.  A claim fails if it does in every
reading, whichever of several values of a name is meant, and by more than the rounding of what was
printed before can explain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.calculus.steps import Statement
from derive.errors import DeriveError
from derive.judging.bare import with_arguments
from derive.judging.changing import changing
from derive.judging.entries import Entry, constant_text, key_of
from derive.judging.evaluated import at_arguments
from derive.judging.labels import unlabelled
from derive.judging.meanings import derivatives, immediate
from derive.judging.occurrences import bare_name, uses_of
from derive.judging.oracles import Ruling, ruled
from derive.judging.own_letters import with_own_letters
from derive.judging.point import DIGITS, FAILS, WAYS, Point
from derive.judging.printed import misses, numeric, slack
from derive.judging.rounding import Outcome, behind, explained, inherited
from derive.judging.scope import Scope
from derive.judging.sides import Read, sides, single
from derive.judging.slots import defined_name
from derive.judging.verdicts import Finding, Witness
from derive.judging.witnesses import value_text
from derive.judging.worked import Worked
from derive.reader.conventions import Conventions
from derive.reader.latex import read
from derive.reader.names import Names, normal
from derive.submissions.claims import Claim, Submission

__all__ = ["AtValues"]

_EXACT = "the two sides are equal at the values given"
_CLOSE = "decimals within one unit of the last digit, at the values given"
_ROUNDED = "it is off by no more than roundings before it may explain"
_NEAR = "decimals within rounding, at the values given"
_LOG = re.compile(r"\\log(?![A-Za-z])|\\lg(?![A-Za-z])|(?<![A-Za-z\\])log(?![A-Za-z])")
_NUMBER = re.compile(r"\s*[-+−]?\s*\d*\.?\d+\s*")
#: a number that is a factor or a term
_COUNTED = re.compile(r"(?<![_^{\w.])\d")
#: the names that W' and w^* have here
_RENAMED = re.compile(r"\\mathrm\{(?:new|best)")
_RELATIONS = ("=", "~", "<", "<=", ">", ">=", "!=")
_ORDER = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "!=": lambda a, b: a != b,
}


class AtValues:
    """The claims of a submission at the values that it gives."""

    def __init__(
        self,
        submission: Submission,
        scope: Scope,
        base: Conventions,
        settled: frozenset[str],
        shaped: bool = False,
    ) -> None:
        functions = {k: v for k, vs in scope.table.items() for v in vs if _is_function(v)}
        written = with_arguments(with_own_letters(submission))
        self.sheet = Worked(written.claims, base, functions, settled)
        self.base, self.settled, self.text = base, settled, submission.text
        #: whether the text gives gradients the shapes of their variables
        self.shaped = shaped

    def numeric(self, claim: Claim) -> bool:
        """Whether one side of a claim is numbers, and the other speaks of names with values."""
        meant = self.sheet.numbered[claim.number]
        if claim.relation not in _RELATIONS or not self.sheet.any:
            return False
        sides = (meant.left, meant.right)
        return any(map(numeric, sides)) or any(map(_fixed, sides))

    def finding(self, claim: Claim, before: Sequence[Finding] = ()) -> Finding | None:
        """The verdict at the values, or None where they do not settle it."""
        if not self.sheet.any or claim.relation not in _RELATIONS:
            return None
        meant = self.sheet.numbered[claim.number]
        given = _values_in(meant)
        if given is None or self._given(meant):
            return None
        meant, arguments = at_arguments(meant, self.sheet.entries)
        given += arguments
        failed: list[Outcome] = []
        for point in self._points(claim.number, given):
            for found in self._outcomes(meant, point):
                if found.holds:
                    said = "; ".join(found.said)
                    return Finding(claim, "agrees", "audit", said, reason=found.reason)
                failed.append(found)
        wrong = self._failed(meant, failed, before) if failed else None
        return None if wrong is None else replace(wrong, claim=claim)

    def direct(self, claim: Claim) -> bool:
        """Whether the names of a claim have their values from no equation: the kernel may prove
        what is said of numbers."""
        meant = self.sheet.numbered[claim.number]
        spoken = uses_of([meant.left, meant.right], self.sheet.declared)
        entries = [e for key in spoken for e in self.sheet.entries.get(key, ())]
        return all(e.constant and not e.rough for e in entries)

    def gives(self, claim: Claim, verdict: str) -> bool:
        """Whether a claim is the value of a name that no equation defines, and has a verdict only
        since it is taken for more; or whether it is the first that is said of a next value."""
        meant = self.sheet.numbered[claim.number]
        found = self.sheet.entries.get(key_of(meant.left) or "", [])
        if found and found[0].number == claim.number and not found[0].constant:
            # x^* that is said to solve something is a claim, where no numbers say what it is
            point = self.sheet.point(claim.number + 1, WAYS[0])
            return "new" in meant.left or found[0].key in point.table
        if verdict != "unknown" or meant.relation != "=" or defined_name(meant.left) is None:
            return False
        return numeric(meant.right) and self._given(meant)

    def _given(self, claim: Claim) -> bool:
        """Whether a name is compared with numbers that nothing but numbers says what it is."""
        key = key_of(claim.left) if numeric(claim.right) else key_of(claim.right)
        found = self.sheet.entries.get(key or "", [])
        if claim.role in ("fresh", "definition"):  # what is said of it later is judged by this
            found = [entry for entry in found if entry.number <= claim.number]
        number = numeric(claim.right) and _NUMBER.fullmatch(claim.right) is not None
        apart = (key in self.sheet.columns and not number) or self._of_equation(key or "")
        return bool(found) and not apart and all(e.constant or e.rough for e in found)

    def _of_equation(self, key: str) -> bool:
        """Whether a name is an entry of one that an equation defines: z_1, where z = Wx + b."""
        whole = self.sheet.entries.get(key.partition("_")[0], ())
        return "_" in key and any(not e.constant and not e.rough for e in whole)

    def general(self, claim: Claim) -> Finding | None:
        """The verdict on an equation of names all of which have values, or None.

        What is false there is refuted.  What is true there is so for more than these numbers if it
        holds for others in their place too; only zeros are kept, since they are seldom chance.
        """
        if not self.sheet.any or claim.relation != "=":
            return None
        meant = self.sheet.numbered[claim.number]
        meant, arguments = at_arguments(meant, self.sheet.entries)
        if self.numeric(claim) or _values_in(meant) != () or arguments:
            return None
        failed: list[Outcome] = []
        held: Finding | None = None
        for point in self._points(claim.number, ()):
            for found in self._outcomes(meant, point):
                if not self._meant(meant, found):
                    return None
                if not found.holds:
                    failed.append(found)
                    continue
                ruling = self._elsewhere(meant, found)
                said = "; ".join((*found.said, "for the sizes of the values given"))
                if ruling.verdict in ("proved", "agrees"):
                    by = ruling.by
                    return Finding(claim, ruling.verdict, by, said, reason=ruling.reason)
                if _COUNTED.search(meant.latex) and not derivatives(found.lhs, found.rhs):
                    return Finding(claim, "agrees", "audit", "; ".join(found.said), reason=_EXACT)
                why = "it holds for the numbers given, but not for others"
                held = Finding(claim, "unknown", reason=why)
        if held is not None:
            return held
        found_false = self._failed(meant, failed, ()) if failed else None
        return None if found_false is None else replace(found_false, claim=claim)

    def _meant(self, claim: Claim, outcome: Outcome) -> bool:
        """Whether a claim speaks of values, which were given before it."""
        point = outcome.point
        spoken = behind(point, outcome.lhs, outcome.rhs)
        given = [point.chosen[key].number for key in spoken if point.chosen[key].constant]
        return bool(given) and max(given) < claim.number

    def _elsewhere(self, claim: Claim, outcome: Outcome) -> Ruling:
        """What kernel and audit say of a claim with other numbers for those of the sheet."""
        point = outcome.point
        spoken = behind(point, outcome.lhs, outcome.rhs)
        kept = tuple(
            d
            for key, d in point.definitions.items()
            if key in spoken and not (point.chosen[key].constant and not _zeros(d.body))
        )
        system = al.System(definitions=kept)
        return ruled(Statement(outcome.lhs, outcome.rhs, system, "="))

    def _points(self, number: int, own: Sequence[Entry]) -> Iterator[Point]:
        """The points that may be meant, each once."""
        points: list[Point] = []
        for way in self.sheet.ways:
            point = self.sheet.point(number, way, own)
            if not any(point is other for other in points):
                points.append(point)
                yield point

    # -- one point --

    def _outcomes(self, claim: Claim, point: Point) -> Iterator[Outcome]:
        """The readings at one point, those that hold first as far as they are found first."""
        names = Names(self.sheet.functions([claim.left, claim.right], point), point.system)
        equation = replace(claim, relation="=")
        for found in sides(equation, names, self.base, self.settled):
            if not isinstance(found, Read) or found.limit is not None:
                continue
            if self.shaped and found.layout == "transposed":
                continue
            lhs, rhs = (point.called(single(sp.sympify(e))) for e in (found.lhs, found.rhs))
            if not _depends(point, lhs, rhs):
                continue
            for left, right, words in immediate(lhs, rhs, names):
                try:
                    values = point.value(left), point.value(right)
                    outcome = self.compared(claim, point, left, right, values)
                except FAILS:
                    continue
                said = tuple(w for w in (*found.said, words) if w)
                yield replace(outcome, said=said)

    def compared(
        self, claim: Claim, point: Point, lhs: Any, rhs: Any, values: tuple[list[Any], list[Any]]
    ) -> Outcome:
        left, right = values
        base = Outcome(True, point, lhs, rhs, values, reason=_EXACT)
        if claim.relation in _ORDER:
            [a], [b] = values
            return replace(base, holds=bool(_ORDER[claim.relation](a, b)), off=(float(abs(a - b)),))
        if len(left) != len(right):
            raise ValueError("the sides differ in how many entries they have")
        off = [float(abs(a - b)) for a, b in zip(left, right, strict=True)]
        if max(off) < 1e-20:
            return base
        units = self._units(claim, len(left))
        if units is None and claim.relation == "~":
            raise DeriveError("a side of an approximation has to be a decimal")
        if units is None:
            return replace(base, holds=False, off=tuple(off))
        printed_right = numeric(claim.right)
        true, said = (left, right) if printed_right else (right, left)
        beyond = misses(true, said, units)
        return replace(
            base, holds=not any(beyond), off=tuple(beyond), unit=max(units), reason=_NEAR
        )

    def _units(self, claim: Claim, count: int) -> list[float] | None:
        """How much a unit of the last digit is in each entry, where a side is printed decimals."""
        side = claim.right if numeric(claim.right) else claim.left
        if not numeric(side):
            return None
        whole = claim.relation == "~" and "frac" not in side
        units = slack(side, self._number, whole)
        if units is None or not any(units):
            return None
        return units if len(units) == count else [max(units)] * count

    def _number(self, text: str) -> Any:
        return read(text, Names({}), None, self.base)

    # -- what fails --

    def _failed(
        self, meant: Claim, failed: Sequence[Outcome], before: Sequence[Finding]
    ) -> Finding | None:
        first = failed[0]
        changed = changing(self.text, meant, self.sheet)
        if any(changed & {*behind(o.point, o.lhs, o.rhs)} for o in failed):
            return None
        if any(_again(meant, o, self.sheet) for o in failed):
            return None
        if any(o.point.doubtful & {*behind(o.point, o.lhs, o.rhs)} for o in failed):
            return None
        if any(_in_other_base(self, meant, o) for o in failed):
            return Finding(meant, "unknown", reason="the base of its logarithms is not said")
        for outcome in failed:
            rounded = explained(self.sheet, meant, outcome)
            close = meant.relation == "~" and max(outcome.off) <= outcome.unit / 2
            if rounded and close:  # roundings add up
                return Finding(meant, "agrees", "audit", "; ".join(outcome.said), reason=_CLOSE)
            if rounded or close:
                return Finding(meant, "unknown", reason=_ROUNDED)
        values = {
            key: first.point.definitions[key].body
            for key in behind(first.point, first.lhs, first.rhs)
            if first.point.chosen[key].constant
        }
        left, right = (
            value_text(_shaped(e, v))
            for e, v in zip((first.lhs, first.rhs), first.values, strict=True)
        )
        witness = Witness(tuple((_tex(k), value_text(v)) for k, v in values.items()), left, right)
        said = "; ".join(first.said)
        inherits = inherited(self, meant, first, before)
        why = "it fails at the values given"
        return Finding(meant, "refuted", "audit", said, witness, None, why, inherits)


def _depends(point: Point, *sides: Any) -> bool:
    """Whether all that is differentiated is known to depend on what it is differentiated by, and
    how: of a name of which only a number is said nothing is known."""
    for node in derivatives(*sides):
        of, by = behind(point, node.of), behind(point, node.wrt)[:1]
        if not {*by} <= {*of} or any(point.chosen[key].rough for key in of):
            return False
    return True


def _again(claim: Claim, outcome: Outcome, sheet: Worked) -> bool:
    """Whether an equation may say anew what a name is: it speaks of others than the one before."""
    key = key_of(claim.left)
    before = outcome.point.definitions.get(key or "")
    if before is None or claim.relation != "=" or numeric(claim.right):
        return False
    old = {*behind(outcome.point, before.body)}
    return not {*behind(outcome.point, outcome.rhs)} <= {*old, key}


def _zeros(body: Any) -> bool:
    """Whether a value is 0, or of zeros and ones: no bias, the class that is right."""
    entries = list(body) if isinstance(body, sp.MatrixBase) else [body]
    return 0 in entries and all(e in (0, 1) for e in entries)


def _fixed(side: str) -> bool:
    """Whether a side has no names but those of functions that are called: σ(−0.5)."""
    uses = uses_of([side]).values()
    return any(use.called for use in uses) and all(use.called or use.key == "e" for use in uses)


def _is_function(value: Any) -> bool:
    return isinstance(value, al.Activation)


def _in_other_base(at: AtValues, claim: Claim, outcome: Outcome) -> bool:
    """Whether a claim holds with its logarithms to base 2 or 10, where \\log may be one, or to
    base e where others were said."""
    point = outcome.point
    spoken = [point.chosen[k].text for k in behind(point, outcome.lhs, outcome.rhs)]
    texts = (claim.left, claim.right, *spoken)
    factors = [1 / sp.log(base) for base in (2, 10) if any(map(_LOG.search, texts))]
    factors += [sp.log(base) for base in (2, 10) if any(rf"\ln({base})" in t for t in texts)]
    for factor in (sp.Rational(str(sp.N(f, DIGITS))) for f in factors):
        other = point.mapped(partial(_scaled, factor=factor))
        lhs, rhs = (_scaled(e, factor) for e in (outcome.lhs, outcome.rhs))
        try:
            values = other.value(lhs), other.value(rhs)
            if at.compared(claim, other, lhs, rhs, values).holds:
                return True
        except FAILS:
            continue
    return False


def _scaled(e: Any, factor: Any) -> Any:
    """An expression with its logarithms times a number; log 2 and log 10 stay."""
    swaps = {n: factor * n for n in e.atoms(sp.log) if not n.is_number}
    for node in e.atoms(al.Elementwise, al.Applied):
        if node.function.key == "log" and not node.function.order and not node.args[-1].is_number:
            matrix = isinstance(node, al.Elementwise)
            swaps[node] = sp.MatMul(factor, node) if matrix else factor * node
    return e.xreplace(swaps) if swaps else e


def _shaped(e: Any, values: list[Any]) -> Any:
    if len(values) == 1:
        return values[0]
    columns = int(e.shape[1]) if getattr(e, "is_Matrix", False) else 1
    return sp.ImmutableMatrix(len(values) // columns, columns, values)


def _tex(key: str) -> str:
    return _RENAMED.sub(r"\\mathrm{", unlabelled(key))


def _values_in(claim: Claim) -> tuple[Entry, ...] | None:
    """The values in a claim's conditions, "at w = 2"; None if they say something else too."""
    found = []
    for text in claim.given:
        left, sign, right = text.partition("=")
        name = bare_name(left) if sign else None
        if name is None or not constant_text(right):
            return None
        key = normal(f"{name[0]}_{{{name[1]}}}") if name[1] else name[0]
        found.append(Entry(claim.number, key, right.strip()))
    return tuple(found)
