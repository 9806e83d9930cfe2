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

from derive.algebra import Commutation, Unvec, Vec, square_factors

__all__ = ["is_scalar", "simplified", "symmetric", "times", "vec"]

Factors = tuple[Any, ...]
_SYMMETRIC = (sp.Identity, sp.DiagMatrix)


def is_scalar(e: Any) -> bool:
    return not getattr(e, "is_Matrix", False)


def times(*parts: Any) -> Any:
    """The product of scalars and matrices, the matrices in this order."""
    scalar = sp.Mul(*(p for p in parts if is_scalar(p)))
    matrices = [p for p in parts if not is_scalar(p)]
    if not matrices or (len(matrices) == 1 and scalar == 1):
        return matrices[0] if matrices else scalar
    return sp.MatMul(*([] if scalar == 1 else [scalar]), *matrices)


def vec(e: Any) -> Any:
    """vec(e); a column, and a scalar, is its own, and that of a row is its transpose."""
    if is_scalar(e) or e.shape[1] == 1:
        return e
    return sp.Transpose(e) if e.shape[0] == 1 else Vec(e)


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
    if isinstance(e, MatrixElement) and e.parent.shape == (1, 1):
        coefficient, *rest = _factors(e.parent)
        return coefficient * (sp.Trace(times(*rest)) if rest else 1)
    return e


def _trace(e: Any) -> Any:
    if isinstance(e, sp.MatAdd):
        return sp.Add(*map(_trace, e.args))
    if isinstance(e, sp.Identity):
        return e.shape[0]
    if isinstance(e, sp.ZeroMatrix):
        return sp.S.Zero
    scalars, matrices = _split(e)
    return scalars * sp.Trace(times(*matrices))


def _split(e: Any) -> tuple[Any, list[Any]]:
    parts = e.args if isinstance(e, sp.MatMul) else (e,)
    return sp.Mul(*filter(is_scalar, parts)), [p for p in parts if not is_scalar(p)]


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
        scalars, matrices = _split(inner)
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
        found = rule(a, b)
        if found is not None:
            return found
    return None


def _powers(a: Any, b: Any) -> list[Any] | None:
    (x, turned, m), (y, other, n) = _based(a), _based(b)
    if x != y or turned != other or not isinstance(x, sp.MatrixSymbol) or x.shape[0] != x.shape[1]:
        return None
    total = m + n
    if total == 0:
        return []
    base = sp.Inverse(x) if total < 0 else x
    base = sp.Transpose(base) if turned else base
    return [base if abs(total) == 1 else sp.MatPow(base, abs(total))]


def _based(e: Any) -> tuple[Any, bool, Any]:
    """A power of a matrix or of its transpose: the matrix, whether transposed, the exponent."""
    turned, exponent = False, sp.S.One
    while isinstance(e, (sp.Transpose, sp.MatPow)):
        turned ^= isinstance(e, sp.Transpose)
        exponent *= e.exp if isinstance(e, sp.MatPow) else 1
        e = e.args[0]
    return e, turned, exponent


def _diagonals(a: Any, b: Any) -> list[Any] | None:
    if not isinstance(a, sp.DiagMatrix):
        return None
    if isinstance(b, sp.DiagMatrix):
        return [sp.DiagMatrix(sp.HadamardProduct(a.args[0], b.args[0]))]
    if b.shape[1] != 1:
        return None
    if isinstance(b, Vec) and isinstance(a.args[0], Vec):
        return [Vec(simplified(sp.HadamardProduct(a.args[0].arg, b.arg)))]
    return None if isinstance(b, Vec) else [sp.HadamardProduct(a.args[0], b)]


