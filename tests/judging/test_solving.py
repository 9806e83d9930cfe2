r"""Equations to be solved are no identities; what solves them defines nothing before them; and a
loss of which only its argument is said is no constant."""

import pytest

from derive.judging.judge import judge
from derive.judging.letters import put
from derive.submissions.opening import submission

SQUARES = r"""Let $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$, $w \in \mathbb{R}^d$ and
$J(w) = \|Xw - y\|^2$.
"""
GRADIENT = r"$$\nabla J(w) = 2X^\top(Xw - y)$$"


def verdicts(text: str) -> list[str]:
    return [finding.verdict for finding in judge(submission(text), suggest=False).findings]


@pytest.mark.parametrize(
    "text",
    [
        r"$$\nabla J(w) = 0$$",
        r"$$\frac{\partial J}{\partial w} = 0$$",
        r"At the minimum $X^\top (Xw - y) = 0$.",
        r"Setting the gradient to zero gives $$X^\top X w = X^\top y$$",
        rf"{GRADIENT} $$\nabla J(w) = 0$$ $$X^\top X w = X^\top y$$",
        rf"{GRADIENT} $$2X^\top(Xw - y) = 0$$",
        r"$$\nabla_w J = 2X^\top(Xw - y) = \mathbf{0}$$",
    ],
)
def test_what_holds_at_the_solution_only_is_not_refuted(text: str) -> None:
    assert "refuted" not in verdicts(SQUARES + text)


def test_an_identity_is_refuted_all_the_same() -> None:
    assert verdicts(SQUARES + r"$$\|Xw - y\|^2 = \|Xw\|^2 + \|y\|^2$$")[-1] == "refuted"
    assert verdicts(r"$z = Wx + b$. $$\frac{\partial z}{\partial b} = 0$$")[-1] == "refuted"


def test_the_solution_is_no_definition_for_the_gradient() -> None:
    """With w = (XᵀX)⁻¹Xᵀy put in, every multiple of the gradient would be right."""
    solved = r"$$w = (X^\top X)^{-1} X^\top y$$"
    wrong = GRADIENT.replace("2X", "5X")
    assert verdicts(SQUARES + wrong + solved)[0] == "refuted"
    assert verdicts(SQUARES + solved + wrong)[-1] == "refuted"
    assert verdicts(SQUARES + GRADIENT + solved)[0] == "proved"
    numbers = r"""$\ell(\mu) = -\frac12 \sum_{i=1}^n (x_i - \mu)^2$,
    $$\frac{d\ell}{d\mu} = 3 \sum_{i=1}^n (x_i - \mu)$$ so $$\mu = \frac1n \sum_{i=1}^n x_i$$"""
    assert verdicts(numbers)[1] == "refuted"


def test_what_is_defined_by_it_before_and_behind_still_counts() -> None:
    text = r"$y = Wz$, $$\frac{\partial y}{\partial x} = W V$$ where $z = Vx$."
    assert verdicts(text)[1] == "proved"
    assert verdicts(text.replace("W V", "V W"))[1] == "refuted"


@pytest.mark.parametrize("loss", [r"\ell(y)", r"\mathcal{L}(y)", "f(y)"])
def test_a_loss_of_one_argument_is_no_constant(loss: str) -> None:
    text = rf"$y = Wx$, $L = {loss}$. $$\frac{{\partial L}}{{\partial x}} = "
    slope = r"\frac{\partial L}{\partial y}$$"
    assert verdicts(text + rf"W^\top {slope}")[-1] == "proved"
    assert verdicts(text + rf"W {slope}")[-1] == "refuted"


def test_a_constant_proves_nothing() -> None:
    text = r"$y = Wx$, $L = C$. $$\frac{\partial L}{\partial x} = W \frac{\partial L}{\partial y}$$"
    assert verdicts(text)[-1] == "unknown"


def test_a_loss_of_the_last_state() -> None:
    text = (
        r"$h_t = \tanh(W h_{t-1} + U x_t)$, $L = \ell(h_T)$. $$\frac{\partial L}{\partial h_t} = "
    )
    step = r"\mathrm{diag}(1 - h_{t+1}^2) \frac{\partial L}{\partial h_{t+1}}$$"
    assert verdicts(text + rf"W^\top {step}")[-1] in ("proved", "agrees")
    assert verdicts(text + rf"W {step}")[-1] == "refuted"


def test_arguments_beside_other_letters() -> None:
    assert put(r"\tanh(Xa) + \operatorname{tr}(a) + tr(aA)", {"a": "(b)"}) == (
        r"\tanh(X(b)) + \operatorname{tr}((b)) + tr((b)A)"
    )
    text = (
        SQUARES + r"Let $v \in \mathbb{R}^d$. $$J(w+v) = J(w) + 2v^\top X^\top(Xw - y) + \|Xv\|^2$$"
    )
    assert verdicts(text)[-1] in ("proved", "agrees")
    assert verdicts(text.replace("+ 2v", "+ v"))[-1] == "refuted"
    through = SQUARES.replace("= \\|Xw - y\\|^2", "= e^\\top e + w^\\top w") + "with $e = Xw - y$."
    true = r"$$J(w+v) = J(w) + 2v^\top X^\top e + \|Xv\|^2 + 2w^\top v + v^\top v$$"
    assert verdicts(through + true)[-1] != "refuted"
