"""Proofs of claims about inverses of sums: Woodbury's identity and its kin.

Both sides are multiplied by a matrix whose inverse stands at one end, so that this goes; in what is
left, M·A⁻¹ is I − (A − M)·A⁻¹ for a summand M of A.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from sympy import Identity, MatAdd, MatMul, Transpose

from derive.calculus.hints import binders, names_only, symmetric_ones, unfolds
from derive.calculus.steps import Hint, Statement

__all__ = ["multipliers", "parts_replaced", "ways"]

#: how many summands of each matrix are tried as what is replaced, and how many ways in all
_PARTS = 2
_WAYS = 32
#: how often what is in the middle of a product is replaced
_ROUNDS = 3


def _inverted(statement: Statement) -> list[tuple[Any, Any]]:
    """The matrices that have an inverse by assumption and a definition, with that."""
    system = statement.system
    return [(d.target, d.body) for d in system.definitions if d.target in system.invertible]


def multipliers(statement: Statement) -> Iterator[tuple[Hint, ...]]:
    """No multiplication, and one by each matrix from each side."""
    yield ()
    if not getattr(statement.lhs, "is_Matrix", False):
        return
    for matrix, _ in _inverted(statement):
        for side, size in zip(("left", "right"), statement.lhs.shape, strict=True):
            if size == matrix.shape[0] and size != 1:
                yield Hint("multiply", matrix, side), Hint("unfold", matrix)


def _parts(body: Any) -> list[Any]:
    """The summands of a matrix that may be replaced, those of the most factors first."""
    found = [part for part in MatAdd.make_args(body) if not _multiple_of_identity(part)]
    return sorted(found, key=lambda part: -len(MatMul.make_args(part)))[:_PARTS]


def _doubled(body: Any) -> bool:
    """Whether a symmetric matrix is defined as M + Mᵀ, so that it is seen to be one."""
    parts = MatAdd.make_args(body)
    return len(parts) == 2 and any(Transpose(m) in parts for m in parts if m.is_symbol)


def _multiple_of_identity(part: Any) -> bool:
    matrices = [f for f in MatMul.make_args(part) if getattr(f, "is_Matrix", False)]
    return all(isinstance(f, Identity) for f in matrices)


def parts_replaced(statement: Statement) -> Iterator[tuple[Hint, ...]]:
    """For a summand M of each matrix A, that M·A⁻¹, and A⁻¹·M, are what they are by the others."""
    named = _inverted(statement)
    for parts in product(*(_parts(body) for _, body in named)):
        yield tuple(
            Hint("inverse", (matrix, part), side)
            for (matrix, _), part in zip(named, parts, strict=True)
            for side in ("right", "left")
        )


def ways(statement: Statement) -> Iterator[tuple[Hint, ...]]:
    """Hints under which a claim about inverses of sums may be seen to hold, the likeliest first."""
    named = _inverted(statement)
    if not named:
        return
    symmetric = symmetric_ones(statement.system)
    kept = {*dict(named), *(d.target for d in statement.system.definitions if _doubled(d.body))}
    unfold = tuple(hint for hint in unfolds(statement, 1) if hint.what not in kept)
    named_numbers = [name for name in names_only(statement) if not hasattr(name, "shape")]
    numbers = (Hint("clear"), *(Hint("unfold", name) for name in named_numbers), Hint("clear"))
    expand = (Hint("expand"),) if binders(statement) else ()
    count = 0
    for replaced in parts_replaced(statement):
        for times in multipliers(statement):
            for opened, order in dict.fromkeys(product((unfold, ()), ((), symmetric))):
                count += 1
                if count > _WAYS:
                    return
                yield (
                    *opened,
                    *expand,
                    *order,
                    *times,
                    *replaced * _ROUNDS,
                    *order,
                    *replaced,
                    *numbers,
                )
