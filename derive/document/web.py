"""Pages of HTML that need nothing else: no network, no script, no font."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from derive.document.environment import templates
from derive.errors import DeriveError

__all__ = ["mathml", "render_html"]


@cache
def _converter() -> Any:
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False, allow_unreliable_rendering=True)


def mathml(tex: str, display: bool = False, left: bool = False) -> Any:
    r"""TeX of the printer's as MathML, which browsers set by themselves.

    Parameters
    ----------
    tex : a formula without dollars.
    display : set it as a displayed formula.
    left : at the left, where a displayed formula is centred otherwise.

    Raises :class:`DeriveError` for TeX that has no MathML.

    >>> print(mathml(r"x^{2}"))
    <math><msup><mi>x</mi><mn>2</mn></msup></math>
    """
    from markupsafe import Markup
    from math_core import LatexError

    try:
        found = _converter().convert_with_local_state(str(tex), displaystyle=display)
    except LatexError as error:
        raise DeriveError(f"{tex!r} cannot be set as MathML: {str(error).strip()}") from None
    if left:
        found = found.replace(' display="block"', ' displaystyle="true"', 1)
    return Markup(found)


def render_html(name: str, folder: Path | None = None, **values: Any) -> str:
    """The page of the template ``name``.html.j2; everything in it is escaped.

    Raises :class:`DeriveError` where a formula cannot be set.
    """
    text: str = _environment(folder or templates()).get_template(f"{name}.html.j2").render(values)
    return text


@cache
def _environment(folder: Path) -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    env = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    env.filters["mathml"] = mathml
    return env
