"""Sheets with numbers: claims are judged at the values that a sheet gives."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings, strategies as st

from derive.judging.judge import judge
from derive.judging.printed import misses, numeric
from derive.judging.verdicts import Finding
from derive.submissions.opening import submission

_NET = r"""
$z = W x + b$, $h = \sigma(z)$, $y = v^\top h$, $L = \frac{1}{2} (y - t)^2$ with
$W = \begin{pmatrix} 0.5 & -0.2 \\ 0.1 & 0.4 \end{pmatrix}$, $b = (0.1, 0)^\top$,
$v = \begin{pmatrix} 1 \\ -2 \end{pmatrix}$, $x = (1, 2)^\top$ and $t = 1$.

"""
_RNN = r"""
$h_t = \tanh(w h_{t-1} + u x_t)$ with $w = 0.5$, $u = 1$, $h_0 = 0$, $x_1 = 1$, $x_2 = -1$.
The output is $y = 2 h_2$.

"""
_SOFTMAX = r"""
Logits $z = (1.0, 2.0, 0.5)$, $p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$, label $y = (0, 1, 0)$,
loss $L = -\sum_i y_i \ln p_i$.

"""
_STEPS = r"""
$f(w) = (w - 3)^2$ is minimised by $w_{k+1} = w_k - \eta f'(w_k)$ with $\eta = 0.1$, $w_0 = 0$.

"""
_LEAST = r"""
$X = \begin{pmatrix} 1 & 0 \\ 1 & 1 \\ 1 & 2 \end{pmatrix}$, $y = (1, 2, 2)^\top$,
$J(w) = \frac{1}{2} \|X w - y\|^2$, $w = (0, 1)^\top$, $\alpha = 0.1$.

"""
_NUMBERS = r"""
$x_1 = 1$, $x_2 = 2$, $x_3 = 6$, $\mu = \frac{1}{3} \sum_{i=1}^{3} x_i$,
$s = \frac{1}{3} \sum_{i=1}^{3} (x_i - \mu)^2$, $A = [[2, 1], [1, 2]]$, $u = [1, 1]$.

