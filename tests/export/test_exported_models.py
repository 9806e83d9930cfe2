"""The gradients of every model that comes with derive, against the audit's derivatives."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import sympy as sp
from exporting import NAMES, as_array, backend, close, shape_of

import derive
from derive.algebra import Family
from derive.audit import evaluate, random_point
from derive.export import Program
from derive.models.registry import MODELS
from derive.worksheets.code import program_of

SIZES = {"n": 3, "d": 2, "N": 3, "k": 2, "v": 4}


def slope(k: Any, count: int) -> Any:
    """The numbers c in the loss Σ_i c_i y_i + y_i²/2."""
    return [(k or 0) + i - sp.Rational(1, 2) for i in range(count)]


def loss(*arguments: Any) -> Any:
    """A loss that we can differentiate, for one that a model leaves open."""
    *k, y = arguments
    entries = list(y)
    c = slope(k[0] if k else 0, len(entries))
    return sum(a * b + b**2 / 2 for a, b in zip(c, entries, strict=True))


def loss_gradient(make: Any) -> Any:
    def found(*arguments: Any) -> Any:
        *k, y = arguments
        c = np.array([float(s) for s in slope(0, int(np.prod(y.shape)))]).reshape(y.shape)
        return y + make(c) + (k[0] if k else 0)

    return found


def argument(a: Any, point: Any, sizes: Any, make: Any) -> Any:
    key = a.key
    if a.integer:
        return sizes[key]
    if isinstance(key, tuple) and key[0] == "gradient":
        return loss_gradient(make)
    if isinstance(key, tuple) and key[0] == "initial":
        return make(as_array(point[key[1][key[2]]], key[1].shape))
    if isinstance(key, Family):
        low = int(a.says.split("t = ")[1].split()[0])
        count = int(a.shape[0].subs(sizes))
        rows = [as_array(point[key[low + k]], key.shape) for k in range(count)]
        return make(np.array(rows).reshape(count, *rows[0].shape))
    array = as_array(point[key], shape_of(key))
    return make(array) if a.shape else float(array)


@cache
def gradients(key: str) -> derive.Derivation:
    return derive.backpropagation(MODELS[key][1]())


#: JAX compiles each operation and each scan, so it takes a few of them
PAIRS = [(k, b) for k in MODELS for b in NAMES if b != "jax" or k in ("attention", "gru")]


@pytest.mark.parametrize(("key", "name"), PAIRS)
def test_a_model(key: str, name: str) -> None:
    make, found = backend(name), gradients(key)
    code: Program = program_of(found, name, None)
    system = found.uses[0].statement.system
    symbols = {s for e in (found.lhs, found.rhs) for s in e.free_symbols}
    symbols |= {
        s for d in system.definitions for s in (*d.body.free_symbols, *d.target.free_symbols)
    }
    symbols |= {s for x in symbols for s in sp.Tuple(*shape_of(x)).free_symbols}
    sizes = {s: SIZES.get(s.name, 2) for s in symbols if s.is_Symbol and s.is_integer}
    left = [part.lhs for part in found.uses]
    point = random_point(left, sizes, system, 3)
    for o in system.opaque:
        point[getattr(o.target, "family", o.target)] = loss
    given = [argument(a, point, sizes, make) for a in code.arguments]
    values = found.compile(name)(*given)
    assert set(values) == set(found.parts_by_name)
    for part, each in found.parts_by_name.items():
        wanted = evaluate(each.lhs, sizes, point, system=system, digits=20)
        close(values[part], as_array(wanted, shape_of(each.lhs)))
