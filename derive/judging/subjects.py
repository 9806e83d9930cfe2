"""What submissions are about: the models, and the worksheets that put questions about them.

Every model of :data:`derive.models.MODELS` is known by its name there.  Of some there are more
variants (h_0 given, or computed from W as every other state; a target whose entries add up to 1),
and of each there is one with the adjoints of its loss, which are read only where they occur.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any

import sympy as sp

from derive import models
from derive.algebra import SIGMA, Definition, Family, Softmax
from derive.calculus.adjoints import Adjoints
from derive.calculus.backprop import Backpropagation
from derive.calculus.cells import DirectPath
from derive.calculus.powers import PowerByEigendecomposition
from derive.calculus.states import States
from derive.calculus.steps import Draft
from derive.judging.scope import Scope, Table
from derive.models import LSTM, RNN, SigmoidLayer, sums_to_one
from derive.models.symbols import index
from derive.reader.names import names_of

__all__ = ["GUESSED", "MODELS", "WORKSHEETS"]


def _of(model: Any, *extra: Any) -> Table:
    return dict(names_of(list(extra), model.system).table)


@cache
def _layer() -> Scope:
    layer = SigmoidLayer()
    return Scope({**_of(layer), r"\sigma": (SIGMA,)}, layer.system)


@cache
def _rnn(first: int) -> Scope:
    net = RNN(first=first)
    states = States(net)

    @cache
    def theorems() -> tuple[Draft, ...]:
        found = []
        for wrt in ("W", "U"):
            paths = Backpropagation(net, wrt, states)
            found += [paths.gradient, paths.solution, paths.recurrence]
        return (states.state_jacobian, states.several_steps, *found)

    said = "" if first == 1 else "with h_0 computed from W too"
    return Scope(_of(net, net.h[net.t]), net.system, theorems, said)


@cache
def _lstm() -> Scope:
    cell = LSTM()
    direct = DirectPath(cell)
    return Scope(_of(cell), cell.system, lambda: (direct.factors, direct.ordered, direct.hadamard))


@cache
def _powers() -> Scope:
    powers = PowerByEigendecomposition()
    table = _of(powers)
    return Scope({**table, "n": (powers.n,)}, powers.system, lambda: (powers.power,))


@cache
def _weights() -> Scope:
    """The matrix of numbers whose thirtieth power is asked for."""
    from derive.worksheets.rnn_lstm import WEIGHTS

    W, n = sp.MatrixSymbol("W", 2, 2), index("n")
    return Scope(
        {"W": (W,), "n": (n,)}, said=f"with W = {WEIGHTS.tolist()}", numbers=((W, WEIGHTS),)
    )


@cache
def _model(name: str) -> Any:
    return models.MODELS[name][1]()


@cache
def _plain(name: str) -> Scope:
    model = _model(name)
    return Scope(_of(model), model.system)


def _outputs(name: str) -> tuple[Any, Any]:
    """The probabilities of a model with a cross-entropy, as a quantity, and its target."""
    model = _model(name)
    if name == "classifier":
        return Definition(sp.MatrixSymbol("p", model.n, 1), Softmax(model.z)), model.y
    t = model.t
    return Definition(Family("p", (model.m, 1))[t], model.probabilities(t), low=1), model.y[t]


@cache
def _with_probabilities(name: str, target: bool) -> Scope:
    """With p = softmax of the scores, which is ŷ too; ``target``: with the entries of y summing to
    1."""
    scope = _plain(name)
    definition, y = _outputs(name)
    system = scope.system.with_(definition)
    said = ""
    if target:
        system = system.with_(equations=(*system.equations, sums_to_one(y)))
        said = "with the entries of the target adding up to 1"
    p = (definition.head,)
    return replace(scope, table={**scope.table, "p": p, r"\hat{y}": p}, system=system, said=said)


@cache
def _backward(name: str) -> Scope:
    """A model with the adjoint equations of its loss; the gradients are theorems."""
    model = _model(name)
    adjoints = Adjoints(model)
    table = dict(names_of([], adjoints.system).table)
    bars = frozenset(table) - frozenset(_of(model))
    return Scope(
        table,
        adjoints.system,
        lambda: tuple(adjoints.gradients.values()),
        "with bars for the adjoints of the loss",
        adjoints=bars,
    )


Variants = tuple[Callable[[], Scope], ...]


def _softmax(name: str) -> Variants:
    return tuple(partial(_with_probabilities, name, target) for target in (False, True))


#: models of which there are other variants than their equations as they stand, the usual one first
_VARIANTS: dict[str, Variants] = {
    "rnn": (partial(_rnn, 1), partial(_rnn, 0)),
    "lstm": (_lstm,),
    "classifier": _softmax("classifier"),
    "elman": _softmax("elman"),
}
#: model → its variants, the usual one first
MODELS: dict[str, Variants] = {
    **{
        name: (*_VARIANTS.get(name, (partial(_plain, name),)), partial(_backward, name))
        for name in models.MODELS
    },
    "layer": (_layer,),
    "sigmoid_layer": (_layer,),
    "powers": (_powers,),
    "weights": (_weights,),
}
#: worksheet → the models that its questions are about
WORKSHEETS = {
    "rnn_lstm": ("layer", "rnn", "powers", "weights", "lstm"),
    "networks": tuple(models.MODELS),
}
#: models whose names are recognised where a submission declares nothing: name → how it is said
GUESSED = {
    "rnn": "for the recurrent network h_t = σ(W h_{t−1} + U x_t)",
    "lstm": "for the LSTM cell",
}
