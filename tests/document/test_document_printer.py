"""What the printer prints, and that it says what the term says."""

import pytest
import sympy as sp
from samples import (
    A,
    L,
    T,
    U,
    W,
    a,
    b,
    c,
    cell,
    d,
    ds,
    f,
    h,
    i,
    j,
    k,
    m,
    n,
    net,
    t,
    z,
)
from sympy import MatAdd, MatMul, MatPow, Transpose
from sympy.matrices.expressions.diagonal import DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.document.printer import latex
from derive.document.statement import conditions, statement
from derive.document.width import lines, width
from derive.errors import DeriveError

X, Y = sp.symbols("x y")
P, Q, R = (sp.MatrixSymbol(name, n, n) for name in "PQR")
v = sp.MatrixSymbol("v", n, 1)
jacobian = al.Jacobian(h[t], h[k])
factor = MatMul(sp.DiagMatrix(ds(z[j])), W)
times = al.OrderedProduct(factor, (j, k + 1, t))
nine = sp.Pow(sp.Rational(9, 10), 30, evaluate=False)

TERMS = [
    # sums and products of matrices, in the order given
    (net.system.body(z[t]), r"W h_{t - 1} + U x_{t}"),
    (MatMul(MatAdd(P, Q), R), r"(P + Q) R"),
    (MatMul(P, Transpose(MatAdd(Q, R))), r"P (Q + R)^{\top}"),
    (MatMul(-1, MatAdd(P, Q)), r"-(P + Q)"),
    (MatAdd(P, MatMul(-1, Q), MatMul(-2, R)), r"P - Q - 2 R"),
    (MatAdd(P, MatAdd(Q, R)), r"P + (Q + R)"),
    (MatMul(P, MatMul(Q, R)), r"P (Q R)"),
    (MatMul(MatMul(P, Q), R), r"(P Q) R"),
    (sp.Inverse(P), r"P^{-1}"),
    (sp.Inverse(Transpose(P)), r"(P^{\top})^{-1}"),
    (Transpose(MatMul(P, Q)), r"(P Q)^{\top}"),
    (MatPow(P, t - 1), r"P^{t - 1}"),
    (MatPow(MatMul(P, Q), 2), r"(P Q)^{2}"),
    (MatMul(sp.Rational(-1, 3), P), r"-\tfrac{1}{3} P"),
    (MatMul(X + Y, P), r"(x + y) P"),
    # Σ and Π
    (al.MatrixSum(MatAdd(P, A[k]), (k, 1, t)), r"\sum_{k = 1}^{t} (P + A_{k})"),
    (MatMul(al.MatrixSum(A[k], (k, 1, t)), P), r"\left(\sum_{k = 1}^{t} A_{k}\right) P"),
    (MatMul(P, al.MatrixSum(A[k], (k, 1, t))), r"P \sum_{k = 1}^{t} A_{k}"),
    (MatAdd(al.MatrixSum(A[k], (k, 1, t)), P), r"\sum_{k = 1}^{t} A_{k} + P"),
    (al.MatrixSum(MatMul(-1, A[k]), (k, 1, t)), r"\sum_{k = 1}^{t} (-A_{k})"),
    (times, r"\prod_{j = t}^{k + 1} (\operatorname{diag}(\sigma'(z_{j})) W)"),
    (al.OrderedProduct(A[j], (j, k, t), "right"), r"\prod_{j = k}^{t} A_{j}"),
    (MatMul(P, al.OrderedProduct(A[j], (j, k, t)), Q), r"P \left(\prod_{j = t}^{k} A_{j}\right) Q"),
    (
        al.MatrixSum(MatMul(jacobian, al.OrderedProduct(A[j], (j, k, t)), P), (k, 0, t)),
        r"\sum_{k = 0}^{t} \frac{\partial h_{t}}{\partial h_{k}} "
        r"\left(\prod_{j = t}^{k} A_{j}\right) P",
    ),
    (sp.DiagMatrix(al.HadamardPi(f[i], (i, k + 1, t))),
     r"\operatorname{diag}\left(\bigodot_{i = k + 1}^{t} f_{i}\right)"),
    (sp.Sum(sp.Sum(X**t * Y**k, (k, 1, t)), (t, 0, T)),
     r"\sum_{t = 0}^{T} \sum_{k = 1}^{t} x^{t} y^{k}"),
    (sp.Sum(X**t, (t, 0, T)) ** 2, r"\left(\sum_{t = 0}^{T} x^{t}\right)^{2}"),
    (al.ComponentSum(W[i, m] * h[t][m, 0], (m, n)), r"\sum_{m = 1}^{n} W_{im} (h_{t})_{m}"),
    (X + al.ComponentSum(X + W[i, m], (m, n)), r"x + \sum_{m = 1}^{n} (W_{im} + x)"),
    # ⊙ and ⊗
    (cell.system.body(cell.C[t]), r"f_{t} \odot C_{t - 1} + i_{t} \odot \tilde{C}_{t}"),
    (MatMul(sp.DiagMatrix(sp.HadamardProduct(a, b)), P), r"\operatorname{diag}(a \odot b) P"),
    (sp.HadamardProduct(MatAdd(a, b), MatMul(P, v)), r"(a + b) \odot (P v)"),
    (MatMul(P, sp.HadamardProduct(a, b)), r"P (a \odot b)"),
    (al.MatrixSum(sp.HadamardProduct(A[k], P), (k, 1, t)), r"\sum_{k = 1}^{t} A_{k} \odot P"),
    (sp.HadamardProduct(al.MatrixSum(A[k], (k, 1, t)), P),
     r"\left(\sum_{k = 1}^{t} A_{k}\right) \odot P"),
    (sp.KroneckerProduct(Transpose(h[k - 1]), sp.DiagMatrix(ds(z[k]))),
     r"h_{k - 1}^{\top} \otimes \operatorname{diag}(\sigma'(z_{k}))"),
    (sp.KroneckerProduct(MatMul(P, Q), R), r"(P Q) \otimes R"),
    # entries, counted from 1
    (W[0, 1], r"W_{12}"), (W[i, j], r"W_{ij}"), (W[i + 1, j], r"W_{i + 1, j}"),
    (W[10, 2], r"W_{11, 3}"), (b[0, 0], r"b_{1}"), (h[t][i, 0], r"(h_{t})_{i}"),
    (MatrixElement(jacobian, i, j),
     r"\left(\frac{\partial h_{t}}{\partial h_{k}}\right)_{ij}"),
    (MatrixElement(al.Jacobian(L[t], h[t]), 0, j),
     r"\left(\frac{\partial L_{t}}{\partial h_{t}}\right)_{j}"),
    (cell.W["f"][i, j], r"(W_{f})_{ij}"),
    # the one entry of a product, a number
    (sp.Trace(MatMul(Transpose(v), W, v)), r"(v^{\top} W v)"),
    (sp.Trace(MatMul(sp.OneMatrix(1, n), v)), r"\operatorname{tr}(\mathbf{1}^{\top} v)"),
    (MatrixElement(al.EXP(MatMul(Transpose(v), W, v)), 0, 0), r"\exp(v^{\top} W v)"),
    # names
    (sp.MatrixSymbol("Lambda", n, n), r"\Lambda"), (sp.Symbol("theta_1"), r"\theta_{1}"),
    (sp.Symbol("net"), r"\mathit{net}"), (c[t], r"\tilde{C}_{t}"),
    (Transpose(cell.pre["f"][t]), r"(z^{f}_{t})^{\top}"),
    (al.Family("W_f", (n, n))[t], r"(W_{f})_{t}"),
    # derivatives
    (al.Jacobian(h[k], W, held=(h[k - 1],)), r"\frac{\partial^{+} h_{k}}{\partial W}"),
    (al.PartialDerivative(h[t][i, 0], W[j, k]), r"\frac{\partial (h_{t})_{i}}{\partial W_{jk}}"),
    (al.Jacobian(MatMul(W, v), v), r"\frac{\partial (W v)}{\partial v}"),
    (Transpose(jacobian), r"\left(\frac{\partial h_{t}}{\partial h_{k}}\right)^{\top}"),
    (MatMul(al.Gradient(L[t], W), P), r"(\nabla_{W} L_{t}) P"),
    # functions
    (al.SIGMA(X) ** 2, r"\sigma(x)^{2}"), (al.EXP(-X), r"e^{-x}"),
    (al.EXP.diff()(X), r"\exp'(x)"), (ds.diff().diff().diff()(a), r"\sigma^{(4)}(a)"),
    (al.Activation("f").diff()(MatMul(W, v)), r"f'(W v)"),
    (al.SIGMA(X) * (1 - al.SIGMA(X)), r"\sigma(x) (1 - \sigma(x))"),
    (sp.exp(-X) / (1 + sp.exp(-X)) ** 2, r"\frac{e^{-x}}{(1 + e^{-x})^{2}}"),
    # scalars
    (sp.Rational(-1, 2) * X, r"-\frac{x}{2}"), (T * (T + 1) / 2, r"\frac{T (T + 1)}{2}"),
    (t - k - 1, r"t - k - 1"), (-t - 1, r"-t - 1"), (1 - X, r"1 - x"), ((-X) ** 3, r"-x^{3}"),
    (sp.Mul(X, -1, evaluate=False), r"x (-1)"), (sp.Pow(X**2, Y), r"(x^{2})^{y}"),
    (sp.Mul(2, 3, evaluate=False), r"2 \cdot 3"),
    (sp.Mul(-1, sp.Add(X, Y), evaluate=False), r"-(x + y)"),
    (nine, r"0.9^{30}"), (sp.Pow(sp.Rational(1, 4), t - k), r"\left(\tfrac{1}{4}\right)^{t - k}"),
    (sp.Mul(sp.Rational(9, 25), nine, evaluate=False), r"\tfrac{9}{25} \cdot 0.9^{30}"),
    (al.PartialDerivative(z[t][i, 0], W[j, k]) * ds(z[t][i, 0]),
     r"\sigma'((z_{t})_{i}) \frac{\partial (z_{t})_{i}}{\partial W_{jk}}"),
    (L[t] * T * X, r"L_{t} T x"),
    (ds(b[i, 0]) * W[i, j] * a[j, 0], r"\sigma'(b_{i}) W_{ij} a_{j}"),
    (W[i, m] * a[i, 0] * b[m, 0] * W[i, m], r"a_{i} W_{im}^{2} b_{m}"),
    (sp.Abs(sp.Sum(L[t], (t, 0, T))), r"\left\lvert \sum_{t = 0}^{T} L_{t}\right\rvert"),
    (al.SpectralNorm(P) ** 2, r"\lVert P \rVert_{2}^{2}"),
    (sp.Float("0.0152"), "0.0152"), (sp.oo, r"\infty"),
    (sp.Float("1.5e-12"), r"1.5 \cdot 10^{-12}"), (sp.sqrt(X) / 2, r"\frac{\sqrt{x}}{2}"),
    (1 / X, r"\frac{1}{x}"), (X**-k, r"x^{-k}"), (2 * 1 / (X * Y**2), r"\frac{2}{x y^{2}}"),
    (sp.KroneckerDelta(i, j) * W[i, j], r"W_{ij} \delta_{ij}"),
    (MatrixElement(jacobian, i, j) * W[j, k] * X,
     r"x \left(\frac{\partial h_{t}}{\partial h_{k}}\right)_{ij} W_{jk}"),
    (al.PartialDerivative(X**2, Y) * al.SIGMA(Y),
     r"\sigma(y) \frac{\partial x^{2}}{\partial y}"),
    # constants and explicit matrices
    (sp.Determinant(P), r"\det(P)"), (sp.Trace(MatMul(P, Q)), r"\operatorname{tr}(P Q)"),
    (sp.BlockMatrix([[P, Q]]), r"\begin{bmatrix} P & Q \end{bmatrix}"),
    (al.FrobeniusNorm(P) ** 2, r"\lVert P \rVert_{F}^{2}"),
    (al.Unvec(al.Vec(P), *P.shape), r"\operatorname{unvec}(\operatorname{vec}(P))"),
    (al.Commutation(2, 3), r"\mathbf{K}_{2, 3}"),
    (DiagonalOf(P), r"\operatorname{diagonal}(P)"),
    (MatMul(Q, al.differential_of(MatMul(P, Q), P, Q)), r"Q \mathrm{d} (P Q)"),
    (al.pullback(Q, Transpose(P), P),
     r"\left\langle Q,\, \frac{\partial P^{\top}}{\partial P} \right\rangle"),
    (al.Vec(W), r"\operatorname{vec}(W)"),
    (sp.Identity(n), "I"), (sp.ZeroMatrix(n, d), "0"), (sp.OneMatrix(n, 1), r"\mathbf{1}"),
    (MatPow(sp.ImmutableMatrix([[1, X], [0, 1]]), k),
     r"\begin{bmatrix} 1 & x \\ 0 & 1 \end{bmatrix}^{k}"),
]  # fmt: skip


