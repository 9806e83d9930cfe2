r"""Labels have two values: nothing is refuted by other numbers, and what needs the two is seen."""

import pytest

from derive.judging.judge import judge
from derive.judging.verdicts import Finding
from derive.submissions.opening import submission

DATA = r"""Let $x_i \in \mathbb{R}^d$ and $y_i \in \{0, 1\}$ for $i = 1, \dots, N$, and
$\mu_i = \sigma(w^\top x_i)$. $$\ell(w) = -\sum_{i=1}^N [y_i \log\mu_i + (1-y_i)\log(1-\mu_i)]$$
"""


def last(text: str) -> Finding:
    return judge(submission(DATA + text), suggest=False).findings[-1]


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (r"$$\nabla \ell(w) = \sum_{i=1}^N (\mu_i - y_i) x_i$$", ("proved",)),
        (r"$$\nabla \ell(w) = \sum_{i=1}^N (y_i - \mu_i) x_i$$", ("refuted",)),
        (r"$$\sum_{i=1}^N y_i^2 x_i = \sum_{i=1}^N y_i x_i$$", ("agrees",)),
        (r"$$\sum_{i=1}^N y_i \mu_i x_i = \sum_{i=1}^N y_i x_i$$", ("refuted",)),
        (
            r"With $t_i = 2y_i - 1$: $$\ell(w) = \sum_{i=1}^N \log(1 + e^{-t_i w^\top x_i})$$",
            ("agrees",),
        ),
        (
            r"With $t_i = 2y_i - 1$: $$\ell(w) = \sum_{i=1}^N \log(1 + e^{t_i w^\top x_i})$$",
            ("refuted",),
        ),
    ],
)
def test_labels(text: str, verdicts: tuple[str, ...]) -> None:
    assert last(text).verdict in verdicts


def test_a_witness_has_labels() -> None:
    finding = last(r"$$\sum_{i=1}^N y_i \mu_i x_i = \sum_{i=1}^N y_i x_i$$")
    assert finding.witness is not None
    shown = {value for name, value in finding.witness.values if name.startswith("y")}
    assert shown
    assert shown <= {"0", "1"}


def test_labels_of_which_two_things_are_said_stay_unknown() -> None:
    text = r"Or $y_i \in \{-1, 1\}$. $$\sum_{i=1}^N y_i^2 x_i = \sum_{i=1}^N y_i x_i$$"
    assert last(text).verdict == "unknown"
