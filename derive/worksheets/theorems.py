"""The public functions: each derives, has the kernel judge, and returns a Derivation."""

from __future__ import annotations

from typing import Any

from sympy import BlockMatrix, sympify
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import SIGMA, System
from derive.algebra.families import plain
from derive.calculus import behaviour, closed_forms
from derive.calculus.adjoints import Adjoints
from derive.calculus.backprop import Backpropagation
from derive.calculus.elements import ByEntry
from derive.calculus.expansion import Expansion
from derive.calculus.expressions import expression_of
from derive.calculus.gradients import SHAPED, Question
from derive.calculus.layers import LayerJacobian
from derive.calculus.naming import is_large, named, within
from derive.calculus.paths import CellJacobian
from derive.calculus.powers import PowerByEigendecomposition
from derive.calculus.ranges import Ranges
from derive.calculus.second import SecondOrder
from derive.calculus.steps import Draft
from derive.calculus.structured import Structured
from derive.errors import DeriveError
from derive.models import LSTM, RNN, Layer, Model
from derive.worksheets.derivation import Conjunction, Derivation, prove

__all__ = [
    "adjoint_gradient",
    "backpropagation",
    "bptt_expansion",
    "bptt_gradient",
    "cell_jacobian",
    "differential",
    "gate_ranges",
    "gradient",
    "hessian",
    "hessian_vector_product",
    "jacobian",
    "matrix_power",
    "power_by_eigendecomposition",
    "sigmoid_jacobian",
    "spectral_behaviour",
]


def sigmoid_jacobian(layer: Layer | None = None) -> Derivation:
    """∂y/∂x = diag(σ′(Wx)) W for y = σ(Wx), of shape (n, d); question 1a.

    ``layer`` may be any :class:`~derive.Layer`: with tanh, or with a function that nobody has
    defined, the same derivation is made.

    >>> print(sigmoid_jacobian().rhs)
    DiagMatrix(sigma'(W*x))*W
    """
    return prove(LayerJacobian(layer or Layer(SIGMA)).jacobian)


def bptt_gradient(T: int | None = None, *, net: RNN | None = None, wrt: str = "W") -> Derivation:
    """∂L/∂W as the double sum over t and k, of shape (1, n²); question 1b.

    ``T=None`` leaves the length a symbol; an integer T ≥ 0 writes the sum out into its
    T(T+1)/2 terms.  ``wrt`` is "W" or "U".

    Raises :class:`~derive.DeriveError` for another T or parameter.

    >>> bptt_gradient().status
    'proved'
    """
    net = net or RNN(T="T" if T is None else _length(T))
    if T is None:
        return prove(Backpropagation(net, wrt).gradient)
    return prove(Expansion(net, T, wrt).gradient)


def bptt_expansion(T: int = 3) -> Derivation:
    """The double sum at an integer T, with each ∂h_t/∂h_k as its product of factors; question 2a.

    >>> len(bptt_expansion(3).data["pairs"])
    6
    """
    return prove(Expansion(RNN(), _length(T)).products)


def adjoint_gradient(wrt: str = "W", *, net: RNN | None = None) -> Derivation:
    """The gradient by the adjoint recursion: ∇_W L = Σ_k δ_k h_{k−1}ᵀ, of the shape of W.

    ``wrt`` is "W", "U" (then Σ_k δ_k x_kᵀ, of the shape of U) or "h_0" (then the row
    ∂L_0/∂h_0 + δ_1ᵀ W, of shape (1, n)).

    >>> print(adjoint_gradient("h_0").rhs)
    d(L[0])/d(h[0]) + delta[1].T*W
    """
    paths = Backpropagation(net or RNN(), "W" if wrt == "h_0" else wrt)
    return prove(paths.states.by_initial_state if wrt == "h_0" else paths.adjoint_gradient)


