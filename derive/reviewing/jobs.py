"""One file as a job: the same function in this process, in a pool and on a cluster."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import derive
from derive.errors import DeriveError
from derive.judging.verdicts import SCHEMA, VERDICTS
from derive.submissions.claims import Context
from derive.submissions.files import ENDINGS
from derive.submissions.opening import submission

__all__ = ["Job", "Outcome", "Settings", "digest", "failed", "files_in", "judged"]

#: threads share the precision of ball arithmetic, and SymPy's caches: one judges at a time
_ONE = threading.Lock()


@dataclass(frozen=True)
class Settings:
    """How a run judges; ``page`` is the form of the page that is wanted of each file, or ''."""

    context: Context = field(default_factory=Context)
    worksheet: str = ""
    timeout: float = 10.0
    page: str = ""

    @property
    def key(self) -> str:
        """A digest of all that a verdict depends on beside the text; the page is no part of it."""
        said = {**asdict(self), "page": "", "version": derive.__version__, "schema": SCHEMA}
        return digest(json.dumps(said, sort_keys=True, default=sorted))


@dataclass(frozen=True)
class Job:
    """A file that has been read."""

    name: str
    text: str


@dataclass(frozen=True)
class Outcome:
    """What came of a job: the review as JSON data, and its page if one is wanted."""

    record: dict[str, Any]
    page: str = ""


def digest(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def judged(job: Job, settings: Settings) -> Outcome:
    """Review one file.  Raises nothing: what goes wrong is in the record."""
    from derive.reviewing.pages import page
    from derive.reviewing.reviews import reviewed

    try:
        with _ONE:
            read = submission(job.text, job.name)
            review = reviewed(read, settings.context, settings.worksheet, settings.timeout)
            shown = page(review, settings.page) if settings.page else ""
    except DeriveError as error:
        return Outcome(_record(job, settings, error=str(error)))
    except Exception as error:  # one bad file never stops the rest
        return failed(job.name, f"internal error: {type(error).__name__}: {error}")
    return Outcome(_record(job, settings, **review.as_dict()), shown)


def _record(job: Job, settings: Settings, **found: Any) -> dict[str, Any]:
    about = {"derive": derive.__version__, "sha256": digest(job.text), "settings": settings.key}
    return {**_empty(job.name), **about, **found}


def failed(name: str, error: str) -> Outcome:
    """The outcome of what could not be judged; without a digest, so that it is tried again."""
    return Outcome({**_empty(name), "error": " ".join(error.split())})


def _empty(name: str) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "derive": derive.__version__,
        "file": name,
        "sha256": "",
        "settings": "",
        "error": "",
        "counts": dict.fromkeys(VERDICTS, 0),
        "findings": [],
        "repairs": [],
        "passed_by": [],
    }


def files_in(paths: Iterable[Path], but: Path | None = None) -> list[Path]:
    """The files that are meant: those named, and in folders all that have an ending of ours.

    Hidden files and folders pass by, and so does the folder ``but``; none comes twice.
    Raises :class:`DeriveError` for a path that is not there and a folder without submissions.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.is_dir():
            found.setdefault(path.resolve(), path)
            continue
        listed = list(_walk(path, but))
        if not listed:
            known = ", ".join(sorted(ENDINGS))
            raise DeriveError(f"{path}: no submissions in this folder; their endings are {known}")
        for file in listed:
            found.setdefault(file.resolve(), file)
    return list(found.values())


def _walk(folder: Path, but: Path | None) -> Iterable[Path]:
    without = but.resolve() if but else None
    for parent, folders, names in os.walk(folder):
        here = Path(parent)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and (here / name).resolve() != without
        )
        for name in sorted(names):
            if Path(name).suffix.lower() in ENDINGS and not name.startswith("."):
                yield here / name
