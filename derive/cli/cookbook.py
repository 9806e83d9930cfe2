"""The command about the Matrix Cookbook: its table, or one equation step by step."""

from __future__ import annotations

import sys
from collections import Counter

import click

__all__ = ["COMMANDS"]


@click.command(epilog="\b\nExamples:\n  derive cookbook\n  derive cookbook 81")
@click.argument("number", required=False)
def cookbook(number: str | None) -> None:
    """List equations of chapter 2 of the Matrix Cookbook, each derived and judged here and now.

    With NUMBER, show the steps of that equation.
    """
    from derive.worksheets.cookbook import found, table

    if number is not None:
        one = found(number)
        click.echo(str(one))
        sys.exit(0 if one.status == "proved" else 1)
    counts: Counter[str] = Counter()
    for label, statement, status in table():
        click.echo(f"{f'({label})':7} {status:8} {statement}")
        counts[status] += 1
    click.echo(", ".join(f"{count} {status}" for status, count in counts.items()))
    sys.exit(0 if set(counts) == {"proved"} else 1)


COMMANDS = (cookbook,)
