"""What a model has to say of itself to be differentiated by reverse mode.

A model is equations.  Static quantities are symbols; quantities of time are families.  The system
may hold, in this order of use,

- equations of static quantities before the recurrence (``W = A*B``);
- the recurrence: definitions of ``family[t]`` from ``low`` on, whose right sides mention members
  at ``t`` that stand above, and earlier ones, ``t - 1``, ``t - 2`` …; what lies before ``low`` is
  given, or defined member by member (``h[0]``);
- equations of static quantities after it, which mention members under a Σ only, over all of
  ``t = a … T``; the last of them is the loss, a scalar or 1×1.

A quantity of which only the arguments are known is opaque: a loss ``L[t]`` of ``h[t]``.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from derive.algebra import System

__all__ = ["Model", "RecurrentModel"]


@runtime_checkable
class Model(Protocol):
    """A model with a loss: what :func:`derive.backpropagation` asks for.

    ``system``: the equations, each using only what stands above it, or earlier times;
    ``parameters``: the symbols that the loss is differentiated by; ``loss``: the symbol, scalar or
    1×1, that the system defines, or declares opaque, as the loss.  Our own models have ``inputs``
    too: what else a gradient is asked by, an input or the initial state.
    """

    @property
    def system(self) -> System: ...

    @property
    def parameters(self) -> tuple[Any, ...]: ...

    @property
    def loss(self) -> Any: ...


@runtime_checkable
class RecurrentModel(Model, Protocol):
    """A model with families: ``t`` is the index of its recurrence, ``T`` the last time.

    T is a symbol, of which the system's ``facts`` say ``T >= 0``, or an integer.
    """

    @property
    def t(self) -> Any: ...

    @property
    def T(self) -> Any: ...
