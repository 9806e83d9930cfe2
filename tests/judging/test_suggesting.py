"""What a refuted claim might have meant: said once, and as one would write it."""

from __future__ import annotations

import pytest

import derive
from derive.judging.verdicts import Suggestion


def suggestion(claim: str, head: str) -> Suggestion | None:
    [finding] = derive.review(f"---\n{head}\n---\n${claim}$", timeout=60).findings
    assert finding.verdict == "refuted"
    return finding.suggestion


QUADRATIC = "shapes: {A: [n, n], x: [n, 1]}"
SYMMETRIC = f"{QUADRATIC}\nassume: {{A: symmetric}}"


@pytest.mark.parametrize(
    ("claim", "head", "true"),
    [
        (r"\nabla_x (x^T A x) = (A - A^T) x", QUADRATIC, r"(A + A^{\top}) x"),
        (r"\nabla_x (x^T A x) = A x", SYMMETRIC, "2 A x"),
        (r"\nabla_x (x^T x) = x", QUADRATIC, "2 x"),
        (
            r"\frac{\partial h_t}{\partial h_k} = \prod_{i=k+1}^t "
            r"\frac{\partial h_t}{\partial h_{t-1}}",
            "model: rnn",
            r"\prod_{i = t}^{k + 1} \frac{\partial h_{i}}{\partial h_{i - 1}}",
        ),
    ],
)
def test_single_edits(claim: str, head: str, true: str) -> None:
    """What is suggested, and that it holds as it is printed."""
    found = suggestion(claim, head)
    assert found is not None
    assert found.latex.split(" = ", 1)[1] == true
    [again] = derive.review(f"---\n{head}\n---\n${found.latex}$", timeout=60).findings
    assert again.verdict == "proved"


def test_immediate_derivatives_are_marked_on_both_sides() -> None:
    product = r"\prod_{i=k+1}^{t} \frac{\partial C_t}{\partial C_{t-1}}"
    found = suggestion(rf"\frac{{\partial C_t}}{{\partial C_k}} = {product}", "model: lstm")
    assert found is not None
    left, right = found.latex.split(" = ", 1)
    assert left == r"\frac{\partial^{+} C_{t}}{\partial C_{k}}"
    factor = r"\frac{\partial^{+} C_{i}}{\partial C_{i - 1}}"
    assert right == rf"\prod_{{i = t}}^{{k + 1}} {factor}"


@pytest.mark.parametrize(
    ("claim", "head"),
    [
        (r"\frac{\partial C_t}{\partial C_k} = I", "model: lstm"),
        (r"f_t = \sigma(0)", "model: lstm"),
        (r"\nabla_x (x^T x) = A A x", QUADRATIC),
    ],
)
def test_nothing_is_suggested_that_says_nothing(claim: str, head: str) -> None:
    """The other side put in is no edit, and several edits are not looked for."""
    assert suggestion(claim, head) is None
