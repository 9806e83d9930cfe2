"""What can be seen of the pieces of a parsed formula without knowing what its names mean."""

from __future__ import annotations

from derive.judging.fits import OPERATIONS
from derive.reader.syntax import Node, spelling

__all__ = ["flat", "inside", "is_number", "is_operator", "is_turn"]


def flat(node: Node) -> list[tuple[str, Node]]:
    """The factors of a run with the operation before each, "" for none."""
    if node.kind != "run":
        return [("", node)]
    found: list[tuple[str, Node]] = []
    op = ""
    for child in node.children:
        if child.kind in OPERATIONS:
            op = child.kind
            continue
        inner = flat(child)
        found += [(op or inner[0][0], inner[0][1]), *inner[1:]]
        op = ""
    return found


def is_number(node: Node) -> bool:
    """Whether a term is a number, which may be meant for every entry of what stands beside it."""
    return all(
        leaf.kind in ("NUMBER", "SIGN", "FRAC", "LBRACE", "RBRACE") for leaf in node.leaves()
    )


def is_operator(node: Node) -> bool:
    """Whether a factor is d/dx without what is differentiated."""
    if node.kind != "factor" or node.children[0].kind != "fraction":
        return False
    above = node.children[0].children[2]
    return above.kind == "differential" and not any(
        c.kind not in ("PARTIAL", "script") for c in above.children
    )


def inside(script: Node) -> str:
    """What stands in a script, as it is spelt."""
    if len(script.children) < 2:
        return ""
    said = spelling(script.children[1])
    return said[1:-1] if said.startswith("{") else said


def is_turn(script: Node) -> bool:
    """Whether a script is a transpose that does not say which mark it is."""
    if script.children[0].kind == "TURN":
        return True
    return len(script.children) > 1 and any(
        leaf.kind == "TOP" for leaf in script.children[1].leaves()
    )
