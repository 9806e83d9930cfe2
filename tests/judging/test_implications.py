r"""What stands before an arrow of implication is supposed where it is a bound; no claim is lost."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

LET = r"Let $A \in \mathbb{R}^{n\times n}$, $x \in \mathbb{R}^n$ and $u \in \mathbb{R}$. "
WELL = ("proved", "agrees")


def verdicts(formula: str) -> list[str]:
    return [f.verdict for f in judge(submission(f"{LET}$${formula}$$")).findings]


@pytest.mark.parametrize("arrow", [r"\Rightarrow", r"\implies", r"\Longrightarrow", "⇒"])
@pytest.mark.parametrize(
    ("premise", "right", "wrong"),
    [
        (r"u > 0", r"\sigma(u) > \tfrac12", r"\sigma(u) > \tfrac23"),
        (r"\|A\| \le 1", r"\|A x\| \le \|x\|", r"\|A x\| \le \|A\|"),
    ],
)
def test_a_bound_before_the_arrow_is_supposed(
    arrow: str, premise: str, right: str, wrong: str
) -> None:
    (true,) = verdicts(f"{premise} {arrow} {right}")
    assert true in WELL
    assert verdicts(f"{premise} {arrow} {wrong}") == ["refuted"]


def test_what_is_supposed_is_not_refuted() -> None:
    assert "refuted" not in verdicts(r"\rho(A) < 1 \Rightarrow A^k \to 0")
    assert verdicts(r"\tanh(u) > 1 \Rightarrow \tanh(u) > 0") == ["unknown"]


def test_other_claims_before_arrows_are_judged() -> None:
    """Equations, bounds joined by another sign, and bounds that follow from a bound."""
    turned = r"\Rightarrow (Ax)^\top x = x^\top A^\top x"
    assert verdicts(rf"(A x)^\top = x^\top A^\top {turned}") == ["proved", "proved"]
    assert verdicts(rf"(A x)^\top = x^\top A {turned}") == ["refuted", "proved"]
    assert verdicts(r"0 < \sigma(u) \land \sigma(u) > 1") == ["proved", "refuted"]
    found = verdicts(r"u < 0 \implies \sigma(u) < \tfrac12 \implies \sigma(u) < 1")
    assert len(found) == 2
    assert {*found} <= {*WELL}
