"""What a review cannot judge is refused in a word; nothing that a sheet says breaks it."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

_SHEETS = [
    # sizes that are written out and differ from each other
    r"Take $w = (w_1, w_2, w_3)^T$, $x = (x_1, x_2, x_3, x_4)^T$ and $y = C x$ with "
    r"$C = \begin{pmatrix} w_1 & w_2 & w_3 & 0 \\ 0 & w_1 & w_2 & w_3 \end{pmatrix}$."
    "\n\n"
    r"$$y = \begin{pmatrix} x_1 & x_2 & x_3 \\ x_2 & x_3 & x_4 \end{pmatrix} w$$",
    # a family of columns that are one-hot
    r"$o_t = W h_t$, $p_t = \mathrm{softmax}(o_t)$, the targets $y_t$ are one-hot columns."
    "\n\n"
    r"$$\frac{\partial L}{\partial o_t} = p_t - y_t$$",
    # an entry of an inverse
    r"$$\frac{\partial (A^{-1})_{ij}}{\partial A_{kl}} = -(A^{-1})_{ik} (A^{-1})_{lj}$$",
    # a function of one number with two
    r"$$\cos(x, y) = \frac{x^T y}{\|x\| \|y\|}$$",
    # what goes to its limit is a difference
    r"$$\lim_{t-k \to \infty} \prod_{i=k+1}^{t} W = 0$$",
]


@pytest.mark.parametrize("text", _SHEETS)
def test_nothing_breaks(text: str) -> None:
    findings = judge(submission(text), timeout=60.0).findings
    assert findings
    assert not [f.reason for f in findings if "a mistake of its own" in f.reason]


def test_one_hot_members_refute_nothing() -> None:
    """A true line that needs that the entries add up to 1."""
    assert "refuted" not in [f.verdict for f in judge(submission(_SHEETS[1])).findings]


def test_a_loss_with_the_letter_of_an_index() -> None:
    text = r"""Let $x \in \mathbb{R}^n$, $\mu = \frac1n \sum_{i=1}^n x_i$,
$s^2 = \frac1n \sum_i (x_i - \mu)^2$ and $\hat x = (x - \mu)/s$. The output is
$y = \gamma \odot \hat x + \beta$. Then
$$\frac{\partial L}{\partial \beta} = \frac{\partial L}{\partial y}, \quad
\frac{\partial L}{\partial \gamma} = \frac{\partial L}{\partial y} \odot \hat x$$
Residual: $h_{l+1} = h_l + f(h_l)$, so $\frac{\partial h_{l+1}}{\partial h_l} = I + f'(h_l)$ and
$\frac{\partial h_L}{\partial h_l} = \prod_{k=l}^{L-1} (I + J_k)$ with $J_k = f'(h_k)$."""
    reasons = [f.reason for f in judge(submission(text)).findings]
    assert not any("a mistake of its own" in reason for reason in reasons)
