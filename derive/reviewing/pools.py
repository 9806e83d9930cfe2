"""Judging on the cores of this machine: a pool of processes that survives what they die of."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from multiprocessing import active_children, get_context

from derive.reviewing.jobs import Job, Outcome, Settings, failed, judged

__all__ = ["in_pool"]

_DIED = "the process that judged it died"


def in_pool(
    jobs: Iterable[Job], settings: Settings, workers: int
) -> Generator[Outcome, None, None]:
    """Judge files in ``workers`` processes; the outcomes come as they are ready.

    If a process dies (out of memory, say), the files that were under way are judged once more,
    one by one; one at which a process dies again is given up.  Closing the iterator stops all.
    """
    suspects: list[Job] = []
    # one more is under way than there are processes, so that none of them waits
    yield from _judged(iter(jobs), settings, workers, workers + 1, suspects)
    guilty: list[Job] = []
    yield from _judged(iter(suspects), settings, 1, 1, guilty)
    for job in guilty:
        yield failed(job.name, _DIED)


def _judged(
    waiting: Iterator[Job], settings: Settings, workers: int, at_once: int, suspects: list[Job]
) -> Generator[Outcome, None, None]:
    """Judge as many as come; those that were under way when a process died become suspects."""
    running: dict[Future[Outcome], Job] = {}
    pool = _Pool(workers)
    try:
        while True:
            broken = False
            while len(running) < at_once and (job := next(waiting, None)) is not None:
                try:
                    running[pool.executor.submit(judged, job, settings)] = job
                except BrokenProcessPool:  # nobody has had it yet
                    waiting = chain([job], waiting)
                    broken = True
                    break
            if not running and not broken:
                return
            done = wait(running, return_when=FIRST_COMPLETED).done if running else ()
            for future in done:
                job = running.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    suspects.append(job)
                    broken = True
                except Exception as error:  # such as an outcome that cannot be sent
                    yield failed(job.name, f"internal error: {type(error).__name__}: {error}")
            if broken:
                suspects += running.values()
                running = {}
                pool.stop()
                pool = _Pool(workers)
    finally:
        pool.stop()


class _Pool:
    """An executor and its processes, which can be stopped at once."""

    def __init__(self, workers: int) -> None:
        self._others = set(active_children())
        # fork would share the locks and threads of whoever imports this
        context = get_context("spawn")
        self.executor = ProcessPoolExecutor(workers, context, initializer=_start)

    def stop(self) -> None:
        """End the processes, whatever they are at, and wait until they are gone."""
        for process in set(active_children()) - self._others:
            process.terminate()
        self.executor.shutdown(wait=True, cancel_futures=True)


def _start() -> None:
    """In each process: Ctrl-C is for the one that has them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
