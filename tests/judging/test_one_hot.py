r"""Columns with a single 1: the target y = e_c, in words, by its entries, in several languages."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission
from derive.submissions.properties import properties_after

LOGITS = r"Let $z\in\mathbb R^K$, $p = \mathrm{softmax}(z)$. "
LOSS = r" The loss is $L = -\sum_k y_k\log p_k$."
HOT = [
    r"Let $y\in\mathbb R^K$ be the one-hot target with $y_c = 1$.",
    r"The target $y$ is one-hot encoded: $y_c = 1$ and $y_i = 0$ for $i\neq c$.",
    r"Sei $y\in\mathbb R^K$ der One-Hot-Vektor der wahren Klasse $c$, also $y = e_c$.",
    r"Soit $y$ l'encodage one-hot de la classe $c$ ($y_c=1$).",
]
TRUE = [
    r"L = -\log p_c",
    r"\sum_k y_k \log p_k = \log p_c",
    r"y^\top y = 1",
    r"L=-z_c+\log\sum_j e^{z_j}",
    r"\frac{\partial L}{\partial z} = p - y",
]
FALSE = [
    r"L = -\log(1-p_c)",
    r"y^\top y = 0",
    r"L=z_c+\log\sum_j e^{z_j}",
    r"\frac{\partial L}{\partial z} = y - p",
]


def verdict(said: str, claim: str) -> str:
    return judge(submission(f"{LOGITS}{said}{LOSS}\n\n$${claim}$$\n")).findings[-1].verdict


@pytest.mark.parametrize("said", HOT)
def test_what_holds_of_a_unit_vector_is_true_and_nothing_else(said: str) -> None:
    assert {c: verdict(said, c) for c in TRUE if verdict(said, c) not in ("proved", "agrees")} == {}
    assert {c: verdict(said, c) for c in FALSE if verdict(said, c) != "refuted"} == {}


@pytest.mark.parametrize(
    "said",
    [
        r"Here $y\in\mathbb R^K$ is not one-hot.",
        r"Here $y\in\mathbb R^K$ is nearly one-hot.",
        r"Here $y\in\mathbb R^K$, unlike one-hot targets, is soft.",
    ],
)
def test_a_soft_target_is_no_unit_vector(said: str) -> None:
    assert verdict(said, r"y^\top y = 1") not in ("proved", "agrees")
    assert verdict(said, "L = -\\log p_c") not in ("proved", "agrees")


@pytest.mark.parametrize(
    ("words", "hot"),
    [
        (" denotes the one-hot target", True),
        (" l'encodage one-hot de la classe", True),
        (" der One-Hot-Vektor", True),
        (" may be one-hot", False),
        (" is a soft one-hot vector", False),
        (", smoothed one-hot", False),
        (" is the label-smoothed one-hot target", False),
    ],
)
def test_the_words_behind_a_name(words: str, hot: bool) -> None:
    assert ("one-hot" in properties_after(words)) == hot
