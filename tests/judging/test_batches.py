"""Batches: a row in each row, max(0, Z), indicators, rows without shapes, lists of entries."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.judging.piecewise import with_steps
from derive.submissions.opening import submission

WELL = ("proved", "agrees")
ROWS = r"""Let $X \in \mathbb{R}^{N \times d}$, $W \in \mathbb{R}^{d \times k}$, %s,
$Z = XW + b$, $A = \max(0, Z)$ and $L = \frac12 \|A\|_F^2$.

$$%s$$"""
COLUMNS = r"""Let $X \in \mathbb{R}^{d \times m}$, $W \in \mathbb{R}^{k \times d}$,
$b \in \mathbb{R}^k$, $Z = WX + b$ and $L = \frac12 \|Z\|_F^2$.

$$%s$$"""
WRITTEN = {
    r"y = \max(0, x)": r"\operatorname{relu}\left(x\right)",
    r"y = \max\{x, 0\}": r"\operatorname{relu}\left(x\right)",
    r"y = \min(x, z)": r"\left(x - \operatorname{relu}\left(x - z\right)\right)",
    r"y = \mathbb{1}[x > 0]": r"\operatorname{ispositive}\left(x\right)",
    r"y = \mathbf{1}\{x \ge z\}": r"\operatorname{isnonnegative}\left(x - z\right)",
    r"y = \mathbb{1}_{x < 0}": r"\operatorname{ispositive}\left(-x\right)",
    r"y = [x \le 0]": r"\operatorname{isnonnegative}\left(-x\right)",
    r"y = \mathbb{1}(i = j)": r"[i = j]",
    r"y = \mathbb{E}[x > 0]": r"\mathbb{E}[x > 0]",
    r"y = \max(2, 3)": r"\max(2, 3)",
}


def verdict(text: str) -> str:
    """The verdict on the last claim of a text."""
    return judge(submission(text)).findings[-1].verdict


@pytest.mark.parametrize("claim", WRITTEN)
def test_steps_as_functions(claim: str) -> None:
    [found] = with_steps(submission(f"${claim}$")).claims
    assert found.right == WRITTEN[claim]


@pytest.mark.parametrize(
    ("declared", "claim", "true"),
    [
        (r"$b \in \mathbb{R}^{1\times k}$", r"\nabla_b L = \mathbf{1}^\top \nabla_Z L", True),
        (r"$b \in \mathbb{R}^{k}$", r"\nabla_b L = (\nabla_Z L)^\top \mathbf{1}", True),
        (r"$b \in \mathbb{R}^{k}$", r"\nabla_b L = \frac1N (\nabla_Z L)^\top \mathbf{1}", False),
        (r"$b \in \mathbb{R}^{k}$", r"\nabla_Z L = A \odot \mathbb{1}[Z > 0]", True),
        (r"$b \in \mathbb{R}^{k}$", r"\nabla_Z L = \nabla_A L \odot [A > 0]", True),
        (r"$b \in \mathbb{R}^{k}$", r"\nabla_Z L = Z \odot \mathbb{1}[A \ge 0]", False),
        (r"$b \in \mathbb{R}^{k}$", r"\nabla_W L = X^\top A", True),
        (r"$b \in \mathbb{R}^{k}$", r"\nabla_W L = X^\top Z", False),
    ],
)
def test_samples_in_rows(declared: str, claim: str, true: bool) -> None:
    found = verdict(ROWS % (declared, claim))
    assert found in WELL if true else found == "refuted"


def test_samples_in_columns() -> None:
    assert verdict(COLUMNS % r"\nabla_b L = Z \mathbf{1}") in WELL
    assert verdict(COLUMNS % r"\nabla_b L = \frac{1}{m} Z \mathbf{1}") == "refuted"
    assert verdict(COLUMNS % r"\nabla_W L = Z X^T") in WELL


def test_rows_that_nobody_declares() -> None:
    text = r"""Let $z = x W_1 + b_1$, $h = \tanh(z)$, $y = h W_2 + b_2$, $L = \frac12 \|y - t\|^2$.

    $$%s$$"""
    assert verdict(text % r"\frac{\partial L}{\partial W_2} = h^\top (y - t)") in WELL
    assert verdict(text % r"\frac{\partial L}{\partial W_2} = h^\top (t - y)") == "refuted"
    assert verdict(text % r"\frac{\partial L}{\partial h} = (y - t) W_2^\top") in WELL


def test_lists_of_entries_are_shapes() -> None:
    text = r"""Let $w = (w_1, w_2)^T$, $x = (x_1, x_2, x_3)^T$ and
    $$C = \begin{pmatrix} w_1 & w_2 & 0 \\ 0 & w_1 & w_2 \end{pmatrix}, \qquad y = C x.$$

    $$%s$$"""
    assert verdict(text % r"\frac{\partial y_2}{\partial x_3} = w_2") in WELL
    assert verdict(text % r"\frac{\partial y_2}{\partial x_3} = w_1") == "refuted"
    assert verdict(text % r"\frac{\partial y}{\partial x} = C") in WELL


def test_a_name_that_is_something_else_further_on() -> None:
    text = r"""Let $Z = XW$, $H = \max(Z, 0)$ and $L = \frac12\|H\|_F^2$.

    $$%s$$

    With $H = \tanh(Z)$ it is another matter."""
    findings = judge(submission(text % r"\nabla_Z L = H \odot [Z > 0]")).findings
    assert next(f for f in findings if "nabla" in f.claim.left).verdict in WELL
