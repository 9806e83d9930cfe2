r"""Double signs, limits in both directions, and equations that are to be solved."""

from __future__ import annotations

import pytest

from derive import review
from derive.judging.verdicts import Finding


def first(text: str) -> Finding:
    return review(text, name="x.md").findings[0]


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"$\lim_{x\to\pm\infty} \sigma'(x) = 0$", True),
        (r"$\lim_{x\to\pm\infty} \sigma(x) = 0$", False),
        (r"$\lim_{|x|\to\infty} \tanh'(x) = 0$", True),
        (r"$\lim_{|x|\to\infty} \tanh(x) = 1$", False),
        (r"$\lim_{x\to\pm\infty} \tanh(x) = \pm 1$", True),
        (r"$\lim_{x\to\pm\infty} \tanh(x) = \mp 1$", False),
        (r"$\tanh(z) \to \pm 1$ as $z \to \pm\infty$", True),
        (r"$\sigma(z) \to 0$ as $z \to \pm\infty$", False),
        (r"$\tanh'(z) \to 0$ for $|z| \to \infty$", True),
        (r"$\tanh'(z) \to 1$ for $|z| \to \infty$", False),
        (r"$\tanh(\pm x) = \pm \tanh(x)$", True),
        (r"$\tanh(\pm x) = \mp \tanh(x)$", False),
        (r"$\sigma(\pm x) = \frac{1}{1 + e^{\mp x}}$", True),
        (r"$\sigma(\pm x) = \frac{1}{1 + e^{\pm x}}$", False),
    ],
)
def test_both_signs_are_meant(claim: str, true: bool) -> None:
    found = first(f"For a number, we have {claim}.")
    assert found.verdict in (("proved", "agrees") if true else ("refuted",))


@pytest.mark.parametrize(
    "text",
    [
        r"The roots of $x^2 = 4$ are $x = \pm 2$.",
        r"We solve $x^2 = 4$.",
        r"Die Nullstellen von $x^2 = 4$ sind $\pm 2$.",
        r"So $x = \pm 2$.",
    ],
)
def test_what_one_of_both_signs_solves_is_not_refuted(text: str) -> None:
    found = review(text, name="x.md").findings
    assert all(f.verdict in ("unknown", "definition") for f in found)
