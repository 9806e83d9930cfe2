"""What is concluded from the rulings on all readings of a claim."""

from __future__ import annotations

from dataclasses import dataclass, replace

from derive.document.printer import latex
from derive.judging.caution import caution, impossible
from derive.judging.corroboration import MISFIT
from derive.judging.oracles import Ruling, where_positive
from derive.judging.points import At
from derive.judging.readings import Book, Reading, Refused
from derive.judging.reasons import named
from derive.judging.refuting import against, words_of
from derive.judging.verdicts import Finding, Witness
from derive.judging.worded import supposed_in_words
from derive.submissions.claims import Claim

__all__ = ["Heard", "concluded"]

#: why a value of what a model defines, such as f_t = 1, or a bound of a free name is not refuted
_SUPPOSED = "it does not follow from what is known; if it is assumed, no word says so"
#: why A ≥ 0 is not refuted
_ORDERED = "it does not hold in every entry, but may be meant of the eigenvalues"


@dataclass
class Heard:
    """The rulings on the readings of one claim."""

    refuted: list[tuple[Reading, Ruling]]
    agreed: list[tuple[Reading, Ruling]]
    open: list[str]
    refused: list[Refused]
    #: whether it holds, or may hold, where all sizes are equal, though its shapes do not fit
    true_if_square: bool = False


def concluded(book: Book, claim: Claim, heard: Heard, before: tuple[Finding, ...]) -> Finding:
    if heard.agreed:
        reading, ruling = heard.agreed[0]
        return Finding(claim, "agrees", "audit", words_of(reading), reason=ruling.reason)
    square = [reading for reading, _ in heard.refuted if reading.square]
    whole = [pair for pair in heard.refuted if not pair[0].square]
    whole = [pair for pair in whole if not pair[0].loose] or whole
    if heard.open:
        return Finding(claim, "unknown", reason=heard.open[0])
    solved = any(isinstance(given, At) for given in claim.given)
    if heard.refuted and not solved and book.known.solving.condition(claim):
        why = "it is no identity; it may be an equation that is to be solved"
        return Finding(claim, "unknown", reason=why)
    if whole or (square and not heard.true_if_square):
        reading = (whole or heard.refuted)[0][0]
        if reading.loose:
            return Finding(claim, "unknown", reason=named(reading.loose))
        if reading.unused:
            why = f"the condition {', '.join(reading.unused)} is not understood"
            return Finding(claim, "unknown", reason=why)
        settled = {f.claim.number for f in before if f.verdict != "unknown"}
        needed = book.known.concerning(claim, book.scopes[0])
        restricted = book.restricted.names(
            claim, needed, settled, reading.labels is not None, reading.hot
        )
        if restricted:
            why = f"what is said of {', '.join(restricted)} is not understood in full"
            return Finding(claim, "unknown", reason=why)
        supposed = all(book.known.supposes(claim, scope) for scope in book.fit.those(claim))
        if supposed and not impossible(claim, reading):
            return Finding(claim, "unknown", reason=_SUPPOSED)
        if claim.relation in ("<", "<=", ">", ">=") and _square(reading):
            return Finding(claim, "unknown", reason=_ORDERED)
        declared = {value for values in book.scopes[0].table.values() for value in values}
        if positive := where_positive(reading.statement, declared):
            why = (
                f"it holds where {', '.join(map(latex, positive))} is positive, and no word says so"
            )
            return Finding(claim, "unknown", reason=why)
        if words := supposed_in_words(book.submission, claim):
            return Finding(claim, "unknown", reason=f"it is said of a case only: {words}")
        if doubt := caution(book.submission, claim, reading, book.scopes[0].table):
            return Finding(claim, "unknown", reason=doubt)
        found = against(book, claim, whole or heard.refuted, before)
        if whole:
            return found
        why = _why(heard)
        # shapes that were only tried say nothing to a reader
        return replace(found, reason=MISFIT if "n_" in why else f"{MISFIT}: {why}")
    counts = _miscounted(heard)
    if counts and not heard.true_if_square:
        return Finding(claim, "refuted", "audit", witness=Witness(note=counts), reason=counts)
    return Finding(claim, "unknown", reason=_why(heard))


def _square(reading: Reading) -> bool:
    """Whether matrices are compared that the order of symmetric ones may be meant of."""
    shape = tuple(getattr(reading.statement.lhs, "shape", ()))
    return len(shape) == 2 and shape[0] == shape[1] != 1


def _miscounted(heard: Heard) -> str:
    """What is wrong where the sides differ in how many components they have, in every layout.

    A transposed Jacobian, or a gradient in the shape of its variable, has as many as before.
    """
    if not heard.refused or any(refused.counts is None for refused in heard.refused):
        return ""
    left, right = heard.refused[0].counts or ("", "")
    return f"the left side has {left} components, the right side {right}"


def _why(heard: Heard) -> str:
    """Why no reading was possible: of the likeliest reading."""
    return heard.refused[0].why if heard.refused else "it has no reading"
