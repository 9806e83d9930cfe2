"""The results of a run: JSON Lines, a review each, written as they come."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from derive.document.files import write_atomically
from derive.errors import DeriveError

__all__ = ["Results"]


class Results:
    """A file of results.

    A record is on the disk before :meth:`add` returns, so that a run can be cut off at any time.
    What a file of this name held before is put aside (``name~``), or kept to go on with:

    Parameters
    ----------
    path : the file.
    wanted : file → digests of its text and of the settings, of all files of this run.
    resume : keep the earlier records of those files, where the digests are the same, and those of
        files that are not part of this run.
    """

    def __init__(
        self, path: Path, wanted: Mapping[str, tuple[str, str]], resume: bool = False
    ) -> None:
        self.path = path
        earlier = _read(path) if resume and path.exists() else []
        kept = {r["file"]: r for r in earlier if _stands(r, wanted)}
        #: the records of this run's files that stand from an earlier one
        self.kept: dict[str, dict[str, Any]] = {n: r for n, r in kept.items() if n in wanted}
        self._done = set(self.kept)
        try:
            if path.exists() and not resume:
                os.replace(path, path.with_name(f"{path.name}~"))
            write_atomically(path, "".join(map(_line, kept.values())))
            self._file: IO[bytes] = path.open("ab")
        except OSError as error:
            raise DeriveError(f"cannot write {path}: {error.strerror or error}") from None

    def add(self, record: dict[str, Any]) -> bool:
        """Append a record; False if the file has one already: nothing stands there twice."""
        if record["file"] in self._done:
            return False
        self._done.add(record["file"])
        try:
            self._file.write(_line(record).encode())
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise DeriveError(f"cannot write {self.path}: {error.strerror or error}") from None
        return True

    def close(self) -> None:
        """No more records come."""
        self._file.close()

    def __enter__(self) -> Results:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _line(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=True, separators=(",", ":")) + "\n"


def _read(path: Path) -> Iterable[dict[str, Any]]:
    """The records of a file, without a last line that was cut off."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise DeriveError(f"cannot read {path}: {error.strerror or error}") from None
    found = []
    for number, line in enumerate(lines[:-1], 1):
        try:
            record = json.loads(line)
            found.append({**record, "file": str(record["file"])})
        except (ValueError, TypeError, KeyError, RecursionError):
            said = f"{path}, line {number}: no result of a review; --out names another file"
            raise DeriveError(said) from None
    return found


def _stands(record: Mapping[str, Any], wanted: Mapping[str, tuple[str, str]]) -> bool:
    if record["file"] not in wanted:
        return True
    sha, settings = wanted[record["file"]]
    return bool(sha) and (record.get("sha256"), record.get("settings")) == (sha, settings)
