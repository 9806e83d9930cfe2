"""The rules of differentiation for closed expressions, as a table: one row a node.

What a row is says row.py; those of powers stand in exponents.py, of Σ and Π in binders.py.
Source: Magnus and Neudecker, *Matrix Differential Calculus* (2019), chapters 8 and 9.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    EXP,
    LOG,
    TANH,
    Applied,
    ByEntries,
    Commutation,
    ComponentSum,
    Elementwise,
    FrobeniusNorm,
    Member,
    ScalarMember,
    SpectralNorm,
    Unvec,
    Vec,
    is_length,
    log_softmax,
    unit_vector,
)
from derive.calculus.binders import BINDERS
from derive.calculus.components import summed_up
from derive.calculus.exponents import POWERS, row_vector
from derive.calculus.row import Row, added
from derive.calculus.scores import LOG_SOFTMAX, SCORES
from derive.calculus.simplify import is_scalar, times, vec
from derive.errors import DeriveError

__all__ = ["ROWS", "NoPullbackError", "Row", "is_atom", "row_of", "slope"]

T = sp.Transpose
I = sp.Identity


def slope(node: Any) -> Any:
    """f′ at the argument of a node f(Z), in the form that a person would write."""
    f, z = node.function, node.argument
    if f == EXP:
        return node
    if f == LOG:
        return sp.Pow(z, -1) if is_scalar(z) else sp.HadamardPower(z, -1)
    return f.diff()(z)


def _first(e: Any) -> tuple[Any, ...]:
    return (e.args[0],)


def _hadamard(*parts: Any) -> Any:
    return parts[0] if len(parts) == 1 else sp.HadamardProduct(*parts)


def _linear(
    says: str, pull: Callable[[Any, Any], Any], push: Callable[[Any], Any], d: Any = None
) -> Row:
    """A row of a node that is linear in its one argument."""
    whole = d or (lambda e, d: e.func(d(e.args[0]), *e.args[1:]))
    return Row(says, _first, lambda e, k, G: pull(e, G), lambda e, k: push(e), whole)


# -- sums and products --


def _others(e: Any, k: int) -> Any:
    return times(*(a for m, a in enumerate(e.args) if m != k))


def _each(e: Any, d: Callable[[Any], Any]) -> Any:
    """The sum over the arguments with one of them differentiated."""
    build = sp.HadamardProduct if isinstance(e, sp.HadamardProduct) else e.func
    terms = [build(*e.args[:k], new, *e.args[k + 1 :]) for k, a in _moving(e, d) for new in [d(a)]]
    return added(terms)


def _moving(e: Any, d: Callable[[Any], Any]) -> list[tuple[int, Any]]:
    return [(k, a) for k, a in enumerate(e.args) if d(a) is not None]


def _sum_d(e: Any, d: Callable[[Any], Any]) -> Any:
    terms = [d(a) for _, a in _moving(e, d)]
    return terms[0] if len(terms) == 1 else e.func(*terms)


def _around(e: Any, k: int) -> tuple[list[Any], list[Any], list[Any]]:
    """The scalars of a product of matrices, and its matrices left and right of the k-th factor."""
    scalars = [a for a in e.args if is_scalar(a)]
    left = [a for a in e.args[:k] if not is_scalar(a)]
    return scalars, left, [a for a in e.args[k + 1 :] if not is_scalar(a)]


def _matmul_pull(e: Any, k: int, G: Any) -> Any:
    if is_scalar(e.args[k]):
        return sp.Trace(times(T(_others(e, k)), G))
    scalars, left, right = _around(e, k)
    before = [T(a) for a in reversed(left)]
    return times(*scalars, *before, G, *(T(a) for a in reversed(right)))


def _matmul_push(e: Any, k: int) -> Any:
    if is_scalar(e.args[k]):
        return vec(_others(e, k))
    scalars, left, right = _around(e, k)
    return times(*scalars, _between(left, e.args[k], right))


def _between(left: list[Any], part: Any, right: list[Any]) -> Any:
    """(Sᵀ ⊗ P) for X ↦ P X S."""
    P, S = times(*left), times(*right)
    if right and S.shape == (1, 1):  # a number
        return times(sp.Trace(S), P) if left else sp.Trace(S)
    if not right:
        return P if part.shape[1] == 1 or not left else sp.KroneckerProduct(I(part.shape[1]), P)
    if not left:
        return T(S) if part.shape[0] == 1 else sp.KroneckerProduct(T(S), I(part.shape[0]))
    return sp.KroneckerProduct(T(S), P)


# -- ⊗ --


class NoPullbackError(DeriveError):
    """A node whose gradient is read off its Jacobian."""


def _kronecker_pull(e: Any, k: int, G: Any) -> Any:
    raise NoPullbackError(f"no closed form is known for a gradient through {e}")


def _kronecker_push(e: Any, k: int) -> Any:
    """vec(A ⊗ B) = (I_n ⊗ K ⊗ I_p)(vec A ⊗ vec B), for A m × n and B p × q."""
    if len(e.args) != 2:
        raise DeriveError(f"a Kronecker product of two factors is differentiated, not {e}")
    A, B = e.args
    (m, n), (p, q) = A.shape, B.shape
    middle = sp.KroneckerProduct(I(n), Commutation(q, m), I(p))
    if k == 0:  # I_n ⊗ I_m, not I_nm, says in which order the components stand
        return times(middle, sp.KroneckerProduct(I(n), I(m), vec_column(B)))
    return times(middle, sp.KroneckerProduct(vec_column(A), I(q), I(p)))


def vec_column(e: Any) -> Any:
    return e if e.shape[1] == 1 else Vec(e)


# -- diag, norms, determinants --


def _spread(n: Any) -> Any:
    """∂vec(diag v)/∂v = diag(vec I)(1 ⊗ I)."""
    return times(sp.DiagMatrix(Vec(I(n))), sp.KroneckerProduct(sp.OneMatrix(n, 1), I(n)))


def _units(e: Any) -> list[Any]:
    """e_i and e_jᵀ of an entry (i, j); an axis of size 1 has none."""
    units = [
        unit_vector(i, size) if size != 1 else None
        for i, size in zip(e.args[1:], e.parent.shape, strict=True)
    ]
    return [u if k == 0 else T(u) for k, u in enumerate(units) if u is not None]


def _entry_row(e: Any) -> Any:
    """vec(e_i e_jᵀ)ᵀ = e_jᵀ ⊗ e_iᵀ."""
    units = [T(unit) if unit.shape[1] == 1 else unit for unit in reversed(_units(e))]
    return units[0] if len(units) == 1 else sp.KroneckerProduct(*units)


def _cofactors(e: Any) -> Any:
    return times(e, T(sp.Inverse(e.arg)))


def _inverse_d(e: Any, d: Callable[[Any], Any]) -> Any:
    return times(-1, e, d(e.arg), e)


def _elementwise(e: Any, k: int, G: Any) -> Any:
    return _hadamard(G, slope(e))


def _scalar_row(name: str, derivative: Callable[[Any], Any]) -> Row:
    return Row(
        f"chain rule through {name}",
        _first,
        lambda e, k, G: times(G, derivative(e)),
        lambda e, k: derivative(e),
        lambda e, d: times(derivative(e), d(e.args[0])),
    )


_SUM = Row("linearity", lambda e: e.args, lambda e, k, G: G, lambda e, k: sp.S.One, _sum_d)

_LENGTH = Row(
    "derivative of the norm",
    lambda e: (e.arg,),
    lambda e, k, G: times(G, sp.Pow(e, -1), e.arg),
    lambda e, k: times(sp.Pow(e, -1), row_vector(e.arg)),
    lambda e, d: sp.Pow(e, -1) * sp.Trace(times(T(e.arg), d(e.arg))),
)

ROWS: dict[type, Row] = {
    **SCORES,
    sp.Add: _SUM,
    sp.MatAdd: _SUM,
    sp.Mul: Row(
        "product rule",
        lambda e: e.args,
        lambda e, k, G: times(G, _others(e, k)),
        _others,
        _each,
    ),
    sp.exp: _scalar_row("exp", lambda e: e),
    sp.log: _scalar_row("log", lambda e: sp.Pow(e.args[0], -1)),
    sp.tanh: _scalar_row("tanh", lambda e: TANH.diff()(e.args[0])),
    Applied: Row(
        "chain rule through the function",
        lambda e: (e.argument,),
        lambda e, k, G: times(G, slope(e)),
        lambda e, k: slope(e),
        lambda e, d: times(slope(e), d(e.argument)),
    ),
    Elementwise: Row(
        "chain rule through the elementwise function",
        lambda e: (e.argument,),
        _elementwise,
        lambda e, k: sp.DiagMatrix(vec(slope(e))),
        lambda e, d: sp.HadamardProduct(slope(e), d(e.argument)),
    ),
    sp.MatMul: Row("product rule", lambda e: e.args, _matmul_pull, _matmul_push, _each),
    sp.HadamardProduct: Row(
        "product rule, entry by entry",
        lambda e: e.args,
        lambda e, k, G: _hadamard(G, *(a for m, a in enumerate(e.args) if m != k)),
        lambda e, k: sp.DiagMatrix(vec(_hadamard(*(a for m, a in enumerate(e.args) if m != k)))),
        _each,
    ),
    sp.KroneckerProduct: Row(
        "product rule", lambda e: e.args, _kronecker_pull, _kronecker_push, _each
    ),
    sp.Transpose: _linear(
        "the transpose is linear",
        lambda e, G: T(G),
        lambda e: sp.S.One if 1 in e.shape else Commutation(*e.arg.shape),
    ),
    sp.Inverse: Row(
        "derivative of the inverse",
        lambda e: (e.arg,),
        lambda e, k, G: times(-1, T(e), G, T(e)),
        lambda e, k: times(-1, sp.KroneckerProduct(T(e), e)),
        _inverse_d,
    ),
    sp.Trace: _linear(
        "the trace is linear",
        lambda e, G: times(G, I(e.arg.shape[0])),
        lambda e: row_vector(I(e.arg.shape[0])),
    ),
    sp.Determinant: Row(
        "derivative of the determinant",
        lambda e: (e.arg,),
        lambda e, k, G: times(G, _cofactors(e)),
        lambda e, k: row_vector(_cofactors(e)),
        lambda e, d: e * sp.Trace(times(sp.Inverse(e.arg), d(e.arg))),
    ),
    FrobeniusNorm: _LENGTH,
    SpectralNorm: _LENGTH,
    sp.DiagMatrix: _linear(
        "diag is linear",
        lambda e, G: DiagonalOf(G) if e.args[0].shape[1] == 1 else T(DiagonalOf(G)),
        lambda e: _spread(e.shape[0]),
    ),
    DiagonalOf: _linear(
        "the diagonal is linear",
        lambda e, G: sp.DiagMatrix(G),
        lambda e: T(_spread(e.args[0].shape[0])),
    ),
    Vec: _linear("vec is linear", lambda e, G: Unvec(G, *e.arg.shape), lambda e: sp.S.One),
    Unvec: _linear("unvec is linear", lambda e, G: vec_column(G), lambda e: sp.S.One),
    MatrixElement: _linear(
        "an entry is linear in the matrix",
        lambda e, G: times(G, *_units(e)) if e.parent.shape != (1, 1) else times(G, I(1)),
        lambda e: _entry_row(e) if e.parent.shape != (1, 1) else sp.S.One,
        lambda e, d: MatrixElement(d(e.parent), *e.args[1:]),
    ),
    ComponentSum: Row(
        "the derivative of a sum, term by term",
        lambda e: (summed_up(e),),
        lambda e, k, G: G,
        lambda e, k: sp.S.One,
        lambda e, d: d(summed_up(e)),
    ),
    **POWERS,
    **BINDERS,
}

#: what no row is needed for: it has no parts
ATOMS = (
    Member,
    ScalarMember,
    sp.MatrixSymbol,
    sp.Symbol,
    sp.Rational,
    sp.Identity,
    sp.ZeroMatrix,
    sp.OneMatrix,
    Commutation,
    sp.KroneckerDelta,
    sp.ImmutableDenseMatrix,
    type(sp.E),
    type(sp.pi),
)


def is_atom(e: Any) -> bool:
    """Whether a node has no parts, as a unit vector has none."""
    unit = isinstance(e, ByEntries) and isinstance(e.body, sp.KroneckerDelta)
    return unit or isinstance(e, ATOMS)


def row_of(node: Any) -> Row:
    """The row of a node; raises :class:`~derive.DeriveError` for a node that has none."""
    if log_softmax(node) is not None:
        return LOG_SOFTMAX
    if isinstance(node, SpectralNorm) and not is_length(node):
        raise DeriveError(f"there is no rule for the largest singular value of a matrix: {node}")
    for kind in type(node).__mro__:
        if kind in ROWS:
            return ROWS[kind]
    raise DeriveError(f"there is no rule for {type(node).__name__}: {node}")
