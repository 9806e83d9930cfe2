"""Block matrices multiplied out: an expression of blocks as one of the blocks themselves."""

from __future__ import annotations

from typing import Any

import sympy as sp

from derive.algebra.elementwise import Elementwise
from derive.algebra.norms import FrobeniusNorm
from derive.errors import DeriveError, ShapeError

__all__ = ["multiplied_out"]


def multiplied_out(e: Any) -> Any:
    """``e`` with its block matrices multiplied out; one that is left is a whole result.

    Sums, products, low powers, ⊙, transposes, elementwise functions, traces and Frobenius norms
    are taken apart.  Raises :class:`~derive.ShapeError` for blocks that do not fit, and
    :class:`~derive.DeriveError` for another node of a block matrix, such as its inverse.

    >>> A, B, x, y = (sp.MatrixSymbol(s, 2, n) for s, n in (("A", 2), ("B", 3), ("x", 1), ("y", 1)))
    >>> z = sp.MatrixSymbol("z", 3, 1)
    >>> print(multiplied_out(sp.BlockMatrix([[A, B]]) * sp.BlockMatrix([[x], [z]])))
    A*x + B*z
    """
    if not isinstance(e, sp.Basic) or not e.has(sp.BlockMatrix):
        return e
    if isinstance(e, sp.BlockMatrix):
        return _made(e.blocks.shape, lambda i, j: multiplied_out(e.blocks[i, j]))
    args = [multiplied_out(a) for a in e.args]
    if not any(isinstance(a, sp.BlockMatrix) for a in args):
        return e.func(*args)
    rule = next((RULES[kind] for kind in type(e).__mro__ if kind in RULES), None)
    if rule is None:
        raise DeriveError(f"blocks are not multiplied out in {type(e).__name__}: {_line(e)}")
    return rule(e, args)


def _made(shape: tuple[int, int], block: Any) -> Any:
    rows, columns = shape
    if shape == (1, 1):
        return block(0, 0)
    return sp.BlockMatrix([[block(i, j) for j in range(columns)] for i in range(rows)])


def _blocks(a: Any) -> Any:
    return a.blocks if isinstance(a, sp.BlockMatrix) else sp.BlockMatrix([[a]]).blocks


def _sizes(blocks: Any) -> tuple[list[Any], list[Any]]:
    rows, columns = blocks.shape
    heights = [blocks[i, 0].shape[0] for i in range(rows)]
    return heights, [blocks[0, j].shape[1] for j in range(columns)]


def _alike(e: Any, parts: list[Any], build: Any) -> Any:
    """Block by block, of matrices with the same blocks."""
    blocks = [_blocks(a) for a in parts]
    if any(_sizes(b) != _sizes(blocks[0]) for b in blocks[1:]):
        raise ShapeError(f"the blocks of {' and '.join(map(str, parts))} do not fit in {e}")
    return _made(blocks[0].shape, lambda i, j: build(*(b[i, j] for b in blocks)))


def _times(left: Any, right: Any) -> Any:
    a, b = _blocks(left), _blocks(right)
    if _sizes(a)[1] != _sizes(b)[0]:
        raise ShapeError(f"the blocks of {left} and {right} do not fit for a product")

    def block(i: int, j: int) -> Any:
        terms = [sp.MatMul(a[i, k], b[k, j]) for k in range(a.shape[1])]
        return terms[0] if len(terms) == 1 else sp.MatAdd(*terms)

    return _made((a.shape[0], b.shape[1]), block)


def _product(e: Any, args: list[Any]) -> Any:
    scalars = [a for a in args if not a.is_Matrix]
    whole, *rest = [a for a in args if a.is_Matrix]
    for factor in rest:
        whole = _times(whole, factor)
    if not scalars:
        return whole
    return _alike(e, [whole], lambda block: sp.MatMul(*scalars, block))


def _line(e: Any) -> str:
    """``e`` in one line, for a message; SymPy writes a matrix of blocks in several."""
    return " ".join(str(e).split())


def _power(e: Any, args: list[Any]) -> Any:
    base, exponent = args
    if not exponent.is_Integer or not 1 <= exponent <= _POWERS:
        raise DeriveError(f"blocks are multiplied out in powers 1 to {_POWERS}, not in {_line(e)}")
    return _product(e, [base] * int(exponent))


def _transpose(e: Any, args: list[Any]) -> Any:
    blocks = _blocks(args[0])
    return _made(blocks.shape[::-1], lambda i, j: sp.Transpose(blocks[j, i]))


def _trace(e: Any, args: list[Any]) -> Any:
    blocks = _blocks(args[0])
    heights, widths = _sizes(blocks)
    if heights != widths:
        raise ShapeError(f"the blocks on the diagonal of {args[0]} are not square")
    return sp.Add(*(sp.Trace(blocks[i, i]) for i in range(len(heights))))


def _norm(e: Any, args: list[Any]) -> Any:
    return sp.sqrt(sp.Add(*(FrobeniusNorm(block) ** 2 for block in _blocks(args[0]))))


#: how high a power of a block matrix is multiplied out: its terms double with each factor
_POWERS = 4

RULES: dict[type, Any] = {
    sp.MatAdd: lambda e, args: _alike(e, args, sp.MatAdd),
    sp.HadamardProduct: lambda e, args: _alike(e, args, sp.HadamardProduct),
    sp.MatMul: _product,
    sp.MatPow: _power,
    sp.Transpose: _transpose,
    sp.Trace: _trace,
    FrobeniusNorm: _norm,
    Elementwise: lambda e, args: _alike(e, args[1:], e.function),
}
