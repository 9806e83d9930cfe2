"""Recurrent networks: losses of all steps, ∂⁺ beside ∂, own recurrences, gates without a time."""

from __future__ import annotations

import pytest

import derive

RNN = r"""
Let $x_t \in \mathbb{R}^{d}$, $s_t \in \mathbb{R}^{n}$ and
$$a_t = W_s s_{t-1} + W_x x_t + b, \qquad s_t = \tanh(a_t), \qquad y_t = V s_t.$$
"""
#: the error as a sum of what is unknown, as one unknown, and as squares
ERRORS = {
    "sum": r"The error is $E = \sum_{t=1}^{T} E_t$.",
    "unknown": "",
    "squares": r"The error is $E = \frac{1}{2} \sum_{t=1}^{T} \| y_t - q_t \|^2$.",
}
CLAIMS = (
    (r"\frac{\partial E}{\partial s_t} = \frac{\partial E}{\partial y_t} V"
     r" + \frac{\partial E}{\partial s_{t+1}} \operatorname{diag}(1 - s_{t+1}^2) W_s", True),
    (r"\frac{\partial E}{\partial s_t} = \frac{\partial E}{\partial y_t} V"
     r" + \frac{\partial E}{\partial s_{t+1}} \operatorname{diag}(1 - s_t^2) W_s", False),
    (r"\frac{\partial E}{\partial s_t} = \frac{\partial E}{\partial s_{t+1}}"
     r" \operatorname{diag}(1 - s_{t+1}^2) W_s", False),
    (r"\frac{\partial E}{\partial s_t} = \sum_{k=t}^{T} \frac{\partial E}{\partial y_k} V"
     r" \frac{\partial s_k}{\partial s_t}", True),
    (r"\frac{\partial E}{\partial s_t} = \sum_{k=1}^{t} \frac{\partial E}{\partial y_k} V"
     r" \frac{\partial s_k}{\partial s_t}", False),
)  # fmt: skip


def verdicts(text: str) -> list[str]:
    """The verdicts on what is no definition."""
    found = derive.review(text).findings
    return [f.verdict for f in found if f.verdict != "definition"]


@pytest.mark.parametrize("error", ERRORS)
def test_losses_of_all_steps(error: str) -> None:
    text = RNN + ERRORS[error] + "".join(f"\n\n$${claim}$$" for claim, _ in CLAIMS)
    for (claim, true), found in zip(CLAIMS, verdicts(text), strict=True):
        if true:
            assert found in ("proved", "agrees"), claim
        else:  # of an error that nobody defines, one step may be spoken of
            assert found == "refuted" or (error, found) == ("unknown", "unknown"), claim


def test_marked_immediate_derivatives_tell_what_the_others_are() -> None:
    total = r"$$\frac{\partial E}{\partial b} = \sum_{t=1}^{T} \frac{\partial E}{\partial s_t}"
    total += r" \frac{\partial s_t}{\partial b}$$"
    marked = total.replace(r"\partial s_t}{\partial b", r"\partial^+ s_t}{\partial b")
    before = RNN + ERRORS["sum"] + "\n\n"
    assert verdicts(before + total) in (["agrees"], ["proved"])  # the usual abuse
    alone, beside = verdicts(f"{before}{marked}\n\n{total}")
    assert alone in ("agrees", "proved")
    assert beside == "refuted"


def test_the_own_recurrence_wins_over_a_declared_model() -> None:
    text = "---\nmodel: rnn\n---\n" + RNN.replace("W_s", "W_{hh}").replace("s_", "h_")
    right = r"$$\frac{\partial h_t}{\partial h_{t-1}} = \operatorname{diag}(1 - h_t^2) W_{hh}$$"
    wrong = r"$$\frac{\partial h_t}{\partial h_{t-1}} = \operatorname{diag}(h_t (1 - h_t)) W_{hh}$$"
    assert verdicts(text + right) == ["proved"]
    assert verdicts(text + wrong.replace("h_t (1", r"h_t \odot (1")) == ["refuted"]


