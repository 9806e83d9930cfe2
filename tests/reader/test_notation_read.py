"""What a reading says beside its terms: relations, sets, conventions; and what is refused."""

# ruff: noqa: E501  # a formula stands on one line

from __future__ import annotations

import pytest
import sympy as sp
from notation_names import (
    LENGTH,
    NAMES,
    TABLE,
    A,
    B,
    Q,
    T,
    V,
    a,
    b,
    d,
    f,
    h,
    i,
    j,
    k,
    n,
    q,
    r,
    s,
    t,
    u,
    v,
    y,
    z,
)
from sympy import DiagMatrix, HadamardProduct, MatAdd, MatMul, MatPow, Transpose
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.sets import MatrixSet

from derive import audit
from derive.algebra import (
    SIGMA,
    TANH,
    ByEntries,
    Family,
    Gradient,
    Jacobian,
    MatrixSum,
    OrderedProduct,
    System,
)
from derive.document.printer import latex
from derive.errors import DeriveError
from derive.models import RNN
from derive.reader.conventions import CHOICES, Conventions, alternatives
from derive.reader.latex import Names, ReadError, names_of, read, read_all, read_statement

RELATIONS = {
    r"v = s": "=", r"v := s": "=", r"v \equiv s": "=", r"v \triangleq s": "=", r"v \coloneqq s": "=",
    r"v \overset{!}{=} s": "=", r"v \stackrel{(2)}{=} s": "=", r"v \neq s": "!=", r"v \ne s": "!=",
    r"v ≠ s": "!=", r"v \not= s": "!=", r"v < s": "<", r"v \lt s": "<", r"v \le s": "<=",
    r"v \leq s": "<=", r"v \leqslant s": "<=", r"v ≤ s": "<=", r"v > s": ">", r"v \gt s": ">",
    r"v \ge s": ">=", r"v \geq s": ">=", r"v \geqslant s": ">=", r"v ≥ s": ">=",
    r"v \approx s": "~", r"v \simeq s": "~", r"v ≈ s": "~", r"v \to s": "->",
    r"v \rightarrow s": "->", r"v → s": "->", r"v \xrightarrow{n \to \infty} s": "->",
}  # fmt: skip


@pytest.mark.parametrize("text", RELATIONS)
def test_relations_and_sides_as_they_stand(text):
    assert tuple(read_statement(text, NAMES)) == (v, RELATIONS[text], s)


SETS = {
    r"v \in (0, 1)": sp.Interval.open(0, 1),
    r"v \in [0, 1]": sp.Interval(0, 1),
    r"v \in ]0, 1[": sp.Interval.open(0, 1),
    r"v \in [0, 1[": sp.Interval.Ropen(0, 1),
    r"v \in ]0, 1]": sp.Interval.Lopen(0, 1),
    r"v \in \left]0, 1\right[": sp.Interval.open(0, 1),
    r"v ∈ \left(0, 1\right)": sp.Interval.open(0, 1),
    r"v \in (0; 1)": sp.Interval.open(0, 1),
    r"v \in (-\infty, 0]": sp.Interval(-sp.oo, 0),
    r"a \in (0, 1)^n": sp.Interval.open(0, 1),
    r"B \in [-1, 1]^{n \times d}": sp.Interval(-1, 1),
    r"v \in \mathbb{R}": sp.S.Reals,
    r"v ∈ ℝ": sp.S.Reals,
    r"a \in \mathbb{R}^n": MatrixSet(n, 1, sp.S.Reals),
    r"B \in \mathbb{R}^{n \times d}": MatrixSet(n, d, sp.S.Reals),
    r"B \in \mathbb R^{n\times d}": MatrixSet(n, d, sp.S.Reals),
    r"v \in \{0, 1\}": sp.FiniteSet(0, 1),
    r"n \in \mathbb{N}": sp.S.Naturals0,
}


