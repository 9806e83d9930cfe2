"""The one bridge from SymPy expressions to the kernel's component terms.

A matrix expression becomes the term of its entry (row, column).  An axis is a tuple of sizes: () for
a single row or column, ("n",) for n of them, ("n", "n") for the n² columns of a Jacobian by a matrix,
in the order of vec (column of the matrix first).  A table says what each node is; a node without a
row in it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.calculus.steps import Chain, Draft, Entrywise, GivenUp, Hint, Induction, Statement
from derive.errors import DeriveError, ShapeError

__all__ = ["Translator", "certificate_of"]

Axis = tuple[Any, ...]
Term = Any


class _ExplicitError(Exception):
    """An entry is named by number, so the axes of integer size have to be gone through."""


class Translator:
    """Terms of expressions under one system; collects the arrays that it meets."""

    def __init__(self, system: al.System, explicit: bool = False) -> None:
        self.system = system
        #: whether axes of integer size are gone through value by value; without that, what holds
        #: for such a size holds for every size, and is shown so
        self.explicit = explicit
        self.arrays: dict[str, dict[str, Any]] = {}
        self.sizes: dict[str, Any] = {}
        self._new = count()

    def size(self, size: Any) -> Axis:
        """The axis of a size: 1 → (), n → ("n",), n² → ("n", "n")."""
        size = sp.sympify(size)
        if size == 1:
            return ()
        if size.is_Integer:
            return (int(size),) if self.explicit else (f"#{size}",)
        if size.is_Symbol:
            return (size.name,)
        if size.is_Pow and size.exp.is_Integer:
            return self.size(size.base) * int(size.exp)
        if size.is_Mul:
            return tuple(part for factor in size.args for part in self.size(factor))
        raise DeriveError(f"a size that derive cannot read: {size}")

    def numbered(self) -> None:
        """Note that an entry is named by its number."""
        if not self.explicit:
            raise _ExplicitError

    def fresh(self, size: Any = None) -> str:
        name = f"_{next(self._new)}"
        if size is not None:
            self.sizes[name] = size
        return name

    # -- indices ------------------------------------------------------------------------------------

    def affine(self, expression: Any) -> Any:
        """An integer index expression: 3, "t" or {"t": 1, "": -1}."""
        expression = sp.sympify(expression)
        if expression.is_Integer:
            return int(expression)
        if expression.is_Symbol:
            return expression.name
        out: dict[str, int] = {}
        for symbol, c in sp.expand(expression).as_coefficients_dict().items():
            if not c.is_Integer or not (symbol == 1 or symbol.is_Symbol):
                raise DeriveError(f"an index that is not an integer combination: {expression}")
            out["" if symbol == 1 else symbol.name] = int(c)
        return out

    def _component(self, index: Any, axis: Axis) -> Axis:
        if axis == () and index == 0:
            return ()
        if len(axis) != 1:
            raise DeriveError(f"index {index} into an axis of {axis}")
        if index.is_Integer:
            size = str(axis[0]).removeprefix("#")
            if index < 0 or (size.isdigit() and index >= int(size)):
                raise DeriveError(f"index {index} is out of range for an axis of size {size}")
            self.numbered()
            return (int(index),)
        if not index.is_Symbol:
            raise DeriveError(f"a component index is a symbol or an integer, not {index}")
        if self.sizes.setdefault(index.name, axis[0]) != axis[0]:
            raise ShapeError(
                f"index {index} runs over axes of sizes {self.sizes[index.name]} and {axis[0]}"
            )
        return (index.name,)

    def names(self, axis: Axis) -> Axis:
        return tuple(self.fresh(size) for size in axis)

    # -- arrays -------------------------------------------------------------------------------------

    def declare(self, name: str, **data: Any) -> str:
        known = self.arrays.setdefault(name, data)
        if known != data:
            raise ShapeError(f"{name} is used with two shapes: {known} and {data}")
        return name

    def array(self, head: Any, axes: tuple[Axis, Axis] = ((), ())) -> str:
        """Declare what a family, a matrix symbol or a scalar symbol is, and return its name."""
        flat = [size for axis in axes for size in axis]
        if isinstance(head, al.Family):
            return self.declare(f"{head.name}[]", times=1, axes=flat)
        extra = {"invertible": True} if head in self.system.invertible else {}
        return self.declare(head.name, axes=flat, **extra)

    def axes(self, expression: Any) -> tuple[Axis, Axis]:
        """Row and column axis of an expression."""
        if not getattr(expression, "is_Matrix", False):
            return (), ()
        found = AXES.get(type(expression))
        if found is not None:
            return found(self, expression)
        rows, columns = expression.shape
        return self.size(rows), self.size(columns)

    # -- terms --------------------------------------------------------------------------------------

    def entry(self, expression: Any, r: Axis = (), c: Axis = ()) -> Term:
        """The term of entry (r, c) of a matrix expression, or of a scalar one."""
        for kind in type(expression).__mro__:
            if kind in NODES:
                return NODES[kind](self, expression, r, c)
        raise DeriveError(f"the kernel has no term for {type(expression).__name__}: {expression}")

    def scalar(self, expression: Any) -> Term:
        return self.entry(sp.sympify(expression))

    def target(self, expression: Any) -> tuple[Term, Axis]:
        """The atom of a variable or of a definition's left side, and its index names."""
        rows, columns = self.axes(expression)
        r, c = self.names(rows), self.names(columns)
        return self.entry(expression, r, c), (*r, *c)

    def bound(self, index: Any) -> None:
        self.sizes.pop(index.name, None)

    # -- contexts and statements --------------------------------------------------------------------

    def context(self) -> dict[str, Any]:
        """The system as plain data."""
        system = self.system
        defines = []
        for definition in system.definitions:
            self._new = count()  # so that a definition reads the same in every context
            at, names = self.target(definition.target)
            rows, _ = self.axes(definition.target)
            body = self.entry(definition.body, names[: len(rows)], names[len(rows) :])
            clause = {"at": at, "body": body}
            for key in ("low", "high"):
                if getattr(definition, key) is not None:
                    clause[key] = self.affine(getattr(definition, key))
            if at[2] and not isinstance(at[2][0], str):
                clause["fixed"] = True
            defines.append(clause)
        opaque = {}
        for item in system.opaque:
            self._new = count()
            at, _ = self.target(item.target)
            arguments = [self.target(a)[0] for a in item.arguments]
            opaque[at[1]] = [{"at": a, "times": at[2]} for a in arguments]
        equations = [self.equation(left, right) for left, right in system.equations]
        facts = [bound for fact in system.facts for bound in self.given(fact)]
        names = sorted({s.name for fact in system.facts for s in fact.free_symbols})
        for definition in system.definitions:
            body, target = definition.body, definition.target
            own = target.index.free_symbols if hasattr(target, "index") else set()
            for edge in (definition.low, definition.high, *own):
                if edge is not None and edge not in own:
                    names += [s.name for s in sp.sympify(edge).free_symbols]
            if not hasattr(target, "index"):
                found = _times_in(body)
                names += [s.name for s in found]
            elif not target.index.is_Symbol:
                names += [s.name for s in own]
        return {
            "arrays": self.arrays,
            "defines": defines,
            "opaque": opaque,
            "equations": equations,
            "facts": facts,
            "parameters": sorted(set(names)),
            "contracting": [m.name for m in system.contracting],
        }

    def given(self, fact: Any) -> list[Any]:
        """Index relations as pairs [a, b] with a ≤ b."""
        a, b = self.affine(fact.lhs), self.affine(fact.rhs)
        if isinstance(fact, sp.Eq):
            return [[a, b], [b, a]]
        if isinstance(fact, sp.Ge):
            return [[b, a]]
        if isinstance(fact, sp.Le):
            return [[a, b]]
        if isinstance(fact, sp.Gt):
            return [[self.affine(fact.rhs + 1), a]]
        if isinstance(fact, sp.Lt):
            return [[self.affine(fact.lhs + 1), b]]
        raise DeriveError(f"not a relation between indices: {fact}")

    def equation(self, left: Any, right: Any) -> dict[str, Any]:
        """An equation for all its indices, as the kernel rewrites by it."""
        return self.statement(Statement(left, right, self.system), set())

    def statement(self, statement: Statement, parameters: set[str]) -> dict[str, Any]:
        left, right = sp.sympify(statement.lhs), statement.rhs
        relation = statement.relation
        rows, columns = self.axes(left)
        self.sizes, self._new = {}, count()
        zero = isinstance(right, sp.ZeroMatrix) and right.shape == left.shape
        if relation in ("=", "<=", "<") and not zero and self.axes(right) != (rows, columns):
            shapes = (getattr(side, "shape", "of a scalar") for side in (left, right))
            raise ShapeError("{0} has shape {2}, {1} has shape {3}".format(left, right, *shapes))
        r, c = self.names(rows), self.names(columns)
        lhs = self.entry(left, r, c)
        rhs: Any
        if relation == "in":
            ends = [None if end.is_infinite else str(end) for end in (right.start, right.end)]
            rhs = [ends[0], not right.left_open, ends[1], not right.right_open]
        elif relation == "->" and right in (sp.oo, -sp.oo):
            rhs = "inf" if right == sp.oo else "-inf"
        else:
            rhs = self.entry(sp.sympify(right), r, c)
        free = left.free_symbols | (set() if relation == "in" else sp.sympify(right).free_symbols)
        for fact in statement.given:
            free |= fact.free_symbols
        used = _times_in(left) | (set() if relation == "in" else _times_in(sp.sympify(right)))
        for fact in statement.given:
            used |= fact.free_symbols
        names = {s.name for s in free}
        self.row, self.column = r, c
        out = {
            "relation": relation,
            "lhs": lhs,
            "rhs": rhs,
            "indices": {n: s for n, s in self.sizes.items() if n in names or n in (*r, *c)},
            "times": sorted({s.name for s in used if s in free} - parameters - set(self.sizes)),
            "given": [pair for fact in statement.given for pair in self.given(fact)],
        }
        if statement.limit is not None:
            out["limit"] = statement.limit.name
        return out

    def rules(self, hints: tuple[Hint, ...]) -> list[Any]:
        return [HINTS[hint.kind](self, hint) for hint in hints]

    def proof(self, proof: Any) -> Any:
        if isinstance(proof, Chain):
            steps = [
                {"to": self.entry(step.after, self.row, self.column), "rules": self.rules(step.hints)}
                for step in proof.steps
            ]
            return {"by": "chain", "steps": steps}
        if isinstance(proof, Induction):
            return {
                "by": "induction",
                "on": proof.index.name,
                "start": self.affine(proof.start),
                "down": proof.down,
                "base": self.proof(proof.base),
                "step": self.proof(proof.step),
            }
        if isinstance(proof, GivenUp):
            raise DeriveError(proof.reason)
        assert isinstance(proof, Entrywise)
        bounds = [self.rules((h,))[0] for h in proof.hints if h.kind.startswith("bound")]
        apart = ("whole", "after")
        kept = (h for h in proof.hints if not h.kind.startswith("bound") and h.kind not in apart)
        out = {"by": proof.by, "rules": self.rules(tuple(kept))}
        after = tuple(h.what for h in proof.hints if h.kind == "after")
        if after:
            out["after"] = self.rules(after)
        if any(h.kind == "whole" for h in proof.hints):
            out["whole"] = True
        if bounds:
            out["bounds"] = [{"rule": name, **args} for name, args in bounds]
        return out


