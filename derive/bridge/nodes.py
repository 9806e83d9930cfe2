"""The tables: what term each node of an expression is, and what axes it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.bridge.translator import Axis, Term, Translator
from derive.errors import DeriveError, ShapeError

__all__ = ["AXES", "NODES", "summed"]

Handler = Callable[[Translator, Any, Axis, Axis], Term]


def _symbol(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    if e.is_integer and not any(d.head == e for d in tr.system.definitions):
        if e.is_positive:  # a size as a number: as many as its axis has entries
            axis = tr.size(e)
            return summed(tr.names(axis), axis, 1)
        return ["ix", tr.affine(e)]
    return ["at", tr.array(e), [], []]


def _rational(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    return int(e) if e.is_Integer else ["q", str(e)]


def _matrix_symbol(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    return ["at", tr.array(e, tr.axes(e)), [], [*r, *c]]


def _member(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    rows, columns = tr.axes(e)
    return ["at", tr.array(e.family, (rows, columns)), [tr.affine(e.index)], [*r, *c]]


def _add(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    return ["add", *(tr.entry(a, r, c) for a in e.args)]


def _mul(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    return ["mul", *(tr.entry(a, r, c) for a in e.args)]


def _matmul(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    scalars = [a for a in e.args if not getattr(a, "is_Matrix", False)]
    matrices = [a for a in e.args if getattr(a, "is_Matrix", False)]
    parts, sums, at = [tr.scalar(s) for s in scalars], [], r
    for k, factor in enumerate(matrices):
        _, columns = tr.axes(factor)
        if k + 1 < len(matrices):
            rows = tr.axes(matrices[k + 1])[0]
            if rows != columns:
                raise ShapeError(f"{factor} has {columns} columns, {matrices[k + 1]} {rows} rows")
        to = c if k + 1 == len(matrices) else tr.names(columns)
        parts.append(tr.entry(factor, at, to))
        if k + 1 < len(matrices):
            sums += list(zip(to, columns, strict=True))
        at = to
    term: Term = ["mul", *parts] if len(parts) > 1 else parts[0]
    return summed(tuple(i for i, _ in sums), tuple(size for _, size in sums), term)


def summed(names: Axis, sizes: Axis, term: Term) -> Term:
    """Σ over the names, the first outermost."""
    for name, size in reversed(list(zip(names, sizes, strict=True))):
        term = ["sum", name, size, term]
    return term


def _inverse(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    base = e.arg
    if isinstance(base, sp.MatrixSymbol):
        if base not in tr.system.invertible:
            why = f"the inverse of {base} is used, but {base} is not said to be invertible"
            raise DeriveError(why)
        name = tr.array(base, tr.axes(base))
        return ["at", f"{name}^-1", [], [*r, *c]]
    if isinstance(base, sp.ImmutableDenseMatrix) and all(x.is_Rational for x in base):
        if base.rows == base.cols == 1 and base[0]:
            return ["q", str(1 / base[0])]
        if base.rows != base.cols or not base.det():
            raise DeriveError(f"the matrix {base} has no inverse")
        rows, inverse = ([[str(x) for x in row] for row in m.tolist()] for m in (base, base.inv()))
        name = f"[{';'.join(','.join(row) for row in rows)}]*"
        axes = [s for a in tr.axes(base) for s in a]
        tr.declare(name, axes=axes, values=rows, inverse=inverse, invertible=True)
        return ["at", f"{name}^-1", [], [*r, *c]]
    raise DeriveError(f"the inverse of {base} is not that of a symbol")


def _matpow(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    base, exponent = e.args
    if not tr.axes(base)[0]:
        return ["pow", tr.entry(base), tr.affine(exponent)]
    if exponent == -1:
        return _inverse(tr, sp.Inverse(base), r, c)
    if exponent.is_Integer and exponent < 0:
        base, exponent = sp.Inverse(base), -exponent
    return _pi(tr, base, tr.fresh(), 1, tr.affine(exponent), "power", r, c)


def _pi(
    tr: Translator, body: Any, j: str, low: Any, high: Any, later: str, r: Axis, c: Axis
) -> Term:
    axis = tr.axes(body)[0]
    if not axis:  # 1 × 1 matrices are numbers
        return ["prod", j, low, high, tr.entry(body)]
    if len(axis) != 1:
        raise DeriveError(f"a product of matrices with rows {axis}")
    row, column = tr.fresh(axis[0]), tr.fresh(axis[0])
    term = tr.entry(body, (row,), (column,))
    return ["pi", j, low, high, later, [row, column], axis[0], term, *r, *c]


def _ordered(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    low, high = tr.affine(e.low), tr.affine(e.high)
    return _pi(tr, e.body, e.index.name, low, high, e.later, r, c)


def _matrix_sum(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    body = tr.entry(e.body, r, c)
    return ["tsum", e.index.name, tr.affine(e.low), tr.affine(e.high), body]


def _scalar_sum(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    term = tr.scalar(e.function)
    for k, low, high in e.limits:
        term = ["tsum", k.name, tr.affine(low), tr.affine(high), term]
    return term


def _scalar_product(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    [(j, low, high)] = e.limits
    return ["prod", j.name, tr.affine(low), tr.affine(high), tr.scalar(e.function)]


def _hadamard_pi(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    return ["prod", e.index.name, tr.affine(e.low), tr.affine(e.high), tr.entry(e.body, r, c)]


def _function(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    return ["fn", e.function.key, e.function.order, tr.entry(e.argument, r, c)]


def _delta(r: Axis, c: Axis) -> Term:
    deltas = [["delta", i, j] for i, j in zip(r, c, strict=True)]
    return deltas[0] if len(deltas) == 1 else ["mul", *deltas]


def _diag(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    [vector] = e.args
    rows, _ = tr.axes(vector)
    return ["mul", _delta(r, c), tr.entry(vector, *((r, ()) if rows else ((), r)))]


def _kronecker(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    parts = []
    for factor in e.args:
        rows, columns = tr.axes(factor)
        parts.append(tr.entry(factor, r[: len(rows)], c[: len(columns)]))
        r, c = r[len(rows) :], c[len(columns) :]
    return ["mul", *parts]


def _vec(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    columns = len(tr.axes(e.arg)[1])
    return tr.entry(e.arg, r[columns:], r[:columns])


def _held(tr: Translator, e: Any) -> Term:
    return [
        [tr.array(h, tuple(tr.size(size) for size in h.shape) or ((), ()))]
        if isinstance(h, al.Family)
        else [tr.target(h)[0][1], *tr.target(h)[0][2]]
        for h in e.held
    ]


def _d(tr: Translator, e: Any, of: Term, wrt: Term) -> Term:
    if wrt[0] != "at":
        raise DeriveError(f"a derivative by {e.wrt}, which is no variable")
    return ["d", of, wrt, _held(tr, e)]


def _jacobian(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    rows, columns = len(tr.axes(e.of)[1]), len(tr.axes(e.wrt)[1])
    of = tr.entry(e.of, r[rows:], r[:rows])
    return _d(tr, e, of, tr.entry(e.wrt, c[columns:], c[:columns]))


def _gradient(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    return _d(tr, e, tr.scalar(e.of), tr.entry(e.wrt, r, c))


def _partial(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    return _d(tr, e, tr.scalar(e.of), tr.scalar(e.wrt))


def _element(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    rows, columns = tr.axes(e.parent)
    return tr.entry(e.parent, tr._component(e.i, rows), tr._component(e.j, columns))


def _component_sum(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    if e.size == 1:
        return tr.scalar(e.body.xreplace({e.index: sp.S.Zero}))
    [size] = tr.size(e.size)
    outside = tr.sizes.pop(e.index.name, None)
    body = tr.scalar(e.body)
    tr.sizes.pop(e.index.name, None)
    if outside is not None:
        tr.sizes[e.index.name] = outside
    return ["sum", e.index.name, size, body]


def _by_entries(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    names = {}
    for axis, at, size in zip(e.args[1:], (r, c), tr.axes(e), strict=True):
        if not axis:
            continue
        if len(size) > 1:
            raise DeriveError(f"a matrix by its entries, of which an axis has size {axis[1]}")
        index = at[0] if at else 0
        number = not isinstance(index, str)
        names[axis[0]] = sp.Integer(index) if number else sp.Symbol(index, integer=True)
    inside = {index for index in names.values() if index.is_Symbol}
    return tr.scalar(al.apart(e.body, inside).xreplace(names))


def _explicit(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    tr.numbered()
    rows = [[e[i, j] for j in range(e.cols)] for i in range(e.rows)]
    if e.rows == e.cols == 1:
        return tr.scalar(e[0])
    if all(x.is_Rational for row in rows for x in row):
        values: Any = [[str(x) for x in row] for row in rows]
        if e.cols == 1:
            values = [row[0] for row in values]
        elif e.rows == 1:
            values = values[0]
        flat = ";".join(",".join(str(x) for x in row) for row in rows)
        name = tr.declare(f"[{flat}]", axes=[s for a in tr.axes(e) for s in a], values=values)
        return ["at", name, [], [*r, *c]]
    i, j = r[0] if r else 0, c[0] if c else 0
    return ["array", [[tr.scalar(x) for x in row] for row in rows], i, j]


def _pow(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    if e.base == sp.E:
        return ["fn", "exp", 0, tr.scalar(e.exp)]
    if e.exp.is_Rational and e.exp.q == 2 and e.base.is_Rational:
        root = ["root", str(e.base)]
        return root if e.exp.p == 1 else ["pow", root, int(e.exp.p)]
    return ["pow", tr.scalar(e.base), tr.affine(e.exp)]


def _norm(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    rows, columns = tr.axes(e.arg)
    r, c = tr.names(rows), tr.names(columns)
    term = tr.entry(e.arg, r, c)
    [row], [column] = r or (tr.fresh(1),), c or (tr.fresh(1),)  # a vector has one column
    [height], [width] = rows or (1,), columns or (1,)
    return ["norm", [row, height], [column, width], term]


def _trace(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    sizes = tr.axes(e.arg)[0]
    names = tr.names(sizes)
    return summed(names, sizes, tr.entry(e.arg, names, names))


NODES: dict[type, Handler] = {
    sp.Symbol: _symbol,
    sp.Rational: _rational,
    type(sp.I): lambda tr, e, r, c: ["root", "-1"],
    sp.MatrixSymbol: _matrix_symbol,
    al.Member: _member,
    al.ScalarMember: _member,
    sp.MatAdd: _add,
    sp.Add: _add,
    sp.Mul: _mul,
    sp.HadamardProduct: _mul,
    sp.HadamardPower: lambda tr, e, r, c: ["pow", tr.entry(e.base, r, c), tr.affine(e.exp)],
    sp.MatMul: _matmul,
    sp.Transpose: lambda tr, e, r, c: tr.entry(e.arg, c, r),
    sp.Inverse: _inverse,
    sp.MatPow: _matpow,
    sp.Pow: _pow,
    sp.exp: lambda tr, e, r, c: ["fn", "exp", 0, tr.scalar(e.exp)],
    sp.log: lambda tr, e, r, c: ["fn", "log", 0, tr.scalar(e.args[0])],
    sp.tanh: lambda tr, e, r, c: ["fn", "tanh", 0, tr.scalar(e.args[0])],
    sp.Identity: lambda tr, e, r, c: _delta(r, c),
    sp.ZeroMatrix: lambda tr, e, r, c: 0,
    sp.OneMatrix: lambda tr, e, r, c: 1,
    sp.DiagMatrix: _diag,
    sp.KroneckerDelta: lambda tr, e, r, c: tr.delta(*e.args),
    sp.KroneckerProduct: _kronecker,
    sp.Trace: _trace,
    sp.Sum: _scalar_sum,
    sp.Product: _scalar_product,
    sp.Abs: lambda tr, e, r, c: ["abs", tr.scalar(e.args[0])],
    MatrixElement: _element,
    sp.ImmutableDenseMatrix: _explicit,
    al.Elementwise: _function,
    al.Applied: _function,
    al.MatrixSum: _matrix_sum,
    al.OrderedProduct: _ordered,
    al.HadamardPi: _hadamard_pi,
    al.ComponentSum: _component_sum,
    al.ByEntries: _by_entries,
    al.Vec: _vec,
    al.Jacobian: _jacobian,
    al.Gradient: _gradient,
    al.PartialDerivative: _partial,
    al.SpectralNorm: _norm,
}


def _product_axes(tr: Translator, e: Any) -> tuple[Axis, Axis]:
    matrices = [a for a in e.args if getattr(a, "is_Matrix", False)]
    return tr.axes(matrices[0])[0], tr.axes(matrices[-1])[1]


def _kronecker_axes(tr: Translator, e: Any) -> tuple[Axis, Axis]:
    parts = [tr.axes(a) for a in e.args]
    return sum((p[0] for p in parts), ()), sum((p[1] for p in parts), ())


def _vec_axis(tr: Translator, expression: Any) -> Axis:
    rows, columns = tr.axes(expression)
    return (*columns, *rows)


AXES: dict[type, Callable[[Translator, Any], tuple[Axis, Axis]]] = {
    sp.MatMul: _product_axes,
    sp.MatAdd: lambda tr, e: tr.axes(next((a for a in e.args if type(a) in AXES), e.args[0])),
    sp.Transpose: lambda tr, e: tr.axes(e.arg)[::-1],
    sp.MatPow: lambda tr, e: tr.axes(e.base),
    sp.KroneckerProduct: _kronecker_axes,
    al.Vec: lambda tr, e: (_vec_axis(tr, e.arg), ()),
    al.Jacobian: lambda tr, e: (_vec_axis(tr, e.of), _vec_axis(tr, e.wrt)),
    al.MatrixSum: lambda tr, e: tr.axes(e.body),
}