def backpropagation(model: Model, wrt: Any = None) -> Derivation:
    """The gradients of a model's loss by reverse mode, for a symbolic or an integer length T.

    ``model`` is an :class:`~derive.RNN`, an :class:`~derive.LSTM`, or any object with ``system``,
    ``parameters`` and ``loss`` (and ``t`` and ``T`` if it has a recurrence);
    :class:`derive.models.Model` says what they are.  The result is a conjunction of one derivation
    a parameter, ``parts_by_name`` by the names of the parameters.  With ``wrt`` it is the one
    derivation for that variable: a parameter or its name, another free symbol, an input at a time
    (``x[k]``) or an initial state (``h[0]``).

    Each gradient has the shape of its variable, in terms of the model's quantities and their
    adjoints, ∇_q L for a quantity q, printed with a bar; ``statement.system`` holds their
    equations behind those of the model.

    Raises :class:`~derive.DeriveError` for a model whose equations are not of a kind that is known,
    and for a variable that the model defines.

    >>> net = RNN()
    >>> found = backpropagation(net, net.W)
    >>> found.status, found.rhs
    ('proved', MatrixSum(z_bar[t]*h[t - 1].T, (t, 1, T)))
    >>> found.statement.system.body(found.data["adjoint"][net.h][net.t])
    d(L[t])/d(h[t]).T + W.T*z_bar[t + 1]
    """
    if not isinstance(model, Model):
        raise DeriveError(f"{type(model).__name__} has no system, parameters and loss: no model")
    named = {plain(str(symbol)): symbol for symbol in model.parameters}
    if isinstance(wrt, str):
        if wrt not in named:
            raise DeriveError(f"the model has no parameter {wrt}; there are {', '.join(named)}")
        wrt = named[wrt]
    if wrt is not None:
        return prove(Adjoints(model, (wrt,)).gradient(wrt))
    adjoints = Adjoints(model)
    found = {name: prove(adjoints.gradient(symbol)) for name, symbol in named.items()}
    name = model.system.name or "model"
    return Conjunction(f"{name}-gradients", "The gradients by all parameters", found)


def power_by_eigendecomposition() -> Derivation:
    """Mⁿ = QΛⁿQ⁻¹ for M = QΛQ⁻¹ with Q invertible, all of shape (m, m), n ≥ 0; question 2b.

    >>> print(power_by_eigendecomposition().rhs)
    Q*Lambda**n*Q**(-1)
    """
    return prove(PowerByEigendecomposition().power)


def matrix_power(M: Any, n: Any) -> Derivation:
    """Mⁿ for an explicit square matrix, n an integer or a symbol; question 2c.

    ``M`` is a SymPy matrix or nested lists of exact numbers.  For a symbolic n ≥ 0 the closed
    form holds the powers of the eigenvalues, whether M is diagonalizable or not; where the kernel
    cannot prove one, the status is "unknown" and says why.

    Raises :class:`~derive.ShapeError` for a matrix that is not square, and
    :class:`~derive.DeriveError` for a negative power of a singular one.

    >>> matrix_power([[1, 1], [0, 1]], 30).rhs
    Matrix([
    [1, 30],
    [0,  1]])
    """
    return prove(closed_forms.matrix_power(M, n))


def spectral_behaviour(M: Any) -> Derivation:
    """What becomes of the powers of an explicit square matrix; ``data`` says it in words too.

    They tend to 0, stay, go round, grow as a polynomial of n, or grow along an eigenvector; the
    statement is what shows it.

    Raises :class:`~derive.DeriveError` for a matrix that is not square or not of exact numbers.

    >>> found = spectral_behaviour([["0.58", "0.24"], ["0.24", "0.72"]])
    >>> found.status, found.rhs
    ('proved', 0)
    """
    return prove(behaviour.spectral_behaviour(M))


