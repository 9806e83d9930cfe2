r"""Letters of which a line speaks for all values; what a name is from a line on."""

from dataclasses import replace

import pytest

from derive.judging.every import without_bound
from derive.judging.judge import judge
from derive.submissions.opening import submission

ODD = r"Since $\tanh$ is odd, $\tanh(-a) = -\tanh(a)$ for all $a \in \mathbb{R}$." + "\n\n"
MAP = r"Let $W \in \mathbb{R}^{n\times n}$, $h_t \in \mathbb{R}^n$ and $a_t = W h_t$." + "\n\n"
RATE = r"Let $z \in \mathbb{R}$ and $h = \sigma(z)$. Then $\frac{dh}{dz} = h(1-h)$." + "\n\n"
LOSS = r"Let $a, y \in \mathbb{R}^n$. "


def verdicts(text: str) -> list[str]:
    return [f.verdict for f in judge(submission(text), suggest=False).findings]


def test_a_letter_of_one_line_is_not_the_family_of_that_name() -> None:
    text = ODD + MAP + r"Then $a_t^\top = h_t^\top W^\top$. Moreover $a_t^\top = h_t^\top W$."
    assert verdicts(text) == ["proved", "proved", "refuted"]
    declared = submission(ODD + MAP)
    shapes = {**declared.context.shapes, "a": ()}
    declared = replace(declared, context=replace(declared.context, shapes=shapes))
    assert without_bound(declared).context.shapes == {"W": ("n", "n")}
    alone = submission(ODD)
    assert without_bound(alone) is alone


def test_the_shape_of_the_first_member_is_that_of_all() -> None:
    text = (
        r"Let $h_0 \in \mathbb{R}^n$ and $h_t = W h_{t-1}$. Then $h_t^\top = h_{t-1}^\top W^\top$."
    )
    put = without_bound(submission(text)).context
    assert put.families["h"][0] == "n"
    assert not any(key.startswith("h") for key in put.shapes)
    assert verdicts(text) == ["proved"]


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (r"If $h = \tanh(z)$ instead, then $\frac{dh}{dz} = 1 - h^2$.", "proved"),
        (r"If $h = \tanh(z)$ instead, then $\frac{dh}{dz} = h(1-h)$.", "refuted"),
        (r"Replacing the sigmoid, $h = \tanh(z)$. Then $\frac{dh}{dz} = 1 - h^2$.", "proved"),
        (r"Replacing the sigmoid, $h = \tanh(z)$. Then $\frac{dh}{dz} = h(1-h)$.", "refuted"),
    ],
)
def test_what_is_put_instead_holds_behind_it(words: str, verdict: str) -> None:
    assert verdicts(RATE + words) == ["proved", verdict]


def test_what_is_put_instead_holds_in_its_section_only() -> None:
    text = (
        RATE + "# Part two\n\n"
        r"Replacing the sigmoid, $h = \tanh(z)$. Then $\frac{dh}{dz} = 1 - h^2$."
        "\n\n# Part three\n\n"
        r"Here $\frac{dh}{dz} = 1-h^2$. And $\frac{dh}{dz} = h(1-h)$."
    )
    assert verdicts(text) == ["proved", "proved", "refuted", "proved"]


@pytest.mark.parametrize(("slope", "verdict"), [("a - y", "proved"), ("2(a - y)", "refuted")])
def test_a_loss_that_is_supposed_holds_for_its_sentence(slope: str, verdict: str) -> None:
    first = r"If $L = \|a - y\|^2$, then $\nabla_a L = 2(a - y)$. "
    second = rf"If $L = \frac12\|a - y\|^2$, then $\nabla_a L = {slope}$."
    assert verdicts(LOSS + first + second) == ["proved", verdict]
