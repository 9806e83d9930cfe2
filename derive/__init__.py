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

from derive.stubs import attached

__version__ = "0.1.0"

# The public names are those of ``__init__.pyi``; each is loaded on its first use, so that
# ``python -m derive.kernel`` runs without SymPy.
__getattr__, __dir__, __all__ = attached(__name__, __file__)
