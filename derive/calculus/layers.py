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

__all__ = ["LayerJacobian", "function_law", "slope_law"]


def slope_law(function: Activation, argument: Any) -> Any:
    """f′(x) as a polynomial in f(x), where the function has such a law; else f′(x) itself."""
    value = function(argument)
    if function == SIGMA:
        return Mul(value, 1 - value, evaluate=False)
    if function == TANH:
        return 1 - Pow(value, 2)
    return function.diff()(argument)


def function_law(function: Activation) -> Draft:
    """σ(x) = 1/(1 + e^{−x}), tanh x = 1 − 2/(1 + e^{2x}): what the kernel takes each for."""
    x = Symbol("x", real=True)
    lhs = function(x)
    below = {SIGMA: 1 + exp(-x), TANH: 1 + exp(2 * x)}[function]
    rhs = 1 / below if function == SIGMA else 1 - 2 / below
    steps = (Step("function", lhs, rhs, (Hint("law", function),)),)
    known = {SIGMA: "logistic function", TANH: "hyperbolic tangent"}
    title = f"The {known[function]}"
    return Draft(f"function-{function.key}", title, Statement(lhs, rhs), Chain(steps))


class LayerJacobian:
    """The drafts of question 1a for one layer.

    Source: the chain rule in numerator layout; Magnus and Neudecker, *Matrix Differential
    Calculus* (2019), 5.12.
    """

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.i, self.j, self.m = (Symbol(s, integer=True) for s in "ijm")
        self.name = layer.activation.key
        known = {SIGMA: "logistic", TANH: "tanh"}
        self.called = known.get(layer.activation, "unknown")

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
        """f′(z_i) by the law of f: σ(z_i)(1 − σ(z_i)), 1 − tanh² z_i."""
        f, zi = self.layer.activation, MatrixElement(self.layer.z, self.i, 0)
        lhs, law = f.diff()(zi), slope_law(f, zi)
        if law == lhs:
            return None
        steps = (Step("law", lhs, law, (Hint("law", f.diff()),)),)
        return self._draft("slope", f"The slope of the {self.called} function", lhs, steps)

    @cached_property
    def quotient(self) -> Draft:
        """σ′(z_i) = e^{−z_i}/(1 + e^{−z_i})²."""
        zi = MatrixElement(self.layer.z, self.i, 0)
        lhs, law = SIGMA.diff()(zi), slope_law(SIGMA, zi)
        quotient = exp(-zi) / (1 + exp(-zi)) ** 2
        steps = (
            Step("law", lhs, law, (Hint("law", SIGMA.diff()),)),
            Step("function", law, quotient, (Hint("law", SIGMA), Hint("clear"))),
        )
        return self._draft("quotient", "The slope as a quotient", lhs, steps)

    @cached_property
    def slopes(self) -> Definition:
        """q = f′(z), the slopes as a vector."""
        layer = self.layer
        return Definition(MatrixSymbol("q", layer.n, 1), layer.activation.diff()(layer.z))

    @cached_property
    def scaled(self) -> Draft:
        """∂y/∂x = diag(q) W with q = f′(z)."""
        layer = self.layer
        q, slope = self.slopes.target, self.slopes.body
        lhs = Jacobian(layer.y, layer.x)
        named = MatMul(DiagMatrix(slope), layer.W)
        rhs = MatMul(DiagMatrix(q), layer.W)
        through = (Hint("chain", layer.y), Hint("chain", layer.z))
        steps = (
            Step(
                "entries",
                lhs,
                named,
                through,
                says="each row of the matrix times the slope of its unit",
            ),
            Step("definition", named, rhs, (Hint("unfold", q),), says="the slopes named q"),
        )
        system = layer.system.with_(self.slopes)
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
                says="by components: each row of the matrix times the slope of its unit",
            ),
            Step("definition", named, written, (Hint("unfold", layer.z),), says="definition of z"),
        )
        return self._draft(
            "jacobian", f"The Jacobian of a layer with the {self.called} function", lhs, steps
        )
