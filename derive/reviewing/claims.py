"""What is found in a submission: claims with their places, repairs, and what is declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Claim", "Context", "Repair", "Spot", "Submission"]


@dataclass(frozen=True, order=True)
class Spot:
    """A place in the source, both counted from 1."""

    line: int
    column: int


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
    mended.  ``relation`` is one of = != < <= > >= in ~ (approximately) ->.  A definition ("let
    z = Wx", :=) is no claim to be judged, but what later claims may use.  In a chain a = b = c
    the second claim is b = c, and ``after`` is the number of the first.
    """

    number: int
    spot: Spot
    left: str
    relation: str
    right: str
    #: the formula in which it stands, as it is written in the source
    raw: str
    role: Literal["claim", "definition"] = "claim"
    after: int | None = None
    #: all claims of one formula, or of a run of displays that go on with "=", share a group
    group: int = 0
    #: conditions written beside it, such as t \ge i > k, as LaTeX
    given: tuple[str, ...] = ()

    @property
    def latex(self) -> str:
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
    #: assumptions: name → invertible, symmetric, diagonal, positive, nonzero, orthogonal
    assume: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: layout, partial, … → the one reading meant; what is not said is tried in every way
    conventions: Mapping[str, str] = field(default_factory=dict)
    model: str = ""
    worksheet: str = ""


@dataclass(frozen=True)
class Submission:
    """A file (or text) that has been looked through."""

    name: str
    text: str
    claims: tuple[Claim, ...]
    repairs: tuple[Repair, ...] = ()
    context: Context = field(default_factory=Context)
    #: formulas without a relation, or that cannot be taken apart: (place, raw, reason)
    passed_by: tuple[tuple[Spot, str, str], ...] = ()
