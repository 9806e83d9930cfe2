"""What the tests of exported code share: values by the audit, and arguments for a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp

from derive.algebra import System
from derive.audit import evaluate, random_point
from derive.export import compiled, program

n, m = sp.symbols("n m", integer=True, positive=True)
SIZES = {n: 3, m: 2}
NAMES = ("numpy", "jax", "torch")


def backend(name: str) -> Callable[[Any], Any]:
    """What makes an array of the backend, at float64; skips where its package is not there."""
    if name == "numpy":
        return np.asarray
    if name == "jax":
        jax = pytest.importorskip("jax", reason="JAX is not installed: pip install 'derive[jax]'")
        jax.config.update("jax_enable_x64", True)
        return jax.numpy.asarray
    torch = pytest.importorskip(
        "torch", reason="PyTorch is not installed: pip install 'derive[torch]'"
    )
    return lambda a: torch.as_tensor(np.asarray(a))


def as_array(value: Any, shape: Any) -> Any:
    """A value of the audit, or of a point, as the array that exported code has for it."""
    kept = [int(s) for s in np.shape(as_floats(value))] if len(shape) else []
    flat = as_floats(value)
    return flat.reshape([k for k, s in zip(kept, shape, strict=True) if s != 1])


def as_floats(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return np.array(value.tolist(), dtype=float)
    if isinstance(value, (list, tuple)):
        rows = [row if isinstance(row, (list, tuple)) else [row] for row in value]
        return np.array([[sp.sympify(x) for x in row] for row in rows], dtype=float)
    return np.array(float(sp.sympify(value)))


def shape_of(e: Any) -> tuple[Any, ...]:
    return tuple(e.shape) if getattr(e, "is_Matrix", False) else ()


def close(found: Any, wanted: Any, tolerance: float = 1e-9) -> None:
    """Equal shapes, and values to 1e−9 of the largest."""
    found, wanted = np.asarray(found), np.asarray(wanted)
    assert found.shape == wanted.shape
    scale = np.max(np.abs(wanted), initial=0.0)
    worst = np.max(np.abs(found - wanted), initial=0.0)
    assert worst <= max(tolerance * scale, 1e-13), (worst, scale, found, wanted)


def agrees(
    expression: Any, name: str, system: System | None = None, seed: int = 1, sizes: Any = SIZES
) -> str:
    """Compare the code of an expression with the audit's value; returns the code."""
    make, system = backend(name), system or System()
    point = random_point([expression], sizes, system, seed)
    value = evaluate(expression, sizes, point, system=system, digits=25)
    code = program({"": expression}, system, name, "f", "a test")
    arguments = []
    for a in code.arguments:
        if a.integer:
            arguments.append(sizes[a.key])
        elif a.shape is None:
            raise AssertionError(f"{a.name} is a function")
        else:
            array = as_array(point[a.key], shape_of(a.key))
            arguments.append(make(array) if a.shape else float(array))
    close(compiled(code, name)(*arguments), as_array(value, shape_of(expression)))
    return code.source
