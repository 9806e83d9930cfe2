"""The door: a certificate is copied, and nothing in it may look like a name of the kernel's own."""

from __future__ import annotations

import json
from typing import Any

from derive.kernel.indices import KernelError

#: what the kernel's own names begin with: new ones, canonical ones, and those of patterns
_OURS = ("%", "@", "?")
_BITS = 4096
_DEPTH = 50


def admitted(certificate: Any) -> Any:
    """A copy that nobody else can change, of plain data only: no fraction is a float."""
    try:
        copy = json.loads(json.dumps(certificate, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise KernelError(f"not plain data: {error}") from None
    stack = [(copy, 0)]
    while stack:
        item, depth = stack.pop()
        if depth > _DEPTH:
            raise KernelError("terms within terms too deep")
        if isinstance(item, str):
            if item.startswith(_OURS) or ":" in item:
                raise KernelError(f"a name that is kept for the kernel: {item!r}")
        elif isinstance(item, dict):
            stack += [(part, depth + 1) for part in (*item, *item.values())]
        elif isinstance(item, list):
            stack += [(part, depth + 1) for part in item]
        elif isinstance(item, float):
            raise KernelError(f"not an exact number: {item!r}")
        elif isinstance(item, int) and item.bit_length() > _BITS:
            raise KernelError("a number that is too long")
    return copy
