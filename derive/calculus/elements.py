"""Derivatives by one entry of a variable: that entry of the gradient, ∂f/∂X_ij = (∇_X f)_ij."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import ByEntries, Elementwise, PartialDerivative
from derive.calculus.expressions import in_range
from derive.calculus.gradients import Question
from derive.calculus.products import split, times
from derive.calculus.steps import Draft

__all__ = ["ByEntry", "entry_of"]


@dataclass(frozen=True)
class ByEntry:
    """The derivative of a scalar by an entry of a matrix symbol.

    Raises :class:`~derive.DeriveError` for an entry that is not there, and like
    :class:`~derive.calculus.gradients.Question`.
    """

    of: Any
    wrt: MatrixElement

    @cached_property
    def gradient(self) -> Draft:
        in_range(self.wrt)
        whole, i, j = self.wrt.args
        question = Question(self.of, whole)
        question.check_scalar()
        states = [(MatrixElement(s, i, j), says) for s, says in question.gradient_states()]
        states.append((entry_of(question.gradient.statement.rhs, i, j), "the entry"))
        title = f"The derivative of {question.root} by {self.wrt}"
        lhs = PartialDerivative(question.root, self.wrt)
        return question.draft("gradient", title, lhs, states, "a number")


def entry_of(e: Any, i: Any, j: Any) -> Any:
    """An entry of a matrix, taken from the parts where that is an entry of each."""
    if isinstance(e, sp.MatAdd):
        return sp.Add(*(entry_of(a, i, j) for a in e.args))
    if isinstance(e, sp.HadamardProduct):
        return sp.Mul(*(entry_of(a, i, j) for a in e.args))
    if isinstance(e, sp.HadamardPower):
        return sp.Pow(entry_of(e.base, i, j), e.exp)
    if isinstance(e, Elementwise):
        return e.function(entry_of(e.argument, i, j))
    if isinstance(e, sp.Transpose):
        return entry_of(e.arg, j, i)
    if isinstance(e, DiagonalOf):
        return entry_of(e.args[0], i, i)
    if isinstance(e, (sp.ZeroMatrix, sp.OneMatrix, sp.Identity)):
        return e[i, j]
    if isinstance(e, ByEntries):
        return e._entry(i, j)
    scalars, matrices = split(e)
    if len(matrices) > 1 and matrices[0].shape[1] == matrices[1].shape[0] == 1:  # a column, a row
        return scalars * entry_of(matrices[0], i, 0) * entry_of(times(*matrices[1:]), 0, j)
    if scalars != 1:
        return scalars * entry_of(times(*matrices), i, j)
    return MatrixElement(e, i, j)
