"""What is told of a claim that is refuted: a witness, a suggestion, what it inherits."""

from __future__ import annotations

from dataclasses import replace

from derive.judging import approximations
from derive.judging.extents import extent_of
from derive.judging.labels import unlabelled
from derive.judging.occurrences import names_in
from derive.judging.oracles import Ruling, as_statement, fails
from derive.judging.reading import Reading
from derive.judging.readings import Book
from derive.judging.suggestions import suggested
from derive.judging.valued import shown
from derive.judging.verdicts import Finding, Witness
from derive.judging.witnesses import written
from derive.submissions.claims import Claim

__all__ = ["against", "words_of"]


def against(
    book: Book, claim: Claim, refuted: list[tuple[Reading, Ruling]], before: tuple[Finding, ...]
) -> Finding:
    """The finding on a claim that is refuted in these readings, the likeliest first."""
    reading, ruling = refuted[0]
    said = words_of(reading)
    if len(refuted) > 1:
        all_of_them = "both readings" if len(refuted) == 2 else f"all {len(refuted)} readings"
        said = f"false in {all_of_them}" + (f"; the witness is for: {said}" if said else "")
    witness, suggestion = None, None
    whole = extent_of(claim)
    if whole is not None:
        witness = Witness(note=ruling.reason)
        if not ruling.reason:
            witness = written(as_statement(reading.statement, whole.bound.relation), whole.bound)
        return Finding(claim, "refuted", ruling.by or "audit", said, witness)
    limit = refuted[0][0].statement.limit is not None
    if claim.relation not in ("~", "!=") and not limit and not approximations.decimal(claim):
        statements = [(as_statement(r.statement, claim.relation), r.layout) for r, _ in refuted]
        witness = written(statements[0][0], claim)
        if reading.labels is not None:
            labels = as_statement(reading.labels, claim.relation)
            witness = shown(written(labels, claim), book.restricted.labels)
        if book.suggest:
            suggestion = suggested(claim, statements, reading.theorems)
    inherits = _inherited(claim, reading, before)
    by = ruling.by or "audit"
    return Finding(claim, "refuted", by, said, witness, suggestion, ruling.reason, inherits)


def _inherited(claim: Claim, reading: Reading, before: tuple[Finding, ...]) -> int | None:
    """The earlier refuted claim a = b that explains this one: it holds with b for a.

    That is the whole rule: a is replaced by b wherever it stands in this claim, and if what comes
    out is true, the error is that of the earlier line.
    """
    mine = {*names_in(claim.left), *names_in(claim.right)}
    for finding in reversed(before):
        if finding.verdict != "refuted" or finding.claim.relation != "=" or claim.relation != "=":
            continue
        if not {*names_in(finding.claim.left)} <= mine:
            continue
        sides = reading.other(finding.claim)
        if sides is None:
            continue
        statement = reading.statement
        a, b = sides
        try:
            changed = replace(
                statement, lhs=statement.lhs.xreplace({a: b}), rhs=statement.rhs.xreplace({a: b})
            )
        except (TypeError, ValueError, AttributeError):
            continue
        other = (changed.lhs, changed.rhs) != (statement.lhs, statement.rhs)
        if other and fails(changed, 4).verdict == "agrees":
            return finding.claim.number
    return None


def words_of(reading: Reading) -> str:
    """How it is said what was chosen to read a claim so."""
    return unlabelled("; ".join(reading.said))
