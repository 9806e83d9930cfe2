r"""Claims about differentials, d(X Y) = (dX) Y + X dY, and about products A : B."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

WELL = ("proved", "agrees")
LAYER = (
    r"Let $z = W x$, $a = \sigma(z)$ and $L = \frac{1}{2} \|a - y\|^2$,"
    r" $\phi = \operatorname{tr}(AXB)$."
    "\n\n$$%s$$"
)


def verdict(claim: str) -> str:
    """The verdict on a claim after the definitions of a layer."""
    return judge(submission(LAYER % claim)).findings[-1].verdict


@pytest.mark.parametrize(
    "claim",
    [
        r"d(X Y) = (dX) Y + X (dY)",
        r"d(X Y) = dX\, Y + X\, dY",
        r"\mathrm{d}(X Y) = \mathrm{d}X\, Y + X\, \mathrm{d}Y",
        r"\partial(X^{-1}) = -X^{-1} (\partial X) X^{-1}",
        r"d(X^{-1}) = -X^{-1} \, dX \, X^{-1}",
        r"d(A X B) = A \, dX \, B",
        r"d(X^T) = (dX)^T",
        r"d(X^3) = dX\, X^2 + X\, dX\, X + X^2\, dX",
        r"d \det X = \det(X) \operatorname{tr}(X^{-1} \, dX)",
        r"d \log\det X = \operatorname{tr}(X^{-1} \, dX)",
        r"d(X \odot Y) = dX \odot Y + X \odot dY",
        r"d(u^T v) = v^T du + u^T dv",
        r"\mathrm{d}\|x\|^2 = 2 x^T \mathrm{d}x",
        r"dz = dW\, x + W\, dx",
        r"da = \sigma'(z) \odot dz",
        r"dL = (a - y)^T da",
        r"dL = \operatorname{tr}(x ((a - y) \odot \sigma'(z))^T dW)",
        r"d\phi = A^T B^T : dX",
        r"\mathrm{d}f = \operatorname{tr}((\frac{\partial f}{\partial X})^T \mathrm{d}X)",
    ],
)
def test_right(claim: str) -> None:
    assert verdict(claim) in WELL


@pytest.mark.parametrize(
    "claim",
    [
        r"d(X Y) = (dX) Y + (dY) X",
        r"\partial(X^{-1}) = -X^{-2} (\partial X)",
        r"\mathrm{d}(X^{-1}) = X^{-1} \, \mathrm{d}X \, X^{-1}",
        r"d(X^2) = 2 X \, dX",
        r"d \log\det X = \operatorname{tr}(X \, dX)",
        r"d(X \odot Y) = dX \odot dY",
        r"da = \sigma(z) \odot dz",
        r"dL = (y - a)^T da",
        r"dL = \operatorname{tr}(((a - y) \odot \sigma'(z)) x^T dW)",
        r"d\phi = A^T B : dX",
        r"d\phi = B A : dX",
    ],
)
def test_wrong(claim: str) -> None:
    assert verdict(claim) == "refuted"


@pytest.mark.parametrize(
    "claim",
    [
        r"dJ = \operatorname{tr}(G^T dV)",  # nothing says what J is
        r"d^T d = \|d\|^2 + c",  # a vector called d
        r"d(p, q) = d(q, p)",  # a distance
        r"dA = dC",
    ],
)
def test_left_open(claim: str) -> None:
    assert verdict(claim) == "unknown"


def test_a_declared_d_is_a_name() -> None:
    text = r"Let $d, u \in \mathbb{R}^n$. $$d^T u = u^T d$$ $$d u^T = u d^T$$"
    assert [f.verdict for f in judge(submission(text)).findings] == ["proved", "refuted"]


def test_a_suggestion_has_plain_differentials() -> None:
    found = judge(submission(r"$$d \log\det X = \operatorname{tr}(X \, dX)$$")).findings[-1]
    assert found.suggestion is not None
    assert found.suggestion.latex == r"d\log\det X = \operatorname{tr}(X^{-1} dX)"


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"P : Q R = Q^T P : R", True),
        (r"P : Q R = P R^T : Q", True),
        (r"P : Q R = P R : Q", False),
        (r"P : Q = \operatorname{tr}(P^T Q)", True),
        (r"P : Q = \operatorname{tr}(P Q)", False),
    ],
)
def test_double_dots(claim: str, true: bool) -> None:
    assert verdict(claim) in (WELL if true else ("refuted",))


def test_a_colon_behind_a_condition_separates() -> None:
    text = r"$$h_t = A h_{t-1}, \quad t \ge 1: \quad \frac{\partial h_t}{\partial h_{t-1}} = A$$"
    assert judge(submission(text)).findings[-1].verdict == "proved"
