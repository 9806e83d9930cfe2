"""Gradients, Jacobians and differentials of closed expressions, step by step.

The chain rule runs backwards through the expression, each different node once: of what is still to
be differentiated the derivation keeps ⟨G, ∂F/∂X⟩ (a gradient) or L ∂F/∂X (a Jacobian), and a step
replaces F by its arguments, by its row of the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp

from derive.algebra import (
    LOG,
    Activation,
    Gradient,
    HadamardPi,
    Jacobian,
    MatrixSum,
    OrderedProduct,
    PartialDerivative,
    System,
    Unvec,
    differential_of,
    multiplied_out,
    pullback,
    size_of,
)
from derive.calculus.backwards import Backwards
from derive.calculus.components import over_components
from derive.calculus.differentials import NoPullbackError, row_of
from derive.calculus.exponents import written_out
from derive.calculus.expressions import Expression, expression_of, measure, shape_of
from derive.calculus.indices import apart, bound_in, named, new_index
from derive.calculus.powers import power_law
from derive.calculus.simplify import is_scalar, simplified, symmetric, times, vec
from derive.calculus.steps import Chain, Draft, Hint, Statement, Step
from derive.errors import DeriveError

__all__ = ["LAYOUTS", "SHAPED", "Question", "hints_of"]

#: the layouts that a Jacobian can have → what is said of it
LAYOUTS = {
    "numerator": "numerator layout: a row for each component of what is differentiated",
    "denominator": "denominator layout: a column for each component of what is differentiated",
}
SHAPED = "the gradient has the shape of the variable"
#: the most steps that are shown, and those of an expression with more than _DEEP nodes in a row
_STEPS, _FEW, _DEEP = 16, 3, 9

State = tuple[Any, str]


def _is_number(e: Any) -> bool:
    return is_scalar(e) or e.shape == (1, 1)


def _kroneckers(e: Any) -> int:
    return sum(isinstance(node, sp.KroneckerProduct) for node in sp.preorder_traversal(e))


def hints_of(expression: Expression, twice: bool = False) -> tuple[Hint, ...]:
    """What the kernel needs to see an equation between such expressions."""
    named = expression.system.definitions
    hints = [Hint("chain", d.target) for d in reversed(named)]
    hints += [Hint("law", LOG.diff()), Hint("law", Activation("sqrt", order=1))]
    if twice:
        hints += [Hint("law", LOG.diff().diff()), Hint("law", Activation("sqrt", order=2))]
    powers = (n for n in expression.nodes if isinstance(n, sp.MatPow))
    if all(map(written_out, powers)) and not bound_in(expression.nodes):
        hints.append(Hint("expand"))
    known = {*expression.system.invertible, expression.wrt}
    hints += [Hint("symmetric", d.target) for d in named if d.target in known and symmetric(d.body)]
    return tuple(hints)


@dataclass(frozen=True)
class Question:
    """The derivative of an expression by a variable; each property below answers in one form."""

    of: Any
    wrt: Any
    beside: Any = None
    assuming: System | None = None

    @cached_property
    def expression(self) -> Expression:
        of, wrt = self._prepared[0], sp.sympify(self.wrt)
        return Expression(apart(of, wrt), wrt, self.beside, self.assuming)

    @cached_property
    def _asked(self) -> Any:
        of = expression_of(self.of)
        measure(of)
        return over_components(of)

    @cached_property
    def _prepared(self) -> tuple[Any, str]:
        """The expression as it is differentiated, and what was done to it; "" for nothing."""
        of = self._asked
        if of.has(sp.BlockMatrix):
            return multiplied_out(of), "the blocks multiplied out"
        if _is_number(of) and of.has(sp.KroneckerProduct):
            new = simplified(of)
            if _kroneckers(new) < _kroneckers(of):
                return new, "the products through ⊗ taken apart"
        return of, ""

    @cached_property
    def conditions(self) -> dict[tuple[Any, Any], None]:
        """(a, b) with a ≤ b: what is assumed of indices and exponents."""
        return dict.fromkeys(self.expression.exponents)

    @cached_property
    def places(self) -> dict[Any, None]:
        """The values of indices at which the variable is met."""
        return {}

    @property
    def root(self) -> Any:
        return self.expression.root

    # -- the three answers --

    @cached_property
    def gradient(self) -> Draft:
        """∇_X f of the shape of X, for a scalar f."""
        self.check_scalar()
        x = self.expression.wrt
        lhs = PartialDerivative(self.root, x) if is_scalar(x) else Gradient(self.root, x)
        return self._draft("gradient", lhs, self.gradient_states(), SHAPED)

    def check_scalar(self) -> None:
        """Raise unless a scalar is differentiated."""
        if not _is_number(self.root):
            shape = "×".join(map(str, self.root.shape))
            raise DeriveError(
                f"a gradient is that of a scalar, and {self.root} is {shape}: ask for its Jacobian"
            )

    def jacobian(self, layout: str = "numerator") -> Draft:
        """∂vec(F)/∂vec(X), one row a component of F, or transposed; scalar/scalar: a scalar."""
        if layout not in LAYOUTS:
            raise DeriveError(f"a layout is one of {', '.join(LAYOUTS)}, not {layout!r}")
        x = self.expression.wrt
        if is_scalar(self.root) and is_scalar(x):
            lhs: Any = PartialDerivative(self.root, x)
            return self._draft("jacobian", lhs, self.gradient_states(), LAYOUTS[layout])
        lhs = Jacobian(self.root, x)
        states = self.jacobian_states()
        if layout == "denominator":
            lhs, states = sp.Transpose(lhs), [(sp.Transpose(s), says) for s, says in states]
        return self._draft("jacobian", lhs, states, LAYOUTS[layout])

    @cached_property
    def differential(self) -> Draft:
        """dF, linear in dX, of the shape of F."""
        x = self.expression.wrt
        name = f"d{x.name}"
        if any(symbol.name == name for symbol in self.expression.symbols):
            raise DeriveError(f"{name} stands for the differential of {x}, and is used already")
        dx = sp.Symbol(name) if is_scalar(x) else sp.MatrixSymbol(name, *x.shape)
        lhs = differential_of(self.root, x, dx)
        layout = f"a linear map of {name}, of the shape of what is differentiated"
        return self._draft("differential", lhs, self.differential_states(dx), layout)

    # -- drafts --

    def _draft(self, kind: str, lhs: Any, states: list[State], layout: str) -> Draft:
        title = f"The {kind} of {self.root} by {self.expression.wrt}"
        return self.draft(kind, title, lhs, states, layout)

    def draft(
        self,
        kind: str,
        title: str,
        lhs: Any,
        states: list[State],
        layout: str,
        uses: tuple[Draft, ...] = (),
    ) -> Draft:
        """The draft of a chain of states, the last of them collected."""
        if self._prepared[1]:
            states = [(lhs, self._prepared[1]), *states]
            lhs = lhs.xreplace({self.root: self._asked})
        states.append((simplified(states[-1][0]), "collected"))
        deep = self.expression.depths[self.root] > _DEEP
        while len(states) > (_FEW if deep else _STEPS):  # fewer and larger steps
            states = [s for k, s in enumerate(states) if k % 2 or k == len(states) - 1]
        steps: list[Step] = []
        before = lhs
        for after, says in states:
            if after != before or not steps:
                steps.append(Step("derivative", before, after, self._hints, says=says))
            before = after
        given = tuple(sp.Le(a, b, evaluate=False) for a, b in self.conditions)
        statement = Statement(lhs, before, self.expression.system, given=given)
        within = tuple(f"{a} ≤ {b}" for a, b in self.conditions if not (b - a).is_nonnegative)
        data = {
            "layout": layout,
            "assumes": (*self.expression.assumes, *within),
            "assumed": self.expression.assumed,
        }
        uses = (*uses, *self._laws)
        return Draft(kind, title, statement, Chain(tuple(steps)), uses, data=data, audited=True)

    @cached_property
    def _laws(self) -> tuple[Draft, ...]:
        """XᵖX^q = X^{p+q} for each matrix X that is raised to a symbolic power."""
        expression = self.expression
        powers = (n for n in expression.nodes if isinstance(n, sp.MatPow) and not written_out(n))
        bases = dict.fromkeys(n.base for n in powers if n.shape != (1, 1))
        taken = {s.name for s in self.root.free_symbols} | {s.name for s in expression.symbols}
        p, q = new_index(taken, "p"), new_index(taken, "q")
        return tuple(
            power_law(base, p, q, expression.system, f"power-law-{k}")
            for k, base in enumerate(bases, 1)
        )

    BINDING = (MatrixSum, OrderedProduct, HadamardPi, sp.Sum, sp.Product)

    @cached_property
    def _hints(self) -> tuple[Hint, ...]:
        hints = [Hint("split", value, "at") for value in self.places]
        hints += [Hint("use", law) for law in self._laws] * 2
        hints += [Hint("count")] if self.root.has(sp.MatPow, *self.BINDING) else []
        return (*hints, *hints_of(self.expression, self.beside is not None))

    # -- the derivations --

    def _from(self, run: Backwards, seed: Any) -> list[State]:
        """The states of a run, and what it needs of the indices."""
        states = list(run.states(seed))
        self.conditions.update(run.conditions)
        self.places.update(run.places)
        if any(state is None for state, _ in states):
            raise DeriveError(
                f"{self.expression.wrt} is out of range: no Σ or Π in the expression goes so far"
            )
        return states

    def gradient_states(self) -> list[State]:
        """The states of ∇_X F."""
        x = self.expression.wrt
        if self.root not in self.expression.moving:
            return [(_zero(x), "it does not depend on the variable")]
        seed = sp.S.One if is_scalar(self.root) else sp.Identity(1)
        run = Backwards(
            self.expression,
            lambda e, k, G: row_of(e).pull(e, k, G),
            lambda g, part: pullback(g, part, x),
        )
        try:
            states = self._from(run, seed)
        except NoPullbackError:
            if is_scalar(x):
                raise
            rows = self.jacobian_states()
            return [(simplified(Unvec(sp.Transpose(s), *x.shape)), says) for s, says in rows]
        return states or [(seed if is_scalar(x) else sp.Identity(1), "the variable itself")]

    def jacobian_states(self) -> list[State]:
        """The states of ∂vec(F)/∂vec(X)."""
        x, root = self.expression.wrt, self.root
        if root not in self.expression.moving:
            zero = sp.ZeroMatrix(size_of(root), size_of(x))
            return [(zero, "it does not depend on the variable")]
        if _is_number(root) and not root.has(sp.KroneckerProduct) and not is_scalar(x):
            says = "a row: the gradient, its columns stacked"
            first = (sp.Transpose(vec(Gradient(root, x))), says)
            states = self.gradient_states()
            return [first, *((sp.Transpose(vec(s)), says) for s, says in states)]
        run = Backwards(
            self.expression,
            lambda e, k, L: times(L, row_of(e).push(e, k)),
            lambda L, part: times(L, Jacobian(part, x)),
            lambda L: L if not is_scalar(L) else times(L, sp.Identity(size_of(x))),
        )
        states = self._from(run, sp.S.One)
        return states or [(sp.Identity(size_of(x)), "the variable itself")]

    def differential_states(self, dx: Any) -> list[State]:
        """The states of dF for dX = ``dx``."""
        x, moving = self.expression.wrt, self.expression.moving
        if self.root not in moving:
            return [(_zero(self.root), "it does not depend on the variable")]
        kept: dict[Any, Any] = {}
        reasons: list[str] = []

        def d(node: Any, depth: int) -> Any:
            if node == x or node not in moving:
                return dx if node == x else None
            if depth == 0:
                return differential_of(node, x, dx)
            if (node, depth) not in kept:
                row = row_of(node)
                if depth == 1:
                    reasons.append(row.says)
                new = row.d(node, lambda part: d(part, depth - 1))
                kept[node, depth] = named(new, self.expression.indices.get(node))
            return kept[node, depth]

        states: list[State] = []
        before = d(self.root, 0)
        for depth in range(1, len(self.expression.nodes) + 1):
            reasons.clear()
            after = d(self.root, depth)
            if after == before:
                break
            states.append((after, "; ".join(dict.fromkeys(reasons)) or "the variable itself"))
            before = after
        return states or [(dx, "the variable itself")]


def _zero(of: Any) -> Any:
    return sp.S.Zero if is_scalar(of) else sp.ZeroMatrix(*shape_of(of))
