"""Names that nobody declared: what they may be, the likeliest first, and their shapes.

A letter says something by itself (lower case a vector, upper case a matrix, L a scalar loss, Greek
mostly scalars), its use says more (an index below it, a bracket behind it, a place in an exponent).
What remains open is tried in the order of likelihood; an assignment counts if the formulas can be
read with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import sympy as sp

from derive.algebra import SIGMA, Activation, Family
from derive.errors import DeriveError, ShapeError
from derive.judging.constants import CONSTANTS, constant
from derive.judging.labels import unlabelled
from derive.judging.likelihood import small_matrices
from derive.judging.occurrences import Uses
from derive.judging.options import options as options_of
from derive.judging.samples import counting, with_samples
from derive.judging.scopes import Scope, shaped
from derive.judging.sizes import Sizes, Unfit
from derive.models.symbols import index, size

__all__ = ["Guess", "guesses", "undeclared"]

Table = dict[str, tuple[Any, ...]]
#: formulas read with a table: the expressions, once for each convention that they can be read by
Read = Callable[[Table], Sequence[Sequence[Any]]]

_WORDS = re.compile(
    r"\\(?:operatorname|mathrm|text|mathit)\{\w+\}|\\(?:tanh|exp|log|ln|sin|cos|max|min|det|tr|diag)"
)
#: the likeliest kind of a name, and the kind that is taken
_ODD = ("vec", "mat")
_SHRUNK = (("famm", "fam0"), ("mat", "scalar"))
#: how many assignments are tried
_TRIES = 24


@dataclass(frozen=True)
class Guess:
    """A table for names that nobody declared, and how it is said."""

    table: Mapping[str, tuple[Any, ...]]
    said: str
    #: whether another kind than the likeliest was taken for a name
    bent: bool = False
    #: small letters that are taken for matrices, so that all fits
    odd: tuple[str, ...] = ()
    #: capital letters that are taken for numbers beside matrices, so that all fits
    shrunk: tuple[str, ...] = ()


def undeclared(uses: Mapping[str, Uses], scope: Scope) -> dict[str, Uses]:
    """The names that the scope does not know, and no table does."""
    return {
        key: use
        for key, use in uses.items()
        if key not in scope.table
        and not (key in CONSTANTS and not use.indexed)
        and not _WORDS.fullmatch(key)
        and not (key == r"\delta" and use.indexed == {2})
    }


def guesses(
    uses: Mapping[str, Uses],
    scope: Scope,
    read: Read,
    numbers: Sequence[int],
    *,
    kinds: Callable[[], Mapping[str, str]] = dict,
    square: bool = False,
) -> Iterator[Guess]:
    """Assignments for the names that ``scope`` lacks, with which the formulas can be read.

    ``read`` reads all formulas with a table; ``numbers`` are the sizes of explicit matrices in
    them; ``kinds`` are those that all formulas of the submission ask for.  With ``square`` all
    sizes are one.
    """
    missing = undeclared(uses, scope)
    keys = sorted(missing)
    samples = counting(uses, scope.table)
    options = [with_samples(options_of(missing[key]), missing[key], samples) for key in keys]
    if all(len(o) == 1 and o[0] in ("index", "size", "function") for o in options):
        table = {
            k: (_made(k, o[0], index(_bare(k)), missing[k]),)
            for k, o in zip(keys, options, strict=True)
        }
        yield Guess(table, "")
        return
    first: Mapping[str, str] | None = None
    tried: set[tuple[str, ...]] = set()
    for chosen in _assignments(keys, options, kinds):
        taken = tuple(chosen.values())
        if taken in tried:
            continue
        tried.add(taken)
        if first and ({"mat", "famm"} & {*first.values()} or not _scalars(chosen)):
            continue
        tables = _fitted(chosen, missing, scope, read, numbers, square)
        for table in tables:
            odd = (k for k, o in zip(keys, options, strict=True) if (o[0], chosen[k]) == _ODD)
            even = small_matrices(scope.table)  # where x is a batch, h is too
            kinds_of = _SHRUNK[: 2 if {"mat", "famm"} & {*chosen.values()} else 1]
            shrunk = (
                k for k, o in zip(keys, options, strict=True) if (o[0], chosen[k]) in kinds_of
            )
            said = _said(chosen, table)
            yield Guess(table, said, first is not None, () if even else tuple(odd), tuple(shrunk))
        if tables:
            first = first or chosen


def _assignments(
    keys: Sequence[str], options: Sequence[Sequence[str]], together: Callable[[], Mapping[str, str]]
) -> Iterator[Mapping[str, str]]:
    """Kinds for the names: by their letters, then what all formulas together ask for."""
    for ranks in islice(_ranked([len(o) for o in options]), _TRIES):
        yield {key: o[rank] for key, o, rank in zip(keys, options, ranks, strict=True)}
    best = together()
    yield {key: best.get(key, o[0]) for key, o in zip(keys, options, strict=True)}


def _ranked(counts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All choices of a rank below each count, the smallest sums first.

    They come one by one: of thirty names with two options there are 2³⁰.
    """

    most = [0]  # what the ranks of the last so many can add up to
    for count in reversed(counts):
        most.append(most[-1] + count - 1)

    def summing(total: int, at: int) -> Iterator[tuple[int, ...]]:
        if not total:
            yield (0,) * (len(counts) - at)
            return
        behind = most[len(counts) - at - 1]
        for rank in range(max(0, total - behind), min(total, counts[at] - 1) + 1):
            for others in summing(total - rank, at + 1):
                yield (rank, *others)

    for total in range(most[-1] + 1):
        yield from summing(total, 0)


