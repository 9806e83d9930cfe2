"""Names in code for names in mathematics, each used once."""

from __future__ import annotations

import keyword
import re
from typing import Any

from derive.algebra.families import plain

__all__ = ["Names", "identifier"]

_RESERVED = {"np", "jnp", "jax", "torch", "dtype", "like", "step", "carry", "inputs", "range"}


def identifier(name: str) -> str:
    """A Python name for a name in LaTeX: C_tilde for one with a tilde, delta for a Greek letter.

    >>> identifier("z^{f}"), identifier(r"\\\\delta"), identifier("lambda")
    ('z_f', 'delta', 'lambda_')
    """
    text = plain(name).replace("~", "_tilde").replace("'", "_prime")
    text = re.sub(r"\W+", "_", text).strip("_") or "v"
    text = f"v{text}" if text[0].isdigit() else text
    return f"{text}_" if keyword.iskeyword(text) or text in _RESERVED else text


class Names:
    """A name for each key; two keys never share one."""

    def __init__(self) -> None:
        self._by_key: dict[Any, str] = {}
        self._taken: set[str] = set()

    def of(self, key: Any, wanted: str) -> str:
        if key not in self._by_key:
            self._by_key[key] = self.fresh(wanted)
        return self._by_key[key]

    def known(self, key: Any) -> bool:
        return key in self._by_key

    def fresh(self, wanted: str) -> str:
        name, k = wanted, 2
        while name in self._taken:
            name, k = f"{wanted}_{k}", k + 1
        self._taken.add(name)
        return name
