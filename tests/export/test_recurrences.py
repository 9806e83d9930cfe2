"""Gradients of recurrent networks as code, against automatic differentiation of their equations."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from exporting import NAMES, backend, close

import derive

LENGTHS = (0, 1, 2, 200)


def draw(seed: int, **shapes: tuple[int, ...]) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {k: rng.normal(size=s) / max(s[-1], 1) ** 0.5 for k, s in shapes.items()}


def sizes(seed: int) -> tuple[int, int]:
    rng = np.random.default_rng(100 + seed)
    return int(rng.integers(1, 7)), int(rng.integers(1, 5))


def rnn(lib: Any, p: Any, t: int, state: Any) -> Any:
    (h,) = state
    return (lib.sigmoid(p["W"] @ h + p["U"] @ p["x"][t - 1]),)


def lstm(lib: Any, p: Any, t: int, state: Any) -> Any:
    h, C = state
    z = {g: p[f"W_{g}"] @ h + p[f"U_{g}"] @ p["x"][t - 1] + p[f"b_{g}"] for g in "fioc"}
    C = lib.sigmoid(z["f"]) * C + lib.sigmoid(z["i"]) * lib.tanh(z["c"])
    return lib.sigmoid(z["o"]) * lib.tanh(C), C


def total(lib: Any, cell: Any, p: Any, G: Any, starts: list[str]) -> Any:
    """Σ_t (G_t·h_t + |h_t|²/2), of which G_t + h_t is the slope."""
    state = tuple(p[s] for s in starts)
    L = G[0] @ state[0] + state[0] @ state[0] / 2
    for t in range(1, len(p["x"]) + 1):
        state = cell(lib, p, t, state)
        L = L + G[t] @ state[0] + state[0] @ state[0] / 2
    return L


def by_torch(cell: Any, p: Any, G: Any, starts: list[str]) -> dict[str, Any]:
    torch = pytest.importorskip("torch", reason="PyTorch, the second opinion, is not installed")
    given = {k: torch.tensor(v, requires_grad=True) for k, v in p.items()}
    total(torch, cell, given, torch.tensor(G), starts).backward()
    return {k: np.zeros(v.shape) if v.grad is None else v.grad.numpy() for k, v in given.items()}


def by_jax(cell: Any, p: Any, G: Any, starts: list[str]) -> dict[str, Any]:
    jax = pytest.importorskip("jax", reason="JAX, the second opinion, is not installed")
    jax.config.update("jax_enable_x64", True)

    class Lib:
        sigmoid, tanh = staticmethod(jax.nn.sigmoid), staticmethod(jax.numpy.tanh)

    def loss(p: Any) -> Any:
        def step(state: Any, at: Any) -> Any:
            x, g = at
            state = cell(Lib, {**p, "x": x[None]}, 1, state)
            return state, g @ state[0] + state[0] @ state[0] / 2

        first = tuple(p[s] for s in starts)
        _, each = jax.lax.scan(step, first, (p["x"], G[1:]))
        return G[0] @ first[0] + first[0] @ first[0] / 2 + each.sum()

    found = jax.jit(jax.grad(loss))({k: jax.numpy.asarray(v) for k, v in p.items()})
    return {k: np.asarray(v) for k, v in found.items()}


@cache
def drawn(cell: Any, T: int) -> tuple[Any, Any, Any]:
    """The parameters, the numbers of the loss, and its derivatives in which two oracles agree."""
    n, d = sizes(T + 7 * (cell is lstm))
    starts = ["h_0"] if cell is rnn else ["h_0", "C_0"]
    weights = ["W", "U"] if cell is rnn else [f"{k}_{g}" for k in "WUb" for g in "fioc"]
    shapes = {"W": (n, n), "U": (n, d), "b": (n,)}
    p = draw(T, **{k: shapes[k[0]] for k in weights}, x=(T, d), **dict.fromkeys(starts, (n,)))
    G = draw(T + 1, G=(T + 1, n))["G"]
    found = [oracle(cell, p, G, starts) for oracle in ORACLES if oracle_is_there(oracle)]
    for key in found[0]:
        close(found[0][key], found[-1][key])
    return p, G, found[0]


ORACLES = {by_jax: "jax", by_torch: "torch"}


def oracle_is_there(oracle: Any) -> bool:
    return find_spec(ORACLES[oracle]) is not None


@cache
def derived(what: str, *key: str) -> Any:
    if what == "lstm":
        return derive.backpropagation(derive.LSTM())
    if what == "rnn":
        return derive.backpropagation(derive.RNN())
    return getattr(derive, what)(wrt=key[0])


def called(found: Any, name: str, p: Any, G: Any) -> Any:
    make, function = backend(name), found.compile(name)
    rows = make(G)
    wanted = function.__wrapped__.__code__.co_varnames[: function.__wrapped__.__code__.co_argcount]
    given = {k: make(v) for k, v in p.items() if k in wanted}
    return function(**given, loss_gradient=lambda t, h: rows[t] + h)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("T", LENGTHS)
@pytest.mark.parametrize("cell", [rnn, lstm])
def test_all_parameters(cell: Any, T: int, name: str) -> None:
    backend(name)
    p, G, wanted = drawn(cell, T)
    found = called(derived(cell.__name__), name, p, G)
    assert set(found) == {k for k in p if k[0] in "WUb"}
    for key, value in found.items():
        close(value, wanted[key])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("T", [0, 2, 200])
def test_one_parameter_of_the_network(T: int, name: str) -> None:
    """The double sum too is computed by the adjoint recursion; vec stacks columns."""
    backend(name)
    p, G, wanted = drawn(rnn, T)
    close(called(derived("adjoint_gradient", "h_0"), name, p, G), wanted["h_0"])
    for key in ("W", "U") if name != "jax" else ("W",):
        close(called(derived("adjoint_gradient", key), name, p, G), wanted[key])
        row = called(derived("bptt_gradient", key), name, p, G)
        close(row, wanted[key].T.reshape(-1))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("T", [1, 3])
def test_a_length_that_is_a_number(T: int, name: str) -> None:
    backend(name)
    p = draw(T, W=(3, 3), U=(3, 2), x=(T, 2), h_0=(3,))
    G = draw(5, G=(T + 1, 3))["G"]
    wanted = called(derived("adjoint_gradient", "W"), "numpy", p, G)
    close(called(derive.bptt_gradient(T), name, p, G), wanted.T.reshape(-1))


def test_the_first_state_computed() -> None:
    """first=0: h_{−1} is given, and the recurrence holds at t = 0 too."""
    net = derive.RNN(first=0)
    p = draw(3, W=(3, 3), U=(3, 2), x=(5, 2), h_m1=(3,))
    G = draw(4, G=(5, 3))["G"]
    found = called(derive.adjoint_gradient(net=net), "numpy", p, G)
    later = {"W": p["W"], "U": p["U"], "x": p["x"], "h_0": p["h_m1"]}
    close(found, by_jax(rnn, later, np.vstack((-p["h_m1"], G)), ["h_0"])["W"])


def test_under_jit_and_vmap() -> None:
    jax = pytest.importorskip("jax", reason="JAX is not installed: pip install 'derive[jax]'")
    backend("jax")
    p = draw(1, W=(3, 3), U=(3, 2), x=(6, 2), h_0=(3,))
    G = draw(2, G=(7, 3))["G"]
    function = derive.adjoint_gradient().compile("jax")
    rows = jax.numpy.asarray(G)
    given = {k: jax.numpy.asarray(v) for k, v in p.items()}

    def slope(t: Any, h: Any) -> Any:
        return rows[t] + h

    plain = function(**given, loss_gradient=slope)
    close(jax.jit(function, static_argnames="loss_gradient")(**given, loss_gradient=slope), plain)
    several = jax.vmap(lambda x: function(**{**given, "x": x}, loss_gradient=slope))
    close(several(jax.numpy.stack([given["x"]] * 2))[1], plain)


def test_saturated_gates_do_not_overflow() -> None:
    """Warnings are errors here."""
    p = draw(1, W=(3, 3), U=(3, 2), x=(4, 2), h_0=(3,))
    G = draw(2, G=(5, 3))["G"]
    found = called(derive.adjoint_gradient(), "numpy", {**p, "x": 1e4 * p["x"]}, G)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("name", NAMES)
def test_the_type_of_the_arguments_is_kept(name: str) -> None:
    make = backend(name)
    p = draw(1, W=(3, 3), U=(3, 2), x=(4, 2), h_0=(3,))
    given = {k: make(v.astype("float32")) for k, v in p.items()}
    found = derive.adjoint_gradient().compile(name)(**given, loss_gradient=lambda t, h: h)
    assert str(found.dtype).removeprefix("torch.") == "float32"
