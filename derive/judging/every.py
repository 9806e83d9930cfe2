r"""Names that a line says something for all of: tanh is odd, "for all a ∈ ℝ", beside a_t = w h_t.

Such a letter is declared a number by what is said of it, and stands for any one in that line; the
members of a family that is called so are other things, and so is what is declared of them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.occurrences import bare_name
from derive.reader.names import normal
from derive.submissions.claims import Submission

__all__ = ["without_bound"]

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