@pytest.mark.parametrize("text", SETS)
def test_sets(text):
    found = read_statement(text, NAMES)
    assert (found.relation, found.rhs) == ("in", SETS[text])


OTHERWISE = {
    (r"a \otimes b", "otimes", "hadamard"): HadamardProduct(a, b),
    (r"A * Q", "star", "hadamard"): HadamardProduct(A, Q),
    (r"A \circ Q", "circ", "product"): MatMul(A, Q),
    (r"a \cdot b", "dot", "hadamard"): HadamardProduct(a, b),
    (r"A'", "prime", "transpose"): Transpose(A),
    (r"|A|", "bars", "determinant"): sp.Determinant(A),
    (r"1 - a", "broadcast", "entries"): MatAdd(sp.OneMatrix(n, 1), MatMul(-1, a)),
    (r"a + 2", "broadcast", "entries"): MatAdd(a, MatMul(2, sp.OneMatrix(n, 1))),
    (r"a^2", "power", "entries"): sp.HadamardPower(a, 2),
    (r"A^2 \odot Q", "power", "entries"): HadamardProduct(sp.HadamardPower(A, 2), Q),
    (r"A + a", "spread", "columns"): MatAdd(A, MatMul(a, sp.OneMatrix(1, n))),
    (r"A a \odot b", "mixed", "product"): HadamardProduct(MatMul(A, a), b),
    (r"A a \odot b", "mixed", "hadamard"): MatMul(A, HadamardProduct(a, b)),
    (r"(v, s)", "orientation", "row"): sp.ImmutableMatrix([[v, s]]),
    (r"(v, s)", "orientation", "column"): sp.ImmutableMatrix([v, s]),
    (r"\frac{\partial y}{\partial u}", "layout", "denominator"): Transpose(Jacobian(y, u)),
    (r"\frac{\partial s}{\partial B}", "layout", "denominator"): Gradient(s, B),
    (r"\frac{\partial s}{\partial B}", "layout", "transposed"): Transpose(Gradient(s, B)),
    (r"\sum_{k=t}^{1} h_k", "descending", "reversed"): MatrixSum(h[k], (k, 1, t)),
    (r"\prod_{j=k+1}^t V_j", "direction", "ascending"): OrderedProduct(
        V[j], (j, k + 1, t), "right"
    ),
    (r"\prod_{j=k+1}^t V_j", "direction", "descending"): OrderedProduct(V[j], (j, t, k + 1)),
    (r"\prod_{j=1}^n V_j", "products", "left"): OrderedProduct(V[j], (j, 1, n)),
    (r"\prod_{j=1}^n V_j A", "behind", "inside"): OrderedProduct(
        MatMul(V[j], A), (j, 1, n), "right"
    ),
    (r"\prod_{j=1}^n V_j A", "behind", "outside"): MatMul(
        OrderedProduct(V[j], (j, 1, n), "right"), A
    ),
    (r"V_t \cdots V_k", "direction", "descending"): OrderedProduct(
        V[sp.Symbol("l", integer=True)], (sp.Symbol("l", integer=True), k, t)
    ),
    (r"s(a) b", "application", "value"): MatMul(s, b),
    (r"A(a)", "application", "product"): MatMul(A, a),
    (r"diag(\sigma') A", "argument", "z_t"): MatMul(DiagMatrix(SIGMA.diff()(z[t])), A),
}  # fmt: skip


@pytest.mark.parametrize(("text", "name", "value"), OTHERWISE)
def test_a_convention_is_heeded_and_said_to_have_been_consulted(text, name, value):
    conventions = Conventions(**{name: value})
    assert read(text, NAMES, conventions=conventions) == OTHERWISE[text, name, value]
    try:
        consulted = read_statement(f"{text} = {text}", NAMES).consulted
    except ReadError as error:
        consulted = error.consulted
    assert name in consulted


