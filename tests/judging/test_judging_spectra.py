"""Eigenvalues, powers, exponentials, series, norms and bounds in a review."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission


def verdicts(text: str) -> dict[str, str]:
    """Claim → verdict; what is said of a claim twice has the last."""
    found = judge(submission(text, "x.md"), suggest=False).findings
    return {f.claim.latex.replace(" ", ""): f.verdict for f in found}


def of(text: str, *claims: str) -> list[str]:
    """The verdicts on claims behind a text."""
    lines = "\n\n".join(f"$${claim}$$" for claim in claims)
    found = judge(submission(f"{text}\n\n{lines}", "x.md"), suggest=False).findings
    last: list[str] = []
    for f in found[-len(claims) :]:
        last.append(f.verdict)
    return last


GOOD = {"proved", "agrees"}

#: words that speak of eigenvalues → what is then true, and what is false
SPECTRA = [
    (
        r"Let $A \in \mathbb{R}^{n\times n}$ be diagonalizable with eigenvalues $\lambda_1, \dots,"
        r" \lambda_n$ and $A = PDP^{-1}$, $D = \mathrm{diag}(\lambda_1, \dots, \lambda_n)$.",
        (r"A^k = P D^k P^{-1}", r"\operatorname{tr} A = \sum_{i=1}^n \lambda_i", "AP = PD"),
        (r"A^3 = P^3 D^3 P^{-3}", r"\det A = \sum_i \lambda_i", "PA = DP"),
    ),
    (
        r"Seien $\mu_1, \dots, \mu_n$ die Eigenwerte von $M$.",
        (r"\operatorname{tr}(M^2) = \sum_i \mu_i^2", r"\det(M + cI) = \prod_i (\mu_i + c)"),
        (r"\operatorname{tr}(M^2) = \left(\sum_i \mu_i\right)^2",),
    ),
    (
        r"设 $B = Q \Lambda Q^\top$，其中 $Q$ 的列是正交的特征向量 $q_1, \dots, q_n$，"
        r"$\Lambda = \mathrm{diag}(\lambda_1, \dots, \lambda_n)$ 是特征值。",
        (r"B = \sum_{i=1}^n \lambda_i q_i q_i^\top", r"B q_2 = \lambda_2 q_2"),
        (r"B = \sum_{i=1}^n \lambda_i q_i^\top q_i", r"B q_2 = \lambda_1 q_2"),
    ),
]


@pytest.mark.parametrize(("text", "true", "false"), SPECTRA)
def test_eigenvalues_belong_to_their_matrix(text, true, false):
    assert {*of(text, *true)} <= GOOD
    assert of(text, *false) == ["refuted"] * len(false)


def test_eigenvectors_turn_with_their_matrix():
    text = (
        r"Let $A = Q\Lambda Q^\top$ be symmetric, $\Lambda = \mathrm{diag}(\lambda_1, \dots,"
        r" \lambda_n)$ its eigenvalues, $q_i$ the orthonormal eigenvectors."
    )
    [slope, outer] = of(
        text, r"d\lambda_i = q_i^\top dA\, q_i", r"dA = \sum_i d\lambda_i q_i q_i^\top"
    )
    assert slope in GOOD
    assert outer == "refuted"


def test_what_is_not_assumed_is_not():
    text = r"Soit $A = PDP^{-1}$, $D$ diagonale. On ne suppose pas que $A$ est symétrique."
    assert of(text, r"A^\top = P D P^{-1}") == ["refuted"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\rho(A) \le \|A\|", GOOD),
        (r"\|A\| = \rho(A)", {"refuted"}),
        (r"\|A\| = \sigma_{\max}(A)", GOOD),
        (r"\|A\| = \lambda_{\max}(A^\top A)", {"refuted"}),
        (r"\|A\|_F \le \sqrt{\operatorname{rank}(A)}\,\|A\|", GOOD),
        (r"\|A\|_F \le \|A\|", {"refuted"}),
        (r"\kappa(A^\top A) = \kappa(A)^2", GOOD),
        (r"\kappa(A^\top A) = \kappa(A)", {"refuted"}),
        (r"\operatorname{rank}(AB) = \operatorname{rank}(A)", {"refuted"}),
        (r"\|A^{-1}\| = 1/\sigma_{\min}(A)", GOOD),
        (r"e^{A+B} = e^A e^B", {"refuted"}),
        (r"\frac{d}{dt} e^{tA} = A e^{tA}", GOOD),
        (r"\frac{d}{dt} e^{tA} = t e^{tA}", {"refuted"}),
        (r"\det(\exp(A)) = \exp(\operatorname{tr} A)", GOOD),
        (r"\det(\exp(A)) = \exp(\det A)", {"refuted"}),
    ],
)
def test_functions_of_the_spectrum(claim, verdict):
    text = r"$A, B \in \mathbb{R}^{n\times n}$, $\|\cdot\|$ is the spectral norm, $\rho$ radius."
    assert {*of(text, claim)} <= verdict


def test_series_under_a_bound():
    text = r"Let $A \in \mathbb{R}^{n \times n}$ with $\|A\| < 1$ (spectral norm)."
    true = (
        r"\sum_{k=0}^\infty A^k = (I - A)^{-1}",
        r"\|(I-A)^{-1}\| \le \frac{1}{1 - \|A\|}",
        r"\sum_{k=1}^{\infty} A^k = A (I - A)^{-1}",
    )
    false = (
        r"\sum_{k=1}^\infty A^k = (I - A)^{-1}",
        r"\|(I-A)^{-1}\| \le \frac{1}{1 + \|A\|}",
    )
    assert {*of(text, *true)} <= GOOD
    assert of(text, *false) == ["refuted", "refuted"]


def test_an_example_is_not_the_rule():
    text = r"""Suppose $A = PDP^{-1}$ with $D$ diagonal.

