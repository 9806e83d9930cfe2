"""Reviews of the labelled corpus: nothing true is refuted; what was reached is not lost."""

import pytest

from benchmarks.corpus import sheets
from benchmarks.review import Tally, tallied

#: at least so many claims are understood, and at least so many wrong ones are refuted
READ, FOUND = 1140, 490


@pytest.fixture(scope="module")
def tally() -> Tally:
    return tallied()


def _off(tally: Tally, *labels: str) -> str:
    return "\n".join(
        f"{name}, line {line}{f' of cell {cell}' * bool(cell)}: {label}, {verdict}: {reason}"
        for name, (cell, line), label, verdict, reason in tally.off
        if not labels or f"{label} {verdict}" in labels
    )


def test_labels() -> None:
    """At least 500 claims, and neither kind of them is rare."""
    labels = [label for sheet in sheets() for label, _ in sheet.labels.values()]
    wrong = labels.count("false") / len(labels)
    assert len(labels) >= 500
    assert 0.4 < wrong < 0.6


def test_nothing_true_is_refuted(tally: Tally) -> None:
    assert not tally.beside
    assert tally.false_refutations == 0, _off(tally, "true refuted")


def test_what_is_read(tally: Tally) -> None:
    """Counted in claims, so that a single one that is lost is seen."""
    total = sum(tally.counts.values())
    left = [f"{label} {said}" for label in ("true", "false") for said in ("unknown", "definition")]
    assert total - tally.unread >= READ, _off(tally, *left)


def test_what_is_found(tally: Tally) -> None:
    assert tally.of("false", "refuted") >= FOUND, _off(
        tally, "false proved", "false agrees", "false unknown"
    )
    assert tally.recall >= 0.95, _off(tally, "false proved", "false agrees")
