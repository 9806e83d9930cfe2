"""What is shown while a command works."""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["Progress"]


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
