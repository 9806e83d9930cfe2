"""Claims judged a second: on the labelled corpus, and on its right claims after one edit each.

The mutator edits the LaTeX of a line that is labelled true, to the right of its last relation: a
sign, a transpose, an index moved by one, a prime lost, two letters exchanged, a factor left out.
What comes out may be wrong or, now and then, right again; no verdict is expected of it.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random

from benchmarks.corpus import Sheet, sheets

__all__ = ["main", "mutated", "rate"]

_RELATION = re.compile(r"=|\\leq?\b|\\geq?\b|\\in\b|<|>")
_END = re.compile(r"(?:\\tag\{|\\label\{|\\\\|\$|\\\]|\\\))")
_LETTERS = re.compile(r"(?<![\\A-Za-z{])[A-Za-z](?![A-Za-z}])")


def _put(pattern: str, new: str | Callable[[re.Match[str]], str]) -> Callable[..., str]:
    """An edit: one of the places where the pattern matches, drawn at random, is replaced."""
    made = re.compile(pattern)

    def edit(text: str, draw: Random) -> str:
        places = list(made.finditer(text))
        if not places:
            return text
        at = draw.choice(places)
        return text[: at.start()] + (new(at) if callable(new) else new) + text[at.end() :]

    return edit


def _exchanged(text: str, draw: Random) -> str:
    places = list(_LETTERS.finditer(text))
    if len({p[0] for p in places}) < 2:
        return text
    first = draw.choice(places)
    other = draw.choice([p for p in places if p[0] != first[0]])
    a, b = sorted((first, other), key=lambda p: p.start())
    return text[: a.start()] + b[0] + text[a.end() : b.start()] + a[0] + text[b.end() :]


_EDITS: tuple[Callable[[str, Random], str], ...] = (
    _put(r"(?<=[\w})\]])\s*[+-]\s*(?=[\w\\(])", lambda m: " - " if "+" in m[0] else " + "),
    _put(r"\^(?:\{\s*)?(?:\\top|\\intercal|T)(?:\s*\})?", ""),
    _put(r"(?<=[\s(=+])[A-Z](?=[\s)])", lambda m: m[0] + r"^{\top}"),
    _put(r"_\{?t\s*-\s*1\}?", "_{t}"),
    _put(r"_\{?t\}?(?![\w-])", "_{t-1}"),
    _put(r"\^\{2\}|\^2", ""),
    _put(r"\\sigma'|\\sigma\^\{?\\prime\}?", r"\sigma"),
    _put(r"\\odot\b", ""),
    _put(r"_\{?([ij])\}?(?!\w)", lambda m: "_{j}" if m[1] == "i" else "_{i}"),
    _put(r"(?<=[=(\s])(\d)(?=[\s)}])", lambda m: str(int(m[1]) + 1)),
    _exchanged,
)


def mutated(sheet: Sheet, seed: int) -> Sheet:
    """The sheet with one random edit in every line that is labelled true, where one fits.

    Lines that were labelled false stand as they were, so that the sheet still holds together.
    """
    draw = Random(f"{sheet.name} {seed}")
    pages = {cell: page.split("\n") for cell, page in sheet.pages.items()}
    for (cell, number), (label, _) in sheet.labels.items():
        if label == "true":
            lines = pages[cell]
            lines[number - 1] = _edited(lines[number - 1], draw)
    return replace(sheet, pages={cell: "\n".join(lines) for cell, lines in pages.items()})


def _edited(line: str, draw: Random) -> str:
    relations = list(_RELATION.finditer(line))
    if not relations:
        return line
    start = relations[-1].end()
    end = _END.search(line, start)
    stop = end.start() if end else len(line)
    for edit in draw.sample(_EDITS, len(_EDITS)):
        new = edit(line[start:stop], draw)
        if new != line[start:stop]:
            return line[:start] + new + line[stop:]
    return line


def rate(texts: list[tuple[str, str]]) -> tuple[float, Counter[str]]:
    """Claims judged a second of CPU time, reading of the files included, and the verdicts.

    ``texts`` are names and texts of sheets.
    """
    from derive.judging.judge import judge
    from derive.submissions.opening import submission

    start = time.process_time()
    verdicts = Counter(
        finding.verdict
        for name, text in texts
        for finding in judge(submission(text, name)).findings
    )
    return verdicts.total() / (time.process_time() - start), verdicts


def main(rounds: int = 1) -> None:
    """Both corpora, once cold and then the median of some rounds."""
    from statistics import median

    found = {
        "corpus": [(s.name, s.text) for s in sheets()],
        "mutated": [(s.name, mutated(s, 0).text) for s in sheets()],
    }
    print("claims judged a second of CPU time on one core")
    for name, texts in found.items():
        first, verdicts = rate(texts)
        rates = [rate(texts)[0] for _ in range(rounds)]
        said = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())
        print(f"  {name:8} {median(rates):6.1f} (cold {first:.1f})   {said}")
