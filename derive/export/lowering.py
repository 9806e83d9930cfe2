"""From expressions to the graph: a table, one row a kind of node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from sympy.functions.elementary.complexes import Abs, sign
from sympy.matrices.expressions.diagonal import DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.matrixbase import MatrixBase

from derive import algebra as al
from derive.errors import DeriveError
from derive.export.graph import Graph, Node

__all__ = ["ROWS", "Lowering", "children", "squeezed"]


def squeezed(shape: Any) -> tuple[Any, ...]:
    """The axes that an array has: a column or row has one, a 1 × 1 matrix none."""
    return tuple(s for s in map(sp.sympify, shape) if s != 1)


def shape_of(e: Any) -> tuple[Any, ...]:
    return tuple(e.shape) if getattr(e, "is_Matrix", False) else ()


class Lowering:
    """Lowers expressions; ``variable`` gives the node of a symbol, a member or a sum over time."""

    def __init__(self, graph: Graph, variable: Callable[[Any, Lowering], Node]) -> None:
        self.graph, self._variable = graph, variable
        self._known: dict[Any, Node] = {}

    def __call__(self, root: Any) -> Node:
        """The node of an expression; its parts come first, so that nothing nests deeply."""
        todo = [root]
        while todo:
            e = todo[-1]
            missing = [a for a in children(e) if a not in self._known]
            if e not in self._known and not missing:
                self._known[e] = self._row(e)
            if e in self._known:
                todo.pop()
            todo += missing
        return self._known[root]

    def _row(self, e: Any) -> Node:
        for kind in type(e).__mro__:
            if kind in ROWS:
                return ROWS[kind](e, self)
        raise DeriveError(f"there is no code for {type(e).__name__}: {e}")

    def variable(self, e: Any) -> Node:
        return self._variable(e, self)


def children(e: Any) -> tuple[Any, ...]:
    """What has to be lowered before a node."""
    if isinstance(e, LEAVES):
        return ()
    if isinstance(e, (al.Elementwise, al.Applied)):
        return (e.argument,)
    if isinstance(e, MatrixBase):
        return tuple(e.flat())
    if isinstance(e, sp.BlockMatrix):
        return tuple(e.blocks.flat())
    if isinstance(e, MatrixElement):
        return (e.parent,)
    if isinstance(e, (sp.Pow, sp.MatPow, sp.HadamardPower)):
        return (e.args[0],) if e.args[1].is_number else e.args
    if isinstance(e, al.Unvec):
        return (e.arg,)
    return tuple(a for a in e.args if isinstance(a, sp.Expr))


LEAVES = (
    *(sp.Symbol, sp.MatrixSymbol, *al.MEMBERS, sp.Number, sp.NumberSymbol),
    *(sp.Identity, sp.ZeroMatrix, sp.OneMatrix, al.Commutation),
    *(al.MatrixSum, al.OrderedProduct, al.HadamardPi, sp.Sum, sp.Product),
    *(al.Jacobian, al.Gradient, al.PartialDerivative, al.ComponentSum),
    *(al.Differential, al.Pullback, al.ScalarDifferential, al.ScalarPullback),
    al.ByEntries,
)


# -- products --


def matrix_product(e: Any, low: Lowering) -> Node:
    scalars = [low(a) for a in e.args if not shape_of(a) or shape_of(a) == (1, 1)]
    factors = [a for a in e.args if shape_of(a) not in ((), (1, 1))]
    if not factors:
        return low.graph.mul(*scalars)
    product = _chain([(low(a), a.shape) for a in factors], low.graph)
    return low.graph.mul(*scalars, product) if scalars else product


def _chain(factors: list[tuple[Node, Any]], g: Graph) -> Node:
    """A product: cut where an inner size is 1, each stretch from the end where a vector stands."""
    stretches: list[list[tuple[Node, Any]]] = [[]]
    for node, shape in factors:
        stretches[-1].append((node, shape))
        if shape[1] == 1:
            stretches.append([])
    values = [(_stretch(s, g), s[0][1][0] == 1, s[-1][1][1] == 1) for s in stretches if s]
    numbers = [v for v, first, last in values if first and last]
    columns = [v for v, first, last in values if last and not first]
    rows = [v for v, first, last in values if first and not last]
    middle = [v for v, first, last in values if not first and not last]
    if middle:
        return middle[0]
    if columns and rows:
        return g.outer(g.mul(*numbers, columns[0]) if numbers else columns[0], rows[0])
    return g.mul(*numbers, *columns, *rows)


def _stretch(factors: list[tuple[Node, Any]], g: Graph) -> Node:
    nodes = [node for node, _ in factors]
    column = factors[-1][1][1] == 1
    row = factors[0][1][0] == 1
    if (column and not row) or (row == column and g.inverted(nodes[-1]) is None):
        found = nodes[-1]
        for node in reversed(nodes[:-1]):
            found = g.matmul(node, found)
        return found
    found = nodes[0]
    for node in nodes[1:]:
        found = g.matmul(found, node)
    return found


def trace(e: Any, low: Lowering) -> Node:
    """tr(PQ) as a sum over entries; where a vector stands in the product, a number."""
    g, arg = low.graph, e.arg
    if isinstance(arg, sp.MatAdd):
        return g.add(*(trace(sp.Trace(a), low) for a in arg.args))
    if shape_of(arg) == (1, 1):
        return low(arg)
    if not isinstance(arg, sp.MatMul):
        node = low(arg)
        if node.op == "eye":
            return g.size(node.shape[0])
        return g.total(g.diagonal(node))
    scalars = [low(a) for a in arg.args if not shape_of(a) or shape_of(a) == (1, 1)]
    factors = [(low(a), a.shape) for a in arg.args if shape_of(a) not in ((), (1, 1))]
    cut = next((k for k, (_, shape) in enumerate(factors) if shape[0] == 1), 0)
    factors = factors[cut:] + factors[:cut]
    if factors[0][1][0] == 1:
        return g.mul(*scalars, _chain(factors, g))
    if (
        g.inverted(factors[-1][0]) is not None and len(factors) > 1
    ):  # from the left, to be solved with
        factors = [factors[-1], *factors[:-1]]
    if len(factors) == 1 or g.inverted(factors[0][0]) is not None:
        return g.mul(*scalars, g.total(g.diagonal(_chain(factors, g))))
    half = len(factors) // 2
    left, right = _chain(factors[:half], g), _chain(factors[half:], g)
    return g.mul(*scalars, g.paired(g.transpose(left), right))


def kronecker(e: Any, low: Lowering) -> Node:
    found, shape = low(e.args[0]), e.args[0].shape
    for a in e.args[1:]:
        found = _kron(low.graph, (found, shape), (low(a), a.shape))
        shape = (shape[0] * a.shape[0], shape[1] * a.shape[1])
    return found


def _kron(g: Graph, one: tuple[Node, Any], other: tuple[Node, Any]) -> Node:
    (a, s), (b, r) = one, other
    if not a.rank or not b.rank:
        return g.mul(a, b)
    shape = (s[0] * r[0], s[1] * r[1])
    if len(squeezed(shape)) == 1:
        return g.node("kron", (a, b), (), squeezed(shape))
    if a.rank == 1 and b.rank == 1:
        return g.outer(a, b) if s[1] == 1 else g.outer(b, a)
    a, b = (g.node("as_matrix", (x,), t, t) if x.rank == 1 else x for x, t in ((a, s), (b, r)))
    return g.node("kron", (a, b), (), shape)


# -- numbers and powers --


def scalar_power(e: Any, low: Lowering) -> Node:
    if e.base == sp.E:
        return low.graph.fn("exp", low(e.exp))
    return _power(e, low)


def _power(e: Any, low: Lowering) -> Node:
    base, exponent = e.args
    if exponent.is_number:
        return low.graph.power(low(base), exponent)
    return low.graph.node("powx", (low(base), low(exponent)), (), low(base).shape)


def matrix_power(e: Any, low: Lowering) -> Node:
    base, exponent = low(e.base), e.exp
    if base.rank == 0:
        return _power(e, low)
    if exponent in (-1, 1):
        return low.graph.inverse(base) if exponent == -1 else base
    if base.op == "diag":
        return low.graph.diag(low.graph.power(base.args[0], exponent))
    args = (base,) if exponent.is_number else (base, low(exponent))
    return low.graph.node("matrix_power", args, (exponent,), base.shape)


def norm(e: Any, low: Lowering) -> Node:
    x = low(e.arg)
    if x.rank == 0:
        return low.graph.fn("abs", x)
    spectral = isinstance(e, al.SpectralNorm) and x.rank == 2
    return low.graph.node("spectral" if spectral else "norm", (x,))


def logarithm(e: Any, low: Lowering) -> Node:
    of = e.args[-1]
    inner = low(of)
    if isinstance(of, sp.Determinant) and inner.op == "det":
        return low.graph.node("logdet", inner.args)
    if inner.op == "softmax":
        return low.graph.node("log_softmax", inner.args, (), inner.shape)
    return low.graph.fn("log", inner)


def determinant(e: Any, low: Lowering) -> Node:
    x = low(e.args[0])
    return low.graph.node("det", (x,)) if x.rank else x


def applied(e: Any, low: Lowering) -> Node:
    if e.function == al.LOG:
        return logarithm(e, low)
    return low.variable(e)


def entry(e: Any, low: Lowering) -> Node:
    x = low(e.parent)
    kept = [i for i, s in zip(e.args[1:], e.parent.shape, strict=True) if s != 1]
    return low.graph.node("entry", (x,), kept) if kept else x


def by_entries(e: Any, low: Lowering) -> Node:
    """A unit vector: a row of the identity."""
    if not isinstance(e.body, sp.KroneckerDelta) or len(e.indices) != 1:
        raise DeriveError(f"there is no code for a matrix by its entries: {e}")
    [index] = e.indices
    places = [i for i in e.body.args if i != index]
    size = next(axis[1] for axis in e.args[1:] if axis)
    return low.graph.node("entry", (low.graph.eye(size),), places, (size,))


def explicit(e: Any, low: Lowering) -> Node:
    shape = squeezed(e.shape)
    if not shape:
        return low(e[0, 0])
    return low.graph.node("array", [low(x) for x in e.flat()], shape, shape)


def blocks(e: Any, low: Lowering) -> Node:
    parts = [
        low.graph.node("as_matrix", (low(x),), x.shape, x.shape) if low(x).rank < 2 else low(x)
        for x in e.blocks.flat()
    ]
    whole = low.graph.node("blocks", parts, e.blocks.shape, e.shape)
    if 1 in e.shape:
        return low.graph.node("flat", (whole,), (), squeezed(e.shape))
    return whole


def _softmax(e: Any, low: Lowering) -> Node:
    x = low(e.arg)
    if e.rowwise and e.shape[1] == 1:
        return low.graph.full(1, x.shape)
    return low.graph.node("softmax", (x,), (), x.shape) if x.rank else low.graph.number(1)


def _logsumexp(e: Any, low: Lowering) -> Node:
    x = low(e.arg)
    if getattr(e, "shape", ()) and e.arg.shape[1] == 1:
        return x
    return low.graph.node("logsumexp", (x,), (), x.shape[:-1]) if x.rank else x


def _args(build: str) -> Callable[[Any, Lowering], Node]:
    return lambda e, low: getattr(low.graph, build)(*map(low, e.args))


def _fn(name: str) -> Callable[[Any, Lowering], Node]:
    return lambda e, low: low.graph.fn(name, low(e.args[0]))


def _variable(e: Any, low: Lowering) -> Node:
    return low.variable(e)


def _derivative(e: Any, low: Lowering) -> Node:
    if isinstance(e, (al.Jacobian, al.Gradient)):
        return low.variable(e)
    raise DeriveError(f"the derivative {e} is not worked out here, so there is no code for it")


def _number(e: Any, low: Lowering) -> Node:
    return low.graph.number(e)


ROWS: dict[type, Callable[[Any, Lowering], Node]] = {
    **dict.fromkeys((sp.Symbol, sp.MatrixSymbol, *al.MEMBERS), _variable),
    **dict.fromkeys((al.MatrixSum, al.OrderedProduct, al.HadamardPi, sp.Sum), _variable),
    **dict.fromkeys((sp.Product, al.ComponentSum), _variable),
    **dict.fromkeys((al.Jacobian, al.Gradient, al.PartialDerivative), _derivative),
    **dict.fromkeys((al.Differential, al.Pullback), _derivative),
    **dict.fromkeys((al.ScalarDifferential, al.ScalarPullback), _derivative),
    **dict.fromkeys((sp.Number, sp.NumberSymbol), _number),
    sp.Identity: lambda e, low: low.graph.eye(e.shape[0]),
    sp.ZeroMatrix: lambda e, low: low.graph.full(0, squeezed(e.shape)),
    sp.OneMatrix: lambda e, low: low.graph.full(1, squeezed(e.shape)),
    al.Commutation: lambda e, low: (
        low.graph.eye(e.shape[0])
        if 1 in e.args
        else low.graph.node("commutation", (), e.args, e.shape)
    ),
    **dict.fromkeys((sp.Add, sp.MatAdd), _args("add")),
    **dict.fromkeys((sp.Mul, sp.HadamardProduct), _args("mul")),
    sp.MatMul: matrix_product,
    sp.KroneckerProduct: kronecker,
    sp.Pow: scalar_power,
    sp.HadamardPower: _power,
    sp.MatPow: matrix_power,
    sp.Transpose: _args("transpose"),
    sp.Inverse: lambda e, low: low.graph.inverse(low(e.arg)),
    sp.Trace: trace,
    sp.Determinant: determinant,
    sp.DiagMatrix: _args("diag"),
    DiagonalOf: _args("diagonal"),
    DiagonalMatrix: lambda e, low: low.graph.diag(low.graph.diagonal(low(e.args[0]))),
    al.Vec: _args("vec"),
    al.Unvec: lambda e, low: low.graph.unvec(low(e.arg), *e.shape),
    **dict.fromkeys((al.FrobeniusNorm, al.SpectralNorm), norm),
    **dict.fromkeys((al.Elementwise, al.Applied), applied),
    sp.log: logarithm,
    al.Softmax: _softmax,
    **dict.fromkeys((al.LogSumExp, type(al.LogSumExp(sp.MatrixSymbol("Z", 2, 2)))), _logsumexp),
    **{kind: _fn(name) for kind, name in ((sp.exp, "exp"), (sp.tanh, "tanh"))},
    **{kind: _fn(name) for kind, name in ((sp.sin, "sin"), (sp.cos, "cos"), (Abs, "abs"))},
    sign: _fn("sign"),
    MatrixElement: entry,
    al.ByEntries: by_entries,
    MatrixBase: explicit,
    sp.BlockMatrix: blocks,
}
