"""Reverse mode over equations: proved, confirmed by numbers, and every mutation refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pytest
from sympy import (
    Ge,
    HadamardProduct,
    MatAdd,
    MatMul,
    MatrixSymbol,
    OneMatrix,
    Sum,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    symbols,
)

import derive
from derive.algebra import (
    TANH,
    Activation,
    Definition,
    Family,
    FrobeniusNorm,
    Gradient,
    MatrixSum,
    Member,
    Opaque,
    PartialDerivative,
    System,
)
from derive.audit import check, check_statement, evaluate, random_point
from derive.calculus.adjoints import Adjoints
from derive.calculus.equations import barred
from derive.calculus.steps import Draft
from derive.errors import DeriveError
from derive.models import LSTM, RNN, Model, RecurrentModel
from derive.worksheets.derivation import prove

n, d, m, p = symbols("n d m p", integer=True, positive=True)
t, T, k = symbols("t T k", integer=True)
LOSS, EACH = Symbol("L"), Family("L", ())
SIGMA_LIKE = Activation("f")


def M(name: str, rows: Any, columns: Any = 1) -> MatrixSymbol:
    return MatrixSymbol(name, rows, columns)


@dataclass(frozen=True)
class Made:
    """A model of a test's own."""

    system: System
    parameters: tuple[Any, ...]
    loss: Any = LOSS
    t: Any = t
    T: Any = T


def perceptron() -> Made:
    """Two layers of different sizes, a loss of which nothing else is known."""
    x, W1, b1, W2, b2 = M("x", d), M("W_1", m, d), M("b_1", m), M("W_2", n, m), M("b_2", n)
    z1, h1, z2, y = M("z_1", m), M("h_1", m), M("z_2", n), M("y", n)
    system = System(
        (
            Definition(z1, MatAdd(MatMul(W1, x), b1)),
            Definition(h1, TANH(z1)),
            Definition(z2, MatAdd(MatMul(W2, h1), b2)),
            Definition(y, derive.SIGMA(z2)),
        ),
        opaque=(Opaque(LOSS, (y,)),),
        name="perceptron",
    )
    return Made(system, (W1, b1, W2, b2, x))


def residual() -> Made:
    x, V, F, r, goal = M("x", d), M("V", d, d), M("F", d), M("r", d), M("y", d)
    system = System(
        (
            Definition(F, TANH(MatMul(V, x))),
            Definition(r, MatAdd(x, F)),
            Definition(LOSS, FrobeniusNorm(r - goal) ** 2 / 2),
        )
    )
    return Made(system, (V, x))


def attention() -> Made:
    """Matrices all the way; an input that three equations use."""
    X, wq, wk = M("X", n, d), M("W_Q", d, p), M("W_K", d, p)
    Q, K, S, A = M("Q", n, p), M("K", n, p), M("S", n, n), M("A", n, n)
    system = System(
        (
            Definition(Q, MatMul(X, wq)),
            Definition(K, MatMul(X, wk)),
            Definition(S, MatMul(Q, Transpose(K))),
            Definition(A, SIGMA_LIKE(S)),
            Definition(LOSS, Trace(MatMul(Transpose(X), A, X))),
        )
    )
    return Made(system, (wq, wk, X))


def output(low: int, start: int) -> Made:
    """A recurrence with an output layer from ``low`` on, and losses from ``start`` on."""
    h, z, o, x = Family("h", (n, 1)), Family("z", (n, 1)), Family("o", (m, 1)), Family("x", (d, 1))
    W, U, V, b, c = M("W", n, n), M("U", n, d), M("V", m, n), M("b", n), M("c", m)
    system = System(
        (
            Definition(z[t], MatAdd(MatMul(W, h[t - 1]), MatMul(U, x[t]), b), low=1),
            Definition(h[t], TANH(z[t]), low=1),
            Definition(o[t], MatAdd(MatMul(V, h[t]), c), low=low),
            Definition(LOSS, Sum(EACH[t], (t, start, T))),
        ),
        opaque=(Opaque(EACH[t], (o[t],)),),
        facts=(Ge(T, max(0, low - 1, start - 1)),),
    )
    return Made(system, (W, U, V, b, c, h[0], x[k]))


