"""A dense layer with bias, and the multilayer perceptron of any number of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import MatAdd, MatMul, MatrixSymbol, Symbol

from derive.algebra import SIGMA, TANH, Activation, Definition, Opaque, System
from derive.errors import DeriveError
from derive.models.losses import cross_entropy
from derive.models.symbols import SIZES, matrix, size

__all__ = ["MLP", "Dense"]


class Dense:
    """y = f(z), z = Wx + b, and a loss L(y) of which only its argument is known.

    W ∈ ℝ^{n×d}, b ∈ ℝⁿ, x ∈ ℝ^d; z, y ∈ ℝⁿ.

    Parameters
    ----------
    activation : f, the logistic function by default.
    n, d : sizes; symbols, positive integers or names.
    W, b, x, y, z : names, or matrix symbols of the right shape.
    L : the name of the loss.

    Raises :class:`~derive.ShapeError` where a given symbol has another shape.

    Source: Goodfellow, Bengio, Courville, *Deep Learning* (2016), section 6.3.

    >>> layer = Dense()
    >>> layer.system.body(layer.z), layer.parameters
    (W*x + b, (W, b))
    """

    def __init__(
        self,
        activation: Activation = SIGMA,
        *,
        n: Any = SIZES[0],
        d: Any = SIZES[1],
        W: Any = None,
        b: Any = None,
        x: Any = None,
        y: Any = None,
        z: Any = None,
        L: str = "L",
    ) -> None:
        self.activation = activation
        self.n, self.d = size(n), size(d)
        self.W: MatrixSymbol = matrix(W, "W", self.n, self.d)
        self.b: MatrixSymbol = matrix(b, "b", self.n, 1)
        self.x: MatrixSymbol = matrix(x, "x", self.d, 1)
        self.y: MatrixSymbol = matrix(y, "y", self.n, 1)
        self.z: MatrixSymbol = matrix(z, "z", self.n, 1)
        self.loss = Symbol(L)
        self.parameters = (self.W, self.b)
        self.inputs = (self.x,)
        self.system = System(
            (
                Definition(self.z, MatAdd(MatMul(self.W, self.x), self.b)),
                Definition(self.y, activation(self.z)),
            ),
            opaque=(Opaque(self.loss, (self.y,)),),
            name="dense",
        )


class MLP:
    """z_l = W_l a_{l−1} + b_l, a_l = f_l(z_l) for l = 1, …, depth; a_0 = x.

    W_l ∈ ℝ^{n_l×n_{l−1}}, b_l, z_l, a_l ∈ ℝ^{n_l}, x ∈ ℝ^{n_0}.  The loss is some L(a_depth), or
    with ``output="softmax"`` the cross-entropy −yᵀ log softmax(z_depth); then the last layer has
    scores z and no function.

    Parameters
    ----------
    depth : the number of layers, at least 1.
    activations : one function for all layers, or one for each (with softmax, for each but the
        last).
    sizes : n_0, …, n_depth; symbols, positive integers or names.
    output : "loss" or "softmax".

    Raises :class:`~derive.DeriveError` for a depth, a number of functions or of sizes that do not
    fit.

    Source: Rumelhart, Hinton, Williams (1986); Goodfellow, Bengio, Courville, *Deep Learning*
    (2016), algorithm 6.3.

    >>> net = MLP(2, output="softmax")
    >>> net.system.body(net.a[0]), net.system.body(net.z[1])
    (tanh(z_1), W_2*a_1 + b_2)
    >>> net.system.body(net.loss)
    -y.T*log(softmax(z_2))
    """

    def __init__(
        self,
        depth: int = 2,
        activations: Activation | Sequence[Activation] = TANH,
        *,
        sizes: Sequence[Any] | None = None,
        output: str = "loss",
    ) -> None:
        if not isinstance(depth, int) or isinstance(depth, bool) or depth < 1:
            raise DeriveError(f"a network has 1 layer or more, not {depth!r}")
        if output not in ("loss", "softmax"):
            raise DeriveError(f"an output is 'loss' or 'softmax', not {output!r}")
        layers = range(1, depth + 1)
        bent = depth - (output == "softmax")
        if isinstance(activations, Activation):
            activations = (activations,) * bent
        self.activations = tuple(activations)
        if len(self.activations) != bent:
            raise DeriveError(f"{bent} activations are needed, and {len(self.activations)} given")
        given = tuple(sizes) if sizes is not None else tuple(f"n_{l}" for l in range(depth + 1))
        if len(given) != depth + 1:
            raise DeriveError(f"{depth + 1} sizes are needed, and {len(given)} given")
        self.sizes = n = tuple(map(size, given))
        self.depth = depth
        self.x: MatrixSymbol = matrix(None, "x", n[0], 1)
        self.W = tuple(matrix(None, f"W_{l}", n[l], n[l - 1]) for l in layers)
        self.b = tuple(matrix(None, f"b_{l}", n[l], 1) for l in layers)
        self.z = tuple(matrix(None, f"z_{l}", n[l], 1) for l in layers)
        self.a = tuple(matrix(None, f"a_{l}", n[l], 1) for l in range(1, bent + 1))
        self.y: MatrixSymbol = matrix(None, "y", n[depth], 1)
        self.parameters = tuple(p for pair in zip(self.W, self.b, strict=True) for p in pair)
        self.inputs = (self.x,)
        definitions = []
        for l in range(depth):
            before = self.a[l - 1] if l else self.x
            definitions.append(Definition(self.z[l], MatAdd(MatMul(self.W[l], before), self.b[l])))
            if l < bent:
                definitions.append(Definition(self.a[l], self.activations[l](self.z[l])))
        opaque: tuple[Opaque, ...] = ()
        self.loss: Any = Symbol("L")
        if output == "softmax":
            self.loss = MatrixSymbol("L", 1, 1)
            definitions.append(Definition(self.loss, cross_entropy(self.y, self.z[-1])))
        else:
            opaque = (Opaque(self.loss, (self.a[-1],)),)
        self.system = System(tuple(definitions), opaque=opaque, name="mlp")
