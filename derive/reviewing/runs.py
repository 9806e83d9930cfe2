"""A run over many submissions: what is to be judged, by whom, and where the results go."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from derive.document.files import write_atomically
from derive.errors import DeriveError
from derive.judging.scopes import scopes
from derive.reviewing.clusters import on_cluster
from derive.reviewing.jobs import Job, Outcome, Settings, digest, failed
from derive.reviewing.pools import in_pool
from derive.reviewing.results import Results
from derive.submissions.files import read_text

__all__ = ["Run", "cores"]


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass
class Run:
    """Reviews ``files``, as ``settings`` say; ``results`` is the file in JSON Lines.

    Pages, if any are wanted, go into the folder ``pages``, at the places that the files have
    below the folder they share.
    """

    files: list[Path]
    settings: Settings
    results: Path
    pages: Path | None = None
    resume: bool = False

    def records(
        self, workers: int = 1, scheduler: str = ""
    ) -> Generator[dict[str, Any], None, None]:
        """Each file's record, as it is ready: first those that stand from an earlier run.

        By ``workers`` processes here, or by the workers of a Dask ``scheduler``.  A file that
        cannot be read or judged has a record that says so in ``error``.

        Raises :class:`DeriveError` at once for settings with which no file could be judged, and
        for results that cannot be written.
        """
        scopes(self.settings.context, self.settings.worksheet)
        wanted = {str(file): self._digests(file) for file in self.files}
        with Results(self.results, wanted, self.resume) as results:
            yield from results.kept.values()
            left = [file for file in self.files if str(file) not in results.kept]
            unread: list[Outcome] = []
            jobs = _opened(left, unread)
            outcomes = (
                on_cluster(jobs, self.settings, scheduler)
                if scheduler
                else in_pool(jobs, self.settings, max(1, min(workers, len(left))))
            )
            with closing(outcomes):
                for outcome in outcomes:
                    if self._write(results, outcome):
                        yield outcome.record
            for outcome in unread:
                if self._write(results, outcome):
                    yield outcome.record

    def page_of(self, name: str) -> Path:
        """Where the page of a file is written."""
        assert self.pages is not None
        inside = Path(os.path.relpath(name, self._root))
        return self.pages / inside.with_name(f"{inside.name}.{self.settings.page}")

    @cached_property
    def _root(self) -> str:
        folders = [os.path.dirname(os.path.abspath(file)) for file in self.files]
        return os.path.commonpath(folders)

    def _digests(self, file: Path) -> tuple[str, str]:
        """What an earlier record must have to stand; two empty strings: none does."""
        if self.pages is not None and not self.page_of(str(file)).is_file():
            return "", ""
        try:
            return digest(read_text(file)), self.settings.key
        except DeriveError:
            return "", ""

    def _write(self, results: Results, outcome: Outcome) -> bool:
        if outcome.page and self.pages is not None:
            write_atomically(self.page_of(outcome.record["file"]), outcome.page)
        return results.add(outcome.record)


def _opened(files: list[Path], unread: list[Outcome]) -> Iterator[Job]:
    """The files as jobs, each read when its turn comes; those that cannot be read go aside."""
    for file in files:
        try:
            yield Job(str(file), read_text(file))
        except DeriveError as error:
            unread.append(failed(str(file), str(error)))