def penalized() -> Made:
    """Parameters under the Σ itself, another Σ, one that nothing varies in, an early input."""
    h, x, y = Family("h", (n, 1)), Family("x", (n, 1)), Family("y", (n, 1))
    W, s = M("W", n, n), Symbol("s")
    each = FrobeniusNorm(h[t] - MatMul(s, y[t])) ** 2
    total = Sum(each, (t, 0, T)) + Sum(EACH[t], (t, 1, T)) + Sum(Trace(y[t] * y[t].T), (t, 0, T))
    system = System(
        (
            Definition(h[t], TANH(MatMul(W, h[t - 1]) + x[t - 1]), low=1),
            Definition(h[0], TANH(x[0])),
            Definition(LOSS, total),
        ),
        opaque=(Opaque(EACH[t], (h[t],)),),
        facts=(Ge(T, 0),),
    )
    return Made(system, (W, s, x[0], x[k]))


def mixed() -> Made:
    """Whatever the protocol allows at once.

    A weight made of others, a first state made of a parameter, two steps back, a peephole, a scalar
    parameter, a loss with two arguments, a pooled state, and a regulariser.
    """
    h, z, x = Family("h", (n, 1)), Family("z", (n, 1)), Family("x", (d, 1))
    W, U, V, A, B = M("W", n, n), M("U", n, d), M("V", n, d), M("A", n, n), M("B", n, n)
    b, peep, a, u = M("b", n), M("p", n), M("a", n), M("u", n)
    s, g, rate, loss = Symbol("s"), Symbol("g"), Symbol("lambda"), Symbol("J")
    pre = MatAdd(
        MatMul(W, h[t - 1]),
        MatMul(B, h[t - 2]),
        MatMul(s, U, x[t - 1]),
        HadamardProduct(peep, h[t - 1]),
        b,
    )
    total = Sum(EACH[t], (t, 0, T)) + g**2 + rate * Trace(MatMul(Transpose(W), W))
    system = System(
        (
            Definition(W, MatMul(A, B)),
            Definition(z[t], pre, low=1),
            Definition(h[t], TANH(z[t]), low=1),
            Definition(h[0], TANH(MatMul(V, x[0]))),
            Definition(u, MatrixSum(h[t], (t, 0, T))),
            Definition(g, Trace(MatMul(Transpose(a), u))),
            Definition(loss, total),
        ),
        opaque=(Opaque(EACH[t], (h[t], z[t])),),
        facts=(Ge(T, 0),),
    )
    return Made(system, (A, B, V, U, b, peep, a, s, rate, x[k], h[-1]), loss)


MODELS: dict[str, Any] = {
    "rnn": RNN(),
    "rnn-0": RNN(first=0),
    "rnn-unknown": RNN(SIGMA_LIKE),
    "rnn-T0": RNN(T=0),
    "rnn-T1": RNN(T=1, first=0),
    "rnn-T2": RNN(T=2),
    "lstm": LSTM(),
    "lstm-T2": LSTM(T=2),
    "perceptron": perceptron(),
    "residual": residual(),
    "attention": attention(),
    "mixed": mixed(),
    "penalized": penalized(),
    **{f"output-{low}{start}": output(low, start) for low in (0, 1, 2) for start in (0, 1, 2)},
}
DRAFTS = {
    (name, str(v)): draft
    for name, model in MODELS.items()
    for v, draft in Adjoints(model).gradients.items()
}


@pytest.mark.parametrize("name", MODELS)
def test_every_gradient_is_proved(name: str) -> None:
    found = {v: prove(draft) for (model, v), draft in DRAFTS.items() if model == name}
    assert found
    assert {v: part.reason for v, part in found.items() if part.status != "proved"} == {}


@pytest.mark.parametrize("name", MODELS)
def test_every_gradient_agrees_with_automatic_differentiation(name: str) -> None:
    """The statements and, of one variable, what stands before it, by values."""
    for (model, v), draft in DRAFTS.items():
        if model == name:
            statements = [draft.statement]
            if v in ("W", "W_f", "A", "x[k]") and name != "rnn-T0":  # there is no step then
                statements += [used.statement for used in _used(draft)]
            for statement in statements:
                assert check_statement(statement, tries=4).status == "agrees", (v, statement)


def _used(draft: Draft) -> Iterator[Draft]:
    for used in draft.uses:
        yield used
        yield from _used(used)


