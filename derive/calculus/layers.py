"""Question 1a: the Jacobian of one layer, y = f(Wx)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sympy import DiagMatrix, MatMul, MatrixSymbol, Mul, Pow, Symbol, exp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    SIGMA,
    TANH,
    Activation,
    ComponentSum,
    Definition,
    Jacobian,
    PartialDerivative,
)
from derive.calculus.steps import Chain, Draft, Hint, Statement, Step
from derive.models import Layer

__all__ = ["LayerJacobian", "slope_law"]


def slope_law(function: Activation, argument: Any) -> Any:
    """f′(x) as a polynomial in f(x), where the function has such a law; else f′(x) itself."""
    value = function(argument)
    if function == SIGMA:
        return Mul(value, 1 - value, evaluate=False)
    if function == TANH:
        return 1 - Pow(value, 2)
    return function.diff()(argument)


class LayerJacobian:
    """The drafts of question 1a for one layer.

    Source: the chain rule in numerator layout; Magnus and Neudecker, *Matrix Differential
    Calculus* (2019), 5.12.
    """

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.i, self.j, self.m = (Symbol(s, integer=True) for s in "ijm")
        self.name = layer.activation.key

    def _draft(self, name: str, title: str, lhs: Any, steps: tuple[Step, ...], **kw: Any) -> Draft:
        statement = Statement(lhs, steps[-1].after, self.layer.system)
        return Draft(f"layer-{self.name}-{name}", title, statement, Chain(steps), **kw)

    @cached_property
    def components(self) -> Draft:
        """∂y_i/∂x_j = f′(z_i) W_ij."""
        layer, i, j, m = self.layer, self.i, self.j, self.m
        W, x, y, z = layer.W, layer.x, layer.y, layer.z
        f = layer.activation
        zi, xj = MatrixElement(z, i, 0), MatrixElement(x, j, 0)
        lhs = PartialDerivative(MatrixElement(y, i, 0), xj)
        total = ComponentSum(
            Mul(MatrixElement(W, i, m), MatrixElement(x, m, 0), evaluate=False), (m, layer.d)
        )
        by_z = Mul(f.diff()(zi), PartialDerivative(zi, xj), evaluate=False)
        written = Mul(f.diff()(zi), PartialDerivative(total, xj), evaluate=False)
        result = Mul(f.diff()(zi), MatrixElement(W, i, j), evaluate=False)
        steps = (
            Step("chain", lhs, by_z, (Hint("chain", y),)),
            Step("definition", by_z, written, (Hint("chain", z),), says="definition of z"),
            Step("linear", written, result, says="only one term of the sum contains this input"),
        )
        return self._draft("components", "The layer's Jacobian in components", lhs, steps)

    @cached_property
    def slope(self) -> Draft | None:
        """q_i = f′(z_i) by the law of f, and for σ as a quotient of exponentials."""
        f, zi = self.layer.activation, MatrixElement(self.layer.z, self.i, 0)
        lhs, law = f.diff()(zi), slope_law(f, zi)
        if law == lhs:
            return None
        steps = [Step("law", lhs, law, (Hint("law", f.diff()),))]
        if f == SIGMA:
            quotient = exp(-zi) / (1 + exp(-zi)) ** 2
            hints = (Hint("law", f), Hint("clear"))
            steps.append(Step("function", law, quotient, hints))
        return self._draft("slope", "The derivative of the activation", lhs, tuple(steps))

    @cached_property
    def scaled(self) -> Draft:
        """∂y/∂x = diag(q) W with q = f′(z)."""
        layer = self.layer
        q = MatrixSymbol("q", layer.n, 1)
        slope = layer.activation.diff()(layer.z)
        lhs = Jacobian(layer.y, layer.x)
        named = MatMul(DiagMatrix(slope), layer.W)
        rhs = MatMul(DiagMatrix(q), layer.W)
        through = (Hint("chain", layer.y), Hint("chain", layer.z))
        steps = (
            Step("entries", lhs, named, through, says="row i is the slope at z_i times row i of W"),
            Step("definition", named, rhs, (Hint("unfold", q),), says="the slopes named q"),
        )
        system = layer.system.with_(Definition(q, slope))
        name, title = f"layer-{self.name}-scaled", "The Jacobian with the slopes collected"
        return Draft(name, title, Statement(lhs, rhs, system), Chain(steps))

    @cached_property
    def jacobian(self) -> Draft:
        """∂y/∂x = diag(f′(Wx)) W."""
        layer = self.layer
        f, lhs = layer.activation, Jacobian(layer.y, layer.x)
        by_z = MatMul(Jacobian(layer.y, layer.z), Jacobian(layer.z, layer.x))
        named = MatMul(DiagMatrix(f.diff()(layer.z)), layer.W)
        written = MatMul(DiagMatrix(f.diff()(MatMul(layer.W, layer.x))), layer.W)
        through_y, through_z = Hint("chain", layer.y), Hint("chain", layer.z)
        steps = (
            Step("chain", lhs, by_z, (through_y, through_z)),
            Step(
                "entries",
                by_z,
                named,
                (through_y, through_z),
                says="by components: row i is the slope at z_i times row i of W",
            ),
            Step("definition", named, written, (Hint("unfold", layer.z),), says="definition of z"),
        )
        return self._draft("jacobian", "The Jacobian of the layer", lhs, steps)
