"""Each node of the language as code, against the audit's value."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from exporting import NAMES, agrees, m, n
from sympy.matrices.expressions.diagonal import DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.algebra import EXP, LOG, RELU, SIGMA, TANH
from derive.calculus.differentials import ROWS as DIFFERENTIALS
from derive.export.lowering import ROWS
from derive.worksheets.cookbook import EQUATIONS, shown

A, B = sp.MatrixSymbol("A", n, n), sp.MatrixSymbol("B", n, n)
X, Y = sp.MatrixSymbol("X", n, m), sp.MatrixSymbol("Y", n, m)
Z = sp.MatrixSymbol("Z", m, n)
x, y, w = sp.MatrixSymbol("x", n, 1), sp.MatrixSymbol("y", n, 1), sp.MatrixSymbol("w", m, 1)
row = sp.MatrixSymbol("r", 1, n)
a = sp.Symbol("a")
P, T, I, Kron, Had = sp.MatMul, sp.Transpose, sp.Identity, sp.KroneckerProduct, sp.HadamardProduct

EXPRESSIONS: dict[str, Any] = {
    "sum": sp.MatAdd(X, Y, X * 2),
    "product": P(A, X),
    "matrix vector": P(A, B, x),
    "row matrix": P(row, A, X),
    "outer": P(A, x, T(w)),
    "outer of products": P(x, T(y), X),
    "number in a product": P(x, T(x), y),
    "scalar times": a * X / 3,
    "minus": sp.MatAdd(X, -Y, sp.MatMul(sp.Rational(-1, 2), X)),
    "quadratic": P(T(x), A, x),
    "inverse": sp.Inverse(A),
    "solve left": P(sp.Inverse(A), X),
    "solve right": P(Z, sp.Inverse(A)),
    "solve vector": P(sp.Inverse(A), x),
    "solve row": P(row, sp.Inverse(A)),
    "solve both": P(sp.Inverse(A), X, Z, sp.Inverse(B)),
    "inverse transposed": P(T(sp.Inverse(A)), x),
    "inverse of a diagonal": P(sp.Inverse(sp.DiagMatrix(EXP(x))), X),
    "transpose": T(sp.MatAdd(X, Y)),
    "det": sp.Determinant(A),
    "log det": sp.log(sp.Determinant(P(T(A), A))),
    "trace": sp.Trace(A),
    "trace of two": sp.Trace(P(A, B)),
    "trace of four": sp.Trace(P(A, X, Z, B)),
    "trace with a vector": sp.Trace(P(A, x, T(y))),
    "trace with an inverse": sp.Trace(P(B, sp.Inverse(A))),
    "trace of an inverse product": sp.Trace(P(sp.Inverse(A), B)),
    "trace of a sum": sp.Trace(sp.MatAdd(A, B)),
    "trace of I": sp.Trace(sp.MatAdd(I(n), A)),
    "diag": sp.DiagMatrix(x),
    "diag times": P(sp.DiagMatrix(x), A, sp.DiagMatrix(y)),
    "diag times vector": P(sp.DiagMatrix(x), y),
    "row times diag": P(row, sp.DiagMatrix(x)),
    "diag of diag": P(sp.DiagMatrix(x), sp.DiagMatrix(y)),
    "diagonal": DiagonalOf(A),
    "diagonal of a product": DiagonalOf(P(X, Z)),
    "diagonal of an outer": DiagonalOf(P(x, T(y))),
    "diagonal matrix": DiagonalMatrix(A),
    "vec": al.Vec(X),
    "vec of a transpose": al.Vec(T(X)),
    "vec of a row": al.Vec(row),
    "unvec": al.Unvec(sp.MatMul(Kron(I(m), A), al.Vec(X)), n, m),
    "unvec of vec": al.Unvec(al.Vec(X), m, n),
    "commutation": al.Commutation(n, m),
    "commutation vec": P(al.Commutation(n, m), al.Vec(X)),
    "commutation matrix": P(al.Commutation(n, m), Kron(w, A)),
    "matrix commutation": P(Kron(T(w), A), al.Commutation(n, m)),
    "row commutation": P(T(al.Vec(X)), al.Commutation(m, n)),
    "commutation transposed": P(T(al.Commutation(n, m)), al.Vec(Z)),
    "kronecker": Kron(X, Z),
    "kronecker of three": Kron(w, X, T(w)),
    "kronecker of columns": Kron(x, w),
    "kronecker column row": Kron(x, T(w)),
    "kronecker row column": Kron(T(w), x),
    "kronecker row matrix": Kron(T(w), A),
    "kronecker vec": P(Kron(T(Z), A), al.Vec(X)),
    "vec kronecker": P(T(al.Vec(X)), Kron(Z, A)),
    "hadamard": Had(X, Y, X),
    "hadamard power": sp.HadamardPower(X, 3),
    "hadamard root": sp.HadamardPower(EXP(X), sp.Rational(-1, 2)),
    "matrix power": sp.MatPow(A, 3),
    "negative matrix power": sp.MatPow(A, -2),
    "norm": al.FrobeniusNorm(X),
    "norm of a vector": al.FrobeniusNorm(x),
    "square": al.FrobeniusNorm(X) ** 2 + al.FrobeniusNorm(x) ** 2,
    "spectral norm": al.SpectralNorm(X),
    "spectral norm of a vector": al.SpectralNorm(x),
    "ones": P(A, sp.OneMatrix(n, 1)),
    "row of ones": P(sp.OneMatrix(1, n), X),
    "ones beside": sp.MatAdd(X, P(sp.OneMatrix(n, 1), T(w)), P(x, sp.OneMatrix(1, m))),
    "sum of ones": sp.MatAdd(X, sp.OneMatrix(n, m) * a),
    "zero": sp.ZeroMatrix(n, m),
    "identity": sp.MatAdd(A, I(n)),
    "entry": A[0, 1] + x[2, 0] * row[0, 1],
    "number": MatrixElement(P(T(x), y), 0, 0) * a**2,
    "sum over components": P(T(x), y)[0, 0] * a,
    "explicit": P(sp.ImmutableDenseMatrix([[1, a], [sp.Rational(1, 3), sp.pi]]), w),
    "explicit numbers": P(sp.ImmutableDenseMatrix([[1, 2], [3, 4]]), w),
    "explicit column": P(X, sp.ImmutableDenseMatrix([1, sp.Rational(1, 2)])),
    "blocks": sp.BlockMatrix([[A, X], [Z, sp.Identity(m)]]),
    "block column": sp.BlockMatrix([[x], [w]]),
    "scalars": sp.exp(a) + sp.log(a**2 + 1) * sp.tanh(a) - sp.sin(a) / sp.cos(a) + sp.Abs(a),
    "roots": sp.sqrt(sp.exp(a)) + sp.exp(a) ** sp.Rational(-1, 2) + sp.sqrt(2) * a + 1 / (1 + a**2),
    "size": sp.Trace(I(n)) * a + sp.sqrt(n) + n**2,
    "relu": RELU(X),
    "relu'": RELU.diff()(sp.MatAdd(X, sp.OneMatrix(n, m) / 7)),
    "scalar relu'": RELU.diff()(a) + RELU(a),
    "log of a product": LOG(EXP(X)),
    "log'": LOG.diff().diff().diff()(EXP(X)),
    "sin''": al.Activation("sin", order=2)(X),
    "cos'": al.Activation("cos", order=3)(X),
    "softmax": al.Softmax(x),
    "row softmax": al.Softmax(X),
    "log softmax": LOG(al.Softmax(X)),
    "softmax of one column": al.Softmax(x, 1),
    "log-sum-exp": al.LogSumExp(x) * a,
    "row log-sum-exp": al.LogSumExp(X),
    **{f"sigma {k}": al.Activation("sigma", order=k)(X) for k in range(5)},
    **{f"tanh {k}": al.Activation("tanh", order=k)(X) for k in range(5)},
    "function of a number": SIGMA(a) + TANH.diff()(a),
    "product with negative powers": a**-2 * al.FrobeniusNorm(x) ** -3,
}


@pytest.mark.parametrize("name", [k for k in NAMES if k != "jax"])
@pytest.mark.parametrize("key", EXPRESSIONS)
def test_a_node(key: str, name: str) -> None:
    agrees(EXPRESSIONS[key], name)


@pytest.mark.parametrize("key", list(EXPRESSIONS)[::5])
def test_a_node_in_jax(key: str) -> None:
    """Every fifth: JAX compiles each operation, and takes the wording of NumPy."""
    agrees(EXPRESSIONS[key], "jax")


def test_every_node_of_the_gradient_language_has_a_row() -> None:
    missing = [kind for kind in DIFFERENTIALS if not any(k in ROWS for k in kind.__mro__)]
    assert not missing


@pytest.mark.parametrize("equation", EQUATIONS, ids=lambda e: e.number)
def test_the_cookbook(equation: Any) -> None:
    found = shown(equation)
    agrees(found.rhs, "numpy", found.statement.system)


#: what has to stand in the code, and what must not
WORDS = {
    "diag times": ("[:, None] *", "np.diag"),
    "solve left": ("np.linalg.solve(A, X)", "inv"),
    "solve right": ("np.linalg.solve", "inv"),
    "solve both": ("np.linalg.solve", "inv"),
    "inverse transposed": ("np.linalg.solve(A.T, x)", "inv"),
    "trace of two": ("np.sum(", "trace"),
    "log det": ("_logdet", "np.log("),
    "kronecker vec": (" @ ", "kron"),
    "commutation vec": ("reshape", "eye"),
    "square": ("x @ x", "sqrt"),
}


@pytest.mark.parametrize("key", WORDS)
def test_the_cheap_form_is_taken(key: str) -> None:
    code = agrees(EXPRESSIONS[key], "numpy")
    has, lacks = WORDS[key]
    assert has in code
    assert lacks not in code


def test_a_shared_value_is_computed_once() -> None:
    inner = TANH(P(A, x))
    code = agrees(MatrixElement(P(T(inner), inner), 0, 0) * al.FrobeniusNorm(inner), "numpy")
    assert code.count("np.tanh") == 1
    turned = sp.MatAdd(P(A, X), T(P(T(X), T(A))), T(T(P(A, X))))
    assert agrees(turned, "numpy").count("@") <= 2
