"""The errata of the sheet that the worksheet corrects: its claims, each judged here and now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import (
    Ge,
    ImmutableDenseMatrix,
    Integer,
    Interval,
    MatAdd,
    MatMul,
    MatPow,
    Mul,
    Pow,
    Rational,
    Symbol,
    exp,
    oo,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import SIGMA, Jacobian, OrderedProduct
from derive.calculus.steps import Hint, Statement
from derive.worksheets.claims import (
    Claim,
    judged,
    judged_limit,
    judged_range,
    judged_value,
    judged_within,
    omitted,
    unreadable,
)
from derive.worksheets.derivation import Derivation
from derive.worksheets.worksheet import Erratum

__all__ = ["errata"]


def errata(sheet: Any, theorems: Mapping[str, Mapping[str, Derivation]]) -> tuple[Erratum, ...]:
    """E1–E14, with the theorems (question → key → derivation) that say what is true."""
    growth = ("ones_power", "jordan", "rotation")
    gates = ("forget_range", "input_range", "output_range")
    rows = (
        ("E1", "1a", _layer(sheet), (theorems["1a"]["slope"], theorems["1a"]["jacobian"])),
        ("E2", "1b", _readings(sheet), theorems["1b"]["gradient"]),
        ("E3", "2a", (_seven(sheet),), theorems["2a"]["expansion"]),
        (
            "E4",
            "2a",
            (omitted("The product of the factors, which is asked for."),),
            theorems["2a"]["jacobian_product"],
        ),
        ("E5", "2b", _unfounded(sheet), theorems["2b"]["power"]),
        ("E6", "2c", (_lost_factor(theorems["2c"]["power"]),), theorems["2c"]["power"]),
        ("E7", "2c", (_column(theorems["2c"]["other_column"]),), theorems["2c"]["growth_norm"]),
        ("E8", "2c", (_boundary(),), tuple(theorems["2c"][key] for key in growth)),
        (
            "E9",
            "2c",
            (_weights_alone(sheet),),
            (theorems["2a"]["bound"], theorems["2c"]["network"]),
        ),
        ("E10", "3a", _output_gate(theorems["3b"]), theorems["3b"]["output_range"]),
        ("E11", "3b", _closed(sheet, theorems["3b"]), tuple(theorems["3b"][g] for g in gates)),
        ("E12", "3b", (_confined(theorems["3b"]),), theorems["3b"]["cell_bound"]),
        ("E13", "3c", (_running_index(sheet),), theorems["3c"]["factors"]),
        (
            "E14",
            "3c",
            (_scalar(sheet),),
            (theorems["3c"]["constant"], theorems["3c"]["full_constant"]),
        ),
    )
    return tuple(Erratum(*row) for row in rows)


def _layer(sheet: Any) -> tuple[Claim, ...]:
    layer, i = sheet.layer.layer, sheet.layer.i
    z_i = MatrixElement(layer.z, i, 0)
    quotient = Statement(SIGMA.diff()(z_i), exp(-z_i) / (1 + exp(-z_i)) ** 2, layer.system)
    laws = (Hint("law", SIGMA.diff()), Hint("law", SIGMA), Hint("clear"))
    result = Statement(
        sheet.layer.jacobian.statement.lhs,
        sheet.layer.jacobian.proof.steps[1].after,
        layer.system,
    )
    through = (Hint("chain", layer.y), Hint("chain", layer.z))
    return (
        unreadable(
            r"\frac{1}{1+e^{-(W_{i1}x_1 + ... + W_{id}x_d)})}",
            "a parenthesis is closed that was never opened",
        ),
        judged(quotient, laws, read="the sheet's q at the argument z"),
        judged(
            result, through, read="diag of the slope given the argument that the sheet leaves out"
        ),
    )


def _readings(sheet: Any) -> tuple[Claim, ...]:
    """The double sum with ∂h_k/∂W read as what it says, a total derivative, and as immediate."""
    paths, net = sheet.paths, sheet.net
    lhs = Jacobian(net.loss, net.W)
    total = Statement(lhs, paths.double_sum(None, paths.total(paths.k)), net.system)
    immediate = Statement(lhs, paths.double_sum(), net.system)
    shown = (Hint("use", paths.gradient),)
    return (
        omitted("A derivation; the sheet has the words: by the chain rule."),
        judged(total, read="with the last factor a total derivative"),
        judged(immediate, shown, (paths.gradient,), read="with the last factor immediate"),
    )


def _seven(sheet: Any) -> Claim:
    """Seven terms, all of them with the same two indices."""
    paths, states = sheet.paths, sheet.states
    t, k = states.t, states.k

    def term(middle: Any) -> Any:
        return MatMul(states.loss_slope(t), states.between(t, middle), paths.immediate(k))

    seven = MatAdd(*(term(middle) for middle in (k, t, k, t, k, k, t)))
    given = (Ge(t, k), Ge(k, 1), Ge(3, t))
    return judged(Statement(paths.double_sum(3), seven, sheet.net.system, given=given))


def _unfounded(sheet: Any) -> tuple[Claim, ...]:
    """Mⁿ = QΛⁿQ⁻¹ with no word on the inverse."""
    statement = sheet.powers.power.statement
    bare = statement.system.with_(invertible=())
    return (
        omitted("Base case and hypothesis of the induction; that Q is invertible."),
        judged(
            Statement(statement.lhs, statement.rhs, bare, given=statement.given),
            read="with the sheet's A for the diagonal matrix",
        ),
    )


def _lost_factor(power: Derivation) -> Claim:
    """QΛ³⁰ with its signs lost, for W³⁰."""
    a, b = (Pow(Rational(x, 10), 30, evaluate=False) for x in (9, 4))
    rows = [[(6, a), (8, b)], [(8, a), (6, b)]]
    said = [[Mul(Rational(q, 10), x, evaluate=False) for q, x in row] for row in rows]
    return judged(Statement(power.lhs, ImmutableDenseMatrix(said), power.statement.system))


def _column(column: Derivation) -> Claim:
    """The column with the number of the large eigenvalue: it grows or not, as they are ordered."""
    true = column.statement
    said = Statement(true.lhs, oo, true.system, "->", true.given, true.limit)
    return judged_limit(said, column, "the eigenvalues ordered so that the second is the large one")


def _boundary() -> Claim:
    return omitted("The case that all eigenvalues are one, which is asked for.")


def _weights_alone(sheet: Any) -> Claim:
    """The gradient's fate read off W: as if ∂h_t/∂h_k were a power of it."""
    states = sheet.states
    t, k = states.t, states.k
    said = MatPow(sheet.net.W, t - k)
    given = states.state_jacobian.statement.given
    return judged(Statement(states.between(t, k), said, sheet.net.system, given=given))


