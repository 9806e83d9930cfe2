"""Claims of others, judged: the kernel first, then the audit; unknown is never a pass."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sympy import Float, Interval, MatrixBase, Rational, Symbol, sympify

from derive.algebra import Activation
from derive.calculus.steps import Chain, Draft, Entrywise, Hint, Statement, Step
from derive.errors import DeriveError, ShapeError
from derive.worksheets.derivation import Derivation, prove

__all__ = [
    "Claim",
    "judged",
    "judged_limit",
    "judged_range",
    "judged_value",
    "judged_within",
    "omitted",
    "unreadable",
]


@dataclass(frozen=True)
class Claim:
    """What was said, the verdict, who gave it, and the witness if there is one."""

    said: Any
    verdict: str
    by: str
    witness: Any = None
    #: what stands before it: the sheet's words, our reading of them, or what it leaves out
    label: str = "Read as"


@dataclass(frozen=True)
class RangeOf:
    """The claim that the values of ``lhs`` are just those of the interval ``rhs``."""

    lhs: Any
    rhs: Any
    relation: str = "fills"


def judged(
    said: Statement, hints: tuple[Hint, ...] = (), uses: tuple[Any, ...] = (), read: str = ""
) -> Claim:
    """Judge an equation: proved by the kernel, or refuted by the audit's witness, or unknown.

    ``read`` says how the claim was read, where it can be read in more ways than one.
    """
    read = read and f", {read}"
    step = Step("lemma", said.lhs, said.rhs, hints)
    found = Derivation(Draft("claim", "A claim", said, Chain((step,)), uses=uses), _proved(uses))
    if found.status == "proved":
        return Claim(said, "proved", f"the kernel{read}")
    from derive.audit import check_statement

    try:
        verdict = check_statement(said)
    except ShapeError as error:
        return Claim(said, "refuted", f"the shapes of its sides{read}", {"where": str(error)})
    except DeriveError as error:
        return Claim(said, "unknown", str(error))
    if verdict.status == "refuted":
        return Claim(said, "refuted", f"the audit{read}", shown(verdict.witness))
    return Claim(said, verdict.status, f"the audit{read}; the kernel refuses it: {found.reason}")


def _proved(drafts: tuple[Any, ...]) -> tuple[Derivation, ...]:
    return tuple(prove(draft) for draft in drafts)


def judged_range(interval: Any, true: Derivation) -> Claim:
    """Judge the claim that an interval is the range, given the range that has been proved.

    Refuted if the claimed interval has a point that the proved one has not: it is the witness.
    """
    said, proved = RangeOf(true.lhs, interval), true.rhs
    if true.status != "proved":
        return Claim(said, "unknown", "the range is not known")
    outside = interval - proved
    if outside.is_empty:
        return Claim(said, "unknown", "the true range may be smaller than the one proved")
    by = "the kernel, read as the range"
    part = outside.args[0] if outside.is_Union else outside
    point = (part.inf + part.sup) / 2 if isinstance(part, Interval) else next(iter(part))
    return Claim(said, "refuted", by, {"a value never taken": point})


def judged_within(said: Statement, hints: tuple[Hint, ...]) -> Claim:
    """Judge the claim that a quantity lies in an interval, whether or not that is tight."""
    found = Derivation(Draft("claim", "A claim", said, Entrywise("interval", hints)), ())
    if found.status == "proved":
        return Claim(said, "proved", "the kernel, read as a bound")
    return Claim(said, "unknown", found.reason)


def judged_value(said: Statement, true: Derivation) -> Claim:
    """Judge the claim that a quantity stays in an interval, given one exact value of it."""
    value = true.data["C_2"] if true.status == "proved" else None
    if value is None or said.rhs.contains(value) == True:  # noqa: E712  # a SymPy truth value
        return Claim(said, "unknown", "no value outside is known")
    cell = dict(true.statement.system.equations)
    return Claim(said, "refuted", "the kernel", {**cell, true.lhs: value})


def judged_limit(said: Statement, true: Derivation, read: str) -> Claim:
    """Judge a claim about a limit, given the limit that has been proved."""
    if true.status != "proved" or true.lhs != said.lhs:
        return Claim(said, "unknown", "the limit is not known")
    if true.rhs == said.rhs:
        return Claim(said, "proved", "the kernel")
    matrices = {d.target: d.body for d in true.statement.system.definitions}
    return Claim(said, "refuted", f"the kernel, {read}", {**matrices, "the limit": true.rhs})


def unreadable(said: str, why: str) -> Claim:
    """Words, or signs, that make no statement that could be judged."""
    return Claim(said, "unknown", why, label="The sheet says")


def omitted(what: str) -> Claim:
    """Something that was asked for and is not there."""
    return Claim(what, "unknown", "there is nothing to judge", label="Omitted")


def shown(witness: Any) -> dict[Any, Any]:
    """A witness of the audit as pairs that a document prints."""
    found: dict[Any, Any] = dict(witness.sizes)
    found |= {name: value for name, value in witness.point.items() if not callable(value)}
    for text in witness.functions:  # such as "L[2](v) = v1**2 - v1"
        name, value = text.split(" = ", 1)
        name = re.sub(r"\[(\d+)\]", r"_{\1}", name.removesuffix("(v)"))
        found[Activation(name)(Symbol("v"))] = sympify(re.sub(r"\bv(\d+)\b", r"v_\1", value))
    for side, value in (("left side", witness.lhs), ("right side", witness.rhs)):
        found[side] = _short(value)
    return found


def _short(value: Any) -> Any:
    if isinstance(value, MatrixBase):
        return value.applyfunc(_short)
    long = isinstance(value, Rational) and value.q > 10**6
    return Float(value, 6) if long or isinstance(value, Float) else value
