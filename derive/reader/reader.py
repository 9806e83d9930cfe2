"""From the small tree to terms: sums, runs of factors, applications, fractions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import sympy as sp

from derive.reader import derivatives, differentials, functions, products, scalars
from derive.reader.broadcasting import broadcast, spread
from derive.reader.conventions import Conventions
from derive.reader.indices import is_bare, is_number
from derive.reader.names import Names, bare, normal
from derive.reader.syntax import Node
from derive.reader.terms import Term, constant, merged, zero

__all__ = ["Reader", "joined", "pieces"]


class Reader:
    """Reads the tree of one formula with one table of names, under some conventions."""

    def __init__(
        self,
        text: str,
        names: Names,
        conventions: Conventions | None = None,
        *,
        flexible: bool = False,
    ) -> None:
        self.text, self.names = text, names
        self.conventions = conventions or Conventions()
        #: whether a derivative takes the layout that its place asks for
        self.flexible = flexible
        #: the fields of the conventions on which the reading depended
        self.consulted: set[str] = set()
        #: the indices that Σ and Π bind around what is being read
        self.bound: dict[str, Any] = {}
        #: what moves in a formula with differentials, None until it is asked for
        self.moving: tuple[Any, ...] | None = None
        #: what stands at the places that a pattern with an ellipsis leaves open
        self.holes: dict[str, Any] = {}

    def convention(self, name: str) -> str:
        """The reading that is agreed on, noted as consulted."""
        self.consulted.add(name)
        return str(getattr(self.conventions, name))

    def source(self, node: Node) -> str:
        """The text of a piece."""
        return self.text[node.start : node.end]

    def read(self, node: Node) -> Term:
        """The term of a piece, by the table of kinds."""
        if node.kind not in KINDS:
            raise node.refuse(self.source(node) or node.text, "a term")
        return KINDS[node.kind](self, node)

    def index(self, node: Node, what: str = "an index") -> Any:
        """A scalar that counts: an index, a limit, an exponent."""
        return self.read(node).scalar(what)

    @contextmanager
    def binding(self, name: str, symbol: Any) -> Iterator[None]:
        """Inside, ``name`` is that bound index."""
        outer = self.bound.get(name)
        self.bound[name] = symbol
        try:
            yield
        finally:
            if outer is None:
                del self.bound[name]
            else:
                self.bound[name] = outer


def _sum(reader: Reader, node: Node) -> Term:
    parts: list[tuple[int, Node]] = []
    sign = 1
    for child in node.children:
        if child.kind == "SIGN":
            sign = 1 if child.text == "+" else -1
        else:
            parts.append((sign, child))
            sign = 1
    if any(is_dots(child) for _, child in parts):
        from derive.reader.ellipses import summed

        terms = summed(reader, node, parts)
    else:
        terms = [run(reader, child, sign) for sign, child in parts]
    return added(reader, node, terms)


def added(reader: Reader, node: Node, terms: list[Term]) -> Term:
    """The sum of terms, which tell each other their shape."""
    if len(terms) == 1:
        return terms[0]
    terms = spread(reader, broadcast(reader, terms))
    shape, square = None, any(t.square for t in terms)
    for t in terms:
        shape = merged(t.shape, shape, t.node, square)

    def make(want: Any) -> Any:
        parts = [t.built(want or ()) for t in terms]
        return sp.MatAdd(*parts) if want else scalars.add(parts)

    return Term(node, shape, make, square)


def flatten(node: Node) -> list[tuple[str, Node]]:
    """The pieces of a run, each with the operator before it ("" for none)."""
    run, *rest = node.children
    out: list[tuple[str, Node]] = []
    if run.kind == "big":
        return [("", run)]
    while run.kind == "run":
        out.append((run.children[-2].kind if len(run.children) == 3 else "", run.children[-1]))
        run = run.children[0]
    out.reverse()
    if rest:
        out.append((rest[0].kind if len(rest) == 2 else "", rest[-1]))
    return out


def is_dots(node: Node) -> bool:
    """Whether a piece is an ellipsis and nothing else."""
    while len(node.children) == 1:
        node = node.children[0]
    return node.kind == "DOTS"


def pieces(reader: Reader, node: Node) -> list[tuple[str, Term]]:
    """The terms of a run with the operators before them; functions have taken their arguments."""
    todo = flatten(node)
    if any(is_dots(piece) for _, piece in todo):
        from derive.reader.ellipses import multiplied

        return multiplied(reader, node, todo)
    return joined(reader, todo)


def joined(reader: Reader, todo: list[tuple[str, Node]]) -> list[tuple[str, Term]]:
    """Terms of factors in a row, each function with the argument behind it as one."""
    out, at = [], 0
    while at < len(todo):
        op, factor = todo[at]
        operator = derivatives.operator_of(reader, factor)
        if operator is not None:
            out.append((op, derivatives.applied(reader, factor, operator, todo[at + 1 :])))
            break
        if differentials.is_differential(factor):
            term, used = differentials.applied(reader, factor, todo[at + 1 :])
            out.append((op, term))
            at += 1 + used
            continue
        found = functions.function_of(reader, factor)
        value = _called(reader, factor, todo[at + 1 :]) if found is None else None
        if value is not None:
            out.append((op, value))
            at += 2
        elif found is None:
            out.append((op, reader.read(factor)))
            at += 1
        else:
            term, used = functions.application(reader, factor, found, todo[at + 1 :])
            out.append((op, term))
            at += 1 + used
    return out


def _called(reader: Reader, node: Node, rest: list[tuple[str, Node]]) -> Term | None:
    """h(t) for h_t; L(W) where L is a value that depends on W, if that is agreed on.

    Nobody writes a product as v(s): what looks like an application is not multiplied unasked.
    """
    if not rest or rest[0][0] or node.kind != "factor" or node.children[0].kind != "NAME":
        return None
    argument = rest[0][1]
    atom, *scripts = argument.children or [argument]
    if atom.kind == "iverson" and bare(node.children[0].text) in ("1", r"\mathbb{1}", "I"):
        return reader.read(argument)  # 𝟙[i = j]
    if atom.kind == "pair" and not scripts and _named_inside(atom):
        text = f"{reader.source(node)}{reader.source(atom)}, which looks like an application"
        raise node.refuse(text, "a function that is defined, or a product with ·")
    if bare(node.children[0].text) == "E" and _first_kind(atom) == "LSQUARE":
        raise node.refuse(f"{reader.source(node)}{reader.source(atom)}", "a term without E[…]")
    if argument.kind != "factor" or atom.kind != "paren" or atom.children[0].kind != "LPAR":
        return None
    key, marks = normal(node.children[0].text), node.children[1:]
    families = reader.names.find(key, "family")
    if not marks and len(families) == 1 and not reader.names.find(key, "value"):
        from derive.reader.scripts import with_scripts

        index = reader.index(atom.children[1], "a time index")
        member = constant(node, families[0][index.doit() if index.is_number else index])
        return with_scripts(reader, Node("factor", [*node.children, argument]), member, scripts)
    known = reader.names.find(key, "value", "family")
    number = is_number(atom.children[1])  # L(0) is the value at a point
    if scripts or not known or (is_bare(atom.children[1]) is None and not number):
        return None
    whole = reader.read(node)
    chosen = "unsaid" if number else reader.convention("application")
    if chosen == "unsaid":
        text = f"{reader.source(node)}{reader.source(atom)}, which looks like an application"
        raise node.refuse(text, "a product without parentheses, or a function")
    return whole if chosen == "value" else None


def _first_kind(atom: Node) -> str:
    return atom.children[0].kind if atom.kind == "paren" else ""


def _named_inside(pair: Node) -> bool:
    """Whether (a, b) has names in it; with dots it is a vector by its entries."""
    kinds = {leaf.kind for leaf in pair.leaves()}
    return "NAME" in kinds and "DOTS" not in kinds


def run(reader: Reader, node: Node, sign: int = 1) -> Term:
    """One term of a sum: factors side by side, or between ⊙, or between ⊗, or a quotient."""
    return products.combined(reader, node, pieces(reader, node), sign)


# -- atoms --


def _number(reader: Reader, node: Node) -> Term:
    mantissa, _, exponent = node.text.partition("e")
    value = sp.Rational(mantissa) * sp.Integer(10) ** int(exponent or 0)
    return zero(node) if node.text == "0" else constant(node, value)


def _paren(reader: Reader, node: Node) -> Term:
    return reader.read(node.children[1]).at(node)


def _angled(reader: Reader, node: Node) -> Term:
    """⟨a, b⟩: the sum of the products of all entries."""
    parts = [child for child in node.children if child.kind == "sum"]
    if len(parts) != 2:
        raise node.refuse("⟨…⟩", "two terms with a comma between them")
    a, b = (reader.read(part) for part in parts)
    found = derivatives.pulled_back(node, a, b)
    if found is not None:
        return found
    return products.inner(node, a, b)


def _fraction(reader: Reader, node: Node) -> Term:
    _, _, top, _, _, bottom, _ = node.children
    if "differential" in (top.kind, bottom.kind):
        return derivatives.derivative(reader, node, top, bottom)
    return products.over(node, reader.read(top), reader.read(bottom))


def _slashed(reader: Reader, node: Node) -> Term:
    return derivatives.slashed(reader, node)


def _root(reader: Reader, node: Node) -> Term:
    inner = reader.read(node.children[-2]).scalar("a root is taken of it")
    order = sp.Integer(2)
    if len(node.children) > 4:
        order = reader.index(node.children[2], "the order of a root")
    if not (order.is_Integer and order > 0):
        raise node.refuse(f"a root of order {order}", "a positive integer")
    return constant(node, scalars.power(inner, sp.Rational(1, int(order))))


def _absolute(reader: Reader, node: Node) -> Term:
    inner = reader.read(node.children[1])
    if inner.shape and inner.shape != (1, 1) and reader.convention("bars") == "determinant":
        return functions.OPERATORS["det"](node, [inner])
    return constant(node, scalars.applied(sp.Abs, inner.scalar("its absolute value is taken")))


def _lazy(module: str, name: str) -> Callable[[Reader, Node], Term]:
    """A row that another module holds, which knows this one."""

    @cache
    def row() -> Callable[[Reader, Node], Term]:
        from importlib import import_module

        found: Callable[[Reader, Node], Term] = getattr(
            import_module(f"derive.reader.{module}"), name
        )
        return found

    return lambda reader, node: row()(reader, node)


def _factors(reader: Reader, node: Node) -> Term:
    parts: list[tuple[str, Node]] = [("", child) for child in node.children]
    found = joined(reader, parts)
    return found[0][1] if len(found) == 1 else products.product(node, [t for _, t in found], 1)


def _dots(reader: Reader, node: Node) -> Term:
    raise node.refuse("…", "an ellipsis between two terms that show how it goes on")


KINDS: dict[str, Callable[[Reader, Node], Term]] = {
    "sum": _sum,
    "term": run,
    "run": lambda reader, node: run(reader, Node("term", [node])),
    "factor": _lazy("scripts", "factor"),
    "factors": _factors,
    "big": _lazy("big", "big"),
    "NUMBER": _number,
    "DOTS": _dots,
    "paren": _paren,
    "iverson": _lazy("cases", "iverson"),
    "pair": _lazy("matrices", "pair"),
    "angled": _angled,
    "fraction": _fraction,
    "slashed": _slashed,
    "root": _root,
    "absolute": _absolute,
    "matrix": _lazy("matrices", "matrix"),
    "cases": _lazy("cases", "cases"),
    "INDEX": lambda reader, node: constant(node, reader.holes[node.text]),
    "NAME": lambda reader, node: KINDS["factor"](reader, Node("factor", [node])),
}

KINDS["list"] = lambda reader, node: (
    reader.read(node.children[0]) if len(node.children) == 1 else KINDS["pair"](reader, node)
)
