"""How a subscript is cut into indices: ``ij``, ``1j``, ``12``, ``t - 1, j``."""

from __future__ import annotations

from derive.reader.syntax import Node

__all__ = ["between", "clauses", "counted", "is_bare", "is_number", "separate"]


def separate(inside: Node) -> list[Node]:
    """What commas separate."""
    if inside.kind == "list":
        return [c for c in inside.children if c.kind != "COMMA"]
    return [inside] if inside.kind in ("NAME", "NUMBER") else []


def between(inside: Node, sign: str) -> list[Node]:
    """What stands between signs ×: the sizes in n × m; a piece without one is its only part."""
    node = inside
    while len(node.children) == 1 and node.kind != "term":
        node = node.children[0]
    if node.kind != "term":
        return [inside]
    from derive.reader.reader import flatten

    parts: list[list[Node]] = [[]]
    for op, factor in flatten(node):
        if op == sign:
            parts.append([])
        elif op:
            return [inside]
        parts[-1].append(factor)
    return [Node("factors", part) for part in parts] if len(parts) > 1 else [inside]


def clauses(inside: Node) -> list[list[Node]]:
    """What commas separate in a script with relations: i ≠ j, k ≤ n is two clauses."""
    out: list[list[Node]] = [[]]
    for child in inside.children if inside.kind == "relations" else [inside]:
        if child.kind != "list":
            out[-1].append(child)
            continue
        for n, part in enumerate(separate(child)):
            if n:
                out.append([])
            out[-1].append(part)
    return out


def is_bare(node: Node) -> Node | None:
    """The factor that a sum consists of, if it is one name; else None."""
    row = _row(node)
    return row[0] if len(row) == 1 and row[0].children[0].kind == "NAME" else None


def is_number(node: Node) -> bool:
    """Whether a sum consists of one number, without a sign."""
    row = _row(node)
    return len(row) == 1 and (row[0].children or row)[0].kind == "NUMBER"


def _row(node: Node) -> list[Node]:
    """The factors of a sum that is nothing but factors side by side; else nothing."""
    if node.kind != "sum" or len(node.children) != 1:
        return []
    [term] = node.children
    if len(term.children) != 1 or term.children[0].kind != "run":
        return []
    run, out = term.children[0], []
    while run.kind == "run":
        if len(run.children) == 3:
            return []
        out.append(run.children[-1])
        run = run.children[0]
    return out[::-1]


def counted(inside: Node, count: int, parts: list[Node] | None = None) -> list[Node]:
    """``count`` indices, or nothing if the subscript cannot be cut into that many."""
    parts = separate(inside) if parts is None else parts
    if len(parts) == count and count > 1:
        return parts
    if len(parts) != 1:
        return []
    row = _row(parts[0])
    if count == 1:  # juxtaposed letters are two indices, never a product that counts
        return [] if len(row) > 1 else parts
    if len(row) == count and all(_one_digit(factor) for factor in row):
        return row
    digits = parts[0] if parts[0].kind == "NUMBER" else row[0].children[0] if row else parts[0]
    if len(row) <= 1 and digits.kind == "NUMBER" and len(digits.text) == count:
        return [_digit(digits, n) for n in range(count)] if digits.text.isdigit() else []
    return []


def _one_digit(factor: Node) -> bool:
    atom = factor.children[0]
    return atom.kind in ("NAME", "INDEX") or (atom.kind == "NUMBER" and len(atom.text) == 1)


def _digit(number: Node, at: int) -> Node:
    digit = Node("NUMBER", [])
    digit.text = number.text[at]
    digit.place = (number.place[0], number.place[1] + at)
    digit.start = number.start + at
    digit.end = digit.start + 1
    return digit
