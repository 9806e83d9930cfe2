"""Questions 1b and 2a, as far as states go: ∂h_t/∂h_k, and the adjoint recursion.

Nothing is unrolled: z_t, h_t and δ_t keep their names, and the chain rule runs through names.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sympy import DiagMatrix, Ge, Identity, Le, MatAdd, MatMul, Symbol, Transpose, ZeroMatrix

from derive.algebra import Definition, Family, Jacobian, MatrixSum, OrderedProduct, System
from derive.calculus.steps import Chain, Draft, Hint, Induction, Step
from derive.calculus.strategy import Strategy
from derive.errors import DeriveError
from derive.models import RNN

__all__ = ["States"]


class States(Strategy):
    """The drafts about the states of one network, whatever the parameter.

    Sources: Werbos (1990), *Backpropagation through time*; Pascanu, Mikolov, Bengio (2013),
    equation 5 for the product.
    """

    def __init__(self, net: RNN) -> None:
        self.net = net
        self.t, self.T = net.t, net.T
        self.k, self.j = Symbol("k", integer=True), Symbol("j", integer=True)
        self.name = "rnn" if net.first == 1 else "rnn-initial"

    def slope(self, t: Any) -> Any:
        """diag(f′(z_t)), n × n."""
        return DiagMatrix(self.net.activation.diff()(self.net.z[t]))

    def between(self, t: Any, k: Any) -> Any:
        """∂h_t/∂h_k."""
        return Jacobian(self.net.h[t], self.net.h[k])

    def loss_slope(self, t: Any) -> Any:
        """∂L_t/∂h_t, 1 × n."""
        return Jacobian(self.net.losses[t], self.net.h[t])

    def through(self, t: Any) -> tuple[Hint, Hint]:
        return Hint("chain", self.net.h[t]), Hint("chain", self.net.z[t])

    # -- between two states --

    @cached_property
    def several_steps(self) -> Draft:
        """∂h_t/∂h_k = diag(f′(z_t)) W ∂h_{t−1}/∂h_k for k < t."""
        t, k, net = self.t, self.k, self.net
        lhs = self.between(t, k)
        by_state = MatMul(self.between(t, t - 1), self.between(t - 1, k))
        rhs = MatMul(self.slope(t), net.W, self.between(t - 1, k))
        steps = (
            Step(
                "chain",
                lhs,
                by_state,
                self.through(t),
                says="chain rule: the earlier state acts through the state before only",
            ),
            Step("lemma", by_state, rhs, self.through(t), says="by the one-step Jacobian"),
        )
        return self._draft(
            "several-steps",
            "One step more",
            lhs,
            rhs,
            Chain(steps),
            (Ge(t, k + 1), Ge(k, net.first - 1)),
        )

    def product(self, t: Any, k: Any) -> Any:
        """Π_{j=t}^{k+1} diag(f′(z_j)) W, later factors to the left."""
        return OrderedProduct(MatMul(self.slope(self.j), self.net.W), (self.j, k + 1, t))

    @cached_property
    def state_jacobian(self) -> Draft:
        """∂h_t/∂h_k = Π_{j=t}^{k+1} diag(f′(z_j)) W, by induction on t."""
        t, k, net = self.t, self.k, self.net
        lhs, rhs = self.between(t, k), self.product(t, k)
        more = MatMul(self.slope(t), net.W, self.between(t - 1, k))
        by_hypothesis = MatMul(self.slope(t), net.W, self.product(t - 1, k))
        base = (
            Step("itself", self.between(k, k), Identity(net.n)),
            Step("unit", Identity(net.n), self.product(k, k), says="the empty product"),
        )
        step = (
            Step("lemma", lhs, more, (Hint("use", self.several_steps),), says="one step more"),
            Step("hypothesis", more, by_hypothesis, (Hint("hypothesis"),)),
            Step(
                "split", by_hypothesis, rhs, (Hint("split", t),), says="the factor j = t taken in"
            ),
        )
        return self._draft(
            "state-jacobian",
            "The Jacobian between two states",
            lhs,
            rhs,
            Induction(t, k, Chain(base), Chain(step)),
            (Ge(t, k), Ge(k, net.first - 1)),
            uses=(self.several_steps,),
        )

    # -- the adjoint recursion --

    @cached_property
    def adjoint(self) -> Family:
        """δ_k = (dL/dz_k)ᵀ, of shape (n, 1)."""
        return Family(r"\delta", (self.net.n, 1))

    def adjoint_body(self, k: Any) -> Any:
        """diag(f′(z_k)) ((∂L_k/∂h_k)ᵀ + Wᵀ δ_{k+1})."""
        inner = MatAdd(
            Transpose(self.loss_slope(k)), MatMul(Transpose(self.net.W), self.adjoint[k + 1])
        )
        return MatMul(self.slope(k), inner)

    @cached_property
    def adjoint_system(self) -> System:
        """The network's system with δ, defined backwards from δ_{T+1} = 0."""
        net, k, d = self.net, self.k, self.adjoint
        return net.system.with_(
            Definition(d[self.T + 1], ZeroMatrix(net.n, 1)),
            Definition(d[k], self.adjoint_body(k), low=net.first, high=self.T),
        )

    def adjoint_sum(self, k: Any) -> Any:
        """diag(f′(z_k)) Σ_{t=k}^{T} (∂h_t/∂h_k)ᵀ (∂L_t/∂h_t)ᵀ."""
        t = self.t
        term = MatMul(Transpose(self.between(t, k)), Transpose(self.loss_slope(t)))
        return MatMul(self.slope(k), MatrixSum(term, (t, k, self.T)))

    @cached_property
    def first_step(self) -> Draft:
        """∂h_t/∂h_k = ∂h_t/∂h_{k+1} diag(f′(z_{k+1})) W for k < t: the earliest factor apart."""
        t, k, net = self.t, self.k, self.net
        lhs = self.between(t, k)
        rhs = MatMul(self.between(t, k + 1), self.slope(k + 1), net.W)
        hint = Hint("use", self.state_jacobian)
        product = self.product(t, k)
        steps = (
            Step("lemma", lhs, product, (hint,), says="the Jacobian between two states"),
            Step(
                "split",
                product,
                rhs,
                (hint, Hint("split", k + 1, "low")),
                says="its last factor stands alone",
            ),
        )
        return self._draft(
            "first-step",
            "The earliest step split off",
            lhs,
            rhs,
            Chain(steps),
            (Ge(t, k + 1), Ge(k, net.first - 1)),
            uses=(self.state_jacobian,),
        )

    @cached_property
    def adjoint_solution(self) -> Draft:
        """δ_k = diag(f′(z_k)) Σ_{t=k}^{T} (∂h_t/∂h_k)ᵀ(∂L_t/∂h_t)ᵀ, by induction downwards."""
        t, k, T, net, d = self.t, self.k, self.T, self.net, self.adjoint
        lhs, rhs = d[k], self.adjoint_sum(k)
        zero = ZeroMatrix(net.n, 1)
        base = (
            Step("definition", d[T + 1], zero, (Hint("unfold", d[T + 1]),)),
            Step("empty", zero, self.adjoint_sum(T + 1), says="the empty sum"),
        )
        by_hypothesis = MatMul(
            self.slope(k),
            MatAdd(
                Transpose(self.loss_slope(k)),
                MatMul(Transpose(net.W), self.adjoint_sum(k + 1)),
            ),
        )
        inside = MatMul(
            self.slope(k),
            MatAdd(
                Transpose(self.loss_slope(k)),
                MatrixSum(
                    MatMul(Transpose(self.between(t, k)), Transpose(self.loss_slope(t))),
                    (t, k + 1, T),
                ),
            ),
        )
        step = (
            Step("definition", lhs, self.adjoint_body(k), (Hint("unfold", d[k]),)),
            Step("hypothesis", self.adjoint_body(k), by_hypothesis, (Hint("hypothesis"),)),
            Step(
                "lemma",
                by_hypothesis,
                inside,
                (Hint("use", self.first_step),),
                says="the step from k to k + 1 taken into each Jacobian",
            ),
            Step("split", inside, rhs, (Hint("split", k, "low"),), says="the term t = k taken in"),
        )
        return self._draft(
            "adjoint",
            "The adjoint in closed form",
            lhs,
            rhs,
            Induction(k, T + 1, Chain(base), Chain(step), down=True),
            (Ge(k, net.first), Le(k, T + 1)),
            system=self.adjoint_system,
            uses=(self.first_step,),
        )

    @cached_property
    def by_initial_state(self) -> Draft:
        """∂L/∂h_0 = Σ_t (∂L_t/∂h_t)(∂h_t/∂h_0) = ∂L_0/∂h_0 + δ_1ᵀ W."""
        t, T, net, d = self.t, self.T, self.net, self.adjoint
        if net.first != 1:
            raise DeriveError("the state h_0 is a variable only where it is given (first=1)")
        lhs = Jacobian(net.loss, net.h[0])
        by_state = MatrixSum(MatMul(self.loss_slope(t), self.between(t, 0)), (t, 0, T))
        one = MatMul(self.between(t, 1), self.slope(1), net.W)
        first = MatAdd(self.loss_slope(0), MatrixSum(MatMul(self.loss_slope(t), one), (t, 1, T)))
        rhs = MatAdd(self.loss_slope(0), MatMul(Transpose(d[1]), net.W))
        through = (Hint("chain", net.loss), Hint("split", 0, "low"), Hint("chain", net.losses))
        steps = (
            Step("chain", lhs, by_state, through, says="linearity, and the chain rule"),
            Step(
                "split",
                by_state,
                first,
                (Hint("split", 0, "low"), Hint("use", self.first_step)),
                says="the term t = 0 apart; the step from 0 to 1 split off in the others",
            ),
            Step(
                "lemma",
                first,
                rhs,
                (Hint("use", self.adjoint_solution),),
                says="the sum is the transposed adjoint",
            ),
        )
        return self._draft(
            "by-initial-state",
            "The gradient by the initial state",
            lhs,
            rhs,
            Chain(steps),
            system=self.adjoint_system,
            uses=(self.first_step, self.adjoint_solution),
        )
