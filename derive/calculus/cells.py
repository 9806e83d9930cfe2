"""Question 3c: ∂C_t/∂C_k along the direct path, with gates and candidate held fixed.

Every other path from C_k to C_t runs through an output h_j; see :mod:`derive.calculus.paths`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from sympy import (
    DiagMatrix,
    Ge,
    Identity,
    MatMul,
    OneMatrix,
    Pow,
    Rational,
    Symbol,
    ZeroMatrix,
    sympify,
)

from derive.algebra import SIGMA, HadamardPi, Jacobian, OrderedProduct, SpectralNorm, System
from derive.calculus.gates import chained, free_gates
from derive.calculus.steps import Draft, Entrywise, Hint, Induction, Proof, Statement
from derive.errors import DeriveError
from derive.models import LSTM

__all__ = ["DirectPath", "gate_value", "hypotheses", "slug", "times"]


def gate_value(name: str, value: Any) -> Any:
    """A number in [0, 1] that a gate is assumed to have, exactly, or None for a gate left free.

    Decimals count as what they are written as: 0.1 is 1/10.  Raises :class:`~derive.DeriveError`
    for anything else.
    """
    if value is None:
        return None
    try:
        found = Rational(str(value)) if isinstance(value, float) else sympify(value)
    except (TypeError, ValueError, SyntaxError, AttributeError):
        found = None
    if found is None or not getattr(found, "is_Rational", False) or not 0 <= found <= 1:
        raise DeriveError(f"the gate {name} is a rational number from 0 to 1, not {value!r}")
    return found


class DirectPath:
    """The drafts of ∂⁺C_t/∂⁺C_k, in which f, i and C̃ count as constants.

    Parameters
    ----------
    cell : the cell.
    f, i : what the forget gate and the input gate are at all steps: a number in [0, 1], or None
        for any values.  A number is a hypothesis on gates that are free variables
        (:func:`~derive.calculus.gates.free_gates`); 0 and 1 are the values they tend to.  Without
        f, nothing depends on i, and all is said of the gates as they are.

    Source: Hochreiter and Schmidhuber (1997), section 3.2, the constant error carousel.
    """

    def __init__(self, cell: LSTM, f: Any = None, i: Any = None) -> None:
        self.cell, self.t = cell, cell.t
        self.k, self.j = Symbol("k", integer=True), Symbol("j", integer=True)
        self.held = (cell.f, cell.i, cell.candidate)
        self.values = {"f": gate_value("f", f), "i": gate_value("i", i)}
        self.system: System = cell.system
        self.name = "lstm-direct"
        if self.values["f"] is not None:
            self.system = free_gates(cell, *hypotheses(cell, self.values))
            self.name += slug(self.values)

    def jacobian(self, t: Any, k: Any) -> Any:
        """∂⁺C_t/∂⁺C_k, n × n."""
        return Jacobian(self.cell.C[t], self.cell.C[k], self.held)

    def _draft(
        self, name: str, title: str, lhs: Any, rhs: Any, proof: Proof, low: Any, **more: Any
    ) -> Draft:
        """For t ≥ low, where low is 1, k or k + 1, and k ≥ 0."""
        given = (Ge(self.t, low), Ge(self.k, 0))[: 2 if low != 1 else 1]
        statement = Statement(lhs, rhs, self.system, more.pop("relation", "="), given)
        return Draft(f"{self.name}-{name}", title, statement, proof, **more)

    # -- any gates --

    @cached_property
    def step(self) -> Draft:
        """∂⁺C_t/∂⁺C_{t−1} = diag(f_t)."""
        t = self.t
        lhs, rhs = self.jacobian(t, t - 1), DiagMatrix(self.cell.f[t])
        says = "the state enters its own recurrence once, times the forget gate"
        proof = chained(lhs, ("chain", rhs, (Hint("chain", self.cell.C[t]),), says))
        return self._draft("step", "One step along the direct path", lhs, rhs, proof, 1)

    @cached_property
    def recurrence(self) -> Draft:
        """∂⁺C_t/∂⁺C_k = diag(f_t) ∂⁺C_{t−1}/∂⁺C_k."""
        t, k = self.t, self.k
        lhs = self.jacobian(t, k)
        rhs = MatMul(DiagMatrix(self.cell.f[t]), self.jacobian(t - 1, k))
        proof = chained(lhs, ("chain", rhs, (Hint("chain", self.cell.C[t]),), ""))
        title = "One more step along the direct path"
        return self._draft("recurrence", title, lhs, rhs, proof, k + 1)

    def _by_induction(self, name: str, title: str, rhs: Any, before: Any, *lemmas: Draft) -> Draft:
        """∂⁺C_t/∂⁺C_k = rhs; ``before`` is the recurrence with the hypothesis put in."""
        t, k = self.t, self.k
        lhs, recurrence = self.jacobian(t, k), self.recurrence
        more = tuple(Hint("use", lemma) for lemma in lemmas)
        base = (("itself", Identity(self.cell.n), (), ""), ("unit", rhs.subs(t, k), (), ""))
        step = chained(
            lhs,
            ("lemma", recurrence.statement.rhs, (Hint("use", recurrence),), ""),
            ("hypothesis", before, (Hint("hypothesis"), *more), ""),
            ("split", rhs, (*more, Hint("split", t)), ""),
        )
        proof = Induction(t, k, chained(lhs.subs(t, k), *base), step)
        return self._draft(name, title, lhs, rhs, proof, k, uses=(recurrence, *lemmas))

    @cached_property
    def factors(self) -> Draft:
        """∂⁺C_t/∂⁺C_k = Π_{j=t}^{k+1} ∂⁺C_j/∂⁺C_{j−1}: the running index stands in the factor."""
        t, k, j = self.t, self.k, self.j
        rhs = OrderedProduct(self.jacobian(j, j - 1), (j, k + 1, t))
        return self._by_induction(
            "factors",
            "The direct path as a product of one-step derivatives",
            rhs,
            MatMul(self.jacobian(t, t - 1), rhs.subs(t, t - 1)),
            self.step,
        )

    @cached_property
    def ordered(self) -> Draft:
        """∂⁺C_t/∂⁺C_k = Π_{j=t}^{k+1} diag(f_j)."""
        t, k, j, f = self.t, self.k, self.j, self.cell.f
        rhs = OrderedProduct(DiagMatrix(f[j]), (j, k + 1, t))
        before = MatMul(DiagMatrix(f[t]), rhs.subs(t, t - 1))
        title = "The direct path as a product of diagonal matrices"
        return self._by_induction("ordered", title, rhs, before)

    @cached_property
    def hadamard(self) -> Draft:
        """∂⁺C_t/∂⁺C_k = diag(⊙_{j=k+1}^{t} f_j)."""
        t, k, j, f = self.t, self.k, self.j, self.cell.f
        rhs = DiagMatrix(HadamardPi(f[j], (j, k + 1, t)))
        before = MatMul(DiagMatrix(f[t]), rhs.subs(t, t - 1))
        title = "The direct path as one diagonal matrix"
        return self._by_induction("hadamard", title, rhs, before)

    @cached_property
    def norm(self) -> Draft:
        """‖∂⁺C_t/∂⁺C_k‖₂ ≤ 1 for logistic gates, whatever the distance; ≤ f^{t−k} for a given f."""
        t, k, f = self.t, self.k, self.values["f"]
        lhs = SpectralNorm(self.jacobian(t, k))
        lemma = self.ordered if f is None else self.constant
        hints = (Hint("use", lemma), *(() if f is not None else (Hint("unfold", self.cell.f),)))
        rhs = sympify(1) if f is None else sympify(0) if f == 0 else Pow(f, t - k)
        says = "the norm of a diagonal matrix is its largest entry"
        proof = Entrywise("estimate", hints, says)
        low = self.k + 1 if f == 0 else self.k
        title = "The norm along the direct path"
        return self._draft("norm", title, lhs, rhs, proof, low, relation="<=", uses=(lemma,))

    # -- gates with given values --

    @cached_property
    def constant(self) -> Draft:
        """∂⁺C_t/∂⁺C_k = f^{t−k} I; I for f = 1, and 0 for f = 0 and t > k."""
        t, k, n = self.t, self.k, self.cell.n
        f = self.values["f"]
        if f is None:
            raise DeriveError("this derivative is constant only for a given forget gate")
        lhs = self.jacobian(t, k)
        through = (Hint("chain", self.cell.C[t]), Hint("equation", 0))
        recurrence = MatMul(DiagMatrix(self.cell.f[t]), self.jacobian(t - 1, k))
        title = "The direct path for a given forget gate"
        chain = ("chain", recurrence, through[:1], "")
        if f == 0:
            proof: Proof = chained(lhs, chain, ("assumed", ZeroMatrix(n, n), through[1:], ""))
            return self._draft("constant", title, lhs, ZeroMatrix(n, n), proof, k + 1)
        identity = Identity(n)
        rhs = identity if f == 1 else MatMul(Pow(f, t - k), identity)
        once = times(f, self.jacobian(t - 1, k))
        step = chained(
            lhs,
            chain,
            ("assumed", once, through[1:], ""),
            ("hypothesis", rhs, (Hint("hypothesis"),), ""),
        )
        proof = Induction(t, k, chained(lhs.subs(t, k), ("itself", identity, (), "")), step)
        return self._draft("constant", title, lhs, rhs, proof, k)

    @cached_property
    def result(self) -> Draft:
        """The closed form: ``hadamard`` for any forget gate, ``constant`` for a given one."""
        return self.hadamard if self.values["f"] is None else self.constant

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        if self.values["f"] is not None:
            return {"step": self.step, "constant": self.constant, "norm": self.norm}
        bounded = {"norm": self.norm} if self.cell.gate == SIGMA else {}
        return {
            "step": self.step,
            "recurrence": self.recurrence,
            "factors": self.factors,
            "ordered": self.ordered,
            "direct": self.hadamard,
            **bounded,
        }


def times(number: Any, matrix: Any) -> Any:
    """number · matrix, without the number if that is 1."""
    return matrix if number == 1 else MatMul(number, matrix)


def hypotheses(cell: LSTM, values: Mapping[str, Any]) -> tuple[tuple[Any, Any], ...]:
    """(gate at t, its value in every entry) for each gate that has a value."""
    one = OneMatrix(cell.n, 1)
    given = ((cell.gates[key][cell.t], v) for key, v in values.items() if v is not None)
    return tuple((g, times(v, one) if v else ZeroMatrix(cell.n, 1)) for g, v in given)


def slug(values: Mapping[str, Any]) -> str:
    """The part of a name that says which gates have which values."""
    given = ((key, v) for key, v in values.items() if v is not None)
    return "".join(f"-{key}-{v.p}" + (f"-{v.q}" if v.q != 1 else "") for key, v in given)
