r"""Why a claim that is false as it was read is not called wrong: it may say something else.

A bound by a number of which nothing is said may be a condition (‖W‖ < γ), an equation may say what
a name is (φ(t) = t) or be one that is to be solved (h = W h + u), and a name that stands for a
number here may be a function, or a letter in bold, elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any

import sympy as sp

from derive.judging.arguments import DEFINED
from derive.judging.constants import CONSTANTS
from derive.judging.occurrences import bare_name, names_in
from derive.judging.reading import Reading
from derive.submissions.claims import Claim, Submission

__all__ = ["caution"]

_BOUNDS = ("<", "<=", ">", ">=")
_LENGTH = re.compile(r"\\\||Vert|‖")
_DIFFERENT = re.compile(r"\\ne(?:q)?(?![A-Za-z])|≠")
_IMMEDIATE = re.compile(r"(?:\\partial|∂)\s*\^?\s*\{?\s*[+⁺]")
_KNOWN = (r"\tanh", r"\sigma", r"\exp", r"\log", r"\ln", r"\max", r"\min", r"\det")
_SENTENCE = re.compile(r"[.;。；](?=\s|$)|\n\s*\n")
_BOLD = ("boldsymbol", "mathbf", "bm")


def caution(
    submission: Submission, claim: Claim, reading: Reading, table: Mapping[str, tuple[Any, ...]]
) -> str:
    """Why a claim that a reading makes false is not refuted, or ""."""
    name = bare_name(claim.left)
    open_numbers = _open(reading, {value for values in table.values() for value in values})
    if claim.relation in _BOUNDS and open_numbers and _LENGTH.search(claim.left):
        return f"nothing says what {', '.join(open_numbers)} may be"
    if claim.relation != "=":
        return ""
    new = name is not None and name[0] not in {*table, *CONSTANTS, r"\delta"}
    if new and claim.role == "fresh":
        return f"it may say what {claim.left} is"
    if new and claim.left in claim.right:
        return "it may be an equation that is to be solved"
    applied = DEFINED.match(claim.left)
    if applied and applied[1] in _KNOWN:
        applied = None
    if applied and not any(
        c.role == "definition" and c.left == claim.left for c in _others(submission, claim)
    ):
        return f"it may say what {applied[1]} is"
    if _IMMEDIATE.search(claim.left):
        return "what its immediate derivative holds fixed is not said in full"
    if claim.right.strip() == "0" and _DIFFERENT.search(_before(submission, claim)):
        return "a condition before it is not understood"
    return _another(submission, claim, open_numbers, table)


def _others(submission: Submission, claim: Claim) -> list[Claim]:
    return [other for other in submission.claims if other.number != claim.number]


def _open(reading: Reading, declared: set[Any]) -> list[str]:
    """Numbers in a statement, or in what it needs, that nothing declares or defines."""
    statement = reading.statement
    system = statement.system
    bodies = [d.body for d in system.definitions]
    heads = {d.head for d in system.definitions}
    heads |= {getattr(o.target, "family", o.target) for o in system.opaque}
    free = set().union(
        *(sp.sympify(e).free_symbols for e in (statement.lhs, statement.rhs, *bodies))
    )
    return sorted(
        s.name for s in free if s.is_Symbol and not s.is_integer and s not in declared | heads
    )


def _another(
    submission: Submission, claim: Claim, numbers: list[str], table: Container[str]
) -> str:
    """Whether a number is applied like a function somewhere, or a letter stands in bold too."""
    sides = " ".join(side for c in submission.claims for side in (c.left, c.right))
    for number in numbers:
        written = number if len(number) == 1 or number.startswith("\\") else rf"\{number}"
        if re.search(rf"(?<![A-Za-z\\]){re.escape(written)}\s*(?:\\left\s*)?\([a-z]", sides):
            return f"{written} may be a function"
    for key in {*names_in(claim.left), *names_in(claim.right)}:
        if (
            key not in table
            and len(key) == 1
            and any(rf"\{font}{{{key}}}" in sides for font in _BOLD)
        ):
            return f"{key} may be the letter in bold"
    return ""


def _before(submission: Submission, claim: Claim) -> str:
    before = submission.text[max(0, claim.formula[0] - 160) : claim.formula[0]]
    ends = list(_SENTENCE.finditer(before))
    return before[ends[-1].end() if ends else 0 :]
