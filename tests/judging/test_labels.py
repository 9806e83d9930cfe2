r"""Numbers that tell names apart, values of examples, and what else a text says in passing."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.judging.verdicts import Finding
from derive.submissions.opening import submission

WELL = ("proved", "agrees")
LAYERS = r"""Two layers: $z_1 = W_1 x + b_1$, $h_1 = \sigma(z_1)$, $z_2 = W_2 h_1 + b_2$ and
$L = \frac12 \|z_2 - t\|^2$. Write $\delta_2 = \partial L/\partial z_2$.

$$%s$$"""
TYPED = """z_1 = W_1 x + b_1
h = tanh(z_1)
y = W_2 h + b_2
L = 1/2 ||y - t||^2

%s
"""


def last(text: str, name: str = "a.md") -> Finding:
    """The finding on the last claim of a text."""
    return judge(submission(text, name)).findings[-1]


def holds(finding: Finding, true: bool) -> bool:
    return finding.verdict in WELL if true else finding.verdict == "refuted"


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"\delta_2 = z_2 - t", True),
        (r"\delta_2 = t - z_2", False),
        (r"\frac{\partial L}{\partial W_2} = \delta_2 h_1^T", True),
        (r"\frac{\partial L}{\partial b_1} = (W_2^T \delta_2) \odot h_1 \odot (1 - h_1)", True),
        (r"\frac{\partial L}{\partial b_1} = W_2^T \delta_2 \odot h_1", False),
        (r"\nabla_{W_1} L = ((W_2^T \delta_2) \odot h_1 \odot (1 - h_1)) x^T", True),
        (r"\nabla_{W_1} L = ((W_2 \delta_2) \odot h_1 \odot (1 - h_1)) x^T", False),
    ],
)
def test_numbered_layers(claim: str, true: bool) -> None:
    finding = last(LAYERS % claim)
    assert holds(finding, true)
    assert "W_1 ∈ ℝ^{n×m}" in finding.reading
    assert "mathrm" not in f"{finding.reading} {finding.witness} {finding.suggestion}"


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        ("dL/dW_2 = (y - t) h^T", True),
        ("dL/dW_2 = (t - y) h^T", False),
        ("∂L/∂W_1 = ((W_2^T (y - t)) ⊙ (1 - h^2)) x^T", True),
        ("∂L/∂W_1 = ((W_2^T (y - t)) ⊙ h) x^T", False),
    ],
)
def test_numbered_layers_in_plain_text(claim: str, true: bool) -> None:
    assert holds(last(TYPED % claim, "a.txt"), true)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        (r"For $x \in \mathbb{R}^2$: $\|x\|^2 = x_1^2 + x_2^2$", True),
        (r"For $x \in \mathbb{R}^2$: $\|x\|^2 = x_1^2 + 2 x_2^2$", False),
        (r"So $(x_1 + x_2)^2 = x_1^2 + 2 x_1 x_2 + x_2^2$", True),
        (r"So $(x_1 + x_2)^2 = x_1^2 + x_1 x_2 + x_2^2$", False),
    ],
)
def test_numbers_still_count_entries(text: str, true: bool) -> None:
    assert holds(last(text), true)


def test_a_delta_of_layers_beside_kroneckers() -> None:
    text = """x ∈ ℝⁿ, W ∈ ℝᵐˣⁿ, b ∈ ℝᵐ
h = σ(z)      z = W x + b      t ∈ ℝᵐ
L = ½ ‖h − t‖²
δ₁ := ∂L/∂h,  δ₂ := ∂L/∂z

%s
"""
    for claim, true in (
        ("δ₂ = δ₁ ⊙ h ⊙ (1 − h)", True),
        ("δ₂ = δ₁ ⊙ (1 − h)", False),
        ("∂hᵢ/∂bⱼ = hᵢ (1 − hᵢ) δᵢⱼ", True),
        ("∂hᵢ/∂bⱼ = (1 − hᵢ) δᵢⱼ", False),
    ):
        assert holds(last(text % claim, "a.txt"), true), claim


def test_raised_letters_and_gaps_of_plain_text() -> None:
    found = submission("W ∈ ℝᵐˣⁿ\nL = ½ ‖y − t‖²      t ∈ ℝᵏ ist das Ziel\n", "a.txt")
    assert dict(found.context.shapes) == {"W": ("m", "n"), "t": ("k", "1")}
    assert [c.latex for c in found.claims] == [r"L = \frac{1}{2} \|y - t\|^{2}"]


EXAMPLE = r"""Let $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$, $f = x^T A x$.

$$\frac{\partial f}{\partial x} = %s$$

Example: with $A = 2$, $x = 3$ we get $f = 18$. In general let $A = \sum_i u_i v_i^T$.

$$\frac{\partial f}{\partial x} = %s$$
"""


def test_examples_do_not_reach_back() -> None:
    """What an example gives as values says nothing of the lines before, nor refutes any after."""
    for right, verdict in (("(A + A^T) x", "proved"), ("A x", "refuted"), ("0", "refuted")):
        found = judge(submission(EXAMPLE % (right, right))).findings
        assert found[0].claim.left == r"\frac{\partial f}{\partial x}"
        assert found[0].verdict == verdict
    found = judge(submission(EXAMPLE % ("(A + A^T) x", "12"))).findings
    assert found[-1].verdict == "unknown"


def test_values_at_a_point_are_no_products() -> None:
    text = r"Let $w \in \mathbb{R}^d$, $p = w^T a$ and $L(w) = e^{p}$. Then $L(0) = %s$."
    assert last(text % "1").verdict in (*WELL, "unknown")
    assert last(text % "0").verdict in ("refuted", "unknown")


@pytest.mark.parametrize(
    ("claim", "verdicts"),
    [
        (r"\lambda_{\min} \le r", ("unknown",)),
        (r"r \le \lambda_{\max}", ("unknown",)),
        (r"r \ge 0", WELL),
        (r"r < 0", ("refuted",)),
    ],
)
def test_a_number_on_one_side_is_not_constrained(claim: str, verdicts: tuple[str, ...]) -> None:
    text = rf"Let $x \in \mathbb{{R}}^n$ and $r = x^T x$. So ${claim}$."
    assert last(text).verdict in verdicts
