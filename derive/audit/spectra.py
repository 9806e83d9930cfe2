"""Values of what eigenvalues make: exponentials, spectral radii, extreme values, ranks.

Everything is enclosed: e^A by flint's exponential of a matrix of balls, ρ by its isolated
eigenvalues, the extreme values of a symmetric matrix M by ‖M + cI‖₂ − c, where c ≥ ‖M‖_F makes all
eigenvalues of M + cI positive.
"""

from __future__ import annotations

from typing import Any

from flint import acb_mat, arb, arb_mat, fmpq, fmpq_mat

from derive.algebra import (
    LargestEigenvalue,
    MatrixExp,
    Rank,
    SmallestEigenvalue,
    SmallestSingularValue,
    SpectralRadius,
)
from derive.audit.arrays import Array, identity, spectral_norm, square
from derive.audit.machine import Scope
from derive.audit.nodes import handles
from derive.audit.numbers import ZERO, Dual, ImpreciseError, dual, power
from derive.errors import DeriveError

__all__: list[str] = []

#: the derivative of e^A stands beside it in the exponential of a matrix of blocks
_TANGENT = "tangents of two derivatives in the exponential of a matrix"


@handles(MatrixExp)
def _exponential(e: Any, s: Scope) -> Any:
    a = s.array(e.arg)
    square(a, "exponential")
    tags = {x.tag for x in a.data if isinstance(x, Dual)}
    if not tags:
        return _exp(a)
    [tag, *others] = tags
    if others or any(isinstance(x.value, Dual) for x in a.data if isinstance(x, Dual)):
        raise DeriveError(f"the audit takes no {_TANGENT}")
    n = a.rows
    value = a.map(lambda x: x.value if isinstance(x, Dual) else x)
    seen = sorted({c for x in a.data if isinstance(x, Dual) for c in x.tangents})
    slopes: dict[int, Array] = {}
    for c in seen:
        ways = [x.tangents.get(c, ZERO) if isinstance(x, Dual) else ZERO for x in a.data]
        both = _exp(_blocks(value, Array(n, n, ways)))
        entries = [both.at(i, n + j) for i in range(n) for j in range(n)]
        slopes[c] = Array(n, n, entries)
    whole = _exp(value)
    data = [
        dual(tag, x, {c: slope.data[k] for c, slope in slopes.items()})
        for k, x in enumerate(whole.data)
    ]
    return Array(n, n, data)


def _exp(a: Array) -> Array:
    if all(x == 0 for x in a.data):
        return identity(a.rows)
    found = arb_mat(a.rows, a.cols, [arb(x) for x in a.data]).exp()
    entries = [found[i, j] for i in range(a.rows) for j in range(a.cols)]
    if not all(x.is_finite() for x in entries):
        raise ImpreciseError("the exponential of a matrix that is not known well enough")
    return Array(a.rows, a.cols, entries)


def _blocks(a: Array, b: Array) -> Array:
    """[[a, b], [0, a]]: its exponential has the derivative of e^a in direction b at the top."""
    n = a.rows
    data: list[Any] = []
    for i in range(n):
        data += [*a.data[i * n : (i + 1) * n], *b.data[i * n : (i + 1) * n]]
    for i in range(n):
        data += [*[ZERO] * n, *a.data[i * n : (i + 1) * n]]
    return Array(2 * n, 2 * n, data)


def _plain(e: Any, s: Scope) -> Array:
    a = s.array(e.arg)
    if any(isinstance(x, Dual) for x in a.data):
        raise DeriveError(f"the {e.called} is not differentiated here")
    return a


@handles(SpectralRadius)
def _radius(e: Any, s: Scope) -> Any:
    return _spectral_radius(_plain(e, s))


def _spectral_radius(a: Array) -> Any:
    square(a, "spectral radius")
    if _nilpotent(a):
        return ZERO
    if all(isinstance(x, fmpq) for x in a.data) and a.data == a.transpose().data:
        return spectral_norm(a)
    matrix = acb_mat(a.rows, a.cols, [arb(x) for x in a.data])
    try:
        values = matrix.eig(multiple=True)
    except ValueError:
        raise ImpreciseError("eigenvalues that are not isolated") from None
    sizes = [abs(value) for value in values]
    top = sizes[0]
    for size in sizes[1:]:
        top = size.max(top)
    if not top.is_finite():
        raise ImpreciseError("eigenvalues that are not known well enough")
    return top


def _nilpotent(a: Array) -> bool:
    """Whether an exact matrix has no eigenvalue but 0: then they are not isolated."""
    if not all(isinstance(x, fmpq) for x in a.data):
        return False
    powers = a
    for _ in range(a.rows - 1):
        powers = powers @ a
    return all(x == 0 for x in powers.data)


def _largest(a: Array, called: str) -> Any:
    square(a, called)
    pairs = zip(a.data, a.transpose().data, strict=True)
    if any(
        (x != y if isinstance(x, fmpq) and isinstance(y, fmpq) else not arb(x - y).contains(0))
        for x, y in pairs
    ):
        raise DeriveError(f"the {called} of a matrix that is not symmetric")
    shift = fmpq(0)
    for x in a.data:
        bound = x if isinstance(x, fmpq) else arb(x).abs_upper().mid().fmpq()
        shift += abs(bound)
    moved = a + identity(a.rows).scale(shift + 1)
    return spectral_norm(moved) - arb(shift + 1)


@handles(LargestEigenvalue)
def _largest_eigenvalue(e: Any, s: Scope) -> Any:
    return _largest(_plain(e, s), e.called)


@handles(SmallestEigenvalue)
def _smallest_eigenvalue(e: Any, s: Scope) -> Any:
    return -_largest(_plain(e, s).scale(fmpq(-1)), e.called)


@handles(SmallestSingularValue)
def _smallest_singular_value(e: Any, s: Scope) -> Any:
    a = _plain(e, s)
    turned = a.transpose()
    gram = turned @ a if a.cols <= a.rows else a @ turned
    if all(isinstance(x, fmpq) for x in a.data) and _rank(gram) < gram.rows:
        return ZERO
    least = -_largest(gram.scale(fmpq(-1)), e.called)
    if not least > 0:
        raise ImpreciseError("a singular value that cannot be told from 0")
    return power(least, fmpq(1, 2))


def _rank(a: Array) -> int:
    return int(fmpq_mat(a.rows, a.cols, a.data).rank())


@handles(Rank)
def _rank_of(e: Any, s: Scope) -> Any:
    a = _plain(e, s)
    if not all(isinstance(x, fmpq) for x in a.data):
        raise DeriveError("the rank of a matrix that is not known exactly")
    return fmpq(_rank(a))
