r"""Factors that come back in turn around an ellipsis: D_1 W_1 D_2 W_2 ⋯ D_L W_L."""

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

MATRICES = r"Let $W_k, D_k \in \mathbb{R}^{n\times n}$ for all $k$. "
NUMBERS = r"Let $a_k, b_k \in \mathbb{R}$ for all $k$. "


def only(text: str) -> str:
    (found,) = judge(submission(text), suggest=False).findings
    return found.verdict


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"D_1 W_1 D_2 W_2 \cdots D_L W_L = \prod_{k=1}^{L} D_k W_k", "proved"),
        (r"D_1 W_1 D_2 W_2 \cdots D_L W_L = \prod_{k=1}^{L} W_k D_k", "refuted"),
        (r"D_1 W_2 D_2 W_3 D_3 \cdots W_L D_L = D_1 \prod_{k=2}^{L} W_k D_k", "proved"),
        (r"D_1 W_2 D_2 W_3 D_3 \cdots W_L D_L = \prod_{k=1}^{L} W_k D_k", "refuted"),
        (r"D_L W_L D_{L-1} W_{L-1} \cdots D_1 W_1 = \prod_{k=L}^{1} D_k W_k", "proved"),
    ],
)
def test_groups_of_matrices_keep_their_order(line: str, verdict: str) -> None:
    assert only(MATRICES + f"Then ${line}$.") == verdict


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"a_1 b_1 a_2 b_2 \cdots a_n b_n = \prod_{k=1}^n a_k b_k", "proved"),
        (r"a_1 b_1 a_2 b_2 \cdots a_n b_n = \prod_{k=1}^n a_k", "refuted"),
        (r"a_1 b_2 a_2 b_3 \cdots a_n b_{n+1} = \prod_{k=1}^n a_k b_{k+1}", "proved"),
        (r"a_1 b_2 a_2 b_3 \cdots a_n b_{n+1} = \prod_{k=1}^n a_k b_k", "refuted"),
    ],
)
def test_groups_of_numbers_keep_their_indices(line: str, verdict: str) -> None:
    assert only(NUMBERS + f"Then ${line}$.") == verdict


def test_half_a_group_behind_the_ellipsis_is_not_read() -> None:
    text = MATRICES + r"Then $D_1 W_1 D_2 W_2 \cdots D_L = \prod_{k=1}^{L} D_k W_k$."
    (found,) = judge(submission(text), suggest=False).findings
    assert found.verdict == "unknown"
    assert "between factors in turn" in found.reason
