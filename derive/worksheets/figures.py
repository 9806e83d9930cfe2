"""The data of the figures: structure read off the definitions, numbers evaluated by the audit."""

from __future__ import annotations

from math import sqrt
from typing import Any

from sympy import Expr, ImmutableDenseMatrix, MatAdd, MatMul, Rational

from derive.algebra import Elementwise, Member, families_in
from derive.audit import evaluate
from derive.calculus.cells import DirectPath
from derive.models import LSTM, RNN

__all__ = ["cell_structure", "norms", "powers"]

#: how far back the norms go
_DISTANCE = 20


def cell_structure(cell: LSTM) -> dict[str, Any]:
    """The cell as a graph: nodes (id → label) and edges, read off the model's definitions."""
    t, system = cell.t, cell.system
    names: dict[Any, str] = {cell.gates[g]: g for g in cell.GATES}
    names |= {cell.C: "C", cell.h: "h", cell.x: "x"}

    def node_of(member: Any) -> str:
        late = "_prev" if member.index != t else ""
        return names[member.family] + late

    edges: list[tuple[str, str]] = []
    for g in cell.GATES:  # a gate is fed by what its argument contains
        for member in sorted(system.body(cell.pre[g][t]).atoms(Member), key=str):
            edges.append((node_of(member), g))
    products = {}
    for term in system.body(cell.C[t]).args:  # each product by the gate in it
        gate = next(name for name in ("f", "i") if cell.gates[name] in families_in(term))
        op = "forget" if gate == "f" else "input"
        products[op] = term
        edges += [(node_of(factor), op) for factor in term.args] + [(op, "add")]
    edges.append(("add", "C"))
    squashed = next(a for a in system.body(cell.h[t]).args if isinstance(a, Elementwise))
    edges += [(node_of(squashed.argument), "squash"), ("squash", "output"), ("o", "output")]
    edges.append(("output", "h"))
    labels = {
        **{g: cell.gates[g][t] for g in cell.GATES},
        "C_prev": cell.C[t - 1],
        "h_prev": cell.h[t - 1],
        "x": cell.x[t],
        "C": cell.C[t],
        "h": cell.h[t],
        "squash": squashed.function,
        "add": "+",
        **dict.fromkeys((*products, "output"), "⊙"),
    }
    return {"nodes": labels, "edges": edges}


def powers(eigenvalues: tuple[Any, ...], count: int = 30) -> dict[Any, list[float]]:
    """|λ|ⁿ for n = 0 … count."""
    return {value: [abs(float(value)) ** n for n in range(count + 1)] for value in eigenvalues}


#: the value of the forget gates in the figure of norms
_GATE = Rational(49, 50)


def norms(weights: Any, cell: LSTM) -> dict[str, Any]:
    """‖∂h_t/∂h_k‖₂ of an RNN with these weights, and ‖∂C_t/∂C_k‖₂ of an LSTM along its direct
    path, its forget gates at 0.98, against t − k; the RNN is evaluated along a path from h_0 = 0
    without input, the LSTM's is the number before I in the derivation's result."""
    t = _DISTANCE
    net = RNN(n=weights.rows, d=1)
    zero = [[0]] * weights.rows
    point = {net.W: weights.tolist(), net.U: zero, net.h[0]: zero}
    point |= {net.x[j]: [[0]] for j in range(1, t + 1)}
    slopes = [net.activation.diff()(net.z[j]) for j in range(t, 0, -1)]
    stacked = MatAdd(*(_placed(slope, k, t) for k, slope in enumerate(slopes)))
    values = evaluate(stacked, {}, point, system=net.system, digits=15)
    product = [[1.0, 0.0], [0.0, 1.0]]
    rows = [[float(x) for x in row] for row in weights.tolist()]
    found = [1.0]
    for k in range(t):
        scaled = [[float(values[i, k]) * rows[i][j] for j in (0, 1)] for i in (0, 1)]
        product = _times(product, scaled)
        found.append(_norm(product))
    direct = DirectPath(cell, _GATE, 0)
    factor = direct.constant.statement.rhs.args[0]
    lstm = [float(factor.subs({cell.t: k, direct.k: 0})) for k in range(t + 1)]
    return {"rnn": found, "lstm": lstm, "gate": _GATE}


def _placed(column: Expr, k: int, width: int) -> Any:
    """``column`` as column k of a matrix."""
    row = [int(j == k) for j in range(width)]
    return MatMul(column, ImmutableDenseMatrix([row]))


def _times(a: Any, b: Any) -> Any:
    return [[sum(a[i][m] * b[m][j] for m in (0, 1)) for j in (0, 1)] for i in (0, 1)]


def _norm(m: Any) -> float:
    """The larger singular value of a 2 × 2 matrix."""
    total = sum(x * x for row in m for x in row)
    det = m[0][0] * m[1][1] - m[0][1] * m[1][0]
    return sqrt((total + sqrt(max(total * total - 4 * det * det, 0.0))) / 2)