@pytest.mark.parametrize(("term", "tex"), TERMS, ids=[tex for _, tex in TERMS])
def test_terms(term, tex):
    assert latex(term) == tex


def test_mutable_matrices_and_plain_numbers():
    assert latex(sp.Matrix([[1, 2]])) == latex(sp.ImmutableMatrix([[1, 2]]))
    assert latex(3) == "3"


def test_no_factor_is_lost_or_doubled():
    # entries are reordered for the eye; every one of them must come through, once
    tex = latex(W[i, m] * W[m, j] * h[t][j, 0] * a[i, 0])
    assert tex == r"a_{i} W_{im} W_{mj} (h_{t})_{j}"


def test_decimals_and_sizes():
    half = sp.Rational(9, 25)
    assert latex(half * X, decimals=True) == "0.36 x"
    assert latex(sp.Rational(1, 3), decimals=True) == r"\tfrac{1}{3}"
    assert latex(sp.Rational(-7, 8), decimals=True) == "-0.875"
    assert latex(sp.Rational(1, 2**40), decimals=True).startswith(r"\frac")
    assert latex(sp.Identity(n), sizes=True) == "I_{n}"
    assert latex(sp.ZeroMatrix(n, d), sizes=True) == r"0_{n \times d}"


class Unheard(sp.Expr):
    pass