def test_what_needs_no_convention_consults_none():
    for text in (r"A a + b = y", r"\nabla_B s = X", r"h_t = \sigma(A h_{t-1})"):
        assert read_statement(text, NAMES).consulted == frozenset()


def test_T_is_a_transpose_unless_it_is_a_number_here():
    assert read("A^T", NAMES) == Transpose(A)
    assert read("B^T a", LENGTH) == MatMul(Transpose(B), a)  # not square
    assert read(r"A^{\mathsf{T}}", LENGTH) == Transpose(A)
    with pytest.raises(ReadError, match=r"column 2: found \^T, which has two readings") as error:
        read("A^T", LENGTH)
    assert error.value.consulted == {"transpose"}
    found = {c.transpose: tuple(sides) for c, sides in read_all("A^T = Q", LENGTH)}
    assert found == {"transpose": (Transpose(A), "=", Q), "power": (MatPow(A, T), "=", Q)}
    assert read("A^t a", Names.of({"A": A, "a": a})) == MatMul(Transpose(A), a)
    assert read("A^t", NAMES) == MatPow(A, t)


LAYOUTS = {
    r"\frac{\partial s}{\partial B} = a u^\top": Gradient(s, B),
    r"\frac{\partial s}{\partial B} = u a^\top": Transpose(Gradient(s, B)),
    r"\frac{\partial s}{\partial B} = \operatorname{vec}(X)^\top": Jacobian(s, B),
    r"\frac{\partial s}{\partial a} = A b": Gradient(s, a),
    r"\frac{\partial s}{\partial a} = b^\top A": Jacobian(s, a),
    r"\frac{\partial y}{\partial u} = B": Jacobian(y, u),
    r"\frac{\partial y}{\partial u} = B^\top": Transpose(Jacobian(y, u)),
    r"\frac{\partial y}{\partial a} = A": Jacobian(y, a),  # both fit: the one agreed on
}


@pytest.mark.parametrize("text", LAYOUTS)
def test_the_other_side_decides_between_layouts(text):
    found = read_statement(text, NAMES)
    assert found.lhs == LAYOUTS[text]
    assert "layout" in found.consulted


def test_a_sum_of_a_matrix_and_a_derivative_settles_its_layout():
    found = read_statement(r"X = B - v \frac{\partial s}{\partial B}", NAMES).rhs
    assert found.has(Gradient(s, B))
    assert found.shape == (n, d)
    entry = read(r"\left(\frac{\partial s}{\partial B}\right)_{ij}", NAMES)
    assert entry == MatrixElement(Gradient(s, B), i, j)


def test_a_plain_derivative_may_be_immediate():
    net = RNN()
    names = names_of([net.h[net.t]], net.system)
    text = r"\frac{\partial h_t}{\partial W} = \frac{\partial h_t}{\partial W}"
    ways = {c.partial: sides.lhs for c, sides in read_all(text, names) if c.layout == "numerator"}
    assert ways["total"] == Jacobian(net.h[net.t], net.W)
    assert ways["immediate"] == Jacobian(net.h[net.t], net.W, (net.h[net.t - 1],))


def test_all_readings_differ_and_the_agreed_one_comes_first():
    found = read_all(r"A * Q = Q", NAMES)
    assert [tuple(sides) for _, sides in found] == [
        (MatMul(A, Q), "=", Q),
        (HadamardProduct(A, Q), "=", Q),
    ]
    [(conventions, _)] = read_all(r"a \otimes b = y", NAMES)  # Kronecker's has n² rows
    assert conventions.otimes == "hadamard"
    with pytest.raises(ReadError, match="unknown name"):
        read_all(r"A \otimes nope = Q", NAMES)


