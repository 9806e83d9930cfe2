"""What is said of several names at once holds of each: "A, B and C are symmetric matrices"."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

WELL = ("proved", "agrees")


def verdict(text: str) -> str:
    return judge(submission(text)).findings[-1].verdict


@pytest.mark.parametrize(
    "said",
    [
        r"$A$, $B$ and $C$ are symmetric $n \times n$ matrices.",
        r"Let $A$, $B$, $C$ be $n \times n$ matrices; $A$, $B$ and $C$ are symmetric.",
        r"$A, B, C \in \mathbb{R}^{n \times n}$, wobei $A$, $B$ und $C$ sind symmetrisch.",
        r"$A, B, C \in \mathbb{R}^{n \times n}$, où $A$, $B$ et $C$ sont symétriques.",
    ],
)
@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"(A B C)^\top = C B A", True),
        (r"(A B C)^\top = A B C", False),
        (r"\nabla_x (x^\top A x) = 2 A x", True),
        (r"\nabla_x (x^\top B x) = B x", False),
    ],
)
def test_a_property_of_a_row(said: str, claim: str, true: bool) -> None:
    found = verdict(rf"{said} Let $x \in \mathbb{{R}}^n$. Then ${claim}$.")
    assert found in (WELL if true else ("refuted",))


def test_only_the_last_where_one_is_spoken_of() -> None:
    text = r"Let $A, B \in \mathbb{R}^{n \times n}$. We have $A$ and $B$ is symmetric. "
    assert verdict(rf"{text}$B^\top = B$") in WELL
    assert verdict(rf"{text}$A^\top = A$") == "refuted"


def test_each_has_a_shape_of_its_own() -> None:
    text = r"Let $A$ and $B$ be $n \times m$ and $m \times k$ matrices. "
    assert verdict(rf"{text}Then $(A B)^\top = B^\top A^\top$.") in WELL


def test_what_is_said_of_a_member_of_a_family() -> None:
    """A P that follows from a recurrence and is called symmetric is none that is not."""
    cell = r"""where $S_t = A_t + R$, and $A_t$ and $R$ are symmetric $n \times n$ matrices.
Let $x \in \mathbb{R}^n$. """
    assert verdict(rf"{cell}$\nabla_x (x^\top S_t x) = 2 S_t x$") != "refuted"
    assert verdict(rf"{cell}$S_t^\top = S_t$") != "refuted"
