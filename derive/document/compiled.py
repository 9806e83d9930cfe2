"""Compiled templates on disk, as Python keeps compiled modules: in ``__pycache__`` beside them.

Compiling the templates takes several times as long as filling them.  A compiled template is used
only for the very source and the very version of Python and Jinja that it was made from.  Where
the folder cannot be written, or ``PYTHONDONTWRITEBYTECODE`` is set, nothing is kept.
"""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, __version__

from derive.document.files import write_atomically
from derive.errors import DeriveError

__all__ = ["Compiled"]


class Compiled(BytecodeCache):
    """Keeps the bytecode of templates in ``folder``/__pycache__."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "__pycache__"

    def _path(self, bucket: Any) -> Path:
        tag = f"{sys.implementation.cache_tag}-jinja-{__version__}"
        return self.folder / f"{bucket.key}.{tag}.bin"

    def load_bytecode(self, bucket: Any) -> None:
        """Take the bytecode from disk; a missing, stale or damaged file counts as none."""
        with suppress(OSError, EOFError, ValueError, TypeError):
            bucket.load_bytecode(io.BytesIO(self._path(bucket).read_bytes()))

    def dump_bytecode(self, bucket: Any) -> None:
        """Put the bytecode on disk if that is allowed and possible."""
        if not sys.dont_write_bytecode:
            with suppress(DeriveError):
                write_atomically(self._path(bucket), bucket.bytecode_to_string())