@pytest.mark.parametrize("length", [2, 3])
@pytest.mark.parametrize("net", [RNN(), RNN(first=0), LSTM()], ids=["first 1", "first 0", "lstm"])
def test_values_at_several_units_and_times(net: Any, length: int) -> None:
    adjoints = Adjoints(net)
    sizes = {net.n: 3, net.d: 2, net.T: length}
    for v in net.parameters[:3]:
        statement = adjoints.gradients[v].statement
        point = random_point([statement.lhs], sizes, net.system)
        left = evaluate(statement.lhs, sizes, point, system=net.system)
        point = random_point([statement.lhs, statement.rhs], sizes, adjoints.system)
        sides = [
            evaluate(side, sizes, point, system=adjoints.system)
            for side in (statement.lhs, statement.rhs)
        ]
        assert left.shape == tuple(sizes.get(size, size) for size in v.shape)
        assert any(abs(x) > 1e-9 for x in left)
        assert max(abs(x) for x in sides[0] - sides[1]) < 10**-50


def test_it_is_the_adjoint_recursion_of_the_worksheet() -> None:
    """With z̄ = δ; δ has a definition of its own there, and here z̄ and h̄ have one each."""
    for first in (0, 1):
        net = RNN(first=first)
        adjoints = Adjoints(net)
        z_bar, h_bar = adjoints.adjoint[net.z], adjoints.adjoint[net.h]
        delta = Family(r"\delta", (net.n, 1))
        for wrt in ("W", "U"):
            other = derive.adjoint_gradient(wrt, net=net)
            mine = prove(adjoints.gradients[getattr(net, wrt)])
            assert mine.lhs == other.lhs
            index = other.rhs.index
            assert mine.rhs.xreplace({net.t: index, z_bar: delta}) == other.rhs
            body = adjoints.system.body(z_bar[net.t])
            whole = body.xreplace({h_bar[net.t]: adjoints.system.body(h_bar[net.t])})
            defined = other.statement.system.body(delta[net.t]).xreplace({delta: z_bar})
            assert (
                check(whole, defined, system=adjoints.system, given=_inside(net)).status == "agrees"
            )


def _inside(net: RNN) -> tuple[Any, ...]:
    return Ge(net.t, net.first), Ge(net.T, net.t)


# -- what it looks like --


def test_the_adjoint_equations_of_the_rnn() -> None:
    adjoints = Adjoints(RNN())
    net = adjoints.model
    forward, found = net.system.definitions, adjoints.system.definitions
    assert found[: len(forward)] == forward
    printed = [(str(e.target), str(e.body), e.low, e.high) for e in found[len(forward) :]]
    assert printed == [
        ("h_bar[t]", "d(L[t])/d(h[t]).T + W.T*z_bar[t + 1]", 1, net.T),
        ("z_bar[T + 1]", "0", None, None),
        ("z_bar[t]", "HadamardProduct(h_bar[t], sigma'(z[t]))", 1, net.T),
    ]
    assert [str(x) for x in adjoints.adjoint.values()] == ["h_bar", "z_bar"]


def test_the_gradients_of_the_lstm() -> None:
    found = derive.backpropagation(LSTM())
    assert found.status == "proved"
    assert len(found.parts_by_name) == 12
    assert str(found.parts_by_name["W_f"].rhs) == "MatrixSum(z_bar_f[t]*h[t - 1].T, (t, 1, T))"
    assert str(found.parts_by_name["U_o"].rhs) == "MatrixSum(z_bar_o[t]*x[t].T, (t, 1, T))"
    assert str(found.parts_by_name["b_c"].rhs) == "MatrixSum(z_bar_c[t], (t, 1, T))"


def test_inputs_and_initial_states() -> None:
    net, cell = RNN(), LSTM()
    of = derive.backpropagation
    assert str(of(net, net.x[k]).rhs) == "U.T*z_bar[k]"
    assert str(of(net, net.x[1]).rhs) == "U.T*z_bar[1]"
    assert str(of(net, net.h[0]).rhs) == "d(L[0])/d(h[0]).T + W.T*z_bar[1]"
    assert str(of(cell, cell.C[0]).rhs) == "HadamardProduct(C_bar[1], f[1])"
    first = RNN(first=0)
    assert str(of(first, first.h[-1]).rhs) == "W.T*z_bar[0]"
    for model, v in ((net, net.x[k]), (net, net.x[1]), (net, net.h[0]), (cell, cell.C[0])):
        found = of(model, v)
        assert found.status == "proved", found.reason
        assert check_statement(found.statement).status == "agrees"
    assert of(first, first.h[-1]).status == "proved"


