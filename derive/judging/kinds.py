"""The kinds of all names that nobody declared, found together from all formulas of a submission.

What a letter is used for says what it may be (a column rather than a number), and every formula
asks that its shapes fit.  Both are costs: the assignment that costs least is taken, so that a
formula which is wrong, or cannot be read, decides nothing by itself.  The search changes one name,
or two that stand in one formula, as long as that saves something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from operator import itemgetter
from typing import Any

from derive.algebra import Activation, Family
from derive.judging.fits import ANY, MISFIT, Costs
from derive.judging.likelihood import likelihood, small_matrices
from derive.judging.occurrences import Uses, formula, occurrences
from derive.judging.outlines import SHAPE_OF, Outline, outline
from derive.judging.pieces import is_number
from derive.submissions.claims import Submission

__all__ = ["Together", "inferred"]

#: how many names are looked at for one submission, so that time is bounded
_BUDGET = 20_000
#: the most undeclared names of a formula that are looked at in pairs
_PAIRED = 7
#: what it costs that a small letter is a matrix where another one is
_BATCH = 0.8
#: what a formula costs that may be mended
_LOOSE = 0.5
Table = Mapping[str, tuple[Any, ...]]
#: the uses of names → of those that nobody declared
Missing = Callable[[Mapping[str, Uses]], Mapping[str, Uses]]


@dataclass
class _Formula:
    sides: tuple[Outline, ...]
    #: which of the sides are numbers
    numbers: tuple[bool, ...]
    names: tuple[str, ...]
    equal: bool
    weight: float
    #: how many names stand in it, each as often as it does
    size: int
    known: dict[Any, float] = field(default_factory=dict)

    @cached_property
    def kinds_in(self) -> Callable[[Mapping[str, str]], Any]:
        """The kinds of its names among those of all, as a key."""
        return itemgetter(*self.names)


class Together:
    """The kinds in one submission, found once for each table of what is declared."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self._found: dict[frozenset[str], Mapping[str, str]] = {}

    def kinds(self, table: Table, missing: Missing) -> Mapping[str, str]:
        """What :func:`inferred` finds."""
        known = frozenset(table)
        if known not in self._found:
            self._found[known] = inferred(self.submission, table, missing)
        return self._found[known]


def inferred(submission: Submission, table: Table, missing: Missing) -> Mapping[str, str]:
    """The kinds of the names that ``table`` lacks, which are those that ``missing`` leaves."""
    texts = [side for claim in submission.claims for side in (claim.left, claim.right)]
    uses, spoken = occurrences(tuple(texts), frozenset(table))
    costs = {key: likelihood(use) for key, use in missing(uses).items()}
    if small_matrices(table):  # where x is a batch, h and s are
        small = (kinds for key, kinds in costs.items() if key.islower() and "mat" in kinds)
        for kinds in small:
            kinds["mat"] = min(kinds["mat"], _BATCH)
    search = _Search(costs, table)
    for claim in submission.claims:
        keys = []
        sides, numbers = [], []
        for text in (claim.left, claim.right):
            tree = formula(text)
            if tree is None or (claim.relation in ("in", "->") and text is claim.right):
                continue
            sides.append(outline(tree, text, spoken))
            numbers.append(is_number(tree))
            keys += [k for (t, _), (k, _, _) in spoken.items() if t == text]
        names = tuple(dict.fromkeys(k for k in keys if len(costs.get(k, ())) > 1))
        if names and sides:
            defines = claim.role in ("definition", "fresh")
            equal = claim.relation in ("=", "~", "!=") and len(sides) == 2
            search.formulas.append(
                _Formula(
                    tuple(sides), tuple(numbers), names, equal, 1.5 if defines else 1.0, len(keys)
                )
            )
    search.run()
    return search.best


def _declared(values: Sequence[Any]) -> tuple[str, ...]:
    """The kinds of what a table has; none of a function."""
    found = []
    for value in values:
        if isinstance(value, (Activation, type)):
            return ()
        family = isinstance(value, Family)
        shape = tuple(getattr(value, "shape", ()) or ())
        if not shape:
            found.append("fam0" if family else "scalar")
        elif shape[1] == 1:
            found.append("famv" if family else "vec")
        elif shape[0] == 1 and not family:
            found.append("row")
        else:
            found.append("famm" if family else "mat")
    return tuple(found)


