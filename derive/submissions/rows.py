r"""The rows of a formula: alignments are opened, matrices are left whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from derive.submissions.cleaning import RELATIONS
from derive.submissions.tokens import Token, stripped

__all__ = ["Row", "depths", "pairs", "rows_of"]

_ALIGNMENTS = frozenset(
    f"\\begin{{{name}{star}}}"
    for name in (
        *("aligned", "align", "alignat", "alignedat", "flalign", "split", "gather", "gathered"),
        *("eqnarray", "multline", "equation", "displaymath", "math", "IEEEeqnarray", "dmath"),
    )
    for star in ("", "*")
)
_WITH_ARGUMENT = ("alignat", "alignedat", "array", "IEEEeqnarray")
_CASES = (r"\begin{cases}", r"\begin{cases*}", r"\begin{dcases}", r"\begin{rcases}")
_OPEN = frozenset(["(", "[", r"\{", r"\lvert", r"\lVert", r"\langle", r"\lfloor", r"\lceil"])
_CLOSE = frozenset([")", "]", r"\}", r"\rvert", r"\rVert", r"\rangle", r"\rfloor", r"\rceil"])
#: how deep alignments may stand in one another
_DEEPEST = 30


@dataclass
class Row:
    """One line of a formula; ``aligned`` says that it begins with an alignment mark."""

    tokens: list[Token] = field(default_factory=list)
    aligned: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it yet."""
        return not self.aligned and all(t.text == " " for t in self.tokens)


def pairs(tokens: Sequence[Token], brackets: bool) -> dict[int, int]:
    r"""Which opening token is closed by which: braces, environments, ``\left``, brackets.

    A bracket closes any kind of bracket, since (0, 1] is an interval; what is not closed, or
    not open, is in no pair.
    """
    found: dict[int, int] = {}
    stack: list[tuple[str, int]] = []
    open_now: dict[str, int] = {}

    def close(kind: str, at: int) -> None:
        if not open_now.get(kind):
            return
        while stack:
            top, start = stack.pop()
            open_now[top] -= 1
            if top == kind:
                found[start] = at
                return

    skip = False
    for i, token in enumerate(tokens):
        text, kind = token.text, ""
        if skip:  # the delimiter behind \left or \right
            skip = text == " "
            continue
        if text == "{":
            kind = "{"
        elif text == r"\left":
            kind, skip = r"\left", True
        elif text.startswith(r"\begin{"):
            kind = text[7:]
        elif brackets and text in _OPEN:
            kind = "("
        elif text == "}":
            close("{", i)
        elif text == r"\right":
            close(r"\left", i)
            skip = True
        elif text.startswith(r"\end{"):
            close(text[5:], i)
        elif text in _CLOSE and stack and stack[-1][0] == "(":
            close("(", i)
        if kind:
            stack.append((kind, i))
            open_now[kind] = open_now.get(kind, 0) + 1
    return found


def depths(tokens: Sequence[Token]) -> list[int]:
    """How many brackets, of whatever kind, each token stands in; a bracket stands in itself."""
    change = [0] * (len(tokens) + 1)
    for start, end in pairs(tokens, brackets=True).items():
        change[start] += 1
        # the delimiter of \right belongs to it
        change[min(end + (2 if tokens[end].text == r"\right" else 1), len(tokens))] -= 1
    out, depth = [], 0
    for step in change[:-1]:
        depth += step
        out.append(depth)
    return out


def rows_of(tokens: Sequence[Token]) -> list[Row]:
    r"""The rows of a formula, alignments within one another opened, without their marks.

    >>> from derive.submissions.places import Placed
    >>> from derive.submissions.tokens import joined, tokens_of
    >>> source = r"\begin{split} a &= \begin{bmatrix} b & c \end{bmatrix} \\ &= d \end{split}"
    >>> [joined(row.tokens) for row in rows_of(tokens_of(Placed.of(source)))]
    ['a = \\begin{bmatrix} b & c \\end{bmatrix}', '= d']
    """
    rows = [Row()]
    _flatten(tokens, rows, 0)
    return [row for row in rows if not row.empty]


