"""The verdict on every claim of a submission."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from functools import partial

from derive.errors import DeriveError
from derive.judging import approximations
from derive.judging.arguments import map_of
from derive.judging.brackets import mended
from derive.judging.caution import presumed
from derive.judging.commands import foreign
from derive.judging.concluding import Heard, concluded
from derive.judging.constant_sizes import with_sizes_of_constants
from derive.judging.corroboration import corroborated
from derive.judging.double_signs import with_both_signs
from derive.judging.elsewhere import rests_elsewhere
from derive.judging.extents import (
    Extent,
    bound_tex,
    extent_of,
    interval_tex,
    ruled as of_all,
    sharper,
)
from derive.judging.garbage import collected_seldom
from derive.judging.limits import OutOfTime, limited
from derive.judging.minima import candidates
from derive.judging.negated import negated
from derive.judging.numbers import GIVEN, with_numbers
from derive.judging.oracles import Ruling, as_statement, fails, ruled
from derive.judging.readings import Book, Reading, Refused
from derive.judging.reasons import spoken, where
from derive.judging.refuting import words_of
from derive.judging.spaces import ruled_shape, shaped, with_equations
from derive.judging.valued import of_labels
from derive.judging.verdicts import Finding, Review, Suggestion
from derive.reader.syntax import ReadError, parse
from derive.submissions.claims import Claim, Context, Submission

__all__ = ["judge", "judge_claim"]

#: the most readings that are judged for one claim
_READINGS = 40
#: how much of a formula is shown to say where something stands in it
_SHOWN = 32
#: what is told of a line that its words negate
_NEGATED = (
    "its words say that it does not hold, though it does as it was read",
    "it does not hold, and its words say so",
)
#: that a bound is attained
_ATTAINED = re.compile(r"equality|sharp|tight|attained|Gleichheit|égalité|равенств|等号", re.I)
#: what SymPy raises of expressions that nobody foresaw
_BROKEN = (
    *(ArithmeticError, AttributeError, LookupError, NotImplementedError, TypeError, ValueError),
    AssertionError,
)


@collected_seldom()
def judge(
    submission: Submission,
    context: Context | None = None,
    worksheet: str = "",
    timeout: float = 10.0,
    suggest: bool = True,
    only: Container[int] | None = None,
) -> Review:
    """Judge all claims of a submission, each by itself.

    Parameters
    ----------
    submission : what was found in a file.
    context : declarations, in place of the submission's own.
    worksheet : the worksheet whose symbols are meant, beside those declared.
    timeout : seconds for one claim; past it the verdict is unknown.
    suggest : whether an edit is looked for that makes a refuted claim true, for some seconds.
    only : the numbers of the claims to judge, if not all.

    Raises :class:`DeriveError` for declarations that make no sense: nothing can be judged then.
    """
    if context is not None:
        submission = replace(submission, context=context)
    book, solved = opened(submission, worksheet, timeout)
    book.suggest = suggest
    findings: list[Finding] = []
    judged: list[Finding] = []
    for claim, said in zip(book.submission.claims, submission.claims, strict=False):
        if only is not None and claim.number not in only:
            continue
        if claim.number in solved:
            judged.append(solved[claim.number])
        elif claim.role in ("claim", "fresh"):
            judged.append(judge_claim(book, claim, timeout, findings))
        else:
            continue
        findings.append(replace(judged[-1], claim=said))
    if suggest:
        defined = [
            side
            for claim in book.submission.claims
            for side in (claim.left, claim.right)
            if claim.role in ("definition", "fresh")
        ]
        findings = corroborated(zip(judged, findings, strict=True), book.scopes[0], defined)
    return Review(submission.name, tuple(findings))


def opened(
    submission: Submission, worksheet: str, timeout: float
) -> tuple[Book, dict[int, Finding]]:
    """The submission as a book, and the findings on the claims that others are judged by: those
    on shapes, and those that say where a loss is least, as far as these are right."""
    submission, shapes = with_equations(submission)
    book, solved = _with_minima(submission, worksheet, timeout)
    found: dict[int, Finding] = {}
    for number, claim in shapes.items():
        ruled_so = partial(ruled_shape, book, claim, book.submission.claims[number])
        found[number] = _within(timeout, claim, ruled_so)
    whole = shaped(submission, found)
    if whole.context != submission.context:
        book, solved = _with_minima(whole, worksheet, timeout)
    return book, {**solved, **found}


def _with_minima(
    submission: Submission, worksheet: str, timeout: float
) -> tuple[Book, dict[int, Finding]]:
    book = Book(submission, worksheet)
    solved: dict[int, Finding] = {}
    named: set[str] = set()
    places = candidates(submission) if book.known.unsettled else {}
    for claim in book.submission.claims:
        if claim.number in places and places[claim.number] not in named:
            found = judge_claim(book, claim, timeout)
            if found.verdict in ("proved", "agrees"):
                solved[claim.number] = found
                named.add(places[claim.number])
    return (Book(submission, worksheet, solved) if solved else book), solved


def judge_claim(
    book: Book, claim: Claim, timeout: float = 10.0, before: Iterable[Finding] = ()
) -> Finding:
    """Judge one claim; ``before`` are the findings on earlier ones, for what it may inherit."""
    earlier = tuple(before)

    def one(meant: Claim) -> Finding:
        return with_numbers(book.values, meant, earlier, partial(_judged, book, meant, earlier))

    def judged() -> Finding:
        found = with_both_signs(claim, one)
        if found.verdict in ("proved", "agrees", "refuted") and negated(book.said, claim):
            return Finding(claim, "unknown", reason=_NEGATED[found.verdict == "refuted"])
        if found.verdict == "refuted" and presumed(book.said, claim):
            return Finding(claim, "unknown", reason="it may be what is supposed")
        return spoken(_misspelt(book, claim, found, earlier) if _open(found) else found)

    return _within(timeout, claim, judged)


def _within(timeout: float, claim: Claim, judged: Callable[[], Finding]) -> Finding:
    """What is found of a claim within a time, whatever fails in it."""
    try:
        with limited(timeout):
            return judged()
    except OutOfTime:
        return Finding(claim, "unknown", reason=f"not judged within {timeout:g} seconds")
    except RecursionError:
        return Finding(claim, "unknown", reason="it is nested too deeply")
    except DeriveError as error:  # one claim never stops the others
        return spoken(Finding(claim, "unknown", reason=str(error)))
    except _BROKEN as error:
        why = f"derive fails at it, which is a mistake of its own ({type(error).__name__}: {error})"
        return Finding(claim, "unknown", reason=why)


def _open(finding: Finding) -> bool:
    return finding.verdict == "unknown"


def _syntax(claim: Claim) -> str:
    """Why one of the sides is no formula, whatever its names mean; "" if both are."""
    for side in (claim.left, claim.right):
        try:
            parse(side)
        except ReadError as error:
            return where(error, side)
    return ""


def _misspelt(book: Book, claim: Claim, found: Finding, before: tuple[Finding, ...]) -> Finding:
    """What is told of a claim that is no formula: where, and what it is without stray brackets."""
    reason = _syntax(claim)
    if not reason:
        return found
    for meant, behind, words in mended(claim):
        if _syntax(meant):
            continue
        judged = _judged(book, meant, before)
        if judged.verdict != "proved":
            break
        reason = f"a bracket is closed twice: the ) behind {behind[-_SHOWN:]}"
        suggestion = Suggestion(meant.latex, words)
        return replace(found, reason=reason, reading=judged.reading, suggestion=suggestion)
    return replace(found, reason=reason)


def _judged(book: Book, claim: Claim, before: tuple[Finding, ...]) -> Finding:
    whole = extent_of(claim)
    meant = claim if whole is None else whole.bound
    command = foreign(meant, book.scopes[0].table)
    if command:
        why = rf"{command} is not known: define it (\newcommand), or declare what it is"
        return Finding(claim, "unknown", reason=why)
    if name := map_of(meant, book.scopes[0].table):
        return Finding(claim, "unknown", reason=f"nothing says what map {name} is")
    if claim.number in book.submission.context.introduces:
        return Finding(claim, "definition", reason=GIVEN)
    if whole is None and all(book.known.defines(claim, scope) for scope in book.fit.those(claim)):
        return Finding(claim, "definition", reason=GIVEN)
    heard = Heard([], [], [], [])
    judged: set[object] = set()
    table = book.scopes[0].table.values()
    for reading in with_sizes_of_constants(book.readings(meant), table):
        if isinstance(reading, Reading):
            key = (reading.statement, reading.stronger, reading.square)
            if key in judged:
                continue
            judged.add(key)
        if len(judged) > _READINGS:
            if not (isinstance(reading, Reading) and reading.only_if):
                heard.open.append("it has too many readings")
            break
        if isinstance(reading, Refused):
            if reading.open:
                heard.open.append(reading.why)
            heard.refused.append(reading)
            continue
        try:
            reading, ruling = _in_all_cases(meant, reading, whole)
        except OutOfTime as late:
            if not late.found or reading.only_if or reading.square:
                raise
            return Finding(claim, "agrees", "audit", words_of(reading), reason=late.found)
        if whole is not None:
            reading = replace(reading, said=whole.said(reading.said))
        elif ruling.verdict != "proved" and not ruling.misfit:
            reading, ruling = book.hot.ruled(claim, reading, ruling, _rule)
        if ruling.misfit:
            heard.refused.append(Refused(ruling.reason))
            continue
        if reading.square and ruling.verdict != "refuted":
            heard.true_if_square = True
            continue
        if reading.only_if and ruling.verdict in ("proved", "agrees"):
            heard.open.append(reading.only_if)
            continue
        if ruling.verdict in ("proved", "agrees") and rests_elsewhere(claim, reading):
            why = "it does not follow from what is supposed at one time alone"
            return Finding(claim, "unknown", reading=words_of(reading), reason=why)
        if ruling.verdict == "proved":
            more = _sharper(claim, reading)
            said = words_of(reading)
            if more and _ATTAINED.search(book.submission.text[slice(*claim.formula)]):
                why = f"it holds, but not with equality, as is said beside it: ${more}$"
                return Finding(claim, "unknown", reading=said, reason=why)
            return Finding(claim, "proved", ruling.by, said, reason=ruling.reason, sharper=more)
        if ruling.verdict == "refuted":
            reading, ruling = of_labels(claim, reading, ruling, book.restricted.labels, _rule)
        if ruling.verdict == "refuted":
            heard.refuted.append((reading, ruling))
        elif ruling.verdict == "agrees":
            heard.agreed.append((reading, ruling))
        else:
            heard.open.append(ruling.reason)
    return concluded(book, claim, heard, before)


def _sharper(claim: Claim, reading: Reading) -> str:
    """A smaller interval, or a better bound, than what was proved, as LaTeX; "" for none."""
    if claim.relation not in ("in", "<", "<=", ">", ">="):
        return ""
    try:
        space = sharper(as_statement(reading.statement, claim.relation))
    except DeriveError:
        return ""
    if space is None:
        return ""
    if claim.relation == "in":
        return rf"{claim.left} \in {interval_tex(space)}"
    below = space.start.is_infinite
    named = claim.left if (claim.relation in ("<", "<=")) == below else claim.right
    return f"{named} {bound_tex(space)}"


def _in_all_cases(
    claim: Claim, reading: Reading, whole: Extent | None = None
) -> tuple[Reading, Ruling]:
    """The ruling under the conditions on indices that may be meant, and the reading with these.

    What fails where all of them hold fails under each.
    """
    if whole is not None:
        return reading, _rule(claim, reading, whole=whole)
    if not reading.stronger:
        return reading, _rule(claim, reading)
    weak = reading.statement.given
    every = tuple(
        dict.fromkeys((*weak, *(fact for facts, _ in reading.stronger for fact in facts)))
    )
    hardest = replace(reading, statement=replace(reading.statement, given=every))
    first = _rule(claim, hardest, quick=True)
    if first.verdict == "refuted":
        return reading, first
    best: tuple[Reading, Ruling] | None = None
    for facts, words in ((weak, ""), *reading.stronger):
        said = (*reading.said, words) if words else reading.said
        case = replace(reading, statement=replace(reading.statement, given=facts), said=said)
        ruling = _rule(claim, case)
        if ruling.verdict == "proved":
            return case, ruling
        if best is None or _ORDER[ruling.verdict] < _ORDER[best[1].verdict]:
            best = case, ruling
    assert best is not None
    return best


#: which verdict of several counts where none is proved
_ORDER = {"proved": 0, "agrees": 1, "unknown": 2, "refuted": 3}


def _rule(
    claim: Claim, reading: Reading, quick: bool = False, whole: Extent | None = None
) -> Ruling:
    try:
        if whole is not None:
            return of_all(as_statement(reading.statement, claim.relation), whole.kind)
        if claim.relation in ("~", "!=") or approximations.decimal(claim):
            return approximations.ruled(claim, reading)
        statement = as_statement(reading.statement, claim.relation)
        return fails(statement) if quick else ruled(statement, reading.theorems())
    except DeriveError as error:
        open_limit = claim.relation == "->" and reading.statement.limit is None
        return Ruling("unknown", "", str(error), misfit=open_limit)