def certificate_of(draft: Draft, used: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The certificate of a draft; ``used`` holds the certificates of what it builds on."""
    if isinstance(draft.proof, GivenUp):
        raise DeriveError(draft.proof.reason)
    try:
        return _certificate(draft, used, Translator(draft.statement.system))
    except _ExplicitError:
        return _certificate(draft, used, Translator(draft.statement.system, explicit=True))


def _certificate(draft: Draft, used: dict[str, Any], translator: Translator) -> dict[str, Any]:
    context = translator.context()
    statement = translator.statement(draft.statement, set(context["parameters"]))
    proof = translator.proof(draft.proof)
    for other in used.values():
        for name, data in other["context"]["arrays"].items():
            translator.declare(name, **data)
    return {
        "format": 1,
        "name": draft.name,
        "context": context,
        "statement": statement,
        "proof": proof,
        "uses": sorted(used),
    }


def _times_in(expression: Any) -> set[Any]:
    """The free symbols that stand where an index of time stands."""
    found: set[Any] = set()
    bound: set[Any] = set()
    for node in sp.preorder_traversal(expression):
        if isinstance(node, (al.Member, al.ScalarMember)):
            found |= node.index.free_symbols
        elif isinstance(node, (al.MatrixSum, al.OrderedProduct, al.HadamardPi)):
            found |= node.low.free_symbols | node.high.free_symbols
            bound.add(node.index)
        elif isinstance(node, (sp.Sum, sp.Product)):
            for limit in node.limits:
                found |= limit[1].free_symbols | limit[2].free_symbols
                bound.add(limit[0])
        elif isinstance(node, (sp.Pow, sp.MatPow, sp.HadamardPower)):
            found |= node.exp.free_symbols
        elif isinstance(node, sp.Symbol) and node.is_integer and not node.is_positive:
            found.add(node)
    indices = {
        s for e in expression.atoms(MatrixElement) for s in (e.i.free_symbols | e.j.free_symbols)
    }
    return (found & expression.free_symbols) - indices


# -- the table --------------------------------------------------------------------------------------

Handler = Callable[[Translator, Any, Axis, Axis], Term]


def _symbol(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    if e.is_integer and not any(d.head == e for d in tr.system.definitions):
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
    for name, size in reversed(sums):
        term = ["sum", name, size, term]
    return term


def _inverse(tr: Translator, e: Any, r: Axis, c: Axis) -> Term:
    base = e.arg
    if isinstance(base, sp.MatrixSymbol):
        if base not in tr.system.invertible:
            raise DeriveError(f"{base}^-1 is used, but {base} is not said to be invertible")
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
    return _pi(tr, base, tr.fresh(), 1, tr.affine(exponent), "right", r, c)


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
        [tr.array(h, (tr.size(h.shape[0]), tr.size(h.shape[1])))]
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
    [size] = tr.size(e.size)
    body = tr.scalar(e.body)
    tr.sizes.pop(e.index.name, None)
    return ["sum", e.index.name, size, body]


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
    [size] = tr.axes(e.arg)[0]
    name = tr.fresh(size)
    return ["sum", name, size, tr.entry(e.arg, (name,), (name,))]


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
    sp.KroneckerDelta: lambda tr, e, r, c: ["delta", *(tr.affine(a) for a in e.args)],
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
    sp.KroneckerProduct: _kronecker_axes,
    al.Vec: lambda tr, e: (_vec_axis(tr, e.arg), ()),
    al.Jacobian: lambda tr, e: (_vec_axis(tr, e.of), _vec_axis(tr, e.wrt)),
    al.MatrixSum: lambda tr, e: tr.axes(e.body),
}


def _where(tr: Translator, hint: Hint) -> Any:
    what = hint.what
    if hasattr(what, "family"):
        return [hint.kind, {"name": tr.target(what)[0][1], "at": [tr.affine(what.index)]}]
    if isinstance(what, al.Family):
        shape = what.shape or (1, 1)
        return [hint.kind, {"name": tr.array(what, (tr.size(shape[0]), tr.size(shape[1])))}]
    return [hint.kind, {"name": tr.target(what)[0][1], "at": []}]


def _cancel(tr: Translator, hint: Hint) -> Any:
    """what = (derivation or "hypothesis", multiple, {index: value})."""
    of, times, at = hint.what
    values = {symbol.name: tr.affine(value) for symbol, value in at.items()}
    return ["cancel", {"of": _name_of(of), "times": str(times), "at": values}]


def _law(tr: Translator, hint: Hint) -> Any:
    return ["law", {"fn": hint.what.key, "order": hint.what.order}]


def _name_of(what: Any) -> str:
    return str(what if isinstance(what, str) else what.name)


HINTS: dict[str, Callable[[Translator, Hint], Any]] = {
    "unfold": _where,
    "chain": _where,
    "split": lambda tr, h: ["split", {"end": tr.affine(h.what), "side": h.end}],
    "expand": lambda tr, h: ["expand", _where(tr, h)[1] if h.what is not None else {}],
    "use": lambda tr, h: ["use", {"name": _name_of(h.what), "reverse": h.end == "reverse"}],
    "hypothesis": lambda tr, h: ["hypothesis", {}],
    "bound-hypothesis": lambda tr, h: ["hypothesis", {}],
    "bound-use": lambda tr, h: ["use", {"name": _name_of(h.what)}],
    "equation": lambda tr, h: ["equation", {"number": h.what or 0}],
    "law": _law,
    "cancel": _cancel,
    "clear": lambda tr, h: ["clear", {}],
    "lower": lambda tr, h: ["lower", {}],
}
