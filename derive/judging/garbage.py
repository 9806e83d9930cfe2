"""Fewer collections of circular garbage while a submission is judged.

What is kept, of formulas that were read and of expressions, are a million small objects soon, and
Python goes through all of them each time that it looks for what only refers to itself: by its own
measure far too often, for a sixth of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

__all__ = ["collected_seldom"]

#: new objects until the young are collected, and how often that is until the older ones are
_SELDOM = (20_000, 10, 10)

_lock = Lock()
_within = 0
_before = gc.get_threshold()


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Within, in any thread, Python collects less often; afterwards as it did before.

    Whoever has it collect even less often, or not at all, is left alone.
    """
    global _within, _before
    with _lock:
        if not _within:
            _before = gc.get_threshold()
            if 0 < _before[0] < _SELDOM[0]:
                gc.set_threshold(*_SELDOM)
        _within += 1
    try:
        yield
    finally:
        with _lock:
            _within -= 1
            if not _within:
                gc.set_threshold(*_before)
