"""Judged derivations as a template sees them: rows with reasons, marks, labels, the appendix."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from derive.document.escape import Tex, escape
from derive.document.printer import printer
from derive.document.reasons import worded
from derive.document.statement import RELATIONS, conditions, sides
from derive.document.width import lines, relation_lines, width
from derive.errors import DeriveError

__all__ = ["STATUSES", "Document", "Named", "Row", "inline"]

#: status → what the legend says
STATUSES = {
    "proved": "proved by the kernel, for all sizes and lengths",
    "agrees": "agrees with the second oracle at random points; evidence, not proof",
    "refuted": "refuted by a witness",
    "unknown": "neither proved nor refuted",
}

#: em that a line of a derivation, and a displayed statement, may take
ROOM, STATEMENT_ROOM = 33.0, 32.0

_STEP_RELATIONS = RELATIONS | {"->": r"\to"}
#: relations that somebody else may have written
_WRITTEN = _STEP_RELATIONS | {">=": r"\ge", "!=": r"\ne", "~": r"\approx"}
_STRENGTH = ("=", "<=", "<")


def inline(expr: Any, *, decimals: bool = False) -> Tex:
    """A term as it stands in a sentence, ``$…$``."""
    return Tex(f"${printer(decimals).doprint(expr)}$")


class Named:
    """The named things of a question, for a template: ``th.gradient``.

    Raises :class:`DeriveError`, naming the question, for a name that is not there.
    """

    def __init__(self, items: Mapping[str, Any], what: str) -> None:
        self._items, self._what = items, what

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Any:
        try:
            return self._items[name]
        except KeyError:
            known = ", ".join(map(str, self._items)) or "none"
            raise DeriveError(f"{self._what} has no {name!r}, only {known}") from None

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)


@dataclass(frozen=True)
class Row:
    """One printed line: ``relation formula`` and, beside or under it, the reason.

    A continuation of a broken formula has no relation; only the last line has the reason.
    """

    relation: Tex
    formula: Tex
    reason: Tex


def _folded(steps: tuple[Any, ...]) -> list[tuple[str, Any, str]]:
    """(relation, after, reason) for each line: details are folded into the main step before."""
    out: list[tuple[str, Any, str]] = []
    open_for_main = False
    for step in steps:
        if step.level == "main" and not open_for_main:
            out.append((step.relation, step.after, step.says))
            continue
        if not out:  # details before the first main step
            out.append((step.relation, step.after, step.says))
            open_for_main = step.level != "main"
            continue
        relation, _, says = out[-1]
        if step.level == "main":  # takes the details before it into its own line
            says, open_for_main = step.says, False
        out[-1] = (_weaker(relation, step.relation), step.after, says)
    return out


def _weaker(first: str, second: str) -> str:
    if first in _STRENGTH and second in _STRENGTH:
        return max(first, second, key=_STRENGTH.index)
    return second if first == "=" else first


class Document:
    """What one document knows while it is being written: what has been printed, and the rest.

    ``worksheet`` is duck-typed: ``name``, ``title``, ``questions`` with ``theorems``,
    ``errata``, ``figures``, and, if it has one, ``rules`` (rule name → what it says).
    """

    def __init__(self, worksheet: Any) -> None:
        self.worksheet = worksheet
        self._printed: dict[str, Any] = {}
        self._all: dict[str, Any] = {}
        for question in worksheet.questions:
            for theorem in question.theorems.values():
                self._collect(theorem)
        for erratum in worksheet.errata:
            for true in self.all(erratum.true):
                if hasattr(true, "parts"):
                    self._collect(true)

    def _collect(self, derivation: Any) -> None:
        known = self._all.get(derivation.name)
        if known is derivation:
            return
        if known is not None and known.statement != derivation.statement:
            raise DeriveError(f"two derivations are called {derivation.name}")
        self._all[derivation.name] = derivation
        for used in derivation.uses:
            self._collect(used)

    # derivations

    def label(self, derivation: Any) -> Tex:
        """The label of the place where ``derivation`` is printed."""
        return Tex("res:" + re.sub(r"[^A-Za-z0-9]+", "-", derivation.name))

    def printing(self, derivation: Any) -> Tex:
        """Notes that ``derivation`` is printed here; its label.  Twice is an error."""
        if derivation.name in self._printed:
            raise DeriveError(f"the derivation {derivation.name} is printed twice")
        self._printed[derivation.name] = derivation
        self._collect(derivation)
        return self.label(derivation)

    def ref(self, *derivations: Any) -> Tex:
        """A reference to where these derivations are printed; ``rest`` prints what is missing."""
        for derivation in derivations:
            self._collect(derivation)
        return Tex(rf"\cref{{{','.join(map(self.label, derivations))}}}")

    def find(self, question: str, key: str) -> Any:
        """The theorem of another question."""
        for candidate in self.worksheet.questions:
            if candidate.id == question:
                return Named(candidate.theorems, f"question {question}")[key]
        raise DeriveError(f"there is no question {question}")

    def mark(self, status: Any) -> Tex:
        """The mark of a status, or of a derivation's."""
        status = getattr(status, "status", status)
        if status not in STATUSES:
            raise DeriveError(f"there is no mark for the status {status!r}")
        return Tex(rf"\statusmark{{{status}}}")

    def rest(self) -> Iterator[Any]:
        """The derivations that others use and that no question has printed."""
        while left := [d for name, d in self._all.items() if name not in self._printed]:
            yield left[0]
            if left[0].name not in self._printed:
                raise DeriveError(f"the template left {left[0].name} out")

    def rows(self, part: Any, decimals: bool = False, system: Any = None) -> list[Row]:
        """The printed lines of a part of a proof; names that ``system`` defines are formulas."""
        out = []
        before = part.steps[0].before if part.steps else None
        for relation, after, says in _folded(part.steps):
            if relation not in _STEP_RELATIONS:
                raise DeriveError(f"no step has the relation {relation!r}")
            broken = lines(after, ROOM, decimals=decimals)
            for i, tex in enumerate(broken):
                sign = _STEP_RELATIONS[relation] if i == 0 else ""
                text = escape(says) if system is None else worded(says, system, before)
                out.append(Row(Tex(sign), Tex(tex), text if i == len(broken) - 1 else Tex()))
            before = after
        return out

    def tex(self, expr: Any, decimals: bool = False) -> Tex:
        """A term, for a place that is a formula already."""
        return Tex(printer(decimals).doprint(expr))

    def stated(self, st: Any, decimals: bool = False, room: float = STATEMENT_ROOM) -> Tex:
        """A statement (or a derivation's) as the body of a displayed formula."""
        st = getattr(st, "statement", st)
        left, relation, right = sides(st, decimals=decimals)
        if width(left) + width(right) + 1.4 <= room:
            return Tex(f"{left} {relation} {right}")
        beside = (right,) if st.relation != "=" else self._lines(st, room - width(left), decimals)
        below = beside if len(beside) == 1 else self._lines(st, room - 2.0, decimals)
        broken = min(beside, below, key=len)
        own_line = broken is not beside or width(left) + width(broken[0]) + 1.4 > room
        if own_line:
            first = rf"& {left} \\ & \quad {relation} {broken[0]}"
            more = [rf"& \qquad {tex}" for tex in broken[1:]]
        else:
            first = f"{left} & {relation} {broken[0]}"
            more = [rf"& \quad {tex}" for tex in broken[1:]]
        return Tex(r"\begin{aligned} " + r" \\ ".join([first, *more]) + r" \end{aligned}")

    def _lines(self, st: Any, room: float, decimals: bool) -> tuple[str, ...]:
        return lines(st.rhs, room - 2.4, decimals=decimals)

    def equations(self, definitions: Any) -> Tex:
        """Definitions, or Eq's, one below the other, as the body of a displayed formula."""
        p = printer()
        pairs = (
            (d.lhs, d.rhs) if isinstance(d, sp.Equality) else (d.target, d.body)
            for d in definitions
        )
        ranges = (self._range(d) for d in definitions)
        rows = (
            f"{p.doprint(left)} & = {p.doprint(right)}{where}"
            for (left, right), where in zip(pairs, ranges, strict=True)
        )
        return Tex(r"\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}")

    def _range(self, definition: Any) -> str:
        """For which values of its index a definition holds, as an aside."""
        low, high = getattr(definition, "low", None), getattr(definition, "high", None)
        if low is None and high is None:
            return ""
        index = definition.target.index
        facts = [sp.Ge(index, low)] * (low is not None) + [sp.Le(index, high)] * (high is not None)
        return rf" & ({conditions(facts)})"

    def given(self, st: Any) -> Tex:
        """All that a statement supposes, as the beginning of a sentence, or nothing.

        Conditions on indices, and what its system assumes: equations, inverses that exist,
        numbers less than 1 in absolute value.  Nothing that is assumed goes unsaid.
        """
        st = getattr(st, "statement", st)
        text = conditions(_free_of_limit(st))
        supposed = self.supposed(st)
        if not text:
            return supposed
        return Tex(f"For ${text}$" + (f", w{supposed[1:]}" if supposed else ""))

    def aside(self, st: Any) -> Tex:
        """The conditions on indices, behind a displayed formula."""
        text = conditions(_free_of_limit(getattr(st, "statement", st)))
        return Tex(rf"\qquad ({text})" if text else "")

    def supposed(self, st: Any) -> Tex:
        """What the system of a statement assumes, as the beginning of a sentence, or nothing."""
        system = getattr(getattr(st, "statement", st), "system", None)
        found = self.assumed(system) if system is not None else []
        return Tex(f"Where {_listed(found)}" if found else "")

    def assumed(self, system: Any) -> list[str]:
        """What a system assumes, one phrase for each thing."""
        p = printer()
        found = [f"${p.doprint(left)} = {p.doprint(right)}$" for left, right in system.equations]
        found += [f"${p.doprint(matrix)}$ is invertible" for matrix in system.invertible]
        for what, said in ((system.positive, "positive"), (system.nonzero, "not 0")):
            found += [f"${p.doprint(x)}$ is {said}" for x in what]
        return found + [
            f"every entry of ${p.doprint(vector)}$ is less than 1 in absolute value"
            for vector in system.contracting
        ]

    def start(self, part: Any) -> Any:
        """Where an induction starts, ``t = 0``."""
        return sp.Eq(part.index, part.start, evaluate=False)

    def previous(self, part: Any) -> Any:
        """The index at which an induction step supposes the statement."""
        return part.index + 1 if part.down else part.index - 1

    def hypothesis(self, derivation: Any, part: Any) -> Any:
        """What an induction step supposes: the statement one index before (after, going down)."""
        st = derivation.statement
        index = self.previous(part)
        return _Sides(
            st.lhs.subs(part.index, index), st.rhs.subs(part.index, index), st.relation, st.limit
        )

    # the appendix

    @property
    def count(self) -> int:
        """How many derivations stand in the document, each with its certificate."""
        return len(self._all)

    def counts(self) -> list[tuple[str, int]]:
        """(status, how many derivations have it), for the statuses that occur."""
        found = [d.status for d in self._all.values()]
        return [(status, found.count(status)) for status in STATUSES if status in found]

    def axioms(self) -> list[tuple[str, list[Any]]]:
        """(axiom, the derivations that rest on it), in order of appearance."""
        return self._by(lambda d: d.axioms)

    def rules(self) -> list[tuple[str, str, int]]:
        """(rule, what it says, in how many derivations it is used), by name."""
        says = getattr(self.worksheet, "rules", {})
        used = self._by(lambda d: d.rules)
        return sorted(
            (name, str(getattr(says.get(name), "says", says.get(name) or "")), len(where))
            for name, where in used
        )

    def _by(self, key: Any) -> list[tuple[str, list[Any]]]:
        found: dict[str, list[Any]] = {}
        for derivation in self._all.values():
            for item in key(derivation):
                found.setdefault(item, []).append(derivation)
        return list(found.items())

    # errata

    def show(self, value: Any, decimals: bool = True) -> Tex:
        """A claim, a witness or any other value, in a sentence.

        A mapping becomes ``key = value`` pairs; lists of lists of numbers become matrices.
        """
        if isinstance(value, str):
            return escape(value)
        value = getattr(value, "statement", value)
        if isinstance(value, Mapping):
            return self._pairs(value, decimals)
        if hasattr(value, "relation") and hasattr(value, "lhs"):
            left, relation, right = sides(value, decimals=decimals)
            return Tex(f"${left} {relation} {right}$")
        if isinstance(value, (list, tuple)):
            if value and all(isinstance(row, (list, tuple)) for row in value):
                return inline(sp.ImmutableMatrix(value), decimals=decimals)
            return Tex(", ".join(self.show(v, decimals) for v in value))
        return inline(value, decimals=decimals)

    def quoted(self, left: str, relation: str, right: str, room: float) -> list[Tex]:
        """A relation as somebody wrote it, in lines of ``room`` em."""
        sign = _WRITTEN.get(relation, relation)
        return [Tex(line) for line in relation_lines(left, sign, right, room)]

    def fits(self, value: Any, room: float) -> bool:
        """Whether a value fits into ``room`` em of a sentence; only a statement may not."""
        value = getattr(value, "statement", value)
        return self.kind(value) != "statement" or width("".join(sides(value, decimals=True))) < room

    def _pairs(self, value: Mapping[Any, Any], decimals: bool) -> Tex:
        """``W = h_0 = 0; T = 2; left side: 0.25``: equal values of terms are said once."""
        p = printer(decimals)
        chains: dict[str, list[str]] = {}
        said = []
        for key, item in value.items():
            item = item[0, 0] if getattr(item, "shape", None) == (1, 1) else item
            if isinstance(key, Tex):
                chains.setdefault(p.doprint(item), []).append(key)
            elif isinstance(key, str):
                said.append(f"{escape(key.strip())}: {self.show(item, decimals)}")
            else:
                chains.setdefault(p.doprint(item), []).append(p.doprint(key))
        formulas = [f"${' = '.join(keys)} = {item}$" for item, keys in chains.items()]
        return Tex("; ".join(formulas + said))

    def all(self, value: Any) -> tuple[Any, ...]:
        """One thing, or several, as several."""
        return value if isinstance(value, tuple) else (value,)

    def kind(self, value: Any) -> str:
        """``derivation``, ``statement``, ``text`` or ``value``."""
        if hasattr(value, "parts"):
            return "derivation"
        if hasattr(value, "relation") and hasattr(value, "lhs"):
            return "statement"
        return "text" if isinstance(value, str) else "value"


def _free_of_limit(st: Any) -> list[Any]:
    """The conditions of a statement, but for those on the index that goes to infinity."""
    return [fact for fact in st.given if st.limit is None or fact.free_symbols != {st.limit}]


def _listed(phrases: list[str]) -> str:
    """``a, b and c``."""
    if len(phrases) < 2:
        return "".join(phrases)
    return f"{', '.join(phrases[:-1])} and {phrases[-1]}"


@dataclass(frozen=True)
class _Sides:
    lhs: Any
    rhs: Any
    relation: str
    limit: Any = None
