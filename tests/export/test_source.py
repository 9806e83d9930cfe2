"""The code as one reads it: golden texts, names, shapes, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp
from exporting import NAMES, backend, m, n

import derive
from derive import DeriveError, ShapeError
from derive.algebra import SIGMA, Definition, Family, MatrixSum, OrderedProduct, System
from derive.export import compiled, identifier, program
from derive.models.registry import MODELS
from derive.worksheets.derivation import prove

T = sp.Symbol("T", integer=True)
t, k = sp.symbols("t k", integer=True)
X, A = sp.MatrixSymbol("X", n, m), sp.MatrixSymbol("A", n, n)
x = sp.MatrixSymbol("x", n, 1)


def source(e: Any, backend: str = "numpy", system: System | None = None) -> str:
    return program({"": e}, system or System(), backend, "f", "a test").source


def run(e: Any, system: System | None = None, **given: Any) -> Any:
    code = program({"": e}, system or System(), "numpy", "f", "a test")
    return compiled(code, "numpy")(**given)


GOLDEN = '''\
import numpy as np


def _sigma(z):
    """The logistic function; of large negative z it is 0, without overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1.0) / (1.0 + e)


def gradient(U, W, x, h_0, loss_gradient):
    """The gradient by the adjoint recursion  [proved].

    U : (n, d)
    W : (n, n)
    x : (T, d); the members x_t from t = 1 to T, a row each
    h_0 : (n,); the member h_0
    loss_gradient : a function; called with t and what L_t depends on, gives the derivative of L_t

    Returns (n, n).
    """
    n = U.shape[0]
    T = x.shape[0]
    dtype = np.result_type(U, W, x, h_0, 0.0)
    z_known = x @ U.T
    h = np.empty((T + 1, n), dtype=dtype)
    h[0] = h_0
    for t in range(1, T + 1):
        z_t = z_known[t - 1] + W @ h[t - 1]
        h[t] = _sigma(z_t)
    delta_known = h[1:] * (1 - h[1:])
    delta = np.empty((T + 1, n), dtype=dtype)
    delta[T] = 0
    for k in range(T, 0, -1):
        delta[k - 1] = delta_known[k - 1] * (loss_gradient(k, h[k]) + W.T @ delta[k])
    return delta[:T].T @ h[:T]