"""
_TRUE = {
    "net": (
        _NET,
        r"z = (0.2, 0.9)",
        r"h \approx \begin{pmatrix} 0.550 \\ 0.711 \end{pmatrix}",
        r"y \approx 0.550 - 2 \cdot 0.711",
        r"\frac{\partial L}{\partial z} \approx \begin{pmatrix} -0.463 \\ 0.769 \end{pmatrix}",
        r"\frac{\partial L}{\partial W} \approx "
        r"\begin{pmatrix} -0.463 & -0.927 \\ 0.769 & 1.539 \end{pmatrix}",
        r"\frac{\partial h}{\partial x} \approx "
        r"\begin{pmatrix} 0.124 & -0.050 \\ 0.021 & 0.082 \end{pmatrix}",
        r"\sigma'(z) \approx (0.248, 0.206)",
        r"\frac{\partial L}{\partial y} = y - t",
        r"\frac{\partial L}{\partial y} = y - t \approx -1.87",
        r"W' = W - 0.5 \frac{\partial L}{\partial W} \approx "
        r"\begin{pmatrix} 0.732 & 0.263 \\ -0.285 & -0.369 \end{pmatrix}",
        r"\det W = 0.22",
    ),
    "rnn": (
        _RNN,
        r"h_1 \approx 0.762",
        r"h_2 \approx -0.551",
        r"\frac{\partial h_2}{\partial h_1} = w (1 - h_2^2) \approx 0.348",
        r"y \approx -1.101",
    ),
    "softmax": (
        _SOFTMAX,
        r"p \approx (0.231, 0.629, 0.140)",
        r"\frac{\partial L}{\partial z} = p - y",
        r"\frac{\partial L}{\partial z_1} \approx 0.231",
        r"\frac{\partial p_1}{\partial z_2} \approx -0.145",
        r"p_2 = 62.9\%",
        r"L < 0.5",
    ),
    "steps": (_STEPS, r"f'(0) = -6", r"f'(w) = 2 (w - 3)", r"w_1 = 0.6", r"w_2 = 1.08"),
    "least squares": (
        _LEAST,
        r"J(w) = 1",
        r"\nabla_w J = (-2, -1)^\top",
        r"\nabla J(w) = X^\top (X w - y)",
        r"w^\star = (X^\top X)^{-1} X^\top y = \begin{pmatrix} 7/6 \\ 1/2 \end{pmatrix}",
    ),
    "numbers": (
        _NUMBERS,
        r"\mu = 3",
        r"s \approx 4.667",
        r"A u = \binom{3}{3}",
        r"A^{-1} u \approx (0.333, 0.333)",
        r"A u = 3 u",
    ),
}
_FALSE = {
    "net": (
        _NET,
        r"z = (0.2, 0.8)",
        r"\frac{\partial L}{\partial b} \approx \begin{pmatrix} -1.872 \\ 3.744 \end{pmatrix}",
        r"\frac{\partial L}{\partial x} \approx \begin{pmatrix} -0.386 \\ 0.261 \end{pmatrix}",
        r"\frac{\partial h}{\partial x} \approx "
        r"\begin{pmatrix} 0.124 & -0.041 \\ 0.025 & 0.082 \end{pmatrix}",
        r"\frac{\partial L}{\partial y} = t - y",
        r"W^2 = \begin{pmatrix} 0.25 & 0.04 \\ 0.01 & 0.16 \end{pmatrix}",
        r"L \approx 3.505",
    ),
    "rnn": (_RNN, r"h_2 \approx -0.451", r"\frac{\partial h_2}{\partial h_1} \approx 0.276"),
    "softmax": (
        _SOFTMAX,
        r"p \approx (0.231, 0.529, 0.140)",
        r"\frac{\partial L}{\partial z_1} \approx -0.231",
        r"\frac{\partial p_1}{\partial z_1} \approx 0.231",
        r"p_3 = 41\%",
    ),
    "steps": (_STEPS, r"f'(1) = 4", r"f'(w) = w - 3", r"w_2 = 1.2"),
    "least squares": (_LEAST, r"J(w) = 2", r"\nabla_w J = (-2, 1)^\top"),
    "numbers": (_NUMBERS, r"\mu = 4", r"s = 7", r"A u = (3, 2)", r"\det A = 5"),
}


def _findings(head: str, claims: tuple[str, ...]) -> dict[str, list[Finding]]:
    text = head + "\n\n".join(f"$${claim}$$" for claim in claims) + "\n"
    found: dict[str, list[Finding]] = {}
    first = len(head.splitlines())
    for finding in judge(submission(text), suggest=False).findings:
        at = (finding.claim.spot.line - first - 1) // 2
        if finding.claim.spot.line > first:
            found.setdefault(claims[at], []).append(finding)
    return found


@pytest.mark.parametrize("name", _TRUE)
def test_true_numbers(name: str) -> None:
    """The last link of a line is its claim; a first link may be the definition of a name."""
    head, *claims = _TRUE[name]
    found = _findings(head, tuple(claims))
    assert {c: found[c][-1].verdict for c in claims if found[c][-1].verdict not in _PASS} == {}
    assert not [f for fs in found.values() for f in fs if f.verdict == "refuted"]


_PASS = ("agrees", "proved")


@pytest.mark.parametrize("name", _FALSE)
def test_false_numbers(name: str) -> None:
    head, *claims = _FALSE[name]
    found = _findings(head, tuple(claims))
    assert {c: found[c][-1].verdict for c in claims} == dict.fromkeys(claims, "refuted")


def test_a_witness_has_the_values() -> None:
    [finding] = _findings("With $a = 2$ let $q = 3 a$.\n\n", ("q = 5",))["q = 5"]
    assert str(finding.witness) == "a = 2: left 6, right 5"


def test_a_value_is_no_claim() -> None:
    """ε = 0.001 and later ε = 0.1 do not contradict each other."""
    text = "With $\\epsilon = 0.001$ one thing, and with $\\epsilon = 0.1$ another.\n"
    assert all(f.verdict == "definition" for f in judge(submission(text)).findings)


def test_what_is_only_a_number_has_no_derivative() -> None:
    """Of p only an approximation is given: nothing says that it depends on z."""
    claim = r"\frac{\partial p_1}{\partial z_1} \approx 0.178"
    found = _findings("$z = (1, 2, 0.5)$ and $p \\approx (0.231, 0.629, 0.140)$.\n\n", (claim,))
    assert found[claim][0].verdict == "unknown"


def test_an_equation_that_holds_by_chance() -> None:
    """W is symmetric here, so that W x is Wᵀ x: for these numbers, not in general."""
    head = "$W = [[2, 1], [1, 3]]$, $x = (1, 2)$, $c = (1, 1)$, $y = c^T W x$.\n\n"
    [finding] = _findings(head, (r"\nabla_x y = W c",))[r"\nabla_x y = W c"]
    assert finding.verdict not in (*_PASS, "refuted")


def test_roundings_on_the_way() -> None:
    """1.2 · 0.33 = 0.396, where a third goes on as 0.33: not wrong, but not 0.4 either."""
    head = "$a = 3$, $q = \\frac{1}{a}$.\n\n"
    claims = (r"q \approx 0.33", r"r = 12 q \approx 3.96", r"r \approx 4.96")
    found = _findings(head, claims)
    assert [found[c][-1].verdict for c in claims] == ["agrees", "unknown", "refuted"]


def test_inherited() -> None:
    """What is right for a wrong number before it inherits the error."""
    head = "$a = 3$, $q = a^2$, $r = q + 1$.\n\n"
    first, second = _findings(head, ("q = 6", "r = 7")).values()
    assert first[0].verdict == second[0].verdict == "refuted"
    assert second[0].inherits == first[0].claim.number


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"H = -q \log q - (1 - q) \log(1 - q) \approx 0.811", "unknown"),  # in bits
        (r"H = -q \log q - (1 - q) \log(1 - q) \approx 0.562", "agrees"),
        (r"H = -q \log q - (1 - q) \log(1 - q) \approx 0.662", "refuted"),
    ],
)
def test_bases_of_logarithms(text: str, verdict: str) -> None:
    assert _findings("$q = 0.25$\n\n", (text,))[text][-1].verdict == verdict


def test_letters_of_constants() -> None:
    """e, π and I are what a sheet defines them to be; e^{-s} stays Euler's."""
    head = "$\\hat{y} = W x$, $e = \\hat{y} - y$, $L = \\frac{1}{2} e^T e$.\n\n"
    true = (r"\frac{\partial L}{\partial W} = e x^T", r"\sigma'(s) = \frac{e^{-s}}{(1+e^{-s})^2}")
    found = _findings(head, true)
    assert [found[c][0].verdict for c in true] == ["proved", "proved"]
    head = "The policy is $\\pi = \\mathrm{softmax}(z)$.\n\n"
    claim = r"\frac{\partial \pi_i}{\partial z_j} = \pi_i (\delta_{ij} - \pi_j)"
    assert _findings(head, (claim,))[claim][0].verdict == "proved"


