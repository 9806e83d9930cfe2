r"""The commands about one formula: derive its gradient, Jacobian …, or judge what it states."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

import derive
from derive.cli.progress import Progress, within
from derive.errors import DeriveError

__all__ = ["COMMANDS"]

_FORMATS = ("text", "json", "tex", "html", "python")
_STYLES = {"proved": "bold green", "agrees": "bold blue", "refuted": "bold red", "unknown": "bold"}

#: command → what it is of, its help, an example
_QUESTIONS = {
    "gradient": (
        "Derive the gradient of a scalar FORMULA, of the shape of the variable.",
        r"derive gradient '\log\det(X^\top X)' --wrt X --shape X:m,n --steps",
    ),
    "jacobian": (
        "Derive the Jacobian of FORMULA: a row for each component of it.",
        r"derive jacobian '\sigma(W x)' --wrt x --shape W:m,n --shape x:n",
    ),
    "differential": (
        "Derive the differential of FORMULA, linear in that of the variable.",
        r"derive differential 'X^{-1}' --wrt X --shape X:n,n",
    ),
    "hessian": (
        "Derive the Hessian of a scalar FORMULA.",
        r"derive hessian 'x^\top A x' --wrt x --shape x:n --shape A:n,n",
    ),
}
_CLAIM = r"derive prove '\nabla_x (x^\top A x) = (A + A^\top) x' --shape x:n --shape A:n,n"
_WRT = "The variable."
_LAYOUT = "What a row of a Jacobian is: a component of what is differentiated, or of the variable."


_OPTIONS: tuple[Callable[..., Any], ...] = (
    click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file."),
    click.option("--json", "as_json", is_flag=True, help="The same as --to json."),
    click.option("--to", "form", type=click.Choice(_FORMATS), help="What to write [text]."),
    click.option(
        "--seconds", type=click.IntRange(0), default=60, help="Give up after so many [60]; 0 never."
    ),
    click.option("--steps", is_flag=True, help="Show each step with its reason."),
    click.option(
        "--function",
        "functions",
        multiple=True,
        metavar="NAME",
        help="A differentiable function, applied entry by entry; σ, tanh, exp … are known.",
    ),
    click.option(
        "--shape",
        "shapes",
        multiple=True,
        metavar="NAME:ROWS,COLUMNS",
        help="X:m,n is a matrix, x:n a column, a: a scalar; sizes are names or integers.",
    ),
    click.argument("formula", metavar="FORMULA"),
)


def _shared(command: Any) -> Any:
    """The options that all of these commands have."""
    made: Any = command
    for option in _OPTIONS:
        made = option(made)
    return made


class _OfFormula(click.Command):
    """A command whose formula may begin with a minus, and is no option for that."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put a formula that begins with a minus behind ``--``, where no option is looked for."""
        takes = {name for p in self.params if not getattr(p, "is_flag", False) for name in p.opts}
        names = ctx.help_option_names
        for place, text in enumerate(args):
            value = place > 0 and args[place - 1] in takes
            if text == "--":
                break
            if text[:1] == "-" and text[1:2] not in ("", "-") and text not in names and not value:
                args = [*args[:place], *args[place + 1 :], "--", text]
                break
        return super().parse_args(ctx, args)


def _text(formula: str) -> str:
    """FORMULA, or what stands in the input where it is a dash; without dollars around it."""
    text = sys.stdin.read() if formula == "-" else formula
    text = text.strip()
    for left, right in (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]")):
        if text.startswith(left) and text.endswith(right) and len(text) > len(left + right):
            return text[len(left) : -len(right)]
    return text


def _command(name: str) -> click.Command:
    """One row of the table of questions as a command."""
    says, example = _QUESTIONS[name]

    def run(formula: str, wrt: str, **options: Any) -> None:
        layout, structure = options.pop("layout", "numerator"), options.pop("structure", None)

        def answered() -> Any:
            from derive.worksheets.formulas import ask

            return ask(name, _text(formula), wrt, _declared(options), layout, structure)

        _write(answered, **options)

    made: Any = _shared(click.option("--wrt", required=True, metavar="NAME", help=_WRT)(run))
    if name == "jacobian":
        made = _layout(made)
    if name == "gradient":
        kinds = click.Choice(("symmetric", "diagonal"))
        made = click.option("--structure", type=kinds, help="What the variable is known to be.")(
            made
        )
    made = click.option(
        "--backend",
        type=click.Choice(("numpy", "jax", "torch")),
        default="numpy",
        help="What the code of --to python uses [numpy].",
    )(made)
    epilog = f"\b\nExample:\n  {example}"
    return click.command(name, cls=_OfFormula, help=says, epilog=epilog)(made)


