r"""Rows, columns and entries that words speak of: softmaxes of rows, samples, row vectors."""

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

LOSS = (
    r"Let $Y\in\mathbb{R}^{N\times C}$ be the one-hot labels and "
    r"$L = -\frac1N\sum_{n=1}^N\sum_{c=1}^C Y_{nc}\log P_{nc}$."
    "\n\n"
)
LAYER = r"Let $X\in\mathbb{R}^{N\times D}$, $W\in\mathbb{R}^{D\times C}$ and $S = XW$. "


def verdicts(text: str) -> list[str]:
    return [f.verdict for f in judge(submission(text), suggest=False).findings]


@pytest.mark.parametrize(
    "words",
    [
        "Row $n$ of $P$ is the softmax of row $n$ of $S$. ",
        "The rows of $P$ are the softmaxes of the rows of $S$. ",
        "Zeile $n$ von $P$ ist der Softmax der Zeile $n$ von $S$. ",
        "Chaque ligne de $P$ est le softmax de la ligne de $S$. ",
    ],
)
def test_a_softmax_of_rows_that_words_define(words: str) -> None:
    text = LAYER + words + LOSS + r"Then $\frac{\partial L}{\partial S} = "
    assert verdicts(text + r"\frac1N (P - Y)$.")[-1] == "proved"
    assert verdicts(text + r"P - Y$.")[-1] == "refuted"


def test_a_softmax_of_columns_is_not_one_of_rows() -> None:
    words = (
        "Each column of $P$ is the softmax of that column of $S$, and each row of $Y$ is a label. "
    )
    text = LAYER + words + LOSS + r"Then $\frac{\partial L}{\partial S} = \frac1N (P - Y)$."
    assert verdicts(text)[-1] == "unknown"


@pytest.mark.parametrize(
    ("row", "right"),
    [("a row vector of length $C$", True), ("a column vector of length $C$", False)],
)
def test_vectors_of_a_length(row: str, right: bool) -> None:
    text = (
        rf"Let $A\in\mathbb{{R}}^{{N\times C}}$, $b$ is {row}."
        "\n\n"
        r"Then $b \, A^\top A \, b^\top \ge 0$."
    )
    assert (verdicts(text)[-1] in ("proved", "agrees")) == right


def test_a_column_of_ones_with_its_size_is_one_of_ones() -> None:
    text = (
        r"Let $A\in\mathbb{R}^{N\times C}$ and $\mathbf{1}_N \in \mathbb{R}^{N\times 1}$. "
        r"Then $\mathbf{1}_N^\top A = \sum_{n=1}^N A_{n,:}$."
    )
    assert verdicts(text)[-1] == "proved"


@pytest.mark.parametrize(
    "words",
    [
        r"$X$ has the rows $x_i^\top$. $y\in\mathbb{R}^N$ is the column of the labels.",
        r"The matrix $X$ has $x_i^\top$ as its $i$-th row, and $y \in \mathbb{R}^N$ is a column.",
        r"$X$ a pour $i$-ième ligne $x_i^\top$, et $y\in\mathbb{R}^N$ est une colonne.",
    ],
)
def test_entries_of_samples_are_entries_of_their_matrix(words: str) -> None:
    text = (
        r"Let $x_1,\dots,x_N \in \mathbb{R}^d$, $X\in\mathbb{R}^{N\times d}$, $w\in\mathbb{R}^d$. "
        rf"{words} Let $J = \frac12\|Xw-y\|^2$."
        "\n\n"
    )
    right = r"$\frac{\partial J}{\partial w_k} = \sum_{i=1}^N (x_i^\top w - y_i)\,x_{ik}$."
    assert verdicts(text + right)[-1] in ("proved", "agrees")
    assert verdicts(text + right.replace("x_{ik}", "x_{ii}"))[-1] != "proved"
    assert verdicts(text + right.replace("- y_i", "+ y_i"))[-1] == "refuted"
    assert verdicts(text + r"$\nabla_w J = \sum_{i=1}^N (x_i^\top w - y_i) x_i$.")[-1] != "refuted"


