"""The command ``derive``: one group, its subcommands in the files beside this one.

Exit status: 0 done, 1 something is not proved, 2 the input cannot be used.
"""

from __future__ import annotations

from typing import Any

import click

from derive.cli import cookbook, formula, review, worksheet
from derive.errors import DeriveError

__all__ = ["main"]

_EXAMPLES = """\b
Examples:
  derive solutions                 write rnn_lstm.tex, certificates and PDF into build/
  derive solutions --to tex        the TeX and the certificates only
  derive solutions networks        the same of the gradients of the usual networks
  derive list                      the questions and their theorems
  derive show 1b                   the steps of question 1b
  derive verify build/certificates judge the certificates again
  derive cookbook                  the Matrix Cookbook's derivatives, derived and judged
  derive review homework.md        judge every claim of a submission
  derive gradient 'x^\\top A x' --wrt x --shape x:n --shape A:n,n
  derive prove '\\nabla_x (x^\\top A x) = (A + A^\\top) x' --shape x:n --shape A:n,n
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


for _command in (*review.COMMANDS, *formula.COMMANDS, *cookbook.COMMANDS, *worksheet.COMMANDS):
    main.add_command(_command)
