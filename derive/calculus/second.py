"""Second derivatives: the Hessian, and its product with a direction.

Both begin with the gradient, a derivation of its own that they use: the Hessian is its Jacobian,
∂vec(∇f)/∂vec(X), the product with V its differential for dX = V.

Source: Magnus and Neudecker, *Matrix Differential Calculus* (2019), chapter 10; Pearlmutter (1994),
*Fast exact multiplication by the Hessian*.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp

from derive.algebra import Gradient, Jacobian, PartialDerivative, differential_of, same_shape
from derive.calculus.expressions import shape_of
from derive.calculus.gradients import Question
from derive.calculus.simplify import is_scalar
from derive.calculus.steps import Draft
from derive.errors import DeriveError

__all__ = ["SecondOrder"]

_HESSIAN = (
    "numerator layout: a row for each component of the gradient, a column for each component of "
    "the variable, a matrix column by column; the Hessian is symmetric"
)
_BY_GRADIENT = "the gradient, derived before"


@dataclass(frozen=True)
class SecondOrder:
    """The second derivatives of a scalar expression by a variable."""

    of: Any
    wrt: Any

    @cached_property
    def gradient(self) -> Draft:
        """The gradient, under all that the second derivatives need."""
        return Question(self.of, self.wrt, assuming=self._second.expression.system).gradient

    @cached_property
    def _first(self) -> Question:
        return Question(self.of, self.wrt)

    @cached_property
    def _second(self) -> Question:
        found = self._first.gradient.statement.rhs
        question = Question(found, self.wrt, beside=self._first.root)
        question.conditions.update(self._first.conditions)
        question.places.update(self._first.places)
        return question

    @property
    def _slope(self) -> Any:
        x, root = self._second.expression.wrt, self._first.root
        return PartialDerivative(root, x) if is_scalar(x) else Gradient(root, x)

    @cached_property
    def hessian(self) -> Draft:
        """∂vec(∇f)/∂vec(X), symmetric, with as many rows and columns as X has entries."""
        x, g = self._second.expression.wrt, self._second.root
        derivative = PartialDerivative if is_scalar(x) else Jacobian
        states = self._second.jacobian_states() if not is_scalar(x) else []
        states = states or self._second.gradient_states()
        states = [(derivative(g, x), _BY_GRADIENT), *states]
        title = f"The Hessian of {self._first.root} by {x}"
        lhs = derivative(self._slope, x)
        layout = "a number" if is_scalar(x) else _HESSIAN
        return self._second.draft("hessian", title, lhs, states, layout, (self.gradient,))

    def product(self, direction: Any) -> Draft:
        """The Hessian applied to a direction: d(∇f) for dX = V, of the shape of X."""
        x, g = self._second.expression.wrt, self._second.root
        V = sp.sympify(direction)
        same_shape(f"the direction {V} and {x}", shape_of(V), shape_of(x))
        if x in V.free_symbols | V.atoms(sp.MatrixSymbol):
            raise DeriveError(f"the direction {V} depends on {x}: name it by a symbol of its own")
        states = [(differential_of(g, x, V), _BY_GRADIENT), *self._second.differential_states(V)]
        title = f"The Hessian of {self._first.root} by {x}, applied to {V}"
        lhs = differential_of(self._slope, x, V)
        layout = f"a linear map of {V}, of the shape of the variable"
        uses = (self.gradient,)
        return self._second.draft("hessian-vector-product", title, lhs, states, layout, uses)