class _Search:
    def __init__(self, costs: dict[str, dict[str, float]], table: Table) -> None:
        self.costs = costs
        self.known = {key: _declared(values) for key, values in table.items()}
        self.best = {key: min(kinds, key=kinds.__getitem__) for key, kinds in costs.items()}
        self.formulas: list[_Formula] = []
        self.spent = 0
        self.at: dict[str, list[_Formula]] = {}
        #: some names → the formulas in which one of them stands
        self.near: dict[tuple[str, ...], list[_Formula]] = {}

    # -- costs --

    def leaf(self, key: str, above: int, below: int) -> Costs:
        """The shapes of a name with so many indices; none of a function."""
        if key in self.best:
            return _member(self.best[key], above, below)
        kinds = self.known.get(key)
        if kinds is None:
            return ANY
        ways = [_member(kind, above, below) for kind in kinds]
        if len(ways) < 2:
            return ways[0] if ways else {}
        return {s: min(way.get(s, MISFIT) for way in ways) for s in "scrm"}

    def cost(self, one: _Formula) -> float:
        """What a formula costs with the kinds that are chosen now."""
        key = one.kinds_in(self.best)
        found = one.known.get(key)
        if found is None:
            self.spent += one.size
            found = one.known[key] = one.weight * min(MISFIT, self._whole(one))
        return found

    def _whole(self, one: _Formula) -> float:
        first, *rest = (side(self.leaf) for side in one.sides)
        if not rest:
            return min(first.values())
        other = rest[0]
        if not one.equal:
            return min(first.values()) + min(other.values())
        both = [first[s] + other[s] for s in first if s in other]
        # a number stands for all entries, what is no number hardly does
        for a, b, number in ((first, other, one.numbers[0]), (other, first, one.numbers[1])):
            if "s" in a:
                both += [a["s"] + b[s] + (0.4 if number else 3.5) for s in b if s != "s"]
        return min(both, default=MISFIT)

    def around(self, names: tuple[str, ...]) -> float:
        """What the kinds of some names cost, with the formulas in which they stand."""
        near = self.near.get(names)
        if near is None:
            found = {id(f): f for name in names for f in self.at[name]}
            near = self.near[names] = list(found.values())
        own = sum(self.costs[name][self.best[name]] for name in names)
        return own + sum(map(self.cost, near))

    # -- the search --

    def run(self) -> None:
        """Find the cheapest kinds: downhill, then again from the letters around what misfits."""
        self.at = {key: [f for f in self.formulas if key in f.names] for key in self.costs}
        likeliest = dict(self.best)
        self._descend()
        for one in sorted(self.formulas, key=self.cost, reverse=True):
            if self.cost(one) < _LOOSE or self.spent > _BUDGET:
                continue
            before, least = dict(self.best), self.total()
            self._put(one.names, [likeliest[name] for name in one.names])
            self._descend()
            if self.total() > least - 1e-9:
                self.best = before
        self._turn(likeliest)

    def _turn(self, likeliest: Mapping[str, str]) -> None:
        """Take all columns for rows, or those around a row, if that costs less: y = x W + b asks it
        of many names at once."""
        columns = self._columns(self.best)
        rows, near = {key for key, kind in self.best.items() if kind == "row"}, set[str]()
        while new := self._beside(rows | near) & columns - near:
            near |= new
        for start, chosen in (
            (self.best, near),
            (self.best, columns),
            (likeliest, self._columns(likeliest)),
        ):
            before, least = dict(self.best), self.total()
            self.best.update(start)
            self._put([*chosen], ["row"] * len(chosen))
            self._descend()
            if self.total() > least - 1e-9:
                self.best = before

    def _columns(self, kinds: Mapping[str, str]) -> set[str]:
        """The names that are columns, and could be rows."""
        return {key for key, kind in kinds.items() if kind == "vec" and "row" in self.costs[key]}

    def _beside(self, names: set[str]) -> set[str]:
        """The names that stand in one formula with these."""
        return {key for one in self.formulas if names & {*one.names} for key in one.names}

    def total(self) -> float:
        """What all kinds and all formulas cost; that vectors are rows, only once."""
        rows = {key for key, kind in self.best.items() if kind == "row"}
        own = sum(kinds[self.best[key]] for key, kinds in self.costs.items() if key not in rows)
        own += sum(self.costs[key].get("vec", 0.0) for key in rows)
        own += max(
            (k["row"] - k.get("vec", 0.0) for k in [self.costs[r] for r in rows]), default=0.0
        )
        return own + sum(map(self.cost, self.formulas))

    def _descend(self) -> None:
        free = [key for key, kinds in self.costs.items() if len(kinds) > 1 and self.at[key]]
        changed = True
        while changed and self.spent < _BUDGET:
            changed = False
            for key in free:
                changed = self._better((key,)) or changed
            if changed:
                continue
            for one in sorted(self.formulas, key=self.cost, reverse=True):
                if self.cost(one) < _LOOSE or self.spent > _BUDGET:
                    break
                if any(self._better(pair) for pair in combinations(one.names[:_PAIRED], 2)):
                    changed = True
                    break

    def _better(self, names: tuple[str, ...]) -> bool:
        """Take the cheapest kinds for a few names; whether these are others than before."""
        before = tuple(self.best[name] for name in names)
        least, best = self.around(names), before
        for kinds in self._ways(names):
            self._put(names, kinds)
            cost = self.around(names)
            if cost < least - 1e-9:
                least, best = cost, kinds
        self._put(names, best)
        return best != before

    def _ways(self, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        first, *rest = names
        for kind in self.costs[first]:
            if not rest:
                yield (kind,)
            else:
                yield from ((kind, *others) for others in self._ways(tuple(rest)))

    def _put(self, names: Sequence[str], kinds: Sequence[str]) -> None:
        self.best.update(zip(names, kinds, strict=True))


def _member(kind: str, above: int, below: int) -> Costs:
    """The shapes of a name of that kind with so many indices above and below it."""
    if kind in ("function", "index", "size"):
        return {} if kind == "function" else {"s": 0.0}
    shape = SHAPE_OF.get(kind)
    if shape is None:  # identity, ones, zeros
        return {"m": 0.0} if kind == "identity" else {"c": 0.0, "m": 0.2}
    count = above + below
    family = kind.startswith("fam")
    if family:
        if not count:  # a sum L beside its terms L_t
            return {shape: 0.1 if shape == "s" else 1.5}
        count -= 1
    elif above:
        return dict.fromkeys(ANY, MISFIT)
    if not count:
        return {shape: 0.0}
    axes = {"s": 0, "c": 1, "r": 1, "m": 2}[shape]
    if count == axes:
        return {"s": 0.0}
    if (count, axes) == (1, 2):
        return {"c": 1.5, "r": 1.5}
    return dict.fromkeys(ANY, MISFIT)
