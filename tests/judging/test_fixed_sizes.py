r"""Sizes with numbers: "with K = 2 …" of z ∈ ℝ^K; and numbers that count from 0 or from 1."""

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

SOFTMAX = r"Let $z \in \mathbb{R}^K$ and $p_i = \frac{e^{z_i}}{\sum_{k=1}^K e^{z_k}}$." "\n\n"
GRADIENT = (
    r"Let $y \in \mathbb{R}^K$ with $\sum_k y_k = 1$ and $\ell = -\sum_{k=1}^K y_k \log p_k$. "
)


def verdicts(text: str) -> list[str]:
    return [f.verdict for f in judge(submission(text), suggest=False).findings]


@pytest.mark.parametrize("start", ["If $K=2$, then ", "For two classes, with $K=2$ one has "])
def test_a_claim_for_two_classes(start: str) -> None:
    assert verdicts(SOFTMAX + start + r"$p_1 = \sigma(z_1 - z_2)$.")[-1] in ("proved", "agrees")
    assert verdicts(SOFTMAX + start + r"$p_1 = \frac{1}{1 + e^{z_1-z_2}}$.")[-1] == "refuted"


def test_a_number_of_one_sentence_is_not_that_of_the_next() -> None:
    text = SOFTMAX + GRADIENT + r"With $K=2$ one has $p_1 = \sigma(z_1 - z_2)$. "
    assert verdicts(text + r"In general $\nabla_z \ell = y - p$.")[-1] == "refuted"
    assert verdicts(text + r"In general $\nabla_z \ell = p - y$.")[-1] == "proved"


def test_a_condition_that_begins_a_sentence_is_none_of_the_formula_before() -> None:
    text = (
        SOFTMAX + r"\[ \sum_{i=1}^K p_i = 1. \]"
        "\n"
        r"For $K=2$ one finds $p_1 = \sigma(z_2-z_1)$."
    )
    assert verdicts(text)[-2:] == ["proved", "refuted"]


@pytest.mark.parametrize("loss", [r"\ell", "E", "L"])
def test_losses_of_samples_count_as_their_samples_do(loss: str) -> None:
    head = (
        r"Let $X \in \mathbb{R}^{N\times D}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^D$, "
        rf"$p = \sigma(Xw)$, ${loss}_n = \frac12 (p_n - y_n)^2$, $J = \sum_{{n=1}}^N {loss}_n$."
        "\n\n"
    )
    right = r"$\nabla_w J = X^\top ((p - y) \odot p \odot (1-p))$."
    assert verdicts(head + right)[-1] in ("proved", "agrees")
    assert verdicts(head + right.replace(r"\odot p ", ""))[-1] == "refuted"


@pytest.mark.parametrize(
    ("entry", "line", "right"),
    [
        (r"J_{ij} = \frac{\partial p_i}{\partial z_j}", r"J = \mathrm{diag}(p) - pp^\top", True),
        (r"J_{ij} = \frac{\partial p_i}{\partial z_j}", r"J = \mathrm{diag}(p) + pp^\top", False),
        (r"J_{ij} = \frac{\partial p_j}{\partial z_i}", r"J \mathbf{1} = 0", True),
    ],
)
def test_jacobians_by_their_entries(entry: str, line: str, right: bool) -> None:
    found = verdicts(rf"{SOFTMAX}Let ${entry}$. Then ${line}$.")[-1]
    assert found in (("proved", "agrees") if right else ("refuted",))


def test_the_order_of_the_indices_of_a_jacobian_matters() -> None:
    text = (
        r"Let $A \in \mathbb{R}^{n\times n}$, $x \in \mathbb{R}^n$, $y = Ax$ and "
        r"$J_{ij} = \frac{\partial y_j}{\partial x_i}$. Then $J = A$. Moreover, $J = A^\top$."
    )
    assert verdicts(text)[-2:] == ["refuted", "proved"]
