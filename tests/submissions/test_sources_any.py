"""Any text at all: nothing is raised but DeriveError, nothing hangs, places are right."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from hypothesis import given, settings, strategies as st

from derive.errors import DeriveError
from derive.submissions.claims import Submission
from derive.submissions.opening import submission

FORMATS = ("markdown", "latex", "plain")
BITS = [
    *("$", "$$", r"\(", r"\)", r"\[", r"\]", "`", "```", "\n", "\n\n", " ", "%", "<!--", "-->"),
    *(r"\begin{align}", r"\end{align}", r"\begin{cases}", r"\end{cases}", r"\begin{bmatrix}"),
    *(r"\end{bmatrix}", r"\begin{verbatim}", r"\end{verbatim}", r"\\", "&", "{", "}", "^", "_"),
    *("a", "W", "x", "=", r"\le", r"\in", "(", ")", "[", "]", ",", ";", ":", "+", "-", "...", "."),
    *(r"\frac", r"\left", r"\right", r"\text{", r"\text{where }", r"\quad", r"\Rightarrow", "T"),
    *(r"\newcommand{\a}", r"\newcommand", r"\def\b#1", r"\a", r"\b", "#1", "[1]", r"\be", r"\ee"),
    *("let ", "where ", "if ", "for ", "令", "пусть ", "and ", "egin{", "rac{", "\night", "\theta"),
    *("\\", "\b", "\f", "\r", "\0", "é", "𝑊", "x̃", "₁", "ᵀ", "ℝ", "∈", "≤", "０", "&lt;", "---"),
    *(r"\mathbb{R}^{n \times d}", r"\forall", r"\stackrel{", r"\boxed{", r"\underbrace{", "1", "|"),
    *("---\nshapes:", "\n---\n", r"\ensuremath{", r"\verb|", r"\eqalign{", "# ", "> ", "1. ", "@"),
]


def read(text: str, format: str | None) -> Submission | None:
    with contextlib.suppress(DeriveError):
        return submission(text, format=format)
    return None


def check(found: Submission) -> None:
    lines = found.text.split("\n") if "\n" in found.text else found.text.split("\r")
    spots = [c.spot for c in found.claims] + [r.spot for r in found.repairs]
    for spot in [*spots, *(spot for spot, _, _ in found.passed_by)]:
        assert 1 <= spot.line <= len(lines)
        assert 1 <= spot.column <= len(lines[spot.line - 1]) + 1
    for number, claim in enumerate(found.claims):
        assert claim.number == number
        assert claim.left
        assert claim.right
        assert claim.after is None or 0 <= claim.after < number
        assert found.text[slice(*claim.formula)] == claim.raw
        assert all(0 <= i < number for i in claim.under)


@given(st.lists(st.sampled_from(BITS), max_size=40), st.sampled_from(FORMATS))
@settings(max_examples=200)
def test_bits_of_formulas(bits: list[str], format: str) -> None:
    found = read("".join(bits), format)
    if found is not None:
        check(found)


@given(st.text(max_size=200), st.sampled_from([*FORMATS, "notebook", None]))
def test_any_text(text: str, format: str | None) -> None:
    found = read(text, format)
    if found is not None and format != "notebook":
        check(found)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)


@given(
    st.lists(
        st.fixed_dictionaries({"cell_type": st.just("markdown"), "source": values}), max_size=3
    )
)
def test_any_notebook(cells: list[dict[str, object]]) -> None:
    read(json.dumps({"cells": cells}), "notebook")


@given(st.lists(st.sampled_from(BITS), max_size=12))
def test_any_front_matter(bits: list[str]) -> None:
    read("---\nderive:\n  shapes: {W: [n, d]}\n  " + "".join(bits) + "\n---\n", "markdown")


NAMES = st.sampled_from(
    ["W", r"\sigma", "h_{t-1}", r"\frac{a}{b}", "x^2", r"\D", r"\F{y}", "∂y", "ｘ"]
)
GAPS = st.sampled_from(["", " ", r"\,", r"\; ", "\n", "  % why\n"])


@given(st.lists(st.tuples(NAMES, GAPS, NAMES, GAPS), min_size=1, max_size=8), st.data())
def test_places_are_where_claims_begin(
    links: list[tuple[str, str, str, str]], data: st.DataObject
) -> None:
    head = "\\newcommand{\\D}{\\partial y}\n\\newcommand{\\F}[1]{f(#1)}\n"
    text, expected = head, []
    for left, gap, right, after in links:
        text += data.draw(st.sampled_from(["Text. ", "\n\n", "So we get\n"]))
        text += data.draw(st.sampled_from(["$", "$$"]))
        before = data.draw(st.sampled_from(["", r"\quad ", r"\label{a}", " "]))
        text += before
        expected.append((len(text), left))
        mark = "$$" if text[: len(text) - len(before)].endswith("$$") else "$"
        if "\n" in gap:  # then it is placed where its relation stands
            expected[-1] = (len(text) + len(left + gap), "=")
        text += f"{left}{gap}= {right}{after}{mark}"
    found = submission(text, format="latex")
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:i]) for i in range(len(lines))]
    places = [starts[c.spot.line - 1] + c.spot.column - 1 for c in found.claims]
    assert places == [at for at, _ in expected]
    assert all(text.startswith(left, at) for at, left in expected)


LONG = [
    "$", "$$", "`", "\\(", "\\[", "$a = b$ ", "$$a = b$$\n\n", "\\begin{align}", "\\begin{cases} ",
    "<!--", "```\n", "{", "}", "\\left(", "(", "a = b, ", "$a = b + c$ \n", "a = b\n", "x ", "\\",
    "\\\\ &= c ", "%", "\n", "\n\n", "rac{", "egin{", "heta ", "\\newcommand{\\a}{\\b}", "\\def\\a",
    "\\text{", "\\verb|", "&lt;", "] [", ":", "if $a = 1$, ", "\\boxed{", "_ ", "https://a = b ",
    "0 . ", "\\begin{bmatrix} a \\ b \\end{bmatrix}", "\\begin{aligned}", "\\in ] ", "１", "y' = ",
]  # fmt: skip


@pytest.mark.parametrize("bit", LONG)
@pytest.mark.parametrize("around", ["", "$$"])
def test_time_is_linear(bit: str, around: str) -> None:
    def seconds(size: int) -> float:
        text = around + bit * (size // len(bit)) + around
        start = time.process_time()
        for format in FORMATS:
            read(text, format)
        return time.process_time() - start

    small, large = seconds(1_000), seconds(8_000)
    if large >= 20 * small + 0.2:  # a collection of garbage fell into it, or it is not linear
        small, large = seconds(1_000), seconds(8_000)
    assert large < 20 * small + 0.2, (small, large)


BOMB = r"""\newcommand{\a}{\b\b\b\b\b\b\b\b\b\b}\newcommand{\b}{\c\c\c\c\c\c\c\c\c\c}
\newcommand{\c}{\d\d\d\d\d\d\d\d\d\d}\newcommand{\d}{\e\e\e\e\e\e\e\e\e\e}
\newcommand{\e}{\f\f\f\f\f\f\f\f\f\f}\newcommand{\f}{x x x x x x x x x x}
\newcommand{\g}{\g}\newcommand{\h}[1]{\h{#1#1}}
"""


@pytest.mark.parametrize("call", [r"\a", r"\g", r"\h{x}", r"\a = \a"])
def test_a_macro_bomb_is_refused(call: str) -> None:
    start = time.process_time()
    found = submission(BOMB + f"${call} = y$ and $u = v$\n\n" + f"${call}$ " * 200, format="latex")
    assert time.process_time() - start < 3
    assert [c.latex for c in found.claims] == ["u = v"]
    assert len(found.passed_by) == 201
    assert all("macro" in reason and "\n" not in reason for _, _, reason in found.passed_by)
