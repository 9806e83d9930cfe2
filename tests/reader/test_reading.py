"""Hand-written variants, what settles a reading, and what is refused and where."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sympy as sp
from sympy import DiagMatrix, HadamardProduct, MatAdd, MatMul, MatPow, Transpose
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    LOG,
    SIGMA,
    TANH,
    Activation,
    ComponentSum,
    Family,
    Gradient,
    HadamardPi,
    Jacobian,
    OrderedProduct,
    PartialDerivative,
)
from derive.errors import DeriveError
from derive.models import LSTM, RNN
from derive.reader.directions import later
from derive.reader.held import held_by
from derive.reader.latex import ReadError, names_of, read, read_statement

net, cell = RNN(), LSTM()
n, d, t, T = net.n, net.d, net.t, net.T
W, U, h, z, x, L = net.W, net.U, net.h, net.z, net.x, net.losses
i, j, k, m = sp.symbols("i j k m", integer=True)
a = sp.MatrixSymbol("a", n, 1)
B = sp.MatrixSymbol("B", n, d)
v = sp.Symbol("v")
NAMES = names_of([h[t], h[k], a, B, v, MatrixElement(W, i, j)], net.system, (sp.Ge(t, k),))
ds = SIGMA.diff()

VARIANTS = {
    r"\frac{\partial h_t}{\partial h_k}": Jacobian(h[t], h[k]),
    r"\partial h_t / \partial h_{k}": Jacobian(h[t], h[k]),
    r"∂h_t/∂h_k": Jacobian(h[t], h[k]),
    r"\dfrac{\partial\,h_{t}}{\partial\,W}": Jacobian(h[t], W),
    r"\frac{\partial^+ h_t}{\partial W}": Jacobian(h[t], W, (h[t - 1],)),
    r"\frac{\partial a_i}{\partial W_{ij}}": PartialDerivative(a[i, 0], W[i, j]),
    r"\nabla_W L": Gradient(net.loss, W),
    r"W^T a": None,  # T is a number here, so this has two readings
    r"B^T a": MatMul(Transpose(B), a),
    r"W^\top a": MatMul(Transpose(W), a),
    r"W^{\intercal} a": MatMul(Transpose(W), a),
    r"\mathrm{diag}(\sigma'(z_t)) W": MatMul(DiagMatrix(ds(z[t])), W),
    r"\text{diag}\left(\sigma^{\prime}(z_t)\right) W": MatMul(DiagMatrix(ds(z[t])), W),
    r"\operatorname{diag}\bigl(\sigma^{(1)}(z_t)\bigr)": DiagMatrix(ds(z[t])),
    r"a \odot \tanh z_t": HadamardProduct(a, TANH(z[t]), evaluate=False),
    r"[a + z_t] - a": MatAdd(MatAdd(a, z[t]), MatMul(-1, a)),
    r"\frac12 a": MatMul(sp.Rational(1, 2), a),
    r"a / 2": MatMul(sp.Rational(1, 2), a),
    r"v^2 / 2": v**2 / 2,
    r"W_{12}": W[0, 1],
    r"W_{1,12}": W[0, 11],
    r"W_{i j}": W[i, j],
    r"h_{t,i}": MatrixElement(h[t], i, 0),
    r"(h_t)_i": MatrixElement(h[t], i, 0),
    r"(W a)_i": MatrixElement(MatMul(W, a), i, 0),
    r"\sum_{m=1}^{n} W_{im} a_m": ComponentSum(W[i, m] * a[m, 0], (m, n)),
    r"\sum_{k=0}^{T} L_k": sp.Sum(L[k], (k, 0, T)),
    r"\prod_{j=t}^{k+1} W": OrderedProduct(W, (j, k + 1, t)),
    r"\prod_{j=k+1}^{t} W": OrderedProduct(W, (j, k + 1, t), "right"),
    r"\prod_{t \ge j \ge k} W": OrderedProduct(W, (j, k, t)),
    r"W^0": MatPow(W, 0),
    r"\sigma(v)^2": SIGMA(v) ** 2,
    r"\begin{pmatrix} 1 & v \\ 0 & .5 \end{pmatrix}": sp.ImmutableMatrix([[1, v], [0, "1/2"]]),
    r"\begin{bmatrix} W & 0 \\ 0 & I \end{bmatrix}": None,  # the size of I
    r"5 \cdot 10^{-3}": sp.Rational(1, 200),
    r"\delta_{ij}": sp.KroneckerDelta(i, j),
    r"a + 0": MatAdd(a, sp.ZeroMatrix(n, 1)),
    r"W (a + \mathbf{1})": MatMul(W, MatAdd(a, sp.OneMatrix(n, 1))),
    r"\max(v, 2)": sp.Max(v, 2),
    r"\det(W)": sp.Determinant(W),
    r"\operatorname{tr}(W) \sqrt{v}": sp.Trace(W) * sp.sqrt(v),
    r"\ln v": LOG(v),
    r"e^{-v}": sp.exp(-v),
    r"-\infty": -sp.oo,
    r"\prod_{j=1}^{T} v": sp.Product(v, (j, 1, T)),
    r"\prod_{T \ge j \ge 1} v": sp.Product(v, (j, 1, T)),
    r"\bigodot_{j=1}^{T} a": HadamardPi(a, (j, 1, T)),
    r"\sum_{j=1}^{n} \delta_{ij}": ComponentSum(sp.KroneckerDelta(i, j), (j, n)),
    r"\begin{bmatrix} W & 0 \\ 0 & W \end{bmatrix}": sp.BlockMatrix(
        [[W, sp.ZeroMatrix(n, n)], [sp.ZeroMatrix(n, n), W]]
    ),
    r"(1 - \mathbf{1}^{\top} a)_{1}": None,  # a number is no 1 × 1 matrix
    r"I a + a": MatAdd(MatMul(sp.Identity(n), a), a),
}


@pytest.mark.parametrize("text", VARIANTS)
def test_what_people_write(text):
    if VARIANTS[text] is None:
        with pytest.raises(ReadError, match=r"two readings|settle|found a"):
            read(text, NAMES)
    else:
        assert read(text, NAMES) == VARIANTS[text]


REFUSED = {
    "(W a": "line 1, column 5: found the end; expected , or )",
    "W a)": "line 1, column 4: found ); expected the end",
    "W q": "line 1, column 3: found q, an unknown name; expected one of the names",
    "W +\n  + a": r"line 2, column 3: found +; expected a term",
    r"\frac{a}": "line 1, column 9: found the end; expected {",
    r"\sigma + a": r"line 1, column 7: found no argument; expected ( after \sigma",
    r"\sigma a": r"line 1, column 8: found no parenthesis; expected ( after \sigma",
    r"\tanh W a": r"line 1, column 7: found several factors after \tanh; expected parentheses",
    r"\sigma^{-1}(v)": r"line 1, column 7: found a script on the function \sigma; expected primes",
    r"\mathrm{foo} a": r"line 1, column 1: found \mathrm{foo}, an unknown name; expected one of",
    r"\mathrm{d}": r"line 1, column 1: found \mathrm{d}, an unknown name; expected one of",
    r"W # a": "line 1, column 3: found #; expected a sign that formulas are made of",
    "W^T a": "line 1, column 2: found ^T, which has two readings; expected ^{\\top}",
    "W'": "line 1, column 2: found a prime on what is no function; expected a transpose written",
    r"W a \odot a": "line 1, column 1: found juxtaposition and ⊙ in one term; expected parentheses",
    r"v / 2 v": "line 1, column 1: found / and juxtaposition in one term; expected parentheses",
    r"\prod_{j=t}^{k+1} W W": r"line 1, column 19: found several factors after \prod; expected",
    r"\prod_{j=i}^{k} W": "line 1, column 1: found Π from i to k, of which either may be the later",
    "B a": "line 1, column 3: found a factor of shape n×1 after one of n×d; expected one with d",
    "W + v": "line 1, column 5: found a scalar; expected a term of shape n×n",
    "a + 1": "line 1, column 5: found a scalar; expected a term of shape n×1",
    "h": "line 1, column 1: found h; expected h with a time index, h_{t}",
    "W_i": "line 1, column 1: found W_i; expected W with 2 indices below it",
    "a_{ij}": "line 1, column 1: found a_{ij}; expected a with 1 index below it",
    "a_0": "line 1, column 3: found the index 0; expected one from 1 on",
    "v_1": "line 1, column 1: found v_1; expected v with no index",
    "v_1_2": "line 1, column 4: found a second script in one place; expected braces",
    r"\sigma_{t}": r"line 1, column 7: found a script on the function \sigma; expected primes",
    r"2 3": r"line 1, column 3: found a number beside a number; expected \cdot between them",
    r"\frac{v}{0}": "line 1, column 1: found a division by 0; expected another denominator",
    r"\frac{v}{W}": "line 1, column 10: found a matrix of shape n×n; expected a scalar",
    r"\frac{\partial h_t}{W}": "line 1, column 21: found no ∂ below the fraction bar; expected ∂",
    r"\frac{\partial^2 h_t}{\partial W}": r"line 1, column 15: found ∂^2; expected ∂ or ∂^{+}",
    r"\frac{\partial h_t}{\partial (W a)}": "line 1, column 30: found a derivative by what is no",
    r"\frac{\partial^{+} h_0}{\partial W}": "line 1, column 15: found ∂⁺, but h[0] has no equation",
    r"\frac{\partial^{+} a}{\partial W}": "line 1, column 15: found ∂⁺, but a has no time step",
    r"\lVert W \rVert_1": "line 1, column 16: found a norm that is not ‖·‖₂; expected _{2}",
    r"\lVert W \rVert": "line 1, column 1: found a norm that is not ‖·‖₂; expected _{2}",
    r"\sum_{m=1}^{k} a_m": "found a sum of components from 1 to k; expected one over the whole",
    r"\sum_{k} a": "line 1, column 1: found an index k of which nothing says the range; expected",
    r"\sum_{k}^{t} a": "line 1, column 7: found limits of another form; expected k = 1 below",
    r"\begin{bmatrix} 1 & 2 \\ 3 \end{bmatrix}": "line 1, column 1: found rows of 2, 1 entries",
    r"B^{2}": "line 1, column 1: found a power of a matrix of shape n×d; expected a square one",
    r"v^{\top}": "line 1, column 2: found the transpose of a scalar; expected a matrix",
    "(a, a)": "line 1, column 1: found a pair; expected one term",
    r"\operatorname{diag}(W)": "line 1, column 21: found no vector; expected a vector",
    r"a \times a": "line 1, column 10: found a factor of shape n×1 after one of n×1; expected",
    r"1 + \lim_{n \to \infty} v": "line 1, column 5: found a limit inside a term; expected a limit",
    r"\sum_{j=1}_{k=2}^{t} a": "line 1, column 17: found a script too many; expected one below",
    r"\sum a": r"line 1, column 6: found no subscript on \sum; expected \sum_{…}",
    r"\nabla_W^3 v": r"line 1, column 9: found a power of \nabla; expected 2 or none",
    r"\nabla_{W, U} v": "line 1, column 9: found several variables below ∇; expected one",
    r"\nabla^2_v v": "line 1, column 10: found a second gradient by a scalar; expected a matrix",
    r"\sum_{j + 1 = 1}^{t} a": "line 1, column 7: found j + 1; expected the name of an index",
    r"\sum_{j=1}^{t} a_j a": "line 1, column 1: found j as an index of components of a matrix",
    r"\bigodot_{j=1}^{t} v": "found a scalar after ⨀; expected a matrix or a vector",
    r"\prod_{j=1}^{t} B": "found factors of shape n×d; expected square ones after Π",
    r"\prod_{j=t}^{k} v": "line 1, column 1: found limits that descend from t to k; expected",
    r"\sum_{j=t}^{k} a": "line 1, column 1: found limits that descend from t to k; expected",
    r"\frac{\partial a}{\partial^{+} x_t}": "found a script on the lower ∂; expected none",
    r"\operatorname{vec}(v)": "line 1, column 20: found a scalar; expected a matrix",
    r"\operatorname{tr}(B)": "column 19: found a matrix that is not square; expected a square one",
    r"\sigma(v, v)": "line 1, column 1: found 2 arguments; expected one argument",
    r"\det_2(W)": r"line 1, column 5: found a script on \det; expected its argument",
    r"\max'(v, 2)": "line 1, column 5: found the derivative of a function of SymPy's; expected",
    r"v \otimes W": "line 1, column 1: found a scalar beside ⊗; expected a matrix",
    r"\sqrt{W}": "line 1, column 7: found a matrix of shape n×n; expected a scalar: a root",
    r"\frac{\partial a}{\partial W}^{2}": "found an exponent on a derivative; expected parentheses",
    r"\sigma": r"line 1, column 7: found no argument; expected ( after \sigma",
    r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}_{3}": "found index 3 of an axis of size 2; expected a",
    r"(v)_{1}": "line 1, column 4: found an index on a scalar; expected no index",
    r"(a)_{ij}": "line 1, column 4: found _{ij}; expected one index, for a term of n×1",
    r"(W)_{i}": "line 1, column 4: found _{i}; expected two indices, for a term of n×n",
    r"\lVert v \rVert_{2}": "column 8: found a scalar between norm bars; expected a matrix or a",
    r"W^{+}": r"line 1, column 2: found ^{+}; expected an exponent or \top",
    r"W \unknown": r"line 1, column 3: found \unknown, an unknown name; expected one of the names",
    "I": "line 1, column 1: found I of a size that nothing here settles; expected its size",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused_and_where(text):
    with pytest.raises(DeriveError) as error:
        read(text, NAMES)
    assert REFUSED[text] in str(error.value)
    assert "\n" not in str(error.value)


def test_two_objects_of_one_name_are_told_apart_by_use_or_refused():
    f = Activation("f")
    names = names_of([cell.f[t], cell.i[i], f(v)], cell.system)
    assert read("f_{t}", names) == cell.f[t]
    assert read("f'(v)", names) == f.diff()(v)
    assert read("i_{i}", names) == cell.i[i]
    other = sp.Symbol("n", integer=True)
    with pytest.raises(
        ReadError, match="found n, which has two readings; expected a name with one"
    ):
        read("n", {"n": (n, other)})
    x1 = sp.MatrixSymbol("x1", n, 1)
    with pytest.raises(ReadError, match="found a_1, which has two readings"):
        read("a_1", {"a": a, "a_1": x1})


def test_statements():
    s = sp.Symbol("s")
    names = {"s": s, "f": cell.f, "W": W, "n": n, "d": d, "t": t}
    found = read_statement(r"\lim_{n \to \infty} s^n = 0", names)
    assert (*found, found.limit) == (s**n, "->", 0, n)
    found = read_statement(r"\lim_{s \to 0} s = 0", names)
    assert found.limit == (s, 0)
    assert tuple(read_statement(r"s \to \infty", names)) == (s, "->", sp.oo)
    assert tuple(read_statement(r"s \leq 1", names)) == (s, "<=", 1)
    for text, interval in {
        r"f_t \in (0, 1)^n": sp.Interval.open(0, 1),
        r"f_t \in [-1, \frac{1}{2})": sp.Interval.Ropen(-1, sp.Rational(1, 2)),
        r"W \in (0, \infty)^{n \times n}": sp.Interval.open(0, sp.oo),
    }.items():
        assert read_statement(text, names).rhs == interval
    assert read_statement("0 = W", names).lhs == sp.ZeroMatrix(n, n)
    for text, message in {
        r"W \in (0, 1)^{n}": r"column 13: found ^{n}; expected the shape n × n",
        r"f_t \in 1": r"column 9: found 1; expected an interval",
        r"\lim_{n} s = 0": "expected \\lim_{n \\to \\infty}",
        r"\lim_{n \to \infty} s \le 0": "column 23: found a limit that is not equated",
        "W = 1": "column 5: found a scalar; expected a term of shape n×n",
        "s = s = s": "column 7: found =; expected the end",
    }.items():
        with pytest.raises(ReadError) as error:
            read_statement(text, names)
        assert message in str(error.value)


def test_what_is_held_is_recovered_from_the_system():
    lstm, rnn = names_of([], cell.system), names_of([], net.system)
    C, gates = cell.C, (cell.f, cell.i, cell.candidate)
    for of, wrt, names, held in (
        (h[t], W, rnn, (h[t - 1],)),
        (z[3], W, rnn, (h[2],)),
        (MatrixElement(h[t], i, 0), W[i, j], rnn, (h[t - 1],)),
        (C[t], C[t - 1], lstm, (cell.h[t - 1],)),
        (C[t], cell.h[t - 1], lstm, (C[t - 1],)),
        (C[t], C[k], lstm, gates),
        (C[t], cell.W["f"], lstm, (cell.h[t - 1], C[t - 1])),
    ):
        assert set(held_by(of, wrt, names)) == set(held)
    told = names_of([], cell.system, held={(C[t], C[t - 1]): gates})
    assert held_by(C[t], C[t - 1], told) == gates
    step, path = Jacobian(C[t], C[t - 1], (cell.h[t - 1],)), Jacobian(C[t], C[t - 1], gates)
    for shown, held in ((step, step.held), (path, gates), (Jacobian(C[t], C[k], gates), gates)):
        assert held_by(C[t], C[t - 1], names_of([shown], cell.system)) == held
    text, both = r"\frac{\partial^{+} C_t}{\partial C_{t - 1}}", names_of([step, path], cell.system)
    with pytest.raises(
        ReadError, match=r"column 15: found ∂⁺, but by C\[t - 1\] it is used here in"
    ):
        read(text, both)
    with pytest.raises(DeriveError, match="depends on nothing that could be held"):
        held_by(h[t], h[t - 1], rnn)


def test_a_formula_nested_too_deeply_is_refused_and_a_long_one_read():
    with pytest.raises(ReadError, match=r"line 1, column 1: found a formula nested too deeply"):
        read("(" * 3000 + "v" + ")" * 3000, NAMES)
    assert len(read(" + ".join(["W a"] * 2000), NAMES).args) == 2000
    assert len(read(" ".join(["W"] * 2000), NAMES).args) == 2000


def test_a_family_whose_name_has_an_index_stands_in_parentheses():
    W_f = Family("W_f", (n, n))
    assert read("(W_{f})_{t - 1}", {"W_f": W_f, "t": t}) == W_f[t - 1]


def test_the_later_limit_follows_from_what_is_given():
    assert later(t, k, (sp.Le(k, t),)) == later(t, k, (sp.Gt(t, k), sp.Ne(t, 1))) == "left"
    assert later(k, t, (sp.Lt(k, t),)) == later(sp.Integer(1), n, ()) == "right"
    assert (later(k, k + 1, ()), later(k, k - 1, ())) == ("right", "left")
    assert later(t, i, (sp.Ge(t, k), sp.Ge(k, i))) == "left"
    assert later(t, k, (sp.Ge(i, j),)) is None


def test_names_are_looked_up_however_they_are_spaced():
    names = {r"\tilde C": cell.candidate, "W_f": cell.W["f"], "t": t}
    for text in (r"\tilde{C}_t", r"\tilde C_{ t }", r"\tilde  {C}_{t}"):
        assert read(text, names) == cell.candidate[t]
    assert read("W_{ f }", names) == cell.W["f"]


def test_the_parser_is_made_only_when_something_is_read():
    code = "import derive.reader.latex, sys; sys.exit('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