def _mixed(a: Any, b: Any) -> list[Any] | None:
    """(A ⊗ B)(C ⊗ D) = AC ⊗ BD;  (A ⊗ B) vec M = vec(B M Aᵀ), and transposed."""
    if isinstance(a, sp.KroneckerProduct) and len(a.args) == 2:
        A, B = a.args
        if isinstance(b, sp.KroneckerProduct) and len(b.args) == 2:
            C, D = b.args
            if A.shape[1] == C.shape[0] and B.shape[1] == D.shape[0]:
                return [sp.KroneckerProduct(times(A, C), times(B, D))]
        if isinstance(b, Vec) and B.shape[1] == b.arg.shape[0]:
            return [Vec(simplified(times(B, b.arg, sp.Transpose(A))))]
    row = isinstance(a, sp.Transpose) and isinstance(a.arg, Vec)
    if row and isinstance(b, sp.KroneckerProduct) and len(b.args) == 2:
        P, Q = b.args
        if Q.shape[0] == a.arg.arg.shape[0]:
            return [sp.Transpose(Vec(simplified(times(sp.Transpose(Q), a.arg.arg, P))))]
    if row and isinstance(b, sp.DiagMatrix) and isinstance(b.args[0], Vec):
        inner = simplified(sp.HadamardProduct(a.arg.arg, b.args[0].arg))
        return [sp.Transpose(Vec(inner))]
    return None


def _commuted(a: Any, b: Any) -> list[Any] | None:
    """K vec(A) = vec(Aᵀ), vec(A)ᵀK = vec(Aᵀ)ᵀ."""
    if isinstance(a, Commutation) and isinstance(b, Vec) and b.arg.shape == a.args:
        return [Vec(simplified(sp.Transpose(b.arg)))]
    row = isinstance(a, sp.Transpose) and isinstance(a.arg, Vec)
    if row and isinstance(b, Commutation) and a.arg.arg.shape == b.args[::-1]:
        return [sp.Transpose(Vec(simplified(sp.Transpose(a.arg.arg))))]
    return None


#: how two neighbours in a product become one
NEIGHBOURS: tuple[Callable[[Any, Any], list[Any] | None], ...] = (
    _powers,
    _diagonals,
    _mixed,
    _commuted,
)


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
    if isinstance(inner, sp.MatPow) and not isinstance(inner, sp.Inverse):
        return [sp.MatPow(sp.Transpose(inner.base), inner.exp)]
    if isinstance(inner, sp.HadamardProduct) and inner.shape[1] == 1:  # (a ⊙ b)ᵀ stays
        new = simplified(inner)
        return None if new == inner else [sp.Transpose(new)]
    if isinstance(inner, (sp.HadamardProduct, sp.KroneckerProduct)):
        return [inner.func(*(simplified(sp.Transpose(a)) for a in inner.args))]
    if isinstance(inner, Commutation):
        return [Commutation(*inner.args[::-1])]
    if isinstance(inner, sp.MatAdd):
        turned = _sum(_terms(e), e.shape)
        if isinstance(turned, sp.MatAdd) and set(turned.args) == set(inner.args):
            return [inner]
        return None if turned == e or isinstance(turned, sp.MatAdd) else [turned]
    new = simplified(inner)
    return None if new == inner else [sp.Transpose(new)]


def _hadamard(e: Any) -> list[Any] | None:
    parts: list[Any] = []
    coefficient = sp.S.One
    for a in e.args:
        scalars, matrices = _split(simplified(a))
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
        scalars, matrices = _split(simplified(a))
        coefficient *= scalars
        inner = times(*matrices)
        if not (isinstance(inner, (sp.Identity, sp.OneMatrix)) and inner.shape == (1, 1)):
            parts.append(inner)
    if any(isinstance(p, sp.ZeroMatrix) for p in parts):
        return [sp.ZeroMatrix(*e.shape)]
    if not parts:
        return [coefficient, sp.Identity(1)]
    new = parts[0] if len(parts) == 1 else sp.KroneckerProduct(*parts)
    return None if new == e else [coefficient, new]


def _inside(e: Any) -> list[Any] | None:
    """A node that is linear in one argument: its coefficient comes out."""
    scalars, matrices = _split(simplified(e.args[0]))
    inner = times(*matrices)
    if isinstance(inner, sp.ZeroMatrix):
        return [sp.ZeroMatrix(*e.shape)]
    if isinstance(e, Vec) and inner.shape[1] == 1:
        return [scalars, inner]
    if isinstance(e, Unvec) and e.shape[1] == 1:
        return [scalars, inner]
    if isinstance(e, Unvec) and isinstance(inner, Vec) and inner.arg.shape == e.shape:
        return [scalars, inner.arg]
    if isinstance(e, DiagonalOf) and isinstance(inner, sp.DiagMatrix):
        return [scalars, inner.args[0]]
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
