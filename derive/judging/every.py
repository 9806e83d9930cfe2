r"""Names that a line says something for all of: tanh is odd, "for all a ∈ ℝ", beside a_t = w h_t.

Such a letter is declared a number by what is said of it, and stands for any one in that line; the
members of a family that is called so are other things, and so is what is declared of them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.occurrences import bare_name
from derive.judging.sentence import said_before
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission
from derive.submissions.properties import properties_before

__all__ = ["arbitrary", "universal", "without_bound"]

_NAME = r"(?:\\(?:mathbf|boldsymbol|bm)\s*\{\s*\w\s*\}|\\[A-Za-z]+|[A-Za-z])(?![A-Za-z_])"
#: words that say that names are any, and these
_ALL = re.compile(
    r"(?:(?<![^\W\d_])(?:every|all|any|each|arbitrary|jede\w*|alle|beliebige\w*|tout(?:e|es)?|tous"
    r"|tod[oa]s?(?: l[oa]s)?|cualquier|ogni|tutt[ie](?: [gl]li| [ie])?|любо\w+|всех|каждо\w+"
    r"|произвольн\w+)"
    r"(?![^\W\d_])(?:\s+[^\W\d_]+){0,2}|任意|所有|每个|一切|\\forall|∀)"
    rf"[\s$(\\]*?({_NAME}(?:\s*,\s*{_NAME})*)"
    r"(?=\s*(?:[$,;:.<>≠∈≥≤]|\\[)!,;]|\\(?:in|ne|neq|[gl]eq?)(?![A-Za-z])|$))"  # no "all b = 0"
)
_END = re.compile(r"[.;。；](?=\s|$)|\n\s*\n")
_NUMBERED = re.compile(r"(.+)_\{?\d+\}?")


def without_bound(submission: Submission) -> Submission:
    """The submission without declarations of numbers for names of which members are defined."""
    context = submission.context
    members = {
        name[0]
        for claim in submission.claims
        if claim.relation == "=" and (name := bare_name(claim.left)) is not None and name[1]
        if not name[1].isdigit()
    }
    families = dict(context.families)
    firsts = set()
    for key, shape in context.shapes.items():
        found = _NUMBERED.fullmatch(normal(key))
        member = found is not None and found[1] in members and key not in members
        # h_0 ∈ ℝ is said of all h_t
        if member and found is not None and families.setdefault(found[1], shape) == shape:
            firsts.add(key)
    numbers = {key for key, shape in context.shapes.items() if not shape}
    bound = {key for key in numbers if normal(key) in members}
    if not bound and not firsts:
        return submission
    shapes = {k: v for k, v in context.shapes.items() if k not in bound | firsts}
    return replace(submission, context=replace(context, shapes=shapes, families=families))


def universal(submission: Submission, claim: Claim) -> frozenset[str]:
    """Names that a claim is said to hold for all of: "for every z ∈ ℝ^K it holds that …"."""
    start, end = claim.formula
    behind = _END.split(submission.text[end : end + 80])[0]
    found = _ALL.finditer(said_before(submission, start) + "\0" + behind)
    return frozenset(normal(name.strip()) for match in found for name in match[1].split(","))


def arbitrary(submission: Submission, claim: Claim) -> frozenset[str]:
    """Names that the words before a claim call any, without a property: "for arbitrary W"."""
    found = _ALL.finditer(said_before(submission, claim.formula[0]))
    plain = (match for match in found if not properties_before(match[0][: -len(match[1])]))
    return frozenset(normal(name.strip()) for match in plain for name in match[1].split(","))
