"""Where in a text what words say holds: behind them, in their sentence, at a point."""

from __future__ import annotations

import pytest

from derive.judging.corroboration import MISFIT, corroborated
from derive.judging.judge import judge
from derive.judging.readings import Book
from derive.judging.verdicts import Finding, Suggestion
from derive.submissions.opening import submission

WELL = ("proved", "agrees")


def verdicts(text: str) -> list[str]:
    return [finding.verdict for finding in judge(submission(text)).findings]


SQUARE = r"Let $A \in \mathbb{R}^{n\times n}$ and $x \in \mathbb{R}^n$. "
SLOPE = r"$\nabla_x (x^\top A x) = 2 A x$. "


def test_a_matrix_is_symmetric_behind_the_words_only() -> None:
    assert verdicts(SQUARE + SLOPE + "Now let $A$ be symmetric.") == ["refuted"]
    assert verdicts(SQUARE + "Now let $A$ be symmetric. " + SLOPE)[0] in WELL
    assert verdicts(SQUARE + r"$\nabla_x (x^\top A x) = 2 A x$, where $A$ is symmetric.")[0] in WELL


def test_an_orthogonal_matrix_that_is_supposed() -> None:
    text = r"Let $W \in \mathbb{R}^{n\times n}$ and $v \in \mathbb{R}^n$. Is $\|Wv\| = \|v\|$?"
    assert verdicts(text) == ["refuted"]
    [before, behind] = verdicts(text + r" If $W$ is orthogonal, then $\|W v\| = \|v\|$.")
    assert before == "refuted"
    assert behind in WELL


STEP = r"""Let $m = \tanh(\gamma)$ with $\gamma = W x + U h$, where $x \in \mathbb{R}^d$ and
$h \in \mathbb{R}^n$. %s
$$\frac{\partial m}{\partial h} = \operatorname{diag}(1 - m \odot m) U,$$
$$\frac{\partial m}{\partial h} = \operatorname{diag}(1 - \tanh(W x)^{\odot 2}) U.$$"""


@pytest.mark.parametrize("words", ["", "At $h = 0$ this is simple."])
def test_a_point_defines_nothing(words: str) -> None:
    first, second = verdicts(STEP % words)
    assert first == "proved"
    assert second != "proved"


def test_a_trace_of_a_power() -> None:
    text = r"""Let $A = S \Lambda S^{-1}$ with $\Lambda = \operatorname{diag}(\lambda_1, \dots,
\lambda_n)$. Then $\operatorname{tr} A^k = \sum_{i=1}^n \lambda_i^k$, and
$\operatorname{tr} A^k = (\sum_{i=1}^n \lambda_i)^k$."""
    true, false = verdicts(text)
    assert true in WELL
    assert false == "refuted"


@pytest.mark.parametrize("ones", [r"\mathbf 1_m", r"\mathbf{1}_m", "1_m", r"\boldsymbol 1_m"])
def test_ones_in_every_font(ones: str) -> None:
    text = rf"Let $x \in \mathbb{{R}}^m$. ${ones}^\top x = \sum_j x_j$, ${ones}^\top x = 2 x_1$"
    assert verdicts(text) == ["proved", "refuted"]


LAYERS = r"""Let $a^{(0)} = x$, $z^{(l)} = W^{(l)} a^{(l-1)}$ and $a^{(l)} = \tanh(z^{(l)})$ for
$l = 1, \dots, L$, with $a^{(l)} \in \mathbb{R}^n$. A cost $C$ depends on $a^{(L)}$ only. Put
$\delta^{(l)} = \frac{\partial C}{\partial z^{(l)}}$. Then
$$\delta^{(l)} = \operatorname{diag}(\tanh'(z^{(l)})) (W^{(l+1)})^\top \delta^{(l+1)}$$"""


def test_a_cost_of_the_last_layer_is_no_sum_over_layers() -> None:
    assert verdicts(LAYERS)[-1] != "refuted"


def misfit(text: str, other: str, suggestion: Suggestion | None = None) -> str:
    """The verdict on the first claim of a text, of which the shapes do not fit, beside another."""
    book = Book(submission(text))
    first, second = book.submission.claims[:2]
    refuted = Finding(first, "refuted", "audit", reason=f"{MISFIT}: 2×1", suggestion=suggestion)
    pairs = [(f, f) for f in (refuted, Finding(second, other, reason=""))]
    return corroborated(pairs, book.scopes[0], ())[0].verdict


def test_guessed_shapes_refute_only_what_the_text_speaks_for() -> None:
    text = r"$A b = c^\top$ and $A b + c = c + A b$."
    assert misfit(text, "unknown") == "unknown"
    assert misfit(text, "proved") == "refuted"
    assert misfit(text, "unknown", Suggestion("A b = c", "a transpose")) == "refuted"
    said = r"Let $A \in \mathbb{R}^{n \times n}$, $b \in \mathbb{R}^n$ and $c \in \mathbb{R}^n$. "
    assert misfit(said + text, "unknown") == "refuted"
