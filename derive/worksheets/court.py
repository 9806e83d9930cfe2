"""Where certificates are judged: here and now, or beside in a process of its own.

The kernel needs nothing but the certificate, so that a second process can judge one theorem while
this one derives the next (:func:`beside`).  The verdicts are the same.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any

from derive.kernel import KernelError, Theorem, judge

__all__ = ["Verdict", "beside", "refusal", "submit"]

#: asks for the reason why a certificate is refused; "" if it is proved
Verdict = Callable[[], str]

_theorems: dict[int, Theorem] = {}
_numbers = count()
_pool: Any = None


def _judged(number: int, certificate: dict[str, Any], uses: Mapping[str, int]) -> str:
    """Judge one certificate and keep its theorem; what it uses are theorems by number."""
    found = _heard(certificate, uses)
    if isinstance(found, str):
        return found
    _theorems[number] = found
    return ""


def refusal(certificate: dict[str, Any], uses: Mapping[str, int]) -> str:
    """Why a certificate is refused, "" if it is proved; judged here and now, and not kept."""
    found = _heard(certificate, uses)
    return found if isinstance(found, str) else ""


def _heard(certificate: dict[str, Any], uses: Mapping[str, int]) -> Theorem | str:
    missing = [name for name, used in uses.items() if used not in _theorems]
    if missing:
        return f"it builds on {', '.join(missing)}, which is not proved"
    try:
        return judge(certificate, {n: _theorems[k] for n, k in uses.items()})
    except KernelError as error:
        return str(error)


def submit(certificate: dict[str, Any], uses: Mapping[str, int]) -> tuple[int, Verdict]:
    """Have a certificate judged; its number, for those that use it, and its verdict."""
    number = next(_numbers)
    if _pool is not None:
        future = _pool.submit(_judged, number, certificate, uses)
        return number, future.result
    reason = _judged(number, certificate, uses)
    return number, lambda: reason


@contextmanager
def beside() -> Iterator[None]:
    """Within, certificates are judged by a second process, in the order of submission.

    Where the system cannot fork, they are judged here.
    """
    global _pool
    if "fork" not in multiprocessing.get_all_start_methods() or _pool is not None:
        yield
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as _pool:
        _pool.submit(int)  # fork now, while there is little to copy
        patience = sys.getswitchinterval()
        sys.setswitchinterval(2e-4)  # the thread that feeds the judge must not wait for this one
        try:
            yield
        finally:
            _pool = None
            sys.setswitchinterval(patience)