Example: $A = \begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix}$."""
    found = of(
        text, r"\det A = 3", r"\det A = 5", r"A^2 = 4A - 3I", r"A^k = P D^k P^{-1}", "A^k = D^k"
    )
    assert found[0] in GOOD
    assert found[1] == "refuted"
    assert found[2] in GOOD
    assert found[3] in GOOD
    assert found[4] == "refuted"


NET = (
    r"$h_t = \phi(W h_{t-1} + U x_t)$, $h_t \in \mathbb{R}^n$, $W \in \mathbb{R}^{n\times n}$,"
    r" $U \in \mathbb{R}^{n \times m}$; $\|\cdot\|$ is the spectral norm. "
)
SLOPE = r"\left\|\frac{\partial h_t}{\partial h_{t-2}}\right\|"


@pytest.mark.parametrize(
    ("words", "bound", "verdict"),
    [
        (r"Let $\phi = \tanh$.", r"\|W\|^2", GOOD),
        (r"Let $\phi = \tanh$.", r"\frac14\|W\|^2", {"refuted"}),
        (r"For the logistic function", r"\left(\tfrac14\|W\|\right)^2", GOOD),
        (r"For the logistic function", r"\left(\tfrac18\|W\|\right)^2", {"refuted"}),
        (r"Let $\phi(s) = s$.", r"\|W\|^2", GOOD),
    ],
)
def test_a_function_is_the_one_that_is_named(words, bound, verdict):
    found = judge(submission(f"{NET}{words} $${SLOPE} \\le {bound}$$", "x.md"), suggest=False)
    assert found.findings[-1].verdict in verdict


def test_what_holds_for_another_function_is_not_refuted():
    text = NET + r"It is the logistic function, or if $\phi = \tanh$ another." + "\n\n"
    text += "And now:" + "\n\n" + rf"$${SLOPE} \le \frac1{{16}}\|W\|^2$$"
    assert judge(submission(text, "x.md"), suggest=False).findings[-1].verdict == "unknown"
