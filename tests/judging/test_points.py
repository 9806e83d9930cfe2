r"""Functions at one point, names with decorations, values in passing, bounds that are attained."""

import pytest

from derive.judging.judge import judge
from derive.judging.verdicts import Finding
from derive.submissions.opening import submission

DATA = r"""Let $x_i \in \mathbb{R}^d$, $i = 1, \dots, N$, $p_i = \sigma(w^\top x_i)$ and
$$L(w) = \sum_{i=1}^N \ln p_i.$$
"""


def last(text: str) -> Finding:
    return judge(submission(text), suggest=False).findings[-1]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"$$L(0) = -N \ln 2$$", "agrees"),
        (r"$$L(0) = N \ln 2$$", "refuted"),
        (r"$$\nabla L(0) = \frac12 \sum_{i=1}^N x_i$$", "proved"),
        (r"$$\nabla L(0) = \sum_{i=1}^N x_i$$", "refuted"),
        (r"$$\nabla L(w^{\text{old}}) = \sum_{i=1}^N (1 - p_i) x_i$$", "proved"),
        (
            r"$$\nabla L(0) = \frac12 \sum_{i=1}^N x_i$$ $$\nabla L(w) = \frac12\sum_{i=1}^N x_i$$",
            "",
        ),
    ],
)
def test_at_a_point(text: str, verdict: str) -> None:
    """What holds at one point says nothing of the others."""
    assert last(DATA + text).verdict == (verdict or "refuted")


@pytest.mark.parametrize("name", [r"w^{+}", r"w^{\text{new}}", r"w^{\mathrm{next}}", r"w^\star"])
def test_decorated_names_are_names(name: str) -> None:
    declared = r"Let $A \in \mathbb{R}^{n \times n}$, $w, b \in \mathbb{R}^n$. "
    step = rf"Let ${name} = w - A b$. $$A {name} = A w - "
    assert last(rf"{declared}{step}A^2 b$$").verdict == "proved"
    assert last(rf"{declared}{step}A b$$").verdict == "refuted"


def test_of_an_unknown_decorated_name_nothing_is_refuted() -> None:
    text = r"Let $A \in \mathbb{R}^{n \times n}$, $b \in \mathbb{R}^n$. $$A x^\star = b$$"
    assert last(text).verdict == "unknown"


def test_a_value_in_passing_holds_in_its_sentence_only() -> None:
    text = r"Where $p_i = \frac12$, we have $p_i (1 - p_i) = \frac14$. In general "
    assert last(DATA + text + r"$$\nabla_w p_i = p_i (1 - p_i) x_i$$").verdict == "proved"


def test_a_bound_that_is_said_to_be_attained() -> None:
    bound = r"$$p_i (1 - p_i) \le \tfrac12 \quad \text{with equality iff } w = 0$$"
    findings = judge(submission(DATA + bound), suggest=False).findings
    assert "proved" not in {f.verdict for f in findings if f.claim.relation == "<="}


def test_a_claim_stands_where_its_relation_does() -> None:
    text = "$$\n\\begin{aligned}\n(A + B)^\\top\n &= A^\\top + B^\\top\n\\end{aligned}\n$$\n"
    assert last(text).claim.spot.line == 4


def test_another_parameter_belongs_to_the_lines_that_have_it() -> None:
    text = r"""Let $z \in \mathbb{R}^n$, $p = \mathrm{softmax}(z)$.
    If there is a temperature, $p = \mathrm{softmax}(z/\tau)$, we get
    $$\frac{\partial p_i}{\partial z_j} = \frac{1}{\tau} p_i (\delta_{ij} - p_j)$$
    """
    assert last(text).verdict in ("proved", "agrees")
    assert last(text.replace(r"\frac{1}{\tau}", r"\tau")).verdict == "refuted"
    assert last(
        text + r"$$\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)$$"
    ).verdict in (
        "proved",
        "agrees",
    )
