r"""Gradients under names of their own: dX, \bar X, \delta x, g_z for ∂L/∂X, said in many ways."""

from __future__ import annotations

import pytest

from derive.judging.gradients import with_gradients
from derive.judging.judge import judge
from derive.submissions.opening import submission

WELL = ("proved", "agrees")
NET = r"""Let $X \in \mathbb{R}^{N \times d}$, $W \in \mathbb{R}^{d \times k}$, $T \in \mathbb{R}^{N
\times k}$, $Z = XW$, $F = \tanh(Z)$ and $L = \frac12 \|F - T\|_F^2$.

"""
#: what is said, and the names of ∂L/∂F, ∂L/∂Z, ∂L/∂W
SAID = {
    r"We write $dM$ for $\partial L/\partial M$.": (r"dF", r"dZ", r"dW"),
    r"I write $dX$ for the gradient of the loss with respect to $X$.": (r"dF", r"dZ", r"dW"),
    r"Es bezeichne $\bar M = \partial L / \partial M$.": (r"\bar F", r"\bar{Z}", r"\bar W"),
    r"On note $\overline{M} \equiv \frac{\partial L}{\partial M}$.": (
        *(r"\overline{F}", r"\overline{Z}", r"\overline{W}"),
    ),
    r"A bar denotes the derivative of the loss.": (r"\bar F", r"\bar Z", r"\bar W"),
    r"记 $\delta W$ 为 $\frac{\partial L}{\partial W}$。": (r"\delta F", r"\delta Z", r"\delta W"),
    r"Put $g_M = \nabla_M L$ for any matrix $M$.": (r"g_F", r"g_{Z}", r"g_W"),
}


def verdict(text: str) -> str:
    """The verdict on the last claim of a text."""
    return judge(submission(text)).findings[-1].verdict


@pytest.mark.parametrize("said", SAID)
def test_one_convention_holds_for_each_name(said: str) -> None:
    f, z, w = SAID[said]
    assert verdict(f"{NET}{said}\n\n$${f} = F - T$$") in WELL
    assert verdict(f"{NET}{said}\n\n$${f} = T - F$$") == "refuted"
    assert verdict(rf"{NET}{said}" + "\n\n" + rf"$${w} = X^\top {z}$$") in WELL
    assert verdict(rf"{NET}{said}" + "\n\n" + rf"$${w} = {z}\, X^\top$$") != "proved"


def test_a_differential_stays_one() -> None:
    text = r"With differentials, $d(XY) = (dX) Y + X\, dY$."
    assert with_gradients(submission(text)) == (submission(text), {})
    assert verdict(text) in WELL


def test_a_mean_is_no_gradient() -> None:
    text = (
        r"A bar is the gradient: $\bar W = \partial L/\partial W$. Let $x_1, \dots, x_n$ be data "
    )
    text += r"with the mean $\bar x = \frac1n \sum_i x_i$ and $L = x^T W x$."
    lefts = [claim.left for claim in with_gradients(submission(text))[0].claims]
    assert r"\bar x" in lefts


def test_a_loss_that_nothing_defines_is_any_function_of_the_last_quantity() -> None:
    text = r"""Let $S_{ij} = \sum_a Q_{ia} K_{ja}$, $A_{ij} = e^{S_{ij}} / \sum_l e^{S_{il}}$ and
    $Y_{ia} = \sum_j A_{ij} V_{ja}$. We write $\bar Y_{ia} = \partial E/\partial Y_{ia}$ etc.

    $$%s$$"""
    assert verdict(text % r"\bar V_{ja} = \sum_i A_{ij} \bar Y_{ia}") in WELL
    assert verdict(text % r"\bar V_{ja} = \sum_i A_{ji} \bar Y_{ia}") == "refuted"
    assert verdict(text % r"\sum_{l} \bar S_{il} = 0") in WELL
    assert verdict(text % r"\sum_{i} \bar S_{il} = 0") == "refuted"
    assert verdict(text % r"\bar S_{il} = A_{il} (\bar A_{il} - \sum_j \bar A_{ij} A_{ij})") in WELL