def test_kronecker_s_delta_beside_an_error_of_that_name() -> None:
    text = (
        r"Let $z\in\mathbb{R}^n$ and $y = \sigma(z)$; $\delta_{ik}$ is the Kronecker delta."
        "\n\n"
        r"$\frac{\partial y_i}{\partial z_k} = \delta_{ik} y_i (1-y_i)$. "
        r"$\frac{\partial y_i}{\partial z_k} = \delta_{ik} y_i$. Put $\delta = y \odot (1-y)$."
    )
    assert verdicts(text)[:2] == ["proved", "refuted"]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"$\det(2A) = 2\det A$", "refuted"),
        (r"$\operatorname{tr}(ABC) = \operatorname{tr}(ACB)$", "refuted"),
        (r"$X^\top X w = X^\top y$", "unknown"),
    ],
)
def test_only_what_is_solved_is_an_equation_to_solve(line: str, verdict: str) -> None:
    text = (
        r"Let $X\in\mathbb{R}^{m\times n}$, $w\in\mathbb{R}^n$, $F(w) = \frac12\|Xw-y\|^2$ and "
        r"$\nabla F(w) = X^\top(Xw-y)$. Setting the gradient to zero gives the normal equations."
        "\n\n"
        + (" ".join(["Now for something else, of square matrices."] * 16) if "A" in line else "")
        + r"Let $A, B, C \in \mathbb{R}^{n\times n}$; "
        r"$\frac{\partial}{\partial A} \operatorname{tr}(AB) = B^\top$. Also, "
    )
    assert verdicts(text + line + ".")[-1] == verdict


def test_a_known_function_may_be_restated() -> None:
    text = (
        r"Let $\sigma(u) = \frac{1}{1+e^{-u}}$."
        "\n\n"
        "The relation with the hyperbolic tangent:\n\n"
    )
    assert verdicts(text + r"$$\sigma(u) = \tfrac12(1 + \tanh(u))$$")[-1] == "refuted"
    assert verdicts(text + r"$$\sigma(u) = \tfrac12(1 + \tanh(u/2))$$")[-1] != "refuted"


@pytest.mark.parametrize(
    "mask",
    [
        r"$M_{nh} = 1$ if $A_{nh} > 0$ and $0$ otherwise",
        r"$M_{nh} = 1$, falls $A_{nh} > 0$, sonst $0$",
    ],
)
def test_masks_in_words(mask: str) -> None:
    text = (
        r"Let $A\in\mathbb{R}^{N\times H}$, $Z = \max(A, 0)$, where no entry of $A$ is zero. With "
        rf"the mask {mask}:"
        "\n\n"
    )
    assert verdicts(text + r"$$Z = A \circ M$$")[-1] in ("proved", "agrees")
    assert verdicts(text + r"$$Z = A - M$$")[-1] == "refuted"


def test_letters_that_are_said_to_count() -> None:
    text = (
        r"Let $A\in\mathbb{R}^{T\times T}$, $V\in\mathbb{R}^{T\times v}$, $O = AV$. The indices "
        r"$i, j$ run over $1,\dots,T$ and $b, c$ over $1,\dots,v$."
        "\n\n"
    )
    right = r"$\frac{\partial O_{ic}}{\partial V_{jb}} = A_{ij}\,\delta_{cb}$."
    assert verdicts(text + right)[-1] == "proved"
    assert verdicts(text + right.replace("A_{ij}", "A_{ji}"))[-1] == "refuted"


def test_nothing_is_proved_of_a_loss_that_may_depend_on_more() -> None:
    text = (
        r"Let $X\in\mathbb{R}^{T\times d}$, $U, V \in\mathbb{R}^{d\times k}$, $Q = XU$, $K = XV$; "
        r"let $L$ be a loss. "
    )
    part = r"$\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Q} U^\top$."
    whole = part[:-2] + r" + \frac{\partial L}{\partial K} V^\top$."
    assert verdicts(text + part)[-1] == "unknown"
    assert verdicts(text + whole)[-1] == "proved"


def test_labels_before_formulas_in_plain_text() -> None:
    text = "Let z = W x with W ∈ ℝ^{n × d}.\n\n(BP1)  ∂z_i/∂x_j = W_ij\n[2.1] ∂z_i/∂x_j = W_ji\n"
    found = judge(submission(text, "sheet.txt"), suggest=False).findings
    assert [f.verdict for f in found][-2:] == ["proved", "refuted"]
