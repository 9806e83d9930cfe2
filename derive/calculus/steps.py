"""What a strategy hands over: statements, steps with reasons, and drafts of derivations.

Nothing here is trusted.  A :class:`Draft` says what is to be shown and how the kernel may see it;
the verdict is the kernel's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from derive.algebra import System

__all__ = [
    "Chain",
    "Draft",
    "Entrywise",
    "GivenUp",
    "Hint",
    "Induction",
    "Part",
    "Proof",
    "Relation",
    "Statement",
    "Step",
]

#: = equality; <= and < between scalars, entry by entry; in: entries lie in an interval; -> limit
Relation = Literal["=", "<=", "<", "in", "->"]


@dataclass(frozen=True)
class Statement:
    """``lhs relation rhs`` for all sizes, and for all index values that ``given`` allows.

    ``given`` are SymPy relations between index symbols (``Ge(t, 1)``); ``system`` the definitions
    under which it holds; ``limit`` the index that goes to infinity in a ``->`` statement.
    """

    lhs: Any
    rhs: Any
    system: System = field(default_factory=System)
    relation: Relation = "="
    given: tuple[Any, ...] = ()
    limit: Any = None


@dataclass(frozen=True)
class Hint:
    """Where the kernel has to look to see a step; a wrong hint makes a proof fail, never pass.

    kinds: ``unfold`` (replace a member by its definition), ``chain`` (differentiate through the
    definition of a member), ``split`` (take the term at the limit ``what`` off a Σ or Π; ``end``
    is "high" or "low", or "at" for a Σ in three parts, before ``what``, there, and after it, or
    "apart" for every Σ_k Σ_t in three, by k and t), ``gather`` (A·Aⁿ is Aⁿ⁺¹),
    ``count`` (Σ of what does not depend on the index), ``expand`` (write a Σ or Π with integer
    limits out), ``use`` (rewrite by a proved derivation; ``end="reverse"`` from right to left),
    ``hypothesis`` (rewrite by the induction hypothesis), ``cancel`` (subtract a multiple of an
    equation: what = (derivation or "hypothesis", multiple, {index: value})), ``law`` (a function's
    law, for example
    σ = 1/(1+e^{−z})), ``equation`` (the n-th of the system's), ``clear`` (multiply by the
    denominators), ``lower`` (powers of a sum, by the lowest that occurs), ``symmetric`` (of a
    matrix whose definition is; what = a matrix, or (matrix, symmetric ones that it is made of)),
    ``multiply`` (both sides by the invertible matrix ``what``, ``end`` "left" or "right"),
    ``inverse`` (what = (A, a summand M of its definition): M A⁻¹ is I − (A − M) A⁻¹, and with
    ``end`` "left" A⁻¹ M is I − A⁻¹ (A − M)); in an estimate also
    ``bound-hypothesis`` and ``bound-use``, ``whole`` (an ordered product keeps its own norm) and
    ``after`` (what = a hint for the two sides once estimated).
    """

    kind: str
    what: Any = None
    end: str = "high"


@dataclass(frozen=True)
class Step:
    """``before`` relation ``after``, by a rule of the table, with its reason in words."""

    rule: str
    before: Any
    after: Any
    hints: tuple[Hint, ...] = ()
    says: str = ""
    relation: Relation = "="
    level: Literal["main", "detail"] = "main"


@dataclass(frozen=True)
class Chain:
    """A chain of steps, each beginning where the one before it ends."""

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Entrywise:
    """One judgement on the statement as a whole, by a calculus of the kernel's.

    ``by`` is ``interval``, ``estimate``, ``gram``, ``limit`` or ``normal``.
    """

    by: str
    hints: tuple[Hint, ...] = ()
    says: str = ""


@dataclass(frozen=True)
class Induction:
    """Induction on ``index`` from ``start``, upwards (``down=False``) or downwards.

    ``base`` proves the statement at ``index = start``; ``step`` proves it at ``index`` from the
    hypothesis at ``index − 1`` (``index + 1`` when going down).
    """

    index: Any
    start: Any
    base: Proof
    step: Proof
    down: bool = False


@dataclass(frozen=True)
class GivenUp:
    """No proof, and why: the derivation's status is then "unknown", with this reason."""

    reason: str


Proof = Chain | Entrywise | Induction | GivenUp


@dataclass(frozen=True)
class Part:
    """A stretch of a proof as it is printed: the whole, a base case, an induction step."""

    role: Literal["whole", "base", "step"]
    steps: tuple[Step, ...]
    index: Any = None
    start: Any = None
    down: bool = False
    says: str = ""
    #: the calculus that judged it as a whole, where it has no steps
    by: str = ""


@dataclass(frozen=True, eq=False)
class Draft:
    """An unjudged derivation: a statement, a proof, and the derivations that it builds on."""

    name: str
    title: str
    statement: Statement
    proof: Proof
    uses: tuple[Any, ...] = ()
    #: further data of the result (terms of an expansion, eigenvalues …), for figures and prose
    data: Any = None
    #: whether the audit is asked where the kernel finds no proof
    audited: bool = False
    #: another answer to the same question (its left-hand side is this one's), by which code
    #: computes the result; made when it is asked for, since it may build on this draft
    computed: Callable[[], Draft] | None = None

    def parts(self) -> Iterator[Part]:
        yield from _parts(self.proof, "whole", None)

    def towards(self, expected: Any) -> Draft:
        """A chain's draft with one step more: its right side, rearranged, is ``expected``."""
        assert isinstance(self.proof, Chain)
        last = self.proof.steps[-1]
        step = Step("arithmetic", last.after, expected, last.hints)
        statement = replace(self.statement, rhs=expected)
        return replace(self, statement=statement, proof=Chain((*self.proof.steps, step)))


def _parts(proof: Proof, role: Any, about: Induction | None) -> Iterator[Part]:
    where: dict[str, Any] = (
        {} if about is None else {"index": about.index, "start": about.start, "down": about.down}
    )
    if isinstance(proof, Chain):
        yield Part(role, proof.steps, **where)
    elif isinstance(proof, Entrywise):
        yield Part(role, (), says=proof.says, by=proof.by, **where)
    elif isinstance(proof, GivenUp):
        yield Part(role, (), says=proof.reason, **where)
    else:
        yield from _parts(proof.base, "base", proof)
        yield from _parts(proof.step, "step", proof)
