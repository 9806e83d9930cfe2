"""Reviews in a terminal: the table of one, and of many a line each."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

__all__ = ["STYLES", "Totals", "show"]

STYLES = {
    "proved": "green",
    "agrees": "blue",
    "refuted": "bold red",
    "unknown": "dim",
    "definition": "dim",
}
#: columns where no terminal says how many it has
_WIDTH = 120


def _console(file: Any = None) -> Console:
    console = Console(file=file, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _WIDTH
    return console


def show(review: Any, into_file: bool = False) -> str | None:
    """Print a review, or return what would be printed."""
    into = StringIO() if into_file else None
    console = _console(into)
    for part in _parts(review):
        console.print(part, soft_wrap=isinstance(part, Text))
    return into.getvalue() if into else None


def _parts(review: Any) -> list[Any]:
    from derive.reviewing.telling import printable, shown, summary, told

    found = list(told(review))
    parts: list[Any] = [Text(printable(review.name), "bold")]
    if found:
        parts.append(_table(found))
    wrong = [one for one in found if one.verdict == "refuted" and one.finding.witness]
    parts += [_witness(one) for one in wrong]
    repairs = review.submission.repairs if review.submission else ()
    for repair in repairs[:_REPAIRS]:
        said = f"mended at {repair.spot}: {shown(repair.was)} is read as {shown(repair.now)}"
        parts.append(Text(said, "dim"))
    if len(repairs) > _REPAIRS:
        parts.append(Text(f"… and {len(repairs) - _REPAIRS} more; --json lists them", "dim"))
    if not found:
        parts.append(Text("no claims were found in it"))
    parts.append(Text(summary(review), "bold"))
    return parts


_REPAIRS = 8


def _table(found: list[Any]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold")
    table.add_column("line", justify="right", no_wrap=True, style="dim")
    table.add_column("claim", ratio=5, overflow="fold")
    table.add_column("verdict", no_wrap=True)
    table.add_column("by", no_wrap=True, style="dim")
    table.add_column("why", ratio=6, overflow="fold")
    table.expand = True
    for one in found:
        remarks = [Text(f"{label}: ", "dim") + Text(said) for label, said in one.remarks]
        verdict = Text(f"{one.glyph} {one.verdict}", STYLES[one.verdict])
        table.add_row(one.place, Text(one.unicode), verdict, one.by, Text("\n").join(remarks))
    return table


def _witness(one: Any) -> Text:
    """The witness in full, a value a line, to be recomputed by hand."""
    from derive.reviewing.telling import printable, unicode_of, witness_lines

    witness = one.finding.witness
    text = Text(f"{one.place}  ", "dim") + Text(one.unicode, "red") + Text(f" {one.fails}\n")
    for name, value in witness_lines(witness, one.finding.claim):
        text += Text(f"      {unicode_of(name)} = {unicode_of(value)}\n")
    if witness.note:
        text += Text(f"      {printable(witness.note)}\n")
    return text


@dataclass
class Totals:
    """What came of many submissions."""

    records: list[dict[str, Any]] = field(default_factory=list)

    def add(self, record: dict[str, Any]) -> None:
        """Take note of a record."""
        self.records.append(record)

    @property
    def status(self) -> int:
        """1 something is refuted, 2 something could not be used, else 0."""
        if any(record["counts"]["refuted"] for record in self.records):
            return 1
        return 2 if any(record["error"] for record in self.records) else 0

    def show(self) -> None:
        """A line for each, and one for all."""
        from derive.reviewing.telling import printable

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
        table.add_column("submission", overflow="fold")
        for verdict in STYLES:
            table.add_column(verdict, justify="right")
        table.add_column("", overflow="fold")
        for record in sorted(self.records, key=lambda record: record["file"]):
            table.add_row(printable(record["file"]), *_counts(record["counts"]), _remark(record))
        sums = {v: sum(record["counts"][v] for record in self.records) for v in STYLES}
        table.add_section()
        total = len(self.records)
        said = "1 submission" if total == 1 else f"{total} submissions"
        table.add_row(said, *_counts(sums), "")
        _console().print(table)


def _counts(counts: dict[str, int]) -> list[Text]:
    return [
        Text(str(n) if n else "·", style if n else "dim")
        for style, n in ((STYLES[verdict], counts[verdict]) for verdict in STYLES)
    ]


def _remark(record: dict[str, Any]) -> Text:
    """The error, or where something is refuted."""
    from derive.reviewing.telling import printable, short_place
    from derive.submissions.claims import Spot

    if record["error"]:
        return Text(printable(record["error"]), "red")
    wrong = [finding for finding in record["findings"] if finding["verdict"] == "refuted"]
    places = [short_place(Spot(f["line"], f["column"], f["cell"])) for f in wrong]
    return Text(f"refuted at {', '.join(places)}" if places else "", "dim")
