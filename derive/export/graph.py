"""The graph that code is written from: arrays with shapes, each different value one node.

A vector has one axis, whether it stands as a column or as a row in the mathematics; a 1 × 1 matrix
is a number.  Nodes are made by :class:`Graph`, which gives equal nodes the same object, so that
what occurs twice is computed once, and which chooses cheaper forms on the way: diag(v)·W scales the
rows of W, A⁻¹·B is a solution of a linear system, u vᵀ x is u times a number.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

__all__ = ["Graph", "Node"]

_OF_NUMBERS: dict[str, Any] = {
    "exp": sp.exp,
    "log": sp.log,
    "tanh": sp.tanh,
    "sin": sp.sin,
    "cos": sp.cos,
    "abs": sp.Abs,
    "sign": sp.sign,
    "sigma": lambda x: 1 / (1 + sp.exp(-x)),
}


class Node:
    """An operation on nodes; ``shape`` is a tuple of SymPy integers, ``data`` what else it needs.

    ``indices`` are the time indices that the value depends on.
    """

    __slots__ = ("args", "data", "indices", "op", "shape")

    def __init__(self, op: str, args: tuple[Node, ...], data: tuple[Any, ...], shape: Any) -> None:
        self.op, self.args, self.data, self.shape = op, args, data, tuple(shape)
        own: set[Any] = set()
        if op in ("at", "call"):
            own = set() if data[-1] is None else set(data[-1].free_symbols)
        elif op == "index":
            own = set(data[0].free_symbols)
        elif op == "entry":
            own = set().union(*(i.free_symbols for i in data))
        elif op == "rows":
            own = data[1].free_symbols | data[2].free_symbols
        self.indices: frozenset[Any] = frozenset(own.union(*(a.indices for a in args)))

    @property
    def rank(self) -> int:
        return len(self.shape)

    def __repr__(self) -> str:
        return f"{self.op}{self.data or ''}({', '.join(map(repr, self.args))})"


class Graph:
    """Makes nodes."""

    def __init__(self) -> None:
        self._known: dict[Any, Node] = {}

    def node(self, op: str, args: Any = (), data: Any = (), shape: Any = ()) -> Node:
        key = (op, tuple(map(id, args)), tuple(data))
        if key not in self._known:
            self._known[key] = Node(op, tuple(args), tuple(data), shape)
        return self._known[key]

    # -- leaves --

    def number(self, value: Any) -> Node:
        return self.node("number", (), (sp.sympify(value),))

    def size(self, value: Any) -> Node:
        """A size as a number."""
        return self.number(value) if value.is_Integer else self.node("index", (), (value,))

    def eye(self, n: Any) -> Node:
        return self.number(1) if n == 1 else self.node("eye", (), (n,), (n, n))

    def full(self, value: int, shape: Any) -> Node:
        """All zeros or all ones."""
        if not shape:
            return self.number(value)
        return self.node("zeros" if value == 0 else "ones", (), tuple(shape), shape)

    def at(self, head: Any, index: Any, shape: Any) -> Node:
        """A member of a family."""
        return self.node("at", (), (head, sp.expand(index)), shape)

    def rows(self, head: Any, low: Any, high: Any, shape: Any) -> Node:
        """The members of a family from ``low`` to ``high``, along a leading axis."""
        low, high = sp.expand(low), sp.expand(high)
        return self.node("rows", (), (head, low, high), (sp.expand(high - low + 1), *shape))

    # -- entry by entry --

    def add(self, *parts: Node) -> Node:
        constant = sp.Add(*(p.data[0] for p in parts if p.op == "number"))
        shape = max((p.shape for p in parts), key=len)
        flat = [p for p in parts if p.op not in ("number", "zeros")]
        if len(shape) and any(p.rank and not self._spread(p) for p in flat):
            flat = [self._spread(p) or p for p in flat]
        if constant != 0:
            flat = [self.number(constant), *flat]
        if not flat:
            return self.full(0, shape)
        if len(flat) == 1 and flat[0].shape == shape:
            return flat[0]
        if not any(p.rank == len(shape) for p in flat):
            flat.append(self.full(0, shape))
        return self.node("add", flat, (), shape)

    def _spread(self, x: Node) -> Node | None:
        """A number for an array of it, v for 1 vᵀ: what stands beside a whole array in a sum."""
        if x.op == "ones":
            return self.number(1)
        if x.op == "outer" and "ones" in (x.args[0].op, x.args[1].op):
            axis = 0 if x.args[0].op == "ones" else 1
            *coefficient, v = self._coefficient_apart(x.args[1 - axis])
            found = self.node("spread", (v,), (axis,), x.shape)
            return self.mul(*coefficient, found) if coefficient else found
        if x.op == "mul" and x.rank:
            arrays = [a for a in x.args if a.rank]
            if len(arrays) == 1 and arrays[0].op == "ones":
                return self.mul(*(a for a in x.args if not a.rank))
        return None

    def mul(self, *parts: Node) -> Node:
        """The product entry by entry; a number multiplies every entry."""
        shape = max((p.shape for p in parts), key=len)
        flat = [q for p in parts for q in self._coefficient_apart(p)]
        coefficient = sp.Mul(*(p.data[0] for p in flat if p.op == "number"))
        flat = [p for p in flat if p.op not in ("number", "ones")]
        if coefficient == 0 or any(p.op == "zeros" for p in flat):
            return self.full(0, shape)
        arrays = [p for p in flat if p.rank]
        for k, p in enumerate(flat):  # a number times u vᵀ is u times that number, vᵀ
            if len(arrays) == 1 and p.op in ("outer", "diag") and p.rank == len(shape):
                rest = [self.number(coefficient), *flat[:k], *flat[k + 1 :]]
                if p.op == "diag":
                    return self.diag(self.mul(*rest, p.args[0]))
                u, v = p.args
                if u.op == "ones":
                    return self.outer(u, self.mul(*rest, v))
                return self.outer(self.mul(*rest, u), v)
        if len(flat) == len(arrays) == 2 and arrays[0] is arrays[1]:
            square = self.power(arrays[0], 2)
            return square if coefficient == 1 else self.mul(self.number(coefficient), square)
        if len(arrays) > 1 and len(shape) == 2 and all(a.op == "T" for a in arrays):
            turned = self.mul(*(a.args[0] if a.rank else a for a in flat))
            return self.mul(self.number(coefficient), self.transpose(turned))
        if shape and not arrays:
            flat.append(self.full(1, shape))
        if coefficient != 1 or not flat:
            flat = [self.number(coefficient), *flat]
        return flat[0] if len(flat) == 1 else self.node("mul", flat, (), shape)

    def _coefficient_apart(self, x: Node) -> tuple[Node, ...]:
        if x.op == "mul" and x.args[0].op == "number":
            return x.args[0], self.mul(*x.args[1:])
        return (x,)

    def neg(self, x: Node) -> Node:
        return self.mul(self.number(-1), x)

    def power(self, x: Node, exponent: Any) -> Node:
        exponent = sp.sympify(exponent)
        if exponent == 0:
            return self.full(1, x.shape)
        if exponent == 1:
            return x
        if x.op == "number":
            return self.number(x.data[0] ** exponent)
        if x.op == "pow" and exponent.is_Integer:
            return self.power(x.args[0], x.data[0] * exponent)
        if x.op == "norm" and exponent == 2:
            return self.square(x.args[0])
        if exponent.is_number:
            return self.node("pow", (x,), (exponent,), x.shape)
        return self.node("powx", (x, self.node("index", (), (exponent,))), (), x.shape)

    def fn(self, name: str, x: Node, *data: Any) -> Node:
        if x.op == "number" and name in _OF_NUMBERS:
            return self.number(_OF_NUMBERS[name](x.data[0]))
        return self.node("fn", (x,), (name, *data), x.shape)

    # -- products --

    def matmul(self, a: Node, b: Node) -> Node:
        """The product of two arrays of one or two axes; of two vectors it is a number."""
        if a.op == "zeros" or b.op == "zeros":
            return self.full(0, (*a.shape[:-1], *b.shape[1:]))
        for rule in (self._left_special, self._right_special):
            found = rule(a, b)
            if found is not None:
                return found
        return self.node("matmul", (a, b), (), (*a.shape[:-1], *b.shape[1:]))

    def _left_special(self, a: Node, b: Node) -> Node | None:
        if a.op == "eye":
            return b
        if a.op == "diag":
            return self.scaled(a.args[0], b)
        inverted = self.inverted(a)
        if inverted is not None:
            return self.node("solve", (inverted, b), (), b.shape)
        if a.op == "outer":
            u, v = a.args
            rest = self.matmul(v, b)
            return self.outer(u, rest) if rest.rank else self.mul(rest, u)
        if a.op == "ones" and a.rank == 1:
            return self.total(b, 0)
        if a.op == "commutation":
            return self._commuted(b, *a.data)
        if a.op == "kron" and b.rank == 1 and all(x.rank == 2 for x in a.args):
            A, B = a.args
            inner = self.unvec(b, B.shape[1], A.shape[1])
            return self.vec(self.matmul(self.matmul(B, inner), self.transpose(A)))
        return None

    def _right_special(self, a: Node, b: Node) -> Node | None:
        if b.op == "eye":
            return a
        if b.op == "diag":
            if a.rank == 1:
                return self.mul(a, b.args[0])
            return self.node("columns", (a, b.args[0]), (), a.shape)
        inverted = self.inverted(b)
        if inverted is not None:
            turned = self.transpose(inverted)
            found = self.node("solve", (turned, self.transpose(a)), (), a.shape[::-1])
            return self.transpose(found)
        if b.op == "outer":
            u, v = b.args
            rest = self.matmul(a, u)
            return self.outer(rest, v) if rest.rank else self.mul(rest, v)
        if b.op == "ones" and b.rank == 1:
            return self.total(a, a.rank - 1)
        if b.op == "commutation":
            return self.transpose(self._commuted(self.transpose(a), *b.data[::-1]))
        if b.op == "kron" and a.rank == 1 and all(x.rank == 2 for x in b.args):
            A, B = b.args
            inner = self.unvec(a, B.shape[0], A.shape[0])
            return self.vec(self.matmul(self.matmul(self.transpose(B), inner), A))
        return None

    def inverted(self, x: Node) -> Node | None:
        """The matrix that ``x`` is the inverse of, if it is written as one."""
        if x.op == "T" and x.args[0].op == "inv":
            return self.transpose(x.args[0].args[0])
        return x.args[0] if x.op == "inv" else None

    def _commuted(self, x: Node, rows: Any, columns: Any) -> Node:
        """K x for the commutation matrix K."""
        if x.rank == 1:
            return self.vec(self.transpose(self.unvec(x, rows, columns)))
        return self.node("permute", (x,), (rows, columns), x.shape)

    def scaled(self, v: Node, x: Node) -> Node:
        """diag(v) x."""
        if x.op == "diag":
            return self.diag(self.mul(v, x.args[0]))
        if x.op == "outer":
            return self.outer(self.mul(v, x.args[0]), x.args[1])
        if x.rank == 1:
            return self.mul(v, x)
        return self.node("scale", (v, x), (), x.shape)

    def outer(self, u: Node, v: Node) -> Node:
        return self.node("outer", (u, v), (), (*u.shape, *v.shape))

    def square(self, x: Node) -> Node:
        """The sum of the squares of all entries."""
        if x.rank == 0:
            return self.power(x, 2)
        return self.matmul(x, x) if x.rank == 1 else self.total(self.power(x, 2))

    def paired(self, a: Node, b: Node) -> Node:
        """tr(AᵀB): the sum of the products of the entries."""
        if a.op == "T" and b.op == "T":
            a, b = a.args[0], b.args[0]
        if a.rank == 0:
            return self.mul(a, b)
        if a.rank == 1:
            return self.matmul(a, b)
        return self.square(a) if a is b else self.total(self.mul(a, b))

    def total(self, x: Node, axis: int | None = None) -> Node:
        """The sum of all entries, or along an axis."""
        if x.rank == 0:
            return x
        axis = None if x.rank == 1 else axis
        if x.op == "T":
            return self.total(x.args[0], None if axis is None else 1 - axis)
        shape = () if axis is None else (*x.shape[:axis], *x.shape[axis + 1 :])
        return self.node("sum", (x,), () if axis is None else (axis,), shape)

    # -- other matrices --

    def transpose(self, x: Node) -> Node:
        """Of a vector and of a number it is the same array."""
        if x.rank < 2 or x.op in ("eye", "diag"):
            return x
        if x.op == "T":
            return x.args[0]
        if x.op == "outer":
            return self.outer(*reversed(x.args))
        if x.op == "matmul" and self.transpose(x.args[0]) is x.args[1]:
            return x
        if x.op == "commutation":
            return self.node("commutation", (), x.data[::-1], x.shape)
        if x.op in ("zeros", "ones"):
            return self.full(0 if x.op == "zeros" else 1, x.shape[::-1])
        return self.node("T", (x,), (), x.shape[::-1])

    def inverse(self, x: Node) -> Node:
        if x.rank == 0:
            return self.power(x, -1)
        if x.op == "diag":
            return self.diag(self.power(x.args[0], -1))
        if x.op in ("inv", "eye"):
            return x.args[0] if x.op == "inv" else x
        if x.op == "T":
            return self.transpose(self.inverse(x.args[0]))
        return self.node("inv", (x,), (), x.shape)

    def diag(self, v: Node) -> Node:
        if v.rank == 0:
            return v
        if v.op == "ones":
            return self.eye(v.shape[0])
        return self.node("diag", (v,), (), v.shape * 2)

    def diagonal(self, x: Node) -> Node:
        if x.rank == 0:
            return x
        if x.op == "diag":
            return x.args[0]
        if x.op == "outer":
            return self.mul(*x.args)
        if x.op == "matmul":
            a, b = x.args
            return self.total(self.mul(a, self.transpose(b)), 1)
        return self.node("diagonal", (x,), (), x.shape[:1])

    def vec(self, x: Node) -> Node:
        """The columns, stacked."""
        if x.rank < 2:
            return x
        turned = self.transpose(x)
        if turned.op == "reshape":
            return turned.args[0]
        return self.node("flat", (turned,), (), (sp.Mul(*x.shape),))

    def unvec(self, v: Node, rows: Any, columns: Any) -> Node:
        if rows == 1 or columns == 1:
            return v
        if v.op == "flat" and v.args[0].shape == (columns, rows):
            return self.transpose(v.args[0])
        return self.transpose(self.node("reshape", (v,), (columns, rows), (columns, rows)))