HEADS = r"""Let $Q = X W^Q$, $K = X W^K$ and $S = Q K^\top$.
A bar: $\bar M = \partial L/\partial M$.

$$%s$$"""


def test_letters_above_names() -> None:
    assert verdict(HEADS % r"\bar W^Q = X^\top \bar Q") in WELL
    assert verdict(HEADS % r"\bar W^Q = \bar Q X^\top") != "proved"
    assert verdict(HEADS % r"\bar X = \bar Q (W^Q)^\top + \bar K (W^K)^\top") in WELL
    assert verdict(HEADS % r"\bar X = \bar Q (W^Q)^\top") == "refuted"


TARGETS = r"""Let $S \in \mathbb{R}^{N \times K}$, $P = \mathrm{softmax}(S)$ in every row,
labels $Y$ and $J = -\frac1N \sum_{i,k} Y_{ik} \log P_{ik}$.

$$\frac{\partial J}{\partial S} = %s$$"""


def test_targets_add_up_to_1() -> None:
    assert verdict(TARGETS % r"\frac1N (P - Y)") in WELL
    assert verdict(TARGETS % r"P - Y") == "refuted"


def test_a_convention_that_nobody_says_is_named() -> None:
    text = NET + r"$$dF = F - T$$ $$dZ = dF \odot (1 - F \odot F)$$ $$dW = X^\top dZ$$"
    found = judge(submission(text)).findings[-3:]
    assert [f.verdict in WELL for f in found] == [True, True, True]
    assert all("dX as ∂L/∂X" in f.reading for f in found)
    assert verdict(text.replace(r"X^\top dZ", "dZ X")) != "proved"


def test_without_a_word_a_mean_may_be_left_out() -> None:
    text = NET.replace(r"\frac12", r"\frac{1}{2N}") + r"$$dF = F - T$$ $$dW = X^\top dF$$"
    assert verdict(text) != "refuted"


BATCH = r"Let $Y = X W$ with $X \in \mathbb{R}^{N \times d}$ and $W \in \mathbb{R}^{d \times k}$. "
PLAIN = """Let Q, K, V be n x d matrices, $O = P V$, $P = \\mathrm{softmax}(S)$ (row-wise) and
$S = Q K^T / \\sqrt{d}$, with $Q, K, V \\in \\mathbb{R}^{n \\times d}$.
A loss L of O is given; write dO for its gradient by O.
"""


@pytest.mark.parametrize(
    ("text", "claim", "true"),
    [
        (BATCH, r"dW = X^\top dY", True),
        (BATCH, r"dX = dY\, W^\top", True),
        (BATCH, r"dW = dY\, X^\top", False),
        (BATCH, r"dY = X\, dW + dX\, W", True),
        (BATCH, r"dY = X\, dW - dX\, W", False),
        (PLAIN, r"dV = P^T dO", True),
        (PLAIN, r"dK = dS^T Q / \sqrt{d}", True),
        (PLAIN, r"dK = dS Q / \sqrt{d}", False),
        (PLAIN, r"dS_{ij} = P_{ij} (dP_{ij} - \sum_k P_{ik} dP_{ik})", True),
        (PLAIN, r"dS_{ij} = P_{ij} (dP_{ij} - \sum_k P_{kj} dP_{kj})", False),
    ],
)
def test_what_depends_on_what_tells_gradients_from_differentials(
    text: str, claim: str, true: bool
) -> None:
    found = judge(submission(f"{text}$${claim}$$")).findings[-1]
    assert found.verdict in (("proved", "agrees") if true else ("refuted",))


def test_nothing_is_refuted_of_what_may_be_a_gradient() -> None:
    """No formula says what depends on what, so that dW may be either."""
    text = "The gradients of the layer are $dW = X dY$ and $dX = W dY$."
    assert all(f.verdict != "refuted" for f in judge(submission(text)).findings)
