"""What is known of the derivative of a kind of node, and the index that a row may bind.

For a node F of arguments A_k a row has ``parts`` (what may depend on the variable) and, for each,

    pull   the covector G at F as one at A_k:      ⟨G, dF⟩ = Σ_k ⟨pull(G), dA_k⟩
    push   ∂vec(F)/∂vec(A_k), a matrix, or a scalar for that multiple of the identity
    d      dF, in terms of the dA_k

and, of a Σ or a Π, the ``limits`` within which all of this is summed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from derive.algebra import MatrixSum
from derive.calculus.simplify import is_scalar

__all__ = ["INDEX", "Limits", "Row", "added", "summed"]

#: stands for an index that no other part of the expression uses; whoever uses a row names it
INDEX = sp.Dummy("r", integer=True)

#: (index, low, high)
Limits = tuple[Any, Any, Any]


@dataclass(frozen=True)
class Row:
    """What is known of a kind of node; ``says`` is the reason printed beside a step."""

    says: str
    parts: Callable[[Any], tuple[Any, ...]]
    pull: Callable[[Any, int, Any], Any]
    push: Callable[[Any, int], Any]
    d: Callable[[Any, Callable[[Any], Any]], Any]
    #: of each Σ within which the parts stand, the outermost first
    limits: Callable[[Any], tuple[Limits, ...]] = lambda e: ()


def added(terms: list[Any]) -> Any:
    """The sum of matrices, or of scalars."""
    if len(terms) == 1:
        return terms[0]
    return (sp.Add if is_scalar(terms[0]) else sp.MatAdd)(*terms)


def summed(term: Any, scope: tuple[Limits, ...]) -> Any:
    """Σ of a matrix or a scalar over all of a scope."""
    for limits in reversed(scope):
        term = (sp.Sum if is_scalar(term) else MatrixSum)(term, limits)
    return term
