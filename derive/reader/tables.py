"""The parser's tables, kept in the user's cache: to make them takes longer than to read a sheet.

A file of tables is named by all that they depend on, so one that is out of date is never found.
Where nothing can be kept, or what is kept cannot be read, the tables are made.
"""

from __future__ import annotations

import os
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

__all__ = ["cache", "parser"]

_GRAMMAR = Path(__file__).with_name("latex.lark")
_OPTIONS: dict[str, Any] = {
    "parser": "lalr",
    "start": ["expression", "statement"],
    "maybe_placeholders": False,
    "keep_all_tokens": True,
}


def cache() -> Path:
    """The directory of this user's in which tables are kept.

    Raises :class:`RuntimeError` where there is no home.
    """
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base else Path.home() / ".cache") / "derive"


def parser(tree: type) -> Any:
    """Lark's parser of the grammar of formulas, whose trees are of the class ``tree``."""
    import lark

    grammar = _GRAMMAR.read_text(encoding="utf-8")
    kind = f"{tree.__module__}.{tree.__qualname__}"
    known = "\0".join((grammar, repr(_OPTIONS), kind, lark.__version__, sys.version))
    try:
        path = cache() / f"latex-{sha256(known.encode()).hexdigest()}.tables"
    except RuntimeError:
        return _made(grammar, tree)
    try:
        with path.open("rb") as file:
            if _is_own(file.fileno()):
                return lark.Lark.load(file)
    except Exception:  # there is none yet, or whatever is wrong with it: the grammar is there
        pass
    made = _made(grammar, tree)
    _keep(made, path)
    return made


def _is_own(file: int) -> bool:
    """Whether nobody but this user can have written a file: what is unpickled can do anything."""
    found = os.fstat(file)
    own = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return own and not found.st_mode & 0o022


def _made(grammar: str, tree: type) -> Any:
    from lark import Lark

    return Lark(grammar, tree_class=tree, **_OPTIONS)


def _keep(made: Any, path: Path) -> None:
    """Write the tables as a whole, or not at all; those of other versions stay."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file, name = tempfile.mkstemp(dir=path.parent)  # for the user alone
        try:
            with os.fdopen(file, "wb") as out:
                made.save(out)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError:  # a home that is read-only, a full disk
        return
