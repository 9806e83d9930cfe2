"""Both sides of a claim in every reading that its submission leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.judging import doubts
from derive.judging.bare import bare_arguments
from derive.judging.repeated import summed
from derive.judging.sides import Read, sides
from derive.reader.conventions import Conventions
from derive.reader.names import Names
from derive.submissions.claims import Claim, Submission

__all__ = ["ways"]


def ways(
    claim: Claim,
    names: Names,
    *,
    submission: Submission,
    base: Conventions,
    settled: frozenset[str],
    einstein: bool,
    filled: bool = False,
) -> Iterator[Read | Exception]:
    """Both sides in every reading; σ′ without an argument with those that σ has elsewhere.

    ``settled`` are the conventions that are not varied, ``filled``: numbers beside matrices are;
    ``einstein``: whether repeated indices are said to be summed.
    """
    kept = settled - {"filled"} if filled else settled
    arguments = bare_arguments(claim, submission) if not base.argument else []
    own = base
    if doubts.beside_frobenius(claim) and own.norm == "unsaid":
        own, kept = replace(own, norm="spectral"), kept | {"norm"}
    for way in [replace(own, argument=a) for a in arguments] or [own]:
        for found in sides(claim, names, way, kept):
            if isinstance(found, Read) and way.argument and not base.argument:
                words = f"σ′ at the argument {way.argument}, which is left out"
                found = replace(found, said=(*found.said, words))
            if isinstance(found, Read):
                yield from summed(claim, found, einstein)
            else:
                yield found
