r"""Which shapes a formula can have if its names are of given kinds, and how far it is from fitting.

Nothing is read here: the parsed formula is gone through with four shapes in place of all sizes, so
that an assignment of kinds to names costs next to nothing to try.  What is written loosely (1 − h
for a column h, a derivative in another layout) costs a little, what cannot be (a column times a
column) costs :data:`MISFIT`, and what is not known here is of any shape and costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.judging.fits import (
    ANY,
    DERIVATIVE,
    GRADIENT,
    MISFIT,
    NUMBER,
    OPERATIONS,
    PRODUCT,
    RATIO,
    SCALAR,
    SUM,
    TURNED,
    Costs,
    combined,
    either,
    mapped,
)
from derive.judging.occurrences import Spoken
from derive.judging.pieces import flat, inside, is_number, is_operator, is_turn
from derive.reader.names import normal
from derive.reader.syntax import Node

__all__ = ["SHAPE_OF", "Outline", "outline"]

#: the costs of a name with so many indices above and below it
Leaf = Callable[[str, int, int], Costs]
#: a formula, ready to be gone through for any kinds of its names
Outline = Callable[[Leaf], Costs]

#: kind of a name → the shape of a member
SHAPE_OF = {
    "scalar": "s", "fam0": "s", "vec": "c", "famv": "c", "row": "r", "mat": "m", "famm": "m",
}  # fmt: skip

_ENTRY_BY_ENTRY = frozenset(rf"\{word}" for word in ("tanh", "exp", "log", "ln", "sin", "cos")) | {
    rf"\operatorname{{{word}}}"
    for word in ("relu", "sigmoid", "softmax", "sign", "ispositive", "isnonnegative")
}
_TO_SCALAR = {
    rf"\operatorname{{{word}}}"
    for word in (
        *("tr", "rank", "logsumexp", "spectralradius", "condition"),
        *("largesteigenvalue", "smallesteigenvalue"),
        *("largestsingularvalue", "smallestsingularvalue"),
    )
} | {r"\det"}
_DIAG = r"\operatorname{diag}"
_MAX = (r"\max", r"\min")
_CONSTANTS: dict[str, Costs] = {
    "I": {"m": 0.0},
    r"\mathbf{I}": {"m": 0.0},
    "e": SCALAR,
    r"\pi": SCALAR,
    r"\infty": SCALAR,
}
_ONES = (r"\mathbf{1}", r"\mathbb{1}", r"\bm{1}", r"\boldsymbol{1}")
_ZEROS = (r"\mathbf{0}", r"\bm{0}", r"\boldsymbol{0}")
_TRANSPOSES = frozenset(
    f"{sign}{mark}" for sign in ("", "-") for mark in ("T", r"\top", r"\intercal", r"\mathsf{T}")
) | {r"\mathrm{T}", r"\prime"}


def outline(node: Node, text: str, spoken: Spoken) -> Outline:
    """The formula ``node`` of ``text``, in which :data:`Spoken` says what its names are."""
    return _Maker(text, spoken).made(node)


def _fixed(costs: Costs) -> Outline:
    return lambda leaf: costs


def _always(costs: Costs, *parts: Outline) -> Outline:
    """These costs, and whatever the parts cost by themselves."""

    def found(leaf: Leaf) -> Costs:
        more = min(MISFIT, sum(min(part(leaf).values()) for part in parts))
        return {shape: min(MISFIT, cost + more) for shape, cost in costs.items()}

    return found


class _Maker:
    def __init__(self, text: str, spoken: Spoken) -> None:
        self.text, self.spoken = text, spoken

    def made(self, node: Node) -> Outline:
        rule = getattr(self, "_" + node.kind, None)
        if rule is not None:
            made: Outline = rule(node)
            return made
        parts = [self.made(child) for child in node.children]
        if len(parts) == 1:
            return parts[0]
        return _always(ANY, *parts)

    # -- sums and products --

    def _sum(self, node: Node) -> Outline:
        terms = [child for child in node.children if child.kind != "SIGN"]
        if len(terms) == 1:
            return self.made(terms[0])
        parts = [_fixed(NUMBER) if is_number(t) else self.made(t) for t in terms]

        def found(leaf: Leaf) -> Costs:
            total = parts[0](leaf)
            for part in parts[1:]:
                total = combined(SUM, total, part(leaf))
            return total

        return found

    def _term(self, node: Node) -> Outline:
        items: list[tuple[str, Any]] = []
        op = ""
        for child in node.children:
            if child.kind in OPERATIONS:
                op = child.kind
            elif child.kind == "run":
                items += self._items(child)
            else:
                items.append((op, self.made(child)))
                op = ""
        return _run(items)

    def _run(self, node: Node) -> Outline:
        return _run(self._items(node))

    def _factors(self, node: Node) -> Outline:
        return _run(self._gathered([("", child) for child in node.children]))

    def _items(self, run: Node) -> list[tuple[str, Outline]]:
        return self._gathered(flat(run))

    def _gathered(self, flat: list[tuple[str, Node]]) -> list[tuple[str, Outline]]:
        """The factors, each with the operation before it; functions with their arguments."""
        found: list[tuple[str, Outline]] = []
        at = 0
        while at < len(flat):
            op, node = flat[at]
            following = flat[at + 1][1] if at + 1 < len(flat) and not flat[at + 1][0] else None
            applied = None if following is None else self._applied(node, following)
            if applied is not None:
                found.append((op, applied))
                at += 2
            elif is_operator(node):  # d/dx f, of which the rest is the argument
                found.append((op, _fixed(ANY)))
                return found
            else:
                found.append((op, self.made(node)))
                at += 1
        return found

    def _applied(self, node: Node, following: Node) -> Outline | None:
        """What a function makes of its argument; None if a name is no function."""
        if node.kind != "factor" or node.children[0].kind != "NAME":
            return None
        name = normal(node.children[0].text)
        bracket = following.kind == "factor" and following.children[0].kind in ("paren", "pair")
        argument = self.made(following)
        if name in _ENTRY_BY_ENTRY:
            return argument
        if name in _TO_SCALAR:
            return _always(SCALAR, argument)
        if name == _DIAG:
            table = {"c": (("m", 0.0),), "r": (("m", 0.3),), "m": (("c", 0.5), ("m", 0.5))}
            return lambda leaf: mapped(table, argument(leaf))
        if name in _MAX:
            below = len(node.children) > 1
            return _always(SCALAR, argument) if below else argument
        if not bracket:
            return None
        key, above, count = self.spoken.get((self.text, node.children[0].start), (name, 0, 0))
        scripts = [s.children[0].kind for s in node.children[1:]]
        if "PRIME" in scripts:
            return argument
        if any(is_turn(s) or inside(s) in _TRANSPOSES for s in node.children[1:]):
            return None  # xᵀ (a + b) is a product
        lone = len([*following.leaves()]) <= 6

        def found(leaf: Leaf) -> Costs:
            own = leaf(key, above, count)
            if not own:  # a function: of each entry, or a number
                inner = argument(leaf)
                return either(inner, {s: min(inner.values()) + 0.3 for s in "scrm"})
            product = combined(PRODUCT, own, argument(leaf))
            if lone and "s" in own:  # L(w)
                return either(product, {"s": own["s"] + 0.3})
            return product

        return found

    def _big(self, node: Node) -> Outline:
        sign, *parts = node.children
        body = self.made(parts[-1])
        if "nabla" not in sign.text:
            return body
        below = next((p for p in parts if p.kind == "script"), None)
        if below is None:
            return _always(ANY, body)
        by = self.made(below.children[1])
        return lambda leaf: combined(GRADIENT, body(leaf), by(leaf))

    # -- atoms --

    def _factor(self, node: Node) -> Outline:
        atom, *scripts = node.children
        below = None
        if atom.kind == "NAME":
            key, above, count = self.spoken.get((self.text, atom.start), (normal(atom.text), 0, 0))
            found = _named(key, above, count)
            carets = [s for s in scripts if s.children[0].kind != "UNDER"]
            if above or "^" in key:  # h^{(t)}, and a^{[1]}, which is a name
                carets = [s for s in carets if s.children[0].kind != "CARET" or is_turn(s)]
            if key == "e" and carets:
                return self.made(carets[0].children[1])
        else:
            found = self.made(atom)
            below = next((s for s in scripts if s.children[0].kind == "UNDER"), None)
            carets = [s for s in scripts if s.children[0].kind != "UNDER"]
            if atom.kind == "norm":
                below = None
        if below is not None:
            found = _entry(found, inside(below))
        for script in carets:
            found = self._raised(found, script)
        return found

    def _raised(self, base: Outline, script: Node) -> Outline:
        kind = script.children[0].kind
        if kind in ("EVAL", "COUNT"):
            return _always(ANY, base)
        said = inside(script)
        if kind in ("PRIME", "TURN") or said in _TRANSPOSES or is_turn(script):
            turn = {x: ((y, 0.0),) for x, y in TURNED.items()} | {"s": (("s", 2.5),)}
            return lambda leaf: mapped(turn, base(leaf))
        number = said.replace("-", "").replace(".", "").isdigit()
        loose = 0.4 if number and said != "-1" else 2.5
        power = {"s": (("s", 0.0),), "m": (("m", 0.0),)}
        power |= {x: ((x, loose),) for x in "cr"}
        return lambda leaf: mapped(power, base(leaf))

    def _NUMBER(self, node: Node) -> Outline:  # the name of a token
        return _fixed(SCALAR)

    def _NAME(self, node: Node) -> Outline:
        return _named(*self.spoken.get((self.text, node.start), (normal(node.text), 0, 0)))

    def _DOTS(self, node: Node) -> Outline:
        return _fixed(ANY)

    def _paren(self, node: Node) -> Outline:
        return self.made(node.children[1])

    def _iverson(self, node: Node) -> Outline:
        return self.made(node.children[1])

    def _root(self, node: Node) -> Outline:
        return self.made(node.children[-2])

    def _norm(self, node: Node) -> Outline:
        return _always(SCALAR, self.made(node.children[1]))

    def _absolute(self, node: Node) -> Outline:
        inner = self.made(node.children[1])
        return lambda leaf: either(inner(leaf), {"s": min(inner(leaf).values()) + 0.3})

    def _angled(self, node: Node) -> Outline:
        return _always(SCALAR, *(self.made(c) for c in node.children if c.kind == "sum"))

    def _pair(self, node: Node) -> Outline:
        return _fixed({"c": 0.0, "r": 0.3, "m": 1.0, "s": 1.0})

    def _matrix(self, node: Node) -> Outline:
        if node.children[0].kind != "BEGIN":
            return _fixed(SCALAR)
        rows = [child for child in node.children if child.kind == "row"]
        wide = max(sum(c.kind == "cell" for c in row.children) for row in rows)
        if wide == 1:
            return _fixed({"c": 0.0} if len(rows) > 1 else ANY)
        return _fixed({"m": 0.0} if len(rows) > 1 else {"r": 0.0, "c": 0.5})

    # -- fractions and derivatives --

    def _fraction(self, node: Node) -> Outline:
        above, below = node.children[2], node.children[5]
        if above.kind == "differential":
            return self._derivative(above, below)
        a, b = self.made(above), self.made(below)
        return lambda leaf: combined(RATIO, a(leaf), b(leaf))

    def _derivative(self, above: Node, below: Node) -> Outline:
        of = [self.made(c) for c in above.children if c.kind not in ("PARTIAL", "script")]
        by = [self.made(c) for c in below.children if c.kind not in ("PARTIAL", "script", "AGAIN")]
        if len(of) != 1 or not by:
            return _fixed(ANY)

        def found(leaf: Leaf) -> Costs:
            total = of[0](leaf)
            for part in by:
                total = combined(DERIVATIVE, total, part(leaf))
            return total

        return found

    def _slashed(self, node: Node) -> Outline:
        of, *by = (self.made(c) for c in node.children if c.kind == "factor")
        if not by:
            return _fixed(ANY)
        return lambda leaf: combined(DERIVATIVE, of(leaf), by[0](leaf))


def _run(items: list[tuple[str, Outline]]) -> Outline:
    """A run, with ⊙ weaker than the product or stronger: what fits better."""
    if len(items) == 1:
        return items[0][1]
    loose = ("ODOT", "CIRC")
    mixed = any(op in loose for op, _ in items) and any(op not in loose for op, _ in items[1:])

    def grouped(values: list[tuple[str, Costs]], last: bool) -> Costs:
        groups: list[tuple[str, Costs]] = []
        for op, value in values:
            if groups and (op in loose) != last:
                before, old = groups[-1]
                groups[-1] = (before, combined(OPERATIONS.get(op, PRODUCT), old, value))
            else:
                groups.append((op, value))
        total = groups[0][1]
        for op, value in groups[1:]:
            total = combined(OPERATIONS.get(op, PRODUCT), total, value)
        return total

    def found(leaf: Leaf) -> Costs:
        values = [(op, item(leaf)) for op, item in items]
        first = grouped(values, True)
        return either(first, grouped(values, False)) if mixed else first

    return found


def _named(key: str, above: int, below: int) -> Outline:
    if key in _CONSTANTS and not (above or below):
        return _fixed(_CONSTANTS[key])
    if key in _ONES and not below:
        return _fixed({"c": 0.0, "r": 0.5, "m": 0.5})
    if key in _ONES:
        return _fixed({"s": 0.0, "c": 0.0})
    if key in _ZEROS:
        return _fixed(ANY)
    return lambda leaf: leaf(key, above, below) or ANY


def _entry(base: Outline, below: str) -> Outline:
    parts = below.split(",")
    two = len(parts) == 2 or (len(parts) == 1 and len(parts[0].strip()) == 2 and parts[0].isalpha())
    if ":" in below:
        return _always({"c": 0.0, "r": 0.0}, base)
    one = {"c": (("s", 0.0),), "r": (("s", 0.0),), "m": (("r", 1.0), ("c", 1.0))}
    table = {"m": (("s", 0.0),)} if two else one
    return lambda leaf: mapped(table, base(leaf))
