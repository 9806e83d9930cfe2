"""Gradients, Jacobians and differentials of closed expressions, step by step.

The chain rule runs backwards through the expression, each different node once: of what is still to
be differentiated the derivation keeps ⟨G, ∂F/∂X⟩ (a gradient) or L ∂F/∂X (a Jacobian), and a step
replaces F by its arguments, by its row of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp

from derive.algebra import (
    LOG,
    Activation,
    Gradient,
    Jacobian,
    PartialDerivative,
    Unvec,
    differential_of,
    pullback,
    size_of,
)
from derive.calculus.differentials import row_of
from derive.calculus.expressions import Expression, shape_of
from derive.calculus.simplify import is_scalar, simplified, symmetric, times, vec
from derive.calculus.steps import Chain, Draft, Hint, Statement, Step
from derive.errors import DeriveError

__all__ = ["LAYOUTS", "Question", "hints_of"]

#: the layouts that a Jacobian can have → what is said of it
LAYOUTS = {
    "numerator": "numerator layout: a row for each component of what is differentiated",
    "denominator": "denominator layout: a column for each component of what is differentiated",
}
_SHAPED = "the gradient has the shape of the variable"
#: the most steps that are shown, and those of an expression with more than _DEEP nodes in a row
_STEPS, _FEW, _DEEP = 16, 3, 9

State = tuple[Any, str]


def _is_number(e: Any) -> bool:
    return is_scalar(e) or e.shape == (1, 1)


def hints_of(expression: Expression) -> tuple[Hint, ...]:
    """What the kernel needs to see an equation between such expressions."""
    named = expression.system.definitions
    hints = [Hint("chain", d.target) for d in reversed(named)]
    hints += [Hint("law", LOG.diff()), Hint("law", Activation("sqrt", order=1))]
    hints += [Hint("expand")] if expression.root.has(sp.MatPow) else []
    invertible = expression.system.invertible
    hints += [
        Hint("symmetric", d.target) for d in named if d.target in invertible and symmetric(d.body)
    ]
    return tuple(hints)


@dataclass(frozen=True)
class Question:
    """The derivative of an expression by a variable; each property below answers in one form."""

    of: Any
    wrt: Any

    @cached_property
    def expression(self) -> Expression:
        return Expression(sp.sympify(self.of), sp.sympify(self.wrt))

    @property
    def root(self) -> Any:
        return self.expression.root

    # -- the three answers --

    @cached_property
    def gradient(self) -> Draft:
        """∇_X f of the shape of X, for a scalar f."""
        if not _is_number(self.root):
            shape = "×".join(map(str, self.root.shape))
            raise DeriveError(
                f"a gradient is that of a scalar, and {self.root} is {shape}: ask for its Jacobian"
            )
        x = self.expression.wrt
        lhs = PartialDerivative(self.root, x) if is_scalar(x) else Gradient(self.root, x)
        states = self._gradient_states()
        return self._draft("gradient", lhs, states, _SHAPED)

    def jacobian(self, layout: str = "numerator") -> Draft:
        """∂vec(F)/∂vec(X), one row a component of F, or transposed; scalar/scalar: a scalar."""
        if layout not in LAYOUTS:
            raise DeriveError(f"a layout is one of {', '.join(LAYOUTS)}, not {layout!r}")
        x = self.expression.wrt
        if is_scalar(self.root) and is_scalar(x):
            lhs: Any = PartialDerivative(self.root, x)
            return self._draft("jacobian", lhs, self._gradient_states(), LAYOUTS[layout])
        lhs = Jacobian(self.root, x)
        states = self._jacobian_states()
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
        return self._draft("differential", lhs, self._differential_states(dx), layout)

    # -- drafts --

    def _draft(self, kind: str, lhs: Any, states: list[State], layout: str) -> Draft:
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
        title = f"The {kind} of {self.root} by {self.expression.wrt}"
        statement = Statement(lhs, before, self.expression.system)
        data = {
            "layout": layout,
            "assumes": self.expression.assumes,
            "assumed": self.expression.assumed,
        }
        return Draft(kind, title, statement, Chain(tuple(steps)), data=data, audited=True)

    @cached_property
    def _hints(self) -> tuple[Hint, ...]:
        return hints_of(self.expression)

    # -- the derivations --

    def _backwards(self, seed: Any, local: Callable[[Any, int, Any], Any]) -> Iterator[Any]:
        """(node, coefficients so far) with the node taken apart, from the root to the variable."""
        x, moving = self.expression.wrt, self.expression.moving
        pending: dict[Any, list[Any]] = {self.root: [seed]}
        for node in reversed(self.expression.nodes):
            if node == x or node not in pending or node not in moving:
                continue
            by = _total(pending.pop(node))
            row = row_of(node)
            for k, part in enumerate(row.parts(node)):
                if part in moving:
                    pending.setdefault(part, []).append(simplified(local(node, k, by)))
            yield row.says, {part: _total(found) for part, found in pending.items()}

    def _gradient_states(self) -> list[State]:
        x = self.expression.wrt
        if self.root not in self.expression.moving:
            return [(_zero(x), "it does not depend on the variable")]
        seed = sp.S.One if is_scalar(self.root) else sp.Identity(1)
        try:
            found = list(self._backwards(seed, lambda e, k, G: row_of(e).pull(e, k, G)))
        except DeriveError:
            if not self.root.has(sp.KroneckerProduct) or is_scalar(x):
                raise
            rows = self._jacobian_states()
            return [(simplified(Unvec(sp.Transpose(s), *x.shape)), says) for s, says in rows]
        states = [
            (_added([g if part == x else pullback(g, part, x) for part, g in p.items()]), says)
            for says, p in found
        ]
        return states or [(seed if is_scalar(x) else sp.Identity(1), "the variable itself")]

    def _jacobian_states(self) -> list[State]:
        x, root = self.expression.wrt, self.root
        if root not in self.expression.moving:
            zero = sp.ZeroMatrix(size_of(root), size_of(x))
            return [(zero, "it does not depend on the variable")]
        if _is_number(root) and not root.has(sp.KroneckerProduct) and not is_scalar(x):
            says = "a row: the gradient, its columns stacked"
            first = (sp.Transpose(vec(Gradient(root, x))), says)
            states = self._gradient_states()
            return [first, *((sp.Transpose(vec(s)), says) for s, says in states)]
        states = [
            (_added([self._left(L, part) for part, L in pending.items()]), says)
            for says, pending in self._backwards(
                sp.S.One, lambda e, k, L: times(L, row_of(e).push(e, k))
            )
        ]
        return states or [(sp.Identity(size_of(x)), "the variable itself")]

    def _left(self, L: Any, part: Any) -> Any:
        x = self.expression.wrt
        if part == x:
            return L if not is_scalar(L) else times(L, sp.Identity(size_of(x)))
        return times(L, Jacobian(part, x))

    def _differential_states(self, dx: Any) -> list[State]:
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
                kept[node, depth] = row.d(node, lambda part: d(part, depth - 1))
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


def _added(parts: list[Any]) -> Any:
    if len(parts) == 1:
        return parts[0]
    return (sp.Add if is_scalar(parts[0]) else sp.MatAdd)(*parts)


def _total(found: list[Any]) -> Any:
    """The sum of coefficients; a scalar among matrices is that multiple of the identity."""
    if len(found) == 1:
        return found[0]
    size = next((f.shape[0] for f in found if not is_scalar(f)), None)
    whole = [times(f, sp.Identity(size)) if size is not None and is_scalar(f) else f for f in found]
    return simplified(_added(whole))
