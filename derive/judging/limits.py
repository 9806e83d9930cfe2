"""A bound on the time that one claim may take, whatever hangs beneath it.

In the main thread of a process a timer's signal interrupts the work; in any other thread (a
scheduler's workers judge there) a watchdog raises the same exception in it.  Both interrupt Python
code between two instructions; a single long operation on huge integers is waited for.
"""

from __future__ import annotations

import ctypes
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["OutOfTime", "limited"]


class OutOfTime(BaseException):  # no error of anybody's: `except Exception` lets it by
    """The time is up; ``found`` is what was known by then, such as that two sides agree."""

    found: str = ""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise :class:`OutOfTime` within, once ``seconds`` have passed; 0 or less: no bound."""
    if seconds <= 0:
        yield
    elif threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer"):
        with _by_signal(seconds):
            yield
    else:
        with _by_watchdog(seconds):
            yield


@contextmanager
def _by_signal(seconds: float) -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _by_watchdog(seconds: float) -> Iterator[None]:
    thread = ctypes.c_ulong(threading.get_ident())
    lock, running = threading.Lock(), True

    def ring() -> None:
        with lock:
            if running:
                raised = ctypes.py_object(OutOfTime)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, raised)

    watchdog = threading.Timer(seconds, ring)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        with lock:
            running = False
        watchdog.cancel()
