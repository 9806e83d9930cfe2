r"""Limits of powers of matrices and of derivatives through many steps; conditions behind "for"."""

from __future__ import annotations

import pytest

from derive import review

MADE = (
    r"Let $W = Q\Lambda Q^{-1}$ be diagonalisable with eigenvalues $\lambda_i$ and"
    r" $|\lambda_i| < 1$ for all $i$. Then "
)
STEPS = r"Let $h_t = W h_{t-1}$, and suppose $\|W\| < 1$. Then "
FLOW = r"$\left\|\frac{\partial h_t}{\partial h_1}\right\|"
WELL = ("proved", "agrees")


def last(text: str) -> str:
    return review(text, name="x.md").findings[-1].verdict


@pytest.mark.parametrize(
    ("text", "true"),
    [
        (r"For $\rho(A) < 1$: $\lim_{k\to\infty} A^k = 0$.", True),
        (MADE + r"$\lim_{k\to\infty} W^k = 0$.", True),
        (MADE + r"$\lim_{k\to\infty} W^k = I$.", False),
        (MADE + r"$W^k \to 0$ as $k \to \infty$.", True),
        (STEPS + FLOW + r" \to 0$ as $t \to \infty$.", True),
        (STEPS + FLOW + r" \to \infty$ as $t \to \infty$.", False),
        (STEPS + FLOW + r" \to 1$ as $t \to \infty$.", False),
    ],
)
def test_powers_vanish(text: str, true: bool) -> None:
    assert last(text) in (WELL if true else ("refuted",))


@pytest.mark.parametrize(
    "text",
    [
        r"For a square $W$, $\lim_{k\to\infty} W^k = 0$.",
        r"Suppose $\|W\| \le 1$. Then $W^k \to 0$ as $k\to\infty$.",
        r"Suppose $|w| \le 1$ for a number $w$. Then $w^k \to 0$ as $k\to\infty$.",
        r"Suppose $\rho(W) \le 1$. Then $W^k \to 0$ as $k\to\infty$.",
        r"Let $W$ have eigenvalues $\lambda_i$, some with $|\lambda_i| < 1$."
        r" Then $W^k \to 0$ as $k\to\infty$.",
    ],
)
def test_without_a_strict_bound_nothing_vanishes(text: str) -> None:
    assert last(text) not in WELL


def test_a_length_behind_for_is_bounded_and_not_claimed() -> None:
    text = r"For $|q| < 1$: $\sum_{k=0}^\infty q^k = \frac{1}{1-q}$."
    assert [f.verdict for f in review(text, name="x.md").findings] == ["agrees"]
    text = r"For all numbers $x$: $|\tanh x| < 1$, and $|\tanh x| < \frac12$."
    assert [f.verdict for f in review(text, name="x.md").findings] == ["proved", "refuted"]
