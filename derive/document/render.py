"""From a worksheet to a document, and to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from derive.document import tables
from derive.document.environment import environment
from derive.document.escape import Tex
from derive.document.files import write_atomically
from derive.document.view import STATUSES, Document, Named, inline
from derive.errors import DeriveError

__all__ = ["FORMATS", "render", "write_atomically"]

#: format → suffix of its templates
FORMATS = {"tex": "tex.j2"}


def render(worksheet: Any, to: str = "tex", *, folder: Path | None = None) -> str:
    """The document of ``worksheet``, by the template that has its name.

    Parameters
    ----------
    worksheet : ``name``, ``title``, ``questions``, ``errata``, ``figures``.
    to : the format; only ``tex`` so far.
    folder : other templates than ours.

    Raises :class:`DeriveError`: unknown format, no template, a name that a template asks for and
    the worksheet does not have, a term that the printer does not know.
    """
    if to not in FORMATS:
        raise DeriveError(f"cannot write {to!r}, only {', '.join(FORMATS)}")
    from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError

    env = environment(folder)
    try:
        template = env.get_template(f"{worksheet.name}.{FORMATS[to]}")
        text: str = template.render(
            worksheet=worksheet,
            doc=Document(worksheet),
            named=Named,
            inline=inline,
            tables=tables,
            statuses=STATUSES,
            figures=Named(worksheet.figures, f"worksheet {worksheet.name}"),
            raw=Tex,
        )
    except TemplateNotFound as error:
        raise DeriveError(f"there is no template {error.name}") from None
    except TemplateSyntaxError as error:
        raise DeriveError(f"{error.filename}:{error.lineno}: {error.message}") from None
    except UndefinedError as error:
        raise DeriveError(f"{_place(error)}{error}") from None
    return str(text)


def _place(error: BaseException) -> str:
    """The innermost template line of a traceback, as ``1b.tex.j2:12: ``."""
    place, trace = "", error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith(".j2"):
            place = f"{Path(name).name}:{trace.tb_lineno}: "
        trace = trace.tb_next
    return place