def test_plain_numbers() -> None:
    assert numeric(r"\left( 0.5, -1 \right)^T")
    assert numeric(r"1.2 \cdot 10^{-3}")
    assert not numeric("x_1")
    assert not numeric(r"\sigma(1)")
    assert misses([0.24], [0.25], [0.01])[0] > 0
    assert misses([0.259], [0.25], [0.01]) == [0.0]  # cut off
    assert misses([0.2451], [0.25], [0.01]) == [0.0]


@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    st.integers(-30, 30), st.integers(-30, 30), st.integers(-30, 30), st.integers(1, 4), st.data()
)
def test_rounded_numbers_hold_and_others_fail(
    a: int, b: int, c: int, digits: int, data: st.DataObject
) -> None:
    """σ(a x + b) to some digits, against floats; off by more than rounding it is refuted."""
    w, x, d = a / 10, b / 10, c / 10
    y = 1 / (1 + math.exp(-(w * x + d)))
    head = f"$w = {w}$, $x = {x}$, $b = {d}$, $y = \\sigma(w x + b)$.\n\n"
    true, wrong = (
        f"{y:.{digits}f}",
        f"{y + data.draw(st.sampled_from((3, -4))) / 10**digits:.{digits}f}",
    )
    found = _findings(head, (rf"y \approx {true}", rf"y \approx {wrong}"))
    verdicts = [f[0].verdict for f in found.values()]
    assert verdicts == ["agrees", "refuted"]