def test_a_parameter_by_its_name() -> None:
    cell = LSTM()
    assert derive.backpropagation(cell, "W_f").lhs == Gradient(LOSS, cell.W["f"])
    with pytest.raises(DeriveError, match="no parameter W_g; there are W_f, U_f, b_f"):
        derive.backpropagation(cell, "W_g")


def test_drafts_have_names_of_their_own() -> None:
    h, net = RNN().h, RNN(first=0)
    names = [Adjoints(net, (v,)).gradient(v).name for v in (h[-1], net.x[1], net.x[0])]
    assert names == ["rnn-gradient-h-minus-1", "rnn-gradient-x-1", "rnn-gradient-x-0"]


def test_what_the_loss_does_not_depend_on_has_gradient_zero() -> None:
    net, other, number = RNN(), M("Y", 2, 3), Symbol("y")
    assert derive.backpropagation(net, other).rhs == ZeroMatrix(2, 3)
    assert derive.backpropagation(net, other).status == "proved"
    found = derive.backpropagation(net, number)
    assert (found.lhs, found.rhs, found.status) == (PartialDerivative(LOSS, number), 0, "proved")


def test_losses_pass_through_unnamed_and_other_quantities_by_name() -> None:
    model = perceptron()
    adjoints = Adjoints(model)
    assert LOSS not in adjoints.adjoint
    assert [x.name for x in adjoints.adjoint.values()] == [
        r"\bar{y}",
        r"\bar{z}_{2}",
        r"\bar{h}_{1}",
        r"\bar{z}_{1}",
    ]
    assert str(adjoints.gradients[model.parameters[0]].statement.rhs) == r"\bar{z}_{1}*x.T"


def test_names_that_are_taken_get_another_bar() -> None:
    x, W, y, used = M("x", d), M("W", n, d), M("y", n), M(r"\bar{y}", n)
    system = System(
        (Definition(y, MatAdd(MatMul(W, x), used)), Definition(LOSS, FrobeniusNorm(y) ** 2))
    )
    [adjoint] = Adjoints(Made(system, (W,))).adjoint.values()
    assert adjoint.name == r"\bar{\bar{y}}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("h", r"\bar{h}"),
        ("z^{f}", r"\bar{z}^{f}"),
        (r"\tilde{C}", r"\bar{\tilde{C}}"),
        ("W_f", r"\bar{W}_{f}"),
        ("a_1_2", r"\bar{a}_{1,2}"),
        ("x12", r"\bar{x}_{12}"),
        ("x1^{f}", r"\bar{x_{1}}^{f}"),
        ("sigma", r"\bar{\sigma}"),
        ("mean", r"\bar{\mathit{mean}}"),
    ],
)
def test_names_of_adjoints(name: str, expected: str) -> None:
    from derive.document.printer import latex

    assert barred(name) == expected
    assert latex(M(expected, n)) == expected


def test_steps_have_reasons_and_begin_where_the_last_one_ends() -> None:
    for draft in DRAFTS.values():
        for part in (*_used(draft), draft):
            for stretch in part.parts():
                assert all(step.says or step.rule == "hypothesis" for step in stretch.steps)
                for one, other in pairwise(stretch.steps):
                    assert one.after == other.before


# -- mutations: none may be proved --


def _under(draft: Draft, system: System) -> Draft:
    """The same proof where other adjoint equations hold."""
    statement = replace(draft.statement, system=system)
    return replace(draft, statement=statement, uses=tuple(_under(u, system) for u in draft.uses))


