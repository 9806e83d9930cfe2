r"""Two columns of one step set on top of each other: W_f [h_{t-1}; x_t], u_t = [h_{t-1}, x_t].

Such a column is written P h_{t-1} + Q x_t with two matrices of which nothing more is known.
For those that set the columns on top of each other it is the stack, so what holds of all holds of
that; and any two that together have full rank differ from these by a change of basis, which W_f
and its gradient take part in.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.occurrences import bare_name
from derive.submissions.claims import Submission

__all__ = ["with_stacks"]

_TURNED = r"(?:\s*\^\s*(?:\{\s*)?(?:\\top|\\intercal|T|\\mathsf\s*\{\s*T\s*\})(?:\s*\})?)?"
_BASE = r"(?:\\(?:mathbf|bm|boldsymbol|vec|tilde|hat)\s*\{\s*[a-z]\s*\}|[a-z])"
_TIME = r"(?:t|\\tau)(?:\s*[-+]\s*\d+)?"
_INDEX = (
    rf"\s*(?:_\s*(?:\{{\s*{_TIME}\s*\}}|t)|\^\s*\{{\s*(?:\(\s*{_TIME}\s*\)|<\s*{_TIME}\s*>"
    rf"|\\langle\s*{_TIME}\s*\\rangle)\s*\}})"
)
_PART = rf"(?:{_BASE}{_INDEX})"
_SIGN = r"(?:[;,]|\\;|\\\||\\Vert|\\mid|\|)"
_OPEN, _CLOSE = r"(?:\\left\s*|\\[bB]igg?l?\s*)?", r"(?:\\right\s*|\\[bB]igg?r?\s*)?"
#: [h_{t-1}; x_t], and as a matrix of one column
_STACK = re.compile(
    rf"{_OPEN}\[\s*(?P<a>{_PART})(?P<ta>{_TURNED})\s*{_SIGN}\s*(?P<b>{_PART})(?P<tb>{_TURNED})"
    rf"\s*{_CLOSE}\]"
    rf"|{_OPEN}\(\s*(?P<c>{_PART})\s*[;]\s*(?P<d>{_PART})\s*{_CLOSE}\)"
    rf"|\\begin\s*\{{(?P<m>[bpB]?matrix)\}}\s*(?P<e>{_PART})\s*\\\\\s*(?P<f>{_PART})\s*"
    r"\\end\s*\{(?P=m)\}"
)
_ROW = re.compile(r"\s*\^\s*(?:\{\s*)?(?:\\top|\\intercal|T|\\mathsf\s*\{\s*T\s*\})(?:\s*\})?")
_SELECTED = (r"\mathcal{P}", r"\mathcal{Q}")
_NAME = re.compile(rf"(?P<name>{_BASE}){_INDEX}")


def with_stacks(submission: Submission) -> tuple[Submission, dict[int, str]]:
    """The submission with sums for its stacked columns; by claim, how that is said."""
    said: dict[int, str] = {}
    orders = {
        tuple(_NAME.match(part)["name"] for part in _parts(m))  # type: ignore[index]
        for c in submission.claims
        for side in (c.left, c.right)
        for m in _STACK.finditer(side)
    }
    if len(orders) != 1 or not _defining(submission):
        return submission, {}

    def put(text: str, number: int) -> str:
        out, at = "", 0
        for found in _STACK.finditer(text):
            a, b = _parts(found)
            whole = f"({_SELECTED[0]} {a} + {_SELECTED[1]} {b})"
            end = found.end()
            if found["ta"] and found["tb"]:  # [a^T, b^T]^T is the column, without that its row
                row = _ROW.match(text, end)
                end = row.end() if row is not None else end
                whole += "" if row is not None else r"^{\top}"
            out += text[at : found.start()] + whole
            at = end
            said[number] = rf"[{a}; {b}] as P {a} + Q {b}"
        return out + text[at:]

    claims = tuple(
        c
        if c.relation == "in"
        else replace(c, left=put(c.left, c.number), right=put(c.right, c.number))
        for c in submission.claims
    )
    return replace(submission, claims=claims), said


def _parts(found: re.Match[str]) -> tuple[str, str]:
    [(a, b)] = [(found[x], found[y]) for x, y in ("ab", "cd", "ef") if found[x] is not None]
    return a, b


def _defining(submission: Submission) -> bool:
    """Whether such a stack stands in an equation that gives a member of a family."""
    return any(
        bare_name(c.left) is not None and _STACK.search(c.right) is not None
        for c in submission.claims
        if c.relation == "="
    )
