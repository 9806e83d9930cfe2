r"""Names with numbers, families of matrices, gates that share their letter with subscripts, and Π
with a factor behind it: right lines are proved, wrong ones refuted."""

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

NUMBERED = r"""$z = W_1 x + b_1$, $h = \sigma(z)$, $y = W_2 h + b_2$, $E = \frac12 \|y - t\|^2$.
"""
JACOBIANS = r"""$h_t = \phi(a_t)$, $a_t = W h_{t-1} + U x_t + b$, $D_t = \mathrm{diag}(\phi'(a_t))$.
"""
GATES = r"""\begin{align}
i_t &= \sigma(W_i x_t + U_i h_{t-1}) \\
f_t &= \sigma(W_f x_t + U_f h_{t-1}) \\
c_t &= f_t \odot c_{t-1} + i_t \odot x_t
\end{align}
"""
GRU = r"""$r_t = \sigma(R x_t + S h_{t-1})$, $\tilde{h}_t = \tanh(W x_t + U (r_t \odot h_{t-1}))$,
$h_t = r_t \odot h_{t-1} + (1 - r_t) \odot \tilde{h}_t$.
"""

TRUE = [
    (NUMBERED, r"\frac{\partial E}{\partial h} = W_2^T (y - t)"),
    (NUMBERED, r"\frac{\partial E}{\partial W_2} = (y - t) h^T"),
    (NUMBERED, r"\frac{\partial y}{\partial x} = W_2 \mathrm{diag}(\sigma'(z)) W_1"),
    (JACOBIANS, r"\frac{\partial h_t}{\partial h_{t-1}} = D_t W"),
    (JACOBIANS, r"\frac{\partial h_t}{\partial h_{t-2}} = D_t W D_{t-1} W"),
    (JACOBIANS, r"\frac{\partial h_t}{\partial h_k} = \prod_{j=k+1}^{t} D_j W"),
    (GATES, r"\frac{\partial i_t}{\partial h_{t-1}} = \mathrm{diag}(i_t \odot (1 - i_t)) U_i"),
    (GRU, r"\frac{\partial \tilde{h}_t}{\partial x_t} = \mathrm{diag}(1 - \tilde{h}_t^2) W"),
    ("", r"A_{l+1} (I + A_l) = A_{l+1} + A_{l+1} A_l"),
]
FALSE = [
    (NUMBERED, r"\frac{\partial E}{\partial h} = W_2 (y - t)"),
    (NUMBERED, r"\frac{\partial y}{\partial x} = W_1 \mathrm{diag}(\sigma'(z)) W_2"),
    (NUMBERED, r"\frac{\partial y}{\partial z} = \mathrm{diag}(\sigma'(z)) W_2"),
    (JACOBIANS, r"\frac{\partial h_t}{\partial h_{t-1}} = W D_t"),
    (JACOBIANS, r"\frac{\partial h_t}{\partial h_{t-2}} = D_{t-1} W D_t W"),
    (JACOBIANS, r"\frac{\partial h_t}{\partial h_k} = \prod_{j=k}^{t} D_j W"),
    (JACOBIANS, r"\frac{\partial h_t}{\partial h_k} = \prod_{j=k+1}^{t-1} D_j W"),
    (GATES, r"\frac{\partial i_t}{\partial h_{t-1}} = \mathrm{diag}(i_t \odot (1 - i_t)) U_f"),
    (GRU, r"\frac{\partial \tilde{h}_t}{\partial x_t} = \mathrm{diag}(1 - \tilde{h}_t) W"),
    ("", r"A_{l+1} (I + A_l) = A_{l+1} + A_l A_{l+1}"),
]


def verdict(before: str, claim: str) -> str:
    return judge(submission(f"{before}$${claim}$$"), suggest=False).findings[-1].verdict


@pytest.mark.parametrize(("before", "claim"), TRUE)
def test_what_is_right(before: str, claim: str) -> None:
    assert verdict(before, claim) in ("proved", "agrees")


@pytest.mark.parametrize(("before", "claim"), FALSE)
def test_what_is_wrong(before: str, claim: str) -> None:
    assert verdict(before, claim) == "refuted"


def test_products_that_are_shown_keep_their_order() -> None:
    steps = r"$h_t = \tanh(W h_{t-1})$, $J_t = \frac{\partial h_t}{\partial h_{t-1}}$. "
    left = r"\frac{\partial h_T}{\partial h_t} = "
    assert verdict(steps, left + r"J_T J_{T-1} \cdots J_{t+1}") in ("proved", "agrees")
    assert verdict(steps, left + r"J_{t+1} J_{t+2} \cdots J_T") == "refuted"
