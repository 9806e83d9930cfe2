r"""What is said to be where a loss is least is judged by the loss's gradient there."""

import pytest

from derive.judging.judge import judge
from derive.judging.verdicts import Finding
from derive.submissions.opening import submission

LOSS = r"""Let $A \in \mathbb{R}^{m \times n}$, $b \in \mathbb{R}^m$, $x \in \mathbb{R}^n$ and
$f(x) = \|Ax - b\|^2$.
"""
SOLVED = r"The minimiser is $$\hat x = (A^\top A)^{-1} A^\top b$$"
WRONG = r"The minimiser is $$\hat x = (A A^\top)^{-1} A^\top b$$ "
SIGN = r"The minimiser is $$\hat x = -(A^\top A)^{-1} A^\top b$$ "


def last(text: str) -> Finding:
    return judge(submission(text), suggest=False).findings[-1]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (SOLVED, "agrees"),
        (SIGN, "refuted"),
        (r"The solution is $x^\star = (A^\top A)^{-1} A^\top b$.", "agrees"),
        (r"Das Minimum liegt bei $$x_{\text{opt}} = (A^\top A)^{-1} A^\top b$$", "agrees"),
        (r"The minimiser is $$\hat x = \tfrac12 (A^\top A)^{-1} A^\top b$$", "refuted"),
        (r"Subject to a constraint the minimiser is $$\hat x = -(A^\top A)^{-1} A^\top b$$", ""),
        (r"With a penalty the minimiser is $$\hat x = (A^\top A + \lambda I)^{-1} A^\top b$$", ""),
        (r"One step gives $$x^{+} = -(A^\top A)^{-1} A^\top b$$", ""),
    ],
)
def test_a_minimiser(text: str, verdict: str) -> None:
    assert last(LOSS + text).verdict == (verdict or "definition")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"$$A^\top (A \hat x - b) = 0$$", "proved"),
        (r"$$A (A \hat x - b) = 0$$", "unknown"),
        (r"$$f(\hat x) = b^\top b - b^\top A (A^\top A)^{-1} A^\top b$$", "proved"),
        (r"$$f(\hat x) = b^\top b + b^\top A (A^\top A)^{-1} A^\top b$$", "refuted"),
    ],
)
def test_behind_a_right_minimiser(text: str, verdict: str) -> None:
    found = last(f"{LOSS}{SOLVED} Hence {text}").verdict
    assert found == verdict or {found, verdict} == {"proved", "agrees"}


@pytest.mark.parametrize("wrong", [SIGN, ""])
def test_behind_no_right_minimiser_conditions_are_proved_and_nothing_is_refuted(wrong: str) -> None:
    condition = r"At the minimiser $A^\top A \hat x = A^\top b$."
    assert last(LOSS + wrong + condition).verdict == "proved"
    assert last(LOSS + wrong + condition.replace("= A^", "= -A^")).verdict == "unknown"
    value = r"There $f(\hat x) = b^\top b - b^\top A (A^\top A)^{-1} A^\top b$."
    assert last(LOSS + wrong + value).verdict == "unknown"


def test_the_sizes_that_are_declared_count() -> None:
    tall = LOSS + r"Here $m > n$. The minimiser is $$\hat x = A^\top (A A^\top)^{-1} b$$"
    assert last(tall).verdict == "unknown"


def test_the_witness_is_at_the_place() -> None:
    finding = last(LOSS + SIGN)
    assert finding.witness is not None
    assert finding.witness.right == (("0",),)
    assert "gradient of f is 0" in finding.reading