@pytest.mark.parametrize("node", [Unheard(), sp.Function("g")(X), sp.erf(X), sp.I + Unheard()])
def test_a_node_without_a_row_is_named(node):
    with pytest.raises(DeriveError, match=r"no row for (Unheard|g|erf)"):
        latex(node)


@pytest.mark.parametrize("name", ["a b", "x#", r"\input{f}", r"\tilde{", "}", "x^2}{", "$x$", ""])
def test_a_name_that_is_no_name_is_refused(name):
    with pytest.raises(DeriveError, match="cannot be printed"):
        latex(al.Family(name or "{}}", (n, 1))[t])


# fmt: off
STATEMENTS = [
    ({"lhs": f[t], "rhs": sp.Interval.open(0, 1), "relation": "in"}, r"f_{t} \in (0, 1)^{n}"),
    ({"lhs": W, "rhs": sp.Interval(0, 1), "relation": "in"}, r"W \in [0, 1]^{n \times n}"),
    ({"lhs": al.SIGMA(X), "rhs": sp.Interval.open(0, 1), "relation": "in"},
     r"\sigma(x) \in (0, 1)"),
    ({"lhs": al.SpectralNorm(P), "rhs": X, "relation": "<="}, r"\lVert P \rVert_{2} \le x"),
    ({"lhs": MatPow(P, k), "rhs": sp.ZeroMatrix(n, n), "relation": "->", "limit": k},
     r"\lim_{k \to \infty} P^{k} = 0"),
    ({"lhs": MatAdd(P, Q), "rhs": Q, "relation": "->", "limit": k},
     r"\lim_{k \to \infty} (P + Q) = Q"),
    ({"lhs": X, "rhs": Y, "relation": "->", "limit": (X, 0)}, r"\lim_{x \to 0} x = y"),
]
# fmt: on


