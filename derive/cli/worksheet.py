"""The commands about worksheets: write one, list and show its theorems, verify certificates."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import click

from derive.cli.progress import Progress
from derive.errors import DeriveError

__all__ = ["COMMANDS"]


def _formats(ctx: click.Context, parameter: click.Parameter, value: str) -> tuple[str, ...]:
    formats = tuple(part.strip() for part in value.split(",") if part.strip())
    unknown = [f for f in formats if f not in ("tex", "pdf")]
    if unknown or not formats:
        raise click.BadParameter(f"formats are tex and pdf, not {value!r}")
    return formats


@click.command(epilog="\b\nExample:\n  derive solutions rnn_lstm --to tex,pdf --out build")
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
    with Progress() as say, beside():
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


@click.command("list", epilog="\b\nExample:\n  derive list")
@click.argument("worksheet", default="rnn_lstm")
def list_(worksheet: str) -> None:
    """List the questions of WORKSHEET and the theorems that answer them."""
    from derive.worksheets import load

    for question in load(worksheet).questions:
        click.echo(f"{question.id}  {question.title}")
        for key, theorem in question.theorems.items():
            click.echo(f"      {theorem.status:8} {key:24} {theorem.title}")


@click.command(epilog="\b\nExamples:\n  derive show 1b\n  derive show 1b gradient")
@click.argument("question")
@click.argument("theorem", required=False)
@click.option("--worksheet", default="rnn_lstm", help="The worksheet.")
def show(question: str, theorem: str | None, worksheet: str) -> None:
    """Show the steps of a QUESTION (or of one THEOREM of it), and of what they build on."""
    from derive.worksheets import load
    from derive.worksheets.derivation import Conjunction, Derivation

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
    shown: set[str] = set()

    def say(derivation: Derivation) -> None:
        """A derivation after what it builds on, each once."""
        if derivation.name in shown:
            return
        shown.add(derivation.name)
        if not isinstance(derivation, Conjunction):  # a conjunction shows its parts itself
            for used in derivation.uses:
                say(used)
        click.echo(f"{derivation}\n")

    for key in [theorem] if theorem else list(candidate.theorems):
        say(candidate.theorems[key])


@click.command(epilog="\b\nExample:\n  derive verify build/certificates")
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


COMMANDS = (solutions, list_, show, verify)
