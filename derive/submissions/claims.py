"""What is found in a submission: claims with their places, repairs, and what is declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["SIGNS", "Claim", "Context", "Repair", "Role", "Spot", "Submission"]

#: what a relation is there for:
#: a claim is to be judged;
#: a definition names something ("let z = Wx", :=) and may be used from there on;
#: fresh is a claim whose left side is a name that occurs in no relation before it, so that it is
#: a definition unless the name is known from elsewhere: the judge decides;
#: an assumption is supposed ("if f_t = 1", "assume W = W^T") and judged by nobody
Role = Literal["claim", "definition", "fresh", "assumption"]


@dataclass(frozen=True)
class Spot:
    """A place in the source, all counted from 1; ``cell`` is 0 but in a notebook.

    In a notebook, line and column are those within the cell.

    >>> str(Spot(3, 1)), str(Spot(1, 5, cell=2)), Spot(9, 1, cell=1) < Spot(2, 1, cell=2)
    ('line 3, column 1', 'cell 2, line 1, column 5', True)
    """

    line: int
    column: int
    cell: int = 0

    def __lt__(self, other: Spot) -> bool:
        mine = (self.cell, self.line, self.column)
        return mine < (other.cell, other.line, other.column)

    def __str__(self) -> str:
        within = f"cell {self.cell}, " if self.cell else ""
        return f"{within}line {self.line}, column {self.column}"


@dataclass(frozen=True)
class Repair:
    """Damage that was mended before reading: ``was`` stood at ``spot``, ``now`` is read."""

    spot: Spot
    was: str
    now: str


@dataclass(frozen=True)
class Claim:
    """One relation between two sides, as LaTeX that the reader can take.

    ``left`` and ``right`` are cleaned: macros expanded, alignment, tags and spacing gone, damage
    mended.  ``relation`` is one of = != < <= > >= in ~ (approximately) -> and, of a
    matrix and 0, psd nsd (semidefinite).  In a chain a = b = c
    the second claim is b = c, and ``after`` is the number of the first.
    """

    #: its index among the claims of the submission
    number: int
    #: where its left side begins; for a further link of a chain, and where the left side is on a
    #: line before, where its relation stands
    spot: Spot
    left: str
    relation: str
    right: str
    #: the formula in which it stands, as it is written in the source
    raw: str
    role: Role = "claim"
    after: int | None = None
    #: all claims of one formula, or of a run of displays that go on with "=", share a group
    group: int = 0
    #: conditions written beside it, such as t \ge i > k, as LaTeX
    given: tuple[str, ...] = ()
    #: numbers of the assumptions made before it in its section, which may or may not be meant
    under: tuple[int, ...] = ()
    #: from where to where its formula, delimiters included, stands in the submission's text
    formula: tuple[int, int] = (0, 0)
    #: other sides that the same signs may be meant to have: "A = [1] B = [2]" is a chain, or two
    #: statements that stand side by side; what is true in one reading is not wrong
    alternatives: tuple[tuple[str, str], ...] = ()

    @property
    def latex(self) -> str:
        """The whole relation as LaTeX."""
        return f"{self.left} {SIGNS[self.relation]} {self.right}"


#: relation → how it is written
SIGNS: Mapping[str, str] = {
    "=": "=",
    "!=": r"\neq",
    "<": "<",
    "<=": r"\le",
    ">": ">",
    ">=": r"\ge",
    "in": r"\in",
    "~": r"\approx",
    "->": r"\to",
    "psd": r"\succeq",
    "nsd": r"\preceq",
}


@dataclass(frozen=True)
class Context:
    """What is declared of the symbols, as written: by front matter, a file, or in the text.

    Sizes are LaTeX or plain ("n", "d", "3"); a later declaration never overrides an earlier one.
    """

    #: name → (rows, columns); () a scalar
    shapes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: name of a family (h, indexed by time or position) → the shape of a member
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: name → a known function (sigma, tanh, exp, relu, softmax) or "unknown"
    functions: Mapping[str, str] = field(default_factory=dict)
    #: names of sizes and of indices
    sizes: tuple[str, ...] = ()
    #: equations that hold by declaration, as LaTeX
    definitions: tuple[str, ...] = ()
    #: names of quantities of which only this is known → the names of what they depend on
    depends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: assumptions: name → invertible, symmetric, diagonal, positive, nonzero, orthogonal,
    #: one-hot
    assume: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: a name and what is assumed of it → the number of the first claim behind the words that say so
    since: Mapping[tuple[str, str], int] = field(default_factory=dict)
    #: layout, partial, … → the one reading meant; what is not said is tried in every way
    conventions: Mapping[str, str] = field(default_factory=dict)
    model: str = ""
    worksheet: str = ""
    #: names of which the text says that they are eigenvalues and eigenvectors, and of what
    spectral: tuple[str, ...] = ()
    #: numbers of the lines that only say of what a matrix is made, and define nothing for others
    introduces: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Submission:
    """A file (or text) that has been looked through.

    ``text`` is what was read; of a notebook, its Markdown cells with an empty line between them.
    """

    name: str
    text: str
    claims: tuple[Claim, ...]
    repairs: tuple[Repair, ...] = ()
    context: Context = field(default_factory=Context)
    #: formulas without a relation, or that cannot be taken apart: (place, raw, reason)
    passed_by: tuple[tuple[Spot, str, str], ...] = ()
    #: how its words are marked up: markdown, latex or plain
    format: str = "plain"
