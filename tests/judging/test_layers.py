"""Networks of L layers, of which L is no number: the error, backwards from the last layer."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

WELL = ("proved", "agrees")
NETWORK = r"""For $l = 1, \dots, L$ let $z^l = W^l a^{l-1} + b^l$ and $a^l = \sigma(z^l)$; the cost
is $C = \frac{1}{2} \|a^L - y\|^2$.
"""
ENTRIES = NETWORK + r"Put $\delta^l_j \equiv \frac{\partial C}{\partial z^l_j}$." + "\n\n$$%s$$"
WHOLE = NETWORK + r"Put $\delta^l = \frac{\partial C}{\partial z^l}$." + "\n\n$$%s$$"


def verdict(text: str) -> str:
    """The verdict on the last claim of a text."""
    return judge(submission(text)).findings[-1].verdict


@pytest.mark.parametrize(
    ("said", "claim", "true"),
    [
        (ENTRIES, r"\delta^L = (a^L - y) \odot \sigma'(z^L)", True),
        (ENTRIES, r"\delta^L = (y - a^L) \odot \sigma'(z^L)", False),
        (WHOLE, r"\delta^l = ((W^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)", True),
        (WHOLE, r"\delta^l = (W^{l+1} \delta^{l+1}) \odot \sigma'(z^l)", False),
        (ENTRIES, r"\delta^l = ((W^{l+1})^T \delta^{l+1}) \odot \sigma'(z^{l+1})", False),
        (WHOLE, r"\frac{\partial C}{\partial W^l} = \delta^l (a^{l-1})^T", True),
        (WHOLE, r"\frac{\partial C}{\partial W^l} = \delta^l (a^l)^T", False),
        (ENTRIES, r"\frac{\partial C}{\partial W^l_{jk}} = a^{l-1}_k \delta^l_j", True),
        (ENTRIES, r"\frac{\partial C}{\partial W^l_{jk}} = a^{l-1}_j \delta^l_k", False),
    ],
)
def test_backwards(said: str, claim: str, true: bool) -> None:
    assert verdict(said % claim) in (WELL if true else ("refuted",))


def test_a_recursion_from_the_last_layer_may_define() -> None:
    """δ^L and δ^l in terms of δ^{l+1} are no identities where nothing else says what δ is."""
    text = NETWORK + (
        r"$$\delta^L = (a^L - y) \odot \sigma'(z^L)$$"
        "\n\n"
        r"$$\delta^l = ((W^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)$$"
        "\n\n"
        r"$$\frac{\partial C}{\partial b^l} = \delta^l$$"
    )
    judgement = judge(submission(text))
    assert "refuted" not in [finding.verdict for finding in judgement.findings]


UNITS = r"""Let $a_i = \sum_{j=1}^n w_{ij} x_j$ for $i = 1, \dots, m$, and let $L$ be a function of
$a$.
Put $g_i = \frac{\partial L}{\partial a_i}$.

$$%s$$"""


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"\frac{\partial L}{\partial x_j} = \sum_{i=1}^m g_i w_{ij}", True),
        (r"\frac{\partial L}{\partial x_j} = \sum_{i=1}^m g_i w_{ji}", False),
        (r"\frac{\partial L}{\partial w_{ij}} = g_i x_j", True),
        (r"\frac{\partial L}{\partial w_{ij}} = g_j x_i", False),
    ],
)
def test_entries_of_a_gradient(claim: str, true: bool) -> None:
    assert verdict(UNITS % claim) in (WELL if true else ("refuted",))
