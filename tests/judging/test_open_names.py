r"""What is left open is never held against a claim: properties in prose, differentials, dots."""

import time

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

SYMMETRIC = {
    "fr": r"Soit $P \in \mathbb{R}^{n \times n}$ et $R \in \mathbb{R}^{m \times m}$ sym\'etriques.",
    "de": r"Seien $P \in \mathbb{R}^{n \times n}$ und $R \in \mathbb{R}^{m \times m}$ symmetrisch.",
    "en": r"Let $P \in \mathbb{R}^{n \times n}$ and $R \in \mathbb{R}^{m \times m}$ be symmetric.",
}


def _verdicts(text: str) -> list[str]:
    return [finding.verdict for finding in judge(submission(text)).findings]


@pytest.mark.parametrize("language", SYMMETRIC)
def test_one_property_of_several(language: str) -> None:
    said = SYMMETRIC[language]
    assert _verdicts(said + "\n$$P = P^T$$\n\n$$R = R^T$$") == ["proved", "proved"]
    assert _verdicts(said + "\n$$P = -P^T$$") == ["refuted"]


def test_differentials_are_not_products() -> None:
    said = "$X$ and $Y$ are square.\n$$d(XY) = (dX)Y + X(dY)$$\n\n$$D_j(x_j) = 1$$"
    assert "refuted" not in _verdicts(said)


def test_a_range_defines_nothing() -> None:
    said = r"For $n = 1, \dots, N$ put $a_n = 2 u_n$. $$a_n = 2 u_n$$ $$a_n = 3 u_n$$"
    assert _verdicts(said)[-1] == "refuted"


def test_dots_have_the_terms_that_are_shown() -> None:
    text = r"For $q \ne 1$: $$1 + q + q^2 + \cdots + q^m = \frac{q^{m+1} - %s}{q - 1}$$"
    assert _verdicts(text % "1")[-1] in ("proved", "agrees")
    assert _verdicts(text % "2")[-1] == "refuted"


def test_a_property_in_a_sentence_is_assumed_and_not_judged() -> None:
    """A later claim may rest on it; what is wrong with it too stays wrong."""
    said = (
        r"Let $y \in \mathbb{R}^N$, so $\sum_k y_k = 1$, and $a \in \mathbb{R}^N$."
        "\n\n$$\\sum_k (y_k + a_k) = 1 + \\sum_k a_k$$"
        "\n\n$$\\sum_k (y_k + a_k) = 2 + \\sum_k a_k$$"
    )
    found = _verdicts(said)
    assert found[0] == "unknown"
    assert found[1] in ("proved", "agrees")
    assert found[2] == "refuted"


def test_one_hot() -> None:
    """The entries of a one-hot vector add up to 1, and those of any target may."""
    said = r"With $p = \mathrm{softmax}(z)$ and a one-hot $y$ let $L = -\sum_k y_k \log p_k$."
    assert _verdicts(said + r" $$\nabla_z L = p - y$$")[-1] in ("proved", "agrees")
    assert _verdicts(said + r" $$\nabla_z L = y - p$$")[-1] == "refuted"
    said = said.replace("one-hot", "given")
    finding = judge(submission(said + r" $$\nabla_z L = p - y$$")).findings[-1]
    assert finding.verdict in ("proved", "agrees")
    assert "y as a target adding up to 1" in finding.reading
    assert _verdicts(said + r" $$\nabla_z L = \frac12 (p - y)$$")[-1] == "refuted"


def test_many_undeclared_names_take_no_memory() -> None:
    names = [f"{letter}_{{{k}}}" for letter in "abcdfghu" for k in "pqr"]
    start = time.process_time()
    _verdicts(
        "$$" + " + ".join(rf"\hat{{{n[0]}}}^T \tilde{{{n[0]}}} {n}" for n in names) + " = 0$$"
    )
    assert time.process_time() - start < 10


def test_what_is_said_of_other_names_is_no_hypothesis() -> None:
    found = _verdicts(r"$2 + 2 = 5$, $v_1 = 1$, and $(A B)^\top = A^\top B^\top$.")
    assert found[::2] == ["refuted", "refuted"]


def test_a_value_for_a_while_is_said() -> None:
    """It holds for a line or for all that follows; either way that is said."""
    said = r"Let $A, B \in \mathbb{R}^{n \times n}$. Then $(AB)^\top = B^\top A^\top$. Put $A = I$."
    first, proved, wrong = judge(submission(said + "\n$$AB = BA$$\n\n$$AB = 2BA$$")).findings
    assert (first.verdict, first.reading) == ("proved", "")
    assert (proved.verdict, proved.reading) == ("proved", "with A = I")
    assert wrong.verdict == "refuted"
    assert wrong.witness is not None
    assert "A" in dict(wrong.witness.values)