def _scalars(kinds: Mapping[str, str]) -> bool:
    """Whether letters that may be vectors are scalars, all of them: the only second guess."""
    return not {"mat", "vec", "famv", "famm"} & set(kinds.values())


def _bare(key: str) -> str:
    return key.removeprefix("\\")


def _made(key: str, kind: str, n: Any, use: Uses) -> Any:
    """The object of a name of that kind; ``n`` is the size of all axes."""
    if kind == use.constant:  # a name until its sizes are known
        return _of_kind(key, "vec" if use.limits[1, 2] == "1" else "mat", n)
    return _of_kind(key, kind, n)


@lru_cache(maxsize=4096)
def _of_kind(key: str, kind: str, n: Any) -> Any:
    if kind == "function":
        known = key == r"\sigma"
        return Activation("sigma" if known else _bare(key), key) if not known else SIGMA
    if kind == "index":
        return index(_bare(key))
    if kind == "size":
        return size(_bare(key))
    if kind in ("mat", "vec", "row"):
        rows, columns = {"mat": (n, n), "vec": (n, 1), "row": (1, n)}[kind]
        return sp.MatrixSymbol(key, rows, columns)
    if kind == "famm":
        return Family(key, (n, n))
    if kind == "famv":
        return Family(key, (n, 1))
    if kind == "fam0":
        return Family(key)
    return shaped(key, ())


def _fitted(
    kinds: Mapping[str, str],
    uses: Mapping[str, Uses],
    scope: Scope,
    read: Read,
    numbers: Sequence[int],
    alike: bool,
) -> list[Table]:
    """The tables for an assignment of kinds, the most general sizes first; none if it cannot be."""
    square = sp.Symbol("n_", integer=True, positive=True)
    if alike:
        shapes = (v.shape for vs in scope.table.values() for v in vs if getattr(v, "shape", ()))
        sizes = sorted({s for shape in shapes for s in shape if s != 1}, key=str)
        square = sizes[0] if sizes else square
    for n in (square, *map(sp.Integer, numbers)):
        table = _square(kinds, uses, scope, n)
        try:
            ways = read(table)
        except (DeriveError, ShapeError):
            continue
        if n.is_Integer or alike:
            return [_with_constants({key: table[key] for key in kinds}, uses)]
        found: dict[str, Table] = {}
        for expressions in ways:
            try:
                fitted = _general(kinds, uses, scope, table, expressions)
            except Unfit:
                continue
            found.setdefault(_shapes(fitted), fitted)
        return sorted(found.values(), key=_special)
    return []


def _shapes(table: Table) -> str:
    return str([(key, getattr(v, "shape", ())) for key, values in table.items() for v in values])


def _special(table: Table) -> int:
    """How few sizes a table has: fewer are less general."""
    values = (value for values in table.values() for value in values)
    return -len({size for value in values for size in getattr(value, "shape", ())})


