"""A submission's own definitions: z = Wx, h_t = σ(z_t), p_i = e^{z_i}/Σ_k e^{z_k}."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import sympy as sp
from sympy.combinatorics import Permutation
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.errors import DeriveError
from derive.reader.counting import component_use
from derive.reader.latex import read
from derive.reader.names import Names

__all__ = ["Defined", "depending", "in_order", "with_definition"]

#: up to this size a determinant is written out
_LEIBNIZ = 5


@dataclass(frozen=True)
class Defined:
    """A system with a definition more, and what is to be put in for entries of what has no
    definition as a whole: (vector, index, scalar)."""

    system: al.System
    entries: tuple[tuple[Any, Any, Any], ...] = ()
    #: matrices of numbers, put in wherever their names stand
    numbers: tuple[tuple[Any, Any], ...] = ()

    def applied(self, expression: Any) -> Any:
        """``expression`` with the entries put in.

        Raises :class:`DeriveError` where such a vector stands as a whole.
        """
        if self.numbers:
            expression = _written_out(expression.xreplace(dict(self.numbers)))
        for vector, index, scalar in self.entries:
            found = [e for e in expression.atoms(MatrixElement) if e.parent == vector]
            expression = expression.xreplace({e: scalar.subs(index, e.i) for e in found})
            if expression.has(vector):
                raise DeriveError(f"{vector} is defined by its entries only")
        return expression


def _written_out(e: Any) -> Any:
    """Determinants and traces of matrices of numbers by their definitions."""
    swaps = {
        d: _leibniz(d.arg) for d in e.atoms(sp.Determinant) if isinstance(d.arg, sp.MatrixBase)
    }
    for t in e.atoms(sp.Trace):
        if isinstance(t.arg, sp.MatrixBase):
            swaps[t] = sp.Add(*(t.arg[i, i] for i in range(t.arg.rows)))
    return e.xreplace(swaps) if swaps else e


def _leibniz(matrix: Any) -> Any:
    n = matrix.rows
    if n > _LEIBNIZ:
        return sp.Determinant(matrix)
    return sp.Add(
        *(
            Permutation(list(p)).signature() * sp.Mul(*(matrix[i, p[i]] for i in range(n)))
            for p in permutations(range(n))
        )
    )


_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:/\d+)?|-?\\[dt]?frac\s*(?:\d\s*\d|\{\d+\}\s*\{\d+\})")


def in_order(system: al.System) -> al.System:
    """The system with each definition behind those that it uses at the same step."""
    rest, found = list(system.definitions), list[al.Definition]()
    while rest:
        heads = {d.head for d in rest}
        free = (d for d in rest if not _now(d) & heads - {d.head})
        first = next(free, rest[0])
        rest.remove(first)
        found.append(first)
    changed = tuple(found) != system.definitions
    return replace(system, definitions=tuple(found)) if changed else system


def _now(d: al.Definition) -> set[Any]:
    """What a definition uses at the time of what it defines."""
    body, time = sp.sympify(d.body), getattr(d.target, "index", None)
    members = body.atoms(*al.MEMBERS)
    families = {m.family for m in members if time is None or m.index == time}
    return families | body.atoms(sp.MatrixSymbol, sp.Symbol)


def refuse_number(lhs: Any, right: str) -> None:
    """Raise :class:`DeriveError` where a number is the value of a matrix, as in an example of
    which all sizes are 1: x = 1 may be that, or a column of ones.  0 is the same in both."""
    shape = getattr(lhs, "shape", ())
    number = _NUMBER.fullmatch(right.strip()) is not None and right.strip() != "0"
    if number and isinstance(lhs, sp.MatrixSymbol) and shape != (1, 1):
        raise DeriveError(f"{lhs} is no number, unless all sizes are 1")


def with_definition(known: Defined, lhs: Any, rhs: Any) -> Defined:
    """``known`` and lhs = rhs, in place of what defined the same before.

    Raises :class:`DeriveError` for what is no definition.
    """
    rhs = known.applied(rhs)
    if lhs == rhs:
        return known  # 1 = 1_N only says how long it is
    if isinstance(lhs, MatrixElement) and isinstance(lhs.parent, (sp.MatrixSymbol, al.Member)):
        return _by_entries(known, lhs, rhs)
    numbers = isinstance(rhs, sp.MatrixBase) and all(x.is_number for x in rhs)
    if isinstance(lhs, sp.MatrixSymbol) and numbers:
        kept = tuple(pair for pair in known.numbers if pair[0] != lhs)
        return replace(known, numbers=(*kept, (lhs, rhs)))
    if isinstance(lhs, (sp.MatrixSymbol, sp.Symbol)) and not rhs.has(lhs):
        return _added(known, al.Definition(lhs, rhs))
    if isinstance(lhs, al.MEMBERS):
        lhs, rhs = _from_step(lhs, rhs)
        return _added(known, al.Definition(lhs, rhs, low=_start(lhs, rhs)))
    raise DeriveError(f"{lhs} = {rhs} defines nothing")


def depending(known: Defined, names: Names, left: str, right: str) -> Defined:
    """``known`` and an unknown function: ``left`` depends on the names in ``right``, "(a, b)".

    Names that mean nothing here are left out, since nothing speaks of them.

    Raises :class:`DeriveError` where ``left`` is no quantity.
    """
    target = read(left, names, ())
    if not isinstance(target, (sp.Symbol, al.ScalarMember)):
        raise DeriveError(f"{left} is no scalar that depends on others")
    arguments = []
    for text in right.strip("()").split(","):
        try:
            arguments.append(read(text, names))
        except DeriveError:
            continue
    opaque = al.Opaque(target, tuple(arguments))
    system = known.system
    return replace(known, system=replace(system, opaque=(*system.opaque, opaque)))


def _from_step(lhs: Any, rhs: Any) -> tuple[Any, Any]:
    """x_{k+1} = f(x_k) as x_k = f(x_{k-1})."""
    step, letters = lhs.index, lhs.index.free_symbols
    if step.is_Symbol or len(letters) != 1:
        return lhs, rhs
    [letter] = letters
    by = step - letter
    if not by.is_Integer:
        return lhs, rhs
    return lhs.family[letter], rhs.subs(letter, letter - by)


def _start(lhs: Any, rhs: Any) -> Any:
    """The first index for which a recurrence holds: that at which nothing before 0 is needed."""
    members = rhs.atoms(*al.MEMBERS)
    if not lhs.index.is_Symbol or not (members or lhs.index in rhs.free_symbols):
        return None  # v_k = 0 holds for all k
    back = [lhs.index - m.index for m in rhs.atoms(*al.MEMBERS) if (lhs.index - m.index).is_Integer]
    # what a recurrence defines holds from the same time on as the recurrence that it is a part of
    return sp.Integer(max([1, *(int(b) for b in back)]))


def _added(known: Defined, definition: al.Definition) -> Defined:
    system = known.system
    if any((d.target, d.body) == (definition.target, definition.body) for d in system.definitions):
        return known  # the model says so too, and from when on
    kept = [
        d
        for d in system.definitions
        if d.head != definition.head
        or (d.target != definition.target and hasattr(d.target, "index"))
    ]
    opaque = tuple(o for o in system.opaque if o.target != definition.target)
    return replace(known, system=replace(system, definitions=(*kept, definition), opaque=opaque))


def _by_entries(known: Defined, lhs: Any, rhs: Any) -> Defined:
    vector = lhs.parent
    if vector.shape[1] != 1:
        if vector.shape[0] == 1 or not (lhs.i.is_Symbol and lhs.j.is_Symbol) or lhs.i == lhs.j:
            raise DeriveError(f"{lhs} is an entry of a matrix, whose others are not said")
        whole = _matrix(rhs, lhs.i, lhs.j, vector.shape)
        counted = any(component_use(rhs, index)[1] for index in (lhs.i, lhs.j))
        if whole is None and (counted or rhs.atoms(al.PartialDerivative)):
            raise DeriveError(f"{vector} cannot be written as a matrix")
        if whole is None:
            whole = al.ByEntries(rhs, (lhs.i, vector.shape[0]), (lhs.j, vector.shape[1]))
        return with_definition(known, vector, whole)
    if not lhs.i.is_Symbol:
        raise DeriveError(f"{lhs} is one entry, the others are not said")
    whole = _vector(rhs, lhs.i, vector.shape[0])
    # x_n of a family counts from another number on than entries do
    by_entries = not component_use(rhs, lhs.i)[1] and not rhs.atoms(al.PartialDerivative)
    if whole is None and by_entries:
        whole = al.ByEntries(rhs, (lhs.i, vector.shape[0]), ())
    if whole is not None:
        return with_definition(known, vector, whole)
    kept = tuple(e for e in known.entries if e[0] != vector)
    return replace(known, entries=(*kept, (vector, lhs.i, rhs)))


# -- from entries to vectors --


def _vector(e: Any, i: Any, n: Any) -> Any:
    """The column whose i-th entry is ``e``, or None."""
    if i not in e.free_symbols:
        return sp.MatMul(e, sp.OneMatrix(n, 1))
    if isinstance(e, MatrixElement):
        if e.parent.shape[1] == 1 and e.i == i and e.parent.shape[0] == n:
            return e.parent
        return None
    if isinstance(e, al.ComponentSum):
        return _product(e, i)
    if isinstance(e, al.PartialDerivative):
        return _gradient(e, (i, 0), (n, sp.Integer(1)))
    if isinstance(e, (al.Applied, sp.exp, sp.log, sp.tanh)):
        inner = _vector(e.args[-1], i, n)
        function = e.function if isinstance(e, al.Applied) else _ACTIVATIONS[type(e)]
        return None if inner is None else function(inner)
    if isinstance(e, sp.Pow) and i not in e.exp.free_symbols and e.exp.is_integer:
        inner = _vector(e.base, i, n)
        return None if inner is None else sp.HadamardPower(inner, e.exp)
    if isinstance(e, sp.Pow) and e.base == sp.E:
        inner = _vector(e.exp, i, n)
        return None if inner is None else al.EXP(inner)
    if isinstance(e, (sp.Add, sp.Mul)):
        parts = [(a, _vector(a, i, n)) for a in e.args]
        if any(v is None for _, v in parts):
            return None
        if isinstance(e, sp.Add):
            return sp.MatAdd(*(v for _, v in parts))
        vectors = [v for a, v in parts if i in a.free_symbols]
        whole = vectors[0] if len(vectors) == 1 else sp.HadamardProduct(*vectors, evaluate=False)
        scalars = [a for a, _ in parts if i not in a.free_symbols]
        return sp.MatMul(*scalars, whole) if scalars else whole
    return None


_ACTIVATIONS = {sp.exp: al.EXP, sp.log: al.LOG, sp.tanh: al.TANH}


def _gradient(e: al.PartialDerivative, places: tuple[Any, Any], shape: Any) -> Any:
    """The gradient whose entry at these places is a derivative, or None."""
    x = e.wrt
    free = {p for p in places if p != 0}
    if not isinstance(x, MatrixElement) or free & e.of.free_symbols or e.held:
        return None
    if (x.i, x.j) != places or tuple(x.parent.shape) != tuple(shape):
        return None
    return al.Gradient(e.of, x.parent)


def _jacobian(e: al.PartialDerivative, i: Any, j: Any) -> Any:
    """The Jacobian, or the Hessian, whose entry (i, j) is a derivative of columns; or None.

    Of a Jacobian that is given by ∂y_j/∂x_i the transpose is meant.
    """
    of, x = e.of, e.wrt
    if isinstance(of, al.PartialDerivative) and not of.held and _column(of.wrt):
        slope = al.Gradient(of.of, of.wrt.parent)
        y, place = slope, of.wrt.i
        constant = not {i, j} & of.of.free_symbols
    else:
        y, place = (of.parent, of.i) if _column(of) else (None, None)
        constant = True
    if y is None or e.held or not constant or not _column(x):
        return None
    whole = al.Jacobian(y, x.parent)
    if (place, x.i) == (i, j):
        return whole
    return sp.Transpose(whole) if (place, x.i) == (j, i) else None


def _column(e: Any) -> bool:
    """Whether it is an entry of a column that has a name."""
    named = isinstance(e, MatrixElement) and isinstance(e.parent, (sp.MatrixSymbol, al.Member))
    return named and e.parent.shape[1] == 1


def _product(e: al.ComponentSum, i: Any) -> Any:
    """Σ_m A_im v_m as A v, with scalars before it."""
    factors = list(sp.Mul.make_args(e.body))
    mine = [f for f in factors if isinstance(f, MatrixElement) and {i, e.index} & f.free_symbols]
    scalars = [f for f in factors if f not in mine]
    if len(mine) != 2 or any({i, e.index} & f.free_symbols for f in scalars):
        return None
    for a, v in (mine, mine[::-1]):
        if v.parent.shape[1] != 1 or v.i != e.index or i not in a.free_symbols:
            continue
        matrix = a.parent if (a.i, a.j) == (i, e.index) else sp.Transpose(a.parent)
        if (a.i, a.j) in ((i, e.index), (e.index, i)):
            return sp.MatMul(*scalars, matrix, v.parent)
    return None


def _matrix(e: Any, i: Any, j: Any, shape: Any) -> Any:
    """The matrix whose entry (i, j) is ``e``, for sums of products of entries; or None."""
    total = []
    for term in sp.Add.make_args(e):
        scalars, rows, columns, entries = [], [], [], []
        for f in sp.Mul.make_args(term):
            free = f.free_symbols & {i, j}
            if not free:
                scalars.append(f)
            elif isinstance(f, al.PartialDerivative):
                whole = _gradient(f, (i, j), shape) or _jacobian(f, i, j)
                if whole is None:
                    return None
                entries.append(whole)
            elif isinstance(f, MatrixElement) and (f.i, f.j) in ((i, j), (j, i)):
                entries.append(f.parent if f.i == i else sp.Transpose(f.parent))
            elif free == {i} and (v := _vector(f, i, shape[0])) is not None:
                rows.append(v)
            elif free == {j} and (v := _vector(f, j, shape[1])) is not None:
                columns.append(v)
            else:
                return None
        if bool(rows) != bool(columns):
            return None
        if rows:
            one, other = (_entrywise(parts) for parts in (rows, columns))
            entries.append(sp.MatMul(one, sp.Transpose(other)))
        if not entries:
            return None
        total.append(sp.MatMul(*scalars, _entrywise(entries)) if scalars else _entrywise(entries))
    return total[0] if len(total) == 1 else sp.MatAdd(*total)


def _entrywise(parts: Iterable[Any]) -> Any:
    parts = list(parts)
    return parts[0] if len(parts) == 1 else sp.HadamardProduct(*parts, evaluate=False)