'''


def test_the_adjoint_recursion_reads_as_in_a_book() -> None:
    assert derive.adjoint_gradient().to_python(name="gradient") == GOLDEN


def test_a_closed_expression_reads_as_one_writes_it() -> None:
    found = derive.gradient(sp.log(sp.Determinant(X.T * X)), X)
    code = found.to_python(name="slope")
    assert code.endswith("    return 2 * np.linalg.solve(X.T @ X, X.T).T\n")
    assert "    X : (n, m)\n" in code
    assert "    Returns (n, m).\n" in code
    assert "Assumed: " in code


def test_code_is_clean(tmp_path: Path) -> None:
    """Ruff finds nothing: no name unused or undefined, no line over 100 characters."""
    for key, (_, make) in MODELS.items():
        found = derive.backpropagation(make())
        for name in NAMES:
            file = tmp_path / f"{key}_{name}.py"
            file.write_text(found.to_python(name), encoding="utf-8")
    options = ["--isolated", "--line-length", "100", "--select", "E,F,B,C4,PIE", "--ignore", "E741"]
    command = [sys.executable, "-m", "ruff", "check", *options, str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_nothing_is_unrolled() -> None:
    """The code for T = 12 is that for T = 3 with other numbers."""
    short, long = (derive.bptt_gradient(T).to_python() for T in (3, 12))
    assert len(short.splitlines()) == len(long.splitlines())
    assert derive.bptt_gradient().to_python().count("@") == short.count("@")


@pytest.mark.parametrize("what", [derive.bptt_gradient, derive.adjoint_gradient])
def test_time_is_linear(what: Any) -> None:
    """Counted in steps, not by the clock: the loss is asked for its slope once a step."""
    called = []

    def slope(t: int, h: Any) -> Any:
        called.append(t)
        return h

    rng = np.random.default_rng(1)
    shapes = {"U": (2, 2), "W": (2, 2), "x": (30, 2), "h_0": (2,)}
    what().compile()(**{k: rng.normal(size=s) for k, s in shapes.items()}, loss_gradient=slope)
    assert sorted(called) == list(range(1, 31))


# -- recurrences of other kinds --

h, g, v = Family("h", (n, 1)), Family("g", (n, 1)), Family("v", (n, 1))
M = Family("M", (n, n))


def test_steps_of_two() -> None:
    system = System((Definition(h[t], A * h[t - 1] + h[t - 2] + v[t], low=2),))
    rng = np.random.default_rng(1)
    a, vs, h0, h1 = (rng.normal(size=s) for s in ((3, 3), (5, 3), (3,), (3,)))
    states = [h0, h1]
    for row in vs:
        states.append(a @ states[-1] + states[-2] + row)
    found = run(h[T], system, A=a, v=vs, h_0=h0, h_1=h1)
    np.testing.assert_allclose(found, states[-1], rtol=1e-12)
    whole = run(MatrixSum(h[t], (t, 0, T)), system, A=a, v=vs, h_0=h0, h_1=h1)
    np.testing.assert_allclose(whole, sum(states), rtol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_an_ordered_product_and_sums(name: str) -> None:
    make = backend(name)
    rng = np.random.default_rng(1)
    Ms, vs = rng.normal(size=(4, 3, 3)), rng.normal(size=(4, 3))
    expected: Any = np.eye(3)
    for matrix in Ms:
        expected = matrix @ expected
    cases: list[tuple[Any, dict[str, Any], Any]] = [
        (OrderedProduct(M[t], (t, 1, T)), {"M": Ms}, expected),
        (MatrixSum(M[t] * v[t], (t, 1, T)), {"M": Ms, "v": vs}, np.einsum("tij,tj->i", Ms, vs)),
        (MatrixSum(v[t] * v[t].T, (t, 1, T)), {"v": vs}, vs.T @ vs),
        (
            MatrixSum(sp.Inverse(M[t]) * v[t], (t, 1, T)),
            {"M": Ms, "v": vs},
            sum(np.linalg.solve(a, b) for a, b in zip(Ms, vs, strict=True)),
        ),
        (sp.Sum(sp.Trace(v[t].T * v[t]), (t, 1, T)), {"v": vs}, np.sum(vs**2)),
        (MatrixSum(MatrixSum(v[k], (k, 1, t)), (t, 1, T)), {"v": vs}, vs.cumsum(0).sum(0)),
        (MatrixSum(MatrixSum(v[t], (t, k, T)), (k, 1, T)), {"v": vs}, vs[::-1].cumsum(0).sum(0)),
    ]
    for e, given, wanted in cases:
        code = program({"": e}, System(), name, "f", "a test")
        found = compiled(code, name)(**{key: make(a) for key, a in given.items()})
        np.testing.assert_allclose(np.asarray(found), wanted, rtol=1e-10)


def test_a_double_sum_that_is_no_recurrence_is_refused() -> None:
    with pytest.raises(DeriveError, match="no code of linear length"):
        source(MatrixSum(MatrixSum(M[k] * v[t], (k, 1, t)), (t, 1, T)))


# -- what is refused --


def test_what_is_refused() -> None:
    found = derive.sigmoid_jacobian()
    with pytest.raises(
        DeriveError, match="no backend 'tensorflow': it is one of numpy, jax, torch"
    ):
        found.to_python("tensorflow")
    with pytest.raises(DeriveError, match="no backend 'tensorflow'"):
        found.compile("tensorflow")
    with pytest.raises(DeriveError, match="'2 f' is no name"):
        found.to_python(name="2 f")
    with pytest.raises(DeriveError, match="is no equation"):
        derive.gate_ranges().to_python()
    with pytest.raises(DeriveError, match="is not worked out here"):
        derive.bptt_expansion(3).to_python()


@pytest.mark.parametrize("package", ["numpy", "jax", "torch"])
def test_a_missing_package_is_said(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    advice = {"numpy": "pip install 'numpy'"}.get(package, rf"pip install 'derive\[{package}\]'")
    with pytest.raises(DeriveError, match=f"needs {package}, which is not installed: {advice}"):
        derive.sigmoid_jacobian().compile(package)


def test_arguments_are_checked() -> None:
    function = derive.sigmoid_jacobian().compile()
    W, column = np.ones((3, 2)), np.ones(2)
    assert function(W, column).shape == (3, 2)
    with pytest.raises(ShapeError, match=r"x has to have 1 axes?, not the shape \(2, 1\)"):
        function(W, column[:, None])
    with pytest.raises(ShapeError, match=r"x has the shape \(3,\), where d = 2 by W"):
        function(W, np.ones(3))
    with pytest.raises(ShapeError, match="W has to be an array, not a list"):
        function([[1, 2]], column)
    with pytest.raises(DeriveError, match="loss_gradient has to be a function"):
        derive.adjoint_gradient().compile()(
            np.ones((2, 2)), np.ones((2, 2)), np.ones((1, 2)), column, column
        )


def test_sizes_that_no_argument_has_are_arguments() -> None:
    found = derive.gradient(sp.Trace(A), A)
    assert found.compile()(n=3).tolist() == np.eye(3).tolist()


def test_names() -> None:
    assert identifier(r"\tilde{C}") == "C_tilde"
    assert identifier("lambda") == "lambda_"
    assert identifier("np") == "np_"
    assert identifier("2x") == "v2x"
    one, two = sp.Symbol("a b"), sp.Symbol("a_b")
    code = source(one + 2 * two)
    assert "def f(a_b, a_b_2)" in code


def test_a_deep_expression_is_no_trouble() -> None:
    e: Any = sp.Symbol("a")
    for _ in range(60):
        e = sp.exp(-e, evaluate=False)
    assert max(map(len, source(e).splitlines())) <= 100
    for _ in range(3000):
        e = sp.exp(-e, evaluate=False)
    with pytest.raises(DeriveError, match="nested too deeply"):
        source(e)


def test_the_derive_package_needs_no_numpy() -> None:
    """Code is written where no backend is installed."""
    code = (
        "import sys; sys.modules.update(numpy=None, jax=None, torch=None); import derive; "
        "print(derive.adjoint_gradient().to_python('torch'))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "torch.sigmoid" in done.stdout


def test_the_value_of_a_function_is_taken_only_where_it_is_one() -> None:
    """h_t = σ(z_t) from t = 1 on: σ′(z_0) has nothing to do with h_0."""
    z = Family("z", (n, 1))
    system = System(
        (Definition(z[t], A * h[t - 1], low=1), Definition(h[t], SIGMA(z[t]), low=1)),
    )
    rng = np.random.default_rng(1)
    a, z0, h0 = (rng.normal(size=s) for s in ((3, 3), (3,), (3,)))

    def slope(value: Any) -> Any:
        s = 1 / (1 + np.exp(-value))
        return s * (1 - s)

    states, pre = [h0], [z0]
    for _ in range(3):
        pre.append(a @ states[-1])
        states.append(1 / (1 + np.exp(-pre[-1])))
    later = MatrixSum(SIGMA.diff()(z[t]), (t, 1, T))
    assert "_sigma(" not in source(later, system=system).partition("h[t] =")[2].partition("\n")[2]
    np.testing.assert_allclose(run(later, system, A=a, h_0=h0, T=3), sum(map(slope, pre[1:])))
    whole = MatrixSum(SIGMA.diff()(z[t]), (t, 0, T))
    np.testing.assert_allclose(
        run(whole, system, A=a, h_0=h0, z_0=z0, T=3), sum(map(slope, pre)), rtol=1e-12
    )


def test_what_is_computed_in_place_of_a_result_has_to_be_proved_of_the_same() -> None:
    found, other = derive.bptt_gradient(), derive.adjoint_gradient("U")
    draft = replace(found.draft, name="bptt-misled", computed=lambda: other.draft)
    with pytest.raises(DeriveError, match="do not agree"):
        prove(draft).to_python()
