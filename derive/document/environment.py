"""The Jinja environment in which documents are written, and where its templates are."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from derive.document.escape import Tex, escape
from derive.errors import DeriveError

__all__ = ["environment", "fixed", "scientific", "sentence", "slug", "templates"]


def templates() -> Path:
    """The folder of the templates: inside the installed package, or beside it in a checkout.

    Raises :class:`DeriveError` if it is in neither place.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / "base.tex.j2").is_file():
            return folder
    raise DeriveError(f"no templates in {package / 'templates'}: the installation is incomplete")


def fixed(number: Any, places: int = 3) -> Tex:
    """A number rounded to ``places`` decimals, never −0; the same text on every machine.

    >>> print(fixed(0.12345), fixed(-1e-9, 2))
    0.123 0.00
    """
    text = f"{float(number):.{places}f}"
    return Tex(text.lstrip("-") if float(text) == 0 else text)


def scientific(number: Any, places: int = 4) -> Tex:
    """A number as ``1.2345e-03``, which a plot reads."""
    return Tex(f"{float(number):.{places}e}")


def slug(text: Any) -> Tex:
    """Only the letters and digits of ``text``: a name for a node of a drawing."""
    return Tex("".join(c for c in str(text) if c.isascii() and c.isalnum()))


def sentence(text: str) -> str:
    """``text`` with a capital at its beginning and a full stop at its end.

    >>> sentence("so it is")
    'So it is.'
    """
    text = text.strip()
    end = "" if text.endswith((".", "!", "?")) or not text else "."
    return text[:1].upper() + text[1:] + end


def _decimal(expr: Any) -> Tex:
    from derive.document.view import inline

    return inline(expr, decimals=True)


def _finalize(value: Any) -> Any:
    """What ``((  ))`` prints: our TeX as it is, a term as a formula, anything else escaped."""
    if hasattr(value, "__html__"):
        return value
    if hasattr(value, "free_symbols") or hasattr(value, "as_immutable"):
        from derive.document.view import inline

        return inline(value)
    if isinstance(value, (str, int)):
        return escape(value)
    raise DeriveError(f"a template prints a {type(value).__name__}, which is no text and no term")


def environment(folder: Path | None = None) -> Any:
    """The environment for TeX: ``((* … *))``, ``(( … ))``, ``((= … =))``.

    Whatever a template prints is escaped, unless the printer or a macro made it; a name that is
    not there is an error.
    """
    return _environment(folder or templates())


@cache
def _environment(folder: Path) -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from derive.document.compiled import Compiled

    env = Environment(
        block_start_string="((*",
        block_end_string="*))",
        variable_start_string="((",
        variable_end_string="))",
        comment_start_string="((=",
        comment_end_string="=))",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        autoescape=True,  # our finalize has escaped everything by then; this guards the macros
        finalize=_finalize,
        auto_reload=False,
        optimized=False,  # nothing here is worth folding, and folding takes longer than printing
        bytecode_cache=Compiled(folder),
        loader=FileSystemLoader(folder),
    )
    env.filters.update(
        fixed=fixed, scientific=scientific, slug=slug, raw=Tex, sentence=sentence, decimal=_decimal
    )
    return env
