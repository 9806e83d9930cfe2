"""One definition that is misread spoils no others, and announced ones are trusted first."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission


def verdicts(text: str) -> list[str]:
    return [found.verdict for found in judge(submission(text, "t.md"), suggest=False).findings]


def test_an_announced_part_is_no_second_name_of_what_it_is_the_argument_of() -> None:
    text = r"""
For $t=1,\dots,T$ let $s_t := W h_{t-1} + U x_t$ and $h_t := \tanh(s_t)$ with $h_t\in\mathbb{R}^n$,
$x_t\in\mathbb{R}^d$.

$$\frac{\partial h_t}{\partial h_{t-1}} = \operatorname{diag}(1 - h_t\odot h_t)\,W$$
$$\frac{\partial h_t}{\partial h_{t-1}} = W\operatorname{diag}(1 - h_t\odot h_t)$$

Drop the tanh, $h_t = s_t$. Then
$$h_t = W h_{t-1} + U x_t$$
"""
    assert verdicts(text)[:2] == ["proved", "refuted"]


def test_a_softmax_in_a_formula_is_none_of_what_stands_beside_it() -> None:
    text = r"""
Samples are rows: $Z\in\mathbb{R}^{N\times c}$, $Y\in\mathbb{R}^{N\times c}$. Put
$L := \frac12\|Z-Y\|_F^2$.
$$\frac{\partial L}{\partial Z} = Z - Y$$

The number of parameters is
$$P = (d+1)\,c$$

Let $P_{n,:}=\operatorname{softmax}(Z_{n,:})$ and $E := -\sum_{n}\sum_k Y_{nk}\log P_{nk}$ with
one-hot rows in $Y$. Then
$$\frac{\partial E}{\partial Z} = P - Y$$
$$\frac{\partial E}{\partial Z} = Y - P$$
"""
    found = verdicts(text)
    assert found[0] == "proved"
    assert found[-2:] == ["proved", "refuted"]


@pytest.mark.parametrize("sides", [r"$A$ := $\partial\ell/\partial P$", r"$A$ = $\nabla_P\ell$"])
def test_only_the_sides_are_set_as_formulas(sides: str) -> None:
    text = rf"""
$P\in\mathbb{{R}}^{{n\times m}}$, $V\in\mathbb{{R}}^{{m\times k}}$ and $O := PV$. Some scalar loss
$\ell$ sits on $O$; $G := \partial\ell/\partial O$. Gradients have the shape of their matrix.
Call it {sides}:

$$A = V\,G^\top$$

$$A = G\,V^\top$$
"""
    assert verdicts(text)[-2:] != ["definition", "refuted"]
    assert verdicts(text)[-1] == "proved"


def test_words_say_what_a_name_is_before_an_equation_does() -> None:
    text = r"""
Scores $S\in\mathbb{R}^{n\times m}$, and $P$ is the **row-wise** softmax of $S$.

$$P_{ij} = \frac{e^{S_{ij}}}{\sum_{l=1}^{n} e^{S_{lj}}}$$

$$P\,\mathbf{1}_m = \mathbf{1}_n$$
"""
    assert verdicts(text)[0] not in ("definition", "proved", "agrees")
    assert verdicts(text)[1] == "proved"


def test_words_give_a_name_to_a_formula() -> None:
    text = r"""
Let $W\in\mathbb{R}^{n\times n}$, $x\in\mathbb{R}^n$, $h := \sigma(Wx)$ and $s := h\odot(1-h)$.
Write $J$ for the Jacobian $\partial h/\partial x$.

$$J^\top J = W^\top\operatorname{diag}(s)^2 W$$
$$J^\top J = W^\top\operatorname{diag}(s) W$$
"""
    assert verdicts(text) in (["proved", "refuted"], ["agrees", "refuted"])


@pytest.mark.parametrize("before", ["h'", "h^-", r"h_{\mathrm{prev}}"])
def test_a_text_may_drop_its_times(before: str) -> None:
    text = rf"""
With $h_t\in\mathbb{{R}}^n$ and $x_t\in\mathbb{{R}}^d$ let
$$a^u_t := W h_{{t-1}} + V x_t, \qquad h_t := \tanh(a^u_t), \qquad y_t := C h_t.$$
We suppress the time index and write ${before}$ for $h_{{t-1}}$.
$$\frac{{\partial h}}{{\partial {before}}} = \operatorname{{diag}}(1 - h\odot h)\,W$$
$$\frac{{\partial h}}{{\partial {before}}} = W\operatorname{{diag}}(1 - h\odot h)$$
$$\frac{{\partial y}}{{\partial a^u}} = C\operatorname{{diag}}(1 - h\odot h)$$
"""
    assert verdicts(text) == ["proved", "refuted", "proved"]


def test_no_time_is_put_to_a_name_where_none_is_dropped() -> None:
    text = r"""
With $h_t\in\mathbb{R}^n$ let $z_t := W h_{t-1}$ and $h_t := \sigma(z_t)$, where
$\sigma(z) = \frac{1}{1+e^{-z}}$ acts on each component.
$$\sigma'(z) = \sigma(z)(1-\sigma(z))$$
"""
    assert verdicts(text)[-1] == "proved"
