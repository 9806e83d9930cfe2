"""Sums and ordered products with symbolic limits.

Over time: :class:`MatrixSum`, :class:`OrderedProduct` (matrices do not commute, so the product
says at which end its later factors stand) and :class:`HadamardPi`.  Over the components of an
axis: :class:`ComponentSum`, which runs over all of an axis of a symbolic size.  An empty sum is
0, an empty ordered product is the identity, an empty Hadamard product is the matrix of ones.
Scalars over time are SymPy's own ``Sum`` and ``Product``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sympy import (
    Basic,
    Expr,
    HadamardProduct,
    Identity,
    MatAdd,
    MatMul,
    MatrixExpr,
    OneMatrix,
    Symbol,
    Tuple,
    ZeroMatrix,
    preorder_traversal,
    sympify,
)
from sympy.core.symbol import Str

from derive.errors import ShapeError

__all__ = ["ComponentSum", "HadamardPi", "MatrixSum", "OrderedProduct", "apart"]


def apart(expression: Any, symbols: Any) -> Any:
    """``expression`` with other names for what it binds, where one of ``symbols`` has the same.

    What is put in for a free symbol is then captured by no sum inside.

    >>> from sympy import MatrixSymbol, symbols
    >>> n, i, k = symbols("n i k", integer=True)
    >>> W = MatrixSymbol("W", n, n)
    >>> apart(ComponentSum(W[i, k], (k, n)), {k})
    ComponentSum(W[i, k'], (k', n))
    """
    names = {s.name for s in symbols}
    taken = {s.name for s in expression.atoms(Symbol)} | names

    def clashing(node: Any) -> Any:
        return [s for s in getattr(node, "bound_symbols", ()) if s.name in names]

    def renamed(node: Any) -> Any:
        for old in clashing(node):
            name = next(
                x for k in range(1, len(taken) + 2) if (x := old.name + "'" * k) not in taken
            )
            new = Symbol(name, **old._assumptions_orig)
            node = node.func(*(_renamed(arg, old, new) for arg in node.args))
        return node

    if not any(clashing(node) for node in preorder_traversal(expression)):
        return expression
    return expression.replace(clashing, renamed)


def _renamed(arg: Any, old: Any, new: Any) -> Any:
    """A body, or limits: those of the index itself speak of what is outside."""
    if isinstance(arg, Tuple) and arg and arg[0] == old:
        return Tuple(new, *arg.args[1:])
    return arg.xreplace({old: new})


def _subs_apart(self: Any, old: Any, new: Any) -> Any:
    """What is put in is not captured: None, for SymPy to go on, where nothing has to be renamed."""
    other = apart(self, new.free_symbols & {self.index})
    return None if other == self else other._subs(old, new)


class _Binding:
    """A body and (index, …); the index is bound: ``subs`` never touches it."""

    args: tuple[Any, ...]

    @property
    def body(self) -> Any:
        return self.args[0]

    @property
    def index(self) -> Any:
        return self.args[1][0]

    @property
    def free_symbols(self) -> set[Any]:
        limits = (limit.free_symbols for limit in self.args[1][1:])
        return set().union(self.body.free_symbols - {self.index}, *limits)

    @property
    def bound_symbols(self) -> list[Any]:
        return [self.index]


class _Bounded(_Binding):
    """A body and (index, low, high)."""

    func: Any
    #: what joins the terms, whether the highest index comes first, and what is left without terms
    _joined: ClassVar[Callable[..., Any]]
    _descending: Any = False
    _empty: Callable[[], Any]

    @property
    def low(self) -> Any:
        return self.args[1][1]

    @property
    def high(self) -> Any:
        return self.args[1][2]

    def _eval_subs(self, old: Any, new: Any) -> Any:
        if old == self.index:
            limits = Tuple(self.index, self.low._subs(old, new), self.high._subs(old, new))
            return self.func(self.body, limits, *self.args[2:])
        return _subs_apart(self, old, new)

    def indices(self) -> list[int] | None:
        """The values of the index, ascending, where both limits are integers; else None."""
        if self.low.is_Integer and self.high.is_Integer:
            return list(range(int(self.low), int(self.high) + 1))
        return None

    def doit(self, **hints: Any) -> Any:
        """Written out where both limits are integers."""
        values = self.indices()
        if values is None:
            return self
        if self._descending:
            values.reverse()
        terms = [self.body.subs(self.index, value) for value in values]
        terms = [term.doit(**hints) for term in terms] if hints.get("deep", True) else terms
        if not terms:
            return self._empty()
        return terms[0] if len(terms) == 1 else self._joined(*terms)


def _limits(limits: Any) -> Tuple:
    return Tuple(*map(sympify, limits))


class MatrixSum(_Bounded, MatrixExpr):
    """Σ_{index=low}^{high} body, for a matrix body.

    >>> from sympy import symbols
    >>> from derive.algebra import Family
    >>> n, k, t = symbols("n k t", integer=True)
    >>> s = MatrixSum(Family("h", (n, 1))[k], (k, 1, t))
    >>> s.subs(t, 2).doit(), s.subs(t, 0).doit()
    (h[1] + h[2], 0)
    """

    _joined = MatAdd

    def __new__(cls, body: Any, limits: Any) -> MatrixSum:
        return Basic.__new__(cls, sympify(body), _limits(limits))

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.body.shape

    def _empty(self) -> Any:
        return ZeroMatrix(*self.shape)

    def _latex(self, printer: Any) -> str:
        body = printer.parenthesize(self.body, 60) if self.body.is_MatAdd else None
        body = body or printer._print(self.body)
        low, high = printer._print(self.low), printer._print(self.high)
        return rf"\sum_{{{printer._print(self.index)}={low}}}^{{{high}}} {body}"


class OrderedProduct(_Bounded, MatrixExpr):
    """Π of square matrices, the factor of the highest index at the left (``later="left"``).

    ``OrderedProduct(A[j], (j, k + 1, t))`` is A_t A_{t−1} ⋯ A_{k+1}; with ``later="right"`` it is
    A_{k+1} ⋯ A_t.  Empty (high < low) it is the identity.
    """

    _joined = MatMul

    def __new__(cls, body: Any, limits: Any, later: Any = "left") -> OrderedProduct:
        body = sympify(body)
        if body.shape[0] != body.shape[1]:
            raise ShapeError(f"an ordered product needs square factors, not {body.shape}")
        later = later if isinstance(later, Str) else Str(later)
        return Basic.__new__(cls, body, _limits(limits), later)

    @property
    def later(self) -> str:
        return self.args[2].name

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.body.shape

    @property
    def _descending(self) -> bool:
        return self.later == "left"

    def _empty(self) -> Any:
        return Identity(self.shape[0])

    def _latex(self, printer: Any) -> str:
        body = printer._print(self.body)
        first, last = (self.high, self.low) if self.later == "left" else (self.low, self.high)
        index, first, last = map(printer._print, (self.index, first, last))
        return rf"\prod_{{{index}={first}}}^{{{last}}} {body}"


class HadamardPi(_Bounded, MatrixExpr):
    """⊙_{index=low}^{high} body: the entrywise product over time; empty it is all ones."""

    _joined = HadamardProduct

    def __new__(cls, body: Any, limits: Any) -> HadamardPi:
        return Basic.__new__(cls, sympify(body), _limits(limits))

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.body.shape

    def _empty(self) -> Any:
        return OneMatrix(*self.shape)

    def _latex(self, printer: Any) -> str:
        low, high = printer._print(self.low), printer._print(self.high)
        index, body = printer._print(self.index), printer._print(self.body)
        return rf"\bigodot_{{{index}={low}}}^{{{high}}} {body}"


class ComponentSum(_Binding, Expr):
    """Σ of a scalar over a whole axis: ``ComponentSum(W[i, m]*x[m, 0], (m, d))``.

    The index counts an axis of size ``d``; SymPy's entries count from 0, print counts from 1.
    """

    is_commutative = True

    def __new__(cls, body: Any, axis: Any) -> ComponentSum:
        return Basic.__new__(cls, sympify(body), _limits(axis))

    @property
    def size(self) -> Any:
        return self.args[1][1]

    def _eval_subs(self, old: Any, new: Any) -> Any:
        return self if old == self.index else _subs_apart(self, old, new)

    def doit(self, **hints: Any) -> Any:
        if not self.size.is_Integer:
            return self
        return sum((self.body.subs(self.index, v) for v in range(int(self.size))), sympify(0))

    def _latex(self, printer: Any) -> str:
        index, size = printer._print(self.index), printer._print(self.size)
        return rf"\sum_{{{index}=1}}^{{{size}}} {printer._print(self.body)}"
