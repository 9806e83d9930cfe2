"""What is shown while a command works."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from derive.errors import DeriveError

__all__ = ["Progress", "within"]


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Give up after so many seconds, where the system has an alarm clock; 0 never does.

    Raises :class:`DeriveError` that says so.
    """
    if not seconds or not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(*_: Any) -> None:
        raise DeriveError(f"not done within {seconds} s, and given up; --seconds allows more")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class Progress:
    """A spinner with the current phase on a terminal; silence elsewhere."""

    def __enter__(self) -> Any:
        self.status: Any = None
        if sys.stderr.isatty():
            from rich.console import Console

            self.status = Console(stderr=True).status("starting")
            self.status.start()
        return self.say

    def say(self, phase: str) -> None:
        if self.status is not None:
            self.status.update(phase)

    def __exit__(self, *error: object) -> None:
        if self.status is not None:
            self.status.stop()
