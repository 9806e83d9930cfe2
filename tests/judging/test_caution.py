r"""Why a claim that is false as it was read is not called wrong; and that others still are."""

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

LINE = r"Let $x \in \mathbb{R}^n$, $W \in \mathbb{R}^{n\times n}$ and $z = Wx$. "
CHAIN = r"Let $u, v, w \in \mathbb{R}$ and $v = u^2$ and $w = u v$. "
SOFTMAX = r"Let $z \in \mathbb{R}^n$ and $p = \operatorname{softmax}(z)$. "
SQUARES = r"Let $a, b \in \mathbb{R}$. "
LENGTH = r"Let $x \in \mathbb{R}^n$ and $y = 2x$. "
FIXED = r"Let $W \in \mathbb{R}^{n\times n}$ and $u \in \mathbb{R}^n$. "


def last(text: str) -> tuple[str, str]:
    found = judge(submission(text), suggest=False).findings[-1]
    return found.verdict, found.reason


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (LINE + r"Note that it is not $z^\top = x^\top W$.", "said not to hold"),
        (LINE + r"So we do not have $z^\top = x^\top W$.", "said not to hold"),
        (LINE + r"Man hat nicht $z^\top = x^\top W$.", "said not to hold"),
        (LINE + r"In the limiting case we find $z^\top z = x^\top x$.", "limiting case"),
        (LINE + r"Im Grenzfall gilt $z^\top z = x^\top x$.", "limiting case"),
        (LINE + r"If $W$ is replaced by the identity, $z^\top z = x^\top x$.", "been replaced"),
        (LINE + r"When $W$ is masked we find $z^\top z = x^\top x$.", "been replaced"),
        (CHAIN + r"With $v$ held fixed, $\frac{d w}{d u} = v$.", "held fixed"),
        (CHAIN + r"Treating $v$ as a constant, $\frac{d w}{d u} = v$.", "held fixed"),
        (SQUARES + r"It is equivalent that $a^2 + b^2 \le 2ab$.", "equivalent"),
        (SOFTMAX + r"Then $p_i < 1$.", "only where a size is 1"),
        (SOFTMAX + r"Then $\sum_i p_i^2 < 1$.", "only where a size is 1"),
        (LENGTH + r"Then $\|y\| \le c$.", "nothing says what c"),
        (LENGTH + r"Then $\|y\| \le c\|x\|$.", "nothing says what c"),
    ],
)
def test_what_may_say_something_else_is_unknown(text: str, why: str) -> None:
    verdict, reason = last(text)
    assert verdict == "unknown"
    assert why in reason


@pytest.mark.parametrize(
    "text",
    [
        LINE + r"Then $z^\top = x^\top W$.",
        LINE + r"It is not hard to see this. Hence $z^\top = x^\top W$.",
        LINE + r"It does not matter for what follows here that $z^\top = x^\top W$.",
        LINE + r"We are not in the limit. We find $z^\top z = x^\top x$.",
        LINE + r"The mask comes later. We find $z^\top z = x^\top x$.",
        CHAIN + r"Then $\frac{d w}{d u} = v$.",
        CHAIN + r"Treating $v$ as a constant, $w = 2 u v$.",
        CHAIN + r"Now $v$ was a constant. Then $\frac{d w}{d u} = v$.",
        SQUARES + r"That is equivalent. Then $a^2 + b^2 \le 2ab$.",
        SOFTMAX + r"Then $p_i < 0$.",
        SOFTMAX + r"Then $p_i < \frac12$.",
        SOFTMAX + r"Then $\sum_i p_i^2 > 1$.",
        LENGTH + r"Let $c \in \mathbb{R}$. Then $\|y\| \le c\|x\|$.",
        LENGTH + r"Then $\|y\| \le \|x\|$.",
        FIXED + r"Let $h^* = W u$. Then $\|h^*\| = \|u\|$.",
        FIXED + r"Let $h^* = W h^* + u$. Then $u^\top W = u^\top W^\top$.",
    ],
)
def test_what_is_said_in_so_many_words_is_refuted(text: str) -> None:
    assert last(text)[0] == "refuted"


@pytest.mark.parametrize("name", ["h^*", r"\bar h", r"h_\infty"])
def test_what_is_said_of_a_fixed_point_is_not_refuted(name: str) -> None:
    text = FIXED + rf"Let ${name} = W {name} + u$. Then $\|{name}\| = \|u\|$."
    assert last(text)[0] == "unknown"
