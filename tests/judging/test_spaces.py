r"""Claims on shapes, S ∈ ℝ^{N×C}: judged where other lines say what S is, else declared."""

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

LAYER = (
    r"Let $X \in \mathbb{R}^{N\times D}$, $W \in \mathbb{R}^{D\times C}$ and $S = XW$. "
    "\n\nNow the shapes. "
)


def verdicts(text: str) -> list[str]:
    return [f.verdict for f in judge(submission(text), suggest=False).findings]


def test_a_shape_that_follows_is_proved_and_one_that_does_not_is_refuted() -> None:
    assert verdicts(LAYER + r"$S \in \mathbb{R}^{N \times C}$.") == ["proved"]
    found = judge(submission(LAYER + r"$S \in \mathbb{R}^{C \times N}$."), suggest=False)
    assert [f.verdict for f in found.findings] == ["refuted"]
    assert found.findings[0].reason == "its shape is N×C, not C×N"


def test_a_wrong_shape_spoils_nothing_else() -> None:
    text = LAYER + r"$S \in \mathbb{R}^{C \times N}$. Further, $S^\top = W^\top X^\top$."
    assert verdicts(text) == ["refuted", "proved"]


@pytest.mark.parametrize(
    "text",
    [
        r"Let $S = XW$ with $S \in \mathbb{R}^{N \times C}$.",
        r"Let $X \in \mathbb{R}^{N\times D}$. Let $X \in \mathbb{R}^{D \times N}$.",
    ],
)
def test_a_shape_in_the_sentence_of_its_name_is_declared(text: str) -> None:
    assert not verdicts(text) or "refuted" not in verdicts(text)


def test_the_shape_of_a_derivative_needs_a_layout() -> None:
    layer = r"Let $x \in \mathbb{R}^d$, $W \in \mathbb{R}^{n\times d}$, $z = Wx$. "
    claim = r"Then $\frac{\partial z}{\partial x} \in \mathbb{R}^{d\times n}$."
    right = claim.replace(r"{d\times n}", r"{n \times d}")
    assert verdicts(layer + right) == ["proved"]
    assert verdicts(layer + claim) != ["refuted"]
    assert verdicts("In numerator layout. " + layer + claim) == ["refuted"]


def test_sizes_that_are_equal_make_no_difference() -> None:
    text = (
        LAYER.replace("Now the shapes. ", r"Suppose $N = C$. ")
        + r"$S \in \mathbb{R}^{C \times N}$."
    )
    assert verdicts(text)[-1] != "refuted"


def test_a_column_may_be_said_of_a_row() -> None:
    text = r"Let $x \in \mathbb{R}^{1 \times n}$, $y = 2x$." "\n\n" r"Again, $y \in \mathbb{R}^n$."
    assert verdicts(text) == ["proved"]


SIGMOIDS = (
    r"Let $W \in \mathbb{R}^{d\times n}$, $x\in\mathbb R^n$, $z = Wx$, $y = \sigma(z)$, "
    r"$L = \mathbf{1}^\top y$. "
    "\n\n"
)


@pytest.mark.parametrize(
    ("layout", "claim", "verdict"),
    [
        ("", r"\frac{\partial y}{\partial x} \in \mathbb{R}^{d\times d}", "refuted"),
        ("", r"\frac{\partial y}{\partial W} \in \mathbb{R}^{d\times d\times n}", "proved"),
        ("", r"\frac{\partial y}{\partial W} \in \mathbb{R}^{d\times n\times d}", "proved"),
        ("", r"\frac{\partial y}{\partial W} \in \mathbb{R}^{n\times d\times d}", "unknown"),
        ("", r"\frac{\partial y}{\partial W} \in \mathbb{R}^{n\times d\times n}", "refuted"),
        ("", r"\nabla_x L \in \mathbb{R}^{n}", "proved"),
        ("", r"\nabla_x L \in \mathbb{R}^{d}", "refuted"),
        ("", r"\nabla^2_x L \in \mathbb{R}^{d\times d}", "refuted"),
        (
            "numerator",
            r"\frac{\partial y}{\partial W} \in \mathbb{R}^{n\times d\times d}",
            "unknown",
        ),
        ("numerator", r"\frac{\partial y}{\partial x} \in \mathbb{R}^{n\times d}", "refuted"),
        ("denominator", r"\frac{\partial y}{\partial x} \in \mathbb{R}^{n\times d}", "proved"),
        ("denominator", r"\frac{\partial y}{\partial x} \in \mathbb{R}^{d\times n}", "unknown"),
    ],
)
def test_no_layout_changes_the_sizes_of_a_derivative(layout: str, claim: str, verdict: str) -> None:
    said = f"We use {layout} layout. " if layout else ""
    assert verdicts(f"{said}{SIGMOIDS}$${claim}$$") == [verdict]
