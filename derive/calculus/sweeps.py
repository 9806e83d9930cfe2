"""The chain rule run backwards through named equations, each step one that can be read.

What is kept is the frontier: quantities q with covectors G_q such that the derivative looked for is
Σ_q ⟨G_q, ∂q/∂W⟩.  A step replaces the last quantity by those of its equation, and writes the
adjoint of a quantity for its covector once every equation that uses it has been passed.  So the
work is linear in the number of equations, and nothing is multiplied out.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from derive.algebra import (
    LOG,
    Activation,
    Gradient,
    PartialDerivative,
    pullback,
)
from derive.algebra.families import plain
from derive.calculus.covectors import added, is_sum, summed
from derive.calculus.equations import AdjointEquations, zero_of
from derive.calculus.graphs import Equation, limits_of, touches
from derive.calculus.simplify import is_scalar, simplified, symmetric
from derive.calculus.steps import Hint, Step

__all__ = ["Frontier", "contracted", "terms", "written"]


def contracted(G: Any, q: Any, wrt: Any) -> Any:
    """⟨G, ∂q/∂W⟩ as it is written: G for W itself, a gradient where G is 1."""
    if q == wrt:
        return G
    if is_sum(q):
        return summed(contracted(G, q.args[0], wrt), limits_of(q))
    if G == 1 and (is_scalar(q) or q.shape == (1, 1)):  # the loss
        return (PartialDerivative if is_scalar(wrt) else Gradient)(q, wrt)
    return pullback(G, q, wrt)


def terms(frontier: dict[Any, Any], wrt: Any) -> list[Any]:
    """⟨G_q, ∂q/∂W⟩ for each quantity."""
    return [contracted(G, q, wrt) for q, G in frontier.items()]


def written(frontier: dict[Any, Any], wrt: Any) -> Any:
    """Σ_q ⟨G_q, ∂q/∂W⟩."""
    return added(terms(frontier, wrt) or [zero_of(wrt)])


class Frontier:
    """A sweep for one variable.

    Parameters
    ----------
    adjoints : the adjoint equations.
    wrt : the variable W.
    start : quantity → the covectors there to begin with.
    todo : (equation, time) to be passed, in this order; the time is None for a symbol.
    """

    def __init__(
        self,
        adjoints: AdjointEquations,
        wrt: Any,
        start: dict[Any, list[Any]],
        todo: list[tuple[Equation, Any]],
    ) -> None:
        self.adjoints, self.wrt = adjoints, wrt
        self.moving = adjoints.graph.depending(wrt)
        self.frontier: dict[Any, Any] = {}
        self.todo = [(e, time) for e, time in todo if e.head in self.moving]
        self._targets = [e.target if time is None else e.at(time) for e, time in self.todo]
        self._uses = [set(adjoints.pulls_at(e, time)) for e, time in self.todo]
        for q, found in start.items():
            self._put(q, found)

    def _put(self, q: Any, found: list[Any]) -> None:
        before = [self.frontier[q]] if q in self.frontier else []
        self.frontier[q] = simplified(added([*before, *found]))

    def steps(self, before: Any, hints: tuple[Hint, ...] = (), says: str = "") -> list[Step]:
        """The steps from ``before`` to the end; by ``hints`` it is the frontier as it stands."""
        out: list[Step] = []
        named = self._named(0)
        now = written(self.frontier, self.wrt)
        if now != before:
            why = "; ".join(filter(None, (says, _listed(named)))) or "linearity"
            out.append(Step("definition", before, now, (*hints, *self._unfold(named)), says=why))
            before = now
        for k, ((e, time), target) in enumerate(zip(self.todo, self._targets, strict=True)):
            if target not in self.frontier:
                continue
            self.frontier.pop(target)
            pulls = self.adjoints.pulls_at(e, time)
            own = [Hint("unfold", target)] if any(G.has(target) for G in pulls.values()) else []
            for q, G in pulls.items():
                if touches(q, self.moving):
                    self._put(q, [G])
            named = self._named(k + 1)
            after = written(self.frontier, self.wrt)
            used = (Hint("chain", target), *self._laws(e), *self._unfold(named), *own)
            why = "; ".join(filter(None, (f"chain rule through {_name(target)}", _listed(named))))
            out.append(Step("chain", before, after, used, says=why))
            before = after
        return out

    def _unfold(self, named: list[Any]) -> list[Hint]:
        return [Hint("unfold", self.adjoints.of(q)) for q in named]

    def _named(self, done: int) -> list[Any]:
        """Quantities all of whose users are passed now: their covector gets its name."""
        left = set().union(*self._uses[done:])
        found = []
        for q in self._targets[done:]:
            if q in self.frontier and q not in left:
                adjoint = self.adjoints.of(q)
                if self.frontier[q] != adjoint:
                    found.append(q)
                    self.frontier[q] = adjoint
        return found

    def _laws(self, e: Equation) -> list[Hint]:
        """What the kernel needs beside the chain rule for some nodes of an equation."""
        graph = self.adjoints.graph
        hints = [Hint("chain", name) for name in reversed(graph.names)]
        if e.body is None:
            return hints
        hints += [Hint("law", LOG.diff()), Hint("law", Activation("sqrt", order=1))]
        hints += [Hint("expand")] if e.body.has(sp.MatPow) else []
        invertible = graph.model.system.invertible
        hints += [
            Hint("symmetric", name)
            for name, body in graph.names.items()
            if name in invertible and symmetric(body)
        ]
        return hints


def _name(q: Any) -> str:
    return plain(q.name)


def _listed(found: list[Any]) -> str:
    names = dict.fromkeys(map(_name, found))
    return f"definition of the adjoint of {', '.join(names)}" if names else ""