@pytest.mark.parametrize(("fields", "tex"), STATEMENTS, ids=[tex for _, tex in STATEMENTS])
def test_statements(fields, tex):
    from derive.calculus.steps import Statement

    assert statement(Statement(**fields)) == tex


def test_statements_that_cannot_be_printed():
    from derive.calculus.steps import Statement

    with pytest.raises(DeriveError, match="which index"):
        statement(Statement(X, Y, relation="->"))
    with pytest.raises(DeriveError, match="relation '~'"):
        statement(Statement(X, Y, relation="~"))


@pytest.mark.parametrize(
    ("given", "tex"),
    [
        ((), ""),
        ((sp.Ge(t, 1),), r"t \ge 1"),
        ((sp.Ge(t, k), sp.Ge(k, 1)), r"1 \le k \le t"),
        ((sp.Ge(k, 0), sp.Lt(t, T), sp.Ge(t, k)), r"0 \le k \le t < T"),
        ((sp.Ge(k, 0), sp.Ge(t, k), sp.Lt(t, T)), r"0 \le k \le t < T"),
        ((sp.Lt(k, t), sp.Gt(T, 0)), r"k < t,\; T > 0"),
        ((sp.Ne(k, t), sp.true), r"k \ne t"),
    ],
)
def test_conditions(given, tex):
    assert conditions(given) == tex


def test_long_formulas_are_broken_and_lose_nothing():
    six = MatAdd(*(MatMul(al.Jacobian(L[late], h[late]), U, A[late]) for late in range(6)))
    whole = latex(six)
    for room in (8, 12, 20, 100):
        broken = lines(six, room)
        assert "".join(broken).replace("{} ", " ") == whole
        assert all(width(line) <= room for line in broken)
    assert len(lines(six, 100)) == 1 < len(lines(six, 20)) < len(lines(six, 8))


def test_a_product_is_broken_between_factors_also_under_a_sum():
    long = al.MatrixSum(MatMul(*(jacobian.subs(k, late) for late in range(9))), (k, 0, T))
    broken = lines(long, 9)
    assert len(broken) > 2
    assert all(line.startswith(r"{} \cdot ") for line in broken[1:])
    assert " ".join(line.removeprefix(r"{} \cdot ") for line in broken) == latex(long)


def test_what_stands_in_parentheses_is_not_broken():
    long = MatPow(MatAdd(*(A[late] for late in range(20))), 2)
    assert len(lines(long, 10)) == 1
