r"""One claim at a time, behind the same few words: what everybody writes is read."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

LAYER = (
    r"Let $W \in \mathbb{R}^{d\times n}$, $x\in\mathbb R^n$, $b \in \mathbb{R}^d$, $z = Wx + b$, "
    r"$y = \sigma(z)$, with $\sigma(u)=1/(1+e^{-u})$."
)

TRUE = [
    r"\frac{\partial y}{\partial b} = \operatorname{diag}(\dot\sigma(z))",
    r"\frac{\partial y}{\partial b} = \text{diag}(\dot{\sigma}(z))",
    r"\sigma(-40) = 4.248354\mathrm{e}{-}18",
    r"\sigma(-40) \approx 4.25\mathrm{E}-18",
    r"2^{40} \approx 1.0995\mathrm{e}12",
    r"\frac{\partial z}{\partial W_{ij}} = x_j e_i",
    r"\frac{\partial y}{\partial b_{i}} = y_i(1-y_i) \mathbf{e}_i",
    r"\frac{\partial z}{\partial x_j} = W e_j",
    r"e_i^\top W e_j = W_{ij}",
    r"x = \sum_{i=1}^n x_ie_i",
    r"\frac{\partial y_i}{\partial z_k} = \left\{\begin{array}{ll} y_i(1-y_i) & i=k\\ 0 & i\ne k"
    r"\end{array}\right.",
    r"\frac{\partial y_i}{\partial z_k} = \left\lbrace \begin{matrix} y_i(1-y_i) & \text{if } i=k, "
    r"\\ 0 & \text{otherwise} \end{matrix} \right.",
    r"\nabla_x \sum_{i=1}^{d} y_i = W^T (y \bigodot (1-y))",
    r"\part y_i/\part x_j = y_i (1-y_i) W_{ij}",
]

FALSE = [
    r"\frac{\partial y}{\partial x} = \operatorname{diag}(\dot{\sigma}(x)) W",
    r"\sigma(-40) = 4.35\mathrm{e}{-}18",
    r"\sigma(-40) \approx 4.25\mathrm{e}{-}17",
    r"\frac{\partial z}{\partial W_{ij}} = x_j \mathbf{e}_j",
    r"We_j = W_{j,:}",
    r"e_i^\top W e_j = W_{ji}",
    r"x = \sum_{i=1}^n x_i^2e_i",
    r"\frac{\partial y_i}{\partial z_k} = \left\{ \begin{array}{ll} y_i(1-y_k) & \text{if } i\ne k,"
    r" \\ 0 & \text{otherwise} \end{array} \right.",
    r"\part y_i/\part x_j = y_i (1-y_j) W_{ij}",
]


def verdict(claim: str) -> str:
    return judge(submission(f"{LAYER}\n\n$${claim}$$\n")).findings[-1].verdict


@pytest.mark.parametrize("claim", TRUE)
def test_what_is_right_is_confirmed(claim: str) -> None:
    assert verdict(claim) in ("proved", "agrees")


@pytest.mark.parametrize("claim", FALSE)
def test_what_is_wrong_is_refuted(claim: str) -> None:
    assert verdict(claim) == "refuted"


@pytest.mark.parametrize(
    "claim",
    [
        r"\|e_i\| \le 0.5",
        r"e_i = A e_j",
        r"e_i = x_i^2",
        r"h = \sum_i \alpha_i e_i",
        r"h_t = \tanh(W e_k)",
        r"e_i^\top e_i = \frac14",
    ],
)
def test_e_is_no_unit_vector_where_it_may_be_an_error(claim: str) -> None:
    assert verdict(claim) in ("unknown", "definition")


QUADRATIC = (
    r"Let $A\in\mathbb R^{n\times n}$, $x, b\in\mathbb R^n$ and $f(x) = x^\top A x + b^\top x$."
)
SAMPLES = (
    r"Consider data $x_1,\dots,x_N\in\mathbb R^d$, labels $y_i\in\{0,1\}$, $p_i = \sigma(w^\top "
    r"x_i)$ and $L(w) = -\sum_{i=1}^N\left[y_i\log p_i + (1-y_i)\log(1-p_i)\right]$."
)
ROWS = (
    r"\frac{\partial y}{\partial x} = \begin{pmatrix} \sigma'(z_1)W_{11}&\cdots&\sigma'(z_%s)W_{1n}"
    r"\\ \vdots&\ddots&\vdots\\ \sigma'(z_%s)W_{d1}&\cdots&\sigma'(z_%s)W_{dn}\end{pmatrix}"
)


@pytest.mark.parametrize(
    ("before", "claim", "true"),
    [
        (LAYER, ROWS % (1, "d", "d"), True),
        (LAYER, (ROWS % (1, "d", "d")).replace("'", ""), False),
        (LAYER, r"y = (\sigma(z_1), \dots, \sigma(z_d))^T", True),
        (QUADRATIC, r"f(x+h) = f(x) + \nabla f(x)^\top h + h^\top A h", True),
        (QUADRATIC, r"f(x+h) = f(x) + \nabla f(x)^\top h + \tfrac12 h^\top A h", False),
        (QUADRATIC, "f(0) = 0", True),
        (LAYER, r"\frac{\partial y}{\partial x^\top} = \operatorname{diag}(y\odot(1-y))W", True),
        (LAYER, r"\frac{\partial y}{\partial x^\top} = \operatorname{diag}(y\odot(1+y))W", False),
        (LAYER, r"\sigma' = \sigma (1-\sigma)", True),
        (LAYER, r"\sigma' = \sigma (1+\sigma)", False),
        (LAYER, r"\frac{d\sigma}{du} = \sigma(u)(1-\sigma(u))", True),
        (LAYER, r"\frac{d\sigma}{du} = \sigma(u)(1+\sigma(u))", False),
        (QUADRATIC, r"\nabla(f(x) + \lambda\|x\|^2) = (A + A^\top)x + b + 2\lambda x", True),
        (QUADRATIC, r"\nabla(f(x) + \lambda\|x\|^2) = (A + A^\top)x + b + \lambda x", False),
        (SAMPLES, r"\log\frac{p_i}{1-p_i} = w^\top x_i", True),
        (SAMPLES, r"\log\frac{1-p_i}{p_i} = w^\top x_i", False),
        (
            SAMPLES,
            r"\frac{\partial^2 L}{\partial w_j\partial w_k} = \sum_i p_i(1-p_i)x_{ij}x_{ik}",
            True,
        ),
        (
            SAMPLES,
            r"\frac{\partial^2 L}{\partial w_j\partial w_k} = \sum_i p_i(1+p_i)x_{ij}x_{ik}",
            False,
        ),
    ],
)
def test_what_stands_behind_other_words(before: str, claim: str, true: bool) -> None:
    found = judge(submission(f"{before}\n\n$${claim}$$\n")).findings[-1].verdict
    assert found in (("proved", "agrees") if true else ("refuted",))


TARGET = (
    r"Let $p = \operatorname{softmax}(z)$ with $z\in\mathbb{R}^K$. The target $y$ is one-hot, and "
    r"$L = -\sum_{i} y_i \log p_i$."
)
CELL = (
    r"Consider $f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f)$, $i_t = \sigma(W_i x_t + U_i h_{t-1} "
    r"+ b_i)$, $\tilde C_t = \tanh(W_c x_t + U_c h_{t-1} + b_c)$, "
    r"$C_t = f_t\odot C_{t-1} + i_t\odot\tilde C_t$."
)
UPDATE = (
    r"The gate is $z_t = \sigma(W_z x_t + U_z h_{t-1})$, the candidate "
    r"$g_t = \tanh(W x_t + U h_{t-1})$ and the state $h_t = (1-z_t)\odot h_{t-1} + z_t\odot g_t$."
)


@pytest.mark.parametrize(
    ("before", "claim", "true"),
    [
        (LAYER, r"\nabla_x (\mathbf{1}^\top y) = W^\top \sigma'(z)", True),
        (LAYER, r"\nabla_x (\mathbf{1}^\top y) = W \sigma'(z)", False),
        (LAYER, r"\nabla_x \sum_i y_i = W^{t} \sigma'(z)", True),
        (LAYER, r"\frac{\partial z_i}{\partial W_{kl}} = \delta_{ik} x_l", True),
        (LAYER, r"\frac{\partial z_i}{\partial W_{kl}} = \delta_{il} x_k", False),
        (LAYER, r"\frac{\partial y}{\partial x} \in \mathbb{R}^{d\times n}", True),
        (LAYER, r"\frac{\partial y}{\partial x} \in \mathbb{R}^{n\times n}", False),
        (LAYER, r"\frac{\partial y}{\partial x} \in \mathbb{R}^{n\times d\times n}", False),
        (LAYER, r"\frac{\partial y}{\partial W} \in \mathbb{R}^{d\times d\times n}", True),
        (LAYER, r"y = (\sigma(x_1), \dots, \sigma(x_n))^T", False),
        (TARGET, r"L = -\log p_c \text{ where } y_c = 1", True),
        (TARGET, r"L = \log p_c \text{ where } y_c = 1", False),
        (TARGET, r"L \ge 0", True),
        (TARGET, r"L \ge 1", False),
        (TARGET, r"L\le\log K", False),
        (TARGET, r"y^\top y = 1", True),
        (TARGET, r"y^\top y = 2", False),
        (TARGET, r"\sum_i y_i^2 = 1", True),
        (CELL, r"\frac{\partial C_t}{\partial C_k} = I", True),
        (CELL, r"\frac{\partial C_t}{\partial C_k} = 0", False),
        (CELL, r"C_t = C_{t-1}", True),
        (CELL, r"C_t = 2 C_{t-1}", False),
        (UPDATE, r"h_t = h_{t-1}", True),
        (UPDATE, r"h_t = g_t", False),
    ],
)
def test_shapes_labels_and_gates(before: str, claim: str, true: bool) -> None:
    gates = {CELL: r"If $f_t = 1$ and $i_t = 0$ for all $t$, then ", UPDATE: "If $z_t = 0$, then "}
    text = f"{before}\n\n{gates.get(before, '')}$${claim}$$\n"
    found = judge(submission(text)).findings[-1].verdict
    assert found in (("proved", "agrees") if true else ("refuted",))


def test_a_column_is_multiplied_over_times() -> None:
    claim = r"C_t = \sum_{k=1}^t \left(\prod_{j=%s}^t f_j\right)\odot i_k\odot\tilde C_k"
    start = f"{CELL}\n\nIf $C_0 = 0$, then $$%s$$"
    assert judge(submission(start % (claim % "k+1"))).findings[-1].verdict in ("proved", "agrees")
    assert judge(submission(start % (claim % "k"))).findings[-1].verdict == "refuted"


def test_shapes_that_were_guessed_refute_nothing() -> None:
    text = r"Let $z = Wx$. $$\frac{\partial z}{\partial x} \in \mathbb{R}^{n\times n}$$"
    assert judge(submission(text)).findings[-1].verdict != "refuted"


def test_values_at_all_times_make_no_unit_vector() -> None:
    text = f"{UPDATE}\n\nIf $z_t = 1$, then $h_t = g_t$. If $z_t = 0$, then $h_t = h_{{t-1}}$."
    found = [f.verdict for f in judge(submission(text)).findings if f.claim.left == "h_t"]
    assert set(found[-2:]) <= {"proved", "agrees"}


@pytest.mark.parametrize(
    "words",
    [
        "The Jacobian of $y$ with respect to $x$ is $$J = %s$$",
        "Hence the Jacobian $J$ of $y$ w.r.t. $x$ is $$J = %s$$",
        "Let $J$ be the Jacobian of $y$ with respect to $x$. Then $$J = %s$$",
        "Die Jacobi-Matrix von $y$ nach $x$ ist $$J = %s$$",
        "La jacobienne de $y$ par rapport à $x$ est $$J = %s$$",
        "Матрица Якоби $y$ по $x$: $$J = %s$$",
    ],
)
def test_a_derivative_that_words_describe_is_known(words: str) -> None:
    for slope, expected in (("sigma'", "proved"), ("sigma", "refuted")):
        text = f"{LAYER}\n\n" + words % rf"\operatorname{{diag}}(\{slope}(z)) W"
        assert judge(submission(text)).findings[-1].verdict == expected


def test_two_derivatives_of_one_name_say_nothing() -> None:
    text = (
        f"{LAYER}\n\nThe Jacobian $J$ of $y$ with respect to $z$ is diagonal, and the "
        r"Jacobian $J$ of $y$ with respect to $x$ is not. $$J = \operatorname{diag}(\sigma(z)) W$$"
    )
    assert judge(submission(text)).findings[-1].verdict == "definition"
