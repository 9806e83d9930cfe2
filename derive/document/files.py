"""Writing files whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from derive.errors import DeriveError

__all__ = ["write_atomically"]


def write_atomically(path: Path | str, content: str | bytes) -> Path:
    """Write a file so that a reader sees the old one or the whole new one, never a part.

    Makes the folder if need be.  Raises :class:`DeriveError` if it cannot be written.
    """
    path = Path(path)
    data = content.encode() if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise DeriveError(f"cannot write {path}: {error.strerror or error}") from None
    return path


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
