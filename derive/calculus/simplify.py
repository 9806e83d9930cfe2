"""Matrix expressions in the form that a person would write.

A sum becomes its terms, a term a coefficient and factors; products are flattened, transposes pushed
to the factors, identities dropped, equal terms added, common factors at one end taken out.  A table
says how two neighbours become one.  Nothing under an inverse, a determinant or a function is
touched.  What comes out is judged like any step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    Commutation,
    FrobeniusNorm,
    HadamardPi,
    MatrixSum,
    OrderedProduct,
    Unvec,
    Vec,
    square_factors,
)
from derive.calculus.neighbours import NEIGHBOURS
from derive.calculus.products import SHORT, is_scalar, split, times, vec

__all__ = ["is_scalar", "simplified", "symmetric", "times", "vec"]

Factors = tuple[Any, ...]
_SYMMETRIC = (sp.Identity, sp.DiagMatrix)


def symmetric(e: Any) -> bool:
    """Whether a matrix is seen to be its own transpose."""
    if e.shape[0] != e.shape[1]:
        return False
    one, other = simplified(sp.Transpose(e)), simplified(e)
    sums = isinstance(one, sp.MatAdd) and isinstance(other, sp.MatAdd)
    return bool(one == other or (sums and set(one.args) == set(other.args)))


def simplified(e: Any) -> Any:
    """``e`` in the form that a person would write; equal to it, of the same shape."""
    if is_scalar(e):
        return _scalar(e)
    return _sum(_terms(e), e.shape)


def _scalar(e: Any) -> Any:
    if isinstance(e, (sp.Add, sp.Mul, sp.Pow)):
        return e.func(*map(_scalar, e.args))
    if isinstance(e, sp.Trace):
        return _trace(simplified(e.arg))
    if isinstance(e, FrobeniusNorm) and isinstance(e.arg, sp.KroneckerProduct):
        return sp.Mul(*map(FrobeniusNorm, e.arg.args))
    if isinstance(e, sp.Sum):
        return _scalar_sum(e)
    if isinstance(e, sp.Product) and any((high - low).is_negative for _, low, high in e.limits):
        return sp.S.One
    if isinstance(e, MatrixElement) and e.parent.shape == (1, 1):
        coefficient, *rest = _factors(e.parent)
        return coefficient * (sp.Trace(times(*rest)) if rest else 1)
    return e


def _scalar_sum(e: Any) -> Any:
    """Σ of numbers: what does not depend on the index stands before it."""
    body = _scalar(e.function)
    if len(e.limits) != 1:
        return e.func(body, *e.limits)
    inner, outer = _apart(body, e.limits[0][0])
    return outer * _over(inner, e.limits[0], lambda b, at: sp.Sum(b, at))


def _apart(factors: Any, index: Any) -> tuple[Any, Any]:
    """A product of numbers as the part that depends on an index, and the part that does not."""
    parts = sp.Mul.make_args(factors)
    inner = [a for a in parts if index in a.free_symbols]
    return sp.Mul(*inner), sp.Mul(*(a for a in parts if index not in a.free_symbols))


def _over(body: Any, limits: Any, build: Callable[[Any, Any], Any]) -> Any:
    """Σ over limits; a number of times, where the index does not occur and the number is known."""
    index, low, high = limits
    if index not in body.free_symbols:
        times_ = sp.expand(high - low + 1)
        if times_.is_nonnegative:
            return times(times_, body)
    return build(body, limits)


def _matrix_sum(e: Any) -> tuple[Any, Any]:
    """Σ of matrices as a number that does not depend on the index, and what is left."""
    limits = e.args[1]
    body = simplified(e.body)
    if isinstance(body, sp.ZeroMatrix):
        return sp.S.One, sp.ZeroMatrix(*e.shape)
    scalars, matrices = split(body)
    inner, outer = _apart(scalars, limits[0])
    return outer, _over(times(inner, *matrices), limits, MatrixSum)


def _power(e: Any) -> list[Any] | None:
    """(A ⊗ B)ⁿ = Aⁿ ⊗ Bⁿ for square A and B."""
    square = isinstance(e.base, sp.KroneckerProduct) and all(
        a.shape[0] == a.shape[1] for a in e.base.args
    )
    if not square or not e.exp.is_Integer or e.exp < 1:
        return None
    return [sp.KroneckerProduct(*(sp.MatPow(a, e.exp) for a in e.base.args))]


def _product_of_matrices(e: Any) -> list[Any] | None:
    """No factors: the identity."""
    return [sp.Identity(e.shape[0])] if (e.high - e.low).is_negative else None


def _trace(e: Any) -> Any:
    if isinstance(e, sp.MatAdd):
        return sp.Add(*map(_trace, e.args))
    if isinstance(e, sp.Identity):
        return e.shape[0]
    if isinstance(e, sp.ZeroMatrix):
        return sp.S.Zero
    scalars, matrices = split(e)
    if len(matrices) == 1 and isinstance(matrices[0], sp.KroneckerProduct):
        parts = matrices[0].args
        if all(a.shape[0] == a.shape[1] for a in parts):
            return scalars * sp.Mul(*map(_trace, parts))
    return scalars * sp.Trace(times(*matrices))


# -- sums --


def _terms(e: Any) -> list[tuple[Any, Factors]]:
    """A matrix as coefficients and products; a product with no factor left is the identity."""
    if isinstance(e, sp.MatAdd):
        return [term for a in e.args for term in _terms(a)]
    if isinstance(e, sp.Transpose) and isinstance(e.arg, sp.MatAdd):
        return [term for a in e.arg.args for term in _terms(sp.Transpose(a))]
    coefficient, *factors = _factors(e)
    plain = coefficient in (1, -1) and len(factors) == 1 and factors[0] != e
    if plain and isinstance(factors[0], sp.MatAdd):
        return [(coefficient * c, f) for c, f in _terms(factors[0])]
    return [(coefficient, tuple(factors))]


def _sum(terms: list[tuple[Any, Factors]], shape: Any) -> Any:
    collected: dict[Factors, Any] = {}
    for coefficient, factors in terms:
        collected[factors] = collected.get(factors, 0) + coefficient
    kept = [(c, f) for f, c in collected.items() if c != 0]
    if not kept:
        return sp.ZeroMatrix(*shape)
    kept = _grouped(_grouped(kept, -1), 0)
    common = kept[0][0]
    if len(kept) > 1 and common != 1 and all(c == common for c, _ in kept):
        return times(common, sp.MatAdd(*(_product(1, f, shape) for _, f in kept)))
    parts = [_product(c, f, shape) for c, f in kept]
    return parts[0] if len(parts) == 1 else sp.MatAdd(*parts)


def _product(coefficient: Any, factors: Factors, shape: Any) -> Any:
    return times(coefficient, *(factors or (sp.Identity(shape[0]),)))


def _grouped(terms: list[tuple[Any, Factors]], end: int) -> list[tuple[Any, Factors]]:
    """AC + BC as (A + B)C (end −1), or CA + CB as C(A + B) (end 0)."""
    out: list[tuple[Any, Factors]] = []
    groups: dict[Any, list[tuple[Any, Factors]]] = {}
    for c, f in terms:
        groups.setdefault(f[end] if len(f) > 1 else (c, f), []).append((c, f))
    for shared, group in groups.items():
        if len(group) == 1:
            out += group
            continue
        rests = [(c, f[:-1] if end else f[1:]) for c, f in group]
        first = times(*rests[0][1])
        inner = _sum(rests, first.shape)
        scalars, matrices = split(inner)
        out.append((scalars, (*matrices, shared) if end else (shared, *matrices)))
    return out


# -- products --


def _factors(e: Any) -> list[Any]:
    """The coefficient and the factors of a product, neighbours made one where they can be."""
    coefficient: Any = sp.S.One
    factors: list[Any] = []
    todo = [e]
    while todo:
        part = todo.pop(0)
        if is_scalar(part):
            coefficient *= _scalar(part)
            continue
        if isinstance(part, MatrixSum):
            scalar, part = _matrix_sum(part)
            coefficient *= scalar
        found = ATOMS.get(type(part))
        new = None if found is None else found(part)
        if new is not None:
            todo = [*new, *todo]
        elif isinstance(part, sp.ZeroMatrix):
            return [sp.S.Zero]
        elif not isinstance(part, sp.Identity):
            met = _met(factors[-1], part) if factors else None
            if met is None:
                factors.append(part)
            else:
                factors.pop()
                todo = [*met, *todo]
    return [coefficient, *factors]


def _met(a: Any, b: Any) -> list[Any] | None:
    """What two neighbouring factors become, or None."""
    for rule in NEIGHBOURS:
        found = rule(a, b, simplified)
        if found is not None:
            return found
    return None


# -- single factors; each row gives what a factor is the product of, None: it stays --


def _transposed(e: Any) -> list[Any] | None:
    inner = e.arg
    if isinstance(inner, sp.Transpose):
        return [inner.arg]
    if isinstance(inner, sp.MatMul):
        return [a if is_scalar(a) else sp.Transpose(a) for a in reversed(inner.args)]
    if isinstance(inner, (sp.OneMatrix, sp.ZeroMatrix)):
        return [type(inner)(*inner.shape[::-1])]
    if isinstance(inner, _SYMMETRIC) or inner.shape == (1, 1):
        return [inner]
    if isinstance(inner, sp.Inverse) and square_factors(inner.arg):
        return [sp.Transpose(a) for a in reversed(_inverse(inner) or ())]
    if isinstance(inner, sp.Inverse) and not inner.arg.is_symbol and symmetric(inner.arg):
        return [inner]
    if isinstance(inner, sp.MatPow) and inner.exp.is_Integer and -1 != inner.exp <= SHORT:
        return [sp.MatPow(simplified(sp.Transpose(inner.base)), inner.exp)]
    if isinstance(inner, sp.HadamardProduct) and inner.shape[1] == 1:  # (a ⊙ b)ᵀ stays
        new = simplified(inner)
        return None if new == inner else [sp.Transpose(new)]
    if isinstance(inner, (sp.HadamardProduct, sp.KroneckerProduct)):
        return [inner.func(*(simplified(sp.Transpose(a)) for a in inner.args))]
    if isinstance(inner, Commutation):
        return [Commutation(*inner.args[::-1])]
    if isinstance(inner, (MatrixSum, HadamardPi)):
        return [inner.func(sp.Transpose(inner.body), *inner.args[1:])]
    if isinstance(inner, sp.MatAdd):
        turned = _sum(_terms(e), e.shape)
        if isinstance(turned, sp.MatAdd) and set(turned.args) == set(inner.args):
            return [inner]
        if turned.count(sp.Transpose) < e.count(sp.Transpose) - 1:  # more than the sign before it
            return [turned]
        return None if turned == e or isinstance(turned, sp.MatAdd) else [turned]
    new = simplified(inner)
    return None if new == inner else [sp.Transpose(new)]


def _hadamard(e: Any) -> list[Any] | None:
    parts: list[Any] = []
    coefficient = sp.S.One
    for a in e.args:
        scalars, matrices = split(simplified(a))
        inner = times(*matrices)
        coefficient *= scalars
        parts += inner.args if isinstance(inner, sp.HadamardProduct) else [inner]
    if any(isinstance(p, sp.ZeroMatrix) for p in parts):
        return [sp.ZeroMatrix(*e.shape)]
    ones = (sp.OneMatrix, sp.Identity) if e.shape == (1, 1) else sp.OneMatrix
    parts = [p for p in parts if not isinstance(p, ones)]
    if not parts:
        return [coefficient, sp.OneMatrix(*e.shape)]
    for k, part in enumerate(parts):
        others = parts[:k] + parts[k + 1 :]
        row = _repeated(part)
        if row is not None and others:  # (1 uᵀ) ⊙ C = C diag(u)
            rest = others[0] if len(others) == 1 else sp.HadamardProduct(*others)
            return [coefficient, rest, sp.DiagMatrix(simplified(sp.Transpose(row)))]
    exponents: dict[Any, Any] = {}
    for part in parts:
        base, n = part.args if isinstance(part, sp.HadamardPower) else (part, sp.S.One)
        exponents[base] = exponents.get(base, 0) + n
    parts = [p if n == 1 else sp.HadamardPower(p, n) for p, n in exponents.items() if n != 0]
    if not parts:
        return [coefficient, sp.OneMatrix(*e.shape)]
    new = parts[0] if len(parts) == 1 else sp.HadamardProduct(*parts)
    return None if new == e else [coefficient, new]


def _repeated(e: Any) -> Any:
    """uᵀ where every row of a matrix is uᵀ, seen as 1 uᵀ; else None."""
    if not isinstance(e, sp.MatMul) or e.shape[1] == 1 or not isinstance(e.args[0], sp.OneMatrix):
        return None
    return times(*e.args[1:]) if e.args[0].shape[1] == 1 else None


def _kronecker(e: Any) -> list[Any] | None:
    parts: list[Any] = []
    coefficient = sp.S.One
    for a in e.args:
        scalars, matrices = split(simplified(a))
        coefficient *= scalars
        inner = times(*matrices)
        if inner.shape != (1, 1):
            parts.append(inner)
        elif not isinstance(inner, (sp.Identity, sp.OneMatrix)):
            coefficient *= sp.Trace(inner)
    if any(isinstance(p, sp.ZeroMatrix) for p in parts):
        return [sp.ZeroMatrix(*e.shape)]
    if not parts:
        return [coefficient, sp.Identity(1)]
    new = parts[0] if len(parts) == 1 else sp.KroneckerProduct(*parts)
    return None if new == e else [coefficient, new]


def _outer(factors: list[Any]) -> tuple[Any, Any] | None:
    """a and b where a product of matrices is a bᵀ for columns a and b."""
    at = [k for k, f in enumerate(factors[:-1], 1) if f.shape[1] == 1]
    if len(at) != 1:
        return None
    left, right = times(*factors[: at[0]]), simplified(sp.Transpose(times(*factors[at[0] :])))
    return left, right


def _inside(e: Any) -> list[Any] | None:
    """A node that is linear in one argument: its coefficient comes out."""
    scalars, matrices = split(simplified(e.args[0]))
    inner = times(*matrices)
    if isinstance(inner, sp.ZeroMatrix):
        return [sp.ZeroMatrix(*e.shape)]
    if isinstance(e, Vec) and inner.shape[1] == 1:
        return [scalars, inner]
    if inner.shape == e.shape == (1, 1):
        return [scalars, inner]
    if isinstance(e, Unvec) and e.shape[1] == 1:
        return [scalars, inner]
    if isinstance(e, Unvec) and isinstance(inner, Vec) and inner.arg.shape == e.shape:
        return [scalars, inner.arg]
    if isinstance(e, DiagonalOf) and isinstance(inner, sp.DiagMatrix):
        return [scalars, inner.args[0]]
    if isinstance(e, DiagonalOf) and isinstance(inner, sp.Transpose):
        return [scalars, DiagonalOf(inner.arg)]
    if isinstance(e, DiagonalOf) and (outer := _outer(matrices)):
        return [scalars, sp.HadamardProduct(*outer)]
    if isinstance(e, DiagonalOf) and isinstance(inner, sp.Identity):
        return [scalars, sp.OneMatrix(*e.shape)]
    if isinstance(e, sp.DiagMatrix) and isinstance(inner, sp.OneMatrix):
        return [scalars, sp.Identity(e.shape[0])]
    new = e.func(inner, *e.args[1:])
    return None if new == e else [scalars, new]


def _inverse(e: Any) -> list[Any] | None:
    """The inverse of a product of square matrices; of a transpose; of an inverse."""
    if isinstance(e.arg, sp.Transpose):
        return [sp.Transpose(sp.Inverse(e.arg.arg))]
    if isinstance(e.arg, sp.Inverse):
        return [e.arg.arg]
    factors = square_factors(e.arg)
    return [sp.Inverse(a) for a in reversed(factors)] if factors else None


def _matadd(e: Any) -> list[Any] | None:
    new = _sum(_terms(e), e.shape)
    return None if isinstance(new, sp.MatAdd) and set(new.args) == set(e.args) else [new]


ATOMS: dict[type, Callable[[Any], list[Any] | None]] = {
    sp.MatMul: lambda e: list(e.args),
    sp.MatAdd: _matadd,
    OrderedProduct: _product_of_matrices,
    sp.MatPow: _power,
    sp.Transpose: _transposed,
    sp.Inverse: _inverse,
    sp.HadamardProduct: _hadamard,
    sp.KroneckerProduct: _kronecker,
    sp.DiagMatrix: _inside,
    DiagonalOf: _inside,
    Vec: _inside,
    Unvec: _inside,
    Commutation: lambda e: [sp.Identity(e.shape[0])] if 1 in e.args else None,
}
