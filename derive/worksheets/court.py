"""Where certificates are judged: here and now, or beside in a process of its own.

The kernel needs nothing but the certificate, so that a second process can judge one theorem while
this one derives the next (:func:`beside`).  The verdicts are the same.  Another process may work at
what needs no result of this one (:func:`aside`).
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, lru_cache
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

from derive.kernel import KernelError, Theorem, judge

__all__ = ["Verdict", "aside", "beside", "forget", "refusal", "submit"]

#: asks for the reason why a certificate is refused; "" if it is proved
Verdict = Callable[[], str]

_theorems: dict[int, Theorem] = {}
_numbers = count()
_pool: Any = None
#: what ends with ``beside``
_open: ExitStack | None = None


def _judged(number: int, certificate: dict[str, Any], uses: Mapping[str, int]) -> str:
    """Judge one certificate and keep its theorem; what it uses are theorems by number."""
    found = _heard(certificate, uses)
    if isinstance(found, str):
        return found
    _theorems[number] = found
    return ""


def refusal(certificate: dict[str, Any], uses: Mapping[str, int]) -> str:
    """Why a certificate is refused, "" if it is proved; no theorem is kept of it."""
    if not uses:  # readings that differ in what no proof speaks of have the same certificate
        with suppress(TypeError, ValueError, RecursionError):  # the kernel says why it is no data
            return _refusal(json.dumps(certificate))
    found = _heard(certificate, uses)
    return found if isinstance(found, str) else ""


@lru_cache(maxsize=256)
def _refusal(text: str) -> str:
    found = _heard(json.loads(text), {})
    return found if isinstance(found, str) else ""


def _heard(certificate: dict[str, Any], uses: Mapping[str, int]) -> Theorem | str:
    missing = [name for name, used in uses.items() if used not in _theorems]
    if missing:
        return f"it builds on {', '.join(missing)}, which is not proved"
    try:
        return judge(certificate, {n: _theorems[k] for n, k in uses.items()})
    except KernelError as error:
        return str(error)


def forget(number: int) -> None:
    """Let a theorem go that nobody can build on any more."""
    _theorems.pop(number, None)


def submit(certificate: dict[str, Any], uses: Mapping[str, int]) -> tuple[int, Verdict]:
    """Have a certificate judged; its number, for those that use it, and its verdict."""
    number = next(_numbers)
    if (judges := _judges()) is not None:
        future = judges.submit(_judged, number, certificate, uses)
        return number, future.result
    reason = _judged(number, certificate, uses)
    return number, lambda: reason


def aside(task: Callable[[], Any]) -> Callable[[], Any]:
    """Have something worked out by a process of its own, begun now; asking waits for the result.

    That is so within :func:`beside`, before anything is submitted there; else ``task`` is called
    here, when it is asked for.  What it returns, or raises, can be pickled.
    """
    if _open is None or _pool is not None:  # a process that has threads is not to be forked
        return cache(task)
    fork = multiprocessing.get_context("fork")
    line, end = fork.Pipe(duplex=False)
    fork.Process(target=_work, args=(task, end), daemon=True).start()
    end.close()

    def answer() -> Any:
        try:
            found = line.recv()
        except EOFError:  # that process has ended before its time
            return task()
        if isinstance(found, Exception):
            raise found
        return found

    return cache(answer)


def _work(task: Callable[[], Any], end: Connection) -> None:
    global _open
    _open = None  # what is submitted in this process is judged in it
    try:
        found = task()
    except Exception as error:  # it is raised where the result is asked for
        found = error
    end.send(found)


@contextmanager
def beside() -> Iterator[None]:
    """Within, certificates are judged by a second process, in the order of submission.

    Where the system cannot fork, they are judged here.
    """
    global _open, _pool
    if "fork" not in multiprocessing.get_all_start_methods() or _open is not None:
        yield
        return
    patience = sys.getswitchinterval()
    with ExitStack() as _open:
        sys.setswitchinterval(2e-4)  # the thread that feeds the judge must not wait for this one
        try:
            yield
        finally:
            _open = _pool = None
            sys.setswitchinterval(patience)


def _judges() -> Any:
    """The pool of the one process that judges beside, or None."""
    global _pool
    if _open is not None and _pool is None:
        from concurrent.futures import ProcessPoolExecutor

        pool = ProcessPoolExecutor(1, multiprocessing.get_context("fork"))
        _pool = _open.enter_context(pool)
    return _pool
