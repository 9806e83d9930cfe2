r"""Factors that come back in turn around an ellipsis: D_1 W_1 D_2 W_2 ⋯ D_n W_n is a Π of D_k W_k.

The factors before the ellipsis have a period if each is followed, a period later, by itself or by
the same with its indices moved by 1.  What stands behind the ellipsis says where a group begins:
in D_1 V_2 D_2 V_3 ⋯ V_n D_n it is V_k D_k, and D_1 stands before the product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.reader.errors import ReadError
from derive.reader.patterns import pairs, value
from derive.reader.syntax import Node, spelling

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["grouped"]

#: the most factors of a group
_LONGEST = 6
_PLAIN = ("", "CDOT", "TIMES")


def grouped(
    reader: Reader, todo: list[tuple[str, Node]], at: int
) -> tuple[list[tuple[str, Node]], int, int] | None:
    """The factors with groups in the place of those that have a period, the place of the ellipsis
    among them, and the step of the indices; None if there is no period.

    Raises :class:`ReadError` where what is behind the ellipsis is no group.
    """
    turning = False
    before, after = [item for _, item in todo[:at]], [item for _, item in todo[at + 1 :]]
    for length in range(2, min(_LONGEST, len(before) - 1) + 1):
        start, step = _periodic(reader, before, length)
        if not step or any(op not in _PLAIN for op, _ in todo[start + 1 : at + 1 + length]):
            continue
        turning = True
        fits = (n for n in range(at - length, start - 1, -1) if _moves(reader, before[n], after[0]))
        last = next(fits, None)
        if last is None or last + 2 * length <= at:
            continue
        firsts = [*range(last, start - 1, -length)][::-1]
        groups = [_group(before[n : n + length]) for n in firsts]
        behind = [_group(after[n : n + length]) for n in range(0, len(after) - length + 1, length)]
        fitting = next(
            (n for n, g in enumerate(behind) if _step(reader, groups[-1], g) is None), len(behind)
        )
        if not fitting:
            continue
        rest = todo[at + 1 + fitting * length :]
        head = [*todo[: firsts[0]], *((todo[n][0], g) for n, g in zip(firsts, groups, strict=True))]
        whole = [*head, todo[at], *(("", g) for g in behind[:fitting]), *rest]
        return whole, len(head), step
    if turning:
        raise todo[at][1].refuse("… between factors in turn", "as many behind it as return")
    return None


def _periodic(reader: Reader, items: list[Node], length: int) -> tuple[int, int]:
    """From where on the items have that period, and the step of their indices; 0 for none."""
    step, start = 0, len(items)
    for n in range(len(items) - length - 1, -1, -1):
        found = _step(reader, items[n], items[n + length])
        if found is None or not found.is_Integer or abs(found) > 1 or (found and -found == step):
            break
        step, start = int(found) or step, n
    return (start, step) if len(items) - start > length else (start, 0)


def _moves(reader: Reader, one: Node, other: Node) -> bool:
    return _step(reader, one, other) is not None


def _step(reader: Reader, one: Node, other: Node) -> Any:
    """By how much the indices of a piece differ from those of another; None if they differ else."""
    if spelling(one) == spelling(other):
        return sp.Integer(0)
    found = pairs(reader, one, other)
    try:
        steps = {sp.expand(value(reader, b) - value(reader, a)) for a, b in found or ()}
    except ReadError:
        return None
    return steps.pop() if len(steps) == 1 else None


def _group(items: list[Node]) -> Node:
    run = Node("run", [items[0]])
    for item in items[1:]:
        run = Node("run", [run, item])
    return run
