"""Exported gradients of random expressions against JAX's own of the expressions' code."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp
from exporting import SIZES, backend, close, shape_of
from hypothesis import HealthCheck, assume, given, settings, strategies as st
from test_random_code import scalars

import derive
from derive.algebra import System
from derive.export import compiled, program
from derive.worksheets.code import program_of


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(st.data())
def test_gradients(data: Any) -> None:
    make = backend("jax")
    e = data.draw(scalars(3))
    found = sorted(e.atoms(sp.MatrixSymbol), key=str)
    assume(found)
    rng = np.random.default_rng(1)
    values = {
        symbol: rng.normal(size=[int(s.subs(SIZES)) for s in shape_of(symbol) if s != 1])
        for symbol in (*found, sp.Symbol("t"))
    }
    code = program({"": e}, System(), "jax", "f", "the expression")
    slope = _jax(compiled(code, "jax"), code, found[0], {k: make(v) for k, v in values.items()})
    assume(np.all(np.isfinite(slope)))
    derivation = derive.gradient(e, found[0])
    arguments = [
        SIZES[a.key] if a.integer else values[a.key]
        for a in program_of(derivation, "numpy", None).arguments
    ]
    close(derivation.compile("numpy")(*arguments), slope)


def _jax(function: Any, code: Any, by: Any, values: Any) -> Any:
    """jax.grad of the expression's code by one of its arguments; zeros where it is none."""
    import jax

    keys = [a.key for a in code.arguments]
    if by not in keys:
        return np.zeros(values[by].shape)
    arguments = [SIZES[a.key] if a.integer else values[a.key] for a in code.arguments]
    return np.asarray(jax.grad(function, argnums=keys.index(by))(*arguments))
