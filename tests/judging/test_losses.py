r"""Losses that nothing defines: what they depend on, step by step, and in which layout."""

import pytest

from derive.judging.judge import judge
from derive.judging.verdicts import Finding
from derive.submissions.opening import submission

GRU = r"""$z_t = \sigma(a_t)$, $a_t = W x_t + U s_{t-1}$, $s_t = z_t \odot s_{t-1}$,
$q_t = V s_t$ for $t \geq 1$, and $E$ is the error.
"""
ROWS = r"""$Q, K \in \mathbb{R}^{n \times d}$, $S = Q K^\top$, $J$ is the loss.
"""


def _last(before: str, claim: str) -> Finding:
    return judge(submission(f"{before}\n$${claim}$$")).findings[-1]


def _d(below: str) -> str:
    return rf"\frac{{\partial E}}{{\partial {below}}}"


TRUE = (
    (_d("s_t"), r"V^\top " + _d("q_t")),
    (_d("z_t"), _d("s_t") + r"\odot s_{t-1}"),
    (_d("a_t"), _d("z_t") + r"\odot z_t \odot (1 - z_t)"),
    (_d("W"), _d("a_t") + r"x_t^\top"),
    (_d("U"), _d("a_t") + r"s_{t-1}^\top"),
    (_d("x_t"), r"W^\top " + _d("a_t")),
    (_d("s_{t-1}"), r"U^\top " + _d("a_t") + "+ z_t \\odot " + _d("s_t")),
)
#: two steps at once: the state acts on the output of its own step and on the next state
LATER = (_d("s_t"), r"V^\top " + _d("q_t") + r"+ U^\top " + _d("a_{t+1}") + r"+ z_{t+1} \odot ")
FALSE = (
    (_d("s_t"), "V " + _d("q_t")),
    (_d("z_t"), _d("s_t") + r"\odot s_t"),
    (_d("a_t"), _d("z_t") + r"\odot (1 - z_t)"),
    (_d("W"), _d("a_t") + r"x_{t-1}^\top"),
    (_d("U"), _d("a_t") + r"s_t^\top"),
    (_d("x_t"), "-W^\\top " + _d("a_t")),
    (_d("s_{t-1}"), r"U^\top " + _d("a_t") + "+ " + _d("s_t")),
)


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_a_step_of_a_recurrence(left: str, right: str) -> None:
    found = _last(GRU, f"{left} = {right}")
    assert found.verdict in ("proved", "agrees"), found.reason
    assert "with E as a function of" in found.reading
    assert "for the step" in found.reading


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_what_is_false_of_a_step(left: str, right: str) -> None:
    assert _last(GRU, f"{left} = {right}").verdict == "refuted"


def test_two_steps() -> None:
    left, right = LATER
    assert _last(GRU, f"{left} = {right}" + _d("s_{t+1}")).verdict in ("proved", "agrees")
    assert _last(GRU, f"{left} = {right}" + _d("s_t")).verdict not in ("proved", "agrees")


def test_earlier_members_that_are_tied_are_not_refuted() -> None:
    """s_{t−1} = z_{t−1} ⊙ s_{t−2} may make it true."""
    claim = _d("z_t") + "=" + _d("s_t") + r"\odot z_{t-1} \odot s_{t-2}"
    assert _last(GRU, claim).verdict != "refuted"


def test_sums_over_time_are_no_single_step() -> None:
    claim = _d("W") + r"= \sum_{t=1}^{T} " + _d("a_t") + r"x_t^\top"
    assert _last(GRU, claim).verdict != "refuted"


def test_no_layout_is_mixed_with_another() -> None:
    r"""∂J/∂S of a square S is not read transposed where ∂J/∂K is not."""
    claim = r"\frac{\partial J}{\partial K} = \left(\frac{\partial J}{\partial S}\right)%s Q"
    assert _last(ROWS, claim % r"^\top").verdict == "proved"
    assert _last(ROWS, claim % "").verdict == "refuted"


def test_a_square_gradient_has_the_layout_of_the_others() -> None:
    """∂J/∂K of d×n in numerator layout leaves ∂J/∂S no choice."""
    claim = r"\frac{\partial J}{\partial K} = Q^\top \left(\frac{\partial J}{\partial S}\right)%s"
    assert _last(ROWS, claim % r"^\top").verdict == "proved"
    assert _last(ROWS, claim % "").verdict == "refuted"


def test_a_path_that_is_left_out() -> None:
    """E = E(a_t) would make them true, but the state goes on, and so does x."""
    claim = _d("s_{t-1}") + r"= U^\top " + _d("a_t")
    found = _last(GRU, claim)
    assert found.verdict == "unknown"
    assert "s_{t}" in found.reason
    skip = "$z = W x$, $y = x + z$, $E$ is the error."
    assert _last(skip, _d("x") + r"= W^\top " + _d("z")).verdict == "unknown"
    assert _last(skip, _d("x") + r"= W^\top " + _d("z") + "+" + _d("y")).verdict != "refuted"
    assert _last(skip, _d("z") + "=" + _d("y")).verdict == "proved"
