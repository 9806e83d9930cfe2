r"""What an underbrace counts: ``\underbrace{A A \cdots A}_{n}`` is A^n."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.reader import scalars
from derive.reader.syntax import Node, spelling
from derive.reader.terms import Term, constant

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["repeated"]


def repeated(reader: Reader, node: Node, paren: Node, label: Node) -> Term:
    """A power or a multiple, if the pieces around the ellipsis are all the same; else a pattern."""
    from derive.reader.products import product
    from derive.reader.reader import is_dots, joined, run

    whole = paren.children[1]
    inner = whole
    while len(inner.children) == 1 and inner.kind != "paren":
        inner = inner.children[0]
    if inner.kind == "paren":  # the braces of a sum are shown as parentheses
        return repeated(reader, node, inner, label)
    terms = [child for child in whole.children if child.kind == "term"]
    if len(terms) > 1:
        kept = [term for term in terms if not is_dots(term)]
        signs = {child.text for child in whole.children if child.kind == "SIGN"}
        if len({spelling(term) for term in kept}) > 1 or signs != {"+"}:
            return reader.read(paren)
        count = reader.index(label, "how often it is repeated")
        return product(node, [constant(label, count), run(reader, kept[0])], 1)
    unit = None if whole.children[0].kind == "SIGN" else _unit(terms[0])
    if unit is None:
        return reader.read(paren)
    count = reader.index(label, "how often it is repeated")
    parts = joined(reader, [("", factor) for factor in unit])
    base = product(node, [t for _, t in parts], 1) if len(parts) > 1 else parts[0][1]
    if not base.shape:
        return constant(node, scalars.power(base.scalar("it is repeated"), count))
    built: Any = base.built()
    if built.shape[0] != built.shape[1]:
        raise node.refuse("a power of a matrix that is not square", "a square one")
    return constant(node, sp.MatPow(built, count))


def _unit(term: Node) -> list[Node] | None:
    """The factors that are repeated on both sides of the ellipsis."""
    from derive.reader.reader import flatten, is_dots

    items = flatten(term)
    at = [n for n, (_, item) in enumerate(items) if is_dots(item)]
    if len(at) != 1 or any(op not in ("", "CDOT", "TIMES") for op, _ in items[1:]):
        return None
    before, after = ([item for _, item in part] for part in (items[: at[0]], items[at[0] + 1 :]))
    size = len(after)
    if not size or not before or len(before) % size:
        return None
    shown = [spelling(item) for item in after]
    starts = range(0, len(before), size)
    if any([spelling(item) for item in before[n : n + size]] != shown for n in starts):
        return None
    return after