def _layout(command: Any) -> Any:
    return click.option(
        "--layout", type=click.Choice(("numerator", "denominator")), default="numerator",
        help=_LAYOUT,
    )(command)  # fmt: skip


@click.command(cls=_OfFormula, epilog=f"\b\nExample:\n  {_CLAIM}")
@_layout
@_shared
def prove(formula: str, layout: str, **options: Any) -> None:
    """Judge the equation FORMULA: proved, agrees at random points, refuted, or unknown.

    Exit status: 0 proved, 1 refuted or not proved, 2 the input cannot be used.
    """

    def answered() -> Any:
        from derive.worksheets.formulas import check

        return check(_text(formula), _declared(options), layout)

    _write(answered, **options)


def _declared(options: dict[str, Any]) -> Any:
    from derive.worksheets.declared import declared

    return declared(options["shapes"], options["functions"])


def _write(
    answered: Callable[[], Any],
    *,
    steps: bool,
    form: str | None,
    as_json: bool,
    out: Path | None,
    seconds: int,
    backend: str = "numpy",
    **_: Any,
) -> None:
    """Find the answer, write it in the form that is asked for, and leave with its status."""
    if as_json and form not in (None, "json"):
        raise DeriveError(f"--json and --to {form} are asked for at once")
    form = "json" if as_json else form or "text"
    with within(seconds), Progress() as say:
        say("deriving and proving")
        answer = answered()
        text = None if form == "text" and out is None else _formed(answer, form, steps, backend)
    if text is None:
        _show(_data(answer), steps, None)
    elif out is None:
        click.echo(text, nl=not text.endswith("\n"))
    else:
        from derive.worksheets.answers import write_atomically

        click.echo(f"{write_atomically(out, text)}: {answer.verdict}")
    sys.exit(0 if answer.verdict == "proved" else 1)


def _data(answer: Any) -> dict[str, Any]:
    from derive.worksheets.answers import data

    return data(answer)


def _formed(answer: Any, form: str, steps: bool, backend: str) -> str:
    from derive.worksheets import answers

    if form == "json":
        return json.dumps(answers.data(answer), ensure_ascii=False, indent=2) + "\n"
    if form == "python":
        return answers.python(answer, backend)
    if form == "text":
        from io import StringIO

        into = StringIO()
        _show(answers.data(answer), steps, into)
        return into.getvalue()
    return answers.page(answer, form)


def _show(found: dict[str, Any], steps: bool, into: Any) -> None:
    """The answer as text, in colour where that is read by a person."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=into, highlight=False, markup=False, emoji=False)

    def line(label: str, text: str, style: str = "") -> None:
        console.print(Text(f"  {label:9} ", "dim") + Text(text, style), soft_wrap=True)

    verdict = found["verdict"]
    head = Text(found["statement"]["unicode"], "bold")
    console.print(head + "  [" + Text(verdict, _STYLES[verdict]) + "]", soft_wrap=True)
    if steps:
        for step in found["steps"]:
            if step["part"]:
                console.print(Text(f"    {step['part']}:"), soft_wrap=True)
            left = step["left"]["unicode"]
            parts = (left, step["relation"], step["unicode"])
            said = Text(f"    {' '.join(filter(None, parts))}")
            console.print(said + Text(f"    ({step['reason']})", "dim"), soft_wrap=True)
    line("LaTeX", found["statement"]["latex"])
    shape = " × ".join(found["shape"]) or "scalar"
    line("shape", shape)
    for label, text in (("layout", found["layout"]), ("read", found["read_as"])):
        if text:
            line(label, text)
    for item in found["assumed"]:
        line("assumed", f"{item['unicode']} {item['said']}")
    if verdict != "proved":
        line("because" if verdict != "refuted" else "judge", found["by"])
    for item in found["witness"]:
        line("", f"{item['name']['unicode']} = {item['unicode']}")


COMMANDS = (*(_command(name) for name in _QUESTIONS if name in derive.__all__), prove)
