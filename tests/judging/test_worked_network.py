r"""A network with numbers: every way of saying these first or last, and what follows from them."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

VALUES = (
    r"W := \begin{pmatrix}0.5&-0.2\\0.3&0.1\end{pmatrix},\quad b := \begin{pmatrix}0.1\\-0.1"
    r"\end{pmatrix},\quad v := \begin{pmatrix}1\\-2\end{pmatrix},\quad c := 0.5,\quad "
    r"x := \begin{pmatrix}1\\2\end{pmatrix},\quad t := 1."
)
NETWORK = r"$z=Wx+b$, $h=\sigma(z)$ (logistic), $\hat y=v^\top h+c$, loss $L=\tfrac12(\hat y-t)^2$"
SHEETS = {
    "values behind": f"We have {NETWORK}, with $${VALUES}$$ ",
    "values behind, as equations": f"We have {NETWORK}, with $${VALUES.replace(':=', '=')}$$ ",
    "values first": r"Take $W = \begin{pmatrix}0.5&-0.2\\0.3&0.1\end{pmatrix}$, $b = (0.1, -0.1)^T$"
    r", $v = (1, -2)^T$, $c = 0.5$, $x = (1, 2)^\top$, $t = 1$. The network is "
    f"{NETWORK}, gradients as columns.",
}

TRUE = [
    r"$z_1 = 0.2$",
    r"$z_2 = 0.3\cdot 1 + 0.1\cdot 2 - 0.1$",
    r"$h_1 \approx 0.5498$",
    r"With the error $q := \hat y-t$ we get $q\approx-1.1475$.",
    r"With $\delta := \partial L/\partial z$, $$\delta\approx\begin{pmatrix}-0.2840\\0.5514"
    r"\end{pmatrix}$$",
    r"$\frac{\partial L}{\partial z} = (\hat y - t)\, v \odot h \odot (1-h)$",
    r"$\frac{\partial L}{\partial z} \approx (-0.2840, 0.5514)^\top$",
    r"$\frac{\partial L}{\partial x} \approx (0.0234, 0.1119)^\top$",
    r"$L \approx 0.6584$",
    r"$W_{11} - 0.1 \cdot \frac{\partial L}{\partial W_{11}} \approx 0.5284$",
]

FALSE = [
    r"$z_1 = 0.3$",
    r"$z_2 = 0.3\cdot 1 - 0.1\cdot 2 - 0.1$",
    r"With the error $q=\hat y-t$ we get $q\approx 1.1475$.",
    r"With $\delta := \partial L/\partial z$, $$\delta\approx\begin{pmatrix}0.2840\\0.5514"
    r"\end{pmatrix}$$",
    r"$\frac{\partial L}{\partial x} = W\frac{\partial L}{\partial z}$",
    r"$\frac{\partial L}{\partial x}\approx(-0.2523, -0.0301)^\top$",
    r"$L \approx 1.3169$",
    r"$W_{11} - 0.1 \cdot \frac{\partial L}{\partial W_{11}} \approx 0.4716$",
]


def verdict(text: str) -> str:
    return judge(submission(text)).findings[-1].verdict


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("claim", TRUE)
def test_what_is_right_at_the_values_is_confirmed(name: str, claim: str) -> None:
    assert verdict(f"{SHEETS[name]}\n\n{claim}\n") in ("proved", "agrees")


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("claim", FALSE)
def test_what_is_wrong_at_the_values_is_refuted(name: str, claim: str) -> None:
    assert verdict(f"{SHEETS[name]}\n\n{claim}\n") == "refuted"


@pytest.mark.parametrize(
    "claim",
    [
        r"$z_1 = 2$",
        r"$z = (0.2, 0.4)^\top$",
        r"$\frac{\partial z_1}{\partial x_1} = 2$",
        r"$\frac{\partial h}{\partial x} = \begin{pmatrix} 1 & 2\\ 3 & 4\end{pmatrix}$",
    ],
)
def test_numbers_are_not_refuted_where_values_are_not_read(claim: str) -> None:
    text = (
        r"Let $z = Wx+b$ and $h = \sigma(z)$, with $W\in\mathbb R^{2\times 2}$, $x\in\mathbb R^2$, "
        "with the values in the table above.\n\n"
    )
    assert verdict(text + claim) == "unknown"


def test_the_base_of_a_power_is_not_rounded() -> None:
    text = r"Let $M = \begin{pmatrix} 1 & 0 \\ 0 & \frac12 \end{pmatrix}$. "
    assert verdict(text + r"$\operatorname{tr}(M^{30}) = 1.5^{30}$") == "refuted"
    assert verdict(text + r"$\operatorname{tr}(M) = 1.5$") in ("proved", "agrees")
    assert verdict(text + r"$\det(M^2) = 0.5^2$") in ("proved", "agrees")


def test_zero_on_the_left_may_follow_from_a_hypothesis() -> None:
    text = "Let $A$ be a matrix with $A^\\top A v = 0$. "
    assert verdict(text + r"Then $0 = v^\top A^\top A v$.") != "refuted"


def test_what_implies_something_is_not_claimed() -> None:
    text = r"The matrix $A^\top A$ is invertible, since $A^\top A v = 0$ implies $A v = 0$."
    found = judge(submission(text)).findings
    assert all(f.verdict != "refuted" for f in found)


def test_the_first_value_of_a_name_is_its_definition() -> None:
    text = (
        r"Let $M=\begin{pmatrix}0.8&0.3\\0.2&0.7\end{pmatrix}$ and $$Q=\begin{pmatrix}3&1\\2&-1"
        r"\end{pmatrix},\qquad D=\begin{pmatrix}1&0\\0&\frac12\end{pmatrix}.$$ "
    )
    wrong = judge(submission(text + r"$$D = Q M Q^{-1}$$")).findings
    assert [f.verdict for f in wrong[-2:]] == ["definition", "refuted"]
    right = judge(submission(text + r"$$D = Q^{-1} M Q$$")).findings
    assert right[-2].verdict == "definition"
    assert right[-1].verdict in ("proved", "agrees")