CELL = r"""
Let $x_t \in \mathbb{R}^{d}$ and $h_t \in \mathbb{R}^{n}$.
$$a_z = W_z x_t + U_z h_{t-1}, \quad z = \sigma(a_z), \quad a_r = W_r x_t + U_r h_{t-1},$$
$$r = \sigma(a_r), \quad a_h = W_h x_t + U_h (r \odot h_{t-1}), \quad \tilde h = \tanh(a_h),$$
$$h_t = (1 - z) \odot h_{t-1} + z \odot \tilde h$$
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"0 < z_j < 1", "proved"),
        (r"0 < \tilde h_j", "refuted"),
        (r"\frac{\partial \tilde h}{\partial r}"
         r" = \operatorname{diag}(1 - \tilde h^2) U_h \operatorname{diag}(h_{t-1})", "proved"),
        (r"\frac{\partial L}{\partial z}"
         r" = \frac{\partial L}{\partial h_t} \odot (\tilde h - h_{t-1})", "proved"),
        (r"\frac{\partial L}{\partial z}"
         r" = \frac{\partial L}{\partial h_t} \odot (h_{t-1} - \tilde h)", "refuted"),
        (r"\frac{\partial L}{\partial a_h} = \frac{\partial L}{\partial h_t} \odot z"
         r" \odot (1 - \tilde h \odot \tilde h)", "proved"),
    ],
)  # fmt: skip
def test_gates_without_a_time(claim: str, verdict: str) -> None:
    assert {*verdicts(f"{CELL}\n\n$${claim}$$")} == {verdict}


def test_a_decomposition_of_a_parameter_says_nothing_of_derivatives_by_a_state() -> None:
    text = r"""
$$h_t = A h_{t-1} + B x_t$$

$$\frac{\partial h_t}{\partial h_k} = A^{t-k}$$

If $A = P \Lambda P^{-1}$ then $\frac{\partial h_1}{\partial h_0} = P \Lambda P^{-1}$.
"""
    assert verdicts(text)[0] == "proved"


STACKED = r"""
$$u_t = [h_{t-1}; x_t]$$
$$f_t = \sigma(W_f u_t + b_f), \quad i_t = \sigma(W_i u_t + b_i), \quad g_t = \tanh(W_g u_t + b_g)$$
$$c_t = f_t \odot c_{t-1} + i_t \odot g_t, \quad h_t = \varphi(c_t)$$
with $\varphi = \tanh$. With $z_f = W_f u_t + b_f$ and so on:
"""


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        (r"f_t \in (0, 1)^d", {"proved"}),
        (r"g_t \in (0, 1)^d", {"refuted"}),
        (r"\frac{\partial h_t}{\partial c_t} = \operatorname{diag}(1 - h_t \odot h_t)", {"proved"}),
        (r"\frac{\partial h_t}{\partial c_t} = \operatorname{diag}(1 - c_t \odot c_t)",
         {"refuted"}),
        (r"\frac{\partial E}{\partial z_i} = \frac{\partial E}{\partial i_t} \odot i_t"
         r" \odot (1 - i_t)", {"proved", "agrees"}),
        (r"\frac{\partial E}{\partial z_g} = \frac{\partial E}{\partial g_t} \odot g_t"
         r" \odot (1 - g_t)", {"refuted"}),
    ],
)  # fmt: skip
def test_stacked_inputs_and_named_arguments(claim: str, found: set[str]) -> None:
    [verdict] = verdicts(f"{STACKED}\n\n$${claim}$$")
    assert verdict in found


def test_gradients_by_the_matrix_of_a_stack() -> None:
    text = r"""
$$h_t = \tanh(W [h_{t-1}, x_t] + b), \quad a_t = W [h_{t-1}, x_t] + b$$

$$\frac{\partial E}{\partial W} = \sum_{t=1}^T \frac{\partial E}{\partial a_t} [h_{t-1}, x_t]^\top$$
$$\frac{\partial E}{\partial W} = \sum_{t=1}^T \frac{\partial E}{\partial a_t} [h_t, x_t]^\top$$
"""
    true, false = verdicts(text)
    assert true in ("proved", "agrees")
    assert false == "refuted"


def test_labels_below_members() -> None:
    text = r"""
$$\Gamma_f^{<t>} = \sigma(W_f a^{<t-1>} + b_f), \quad \Gamma_u^{<t>} = \sigma(W_u a^{<t-1>} + b_u)$$
$$c^{<t>} = \Gamma_u^{<t>} * a^{<t-1>} + \Gamma_f^{<t>} * c^{<t-1>}$$
$$a^{<t>} = \tanh(c^{<t>})$$

$$\frac{\partial c^{<t>}}{\partial \Gamma_u^{<t>}} = \operatorname{diag}(a^{<t-1>})$$
$$\frac{\partial c^{<t>}}{\partial \Gamma_u^{<t>}} = \operatorname{diag}(c^{<t-1>})$$
"""
    assert verdicts(text) == ["proved", "refuted"]
