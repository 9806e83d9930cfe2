"""Entries of vectors in bold that are set in plain letters."""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.occurrences import Uses, uses_of
from derive.judging.samples import counting
from derive.reader.names import normal
from derive.submissions.claims import Submission

__all__ = ["unbolded"]

_BOLD = re.compile(r"\\(?:mathbf|bm|boldsymbol)\s*\{?\s*([A-Za-z]|\\[A-Za-z]+)\s*\}?")

#: an index above the name, z_j^{(l)}
_MEMBER = r"\s*\^\s*\{\s*(?:[(<]|\\langle(?![A-Za-z]))"


def unbolded(submission: Submission) -> Submission:
    """The submission with v_i written as an entry of the vector that stands in bold elsewhere.

    Only where the plain letter means nothing else: it is not declared, and stands nowhere without
    an index.
    """
    context = submission.context
    texts = [side for claim in submission.claims for side in (claim.left, claim.right)]
    declared = {*map(normal, (*context.shapes, *context.families)), *map(normal, context.sizes)}
    bold = {
        found[1]: normal(found[0])
        for text in (*texts, *context.shapes, *context.definitions)
        for found in _BOLD.finditer(text)
    }
    if not bold:
        return submission
    uses = uses_of(texts, declared)
    known = (*context.shapes.items(), *context.families.items())
    shapes = {normal(key): shape for key, shape in known}
    samples = counting(uses, {})  # y_n beside columns x_n is a number for each
    swaps = {
        plain: name
        for plain, name in bold.items()
        if plain not in declared
        and plain in uses
        and not uses[plain].plain
        and not _sampled(uses[plain], samples)
        and not _longer(uses[plain], shapes.get(name))
    }
    if not swaps:
        return submission
    letters = "|".join(re.escape(plain) for plain in swaps)
    pattern = re.compile(rf"(?<![A-Za-z\\])({letters})(?=\s*_|{_MEMBER})")

    def put(text: str) -> str:
        return pattern.sub(lambda found: swaps[found[1]], text)

    claims = tuple(replace(c, left=put(c.left), right=put(c.right)) for c in submission.claims)
    return replace(submission, claims=claims)


def _sampled(use: Uses, samples: frozenset[str]) -> bool:
    """Whether what stands with one index, and that of a sample, may be a number for each."""
    return use.indexed == {1} and not use.entries and bool(samples & use.indices)


def _longer(use: Uses, shape: tuple[str, ...] | None) -> bool:
    """Whether x_i is summed over another range than the components of the vector have."""
    limit = use.limits.get((0, 1))
    return limit is not None and bool(shape) and shape is not None and limit != shape[0]
