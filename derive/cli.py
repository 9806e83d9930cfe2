"""The command ``derive``.

Exit status: 0 done, 1 something is not proved, 2 the input cannot be used.
"""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from derive.errors import DeriveError

__all__ = ["main"]

_EXAMPLES = """\b
Examples:
  derive solutions                 write rnn_lstm.tex, certificates and PDF into build/
  derive solutions --to tex        the TeX and the certificates only
  derive list                      the questions and their theorems
  derive show 1b                   the steps of question 1b
  derive verify build/certificates judge the certificates again
"""


class _Group(click.Group):
    """Commands whose :class:`DeriveError` is one clear line and exit status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DeriveError as error:
            click.echo(f"derive: {error}", err=True)
            ctx.exit(2)


@click.group(cls=_Group, epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="derive", message="%(prog)s %(version)s")
def main() -> None:
    """Derive, prove and typeset the mathematics of neural networks."""


def _formats(ctx: click.Context, parameter: click.Parameter, value: str) -> tuple[str, ...]:
    formats = tuple(part.strip() for part in value.split(",") if part.strip())
    unknown = [f for f in formats if f not in ("tex", "pdf")]
    if unknown or not formats:
        raise click.BadParameter(f"formats are tex and pdf, not {value!r}")
    return formats


@main.command(epilog="\b\nExample:\n  derive solutions rnn_lstm --to tex,pdf --out build")
@click.argument("worksheet", default="rnn_lstm")
@click.option(
    "--to", "formats", default="tex,pdf", callback=_formats, help="tex, pdf or both (tex,pdf)."
)
@click.option(
    "--out", default="build", type=click.Path(file_okay=False, path_type=Path), help="The folder."
)
def solutions(worksheet: str, formats: tuple[str, ...], out: Path) -> None:
    """Derive, prove and write the worked solution of WORKSHEET, with its certificates."""
    from derive.worksheets.court import beside

    gc.disable()  # a short life: collecting what little is circular costs more than it frees
    with _Progress() as say, beside():
        from derive.worksheets import load
        from derive.worksheets.output import write

        say("deriving and proving")
        sheet = load(worksheet)
        report = write(sheet, out, formats, say)
    for line in report.lines:
        click.echo(line)
    if report.unproved:
        for name, reason in report.unproved:
            click.echo(f"derive: {name} is not proved: {reason}", err=True)
        sys.exit(1)


@main.command("list", epilog="\b\nExample:\n  derive list")
@click.argument("worksheet", default="rnn_lstm")
def list_(worksheet: str) -> None:
    """List the questions of WORKSHEET and the theorems that answer them."""
    from derive.worksheets import load

    for question in load(worksheet).questions:
        click.echo(f"{question.id}  {question.title}")
        for key, theorem in question.theorems.items():
            click.echo(f"      {theorem.status:8} {key:24} {theorem.title}")


@main.command(epilog="\b\nExamples:\n  derive show 1b\n  derive show 1b gradient")
@click.argument("question")
@click.argument("theorem", required=False)
@click.option("--worksheet", default="rnn_lstm", help="The worksheet.")
def show(question: str, theorem: str | None, worksheet: str) -> None:
    """Show the steps of a QUESTION (or of one THEOREM of it), each with its reason."""
    from derive.worksheets import load

    sheet = load(worksheet)
    for candidate in sheet.questions:
        if candidate.id == question:
            break
    else:
        known = ", ".join(q.id for q in sheet.questions)
        raise DeriveError(f"there is no question {question!r}; there are {known}")
    if theorem is not None and theorem not in candidate.theorems:
        known = ", ".join(candidate.theorems)
        raise DeriveError(f"question {question} has no theorem {theorem!r}; it has {known}")
    chosen = [theorem] if theorem else list(candidate.theorems)
    for key in chosen:
        click.echo(f"{candidate.theorems[key]}\n")


@main.command(epilog="\b\nExample:\n  derive verify build/certificates")
@click.argument("folder", type=click.Path(path_type=Path))
def verify(folder: Path) -> None:
    """Judge the certificates in FOLDER again, in a fresh process that has only the kernel."""
    files = sorted(folder.glob("*.json")) if folder.is_dir() else [folder]
    if not files:
        raise DeriveError(f"{folder}: no certificates (*.json) in this folder")
    missing = [str(f) for f in files if not f.is_file()]
    if missing:
        raise DeriveError(f"{missing[0]}: no such file or folder")
    command = [sys.executable, "-m", "derive.kernel", *map(str, files)]
    sys.exit(subprocess.run(command, check=False).returncode)


class _Progress:
    """A spinner with the current phase on a terminal; silence elsewhere."""

    def __enter__(self) -> Any:
        self.status: Any = None
        if sys.stderr.isatty():
            from rich.console import Console

            self.status = Console(stderr=True).status("starting")
            self.status.start()
        return self.say

    def say(self, phase: str) -> None:
        if self.status is not None:
            self.status.update(phase)

    def __exit__(self, *error: object) -> None:
        if self.status is not None:
            self.status.stop()
