"""Softmax with cross-entropy: multinomial logistic regression, and the output of most networks."""

from __future__ import annotations

from typing import Any

from sympy import MatAdd, MatMul, MatrixSymbol

from derive.algebra import Definition, Softmax, System
from derive.models.losses import cross_entropy
from derive.models.symbols import SIZES, matrix, size

__all__ = ["SoftmaxClassifier"]


class SoftmaxClassifier:
    """L = −yᵀ log p, p = softmax(z), z = Wx + b.

    W ∈ ℝ^{n×d}, b ∈ ℝⁿ, x ∈ ℝ^d; z, p and the target y are in ℝⁿ, L is 1×1.  The entries of y
    usually add up to 1; nothing here needs it.  The loss is stated of the scores z, since the
    logarithm of softmax is smooth even where a probability is too small to divide by; ``p`` is
    softmax(z).

    Parameters
    ----------
    n, d : sizes; symbols, positive integers or names.
    W, b, x, y, z : names, or matrix symbols of the right shape.

    Source: Bridle (1990); Bishop, *Pattern Recognition and Machine Learning* (2006), section 4.3.4.

    >>> model = SoftmaxClassifier()
    >>> model.system.body(model.loss)
    -y.T*log(softmax(z))
    """

    def __init__(
        self,
        *,
        n: Any = SIZES[0],
        d: Any = SIZES[1],
        W: Any = None,
        b: Any = None,
        x: Any = None,
        y: Any = None,
        z: Any = None,
    ) -> None:
        self.n, self.d = size(n), size(d)
        self.W: MatrixSymbol = matrix(W, "W", self.n, self.d)
        self.b: MatrixSymbol = matrix(b, "b", self.n, 1)
        self.x: MatrixSymbol = matrix(x, "x", self.d, 1)
        self.y: MatrixSymbol = matrix(y, "y", self.n, 1)
        self.z: MatrixSymbol = matrix(z, "z", self.n, 1)
        self.p = Softmax(self.z)
        self.loss = MatrixSymbol("L", 1, 1)
        self.parameters = (self.W, self.b)
        self.inputs = (self.x,)
        self.system = System(
            (
                Definition(self.z, MatAdd(MatMul(self.W, self.x), self.b)),
                Definition(self.loss, cross_entropy(self.y, self.z)),
            ),
            name="classifier",
        )
