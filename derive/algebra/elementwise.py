"""Elementwise functions: the logistic σ, tanh, exp … and functions that nobody has defined.

An :class:`Activation` is a function of one variable and an order of derivative.  Applied to a
matrix it acts entry by entry (:class:`Elementwise`), applied to a scalar it is that function's
value (:class:`Applied`).  What is known of a function (its derivative law, its range) stands in
the kernel under the function's key; algebra knows names only.
"""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, Integer, MatrixExpr, sympify
from sympy.core.symbol import Str

__all__ = [
    *("EXP", "LOG", "NONNEGATIVE", "POSITIVE", "RELU", "SIGMA", "TANH"),
    *("Activation", "Applied", "Elementwise"),
]


class Activation(Basic):
    """A function of one real variable, or its derivative of some order.

    Parameters
    ----------
    key : what kernel and audit know it by (``sigma``, ``tanh``); any other key is an unknown
        function, of which only the chain rule is used.
    symbol : its name in LaTeX; the key by default.
    order : how many times it is differentiated.

    >>> from sympy import MatrixSymbol
    >>> SIGMA(MatrixSymbol("z", 3, 1)), SIGMA.diff()(MatrixSymbol("z", 3, 1))
    (sigma(z), sigma'(z))
    """

    def __new__(cls, key: Any, symbol: Any = None, order: Any = 0) -> Activation:
        key = key if isinstance(key, Str) else Str(key)
        symbol = symbol if isinstance(symbol, Str) else Str(symbol or key.name)
        return Basic.__new__(cls, key, symbol, Integer(order))

    @property
    def key(self) -> str:
        return self.args[0].name

    @property
    def symbol(self) -> str:
        return self.args[1].name

    @property
    def order(self) -> int:
        return int(self.args[2])

    def diff(self) -> Activation:
        """The derivative f′ of f."""
        return Activation(self.args[0], self.args[1], self.order + 1)

    def __call__(self, argument: Any) -> Any:
        argument = sympify(argument)
        return (Elementwise if getattr(argument, "is_Matrix", False) else Applied)(self, argument)

    def _sympystr(self, printer: Any) -> str:
        return self.key + "'" * self.order

    def _latex(self, printer: Any) -> str:
        return self.symbol + "'" * self.order


#: The logistic function σ(x) = 1/(1 + e^{−x}).
SIGMA = Activation("sigma", r"\sigma")
#: The hyperbolic tangent.
TANH = Activation("tanh", r"\tanh")
#: The exponential function.
EXP = Activation("exp", r"\exp")
#: The natural logarithm.
LOG = Activation("log", r"\log")
#: The positive part max(x, 0).
RELU = Activation("relu", r"\operatorname{relu}")
#: 1 where x > 0, 0 elsewhere.
POSITIVE = Activation("positive", r"\mathbb{1}_{>0}")
#: 1 where x ≥ 0, 0 elsewhere.
NONNEGATIVE = Activation("nonnegative", r"\mathbb{1}_{\ge 0}")


class _Application:
    args: tuple[Any, ...]

    @property
    def function(self) -> Activation:
        return self.args[0]

    @property
    def argument(self) -> Any:
        return self.args[1]

    def _sympystr(self, printer: Any) -> str:
        return f"{printer._print(self.function)}({printer._print(self.argument)})"

    def _latex(self, printer: Any) -> str:
        return rf"{printer._print(self.function)}\left({printer._print(self.argument)}\right)"


class Elementwise(_Application, MatrixExpr):
    """f(M), entry by entry; has the shape of M."""

    def __new__(cls, function: Activation, argument: Any) -> Elementwise:
        return Basic.__new__(cls, function, sympify(argument))

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.argument.shape

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return self.function(self.argument._entry(i, j, **kwargs))


class Applied(_Application, Expr):
    """f(x) for a scalar x."""

    is_commutative = True

    def __new__(cls, function: Activation, argument: Any) -> Applied:
        return Basic.__new__(cls, function, sympify(argument))
