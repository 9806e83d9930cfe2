"""What the audit says of a statement: it agrees, it is refuted by a witness, or unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from sympy import Float, MatrixBase, sstr

__all__ = ["Agreement", "Refutation", "Unknown", "Verdict", "Witness"]


@dataclass(frozen=True)
class Witness:
    """A point at which a statement fails.

    ``sizes`` and ``point`` are what :func:`derive.audit.evaluate` takes; ``lhs`` and ``rhs`` are
    the two sides there; ``entry`` is the first entry (counted from 0) at which a matrix fails.
    """

    sizes: dict[Any, int]
    point: dict[Any, Any]
    lhs: Any
    rhs: Any
    relation: str = "="
    entry: tuple[int, int] | None = None
    #: opaque functions at the indices that were used, as text
    functions: tuple[str, ...] = ()

    def __str__(self) -> str:
        given = [f"{s} = {v}" for s, v in self.sizes.items()]
        values = {k: v for k, v in self.point.items() if not callable(v)}
        given += [f"{k} = {_show(v)}" for k, v in values.items()]
        given += self.functions
        left, right, where = self.lhs, self.rhs, ""
        large = any(isinstance(x, MatrixBase) and len(x) > 12 for x in (left, right))
        if large and self.entry is not None:
            where = f" in entry ({self.entry[0] + 1}, {self.entry[1] + 1})"
            left, right = (x[self.entry] if isinstance(x, MatrixBase) else x for x in (left, right))
        verdict = f"left {_show(left)} is not {self.relation} right {_show(right)}{where}"
        return f"{', '.join(given)}: {verdict}" if given else verdict


def _show(value: Any) -> str:
    """A number, or a matrix as rows in brackets (a column as one bracket), in 6 digits."""
    if isinstance(value, MatrixBase):
        rows = value.tolist()
        if value.cols == 1 and value.rows > 1:
            return "[" + "; ".join(_show(r[0]) for r in rows) + "]"
        return "[" + "; ".join(", ".join(map(_show, r)) for r in rows) + "]"
    if isinstance(value, Float):
        return f"{float(value):.6g}"
    return str(sstr(value))


@dataclass(frozen=True)
class Agreement:
    """Both sides agree at ``points`` points: exactly (``digits`` None) or to that many digits.

    Evidence, never a proof.
    """

    digits: int | None
    points: int
    status: Literal["agrees"] = field(default="agrees", init=False)

    def __str__(self) -> str:
        to = "exactly" if self.digits is None else f"to {self.digits} digits"
        return f"agrees {to} at {self.points} points"


@dataclass(frozen=True)
class Refutation:
    """The statement is false, as ``witness`` shows, which is sought when it is asked for."""

    seek: Callable[[], Witness] = field(repr=False)
    status: Literal["refuted"] = field(default="refuted", init=False)

    @cached_property
    def witness(self) -> Witness:
        return self.seek()

    def __str__(self) -> str:
        return f"refuted at {self.witness}"


@dataclass(frozen=True)
class Unknown:
    """The audit cannot say; ``reason`` says why."""

    reason: str
    status: Literal["unknown"] = field(default="unknown", init=False)

    def __str__(self) -> str:
        return f"unknown: {self.reason}"


Verdict = Agreement | Refutation | Unknown
