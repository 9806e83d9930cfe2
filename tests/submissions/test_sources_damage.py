"""Damage to backslashes: what is mended, and that nothing else is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from derive.submissions.damage import CONTROL
from derive.submissions.mending import Mender
from derive.submissions.opening import submission
from derive.submissions.places import Placed
from derive.submissions.vocabulary import COMMANDS


def mended(text: str) -> str:
    mender = Mender(text)
    mender.look(text)
    return mender.mended(Placed.of(text)).text


LETTERS = "abfnrtv"
#: commands of a letter that show by themselves that the letter is lost
SURE = {
    "a": [r"\alpha", r"\approx", r"\arctan x"],
    "b": [r"\boldsymbol{x}", r"\bigodot", r"\binom{n}{k}"],
    "f": [r"\frac{a}{b}", r"\forall", r"\frac{\partial y}{\partial x}"],
    "n": [r"\nabla", r"\notin"],
    "r": [r"\rightarrow"],
    "t": [r"\theta", r"\times", r"\tilde{C}", r"\text{diag}"],
    "v": [r"\varepsilon", r"\varphi"],
}
#: commands that are mended where one of the others is lost too
BESIDE = {
    "a": [r"\ast"],
    "b": [r"\beta", r"\bar{x}", r"\bm{W}"],
    "f": [],
    "n": [],
    "r": [],
    "t": [r"\tau", r"\tanh(z)", r"\top"],
    "v": [r"\vec{v}", r"\vdots"],
}
PLAIN = ["W", "x_i", "=", "+", "2", r"\sigma(z)", r"h_{t-1}", r"\odot", r"\partial", "(", ")", "y'"]
CONTROLLED = [
    *(w for words in [*SURE.values(), *BESIDE.values()] for w in words),
    *(r"\rho", r"\right)", r"\bot", r"\flat", r"\vee", r"\neq", r"\bf", r"\bigl("),
]


def formula(words: list[str]) -> str:
    return " ".join(words)


pieces = st.sampled_from(
    [*PLAIN, *(w for words in [*SURE.values(), *BESIDE.values()] for w in words)]
)


@given(st.lists(pieces, max_size=12))
def test_intact_formulas_stay_as_they_are(words: list[str]) -> None:
    assert mended(formula(words)) == formula(words)


@given(st.lists(st.sampled_from(sorted(COMMANDS - {"begin", "end"})), max_size=20))
def test_intact_commands_stay_as_they_are(names: list[str]) -> None:
    text = " ".join(f"\\{name} x" for name in names)
    assert mended(text) == text


@given(st.text(alphabet="abcdefghilmnoprstuvx \\{}^_&=(", max_size=60))
def test_mending_twice_changes_nothing_more(text: str) -> None:
    once = mended(text)
    assert mended(once) == once or once != text


@pytest.mark.parametrize("letter", LETTERS)
@given(data=st.data())
def test_lost_letters_come_back(letter: str, data: st.DataObject) -> None:
    own = st.sampled_from([*SURE[letter], *BESIDE[letter], *PLAIN])
    words = [data.draw(st.sampled_from(SURE[letter])), *data.draw(st.lists(own, max_size=8))]
    words = data.draw(st.permutations(words))
    intact = formula(words)
    assert mended(re.sub(rf"\\{letter}(?=[A-Za-z])", "", intact)) == intact


@pytest.mark.parametrize("word", CONTROLLED)
def test_control_characters_become_commands(word: str) -> None:
    damaged = CONTROL[word[1]] + word[2:]
    if word[1] in "nt":  # white space, if nothing else shows that it is not
        assert mended(f"a \\nabla {damaged} c") in (f"a \\nabla {word} c", f"a \\nabla {damaged} c")
        damaged = f"{CONTROL[word[1]]}{SURE[word[1]][0][2:]} {damaged}"
        word = f"{SURE[word[1]][0]} {word}"
    assert mended(f"a {damaged} c") == f"a {word} c"


def test_a_tab_behind_a_script_is_no_space_of_recognition() -> None:
    assert mended("$(A B)^\top = B^\top A^\top$") == r"$(A B)^\top = B^\top A^\top$"
    assert mended("w^ {30} + M^ T") == "w^{30} + M^T"


MATRICES = [
    r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}",
    r"\begin{aligned} a &= b \\ &= c \\ &= d \end{aligned}",
    r"\begin{pmatrix} \begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix} & x \\ y & z \end{pmatrix}",
]


@pytest.mark.parametrize("text", MATRICES)
def test_halved_row_ends(text: str) -> None:
    assert mended(text) == text
    assert mended(text.replace("\\\\", "\\")) == text


@pytest.mark.parametrize("text", [*MATRICES, r"\begin{bmatrix} q_1 \\ q_2 \\ \ldots \end{bmatrix}"])
def test_all_that_an_escape_does_at_once(text: str) -> None:
    intact = rf"\frac{{a}}{{\beta}} {text} \left( z \right)"
    lost = intact
    for letter in "bfrt":
        lost = re.sub(rf"(?<!\\)\\{letter}(?=[A-Za-z])", "", lost)
    lost = lost.replace("\\\\", "\\")
    assert mended(lost) == intact


UNTOUCHED = [
    r"\begin{bmatrix} a\ b & c \end{bmatrix}",
    r"\begin{pmatrix} 1 & \ & 2 \\ 3 & 4 & 5 \end{pmatrix}",
    r"\eta = 0.1, eta = \eta",
    r"f(weight) = \text{right} \cdot \mathrm{heta}",
    r"\left( a \right) \text{next}",
    "\tx = y\n\ta = b",
    r"\text{a_b} \operatorname{my\_name}",
    r"x theta = alpha beta",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_could_be_meant_is_left(text: str) -> None:
    assert mended(text) == text


MENDED = [
    (r"h\_t = f(h\_{t-1})", "h_t = f(h_{t-1})"),
    ("a &lt; b &amp; c", "a < b  & c"),
    ("ａ＝ｂ，ｃ", "a=b,c"),
    (r"w^ {3 0} = \mathrm {d i a g}", r"w^{30} = \mathrm {diag}"),
    (r"\cdotrac{a}{b}", r"\cdot\frac{a}{b}"),
    ("W\theta", "W\\theta"),
    (r"x egin{matrix}", r"x \begin{matrix}"),
    (r"\begin{matrix} a \[2pt] b \end{matrix}", r"\begin{matrix} a \\[2pt] b \end{matrix}"),
]


@pytest.mark.parametrize(("was", "now"), MENDED)
def test_other_damage(was: str, now: str) -> None:
    assert mended(was) == now


def test_repairs_are_reported_with_their_places() -> None:
    text = "so\n$$egin{aligned} a &= rac{1}{2} \\ &= b \\end{aligned}$$"
    found = submission(text)
    said = [(r.spot.line, r.spot.column, r.was, r.now) for r in found.repairs]
    assert said == [(2, 3, "egin{", "\\begin{"), (2, 22, "rac", "\\frac"), (2, 32, "\\", "\\\\")]
    assert [c.latex for c in found.claims] == [r"a = \frac{1}{2}", r"\frac{1}{2} = b"]


def test_a_letter_lost_elsewhere_settles_a_doubt() -> None:
    assert [c.latex for c in submission("$x = eta$").claims] == ["x = eta"]
    found = submission("$x = eta$ and $egin{matrix} a \\end{matrix} = y$")
    assert found.claims[0].latex == r"x = \beta"
    kept = submission(r"$\bar x = eta$ and $egin{matrix} a \end{matrix} = y$")
    assert kept.claims[0].latex == r"\bar x = eta"
