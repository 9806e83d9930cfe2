"""The chain rule backwards through an expression, each different node once.

Of what is still to be differentiated coefficients are kept, by node and by the Σ that it stands
under: a covector G of each node for ⟨G, ∂F/∂X⟩ (a gradient), or L for L ∂F/∂X (a Jacobian).  A step
replaces a node by its arguments, by its row of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy as sp

from derive.calculus.differentials import row_of
from derive.calculus.expressions import Expression
from derive.calculus.indices import meeting, named
from derive.calculus.row import Limits, added, summed
from derive.calculus.simplify import is_scalar, simplified, times

__all__ = ["Backwards"]

Scope = tuple[Limits, ...]


class Backwards:
    """The states that a derivation passes through; ``conditions`` is what indices have to satisfy.

    ``local(node, k, coefficient)`` is the coefficient of the k-th part of a node; ``whole`` writes
    an open node and its coefficient as a derivative, ``leaf`` the coefficient of the variable.
    """

    def __init__(
        self,
        expression: Expression,
        local: Callable[[Any, int, Any], Any],
        whole: Callable[[Any, Any], Any],
        leaf: Callable[[Any], Any] = lambda g: g,
    ) -> None:
        self.expression = expression
        self.local, self.whole, self.leaf = local, whole, leaf
        self.conditions: dict[tuple[Any, Any], None] = {}
        self.places: dict[Any, None] = {}

    def states(self, seed: Any) -> Iterator[tuple[Any, str]]:
        """What each step arrives at, with its reason; ends with the variable alone."""
        expression = self.expression
        pending: dict[Any, dict[Scope, list[Any]]] = {expression.root: {(): [seed]}}
        for node in reversed(expression.nodes):
            if expression.is_variable(node) or node not in pending:
                continue
            row, index = row_of(node), expression.indices.get(node)
            limits = tuple(tuple(named(x, index) for x in each) for each in row.limits(node))
            for scope, found in pending.pop(node).items():
                by = _total(found)
                for k, part in enumerate(row.parts(node)):
                    if part in expression.moving:
                        new = simplified(named(self.local(node, k, by), index))
                        pending.setdefault(part, {}).setdefault(scope + limits, []).append(new)
            yield self._written(pending), row.says

    def _written(self, pending: dict[Any, dict[Scope, list[Any]]]) -> Any:
        terms = []
        for node, scopes in pending.items():
            for scope, found in scopes.items():
                total = _total(found)
                if self.expression.is_variable(node):
                    terms += self._met(node, scope, total)
                else:
                    terms.append(summed(self.whole(total, node), scope))
        return added(terms) if terms else None

    def _met(self, node: Any, scope: Scope, by: Any) -> list[Any]:
        at = meeting(node, self.expression.wrt, scope)
        if at is None:
            return []
        self.conditions.update(dict.fromkeys(at.conditions))
        for index, value in at.values:
            by = by.subs(index, value)
            self.places[value] = None
        return [summed(self.leaf(by), at.scope)]


def _total(found: list[Any]) -> Any:
    """The sum of coefficients; a scalar among matrices is that multiple of the identity."""
    if len(found) == 1:
        return found[0]
    size = next((f.shape[0] for f in found if not is_scalar(f)), None)
    whole = [times(f, sp.Identity(size)) if size is not None and is_scalar(f) else f for f in found]
    return simplified(added(whole))