def _mutants(definition: Definition) -> Iterator[tuple[str, Any]]:
    body = definition.body
    if isinstance(body, ZeroMatrix):
        yield "the end is not 0", OneMatrix(*body.shape)
        return
    yield "sign", MatMul(-1, body)
    for old in body.atoms(Transpose):
        if old.arg.shape[0] == old.arg.shape[1]:
            yield f"dropped transpose of {old.arg}", body.xreplace({old: old.arg})
    if isinstance(body, MatAdd):
        for term in body.args:
            rest = [a for a in body.args if a != term]
            yield f"without {term}", rest[0] if len(rest) == 1 else MatAdd(*rest)
    for old in body.atoms(Member):
        if definition.low is not None:
            for shift in (-1, 1):
                new = old.family[old.index + shift]
                yield f"{new} for {old}", body.xreplace({old: new})


def _mutations() -> Iterator[Any]:
    for net in (RNN(), LSTM()):
        adjoints = Adjoints(net)
        forward = len(net.system.definitions)
        every = adjoints.system.definitions
        for index in range(forward, len(every)):
            for what, body in _mutants(every[index]):
                changed = replace(every[index], body=body)
                system = replace(
                    adjoints.system, definitions=(*every[:index], changed, *every[index + 1 :])
                )
                where = f"{net.system.name}: {every[index].target}: {what}"
                yield pytest.param(adjoints, system, id=where)


@pytest.mark.parametrize(("adjoints", "system"), list(_mutations()))
def test_no_mutation_of_an_adjoint_equation_is_proved(adjoints: Adjoints, system: System) -> None:
    """Each equation acts on the gradient by the first weight, through the states before."""
    assert prove(_under(adjoints.gradients[adjoints.variables[0]], system)).status == "unknown"


@pytest.mark.parametrize("net", [RNN(), LSTM()], ids=["rnn", "lstm"])
def test_without_a_mutation_the_same_proof_passes(net: Any) -> None:
    adjoints = Adjoints(net)
    copy = replace(adjoints.system)
    assert prove(_under(adjoints.gradients[adjoints.variables[0]], copy)).status == "proved"


def test_mutations_of_the_answer_are_refused_and_refuted() -> None:
    net = RNN()
    draft = Adjoints(net).gradients[net.W]
    rhs = draft.statement.rhs
    z_bar = next(x.family for x in rhs.atoms(Member) if x.family != net.h)
    shifted = MatMul(z_bar[t], Transpose(net.h[t]))
    for wrong in (
        rhs.func(rhs.body, (t, 0, T)),
        rhs.func(rhs.body, (t, 1, T - 1)),
        rhs.func(rhs.body, (t, 2, T)),
        rhs.func(shifted, (t, 1, T)),
        rhs.func(Transpose(rhs.body), (t, 1, T)),
        MatMul(2, rhs),
        ZeroMatrix(net.n, net.n),
    ):
        mutant = replace(draft, statement=replace(draft.statement, rhs=wrong))
        assert prove(mutant).status == "unknown"
        refuted = check_statement(mutant.statement).status
        # δ_0 is not defined: for a sum from 0 the audit has no value
        assert refuted == "refuted" or wrong == rhs.func(rhs.body, (t, 0, T))


# -- what is refused --


def test_what_is_no_model() -> None:
    assert isinstance(RNN(), Model)
    assert isinstance(LSTM(), RecurrentModel)
    with pytest.raises(DeriveError, match="int has no system, parameters and loss"):
        derive.backpropagation(3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrt", "message"),
    [
        ("h[t]", "h\\[t\\] is defined"),
        ("h[1]", "h\\[1\\] is defined"),
        ("z", "z\\[2\\] is defined"),
    ],
)
def test_a_variable_that_the_model_defines(wrt: str, message: str) -> None:
    net = RNN()
    variable = {"h[t]": net.h[t], "h[1]": net.h[1], "z": net.z[2]}[wrt]
    with pytest.raises(DeriveError, match=message):
        derive.backpropagation(net, variable)


def _model(*definitions: Definition, opaque: tuple[Opaque, ...] = ()) -> Made:
    return Made(System(definitions, opaque=opaque, facts=(Ge(T, 0),)), (M("W", n, n),))


