r"""Values that are supposed at one time say nothing of the time before."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

LSTM = (
    r"Let $f_t = \sigma(W_f h_{t-1} + b_f)$, $i_t = \sigma(W_i h_{t-1} + b_i)$, "
    r"$o_t = \sigma(W_o h_{t-1} + b_o)$, $g_t=\tanh(W_g h_{t-1}+b_g)$, "
    r"$c_t = f_t\odot c_{t-1} + i_t\odot g_t$, $h_t=o_t\odot\tanh(c_t)$."
)
GRU = (
    r"Let $z_t = \sigma(W_z x_t + U_z h_{t-1})$, $r_t=\sigma(W_r x_t+U_r h_{t-1})$, "
    r"$n_t = \tanh(W x_t + U(r_t\odot h_{t-1}))$, $h_t = (1-z_t)\odot n_t + z_t\odot h_{t-1}$."
)


def verdict(cell: str, claim: str) -> str:
    return judge(submission(f"{cell}\n\n{claim}\n")).findings[-1].verdict


@pytest.mark.parametrize(
    ("cell", "claim"),
    [
        (LSTM, r"If $f_t = 1$ and $i_t = 0$, then $$c_t = c_{t-1}$$"),
        (LSTM, r"If $f_t = 1$ and $i_t = 0$, then $$c_T = c_0$$"),
        (LSTM, r"If $f_t=1$, $i_t=0$ and $o_t=1$, then $$h_t = \tanh(c_{t-1})$$"),
        (GRU, r"If $z_t = 1$, then $$h_t = h_{t-1}$$"),
        (GRU, r"If $z_t=0$ and $r_t = 0$, then $$h_t = \tanh(W x_t)$$"),
    ],
)
def test_what_holds_at_the_time_is_found_true(cell: str, claim: str) -> None:
    assert verdict(cell, claim) in ("proved", "agrees")


@pytest.mark.parametrize(
    ("cell", "claim"),
    [
        (LSTM, r"If $f_t = 0$ and $i_t = 0$, then $$c_t = c_{t-1}$$"),
        (LSTM, r"If $f_t=1$, $i_t=0$ and $o_t=1$, then $$h_t = h_{t-1}$$"),
        (
            GRU,
            r"If $r_t = 0$ and $z_t=0$, then $$n_t = \tanh(Wx_t) + h_{t-1} - n_{t-1}$$",
        ),
    ],
)
def test_what_needs_the_values_at_another_time_is_open(cell: str, claim: str) -> None:
    assert verdict(cell, claim) == "unknown"
