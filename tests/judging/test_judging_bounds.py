"""Bounds of norms, absolute values and functions: proved where the kernel has rules for them."""

from __future__ import annotations

import pytest

import derive
from derive.judging.verdicts import Finding


def found(claim: str, head: str = "") -> Finding:
    text = f"---\n{head}\n---\n${claim}$" if head else f"We have ${claim}$."
    [finding] = derive.review(text, timeout=60).findings
    return finding


@pytest.mark.parametrize(
    "claim",
    [
        r"x^2 \ge 0",
        r"\|x\| \ge 0",
        r"\|W\|_F \ge 0",
        r"0 \le \|W\|_2",
        r"\sigma(x) \ge 0",
        r"\mathrm{softmax}(z)_i \ge 0",
        r"|\sigma'(x)| \le 1/4",
        r"|\tanh(x)| < 1",
        r"|a + b| \le |a| + |b|",
        r"\|x + y\| \le \|x\| + \|y\|",
        r"\|A B\|_2 \le \|A\|_2 \|B\|_2",
        r"\|A x\|_2 \le \|A\|_2 \|x\|_2",
        r"\|\operatorname{diag}(\sigma'(z)) W\|_2 \le \|W\|_2 / 4",
    ],
)
def test_bounds_are_proved(claim: str) -> None:
    assert found(claim).verdict == "proved"


@pytest.mark.parametrize(
    "claim",
    [
        r"\|A B\|_2 \ge \|A\|_2 \|B\|_2",
        r"|\sigma'(x)| \le 1/5",
        r"|\tanh'(x)| < 1",
        r"\|\operatorname{diag}(\sigma'(z)) W\|_2 \le \|W\|_2 / 5",
        r"\|x + y\| \ge \|x\| + \|y\|",
    ],
)
def test_wrong_bounds_are_refuted(claim: str) -> None:
    assert found(claim).verdict == "refuted"


def test_a_norm_of_a_matrix_with_nothing_below() -> None:
    """It is proved for one norm that it may be; an equation may define yet another one."""
    product = found(r"\|A B\| \le \|A\| \|B\|")
    assert product.verdict == "proved"
    assert "‖·‖ of a matrix as its largest singular value" in product.reading
    assert found(r"\|A B\| \ge \|A\| \|B\|").verdict == "refuted"
    other = found(r"\|A\| = \operatorname{tr}(A^T A)")
    assert (other.verdict, other.reason) == ("unknown", "nothing says what ‖·‖ is")


def test_bounds_of_jacobians_between_states() -> None:
    one = r"\left\|\frac{\partial h_t}{\partial h_{t-1}}\right\|_2 \le \frac14 \|W\|_2"
    many = r"\left\|\frac{\partial h_t}{\partial h_k}\right\|_2 \le (\|W\|_2/4)^{t-k}"
    assert [found(claim, "model: rnn").verdict for claim in (one, many)] == ["proved", "proved"]
    assert found(one.replace("14", "15"), "model: rnn").verdict == "refuted"
