"""Question 3b: which quantities of the LSTM cell are always positive, and where the others lie.

All that is used of the real numbers is exp > 0.  The bound of C_t is sharp: gates and candidate
come as near to 1 as one likes, and a cell in which they all are q has C_t = q^t C_0 + q²(1 + q + …
+ q^{t−1}), which tends to C_0 + t as q tends to 1 (:attr:`Ranges.approach`, :attr:`Ranges.sharp`).
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sympy import (
    Abs,
    Add,
    Expr,
    Ge,
    HadamardProduct,
    Integer,
    Interval,
    MatAdd,
    MatMul,
    OneMatrix,
    Pow,
    Rational,
    Sum,
    Symbol,
    ZeroMatrix,
    log,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import SIGMA, TANH, System
from derive.calculus.gates import NAMES, chained, free_gates
from derive.calculus.steps import Draft, Entrywise, Hint, Induction, Proof, Statement
from derive.errors import DeriveError
from derive.models import LSTM

__all__ = ["Ranges"]

#: what both gates and the candidate are in the exact example
LEVEL = Rational(9, 10)
#: (function, order, its range, the value at 0 if that is the supremum)
_FUNCTIONS = {
    "logistic_range": (SIGMA, Interval.open(0, 1), "The logistic function"),
    "tanh_range": (TANH, Interval.open(-1, 1), "The hyperbolic tangent"),
    "logistic_slope_range": (
        SIGMA.diff(),
        Interval.Lopen(0, Rational(1, 4)),
        "The slope of the logistic function",
    ),
    "tanh_slope_range": (
        TANH.diff(),
        Interval.Lopen(0, 1),
        "The slope of the hyperbolic tangent",
    ),
}
_SUPREMA = {
    "logistic_slope_top": (SIGMA, Rational(1, 4), "The slope of the logistic function at 0"),
    "tanh_slope_top": (TANH, Integer(1), "The slope of the hyperbolic tangent at 0"),
}


class Ranges:
    """The drafts of question 3b for one cell with logistic gates and tanh.

    Raises :class:`~derive.DeriveError` for a cell with other functions, of whose ranges nothing
    is known.
    """

    def __init__(self, cell: LSTM) -> None:
        if (cell.gate, cell.squash) != (SIGMA, TANH):
            raise DeriveError(
                f"ranges are known for sigma and tanh, not for {cell.gate} and {cell.squash}"
            )
        self.cell, self.t = cell, cell.t
        self.u = Symbol("u", real=True)
        self.a, self.j = Symbol("a", integer=True), Symbol("j", integer=True)
        self.one = OneMatrix(cell.n, 1)

    def _in(self, name: str, title: str, lhs: Any, rhs: Any, *hints: Hint, says: str) -> Draft:
        given = (Ge(self.t, 1),) if self.t in lhs.free_symbols else ()
        statement = Statement(lhs, rhs, self.cell.system, "in", given)
        return Draft(f"lstm-{name}", title, statement, Entrywise("interval", hints, says))

    # -- the functions --

    def function_range(self, name: str) -> Draft:
        """σ ∈ (0, 1), tanh ∈ (−1, 1), σ′ ∈ (0, ¼], tanh′ ∈ (0, 1]."""
        function, interval, title = _FUNCTIONS[name]
        says = (
            "from exp > 0"
            if not function.order
            else "the slope is a quadratic polynomial in the value, whose range is known"
        )
        slug = name.replace("_", "-")
        return self._in(slug, title, function(self.u), interval, says=says)

    def supremum(self, name: str) -> Draft:
        """σ′(0) = ¼ and tanh′(0) = 1: the upper ends are attained."""
        function, value, title = _SUPREMA[name]
        lhs = function.diff()(Integer(0))
        at = function(Integer(0))
        law = Add(at, -Pow(at, 2)) if function == SIGMA else Add(1, -Pow(at, 2))
        proof = chained(
            lhs,
            ("law", law, (Hint("law", function.diff()),), ""),
            ("function", value, (Hint("law", function),), ""),
        )
        return Draft(f"lstm-{name.replace('_', '-')}", title, Statement(lhs, value), proof)

    # -- gates, candidate, output --

    def gate_range(self, key: str) -> Draft:
        """f, i, o ∈ (0, 1), so they are always positive; C̃ ∈ (−1, 1); entry by entry, open."""
        cell = self.cell
        interval = Interval.open(-1 if key == "c" else 0, 1)
        what = NAMES[key] + ("" if key == "c" else " gate")
        return self._in(
            f"{NAMES[key]}-range",
            f"The range of the {what}",
            cell.gates[key][self.t],
            interval,
            Hint("unfold", cell.gates[key]),
            says=f"a value of {'tanh' if key == 'c' else 'the logistic function'}",
        )

    @cached_property
    def hidden_range(self) -> Draft:
        """h_t ∈ (−1, 1): a gate in (0, 1) times a value of tanh."""
        cell, t = self.cell, self.t
        hints = (Hint("unfold", cell.h[t]), Hint("unfold", cell.o))
        says = "a number in (0, 1) times a number in (−1, 1)"
        title = "The range of the output"
        return self._in(
            "output-value-range", title, cell.h[t], Interval.open(-1, 1), *hints, says=says
        )

    # -- the state --

    def entry(self, t: Any) -> Any:
        """(C_t)_a."""
        return MatrixElement(self.cell.C[t], self.a, 0)

    @cached_property
    def cell_bound(self) -> Draft:
        """|(C_t)_a| ≤ |(C_0)_a| + t, by induction on t."""
        cell, t = self.cell, self.t
        lhs, rhs = Abs(self.entry(t)), Add(Abs(self.entry(Integer(0))), t)
        unfold = tuple(Hint("unfold", g) for g in (cell.C[t], cell.f, cell.i, cell.candidate))
        proof = Induction(
            t,
            0,
            Entrywise("estimate", (), "both sides are the same"),
            Entrywise(
                "estimate",
                (*unfold, Hint("bound-hypothesis")),
                "gates and candidate are less than 1 in size, so a step adds at most 1",
            ),
        )
        statement = Statement(lhs, rhs, cell.system, "<=", (Ge(t, 0),))
        return Draft("lstm-cell-bound", "The bound of the state", statement, proof)

    def _levels(self, value: Any, *more: tuple[Any, Any]) -> System:
        """Forget gate, input gate and candidate equal to ``value`` in every entry, at every t."""
        cell, t = self.cell, self.t
        column = self.one if value == 1 else MatMul(value, self.one)
        pairs = ((g[t], column) for g in (cell.f, cell.i, cell.candidate))
        return free_gates(cell, *pairs, *more)

    def _recurrence(self, name: str, title: str, system: System, once: Any, rhs: Any) -> Draft:
        """C_t = rhs by induction, where one step is C_t = once."""
        cell, t = self.cell, self.t
        lhs = cell.C[t]
        equations = tuple(Hint("equation", number) for number in range(3))
        end = Hint("split", t)
        step = chained(
            lhs,
            ("definition", cell.system.body(lhs), (Hint("unfold", lhs),), ""),
            ("assumed", once, equations, ""),
            ("hypothesis", rhs, (Hint("hypothesis"), end), ""),
        )
        start = rhs.subs(t, 0)
        base: Proof = chained(lhs.subs(t, 0), ("arithmetic", start, (), "the start"))
        proof = Induction(t, 0, base, step)
        return Draft(f"lstm-{name}", title, Statement(lhs, rhs, system, given=(Ge(t, 0),)), proof)

    @cached_property
    def sharp(self) -> Draft:
        """C_t = C_0 + t where f = i = C̃ = 1, the values that gates and candidate tend to."""
        cell, t = self.cell, self.t
        once = MatAdd(cell.C[t - 1], self.one)
        rhs = MatAdd(cell.C[0], MatMul(t, self.one))
        title = "The bound is sharp: what the state tends to as gates and candidate tend to 1"
        return self._recurrence("cell-sharp", title, self._levels(Integer(1)), once, rhs)

    @cached_property
    def approach(self) -> Draft:
        """C_t = q^t C_0 + q² Σ_{j=1}^{t} q^{t−j} where f = i = C̃ = q; any q in (0, 1) is taken."""
        cell, t, j = self.cell, self.t, self.j
        q = Symbol("q", positive=True)
        once = MatAdd(MatMul(q, cell.C[t - 1]), MatMul(q**2, self.one))
        total = Sum(Pow(q, t - j), (j, 1, t))
        rhs = MatAdd(MatMul(q**t, cell.C[0]), MatMul(q**2, total, self.one))
        title = "The state where gates and candidate all have one value"
        return self._recurrence("cell-approach", title, self._levels(q), once, rhs)

    # -- an exact example --

    def level_value(self, function: Any) -> Draft:
        """σ(ln 9) = 9/10 and tanh(½ ln 19) = 9/10: the values of the example are taken."""
        argument = _argument(function)
        lhs = function(argument)
        proof = chained(lhs, ("function", LEVEL, (Hint("law", function),), ""))
        name = f"lstm-{'logistic' if function == SIGMA else 'tanh'}-level"
        title = f"Where {'the logistic function' if function == SIGMA else 'tanh'} is 9/10"
        return Draft(name, title, Statement(lhs, LEVEL), proof)

    def witness(self, sign: int) -> Draft:
        """C_2 = ±1539/1000 in every entry, in a cell with W = U = 0, b_f = b_i = ln 9,
        b_c = ±½ ln 19 and C_0 = 0: beyond 1, and of either sign."""
        cell = self.cell
        C, f, i, c = cell.C, cell.f, cell.i, cell.candidate
        pairs: list[tuple[Any, Any]] = [(C[0], ZeroMatrix(cell.n, 1))]
        for key in "fic":
            bias = _argument(SIGMA) if key != "c" else sign * _argument(TANH)
            pairs += [
                (cell.W[key], ZeroMatrix(cell.n, cell.n)),
                (cell.U[key], ZeroMatrix(cell.n, cell.d)),
                (cell.b[key], MatMul(bias, self.one)),
            ]
        system = cell.system.with_(equations=tuple(pairs))
        inner = MatAdd(HadamardProduct(f[1], C[0]), HadamardProduct(i[1], c[1]))
        written = MatAdd(HadamardProduct(f[2], inner), HadamardProduct(i[2], c[2]))
        values = [Hint("equation", 0)]
        for at, key in enumerate("fic"):
            numbers = range(3 * at + 1, 3 * at + 4)
            values += [Hint("unfold", cell.gates[key]), Hint("unfold", cell.pre[key])]
            values += [Hint("equation", number) for number in numbers]
            values += [Hint("law", TANH if key == "c" else SIGMA)]
        size = LEVEL**3 + LEVEL**2
        result = MatMul(sign * size, self.one)
        gates = f"gates and candidate are 9/10 and {'−' if sign < 0 else ''}9/10 at both steps"
        proof = chained(
            C[2],
            ("definition", written, (Hint("unfold", C[2]), Hint("unfold", C[1])), ""),
            ("assumed", result, tuple(values), gates),
        )
        data = {"gates": LEVEL, "candidate": sign * LEVEL, "C_2": sign * size}
        name = "lstm-cell-witness" + ("" if sign > 0 else "-negative")
        title = f"A state {'beyond 1' if sign > 0 else 'below −1'} after two steps"
        return Draft(name, title, Statement(C[2], result, system), proof, data=data)

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        gates = {f"{NAMES[key]}_range": self.gate_range(key) for key in self.cell.GATES}
        return {
            **{name: self.function_range(name) for name in _FUNCTIONS},
            **{name: self.supremum(name) for name in _SUPREMA},
            **gates,
            "hidden_range": self.hidden_range,
            "cell_bound": self.cell_bound,
            "sharp": self.sharp,
            "approach": self.approach,
            "logistic_level": self.level_value(SIGMA),
            "tanh_level": self.level_value(TANH),
            "cell_witness": self.witness(1),
            "either_sign": self.witness(-1),
        }


def _argument(function: Any) -> Expr:
    """Where σ, or tanh, is 9/10: ln 9, ½ ln 19."""
    odds = LEVEL / (1 - LEVEL) if function == SIGMA else (1 + LEVEL) / (1 - LEVEL)
    found = log(odds, evaluate=False)
    return found if function == SIGMA else found / 2
