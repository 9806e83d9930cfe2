r"""A number beside a matrix: in each entry, or times I; refuted only if it is false as both."""

import pytest

from derive.judging.judge import judge
from derive.judging.verdicts import Finding
from derive.submissions.opening import submission

SHAPES = r"""$A \in \mathbb{R}^{n \times n}$, $W \in \mathbb{R}^{m \times n}$,
$x, p \in \mathbb{R}^n$, $u \in \mathbb{R}^m$ and $\lambda \in \mathbb{R}$.
"""
D_X = r"\frac{\partial}{\partial x}"


def _last(claim: str, before: str = SHAPES) -> Finding:
    return judge(submission(f"{before}\n$${claim}$$")).findings[-1]


def test_a_multiple_of_the_identity() -> None:
    found = _last(r"x^\top (A + \lambda) x = x^\top A x + \lambda x^\top x")
    assert found.verdict == "proved"
    assert "as that multiple of I" in found.reading
    assert _last(r"x^\top (A + \lambda) x = x^\top A x - \lambda x^\top x").verdict == "refuted"


def test_a_number_in_each_entry() -> None:
    claim = r"W %s \lambda \mathbf{1} \mathbf{1}^\top = W + \lambda"
    found = _last(claim % "+")
    assert found.verdict == "proved"
    assert "in each of its entries" in found.reading
    assert _last(claim % "-").verdict == "refuted"


@pytest.mark.parametrize(
    "claim",
    [
        r"A + A^\top = 2 A - p^\top p",
        r"\frac{\partial p^\top A x}{\partial A} = p^\top x",
        r"\frac{\partial u^\top W x}{\partial W} = u^\top W x",
    ],
)
def test_a_number_where_a_matrix_should_be(claim: str) -> None:
    assert _last(claim).verdict == "refuted"


def test_names_of_unknown_shape_are_not_refuted() -> None:
    """q may be a matrix."""
    claim = r"\frac{\partial p^\top A x}{\partial A} = q^\top q"
    assert _last(claim).verdict == "unknown"


def test_definitions_are_not_filled() -> None:
    """z = W x is a vector, and no number in each entry."""
    before = SHAPES + "Put $z = W x$."
    assert _last(r"\frac{\partial z}{\partial x} = W", before).verdict == "proved"
    assert _last(r"\frac{\partial z}{\partial x} = 2 W", before).verdict == "refuted"
