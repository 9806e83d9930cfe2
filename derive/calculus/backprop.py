"""Questions 1b and 2a: back-propagation through time, for any length.

Nothing is unrolled: z_t, h_t and δ_t keep their names, and the chain rule runs through names.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sympy import (
    Ge,
    KroneckerDelta,
    KroneckerProduct,
    MatAdd,
    MatMul,
    Mul,
    Symbol,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    Gradient,
    Jacobian,
    MatrixSum,
    PartialDerivative,
    Vec,
)
from derive.calculus.states import States
from derive.calculus.steps import Chain, Draft, Hint, Induction, Step
from derive.calculus.strategy import Strategy
from derive.errors import DeriveError
from derive.models import RNN

__all__ = ["Backpropagation"]


class Backpropagation(Strategy):
    """The drafts of back-propagation through time for one network, by one of its parameters.

    Parameters
    ----------
    net : the network.
    wrt : ``"W"`` or ``"U"``.

    Derivatives by a matrix count it as its column-stacked vector, so ∂h_t/∂W is n × n² and ∂h_t/∂U
    is n × nd.  Sources: Werbos (1990), *Backpropagation through time*; Pascanu, Mikolov, Bengio
    (2013), equations 3–5 for the immediate derivative ∂⁺; Goodfellow et al. (2016), 10.2.2.
    """

    def __init__(self, net: RNN, wrt: str = "W", states: States | None = None) -> None:
        if wrt not in ("W", "U"):
            raise DeriveError(f"the parameters of this network are W and U, not {wrt!r}")
        self.net, self.wrt = net, wrt
        self.variable = net.W if wrt == "W" else net.U
        self.states = states or States(net)
        self.t, self.k, self.T = self.states.t, self.states.k, self.states.T
        self.whose = " by U" if wrt == "U" else ""
        self.case = ", where the first state depends on W" if net.first == 0 else ""
        self.name = "bptt" + ("" if net.first == 1 else "-initial") + f"-{wrt}"

    def input(self, t: Any) -> Any:
        """What the parameter is multiplied by at step t: h_{t−1} for W, x_t for U."""
        return self.net.h[t - 1] if self.wrt == "W" else self.net.x[t]

    def immediate(self, t: Any) -> Any:
        """∂⁺h_t/∂W: the derivative with h_{t−1} held fixed."""
        return Jacobian(self.net.h[t], self.variable, (self.net.h[t - 1],))

    def total(self, t: Any) -> Any:
        return Jacobian(self.net.h[t], self.variable)

    def _given_start(self) -> None:
        if self.net.first != 1:
            raise DeriveError("this is shown for a network whose h_0 is given (first=1)")

    # -- one step --

    @cached_property
    def immediate_derivative(self) -> Draft:
        """∂⁺h_t/∂W = h_{t−1}ᵀ ⊗ diag(f′(z_t)), an n × n² matrix."""
        t, net = self.t, self.net
        lhs = self.immediate(t)
        by_z = MatMul(Jacobian(net.h[t], net.z[t]), Jacobian(net.z[t], self.variable, lhs.held))
        rhs = KroneckerProduct(Transpose(self.input(t)), self.states.slope(t))
        steps = (
            Step("immediate", lhs, by_z, self.states.through(t)),
            Step(
                "entries",
                by_z,
                rhs,
                self.states.through(t),
                says="each entry depends on one row of the matrix only, linearly",
            ),
        )
        return self._draft(
            "immediate",
            f"The immediate derivative{self.whose}{self.case}",
            lhs,
            rhs,
            Chain(steps),
            (Ge(t, net.first),),
        )

    @cached_property
    def immediate_components(self) -> Draft:
        """(∂⁺h_t)_i/∂W_{ab} = f′(z_{t,i}) δ_{ia} h_{t−1,b}."""
        t, net = self.t, self.net
        i, a, b = (Symbol(s, integer=True) for s in "iab")
        entry = MatrixElement(net.h[t], i, 0)
        lhs = PartialDerivative(entry, MatrixElement(self.variable, a, b), (net.h[t - 1],))
        slope = net.activation.diff()(MatrixElement(net.z[t], i, 0))
        rhs = Mul(slope, KroneckerDelta(i, a), MatrixElement(self.input(t), b, 0), evaluate=False)
        steps = (Step("immediate", lhs, rhs, self.states.through(t)),)
        title = "The immediate derivative in components"
        given = (Ge(t, net.first),)
        return self._draft("immediate-components", title, lhs, rhs, Chain(steps), given)

    @cached_property
    def recurrence(self) -> Draft:
        """dh_t/dW = ∂⁺h_t/∂W + diag(f′(z_t)) W dh_{t−1}/dW."""
        t, net = self.t, self.net
        lhs = self.total(t)
        by_parts = MatAdd(
            self.immediate(t), MatMul(self.states.between(t, t - 1), self.total(t - 1))
        )
        rhs = MatAdd(self.immediate(t), MatMul(self.states.slope(t), net.W, self.total(t - 1)))
        steps = (
            Step(
                "chain",
                lhs,
                by_parts,
                self.states.through(t),
                says="chain rule: the matrix acts directly, and through the state before",
            ),
            Step(
                "entries",
                by_parts,
                rhs,
                self.states.through(t),
                says="the state before enters through the matrix",
            ),
        )
        return self._draft(
            "recurrence",
            f"The recurrence{self.whose}{self.case}",
            lhs,
            rhs,
            Chain(steps),
            (Ge(t, net.first),),
        )

    # -- the sum --

    def paths(self, t: Any) -> Any:
        """Σ_{k=first}^{t} (∂h_t/∂h_k)(∂⁺h_k/∂W)."""
        k = self.k
        return MatrixSum(
            MatMul(self.states.between(t, k), self.immediate(k)), (k, self.net.first, t)
        )

    @cached_property
    def solution(self) -> Draft:
        """dh_t/dW = Σ_{k=1}^{t} (∂h_t/∂h_k)(∂⁺h_k/∂W), by induction on t."""
        t, k, net = self.t, self.k, self.net
        start, lhs, rhs = net.first - 1, self.total(t), self.paths(t)
        by_recurrence = self.recurrence.statement.rhs
        by_hypothesis = MatAdd(
            self.immediate(t), MatMul(self.states.slope(t), net.W, self.paths(t - 1))
        )
        inside = MatAdd(
            self.immediate(t),
            MatrixSum(
                MatMul(
                    self.states.slope(t), net.W, self.states.between(t - 1, k), self.immediate(k)
                ),
                (k, net.first, t - 1),
            ),
        )
        longer = MatAdd(
            MatMul(self.states.between(t, t), self.immediate(t)),
            MatrixSum(MatMul(self.states.between(t, k), self.immediate(k)), (k, net.first, t - 1)),
        )
        zero = ZeroMatrix(*lhs.shape)
        base = (
            Step("independent", self.total(start), zero, says="the initial state is given"),
            Step("empty", zero, self.paths(start), says="the empty sum"),
        )
        step = (
            Step("lemma", lhs, by_recurrence, (Hint("use", self.recurrence),), says="recurrence"),
            Step("hypothesis", by_recurrence, by_hypothesis, (Hint("hypothesis"),)),
            Step("distribute", by_hypothesis, inside),
            Step(
                "lemma",
                inside,
                longer,
                (Hint("use", self.states.several_steps),),
                says="one step more in each term; the derivative of a state by itself is I",
            ),
            Step("split", longer, rhs, (Hint("split", t),), says="the term k = t taken in"),
        )
        return self._draft(
            "solution",
            f"The derivative of a state{self.whose}{self.case}",
            lhs,
            rhs,
            Induction(t, start, Chain(base), Chain(step)),
            (Ge(t, start),),
            uses=(self.recurrence, self.states.several_steps),
        )

    def double_sum(self, T: Any = None, inner: Any = None) -> Any:
        """Σ_{t=0}^{T} Σ_{k=1}^{t} (∂L_t/∂h_t)(∂h_t/∂h_k)(∂⁺h_k/∂W)."""
        t, k, T = self.t, self.k, self.T if T is None else T
        term = MatMul(
            self.states.loss_slope(t), self.states.between(t, k), inner or self.immediate(k)
        )
        return MatrixSum(MatrixSum(term, (k, self.net.first, t)), (t, 0, T))

    @cached_property
    def gradient(self) -> Draft:
        """∂L/∂W as the double sum, for a symbolic or an integer T."""
        t, T, net = self.t, self.T, self.net
        lhs, rhs = Jacobian(net.loss, self.variable), self.double_sum()
        each = MatrixSum(Jacobian(net.losses[t], self.variable), (t, 0, T))
        by_state = MatrixSum(MatMul(self.states.loss_slope(t), self.total(t)), (t, 0, T))
        nested = MatrixSum(MatMul(self.states.loss_slope(t), self.paths(t)), (t, 0, T))
        through_loss = Hint("chain", net.losses)
        steps = (
            Step("linear", lhs, each, (Hint("chain", net.loss),), says="the loss is a sum"),
            Step("chain", each, by_state, (through_loss,), says="chain rule: through the state"),
            Step(
                "lemma",
                by_state,
                nested,
                (Hint("use", self.solution),),
                says="by the derivative of a state",
            ),
            Step("distribute", nested, rhs),
        )
        return self._draft(
            "gradient",
            f"The gradient{self.whose} as a double sum{self.case}",
            lhs,
            rhs,
            Chain(steps),
            uses=(self.solution,),
            computed=lambda: self.by_adjoint,
        )

    @cached_property
    def empty_term(self) -> Draft:
        """The term t = 0 of the sum is 0."""
        self._given_start()
        t = self.t
        lhs = MatMul(self.states.loss_slope(0), self.total(0))
        paths = MatMul(self.states.loss_slope(0), self.paths(0))
        zero = ZeroMatrix(1, self.total(t).shape[1])
        steps = (
            Step("lemma", lhs, paths, (Hint("use", self.solution),), says="the solution at t = 0"),
            Step("empty", paths, zero, says="no k satisfies 1 ≤ k ≤ 0"),
        )
        return self._draft(
            "empty-term", "The term t = 0", lhs, zero, Chain(steps), uses=(self.solution,)
        )

    @cached_property
    def miscounted(self) -> Draft:
        """Reading ∂h_k/∂W as total at T = 2 counts the path from k = 1 to t = 2 twice."""
        self._given_start()
        lhs = self.double_sum(2, self.total(self.k))
        once = self.double_sum(2)
        twice = MatMul(self.states.loss_slope(2), self.states.between(2, 1), self.immediate(1))
        rhs = MatAdd(once, twice)
        hints = (Hint("expand"), Hint("use", self.solution), Hint("expand"))
        steps = (
            Step(
                "lemma",
                lhs,
                rhs,
                hints,
                says="each total derivative put in; the path from 1 to 2 occurs twice",
            ),
        )
        title = "The total derivative in place of the immediate one, at T = 2"
        return self._draft("miscounted", title, lhs, rhs, Chain(steps), uses=(self.solution,))

    @cached_property
    def adjoint_gradient(self) -> Draft:
        """∇_W L = Σ_{k=1}^{T} δ_k h_{k−1}ᵀ; for U the same with x_k."""
        t, k, T, net, d = self.t, self.k, self.T, self.net, self.states.adjoint
        first = net.first
        lhs = Gradient(net.loss, self.variable)
        back = (Transpose(self.states.between(t, k)), Transpose(self.states.loss_slope(t)))
        term = MatMul(self.states.slope(k), *back, Transpose(self.input(k)))
        by_t = MatrixSum(MatrixSum(term, (k, first, t)), (t, 0, T))
        by_k = MatrixSum(MatrixSum(term, (t, k, T)), (k, first, T))
        rhs = MatrixSum(MatMul(d[k], Transpose(self.input(k))), (k, first, T))
        hints = (Hint("use", self.gradient), Hint("use", self.immediate_derivative))
        steps = (
            Step(
                "lemma",
                lhs,
                by_t,
                hints,
                says="the double sum, with the immediate derivative put in",
            ),
            Step("exchange", by_t, by_k),
            Step(
                "lemma",
                by_k,
                rhs,
                (Hint("use", self.states.adjoint_solution),),
                says="the inner sum is the adjoint",
            ),
        )
        return self._draft(
            "adjoint-gradient",
            f"The gradient{self.whose} by the adjoint recursion{self.case}",
            lhs,
            rhs,
            Chain(steps),
            system=self.states.adjoint_system,
            uses=(self.gradient, self.immediate_derivative, self.states.adjoint_solution),
        )

    @cached_property
    def by_adjoint(self) -> Draft:
        """∂L/∂W = vec(Σ_k δ_k h_{k−1}ᵀ)ᵀ: the row of the double sum in linear time."""
        agrees = self.adjoint_agrees
        assert isinstance(agrees.proof, Chain)
        steps = agrees.proof.steps[1:]  # its first step leads from the double sum to the row
        return self._draft(
            "by-adjoint",
            f"The gradient{self.whose} as a row, by the adjoint recursion{self.case}",
            steps[0].before,
            agrees.statement.rhs,
            Chain(steps),
            system=self.states.adjoint_system,
            uses=(self.gradient, self.adjoint_gradient),
        )

    @cached_property
    def adjoint_agrees(self) -> Draft:
        """The double sum equals vec(Σ_k δ_k h_{k−1}ᵀ)ᵀ."""
        lhs = self.double_sum()
        row = Jacobian(self.net.loss, self.variable)
        stacked = Transpose(Vec(Gradient(self.net.loss, self.variable)))
        rhs = Transpose(Vec(self.adjoint_gradient.statement.rhs))
        steps = (
            Step("lemma", lhs, row, (Hint("use", self.gradient),), says="the double sum"),
            Step("definition", row, stacked, says="the gradient has the shape of the matrix"),
            Step(
                "lemma",
                stacked,
                rhs,
                (Hint("use", self.adjoint_gradient),),
                says="by the adjoint recursion",
            ),
        )
        return self._draft(
            "adjoint-agrees",
            "Adjoint recursion and double sum agree",
            lhs,
            rhs,
            Chain(steps),
            system=self.states.adjoint_system,
            uses=(self.gradient, self.adjoint_gradient),
        )
