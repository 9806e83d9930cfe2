r"""Chains of single neurons: z_j = w_j a_{j-1} + b_j, a_j = σ(z_j), all of them numbers.

The numbers below the names then count neurons, not entries, so that the names are families.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.reader.names import normal
from derive.submissions.claims import Submission

__all__ = ["with_chains"]

_NAME = r"(?:\\mathfrak\{[a-z]\}|(?:(?<![A-Za-z\\])|(?<=_[a-z]))[a-z])"
_LEFT = re.compile(rf"(?P<name>{_NAME})\s*_\s*\{{?\s*(?P<index>[i-n])\s*\}}?")
_BELOW = re.compile(rf"(?P<name>{_NAME})\s*_\s*(?:\{{\s*(?P<in>[^{{}}]*?)\s*\}}|(?P<at>\w))")
_TURNED = re.compile(r"\^\s*\{?\s*(?:T|\\top|\\intercal)|\\odot|\\circ|\\operatorname\{diag\}")
#: words of a network all layers of which are one neuron
_SINGLE = re.compile(
    r"\b(?:one|single) (?:neuron|unit)|neurons? (?:each|per layer)|\bscalars?\b"
    r"|chain of (?:\w+ )?(?:neurons|units)|(?:ein|einzelne\w*) Neuron"
    r"|un (?:seul )?neurone|una (?:sola )?neurona|нейрон|单个神经元",
    re.IGNORECASE,
)


def with_chains(submission: Submission) -> Submission:
    """The submission with the names of a chain of neurons declared as families of numbers."""
    context = submission.context
    if _SINGLE.search(submission.text) is None:
        return submission
    declared = {*map(normal, (*context.shapes, *context.families))}
    steps = []
    for claim in submission.claims:
        left = _LEFT.fullmatch(claim.left.strip())
        if claim.relation == "=" and left is not None and not _TURNED.search(claim.right):
            index = left["index"]
            inside = {(normal(m["name"]), m["in"] or m["at"]) for m in _BELOW.finditer(claim.right)}
            back = {name for name, at in inside if re.fullmatch(rf"{index}\s*-\s*1", at)}
            same = {name for name, at in inside if at == index}
            steps.append(({normal(left["name"])} | back | same, bool(back)))
    chain = set().union(*(names for names, back in steps if back))
    found = set(chain)
    for names, _ in steps:
        found |= names if names & chain else set()
    found -= declared
    if not found or not chain:
        return submission
    families = {**context.families, **dict.fromkeys(sorted(found), ())}
    return replace(submission, context=replace(context, families=families))
