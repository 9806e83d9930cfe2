r"""Networks in many notations: layers above and below names, costs of which little is said, chains
of single neurons, plain text, differentials of an autoencoder."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

WELL = ("proved", "agrees")
ABOVE = r"""Layers: $z^l = W^l a^{l-1} + b^l$ and $a^l = \sigma(z^l)$, $l = 1, \dots, L$. The error
is $\delta^l = \frac{\partial C}{\partial z^l}$ for a cost $C$.

$$%s$$

A later network has $z = w x + b$ and $a = \sigma(z)$.
"""
BELOW = r"""For layers $\ell = 1, \ldots, L$: $h_\ell = \phi(u_\ell)$ with
$u_\ell = W_\ell h_{\ell-1} + b_\ell$. Let $e_\ell = \partial \mathcal{L}/\partial u_\ell$.

$$%s$$
"""
SINGLE = r"""One neuron per layer: $z_j = w_j a_{j-1} + b_j$, $a_j = \sigma(z_j)$.

$$%s$$
"""
TYPED = """Given: z1 = W1 x + b1, a1 = sigma(z1), z2 = W2 a1 + b2, L = 1/2 ||z2 - y||^2
I write delta2 for dL/dz2 and delta1 for dL/dz1

%s
"""
CODER = """Model: a = W x + b, h = σ(a), x̂ = V h + c, L = ½ ‖x̂ − x‖²
e = x̂ − x and D = diag(h ⊙ (1 − h))

%s
"""


@pytest.mark.parametrize(
    ("sheet", "claim", "true"),
    [
        (ABOVE, r"\delta^l = ((W^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)", True),
        (ABOVE, r"\delta^l = (W^{l+1} \delta^{l+1}) \odot \sigma'(z^l)", False),
        (ABOVE, r"\delta^L = \nabla_a C \odot \sigma'(z^L)", True),
        (ABOVE, r"\delta^L = \nabla_a C \odot \sigma(z^L)", False),
        (BELOW, r"e_\ell = \phi'(u_\ell) \odot (W_{\ell+1}^\top e_{\ell+1})", True),
        (BELOW, r"e_\ell = \phi'(u_\ell) \odot (W_\ell^\top e_{\ell+1})", False),
        (BELOW, r"\frac{\partial \mathcal{L}}{\partial b_\ell} = e_\ell", True),
        (SINGLE, r"\frac{\partial C}{\partial w_1} = a_0 \frac{\partial C}{\partial b_1}", True),
        (SINGLE, r"\frac{\partial C}{\partial w_1} = a_1 \frac{\partial C}{\partial b_1}", False),
        (TYPED, "dL/dW2 = delta2 a1^T", True),
        (TYPED, "delta1 = (W2^T delta2) * a1 * (1 - a1)", True),
        (TYPED, "delta1 = (W2^T delta2) * a1 * (1 + a1)", False),
        (CODER, "dL = eᵀ dx̂ - eᵀ dx", True),
        (CODER, "dh = D da", True),
        (CODER, "∂L/∂V = e hᵀ", True),
        (CODER, "∂L/∂V = − e hᵀ", False),
    ],
)
def test_networks(sheet: str, claim: str, true: bool) -> None:
    name = "a.txt" if sheet in (TYPED, CODER) else "a.md"
    findings = judge(submission(sheet % claim, name), suggest=False).findings
    [found] = [f for f in findings if f.verdict != "definition"]
    assert found.verdict in (WELL if true else ("refuted",))
    assert "mathfrak" not in f"{found.reading} {found.reason} {found.witness}"


@pytest.mark.parametrize(
    ("claim", "verdicts"),
    [
        (r"If $i \neq j$, then $\frac{\partial p_i}{\partial z_j} = -p_i p_j$.", WELL),
        (r"If $i \neq j$, then $\frac{\partial p_i}{\partial z_j} = p_i p_j$.", ("refuted",)),
        (r"If $i = j$, then $\frac{\partial p_i}{\partial z_j} = p_i (1 - p_i)$.", WELL),
        (r"With two logits $p_1 = \sigma(z_2 - z_1)$.", ("unknown", "refuted")),
        (r"$\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)$", WELL),
    ],
)
def test_conditions_on_indices(claim: str, verdicts: tuple[str, ...]) -> None:
    """A condition belongs to the formula behind it, and p_1 is one entry of what is defined."""
    text = r"Let $p_i = e^{z_i}/\sum_k e^{z_k}$." + f"\n\n{claim}\n"
    more = "\n\nFor two logits $p_1 = \\sigma(z_1 - z_2)$."
    found = judge(submission(text + more), suggest=False).findings[0]
    assert found.verdict in verdicts


def test_another_cost_from_a_line_on() -> None:
    text = r"""Let $a = \sigma(W x)$ and $L = \frac12 \|a - y\|^2$.

$$\nabla_a L = a - y$$

If $L = \frac14 \|a - y\|^2$ instead, then

$$\nabla_a L = \frac12 (a - y)$$
"""
    verdicts = [f.verdict for f in judge(submission(text), suggest=False).findings]
    assert [v for v in verdicts if v != "definition"] == ["proved", "proved"]


def test_the_last_layer_may_have_a_function_of_its_own() -> None:
    text = r"""Layers: $z^l = W^l a^{l-1} + b^l$ and $a^l = \sigma(z^l)$ for $l = 1, \dots, L$.

$$a^L = \tanh(z^L)$$
"""
    assert judge(submission(text), suggest=False).findings[-1].verdict == "unknown"
