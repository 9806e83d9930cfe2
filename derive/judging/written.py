"""A submission as it would be written at length, before anything in it is read."""

from __future__ import annotations

from derive.judging.arguments import without_arguments
from derive.judging.nabla import with_variables
from derive.judging.numerals import with_points
from derive.judging.occurrences import unbolded
from derive.submissions.claims import Submission

__all__ = ["written_out"]


def written_out(submission: Submission) -> tuple[Submission, dict[int, str]]:
    """The submission at length; by claim, what was decided that a verdict has to say."""
    submission, said = with_variables(with_points(submission))
    return unbolded(without_arguments(submission)), said
