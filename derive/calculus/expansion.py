"""Question 2a: the double sum written out, its count of terms, and how fast its factors shrink."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sympy import (
    Add,
    Ge,
    Integer,
    Interval,
    MatAdd,
    MatMul,
    Mul,
    Pow,
    Rational,
    Sum,
    Symbol,
    ZeroMatrix,
)

from derive.algebra import SpectralNorm, System
from derive.calculus.backprop import Backpropagation
from derive.calculus.steps import Chain, Draft, Entrywise, Hint, Induction, Statement, Step
from derive.errors import DeriveError
from derive.models import RNN

__all__ = ["Expansion", "terms_of"]


def terms_of(T: int, first: int = 1) -> tuple[tuple[int, int], ...]:
    """The pairs (t, k) of the double sum, t from 0 to T and k from ``first`` to t."""
    return tuple((t, k) for t in range(T + 1) for k in range(first, t + 1))


class Expansion:
    """The drafts of question 2a at an integer length T.

    Raises :class:`~derive.DeriveError` where T is not a non-negative integer.
    """

    def __init__(
        self, net: RNN, T: Any = 3, wrt: str = "W", paths: Backpropagation | None = None
    ) -> None:
        if not isinstance(T, (int, Integer)) or isinstance(T, bool) or T < 0:
            raise DeriveError(f"a sum is written out for an integer T ≥ 0, not for {T}")
        self.net, self.T = net, int(T)
        self.paths = paths or Backpropagation(net, wrt)
        self.pairs = terms_of(self.T, net.first)

    def _sum(self, terms: list[Any]) -> Any:
        shape = self.paths.double_sum(self.T).shape
        if not terms:
            return ZeroMatrix(*shape)
        return terms[0] if len(terms) == 1 else MatAdd(*terms)

    @cached_property
    def terms(self) -> Draft:
        """The double sum at T as T(T+1)/2 terms, each with its own indices."""
        p = self.paths
        lhs = p.double_sum(self.T)
        rhs = self._sum(
            [
                MatMul(p.states.loss_slope(t), p.states.between(t, k), p.immediate(k))
                for t, k in self.pairs
            ]
        )
        steps = (Step("expand", lhs, rhs, (Hint("expand"),)),)
        return Draft(
            f"{p.name}-terms-{self.T}",
            f"The double sum written out for T = {self.T}",
            Statement(lhs, rhs, self.net.system),
            Chain(steps),
            data={"pairs": self.pairs},
        )

    @cached_property
    def gradient(self) -> Draft:
        """∂L/∂W at length T as T(T+1)/2 terms; the network's own length has to be T."""
        p, terms = self.paths, self.terms.statement
        lhs = p.gradient.statement.lhs
        steps = (
            Step("lemma", lhs, terms.lhs, (Hint("use", p.gradient),), says="the double sum"),
            Step("expand", terms.lhs, terms.rhs, (Hint("expand"),)),
        )
        return Draft(
            f"{p.name}-gradient-{self.T}",
            f"The gradient for T = {self.T}",
            Statement(lhs, terms.rhs, self.net.system),
            Chain(steps),
            uses=(p.gradient,),
            data={"pairs": self.pairs},
            computed=lambda: p.by_adjoint,
        )

    def factors(self, t: int, k: int) -> list[Any]:
        """diag(f′(z_t)) W ⋯ diag(f′(z_{k+1})) W as a list of matrices."""
        s = self.paths.states
        return [m for j in range(t, k, -1) for m in (s.slope(j), self.net.W)]

    @cached_property
    def products(self) -> Draft:
        """The same terms, with ∂h_t/∂h_k as the ordered product."""
        p, s = self.paths, self.paths.states
        terms = self.terms
        lhs = terms.statement.lhs
        rhs = self._sum(
            [MatMul(s.loss_slope(t), *self.factors(t, k), p.immediate(k)) for t, k in self.pairs]
        )
        hints = (Hint("use", s.state_jacobian), Hint("expand"))
        steps = (
            Step("expand", lhs, terms.statement.rhs, (Hint("expand"),)),
            Step("lemma", terms.statement.rhs, rhs, hints, says="each Jacobian as its product"),
        )
        return Draft(
            f"{p.name}-expansion-{self.T}",
            f"The double sum for T = {self.T}, with products",
            Statement(lhs, rhs, self.net.system),
            Chain(steps),
            uses=(s.state_jacobian,),
            data={"pairs": self.pairs},
        )

    # -- how many terms --

    @cached_property
    def inner_count(self) -> Draft:
        """Σ_{k=1}^{t} 1 = t."""
        t, k = self.paths.t, self.paths.k
        one = Integer(1)
        lhs = Sum(one, (k, 1, t))
        longer = Add(Sum(one, (k, 1, t - 1)), one, evaluate=False)
        base = (Step("empty", Sum(one, (k, 1, 0)), Integer(0)),)
        step = (
            Step("split", lhs, longer, (Hint("split", t),)),
            Step("hypothesis", longer, t, (Hint("cancel", ("hypothesis", 1, {})),)),
        )
        return Draft(
            "count-inner",
            "The number of values of k",
            Statement(lhs, t, System(), given=(Ge(t, 0),)),
            Induction(t, 0, Chain(base), Chain(step)),
        )

    @cached_property
    def count(self) -> Draft:
        """Σ_{t=0}^{T} Σ_{k=1}^{t} 1 = T(T+1)/2, by induction on T."""
        t, k, T = self.paths.t, self.paths.k, Symbol("T", integer=True)
        inner = Sum(Integer(1), (k, 1, t))
        lhs, rhs = Sum(inner, (t, 0, T)), T * (T + 1) / 2
        longer = Add(Sum(inner, (t, 0, T - 1)), Sum(Integer(1), (k, 1, T)), evaluate=False)
        counted = Add(Mul(T - 1, T) / 2, T, evaluate=False)
        base = (Step("empty", Sum(inner, (t, 0, 0)), Integer(0)),)
        cancels = (
            Hint("cancel", ("hypothesis", 1, {})),
            Hint("cancel", (self.inner_count, 1, {t: T})),
        )
        step = (
            Step("split", lhs, longer, (Hint("split", T),)),
            Step("hypothesis", longer, counted, cancels),
            Step("arithmetic", counted, rhs),
        )
        return Draft(
            "count",
            "The number of terms",
            Statement(lhs, rhs, System(), given=(Ge(T, 0),)),
            Induction(T, 0, Chain(base), Chain(step)),
            uses=(self.inner_count,),
        )

    # -- how fast the factors shrink --

    @cached_property
    def slope_range(self) -> Draft:
        """0 < σ′ ≤ ¼ (for tanh: 0 < tanh′ ≤ 1)."""
        f, x = self.net.activation, Symbol("x", real=True)
        top = {"sigma": Rational(1, 4), "tanh": Integer(1)}.get(f.key)
        if top is None:
            raise DeriveError(f"no bound of the slope of {f.key} is known")
        return Draft(
            f"slope-range-{f.key}",
            "The range of the slope",
            Statement(f.diff()(x), Interval(0, top, True, False), System(), "in"),
            Entrywise(
                "interval",
                (Hint("law", f.diff()),),
                says="the slope is a quadratic in the function, whose range is known",
            ),
            data={"gamma": top},
        )

    @cached_property
    def bound(self) -> Draft:
        """‖∂h_t/∂h_k‖₂ ≤ (γ‖W‖₂)^{t−k}, γ = sup f′."""
        s = self.paths.states
        t, k = s.t, s.k
        gamma = self.slope_range.data["gamma"]
        lhs = SpectralNorm(s.between(t, k))
        rhs = Pow(Mul(gamma, SpectralNorm(self.net.W), evaluate=False), t - k)
        return Draft(
            f"{s.name}-bound",
            "A bound on the Jacobian between two states",
            Statement(lhs, rhs, self.net.system, "<=", given=s.state_jacobian.statement.given),
            Entrywise(
                "estimate",
                (Hint("use", s.state_jacobian),),
                says="the norm of a product is at most the product of the norms, and that of a "
                "diagonal matrix is its largest entry in absolute value, here at most one quarter"
                if gamma == Rational(1, 4)
                else "diagonal matrix is its largest entry in absolute value",
            ),
            uses=(s.state_jacobian,),
        )