def test_alternatives_vary_only_what_was_consulted():
    ways = list(alternatives(Conventions(star="hadamard"), {"star", "transpose"}))
    assert ways[0] == Conventions(star="hadamard")
    assert {(c.star, c.transpose) for c in ways} == {
        (star, transpose)
        for star in ("hadamard", "product")
        for transpose in ("unsaid", "transpose", "power")
    }
    assert {c.layout for c in ways} == {"numerator"}
    for name, choices in CHOICES.items():
        assert getattr(Conventions(), name) == choices[0]
        with pytest.raises(DeriveError, match=f"{name} is .* or .*, not nonsense"):
            Conventions(**{name: "nonsense"})


def test_an_unknown_name_is_told():
    for text, name in (
        ("A q w_x", "w_{x}"),
        (r"\mathbf{M} a", r"\mathbf{M}"),
        (r"c_1 a", "c"),
        (r"a^{\star} A", "a^{*}"),
    ):
        with pytest.raises(ReadError) as error:
            read(text, NAMES)
        assert error.value.name == name
    with pytest.raises(ReadError) as error:
        read("A + )", NAMES)
    assert error.value.name is None


def test_a_declared_range_is_used():
    names = Names({**NAMES.table, "T": (T,)}, ranges={t: (0, T)})
    assert read(r"\sum_t h_t", names) == MatrixSum(h[t], (t, 0, T))


def test_a_shadowed_index_is_bound_inside():
    found = read(r"a_i + \sum_i b_i", NAMES)
    assert found.free_symbols >= {i}
    assert found.has(MatrixElement(a, i, 0))
    assert found.subs(i, 2).has(MatrixElement(a, 2, 0))


def test_a_matrix_by_its_entries():
    text = r"""\begin{bmatrix} q_1 B_{11} & ... & q_1 B_{1d} \\ ... & ... & ... \\
        q_n B_{n1} & ... & q_n B_{nd} \end{bmatrix}"""
    found = read(text, NAMES)
    assert isinstance(found, ByEntries)
    assert found.shape == (n, d)
    assert found[1, 2] == MatrixElement(q, 1, 0) * MatrixElement(B, 1, 2)
    row = read(r"\begin{bmatrix} v^2 & v^3 & \cdots & v^n \end{bmatrix}", NAMES)
    assert row.shape == (1, n - 1)
    assert row[0, 2] == v**4
    losses = read(r"\operatorname{diag}(L_0, L_1, \ldots, L_n)", NAMES)
    assert losses.shape == (n + 1, n + 1)


def test_cases():
    found = read(r"\begin{cases} v & \text{if } v > 0 \\ 0 & \text{otherwise} \end{cases}", NAMES)
    assert found == sp.Piecewise((v, v > 0), (0, True))
    assert read(latex(found), NAMES) == found
    assert audit.evaluate(found, {}, {v: 3}) == 3
    assert audit.evaluate(found, {}, {v: -3}) == 0
    several = read(
        r"\begin{cases} v, & v > 0, s \ge 1, \\ s, & \text{if } v = 0, \\ 1 & \text{else} \end{cases}",
        NAMES,
    )
    assert several == sp.Piecewise((v, (v > 0) & (s >= 1)), (s, sp.Eq(v, 0)), (1, True))
    entry = MatrixElement(a, i, 0)
    delta = sp.KroneckerDelta(i, j)
    assert read(r"\begin{cases} a_i & i = j \\ 0 & i \ne j \end{cases}", NAMES) == entry * delta
    other = read(r"\begin{cases} v & i \ne j \\ a_i & \text{otherwise} \end{cases}", NAMES)
    assert other == entry * delta + v * (1 - delta)


def test_matrices_by_entries_print_and_read_back():
    for text in (
        r"\begin{bmatrix} q_1 a_1 \\ \vdots \\ q_n a_n \end{bmatrix}",
        r"B_{i,:}",
        r"B_{:,j}",
        r"A e_i",
        r"\begin{bmatrix} q_1 B_{11} & ... & q_1 B_{1d} \\ ... & ... & ... \\ q_n B_{n1} & ... & q_n B_{nd} \end{bmatrix}",
    ):
        found = read(text, NAMES)
        assert read(latex(found), names_of([found, i, j])) == found


