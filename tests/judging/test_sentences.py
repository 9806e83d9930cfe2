r"""Words before a display that is set off: what is total, what is held fixed, what e is."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

CELL = (
    r"A cell has $f_t = \sigma(W_f x_t + U_f h_{t-1})$, $i_t = \sigma(W_i x_t + U_i h_{t-1})$, "
    r"$g_t = \tanh(W_g x_t + U_g h_{t-1})$, $c_t = f_t\odot c_{t-1} + i_t\odot g_t$ and "
    r"$h_t = o_t\odot\tanh(c_t)$, with $o_t = \sigma(W_o x_t + U_o h_{t-1})$." + "\n\n"
)
CLAIM = "\n\n$$\\frac{d c_t}{d c_{t-1}} = \\operatorname{diag}(f_t)$$\n"


def verdict(text: str) -> str:
    return judge(submission(text)).findings[-1].verdict


@pytest.mark.parametrize(
    "words",
    ["The total derivative is", "Die totale Ableitung ist", "Полная производная:", "全导数"],
)
def test_a_total_derivative_is_no_immediate_one(words: str) -> None:
    assert verdict(CELL + words + CLAIM) == "refuted"


def test_elsewhere_it_may_be_meant() -> None:
    assert verdict(CELL + "The derivative is" + CLAIM) == "proved"


@pytest.mark.parametrize("blank", [" ", "\n\n"])
def test_what_is_held_fixed_is_said_before_a_display(blank: str) -> None:
    claim = r"$$\frac{\partial h_t}{\partial h_{t-1}} = \operatorname{diag}(o_t)$$"
    assert (
        verdict(f"{CELL}When the gates are constants it becomes simpler:{blank}{claim}\n")
        == "unknown"
    )
    assert verdict(f"{CELL}The derivative is:{blank}{claim}\n") == "refuted"


def test_eulers_number_is_named_beside_an_error_e() -> None:
    text = r"With the error $e = \hat y - t$ we have $L = \tfrac12 e^2$. Now "
    assert verdict(text + r"$e + e^2 \approx 10.1073$ (here $e$ is Euler's number).") == "agrees"
    assert verdict(text + r"$e + e^2 \approx 11.1073$ (here $e$ is Euler's number).") == "refuted"


def test_gradients_in_the_shape_of_variables_are_so_at_values() -> None:
    network = r"$L = \tfrac12\|W x\|^2$ with "
    network += r"$W = \begin{pmatrix}1&2\\0&1\end{pmatrix}$, $x = (1, 2)^\top$."
    right = r" Then $\frac{\partial L}{\partial W} = \begin{pmatrix}5&10\\2&4\end{pmatrix}$."
    wrong = r" Then $\frac{\partial L}{\partial W} = \begin{pmatrix}5&2\\10&4\end{pmatrix}$."
    said = "Gradients have the shape of the variable. "
    assert verdict(said + network + right) == "agrees"
    assert verdict(said + network + wrong) == "refuted"
    assert verdict(network + wrong) == "agrees"


@pytest.mark.parametrize(
    "words",
    [
        "Let $H$ be the Hessian of $f$.",
        "Sei $H$ die Hesse-Matrix von $f$.",
        "Обозначим гессиан через $H$.",
    ],
)
def test_what_words_call_a_derivative_is_no_free_name(words: str) -> None:
    text = r"Let $f(x) = x^\top A x$ with $A\in\mathbb R^{n\times n}$, $x\in\mathbb R^n$. "
    claim = r"For any $v\in\mathbb R^n$, $$v^\top H v = 2 v^\top A v.$$"
    assert verdict(text + words + " " + claim) != "refuted"


def test_another_loss_in_words_is_not_the_one_before() -> None:
    text = (
        r"Let $a = \sigma(z)$ with $z\in\mathbb R^n$, $\sigma(u) = 1/(1+e^{-u})$, and "
        r"$C = \tfrac12\|a - t\|^2$, gradients as columns. "
    )
    claim = r"$$\frac{\partial C}{\partial z} = a - t$$"
    assert verdict(f"{text}Hence {claim}") == "refuted"
    assert (
        verdict(f"{text}With a softmax layer and the cross-entropy for $C$, {claim}") != "refuted"
    )


def test_two_values_of_a_gate_are_no_claims() -> None:
    text = CELL + r"A bias of $0$ gives $f = 0.5$, and even $f = 0.99$ is too small."
    assert all(f.verdict != "refuted" for f in judge(submission(text)).findings)


def test_a_map_is_no_matrix_beside_a_factor() -> None:
    text = r"Let $x\in\mathbb R^n$. Write $J(x)$ for the Jacobian of a map at $x$. "
    assert verdict(text + r"$$J(ax) = a\,J(x)$$") == "unknown"
    assert verdict(
        r"Let $A\in\mathbb R^{n\times n}$, $x, y\in\mathbb R^n$. $$A(x+y) = Ax + Ay$$"
    ) == ("proved")
    declared = r"Let $A\in\mathbb R^{n\times n}$, $x\in\mathbb R^n$, $a\in\mathbb R$. "
    assert verdict(declared + r"$$A(ax) = a A(x)$$") == "proved"
