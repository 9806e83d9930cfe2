"""Declarations of arrays: their shapes, and the numbers of those that are explicit."""

from __future__ import annotations

from typing import Any

from derive.kernel.indices import KernelError, rational

#: how the name of an array ends of whose every entry this is assumed
DOMAINS = {"^+": "positive", "^!": "nonzero"}


def check_array(name: str, array: dict[str, Any]) -> None:
    """A declaration says what its array is, once."""
    axes = array["axes"]
    for size in axes:
        check_size(size)
    if array.get("times", 0) not in (0, 1) or name.endswith(("^-1", "^det")):
        raise KernelError(f"not an array: {name!r}")
    suffix = next((s for s in DOMAINS if name.endswith(s)), None)
    if array.get("domain") != DOMAINS.get(suffix or "") or (suffix and "values" in array):
        raise KernelError(f"{name!r} is not declared as its name says")
    square = len(axes) == 2 and axes[0] == axes[1]
    if array.get("invertible") and (not square or ("values" in array) != ("inverse" in array)):
        raise KernelError(f"{name!r} cannot be inverted")
    for key in {"values", "inverse"} & set(array):
        if array.get("times") or not _shaped(array[key], axes):
            raise KernelError(f"the values of {name!r} do not have its shape")
    if "inverse" in array:
        _check_inverse(array["values"], array["inverse"])


def _shaped(values: Any, axes: Any) -> bool:
    """Whether nested lists of numbers have as many entries as the axes say."""
    if not axes:
        return not isinstance(values, list)
    return (
        isinstance(values, list)
        and len(values) == axes[0]
        and all(_shaped(part, axes[1:]) for part in values)
    )


def check_size(size: Any) -> Any:
    """A size is an integer that is at least 1, or a name."""
    if isinstance(size, str) and size and not size.isdigit():
        return size
    if type(size) is int and 1 <= size <= 10_000:
        return size
    raise KernelError(f"not a size: {size!r}")


def _check_inverse(a: Any, b: Any) -> None:
    """Raise unless a·b = I."""
    for i, row in enumerate(a):
        for j in range(len(a)):
            terms = (rational(x) * rational(y[j]) for x, y in zip(row, b, strict=True))
            if len(row) != len(a) or sum(terms) != int(i == j):
                raise KernelError("these numbers are not those of the inverse matrix")