def test_matrices_by_entries_have_the_values_that_are_meant():
    text = r"\begin{bmatrix} q_1 B_{11} & ... & q_1 B_{1d} \\ ... & ... & ... \\ q_n B_{n1} & ... & q_n B_{nd} \end{bmatrix}"
    numbers = {q: [2, 3], B: [[1, 2, 3], [4, 5, 6]]}
    found = audit.evaluate(read(text, NAMES), {n: 2, d: 3}, numbers)
    assert found == sp.Matrix([[2, 4, 6], [12, 15, 18]])
    last = audit.evaluate(read("B_{nd}", NAMES), {n: 2, d: 3}, numbers)
    assert last == 6


def test_a_row_vector_and_tuples_take_the_shape_of_their_place():
    assert read_statement(r"a = (a_1, \ldots, a_n)", NAMES).rhs == a
    assert read_statement(r"a = (a_1, \ldots, a_n)^\top", NAMES).rhs == Transpose(Transpose(a))
    assert read_statement(r"r = (a_1, \ldots, a_n)", NAMES).rhs == Transpose(a)
    assert read(r"A (a_1, \ldots, a_n)", NAMES) == MatMul(A, a)
    assert read_statement(r"r = a^\top A", NAMES).lhs == r


def test_a_one_by_one_matrix_is_a_number_where_a_number_is_asked():
    one = MatMul(Transpose(a), b)
    assert read(r"a^\top b + v", NAMES) == v + MatrixElement(one, 0, 0)
    assert read(r"(a^\top b) a", NAMES) == MatMul(MatrixElement(one, 0, 0), a)
    assert read_statement(r"v = a^\top b", NAMES).rhs == MatrixElement(one, 0, 0)
    assert read(r"\log(a^\top b)", NAMES).shape == (1, 1)


def test_a_power_behind_a_functions_name_is_that_of_its_value():
    assert read(r"\tanh^2(a)", NAMES) == sp.HadamardPower(TANH(a), 2)
    assert read(r"f^{(2)}(v)", NAMES) == f.diff().diff()(v)