def _flatten(tokens: Sequence[Token], rows: list[Row], level: int) -> None:
    """Add tokens to the last row, and rows as they come."""
    closed = pairs(tokens, brackets=False)
    i = 0
    while i < len(tokens):
        token = tokens[i]
        text, end = token.text, closed.get(i)
        if end is not None:
            inner = _opened(tokens, i, end, rows[-1]) if level < _DEEPEST else None
            if inner is None:
                rows[-1].tokens += tokens[i : end + 1]
            else:
                _flatten(inner, rows, level + 1)
            i = end + 1
            if tokens[end].text == r"\right" and i < len(tokens):
                if inner is None:
                    rows[-1].tokens.append(tokens[i])
                i += 1
            continue
        if text == r"\\":
            rows.append(Row())
            i = _after_break(tokens, i + 1)
            continue
        if text == "&":
            rows[-1].aligned = rows[-1].aligned or rows[-1].empty
            rows[-1].tokens.append(Token(" ", token.at))
        elif text not in _ALIGNMENTS and text.replace("end", "begin") not in _ALIGNMENTS:
            rows[-1].tokens.append(token)
        i += 1


def _after_break(tokens: Sequence[Token], i: int) -> int:
    r"""Past what may follow ``\\``: a star, a length."""
    if i < len(tokens) and tokens[i].text == "*":
        i += 1
    if i < len(tokens) and tokens[i].text == "[":
        for j in range(i, min(i + 12, len(tokens))):
            if tokens[j].text == "]":
                inside = "".join(t.text for t in tokens[i + 1 : j]).strip()
                return j + 1 if inside[:1] in tuple("-.0123456789") and inside[-2:].isalpha() else i
    return i


def _opened(tokens: Sequence[Token], start: int, end: int, row: Row) -> Sequence[Token] | None:
    """The inside of a pair whose rows are rows of the formula, or None."""
    text = tokens[start].text
    if text == "{":
        return _only_alignment(tokens[start + 1 : end], row, ())
    if text == r"\left":
        inside = stripped(tokens[start + 1 : end])
        if not inside or inside[0].text not in (r"\{", ".", "|"):
            return None
        return _only_alignment(inside[1:], row, (*_CASES, r"\begin{array}"))
    return _environment(tokens[start : end + 1], row)


def _only_alignment(
    tokens: Sequence[Token], row: Row, also: Sequence[str]
) -> Sequence[Token] | None:
    """The tokens, if they are one alignment and nothing else."""
    inside = stripped(tokens)
    if not inside or not inside[0].text.startswith(r"\begin{"):
        return None
    if inside[0].text not in _ALIGNMENTS and inside[0].text not in also:
        return None
    if pairs(inside, brackets=False).get(0) != len(inside) - 1:
        return None
    return inside if _environment(inside, row) is not None else None


def _system(tokens: Sequence[Token], row: Row) -> bool:
    """Whether the rows are statements of their own, with nothing before them."""
    first = _cells(tokens)[0]
    return row.empty and any(
        t.text in RELATIONS and not d for t, d in zip(first, depths(first), strict=True)
    )


def _environment(tokens: Sequence[Token], row: Row) -> Sequence[Token] | None:
    """The inside of an environment whose rows are statements."""
    text = tokens[0].text
    inside = tokens[1:-1]
    if text in _ALIGNMENTS:
        return _without_argument(text, inside)
    if text == r"\begin{array}":
        inside = _without_argument(text, inside)
        aligned = any(_begins_with_relation(c) for c in _cells(inside))
        return inside if aligned or _system(inside, row) else None
    if text in _CASES and _system(inside, row):
        return inside
    return None


def _without_argument(text: str, tokens: Sequence[Token]) -> Sequence[Token]:
    """Without [t], and without {2} or {rcl} where the environment has an argument."""
    rest = stripped(tokens)
    if rest and rest[0].text == "[":
        end = next((i for i, t in enumerate(rest[:4]) if t.text == "]"), -1)
        rest = stripped(rest[end + 1 :])
    if text[7:].rstrip("*}") in _WITH_ARGUMENT and rest and rest[0].text == "{":
        end = pairs(rest, brackets=False).get(0, -1)
        rest = rest[end + 1 :]
    return rest


def _cells(tokens: Sequence[Token]) -> list[list[Token]]:
    cells: list[list[Token]] = [[]]
    for token, depth in zip(tokens, depths(tokens), strict=True):
        if not depth and token.text in ("&", r"\\"):
            cells.append([])
        else:
            cells[-1].append(token)
    return cells


def _begins_with_relation(cell: Sequence[Token]) -> bool:
    inside = stripped(cell)
    return bool(inside) and inside[0].text in RELATIONS


def behind_matrix(side: Sequence[Token]) -> int | None:
    """Where a side goes on behind the only matrix, with which it begins."""
    if not side or not side[0].text.startswith(r"\begin{"):
        return None
    end = pairs(side, brackets=False).get(0)
    return None if end is None or end + 1 >= len(side) else end + 1


def skeleton(latex: str) -> str:
    """The form of a side, whatever its letters."""
    return re.sub(r"\\[A-Za-z]+|[A-Za-z]", "x", latex).replace(" ", "")