def gate_ranges(cell: LSTM | None = None) -> Conjunction:
    """The ranges of the LSTM's quantities, entry by entry, all open; question 3b.

    ``parts_by_name`` has ``forget_range``, ``input_range``, ``output_range`` (in (0, 1): always
    positive), ``candidate_range`` and ``hidden_range`` (in (−1, 1)) and ``cell_bound``
    (|C_t| ≤ |C_0| + t).

    Raises :class:`~derive.DeriveError` for a cell whose functions are not σ and tanh.

    >>> found = gate_ranges()
    >>> found.status, found.parts_by_name["forget_range"].rhs
    ('proved', Interval.open(0, 1))
    """
    ranges = Ranges(cell or LSTM()).drafts
    names = [f"{name}_range" for name in ("forget", "input", "output", "candidate", "hidden")]
    found = {name: prove(ranges[name]) for name in (*names, "cell_bound")}
    return Conjunction("gate-ranges", "The ranges of the cell's quantities", found)


def cell_jacobian(
    f: Any = None, i: Any = None, paths: str = "direct", *, cell: LSTM | None = None
) -> Derivation:
    """∂C_t/∂C_k of the LSTM, of shape (n, n); question 3c.

    ``f`` and ``i`` are numbers in [0, 1], the value of every gate at every step, or None.
    ``paths="direct"`` holds gates and candidate fixed; ``"all"`` counts every path through the
    earlier outputs (a closed form for all t and k where i = 0 and f is 0 or 1, otherwise one
    step).  At 0 and 1, which a gate only tends to, the result is the limit.

    Raises :class:`~derive.DeriveError` for other values or paths.

    >>> cell_jacobian(f=1, i=0, paths="all").rhs
    I
    """
    return prove(CellJacobian(cell or LSTM(), f, i, paths).draft)


def gradient(
    expr: Any, wrt: Any, structure: str | None = None, system: System | None = None
) -> Derivation:
    """∇ of a scalar expression, of the shape of the symbol ``wrt`` (a matrix or a scalar).

    ``expr`` is a SymPy expression of symbols: sums, products, ⊙, transposes, inverses, powers,
    traces, determinants, norms, elementwise functions …, nested to any depth.  A symbol that does
    not occur gives a zero.  ``data["layout"]`` says what the result's rows are, ``data["assumes"]``
    what has to hold for it (what is inverted is invertible, and so on).  The parts of a large
    expression get names, u_1, u_2, …, and the result speaks of these and of their adjoints; they
    are the definitions of ``statement.system``, in words ``data["where"]``.  The status is
    "proved", or "agrees" where the kernel finds no proof and the audit no difference; ``reason``
    says why.

    ``structure`` is "symmetric" or "diagonal" for a square matrix ``wrt`` of that structure: the
    gradient is then by its independent entries, of the shape of ``wrt``, for a symmetric X
    G + Gᵀ − diag(G) (The Matrix Cookbook, 138), G being the gradient without the structure.

    ``system`` holds the equations of quantities that the expression mentions, recurrences among
    them; the gradient is then by the adjoint equations, as :func:`backpropagation` finds it.

    By an entry of a matrix symbol it is ∂f/∂X_ij, that entry of the gradient; by a block matrix of
    symbols it is a :class:`Conjunction` of the gradients by its blocks.

    Raises :class:`~derive.DeriveError` for an expression that is not scalar, has a node without a
    rule, or is too large, and :class:`~derive.ShapeError` for shapes that do not fit.

    >>> from sympy import MatrixSymbol, Trace
    >>> A, X = MatrixSymbol("A", 3, 3), MatrixSymbol("X", 3, 2)
    >>> found = gradient(Trace(X.T * A * X), X)
    >>> found.status, found.rhs
    ('proved', (A + A.T)*X)
    >>> from sympy import Determinant, log
    >>> gradient(log(Determinant(A)), A, structure="symmetric").rhs.args
    (2*A**(-1), -DiagMatrix(DiagonalOf(A**(-1))))
    """
    if system is not None:
        return prove(within(expression_of(expr), wrt, system).gradient(SHAPED))
    if isinstance(wrt, BlockMatrix):
        parts = {str(block): gradient(expr, block, structure) for block in wrt.blocks}
        return Conjunction("gradient", f"The gradient of {expr} by the blocks of {wrt}", parts)
    if isinstance(wrt, MatrixElement) and structure is None:
        return _answered(ByEntry(expr, wrt).gradient)
    if structure is not None:
        return _answered(Structured(expr, wrt, structure).gradient)
    if is_large(expr := expression_of(expr)):
        return _answered(named(expr, sympify(wrt)).gradient(SHAPED))
    return _answered(Question(expr, wrt).gradient)


