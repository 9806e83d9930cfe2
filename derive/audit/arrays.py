"""Small dense matrices over the audit's numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flint import arb, arb_mat, ctx, fmpq

from derive.audit.numbers import ONE, ZERO, Dual, ImpreciseError, reciprocal, tame
from derive.errors import DeriveError, ShapeError

__all__ = ["Array", "Powers", "adjugate", "constant", "identity", "matrix_power", "spectral_norm"]


class Array:
    """rows × cols numbers; ``data`` holds them row by row."""

    __slots__ = ("cols", "data", "rows")

    def __init__(self, rows: int, cols: int, data: list[Any]) -> None:
        self.rows, self.cols, self.data = rows, cols, data

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.cols

    def at(self, i: int, j: int) -> Any:
        """The entry (i, j), counted from 0."""
        if not (0 <= i < self.rows and 0 <= j < self.cols):
            raise ShapeError(f"entry ({i}, {j}) of a matrix of shape {show(self.shape)}")
        return self.data[i * self.cols + j]

    def map(self, f: Callable[[Any], Any]) -> Array:
        return Array(self.rows, self.cols, [f(x) for x in self.data])

    def zip(self, other: Array, f: Callable[[Any, Any], Any], what: str) -> Array:
        """Entry by entry; the shapes have to agree."""
        if self.shape != other.shape:
            raise ShapeError(
                f"{what}: shapes {show(self.shape)} and {show(other.shape)} do not agree"
            )
        pairs = zip(self.data, other.data, strict=True)
        return Array(self.rows, self.cols, [f(x, y) for x, y in pairs])

    def __add__(self, other: Array) -> Array:
        return self.zip(other, lambda x, y: x + y, "sum")

    def __matmul__(self, other: Array) -> Array:
        if self.cols != other.rows:
            raise ShapeError(
                f"product: shapes {show(self.shape)} and {show(other.shape)} do not agree"
            )
        columns = [other.data[j :: other.cols] for j in range(other.cols)]
        width = self.cols
        data = []
        for i in range(self.rows):
            row = self.data[i * width : (i + 1) * width]
            data += [_dot(row, column) for column in columns]
        return Array(self.rows, other.cols, data)

    def scale(self, factor: Any) -> Array:
        return self if factor is ONE else self.map(lambda x: x if x is ZERO else x * factor)

    def transpose(self) -> Array:
        return Array(self.cols, self.rows, self.stacked())

    def stacked(self) -> list[Any]:
        """The entries column by column: vec."""
        return [x for j in range(self.cols) for x in self.data[j :: self.cols]]

    def kron(self, other: Array) -> Array:
        data = [
            _times(self.data[i * self.cols + j], other.data[k * other.cols + m])
            for i in range(self.rows)
            for k in range(other.rows)
            for j in range(self.cols)
            for m in range(other.cols)
        ]
        return Array(self.rows * other.rows, self.cols * other.cols, data)

    def trace(self) -> Any:
        square(self, "trace")
        return sum((self.data[i * self.cols + i] for i in range(self.rows)), ZERO)


def show(shape: Iterable[int]) -> str:
    return "×".join(map(str, shape)) or "scalar"


def square(a: Array, what: str) -> None:
    if a.rows != a.cols:
        raise ShapeError(f"{what} of a matrix of shape {show(a.shape)}, which is not square")


def _times(x: Any, y: Any) -> Any:
    return ZERO if x is ZERO or y is ZERO else x * y


def _dot(xs: list[Any], ys: list[Any]) -> Any:
    total: Any = ZERO
    for x, y in zip(xs, ys, strict=True):
        if x is not ZERO and y is not ZERO:
            total = x * y if total is ZERO else total + x * y
    return total


def constant(shape: tuple[int, ...], value: Any) -> Array:
    rows, cols = shape
    return Array(rows, cols, [value] * (rows * cols))


def identity(size: int) -> Array:
    return Array(size, size, [ONE if i == j else ZERO for i in range(size) for j in range(size)])


def matrix_power(a: Array, exponent: int) -> Array:
    """aᵏ for an integer k of either sign; raises :class:`DeriveError` for a singular inverse."""
    square(a, "power")
    if exponent < 0:
        return inverse(matrix_power(a, -exponent))
    result = identity(a.rows)
    while exponent:
        if exponent & 1:
            result = result @ a
        exponent >>= 1
        if exponent:
            a = a @ a
    return result


class Powers:
    """The powers of a square matrix, each from the one before where they are asked for in turn.

    ``bits``: exact entries of more bits become balls.
    """

    #: how many powers are skipped at most before squaring takes fewer products
    _STEPS = 8

    def __init__(self, a: Array, bits: int) -> None:
        square(a, "power")
        self._found, self._bits = [identity(a.rows), a], bits

    def __call__(self, exponent: int) -> Array:
        """aᵏ for an integer k of either sign; raises :class:`DeriveError` for no inverse."""
        if exponent < 0:
            return inverse(self(-exponent))
        found = self._found
        if exponent >= len(found) + self._STEPS:
            return matrix_power(found[1], exponent)
        while len(found) <= exponent:
            found.append((found[-1] @ found[1]).map(lambda x: tame(x, self._bits)))
        return found[exponent]


def adjugate(a: Array) -> tuple[Array, Any]:
    """adj(a) and det(a), dividing by integers only (Faddeev and LeVerrier), so over duals too."""
    square(a, "determinant")
    n = a.rows
    m, c = constant((n, n), ZERO), ONE
    one = identity(n)
    for k in range(1, n + 1):
        m = a @ m + one.scale(c)
        c = (a @ m).trace() * fmpq(-1, k)
    sign = ONE if n % 2 == 0 else -ONE
    return m.scale(-sign), c * sign


def inverse(a: Array) -> Array:
    """a⁻¹; raises :class:`DeriveError` where the determinant is 0."""
    cofactors, determinant = adjugate(a)
    try:
        return cofactors.scale(reciprocal(determinant))
    except ImpreciseError:
        raise
    except DeriveError:
        raise DeriveError("the inverse of a singular matrix") from None


def spectral_norm(a: Array) -> Any:
    """‖a‖₂, enclosed: tr(Gᵖ)/n ≤ λ_max(G)ᵖ ≤ tr(Gᵖ) for G = aᵀa, with p a high power of 2.

    Squaring doubles the relative error and the square roots at the end halve it again.
    """
    if any(isinstance(x, Dual) for x in a.data):
        raise DeriveError("the spectral norm is not differentiated here")
    matrix = arb_mat(a.rows, a.cols, [arb(x) for x in a.data])
    gram = matrix.transpose() * matrix if a.cols <= a.rows else matrix * matrix.transpose()
    size = min(a.shape)
    if all(x == 0 for x in a.data):
        return ZERO
    exponents = []
    for _ in range(ctx.prec // 2):
        trace = gram.trace()
        if not trace.is_finite():
            raise ImpreciseError("the norm of a matrix that is not known well enough")
        mantissa, exponent = trace.mid().man_exp()
        shift = int(exponent) + int(mantissa).bit_length()
        exponents.append(shift)
        gram = gram * arb(fmpq(2) ** -shift)
        gram = gram * gram
    top = gram.trace()
    if not top > 0:
        raise ImpreciseError("the norm of a matrix that cannot be told from 0")
    top = (top / size).union(top)
    for shift in reversed(exponents):
        top = top.sqrt() * arb(fmpq(2) ** shift)
    return top.sqrt()
