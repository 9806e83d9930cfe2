"""Questions 3a, 3b and 3c: every draft is proved, agrees with the audit, and false ones fail."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from derive.algebra import (
    SIGMA,
    TANH,
    Activation,
    ComponentSum,
    HadamardPi,
    Jacobian,
    OrderedProduct,
    System,
)
from derive.audit import check_statement
from derive.calculus.cells import DirectPath, gate_value
from derive.calculus.gates import GateEffects
from derive.calculus.paths import AllPaths, CellJacobian
from derive.calculus.ranges import Ranges
from derive.calculus.steps import Chain, Draft, Entrywise, Hint, Induction, Statement, Step
from derive.errors import DeriveError
from derive.models import LSTM
from derive.worksheets.derivation import Derivation, prove

CELL = LSTM()
t, k = CELL.t, sp.Symbol("k", integer=True)
C, f, i, o, c, h = CELL.C, CELL.f, CELL.i, CELL.o, CELL.candidate, CELL.h
DIRECT, PATHS, RANGES, GATES = DirectPath(CELL), AllPaths(CELL), Ranges(CELL), GateEffects(CELL)


def collected(*strategies):
    found = {d.name: d for s in strategies for d in s.drafts.values()}
    return list(found.values())


GIVEN = [(1, 0), (0, 0), (1, None), (None, 0), (0, 1), (1, 1)]
DRAFTS = collected(
    GATES,
    RANGES,
    DIRECT,
    PATHS,
    *(DirectPath(CELL, *values) for values in [*GIVEN, ("1/2", None), (0.9, 1)]),
    *(AllPaths(CELL, *values) for values in GIVEN),
)


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda d: d.name)
def test_is_proved_and_agrees_with_the_audit(draft):
    derivation = prove(draft)
    assert derivation.status == "proved", derivation.reason
    assert check_statement(draft.statement).status == "agrees"


def test_names_are_unique():
    names = [d.name for s in (GATES, RANGES, DIRECT, PATHS) for d in s.drafts.values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda d: d.name)
def test_each_step_begins_where_the_one_before_ends(draft):
    for part in draft.parts():
        for one, two in zip(part.steps, part.steps[1:], strict=False):
            assert one.after == two.before


# -- false statements are refused, and the audit refutes them -------------------------------------


def refused(draft, **changes):
    """The same proof, of another statement, its last step leading there."""
    statement = replace(draft.statement, **changes)

    def led(proof):
        if "rhs" not in changes:
            return proof
        if isinstance(proof, Induction):
            at_start = statement.rhs.subs(proof.index, proof.start)
            base = ending(proof.base, at_start)
            return replace(proof, base=base, step=led(proof.step))
        return ending(proof, statement.rhs)

    changed = Draft(draft.name, draft.title, statement, led(draft.proof), draft.uses)
    return Derivation(changed, tuple(prove(d) for d in draft.uses)).status == "unknown"


def ending(chain, rhs):
    if isinstance(chain, Entrywise):
        return chain
    return Chain((*chain.steps[:-1], replace(chain.steps[-1], after=rhs)))


def refuted(draft, **changes):
    return check_statement(replace(draft.statement, **changes), tries=12).status == "refuted"


ONE = sp.OneMatrix(CELL.n, 1)
j = DIRECT.j
EVERY = DIRECT.hadamard.statement


def product(low, high, body=None):
    return sp.DiagMatrix(HadamardPi(f[j] if body is None else body, (j, low, high)))


def terms(draft):
    return list(draft.statement.rhs.args)


def without(draft, number):
    rest = terms(draft)
    del rest[number]
    return sp.MatAdd(*rest)


def swapped(draft, old, new):
    return draft.statement.rhs.xreplace({old: new})


MUTANTS = {
    "product from k": (DIRECT.hadamard, product(k, t)),
    "product to t - 1": (DIRECT.hadamard, product(k + 1, t - 1)),
    "product of input gates": (DIRECT.hadamard, product(k + 1, t, i[j])),
    "the index does not run": (
        DIRECT.factors,
        OrderedProduct(DIRECT.jacobian(t, t - 1), (j, k + 1, t)),
    ),
    "ordered product too long": (
        DIRECT.ordered,
        OrderedProduct(sp.DiagMatrix(f[j]), (j, k, t)),
    ),
    "one step, the gate before": (DIRECT.step, sp.DiagMatrix(f[t - 1])),
    "f = 1/2, one factor too many": (
        DirectPath(CELL, "1/2").constant,
        sp.MatMul(sp.Rational(1, 2) ** (t - k + 1), sp.Identity(CELL.n)),
    ),
    "slope without 1 - f": (
        PATHS.slope("f"),
        sp.MatMul(sp.DiagMatrix(f[t]), CELL.W["f"]),
    ),
    "slope with the other weights": (
        PATHS.slope("f"),
        swapped(PATHS.slope("f"), CELL.W["f"], CELL.W["i"]),
    ),
    "law of sigma for tanh": (
        PATHS.gate_laws["c"],
        sp.HadamardProduct(c[t], sp.MatAdd(ONE, sp.MatMul(-1, c[t]))),
    ),
    "old and new state swapped": (
        PATHS.state_by_output,
        swapped(PATHS.state_by_output, C[t - 1], C[t]),
    ),
    "output gate forgotten": (PATHS.output_by_output, without(PATHS.output_by_output, 0)),
    "a path forgotten": (PATHS.full, without(PATHS.full, 2)),
    "only the direct path": (PATHS.full, sp.DiagMatrix(f[t])),
    "recurrence without the output": (
        PATHS.state_recurrence,
        terms(PATHS.state_recurrence)[0],
    ),
    "i = 0 alone leaves no cross term": (AllPaths(CELL, None, 0).full, sp.DiagMatrix(f[t])),
    "f = 1 alone is the identity": (AllPaths(CELL, 1).full, sp.Identity(CELL.n)),
    "open forget gate drops the state": (
        GATES.effects["forget_open"],
        sp.HadamardProduct(i[t], c[t]),
    ),
    "the sharp bound one less": (
        RANGES.sharp,
        sp.MatAdd(C[0], sp.MatMul(t - 1, ONE)),
    ),
    "witness": (RANGES.witness(1), sp.MatMul(sp.Rational(154, 100), ONE)),
}


def test_the_same_proof_of_the_true_statement_is_accepted():
    for draft, _ in MUTANTS.values():
        assert not refused(draft, rhs=draft.statement.rhs)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_false_statement_is_refused_and_refuted(name):
    draft, rhs = MUTANTS[name]
    assert refused(draft, rhs=rhs)
    assert refuted(draft, rhs=rhs)


QUARTER = sp.Rational(1, 4)
WRONG_RANGES = {
    "sigma below 1/2": (RANGES.function_range("logistic_range"), sp.Interval(0, 0.5)),
    "slope open above": (
        RANGES.function_range("logistic_slope_range"),
        sp.Interval.open(0, QUARTER),
    ),
    "tanh slope open above": (
        RANGES.function_range("tanh_slope_range"),
        sp.Interval.open(0, 1),
    ),
    "candidate positive": (RANGES.gate_range("c"), sp.Interval.open(0, 1)),
    "output positive": (RANGES.hidden_range, sp.Interval.open(0, 1)),
}


@pytest.mark.parametrize("name", WRONG_RANGES)
def test_a_wrong_range_is_refused(name):
    draft, interval = WRONG_RANGES[name]
    assert refused(draft, rhs=interval)


def test_the_state_has_no_range_of_its_own():
    statement = Statement(C[t], sp.Interval(-1, 1), CELL.system, "in", (sp.Ge(t, 1),))
    hints = tuple(Hint("unfold", g) for g in (C[t], f, i, c))
    draft = Draft("state", "", statement, Entrywise("interval", hints))
    assert Derivation(draft, ()).status == "unknown"
    assert check_statement(statement, tries=12).status == "refuted"


def test_the_bound_of_the_state_is_not_strict_and_not_smaller():
    draft = RANGES.cell_bound
    lhs, rhs = draft.statement.lhs, draft.statement.rhs
    assert refused(draft, relation="<")  # at t = 0 both sides are the same
    assert refused(draft, rhs=rhs - sp.Rational(1, 100))
    assert refused(draft, rhs=sp.Abs(RANGES.entry(sp.Integer(0))) + t / 2)
    # near the values that gates and candidate tend to, any smaller bound fails
    q = sp.Rational(999, 1000)
    values = tuple((g[t], sp.MatMul(q, ONE)) for g in (f, i, c))
    near = System(RANGES.sharp.statement.system.definitions, equations=values)
    below = sp.Abs(RANGES.entry(sp.Integer(0))) + t * sp.Rational(99, 100)
    smaller = Statement(lhs, below, near, "<=", (sp.Ge(t, 1),))
    assert check_statement(smaller, tries=12).status == "refuted"


def test_the_witness_is_exact():
    assert RANGES.witness(1).data["C_2"] == sp.Rational(1539, 1000)
    assert RANGES.witness(-1).data["C_2"] == -sp.Rational(1539, 1000)
    level = Fraction(9, 10)
    assert level * (level * 0 + level * level) + level * level == Fraction(1539, 1000)


def test_closed_gates_leave_nothing_of_the_state():
    lhs = AllPaths(CELL, 0, 0).constant.statement.lhs
    statement = AllPaths(CELL, 0, 0).constant.statement
    assert lhs == Jacobian(C[t], C[k])
    assert refused(AllPaths(CELL, 0, 0).constant, given=(sp.Ge(t, k), sp.Ge(k, 0)))
    assert refuted(AllPaths(CELL, 0, 0).constant, given=(sp.Ge(t, k), sp.Ge(k, 0)))
    assert statement.rhs == sp.ZeroMatrix(CELL.n, CELL.n)


def test_a_value_is_not_put_in_before_differentiating():
    """Through an open forget gate the slope vanishes because of f(1 − f), not because f is 1."""
    system = AllPaths(CELL, "1/2", 0).system
    lhs = Jacobian(C[t], C[t - 1])
    rhs = sp.MatMul(sp.Rational(1, 2), sp.Identity(CELL.n))
    values = [Hint("equation", n) for n in range(4)]
    through = [Hint("chain", f[t]), Hint("chain", i[t])]
    hints = (*values, Hint("chain", C[t]), *values, *through, *values)
    step = Step("chain", lhs, rhs, hints)
    draft = Draft("early", "", Statement(lhs, rhs, system, given=(sp.Ge(t, 2),)), Chain((step,)))
    assert Derivation(draft, ()).status == "unknown"


# -- what a user may ask --------------------------------------------------------------------------


def test_the_answer_for_given_gates():
    n = CELL.n
    answers = {
        (1, 0, "direct"): sp.Identity(n),
        (1, 0, "all"): sp.Identity(n),
        (0, 0, "all"): sp.ZeroMatrix(n, n),
        (0, None, "direct"): sp.ZeroMatrix(n, n),
        ("1/2", None, "direct"): sp.MatMul(sp.Rational(1, 2) ** (t - k), sp.Identity(n)),
        (None, None, "direct"): product(k + 1, t),
        (None, 0, "direct"): product(k + 1, t),
    }
    for (f_value, i_value, paths), rhs in answers.items():
        assert CellJacobian(CELL, f_value, i_value, paths).draft.statement.rhs == rhs
    assert CellJacobian(CELL, paths="all").draft.statement.lhs == Jacobian(C[t], C[t - 1])


def test_decimals_are_taken_as_written():
    assert gate_value("f", 0.1) == sp.Rational(1, 10)


@pytest.mark.parametrize("value", [2, -1, "x", "1/0", float("nan"), sp.Symbol("q"), [1], sp.pi / 4])
def test_a_gate_is_a_number_from_0_to_1(value):
    with pytest.raises(DeriveError, match="rational number from 0 to 1"):
        CellJacobian(CELL, value)


def test_what_is_not_known_is_said():
    with pytest.raises(DeriveError, match="'direct' or 'all'"):
        CellJacobian(CELL, paths="some")
    with pytest.raises(DeriveError, match="only for a given forget gate"):
        _ = DIRECT.constant
    with pytest.raises(DeriveError, match="only for f = 0 or 1 and i = 0"):
        _ = AllPaths(CELL, 1, 1).constant
    other = LSTM(Activation("g"))
    with pytest.raises(DeriveError, match="slope of g"):
        AllPaths(other, 1, 0)
    with pytest.raises(DeriveError, match="ranges are known"):
        Ranges(other)


@pytest.mark.parametrize(
    "cell",
    [
        LSTM(Activation("g"), Activation("s"), C="c", h="y", x="u"),
        LSTM(n=2, d=3),
        LSTM(TANH, SIGMA, n="m"),
    ],
    ids=["unknown functions", "integer sizes", "functions exchanged"],
)
def test_other_cells(cell):
    strategies = [GateEffects(cell), DirectPath(cell), DirectPath(cell, 1, 0), AllPaths(cell)]
    if cell.gate == SIGMA:
        strategies += [Ranges(cell), AllPaths(cell, 1, 0)]
    for draft in collected(*strategies):
        derivation = prove(draft)
        assert derivation.status == "proved", (draft.name, derivation.reason)


# -- the kernel's exp and log ---------------------------------------------------------------------


def shown(lhs, rhs):
    lhs, rhs = sp.sympify(lhs), sp.sympify(rhs)
    step = Step("arithmetic", lhs, rhs)
    draft = Draft("exp-log", "", Statement(lhs, rhs), Chain((step,)))
    return Derivation(draft, ()).status == "proved"


def test_exp_undoes_the_logarithm_of_a_positive_rational():
    def exp(x):
        return sp.exp(x, evaluate=False)

    def log(x):
        return sp.log(sp.sympify(x), evaluate=False)

    u = sp.Symbol("u", real=True)
    third = sp.Rational(1, 3)
    assert shown(exp(log(9)), 9)
    assert shown(exp(sp.Mul(-2, log(third), evaluate=False)), 9)
    assert not shown(exp(log(9)), 3)
    assert not shown(exp(log(-9)), -9)
    assert not shown(exp(log(0)), 0)
    assert not shown(exp(log(u)), u)
    assert not shown(exp(sp.Pow(log(9), 2, evaluate=False)), 9)
    assert not shown(exp(log(9 + u)), 9 + u)
    n, m = CELL.n, sp.Symbol("m", integer=True)
    assert not shown(exp(ComponentSum(log(9), (m, n))), 9)
