"""Exported gradients of recurrent networks, forward pass included, and automatic ones.

NumPy's code is compared with PyTorch's autograd on the CPU, JAX's code, jitted, with jitted
``jax.grad``; both at float64, n = 64, d = 16, with the loss Σ_t |h_t − y_t|²/2.  Runs take turns,
so that both see the same machine; each figure is the least of several runs, the rest is noise.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import derive

__all__ = ["main"]

N, D = 64, 16
LENGTHS = (4, 16, 64, 256)
GATES = "fioc"


def best(functions: dict[str, Callable[[], Any]], rounds: int = 15) -> dict[str, float]:
    """The least seconds of each, the functions taking turns; the first round warms up."""
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for k in range(rounds + 2):
        for name, function in functions.items():
            start = time.perf_counter()
            function()
            if k >= 2:
                seconds[name].append(time.perf_counter() - start)
    return {name: min(values) for name, values in seconds.items()}


def parameters(cell: str, T: int) -> dict[str, Any]:
    import numpy as np

    rng = np.random.default_rng(T)
    shapes = {"W": (N, N), "U": (N, D), "b": (N,)}
    names = ["W", "U"] if cell == "RNN" else [f"{k}_{g}" for k in "WUb" for g in GATES]
    drawn = {k: rng.normal(size=shapes[k[0]]) / 8 for k in names}
    starts = {"h_0": (N,)} | ({"C_0": (N,)} if cell == "LSTM" else {})
    drawn |= {k: rng.normal(size=s) for k, s in starts.items()}
    return {**drawn, "x": rng.normal(size=(T, D)), "y": rng.normal(size=(T + 1, N))}


def step(cell: str, lib: Any, p: Any, x: Any, h: Any, C: Any) -> tuple[Any, Any]:
    """The equations as a user of a framework writes them."""
    if cell == "RNN":
        return lib.sigmoid(p["W"] @ h + p["U"] @ x), C
    z = {g: p[f"W_{g}"] @ h + p[f"U_{g}"] @ x + p[f"b_{g}"] for g in GATES}
    C = lib.sigmoid(z["f"]) * C + lib.sigmoid(z["i"]) * lib.tanh(z["c"])
    return lib.sigmoid(z["o"]) * lib.tanh(C), C


def of_torch(cell: str, p: Any, wanted: list[str]) -> Callable[[], Any]:
    import torch

    given = {k: torch.tensor(v, requires_grad=k in wanted) for k, v in p.items()}

    def run() -> Any:
        h, C, L = given["h_0"], given.get("C_0"), 0.0
        for t in range(1, len(given["x"]) + 1):
            h, C = step(cell, torch, given, given["x"][t - 1], h, C)
            L = L + torch.sum((h - given["y"][t]) ** 2) / 2
        return torch.autograd.grad(L, [given[k] for k in wanted])

    return run


def of_torch_lstm(p: Any) -> Callable[[], Any]:
    """PyTorch's own LSTM, whose loop over time is not in Python; with the same sizes."""
    import torch

    net = torch.nn.LSTM(D, N, dtype=torch.float64)
    x, y = torch.tensor(p["x"]), torch.tensor(p["y"])[1:]
    start = tuple(torch.tensor(p[k])[None] for k in ("h_0", "C_0"))

    def run() -> Any:
        h, _ = net(x, start)
        return torch.autograd.grad(torch.sum((h - y) ** 2) / 2, list(net.parameters()))

    return run


def of_jax(cell: str, p: Any, wanted: list[str]) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """(jitted jax.grad, jitted exported code)."""
    import jax

    jax.config.update("jax_enable_x64", True)

    class Lib:
        sigmoid, tanh = staticmethod(jax.nn.sigmoid), staticmethod(jax.numpy.tanh)

    given = {k: jax.numpy.asarray(v) for k, v in p.items()}

    def loss(weights: Any, given: Any) -> Any:
        def one(state: Any, at: Any) -> Any:
            h, C = step(cell, Lib, weights, at[0], *state)
            return (h, C), jax.numpy.sum((h - at[1]) ** 2) / 2

        _, each = jax.lax.scan(one, (given["h_0"], given.get("C_0")), (given["x"], given["y"][1:]))
        return each.sum()

    function = compiled(cell, "jax")

    def code(given: Any) -> Any:
        y = given["y"]
        rest = {k: v for k, v in given.items() if k != "y"}
        return function(**rest, loss_gradient=lambda t, h: h - y[t])

    rival, ours = jax.jit(jax.grad(loss)), jax.jit(code)
    weights = {k: given[k] for k in wanted}
    return (
        lambda: jax.block_until_ready(rival(weights, given)),
        lambda: jax.block_until_ready(ours(given)),
    )


def compiled(cell: str, backend: str) -> Callable[..., Any]:
    model = derive.RNN() if cell == "RNN" else derive.LSTM()
    return derive.backpropagation(model).compile(backend)


def _slope(y: Any, t: int, h: Any) -> Any:
    return h - y[t]


def main() -> None:
    """The table; a rival whose package is missing is left out, and that is said."""
    from importlib.util import find_spec

    print(f"gradients by all parameters, n = {N}, d = {D}, milliseconds (least of several runs)")
    for cell in ("RNN", "LSTM"):
        code = compiled(cell, "numpy")
        for T in LENGTHS:
            p = parameters(cell, T)
            wanted = [k for k in p if k[0] in "WUb"]
            rest = {k: v for k, v in p.items() if k != "y"}
            runs: dict[str, Callable[[], Any]] = {
                "numpy": partial(code, **rest, loss_gradient=partial(_slope, p["y"]))
            }
            if find_spec("torch"):
                runs["torch"] = of_torch(cell, p, wanted)
                if cell == "LSTM":
                    runs["nn.LSTM"] = of_torch_lstm(p)
            if find_spec("jax"):
                runs["jax.grad"], runs["jax"] = of_jax(cell, p, wanted)
            seconds = best(runs)
            line = f"  {cell:5} T = {T:3}"
            for ours, rival in (("numpy", "torch"), ("numpy", "nn.LSTM"), ("jax", "jax.grad")):
                if cell == "RNN" and rival == "nn.LSTM":
                    continue
                if rival in seconds:
                    a, b = seconds[ours], seconds[rival]
                    line += (
                        f"   {ours} {1000 * a:8.3f}  {rival} {1000 * b:8.3f}  ratio {a / b:5.2f}"
                    )
                else:
                    line += f"   {rival}: not installed"
            print(line)
