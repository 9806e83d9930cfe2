r"""Conditions on indices: those written beside a claim, and those that go without saying."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.algebra.traversal import atoms, nodes, spelt
from derive.errors import DeriveError
from derive.judging.fixed_sizes import put_sizes
from derive.judging.meanings import derivatives
from derive.reader.latex import read
from derive.reader.names import Names

__all__ = ["Conditions", "at_values", "equations", "ordered", "unsaid", "written"]

_RELATION = re.compile(
    r"(\\leq?(?:slant)?(?![A-Za-z])|\\geq?(?:slant)?(?![A-Za-z])|≤|≥|<|>|\\neq?(?![A-Za-z])|≠"
    r"|\\not\s*=|=|\\to(?![A-Za-z])|\\gt|\\lt)"
)
_KINDS: dict[str, Any] = {"<": sp.Lt, ">": sp.Gt, "=": sp.Eq, "≤": sp.Le, "≥": sp.Ge}
_KINDS |= dict.fromkeys((r"\ne", r"\neq", "≠"), sp.Ne)
#: through how many definitions a sum is followed to what it sums
_CHAIN = 8


@dataclass(frozen=True)
class Conditions:
    """Relations between indices, values that indices have, and what goes to infinity, or a pair
    of it and where else it goes."""

    facts: tuple[Any, ...] = ()
    values: tuple[tuple[Any, Any], ...] = ()
    limit: Any = None
    #: quantities that are greater than 0
    positive: tuple[Any, ...] = ()
    #: bounds of what is no index, as they are written: nothing is assumed of these
    unused: tuple[str, ...] = ()


def written(texts: Sequence[str], names: Names) -> Conditions:
    """What conditions such as ``t \\ge i > k``, ``T = 3`` or ``n \\to \\infty`` say.

    What is none of indices is left out: it is then not assumed, but that a name is positive.
    """
    facts, values, limit = [], [], None
    positive, unused = [], []
    for text in texts:
        parts = [part.strip() for part in _RELATION.split(text.strip().rstrip(".,;"))]
        for left, sign, right in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
            unequal = _KINDS.get(sign) is sp.Ne or sign.startswith(r"\not")
            ordered = not (sign.startswith(r"\to") or sign == "=" or unequal)
            try:
                a, b = read(left, names, ()), read(right, names, ())
            except DeriveError:
                unused += [f"{left} {sign} {right}"] * ordered
                continue
            if sign.startswith(r"\to"):
                limit = (a if b == sp.oo else (a, b)) if a.is_Symbol else limit
                continue
            if not _counts(a) or not _counts(b):
                if (a, sign) == (0, "<") or (b, sign) == (0, ">"):
                    more = b if a == 0 else a
                    positive += [more] if more.is_Symbol else []
                    unused += [] if more.is_Symbol else [f"{left} {sign} {right}"]
                else:
                    unused += [f"{left} {sign} {right}"] * ordered
                continue
            if sign == "=" and a.is_Symbol and b.is_Integer:
                values.append((a, b))
            else:
                facts.append(_kind(sign)(a, b, evaluate=False))
    return Conditions(tuple(facts), tuple(values), limit, tuple(positive), tuple(unused))


_LIMITS = re.compile(r"\\prod\s*(?:\\limits\s*)?_\s*\{\s*\w+\s*=([^{}]*)\}\s*\^\s*(\{[^{}]*\}|\w)")


def ordered(texts: Sequence[str], names: Names) -> tuple[Any, ...]:
    """Which index of an ordered product is taken to be the later one, where nobody says so.

    ``t`` is later than any other letter, and otherwise limits ascend.
    """
    found: dict[Any, None] = {}
    for text in texts:
        for low, high in _LIMITS.findall(text):
            try:
                ends = [read(e.strip("{}"), names, ()) for e in (low, high)]
            except DeriveError:
                continue
            symbols = [sorted(e.free_symbols, key=str) for e in ends]
            if any(len(s) != 1 for s in symbols):
                continue
            [[first], [last]] = symbols
            if first != last:
                late, early = (first, last) if first.name in ("t", "T") else (last, first)
                found[sp.Ge(late, early, evaluate=False)] = None
    return tuple(found)


def equations(texts: Sequence[str]) -> list[tuple[str, str]]:
    """The equations among conditions, as pairs of sides: f_t = 1."""
    found = []
    for text in texts:
        parts = [part.strip() for part in _RELATION.split(text)]
        if len(parts) == 3 and parts[1] == "=":
            found.append((parts[0], parts[2]))
    return found


def _kind(sign: str) -> Any:
    if sign in _KINDS or sign.startswith(r"\not"):
        return _KINDS.get(sign, sp.Ne)
    strict = sign in (r"\lt", r"\gt")
    return {("l", True): sp.Lt, ("g", True): sp.Gt, ("l", False): sp.Le, ("g", False): sp.Ge}[
        sign[1], strict
    ]


def _counts(e: Any) -> bool:
    return e == sp.oo or (all(s.is_integer for s in e.free_symbols) and not atoms(e, *al.MEMBERS))


def at_values(e: Any, values: Sequence[tuple[Any, Any]]) -> Any:
    """An expression, or a system, with values for some indices."""
    if not values:
        return e
    if isinstance(e, al.System):
        named = {symbol for symbol, _ in values}
        facts = tuple(f for f in e.facts if not f.free_symbols & named)
        e = put_sizes(replace(e, facts=facts), {s: value for s, value in values if s.is_positive})
        definitions = tuple(
            al.Definition(d.target, at_values(d.body, values), d.low, d.high) for d in e.definitions
        )
        return replace(e, definitions=definitions)
    for symbol, value in values:
        e = e.subs(symbol, value)
    return e


def _ranges(*sides: Any) -> Iterator[tuple[Any, Any]]:
    """Low and high of the sums and products that do not run between two numbers."""
    for side in sides:
        for node in nodes(side):
            found = getattr(node, "limits", ()) if isinstance(node, (sp.Sum, sp.Product)) else ()
            ranges = [limits[1:] for limits in found]
            if isinstance(node, (al.MatrixSum, al.OrderedProduct)):
                ranges = [(node.low, node.high)]
            for low, high in ranges:
                if high.free_symbols and _counts(low) and _counts(high):
                    yield low, high


def _summed(lhs: Any, rhs: Any, system: al.System) -> Iterator[Any]:
    """Of ∂E/∂y_n, or δ_n that is defined so, that n is among the terms of the sum Σ_n that E is."""
    for node in derivatives(lhs, rhs, *_named(lhs, rhs, system)):
        if not isinstance(node.wrt, al.MEMBERS) or not node.wrt.index.is_Symbol:
            continue
        index, family = node.wrt.index, node.wrt.family
        ends: list[tuple[Any, Any]] = []
        for total in atoms(_through(node.of, family, system), sp.Sum, al.MatrixSum):
            body, (bound, low, high) = total.args[0], _limits_of(total)
            reached = atoms(_through(body, family, system), *al.MEMBERS)
            places = {m.index - bound for m in reached if m.family == family}
            ends += [(low + at, high + at) for at in places if at.is_Integer]
        if len(set(ends)) == 1 and not {index} & set().union(*(e.free_symbols for e in ends[0])):
            [(low, high)] = set(ends)
            yield sp.Ge(index, low, evaluate=False)
            yield sp.Le(index, high, evaluate=False)


def _named(lhs: Any, rhs: Any, system: al.System) -> Iterator[Any]:
    """What the members of two sides are defined as, if that is a derivative."""
    yield from _bodies(lhs, rhs, system, lambda body: bool(derivatives(body)))


def _bodies(
    lhs: Any, rhs: Any, system: al.System, fits: Callable[[Any], bool] = lambda body: True
) -> Iterator[Any]:
    """What the members of two sides are defined as, where the definitions of them fit."""
    for member in sorted(atoms(lhs, *al.MEMBERS) | atoms(rhs, *al.MEMBERS), key=spelt):
        if any(fits(d.body) for d in system.definitions_of(member.family)):
            try:
                yield system.body(member)
            except DeriveError:
                continue


def _before_the_last(lhs: Any, rhs: Any, system: al.System) -> Iterator[Any]:
    """Of L = ℓ(h_T) and C = ½‖y − a_L‖², that nothing is spoken of behind T or the layer L.

    There is such a step, so that T is not before the first that is computed.
    """
    last = {
        a.index
        for o in system.opaque
        if isinstance(o.target, sp.Symbol)
        for a in o.arguments
        if isinstance(a, al.MEMBERS) and a.index.is_Symbol
    }
    last |= {
        m.index
        for d in system.definitions
        if isinstance(d.target, sp.Symbol)
        for m in atoms(d.body, *al.MEMBERS)
        if m.index.is_Symbol and (m.index.name.isupper() or m.index.name == "tau")
    }
    free = lhs.free_symbols | rhs.free_symbols
    members = sorted(lhs.atoms(*al.MEMBERS) | rhs.atoms(*al.MEMBERS), key=str)
    for index in dict.fromkeys(m.index for m in members):
        if index.free_symbols <= free - last:
            for end in sorted(last, key=str):
                yield sp.Ge(end, index, evaluate=False)
    first = [d.low for d in system.definitions if sp.sympify(d.low or sp.oo).is_Integer]
    for end in sorted(last, key=str) if first else ():
        yield sp.Ge(end, min(first), evaluate=False)


def _through(e: Any, family: Any, system: al.System) -> Any:
    """An expression with definitions put in until members of the family stand in it."""
    for _ in range(_CHAIN):
        if any(m.family == family for m in atoms(e, *al.MEMBERS)):
            break
        swaps = {d.head: d.body for d in system.definitions if isinstance(d.target, sp.Symbol)}
        known = [(d.target, d.body) for d in system.definitions]
        # what an unknown function depends on is all that is asked of it
        known += [(o.target, sp.Tuple(*o.arguments)) for o in system.opaque]
        for target, body in known:
            if isinstance(target, al.MEMBERS) and target.index.is_Symbol:
                for m in atoms(e, *al.MEMBERS):
                    if m.family == target.family:
                        swaps[m] = body.xreplace({target.index: m.index})
        e = e.xreplace(swaps)
    return e


def _limits_of(total: Any) -> Any:
    return total.limits[0] if isinstance(total, sp.Sum) else (total.index, total.low, total.high)


def unsaid(
    lhs: Any, rhs: Any, system: al.System, said: Sequence[Any], dots: bool = False
) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Conditions under which a claim about states may be meant, the weakest first, and in words.

    A recurrence that holds from t = 1 on is used at t ≥ 1, states are spoken of from t = 0 on,
    and a derivative of h_t by h_k has t ≥ k, or t > k.  What is written with ``dots`` has all the
    terms that are shown: 1 + q + q² + ⋯ + q^m has m ≥ 2.
    """
    lows = {d.head: d.low for d in system.definitions if d.low is not None}
    lowest = min((low for low in lows.values() if sp.sympify(low).is_Integer), default=None)
    facts: dict[Any, None] = {}
    pairs: dict[tuple[Any, Any], None] = {}
    free = lhs.free_symbols | rhs.free_symbols
    by = [node.wrt for node in derivatives(lhs, rhs)]
    by = [getattr(e, "parent", e) for e in by]
    for node in derivatives(lhs, rhs):
        of, wrt = (getattr(e, "parent", e) for e in (node.of, node.wrt))
        if isinstance(of, al.MEMBERS) and isinstance(wrt, al.MEMBERS):
            difference = of.index - wrt.index
            inside = of.index.free_symbols and wrt.index.free_symbols
            if not difference.is_number and inside and difference.free_symbols <= free:
                pairs[of.index, wrt.index] = None
    later = {s for a, _ in pairs for s in a.free_symbols}
    back = [0]
    if lowest is not None:
        for member in sorted(atoms(lhs, *al.MEMBERS) | atoms(rhs, *al.MEMBERS), key=spelt):
            index = member.index
            if index.is_number or not index.free_symbols <= free or len(index.free_symbols) > 1:
                continue
            if index.free_symbols & later:  # what is known of the earlier one is enough
                [symbol] = index.free_symbols
                back.append(int(symbol - index) if (symbol - index).is_Integer else 0)
                continue
            recursive = member.family in lows and member not in by and index.is_Symbol
            facts[sp.Ge(index, lowest if recursive else lowest - 1, evaluate=False)] = None
    for low, high in _ranges(lhs, rhs) if dots else ():
        facts[sp.Ge(high, low, evaluate=False)] = None
    powers = atoms(lhs, sp.MatPow, sp.Pow) | atoms(rhs, sp.MatPow, sp.Pow)
    matrices = atoms(lhs, sp.MatrixExpr) | atoms(rhs, sp.MatrixExpr)
    sizes = {s for m in matrices for size in m.shape for s in sp.sympify(size).free_symbols}
    starts: dict[Any, Any] = {}
    for low, high in _ranges(lhs, rhs):  # a sum has no fewer terms than none
        for symbol in high.free_symbols & free - sizes if low.is_Integer else ():
            if (high - symbol).is_Integer:
                least = low - 1 - (high - symbol)
                starts[symbol] = max(starts.get(symbol, least), least)
    for exponent in {node.exp for node in powers}:
        for symbol in exponent.free_symbols & free:
            if symbol.is_integer and (exponent - symbol).is_Integer and symbol not in sizes:
                least = sp.Integer(1 if symbol.is_positive else 0)
                starts[symbol] = max(starts.get(symbol, least), symbol - exponent)
    for symbol in sorted(starts, key=str):
        facts[sp.Ge(symbol, starts[symbol], evaluate=False)] = None
    free_facts = tuple(f for f in facts if f.free_symbols <= free)
    weak = tuple(sp.Ge(a, b, evaluate=False) for a, b in pairs)
    weak += tuple(
        sp.Ge(high, low - 1, evaluate=False)
        for low, high in dict.fromkeys(_ranges(lhs, rhs, *_bodies(lhs, rhs, system)))
        if not low.is_Integer and low.free_symbols <= free
    )
    weak += tuple(dict.fromkeys((*_summed(lhs, rhs, system), *_before_the_last(lhs, rhs, system))))
    yield (*said, *free_facts, *weak), ""
    if lowest is not None:  # everything that is spoken of is computed, nothing given
        members = atoms(lhs, *al.MEMBERS) | atoms(rhs, *al.MEMBERS)
        shifts: dict[Any, Any] = {}
        for e in {m.index for m in members if m.family in lows or m in by}:
            for symbol in e.free_symbols & free - later:
                if (symbol - e).is_Integer:
                    shifts[symbol] = max(shifts.get(symbol, lowest), lowest + symbol - e)
        strong = tuple(sp.Ge(s, shifts[s], evaluate=False) for s in sorted(shifts, key=str))
        if set(strong) - set(free_facts):
            words = ", ".join(f"{f.lhs} ≥ {f.rhs}" for f in strong)
            yield (*said, *strong, *weak), f"for {words}"
    for step in sorted({1, max(back)} - {0}) if pairs else ():
        strict = tuple(sp.Ge(a, b + step, evaluate=False) for a, b in pairs)
        words = ", ".join(f"{a} > {b + step - 1}" for a, b in pairs)
        yield (*said, *free_facts, *strict), f"for {words}"
