"""derive: a symbolic derivation engine for the mathematics of neural networks.

Two ways lead through it::

    model ──► derivation (steps) ──► certificate (kernel) ──► document (templates)
    submission (LaTeX) ──► claims ──► verdicts (the same kernel) ──► report

A *model* (:class:`RNN`, :class:`LSTM`, :class:`SigmoidLayer`) holds equations only.  A strategy
turns a question about it into a :class:`Derivation`: a statement and its steps, each with its
reason.  The *kernel*, which shares no code with the strategies and never imports SymPy, judges the
steps from plain data; what it accepts is ``proved``.  The *audit* is a second oracle: numbers
straight from the meaning of an expression, by automatic differentiation in ball arithmetic.

>>> import derive
>>> print(derive.sigmoid_jacobian())
The Jacobian of a layer with the logistic function  [proved]
  d(y)/d(x) = DiagMatrix(sigma'(W*x))*W
    = d(y)/d(z)*d(z)/d(x)    (chain rule)
    = DiagMatrix(sigma'(z))*W    (by components: each row of the matrix times the slope of its unit)
    = DiagMatrix(sigma'(W*x))*W    (definition of z)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the same names again, for type checkers and editors
    from derive import audit
    from derive.algebra import LOG, SIGMA, TANH, Activation, Family, LogSumExp, Softmax
    from derive.errors import DeriveError, ShapeError
    from derive.judging.verdicts import Review
    from derive.models import (
        GRU,
        LSTM,
        MLP,
        RNN,
        Attention,
        BatchNorm,
        Dense,
        ElmanRNN,
        Layer,
        LayerNorm,
        Residual,
        SigmoidLayer,
        SoftmaxClassifier,
    )
    from derive.reviewing.reviews import review
    from derive.worksheets.derivation import Derivation
    from derive.worksheets.theorems import (
        adjoint_gradient,
        backpropagation,
        bptt_expansion,
        bptt_gradient,
        cell_jacobian,
        differential,
        gate_ranges,
        gradient,
        hessian,
        hessian_vector_product,
        jacobian,
        matrix_power,
        power_by_eigendecomposition,
        sigmoid_jacobian,
        spectral_behaviour,
    )

__version__ = "0.1.0"

#: module → the public names it defines; loaded on first use, so that ``python -m derive.kernel``
#: runs without SymPy
_HOME = {
    "derive.models": (
        "Layer",
        "SigmoidLayer",
        "Dense",
        "MLP",
        "SoftmaxClassifier",
        "LayerNorm",
        "BatchNorm",
        "Residual",
        "Attention",
        "RNN",
        "ElmanRNN",
        "LSTM",
        "GRU",
    ),
    "derive.algebra": ("Activation", "SIGMA", "TANH", "LOG", "Softmax", "LogSumExp", "Family"),
    "derive.worksheets.theorems": (
        "sigmoid_jacobian",
        "bptt_gradient",
        "bptt_expansion",
        "adjoint_gradient",
        "backpropagation",
        "power_by_eigendecomposition",
        "matrix_power",
        "spectral_behaviour",
        "gate_ranges",
        "cell_jacobian",
        "gradient",
        "hessian",
        "hessian_vector_product",
        "jacobian",
        "differential",
    ),
    "derive.worksheets.derivation": ("Derivation",),
    "derive.reviewing.reviews": ("review",),
    "derive.judging.verdicts": ("Review",),
    "derive.errors": ("DeriveError", "ShapeError"),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}

__all__ = [  # noqa: RUF022  # in the order of the way above
    "Layer",
    "SigmoidLayer",
    "Dense",
    "MLP",
    "SoftmaxClassifier",
    "LayerNorm",
    "BatchNorm",
    "Residual",
    "Attention",
    "RNN",
    "ElmanRNN",
    "LSTM",
    "GRU",
    "Activation",
    "SIGMA",
    "TANH",
    "LOG",
    "Softmax",
    "LogSumExp",
    "Family",
    "sigmoid_jacobian",
    "bptt_gradient",
    "bptt_expansion",
    "adjoint_gradient",
    "backpropagation",
    "power_by_eigendecomposition",
    "matrix_power",
    "spectral_behaviour",
    "gate_ranges",
    "cell_jacobian",
    "gradient",
    "hessian",
    "hessian_vector_product",
    "jacobian",
    "differential",
    "Derivation",
    "review",
    "Review",
    "audit",
    "DeriveError",
    "ShapeError",
]


def __getattr__(name: str) -> Any:
    if name == "audit":
        return import_module("derive.audit")
    if name not in _MODULE:
        raise AttributeError(f"module 'derive' has no attribute {name!r}")
    value = getattr(import_module(_MODULE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
