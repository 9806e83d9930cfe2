"""Pieces of the tree of a formula."""

from __future__ import annotations

from collections.abc import Iterator

from derive.reader.syntax import Node

__all__ = ["only", "row"]


def only(node: Node) -> Node:
    """What a piece of a formula is, if it is nothing but that."""
    while len(node.children) == 1:
        node = node.children[0]
    return node


def row(node: Node) -> Iterator[Node]:
    """The factors of a run, and the signs between those that do not stand side by side."""
    if node.kind == "run":
        for child in node.children:
            yield from row(child)
    else:
        yield node
