"""A sheet that gives numbers: what its names are at a claim, and their values.

A value is a point, not a definition to be put in: W = (1 2; 3 4) leaves W a variable to
differentiate by.  So every name is a symbol of the shape that its value has, and its value is its
definition in the system that the audit evaluates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.audit import evaluate
from derive.errors import DeriveError
from derive.judging.entries import Entry, entries, rewritten
from derive.judging.occurrences import uses_of
from derive.judging.point import DIGITS, FAILS, WAYS, Point, Way
from derive.judging.scopes import FUNCTIONS, shaped
from derive.reader.conventions import CHOICES, Conventions, alternatives
from derive.reader.latex import read
from derive.reader.names import Names, normal
from derive.submissions.claims import Claim

__all__ = ["Worked"]

_TRIES = 12
#: names of functions that need no definition
_KNOWN = {rf"\{name}": function for name, function in FUNCTIONS.items() if name == "sigma"}
_KNOWN |= {rf"\{kind}{{{n}}}": FUNCTIONS[n] for kind in ("mathrm", "text") for n in ("sigmoid",)}
#: a function that another one is said to be, φ = ReLU
_WORD = re.compile(r"[\\A-Za-z{}\s]+")
_DERIVED = re.compile(r"\\partial|\\nabla|∂|∇")
_TURNED = re.compile(r"[\])]\s*\^\s*\{?\s*(?:T|\\top|\\intercal|')")


class Worked:
    """A submission's names with their values, claim by claim."""

    def __init__(
        self,
        claims: Sequence[Claim],
        base: Conventions,
        functions: Mapping[str, tuple[Any, ...]] | None = None,
        settled: frozenset[str] = frozenset(),
    ) -> None:
        self.claims = rewritten(claims)
        self.base, self.settled = base, settled
        self._declared = dict(functions or {})
        self._points: dict[Any, Point] = {}

    @cached_property
    def numbered(self) -> dict[int, Claim]:
        """The claims by their numbers."""
        return {claim.number: claim for claim in self.claims}

    @cached_property
    def entries(self) -> dict[str, list[Entry]]:
        return entries(self.claims)

    @cached_property
    def declared(self) -> frozenset[str]:
        return frozenset(self.entries)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of columns of which the entries are said: p_1, p_2, … where p or p_i is spoken of
        too."""
        uses = uses_of([side for c in self.claims for side in (c.left, c.right)])
        return tuple(
            key
            for key, use in uses.items()
            if normal(f"{key}_{{1}}") in self.entries and normal(f"{key}_{{2}}") in self.entries
            if use.plain or not all(index.isdigit() for index in use.indices)
        )

    @cached_property
    def any(self) -> bool:
        """Whether the sheet gives any value, or defines a function."""
        return any(e.constant or e.arguments for found in self.entries.values() for e in found)

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """In which ways values may be meant; δ = ∂L/∂z is a column, or a row."""
        derived = any(_DERIVED.search(e.text) for found in self.entries.values() for e in found)
        layouts = CHOICES["layout"][:2] if derived and "layout" not in self.settled else ()
        others = tuple(layout for layout in layouts if layout != self.base.layout)
        return (*WAYS, *(replace(way, layout=layout) for layout in others for way in WAYS))

    @cached_property
    def standard(self) -> frozenset[str]:
        """Names that everybody knows as those of functions, whether the sheet defines them or
        not."""
        return frozenset({**_KNOWN, **self._declared})

    @cached_property
    def known(self) -> frozenset[str]:
        """Functions that need no definition."""
        return self.standard - {*self.entries}

    def functions(self, texts: Sequence[str], point: Point) -> dict[str, tuple[Any, ...]]:
        """What is called in some formulas and needs no definition, or has none but in words."""
        spoken = uses_of(texts, self.declared)
        known = {**_KNOWN, **self._declared}
        table = dict(point.table)
        for key, use in spoken.items():
            mine = table.get(key, ())
            own = self.entries.get(key, ())
            defined = any(entry.arguments or _WORD.fullmatch(entry.text) for entry in own)
            if key in known and use.called and not defined:
                table[key] = (*mine, known[key])
        return table

    def point(self, number: int, way: Way, own: Sequence[Entry] = ()) -> Point:
        """What the names are for the claim of that number; ``own`` are values for it alone."""
        chosen = {key: self._candidates(key, number, way) for key in self.entries}
        for entry in own:
            chosen[entry.key] = [entry]
        signature = (
            way.orientation,
            way.layout,
            tuple((k, *found) for k, found in chosen.items() if found),
        )
        if signature not in self._points:
            self._points[signature] = _Builder(self, way, chosen).built()
        return self._points[signature]

    def _candidates(self, key: str, number: int, way: Way) -> list[Entry]:
        """The entries that may say what a name is, the one that counts first."""
        found = [e for e in self.entries[key] if e.number != number or not self._whole(e, number)]
        before = [e for e in found if e.number < number]
        if not before:
            return [e for e in found if not e.rough] + [e for e in found if e.rough]
        sure = [e for e in before if not e.rough]
        said = [e for e in sure if e.said]
        values = [e for e in sure if e.constant]
        equations = [e for e in sure if not e.constant]
        first = sure[0] if sure else before[0]
        if way.counts == "latest" and sure:
            # a number for what an equation defines is a claim
            first = [e for e in sure if e.said or not (e.constant and equations)][-1]
        elif way.counts == "plain" and said and said[-1] != first:
            first = said[-1]
        elif way.counts == "plain" and first in values:
            # of values that follow one another the last counts
            own = [e for e in values if e.number < (equations[0].number if equations else number)]
            first = own[-1] if own else first
        others = sure or found  # of what has an equation an approximation says nothing
        return list(dict.fromkeys((first, *values[::-1], *others[::-1])))

    def _whole(self, entry: Entry, number: int) -> bool:
        """Whether a claim is an entry itself, and no condition beside it."""
        return not any(
            entry.text == g.partition("=")[2].strip() for g in self.numbered[number].given
        )


class _Builder:
    """Goes through the names once, those first that others need."""

    def __init__(self, sheet: Worked, way: Way, chosen: dict[str, list[Entry]]) -> None:
        self.sheet, self.way, self.chosen = sheet, way, chosen
        self.point = Point()
        self.seen: set[str] = set()
        layout = way.layout or sheet.base.layout
        self.base = replace(sheet.base, orientation=way.orientation, layout=layout)

    def built(self) -> Point:
        for key in self.sheet.columns:
            if all(entry.rough for entry in self.chosen.get(key, ())):
                self._assembled(key)
        for key in self.chosen:
            self.resolve(key)
        return self.point

    def resolve(self, key: str) -> None:
        if key in self.seen:
            return
        self.seen.add(key)
        found = self.chosen.get(key, [])
        if key in self.point.table:
            return
        for entry in found:
            try:
                if self._entered(entry):
                    if entry.number != found[0].number and not found[0].rough:
                        self.point.doubtful.add(key)
                    return
            except FAILS:
                continue

    def _entered(self, entry: Entry) -> bool:
        """Whether the name has a meaning by this entry."""
        if entry.arguments:
            return self._function(entry)
        alias = FUNCTIONS.get(re.sub(r"\W|mathrm|operatorname|text", "", entry.text).lower())
        if alias is not None:
            self.point.table[entry.key] = (al.Activation(alias.key, entry.key),)
            return True
        spoken = uses_of([entry.text], self.sheet.declared)
        if entry.key in spoken:
            return self._next(entry)
        for key, use in spoken.items():
            self._needed(key)
            for index in use.indices:
                self._needed(normal(f"{key}_{{{index}}}"))
        body = self._read(entry)
        return body is not None and self._define(entry, body)

    def _needed(self, key: str) -> None:
        self.resolve(key)

    def _read(self, entry: Entry) -> Any:
        """The entry's expression in the likeliest convention in which it has one."""
        upright = self.base
        if _TURNED.search(entry.text):
            upright = replace(upright, orientation="row")  # (1, 2)^T
        todo, tried = [upright], list[Conventions]()
        names = Names(self.sheet.functions([entry.text], self.point))
        while todo and len(tried) < _TRIES:
            conventions = todo.pop(0)
            tried.append(conventions)
            try:
                return self.point.called(_plain(read(entry.text, names, None, conventions)))
            except DeriveError as error:
                consulted: frozenset[str] = getattr(error, "consulted", frozenset())
            todo += [c for c in alternatives(conventions, consulted) if c not in tried]
        if r"\|" in entry.text:  # the norm of what is a number here
            return self._read(replace(entry, text=entry.text.replace(r"\|", "|")))
        return self._spread(entry, names)

    def _spread(self, entry: Entry, names: Names) -> Any:
        """The same with numbers in every entry of a column, as in W a + b with b = 0."""
        found = uses_of([entry.text], self.sheet.declared)
        scalars = [k for k in found if _is_number(self.point, k)]
        rows = {v.shape[0] for vs in self.point.table.values() for v in vs if hasattr(v, "shape")}
        for key in scalars:
            for n in sorted(rows, key=int):
                column = sp.MatrixSymbol(key, n, 1)
                table = {**names.table, key: (column,)}
                try:
                    body = _plain(read(entry.text, Names(table), None, self.base))
                except DeriveError:
                    continue
                value = self.point.definitions[key].body
                self.point.table[key] = (column,)
                full = sp.ImmutableMatrix(int(n), 1, [value] * int(n))
                self.point.definitions[key] = al.Definition(column, full)
                return self.point.called(body)
        return None

    def _define(self, entry: Entry, body: Any) -> bool:
        shape = tuple(body.shape) if getattr(body, "is_Matrix", False) else ()
        if not all(getattr(s, "is_Integer", False) for s in map(sp.sympify, shape)):
            return False
        if getattr(body, "free_symbols", set()) - {
            d.target for d in self.point.definitions.values()
        }:
            return False
        if entry.constant and shape:
            body = sp.ImmutableMatrix(body.doit())
        symbol = shaped(entry.key, shape)
        definition = al.Definition(symbol, body)
        evaluate(
            symbol,
            system=replace(
                self.point.system, definitions=(*self.point.definitions.values(), definition)
            ),
            digits=8,
        )
        self.point.table[entry.key] = (*self.point.table.get(entry.key, ()), symbol)
        self.point.definitions[entry.key] = definition
        self.point.chosen[entry.key] = entry
        self.point.__dict__.pop("system", None)
        return True

    def _next(self, entry: Entry) -> bool:
        """w := w − 0.1 · 4, a value by that which the name had before."""
        if all(e.number >= entry.number for e in self.sheet.entries[entry.key]):
            return False
        before = self.sheet.point(entry.number, self.way)
        body = self._in(before, entry)
        value = evaluate(body, system=before.system, digits=DIGITS)
        value = sp.ImmutableMatrix(value) if isinstance(value, sp.MatrixBase) else value
        return self._define(entry, value)

    def _in(self, point: Point, entry: Entry) -> Any:
        names = Names(self.sheet.functions([entry.text], point))
        return point.called(_plain(read(entry.text, names, None, self.base)))

    def _function(self, entry: Entry) -> bool:
        """f(w) = w³: a function of numbers, and as a value that at its argument."""
        own = tuple(uses_of([entry.text], (*self.sheet.declared, *entry.arguments)))
        for key in own:
            if key not in entry.arguments and key != entry.key:
                self._needed(key)
        table = self.sheet.functions([entry.text], self.point)
        done = False
        if len(entry.arguments) == 1:
            [argument] = entry.arguments
            symbol = sp.Dummy(argument, real=True)
            try:
                names = Names({**table, argument: (symbol,)})
                body = self.point.called(_plain(read(entry.text, names, (), self.base)))
                function = al.Activation(f"own {entry.key}", entry.key)
                self.point.bodies[function.key] = (symbol, body)
                self.point.table[entry.key] = (function,)
                done = True
            except DeriveError:
                pass
        for key in entry.arguments:
            self._needed(key)
        try:
            value = self._in(self.point, entry)
            if {*entry.arguments} <= {*self.point.table}:
                done = self._define(entry, value) or done
        except FAILS:
            pass
        return done

    def _assembled(self, key: str) -> bool:
        """Whether the column of x_1, x_2, … is taken, where nothing says what x is.

        Its members are its entries from there on: x_1 is no name beside x.
        """
        members: list[str] = []
        while (name := normal(f"{key}_{{{len(members) + 1}}}")) in self.chosen:
            self.resolve(name)
            if not isinstance((*self.point.table.get(name, ()), None)[0], sp.Symbol):
                break
            members.append(name)
        if len(members) < 2 or normal(f"{key}_{{0}}") in self.point.table:
            return False
        column = [self.point.definitions[name].target for name in members]
        entry = Entry(-1, key, members[0])
        if not self._define(entry, sp.ImmutableMatrix(len(column), 1, column)):
            return False
        for name in members:
            del self.point.table[name]
        return True


def _plain(body: Any) -> Any:
    """A 1 × 1 matrix as its entry."""
    body = sp.sympify(body)
    if getattr(body, "is_Matrix", False) and tuple(body.shape) == (1, 1):
        return body[0, 0] if isinstance(body, sp.MatrixBase) else sp.Trace(body)
    return body


def _is_number(point: Point, key: str) -> bool:
    definition = point.definitions.get(key)
    return definition is not None and getattr(definition.body, "is_number", False)
