"""What each node of an expression means: a table from its class to a function."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from flint import arb
from sympy import (
    Add,
    BlockMatrix,
    Determinant,
    DiagMatrix,
    Float,
    HadamardPower,
    HadamardProduct,
    Identity,
    Inverse,
    KroneckerDelta,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatPow,
    MatrixBase,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Pow,
    Product,
    Rational,
    Sum,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    cos,
    exp,
    log,
    oo,
    sin,
    tanh,
)
from sympy.core.numbers import Exp1, Pi
from sympy.functions.elementary.complexes import Abs
from sympy.matrices.expressions.diagonal import DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    Applied,
    ComponentSum,
    Elementwise,
    HadamardPi,
    MatrixSum,
    Member,
    OrderedProduct,
    ScalarMember,
    Vec,
)
from derive.audit.arrays import (
    Array,
    adjugate,
    constant,
    identity,
    inverse,
    show,
)
from derive.audit.functions import absolute, apply
from derive.audit.machine import Scope
from derive.audit.numbers import ONE, ZERO, power, rational
from derive.audit.series import series
from derive.errors import DeriveError, ShapeError

__all__ = ["HANDLERS", "find_handler", "handles"]

Handler = Callable[[Any, Scope], Any]
HANDLERS: dict[type, Handler] = {}


@cache
def find_handler(kind: type) -> Handler:
    """The function for a class of node; raises :class:`DeriveError` for an unknown one."""
    import derive.audit.conditions
    import derive.audit.differentiation
    import derive.audit.reshaping
    import derive.audit.scores
    import derive.audit.spectra  # noqa: F401  # all add rows to the table

    for base in kind.__mro__:
        if base in HANDLERS:
            return HANDLERS[base]
    raise DeriveError(f"the audit does not know the node {kind.__name__}")


def handles(*kinds: type) -> Callable[[Handler], Handler]:
    """Enter a function in the table."""

    def enter(handler: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(kinds, handler))
        return handler

    return enter


# -- names and numbers ---------------------------------------------------------------------


@handles(Symbol)
def _symbol(e: Any, s: Scope) -> Any:
    bound = s.env.get(e)
    if bound is None:
        return s.machine.variable(s, (e, None), e)
    s.machine.used.add(e)
    return rational(bound) if isinstance(bound, int) else bound


@handles(MatrixSymbol, Member, ScalarMember)
def _variable(e: Any, s: Scope) -> Any:
    key = s.key(e)
    found = s.world.memo.get(key)
    return s.machine.variable(s, key, e) if found is None else found


HANDLERS[Rational] = lambda e, s: rational(e)
HANDLERS[Float] = lambda e, s: rational(Rational(e))
HANDLERS[Pi] = lambda e, s: arb.pi()
HANDLERS[Exp1] = lambda e, s: arb(1).exp()


# -- scalars -------------------------------------------------------------------------------


@handles(Add)
def _add(e: Any, s: Scope) -> Any:
    total = s.number(e.args[0])
    for a in e.args[1:]:
        total = total + s.number(a)
    return total


@handles(Mul)
def _mul(e: Any, s: Scope) -> Any:
    product = s.value(e.args[0])
    for a in e.args[1:]:
        product = _times(product, s.value(a))
    return product


def _times(a: Any, b: Any) -> Any:
    if isinstance(a, Array):
        return a @ b if isinstance(b, Array) else a.scale(b)
    return b.scale(a) if isinstance(b, Array) else a * b


@handles(Pow)
def _pow(e: Any, s: Scope) -> Any:
    base, exponent = s.number(e.base), s.number(e.exp)
    if hasattr(exponent, "q"):
        return power(base, exponent)
    return apply("exp", 0, exponent * apply("log", 0, base))


def _function(key: str) -> Handler:
    return lambda e, s: apply(key, 0, s.number(e.args[0]))


HANDLERS.update({exp: _function("exp"), log: _function("log"), tanh: _function("tanh")})
HANDLERS.update({sin: _function("sin"), cos: _function("cos")})


@handles(Abs)
def _abs(e: Any, s: Scope) -> Any:
    return absolute(s.number(e.args[0]))


@handles(KroneckerDelta)
def _delta(e: Any, s: Scope) -> Any:
    return ONE if s.integer(e.args[0]) == s.integer(e.args[1]) else ZERO


@handles(Applied)
def _applied(e: Any, s: Scope) -> Any:
    return apply(e.function.key, e.function.order, s.number(e.argument))


def _over(body: Any, limits: Any, s: Scope) -> list[Any]:
    """The values of a body over the limits of a SymPy Sum or Product, the last outermost."""
    if not limits:
        return [s.value(body)]
    *inner, (index, low, high) = limits
    values = range(s.integer(low), s.integer(high) + 1)
    return [x for v in values for x in _over(body, inner, s.bind(index, v))]


@handles(Sum, MatrixSum)
def _sum(e: Any, s: Scope) -> Any:
    limits = [(e.index, e.low, e.high)] if isinstance(e, MatrixSum) else e.limits
    body = e.body if isinstance(e, MatrixSum) else e.function
    if any(high is oo for _, _, high in limits):
        return series(body, limits, s)
    terms = _over(body, limits, s)
    if terms:
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        return total
    shape = s.shape(body)
    return constant(shape, ZERO) if shape else ZERO


@handles(Product)
def _product(e: Any, s: Scope) -> Any:
    product: Any = ONE
    for factor in _over(e.function, e.limits, s):
        product = _times(product, factor)
    return product


@handles(ComponentSum)
def _component_sum(e: Any, s: Scope) -> Any:
    return sum((s.bind(e.index, v).number(e.body) for v in range(s.integer(e.size))), ZERO)


@handles(MatrixElement)
def _element(e: Any, s: Scope) -> Any:
    parent, i, j = e.args
    array = s.once(parent, lambda: s.array(parent))
    return array.at(s.integer(i), s.integer(j))


@handles(Trace)
def _trace(e: Any, s: Scope) -> Any:
    return s.array(e.arg).trace()


@handles(Determinant)
def _determinant(e: Any, s: Scope) -> Any:
    return adjugate(s.array(e.arg))[1]


# -- matrices ------------------------------------------------------------------------------


@handles(MatAdd)
def _matadd(e: Any, s: Scope) -> Any:
    total = s.array(e.args[0])
    for a in e.args[1:]:
        total = total + s.array(a)
    return total


HANDLERS[MatMul] = _mul


@handles(Transpose)
def _transpose(e: Any, s: Scope) -> Any:
    return s.array(e.arg).transpose()


@handles(Inverse)
def _inverse(e: Any, s: Scope) -> Any:
    return inverse(s.array(e.arg))


@handles(MatPow)
def _matpow(e: Any, s: Scope) -> Any:
    return s.powers(e.base)(s.integer(e.exp))


@handles(HadamardProduct)
def _hadamard(e: Any, s: Scope) -> Any:
    product = s.array(e.args[0])
    for a in e.args[1:]:
        product = product.zip(s.array(a), lambda x, y: x * y, "Hadamard product")
    return product


@handles(HadamardPower)
def _hadamard_power(e: Any, s: Scope) -> Any:
    exponent = rational(e.exp) if e.exp.is_Rational else rational(s.integer(e.exp))
    return s.array(e.base).map(lambda x: power(x, exponent))


@handles(KroneckerProduct)
def _kronecker(e: Any, s: Scope) -> Any:
    product = s.array(e.args[0])
    for a in e.args[1:]:
        product = product.kron(s.array(a))
    return product


@handles(DiagMatrix)
def _diag(e: Any, s: Scope) -> Any:
    column = s.array(e.args[0])
    if 1 not in column.shape:
        raise ShapeError(f"diag of a matrix of shape {show(column.shape)}, which is no vector")
    n = len(column.data)
    data = [ZERO] * (n * n)
    data[:: n + 1] = column.data
    return Array(n, n, data)


@handles(DiagonalOf)
def _diagonal(e: Any, s: Scope) -> Any:
    a = s.array(e.args[0])
    data = a.data[: a.cols * min(a.shape) : a.cols + 1]
    return Array(len(data), 1, data)


@handles(DiagonalMatrix)
def _only_diagonal(e: Any, s: Scope) -> Any:
    a = s.array(e.args[0])
    kept = [x if k % (a.cols + 1) == 0 and k < a.cols**2 else ZERO for k, x in enumerate(a.data)]
    return Array(a.rows, a.cols, kept)


@handles(Identity)
def _identity(e: Any, s: Scope) -> Any:
    return identity(s.shape(e)[0])


@handles(ZeroMatrix)
def _zero(e: Any, s: Scope) -> Any:
    return constant(s.shape(e), ZERO)


@handles(OneMatrix)
def _one(e: Any, s: Scope) -> Any:
    return constant(s.shape(e), ONE)


@handles(MatrixBase)
def _explicit(e: Any, s: Scope) -> Any:
    return Array(e.rows, e.cols, [s.number(x) for x in e.flat()])


@handles(BlockMatrix)
def _blocks(e: Any, s: Scope) -> Any:
    rows, cols = e.blocks.shape
    data: list[Any] = []
    width = 0
    for i in range(rows):
        strip = [s.array(e.blocks[i, j]) for j in range(cols)]
        width = sum(a.cols for a in strip)
        for r in range(strip[0].rows):
            data += [x for a in strip for x in a.data[r * a.cols : (r + 1) * a.cols]]
    return Array(len(data) // width, width, data)


@handles(Vec)
def _vec(e: Any, s: Scope) -> Any:
    a = s.array(e.arg)
    return Array(len(a.data), 1, a.stacked())


@handles(Elementwise)
def _elementwise(e: Any, s: Scope) -> Any:
    key, order = e.function.key, e.function.order
    return s.array(e.argument).map(lambda x: apply(key, order, x))


def _factors(e: Any, s: Scope) -> list[Array]:
    values = range(s.integer(e.low), s.integer(e.high) + 1)
    return [s.bind(e.index, v).array(e.body) for v in values]


@handles(OrderedProduct)
def _ordered(e: Any, s: Scope) -> Any:
    product = None
    for factor in _factors(e, s):
        if product is None:
            product = factor
        else:
            product = factor @ product if e.later == "left" else product @ factor
    return identity(s.shape(e.body)[0]) if product is None else product


@handles(HadamardPi)
def _hadamard_pi(e: Any, s: Scope) -> Any:
    product = constant(s.shape(e.body), ONE)
    for factor in _factors(e, s):
        product = product.zip(factor, lambda x, y: x * y, "Hadamard product")
    return product
