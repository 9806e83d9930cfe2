r"""Claims on all values of a name, and bounds that only arguments far out break."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

LOSS = (
    r"Let $z\in\mathbb R^K$, $p = \operatorname{softmax}(z)$, $y\in\mathbb R^K$ with "
    r"$\sum_k y_k = 1$, $y_k\ge0$, and $L=-\sum_k y_k\log p_k$. If $z = 0$, then $L = \log K$. "
)


def verdicts(text: str) -> list[str]:
    return [f.verdict for f in judge(submission(text)).findings]


@pytest.mark.parametrize(
    "words",
    [
        r"For every $z\in\mathbb R^K$ it holds that",
        r"Für alle $z$ gilt",
        r"Pour tout $z$ on a",
        r"Para todo $z$ tenemos",
        r"对任意 $z$ 有",
    ],
)
def test_what_holds_for_all_values_is_not_meant_at_one(words: str) -> None:
    assert verdicts(rf"{LOSS}{words} $L \le \log K$.")[-1] == "refuted"
    assert verdicts(rf"{LOSS}{words} $L \ge 0$.")[-1] in ("agrees", "proved")
    assert verdicts(rf"{LOSS}{words} $L \ge 1$.")[-1] == "refuted"


def test_what_is_said_of_each_entry_is_supposed_of_all() -> None:
    assert verdicts(LOSS)[-1] == "proved"
    assert verdicts(LOSS.replace(r"L = \log K", "L = K"))[-1] == "refuted"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"$\log(1+e^u) \le 10$", "refuted"),
        (r"$\log(1+e^u) \le u + 1$", "refuted"),
        (r"$\sigma(u) \le 0.9999$", "refuted"),
        (r"$\sigma(u) \le 1$", "proved"),
        (r"$\tanh(u) \ge -0.999$", "refuted"),
    ],
)
def test_bounds_are_tried_far_out(claim: str, verdict: str) -> None:
    assert verdicts(rf"Let $u \in \mathbb{{R}}$. Then {claim}.")[-1] == verdict


def test_headings_announce_nothing() -> None:
    text = "Bla bla.\n\n## Une pour la route\n\n$u_{n+2}=5u_{n+1}-6u_n$, $u_0=1$, $u_1=4$. "
    assert verdicts(text + r"On trouve $u_n=2\cdot3^n-2^n$.")[-1] == "agrees"
    assert verdicts(text + r"On trouve $u_n=2\cdot3^n+2^n$.")[-1] == "refuted"


def test_a_capital_beside_matrices_is_no_size() -> None:
    text = r"Let $M\in\mathbb R^{n\times n}$. For two square matrices $M$, $N$ "
    assert verdicts(text + "$$(M+N)^2=M^2+2MN+N^2$$")[-1] == "refuted"
    assert verdicts(text + "$$(M+N)^2=M^2+MN+NM+N^2$$")[-1] == "proved"


TWO = r"Let $A, B \in \mathbb{R}^{n\times n}$ and $x \in \mathbb{R}^n$. "
HOLDS = r"$x^\top A x = x^\top A^\top x$"


@pytest.mark.parametrize(
    "words",
    [
        "It is not true that %s.",
        "In general it isn't true that %s.",
        "%s does not hold.",
        "%s is wrong.",
        "Es ist nicht wahr, dass %s.",
        "Es ist falsch, dass %s.",
        "%s gilt im Allgemeinen nicht.",
        "Il n'est pas vrai que %s.",
        "No es cierto que %s.",
        "Неверно, что %s.",
        "并非 %s。",
    ],
)
def test_what_words_negate_is_neither_proved_nor_refuted(words: str) -> None:
    assert verdicts(TWO + words % HOLDS)[-1] == "unknown"
    assert verdicts(TWO + words % "$AB = BA$")[-1] == "unknown"


@pytest.mark.parametrize(
    "words",
    [
        "It is not hard to see that %s.",
        "The number does not change: %s.",
        "Whether $A$ is invertible or not, %s.",
        "%s is true.",
        "%s no matter what $B$ is.",
        "Es ist nicht schwer zu sehen, dass %s.",
    ],
)
def test_what_only_looks_negated_is_judged(words: str) -> None:
    assert verdicts(TWO + words % HOLDS)[-1] == "proved"


@pytest.mark.parametrize(
    "words", ["For arbitrary", "Für beliebiges", "Для произвольной", "For all"]
)
def test_what_is_said_of_any_matrix_needs_no_property_of_it(words: str) -> None:
    text = r"Let $S \in \mathbb{R}^{n\times n}$ be symmetric and $x \in \mathbb{R}^n$. "
    assert verdicts(rf"{text}{words} $S$: $\nabla_x (x^\top S x) = 2 S x$.")[-1] == "unknown"
    assert verdicts(rf"{text}{words} $S$: $\nabla_x (x^\top S x) = S x$.")[-1] == "refuted"
    assert verdicts(rf"{text}{words} $S$: $x^\top S x = x^\top S^\top x$.")[-1] == "proved"
    assert verdicts(rf"{text}For symmetric $S$: $\nabla_x (x^\top S x) = 2 S x$.")[-1] == "proved"


def test_bars_are_the_norm_that_words_name() -> None:
    text = r"$\lVert\cdot\rVert$ is the Euclidean norm for vectors and the induced operator "
    text += r"(spectral) norm for matrices. Let $v \in \mathbb{R}^n$. "
    claim = r"Then $\lVert \operatorname{diag}(v)\rVert %s \lVert v\rVert$."
    assert verdicts(text + claim % "=")[-1] == "refuted"
    assert verdicts(text + claim % r"\le")[-1] in ("agrees", "proved")


@pytest.mark.parametrize("words", ["alle $b_l = 0$", "all $b_l = 0$", "all $b_l=0$, $h_0=0$"])
def test_a_value_of_all_members_is_a_value(words: str) -> None:
    text = r"Let $W \in \mathbb{R}^{n\times n}$, $h_l = W h_{l-1} + b_l$, with "
    assert verdicts(rf"{text}{words}. Then $h_1 = W h_0$.")[-1] != "refuted"


@pytest.mark.parametrize(
    "words", ["With a large step and", "Avec un pas fixe et", "Mit großem Schritt und"]
)
def test_a_norm_that_is_supposed_is_not_refuted_at_earlier_values(words: str) -> None:
    text = r"Let $W = \begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}$. "
    assert "refuted" not in verdicts(rf"{text}{words} $\|W\| = 2$, $3 \cdot 2 = 6$.")
    assert verdicts(rf"{text}Then $\|W\| = 2$.")[-1] == "refuted"
