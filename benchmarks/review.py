"""How well a review does on the labelled corpus: what is read, found and wrongly refuted."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.corpus import Place, Sheet, sheets
from derive.judging.judge import judge
from derive.submissions.opening import submission

__all__ = ["Tally", "main", "tallied"]


@dataclass
class Tally:
    """Labels against verdicts, a line of a sheet as one claim: its worst verdict counts."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: (sheet, place, label, verdict, reason) of each line that is not as it is labelled
    off: list[tuple[str, Place, str, str, str]] = field(default_factory=list)
    #: (sheet, place, reason) of each line without a label, hence a definition, that is refuted
    beside: list[tuple[str, Place, str]] = field(default_factory=list)
    seconds: float = 0.0

    def of(self, label: str, *verdicts: str) -> int:
        return sum(self.counts[label, v] for v in verdicts)

    @property
    def read(self) -> float:
        """The share of the claims that were understood."""
        return 1 - self.unread / sum(self.counts.values())

    @property
    def unread(self) -> int:
        """A claim that is taken for a definition is not understood as a claim."""
        return sum(self.of(label, "unknown", "definition") for label in ("true", "false"))

    @property
    def recall(self) -> float:
        """The share of the wrong claims among those read that were refuted."""
        found = self.of("false", "refuted")
        return found / max(1, found + self.of("false", "proved", "agrees"))

    @property
    def false_refutations(self) -> int:
        return self.of("true", "refuted") + len(self.beside)

    @property
    def precision(self) -> float:
        """The share of what was refuted that is wrong."""
        found = self.of("false", "refuted")
        return found / max(1, found + self.false_refutations)


#: the worst first
#: (a definition is no claim where it is the first link of a chain: what follows is)
_ORDER = ("refuted", "unknown", "agrees", "proved", "definition")


def tallied(chosen: tuple[Sheet, ...] | None = None) -> Tally:
    """Review the sheets and count."""
    tally = Tally()
    for sheet in sheets() if chosen is None else chosen:
        start = time.process_time()
        review = judge(submission(sheet.text, name=sheet.name))
        tally.seconds += time.process_time() - start
        by_line: dict[Place, list[tuple[str, str]]] = {}
        for finding in review.findings:
            said, spot = (finding.verdict, finding.reason), finding.claim.spot
            by_line.setdefault((spot.cell, spot.line), []).append(said)
        for place, found in by_line.items():
            if place not in sheet.labels:
                why = [reason for verdict, reason in found if verdict == "refuted"]
                tally.beside += [(sheet.name, place, reason) for reason in why]
        for place, (label, _) in sheet.labels.items():
            if label == "skip":
                continue
            found = by_line.get(place, [("unknown", "no claim was found")])
            verdict, reason = min(found, key=lambda f: _ORDER.index(f[0]))
            tally.counts[label, verdict] += 1
            right = {"true": ("proved", "agrees"), "false": ("refuted",)}[label]
            if verdict not in right:
                tally.off.append((sheet.name, place, label, verdict, reason))
    return tally


def main() -> None:
    """Print what a review reads, finds and wrongly refutes, and what it takes."""
    tally = tallied()
    total = sum(tally.counts.values())
    print(f"review of the labelled corpus: {total} claims on {len(sheets())} sheets")
    print(f"  read               {tally.read:7.1%}")
    print(f"  recall of errors   {tally.recall:7.1%}")
    print(f"  precision          {tally.precision:7.1%}")
    print(f"  false refutations  {tally.false_refutations:7}")
    print(f"  claims a second    {total / tally.seconds:7.1f}")
