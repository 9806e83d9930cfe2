"""The mutated corpus: single edits in lines that are right, the same for the same seed."""

from __future__ import annotations

from benchmarks.corpus import sheets
from benchmarks.reviewing import mutated, rate


def test_lines_labelled_true_change_and_no_other() -> None:
    changed = 0
    for sheet in sheets():
        after = mutated(sheet, 0).pages
        assert set(after) == set(sheet.pages)
        for cell, page in sheet.pages.items():
            lines = zip(page.split("\n"), after[cell].split("\n"), strict=True)
            for number, (old, new) in enumerate(lines, 1):
                if old != new:
                    changed += 1
                    assert sheet.labels[cell, number][0] == "true"
        assert mutated(sheet, 0) == mutated(sheet, 0)
    assert changed > 60


def test_the_rate_counts_claims() -> None:
    [sheet] = [s for s in sheets() if s.name == "ranges.txt"]
    found, verdicts = rate([(sheet.name, sheet.text)])
    assert found > 0
    assert verdicts.total() >= len(sheet.labels)
