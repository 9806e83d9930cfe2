"""A submission as it would be written at length, before anything in it is read."""

from __future__ import annotations

from derive.judging.arguments import without_arguments
from derive.judging.layers import with_layers
from derive.judging.nabla import with_variables
from derive.judging.numerals import with_points
from derive.judging.occurrences import unbolded
from derive.judging.times import with_times
from derive.submissions.claims import Submission

__all__ = ["written_out"]


def written_out(submission: Submission) -> tuple[Submission, dict[int, str]]:
    """The submission at length; by claim, what was decided that a verdict has to say."""
    submission = with_points(submission)
    notes: dict[int, str] = {}
    for step in (with_layers, with_times, with_variables):
        submission, said = step(submission)
        for number, words in said.items():
            notes[number] = "; ".join(filter(None, (notes.get(number), words)))
    return unbolded(without_arguments(submission)), notes
