"""The models that come with derive, and the worksheet on them: every gradient proved, confirmed by
numbers of another program, and printed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sympy as sp

import derive
from derive.algebra import RELU, SIGMA, TANH, Activation, Definition, Softmax
from derive.audit import check_statement, evaluate, random_point
from derive.calculus.adjoints import Adjoints
from derive.document.render import render
from derive.errors import DeriveError
from derive.models import MODELS, Model, RecurrentModel
from derive.worksheets import load
from derive.worksheets.derivation import prove
from derive.worksheets.output import write
from derive.worksheets.worksheet import Worksheet


@pytest.fixture(scope="module")
def sheet() -> Worksheet:
    return load("networks")


# -- the table of models --


def test_every_model_keeps_the_protocol() -> None:
    for name, (title, make) in MODELS.items():
        model = make()
        assert isinstance(model, Model), name
        assert isinstance(model, RecurrentModel) == hasattr(model, "t"), name
        assert title[0].isupper()
        assert type(model).__name__ in derive.__all__, name
    names = [make().system.name for _, make in MODELS.values()]
    assert len(set(names)) == len(names), "certificates are named after the system"


def test_every_model_has_a_page(sheet: Worksheet) -> None:
    pages = {q.id: q for q in sheet.questions}
    assert set(MODELS) <= set(pages)
    for name, (_, make) in MODELS.items():
        model = make()
        shown = pages[name].data["parameters"] + pages[name].data["inputs"]
        assert len(shown) == len(model.parameters) + len(model.inputs), name
        for variable, key in zip((*model.parameters, *model.inputs), shown, strict=True):
            found = pages[name].theorems[key]
            assert found.lhs.wrt == variable
            assert found.rhs.shape == variable.shape


def test_no_model_holds_a_derivative() -> None:
    """Equations only: what is derived is derived elsewhere."""
    for name, (_, make) in MODELS.items():
        for d in make().system.definitions:
            kinds = {type(e).__name__ for e in sp.preorder_traversal(d.body)}
            assert not kinds & {"Jacobian", "Gradient", "PartialDerivative", "Pullback"}, name
            orders = {f.order for f in d.body.atoms(Activation)}
            assert orders <= {0}, name


# -- proofs --


def test_everything_is_proved(sheet: Worksheet) -> None:
    found = sheet.derivations()
    assert len(found) > 150
    assert {n: d.reason for n, d in found.items() if d.status != "proved"} == {}


def test_the_steps_are_chains(sheet: Worksheet) -> None:
    for name, derivation in sheet.derivations().items():
        for part in derivation.parts():
            for one, two in zip(part.steps, part.steps[1:], strict=False):
                assert one.after == two.before, name
            if part.steps and part.role == "whole":
                assert part.steps[0].before == derivation.lhs, name
                assert part.steps[-1].after == derivation.rhs, name


def test_the_audit_agrees_with_what_is_stated(sheet: Worksheet) -> None:
    """Values and automatic differentiation in ball arithmetic, from the equations alone."""
    for question in sheet.questions:
        for key, derivation in question.theorems.items():
            found = check_statement(derivation.statement, tries=2)
            assert found.status == "agrees", (question.id, key, found)


@pytest.mark.parametrize(
    "model",
    [
        derive.MLP(1),
        derive.MLP(4, (TANH, SIGMA, RELU, Activation("f")), sizes=(2, "k", 3, "m", "n")),
        derive.MLP(3, SIGMA, output="softmax"),
        derive.MLP(1, (), output="softmax"),
        derive.ElmanRNN(SIGMA, T=2, n=2, d=1, m=3),
        derive.GRU(TANH, Activation("g"), T=0),
        derive.LSTM(peepholes=True, T=1, n=3),
        derive.LayerNorm(n=4),
        derive.Residual(TANH, n=2, m="h"),
        derive.Attention(N=3, k=2, v=1),
    ],
    ids=lambda m: f"{m.system.name}-{m.parameters[0].shape}",
)
def test_other_sizes_depths_and_functions(model: Any) -> None:
    found = derive.backpropagation(model)
    assert found.status == "proved", found.reason
    for derivation in found.parts_by_name.values():
        assert check_statement(derivation.statement, tries=1).status == "agrees"


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: derive.MLP(0), "1 layer or more, not 0"),
        (lambda: derive.MLP(2, output="relu"), "'loss' or 'softmax', not 'relu'"),
        (lambda: derive.MLP(2, (TANH,)), "2 activations are needed, and 1 given"),
        (lambda: derive.MLP(2, sizes=("n", "d")), "3 sizes are needed, and 2 given"),
        (lambda: derive.ElmanRNN(T=-1), "a length is an integer T ≥ 0"),
        (lambda: derive.GRU(h=sp.MatrixSymbol("h", 2, 2)), "shapes 2×2 and n×1 do not agree"),
        (lambda: derive.LayerNorm(n=0), "a size is a positive integer"),
    ],
)
def test_what_does_not_fit_is_refused(build: Callable[[], Any], message: str) -> None:
    with pytest.raises(DeriveError, match=re.escape(message)):
        build()


# -- mutations: neither a wrong equation nor a wrong gradient passes --


def _mutants(body: Any) -> Iterator[Any]:
    """The expression with one thing wrong: a sign, a term, a transpose, a time, a product."""
    if isinstance(body, (sp.MatAdd, sp.Add)):
        yield body.func(*body.args[1:])
        yield body.func(sp.MatMul(-1, body.args[0]), *body.args[1:])
    if isinstance(body, sp.HadamardProduct):
        yield body.args[0]
    if isinstance(body, sp.MatMul):
        yield sp.MatMul(2, *body.args)
    for node in body.atoms(derive.algebra.Member):
        yield body.subs(node, node.family[node.index + 1])
        break


@pytest.mark.parametrize("name", MODELS)
def test_wrong_adjoint_equations_are_caught(name: str) -> None:
    """A gradient is no longer proved if an adjoint equation that it rests on is changed."""
    model = MODELS[name][1]()
    adjoints = Adjoints(model, model.inputs)
    own = len(model.system.definitions)
    draw, caught = Random(name), 0
    for k, clause in enumerate(adjoints.system.definitions[own:], own):
        if isinstance(clause.body, sp.ZeroMatrix):
            continue
        wrong = draw.choice([*_mutants(clause.body), sp.MatMul(3, clause.body)])
        if getattr(clause.body, "is_Matrix", False) is False:
            wrong = 3 * clause.body
        bad = replace(clause, body=wrong)
        definitions = adjoints.system.definitions
        system = replace(
            adjoints.system, definitions=(*definitions[:k], bad, *definitions[k + 1 :])
        )
        found = [_under(draft, system) for draft in adjoints.gradients.values()]
        caught += any(prove(draft).status != "proved" for draft in found)
    changed = [
        d for d in adjoints.system.definitions[own:] if not isinstance(d.body, sp.ZeroMatrix)
    ]
    assert caught == len(changed)


def _under(draft: Any, system: Any) -> Any:
    """The same draft, and all that it uses, under other equations."""
    done: dict[int, Any] = {}

    def move(d: Any) -> Any:
        if id(d) not in done:
            uses = tuple(move(u) for u in d.uses)
            known = dict(zip(map(id, d.uses), uses, strict=True))
            statement = replace(d.statement, system=system)
            done[id(d)] = replace(
                d, statement=statement, uses=uses, proof=_moved(d.proof, known), audited=False
            )
        return done[id(d)]

    return move(draft)


def _moved(proof: Any, known: dict[int, Any]) -> Any:
    if hasattr(proof, "base"):
        return replace(proof, base=_moved(proof.base, known), step=_moved(proof.step, known))
    steps = []
    for step in proof.steps:
        hints = tuple(replace(h, what=_what(h.what, known)) for h in step.hints)
        steps.append(replace(step, hints=hints))
    return replace(proof, steps=tuple(steps))


def _what(what: Any, known: dict[int, Any]) -> Any:
    if isinstance(what, tuple):
        return (known.get(id(what[0]), what[0]), *what[1:])
    return known.get(id(what), what)


@pytest.mark.parametrize("name", MODELS)
def test_the_gradients_of_another_model_are_refuted(name: str) -> None:
    """The audit sees that a model with one equation changed has other gradients."""
    model = MODELS[name][1]()
    adjoints = Adjoints(model)
    k = next(
        k
        for k, d in enumerate(model.system.definitions)
        if model.parameters[0] in d.body.args or d.body.has(model.parameters[0])
    )
    clause = model.system.definitions[k]
    bad = replace(clause, body=sp.MatMul(2, clause.body))
    definitions = adjoints.system.definitions
    system = replace(adjoints.system, definitions=(*definitions[:k], bad, *definitions[k + 1 :]))
    drafts = [adjoints.gradients[model.parameters[k]] for k in (0, -1)]
    assert "refuted" in {
        check_statement(replace(d.statement, system=system), tries=3).status for d in drafts
    }


# -- the second oracle: jax.grad of forward passes that are written here --


def _np() -> Any:
    return pytest.importorskip("jax.numpy", reason="jax is not installed")


def _column(f: Any, *arrays: Any) -> Any:
    """An opaque loss of these arguments, entries column by column."""
    entries = [x for a in arrays for x in a.T.reshape(-1)]
    return lambda t: f.polynomial(t, 0, entries, float)


def _sigma(x: Any) -> Any:
    return 1 / (1 + _np().exp(-x))


def _log_softmax(z: Any, axis: int) -> Any:
    return z - _np().log(_np().exp(z).sum(axis=axis, keepdims=True))


def _dense(p: Any, T: Any) -> Any:
    return _column(p["L"], _sigma(p["W"] @ p["x"] + p["b"]))(None)


def _mlp(p: Any, T: Any) -> Any:
    first = _np().tanh(p["W_1"] @ p["x"] + p["b_1"])
    return _column(p["L"], _np().tanh(p["W_2"] @ first + p["b_2"]))(None)


def _classifier(p: Any, T: Any) -> Any:
    return -(p["y"] * _log_softmax(p["W"] @ p["x"] + p["b"], 0)).sum()


def _layernorm(p: Any, T: Any) -> Any:
    x = p["x"]
    hat = (x - x.mean()) / _np().sqrt(x.var() + p["epsilon"])
    return _column(p["L"], p["gamma"] * hat + p["beta"])(None)


def _batchnorm(p: Any, T: Any) -> Any:
    X = p["X"]
    hat = (X - X.mean(axis=0)) / _np().sqrt(X.var(axis=0) + p["epsilon"])
    return _column(p["L"], hat * p["gamma"].T + p["beta"].T)(None)


def _residual(p: Any, T: Any) -> Any:
    inner = _np().maximum(p["W_1"] @ p["x"] + p["b_1"], 0)
    return _column(p["L"], p["x"] + p["W_2"] @ inner + p["b_2"])(None)


def _attention(p: Any, T: Any) -> Any:
    Q, K, V = (p["X"] @ p[w] for w in ("W_Q", "W_K", "W_V"))
    weights = _np().exp(_log_softmax(Q @ K.T / Q.shape[1] ** 0.5, 1))
    return _column(p["L"], weights @ V)(None)


def _rnn(p: Any, T: int) -> Any:
    h, total = p["h[0]"], _column(p["L"], p["h[0]"])(0)
    for t in range(1, T + 1):
        h = _sigma(p["W"] @ h + p["U"] @ p[f"x[{t}]"])
        total = total + _column(p["L"], h)(t)
    return total


def _elman(p: Any, T: int) -> Any:
    h, total = p["h[0]"], 0.0 * p["h[0]"].sum()
    for t in range(1, T + 1):
        h = _np().tanh(p["W"] @ h + p["U"] @ p[f"x[{t}]"] + p["b"])
        total = total - (p[f"y[{t}]"] * _log_softmax(p["V"] @ h + p["c"], 0)).sum()
    return total


def _lstm(p: Any, T: int, peepholes: bool = False) -> Any:
    h, C = p["h[0]"], p["C[0]"]
    total = _column(p["L"], h)(0)
    for t in range(1, T + 1):
        x = p[f"x[{t}]"]
        z = {g: p[f"W_{g}"] @ h + p[f"U_{g}"] @ x + p[f"b_{g}"] for g in "fioc"}
        if peepholes:
            z["f"], z["i"] = z["f"] + p["p_f"] * C, z["i"] + p["p_i"] * C
        C = _sigma(z["f"]) * C + _sigma(z["i"]) * _np().tanh(z["c"])
        if peepholes:
            z["o"] = z["o"] + p["p_o"] * C
        h = _sigma(z["o"]) * _np().tanh(C)
        total = total + _column(p["L"], h)(t)
    return total


def _gru(p: Any, T: int) -> Any:
    h = p["h[0]"]
    total = _column(p["L"], h)(0)
    for t in range(1, T + 1):
        x = p[f"x[{t}]"]
        r = _sigma(p["W_r"] @ h + p["U_r"] @ x + p["b_r"])
        z = _sigma(p["W_z"] @ h + p["U_z"] @ x + p["b_z"])
        new = _np().tanh(p["W_h"] @ (r * h) + p["U_h"] @ x + p["b_h"])
        h = z * h + (1 - z) * new
        total = total + _column(p["L"], h)(t)
    return total


FORWARD: dict[str, Callable[..., Any]] = {
    "dense": _dense,
    "mlp": _mlp,
    "classifier": _classifier,
    "layernorm": _layernorm,
    "batchnorm": _batchnorm,
    "residual": _residual,
    "attention": _attention,
    "rnn": _rnn,
    "elman": _elman,
    "lstm": _lstm,
    "peephole": lambda p, T: _lstm(p, T, peepholes=True),
    "gru": _gru,
}


def test_every_model_has_a_forward_pass_here() -> None:
    assert set(FORWARD) == set(MODELS)


_CASES = [
    (name, T)
    for name, (_, make) in MODELS.items()
    for T in ((0, 1, 3) if hasattr(make(), "t") else (None,))
    if name != "peephole" or T == 3
]


@pytest.mark.parametrize(("name", "T"), _CASES)
def test_jax_finds_the_same_gradients(name: str, T: int | None) -> None:
    jax = pytest.importorskip("jax", reason="jax is not installed")
    np, model = _np(), MODELS[name][1]()
    adjoints = Adjoints(model, model.inputs)
    draw = Random(f"{name} {T}")
    symbols = {s for v in (*model.parameters, *model.inputs) for s in _sizes(v)}
    symbols |= {s for d in model.system.definitions for s in _sizes(d.target)}
    sizes: dict[Any, int] = {s: draw.choice((2, 3)) for s in sorted(symbols, key=str)}
    if T is not None:
        sizes[model.T] = T
    wanted = {v: d.statement.rhs for v, d in adjoints.gradients.items()}
    forms = [*wanted.values(), *wanted, model.loss]
    point = random_point(forms, sizes, adjoints.system, seed=draw.randrange(1000))
    with jax.enable_x64(True):
        numbers = {
            str(k): np.array(sp.Matrix(v).tolist(), dtype=float)
            for k, v in point.items()
            if hasattr(v, "tolist")
        }
        others = {
            str(k): v if callable(v) else float(v)
            for k, v in point.items()
            if str(k) not in numbers
        }
        names = [str(v) for v in wanted]
        forward = FORWARD[name]
        both = jax.value_and_grad(lambda p: forward({**numbers, **others, **p}, T))
        at = {n: numbers[n] for n in names}
        quick = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}
        value, slopes = jax.jit(both).lower(at).compile(compiler_options=quick)(at)
        loss = evaluate(model.loss, sizes, point, system=adjoints.system, digits=20)
        loss = loss[0] if hasattr(loss, "tolist") else loss
        assert float(value) == pytest.approx(float(loss), rel=1e-11, abs=1e-12)
        for variable, form in wanted.items():
            ours = evaluate(form, sizes, point, system=adjoints.system, digits=20)
            ours = [[float(x) for x in row] for row in ours.tolist()]
            assert np.allclose(np.array(ours), slopes[str(variable)], rtol=1e-9, atol=1e-11), (
                variable
            )


def _sizes(q: Any) -> set[Any]:
    return {s for size in getattr(q, "shape", ()) for s in sp.sympify(size).free_symbols}


# -- the document --


def test_it_is_written_beside_the_other_worksheet(sheet: Worksheet, tmp_path: Path) -> None:
    """Certificates have a folder of their own, and are judged again without SymPy."""
    other = tmp_path / "certificates" / "of-another.json"
    other.parent.mkdir()
    other.write_text("{}")
    report = write(sheet, tmp_path, ("tex",), lambda phase: None)
    assert report.unproved == []
    assert (tmp_path / "networks.tex").read_text() == render(sheet)
    assert other.exists()
    folder = tmp_path / "certificates" / "networks"
    found = sorted(map(str, folder.glob("*.json")))
    assert len(found) == len(sheet.derivations())
    chosen = [f for f in found if "peephole" not in f and "lstm" not in f]
    command = [sys.executable, "-m", "derive.kernel", *chosen]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_the_document_refers_to_what_it_prints(sheet: Worksheet) -> None:
    text = render(sheet)
    labels = set(re.findall(r"\\label\{([^}]*)\}", text))
    refs = {r for found in re.findall(r"\\cref\{([^}]*)\}", text) for r in found.split(",")}
    assert refs
    assert refs <= labels
    for question in sheet.questions:
        assert r"\section" in text
        assert question.title.split()[0] in text
    assert text.count(r"\statusmark{proved}") > 100
    assert r"\statusmark{unknown}" not in text.split(r"\section*{Conventions}")[1]


def test_a_derivation_names_quantities_as_formulas(sheet: Worksheet) -> None:
    assert r"chain rule through $\hat{x}$; definition of the adjoint of $r$" in render(sheet)


def test_softmax_of_the_scores_is_the_printed_probability(sheet: Worksheet) -> None:
    [page] = [q for q in sheet.questions if q.id == "elman"]
    found = page.theorems["target"]
    net = MODELS["elman"][1]()
    assert set(found.rhs.args) == {Softmax(net.o[net.t]), sp.MatMul(-1, net.y[net.t])}
    assert any(isinstance(d, Definition) for d in found.statement.system.definitions)
    assert found.statement.system.equations


def test_the_adjoint_of_softmax_uses_what_is_computed_already() -> None:
    """The weights of attention have a name; nothing exponentiates the scores once more."""
    head = MODELS["attention"][1]()
    adjoints = Adjoints(head)
    scores = adjoints.system.body(adjoints.adjoint[head.S])
    assert scores.has(head.A)
    assert not scores.has(Softmax)
