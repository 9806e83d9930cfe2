r"""What authors write shortly: ∇ without a variable, powers of vectors, decimal commas."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

WELL = ("proved", "agrees")
FORM = (
    r"For $x, y \in \mathbb{R}^n$ and $A \in \mathbb{R}^{n\times n}$ let $f(x) = x^T A x$."
    "\n\n$$%s$$"
)
VECTORS = "For $x, y \\in \\mathbb{R}^n$:\n\n$$%s$$"
REGRESSION = r"""Given $w, x_n \in \mathbb{R}^d$, put $a_n = w^T x_n$ and $y_n = \sigma(a_n)$. The
error is
$$E(w) = -\sum_{n=1}^N \{t_n \ln y_n + (1 - t_n) \ln(1 - y_n)\}.$$

$$%s$$"""


def last(text: str) -> tuple[str, str]:
    """The verdict on the last claim of a text, and how it was read."""
    finding = judge(submission(text)).findings[-1]
    return finding.verdict, finding.reading


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"\nabla f(x) = (A + A^T) x", True),
        (r"\nabla f = (A + A^T) x", True),
        (r"\nabla f(x) = A x", False),
        (r"\nabla^2 f(x) = A + A^T", True),
        (r"\nabla\nabla f(x) = A + A^T", True),
        (r"\nabla^{2} f = A", False),
    ],
)
def test_the_argument_is_the_variable(claim: str, true: bool) -> None:
    verdict, reading = last(FORM % claim)
    assert verdict in WELL if true else verdict == "refuted"
    assert "∇ by x" in reading


@pytest.mark.parametrize(
    ("claim", "verdicts"),
    [
        (r"\nabla \|x\|^2 = 2 x", WELL),
        (r"\nabla \|x\|^2 = x", ("refuted",)),
        (r"\nabla (x^T y) = y", ("unknown",)),
        (r"\nabla (x^T y) = x + y", ("unknown",)),
    ],
)
def test_a_variable_is_not_guessed(claim: str, verdicts: tuple[str, ...]) -> None:
    assert last(VECTORS % claim)[0] in verdicts


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"\nabla a_n = x_n", True),
        (r"\nabla a_n = w", False),
        (r"\nabla E(w) = \sum_{n=1}^N (y_n - t_n) x_n", True),
        (r"\nabla E(w) = \sum_{n=1}^N (t_n - y_n) x_n", False),
    ],
)
def test_an_argument_behind_definitions(claim: str, true: bool) -> None:
    verdict, reading = last(REGRESSION % claim)
    assert verdict in WELL if true else verdict == "refuted"
    assert "∇ by w" in reading


@pytest.mark.parametrize(
    ("claim", "verdicts"),
    [
        (r"\frac{\partial E}{\partial y_k} = -\frac{t_k}{y_k}", WELL),
        (r"\frac{\partial E}{\partial y_n} = -\frac{t_n}{y_n}", WELL),
        (r"\frac{\partial E}{\partial a_k} = -t_k (1 - y_k)", WELL),
        (r"\frac{\partial E}{\partial y_n} = \frac{t_n}{y_n}", ("refuted",)),
        (r"\frac{\partial E}{\partial a_k} = -t_k (1 + y_k)", ("refuted",)),
    ],
)
def test_a_term_of_a_sum_has_its_index(claim: str, verdicts: tuple[str, ...]) -> None:
    r"""∂E/∂y_n of E = Σ_{n=1}^N is meant for the n from 1 to N."""
    said = (
        r"Let $y_n = \sigma(a_n)$ with $y_n, t_n, a_n \in \mathbb{R}$."
        r" Let $E = -\sum_{n=1}^N t_n \ln y_n$."
    )
    assert last(f"{said}\n\n$${claim}$$")[0] in verdicts


@pytest.mark.parametrize(
    ("claim", "verdicts"),
    [
        (r"x^2 = x \odot x", WELL),
        (r"\operatorname{diag}(1 - x^2) y = y - x \odot x \odot y", WELL),
        (r"\operatorname{diag}(1 - x^2) y = y - x \odot y", ("refuted",)),
        (r"x^3 = x \odot x", ("refuted",)),
        (r"x^2 = x^T x", ("unknown",)),
    ],
)
def test_powers_of_vectors(claim: str, verdicts: tuple[str, ...]) -> None:
    verdict, reading = last(VECTORS % claim)
    assert verdict in verdicts
    assert verdict == "unknown" or "the power entry by entry" in reading


@pytest.mark.parametrize(
    ("claim", "verdicts"),
    [
        (r"0{,}25^{2} \approx 0{,}0625", WELL),
        (r"0{,}25^{2} \approx 0{,}625", ("refuted",)),
        (r"3 \cdot 0{,}125 = 0{,}375", WELL),
        (r"\sqrt{2} \approx 1{,}41", WELL),
        (r"\sqrt{2} = 1.4142\ldots", WELL),
        (r"\sqrt{2} = 1.4143\ldots", ("refuted",)),
        (r"10{,}000 = 10^4", ("unknown",)),
        (r"1{,}000{,}000 = 10^6", ("unknown",)),
    ],
)
def test_decimals(claim: str, verdicts: tuple[str, ...]) -> None:
    assert last(f"$${claim}$$")[0] in verdicts


@pytest.mark.parametrize(
    ("said", "claim", "verdicts"),
    [
        (r"for $t = 1, \dots, T$", r"\sum_t W x_t = W \sum_{t} x_t", WELL),
        (r"for $t \in \{1, 2, \ldots, T\}$", r"\sum_t W x_t = W \sum_{t=1}^T x_t", WELL),
        (r"for $t = 1, \dots, T$", r"\sum_t W x_t = \sum_t x_t", ("refuted",)),
        (r"for $t = 1, \dots, T$", r"\sum_t W x_t = \sum_{t=1}^{T-1} W x_t", ("unknown",)),
        ("", r"\sum_t W x_t = W \sum_t x_t", ("unknown",)),
    ],
)
def test_all_times(said: str, claim: str, verdicts: tuple[str, ...]) -> None:
    """Where two ranges are written, nobody knows which is meant."""
    names = r"$x_t \in \mathbb{R}^n$ and $W \in \mathbb{R}^{n\times n}$"
    verdict, reading = last(f"Let {names} {said}.\n\n$${claim}$$")
    assert verdict in verdicts
    assert ("Σ_t for t = 1, …, T" in reading) == (verdict != "unknown")


LAYERS = {
    "bare": r"$z^l = w^l a^{l-1} + b^l$ and $a^l = \sigma(z^l)$",
    "braces": r"$z^{l} = w^{l} a^{l-1} + b^{l}$ and $a^{l} = \sigma(z^{l})$",
    "brackets": r"$z^{[l]} = w^{[l]} a^{[l-1]} + b^{[l]}$ and $a^{[l]} = \sigma(z^{[l]})$",
    "ell": r"$z^\ell = w^\ell a^{\ell-1} + b^\ell$ and $a^\ell = \sigma(z^\ell)$",
}
LAYER_CLAIMS = [
    (r"\frac{\partial z^{l+1}_k}{\partial z^{l}_j} = w^{l+1}_{kj} \sigma'(z^{l}_j)", WELL),
    (r"\frac{\partial z^{l+1}_k}{\partial z^{l}_j} = w^{l+1}_{jk} \sigma'(z^{l}_j)", ("refuted",)),
    (r"z^{l+1}_k = \sum_j w^{l+1}_{kj} \sigma(z^{l}_j) + b^{l+1}_k", WELL),
    (r"z^{l+1}_k = \sum_j w^{l+1}_{jk} \sigma(z^{l}_j) + b^{l+1}_k", ("refuted",)),
]


@pytest.mark.parametrize("way", LAYERS)
@pytest.mark.parametrize(("claim", "verdicts"), LAYER_CLAIMS)
def test_layers(way: str, claim: str, verdicts: tuple[str, ...]) -> None:
    if way == "brackets":
        claim = claim.replace("{l}", "{[l]}").replace("{l+1}", "{[l+1]}")
    elif way == "ell":
        claim = claim.replace("{l}", r"{\ell}").replace("{l+1}", r"{\ell+1}")
    verdict, reading = last(f"We put {LAYERS[way]}.\n\n$${claim}$$")
    assert verdict in verdicts
    assert "as layers" in reading


def test_powers_are_no_layers() -> None:
    """A base that stands alone somewhere is raised to a power."""
    said = r"Let $A \in \mathbb{R}^{n\times n}$ and $l \ge 1$."
    verdict, reading = last(f"{said}\n\n$$A^{{l+1}} = A A^l$$")
    assert verdict in WELL
    assert "layers" not in reading
    assert last(f"{said}\n\n$$A^{{l+1}} = A + A^l$$")[0] == "refuted"


@pytest.mark.parametrize(
    ("claim", "verdicts"),
    [
        (r"\frac{\partial C}{\partial a^L_j} = a^L_j - y_j", WELL),
        (r"\frac{\partial C}{\partial a^L_j} = y_j - a^L_j", ("refuted",)),
        (r"\nabla_a C \odot \sigma'(z^L) = (a^L - y) \odot \sigma'(z^L)", WELL),
        (r"\nabla_a C \odot \sigma'(z^L) = (y - a^L) \odot \sigma'(z^L)", ("refuted",)),
    ],
)
def test_the_last_layer(claim: str, verdicts: tuple[str, ...]) -> None:
    said = f"Let {LAYERS['bare']}. The cost is $C = \\frac{{1}}{{2}} \\|y - a^L\\|^2$."
    assert last(f"{said}\n\n$${claim}$$")[0] in verdicts


@pytest.mark.parametrize(
    "claim", [r"z^2 = a^1 + b^2", r"z^1 = b^1 \quad a^2 = \sigma(z^2)", r"z^3 = a^2 + b^3"]
)
def test_numbers_of_layers_are_no_powers(claim: str) -> None:
    said = r"For $z, a, b \in \mathbb{R}^n$:"
    assert last(f"{said}\n\n$${claim}$$")[0] != "refuted"
