r"""Where a premise ends and its conclusion begins, and premises that nothing is known of."""

from __future__ import annotations

import pytest

from derive import review

GATE = r"$h_t = (1-z_t)\odot h_{t-1} + z_t\odot g_t$. "
SOFT = r"Let $p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$. "
WELL = ("proved", "agrees")


def last(text: str) -> str:
    return review(text, name="x.md").findings[-1].verdict


@pytest.mark.parametrize(
    ("text", "true"),
    [
        (GATE + "If $z_t = 1$, $h_t = g_t$.", True),
        (GATE + "If $z_t = 1$, $h_t = h_{t-1}$.", False),
        (GATE + "Wenn $z_t = 0$: $h_t = h_{t-1}$.", True),
        (GATE + "Wenn $z_t = 0$: $h_t = g_t$.", False),
        (SOFT + r"If $i = j$: $\frac{\partial p_i}{\partial z_i} = p_i(1-p_i)$.", True),
        (SOFT + r"If $i = j$: $\frac{\partial p_i}{\partial z_i} = -p_i(1-p_i)$.", False),
        (SOFT + r"If $i \ne j$, $\frac{\partial p_i}{\partial z_j} = -p_i p_j$.", True),
        (SOFT + r"If $i \ne j$, $\frac{\partial p_i}{\partial z_j} = p_i p_j$.", False),
    ],
)
def test_the_second_formula_of_an_if_is_its_conclusion(text: str, true: bool) -> None:
    assert last(text) in (WELL if true else ("refuted",))


def test_two_premises_stay_premises() -> None:
    text = GATE + r"If $z_t = 1$, $g_t = u_t$, then $h_t = u_t$."
    assert [f.verdict for f in review(text, name="x.md").findings][1:] == ["proved"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (SOFT + r"For $K = 2$: $p_1 = \sigma(z_1 - z_2)$.", "unknown"),
        (SOFT.replace("_j", "_{j=1}^K", 1) + r"For $K = 2$: $p_1 = \sigma(z_1 - z_2)$.", "proved"),
        (SOFT.replace("_j", "_{j=1}^K", 1) + r"For $K = 2$: $p_1 = \sigma(z_2 - z_1)$.", "refuted"),
    ],
)
def test_a_size_of_which_nothing_is_known(text: str, verdict: str) -> None:
    assert last(text) == verdict


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"\operatorname{softmax}(z + c\mathbf{1}) = \operatorname{softmax}(z)", True),
        (r"\operatorname{softmax}(z - \beta\mathbf{1}) = \operatorname{softmax}(z)", True),
        (r"\operatorname{softmax}(z + c\mathbf{1}) = c \operatorname{softmax}(z)", False),
    ],
)
def test_what_stands_before_a_column_of_ones_is_a_number(claim: str, true: bool) -> None:
    assert last(f"We have ${claim}$.") in (WELL if true else ("refuted",))
