"""The errata of the sheet that the worksheet corrects: its claims, each judged here and now."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sympy import (
    Ge,
    Integer,
    MatPow,
    Symbol,
    oo,
)

from derive.algebra import Jacobian
from derive.calculus.steps import Statement
from derive.worksheets.claims import (
    Claim,
    judged,
    judged_limit,
    omitted,
    unreadable,
)
from derive.worksheets.derivation import Derivation
from derive.worksheets.sheets import Reviews, Sheet, review
from derive.worksheets.worksheet import Erratum

__all__ = ["LINES", "SHEET", "errata", "reviewed"]


#: the old sheet as transcribed, and which lines of it each erratum names
SHEET = Path(__file__).with_name("rnn_lstm_sheet")
LINES = {
    "E1": ("1a", (11, 27, 33)),
    "E2": ("1b", (8,)),
    "E3": ("2a", (10,)),
    "E5": ("2b", (19,)),
    "E6": ("2c", (6,)),
    "E10": ("3a", (9, 11)),
    "E11": ("3b", (8, 10, 12, 16, 18, 20)),
    "E12": ("3b_others", (10, 12, 14)),
    "E13": ("3c", (8,)),
    "E14": ("3c", (18,)),
}


def reviewed() -> Reviews:
    """The review of the lines of the old sheet that an erratum names."""
    lines: dict[str, tuple[int, ...]] = {}
    for question, named in LINES.values():
        lines[question] = (*lines.get(question, ()), *named)
    return review(SHEET, lines)


def errata(
    sheet: Any, theorems: Mapping[str, Mapping[str, Derivation]], old: Sheet
) -> tuple[Erratum, ...]:
    """E1–E14: lines of the old sheet, our reading of its words, and what is left out.

    ``theorems`` (question → key → derivation) say what is true; ``old`` is the sheet, reviewed.
    What a review cannot read, words and what is not there, is judged here.
    """
    quoted = {name: old.claims(question, *lines) for name, (question, lines) in LINES.items()}
    growth = ("ones_power", "jordan", "rotation")
    gates = ("forget_range", "input_range", "output_range")
    rows = (
        (
            "E1",
            "1a",
            quoted["E1"],
            (theorems["1a"]["slope"], theorems["1a"]["jacobian"]),
        ),
        (
            "E2",
            "1b",
            (
                omitted("A derivation; the sheet has the words: by the chain rule."),
                *quoted["E2"],
            ),
            (theorems["1b"]["gradient"], theorems["1b"]["misreading"]),
        ),
        ("E3", "2a", quoted["E3"], theorems["2a"]["expansion"]),
        (
            "E4",
            "2a",
            (omitted("The product of the factors, which is asked for."),),
            theorems["2a"]["jacobian_product"],
        ),
        (
            "E5",
            "2b",
            (
                omitted("Base case and hypothesis of the induction; that Q is invertible."),
                *quoted["E5"],
            ),
            theorems["2b"]["power"],
        ),
        ("E6", "2c", quoted["E6"], theorems["2c"]["power"]),
        ("E7", "2c", (_column(theorems["2c"]["other_column"]),), theorems["2c"]["growth_norm"]),
        ("E8", "2c", (_boundary(),), tuple(theorems["2c"][key] for key in growth)),
        (
            "E9",
            "2c",
            (_weights_alone(sheet),),
            (theorems["2a"]["bound"], theorems["2c"]["network"]),
        ),
        ("E10", "3a", (*quoted["E10"], *_unread()), theorems["3b"]["output_range"]),
        ("E11", "3b", quoted["E11"], tuple(theorems["3b"][g] for g in gates)),
        (
            "E12",
            "3b",
            quoted["E12"],
            tuple(theorems["3b"][key] for key in ("cell_bound", "cell_witness")),
        ),
        ("E13", "3c", quoted["E13"], theorems["3c"]["factors"]),
        (
            "E14",
            "3c",
            (*quoted["E14"], _scalar(sheet)),
            (theorems["3c"]["constant"], theorems["3c"]["full_constant"]),
        ),
    )
    return tuple(Erratum(*row) for row in rows)


def _column(column: Derivation) -> Claim:
    """The column with the number of the large eigenvalue: it grows or not, as they are ordered."""
    true = column.statement
    said = Statement(true.lhs, oo, true.system, "->", true.given, true.limit)
    return judged_limit(said, column, "the eigenvalues ordered so that the second is the large one")


def _boundary() -> Claim:
    return omitted("The case that all eigenvalues are one, which is asked for.")


def _weights_alone(sheet: Any) -> Claim:
    """The gradient's fate read off W: as if ∂h_t/∂h_k were a power of it."""
    states = sheet.states
    t, k = states.t, states.k
    said = MatPow(sheet.net.W, t - k)
    given = states.state_jacobian.statement.given
    return judged(Statement(states.between(t, k), said, sheet.net.system, given=given))


def _unread() -> tuple[Claim, ...]:
    return (
        unreadable(
            "i_t creates the candidate values", "words; the candidate is a layer of its own"
        ),
        unreadable("C_{t1}", "an index that cannot be read"),
    )


def _scalar(sheet: Any) -> Claim:
    """A product of the number 1, where a matrix is asked for."""
    cell, k = sheet.cell, Symbol("k", integer=True)
    given = (Ge(cell.t, k), Ge(k, 0))
    jacobian = Jacobian(cell.C[cell.t], cell.C[k])
    read = "the product of the number one, for more than one unit"
    return judged(Statement(jacobian, Integer(1), cell.system, given=given), read=read)
