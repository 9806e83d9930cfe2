"""Gradients by a symmetric or a diagonal matrix: by its independent entries.

The entries of a symmetric X are not independent: X_ij and X_ji are one number.  With Z for the
independent ones, X = Z + Zᵀ − diag(Z) (Z is, say, lower triangular), or X = diag(Z) for a diagonal
X, the gradient is that of f(X(Z)) by Z.  With G the gradient as if all entries of X were
independent it is G + Gᵀ − diag(G), or diag(G), where diag keeps the diagonal and drops the rest.

Source: Petersen and Pedersen, *The Matrix Cookbook* (2012), 2.8, equations 136 and 138.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagonalOf

from derive.algebra import Definition, Gradient, System
from derive.calculus.gradients import Question
from derive.calculus.simplify import simplified
from derive.calculus.steps import Draft
from derive.errors import DeriveError

__all__ = ["STRUCTURES", "Structured"]


def _diagonal(M: Any) -> Any:
    return sp.DiagMatrix(DiagonalOf(M))


def _mirrored(M: Any) -> Any:
    return sp.MatAdd(M, sp.Transpose(M), sp.MatMul(-1, _diagonal(M)))


@dataclass(frozen=True)
class _Structure:
    """How X is made of Z; the gradient by Z is made of that by X in the same way."""

    made: Callable[[Any], Any]
    says: str
    layout: str


STRUCTURES = {
    "symmetric": _Structure(
        _mirrored,
        "X_ij and X_ji are one number, so their derivatives add; on the diagonal there is one",
        "the gradient has the shape of {X} = {Z} + {Z}.T - diag({Z}), and is symmetric: "
        "entry (i, j) is the derivative by the one number that stands at (i, j) and at (j, i)",
    ),
    "diagonal": _Structure(
        _diagonal,
        "only the entries on the diagonal vary",
        "the gradient has the shape of {X} = diag({Z}), and is diagonal",
    ),
}


@dataclass(frozen=True)
class Structured:
    """The gradient of a scalar by a square matrix of a structure."""

    of: Any
    wrt: Any
    structure: str

    def __post_init__(self) -> None:
        if self.structure not in STRUCTURES:
            raise DeriveError(
                f"a structure is one of {', '.join(STRUCTURES)}, not {self.structure!r}"
            )
        X = self.wrt
        if not isinstance(X, sp.MatrixSymbol) or X.shape[0] != X.shape[1]:
            raise DeriveError(f"a {self.structure} variable is a square matrix symbol, not {X}")

    @cached_property
    def _free(self) -> Question:
        return Question(self.of, self.wrt)

    @cached_property
    def independent(self) -> Any:
        """Z, the symbol of the independent entries."""
        taken = {s.name for s in self._free.expression.symbols} | {self.wrt.name}
        names = ("Z", *(f"Z_{k}" for k in range(1, len(taken) + 2)))
        return sp.MatrixSymbol(next(n for n in names if n not in taken), *self.wrt.shape)

    @cached_property
    def system(self) -> System:
        """What f assumes, and X by its independent entries, above it."""
        assumed = self._free.expression.system
        made = Definition(self.wrt, STRUCTURES[self.structure].made(self.independent))
        return replace(assumed, definitions=(made, *assumed.definitions))

    @cached_property
    def gradient(self) -> Draft:
        """∇_Z f(X(Z)), in terms of X."""
        X, Z, structure = self.wrt, self.independent, STRUCTURES[self.structure]
        question = Question(self.of, X, assuming=self.system)
        free = self._free.gradient  # says what is no scalar
        states = [(Gradient(question.root, X), structure.says), *question.gradient_states()]
        states = [(structure.made(state), says) for state, says in states]
        last = simplified(states[-1][0])
        states += [(last, "collected"), (self._turned(last), f"{X} is its own transpose")]
        lhs = Gradient(question.root, Z)
        layout = structure.layout.format(X=X, Z=Z)
        title = f"The gradient of {question.root} by the {self.structure} matrix {X}"
        draft = question.draft("gradient", title, lhs, states, layout)
        found = {k: free.data[k] for k in ("assumes", "assumed")}
        return replace(draft, data={**draft.data, **found})

    def _turned(self, e: Any) -> Any:
        """``e`` with the transposes of X, and of its powers and its inverse, as themselves."""
        X = self.wrt
        own = {sp.Transpose(X): X, sp.Transpose(sp.Inverse(X)): sp.Inverse(X)}
        powers = e.atoms(sp.MatPow)
        own |= {sp.Transpose(p): p for p in powers if p.base == X}
        return simplified(e.xreplace(own).xreplace(own))
