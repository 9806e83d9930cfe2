"""Judging on many machines: Dask moves the work, its workers call the same function."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from typing import Any

from derive.errors import DeriveError
from derive.reviewing.jobs import Job, Outcome, Settings, failed, judged

__all__ = ["on_cluster"]

#: files that are with the scheduler at a time: enough to keep many workers busy
_AT_ONCE = 256


def on_cluster(
    jobs: Iterable[Job], settings: Settings, scheduler: str
) -> Generator[Outcome, None, None]:
    """Judge files on the workers of a Dask scheduler (``tcp://host:port``).

    What a worker had that is lost, others take over.  The outcomes come as they are ready.
    Raises :class:`DeriveError` without Dask, without the scheduler, and where its workers do not
    have this package.
    """
    distributed = _distributed()
    logging.getLogger("distributed").setLevel(logging.ERROR)
    client = _client(distributed, scheduler)
    try:
        run, waiting = uuid.uuid4().hex, enumerate(jobs)

        def submitted() -> Iterator[tuple[Any, Job]]:
            for number, job in waiting:
                key = f"derive-review-{run}-{number}"
                yield client.submit(judged, job, settings, key=key, pure=False), job

        more = submitted()
        under_way = dict(islice(more, _AT_ONCE))
        ready = distributed.as_completed(list(under_way), loop=client.loop)
        for future in ready:
            yield _outcome(distributed, future, under_way.pop(future), scheduler)
            for following, job in islice(more, 1):
                under_way[following] = job
                ready.add(following)
    finally:
        client.close()


def _outcome(distributed: Any, future: Any, job: Job, scheduler: str) -> Outcome:
    try:
        outcome: Outcome = future.result()
    except ModuleNotFoundError as error:
        said = f"the workers of {scheduler} have no module {error.name}; install derive there"
        raise DeriveError(said) from None
    except distributed.KilledWorker:
        return failed(job.name, "the workers that judged it died")
    except Exception as error:
        return failed(job.name, f"lost on the cluster: {type(error).__name__}: {error}")
    return outcome


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        said = "a scheduler needs Dask, which is not installed: pip install 'derive[cluster]'"
        raise DeriveError(said) from None
    return distributed


def _client(distributed: Any, scheduler: str) -> Any:
    try:
        return distributed.Client(scheduler, timeout=10, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DeriveError(f"no scheduler at {scheduler}: {why}") from None
