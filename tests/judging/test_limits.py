r"""Limits of numbers: what goes to infinity, from where, and what is said before or behind it."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission


def verdict(text: str) -> str:
    found = judge(submission(rf"Let $\sigma(u)=1/(1+e^{{-u}})$. {text}")).findings
    return found[-1].verdict


@pytest.mark.parametrize(
    "claim",
    [
        r"$$\lim_{u\to\infty}\sigma(u) = 1$$",
        r"$$\lim_{u\to-\infty}\sigma(u) = 0$$",
        r"Clearly $\sigma(u)\to 1$ as $u\to\infty$.",
        r"As $u\to-\infty$, $\sigma(u)\to 0$.",
        r"$$\sigma(u)\to 0 \text{ for } u\to-\infty$$",
        r"$$\sigma(u)\to 1 \quad (u\to\infty)$$",
        r"$$\lim_{u \to \infty}\sigma'(u) = 0$$",
        r"$$\lim_{u \to -\infty}\tanh(u) = -1$$",
        r"$$\lim_{u \to 0}\frac{\tanh u}{u} = 1$$",
        r"$$\lim_{n \to \infty} (1+1/n)^n = e$$",
        r"Let $0<\gamma<1$. Then $$\lim_{n\to\infty}\gamma^n = 0$$",
    ],
)
def test_right_limits_are_confirmed(claim: str) -> None:
    assert verdict(claim) in ("proved", "agrees")


@pytest.mark.parametrize(
    "claim",
    [
        r"$$\lim_{u\to\infty}\sigma(u) = 0$$",
        r"$$\lim_{u\to-\infty}\sigma(u) = 1$$",
        r"As $u\to-\infty$, $\sigma(u)\to 1$.",
        r"$$\sigma(u)\to 1 \text{ for } u\to-\infty$$",
        r"$$\lim_{u \to 0}\frac{\tanh u}{u} = 0$$",
        r"$$\lim_{n \to \infty} (1+1/n)^n = 1$$",
        r"$$\lim_{n\to\infty} 0.9^n = 1$$",
    ],
)
def test_wrong_limits_are_refuted(claim: str) -> None:
    assert verdict(claim) == "refuted"


def test_a_limit_whose_numbers_are_free_is_open() -> None:
    assert verdict(r"$$\lim_{n\to\infty}\gamma^n = 0$$") == "unknown"
    assert verdict(r"Let $\gamma > 0$. Then $$\lim_{n\to\infty}\gamma^n = 0$$") == "unknown"


def test_what_goes_to_its_limit_is_no_claim() -> None:
    found = judge(submission(r"$\tanh(u)\to 1$ for $u\to\infty$.")).findings
    assert [f.claim.left for f in found] == [r"\tanh(u)"]