h_, W_, v_ = Family("h", (n, 1)), M("W", n, n), M("v", n)
SUM = Definition(LOSS, Sum(EACH[t], (t, 0, T)))
ENDS = (Opaque(EACH[t], (h_[t],)),)
UNKNOWN = Family("F", (n, n))


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (_model(Definition(v_, MatMul(W_, v_ + v_))), "the loss L is not defined"),
        (_model(Definition(h_[t], MatMul(W_, h_[t - 1])), SUM, opaque=ENDS), "from an integer"),
        (
            _model(Definition(h_[t], MatMul(W_, h_[t + 1]), low=1), SUM, opaque=ENDS),
            r"h\[t\] uses h\[t \+ 1\]",
        ),
        (
            _model(Definition(h_[t], MatMul(W_, h_[0]), low=1), SUM, opaque=ENDS),
            r"h\[t\] uses h\[0\]",
        ),
        (
            _model(
                Definition(h_[t], MatMul(W_, h_[t - 1]), low=1),
                Definition(LOSS, Sum(EACH[t], (t, 0, T - 1))),
                opaque=ENDS,
            ),
            "runs from an integer to T",
        ),
        (
            _model(
                Definition(h_[t], MatMul(W_, MatrixSum(h_[k], (k, 0, t - 1))), low=1),
                SUM,
                opaque=ENDS,
            ),
            "a Σ over time stands in a quantity without a time",
        ),
        (
            _model(
                Definition(h_[t], MatMul(W_, h_[t - 1]), low=1),
                Definition(LOSS, FrobeniusNorm(h_[T]) ** 2),
            ),
            "members stand under a Σ",
        ),
        (
            _model(
                Definition(UNKNOWN[t], MatMul(W_, UNKNOWN[t - 1]), low=1),
                Definition(v_, MatrixSum(UNKNOWN[t] * M("a", n), (t, 0, T))),
                Definition(h_[t], MatMul(W_, h_[t - 1]), low=1),
                Definition(h_[0], MatMul(W_, v_)),
                SUM,
                opaque=ENDS,
            ),
            r"h\[0\] uses v, which is made of all times",
        ),
        (
            _model(
                Definition(UNKNOWN[t], MatMul(W_, UNKNOWN[t - 1]), low=1),
                Definition(h_[t], MatMul(UNKNOWN[t], v_), low=1),
                Definition(LOSS, Sum(EACH[t], (t, 0, T))),
                opaque=(Opaque(EACH[t], (h_[t],)), Opaque(Family("G", (n, 2))[t], (h_[t],))),
            ),
            "",
        ),
    ],
)
def test_equations_that_are_not_of_a_known_kind(model: Made, message: str) -> None:
    if message:
        with pytest.raises(DeriveError, match=message):
            Adjoints(model)
    else:  # what does not lead to the loss may be of any kind
        assert prove(Adjoints(model).gradient(W_)).status == "proved"


def test_functions_of_which_only_the_arguments_are_known() -> None:
    """A scalar of a scalar, of a column, of a matrix; a column of a column and of a scalar."""
    x, W, s, Y = M("x", d), M("W", n, d), Symbol("s"), M("Y", n, d)
    z, F, q, r = M("z", n), M("F", m), Symbol("q"), Symbol("r")
    system = System(
        (
            Definition(Y, MatMul(s, W)),
            Definition(z, MatMul(W, x)),
            Definition(r, s**2),
        ),
        opaque=(Opaque(F, (z, r)), Opaque(q, (Y, r)), Opaque(LOSS, (F, q))),
    )
    model = Made(system, (W, s, x))
    adjoints = Adjoints(model)
    for v, draft in adjoints.gradients.items():
        found = prove(draft)
        assert found.status == "proved", (v, found.reason)
    assert Gradient(q, Y, (r,)) in adjoints.system.body(adjoints.adjoint[Y]).atoms(Gradient)
    G, X = M("G", n, n), M("X", n, n)
    system = System((Definition(X, W_ + W_.T),), opaque=(Opaque(G, (X,)), Opaque(LOSS, (G,))))
    with pytest.raises(DeriveError, match="G is unknown and a matrix"):
        _ = Adjoints(Made(system, (W_,))).system


def test_a_deep_model_needs_no_deep_recursion() -> None:
    layers = [M(f"a{k}", n) for k in range(400)]
    links = [Definition(b, TANH(a)) for a, b in pairwise(layers)]
    first = Definition(layers[0], MatMul(W_, v_))
    model = Made(System((first, *links, Definition(LOSS, FrobeniusNorm(layers[-1]) ** 2))), (W_,))
    draft = Adjoints(model).gradients[W_]
    assert str(draft.statement.rhs) == r"\bar{a}_{0}*v.T"
