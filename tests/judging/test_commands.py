"""Commands that nothing defines: nothing is refuted of what they may mean."""

from __future__ import annotations

import pytest

import derive


def verdicts(text: str) -> list[str]:
    return [finding.verdict for finding in derive.review(text).findings]


@pytest.mark.parametrize(
    "claim",
    [
        r"\unknown{x} = 3",
        r"\unknown{x}{y} = x y + 1",
        r"\sinh x = \cosh x",
        r"\binom{n}{k} = n + k",
        r"\arctan 0 = 1",
        r"x \oplus y = x",
        r"(\mA \mB)^\top = \mA^\top \mB^\top",
        r"\unknown x = 3 x",
    ],
)
def test_unknown_commands_are_not_refuted(claim: str) -> None:
    assert verdicts(f"We have ${claim}$.") == ["unknown"]


def test_a_reason_names_the_command() -> None:
    [finding] = derive.review(r"$\unknown{x} = 3$").findings
    assert r"\unknown is not known" in finding.reason


def test_names_may_be_commands() -> None:
    assert verdicts(r"$(\mA \mB)^\top = \mB^\top \mA^\top$") == ["proved"]
    declared = "---\nshapes:\n  \\mA: [n, n]\n  \\mB: [n, n]\n---\n"
    claims = r"$(\mA \mB)^\top = \mB^\top \mA^\top$, $(\mA \mB)^\top = \mA^\top \mB^\top$"
    assert verdicts(declared + claims) == ["proved", "refuted"]


def test_macros_are_no_unknown_commands() -> None:
    macros = r"\newcommand{\vx}{\mathbf{x}} \newcommand{\size}[1]{\lVert #1 \rVert} "
    text = (
        macros + r"$\frac{d}{d\vx} \size{\vx}^2 = 2 \vx^T$, $\frac{d}{d\vx} \size{\vx}^2 = \vx^T$"
    )
    assert verdicts(text) == ["proved", "refuted"]


def test_packages() -> None:
    assert verdicts(r"$\norm{x}^2 = x^T x$, $\norm{x}^2 = 2 x^T x$") == ["proved", "refuted"]
    assert verdicts(r"$\abs{\tanh(u)} < 1$, $\abs{\tanh(u)} > 1$")[1] == "refuted"
    assert verdicts(r"\newcommand{\norm}[1]{2 #1} $\norm{u} = u + u$") == ["proved"]
