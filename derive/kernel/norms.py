"""Estimates: upper bounds of absolute values and of spectral norms.

|a + b| ≤ |a| + |b|, |ab| = |a||b|; ‖AB‖ ≤ ‖A‖‖B‖, ‖A + B‖ ≤ ‖A‖ + ‖B‖, ‖diag(v)‖ ≤ max |v_i|,
‖Aᵀ‖ = ‖A‖, ‖I‖ = 1 (Horn and Johnson, *Matrix Analysis*, 5.6).
"""

from __future__ import annotations

from math import inf
from typing import Any

from derive.kernel import normal as nf
from derive.kernel.indices import Facts, KernelError, plus
from derive.kernel.intervals import interval, nonzero
from derive.kernel.normal import ONE, Poly
from derive.kernel.patterns import matches


def estimated(context: Any, p: Poly, bounds: Any, facts: Facts, whole: bool = False) -> Poly:
    """An upper bound of ``p`` in which no absolute value of a sum and no norm is left.

    ``whole``: an ordered product is estimated by its own norm, not factor by factor.
    """
    out: Poly = {}
    for mono, c in p.items():
        binders, limits, factors = mono
        if not any(a[0] in ("abs", "norm") for a, _ in factors):
            out = nf.add(out, {mono: c})
            continue
        if binders or limits or c < 0:
            raise KernelError("an estimate from above of a term that may be negative")
        part = nf.constant(c)
        for atom, e in factors:
            if atom[0] == "abs":
                _grows(e, facts)
                new = _absolute(dict(atom[1]), bounds, facts)
            elif atom[0] == "norm":
                _grows(e, facts)
                names, body = nf.unfolded(atom, facts)
                new = _norm(context, body, names[0], names[1], facts, whole)
            else:
                new = nf.single(atom, facts)
                if interval(new, facts)[0] < 0:
                    raise KernelError("an estimate from above of a term that may be negative")
            part = nf.multiply(part, nf.power(new, e, facts, nonzero), facts=facts)
        out = nf.add(out, part)
    return out


def _absolute(p: Poly, bounds: Any, facts: Facts) -> Poly:
    out: Poly = {}
    for (binders, limits, factors), c in p.items():
        if binders or limits:
            raise KernelError("no estimate of a sum over components")
        part = nf.constant(abs(c))
        for atom, e in factors:
            part = nf.multiply(part, _powered(atom, e, bounds, facts), facts=facts)
        out = nf.add(out, part)
    return out


def _grows(e: Any, facts: Facts) -> None:
    """An upper bound of x ≥ 0 gives one of x^e where e ≥ 0."""
    if not facts.le((0, ()), e):
        raise KernelError("an estimate from above under a negative power")


def _powered(atom: Any, e: Any, bounds: Any, facts: Facts) -> Poly:
    """An upper bound of |atom^e|."""
    if atom[0] == "num":
        return nf.number(abs(atom[1]), e, facts)
    _grows(e, facts)
    return nf.power(_size(atom, bounds, facts), e, facts, nonzero)


def _size(atom: Any, bounds: Any, facts: Facts) -> Poly:
    """An upper bound of |atom|."""
    p = nf.single(atom, facts)
    low, _, high, _ = interval(p, facts)
    top = max(abs(low), abs(high))
    if top < inf:
        return nf.constant(top)
    size = ("abs", nf.frozen(p))
    for pattern, reader in bounds:
        found: dict[str, Any] = {}
        if matches(pattern, size, found):
            new: Poly | None = reader(found, facts)
            if new is not None:
                return new
    return p if low >= 0 else nf.single(size, facts)


def _norm(context: Any, p: Poly, row: str, column: str, facts: Facts, whole: bool = False) -> Poly:
    """An upper bound of the spectral norm of the matrix with entries p[row, column]."""
    out: Poly = {}
    for (binders, limits, factors), c in p.items():
        if limits:
            raise KernelError("no estimate of a norm of a sum over time")
        left, at, part = list(factors), row, nf.constant(abs(c))
        nodes = {row, column, *(n for n, _ in binders)}
        ahead = nodes - {row}  # the path from row to column has to pass every summed index once
        while at != column:
            steps = [f for f in left if at in _ends(f, column) and f[1] == ONE]
            ends = [n for f in steps[:1] for n in _ends(f, column) if n in ahead]
            if not ends:
                raise KernelError("no estimate of this norm: not a product of matrices")
            left.remove(steps[0])
            [at] = ends
            ahead.remove(at)
            part = nf.multiply(part, _matrix(context, steps[0][0], facts, whole), facts=facts)
        if ahead:
            raise KernelError("no estimate of this norm: a sum that is not a product of matrices")
        for atom, e in left:
            if sum(nf.mentions(atom, n) for n in nodes) > 1:
                raise KernelError("no estimate of this norm: a factor that is not diagonal")
            part = nf.multiply(part, _powered(atom, e, (), facts), facts=facts)
        out = nf.add(out, part)
    return out


def _ends(factor: Any, column: str) -> tuple[Any, ...]:
    """Row and column of an entry of a matrix; a vector is a matrix of one column."""
    atom = factor[0]
    if atom[0] == "at" and len(atom[3]) == 1 and nf.size_of(column) == 1:
        return (atom[3][0], column)
    if atom[0] == "at" and len(atom[3]) == 2:
        return tuple(atom[3])
    if atom[0] == "delta":
        return tuple(atom[1:])
    if atom[0] == "pi" and atom[5] is not None:
        return (atom[6], atom[7])
    return ()


def _matrix(context: Any, atom: Any, facts: Facts, whole: bool) -> Poly:
    """An upper bound of the norm of the matrix of which ``atom`` is an entry."""
    if atom[0] == "delta":
        return nf.constant(1)
    if atom[0] == "at":
        size = context.arrays[atom[1].removesuffix("^-1")]["axes"]
        names = (nf.fresh(size[0]), nf.fresh(*size[1:] or (1,)))
        return nf.normed(nf.single((*atom[:3], names[: len(size)]), facts), names, facts)
    if whole:
        ends = (nf.fresh(atom[5]), nf.fresh(atom[5]))
        return nf.normed(nf.single((*atom[:6], *ends, atom[8]), facts), ends, facts)
    (time, row, column), body = nf.unfolded(atom, facts)
    each = _norm(context, body, row, column, facts)
    if nf.mentions(nf.frozen(each), time):
        raise KernelError("no uniform estimate of the factors of a product")
    length = plus(plus(atom[3], atom[2], -1), ONE)
    _grows(length, facts)
    return nf.power(each, length, facts, nonzero)
