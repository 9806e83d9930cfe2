r"""Matrices that are said to be definite, and products that are said to be numbers."""

from __future__ import annotations

import pytest

from derive import review

DATA = r"Let $X\in\mathbb{R}^{N\times d}$, $y\in\mathbb{R}^N$, and $f(w) = \|Xw - y\|^2$. "
SOFT = r"Let $p = \operatorname{softmax}(z)$ and $J = \operatorname{diag}(p) - p p^\top$. "
WELL = ("proved", "agrees")


def last(text: str) -> str:
    return review(text, name="x.md").findings[-1].verdict


@pytest.mark.parametrize(
    ("setting", "claim", "true"),
    [
        (DATA, r"$X^\top X \succeq 0$", True),
        (DATA, r"$X^\top X \preceq 0$", False),
        (DATA, r"$-X^\top X \succeq 0$", False),
        (DATA, r"$X^\top X + \lambda I \succeq 0$ for $\lambda > 0$", True),
        (DATA, r"$\nabla^2 f(w) = 2 X^\top X \succeq 0$", True),
        (DATA, r"$\nabla^2 f(w) \preceq 0$", False),
        (SOFT, r"$J \succeq 0$", True),
        (SOFT, r"$J \preceq 0$", False),
        (SOFT, r"$p p^\top - \operatorname{diag}(p) \succeq 0$", False),
    ],
)
def test_definite_matrices(setting: str, claim: str, true: bool) -> None:
    assert last(f"{setting}Then {claim}.") in (WELL if true else ("refuted",))


@pytest.mark.parametrize(
    "text",
    [
        r"Let $\Sigma \succeq 0$ and $K = P H^\top$ with $P \succeq 0$.",
        r"Suppose $A \succeq B$. Assume $W^\top W - I \preceq 0$.",
        r"The condition $A^\top P A - P \preceq 0$ is needed.",
        r"Let $f$ be convex. Then $\nabla^2 f(w) \succeq 0$.",
    ],
)
def test_what_is_supposed_to_be_definite_is_not_refuted(text: str) -> None:
    verdicts = [f.verdict for f in review(text, name="x.md").findings]
    assert not {*verdicts} & {"refuted", "proved", "agrees"}


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"$y^\top y \in \mathbb{R}$", True),
        (r"$y y^\top \in \mathbb{R}$", False),
        (r"$\|y\| \in \mathbb{R}$", True),
        (r"$X^\top y \in \mathbb{R}$", False),
        (r"$y y^\top \in \mathbb{R}^{N\times N}$", True),
        (r"$y^\top y \in \mathbb{R}^{N\times N}$", False),
    ],
)
def test_products_that_are_numbers(claim: str, true: bool) -> None:
    assert last(f"{DATA}The product {claim}.") == ("proved" if true else "refuted")


@pytest.mark.parametrize(
    ("space", "true"), [(r"d\times h", True), (r"N\times h", False), (r"d\times N", False)]
)
def test_the_shape_of_the_gradient_of_a_loss(space: str, true: bool) -> None:
    text = (
        r"Let $X \in \mathbb{R}^{N \times d}$, $W \in \mathbb{R}^{d\times h}$, $Z = X W$, $L$ a"
        r" loss. Then $\frac{\partial L}{\partial W} = X^\top \frac{\partial L}{\partial Z}"
        rf" \in \mathbb{{R}}^{{{space}}}$."
    )
    assert last(text) == ("proved" if true else "refuted")


def test_a_number_that_is_declared_is_no_claim() -> None:
    text = r"Let $a, b \in \mathbb{R}$, $x_n\in\mathbb{R}$, and $f(x) \in \mathbb{R}$."
    assert not review(text, name="x.md").findings
