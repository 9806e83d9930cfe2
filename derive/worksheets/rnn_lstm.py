"""The worksheet: one sigmoid layer, back-propagation through time, matrix powers, the LSTM cell.

Each function builds one question; the keys are those that its template asks for.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    DiagMatrix,
    Eq,
    HadamardProduct,
    Identity,
    ImmutableDenseMatrix,
    Integer,
    KroneckerDelta,
    KroneckerProduct,
    MatrixSymbol,
    OneMatrix,
    Rational,
    Symbol,
    Tuple,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import SIGMA, TANH, Activation, Gradient, Jacobian, PartialDerivative, Vec
from derive.calculus.backprop import Backpropagation
from derive.calculus.behaviour import growing_columns, jordan_block, rotation
from derive.calculus.bounds import characteristic, jordan_rate, network_bound, second_column
from derive.calculus.cells import DirectPath
from derive.calculus.expansion import Expansion
from derive.calculus.gates import GateEffects
from derive.calculus.layers import LayerJacobian, function_law
from derive.calculus.paths import AllPaths
from derive.calculus.powers import JordanCounterexample, PowerByEigendecomposition
from derive.calculus.ranges import Ranges
from derive.calculus.spectra import Eigendecomposition, slope_comparison
from derive.calculus.states import States
from derive.models import LSTM, RNN, Layer
from derive.worksheets.court import aside
from derive.worksheets.derivation import prove
from derive.worksheets.errata import errata, reviewed
from derive.worksheets.figures import cell_structure, norms, powers
from derive.worksheets.sheets import Sheet as OldSheet
from derive.worksheets.worksheet import Question, Worksheet

__all__ = ["worksheet"]


def _proved(**drafts: Any) -> dict[str, Any]:
    return {key: prove(draft) for key, draft in drafts.items()}


#: the weights of question 2c
WEIGHTS = ImmutableDenseMatrix(
    [[Rational(58, 100), Rational(24, 100)], [Rational(24, 100), Rational(72, 100)]]
)


class Sheet:
    """The models and strategies that the questions share."""

    def __init__(self) -> None:
        self.layer = LayerJacobian(Layer(SIGMA))
        self.net = RNN()
        self.states = States(self.net)
        self.paths = Backpropagation(self.net, "W", self.states)
        self.inputs = Backpropagation(self.net, "U", self.states)
        self.expansion = Expansion(self.net, 3, paths=self.paths)
        self.cell = LSTM()
        self.powers = PowerByEigendecomposition()


def conventions(sheet: Sheet) -> Question:
    net, layer = sheet.net, sheet.layer.layer
    n, t, j, k = net.n, net.t, Symbol("j", integer=True), Symbol("k", integer=True)
    a, b = (MatrixSymbol(name, n, 1) for name in "ab")
    A, B = (MatrixSymbol(name, n, n) for name in "AB")
    jacobian = Jacobian(layer.y, layer.x)
    i = Symbol("i", integer=True)
    symbols = {
        "n": n,
        "d": net.d,
        "T": net.T,
        "i": i,
        "j": j,
        "W": net.W,
        "h_t": net.h[t],
        "h_prev": net.h[t - 1],
        "jacobian": jacobian,
        "entry": PartialDerivative(MatrixElement(layer.y, i, 0), MatrixElement(layer.x, j, 0)),
        "vec": Vec(net.W),
        "total": Jacobian(net.h[t], net.W),
        "immediate": sheet.paths.immediate(t),
        "hadamard": HadamardProduct(a, b),
        "kronecker": KroneckerProduct(A, B),
        "diag": DiagMatrix(a),
        "a": a,
        "identity": Identity(n),
        "ones": OneMatrix(n, 1),
        "product": sheet.states.product(t, k),
        "sigma": SIGMA,
    }
    theorems = _proved(logistic=function_law(SIGMA), tanh=function_law(TANH))
    return Question("conventions", "Conventions", theorems, symbols)


def question_1a(sheet: Sheet) -> Question:
    of = sheet.layer
    layer, i, j = of.layer, of.i, of.j
    tanh, unknown = (LayerJacobian(Layer(f)) for f in (TANH, Activation("f")))
    theorems = _proved(
        entries=of.components,
        slope=of.slope,
        quotient=of.quotient,
        diag_q=of.scaled,
        jacobian=of.jacobian,
        tanh=tanh.jacobian,
        unknown=unknown.jacobian,
    )
    symbols = {
        "x": layer.x,
        "y": layer.y,
        "z": layer.z,
        "W": layer.W,
        "n": layer.n,
        "d": layer.d,
        "i": i,
        "q": of.slopes.target,
        "q_definition": (of.slopes,),
        "x_j": MatrixElement(layer.x, j, 0),
        "y_i": MatrixElement(layer.y, i, 0),
        "z_i": MatrixElement(layer.z, i, 0),
        "model": layer.system.definitions,
        "jacobian": Jacobian(layer.y, layer.x),
    }
    return Question("1a", "The Jacobian of a sigmoid layer", theorems, symbols)


def question_1b(sheet: Sheet) -> Question:
    net, paths, states = sheet.net, sheet.paths, sheet.states
    t, k = states.t, states.k
    from_zero = Backpropagation(RNN(first=0))
    theorems = _proved(
        recurrence=paths.recurrence,
        solution=paths.solution,
        gradient=paths.gradient,
        empty_term=paths.empty_term,
        from_zero=from_zero.gradient,
        immediate=paths.immediate_derivative,
        immediate_entries=paths.immediate_components,
        misreading=paths.miscounted,
        adjoint_state=states.adjoint_solution,
        adjoint=paths.adjoint_gradient,
        agrees=paths.adjoint_agrees,
        gradient_U=sheet.inputs.gradient,
        wrt_U=sheet.inputs.adjoint_gradient,
        wrt_h0=states.by_initial_state,
    )
    symbols = {
        "h_t": net.h[t],
        "h_0": net.h[0],
        "h_prev": net.h[t - 1],
        "h_prev_k": net.h[k - 1],
        "h_before": net.h[-1],
        "kronecker": KroneckerDelta(Symbol("a", integer=True), Symbol("i", integer=True)),
        "nabla": Gradient(net.loss, net.W),
        "L_t": net.losses[t],
        "W": net.W,
        "t": t,
        "k": k,
        "delta": states.adjoint[k],
        "loss": net.loss,
        "gradient": Jacobian(net.loss, net.W),
        "model": net.system.definitions,
        "adjoint_model": states.adjoint_system.definitions[-2:],
    }
    return Question("1b", "The gradient as a double sum over time", theorems, symbols)


def question_2a(sheet: Sheet) -> Question:
    expansion, states = sheet.expansion, sheet.states
    theorems = _proved(
        expansion=expansion.terms,
        count=expansion.count,
        jacobian_product=states.state_jacobian,
        expansion_products=expansion.products,
        slope_range=expansion.slope_range,
        slope_top=Ranges(sheet.cell).supremum("logistic_slope_top"),
        bound=expansion.bound,
    )
    symbols = {
        "t": states.t,
        "k": states.k,
        "h": sheet.net.h,
        "L": sheet.net.losses,
        "W": sheet.net.W,
        "length": Eq(sheet.net.T, expansion.T, evaluate=False),
        "pair": Tuple(states.t, states.k),
    }
    data = {"count": len(expansion.pairs)}
    return Question("2a", "The sum written out", theorems, symbols, data)


def question_2b(sheet: Sheet) -> Question:
    powers, jordan = sheet.powers, JordanCounterexample()
    theorems = _proved(
        power=powers.power,
        diagonal=powers.diagonal,
        entrywise=powers.entrywise,
        eigenvectors=jordan.intertwines,
        singular=jordan.singular,
        differs=jordan.differs,
    )
    symbols = {
        "M": powers.M,
        "Q": powers.Q,
        "Lambda": powers.Lambda,
        "lambda": powers.eigenvalues,
        "n": powers.n,
        "entry_power": powers.entrywise.statement.rhs.args[1].args[0],
        "decomposition": powers.system.definitions,
    }
    return Question("2b", "Powers of a diagonalizable matrix", theorems, symbols)


def question_2c(sheet: Sheet) -> Question:
    powers, own = sheet.powers, Eigendecomposition(WEIGHTS, "W")
    columns, turns, slopes = growing_columns(), rotation(), slope_comparison()
    approximation = own.decimals(30)
    (exact,) = approximation.uses
    jordan = {m: jordan_block(m) for m in (2, 3)}
    theorems = _proved(
        characteristic=characteristic(WEIGHTS),
        inverse=own.inverse_of_Q,
        eigendecomposition=own.decomposition,
        general=own.closed(),
        power=own.visible(30),
        exact=exact,
        approximation=approximation,
        parts=own.parts,
        rank_one=own.dominant,
        decay=own.vanishing,
        decay_all=powers.vanishing,
        growth=powers.eigenvector,
        growth_norm=powers.growth,
        columns=columns["power"],
        every_column=columns["all"],
        second_column=second_column(columns),
        own_column=columns["diagonal-first"],
        other_column=columns["diagonal-second"],
        ones=powers.ones,
        ones_power=powers.ones_power,
        jordan=jordan[2]["power"],
        jordan_3=jordan[3]["power"],
        jordan_growth=jordan[3]["limit"],
        jordan_rate=jordan_rate(jordan[3]),
        rotation=turns["turned"],
        periodic=turns["periodic"],
        orthogonal=powers.orthogonal,
        norm=own.norm,
        network=network_bound(sheet.states, Rational(9, 10)),
        network_limit=slopes["limit"],
        network_ratio=slopes["ratio"],
    )
    symbols = {
        "W": WEIGHTS,
        "W_symbol": own.symbol,
        "S": columns["power"].data["matrix"],
        "S_symbol": MatrixSymbol("S", 2, 2),
        "D_symbol": MatrixSymbol("D", 2, 2),
        "J_symbol": MatrixSymbol("J", 2, 2),
        "R_symbol": MatrixSymbol("R", 2, 2),
        "D": ImmutableDenseMatrix([[2, 0], [0, Rational(1, 2)]]),
        "R": ImmutableDenseMatrix([[0, -1], [1, 0]]),
        "mu": powers.eigenvalue,
        "v": powers.v,
    }
    return Question("2c", "The thirtieth power, and the powers in general", theorems, symbols)


def question_3a(sheet: Sheet) -> Question:
    cell, t = sheet.cell, sheet.cell.t
    drafts = GateEffects(cell).drafts
    keys = (
        *("cell", "output", "forget_closed", "forget_open", "input_closed", "input_open"),
        *("output_closed", "output_open", "keep", "forget_gap", "input_gap", "output_gap"),
        *("forget_closed_output", "forget_open_output"),
        *("input_closed_output", "input_open_output"),
    )
    theorems = _proved(**{key: drafts[key] for key in keys})
    symbols = {
        "C": cell.C[t],
        "C_prev": cell.C[t - 1],
        "h": cell.h[t],
        "f": cell.f[t],
        "i": cell.i[t],
        "o": cell.o[t],
        "candidate": cell.candidate[t],
        "squashed": cell.squash(cell.C[t]),
        "model": cell.equations,
    }
    return Question("3a", "What the gates do", theorems, symbols)


def question_3b(sheet: Sheet) -> Question:
    cell = sheet.cell
    drafts = Ranges(cell).drafts
    keys = (
        *("logistic_range", "tanh_range", "forget_range", "input_range", "output_range"),
        *("candidate_range", "hidden_range", "cell_bound", "sharp", "logistic_level"),
        *("tanh_level", "cell_witness", "either_sign"),
    )
    theorems = _proved(**{key: drafts[key] for key in keys})
    symbols = {"C": cell.C[cell.t], "x": cell.x[cell.t]}
    return Question("3b", "Signs and ranges", theorems, symbols)


def question_3c(sheet: Sheet) -> Question:
    direct, free = DirectPath(sheet.cell), AllPaths(sheet.cell)
    constant = DirectPath(sheet.cell, 1, 0)
    theorems = _proved(
        factors=direct.factors,
        step=direct.ordered,
        direct=direct.hadamard,
        norm=direct.norm,
        constant=constant.constant,
        state_by_state=free.state_by_state,
        state_by_output=free.state_by_output,
        output_by_state=free.output_by_state,
        output_by_output=free.output_by_output,
        state_recurrence=free.state_recurrence,
        output_recurrence=free.output_recurrence,
        full=free.full,
        start=free.start,
        full_constant=AllPaths(sheet.cell, 1, 0).constant,
    )
    return Question("3c", "The constant error carousel", theorems)


#: the questions in their order
QUESTIONS = (
    conventions,
    question_1a,
    question_1b,
    question_2a,
    question_2b,
    question_2c,
    question_3a,
    question_3b,
    question_3c,
)


def worksheet() -> Worksheet:
    """Derive and judge the whole worksheet."""
    old = OldSheet(aside(reviewed))
    sheet = Sheet()
    questions = tuple(question(sheet) for question in QUESTIONS)
    figures = {
        "paths": sheet.expansion.pairs,
        "powers": powers((Rational(9, 10), Rational(2, 5), Integer(1), Rational(11, 10))),
        "norms": norms(WEIGHTS, sheet.cell),
        "cell": cell_structure(sheet.cell),
    }
    title = "Recurrent networks, matrix powers and the LSTM cell: a worked solution"
    theorems = {question.id: question.theorems for question in questions}
    return Worksheet("rnn_lstm", title, questions, errata(sheet, theorems, old), figures)
