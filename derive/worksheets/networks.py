"""The worksheet on networks: for each model of the table, the gradient by every parameter.

A model that is added to :data:`derive.models.MODELS` has its page here at once; ``EXTRAS`` says
what more is shown of some.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from derive.algebra import (
    Family,
    Gradient,
    Jacobian,
    LogSumExp,
    Member,
    ScalarMember,
    Softmax,
    Vec,
    pullback,
)
from derive.algebra.families import plain
from derive.calculus.adjoints import Adjoints
from derive.calculus.corollaries import batch_norm, layer_norm, softmax_theorems, target
from derive.calculus.steps import Draft
from derive.models import MODELS, cross_entropy
from derive.models.symbols import SIZES, size
from derive.worksheets.derivation import prove
from derive.worksheets.worksheet import Question, Worksheet

__all__ = ["EXTRAS", "page", "worksheet"]

#: name of a model → further drafts on its page, by keys
EXTRAS: dict[str, Callable[[Adjoints], dict[str, Draft]]] = {
    "classifier": lambda a: {"target": target(a, a.model.z, a.model.y)},
    "elman": lambda a: {"target": target(a, a.model.o[a.model.t], a.model.y[a.model.t])},
    "layernorm": layer_norm,
    "batchnorm": batch_norm,
}


#: name of a model → the parameters whose derivations are printed, where they are not the usual ones
WORKED: dict[str, tuple[Any, ...]] = {"peephole": ()}  # it passes through the LSTM's equations


def key_of(variable: Any) -> str:
    """The key of a gradient among a page's theorems: the variable's plain name."""
    return plain(str(variable))


def conventions() -> Question:
    """What is said once for all pages."""
    net = MODELS["elman"][1]()
    t, z = net.t, sp.MatrixSymbol("z", net.n, 1)
    a, b = (sp.MatrixSymbol(name, net.n, 1) for name in "ab")
    L, q, G = sp.Symbol("L"), sp.MatrixSymbol("q", net.n, 1), sp.MatrixSymbol("G", net.n, 1)
    adjoints = Adjoints(net)
    symbols = {
        "W": net.W,
        "L": net.loss,
        "q": q,
        "G": G,
        "a": a,
        "n": net.n,
        "h_t": net.h[t],
        "x_t": net.x[t],
        "T": net.T,
        "t": t,
        "h_0": net.h[0],
        "gradient": Gradient(L, net.W),
        "row": Jacobian(L, z),
        "z": z,
        "adjoint": adjoints.adjoint[net.z][t],
        "of": net.z[t],
        "end": adjoints.adjoint[net.z][net.T + 1],
        "pulled": pullback(G, q, net.W),
        "hadamard": sp.HadamardProduct(a, b),
        "diag": sp.DiagMatrix(a),
        "ones": sp.OneMatrix(net.n, 1),
        "vec": Vec(net.W),
        "softmax": Softmax(z),
    }
    return Question("conventions", "Conventions", {}, symbols)


def softmax() -> Question:
    """Softmax, log-sum-exp and cross-entropy, before any network."""
    n, m = SIZES[0], size("m")
    drafts = softmax_theorems(n, m)
    z, y = sp.MatrixSymbol("z", n, 1), sp.MatrixSymbol("y", n, 1)
    Z, Y = sp.MatrixSymbol("Z", m, n), sp.MatrixSymbol("Y", m, n)
    symbols = {
        "z": z,
        "y": y,
        "Z": Z,
        "Y": Y,
        "m": m,
        "p": Softmax(z),
        "logsumexp": LogSumExp(z),
        "loss": cross_entropy(y, z),
        "shapes": (z, y, Z, Y),
    }
    title = "Softmax and cross-entropy"
    return Question("softmax", title, {k: prove(d) for k, d in drafts.items()}, symbols)


def page(name: str) -> Question:
    """The page of one model: equations, adjoint equations, a gradient for each parameter."""
    title, make = MODELS[name]
    model = make()
    adjoints = Adjoints(model, model.inputs)
    drafts = adjoints.gradients
    theorems = {key_of(v): prove(draft) for v, draft in drafts.items()}
    extras = EXTRAS[name](adjoints) if name in EXTRAS else {}
    theorems |= {key: prove(draft) for key, draft in extras.items()}
    own = model.system.definitions
    recurrent = hasattr(model, "t")
    usual = (model.parameters[0],) if recurrent else (*model.parameters, *model.inputs)
    symbols = {
        "model": own,
        "adjoint": adjoints.system.definitions[len(own) :],
        "shapes": _quantities(model),
        "loss": model.loss,
        "unknown": tuple(o.target for o in model.system.opaque),
        "arguments": tuple(a for o in model.system.opaque for a in o.arguments),
        "positive": model.system.positive,
        "inputs": model.inputs,
        **_named(model, adjoints),
    }
    data = {
        "recurrent": recurrent,
        "parameters": tuple(map(key_of, model.parameters)),
        "inputs": tuple(map(key_of, model.inputs)),
        "worked": tuple((key_of(v), v) for v in WORKED.get(name, usual)),
    }
    return Question(name, title, theorems, symbols, data)


def _named(model: Any, adjoints: Adjoints) -> dict[str, Any]:
    """The model's quantities by the names of its attributes: x, of a family x_t, adjoints x_bar."""
    found: dict[str, Any] = {}
    for name, value in vars(model).items():
        if isinstance(value, Family):
            found[f"{name}_t"] = value[model.t]
        elif isinstance(value, sp.Basic):
            found[name] = value
            if value in adjoints.adjoint:
                found[f"{name}_bar"] = adjoints.adjoint[value]
    return found


def _quantities(model: Any) -> tuple[Any, ...]:
    """What a reader has to know the shape of: parameters, free quantities, defined ones."""
    bodies = [e for d in model.system.definitions for e in (d.target, d.body)]
    atoms = (sp.MatrixSymbol, Member, ScalarMember)
    found: dict[Any, None] = dict.fromkeys(model.parameters)
    for body in bodies:
        free = sorted(body.atoms(*atoms), key=str)
        found.update(dict.fromkeys(q for q in free if _shown(q, model)))
    return tuple(found)


def _shown(q: Any, model: Any) -> bool:
    here = not isinstance(q, (Member, ScalarMember)) or q.index == model.t
    return here and getattr(q, "is_Matrix", False)


def worksheet() -> Worksheet:
    """Derive and judge all pages."""
    questions = (conventions(), softmax(), *map(page, MODELS))
    title = "Gradients of neural networks: worked derivations"
    return Worksheet("networks", title, questions, folder="certificates/networks")
