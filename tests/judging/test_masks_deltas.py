r"""Masks in words, Kronecker's δ beside errors δ, and numbers of members and entries."""

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

RELU = r"Let $A, M, H \in \mathbb{R}^{n\times m}$ and $H_{ij} = \max(0, A_{ij})$. "
ERRORS = (
    r"Let $p^{(l)} = \operatorname{softmax}(z^{(l)})$ with $z^{(l)}, y \in \mathbb{R}^n$ "
    r"and $\delta^{(l)} = p^{(l)} - y$. "
)
THREE = r"Let $z \in \mathbb{R}^3$ and $p_i = \frac{e^{z_i}}{\sum_{j=1}^3 e^{z_j}}$. "
GATE = r"Let $z \in \mathbb{R}^n$ and $p_i = \sigma(z_i)$. "


def only(text: str) -> str:
    (found,) = judge(submission(text), suggest=False).findings
    return found.verdict


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (r"$M_{ij} = 1$ if $A_{ij} > 0$ and $0$ otherwise. Then $H_{ij} = M_{ij} A_{ij}$.", True),
        (r"$M_{ij} = 1$ if $A_{ij} > 0$ and $0$ otherwise. Then $H = M \odot A$.", True),
        (r"$M_{ij} = 1$ if $A_{ij} < 0$ and $0$ otherwise. Then $H = M \odot A$.", False),
        (r"Sei $M_{ij} = 1$ wenn $A_{ij} > 0$ und $0$ sonst. Dann $H_{ij} = M_{ij} A_{ij}$.", True),
        (
            r"Sei $M_{ij} = 1$ wenn $A_{ij} < 0$ und $0$ sonst. Dann $H_{ij} = M_{ij} A_{ij}$.",
            False,
        ),
    ],
)
def test_a_mask_in_words_is_an_indicator(words: str, verdict: bool) -> None:
    assert only(RELU + words) in (("proved", "agrees") if verdict else ("refuted",))


@pytest.mark.parametrize(("sign", "verdict"), [("-", "proved"), ("+", "refuted")])
def test_two_components_below_delta_are_kroneckers(sign: str, verdict: str) -> None:
    slope = r"\frac{\partial p^{(l)}_i}{\partial z^{(l)}_j}"
    line = rf"{slope} = p^{{(l)}}_i(\delta_{{ij}} {sign} p^{{(l)}}_j)"
    assert only(ERRORS + f"Then ${line}$.") == verdict


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (THREE + r"Then $p_1 = \frac{e^{z_1}}{e^{z_1}+e^{z_2}+e^{z_3}}$.", "proved"),
        (THREE + r"Then $p_1 = \frac{e^{z_2}}{e^{z_1}+e^{z_2}+e^{z_3}}$.", "refuted"),
        (THREE + r"Then $p_1 + p_2 + p_3 = 1$.", "proved"),
        (THREE + r"Then $p_1 + p_2 = 1$.", "refuted"),
        (GATE + r"Then $p_1 = \sigma(z_1)$.", "proved"),
        (GATE + r"Then $p_1 = \sigma(z_2)$.", "refuted"),
        (GATE + r"Then $\frac{\partial p_1}{\partial z_1} = p_1(1-p_1)$.", "proved"),
        (GATE + r"Then $\frac{\partial p_1}{\partial z_2} = p_1(1-p_1)$.", "refuted"),
    ],
)
def test_members_and_entries_count_alike(line: str, verdict: str) -> None:
    assert only(line) == verdict