def jacobian(expr: Any, wrt: Any, layout: str = "numerator") -> Derivation:
    """∂vec(expr)/∂vec(wrt), one row a component of ``expr``; a scalar by a scalar is a scalar.

    ``layout="denominator"`` gives its transpose, and says so.  Otherwise like :func:`gradient`.

    >>> from sympy import MatrixSymbol
    >>> W, x = MatrixSymbol("W", 3, 2), MatrixSymbol("x", 2, 1)
    >>> from derive import TANH
    >>> print(jacobian(TANH(W * x), x).rhs)
    DiagMatrix(tanh'(W*x))*W
    """
    return _answered(Question(expr, wrt).jacobian(layout))


def hessian(expr: Any, wrt: Any) -> Derivation:
    """The second derivative of a scalar expression: the Jacobian of its gradient, symmetric.

    By a vector of n entries it is n × n; by an m × n matrix it is mn × mn, ∂vec(∇f)/∂vec(X), with
    vec column by column; by a scalar a scalar.  The gradient is a derivation of its own, the first
    of ``uses``.  Otherwise like :func:`gradient`.

    >>> from sympy import MatrixSymbol
    >>> A, x = MatrixSymbol("A", 3, 3), MatrixSymbol("x", 3, 1)
    >>> found = hessian(x.T * A * x, x)
    >>> found.status, found.rhs, found.uses[0].rhs
    ('proved', A + A.T, (A + A.T)*x)
    """
    return _answered(SecondOrder(expr, wrt).hessian)


def hessian_vector_product(expr: Any, wrt: Any, direction: Any) -> Derivation:
    """The Hessian applied to a direction of the shape of ``wrt``: d(∇f) for d(wrt) = direction.

    No Hessian is formed.  Raises :class:`~derive.ShapeError` for a direction of another shape, and
    :class:`~derive.DeriveError` for one that depends on ``wrt``.  Otherwise like :func:`hessian`.

    >>> from sympy import MatrixSymbol
    >>> from derive import TANH
    >>> W, x, v = MatrixSymbol("W", 3, 2), MatrixSymbol("x", 2, 1), MatrixSymbol("v", 2, 1)
    >>> a = MatrixSymbol("a", 3, 1)
    >>> print(hessian_vector_product(a.T * TANH(W * x), x, v).rhs)
    W.T*(HadamardProduct(a, tanh''(W*x), W*v))
    """
    return _answered(SecondOrder(expr, wrt).product(direction))


def differential(expr: Any, wrt: Any) -> Derivation:
    """d(expr) as a linear map of d(wrt), a symbol of the name "dX" where ``wrt`` is X.

    It has the shape of ``expr``.  Otherwise like :func:`gradient`.

    >>> from sympy import Inverse, MatrixSymbol
    >>> X = MatrixSymbol("X", 3, 3)
    >>> print(differential(Inverse(X), X).rhs)
    -X**(-1)*dX*X**(-1)
    """
    return _answered(Question(expr, wrt).differential)


def _answered(draft: Draft) -> Derivation:
    """A derivation that is not refuted; the audit's witness against it would be a fault of ours."""
    found = prove(draft)
    if found.status == "refuted":
        raise DeriveError(f"{draft.title} is found wrongly, and not given: {found.reason}")
    return found


def _length(T: Any) -> int:
    if isinstance(T, bool) or not isinstance(T, int) or T < 0:
        raise DeriveError(f"a length is an integer T ≥ 0, not {T!r}")
    return T
