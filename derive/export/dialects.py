"""How each operation is written for NumPy, JAX and PyTorch."""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.errors import DeriveError

__all__ = ["BACKENDS", "Dialect", "dialect_of"]


@dataclass(frozen=True)
class Dialect:
    """A backend: its name, what is imported, and where it departs from NumPy."""

    name: str
    #: what has to be installed
    package: str
    imports: tuple[str, ...]
    #: the modules that must be there
    modules: tuple[str, ...]
    prefix: str
    #: elementwise functions and others that are not prefix.name
    names: dict[str, str] = field(default_factory=dict)
    #: functions that are written out above the code where they are used
    helpers: dict[str, str] = field(default_factory=dict)


_SIGMA = '''def _sigma(z):
    """The logistic function; of large negative z it is 0, without overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1.0) / (1.0 + e)
'''
_SOFTMAX = '''def _softmax(z):
    """Softmax along the last axis, without overflow."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
'''
_LOGSUMEXP = '''def _logsumexp(z):
    """The logarithm of the sum of the exponentials along the last axis, without overflow."""
    top = z.max(axis=-1, keepdims=True)
    return np.log(np.exp(z - top).sum(axis=-1)) + top[..., 0]
'''
_LOG_SOFTMAX = '''def _log_softmax(z):
    """The logarithm of softmax along the last axis, without overflow."""
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
'''
_LOGDET = '''def _logdet(A):
    """log det A, which is not a number where the determinant is not positive."""
    sign, value = np.linalg.slogdet(A)
    return np.where(sign > 0, value, np.nan)
'''

NUMPY = Dialect(
    "numpy",
    "numpy",
    ("import numpy as np",),
    ("numpy",),
    "np",
    {
        "sigma": "_sigma",
        "softmax": "_softmax",
        "logsumexp": "_logsumexp",
        "log_softmax": "_log_softmax",
        "logdet": "_logdet",
    },
    {
        "_sigma": _SIGMA,
        "_softmax": _SOFTMAX,
        "_logsumexp": _LOGSUMEXP,
        "_log_softmax": _LOG_SOFTMAX,
        "_logdet": _LOGDET,
    },
)
JAX = Dialect(
    "jax",
    "derive[jax]",
    ("import jax", "import jax.numpy as jnp"),
    ("jax",),
    "jnp",
    {
        "sigma": "jax.nn.sigmoid",
        "relu": "jax.nn.relu",
        "logdet": "_logdet",
        "softmax": "jax.nn.softmax",
        "logsumexp": "jax.nn.logsumexp",
        "log_softmax": "jax.nn.log_softmax",
    },
    {"_logdet": _LOGDET.replace("np.", "jnp.")},
)
TORCH = Dialect(
    "torch",
    "derive[torch]",
    ("import torch",),
    ("torch",),
    "torch",
    {"sigma": "torch.sigmoid", "relu": "torch.relu", "logdet": "torch.logdet"},
)

BACKENDS = {d.name: d for d in (NUMPY, JAX, TORCH)}


def dialect_of(name: str) -> Dialect:
    """Raises :class:`~derive.DeriveError` for a name that is no backend."""
    if name not in BACKENDS:
        raise DeriveError(f"there is no backend {name!r}: it is one of {', '.join(BACKENDS)}")
    return BACKENDS[name]
