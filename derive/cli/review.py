"""The command that reviews submissions: one, several, or whole folders of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click

from derive.cli.progress import Progress
from derive.errors import DeriveError

__all__ = ["COMMANDS"]

_FORMATS = ("text", "json", "html", "tex")
_EXAMPLES = """\b
Examples:
  derive review homework.md
  derive review homework.tex --context symbols.yaml --to html --out homework.html
  pbpaste | derive review - --json
  derive review submissions/ --jobs 8 --out results.jsonl
  derive review submissions/ --jobs 8 --out results.jsonl --resume
  derive review submissions/ --scheduler tcp://host:8786 --to html --out pages/
"""


@click.command(epilog=_EXAMPLES)
@click.argument("files", nargs=-1, metavar="FILE…")
@click.option(
    "--context",
    "context",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="YAML that says what the symbols mean: shapes, scalars, families, conventions …",
)
@click.option("--worksheet", default="", metavar="NAME", help="The worksheet whose symbols count.")
@click.option(
    "--timeout",
    default=10.0,
    type=click.FloatRange(min=0, min_open=True),
    help="Seconds of computing for one claim; past it the verdict is unknown [10].",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --to json.")
@click.option("--to", "form", type=click.Choice(_FORMATS), help="What to write [text].")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The file; of several submissions the results as JSON Lines [review.jsonl], with --to "
    "html or tex the folder of the pages.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Processes that judge at a time [one a core]."
)
@click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="A Dask scheduler, such as tcp://host:8786, whose workers judge.",
)
@click.option("--resume", is_flag=True, help="Keep what an earlier run has judged already.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the results and leave.")
def review(files: tuple[str, ...], form: str | None, as_json: bool, **options: Any) -> None:
    """Read submissions and judge every claim in them.

    FILE is Markdown, LaTeX, plain text, a notebook, a folder of these, or - for the input.

    Exit status: 0 nothing is refuted, 1 something is, 2 the input cannot be used.
    """
    if options.pop("schema"):
        from derive.judging.verdicts import schema

        click.echo(schema(), nl=False)
        return
    if as_json and form not in (None, "json"):
        raise DeriveError(f"--json and --to {form} are asked for at once")
    form = "json" if as_json else form or "text"
    if not files:
        raise DeriveError("which file? derive review FILE… (- is the input)")
    several = len(files) > 1 or Path(files[0]).is_dir()
    if "-" in files and several:
        raise DeriveError("the input (-) is reviewed alone, without other files")
    if several and _to_be_read(files, form, options):
        _each(files, **options)
    elif several or options["resume"] or options["scheduler"]:
        _run(files, form, **options)
    else:
        _one(files[0], form, **options)


def _to_be_read(files: tuple[str, ...], form: str, options: dict[str, Any]) -> bool:
    """Whether a few files are named whose tables a person will read, one below the other."""
    asked = any(options[name] for name in ("out", "jobs", "scheduler", "resume"))
    return form == "text" and not asked and not any(Path(file).is_dir() for file in files)


def _reviewed(file: str, context: Any, options: dict[str, Any]) -> Any:
    with Progress() as say:
        say(f"reading and judging {file}" if file != "-" else "reading and judging")
        from derive.reviewing import reviews
        from derive.submissions.opening import open_submission

        read = open_submission(file)
        return reviews.reviewed(read, context, options["worksheet"], options["timeout"])


def _context(options: dict[str, Any]) -> Any:
    from derive.reviewing.reviews import context_of

    return context_of(options["context"])


def _one(file: str, form: str, *, out: Path | None, **options: Any) -> None:
    """Review one file and leave with its status."""
    found = _reviewed(file, _context(options), options)
    text = None
    if form in ("html", "tex"):
        from derive.reviewing.pages import page

        text = page(found, form)
    elif form == "json":
        text = json.dumps(found.as_dict(), ensure_ascii=False, indent=2) + "\n"
    else:
        from derive.cli.tables import show

        text = show(found, into_file=out is not None)
    if text is not None and out is None:
        click.echo(text, nl=not text.endswith("\n"))
    elif text is not None and out is not None:
        from derive.reviewing.reviews import summary, write_atomically

        click.echo(f"{write_atomically(out, text)}: {summary(found)}")
    sys.exit(1 if found.counts["refuted"] else 0)


def _each(files: tuple[str, ...], **options: Any) -> None:
    """Review files one after the other, a table for each, and leave with the status of all."""
    from derive.cli.tables import Totals, show
    from derive.reviewing.jobs import failed

    context, totals = _context(options), Totals()
    for file in dict.fromkeys(files):
        try:
            found = _reviewed(file, context, options)
        except DeriveError as error:
            click.echo(f"derive: {error}", err=True)
            totals.add(failed(file, str(error)).record)
        else:
            show(found)
            click.echo()
            totals.add({**found.as_dict(), "error": ""})
    totals.show()
    sys.exit(totals.status)


def _run(
    files: tuple[str, ...],
    form: str,
    *,
    out: Path | None,
    jobs: int | None,
    scheduler: str,
    resume: bool,
    **options: Any,
) -> None:
    """Review many files and leave with the status of all."""
    from derive.cli.tables import Totals
    from derive.reviewing.jobs import Settings, files_in
    from derive.reviewing.runs import Run, cores

    pages = (out or Path("review")) if form in ("html", "tex") else None
    results = pages / "review.jsonl" if pages else out or Path("review.jsonl")
    if pages is None and results.is_dir():
        results = results / "review.jsonl"
    settings = Settings(
        _context(options), options["worksheet"], options["timeout"], form if pages else ""
    )
    run = Run(files_in(map(Path, files), pages), settings, results, pages, resume)
    totals = Totals()
    try:
        with (
            closing(run.records(jobs or cores(), scheduler)) as records,
            _bar(len(run.files)) as step,
        ):
            for record in records:
                totals.add(record)
                step(record)
                if form == "json":
                    click.echo(json.dumps(record, ensure_ascii=False))
    except KeyboardInterrupt:
        left = len(run.files) - len(totals.records)
        click.echo(
            f"derive: interrupted; {len(totals.records)} files are judged in {results}, {left} are "
            "left: --resume goes on with them",
            err=True,
        )
        sys.exit(130)
    if form != "json":
        totals.show()
        click.echo(f"results: {results}" + (f", pages: {pages}" if pages else ""))
    sys.exit(totals.status)


@contextmanager
def _bar(total: int) -> Iterator[Any]:
    """A progress bar on a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda record: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("judging"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("[red]{task.fields[refuted]} refuted[/]"),
    )
    refuted = 0
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("judging", total=total, refuted=0)

        def step(record: dict[str, Any]) -> None:
            nonlocal refuted
            refuted += record["counts"]["refuted"]
            bar.update(task, advance=1, refuted=refuted)

        yield step


COMMANDS = (review,)