def _square(kinds: Mapping[str, str], uses: Mapping[str, Uses], scope: Scope, n: Any) -> Table:
    """The whole table with one size for every axis that is not 1."""
    table = {key: tuple(_squared(v, n) for v in values) for key, values in scope.table.items()}
    for key, kind in kinds.items():
        made = n if kind == "size" else _made(key, kind, n, uses[key])
        # a sum L and its terms L_t share a name
        both = kind in ("famv", "fam0") and uses[key].plain
        table[key] = (
            (made, shaped(key, () if kind == "fam0" else (n, sp.Integer(1)))) if both else (made,)
        )
        if kind == "unit":  # which needs no entry: the reader knows e_i
            table[key] = ()
    return table


@lru_cache(maxsize=4096)
def _squared(value: Any, n: Any) -> Any:
    def one(s: Any) -> Any:
        return s if s == 1 or (n.is_Integer and s.is_Integer) else n

    if isinstance(value, Family) and value.shape:
        return Family(value.name, tuple(map(one, value.shape)))
    if isinstance(value, sp.MatrixSymbol):
        return sp.MatrixSymbol(value.name, *map(one, value.shape))
    if isinstance(value, sp.Symbol) and value.is_integer and value.is_positive:
        return n
    return value


def _general(
    kinds: Mapping[str, str],
    uses: Mapping[str, Uses],
    scope: Scope,
    table: Table,
    expressions: Sequence[Any],
) -> Table:
    """The table with the most general sizes under which the expressions fit together."""
    fixed = {
        value.name: tuple(value.shape)
        for values in scope.table.values()
        for value in values
        if getattr(value, "shape", ())
    }
    sizes = Sizes(fixed)
    for expression in expressions:
        sizes.index.clear()  # an index may count something else in the next formula
        sizes.add(expression)
    for key, use in uses.items():
        shape = sizes.known.get(key)
        timed = key in kinds and kinds[key].startswith("fam")
        for (place, count), limit in use.limits.items():
            if timed and count == 1:
                continue  # it counts members, not components
            if shape is not None and (count == 2 or shape[1] == 1):
                sizes.same(shape[place], _limit(limit, scope))
    taken = {*uses, *scope.table}
    free = [s for s in ("n", "m", "d", "p", "q", "r", "u", "v", "w") if s not in taken]
    chosen: dict[Any, Any] = {}

    def named(root: Any) -> Any:
        if isinstance(root, tuple):
            raise Unfit("a size that is a product")
        if not isinstance(root, str):
            return root
        if root not in chosen:
            chosen[root] = size(free.pop(0) if free else f"n{len(chosen)}")
        return chosen[root]

    solved = sizes.solved(table)
    out: Table = {}
    for key, kind in kinds.items():
        values = []
        for value in table[key] if kind != "size" else (size(_bare(key)),):
            shape = solved.get(getattr(value, "name", ""))
            if getattr(value, "shape", ()) and kind != "size":
                shape = tuple(
                    map(named, shape or (s if s == 1 else "?" + key for s in value.shape))
                )
                value = (
                    type(value)(key, shape)
                    if isinstance(value, Family)
                    else sp.MatrixSymbol(key, *shape)
                )
            values.append(value)
        out[key] = tuple(values)
    return _with_constants(out, uses)


def _with_constants(table: Table, uses: Mapping[str, Uses]) -> Table:
    """The table with I_n for what was a name of that shape."""
    constants = {
        key: (constant(uses[key].constant, values[0].shape),)
        for key, values in table.items()
        if uses[key].constant
    }
    return {**table, **constants}


def _limit(limit: str, scope: Scope) -> Any:
    if limit.isdigit():
        return sp.Integer(limit)
    known = scope.table.get(limit)
    return known[0] if known else size(_bare(limit))


def _said(kinds: Mapping[str, str], table: Table) -> str:
    """The shapes that were assumed, in words."""
    words = []
    for key, kind in kinds.items():
        name = unlabelled(key)
        if kind == "unit":
            words.append(f"{name} for unit vectors")
            continue
        value = table[key][0]
        shape = getattr(value, "shape", ())
        if kind in ("index", "size", "function", "identity", "ones", "zeros"):
            continue
        if not shape:
            words.append(f"{name} scalar")
        else:
            sizes = "×".join(str(s) for s in shape if s != 1) or "1"
            words.append(f"{name} ∈ ℝ^{sizes if sizes.isalnum() else f'{{{sizes}}}'}")
    return ", ".join(words)
