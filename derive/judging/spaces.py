r"""Claims on shapes: Z ∈ ℝ^{N×H}, where other lines say what Z is; ∂y/∂x ∈ ℝ^{n×d}.

A name whose shape is claimed rightly, or is not known otherwise, has that shape in all that the
submission says; one whose shape is claimed wrongly has the shape that its definition gives it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.document.printer import latex
from derive.errors import DeriveError
from derive.judging.oracles import ruled
from derive.judging.reading import Reading
from derive.judging.readings import Book
from derive.judging.refuting import words_of
from derive.judging.scopes import size_read
from derive.judging.verdicts import Finding, Witness
from derive.submissions.claims import Claim, Submission
from derive.submissions.declared import axes_of, shape_of
from derive.submissions.names import base_of
from derive.submissions.spaces import is_value

__all__ = ["ruled_shape", "shaped", "with_equations"]

#: the most readings of a side of which the shape is looked at
_READINGS = 12
_SLOPES = ("partial", "nabla", "frac{d")
_FUNCTION = re.compile(r"(?:with|,) (\\?\w+) as a function of")
_LAYOUT = "nothing says which layout its derivatives have"


def with_equations(submission: Submission) -> tuple[Submission, dict[int, Claim]]:
    """The submission with an equation that any shape fits for each claim on one, and these claims.

    The equation is Z - Z = 0, which says nothing of Z and is read as Z is.
    """
    claims = {c.number: c for c in submission.claims if c.relation == "in" and _spoken(c)}
    if not claims:
        return submission, claims
    written = (_equation(c) if c.number in claims else c for c in submission.claims)
    return replace(submission, claims=tuple(written)), claims


def _space_of(claim: Claim) -> tuple[str, ...] | None:
    shape = shape_of(claim.right)
    return axes_of(claim.right) if shape is None else shape


def _spoken(claim: Claim) -> bool:
    """Whether it speaks of a shape; of a name alone ∈ ℝ tells the kind, and bounds nothing."""
    space = _space_of(claim)
    return bool(space) or (space == () and is_value(claim.left))


def _equation(claim: Claim) -> Claim:
    return replace(claim, left=f"{claim.left} - {claim.left}", relation="=", right="0")


def shaped(submission: Submission, found: Mapping[int, Finding]) -> Submission:
    """The submission with the shapes declared that are not found to be wrong."""
    shapes = dict(submission.context.shapes)
    for finding in found.values():
        name = base_of(finding.claim.left)
        shape = shape_of(finding.claim.right)
        if name is not None and shape and finding.verdict != "refuted":
            shapes.setdefault(name[0], shape)
    return replace(submission, context=replace(submission.context, shapes=shapes))


def ruled_shape(book: Book, claim: Claim, equation: Claim) -> Finding:
    """The verdict on a claim on a shape; ``equation`` is what the book has in its place."""
    space = _space_of(claim)
    assert space is not None
    claimed = tuple(map(size_read, space))
    column = claimed[::-1] if space and space[1] == "1" else claimed
    number = [(), (1, 1)] if not space else []
    differing: list[tuple[Any, ...]] = []
    turned = False
    why = ""
    for reading in islice(book.readings(equation), _READINGS):
        if not isinstance(reading, Reading) or reading.square or _guessed(book, reading):
            why = why or getattr(reading, "why", "")
            continue
        shape = tuple(getattr(reading.statement.lhs, "shape", ()))
        slope = _derivative(claim, reading)
        if shape in (claimed, column, *number) and not (slope and _against(book, reading)):
            return _holds(claim, reading)
        if slope is not None:
            if len(claimed) > 2 and _axes(claimed) in _arrays(slope):
                return _holds(claim, reading)
            turned |= _factors(shape) == _factors(claimed)
            if turned and len(claimed) > 2:
                return Finding(claim, "unknown", reason="nothing says the order of its axes")
        else:
            turned = True
        differing.append(shape)
    if not differing:
        return Finding(claim, "unknown", reason=why or "nothing else says what it is")
    flat = [any(sp.sympify(size).is_Mul for size in shape) for shape in differing]
    shape = differing[flat.index(False) if False in flat else 0]
    doubt = _doubt(book, claim, equation, claimed, differing)
    if doubt and (turned or doubt != _LAYOUT or _slopes_behind(book, equation)):
        return Finding(claim, "unknown", reason=doubt)
    note = f"its shape is {_written(shape)}, not {_written(claimed) or 'that of a number'}"
    return Finding(claim, "refuted", "audit", witness=Witness(note=note), reason=note)


def _guessed(book: Book, reading: Reading) -> bool:
    """Whether a reading rests on names of which nothing says what they are: of a loss that is
    some function of others the shape of its derivatives is known."""
    functions = {found[1] for said in reading.said for found in _FUNCTION.finditer(said)}
    return bool({*reading.loose} - {*book.scopes[0].table} - functions)


def _holds(claim: Claim, reading: Reading) -> Finding:
    try:
        ruling = ruled(reading.statement, reading.theorems())
    except DeriveError as error:
        return Finding(claim, "unknown", reason=str(error))
    if ruling.verdict != "proved":
        return Finding(claim, "agrees", "audit", words_of(reading), reason=ruling.reason)
    return Finding(claim, "proved", "kernel", words_of(reading))


def _doubt(
    book: Book,
    claim: Claim,
    equation: Claim,
    claimed: tuple[Any, ...],
    differing: list[tuple[Any, ...]],
) -> str:
    """Why a shape that differs from what is claimed is not called wrong, or ""."""
    known = {value for values in book.scopes[0].table.values() for value in values}
    parts = {*claimed, *(size for shape in differing for size in shape)}
    sizes = {symbol for size in parts for symbol in sp.sympify(size).free_symbols}
    if sizes - known:
        return f"nothing says what {', '.join(map(latex, sizes - known))} is"
    if () in differing and claimed:
        return "it may stand for more than a number"
    before = book.submission.claims[: claim.number]
    if any(_equates(other, {*map(str, sizes)}) for other in before):
        return "sizes are said to be equal somewhere"
    slopes = any(word in claim.left for word in _SLOPES) or _slopes_behind(book, equation)
    if slopes and not (book.layouts.rows or book.layouts.shaped):
        return _LAYOUT
    return ""


def _slopes_behind(book: Book, equation: Claim) -> bool:
    """Whether derivatives stand in what the names are defined by."""
    needed = [side for pair in book.known.concerning(equation, book.scopes[0]) for side in pair]
    return any(word in side for side in needed for word in _SLOPES)


def _derivative(claim: Claim, reading: Reading) -> Any:
    """The one derivative that is spoken of, in whatever layout; None where it is more or less."""
    sides = reading.other(replace(claim, relation="=", right=claim.left))
    if sides is None:
        return None
    found = sides[0].arg if isinstance(sides[0], sp.Transpose) else sides[0]
    return found if isinstance(found, (al.Jacobian, al.Gradient, al.PartialDerivative)) else None


def _against(book: Book, reading: Reading) -> bool:
    """Whether the text has a column for each component, and the reading a row for each."""
    sides = (reading.statement.lhs, reading.statement.rhs)
    gradients = any(sp.sympify(side).has(al.Gradient) for side in sides)
    return book.layouts.columns and reading.layout == ("transposed" if gradients else "numerator")


def _arrays(slope: Any) -> list[list[Any]]:
    """The axes of a derivative as an array: those of what is differentiated first, or last."""
    of, wrt = (_axes(getattr(part, "shape", ())) for part in (slope.of, slope.wrt))
    return [of + wrt, wrt + of]


def _axes(shape: tuple[Any, ...]) -> list[Any]:
    return [sp.sympify(size) for size in shape if size != 1]


def _factors(shape: tuple[Any, ...]) -> list[str]:
    """The sizes of which a shape is made, but 1: no layout of a derivative changes these."""
    whole = sp.Mul(*map(sp.sympify, shape)).as_powers_dict()
    return sorted(f"{size}^{power}" for size, power in whole.items() if size != 1)


def _equates(claim: Claim, sizes: set[str]) -> bool:
    """Whether it says n = d, or d = 3, of sizes."""
    return claim.relation == "=" and claim.left.strip() in sizes and claim.role != "fresh"


def _written(shape: tuple[Any, ...]) -> str:
    return "×".join(map(str, shape))
