"""A submission as it would be written at length, before anything in it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace

from derive.judging.activations import with_activations
from derive.judging.arguments import without_arguments
from derive.judging.bare import with_arguments
from derive.judging.bold import unbolded
from derive.judging.cases_of import with_cases
from derive.judging.chosen import with_known_functions
from derive.judging.costs import with_costs, with_numbers
from derive.judging.counting import with_latin_indices
from derive.judging.definite import with_definite
from derive.judging.denoted import with_denoted
from derive.judging.diagonals import with_diagonals
from derive.judging.differentials import with_differentials
from derive.judging.dropped_times import with_dropped_times
from derive.judging.entrywise_premises import with_premises
from derive.judging.every import without_bound
from derive.judging.examples import with_examples
from derive.judging.gates import with_gates
from derive.judging.gradients import SUPPOSING, with_gradients
from derive.judging.heads import with_heads
from derive.judging.inner import with_inner_names
from derive.judging.instead import with_alternatives
from derive.judging.kroneckers import with_indicators
from derive.judging.labels import with_labels
from derive.judging.layers import with_layers, with_numbers_of_members, with_the_last
from derive.judging.listed import with_listed
from derive.judging.losses import with_losses
from derive.judging.masks import with_masks
from derive.judging.minima import with_minima
from derive.judging.nabla import with_variables
from derive.judging.named_parts import with_named_parts
from derive.judging.norms import with_norms
from derive.judging.numerals import with_points
from derive.judging.occurrences import bare_name, names_in
from derive.judging.one_hot import OneHot
from derive.judging.own_letters import with_own_letters
from derive.judging.own_models import with_own_model
from derive.judging.piecewise import with_steps
from derive.judging.points import at_points
from derive.judging.raised import with_ranges
from derive.judging.reading import Reading
from derive.judging.repetitions import with_repetitions
from derive.judging.residuals import with_residuals
from derive.judging.rowwise import with_softmax_of_rows
from derive.judging.singles import with_chains
from derive.judging.spectra import with_spectra
from derive.judging.spectral_names import with_spectral_names
from derive.judging.stacked import with_rows
from derive.judging.stacks import with_stacks
from derive.judging.sublayers import with_sublayers
from derive.judging.times import with_members, with_times
from derive.judging.turned import with_transposes
from derive.judging.unknowns import with_densities, with_unknowns
from derive.judging.untimed import with_times_of_gates
from derive.judging.widths import with_one_width
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission

__all__ = ["noted", "written_out"]


def written_out(
    submission: Submission, settled: Collection[int] = ()
) -> tuple[Submission, dict[int, str]]:
    """The submission at length; by claim, what was decided that a verdict has to say.

    ``settled`` are the numbers of claims that were found to say rightly where a loss is least.
    """
    submission, dropped = with_dropped_times(OneHot(submission).written(submission))
    submission, widths = with_one_width(with_the_last(without_bound(with_listed(submission))))
    submission, notes = with_gradients(with_indicators(submission))
    notes = {**dropped, **widths, **notes}
    for names in _STEPS:
        submission = names(submission)
    submission, said = with_minima(submission, settled)
    notes = {**notes, **said}
    for step in _SAID:
        submission, said = step(submission)
        for number, words in said.items():
            notes[number] = "; ".join(filter(None, (notes.get(number), words)))
    submission = with_differentials(without_arguments(at_points(submission)))
    return with_own_model(
        unbolded(with_numbers(with_chains(with_numbers_of_members(submission))))
    ), notes


def noted(reading: Reading, note: str) -> Reading:
    """A reading with what was decided for it; nothing is refuted of what is only supposed."""
    loose = ("d", *reading.loose) if note.startswith(SUPPOSING) else reading.loose
    return replace(reading, said=(note, *reading.said), loose=loose)


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


#: a squared norm that does not say which
_NORM = re.compile(r"(\\\||\\rVert|‖|Vert)\s*\^\s*(?=2|\{\s*2\s*\})")
_LOSS = re.compile(r"\s*(?:[LJEC]|\\ell|\\mathcal\s*\{\s*[LJEC]\s*\})\s*")


def _with_frobenius(submission: Submission) -> Submission:
    """The submission with Frobenius's norm in its losses: of a matrix no other one is squared."""

    def put(claim: Claim) -> Claim:
        loss = claim.relation == "=" and _LOSS.fullmatch(claim.left)
        return replace(claim, right=_NORM.sub(r"\1_F^", claim.right)) if loss else claim

    return replace(submission, claims=tuple(map(put, submission.claims)))


_STEPS = (
    *(
        with_denoted,
        with_masks,
        with_softmax_of_rows,
        with_residuals,
        with_diagonals,
        with_sublayers,
        with_cases,
    ),
    *(with_costs, with_alternatives, with_norms, with_known_functions, with_activations),
    *(with_examples, with_latin_indices, with_heads, with_premises, with_steps, with_points),
    *(with_spectral_names, with_own_letters, with_arguments, with_named_parts, with_inner_names),
    *(with_labels, with_gates, with_losses, with_unknowns, with_densities, with_members),
    *(with_definite, with_repetitions, with_ranges, with_spectra, _with_frobenius, with_transposes),
)

#: those of which a verdict says something
_SAID: tuple[Callable[[Submission], tuple[Submission, dict[int, str]]], ...] = (
    *(with_rows, with_stacks, with_times_of_gates, with_layers, with_times, with_variables),
    _with_roots,
)
