"""A review as a page: the submission, its formulas in colour, and the reasons beside them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from derive.document.environment import environment
from derive.document.escape import Tex, escape, letters
from derive.document.reasons import with_spaces
from derive.document.view import STATUSES
from derive.document.web import mathml, render_html
from derive.errors import DeriveError
from derive.judging.verdicts import Review
from derive.reviewing.blocks import blocks
from derive.reviewing.settable import settable
from derive.reviewing.telling import (
    GLYPHS,
    Told,
    printable,
    short_place,
    shown,
    summary,
    witness_lines,
)

__all__ = ["PAGES", "fragment", "page"]

#: the forms of a page
PAGES = ("html", "tex")


def page(review: Review, form: str) -> str:
    """A whole document: ``html`` needs nothing from elsewhere, ``tex`` is set by pdfLaTeX.

    Raises :class:`DeriveError` for another form.
    """
    if form == "html":
        return render_html("review", **_values(review))
    if form == "tex":
        return _tex(review)
    raise DeriveError(f"no page in the form {form}; there are {', '.join(PAGES)}")


def fragment(review: Review) -> str:
    """The body of the page of HTML, with its style, for a notebook."""
    return render_html("review_body", **_values(review))


def _values(review: Review) -> dict[str, Any]:
    read = review.submission
    return {
        "title": printable(review.name),
        "summary": summary(review),
        "counts": review.counts,
        "blocks": blocks(review),
        "repairs": [
            (short_place(repair.spot), shown(repair.was), shown(repair.now))
            for repair in (read.repairs if read else ())
        ],
        "statuses": STATUSES,
        "glyphs": GLYPHS,
        "formula": _mathml,
        "witness": _witness,
    }


def _mathml(latex: str, display: bool = False) -> Any:
    """MathML, or None for what has none: the template shows how it is written."""
    try:
        return mathml(latex, display=display)
    except (DeriveError, RecursionError):
        return None


def _witness(one: Told) -> list[tuple[str, str]]:
    found = one.finding.witness
    return witness_lines(found, one.finding.claim) if found else []


def _tex(review: Review) -> str:
    env = environment()
    template = env.get_template("review.tex.j2")
    worksheet = SimpleNamespace(name="review", title=_short(review.name))
    values = _values(review)
    repairs = [tuple(map(_careted, repair)) for repair in values["repairs"]]
    own = {"worksheet": worksheet, "formula": _set, "words": words, "repairs": repairs}
    return str(template.render(**{**values, **own}))


def _careted(text: str) -> str:
    """The pictures of control characters as ^L, ^M and the like, which every font has."""
    return "".join(f"^{chr(ord(c) - 0x23C0)}" if 0x2400 <= ord(c) < 0x2420 else c for c in text)


def _short(name: str) -> str:
    shown = printable(name)
    return shown if len(shown) < 60 else "…" + shown[-58:]


def _set(latex: str, display: bool = False) -> Tex | None:
    """The formula for pdfLaTeX, or None where it is not sure that it can be set."""
    found = settable(latex)
    if found is None:
        return None
    return Tex(rf"$\displaystyle {found}$" if display else f"${found}$")


def words(text: str) -> Tex:
    r"""Words of any language as TeX; what our fonts do not have is given to ``\foreign``.

    >>> print(words("let 矩阵 be 5%, A ∈ ℝ^{n×d}"))
    let \foreign{矩阵}{2} be 5\%, A \ensuremath{\in} $\mathbb{R}^{n \times d}$
    """
    return with_spaces(text, _foreign)


def _foreign(text: str) -> Tex:
    out, run = [], ""
    for character in [*letters(text), ""]:
        tex = str(escape(character)) if character else ""
        if tex.startswith(r"\texttt{U+"):
            if character.isprintable():
                run += character
            continue
        if run:
            out.append(rf"\foreign{{{run}}}{{{len(run)}}}")
            run = ""
        out.append(tex)
    return Tex("".join(out))
