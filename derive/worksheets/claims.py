"""Claims of others, judged: the kernel first, then the audit; unknown is never a pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sympy import Float, MatrixBase, Rational, Symbol, sympify

from derive.algebra import Activation
from derive.calculus.steps import Chain, Draft, Hint, Proof, Statement, Step
from derive.errors import DeriveError, ShapeError
from derive.worksheets.derivation import Derivation, prove

__all__ = [
    "Claim",
    "Ruling",
    "function_of",
    "judged",
    "judged_limit",
    "omitted",
    "unreadable",
]


class Ruling(NamedTuple):
    """A verdict, who gave it, and the witness if there is one."""

    verdict: str
    by: str
    witness: Any = None


@dataclass(frozen=True)
class Claim:
    """What was said, and the ruling on it, which is asked for when it is needed."""

    said: Any
    rule: Callable[[], Ruling]
    #: what stands before it: the sheet's words, our reading of them, or what it leaves out
    label: str = "Read as"
    #: the attempt to prove it, judged, where one was made
    derivation: Derivation | None = None

    @cached_property
    def ruling(self) -> Ruling:
        return self.rule()

    @property
    def verdict(self) -> str:
        return self.ruling.verdict

    @property
    def by(self) -> str:
        return self.ruling.by

    @property
    def witness(self) -> Any:
        return self.ruling.witness


def judged(
    said: Statement,
    hints: tuple[Hint, ...] = (),
    uses: tuple[Any, ...] = (),
    read: str = "",
    proof: Proof | None = None,
) -> Claim:
    """Judge an equation: proved by the kernel, or refuted by the audit's witness, or unknown.

    ``read`` says how the claim was read, where it can be read in more ways than one; ``proof``
    is tried where one step from its left to its right side will not do.  Both oracles are asked,
    whatever the first one says: if they disagree, one of them is wrong.
    """
    proof = proof or Chain((Step("lemma", said.lhs, said.rhs, hints),))
    found = Derivation(Draft("claim", "A claim", said, proof, uses=uses), _proved(uses))
    second = _audited(said)

    def rule() -> Ruling:
        if found.status == "proved":
            if second.verdict == "refuted":
                raise DeriveError(f"kernel and audit disagree on {said.lhs} = {said.rhs}")
            return Ruling("proved", f"the kernel{read and f', {read}'}")
        refused = "" if second.verdict != "agrees" else f"; the kernel refuses it: {found.reason}"
        return second._replace(by=f"{second.by}{read and f', {read}'}{refused}")

    return Claim(said, rule, derivation=found)


def _audited(said: Statement) -> Ruling:
    from derive.audit import check_statement

    try:
        verdict = check_statement(said)
    except ShapeError as error:
        return Ruling("refuted", "the shapes of its sides", {"where": str(error)})
    except DeriveError as error:
        return Ruling("unknown", str(error))
    witness = shown(verdict.witness) if verdict.status == "refuted" else None
    return Ruling(verdict.status, "the audit", witness)


def _proved(drafts: tuple[Any, ...]) -> tuple[Derivation, ...]:
    return tuple(prove(draft) for draft in drafts)


def judged_limit(said: Statement, true: Derivation, read: str) -> Claim:
    """Judge a claim about a limit, given the limit that has been proved."""

    def rule() -> Ruling:
        if true.status != "proved" or true.lhs != said.lhs:
            return Ruling("unknown", "the limit is not known")
        if true.rhs == said.rhs:
            return Ruling("proved", "the kernel")
        matrices = {d.target: d.body for d in true.statement.system.definitions}
        return Ruling("refuted", f"the kernel, {read}", {**matrices, "the limit": true.rhs})

    return Claim(said, rule)


def unreadable(said: str, why: str) -> Claim:
    """Words, or signs, that make no statement that could be judged."""
    return Claim(said, lambda: Ruling("unknown", why), label="The sheet says")


def omitted(what: str) -> Claim:
    """Something that was asked for and is not there."""
    return Claim(what, lambda: Ruling("unknown", "there is nothing to judge"), label="Omitted")


def shown(witness: Any) -> dict[Any, Any]:
    """A witness of the audit as pairs that a document prints."""
    found: dict[Any, Any] = dict(witness.sizes)
    found |= {name: value for name, value in witness.point.items() if not callable(value)}
    found |= dict(map(function_of, witness.functions))
    for side, value in (("left side", witness.lhs), ("right side", witness.rhs)):
        found[side] = _short(value)
    return found


def function_of(text: str) -> tuple[Any, Any]:
    """A function that a witness chose, such as ``L[2](v) = v1**2 - v1``, as a pair of terms."""
    name, value = text.split(" = ", 1)
    name = re.sub(r"\[(\d+)\]|_(\d+)$", r"_{\1\2}", name.removesuffix("(v)"))
    return Activation(name)(Symbol("v")), sympify(re.sub(r"\bv(\d+)\b", r"v_\1", value))


def _short(value: Any) -> Any:
    if isinstance(value, MatrixBase):
        return value.applyfunc(_short)
    long = isinstance(value, Rational) and value.q > 10**6
    return Float(value, 6) if long or isinstance(value, Float) else value
