"""A submission as it would be written at length, before anything in it is read."""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.arguments import without_arguments
from derive.judging.bare import with_arguments
from derive.judging.bold import unbolded
from derive.judging.cases_of import with_cases
from derive.judging.costs import with_costs, with_numbers
from derive.judging.differentials import with_differentials
from derive.judging.errors_named import with_errors
from derive.judging.gates import with_gates
from derive.judging.inner import with_inner_names
from derive.judging.instead import with_alternatives
from derive.judging.labels import with_labels
from derive.judging.layers import with_layers
from derive.judging.losses import with_losses
from derive.judging.nabla import with_variables
from derive.judging.numerals import with_points
from derive.judging.occurrences import bare_name, names_in
from derive.judging.repeated import with_latin_indices
from derive.judging.singles import with_chains
from derive.judging.stacked import with_rows
from derive.judging.sublayers import with_sublayers
from derive.judging.times import with_members, with_times
from derive.judging.unknowns import with_densities, with_unknowns
from derive.reader.names import normal
from derive.submissions.claims import Submission

__all__ = ["written_out"]


def written_out(submission: Submission) -> tuple[Submission, dict[int, str]]:
    """The submission at length; by claim, what was decided that a verdict has to say."""
    for names in _STEPS:
        submission = names(submission)
    notes: dict[int, str] = {}
    for step in (with_rows, with_layers, with_times, with_variables, _with_roots):
        submission, said = step(submission)
        for number, words in said.items():
            notes[number] = "; ".join(filter(None, (notes.get(number), words)))
    submission = with_differentials(without_arguments(submission))
    return unbolded(with_numbers(with_chains(with_errors(submission)))), notes


_STEPS = (
    *(
        with_inner_names,
        with_sublayers,
        with_cases,
        with_costs,
        with_alternatives,
        with_points,
        with_arguments,
        with_latin_indices,
        with_labels,
        with_gates,
    ),
    *(with_losses, with_unknowns, with_densities, with_members),
)

#: σ² on the left of a definition
_ROOT = re.compile(r"(\\[a-z]+|[a-z])\s*\^\s*(?:2|\{\s*2\s*\})")


def _with_roots(submission: Submission) -> tuple[Submission, dict[int, str]]:
    """The submission with σ = √… where "let σ² = …" is written and nothing else says what σ is."""
    named = {name[0] for c in submission.claims if (name := bare_name(c.left))}
    named |= {normal(name) for name in (*submission.context.shapes, *submission.context.families)}
    claims, roots = list(submission.claims), {}
    for at, claim in enumerate(claims):
        found = _ROOT.fullmatch(claim.left.strip())
        supposed = claim.role == "assumption" and claim.relation == "="
        if found is None or not supposed or normal(found[1]) in named:
            continue
        if normal(found[1]) in names_in(claim.right):
            continue
        roots[claim.number] = normal(found[1])
        claims[at] = replace(
            claim, left=found[1], right=rf"\sqrt{{{claim.right}}}", role="definition"
        )
    claims = [replace(c, under=tuple(n for n in c.under if n not in roots)) for c in claims]
    words = {
        c.number: f"{root} as the positive root"
        for c in claims
        for root in roots.values()
        if root in {*names_in(c.left), *names_in(c.right)}
    }
    return replace(submission, claims=tuple(claims)), words