REFUSED = {
    r"diag(\sigma')": "column 13: found no argument; expected ( after \\sigma",
    r"a_1 + \ldots + b_n": "column 16: found b_n behind …; expected what differs in an index",
    r"a_1 b_1 + a_3 b_3 + \ldots + a_n b_n": "found … in steps of 2; expected indices that go by 1",
    r"A A \cdots A": "column 12: found A behind …; expected what differs in an index",
    r"a_1 + \ldots": "column 7: found … at an end; expected a last term behind it",
    r"\ldots + a_n": "column 1: found … at an end",
    r"a_1 + \ldots + a_2 + \ldots + a_n": "found a second …; expected one in a row",
    r"a_1 - \ldots + a_n": "found … between terms of both signs; expected one sign",
    r"V_t \cdots V_k": "found … from t to k; expected a second term that shows the direction",
    r"\ldots": "column 1: found … at an end; expected a last term",
    r"\left. \frac{\partial s}{\partial v} \right|_{v=0}": "found the value of a derivative at a",
    r"v|_{3}": "found _{3}; expected a point, as in |_{x = a}",
    r"{A Q}^2": "column 1: found {A Q}; expected",
    r"\nabla s": r"column 8: found no subscript on \nabla; expected \nabla_{…}",
    r"\frac{\partial^3 s}{\partial v^2}": "found ∂^3; expected ∂ or ∂^{+}",
    r"\frac{\partial s}{\partial v \partial w}": r"found a second ∂ below the bar; expected \partial^2",
    r"\frac{\partial}{\partial a} (a) b": "parentheses around all it applies to",
    r"\frac{\partial}{\partial a}": "with nothing behind it; expected what it is applied to",
    r"\|A\|": "column 1: found a norm that is not ‖·‖₂; expected _{2}",
    r"|A|": "column 2: found a matrix of shape n×n; expected a scalar",
    r"\langle a, B \rangle": "found a term of shape n×d; expected a term of shape n×1",
    r"\langle a \rangle": "column 1: found ⟨…⟩; expected two terms with a comma",
    r"V_t^{(2)}": "column 2: found _t; expected two indices",
    r"v^{(2)}": "column 2: found ^{(2)}; expected an exponent",
    r"a^{*}": "column 2: found a^{*}, an unknown name",
    r"\hat{a + b}": r"column 1: found \hat over more than a name; expected a name under it",
    r"\left( v": "found the end; expected , or )",
    r"\left v": r"column 1: found \left without a parenthesis",
    r"\boxed{v": "found the end; expected }",
    r"\begin{foo} v \end{foo}": r"column 1: found \begin{foo}; expected a matrix or cases",
    r"{v \over s \over v}": r"found a second \over; expected braces",
    r"\begin{cases} v & v > 0 \end{cases}": "found cases of which none may hold",
    r"\begin{cases} v \\ s \end{cases}": "found a case without a condition",
    r"\begin{pmatrix} 1 & \\ 2 & 3 \end{pmatrix}": "found an empty entry; expected an entry",
    r"\begin{pmatrix} a_1 & \cdots & a_n \\ b_1 & \cdots & b_n \end{pmatrix}": "in one direction",
    r"\begin{pmatrix} q_1 & \cdots & v \\ \vdots & \ddots & \vdots \\ 0 & \cdots & q_n \end{pmatrix}":
        "column",
    r"\sum_{i \ne j} L_t": "an index i of which nothing says the range",
    r"\sum_{i < j} a_i": "found limits of another form",
    r"\sum_k k a_k": "found k as a component and as a number; expected one of the two",
    r"\sum_{k \ne j}^{t} h_k": "found limits of another form",
    r"\prod_{i=0}^n a_i": "found a product of components; expected one over the axis",
    r"\prod_{j=1}^n V_j A": "found several factors after \\prod; expected parentheses",
    r"\mathrm{d} B": r"column 1: found \mathrm{d}, an unknown name",
    r"v \in 3": "an interval",
    r"a + v": "column 5: found a scalar; expected a term of shape n×1",
    r"v & s": "column 3: found &; expected",
    r"v ☃ s": "column 3: found ☃; expected a sign that formulas are made of",
    r"\sqrt[v]{s}": "found a root of order v; expected a positive integer",
    r"\sigma_2(v)": "found a script on the function \\sigma",
    r"s(a) b": "column 1: found s(a), which looks like an application; expected a product without",
    r"\begin{cases} 1 & i = 1 \\ 0 & \text{else} \end{cases}": "an index compared with a number",
    r"\mathbb{1}_{i = j, i = k}": "found several conditions below 1; expected one",
    r"\underbrace{B B \cdots B}_{n}": "found a power of a matrix that is not square",
    r"0_{0.9}": "of no size; expected a size that is a whole number",
    r"a_{b_1 + 2}": "column 4: found the index b[0, 0] + 2; expected one that counts",
    r"\prod_{t \ge j > k} \frac{\partial h_j}{\partial h_{j,1}}": "square",
    r"\sqrt[": "found the end; expected",
    r"\{v, s\}": "column 1: found a set; expected one term",
    "v\n + \\foo": "line 2, column 4: found \\foo, an unknown name",
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused_and_where(text):
    reads = read_statement if r"\in " in text else read
    with pytest.raises(ReadError) as error:
        reads(text, NAMES)
    assert REFUSED[text] in str(error.value)
    assert "\n" not in str(error.value)


SHEET = Names.of(
    {
        **{key: TABLE[key] for key in ("n", "d", "i", "j", "t", "k", "q")},
        r"\sigma": SIGMA,
        "W": sp.MatrixSymbol("W", n, d), "x": sp.MatrixSymbol("x", d, 1), "y": y,
        "z": sp.MatrixSymbol("z", n, 1), "Y": sp.MatrixSymbol("Y", n, 1),
        "X": sp.MatrixSymbol("X", d, 1), "h": h, "L": TABLE["L"],
    }
)  # fmt: skip
OF_A_SHEET = [
    r"\frac{\partial y_i}{\partial x_j} = \frac{\partial (\sigma(W_{i1}x_1 + ... + W_{id}x_d))}{\partial x_j}",
    r"\frac{\partial y_i}{\partial x_j} = \frac{\partial (\frac{1}{1+e^{-(W_{i1}x_1 + ... + W_{id}x_d)}})}{\partial x_j}",
    r"q_i = \frac{e^{-(W_{i1}x_1 + ... + W_{id}x_d)}}{(1 + e^{-(W_{i1}x_1 + ... + W_{id}x_d)})^2}",
    r"\frac{\partial Y}{\partial X} = \begin{bmatrix} q_1W_{11} & ... & q_1W_{1d} \\ ... & ... & ... \\ q_nW_{n1} & ... & q_nW_{nd} \end{bmatrix}",
    r"\frac{\partial Y}{\partial X} = \begin{bmatrix} q_1 & ... & 0 \\ ... & ... & ... \\ 0 & ... & q_n \end{bmatrix} * \begin{bmatrix} W_{11} & ... & W_{1d} \\ ... & ... & ... \\ W_{n1} & ... & W_{nd} \end{bmatrix}",
    r"\sigma_{'}\left(z_{i}\right) = q_{i}",
    r"\sigma_{'}\left(z\right) = \begin{bmatrix} q_{1} \\ q_{2} \\ \ldots \\ q_{n} \end{bmatrix}",
]  # fmt: skip


@pytest.mark.parametrize("text", OF_A_SHEET)
def test_lines_of_a_students_sheet(text):
    sides = read_statement(text, SHEET)
    assert sides.relation == "="
    if getattr(sides.lhs, "is_Matrix", False):
        assert sides.lhs.shape == sides.rhs.shape


@pytest.mark.parametrize(
    ("text", "value"),
    [("0{,}25", "1/4"), ("0{,}125 + 1", "9/8"), ("1{,}5", "3/2"), ("2{,}0001", "20001/10000")],
)
def test_a_decimal_comma(text: str, value: str) -> None:
    found = read(text, NAMES)
    assert sp.simplify(found - sp.Rational(value)) == 0


@pytest.mark.parametrize("text", ["1{,}000", "12{,}500", "1{,}000{,}000", "1{,}25{,}5"])
def test_a_comma_that_may_be_one_of_thousands(text: str) -> None:
    with pytest.raises(ReadError, match="thousands or a decimal fraction"):
        read(text, NAMES)


def test_a_power_of_a_vector_is_agreed_on() -> None:
    """Without the convention it is refused, and so is a letter above that may be an index."""
    with pytest.raises(ReadError, match="a square one"):
        read("a^2", NAMES)
    with pytest.raises(ReadError, match="a square one"):
        read("a^i", NAMES, None, Conventions(power="entries"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("x_{ik}", "x[i][k, 0]"),
        ("x_{i,k}", "x[i][k, 0]"),
        ("x_{i1}", "x[i][0, 0]"),
        ("x_{2k}", "x[2*k]"),
        ("x_{12}", "x[12]"),
        ("x_{i-1}", "x[i - 1]"),
    ],
)
def test_letters_side_by_side_below_a_family_of_columns_are_a_member_and_its_entry(
    text: str, meant: str
) -> None:
    n = sp.Symbol("n", integer=True, positive=True)
    i, k = sp.symbols("i k", integer=True)
    x = Family("x", (n, sp.Integer(1)))
    assert repr(read(text, Names({"x": (x,), "i": (i,), "k": (k,)}, System()))) == meant
