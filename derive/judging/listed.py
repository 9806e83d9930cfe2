r"""Vectors and matrices that are written by their entries.

x = (x_1, …, x_n)ᵀ says only how many there are; C = [w_1 w_2 0; 0 w_1 w_2] says so of a matrix,
where none of its entries can be a block.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.occurrences import bare_name
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission

__all__ = ["with_listed"]

_LIST = re.compile(
    r"\s*(?:\\left\s*)?[(\[](?P<inside>.*?)(?:\\right\s*)?[)\]]\s*"
    r"(?:\^\s*\{?\s*(?:T|\\top|\\intercal|\\mathsf\s*\{?T\}?|\\mathrm\s*\{?T\}?|t)\s*\}?|\\tran|')\s*",
    re.DOTALL,
)
_COLUMN = re.compile(r"\s*\\begin\{[pb]matrix\}(?P<inside>[^&]*?)\\end\{[pb]matrix\}\s*", re.DOTALL)
_ENTRY = re.compile(r"\s*(?P<name>.+?)\s*_\s*(?:\{\s*(?P<in>\w+)\s*\}|(?P<at>\w))\s*")
_DOTS = re.compile(r"\s*(?:\\[lcvd]?dots|…|\.\.\.|⋮)\s*")


def with_listed(submission: Submission) -> Submission:
    """The submission with the shapes of vectors that are listed by their own entries."""
    context = submission.context
    known = {*map(normal, (*context.shapes, *context.families))}
    found: dict[str, tuple[str, ...]] = {}
    roles: dict[int, str] = {}
    for claim in submission.claims:
        counted = _length(claim)
        if counted is None:
            written = _written(claim)
            if written is not None and written[0] not in known:
                found.setdefault(*written)
            continue
        name, size = counted
        roles[claim.number] = "claim" if claim.role in ("fresh", "definition") else claim.role
        if name not in known:
            found.setdefault(name, (size, "1"))
    if not roles and not found:
        return submission
    claims = tuple(
        replace(c, role=roles.get(c.number, c.role))  # type: ignore[arg-type]
        for c in submission.claims
    )
    context = replace(context, shapes={**context.shapes, **found})
    return replace(submission, claims=claims, context=context)


def _length(claim: Claim) -> tuple[str, str] | None:
    """The name that a claim lists the entries of, and how many they are."""
    name = bare_name(claim.left) if claim.relation == "=" else None
    row = _LIST.fullmatch(claim.right)
    column = _COLUMN.fullmatch(claim.right)
    if name is None or name[1] or (row is None and column is None):
        return None
    parts = row["inside"].split(",") if row else re.split(r"\\\\", column["inside"])  # type: ignore[index]
    parts = [part for part in parts if part.strip()]
    entries = [_ENTRY.fullmatch(part) for part in parts if not _DOTS.fullmatch(part)]
    if len(entries) < 2 or not all(e and normal(e["name"]) == name[0] for e in entries):
        return None
    indices = [e["in"] or e["at"] for e in entries if e is not None]
    count = [str(k + 1) for k in range(len(indices))]
    if len(entries) == len(parts):
        return (name[0], str(len(parts))) if indices == count else None
    return (name[0], indices[-1]) if indices[:-1] == count[:-1] else None


def _written(claim: Claim) -> tuple[str, tuple[str, str]] | None:
    """The name that a claim says all entries of, and its shape."""
    name = bare_name(claim.left) if claim.relation == "=" else None
    grid = _GRID.fullmatch(claim.right)
    if name is None or name[1] or grid is None or _BLOCK.search(grid["inside"]):
        return None
    rows = [row.split("&") for row in re.split(r"\\\\", grid["inside"]) if row.strip()]
    columns = {len(row) for row in rows}
    if len(columns) != 1 or (len(rows), *columns) == (1, 1):
        return None
    return name[0], (str(len(rows)), str(columns.pop()))


_GRID = re.compile(r"\s*\\begin\{[pb]matrix\}(?P<inside>.*?)\\end\{[pb]matrix\}\s*", re.DOTALL)
#: what may be a block, or stand for more entries
_BLOCK = re.compile(r"[A-Z]|dots|…|\.\.\.|\\(?:math|bold|bm|[A-Z])|\\top|\^\s*\{?\s*T")