def _output_gate(ranges: Mapping[str, Derivation]) -> tuple[Claim, ...]:
    return (
        judged_range(Interval.open(-1, 1), ranges["output_range"]),
        unreadable(
            "i_t creates the candidate values", "words; the candidate is a layer of its own"
        ),
        unreadable("C_{t1}", "an index that cannot be read"),
    )


def _closed(sheet: Any, ranges: Mapping[str, Derivation]) -> tuple[Claim, ...]:
    gates = ("forget_range", "input_range", "output_range")
    forget = ranges["forget_range"].statement
    within = Statement(forget.lhs, Interval(0, oo), forget.system, "in", forget.given)
    weak = judged_within(within, (Hint("unfold", sheet.cell.f),))
    return weak, *(judged_range(Interval(0, 1), ranges[gate]) for gate in gates)


def _confined(ranges: Mapping[str, Derivation]) -> Claim:
    witness = ranges["cell_witness"]
    statement = ranges["cell_bound"].statement
    said = Statement(witness.lhs, Interval(-1, 1), statement.system, "in")
    return judged_value(said, witness)


def _running_index(sheet: Any) -> Claim:
    """Π_{i=k+1}^{t} ∂C_t/∂C_{t−1}: the index does not occur in the factor."""
    cell, k, i = sheet.cell, Symbol("k", integer=True), Symbol("i", integer=True)
    t, C = cell.t, cell.C
    held = (cell.f, cell.i, cell.candidate)
    factor = Jacobian(C[t], C[t - 1], held)
    said = OrderedProduct(factor, (i, k + 1, t))
    given = (Ge(t, k + 1), Ge(k, 0))
    return judged(Statement(Jacobian(C[t], C[k], held), said, cell.system, given=given))


def _scalar(sheet: Any) -> Claim:
    """A product of the number 1, where a matrix is asked for."""
    cell, k = sheet.cell, Symbol("k", integer=True)
    given = (Ge(cell.t, k), Ge(k, 0))
    jacobian = Jacobian(cell.C[cell.t], cell.C[k])
    read = "the product of the number one, for more than one unit"
    return judged(Statement(jacobian, Integer(1), cell.system, given=given), read=read)
