r"""Columns with a single 1: "the target y is one-hot", y = e_c, y_c = 1 and y_i = 0 for i ≠ c.

Such a y is the unit vector e_c.  What does not hold of all y that add up to 1 is judged once more
with e_c in its place, c being any index, or the one that the text says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.algebra.traversal import atoms
from derive.judging.meanings import derivatives
from derive.judging.occurrences import bare_name
from derive.judging.oracles import Ruling
from derive.judging.reading import Reading
from derive.judging.valued import values_of
from derive.models import sums_to_one
from derive.models.symbols import index
from derive.reader.names import bare, normal
from derive.submissions.claims import Claim, Submission
from derive.submissions.names import ACCENTED

__all__ = ["OneHot"]

_NAME = rf"(?:{ACCENTED}|\\[A-Za-z]+|[A-Za-z])"
_ENTRY = re.compile(rf"\s*(?P<name>{_NAME})\s*_\s*(?:\{{\s*(?P<in>[a-z])\s*\}}|(?P<at>[a-z]))\s*")
_UNIT = re.compile(
    r"\s*(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{\s*e\s*\}|e)\s*_\s*(?:\{\s*([a-z])\s*\}|([a-z]))\s*"
)
_SUM = re.compile(
    r"\s*\\sum\s*(?:\\limits\s*)?_\s*(?:\{[^{}]*\}|\w)\s*(?:\^\s*(?:\{[^{}]*\}|\w))?\s*"
    rf"(?P<name>{_NAME})\s*_\s*(?:\{{\s*\w\s*\}}|\w)\s*"
)
_BELOW = re.compile(r"_\s*(?:\{(?P<in>[^{}]*)\}|(?P<at>[a-z](?![A-Za-z])))")
#: letters that count below every name, and those of them that are taken for another letter
_COUNTING, _TAKEN = frozenset("ijklmnpqrstu"), "qrkml"


@dataclass(frozen=True)
class OneHot:
    """The one-hot columns of a submission."""

    said: Submission

    @cached_property
    def names(self) -> frozenset[str]:
        """Their names."""
        found = {normal(k) for k, kinds in self.said.context.assume.items() if "one-hot" in kinds}
        labels = {name for name, pair in values_of(self.said).items() if pair == (0, 1)}
        labels |= {normal(m[1]) for _, raw, _ in self.said.passed_by if (m := _BITS.search(raw))}
        claims = self.said.claims
        summed = (_SUM.fullmatch(c.left) for c in claims if c.right.strip() == "1")
        found |= {normal(m["name"]) for m in summed if m} & labels
        return frozenset(found | self._written_out)

    @cached_property
    def _written_out(self) -> set[str]:
        """Names of which one sentence says y_c = 1 and y_i = 0, of two letters; or y = e_c."""
        ones, zeros = ([e for e in self._entries if e[2] == value] for value in "10")
        return {
            name
            for name, letter, _, claim in ones
            for other, another, _, beside in zeros
            if name == other and abs(claim.number - beside.number) <= 1
            if letter != another or self._unit(claim)
        }

    def place(self, name: str, claim: Claim) -> str:
        """The letter of the index where the 1 stands, for a claim; "" if that is not said."""
        letters = [
            letter
            for key, letter, value, other in self._entries
            if key == name and value == "1"
            if other.number <= claim.number or other.formula == claim.formula
        ]
        return self._renamed.get(letters[-1], letters[-1]) if letters else ""

    @cached_property
    def _entries(self) -> list[tuple[str, str, str, Claim]]:
        """Name, index and value of every entry y_c = 1 and y_i = 0 that is written, and where; of
        y = e_c both."""
        found = []
        for claim in self.said.claims:
            pairs = [text.partition("=")[::2] for text in map(str, claim.given)]
            if claim.relation == "=":
                pairs.append((claim.left, claim.right))
            for left, right in pairs:
                entry = _ENTRY.fullmatch(left)
                if entry and right.strip() in ("0", "1"):
                    letter = entry["in"] or entry["at"]
                    found.append((normal(entry["name"]), letter, right.strip(), claim))
            if letter := self._unit(claim):
                found += [(normal(claim.left), letter, value, claim) for value in ("0", "1")]
        return found

    def _unit(self, claim: Claim) -> str:
        """The letter c of a definition y = e_c, else ""."""
        name, found = bare_name(claim.left), _UNIT.fullmatch(claim.right)
        if found is None or name is None or name[1] or claim.role not in ("definition", "fresh"):
            return ""
        mine = {normal(key) for key in self.said.context.shapes}
        mine |= {name[0] for c in self.said.claims if (name := bare_name(c.left))}
        return "" if mine & {"e", r"\mathbf{e}"} else found[1] or found[2]

    @cached_property
    def _renamed(self) -> dict[str, str]:
        """Letters of the class, such as c, which count nothing elsewhere → letters that do."""
        places = {letter for name, letter, *_ in self._entries if name in self.names}
        found = sorted(places - _COUNTING)
        texts = [s for c in self.said.claims for s in (c.left, c.right, *map(str, c.given))]
        letters = re.sub(r"\\[A-Za-z]+", " ", " ".join(texts))
        context = self.said.context
        taken = {*context.sizes, *context.shapes, *(s for v in context.shapes.values() for s in v)}
        free = [x for x in _TAKEN if x not in letters and x not in taken]
        return dict(zip(found, free, strict=False)) if len(found) <= len(free) else {}

    def written(self, submission: Submission) -> Submission:
        """The submission without the lines that say where the 1 stands, and with an index that is
        one for the letter of the class."""
        if not self.names and not self._renamed:
            return submission
        by = self._renamed

        def put(text: str) -> str:
            def below(found: re.Match[str]) -> str:
                inside = found["in"] if found["in"] is not None else found["at"]
                if not re.fullmatch(r"\s*[a-z]\s*,?\s*[a-z]?\s*", inside):
                    return found[0]
                return "_{" + re.sub("[a-z]", lambda m: by.get(m[0], m[0]), inside) + "}"

            return _BELOW.sub(below, text)

        claims = []
        for claim in submission.claims:
            given = tuple(g for g in claim.given if not self._is_place(*str(g).partition("=")[::2]))
            if self._says_so(claim):
                claim = replace(claim, right=claim.left, role="assumption")
            left, right = put(claim.left), put(claim.right)
            given = tuple(put(g) if isinstance(g, str) else g for g in given)
            claims.append(replace(claim, left=left, right=right, given=given))
        assume = dict(submission.context.assume)
        for name in self.names - {*map(normal, assume)}:
            assume[name] = ("one-hot",)
        context = replace(submission.context, assume=assume)
        return replace(submission, claims=tuple(claims), context=context)

    def _is_place(self, left: str, right: str) -> bool:
        entry = _ENTRY.fullmatch(left)
        said = entry is not None and right.strip() in ("0", "1")
        return said and entry is not None and normal(entry["name"]) in self.names

    def _says_so(self, claim: Claim) -> bool:
        """Whether it is a line that only says that a column is one-hot."""
        if claim.relation != "=":
            return False
        if self._is_place(claim.left, claim.right) or self._unit(claim):
            return True
        found = _SUM.fullmatch(claim.left)
        return claim.role != "claim" and found is not None and normal(found["name"]) in self.names

    def ruled(
        self,
        claim: Claim,
        reading: Reading,
        ruling: Ruling,
        rule: Callable[[Claim, Reading], Ruling],
    ) -> tuple[Reading, Ruling]:
        """The reading and the ruling on what is not proved of all y: with e_c for such a y."""
        if not self.names or claim.relation in ("~", "!=", "->"):
            return reading, ruling
        statement = reading.statement
        system = statement.system
        bodies = [d.body for d in system.definitions]
        sides = [e for e in (statement.lhs, statement.rhs, *bodies) if isinstance(e, sp.Basic)]
        defined = {d.head for d in system.definitions}
        swaps, places = {}, {}
        within: list[Any] = []
        plain = {bare(name): name for name in self.names}
        taken = {s.name for e in sides for s in e.free_symbols}
        for y in {e for side in sides for e in atoms(side, sp.MatrixSymbol)} - defined:
            key = y.name if y.name in self.names else plain.get(bare(y.name), "")
            if not key or y.shape[1] != 1:
                continue
            letter = self.place(key, claim)
            place = index(letter or next(x for x in "cqrsuvw" if x not in taken))
            taken.add(place.name)
            swaps[y], places[key] = al.unit_vector(place, y.shape[0]), (letter, place)
            within += [sp.Ge(place, 0, evaluate=False), sp.Lt(place, y.shape[0], evaluate=False)]
        if not swaps or any(b.wrt.has(*swaps) for b in derivatives(*sides)):
            return reading, ruling
        gone = [sums_to_one(y) for y in swaps]
        new = replace(
            statement,
            lhs=sp.sympify(statement.lhs).xreplace(swaps),
            rhs=sp.sympify(statement.rhs).xreplace(swaps),
            given=(*statement.given, *within),
            system=replace(
                system,
                definitions=tuple(
                    replace(d, body=d.body.xreplace(swaps)) for d in system.definitions
                ),
                equations=tuple(pair for pair in system.equations if pair not in gone),
            ),
        )
        words = ", ".join(f"{key} = e_{place.name}" for key, (_, place) in places.items())
        loose = tuple(name for name in reading.loose if name not in places)
        reading = replace(
            reading,
            statement=new,
            said=(*reading.said, f"with {words}"),
            loose=loose,
            hot=tuple(places),
        )
        found = rule(claim, reading)
        if found.verdict == "refuted" and any(not letter for letter, _ in places.values()):
            sides_of = (new.lhs.free_symbols, new.rhs.free_symbols)
            alone = sorted(s.name for s in sides_of[0] ^ sides_of[1] if _counts(s))
            alone = [s for s in alone if s not in {p.name for _, p in places.values()}]
            if alone:
                return reading, Ruling("unknown", "", f"nothing says what entry {alone[0]} is")
        return reading, found


#: y ∈ {0, 1}^K
_BITS = re.compile(
    rf"({_NAME})\s*(?:\\in(?![A-Za-z])|∈)\s*(?:\\left\s*)?\\?\{{\s*0\s*,\s*1\s*(?:\\right\s*)?\\?\}}\s*\^"
)


def _counts(symbol: Any) -> bool:
    return bool(symbol.is_Symbol and symbol.is_integer and not symbol.is_positive)
