"""The norm of an explicit matrix: ‖A‖ ≤ c if and only if c²I − AᵀA is positive semidefinite.

Decided exactly, by symmetric elimination (Horn and Johnson, *Matrix Analysis*, 4.2.6 and 7.2).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from derive.kernel import normal as nf
from derive.kernel.indices import Facts, KernelError
from derive.kernel.normal import Poly
from derive.kernel.unfolding import settle


def norm_at_most(context: Any, p: Poly, bound: Poly, facts: Facts) -> bool:
    """Whether ``p``, the norm of a matrix of rational numbers, is at most the number ``bound``."""
    if len(p) != 1:
        raise KernelError("that is not the norm of one matrix")
    c, [(mono, scale)] = number(bound), p.items()
    if mono[0] or len(mono[2]) != 1 or mono[2][0][0][0] != "norm" or mono[2][0][1] != nf.ONE:
        raise KernelError("that is not the norm of one matrix")
    (row, column), body = nf.unfolded(mono[2][0][0], facts)
    rows, columns = nf.size_of(row), nf.size_of(column)
    if not isinstance(rows, int) or not isinstance(columns, int):
        raise KernelError("that is not the norm of an explicit matrix")

    def entry(i: int, j: int) -> Any:
        moved = nf.renamed(body, {row: i, column: j}, facts)
        return scale * number(settle(context, moved, facts))

    a = [[entry(i, j) for j in range(columns)] for i in range(rows)]
    gram = [
        [(c * c if j == k else 0) - sum(line[j] * line[k] for line in a) for k in range(columns)]
        for j in range(columns)
    ]
    return bool(c >= 0 and semidefinite(gram))


def number(p: Poly) -> Any:
    """The rational number that a polynomial is."""
    if set(p) - {((), (), ())}:
        raise KernelError("that is not a rational number")
    return p.get(((), (), ()), 0)


def semidefinite(a: list[list[Any]]) -> bool:
    """Whether a symmetric matrix of rational numbers has no negative eigenvalue."""
    for k, row in enumerate(a):
        if row[k] < 0 or (row[k] == 0 and any(row[k:])):
            return False
        if row[k]:
            for other in a[k + 1 :]:
                factor = Fraction(other[k]) / row[k]
                for j in range(k, len(a)):
                    other[j] -= factor * row[j]
    return True
